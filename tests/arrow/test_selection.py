"""Column-wise code selects rows and decides nothing: whatever a rule has to say, it says itself."""

import gc
from collections.abc import Iterator, Mapping
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Finding, Invoice, NotEvaluated, Policy, Rule, RuleTable, validate
from parzo_validate.arrow import batches, selection
from parzo_validate.arrow.columns import Columns
from parzo_validate.arrow.read_columns import ReadColumns
from parzo_validate.arrow.rows import invoices
from parzo_validate.invoice import read
from tests.arrow.test_batches import (
    FORMS,
    PLAIN,
    POLICIES,
    TEXT,
    Form,
    Result,
    as_held,
    documents,
    form,
    hostile_columns,
    judged,
    plain,
    said,
)

RULES = pytest.mark.parametrize("rule", DEFAULT_TABLE, ids=lambda rule: rule.code)


def passed_over(rule: Rule, columns: ReadColumns, policy: Policy) -> list[bool]:
    """Return which rows the rule is not shown, though everything in them could be read."""
    return (~selection.CANDIDATES[rule.check](columns, policy) & ~columns.odd).tolist()  # type: ignore[no-any-return]


def assert_nothing_is_lost(form: Form, results: list[Result], policy: Policy) -> None:
    """A rule has nothing to say of a row that it is not shown."""
    columns = ReadColumns.of(Columns.of(form.batch(results)))
    for rule in DEFAULT_TABLE:
        for result, unseen in zip(results, passed_over(rule, columns, policy), strict=True):
            assert not unseen or list(rule(read(result).invoice, policy)) == []


@pytest.mark.parametrize("name", FORMS)
@given(st.lists(documents, min_size=1, max_size=4), POLICIES)
def test_a_row_that_a_rule_is_not_shown_is_none_of_its_business(
    name: str, results: list[Result], policy: Policy
) -> None:
    form, amount, day = FORMS[name]
    assert_nothing_is_lost(form, [as_held(result, amount, day) for result in results], policy)


@given(hostile_columns(), POLICIES)
def test_nor_is_a_hostile_one(drawn: tuple[Form, list[Result]], policy: Policy) -> None:
    assert_nothing_is_lost(*drawn, policy)


TRUE: Result = {**PLAIN, "vendor": {"vat_number": "IT12345678903"}, "buyer": {"vat_number": "12345678903"}}
SUMS, DATES = PLAIN["financials"], PLAIN["invoice"]
SEEN_BY: Mapping[str, tuple[Result, set[str]]] = {
    "a true invoice": ({}, set()),
    "no buyer, no due date": ({"buyer": {}, "invoice": {"date": "2026-04-01"}}, set()),
    "a foreign number": ({"vendor": {"vat_number": "DE136695976"}}, set()),
    "a cent off": ({"financials": SUMS | {"total": 1220.01}}, set()),
    "two cents off": ({"financials": SUMS | {"total": 1219.98}}, {"ARITHMETIC_MISMATCH"}),
    "a discount": ({"financials": SUMS | {"discount": 20, "total": 1200}}, {"ARITHMETIC_MISMATCH"}),
    "no tax": ({"financials": {**SUMS, "tax_amount": None}}, {"ARITHMETIC_MISMATCH"}),
    "nothing to pay": ({"financials": {"subtotal": 0, "tax_amount": 0, "tax_rate": 0, "total": 0}}, {"INVALID_TOTAL"}),
    "a rate of a line alone": ({"financials": {**SUMS, "tax_rate": None}}, set()),
    "no rate": ({"financials": {**SUMS, "tax_rate": None}, "line_items": [{"amount": 1}]}, {"INVALID_IT_VAT_RATE"}),
    "an unusual rate": ({"financials": SUMS | {"tax_rate": 23}}, {"INVALID_IT_VAT_RATE"}),
    "an unusual rate of a line": ({"line_items": [{"tax_rate": 22}, {"tax_rate": 7.3}]}, {"INVALID_IT_VAT_RATE"}),
    "rates as they are": ({"invoice": {"date": "2016-01-01"}}, set()),
    "before rates were so": ({"invoice": {"date": "2015-12-31"}}, {"INVALID_IT_VAT_RATE"}),
    "no vendor": ({"vendor": {}}, {"INVALID_PIVA_CHECKSUM"}),
    "a wrong buyer": ({"buyer": {"vat_number": "IT98765432109"}}, {"INVALID_PIVA_CHECKSUM"}),
    "due at once": ({"invoice": DATES | {"due_date": "2026-04-01"}}, set()),
    "due before": ({"invoice": DATES | {"due_date": "2026-03-31"}}, {"DATE_INCOHERENCE"}),
    "not issued": ({"invoice": {"due_date": "2026-03-31"}}, {"DATE_INCOHERENCE"}),
}


