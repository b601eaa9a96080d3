"""The identities of an invoice: what its values say of each other.

Each is a function of invoice and policy that returns ``True`` when it holds, ``False`` when it is broken, and ``None``
when it says nothing: a value is missing, or the difference is one that rounding may leave.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product

from parzo_validate.domain.amounts import CENT, ZERO, add, multiply, per_cent_of, subtract, total_of
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES, either_sign, sum_of_lines
from parzo_validate.domain.line_sums import HALF_CENT
from parzo_validate.domain.party import is_foreign
from parzo_validate.engine.flag import Finding
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice, LineItem
from parzo_validate.rules.invalid_it_vat_rate import invalid_it_vat_rate
from parzo_validate.rules.invalid_total import invalid_total

Holds = Callable[[Invoice, Policy], bool | None]

MOST_LINES = 500
"""Lines among which the wrong one is looked for; the time for it grows with their square."""
MOST_RATES = 8
"""Rates that the lines of an invoice may have together; more are no rates, and the time grows with their square."""
_HIGHEST_RATE = 30
"""Above every VAT rate of Europe, in per cent."""
USUAL_RATES = (22, 10, 5, 4, 21, 20)
"""Italian VAT rates in per cent, the present ones first."""


def sums_close(invoice: Invoice, policy: Policy) -> bool | None:
    """Subtotal + tax = total, or short of it by what the policy accepts."""
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    if subtotal is None or tax is None or total is None:
        return None
    gap = subtract(total, add(subtotal, tax))
    gaps = accepted_gaps(invoice, policy, subtotal, tax)
    return any(_near(gap, accepted, policy.tolerance) for accepted in gaps)


def tax_follows_rate(invoice: Invoice, policy: Policy) -> bool | None:
    """Subtotal × rate = tax; with several rates, the taxes of the lines add up to it."""
    tax = invoice.financials.tax_amount
    expected = expected_taxes(invoice)
    if tax is None or not expected:
        return None
    off = min(subtract(tax, one).copy_abs() for one in expected)
    return _within(off, CENT, add(CENT, multiply(HALF_CENT, Decimal(len(invoice.line_items)))))


def expected_taxes(invoice: Invoice) -> list[Decimal]:
    """Return the taxes that follow from the rates, in currency units; rounding, discount and bollo leave several."""
    sums, lines = invoice.financials, invoice.line_items
    taxed = [(line.vat_rate, line.amount) for line in lines]
    by_line = [(rate, amount) for rate, amount in taxed if rate is not None and amount is not None]
    if lines and len(by_line) == len(lines):
        together = total_of(amount for _, amount in by_line)
        subtotals = subtotals_of_lines(invoice, together) if sums.subtotal is None else [sums.subtotal]
        return _taxes_of_lines(by_line, {subtract(one, together) for one in subtotals})
    if sums.tax_rate is None or sums.subtotal is None or any(rate not in (None, sums.tax_rate) for rate, _ in taxed):
        return []
    bases = [subtract(sums.subtotal, base) for base in (ZERO, *_known(sums.discount), *_known(sums.stamp_duty))]
    expected = [per_cent_of(sums.tax_rate, base) for base in bases]
    if sum_of_lines(invoice) is not None:
        expected.append(total_of(per_cent_of(sums.tax_rate, amount) for _, amount in taxed if amount is not None))
    return expected


def _taxes_of_lines(lines: list[tuple[Decimal, Decimal]], rests: set[Decimal]) -> list[Decimal]:
    """Return the taxes of lines, alone and with each rest, by which the subtotal differs from them, at each rate."""
    taxable: dict[Decimal, Decimal] = {}
    for rate, amount in lines:
        taxable[rate] = add(taxable.get(rate, ZERO), amount)
    together = total_of(per_cent_of(rate, amount) for rate, amount in taxable.items())
    expected = [together, total_of(per_cent_of(rate, amount) for rate, amount in lines)]
    if len(taxable) <= MOST_RATES:
        for (rate, amount), rest in product(taxable.items(), rests - {ZERO}):
            others = subtract(together, per_cent_of(rate, amount))
            expected.append(add(others, per_cent_of(rate, add(amount, rest))))
    return expected


def tax_is_usual(invoice: Invoice, policy: Policy) -> bool | None:
    """Where no rate is stated: the tax is what an Italian rate makes of the subtotal. It is never broken.

    Of a foreign vendor it says nothing.
    """
    sums = invoice.financials
    if (
        is_foreign(invoice, "vendor")
        or sums.tax_rate is not None
        or any(line.vat_rate is not None for line in invoice.line_items)
    ):
        return None
    if not sums.tax_amount or sums.subtotal is None:
        return None
    usual = (per_cent_of(rate, sums.subtotal) for rate in USUAL_RATES)
    return any(_near(sums.tax_amount, tax, CENT) for tax in usual) or None


def lines_add_up(invoice: Invoice, policy: Policy) -> bool | None:
    """The lines add up to the subtotal, but for a stated discount or bollo.

    Where a pension fund, or rounding, explains the difference, it says nothing.
    """
    sums, together = invoice.financials, sum_of_lines(invoice)
    if sums.subtotal is None or together is None:
        return None
    off = min(subtract(sums.subtotal, one).copy_abs() for one in subtotals_of_lines(invoice, together))
    if off <= policy.tolerance:
        return True
    others = [add(together, per_cent_of(rate, together)) for rate in PENSION_FUND_RATES]
    off = min(off, *(subtract(sums.subtotal, one).copy_abs() for one in others))
    rounding = multiply(HALF_CENT, Decimal(len(invoice.line_items)))
    return None if off <= add(policy.tolerance, rounding) else False


def subtotals_of_lines(invoice: Invoice, together: Decimal) -> Iterator[Decimal]:
    """Return the subtotals that lines worth ``together`` (currency units) may have, the plainest first."""
    sums, negative = invoice.financials, together < 0
    for discount in (ZERO, *either_sign(sums.discount, negative)):
        for stamp_duty in (ZERO, *either_sign(sums.stamp_duty, negative)):
            yield subtract(add(together, stamp_duty), discount)


def gap_is_usual(invoice: Invoice) -> bool:
    """Return whether the total is with the bollo, and less the discount, that the lines do not show: the usual way."""
    sums = invoice.financials
    if sums.subtotal is None or sums.tax_amount is None or sums.total is None:
        return False
    negative = add(sums.subtotal, sums.tax_amount) < 0
    stamp_duty, discount = (
        (either_sign(amount, negative) or (ZERO,))[-1] for amount in (sums.stamp_duty, sums.discount)
    )
    together = sum_of_lines(invoice)
    if any(line.amount == stamp_duty for line in invoice.line_items):
        stamp_duty = ZERO
    if together is not None and together != sums.subtotal:
        if subtract(together, discount) == sums.subtotal:
            discount = ZERO
        elif add(together, stamp_duty) == sums.subtotal:
            stamp_duty = ZERO
    expected = subtract(add(add(sums.subtotal, sums.tax_amount), stamp_duty), discount)
    return _near(sums.total, expected, CENT)


def rates_agree(invoice: Invoice, policy: Policy) -> bool | None:
    """The rate of the document is that of its lines, where these have but one."""
    rates = {line.vat_rate for line in invoice.line_items}
    if invoice.financials.tax_rate is None or len(rates) != 1 or None in rates:
        return None
    return invoice.financials.tax_rate in rates


def rates_are_legal(invoice: Invoice, policy: Policy) -> bool | None:
    """The rates are Italian ones, where the vendor is."""
    return _passes(invalid_it_vat_rate, invoice, policy)


def total_is_asked_for(invoice: Invoice, policy: Policy) -> bool | None:
    """The total is more than zero, or less on a credit note."""
    return _passes(invalid_total, invoice, policy)


def _passes(rule: Rule, invoice: Invoice, policy: Policy) -> bool | None:
    said = list(rule.judge(invoice, policy))
    return not any(isinstance(item, Finding) for item in said) and (None if said else True)


def lines_multiply(invoice: Invoice, policy: Policy) -> bool | None:
    """Quantity × unit price = amount on every line; where the lines add up all the same, it may be a discount."""
    if lines_off(invoice):
        return None if lines_add_up(invoice, policy) else False
    return any(_multiplies(line) for line in invoice.line_items) or None


def lines_off(invoice: Invoice) -> list[int]:
    """Return the lines, counted from 0, whose amount is not quantity × unit price."""
    return [number for number, line in enumerate(invoice.line_items) if _multiplies(line) is False]


def tax_is_plausible(invoice: Invoice) -> bool:
    """Return whether the tax, where it is stated, is of the subtotal's sign and at most 30 per cent of it."""
    sums = invoice.financials
    if not sums.tax_amount or not sums.subtotal:
        return True
    most = add(per_cent_of(_HIGHEST_RATE, sums.subtotal).copy_abs(), CENT)
    return sums.tax_amount.is_signed() == sums.subtotal.is_signed() and sums.tax_amount.copy_abs() <= most


def _multiplies(line: LineItem) -> bool | None:
    """Quantity × unit price = amount; a price rounded to the cent leaves half a cent for each unit."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return None
    off = subtract(multiply(line.quantity, line.unit_price), line.amount).copy_abs()
    return _within(off, CENT, add(CENT, multiply(line.quantity.copy_abs(), HALF_CENT)))


def _within(off: Decimal, surely: Decimal, perhaps: Decimal) -> bool | None:
    return True if off <= surely else None if off <= perhaps else False


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    return subtract(one, other).copy_abs() <= tolerance


def _known(amount: Decimal | None) -> tuple[Decimal, ...]:
    return (amount,) if amount else ()
