"""The amounts that the parts of a gap may have, by what a document states."""

from decimal import Decimal
from typing import Any

from parzo_validate import Invoice
from parzo_validate.domain.gap_parts import GapParts


def parts_of(subtotal: int, tax: int, **result: Any) -> GapParts:
    return GapParts(Invoice.model_validate(result), Decimal(subtotal), Decimal(tax))


def test_each_share_that_a_vendor_may_take_off_the_total_is_tried() -> None:
    shares = parts_of(1000, 220).discount_after_tax
    assert sorted(shares) == [-1037, -976, -915, -854, -793, -732, -610]


def test_lines_with_a_rate_of_zero_are_outside_the_vat_where_they_are_all_that_the_subtotal_lacks() -> None:
    """Also beside several rates, of which no one tells what the tax is of."""
    lines = [{"amount": amount, "vat_rate": rate} for amount, rate in ((100, 22), (50, 10), (15, 0), (5, 0))]
    assert parts_of(150, 27, line_items=lines).lines_outside_vat == (Decimal(20),)
    assert parts_of(155, 27, line_items=lines).lines_outside_vat == ()
