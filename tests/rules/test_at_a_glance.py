"""An invoice that is clean at a glance is none of the business of any documented rule."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from parzo_validate import DEFAULT_TABLE, Finding, Invoice, Policy, RuleTable, rule, validate
from parzo_validate.invoice import read
from parzo_validate.invoice.model import Financials
from parzo_validate.rules.at_a_glance import is_clean_at_a_glance
from parzo_validate.testing.strategies import partite_iva
from tests.arrow.test_batches import POLICIES
from tests.rules.test_properties import documents

Result = dict[str, Any]

SUMS = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220}
TRUE: Result = {
    "vendor": {"vat_number": "IT12345678903"},
    "buyer": {"vat_number": "98765432103"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-04-01"},
    "financials": SUMS,
    "line_items": [{"amount": 1000}],
}

CASES: Mapping[str, tuple[Result, bool]] = {
    "a true invoice": ({}, True),
    "due a month later": ({"invoice": {"date": "2026-04-01", "due_date": "2026-05-01"}}, True),
    "no due date": ({"invoice": {"date": "2026-04-01"}}, True),
    "the first day after the last change of rates": ({"invoice": {"date": "2016-01-02"}}, True),
    "the day of it": ({"invoice": {"date": "2016-01-01"}}, False),
    "no date": ({"invoice": {}}, False),
    "due a day too early": ({"invoice": {"date": "2026-04-01", "due_date": "2026-03-31"}}, False),
    "a date that cannot be read": ({"invoice": {"date": "2026-04-01", "due_date": "soon"}}, False),
    "a value besides that cannot be read": ({"financials": SUMS | {"discount": "ten"}}, False),
    "a cent off, which is tolerated": ({"financials": SUMS | {"total": 1220.01}}, False),
    "no subtotal": ({"financials": {**SUMS, "subtotal": None}}, False),
    "no tax": ({"financials": {**SUMS, "tax_amount": None}}, False),
    "no total": ({"financials": {**SUMS, "total": None}}, False),
    "a total of zero": ({"financials": {"subtotal": 0, "tax_rate": 22, "tax_amount": 0, "total": 0}}, False),
    "a negative one": ({"financials": {"subtotal": -100, "tax_rate": 22, "tax_amount": -22, "total": -122}}, False),
    "no rate": ({"financials": {**SUMS, "tax_rate": None}}, False),
    "a rate of zero alone": ({"financials": {"subtotal": 1, "tax_rate": 0, "tax_amount": 0, "total": 1}}, False),
    "rates of lines alone": ({"financials": {**SUMS, "tax_rate": None}, "line_items": [{"tax_rate": 22}]}, True),
    "a rate of zero too": ({"line_items": [{"vat_rate": 22}, {"vat_rate": 0}, {"tax_rate": 4}, {}]}, True),
    "a rate of the past": ({"financials": SUMS | {"tax_rate": 21}}, False),
    "one of a line": ({"line_items": [{"vat_rate": 22}, {"tax_rate": 21}]}, False),
    "no vendor": ({"vendor": {}}, False),
    "no buyer": ({"buyer": {}}, False),
    "a foreign vendor": ({"vendor": {"vat_number": "DE136695976"}}, False),
    "a wrong number": ({"buyer": {"vat_number": "IT98765432109"}}, False),
    "a number with a space": ({"vendor": {"vat_number": "IT 12345678903"}}, False),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_everything_that_is_asked_for_is_stated_and_right(changes: Result, *, expected: bool) -> None:
    assert is_clean_at_a_glance(read(TRUE | changes).invoice) == expected


def assert_nobody_speaks(result: Result, policy: Policy) -> None:
    invoice = read(result).invoice
    if is_clean_at_a_glance(invoice):
        assert {rule.code: list(rule(invoice, policy)) for rule in DEFAULT_TABLE if list(rule(invoice, policy))} == {}


@given(documents, POLICIES)
def test_no_documented_rule_has_anything_to_say(result: Result, policy: Policy) -> None:
    assert_nobody_speaks(result, policy)
    assert_nobody_speaks(
        TRUE | {"financials": result.get("financials"), "line_items": result.get("line_items")}, policy
    )
    assert_nobody_speaks(TRUE | {"vendor": result.get("vendor"), "invoice": result.get("invoice")}, policy)


@given(partite_iva(), partite_iva(valid=False))
def test_every_right_number_is_right_at_a_glance_and_no_other(right: str, wrong: str) -> None:
    assert is_clean_at_a_glance(read(TRUE | {"buyer": {"vat_number": right}}).invoice)
    assert not is_clean_at_a_glance(read(TRUE | {"buyer": {"vat_number": wrong}}).invoice)


def always(invoice: Invoice, policy: Policy) -> list[Finding]:
    return [Finding(("invoice", "number"), {})]


ACME = rule(code="ACME_ALWAYS", severity="error", summary="x", messages={"en": "something", "it": "qualcosa"})(always)
TABLES = {
    "a rule more": DEFAULT_TABLE.with_rules(ACME),
    "that rule alone": RuleTable(ACME),
    "another check under a documented code": RuleTable(replace(ACME, code="INVALID_TOTAL")),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_rule_of_others_is_asked_of_every_invoice(table: RuleTable) -> None:
    [flag] = validate(TRUE, table=table).flags
    assert flag.message == "something"


def test_of_values_that_no_model_has_checked_each_rule_says_what_it_met() -> None:
    sums = Financials.model_construct(subtotal="1000", tax_amount="220", total="1220")
    report = validate(Invoice.model_construct(financials=sums))
    assert report.crashed["ARITHMETIC_MISMATCH"] == "TypeError: conversion from str to Decimal is not supported"
    assert report.crashed.keys() == {"ARITHMETIC_MISMATCH", "INVALID_TOTAL"}


def test_what_was_read_otherwise_is_listed_of_a_clean_invoice_too() -> None:
    printed = TRUE | {"invoice": {"number": "N/A", "date": "1 aprile 2026"}}
    assert is_clean_at_a_glance(read(printed).invoice)
    assert [coerced.path for coerced in validate(printed).coerced] == ["/invoice/number", "/invoice/date"]
