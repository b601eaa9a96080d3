"""Why subtotal + tax misses the total: the causes that the invoice itself makes visible.

Each cause is a function that returns the gaps (total - subtotal - tax) it would leave. A gap that matches one is
explained; whether that excuses it is the policy's business.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from parzo_validate.domain.amounts import CENT, ZERO, add, per_cent_of, subtract, tax_inside, total_of
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice

Gaps = Iterable[Decimal]

PENSION_FUND_RATES = (Decimal(4), Decimal(2), Decimal(5))
"""Per cent of the fee that professional pension funds (casse) put on an invoice."""


class _Stated(NamedTuple):
    """The amounts a cause may point at. ``lines`` is ``None`` unless every line states its amount."""

    subtotal: Decimal
    tax: Decimal
    total: Decimal
    rate: Decimal | None
    lines: Decimal | None
    stamp_duty: tuple[Decimal, ...]
    discount: tuple[Decimal, ...]
    withholding_tax: tuple[Decimal, ...]


def cause_of(invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal, total: Decimal) -> str:
    """Return the name of the cause that explains the gap to within the tolerance: of those that do, the likeliest.

    A cause that the policy accepts comes before all others; nothing is returned where none explains the gap.
    """
    gap = subtract(total, add(subtotal, tax))
    stated = _stated(invoice, subtotal, tax, total)
    least, most = subtract(gap, policy.tolerance), add(gap, policy.tolerance)
    likeliest = ""
    for name, gaps in GAPS.items():
        if likeliest and name not in policy.accepted_causes:
            continue
        for left in gaps(stated):
            if least <= left <= most:
                if _may_be(name, stated):
                    if name in policy.accepted_causes:
                        return name
                    likeliest = name
                break
    return likeliest


def accepted_gaps(
    invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal, total: Decimal
) -> Iterator[Decimal]:
    """Return the gaps that the policy accepts: none, and what each of its causes would leave, in currency units."""
    yield ZERO
    stated = _stated(invoice, subtotal, tax, total)
    for name, gaps in GAPS.items():
        if name in policy.accepted_causes and _may_be(name, stated):
            yield from gaps(stated)


def _stated(invoice: Invoice, subtotal: Decimal, tax: Decimal, total: Decimal) -> _Stated:
    sums = invoice.financials
    negative = add(subtotal, tax) < 0
    return _Stated(
        subtotal,
        tax,
        total,
        sums.tax_rate,
        sum_of_lines(invoice),
        readings(sums.stamp_duty, negative),
        readings(sums.discount, negative),
        readings(sums.withholding_tax, negative),
    )


def sum_of_lines(invoice: Invoice) -> Decimal | None:
    """Return what the lines add up to, in currency units, unless one of them states no amount."""
    amounts = [line.amount for line in invoice.line_items if line.amount is not None]
    return total_of(amounts) if amounts and len(amounts) == len(invoice.line_items) else None


def readings(amount: Decimal | None, negative: bool) -> tuple[Decimal, ...]:
    """Return the amount as it stands and, where that differs, with the sign that the document's sums have.

    A credit note in negative figures states its stamp duty or its discount with either sign.
    """
    if not amount:
        return ()
    mirrored = amount.copy_abs().copy_negate() if negative else amount.copy_abs()
    return (amount,) if amount == mirrored else (amount, mirrored)


def _stamp_duty(stated: _Stated) -> Gaps:
    return stated.stamp_duty


def _discount(stated: _Stated) -> Gaps:
    return [discount.copy_negate() for discount in stated.discount]


def _discount_and_stamp_duty(stated: _Stated) -> Gaps:
    return [subtract(stamp_duty, discount) for discount in stated.discount for stamp_duty in stated.stamp_duty]


def _and_what_is_usual(stated: _Stated, gap: Decimal) -> Gaps:
    """Return the gap alone, and with the stamp duty and the discount that the invoice states besides."""
    if not stated.stamp_duty and not stated.discount:
        return (gap,)
    usual = (*_stamp_duty(stated), *_discount(stated), *_discount_and_stamp_duty(stated))
    return (gap, *(add(gap, amount) for amount in usual))


def _net_of_withholding(stated: _Stated) -> Gaps:
    gaps: list[Decimal] = []
    for withholding_tax in stated.withholding_tax:
        gaps += _and_what_is_usual(stated, withholding_tax.copy_negate())
    return gaps


def _without_the_tax(stated: _Stated) -> Gaps:
    return _and_what_is_usual(stated, stated.tax.copy_negate()) if stated.tax else ()


def _swapped_subtotal_and_total(stated: _Stated) -> Gaps:
    return (subtract(stated.tax.copy_negate(), stated.tax),) if stated.tax else ()


def _subtotal_not_sum_of_lines(stated: _Stated) -> Gaps:
    if stated.lines is None or stated.lines == stated.subtotal:
        return ()
    return _and_what_is_usual(stated, subtract(stated.lines, stated.subtotal))


def _fund_not_in_subtotal(stated: _Stated) -> Gaps:
    gaps: list[Decimal] = []
    for rate in PENSION_FUND_RATES:
        if contribution := per_cent_of(rate, stated.subtotal):
            gaps += _and_what_is_usual(stated, contribution)
    return gaps


GAPS: dict[str, Callable[[_Stated], Gaps]] = {
    "stamp_duty": _stamp_duty,
    "discount": _discount,
    "discount_and_stamp_duty": _discount_and_stamp_duty,
    "net_of_withholding": _net_of_withholding,
    "tax_not_in_total": _without_the_tax,
    "tax_in_subtotal": _without_the_tax,
    "swapped_subtotal_and_total": _swapped_subtotal_and_total,
    "subtotal_not_sum_of_lines": _subtotal_not_sum_of_lines,
    "fund_not_in_subtotal": _fund_not_in_subtotal,
}
_OF_GROSS_SUBTOTAL = {"tax_not_in_total": False, "tax_in_subtotal": True}
"""Two causes leave the same gap; whether the subtotal includes the tax tells them apart."""


def _may_be(name: str, stated: _Stated) -> bool:
    return name not in _OF_GROSS_SUBTOTAL or _OF_GROSS_SUBTOTAL[name] is _subtotal_is_gross(stated)


def _subtotal_is_gross(stated: _Stated) -> bool:
    """Return whether the lines, or the rate, say that the subtotal already includes the tax."""
    if stated.lines is not None and add(stated.lines, stated.tax) == stated.subtotal:
        return True
    if not stated.rate or stated.rate < 0:
        return False
    return subtract(stated.tax, tax_inside(stated.subtotal, stated.rate)).copy_abs() <= CENT
