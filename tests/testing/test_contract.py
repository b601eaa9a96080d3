"""The contract: the built-in rules keep it, and each promise is broken by a rule made to break it."""

import gc
import io
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st

from parzo_validate import Finding, Invoice, NotEvaluated, Policy, Rule, rule
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.testing import check_rule
from parzo_validate.testing.promises import OF_AN_INVOICE, OF_THE_RULE, OF_WHAT_IT_SAYS, BrokenPromise
from parzo_validate.testing.purity import impure_call
from parzo_validate.testing.strategies.documents import invoices

Said = Iterator[Finding | NotEvaluated]
TOTAL, SUBTOTAL = ("financials", "total"), ("financials", "subtotal")
HEADINGS = """Acme.

## What it checks
## Why it matters
## When it stays silent
## Example
## Sources
"""


def made_of(check: Callable[[Invoice, Policy], Any], **arguments: Any) -> Rule:
    """Return a documented rule whose check may misbehave."""
    check.__doc__ = HEADINGS
    words: dict[str, Any] = {"en": "wrong", "it": "sbagliato"}
    return rule(code="ACME_WRONG", severity="error", summary="acme", messages=words, **arguments)(check)


def large_total(invoice: Invoice, policy: Policy) -> Said:
    total = invoice.financials.total
    if total is None:
        yield NotEvaluated(TOTAL, "total is missing")
    elif total > 100:
        yield Finding(TOTAL, {"total": total})


@pytest.mark.parametrize("kept", EXTENDED_TABLE, ids=lambda kept: kept.code)
def test_a_documented_rule_keeps_every_promise(kept: Rule) -> None:
    check_rule(kept)


def test_a_rule_of_others_that_keeps_them_passes() -> None:
    check_rule(made_of(large_total, context=("total",)))


def test_a_text_that_reads_like_zero_is_no_missing_amount() -> None:
    """A currency that was misread is quoted from the head of the invoice; that the sums lack one is no matter."""

    def other_currency(invoice: Invoice, policy: Policy) -> Said:
        if invoice.financials.total and invoice.invoice.currency not in (None, "EUR"):
            yield Finding(TOTAL, {"currency": invoice.invoice.currency})

    misread = {"invoice": {"currency": "-0.0"}, "financials": {"total": 500}}
    check_rule(made_of(other_currency), invoices=[misread])


class Unchecked(Rule):
    """A rule whose author went round the checks of the constructor."""

    def __post_init__(self) -> None:
        pass


def unchecked(**changes: Any) -> Rule:
    sound = made_of(large_total)
    names = ("code", "severity", "summary", "messages", "check", "context")
    return Unchecked(**{name: getattr(sound, name) for name in names} | changes)


def undocumented(invoice: Invoice, policy: Policy) -> Said:
    """Only a sentence."""
    yield from large_total(invoice, policy)


def raises(invoice: Invoice, policy: Policy) -> Said:
    yield from large_total(invoice, policy)
    assert invoice.invoice.number is None


def yields_text(invoice: Invoice, policy: Policy) -> Iterator[Any]:
    yield "wrong"


_asked: list[Invoice] = []


def remembers(invoice: Invoice, policy: Policy) -> Said:
    _asked.append(invoice)
    if invoice.financials.total is not None and len(_asked) % 2:
        yield Finding(TOTAL)


def asks_the_clock(invoice: Invoice, policy: Policy) -> Said:
    issued = invoice.invoice.date
    if issued is not None and issued > date.today():  # noqa: DTZ011
        yield Finding(("invoice", "date"))


def asks_the_environment(invoice: Invoice, policy: Policy) -> Said:
    if os.environ.get("ACME") is None:
        yield from large_total(invoice, policy)


def rolls_the_dice(invoice: Invoice, policy: Policy) -> Said:
    random.random()  # noqa: S311
    yield from large_total(invoice, policy)


def measures_time(invoice: Invoice, policy: Policy) -> Said:
    time.perf_counter()
    yield from large_total(invoice, policy)


def prints(invoice: Invoice, policy: Policy) -> Said:
    print(end="")
    yield from large_total(invoice, policy)


def writes(invoice: Invoice, policy: Policy) -> Said:
    sys.stdout.write("")
    yield from large_total(invoice, policy)


def returns_one_finding(invoice: Invoice, policy: Policy) -> Any:
    return NotEvaluated(TOTAL, "total is missing")


def changes_the_invoice(invoice: Invoice, policy: Policy) -> Said:
    yield from large_total(invoice, policy)
    invoice.financials.__dict__["discount"] = Decimal(1)


