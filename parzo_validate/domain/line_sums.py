"""Whether the lines of a document add up to its subtotal, and what may honestly stand between the two.

A result carries no field for what an invoice charges or takes off as a whole, but for a discount, a stamp duty and a
withholding tax. So lines that miss the subtotal are not wrong by that alone.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from parzo_validate.domain.amounts import ZERO, add, multiply, subtract, total_of
from parzo_validate.engine.flag import NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Financials, Invoice

HALF_CENT = Decimal("0.005")
"""What rounding to the cent may take from an amount or add to it."""

STAMP_DUTIES = (Decimal("2.00"), Decimal("1.81"))
"""EUR of bollo on an invoice without VAT, today's and until June 2013; many do not state it apart."""

_CHARGES_AT_MOST = 8
"""Charges on the document as a whole, which no line shows, come to one part in so many of the lines, at most.

Pension funds (casse) ask 2, 4 or 5 per cent, with the social security's 4 per cent at most 9; carriage, packing and
collection come besides. Whatever is more than an eighth would be a line.
"""


def what_lacks(invoice: Invoice) -> NotEvaluated | None:
    """Return what to say when lines and subtotal cannot be compared, ``None`` when they can."""
    lines = invoice.line_items
    if not lines:
        return NotEvaluated("line_items is missing", ("line_items",))
    for index, line in enumerate(lines):
        if line.amount is None:
            return NotEvaluated(f"the amount of line {index + 1} is missing", ("line_items", index, "amount"))
    return NotEvaluated.for_missing("financials", ["subtotal"]) if invoice.financials.subtotal is None else None


def sum_of_stated_lines(invoice: Invoice) -> Decimal:
    """Return what the lines that state an amount add up to.

    >>> sum_of_stated_lines(Invoice.model_validate({"line_items": [{"amount": 5}, {"total": 7}, {}]}))
    Decimal('12')
    """
    return total_of(line.amount for line in invoice.line_items if line.amount is not None)


def rounding(invoice: Invoice, policy: Policy) -> Decimal:
    """Return how far a sum over the lines may be off: the policy's tolerance, and half a cent for each line."""
    return add(policy.tolerance, multiply(HALF_CENT, Decimal(len(invoice.line_items))))


def honest_sums(invoice: Invoice) -> Iterator[Decimal]:
    """Yield what the lines may come to, by what the document states; the subtotal itself first.

    The subtotal, or with their VAT the total; before or after the discount, with or without the stamp duty and the
    withholding tax; or the subtotal and, besides, the lines that bear no VAT.
    """
    sums = invoice.financials
    for target in _targets(sums):
        yield from _around(target, sums)
    if any(line.vat_rate for line in invoice.line_items):
        untaxed = total_of(line.amount for line in invoice.line_items if line.amount is not None and not line.vat_rate)
        yield add(sums.subtotal or ZERO, untaxed)


def is_one_of(lines: Decimal, honest: Iterable[Decimal], tolerance: Decimal) -> bool:
    """Return whether lines that come to this sum come to one of the honest ones, to within the tolerance."""
    return any(subtract(lines, expected).copy_abs() <= tolerance for expected in honest)


def leave_room_for_charges(invoice: Invoice, lines: Decimal) -> bool:
    """Return whether the subtotal exceeds these lines by no more than charges on the document as a whole may be."""
    charges = subtract(invoice.financials.subtotal or ZERO, lines)
    same_sign = charges.is_signed() == lines.is_signed()
    return same_sign and multiply(charges, Decimal(_CHARGES_AT_MOST)).copy_abs() <= lines.copy_abs()


def _targets(sums: Financials) -> Iterator[Decimal]:
    """Yield what the lines may come to, without VAT or with it."""
    subtotal = sums.subtotal or ZERO
    yield subtotal
    if sums.tax_amount:
        yield add(subtotal, sums.tax_amount)
    if sums.total is not None:
        yield sums.total


def _around(target: Decimal, sums: Financials) -> Iterator[Decimal]:
    """Yield the target with and without discount, stamp duty and withholding tax, with the signs that they may have."""
    discount = (sums.discount or ZERO).copy_sign(target)
    withholding_tax = sums.withholding_tax or ZERO
    stamp_duties = (sums.stamp_duty,) if sums.stamp_duty else () if sums.tax_amount else STAMP_DUTIES
    for less in (ZERO, discount) if discount else (ZERO,):
        before_discount = add(target, less)
        for duty in (ZERO, *stamp_duties):
            for withheld in (ZERO, withholding_tax) if withholding_tax else (ZERO,):
                for other in (add(duty, withheld), subtract(duty, withheld)):
                    yield add(before_discount, other)
                    yield subtract(before_discount, other)
