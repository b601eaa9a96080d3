"""Every value of a result, read as a careful person would read it: as documented, as printed, or not at all.

What one text leaves open the others of its document decide: ``1.220`` is 1220 beside ``44,01``, and ``1.04.2026`` is in
April beside ``15.04.2026``. Nothing is ever read so that a sum closes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from parzo_validate.invoice.collected import Values
from parzo_validate.invoice.dates import Order, order_of
from parzo_validate.invoice.given import Given, decimal_marks
from parzo_validate.invoice.model import FIELDS, MODELS
from parzo_validate.invoice.numbers import Mark
from parzo_validate.invoice.placeholders import CODES_OF_PLACES_AND_TYPES, says_nothing
from parzo_validate.invoice.reasons import because
from parzo_validate.invoice.values import (
    DESCRIBED_LIMIT,
    Path,
    describe,
    is_plain_number,
    plain_digits,
    read_date,
    read_decimal,
    too_many_digits,
)

_NOT_PLACEHOLDERS_IN = frozenset(("country", "city", "unit", "type"))
"""Fields in which ``NA`` is a country or a province and ``NC`` a credit note."""


def read_values(result: Mapping[str, Any]) -> Values:
    """Return the values of a result, of which only its sections are given.

    Each is read by itself or, where it has two readings, by the others.
    """
    values = Values({}, {}, {}, {})
    unclear = list(_unclear(result, values))
    marks = decimal_marks(unclear, _clear(values))
    order = order_of(day for given in unclear if (day := given.day))
    for given in unclear:
        if given.kind == "text":
            _read_text(given, values)
        elif given.kind == "date":
            _read_date(given, values, order)
        else:
            _read_number(given, values, marks)
    return values


def _unclear(result: Mapping[str, Any], values: Values) -> Iterator[Given]:
    """Yield the values that need a second look; those that need none are placed or, as what is no section, refused."""
    for section, content in result.items():
        if content is None:
            values.by_section[section] = content
        elif isinstance(content, str) and says_nothing(content):
            values.put((section,), content, None)
        elif section != "line_items":
            yield from _unclear_in((section,), content, values)
        elif isinstance(content, (list, tuple)):
            values.by_section[section] = [{} for _ in content]
            for index, line in enumerate(content):
                yield from _unclear_in((section, index), line, values)
        else:
            values.refuse((section,), because("not_a_list", given=describe(content)))


def _unclear_in(path: Path, content: object, values: Values) -> Iterator[Given]:
    section = str(path[0])
    if isinstance(content, MODELS[section]):
        values.place(path, content)
        return
    if not isinstance(content, dict):
        values.refuse(path, because("not_an_object", given=describe(content)))
        return
    placed: dict[str, Any] = {}
    values.place(path, placed)
    for name, kind in FIELDS[section].items():
        value = content.get(name)
        if value is None:
            continue
        is_text = isinstance(value, str)
        if is_text and says_nothing(value) and is_placeholder((section, name), value):
            values.put((*path, name), value, None)
        elif is_text and kind == "text":
            placed[name] = value
        elif kind == "text" or (is_text and kind != "date"):
            yield Given((*path, name), kind, value)
        else:
            try:
                placed[name] = read_date(value) if kind == "date" else read_decimal(value)
            except ValueError:
                yield Given((*path, name), kind, value)


def _clear(values: Values) -> Iterator[Given]:
    """Yield the values that were placed."""
    for section, content in values.by_section.items():
        for placed in content if isinstance(content, list) else [content]:
            if isinstance(placed, dict):
                for name, value in placed.items():
                    yield Given((section, name), FIELDS[section][name], value)


def is_placeholder(path: Path, text: str) -> bool:
    """Return whether a text stands for a missing value under these keys.

    >>> is_placeholder(("vendor", "name"), "NA"), is_placeholder(("vendor", "country"), "NA")
    (True, False)
    """
    is_a_code = path[-1] in _NOT_PLACEHOLDERS_IN and text.strip().casefold() in CODES_OF_PLACES_AND_TYPES
    return says_nothing(text) and not is_a_code


def _read_text(given: Given, values: Values) -> None:
    if text := _as_text(given.value):
        values.put(given.path, text, text)
    else:
        values.refuse(given.path, because("not_text", given=describe(given.value)))


def _as_text(value: object) -> str:
    """Return a number as a text that belongs there would read, nothing for what is none or where no text would."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**DESCRIBED_LIMIT:
        return str(value)
    exact = Decimal(str(value)) if isinstance(value, float) else value
    if isinstance(exact, Decimal) and exact.is_finite() and abs(exact.adjusted()) <= DESCRIBED_LIMIT:
        return plain_digits(exact) if exact == exact.to_integral_value() else f"{exact:f}"
    return ""


def _read_number(given: Given, values: Values, marks: Mapping[Mark, Mark]) -> None:
    number = given.number
    if number is None:
        _read_documented(given, values)
    elif number.mark and number.mark not in marks:
        readings = sorted((number.read("."), number.read(",")))
        values.refuse_two(given.path, given.value, *(Decimal(plain_digits(reading)) for reading in readings))
    elif not is_plain_number(format(read := number.read(marks[number.mark] if number.mark else None), "f")):
        values.refuse(given.path, too_many_digits(given.value))
    elif not number.mark and is_plain_number(given.value.strip()):
        values.place(given.path, read)
    else:
        values.put(given.path, given.value, read)


def _read_documented(given: Given, values: Values) -> None:
    read = read_date if given.kind == "date" else read_decimal
    try:
        values.place(given.path, read(given.value))
    except ValueError as refused:
        values.refuse(given.path, refused.args[0])


def _read_date(given: Given, values: Values, order: Order | None) -> None:
    if isinstance(given.value, datetime):
        values.put(given.path, given.value, given.value.date())
    elif (day := given.day) is None:
        _read_documented(given, values)
    elif not day.exists:
        values.refuse(given.path, because("no_such_day", given=describe(given.value)))
    elif not day.has_two_readings or order:
        values.put(given.path, given.value, day.read(order))
    else:
        values.undecided[given.path] = (given.value, day)
