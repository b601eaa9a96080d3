"""What the other values of an invoice make of a subtotal, a tax or a total."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import product

from parzo_validate.domain.amounts import CENT, ZERO, add, per_cent_of, roundness, subtract, total_of
from parzo_validate.domain.gap_parts import either_sign, sum_of_lines
from parzo_validate.invoice.model import Invoice

MOST_LINES = 500
"""Lines among which the wrong one is looked for; the time for it grows with their square."""
MOST_RATES = 8
"""Rates that the lines of an invoice may have together; more are no rates, and the time grows with their square."""
_HIGHEST_RATE = 30
"""Above every VAT rate of Europe, in per cent."""


def subtotals_of_lines(invoice: Invoice, lines: Decimal) -> Iterator[Decimal]:
    """Yield the subtotals that lines worth so much (currency units) may have, the plainest first."""
    sums, negative = invoice.financials, lines < 0
    for discount in (ZERO, *either_sign(sums.discount, negative)):
        for stamp_duty in (ZERO, *either_sign(sums.stamp_duty, negative)):
            yield subtract(add(lines, stamp_duty), discount)


def expected_taxes(invoice: Invoice) -> Iterator[tuple[str, Decimal]]:
    """Yield the taxes that follow from the rates, in currency units, each with the name of what makes it.

    Rounding, discount and bollo leave several.
    """
    sums, lines = invoice.financials, invoice.line_items
    rates = {line.vat_rate for line in lines}
    amounts = [line.amount for line in lines if line.amount is not None]
    has_amounts, has_rates = len(amounts) == len(lines) > 0, None not in rates
    if sums.tax_rate is not None and sums.subtotal is not None and rates <= {None, sums.tax_rate}:
        yield "tax", per_cent_of(sums.tax_rate, sums.subtotal)
        if not (has_amounts and has_rates):
            for name, untaxed in (("tax_after_discount", sums.discount), ("tax_before_stamp_duty", sums.stamp_duty)):
                if untaxed:
                    yield name, per_cent_of(sums.tax_rate, subtract(sums.subtotal, untaxed))
            if has_amounts:
                yield "tax_of_lines", total_of(per_cent_of(sums.tax_rate, amount) for amount in amounts)
    if has_amounts and has_rates:
        by_rate = [(line.vat_rate or ZERO, amount) for line, amount in zip(lines, amounts, strict=True)]
        worth = total_of(amounts)
        subtotals = subtotals_of_lines(invoice, worth) if sums.subtotal is None else [sums.subtotal]
        yield from _taxes_of_lines(by_rate, {subtract(subtotal, worth) for subtotal in subtotals} - {ZERO})


def _taxes_of_lines(
    lines: Sequence[tuple[Decimal, Decimal]], rests: Collection[Decimal]
) -> Iterator[tuple[str, Decimal]]:
    """Yield the taxes of lines, given as rates and amounts, rounded once for each rate and once for each line.

    Where the subtotal differs from the lines, any one of the rates may be that of the rest.
    """
    taxable: dict[Decimal, Decimal] = {}
    for rate, amount in lines:
        taxable[rate] = add(taxable.get(rate, ZERO), amount)
    tax = total_of(per_cent_of(rate, amount) for rate, amount in taxable.items())
    yield "tax_of_lines", tax
    yield "tax_of_lines", total_of(per_cent_of(rate, amount) for rate, amount in lines)
    if len(taxable) <= MOST_RATES:
        for (rate, amount), rest in product(taxable.items(), rests):
            other_rates = subtract(tax, per_cent_of(rate, amount))
            yield "tax_of_lines_and_rest", add(other_rates, per_cent_of(rate, add(amount, rest)))


def tax_is_plausible(invoice: Invoice) -> bool:
    """Return whether the tax, where it is stated, is of the subtotal's sign and at most 30 per cent of it."""
    sums = invoice.financials
    if not sums.tax_amount or not sums.subtotal:
        return True
    most = add(per_cent_of(_HIGHEST_RATE, sums.subtotal).copy_abs(), CENT)
    return sums.tax_amount.is_signed() == sums.subtotal.is_signed() and sums.tax_amount.copy_abs() <= most


def total_is_usual(invoice: Invoice) -> bool:
    """Return whether the total is with the bollo, and less the discount, that the subtotal does not hold already.

    Subtotal 100 and bollo 2 usually make a total of 102, and one of 100 where the lines are worth 98. Without lines, a
    discount is in the subtotal already where it is more than half of it, or where both together are a rounder amount:
    goods of 1000 less 50 are 950, and goods of 950 less 50 rarely are 900.
    """
    sums = invoice.financials
    if sums.subtotal is None or sums.tax_amount is None or sums.total is None:
        return False
    negative = add(sums.subtotal, sums.tax_amount) < 0
    stamp_duty = (either_sign(sums.stamp_duty, negative) or (ZERO,))[-1]
    lines = sum_of_lines(invoice)
    discount = (either_sign(sums.discount, negative) or (ZERO,))[-1]
    if any(line.amount == stamp_duty for line in invoice.line_items):
        stamp_duty = ZERO
    if lines is None:
        is_large = add(discount, discount).copy_abs() > sums.subtotal.copy_abs()
        if is_large or roundness(add(sums.subtotal, discount)) > roundness(sums.subtotal):
            discount = ZERO
    elif subtract(lines, discount) == sums.subtotal:
        discount = ZERO
    elif add(lines, stamp_duty) == sums.subtotal:
        stamp_duty = ZERO
    return sums.total == subtract(add(add(sums.subtotal, sums.tax_amount), stamp_duty), discount)
