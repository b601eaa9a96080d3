"""What the gap between subtotal + tax and the total may be made of, by what the invoice states."""

from decimal import Decimal
from itertools import chain, combinations, product

from parzo_validate.domain.amounts import (
    CENT,
    ZERO,
    add,
    is_near,
    leeway,
    multiply,
    per_cent_of,
    rounded_to,
    subtract,
    tax_included,
    to_cent,
    total_of,
)
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.once import once

PENSION_FUND_RATES = (Decimal(4), Decimal(2), Decimal(5))
"""Per cent of the fee that professional pension funds (casse) put on an invoice."""

ENASARCO_RATES = tuple(map(Decimal, ("8.5", "8.25", "8", "7.775", "7.55", "7.325", "7.1", "6.875", "6.75")))
"""Per cent of a commission that the principal keeps back as the agent's share for Enasarco, since 2020 and before."""

WITHHOLDING_RATES = tuple(map(Decimal, ("20", "23", "30", "11.5", "4.6", "4")))
"""Per cent of the fee that a customer keeps back as withholding tax from professionals, agents and builders."""

_RETENTION_RATES = tuple(map(Decimal, ("0.5", "5", "10")))
"""Per cent that a customer keeps back until the works are accepted."""

_DISCOUNT_RATES = tuple(map(Decimal, (50, 65, 75, 70, 80, 85, 60)))
"""Per cent of a total with VAT that a vendor takes off for a tax credit (sconto in fattura, art. 121 DL 34/2020)."""

_ROUNDING_STEPS = (Decimal("0.05"), Decimal(1))
"""To what a total is rounded: the smallest coin in use, or whole euros."""
_MOST_ROUNDED_OFF = Decimal("0.5")

_MOST_UNTAXED = 20
"""Lines among which two are looked for that bear no VAT; they stand last."""

_Amounts = tuple[Decimal, ...]

ANYTHING: _Amounts = (Decimal("-Infinity"), Decimal("Infinity"))
"""Bounds between which any amount is."""


def _added(field: str) -> once[_Amounts]:
    """Return the part of a gap that is one of the sums and is added to the others."""
    return once(lambda parts: parts.stated(field))


def _taken_off(field: str) -> once[_Amounts]:
    """Return the part of a gap that is one of the sums and is taken off the others."""
    return once(lambda parts: tuple(map(Decimal.copy_negate, parts.stated(field))))


