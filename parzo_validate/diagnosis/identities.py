"""The identities of an invoice: what its values say of each other."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from parzo_validate.diagnosis.expected_amounts import expected_taxes, subtotals_of_lines
from parzo_validate.domain.amounts import CENT, add, is_near, multiply, per_cent_of, subtract
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES, sum_of_lines
from parzo_validate.domain.line_sums import HALF_CENT, rounding
from parzo_validate.domain.party import is_foreign
from parzo_validate.engine.finding import Finding
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice, LineItem
from parzo_validate.invoice.reasons import Words
from parzo_validate.rules.invalid_it_vat_rate import RATES, invalid_it_vat_rate
from parzo_validate.rules.invalid_total import invalid_total

Holds = Callable[[Invoice, Policy], bool | None]

USUAL_RATES = [rate for rate, _, last in sorted(RATES, key=lambda row: row[2], reverse=True) if rate]
"""Italian VAT rates in per cent, the present ones first."""


def sums_close(invoice: Invoice, policy: Policy) -> bool | None:
    """Subtotal + tax = total, or short of it by what the policy accepts."""
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    if subtotal is None or tax is None or total is None:
        return None
    gap = subtract(total, add(subtotal, tax))
    return any(is_near(gap, accepted, policy.tolerance) for accepted in accepted_gaps(invoice, policy, subtotal, tax))


def tax_follows_rate(invoice: Invoice, policy: Policy) -> bool | None:
    """Subtotal × rate = tax; with several rates, the taxes of the lines add up to it."""
    tax, expected = invoice.financials.tax_amount, expected_taxes(invoice)
    if tax is None or not expected:
        return None
    return _within(_error(tax, expected), CENT, add(CENT, multiply(HALF_CENT, Decimal(len(invoice.line_items)))))


def tax_is_usual(invoice: Invoice, policy: Policy) -> bool | None:
    """Where no rate is stated: the tax is what an Italian rate makes of the subtotal. It is never broken.

    Of a foreign vendor it says nothing.
    """
    sums = invoice.financials
    rates = (sums.tax_rate, *(line.vat_rate for line in invoice.line_items))
    if any(rate is not None for rate in rates) or is_foreign(invoice, "vendor"):
        return None
    if not sums.tax_amount or sums.subtotal is None:
        return None
    return _error(sums.tax_amount, (per_cent_of(rate, sums.subtotal) for rate in USUAL_RATES)) <= CENT or None


def lines_add_up(invoice: Invoice, policy: Policy) -> bool | None:
    """The lines add up to the subtotal, but for a stated discount or bollo.

    Where a pension fund, or rounding, explains the difference, it says nothing.
    """
    subtotal, lines = invoice.financials.subtotal, sum_of_lines(invoice)
    if subtotal is None or lines is None:
        return None
    error = _error(subtotal, subtotals_of_lines(invoice, lines))
    if error <= policy.tolerance:
        return True
    with_fund = [add(lines, per_cent_of(rate, lines)) for rate in PENSION_FUND_RATES]
    return None if min(error, _error(subtotal, with_fund)) <= rounding(invoice, policy) else False


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


def lines_multiply(invoice: Invoice, policy: Policy) -> bool | None:
    """Quantity × unit price = amount on every line; where the lines add up all the same, it may be a discount."""
    if lines_that_do_not_multiply(invoice):
        return None if lines_add_up(invoice, policy) else False
    return any(_multiplies(line) for line in invoice.line_items) or None


def lines_that_do_not_multiply(invoice: Invoice) -> list[int]:
    """Return the lines, counted from 0, whose amount is not quantity × unit price."""
    return [number for number, line in enumerate(invoice.line_items) if _multiplies(line) is False]


def _multiplies(line: LineItem) -> bool | None:
    """Quantity × unit price = amount; a price rounded to the cent leaves half a cent for each unit."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return None
    error = _error(multiply(line.quantity, line.unit_price), [line.amount])
    return _within(error, CENT, add(CENT, multiply(line.quantity.copy_abs(), HALF_CENT)))


def _passes(rule: Rule, invoice: Invoice, policy: Policy) -> bool | None:
    answers = list(rule.judge(invoice, policy))
    return not any(isinstance(answer, Finding) for answer in answers) and (None if answers else True)


def _error(amount: Decimal, expected: Iterable[Decimal]) -> Decimal:
    """Return how far the amount is from the nearest one of those expected."""
    return min(subtract(amount, one).copy_abs() for one in expected)


def _within(error: Decimal, surely: Decimal, perhaps: Decimal) -> bool | None:
    return True if error <= surely else None if error <= perhaps else False


class Identity(NamedTuple):
    """What values of an invoice say of each other.

    Args:
        name: what ``Evidence`` calls it.
        words: what confirms a diagnosis when it holds; empty for one that confirms nothing.
        code: the rule that flags it when it is broken, where the flag may stand elsewhere than the wrong value.
        holds: returns ``True`` when it holds, ``False`` when it is broken, and ``None`` when it says nothing: a value
            is missing, or the difference is one that rounding may leave. Dates and VAT numbers have modules of their
            own, which know when theirs hold.
        terms: the fields that it ties together.
        confirmed_by: names of identities of which one must hold for a change that repairs this one to be right, and
            not merely legal; empty where terms that others tie down tell that.
    """

    name: str
    words: Words
    code: str = ""
    holds: Holds = lambda _invoice, _policy: None
    terms: tuple[str, ...] = ()
    confirmed_by: tuple[str, ...] = ()


IDENTITIES = (
    Identity(
        "sums",
        Words("subtotal + tax = total", "imponibile + imposta = totale"),
        "ARITHMETIC_MISMATCH",
        sums_close,
        ("subtotal", "tax_amount", "total"),
    ),
    Identity(
        "tax",
        Words("subtotal × {rate}%", "imponibile × {rate}%"),
        "TAX_RATE_MISMATCH",
        tax_follows_rate,
        ("subtotal", "tax_amount", "tax_rate"),
    ),
    Identity(
        "usual_tax",
        Words("an Italian VAT rate", "un'aliquota IVA italiana"),
        holds=tax_is_usual,
        terms=("subtotal", "tax_amount"),
    ),
    Identity(
        "lines",
        Words("the sum of the lines", "la somma delle righe"),
        "LINE_SUM_MISMATCH",
        lines_add_up,
        ("subtotal", "amount"),
    ),
    Identity(
        "agree",
        Words("the rate of the lines", "l'aliquota delle righe"),
        holds=rates_agree,
        terms=("tax_rate", "vat_rate"),
    ),
    Identity("legal", Words(""), holds=rates_are_legal, confirmed_by=("tax",)),
    Identity(
        "line",
        Words("quantity × unit price", "quantità × prezzo unitario"),
        "LINE_AMOUNT_MISMATCH",
        lines_multiply,
        ("quantity", "unit_price", "amount"),
    ),
    Identity("sign", Words(""), "INVALID_TOTAL", total_is_asked_for, confirmed_by=("sums", "tax")),
    Identity("dates", Words("the order of the dates", "l'ordine delle date"), "DATE_INCOHERENCE"),
    Identity("number", Words("the year in the invoice number", "l'anno nel numero della fattura")),
    Identity("term", Words("a common payment term", "un termine di pagamento consueto")),
    Identity("check_digit", Words("the check digit", "la cifra di controllo")),
    Identity("fiscal_code", Words("the fiscal code", "il codice fiscale")),
    Identity("office", Words("the office that issued the number", "l'ufficio che ha rilasciato il numero")),
)
