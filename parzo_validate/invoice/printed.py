"""Every value of a result, read as a careful person would read it: as documented, as printed, or not at all.

What one text leaves open the others of its document decide: ``1.220`` is 1220 beside ``44,01``, and ``1.04.2026`` is in
April beside ``15.04.2026``. Nothing is ever read so that a sum closes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from parzo_validate.invoice.dates import Order, PrintedDate, order_of, printed_date
from parzo_validate.invoice.model import FIELDS, MODELS, Kind
from parzo_validate.invoice.numbers import Mark, Printed, decimal_mark_of, is_bounded, printed, thousands_mark_of
from parzo_validate.invoice.placeholders import CODES_OF_PLACES_AND_TYPES, says_nothing
from parzo_validate.invoice.reasons import Reason, because
from parzo_validate.invoice.values import (
    ECHO_LIMIT,
    Path,
    echo,
    plain,
    pointer,
    printable,
    read_date,
    read_decimal,
    too_many_digits,
)

_NOT_PLACEHOLDERS_IN = frozenset(("country", "city", "unit", "type"))
"""Fields in which ``NA`` is a country or a province and ``NC`` a credit note."""
_SUMS = frozenset(name for name, kind in FIELDS["financials"].items() if kind == "money")
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_THOUSAND = Decimal(1000)
_ORDER = {section: number for number, section in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Coerced:
    """A value that was read, though it did not stand there as documented.

    Args:
        path: its JSON Pointer in the result.
        given: what stood there, printable and cut at 80 characters.
        read_as: what it was read as, as plain text; ``None`` where it says that nothing stands there.
    """

    path: str
    given: str
    read_as: str | None


class Unreadable(NamedTuple):
    """A value that could not be read: its JSON Pointer in the result and the reason."""

    path: str
    reason: Reason


Said = TypeVar("Said", Coerced, Unreadable)


class Values(NamedTuple):
    """What a result holds: its values by section, in documented form, and what was done to get there."""

    by_section: dict[str, Any]
    coerced: dict[Path, Coerced]
    unreadable: dict[Path, Unreadable]
    undecided: dict[Path, tuple[str, PrintedDate]]
    """Dates with two readings between which no other date decides: what stood there, and what it may mean."""

    def put(self, path: Path, given: object, value: object) -> None:
        """Put a value in its place and list that it was read otherwise than it stood there."""
        self.place(path, value)
        read_as = None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
        self.coerced[path] = Coerced(pointer(path), printable(str(given)), read_as)

    def refuse(self, path: Path, reason: Reason) -> None:
        """Leave a place empty and list why it could not be read."""
        # An empty object keeps the place of a line, so that the lines after it keep their numbers.
        self.place(path, {} if len(path) == 2 and path[0] == "line_items" else None)
        self.unreadable[path] = Unreadable(pointer(path), reason)

    def settle(self, order: Order | None) -> None:
        """Read the undecided dates in this order; without one they cannot be read."""
        for path, (given, day) in self.undecided.items():
            if order:
                self.put(path, given, day.read(order))
            else:
                _refuse_two(self, path, given, str(day.day_first), str(day.month_first))

    def place(self, path: Path, value: object) -> None:
        """Put a value in its place."""
        holder: Any = self.by_section
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value


class _Given(NamedTuple):
    """A value as it stands in the result."""

    path: Path
    kind: Kind
    value: Any

    @property
    def number(self) -> Printed | None:
        """The number that a text holds where a number belongs."""
        is_text = self.kind not in ("text", "date") and isinstance(self.value, str)
        return printed(self.value, self.kind) if is_text else None  # type: ignore[arg-type]

    @property
    def is_a_sum(self) -> bool:
        """Whether it is one of the sums of the document."""
        return self.path[0] == "financials" and self.path[-1] in _SUMS


def in_order(said: Mapping[Path, Said]) -> tuple[Said, ...]:
    """Return what is said of each path in the order of the schema, a section before what it holds."""
    return tuple(said[path] for path in sorted(said, key=_place))


def _place(path: Path) -> tuple[int, ...]:
    section, *inside = path
    fields = list(FIELDS[str(section)])
    return _ORDER[str(section)], *(step if isinstance(step, int) else fields.index(step) for step in inside)


def read_values(result: Mapping[str, Any]) -> Values:
    """Return the values of a result, each read by itself or, where it has two readings, by the others."""
    values = Values({}, {}, {}, {})
    givens = list(_givens(result, values))
    marks = _decimal_marks(givens)
    order = order_of(day for given in givens if (day := _printed_day(given)))
    for given in givens:
        if isinstance(given.value, str) and _is_placeholder(given):
            values.put(given.path, given.value, None)
        elif given.kind == "text":
            _read_text(given, values)
        elif given.kind == "date":
            _read_date(given, values, order)
        else:
            _read_number(given, values, marks)
    return values


def _givens(result: Mapping[str, Any], values: Values) -> Iterator[_Given]:
    """Yield the values of known fields; sections and lines that are none are refused on the way."""
    for section, fields in FIELDS.items():
        if section not in result:
            continue
        content = result[section]
        if content is None:
            values.by_section[section] = content
        elif isinstance(content, str) and says_nothing(content):
            values.put((section,), content, None)
        elif section != "line_items":
            yield from _givens_in((section,), content, fields, values)
        elif isinstance(content, (list, tuple)):
            values.by_section[section] = [{} for _ in content]
            for index, line in enumerate(content):
                yield from _givens_in((section, index), line, fields, values)
        else:
            values.refuse((section,), because("not_a_list", given=echo(content)))


def _givens_in(path: Path, content: object, fields: Mapping[str, Kind], values: Values) -> Iterator[_Given]:
    if isinstance(content, MODELS[str(path[0])]):
        values.place(path, content)
    elif isinstance(content, Mapping):
        values.place(path, {})
        for name, kind in fields.items():
            if name in content and content[name] is not None:
                yield _Given((*path, name), kind, content[name])
    else:
        values.refuse(path, because("not_an_object", given=echo(content)))


def _is_placeholder(given: _Given) -> bool:
    code_may_stand_there = given.path[-1] in _NOT_PLACEHOLDERS_IN
    if code_may_stand_there and given.value.strip().casefold() in CODES_OF_PLACES_AND_TYPES:
        return False
    return says_nothing(given.value)


def _read_text(given: _Given, values: Values) -> None:
    value = given.value
    if isinstance(value, str):
        values.place(given.path, value)
    elif isinstance(value, (int, float, Decimal)) and (text := _as_text(value)):
        values.put(given.path, text, text)
    else:
        values.refuse(given.path, because("not_text", given=echo(value)))


def _as_text(number: float | Decimal) -> str:
    """Return the number as a text that belongs there would read, nothing where no text would."""
    if isinstance(number, bool):
        return ""
    exact = Decimal(str(number)) if isinstance(number, float) else number
    if isinstance(exact, int):
        return str(exact) if abs(exact) < 10**ECHO_LIMIT else ""
    if not exact.is_finite() or abs(exact.adjusted()) > ECHO_LIMIT:
        return ""
    return plain(exact) if exact == exact.to_integral_value() else f"{exact:f}"


def _read_number(given: _Given, values: Values, marks: Mapping[Mark, Mark]) -> None:
    number = given.number
    if number is None:
        _read_documented(given, values)
    elif number.mark and number.mark not in marks:
        readings = sorted((number.read("."), number.read(",")))
        _refuse_two(values, given.path, given.value, *map(plain, readings))
    elif not is_bounded(read := number.read(marks[number.mark] if number.mark else None)):
        values.refuse(given.path, too_many_digits(given.value))
    elif not number.mark and _is_documented(given.value):
        values.place(given.path, read)
    else:
        values.put(given.path, given.value, read)


def _refuse_two(values: Values, path: Path, given: str, first: str, second: str) -> None:
    values.refuse(path, because("two_readings", given=printable(given), first=first, second=second))


def _is_documented(text: str) -> bool:
    try:
        read_decimal(text)
    except ValueError:
        return False
    return True


def _read_documented(given: _Given, values: Values) -> None:
    read = read_date if given.kind == "date" else read_decimal
    try:
        values.place(given.path, read(given.value))
    except ValueError as refused:
        values.refuse(given.path, refused.args[0])


def _read_date(given: _Given, values: Values, order: Order | None) -> None:
    if isinstance(given.value, datetime):
        values.put(given.path, given.value, given.value.date())
        return
    day = _printed_day(given)
    if day is None:
        _read_documented(given, values)
    elif not day.exists:
        values.refuse(given.path, because("no_such_day", given=echo(given.value)))
    elif not day.has_two_readings or order:
        values.put(given.path, given.value, day.read(order))
    else:
        values.undecided[given.path] = (given.value, day)


def _printed_day(given: _Given) -> PrintedDate | None:
    """Return what a text that is no documented date says of a day."""
    if given.kind != "date" or not isinstance(given.value, str):
        return None
    try:
        read_date(given.value)
    except ValueError:
        return printed_date(given.value)
    return None


def _decimal_marks(givens: list[_Given]) -> Mapping[Mark, Mark]:
    """Return how numbers with two readings are read: by the mark that they hold, the decimal mark to read them with.

    The texts of the document decide, where those with one reading agree. Where none shows a mark, a point is that of
    JSON numbers of money which show one, or would show thousands; without such, several sums decide together.
    """
    numbers = [(given, number) for given in givens if (number := given.number)]
    texts = [number for _, number in numbers]
    if any(number.decimal_mark for number in texts):
        mark = decimal_mark_of(texts)
        return {".": mark, ",": mark} if mark else {}
    if any(_shows_a_point(given) for given in givens):
        return {".": "."}
    if any(_names_three_decimals(given) for given in givens):
        return {}
    thousands = thousands_mark_of(number for given, number in numbers if given.is_a_sum and number.mark)
    return {thousands: "," if thousands == "." else "."} if thousands else {}


def _names_three_decimals(given: _Given) -> bool:
    """Return whether a currency of three decimals stands there, by itself or beside an amount."""
    may_name_one = isinstance(given.value, str) and (given.kind == "money" or given.path[-1] == "currency")
    return may_name_one and not _THREE_DECIMALS.isdisjoint(re.findall("[A-Z]{3}", given.value.upper()))


def _shows_a_point(given: _Given) -> bool:
    """Return whether a JSON number of money would look otherwise if the document printed its numbers."""
    if given.kind != "money" or isinstance(given.value, (bool, str)):
        return False
    try:
        amount = read_decimal(given.value)
    except ValueError:
        return False
    return amount.copy_abs() >= _THOUSAND or amount != amount.to_integral_value()