def takes_missing_for_zero(invoice: Invoice, policy: Policy) -> Said:
    if (invoice.financials.total or 0) <= 0:
        yield Finding(TOTAL)


def takes_missing_tax_for_zero(invoice: Invoice, policy: Policy) -> Said:
    sums = invoice.financials
    if sums.subtotal is not None and sums.total is not None:
        tax = sums.tax_amount or Decimal(0)
        if sums.subtotal + tax != sums.total:
            yield Finding(TOTAL, {"tax_amount": tax})


def takes_missing_discount_for_zero(invoice: Invoice, policy: Policy) -> Said:
    sums = invoice.financials
    if sums.total is not None and sums.total > 100:
        yield Finding(TOTAL, {"discount": f"{sums.discount or Decimal(0):.2f}"})


def accuses_what_is_missing(invoice: Invoice, policy: Policy) -> Said:
    if invoice.invoice.number and (invoice.financials.total or 0) <= 0:
        yield Finding(TOTAL)


def says_it_lacks_and_accuses(invoice: Invoice, policy: Policy) -> Said:
    sums = invoice.financials
    if sums.subtotal is None and sums.total is not None:
        yield NotEvaluated(SUBTOTAL, "subtotal is missing")
        yield Finding(TOTAL)


def takes_unreadable_for_missing(invoice: Invoice, policy: Policy) -> Said:
    sums = invoice.financials
    if sums.total is not None and sums.total > 100 and sums.tax_amount is None:
        yield Finding(TOTAL)


