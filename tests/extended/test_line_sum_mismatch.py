"""LINE_SUM_MISMATCH: firing, silent and boundary cases beside the vectors, and properties in whole cents."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parzo_validate import Policy
from tests.helpers.builders import judged_by, lines, sums

CODE = "LINE_SUM_MISMATCH"
SUBTOTAL = "/financials/subtotal"


def amounts(*values: object) -> dict[str, Any]:
    return lines(*({"amount": value} for value in values))


SILENT = {
    "just-what-rounding-leaves": sums(subtotal=10, tax_amount=1) | amounts(Decimal("10.015")),
    "discount-with-a-minus-sign": sums(subtotal=800, discount=-200) | amounts(1000),
    "discount-and-stamp-duty": sums(subtotal=802, discount=200, stamp_duty=2) | amounts(1000),
    "discount-stamp-duty-and-withholding": (
        sums(subtotal=802, discount=200, stamp_duty=2, withholding_tax=160) | amounts(1000, -160)
    ),
    "withholding-with-a-minus-sign": sums(subtotal=1000, withholding_tax=-200) | amounts(1000, -200),
    "stamp-duty-and-withholding-are-lines": (
        sums(subtotal=1000, stamp_duty=2, withholding_tax=200) | amounts(1000, 2, -200)
    ),
    "gross-lines-before-the-discount": sums(subtotal=800, tax_amount=176, total=976, discount=200) | amounts(1176),
    "gross-lines-without-the-stamp-duty": sums(subtotal=10, tax_amount=0, total=12, stamp_duty=2) | amounts(10),
    "unstated-stamp-duty-in-the-subtotal": sums(subtotal=12) | amounts(10),
    "unstated-stamp-duty-of-2012": sums(subtotal=10) | amounts(10, 1.81),
    "expenses-in-a-credit-note": (
        sums(subtotal=-1000, tax_amount=-220) | lines({"amount": -1000, "vat_rate": 22}, {"amount": -50, "vat_rate": 0})
    ),
    "expenses-without-a-rate": (
        sums(subtotal=1000, tax_amount=220) | lines({"amount": 1000, "tax_rate": 22}, {"amount": 50})
    ),
    "all-zero": sums(subtotal=0) | amounts(0, 0),
    "charges-in-the-subtotal": sums(subtotal=1300, tax_amount=1, charges=300) | amounts(1000),
    "charges-as-a-line": sums(subtotal=1000, tax_amount=1, charges=300) | amounts(1000, 300),
    "rounding": sums(subtotal="1000.50", tax_amount=1, rounding="0.50") | amounts(1000),
    "charges-discount-and-rounding": (
        sums(subtotal="1199.50", tax_amount=1, charges=300, discount=100, rounding="-0.50") | amounts(1000)
    ),
    "larger-subtotal-of-a-fraction": sums(subtotal="10.83", tax_amount="2.20") | amounts(10),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "a-little-more-than-rounding": (sums(subtotal=10, tax_amount=1) | amounts("10.0151"), "-0.0151"),
    "half-a-discount": (sums(subtotal=900, discount=200) | amounts(1000), "-100.00"),
    "a-discount-the-wrong-way": (sums(subtotal=1000, discount=200) | amounts(700), "300.00"),
    "an-unstated-duty-beside-a-stated-one": (sums(subtotal=10, stamp_duty=1) | amounts(10, 2), "-2.00"),
    "an-unstated-duty-beside-tax": (sums(subtotal=10, tax_amount=1) | amounts(10, 1.81), "-1.81"),
    "untaxed-lines-alone": (
        sums(subtotal=50, tax_amount=1) | lines({"amount": 1000, "vat_rate": 22}, {"amount": 50, "vat_rate": 0}),
        "-1000.00",
    ),
    "no-line-bears-vat": (sums(subtotal=0, tax_amount=1) | amounts(30), "-30.00"),
    "charges-of-the-other-sign": (sums(subtotal=-1100) | amounts(-1000, 10), "-110.00"),
    "gross-lines-and-charges": (sums(subtotal=1000, tax_amount=220, total=1220) | amounts(1100), "-100.00"),
}
FLAGGED["charges-of-the-other-sign"] = (sums(subtotal=-900) | amounts(-1000), "100.00")


@pytest.mark.parametrize(("result", "difference"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], difference: str) -> None:
    [flag] = judged_by(CODE, result).flags
    assert (flag.severity, flag.path, flag.context["difference"]) == ("warning", SUBTOTAL, difference)


STRICT = Policy(unlisted_charges=0)


@pytest.mark.parametrize("fund", [20, 40, 50])
def test_a_pension_fund_below_the_lines_is_excused_however_strict_the_policy(fund: int) -> None:
    result = sums(subtotal=1000 + fund, tax_amount=1) | amounts(600, 400)
    assert judged_by(CODE, result, STRICT).flags == ()


def test_one_dropped_line_of_ten_shows_where_no_unlisted_charges_are_allowed() -> None:
    result = sums(subtotal=1000, tax_amount=1) | amounts(*[100] * 9)
    assert judged_by(CODE, result).flags == ()
    assert (
        judged_by(CODE, result, STRICT).codes
        == judged_by(CODE, result, Policy(unlisted_charges="0.11")).codes
        == (CODE,)
    )
    assert judged_by(CODE, result, Policy(unlisted_charges="0.12")).flags == ()


UNREADABLE = {
    "a-line": (sums(subtotal=1000) | amounts("ten", 500), "/line_items/0/amount"),
    "total-of-a-line": (sums(subtotal=1000) | lines({"total": "ten"}), "/line_items/0/total"),
    "a-whole-line": (sums(subtotal=1000) | {"line_items": [{"amount": 500}, "ten"]}, "/line_items/1"),
    "all-lines": (sums(subtotal=1000) | {"line_items": "ten"}, "/line_items"),
    "subtotal": (sums(subtotal="ten") | amounts(500), "/financials/subtotal"),
    "discount": (sums(subtotal=1000, discount="ten") | amounts(1500), "/financials/discount"),
    "charges": (sums(subtotal=1000, charges="ten") | amounts(500), "/financials/charges"),
    "rate-of-a-line": (
        sums(subtotal=1000, tax_amount=1) | lines({"amount": 1000, "vat_rate": "ten"}, {"amount": 50, "vat_rate": 0}),
        "/line_items/0/vat_rate",
    ),
}


@pytest.mark.parametrize(("result", "path"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_may_explain_the_difference_unread_is_named(result: dict[str, Any], path: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, list(report.not_evaluated)) == ((), [(CODE, path)])


def test_what_is_lacking_is_named() -> None:
    assert dict(judged_by(CODE, sums(subtotal=1)).not_evaluated) == {(CODE, "/line_items"): "line_items is missing"}
    second = judged_by(CODE, amounts(1, None))
    assert dict(second.not_evaluated) == {(CODE, "/line_items/1/amount"): "the amount of line 2 is missing"}
    first = judged_by(CODE, amounts(None, 1))
    assert dict(first.not_evaluated) == {(CODE, "/line_items/0/amount"): "the amount of line 1 is missing"}


_cents = st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6)


@given(_cents, st.integers(-(10**7), 10**7))
def test_flags_exactly_beyond_rounding_and_an_eighth(cents: list[int], gap: int) -> None:
    """Oracle: integers and fractions. With a tax, and neither discount nor total, nothing else can explain a gap."""
    result = sums(subtotal=f"{(sum(cents) + gap) / 100:.2f}", tax_amount="12345678901")
    result |= amounts(*(f"{value / 100:.2f}" for value in cents))
    charges = gap * sum(cents) >= 0 and 8 * abs(gap) <= abs(sum(cents))
    rounding = Fraction(len(cents), 2) + 1
    assert bool(judged_by(CODE, result).flags) == (abs(gap) > rounding and not charges)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), st.data())
def test_a_lost_line_is_flagged_when_it_is_more_than_an_eighth_of_the_others(
    cents: list[int], data: st.DataObject
) -> None:
    kept = list(cents)
    lost = kept.pop(data.draw(st.integers(0, len(cents) - 1)))
    assume(lost > 10 and 8 * lost > sum(kept))
    result = sums(subtotal=f"{sum(cents) / 100:.2f}", tax_amount="98765432101.00")
    assert judged_by(CODE, result | amounts(*(f"{value / 100:.2f}" for value in kept))).flags


@given(_cents, st.integers(1, 10**6), st.booleans())
def test_a_stated_discount_explains_lines_before_it(cents: list[int], discount: int, minus: bool) -> None:
    total = sum(cents)
    after = total - discount if total >= 0 else total + discount
    assume((after >= 0) == (total >= 0) and after)
    result = sums(subtotal=f"{after / 100:.2f}", discount=f"{(-discount if minus else discount) / 100:.2f}")
    assert judged_by(CODE, result | amounts(*(f"{value / 100:.2f}" for value in cents))).flags == ()
