"""Defects of sums and rates."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from parzo_validate.invoice.values import Path
from parzo_validate.testing.defects.damage import (
    RATE,
    SUM,
    SUMS,
    TOTAL,
    Edits,
    amount_at,
    damage,
    line_amounts,
    numbers_of_lines,
    rewritten,
    value_at,
    with_value,
    written_like,
)
from parzo_validate.testing.defects.misreading import misread, noisy, shifted, transposed, with_thousands
from parzo_validate.testing.oracle import Result, number
from parzo_validate.testing.readings import decided_mark

_SUBTOTAL, _TAX, _TOTAL = SUMS
_TAX_RATE, _WITHHOLDING = ("financials", "tax_rate"), ("financials", "withholding_tax")
_PERCENTAGES = (20, 23)
"""Of withholding, and of social security (gestione separata): they stand beside the VAT on a freelancer's invoice."""


@damage(SUM, TOTAL)
def separator_shift(result: Result) -> Iterator[Edits]:
    """A decimal or thousands separator was overlooked or made up: a sum is 10, 100 or 1000 times what it should be."""
    return rewritten(result, SUMS, shifted)


@damage(SUM, TOTAL)
def digit_misread(result: Result) -> Iterator[Edits]:
    """One digit of a sum was taken for one that looks like it."""
    return rewritten(result, SUMS, misread)


@damage(SUM, TOTAL)
def digits_transposed(result: Result) -> Iterator[Edits]:
    """Two neighbouring digits of a sum changed places."""
    return rewritten(result, SUMS, transposed)


@damage(SUM, TOTAL)
def sign_lost(result: Result) -> Iterator[Edits]:
    """The minus sign of one sum of a credit note was overlooked."""
    return rewritten(result, SUMS, lambda text: [text[1:]] if text.startswith("-") else [])


@damage(SUM, TOTAL)
def amount_read_as_zero(result: Result) -> Iterator[Edits]:
    """A sum that was not found was given as zero instead of null."""
    for path in SUMS:
        if amount_at(result, path):
            yield {path: 0}


@damage()
def amount_left_as_text(result: Result) -> Iterator[Edits]:
    """A sum was copied so that nobody can read it: ``1.220`` where nothing decides for a reading, or ``1220..10``."""
    for path in SUMS:
        if (amount := amount_at(result, path)) is not None:
            yield from ({path: text} for text in noisy(f"{amount:f}"))
            others = with_value(result, path, None)
            yield from ({path: text} for text in with_thousands(f"{amount:f}") if decided_mark(others, text) is None)


@damage(SUM, TOTAL)
def subtotal_and_total_swapped(result: Result) -> Iterator[Edits]:
    """Subtotal and total stand in each other's place."""
    subtotal, total = value_at(result, _SUBTOTAL), value_at(result, _TOTAL)
    if None not in (number(subtotal), number(total)) and number(subtotal) != number(total):
        yield {_TOTAL: subtotal, _SUBTOTAL: total}


@damage(SUM, TOTAL)
def net_to_pay_as_total(result: Result) -> Iterator[Edits]:
    """The amount payable, after the withholding tax, was read as the total."""
    total, withholding = amount_at(result, _TOTAL), amount_at(result, _WITHHOLDING)
    if total is not None and withholding:
        yield {_TOTAL: written_like(value_at(result, _TOTAL), total - withholding)}


@damage(SUM, TOTAL)
def rate_read_as_total(result: Result) -> Iterator[Edits]:
    """The VAT rate, which stands beside the total, was read as the total."""
    rate = value_at(result, _TAX_RATE)
    if number(rate) and number(value_at(result, _TOTAL)) not in (None, number(rate)):
        yield {_TOTAL: rate}


@damage(SUM)
def total_copied_from_subtotal(result: Result) -> Iterator[Edits]:
    """The total is a copy of the subtotal, or leaves out the VAT under split payment."""
    subtotal, total = value_at(result, _SUBTOTAL), value_at(result, _TOTAL)
    if amount_at(result, _TAX) and number(subtotal) is not None and number(subtotal) != number(total):
        yield {_TOTAL: subtotal}


@damage(SUM)
def subtotal_includes_tax(result: Result) -> Iterator[Edits]:
    """The subtotal already includes the tax."""
    subtotal, tax = amount_at(result, _SUBTOTAL), amount_at(result, _TAX)
    if subtotal is not None and tax:
        yield {_SUBTOTAL: written_like(value_at(result, _SUBTOTAL), subtotal + tax)}


@damage(SUM)
def fund_left_out_of_subtotal(result: Result) -> Iterator[Edits]:
    """The subtotal was read above the contribution to a professional pension fund (cassa)."""
    subtotal, lines = value_at(result, _SUBTOTAL), numbers_of_lines(result)
    funds = [index for index in lines if "cassa" in str(value_at(result, ("line_items", index, "description")))]
    contributions = [amount_at(result, path) for index in funds for path in line_amounts(index)]
    for contribution in filter(None, contributions if number(subtotal) else ()):
        yield {_SUBTOTAL: written_like(subtotal, Decimal(str(subtotal)) - contribution)}


@damage(RATE)
def rate_as_fraction(result: Result) -> Iterator[Edits]:
    """A VAT rate of 22 per cent was given as 0.22."""
    rates: list[Path] = [_TAX_RATE]
    for index in numbers_of_lines(result):
        rates += [("line_items", index, name) for name in ("vat_rate", "tax_rate")]
    return rewritten(result, rates, lambda text: [str(Decimal(text) / 100)])


@damage(RATE)
def total_read_as_rate(result: Result) -> Iterator[Edits]:
    """The total, which stands beside the VAT rate, was read as the rate."""
    total = value_at(result, _TOTAL)
    if number(total) and number(value_at(result, _TAX_RATE)) not in (None, number(total)):
        yield {_TAX_RATE: total}


@damage(RATE)
def percentage_read_as_rate(result: Result) -> Iterator[Edits]:
    """The percentage of the withholding or of the social security was read as the VAT rate."""
    for percentage in _PERCENTAGES if isinstance(result.get("financials"), Mapping) else ():
        if number(value_at(result, _TAX_RATE)) != percentage:
            yield {_TAX_RATE: percentage}


@damage(RATE)
def blended_rate(result: Result) -> Iterator[Edits]:
    """A VAT rate was made up for an invoice with several: tax over subtotal."""
    subtotal, tax = amount_at(result, _SUBTOTAL), amount_at(result, _TAX)
    if subtotal and tax and value_at(result, _TAX_RATE) is None:
        yield {_TAX_RATE: float(round(100 * tax / subtotal, 1))}