def takes_an_unreadable_line_for_none(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None and not any(line.amount for line in invoice.line_items):
        yield Finding(TOTAL)


def points_nowhere(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None:
        yield Finding(("financials", "grand_total"))


def points_past_the_lines(invoice: Invoice, policy: Policy) -> Said:
    if invoice.line_items:
        yield Finding(("line_items", len(invoice.line_items), "amount"))


def lacks_nowhere(invoice: Invoice, policy: Policy) -> Said:
    yield NotEvaluated(("financials", "grand_total"), "the grand total is missing")


def proves_with_a_float(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None:
        yield Finding(TOTAL, {"share": 0.5})


def proves_too_much(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None:
        yield Finding(TOTAL, {"total": "1", "secret": "1"})


def gives_no_reason(invoice: Invoice, policy: Policy) -> Said:
    yield NotEvaluated(TOTAL, "")


def proves_too_little(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None:
        yield Finding(TOTAL)


def says_none(invoice: Invoice, policy: Policy) -> Said:
    if invoice.financials.total is not None:
        yield Finding(TOTAL, {"share": None})


def never_fires(invoice: Invoice, policy: Policy) -> Said:
    yield from ()


SHARE = {lang: {"": "share {share}"} for lang in ("en", "it")}
INVOICES: list[dict[str, Any]] = [
    {"financials": {"total": -1, "subtotal": -1, "tax_amount": 1}, "invoice": {"number": "1", "date": "2026-04-01"}},
    {"financials": {"total": 122, "subtotal": 100, "tax_amount": 22}, "line_items": [{"amount": 100}]},
]
BREAKING: list[tuple[str, str, Rule]] = [
    ("well made", "rule code 'acme'", unchecked(code="acme")),
    ("well made", "expected en and it", unchecked(messages={"en": {"": "wrong"}})),
    ("documented", "What it checks, Why it matters", replace(made_of(large_total), check=undocumented)),
    ("no leftovers", "would show a brace", unchecked(messages={lang: {"": "{{total}}"} for lang in ("en", "it")})),
    ("total", "it raised AssertionError", made_of(raises)),
    ("total", "it yielded 'wrong'", made_of(yields_text)),
    ("deterministic", "it said two things", made_of(remembers)),
    ("pure", r"date\.today", made_of(asks_the_clock)),
    ("pure", r"os\.", made_of(asks_the_environment)),
    ("pure", r"random", made_of(rolls_the_dice)),
    ("pure", "perf_counter", made_of(measures_time)),
    ("pure", "print", made_of(prints)),
    ("pure", "write", made_of(writes)),
    ("total", "it returned one Finding; yield it", made_of(returns_one_finding)),
    ("leaves the invoice alone", "it changed the invoice", made_of(changes_the_invoice)),
    ("silent on an empty invoice", "/financials/total", made_of(takes_missing_for_zero)),
    ("silent where a value is missing", "quotes tax_amount as zero", made_of(takes_missing_tax_for_zero)),
    ("silent where a value is missing", "quotes discount", made_of(takes_missing_discount_for_zero)),
    ("silent where a value is missing", "no value stands there", made_of(accuses_what_is_missing)),
    ("silent where a value is missing", "it lacks /financials/subtotal", made_of(says_it_lacks_and_accuses)),
    (
        "silent where a value is unreadable",
        "accuses /financials/total only because /financials/tax_amount is unreadable; yield NotEvaluated",
        made_of(takes_unreadable_for_missing),
    ),
    (
        "silent where a value is unreadable",
        "only because /line_items/0/amount is unreadable",
        made_of(takes_an_unreadable_line_for_none),
    ),
    ("points at the model", "no 'grand_total' among subtotal, ", made_of(points_nowhere)),
    ("points at the model", "leads nowhere", made_of(points_past_the_lines)),
    ("points at the model", "leads nowhere", made_of(lacks_nowhere)),
    ("proves what it says", "is a float", made_of(proves_with_a_float)),
    ("proves what it says", "declare it", made_of(proves_too_much, context=("total",))),
    ("total", "expected a text that says why", made_of(gives_no_reason)),
    ("proves what it says", "which the finding's context lacks", replace(made_of(proves_too_little), messages=SHARE)),
    ("speaks both languages", "share is None", replace(made_of(says_none), messages=SHARE)),
    ("fires", "no invoice made it fire", made_of(never_fires)),
]


@pytest.mark.parametrize(
    ("promise", "broken_by", "broken"), BREAKING, ids=[f"{rule.check.__name__}-{name}" for name, _, rule in BREAKING]
)
def test_a_broken_promise_is_named(promise: str, broken_by: str, broken: Rule) -> None:
    with pytest.raises(BrokenPromise, match=broken_by) as caught:
        check_rule(broken, invoices=INVOICES)
    assert caught.value.promise == promise
    assert str(caught.value).startswith(f"rule {broken.code} breaks the promise {promise!r}: ")


def misses_the_order_of_a_large_invoice(invoice: Invoice, policy: Policy) -> Said:
    total = invoice.financials.total
    if total is None:
        yield NotEvaluated(TOTAL, "total is missing")
    elif total > 10_000 and not invoice.invoice.po_number:
        yield Finding(("invoice", "po_number"), {"total": total})


@pytest.mark.parametrize(
    ("promise", "broken"),
    [
        ("silent where a value is missing", takes_missing_tax_for_zero),
        ("silent where a value is unreadable", misses_the_order_of_a_large_invoice),
        ("silent where a value is unreadable", takes_unreadable_for_missing),
        ("deterministic", remembers),
        ("fires", never_fires),
    ],
)
def test_it_is_found_without_a_hint(promise: str, broken: Callable[[Invoice, Policy], Any]) -> None:
    with pytest.raises(BrokenPromise) as caught:
        check_rule(made_of(broken))
    assert caught.value.promise == promise


def test_a_rule_that_breaks_a_promise_only_once_is_not_deterministic() -> None:
    asked: list[Invoice] = []

    def changes_its_mind(invoice: Invoice, policy: Policy) -> Said:
        asked.append(invoice)
        if len(asked) == 100:
            raise ValueError
        yield from large_total(invoice, policy)

    with pytest.raises(BrokenPromise, match="kept a promise and broke it on one invoice") as caught:
        check_rule(made_of(changes_its_mind), invoices=invoices())
    assert caught.value.promise == "deterministic"


DRAWN = "株式会社"  # the name of many a vendor that is drawn, and of none in a vector


def test_the_smallest_invoice_that_breaks_a_promise_is_shown() -> None:
    def raises_at_a_name(invoice: Invoice, policy: Policy) -> Said:
        assert invoice.vendor.name != DRAWN
        yield from large_total(invoice, policy)

    with pytest.raises(BrokenPromise, match="it raised AssertionError") as caught:
        check_rule(made_of(raises_at_a_name))
    assert re.search(r"keeps_its_promises\(\n    drawn=", caught.value.__notes__[0])


def test_what_is_not_found_again_is_told_all_the_same() -> None:
    asked: list[Invoice] = []

    def raises_once(invoice: Invoice, policy: Policy) -> Said:
        if invoice.vendor.name == DRAWN and not asked:
            asked.append(invoice)
            raise ValueError
        yield from large_total(invoice, policy)

    with pytest.raises(BrokenPromise, match="it raised ValueError"):
        check_rule(made_of(raises_once))


def test_a_rule_that_changes_invoices_changes_none_but_copies() -> None:
    """The empty invoice has the sections of every invoice that states nothing in them."""
    with pytest.raises(BrokenPromise):
        check_rule(made_of(changes_the_invoice))
    assert Invoice().financials.discount is None


def test_every_promise_can_be_broken() -> None:
    of_all = {*OF_THE_RULE, *OF_AN_INVOICE, *OF_WHAT_IT_SAYS, "total", "silent on an empty invoice", "fires"}
    assert {promise for promise, _, _ in BREAKING} == of_all


def test_the_invoices_may_be_told() -> None:
    totals = [{"financials": {"total": total}} for total in (100, 101)]
    sound = made_of(large_total)
    check_rule(sound, invoices=totals)
    check_rule(sound, invoices=st.sampled_from(totals))
    check_rule(sound, invoices=[Invoice.model_validate(total) for total in totals])
    with pytest.raises(BrokenPromise, match="no invoice made it fire"):
        check_rule(sound, invoices=totals[:1])


def po_missing(invoice: Invoice, policy: Policy) -> Said:
    total = invoice.financials.total
    if total is None:
        yield NotEvaluated(TOTAL, "total is missing")
    elif invoice.unreadable_in("invoice", "po_number"):
        yield NotEvaluated(("invoice", "po_number"), "po_number is unreadable")
    elif total > 10_000 and not invoice.invoice.po_number:
        yield Finding(("invoice", "po_number"), {"total": total})


def small_lines(invoice: Invoice, policy: Policy) -> list[Finding]:
    lines = enumerate(invoice.line_items)
    return [
        Finding(("line_items", index, line.amount_key), {"amount": line.amount})
        for index, line in lines
        if line.amount is not None and line.amount < 100
    ]


def foreign_currency(invoice: Invoice, policy: Policy) -> Said:
    currency = invoice.financials.currency or invoice.invoice.currency or "EUR"
    if invoice.unreadable_in("financials", "currency"):
        yield NotEvaluated(("financials", "currency"), "currency is unreadable")
    elif invoice.financials.total is not None and currency != "EUR":
        yield Finding(TOTAL, {"currency": currency})


def unpaid_year(invoice: Invoice, policy: Policy) -> Said | None:
    number = invoice.invoice.number
    if number is None or not re.fullmatch("[0-9]+/[0-9]{4}", number):
        return None
    written = io.StringIO()
    written.write(number[-4:])
    year = datetime.strptime(written.getvalue(), "%Y").year  # noqa: DTZ007
    return iter([Finding(("invoice", "number"), {"year": year})] if year > 2000 else [])


def email_without_at(invoice: Invoice, policy: Policy) -> Said:
    for role, party in (("vendor", invoice.vendor), ("buyer", invoice.buyer)):
        if party.email and "@" not in party.email:
            yield Finding((role, "email"), {"email": party.email})


def steep_prices(invoice: Invoice, policy: Policy) -> Said:
    for index, line in enumerate(invoice.line_items):
        if line.quantity is not None and line.unit_price is not None and line.quantity * line.unit_price > 1000:
            yield Finding(("line_items", index, "unit_price"))


@pytest.mark.parametrize(
    "honest", [po_missing, small_lines, foreign_currency, unpaid_year, email_without_at, steep_prices]
)
def test_an_honest_rule_is_not_accused(honest: Callable[[Invoice, Policy], Any]) -> None:
    check_rule(made_of(honest))


def test_garbage_collection_is_not_the_rules_doing() -> None:
    """Hypothesis times every collection, which may fall into any check."""

    def timed(*_: object) -> None:
        time.perf_counter()

    gc.callbacks.append(timed)
    try:
        assert impure_call(lambda: [[] for _ in range(100_000)]) == ""
        assert gc.isenabled()
        gc.disable()
        assert impure_call(lambda: None) == ""
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.callbacks.remove(timed)


def test_a_blank_text_is_as_good_as_a_missing_one() -> None:
    blank = {"financials": {"total": 20_000}, "invoice": {"po_number": ""}}
    check_rule(made_of(po_missing), invoices=[blank])


def test_two_ways_to_break_a_promise_are_one_error() -> None:
    def breaks_in_two_ways(invoice: Invoice, policy: Policy) -> Said:
        if invoice.invoice.number is not None:
            raise ZeroDivisionError if invoice.vendor.name is None else KeyError
        yield from large_total(invoice, policy)

    with pytest.raises(BrokenPromise, match="it raised"):
        check_rule(made_of(breaks_in_two_ways), invoices=invoices())


@pytest.mark.parametrize(
    "told", [{"financials": {"total": 5}}, Invoice(), "invoices.json"], ids=["dict", "one", "text"]
)
def test_one_invoice_is_not_a_list_of_them(told: Any) -> None:
    with pytest.raises(TypeError, match="invoices: expected a strategy or a list of invoices"):
        check_rule(made_of(large_total), invoices=told)


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(TypeError, match="decorate the check with @rule"):
        check_rule(large_total)  # type: ignore[arg-type]
