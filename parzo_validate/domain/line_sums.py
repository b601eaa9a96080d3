"""Whether the lines of a document add up to its subtotal, and what may stand between the two.

Parzo's results carry no field for what an invoice charges or takes off as a whole, but for a discount, a stamp duty
and a withholding tax; others state charges and rounding. So lines that miss the subtotal are not wrong by that alone.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from parzo_validate.domain.amounts import ZERO, add, is_near, leeway, multiply, per_cent_of, subtract, total_of
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES
from parzo_validate.engine.finding import NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Financials, Invoice
from parzo_validate.invoice.reasons import Words, because
from parzo_validate.invoice.values import Path

STAMP_DUTIES = (Decimal("2.00"), Decimal("1.81"))
"""EUR of bollo on an invoice without VAT, today's and until June 2013; many do not state it apart."""

EXCUSES: tuple[Path, ...] = (
    ("line_items",),
    *(("financials", name) for name in ("discount", "stamp_duty", "withholding_tax", "charges", "rounding")),
    *(("financials", name) for name in ("tax_amount", "tax_rate", "total")),
)
"""What may excuse lines that do not add up, for a rule to name."""


def missing_for_comparison(invoice: Invoice) -> NotEvaluated | None:
    """Return what keeps lines and subtotal from being compared, ``None`` where nothing does."""
    lines = invoice.line_items
    if not lines:
        return no_lines(invoice)
    for index, line in enumerate(lines):
        if line.amount is None:
            return no_amount(invoice, index)
    sums = invoice.financials
    return NotEvaluated.for_lacking(invoice, "financials", ["subtotal"]) if sums.subtotal is None else None


def no_lines(invoice: Invoice) -> NotEvaluated:
    """Return what to say of an invoice without lines."""
    missing = because("missing", names=Words("line_items is", "mancano le righe"))
    return NotEvaluated.for_one_of(invoice, [("line_items",)]) or NotEvaluated(("line_items",), missing)


def no_amount(invoice: Invoice, index: int) -> NotEvaluated:
    """Return what to say of a line, counted from 0, whose amount was not read."""
    if place := invoice.first_unreadable(("line_items", index, key) for key in ("amount", "total")):
        return NotEvaluated.for_unreadable(*place)
    return NotEvaluated(("line_items", index, "amount"), because("line_amount_missing", line=index + 1))


def rounding(invoice: Invoice, policy: Policy) -> Decimal:
    """Return how far a sum over the lines may be off: the policy's tolerance, and half a cent for each line."""
    return leeway(policy.tolerance, len(invoice.rates_of_lines))


def plausible_line_sums(invoice: Invoice) -> Iterator[Decimal]:
    """Yield what the lines may come to, by what the document states; the subtotal itself first.

    The subtotal, or with their VAT the total; before or after the discount, with or without the stamp duty, the
    withholding tax, the charges and the rounding; or the subtotal and, besides, the lines that bear no VAT.
    """
    sums = invoice.financials
    for target in _net_and_gross(sums):
        yield from _with_adjustments(target, sums)
    if any(invoice.rates_of_lines):
        yield add(sums.subtotal or ZERO, untaxed_of_lines(invoice))


def untaxed_of_lines(invoice: Invoice) -> Decimal:
    """Return what the lines come to that state no VAT rate, or a rate of zero, in currency units."""
    return total_of(line.amount for line in invoice.line_items if line.amount is not None and not line.vat_rate)


def is_near_one_of(amount: Decimal, expected: Iterable[Decimal], tolerance: Decimal) -> bool:
    """Return whether the amount is one of those expected, to within the tolerance."""
    return any(is_near(amount, one, tolerance) for one in expected)


def gap_is_plausible_charges(invoice: Invoice, policy: Policy, lines: Decimal) -> bool:
    """Return whether the subtotal exceeds these lines by what charges on the document as a whole may come to.

    That is the policy's share of the lines at most, or the contribution of a pension fund (cassa), which professionals
    print below the lines: over lines of 1000, 125 by default, and 40 whatever the policy says.
    """
    charges = subtract(invoice.financials.subtotal or ZERO, lines)
    if charges.is_signed() != lines.is_signed():
        return False
    if charges.copy_abs() <= multiply(policy.unlisted_charges, lines).copy_abs():
        return True
    funds = (per_cent_of(rate, lines) for rate in PENSION_FUND_RATES)
    return is_near_one_of(charges, funds, rounding(invoice, policy))


def _net_and_gross(sums: Financials) -> Iterator[Decimal]:
    """Yield what the lines may come to, without VAT or with it."""
    subtotal = sums.subtotal or ZERO
    yield subtotal
    if sums.tax_amount:
        yield add(subtotal, sums.tax_amount)
    if sums.total is not None:
        yield sums.total


def _with_adjustments(target: Decimal, sums: Financials) -> Iterator[Decimal]:
    """Yield the target with and without what the document states besides, with the signs that it may have."""
    discount = (sums.discount or ZERO).copy_sign(target)
    stamp_duties = (sums.stamp_duty,) if sums.stamp_duty else () if sums.tax_amount else STAMP_DUTIES
    others = ((amount,) for amount in (sums.withholding_tax, sums.charges, sums.rounding) if amount)
    either_way = [(ZERO, *stated, *(amount.copy_negate() for amount in stated)) for stated in (stamp_duties, *others)]
    for adjustments in product((ZERO, discount) if discount else (ZERO,), *either_way):
        yield total_of((target, *adjustments))