@pytest.mark.parametrize(("changes", "seen"), SEEN_BY.values(), ids=SEEN_BY)
def test_a_rule_is_shown_no_row_that_plain_arithmetic_settles(changes: Result, seen: set[str]) -> None:
    columns = ReadColumns.of(Columns.of(plain(TRUE | changes)))
    assert {rule.code for rule in DEFAULT_TABLE if passed_over(rule, columns, Policy()) == [False]} == seen


NEGATIVE = {"subtotal": -1000, "tax_amount": -210, "tax_rate": 21, "total": -1220}
FAULTY: Result = {
    "vendor": {"vat_number": "IT98765432109"},
    "buyer": {"vat_number": "123"},
    "invoice": {"number": "7", "date": "2026-04-01", "due_date": "2026-03-01"},
    "financials": NEGATIVE,
    "line_items": [{"description": "Consulenza", "quantity": 2.5, "total": -1000, "vat_rate": 8.8}],
}
LACKING: Result = {"invoice": {"number": "8", "due_date": "2026-03-01"}, "line_items": [{"description": "Trasporto"}]}


@RULES
@pytest.mark.parametrize("held", [FAULTY, LACKING], ids=["flagged", "not evaluated"])
def test_an_excuse_more_is_written_in_the_rule_alone(rule: Rule, held: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks for what no rule has asked for yet, of the document, a party, the sums and the lines."""

    def check(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
        excused = [invoice.invoice.po_number, invoice.buyer.email, invoice.financials.withholding_tax]
        excused += [line.unit for line in invoice.line_items if line.quantity != 3]
        if not any(excused):
            yield from rule(invoice, policy)

    table = RuleTable(replace(rule, check=check))
    monkeypatch.setitem(selection.CANDIDATES, check, selection.CANDIDATES[rule.check])
    sums, buyer = held.get("financials", {}), held.get("buyer", {})
    [line] = held["line_items"]
    results: list[Result] = [
        held,
        held | {"invoice": held["invoice"] | {"po_number": "4711"}},
        held | {"buyer": buyer | {"email": "a@example.com"}},
        held | {"financials": sums | {"withholding_tax": 0.5}},
        held | {"line_items": [line, line | {"unit": "h", "quantity": 2}]},
        held | {"line_items": [line, line | {"unit": "h", "quantity": 3}]},
        held | {"line_items": []},
    ]
    results = [as_held(result, str, str) for result in results]
    expected = [said(validate(result, table=table)) for result in results]
    said_anything = [bool(report["flags"] or report["not_evaluated"]) for report in expected]
    assert said_anything == [True, False, False, False, False, True, True]
    with monkeypatch.context() as patch:
        patch.setattr(batches, "validate", None)
        assert judged(form(TEXT, TEXT).batch(results), table=table) == expected


def test_a_row_is_an_invoice_of_what_was_read() -> None:
    columns = ReadColumns.of(Columns.of(plain(TRUE)))
    read = invoices(columns, (~columns.odd).nonzero()[0])
    invoice = next(read)
    assert isinstance(invoice, Invoice)
    assert (invoice.vendor.vat_number, invoice.vendor.iban) == ("IT12345678903", None)
    [line] = invoice.line_items
    assert (str(line.amount), line.vat_rate_key, line.quantity) == ("1000.00", "vat_rate", None)
    with pytest.raises(AttributeError, match=r"^totale$"):
        _ = invoice.financials.totale  # type: ignore[attr-defined]


def test_the_invoices_of_rows_need_no_garbage_collector() -> None:
    columns = ReadColumns.of(Columns.of(plain(TRUE, TRUE)))
    gc.collect()
    gc.disable()
    try:
        gone = [ref(section) for invoice in invoices(columns, np.arange(2)) for section in (invoice, invoice.vendor)]
        assert [section() for section in gone] == [None] * 4
    finally:
        gc.enable()
