"""Prints the values of a result as documents print them, so that a careful person reads what stood there before."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from parzo_validate.invoice.values import Path
from parzo_validate.testing import printing
from parzo_validate.testing.defects.damage import value_at, with_value
from parzo_validate.testing.oracle import is_surely_italian, number, read_date
from parzo_validate.testing.printing import Style
from parzo_validate.testing.readings import date_readings, is_number, readings, shown_mark
from parzo_validate.testing.strategies.fields import DOCUMENTED, UNDOCUMENTED_ON_LINES, Result

_DATES = ("date", "due_date")
_RATES = ("tax_rate", "vat_rate")
_DIGITS_OF_A_NUMBER = 15
_BITS = 24

_styles = st.builds(
    Style,
    convention=st.sampled_from(list(printing.CONVENTIONS)),
    negative=st.sampled_from(printing.NEGATIVE),
    money=st.sampled_from(printing.BESIDE_MONEY),
    rate=st.sampled_from(printing.BESIDE_RATES),
    unit=st.sampled_from(printing.UNITS),
    day=st.sampled_from(printing.DATES),
    placeholder=st.sampled_from(printing.PLACEHOLDERS),
)
_masks = st.integers(0, 2**_BITS - 1)


def draw_printed(draw: DrawFn, result: Result) -> Result:
    """Return the result with some of its values as one document prints them, and placeholders for some missing ones."""
    return print_result(result, draw(_styles), draw(_masks), draw(_masks))


def print_result(result: Result, style: Style, printed: int, short: int) -> Result:
    """Return the result with the values printed whose bit is set in one mask, shortly where it is set in the other.

    Short forms may have two readings. They are printed only where another text shows the decimal mark.
    """
    if {_stated(result, "invoice"), _stated(result, "financials")} - {None, "EUR"}:
        style = style._replace(money="{}")
    # A number that is a text already would show another decimal mark than the printed ones.
    places = [place for place in _places(result) if _bit(printed, place) or _is_text_of_a_number(place[0], place[2])]
    texts = {place[0]: _printed(place, style, result) for place in places}
    showing = (path for path, text in texts.items() if _is_text_of_a_number(path, text) and shown_mark(text))
    first = next(showing, None)
    for place in places:
        if first not in (None, place[0]) and _bit(short, place):
            texts[place[0]] = _printed(place, style, result, short=True)
    for path, text in texts.items():
        result = with_value(result, path, text)
    return result


_Place = tuple[Path, int, Any]
"""The path of a value, its number among all of them, and the value."""


def _places(result: Mapping[str, Any]) -> Iterator[_Place]:
    fields = {**DOCUMENTED, "line_items": {**DOCUMENTED["line_items"], **UNDOCUMENTED_ON_LINES}}
    count = 0
    for section, names in fields.items():
        content = result.get(section)
        holders: Iterable[tuple[Path, Any]] = [((section,), content)]
        if isinstance(content, list):
            holders = (((section, index), line) for index, line in enumerate(content))
        for path, values in holders:
            for name in names if isinstance(values, Mapping) else ():
                yield (*path, name), count, values.get(name)
                count += 1


def _bit(mask: int, place: _Place) -> bool:
    return bool(mask >> place[1] % _BITS & 1)


def _is_text_of_a_number(path: Path, value: object) -> bool:
    return isinstance(value, str) and is_number(path[0], path[-1])


def _printed(place: _Place, style: Style, result: Mapping[str, Any], *, short: bool = False) -> Any:
    (section, *_, name), _, value = place
    if value is None:
        return style.placeholder
    if name in _DATES:
        return _date(value, style, result)
    if is_number(section, name):
        return value if number(value) is None else _number(Decimal(str(value)), name, style, short=short)
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and not value.startswith("0")
    return int(value) if is_digits and len(value) <= _DIGITS_OF_A_NUMBER else value


def _number(value: Decimal, name: str | int, style: Style, *, short: bool) -> str:
    if name == "quantity":
        # A space would make two numbers of it: 2 500 ml.
        style = style._replace(convention="plain" if style.convention == "fr" else style.convention, negative="-{}")
    form = style.rate if name in _RATES else style.unit if name == "quantity" else style.money
    if name in _RATES and value < 0:
        form = "{}%"  # since nobody puts a minus before the name of the tax
    write = partial(style.number, value, form)
    if short:
        return write(places=0)
    text = write(places=0 if name in (*_RATES, "quantity") else 2)
    for places in (1, 4):
        if len(readings(text)) > 1:
            text = write(places=places)
    return text


def _date(value: object, style: Style, result: Mapping[str, Any]) -> object:
    day = read_date(value)
    if day is None or day.year < 1000:
        return value
    if "%y" in style.day and day.year // 100 != 20:
        style = style._replace(day=printing.DATES[0])
    text = style.date(day)
    in_euro = not {_stated(result, "invoice"), _stated(result, "financials")} - {None, "EUR"}
    if len(date_readings(text)) > 1 and not (in_euro and is_surely_italian(result.get("vendor"))):
        return f"{day}T00:00:00"
    return text


def _stated(result: Mapping[str, Any], section: str) -> object:
    return value_at(result, (section, "currency"))
