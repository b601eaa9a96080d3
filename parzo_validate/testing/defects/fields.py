"""Defects of VAT numbers, dates, lines, and of whole fields."""

import re
from collections.abc import Callable, Iterable, Iterator

from parzo_validate.invoice.values import Path
from parzo_validate.testing.defects.damage import (
    DATES,
    DROPPED,
    RATE,
    SUM,
    SUMS,
    TOTAL,
    VAT_NUMBER,
    Edits,
    damage,
    line_amounts,
    numbers_of_lines,
    rewritten,
    value_at,
)
from parzo_validate.testing.defects.misreading import misread, transposed, with_a_letter
from parzo_validate.testing.oracle import CREDIT_NOTE_TYPES, Result, is_surely_italian, read_date

_NUMBERS = (("vendor", "vat_number"), ("buyer", "vat_number"))
_TYPE, _DATE, _DUE_DATE = (("invoice", name) for name in ("type", "date", "due_date"))
_READ_BY_RULES: tuple[Path, ...] = (
    *SUMS,
    *(("financials", name) for name in ("tax_rate", "discount", "stamp_duty")),
    *(_TYPE, _DATE, _DUE_DATE, *_NUMBERS, ("vendor", "country"), ("buyer", "country")),
)
_PLACEHOLDERS = ("N/A", "-", "Non indicato")
_FISCAL_CODE = "RSSMRA85T10A562S"


@damage(VAT_NUMBER)
def vat_number_digit_misread(result: Result) -> Iterator[Edits]:
    """One digit of a VAT number was taken for one that looks like it."""
    return _renumbered(result, misread)


@damage(VAT_NUMBER)
def vat_number_digits_transposed(result: Result) -> Iterator[Edits]:
    """Two neighbouring digits of a VAT number changed places."""
    return _renumbered(result, transposed)


@damage(VAT_NUMBER)
def vat_number_letter_for_digit(result: Result) -> Iterator[Edits]:
    """One digit of a VAT number was taken for a letter."""
    return _renumbered(result, with_a_letter)


@damage(VAT_NUMBER)
def vat_number_lost_leading_zero(result: Result) -> Iterator[Edits]:
    """A VAT number went through a spreadsheet, which took its leading zero."""
    return _renumbered(result, lambda digits: [digits[1:]] if digits.startswith("0") else [])


@damage(VAT_NUMBER)
def vat_number_is_placeholder(result: Result) -> Iterator[Edits]:
    """A VAT number that was not found was given as zeros."""
    return _renumbered(result, lambda digits: ["0" * len(digits)])


@damage(VAT_NUMBER)
def vat_number_is_fiscal_code(result: Result) -> Iterator[Edits]:
    """The personal fiscal code was read as the VAT number."""
    return _renumbered(result, lambda _: [_FISCAL_CODE])


@damage(VAT_NUMBER, RATE)
def vat_number_lost_prefix(result: Result) -> Iterator[Edits]:
    """A VAT number lost its country prefix: an Italian one is as good without, a foreign one may look Italian."""
    for path in _NUMBERS:
        text = str(value_at(result, path) or "")
        if text[:2].isalpha():
            yield {path: text[2:]}


@damage(VAT_NUMBER)
def vendor_number_copied_to_buyer(result: Result) -> Iterator[Edits]:
    """The vendor's VAT number was given to the buyer too."""
    vendors, buyers = (value_at(result, path) for path in _NUMBERS)
    if vendors and vendors != buyers:
        yield {_NUMBERS[1]: vendors}


@damage(TOTAL, RATE)
def credit_note_type_lost(result: Result) -> Iterator[Edits]:
    """A credit note was taken for an invoice."""
    if value_at(result, _TYPE) in CREDIT_NOTE_TYPES:
        yield {_TYPE: "invoice"}


@damage(DATES, RATE)
def day_and_month_swapped(result: Result) -> Iterator[Edits]:
    """A date was read the American way."""
    for path in (_DATE, _DUE_DATE):
        day = read_date(value_at(result, path))
        if day and day.day <= 12 and day.day != day.month:
            yield {path: day.replace(month=day.day, day=day.month).isoformat()}


@damage(DATES, RATE)
def year_slip(result: Result) -> Iterator[Edits]:
    """The year of a date is off by one: the issue date too late or the due date too early."""
    for path, years in ((_DATE, 1), (_DUE_DATE, -1)):
        day = read_date(value_at(result, path))
        if day and 1 < day.year < 9999 and (day.month, day.day) != (2, 29):
            yield {path: day.replace(year=day.year + years).isoformat()}


@damage(DATES, RATE)
def dates_exchanged(result: Result) -> Iterator[Edits]:
    """Issue date and due date stand in each other's place."""
    issued, due = value_at(result, _DATE), value_at(result, _DUE_DATE)
    if read_date(issued) and read_date(due) and read_date(issued) != read_date(due):
        yield {_DUE_DATE: issued, _DATE: due}


@damage()
def line_value_misread(result: Result) -> Iterator[Edits]:
    """One digit of a line's quantity, price or amount was misread: the five rules do not look there."""
    for index in numbers_of_lines(result):
        values = [("line_items", index, "quantity"), ("line_items", index, "unit_price"), *line_amounts(index)]
        yield from rewritten(result, values, misread)


@damage()
def line_dropped(result: Result) -> Iterator[Edits]:
    """A line was lost at a page break: the five rules do not add the lines up."""
    for index in numbers_of_lines(result):
        yield {("line_items", index): DROPPED}


@damage(SUM, TOTAL, RATE, VAT_NUMBER)
def field_dropped(result: Result) -> Iterator[Edits]:
    """A value that a rule reads was not found; without what excuses it, a true invoice may look wrong."""
    for path in _READ_BY_RULES:
        if value_at(result, path) is not None:
            yield {path: DROPPED}


@damage(SUM, TOTAL, RATE, VAT_NUMBER)
def value_is_placeholder(result: Result) -> Iterator[Edits]:
    """A value that a rule reads was not found, and ``N/A`` or the like was written: it says that nothing is there."""
    for path in _READ_BY_RULES:
        if value_at(result, path) is not None:
            yield from ({path: text} for text in _PLACEHOLDERS)


def _renumbered(result: Result, rewrite: Callable[[str], Iterable[str]]) -> Iterator[Edits]:
    """Yield each Italian VAT number in turn as it is misread, its prefix left alone."""
    for path in _NUMBERS:
        party, text = value_at(result, path[:1]), str(value_at(result, path) or "")
        if re.fullmatch("(IT)?[0-9]{11}", text) and is_surely_italian(party):
            for wrong in rewrite(text[-11:]):
                yield {path: text[:-11] + wrong}
