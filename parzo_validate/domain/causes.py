"""Why subtotal + tax misses the total: the causes that the invoice itself makes visible.

Each cause is a function that returns the gaps (total - subtotal - tax) it would leave. A gap that matches one is
explained; whether that excuses it is the policy's business.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations, product
from typing import NamedTuple

from parzo_validate.domain.amounts import CENT, ZERO, add, per_cent_of, subtract, tax_inside, total_of
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice

Gaps = Iterable[Decimal]

PENSION_FUND_RATES = (Decimal(4), Decimal(2), Decimal(5))
"""Per cent of the fee that professional pension funds (casse) put on an invoice."""

ENASARCO_RATES = tuple(map(Decimal, ("8.5", "8.25", "8", "7.775", "7.55", "7.325", "7.1", "6.875", "6.75")))
"""Per cent of a commission that the principal keeps back as the agent's share for Enasarco, since 2020 and before."""


class _Stated(NamedTuple):
    """The amounts a cause may point at. ``lines`` is ``None`` unless every line states its amount."""

    subtotal: Decimal
    tax: Decimal
    total: Decimal
    rate: Decimal | None
    lines: Decimal | None
    stamp_duty: tuple[Decimal, ...]
    discount: tuple[Decimal, ...]
    rounding: tuple[Decimal, ...]
    charges: tuple[Decimal, ...]
    withholding_tax: tuple[Decimal, ...]
    prepaid: tuple[Decimal, ...]

    @property
    def adjustments(self) -> list[tuple[Decimal, ...]]:
        """What the invoice states besides, as it changes the total: for each that is there, the readings it has."""
        off = tuple(discount.copy_negate() for discount in self.discount)
        return [gaps for gaps in (self.stamp_duty, off, self.rounding, self.charges) if gaps]


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
        (sums.rounding,) if sums.rounding else (),
        readings(sums.charges, negative),
        readings(sums.withholding_tax, negative),
        readings(sums.prepaid, negative),
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


def _several_adjustments(stated: _Stated) -> Gaps:
    """Return what two or more of the adjustments come to."""
    several = range(2, len(stated.adjustments) + 1)
    chosen = (group for count in several for group in combinations(stated.adjustments, count))
    return [total_of(amounts) for group in chosen for amounts in product(*group)]


def _and_what_is_usual(stated: _Stated, gap: Decimal) -> Gaps:
    """Return the gap alone, and with what the invoice states besides: stamp duty, discount, rounding, charges."""
    usual = (*(amount for readings in stated.adjustments for amount in readings), *_several_adjustments(stated))
    return (gap, *(add(gap, amount) for amount in usual))


def _net_of_withholding(stated: _Stated) -> Gaps:
    return _net_of(stated, stated.withholding_tax)


def _net_of(stated: _Stated, deductions: Iterable[Decimal]) -> Gaps:
    return [gap for deducted in deductions for gap in _and_what_is_usual(stated, deducted.copy_negate())]


def _net_of_withholding_and_enasarco(stated: _Stated) -> Gaps:
    shares = [share for rate in ENASARCO_RATES if (share := per_cent_of(rate, stated.subtotal))]
    return _net_of(stated, [add(withheld, share) for withheld in stated.withholding_tax for share in shares])


def _net_of_prepayment(stated: _Stated) -> Gaps:
    return _net_of(stated, stated.prepaid)


def _without_the_tax(stated: _Stated) -> Gaps:
    return _and_what_is_usual(stated, stated.tax.copy_negate()) if stated.tax else ()


def _swapped_subtotal_and_total(stated: _Stated) -> Gaps:
    return (subtract(stated.tax.copy_negate(), stated.tax),) if stated.tax else ()


def _subtotal_not_sum_of_lines(stated: _Stated) -> Gaps:
    if stated.lines is None or stated.lines == stated.subtotal:
        return ()
    return _and_what_is_usual(stated, subtract(stated.lines, stated.subtotal))


def _contributions(stated: _Stated) -> list[Decimal]:
    """Return what pension funds would put on the subtotal."""
    return [contribution for rate in PENSION_FUND_RATES if (contribution := per_cent_of(rate, stated.subtotal))]


def _fund_not_in_subtotal(stated: _Stated) -> Gaps:
    off = [discount.copy_negate() for discount in stated.discount]
    return [add(contribution, less) for contribution in _contributions(stated) for less in (ZERO, *off)]


def _fund_and_stamp_duty(stated: _Stated) -> Gaps:
    return [add(gap, duty) for gap in _fund_not_in_subtotal(stated) for duty in stated.stamp_duty]


def _fund_and_net_of_withholding(stated: _Stated) -> Gaps:
    withheld = stated.withholding_tax
    return [
        gap
        for contribution in _contributions(stated)
        for deducted in withheld
        for gap in _and_what_is_usual(stated, subtract(contribution, deducted))
    ]


GAPS: dict[str, Callable[[_Stated], Gaps]] = {
    "stamp_duty": _stamp_duty,
    "discount": _discount,
    "discount_and_stamp_duty": _discount_and_stamp_duty,
    "rounding": lambda stated: stated.rounding,
    "charges": lambda stated: stated.charges,
    "several_adjustments": _several_adjustments,
    "net_of_withholding": _net_of_withholding,
    "net_of_prepayment": _net_of_prepayment,
    "tax_not_in_total": _without_the_tax,
    "tax_in_subtotal": _without_the_tax,
    "swapped_subtotal_and_total": _swapped_subtotal_and_total,
    "subtotal_not_sum_of_lines": _subtotal_not_sum_of_lines,
    "fund_not_in_subtotal": _fund_not_in_subtotal,
    "fund_and_stamp_duty": _fund_and_stamp_duty,
    "net_of_withholding_and_enasarco": _net_of_withholding_and_enasarco,
    "fund_and_net_of_withholding": _fund_and_net_of_withholding,
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