class GapParts:
    """For each part of a gap (total - subtotal - tax) the amounts that it may have, with the sign that they have in it.

    There are none where the invoice does not state the part. Where ``bounds`` are given between which a part must be,
    one that is beyond them need not be worked out.
    """

    def __init__(self, invoice: Invoice, subtotal: Decimal, tax: Decimal, bounds: _Amounts = ANYTHING) -> None:
        self._invoice, self._sums, self._bounds = invoice, invoice.financials, bounds
        self._subtotal, self._tax, self._rate = subtotal, tax, invoice.financials.tax_rate
        self.expected = add(subtotal, tax)

    def stated(self, field: str) -> _Amounts:
        """Return the amount of one of the sums, with the signs that it may have beside the others."""
        return either_sign(getattr(self._sums, field), negative=self.expected < 0)

    stamp_duty, charges = _added("stamp_duty"), _added("charges")
    discount, withholding_tax, prepayment = _taken_off("discount"), _taken_off("withholding_tax"), _taken_off("prepaid")

    @once
    def rounding(self) -> _Amounts:
        """The rounding, with the sign that it is stated with."""
        return (self._sums.rounding,) if self._sums.rounding else ()

    @once
    def _lines(self) -> Decimal | None:
        return sum_of_lines(self._invoice)

    @property
    def discount_if_any(self) -> _Amounts:
        """A discount, or nothing."""
        return (ZERO, *self.discount)

    @property
    def several_adjustments(self) -> _Amounts:
        """The sums of two or more of stamp duty, discount, rounding and charges."""
        stated = self._adjustments()
        chosen = chain.from_iterable(combinations(stated, count) for count in range(2, len(stated) + 1))
        return tuple(total_of(amounts) for several in chosen for amounts in product(*several))

    @once
    def adjustments_if_any(self) -> _Amounts:
        """Nothing, one, or several of stamp duty, discount, rounding and charges."""
        return (ZERO, *chain.from_iterable(self._adjustments()), *self.several_adjustments)

    @property
    def enasarco(self) -> _Amounts:
        """What the principal of an agent keeps back besides the withholding tax."""
        return self._shares(ENASARCO_RATES, self._subtotal.copy_negate()) if self.withholding_tax else ()

    @property
    def second_withholding(self) -> _Amounts:
        """What a customer may keep back besides the withholding tax."""
        return self._telling_shares_taken_off(WITHHOLDING_RATES + _RETENTION_RATES) if self.withholding_tax else ()

    @property
    def unstated_withholding(self) -> _Amounts:
        """What a customer keeps back as withholding tax, where none is stated."""
        is_stated = self._sums.withholding_tax or self._invoice.unreadable_in("financials", "withholding_tax")
        return () if is_stated else self._telling_shares_taken_off(WITHHOLDING_RATES)

    @property
    def discount_after_tax(self) -> _Amounts:
        """What a vendor takes off subtotal and tax together."""
        return self._shares(_DISCOUNT_RATES, self.expected.copy_negate())

    @property
    def rounding_of_total(self) -> _Amounts:
        """What rounding takes from subtotal and tax together, or adds."""
        gross, (lowest, highest) = self.expected, self._bounds
        if lowest > _MOST_ROUNDED_OFF or highest < _MOST_ROUNDED_OFF.copy_negate():
            return ()
        return tuple(filter(None, (subtract(rounded_to(step, gross), gross) for step in _ROUNDING_STEPS)))

    @once
    def pension_fund(self) -> _Amounts:
        """What a fund would put on the subtotal, where the tax is of both."""
        shares = self._shares(PENSION_FUND_RATES, self._subtotal)
        return tuple(share for share in shares if self._is_the_tax_of(add(self._subtotal, share)) is not False)

    @property
    def tax_beside_net_subtotal(self) -> _Amounts:
        """The tax, unless the subtotal includes it."""
        return self._tax_left_out if self._tax_left_out and not self._subtotal_includes_tax else ()

    @property
    def tax_in_gross_subtotal(self) -> _Amounts:
        """The tax, where the subtotal includes it."""
        return self._tax_left_out if self._tax_left_out and self._subtotal_includes_tax else ()

    @property
    def twice_the_tax(self) -> _Amounts:
        """What a swap of subtotal and total takes off."""
        return (subtract(self._tax.copy_negate(), self._tax),) if self._tax else ()

    @property
    def lines_beyond_subtotal(self) -> _Amounts:
        """By how much the lines exceed the subtotal, less than nothing where they fall short."""
        beyond = ZERO if self._lines is None else subtract(self._lines, self._subtotal)
        return (beyond,) if beyond else ()

    @once
    def lines_outside_vat(self) -> _Amounts:
        """By how much the lines exceed the subtotal, where so much stands on some and the tax is of the others."""
        beyond = self.lines_beyond_subtotal if self._tax else ()
        if not beyond or not self._may_be(beyond[0]):
            return ()
        lines = list(zip(self._invoice.amounts_of_lines, self._invoice.rates_of_lines, strict=True))
        free = total_of(amount for amount, rate in lines if amount and rate == 0)
        if beyond == (free,):
            return beyond
        if not self._is_the_tax_of(self._subtotal) or self._is_the_tax_of(self._lines or ZERO):
            return ()
        untaxed = [amount for amount, rate in lines if amount and not rate][-_MOST_UNTAXED:]
        some = {total_of(chosen) for count in (1, 2) for chosen in combinations(untaxed, count)}
        return beyond if some.issuperset(beyond) else ()

    def _is_the_tax_of(self, amount: Decimal) -> bool | None:
        """Return whether the tax is that of the amount, by the one rate stated; ``None`` where none is, or several."""
        rate = self._only_rate
        return None if rate is None else is_near(self._tax, per_cent_of(rate, amount), self._leeway)

    @once
    def _only_rate(self) -> Decimal | None:
        rates = set(filter(None, self._invoice.rates_of_lines)) if self._rate is None else {self._rate}
        return rates.pop() if len(rates) == 1 else None

    @once
    def _leeway(self) -> Decimal:
        return leeway(CENT, len(self._invoice.rates_of_lines))

    def _may_be(self, amount: Decimal) -> bool:
        """Return whether a part may have this amount."""
        return self._bounds[0] <= amount <= self._bounds[1]

    def _shares(self, rates: _Amounts, amount: Decimal) -> _Amounts:
        hundredth, (lowest, highest) = multiply(amount, CENT), self._bounds
        shares = [share for rate in rates if lowest <= (share := multiply(hundredth, rate)) <= highest]
        return tuple(filter(None, map(to_cent, shares)))

    def _adjustments(self) -> list[_Amounts]:
        return [part for part in (self.stamp_duty, self.discount, self.rounding, self.charges) if part]

    def _telling_shares_taken_off(self, rates: _Amounts) -> _Amounts:
        """Return shares that are not stated: of one currency unit at least, since any cents are a share of little."""
        return tuple(share for share in self._shares(rates, self._subtotal.copy_negate()) if share <= -1 or share >= 1)

    @once
    def _tax_left_out(self) -> _Amounts:
        left_out = self._tax.copy_negate()
        return (left_out,) if left_out and self._may_be(left_out) else ()

    @once
    def _subtotal_includes_tax(self) -> bool:
        """Return whether the lines, or the rate, say so."""
        if self._lines is not None and add(self._lines, self._tax) == self._subtotal:
            return True
        if not self._rate or self._rate < 0:
            return False
        return is_near(self._tax, tax_included(self._rate, self._subtotal), CENT)


def sum_of_lines(invoice: Invoice) -> Decimal | None:
    """Return what the lines add up to, in currency units, unless one of them states no amount."""
    amounts = invoice.amounts_of_lines
    stated = [amount for amount in amounts if amount is not None]
    return total_of(stated) if stated and len(stated) == len(amounts) else None


def either_sign(amount: Decimal | None, negative: bool) -> _Amounts:
    """Return the amount as it stands and, where that differs, with the sign that the document's sums have.

    A credit note in negative figures states its stamp duty or its discount with either sign.

    >>> either_sign(Decimal(2), negative=False), either_sign(Decimal(2), negative=True)
    ((Decimal('2'),), (Decimal('2'), Decimal('-2')))
    """
    if not amount:
        return ()
    mirrored = amount.copy_abs().copy_negate() if negative else amount.copy_abs()
    return (amount,) if amount == mirrored else (amount, mirrored)
