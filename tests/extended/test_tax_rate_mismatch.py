"""TAX_RATE_MISMATCH: firing, silent and boundary cases beside the vectors, and properties in whole cents."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.builders import judged_by, lines, sums

CODE = "TAX_RATE_MISMATCH"
TAX = "/financials/tax_amount"

SILENT = {
    "discount-of-a-credit-note": sums(subtotal=-1000, discount=100, tax_rate=22, tax_amount=-198),
    "discount-and-stamp-duty": sums(subtotal=1002, discount=100, stamp_duty=2, tax_rate=22, tax_amount=198),
    "stamp-duty-of-a-credit-note": sums(subtotal=-1002, stamp_duty=2, tax_rate=22, tax_amount=-220),
    "stamp-duty-of-2012-unstated": sums(subtotal="1001.81", tax_rate=21, tax_amount=210),
    "fund-of-two-per-cent": sums(subtotal=1000, tax_rate=22, tax_amount="224.40"),
    "fund-of-five-per-cent": sums(subtotal=1000, tax_rate=22, tax_amount=231),
    "charges-that-bear-tax": sums(subtotal=1000, charges=100, tax_rate=22, tax_amount=242),
    "rate-of-document-and-lines": sums(subtotal=1000, tax_rate="22.0", tax_amount=220) | lines({"vat_rate": 22}),
    "no-tax-and-a-rate-of-zero": sums(subtotal=1000, tax_rate=0, total=1000),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "discount-the-wrong-way": sums(subtotal=1000, discount=100, tax_rate=22, tax_amount=242),
    "fund-the-wrong-way": sums(subtotal=1000, tax_rate=22, tax_amount="211.20"),
    "fund-of-three-per-cent": sums(subtotal=1000, tax_rate=22, tax_amount="226.60"),
    "unstated-duty-beside-a-stated-one": sums(subtotal=1002, stamp_duty=1, tax_rate=22, tax_amount=220),
    "stamp-duty-that-bears-tax-twice": sums(subtotal=1000, stamp_duty=2, tax_rate=22, tax_amount="220.44"),
    "negative-rate": sums(subtotal=1000, tax_rate=-22, tax_amount=220),
}


@pytest.mark.parametrize("result", FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any]) -> None:
    [flag] = judged_by(CODE, result).flags
    assert (flag.severity, flag.path) == ("warning", TAX)


NOT_EVALUATED = {
    "unreadable-rate": (
        sums(subtotal=1, tax_rate="ten", tax_amount=1),
        "/financials/tax_rate",
        "tax_rate is unreadable",
    ),
    "unreadable-rate-of-a-line": (
        sums(subtotal=1000, tax_rate=22, tax_amount=210) | lines({"vat_rate": "ten"}),
        *("/line_items/0/vat_rate", "vat_rate of line 1 is unreadable"),
    ),
    "unreadable-discount": (
        sums(subtotal=1000, discount="ten", tax_rate=22, tax_amount=198),
        *("/financials/discount", "discount is unreadable"),
    ),
    "nothing": ({}, "/financials/subtotal", "subtotal, tax_rate and tax_amount are missing"),
    "no-rate": (sums(subtotal=1, tax_amount=1), "/financials/tax_rate", "tax_rate is missing"),
    "two-rates-on-lines": (
        sums(subtotal=1, tax_amount=1) | lines({"vat_rate": 22}, {"tax_rate": 10}),
        "/financials/tax_rate",
        "the lines have several VAT rates",
    ),
}


@pytest.mark.parametrize(("result", "path", "reason"), NOT_EVALUATED.values(), ids=NOT_EVALUATED)
def test_what_is_lacking_is_named(result: dict[str, Any], path: str, reason: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


@given(st.integers(10**6, 10**9), st.sampled_from([4, 5, 10, 21, 22]), st.integers(-40, 40), st.integers(0, 20))
def test_flags_exactly_beyond_rounding(subtotal: int, rate: int, off: int, count: int) -> None:
    """Oracle: integers. The stamp duty is so large that it explains no gap, and so is every fund."""
    tax = (2 * subtotal * rate + 100) // 200 + off
    result = sums(
        subtotal=f"{subtotal / 100:.2f}", tax_rate=rate, tax_amount=f"{tax / 100:.2f}", stamp_duty="99999999999"
    )
    assert bool(judged_by(CODE, result | lines(*[{}] * count)).flags) == (abs(off) > 1 + Fraction(count, 2))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.sampled_from([4, 5, 10, 22]))
def test_tax_rounded_line_by_line_is_never_accused(cents: list[int], rate: int) -> None:
    tax = sum((2 * value * rate + 100) // 200 for value in cents)
    result = sums(subtotal=f"{sum(cents) / 100:.2f}", tax_rate=rate, tax_amount=f"{tax / 100:.2f}")
    assert judged_by(CODE, result | lines(*({"amount": f"{value / 100:.2f}"} for value in cents))).flags == ()
