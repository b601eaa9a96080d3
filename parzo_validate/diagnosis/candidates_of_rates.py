"""The changes of one VAT rate, of the document or of a line, that might make a broken identity hold."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.defects import Defect, defect_between
from parzo_validate.diagnosis.expected_amounts import MOST_LINES, MOST_RATES
from parzo_validate.diagnosis.identities import USUAL_RATES
from parzo_validate.domain.amounts import is_near, multiply
from parzo_validate.domain.party import is_foreign
from parzo_validate.invoice.model import Invoice

_RATE = ("financials", "tax_rate")
_HUNDRED = Decimal(100)
_PERCENTAGES = (20, 23)
"""Of withholding, and of social security (gestione separata): they stand beside the VAT on a freelancer's invoice."""
_PERCENTAGE_READ, _BLENDED = Defect("percentage_read_as_rate", 1), Defect("blended_rate", 1)
_TOTAL_READ = Defect("total_read_as_rate", 0)
_ROUNDING_OF_A_BLEND = Decimal("0.05")
"""A blended rate is given with one decimal, so it is at most this many per cent off."""


def candidates_of_rates(invoice: Invoice, broken: Collection[str]) -> Iterator[Candidate]:
    """Yield what a rate may have been: that of the lines, one of Italy's, none where there are several."""
    if {"tax", "legal", "agree"}.isdisjoint(broken):
        return
    rate = invoice.financials.tax_rate
    of_lines = {line.vat_rate for line in invoice.line_items if line.vat_rate is not None}
    if rate is not None:
        is_italian = not of_lines and not is_foreign(invoice, "vendor")
        usual = map(Decimal, USUAL_RATES) if invoice.financials.tax_amount and is_italian else ()
        for proposed in of_lines if len(of_lines) == 1 else usual:
            if proposed != rate:
                is_the_total = rate == invoice.financials.total
                yield Candidate({_RATE: proposed}, _TOTAL_READ if is_the_total else _defect(proposed, rate))
        yield from _without_a_rate(invoice, rate, of_lines)
    if len(invoice.line_items) > MOST_LINES or len(of_lines) > MOST_RATES:
        return
    for number, line in enumerate(invoice.line_items):
        if line.vat_rate is not None:
            likely = (multiply(line.vat_rate, _HUNDRED), *of_lines, *(() if rate is None else (rate,)))
            for proposed in dict.fromkeys(likely):
                if defect := _defect(proposed, line.vat_rate):
                    yield Candidate({("line_items", number, line.vat_rate_key): proposed}, defect)


def _without_a_rate(invoice: Invoice, rate: Decimal, of_lines: Collection[Decimal]) -> Iterator[Candidate]:
    """Yield no rate where the stated one is a percentage of something else, or what several rates make together."""
    sums = invoice.financials
    if rate in _PERCENTAGES and len(of_lines) > 1:
        yield Candidate({_RATE: None}, _PERCENTAGE_READ)
    if rate in _PERCENTAGES and not of_lines and not sums.tax_amount:
        yield Candidate({_RATE: sums.tax_amount}, _PERCENTAGE_READ)  # zero as the tax, or none as the tax
    if sums.subtotal and sums.tax_amount and of_lines and min(of_lines) < rate < max(of_lines):
        rounding = multiply(_ROUNDING_OF_A_BLEND, sums.subtotal.copy_abs())
        if is_near(multiply(sums.tax_amount, _HUNDRED), multiply(rate, sums.subtotal), rounding):
            yield Candidate({_RATE: None}, _BLENDED)


def _defect(proposed: Decimal, found: Decimal) -> Defect | None:
    if found and multiply(found, _HUNDRED) == proposed:
        return Defect("rate_as_fraction", 0)
    return _PERCENTAGE_READ if found in _PERCENTAGES else defect_between(proposed, found)
