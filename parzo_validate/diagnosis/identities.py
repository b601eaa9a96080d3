"""The identities of an invoice: what its values say of each other."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from parzo_validate.diagnosis.expected_amounts import expected_taxes, subtotals_of_lines
from parzo_validate.domain.amounts import CENT, ZERO, add, is_near, leeway, multiply, per_cent_of, subtract
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES, sum_of_lines
from parzo_validate.domain.line_sums import is_near_one_of, rounding, untaxed_of_lines
from parzo_validate.domain.party import is_foreign
from parzo_validate.engine.finding import Finding
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice, LineItem
from parzo_validate.rules.invalid_it_vat_rate import RATES, invalid_it_vat_rate
from parzo_validate.rules.invalid_total import invalid_total

BROKEN = ""
"""What an identity answers that does not hold."""
Holds = Callable[[Invoice, Policy], str | None]
"""Returns the name of the form in which an identity holds, ``BROKEN``, or ``None`` where it says nothing."""

USUAL_RATES = [rate for rate, _, last in sorted(RATES, key=lambda row: row[2], reverse=True) if rate]
"""Italian VAT rates in per cent, the present ones first."""


def sums_close(invoice: Invoice, policy: Policy) -> str | None:
    """Subtotal + tax = total, or short of it by what the policy accepts."""
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    if subtotal is None or tax is None or total is None:
        return None
    gap = subtract(total, add(subtotal, tax))
    if is_near(gap, ZERO, policy.tolerance):
        return "sums"
    accepted = accepted_gaps(invoice, policy, subtotal, tax)
    return "adjusted_sums" if is_near_one_of(gap, accepted, policy.tolerance) else BROKEN


def tax_follows_rate(invoice: Invoice, policy: Policy) -> str | None:
    """Subtotal × rate = tax; with several rates, the taxes of the lines add up to it."""
    tax = invoice.financials.tax_amount
    if tax is None:
        return None
    rates = {invoice.financials.tax_rate, *invoice.rates_of_lines} - {None}
    if not tax and rates == {ZERO}:
        return "no_tax"
    expected = list(expected_taxes(invoice))
    if not expected:
        return None
    if not tax:
        return None if any(not amount for _, amount in expected) else BROKEN
    for name, amount in expected:
        if is_near(tax, amount, CENT):
            return name
    perhaps = leeway(CENT, len(invoice.line_items))
    return None if is_near_one_of(tax, (amount for _, amount in expected), perhaps) else BROKEN


def tax_is_of_lines(invoice: Invoice, policy: Policy) -> bool:
    """Return whether the tax follows from the lines, and not from the subtotal."""
    return (tax_follows_rate(invoice, policy) or BROKEN).startswith("tax_of_lines")


def tax_forms(invoice: Invoice) -> list[str]:
    """Return the names of the forms in which a tax follows from the rates, the plainest first."""
    tax = invoice.financials.tax_amount
    return [name for name, amount in expected_taxes(invoice) if tax and is_near(tax, amount, CENT)]


def tax_is_usual(invoice: Invoice, policy: Policy) -> str | None:
    """Where no rate is stated: the tax is what an Italian rate makes of the subtotal. It is never broken.

    Of a foreign vendor it says nothing.
    """
    sums = invoice.financials
    states_a_rate = any(rate is not None for rate in (sums.tax_rate, *invoice.rates_of_lines))
    if states_a_rate or not sums.tax_amount or sums.subtotal is None or is_foreign(invoice, "vendor"):
        return None
    usual = (per_cent_of(rate, sums.subtotal) for rate in USUAL_RATES)
    return "usual_tax" if is_near_one_of(sums.tax_amount, usual, CENT) else None


def lines_add_up(invoice: Invoice, policy: Policy) -> str | None:
    """The lines add up to the subtotal, but for a stated discount or bollo.

    Where something else that is usual explains the difference (a pension fund, lines with their VAT, lines that bear
    none), or rounding does, it says nothing.
    """
    subtotal, lines = invoice.financials.subtotal, sum_of_lines(invoice)
    if subtotal is None or lines is None:
        return None
    if is_near(subtotal, lines, policy.tolerance):
        return "lines"
    subtotals, perhaps = list(subtotals_of_lines(invoice, lines)), rounding(invoice, policy)
    if is_near_one_of(subtotal, subtotals, policy.tolerance):
        return "adjusted_lines"
    with_fund = (add(lines, per_cent_of(rate, lines)) for rate in PENSION_FUND_RATES)
    if is_near_one_of(subtotal, (*subtotals, *with_fund), perhaps):
        return None
    if is_near(lines, add(subtotal, untaxed_of_lines(invoice)), perhaps):
        return None
    tax, total = invoice.financials.tax_amount or ZERO, invoice.financials.total
    with_vat = is_near(lines, add(subtotal, tax), perhaps) or (total is not None and is_near(lines, total, perhaps))
    return None if with_vat and not tax_is_of_lines(invoice, policy) else BROKEN


def rates_agree(invoice: Invoice, policy: Policy) -> str | None:
    """The rate of the document is that of its lines, where these have but one."""
    rates = set(invoice.rates_of_lines)
    if invoice.financials.tax_rate is None or len(rates) != 1 or None in rates:
        return None
    return "agree" if invoice.financials.tax_rate in rates else BROKEN


def lines_multiply(invoice: Invoice, policy: Policy) -> str | None:
    """Quantity × unit price = amount on every line; where the lines add up all the same, it may be a discount."""
    answers = [multiplies(line) for line in invoice.line_items]
    if False in answers:
        return None if lines_add_up(invoice, policy) else BROKEN
    return "line" if answers and all(answers) else None


def lines_that_do_not_multiply(invoice: Invoice) -> list[int]:
    """Return the lines, counted from 0, whose amount is not quantity × unit price."""
    return [number for number, line in enumerate(invoice.line_items) if multiplies(line) is False]


def multiplies(line: LineItem) -> bool | None:
    """Quantity × unit price = amount; a price rounded to the cent leaves half a cent for each unit."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return None
    product = multiply(line.quantity, line.unit_price)
    if is_near(product, line.amount, CENT):
        return True
    return None if is_near(product, line.amount, leeway(CENT, line.quantity.copy_abs())) else False


def _passes(name: str, rule: Rule, invoice: Invoice, policy: Policy) -> str | None:
    """The rule finds nothing."""
    answers = list(rule.judge(invoice, policy))
    if any(isinstance(answer, Finding) for answer in answers):
        return BROKEN
    return None if answers else name


class Identity(NamedTuple):
    """What values of an invoice say of each other.

    Args:
        name: the plainest of its forms.
        holds: in which of its forms it holds, if it does.
        confirmed_by: identities of which one must hold for a change that repairs this one to be right, and not merely
            legal; empty where terms that others tie down tell that.
    """

    name: str
    holds: Holds
    confirmed_by: tuple[str, ...] = ()


IDENTITIES = (
    Identity("sums", sums_close),
    Identity("tax", tax_follows_rate),
    Identity("usual_tax", tax_is_usual),
    Identity("lines", lines_add_up),
    Identity("agree", rates_agree),
    Identity("legal", partial(_passes, "legal", invalid_it_vat_rate), confirmed_by=("tax",)),
    Identity("line", lines_multiply),
    Identity("sign", partial(_passes, "sign", invalid_total), confirmed_by=("sums", "tax")),
)
