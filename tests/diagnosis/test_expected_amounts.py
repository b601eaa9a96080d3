"""Which tax and which total are usual; what follows from rates and lines is shown by the identities."""

from collections.abc import Mapping
from typing import Any

import pytest

from parzo_validate import Invoice
from parzo_validate.diagnosis.expected_amounts import tax_is_plausible, total_is_usual


def amounts(*values: object) -> list[Mapping[str, Any]]:
    return [{"amount": value} for value in values]


PLAUSIBLE = {
    "usual": (100, 22, True),
    "highest": (100, "30.01", True),
    "above-the-highest": (100, "30.02", False),
    "of-a-credit-note": (-100, -22, True),
    "of-the-other-sign": (-100, 22, False),
    "negative-of-a-positive-subtotal": (100, -22, False),
    "without-tax": (100, 0, True),
    "without-a-subtotal": (None, 50, True),
}


@pytest.mark.parametrize(("subtotal", "tax_amount", "expected"), PLAUSIBLE.values(), ids=PLAUSIBLE)
def test_a_tax_is_a_share_of_the_subtotal(subtotal: object, tax_amount: object, expected: bool) -> None:
    invoice = Invoice.model_validate({"financials": {"subtotal": subtotal, "tax_amount": tax_amount}})
    assert tax_is_plausible(invoice) is expected


USUAL_TOTALS: dict[str, tuple[Mapping[str, Any], list[Mapping[str, Any]], bool]] = {
    "none": ({"subtotal": 100, "tax_amount": 22, "total": 122}, [], True),
    "a-cent": ({"subtotal": 100, "tax_amount": 22, "total": "122.01"}, [], False),
    "unknown": ({"subtotal": 100, "tax_amount": 22}, [], False),
    "bollo-added": ({"subtotal": 100, "tax_amount": 0, "total": 102, "stamp_duty": 2}, [], True),
    "bollo-left-out": ({"subtotal": 100, "tax_amount": 0, "total": 100, "stamp_duty": 2}, [], False),
    "discount-taken-off": ({"subtotal": 100, "tax_amount": 22, "total": 112, "discount": 10}, amounts(100), True),
    "discount-left-out": ({"subtotal": 100, "tax_amount": 22, "total": 122, "discount": 10}, amounts(100), False),
    "discount-without-lines": ({"subtotal": 100, "tax_amount": 22, "total": 72, "discount": 50}, [], True),
    "discount-of-more-than-half": ({"subtotal": 100, "tax_amount": 22, "total": 122, "discount": 51}, [], True),
    "discount-of-more-than-half-taken-off": (
        {"subtotal": 100, "tax_amount": 22, "total": 71, "discount": 51},
        [],
        False,
    ),
    "discount-from-a-rounder-amount": ({"subtotal": 950, "tax_amount": 209, "total": 1159, "discount": 50}, [], True),
    "discount-from-a-rounder-amount-taken-off": (
        {"subtotal": 950, "tax_amount": 209, "total": 1109, "discount": 50},
        [],
        False,
    ),
    "discount-from-a-thousand-taken-off": (
        {"subtotal": 900, "tax_amount": 198, "total": 998, "discount": 100},
        [],
        False,
    ),
    "discount-from-an-amount-as-round": ({"subtotal": 800, "tax_amount": 176, "total": 876, "discount": 100}, [], True),
    "discount-from-a-rounder-amount-on-a-credit-note": (
        {"subtotal": "-0.99", "tax_amount": "-0.22", "total": "-1.21", "discount": "0.01"},
        [],
        True,
    ),
    "rounder-amount-beside-lines": (
        {"subtotal": 950, "tax_amount": 209, "total": 1109, "discount": 50},
        amounts(950),
        True,
    ),
    "discount-of-a-credit-note": (
        {"subtotal": -100, "tax_amount": -22, "total": -112, "discount": 10},
        amounts(-100),
        True,
    ),
    "discount-on-the-lines": (
        {"subtotal": 90, "tax_amount": "19.80", "total": "109.80", "discount": 10},
        amounts(100),
        True,
    ),
    "discount-beside-the-lines": (
        {"subtotal": 100, "tax_amount": 22, "total": 112, "discount": 10},
        amounts(100),
        True,
    ),
    "bollo-on-a-line": ({"subtotal": 102, "tax_amount": 0, "total": 102, "stamp_duty": 2}, amounts(100, 2), True),
    "bollo-beside-a-line-of-less": (
        {"subtotal": 101, "tax_amount": 0, "total": 103, "stamp_duty": 2},
        amounts(100, 1),
        True,
    ),
    "bollo-in-the-subtotal": ({"subtotal": 102, "tax_amount": 0, "total": 102, "stamp_duty": 2}, amounts(100), True),
    "discount-and-lines-that-are-off": (
        {"subtotal": 80, "tax_amount": 0, "total": 70, "discount": 10},
        amounts(100),
        True,
    ),
    "bollo-and-lines-that-are-off": (
        {"subtotal": 110, "tax_amount": 0, "total": 112, "stamp_duty": 2},
        amounts(100),
        True,
    ),
}


@pytest.mark.parametrize(("financials", "items", "expected"), USUAL_TOTALS.values(), ids=USUAL_TOTALS)
def test_a_total_is_usually_with_bollo_and_less_discount(
    financials: Mapping[str, Any], items: list[Any], expected: bool
) -> None:
    invoice = Invoice.model_validate({"financials": financials, "line_items": items})
    assert total_is_usual(invoice) is expected
