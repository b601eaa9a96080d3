"""LINE_AMOUNT_MISMATCH: firing, silent and boundary cases beside the vectors, and properties in whole cents."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parzo_validate import Policy
from tests.helpers.builders import judged_by, lines, sums

CODE = "LINE_AMOUNT_MISMATCH"


def line(quantity: object, unit_price: object, amount: object, **more: object) -> dict[str, object]:
    return {"quantity": quantity, "unit_price": unit_price, "amount": amount, **more}


SILENT = {
    "all-zero": lines(line(0, 0, 0)),
    "price-as-text-with-zeros": lines(line(1000, "8.20", 8205)),
    "price-with-eight-decimals": lines(line(100, "0.00000123", 0)),
    "quantity-with-three-decimals": lines(line("0.333", 300, 100)),
    "negative-quantity-rounds-alike": lines(line(-1000, 8.2, -8205)),
    "negative-price-rounds-alike": lines(line(2.33, -60, -140)),
    "gross-to-the-cent-of-its-tolerance": lines(line(2, 50, 122.02, vat_rate=22)),
    "gross-amount-rounded": lines(line(1, 0.99, 1.21, vat_rate=22)),
    "gross-price-of-a-rounded-net-amount": lines(line(1, 9.99, 8.19, vat_rate=22)),
    "gross-at-half-a-per-cent": lines(line(2, 50, "100.50", vat_rate="0.5")),
    "free-line-of-a-credit-note": sums(subtotal=-10) | lines(line(1, -10, -10), line(1, -5, 0)),
    "discount-as-large-as-the-line-with-its-sign": sums(subtotal=-100) | lines(line(1, 100, -100)),
    "discount-after-the-stated-one": sums(subtotal=90, discount=10) | lines(line(1, 120, 100)),
    "gross-lines-that-add-up": sums(total=244) | lines(line(1, 300, 244)),
    "price-of-zero-that-was-not-read": sums(subtotal=50) | lines(line(2, 0, 50)),
    "quantity-of-zero-that-was-not-read": sums(subtotal=50) | lines(line(0, 25, 50)),
    "half-off": sums(subtotal=50) | lines(line(1, 100, 50)),
    "more-than-half-off-where-a-discount-is-stated": sums(subtotal=30, discount=70) | lines(line(1, 100, 30)),
    "more-than-half-off-on-two-lines": sums(subtotal=50) | lines(line(1, 100, 30), line(1, 60, 20)),
    "given-away": sums(subtotal=100) | lines(line(1, 100, 100), line(1, 40, 0)),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert report.flags == ()


FLAGGED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a-hundred-of-which-one-is-left": (sums(subtotal=100) | lines(line(100, 100, 100)), ["0"]),
    "more-than-half-off-and-nothing-says-so": (
        sums(subtotal="149.98") | lines(line(1, 100, "49.98"), line(1, 100, 100)),
        ["0"],
    ),
    "each-by-itself": (lines(line(1, 5, 6), line(1, 5, 5), line(1, 5, 7)), ["0", "2"]),
    "after-a-lump-sum": (lines({"amount": 5}, line(1, 5, 6)), ["1"]),
    "twice-the-product": (sums(subtotal=20) | lines(line(2, 5, 20)), ["0"]),
    "opposite-and-larger": (sums(subtotal=-20) | lines(line(2, 5, -20)), ["0"]),
    "a-rate-of-zero-explains-nothing": (lines(line(2, 50, 122, vat_rate=0)), ["0"]),
    "a-negative-rate-explains-nothing": (lines(line(2, 50, 122, vat_rate=-22)), ["0"]),
    "minus-a-hundred-per-cent-explains-nothing": (lines(line(2, 50, 122, vat_rate=-100)), ["0"]),
    "a-negative-rate-is-no-discount": (lines(line(2, 50, "100.50", vat_rate="-0.5")), ["0"]),
    "one-decimal-is-exact": (lines(line(2.5, 60, "150.20")), ["0"]),
    "three-decimals-are-off-by-half-of-the-last": (lines(line("0.333", 300, "100.08")), ["0"]),
    "the-rate-of-the-line-goes-first": (sums(tax_rate=22) | lines(line(2, 50, 122, vat_rate=10)), ["0"]),
    "gross-beyond-its-tolerance": (lines(line(2, 50, 122.04, vat_rate=22)), ["0"]),
    "both-are-repaired-by-either": (
        sums(subtotal=500) | lines(line(1, 300, 200), line(1, 300, 200)),
        ["0", "1"],
    ),
    "larger-beside-discounted": (sums(subtotal=1000) | lines(line(1, 400, 300), line(1, 400, 700)), ["1"]),
    "only-one-differs-beside-lump-sums": (sums(subtotal=1000) | lines(line(1, 400, 300), {"amount": 100}), ["0"]),
}


@pytest.mark.parametrize(("result", "flagged"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], flagged: list[str]) -> None:
    flags = judged_by(CODE, result).flags
    assert [flag.path for flag in flags] == [f"/line_items/{number}/amount" for number in flagged]
    assert {flag.severity for flag in flags} == {"warning"}
    assert [flag.context["line"] for flag in flags] == [int(number) + 1 for number in flagged]


def test_a_missing_amount_does_not_hide_the_other_lines() -> None:
    report = judged_by(CODE, lines({"quantity": 1, "unit_price": 5}, line(1, 5, 6)))
    assert dict(report.not_evaluated) == {(CODE, "/line_items/0/amount"): "the amount of line 1 is missing"}
    assert [flag.path for flag in report.flags] == ["/line_items/1/amount"]
    second = judged_by(CODE, lines(line(1, 5, 5), {"quantity": 1, "unit_price": 5}))
    assert dict(second.not_evaluated) == {(CODE, "/line_items/1/amount"): "the amount of line 2 is missing"}


def test_what_is_lacking_is_named() -> None:
    assert dict(judged_by(CODE, {}).not_evaluated) == {(CODE, "/line_items"): "line_items is missing"}
    report = judged_by(CODE, lines(line(1, 100, 90)))
    assert dict(report.not_evaluated) == {(CODE, "/financials/subtotal"): "subtotal is missing"}


def test_the_product_is_shown_in_cents() -> None:
    [flag] = judged_by(CODE, lines(line(Decimal("1.234"), "1.2345", 2))).flags
    assert (flag.context["expected"], flag.context["difference"]) == ("1.52", "0.48")


UNREADABLE = {
    "subtotal": (sums(subtotal="ten") | lines(line(1, 100, 80)), "/financials/subtotal"),
    "another-line": (sums(subtotal=80) | lines(line(1, 100, 120), line(1, "ten", 80)), "/line_items/1/unit_price"),
    "rate-that-may-be-in-the-amount": (sums(tax_rate="ten") | lines(line(1, 100, 122)), "/financials/tax_rate"),
    "amount": (lines(line(1, 100, "ten")), "/line_items/0/amount"),
    "all-lines": ({"line_items": "ten"}, "/line_items"),
}


@pytest.mark.parametrize(("result", "path"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_may_explain_the_difference_unread_is_named(result: dict[str, Any], path: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, list(report.not_evaluated)) == ((), [(CODE, path)])


@given(st.integers(1, 1000), st.integers(1, 100_000), st.integers(-(10**7), 10**7))
def test_an_amount_beyond_the_product_is_flagged_exactly_beyond_what_rounding_explains(
    quantity: int, price: int, gap: int
) -> None:
    """Whole quantities, prices in cents: each piece may be half a cent off, the sum one cent; nothing explains more."""
    amount = quantity * price + abs(gap)
    flags = judged_by(CODE, lines(line(quantity, str(Fraction(price, 100) * 1.0), f"{amount / 100:.2f}"))).flags
    assert bool(flags) == (abs(gap) > 1 + Fraction(quantity, 2))


@given(st.integers(1, 100), st.integers(100, 100_000), st.integers(0, 50))
def test_a_discount_of_up_to_a_half_is_never_accused_when_the_lines_add_up(
    quantity: int, price: int, per_cent: int
) -> None:
    amount = f"{quantity * price * (100 - per_cent) // 100 / 100:.2f}"
    result = sums(subtotal=amount) | lines(line(quantity, f"{price / 100:.2f}", amount))
    assert judged_by(CODE, result).flags == ()


@given(st.integers(1, 50), st.integers(1000, 100_000), st.integers(100, 100_000), st.data())
def test_the_line_whose_product_closes_the_gap_is_flagged(
    quantity: int, price: int, other: int, data: st.DataObject
) -> None:
    product = quantity * price
    lost = data.draw(st.integers(quantity + 10, product))
    assume(lost not in (200, 181))
    result = sums(subtotal=f"{(product + other) / 100:.2f}", tax_amount=1) | lines(
        line(quantity, f"{price / 100:.2f}", f"{(product - lost) / 100:.2f}"), {"amount": f"{other / 100:.2f}"}
    )
    assert [flag.path for flag in judged_by(CODE, result).flags] == ["/line_items/0/amount"]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_tolerance_is_inclusive(tolerance: int, gap: int) -> None:
    policy = Policy(tolerance=f"{tolerance / 100:.2f}")
    flags = judged_by(CODE, lines(line(1, 5, f"{5 + gap / 100:.2f}")), policy).flags
    assert bool(flags) == (Fraction(gap) > max(Fraction(tolerance), Fraction(1, 2)) + Fraction(1, 2))
