"""The values as they stand in a result, and how they say together that its numbers are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parzo_validate.invoice.dates import PrintedDate, printed_date
from parzo_validate.invoice.model import Kind
from parzo_validate.invoice.numbers import Mark, Printed, decimal_mark_of, printed, thousands_mark_of
from parzo_validate.invoice.once import once
from parzo_validate.invoice.values import Path, read_date, read_decimal

_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

_NO_NUMBERS = frozenset(("text", "date"))


@dataclass(eq=False)  # not frozen: fifty are made of a document, in a third of the time
class Given:
    """A value as it stands in the result, and what it may mean, which is found out once."""

    path: Path
    kind: Kind
    value: Any

    @once
    def number(self) -> Printed | None:
        """The number that a text holds where a number belongs."""
        is_text = self.kind not in _NO_NUMBERS and isinstance(self.value, str)
        return printed(self.value, self.kind) if is_text else None  # type: ignore[arg-type]

    @once
    def day(self) -> PrintedDate | None:
        """What a text that is no documented date says of a day."""
        if self.kind != "date" or not isinstance(self.value, str):
            return None
        try:
            read_date(self.value)
        except ValueError:
            return printed_date(self.value)
        return None

    @property
    def is_a_sum(self) -> bool:
        """Whether it is one of the sums of the document."""
        return self.kind == "money" and self.path[0] == "financials"


def decimal_marks(givens: Sequence[Given]) -> Mapping[Mark, Mark]:
    """Return how to read numbers with two readings: for the mark that one holds, which mark is the decimal one.

    The texts of the document decide, where those with one reading agree. Where none shows a mark, a point is that of
    JSON numbers of money which show one, or would show thousands; without such, several sums decide together.
    """
    numbers = [(given, number) for given in givens if given.kind not in _NO_NUMBERS and (number := given.number)]
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


def _names_three_decimals(given: Given) -> bool:
    """Return whether a currency of three decimals stands there, by itself or beside an amount."""
    may_name_one = isinstance(given.value, str) and (given.kind == "money" or given.path[-1] == "currency")
    return may_name_one and not _THREE_DECIMALS.isdisjoint(re.findall("[A-Z]{3}", given.value.upper()))


def _shows_a_point(given: Given) -> bool:
    """Return whether a JSON number of money would look otherwise if the document printed its numbers."""
    if given.kind != "money" or isinstance(given.value, (bool, str)):
        return False
    try:
        amount = read_decimal(given.value)
    except ValueError:
        return False
    return amount.copy_abs() >= 1000 or amount != amount.to_integral_value()
