"""TAX_RATE_MISMATCH: the tax is not the rate of the subtotal."""

from collections.abc import Iterator
from decimal import Decimal

from parzo_validate.domain.amounts import (
    HALF_CENT,
    ZERO,
    add,
    format_amount,
    format_number,
    is_near,
    per_cent_of,
    subtract,
)
from parzo_validate.domain.document import states_no_tax
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES
from parzo_validate.domain.line_sums import STAMP_DUTIES, rounding
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Financials, Invoice
from parzo_validate.invoice.reasons import because

_TAX_AMOUNT, _TAX_RATE = ("financials", "tax_amount"), ("financials", "tax_rate")


@rule(
    code="TAX_RATE_MISMATCH",
    severity="warning",
    summary="the tax is not the rate of the subtotal",
    messages={
        "en": "{rate}% of the subtotal {subtotal} is {expected}, but the tax is {actual} (difference {difference})",
        "it": "con aliquota {rate}% l'imposta sull'imponibile {subtotal} è {expected}, ma quella indicata è {actual} "
        "(differenza {difference})",
    },
    context=("rate", "subtotal", "expected", "actual", "difference"),
    excuses=[("line_items",), *(("financials", name) for name in ("tax_rate", "discount", "stamp_duty", "charges"))],
)
def tax_rate_mismatch(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The tax is not the rate of the subtotal.

    ## What it checks

    `subtotal × tax_rate = tax_amount`, to within the policy's tolerance (half a cent at least) and half a cent for each
    line: on ten lines VAT that was rounded line by line differs from VAT on the sum in most invoices. Where the
    document states no rate, the one rate of all its lines counts. `context["difference"]` is the tax minus what it
    should be. A warning and no error, for a part of the subtotal may be exempt without a line that says so.

    ## Why it matters

    Subtotal + tax may close while both are wrong, as when a rate of the past or a tax of another block was read.

    ## When it stays silent

    * The discount comes off before the tax, or the stamp duty inside the subtotal bears none.
    * A pension fund contribution of 2, 4 or 5 per cent bears tax and is missing from the subtotal; or the charges do.
    * The lines have several rates, or another one than the document: not evaluated.
    * The invoice states no tax at all and its total equals its subtotal.
    * Subtotal, tax or rate is missing or unreadable, or an amount that may explain the difference is: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 210, "total": 1210}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("TAX_RATE_MISMATCH")).flags
        >>> flag.path, flag.context["expected"]
        ('/financials/tax_amount', '220.00')

    ## Sources

    Art. 21 paragraph 2 letter l DPR 633/72; check 00421 of the Sistema di Interscambio (rate × taxable amount = tax);
    EN 16931 BR-S-09 and BR-CO-17.
    """
    sums = invoice.financials
    rates = {rate for rate in (sums.tax_rate, *invoice.rates_of_lines) if rate is not None}
    if len(rates) > 1:
        yield NotEvaluated(_TAX_RATE, because("several_rates"))
        return
    if states_no_tax(invoice, policy):
        return
    subtotal, tax_amount, rate = sums.subtotal, sums.tax_amount, next(iter(rates), None)
    if subtotal is None or tax_amount is None or rate is None:
        stated = {"subtotal": subtotal, "tax_rate": rate, "tax_amount": tax_amount}
        lacking = [name for name, value in stated.items() if value is None]
        yield NotEvaluated.for_lacking(invoice, "financials", lacking)
        return
    expected = per_cent_of(rate, subtotal)
    if tax_amount == expected:  # as in most, which saves the rest
        return
    tolerance = max(rounding(invoice, policy), HALF_CENT)
    if is_near(tax_amount, expected, tolerance):
        return
    if any(is_near(tax_amount, per_cent_of(rate, base), tolerance) for base in _other_bases(subtotal, sums)):
        return
    context = {
        "rate": format_number(rate),
        "subtotal": format_amount(subtotal),
        "expected": format_amount(expected),
        "actual": format_amount(tax_amount),
        "difference": format_amount(subtract(tax_amount, expected)),
    }
    yield Finding(_TAX_AMOUNT, context)


def _other_bases(subtotal: Decimal, sums: Financials) -> Iterator[Decimal]:
    """Yield what the tax may be put on instead of the subtotal."""
    discount = (sums.discount or ZERO).copy_sign(subtotal)
    for less in (ZERO, discount) if discount else (ZERO,):
        for duty in (ZERO, *((sums.stamp_duty,) if sums.stamp_duty else STAMP_DUTIES)):
            yield subtract(subtract(subtotal, less), duty.copy_sign(subtotal))
    if sums.charges:
        yield add(subtotal, sums.charges)
    for fund in PENSION_FUND_RATES:
        yield add(subtotal, per_cent_of(fund, subtotal))
