"""Sums that need not be printed, because they follow from such that are."""

from decimal import Decimal
from typing import Any

import pytest

from parzo_validate import Policy
from parzo_validate.grounding.following import follows
from parzo_validate.invoice import read

SUBTOTAL, TAX, TOTAL = (("financials", name) for name in ("subtotal", "tax_amount", "total"))
LINES = [("line_items", place, "amount") for place in range(3)]
SUMS = {"subtotal": 1000, "tax_amount": 220, "total": 1220}


def line(amount: float | None, rate: float | None = None) -> dict[str, Any]:
    return {"amount": amount, "vat_rate": rate}


CASES: dict[str, tuple[Any, dict[str, Any], list[Any], bool | None]] = {
    "subtotal of tax and total": (SUBTOTAL, {"financials": SUMS}, [TAX, TOTAL], True),
    "subtotal, where the total is not printed": (SUBTOTAL, {"financials": SUMS}, [TAX], None),
    "subtotal, where the tax is not printed": (SUBTOTAL, {"financials": SUMS}, [TOTAL], None),
    "subtotal beside no tax": (SUBTOTAL, {"financials": {"subtotal": 5, "tax_amount": 0, "total": 5}}, [TOTAL], True),
    "subtotal beside no total": (SUBTOTAL, {"financials": {"subtotal": 5, "tax_amount": 1}}, [TAX], None),
    "subtotal a cent off": (SUBTOTAL, {"financials": {**SUMS, "subtotal": 1000.01}}, [TAX, TOTAL], False),
    "subtotal less a stated discount": (
        SUBTOTAL,
        {"financials": {"subtotal": 1000, "discount": 100, "tax_amount": 220, "total": 1120}},
        [TAX, TOTAL],
        True,
    ),
    "tax of subtotal and total": (TAX, {"financials": SUMS}, [SUBTOTAL, TOTAL], True),
    "tax that closes no sum": (TAX, {"financials": {**SUMS, "tax_amount": 221}}, [SUBTOTAL, TOTAL], False),
    "subtotal of lines": (
        SUBTOTAL,
        {"financials": {"subtotal": 30}, "line_items": [line(10), line(20)]},
        LINES[:2],
        True,
    ),
    "subtotal of lines with fractions of a cent": (
        SUBTOTAL,
        {"financials": {"subtotal": 30.01}, "line_items": [line(10.004), line(20.004)]},
        LINES[:2],
        True,
    ),
    "subtotal of other lines": (
        SUBTOTAL,
        {"financials": {"subtotal": 31}, "line_items": [line(10), line(20)]},
        LINES[:2],
        False,
    ),
    "subtotal, where a line is not printed": (
        SUBTOTAL,
        {"financials": {"subtotal": 30}, "line_items": [line(10), line(20)]},
        LINES[:1],
        None,
    ),
    "subtotal beside a line of nought": (
        SUBTOTAL,
        {"financials": {"subtotal": 30}, "line_items": [line(10), line(20), line(0)]},
        LINES[:2],
        True,
    ),
    "subtotal beside a line without an amount": (
        SUBTOTAL,
        {"financials": {"subtotal": 30}, "line_items": [line(10), line(20), line(None)]},
        LINES[:2],
        None,
    ),
    "subtotal beside lines without amounts": (
        SUBTOTAL,
        {"financials": {"subtotal": 30}, "line_items": [line(None)]},
        [],
        None,
    ),
    "subtotal of lines or of sums": (
        SUBTOTAL,
        {"financials": SUMS, "line_items": [line(10)]},
        [TAX, TOTAL, *LINES[:1]],
        True,
    ),
    "tax of the lines": (
        TAX,
        {"financials": {"tax_amount": 3.2}, "line_items": [line(10, 22), line(10, 10)]},
        LINES[:2],
        True,
    ),
    "tax of the lines, rounded for each": (
        TAX,
        {"financials": {"tax_amount": 3.22}, "line_items": [line(10, 22), line(10, 10)]},
        LINES[:2],
        True,
    ),
    "tax of the lines, further off": (
        TAX,
        {"financials": {"tax_amount": 3.23}, "line_items": [line(10, 22), line(10, 10)]},
        LINES[:2],
        False,
    ),
    "tax of lines without all rates": (
        TAX,
        {"financials": {"tax_amount": 3.2}, "line_items": [line(10, 22), line(10)]},
        LINES[:2],
        None,
    ),
    "tax of the lines beside a total": (
        TAX,
        {"financials": {"tax_amount": 3.2, "total": 23.2}, "line_items": [line(10, 22), line(10, 10)]},
        [TOTAL, *LINES[:2]],
        None,
    ),
    "the rest of a total, printed": (SUBTOTAL, {"financials": {"subtotal": 1000, "total": 1219.5}}, [TOTAL], True),
    "the rest of a credit note": (SUBTOTAL, {"financials": {"subtotal": -1000, "total": -1219.5}}, [TOTAL], True),
    "the rest of a total, not printed": (SUBTOTAL, {"financials": {"subtotal": 1001, "total": 1219.5}}, [TOTAL], False),
    "the rest of a total that is not printed": (SUBTOTAL, {"financials": {"subtotal": 5, "total": 224.5}}, [], None),
    "what no sum tells anything of": (
        ("financials", "stamp_duty"),
        {"financials": {"tax_amount": 3.2}, "line_items": [line(10, 22), line(10, 10)]},
        LINES[:2],
        None,
    ),
    "a tax without a subtotal": (TAX, {"financials": {"tax_amount": 220, "total": 1220}}, [TOTAL], None),
}


@pytest.mark.parametrize(("path", "result", "standing", "expected"), CASES.values(), ids=CASES.keys())
def test_what_follows(path: Any, result: dict[str, Any], standing: list[Any], expected: bool | None) -> None:
    printed = {Decimal("219.5"), Decimal(5)}
    assert follows(path, read(result).invoice, Policy(), standing, printed) is expected
