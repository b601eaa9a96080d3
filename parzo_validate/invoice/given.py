"""The values as they stand in a result, and how they say together that its numbers are written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parzo_validate.invoice.dates import PrintedDate, printed_date
from parzo_validate.invoice.model import Kind
from parzo_validate.invoice.numbers import Mark, Printed, decimal_mark_of, printed, thousands_mark_of
from parzo_validate.invoice.once import once
from parzo_validate.invoice.values import Path

_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


@dataclass(eq=False)  # not frozen: fifty are made of a document, in a third of the time
class Given:
    """A value as it stands in the result, and what it may mean, which is found out once."""

    path: Path
    kind: Kind
    value: Any

    @once
    def number(self) -> Printed | None:
        """The number that a text holds where a number belongs."""
        is_text = isinstance(self.value, str)
        return printed(self.value, self.kind) if is_text and self.kind != "text" and self.kind != "date" else None

    @once
    def day(self) -> PrintedDate | None:
        """What a text says of a day where a date belongs."""
        return printed_date(self.value) if self.kind == "date" and isinstance(self.value, str) else None


def decimal_marks(unclear: Sequence[Given], clear: Iterable[Given]) -> Mapping[Mark, Mark]:
    """Return how to read numbers with two readings: for the mark that one holds, which mark is the decimal one.

    The texts of the document decide, where those with one reading agree. Where none shows a mark, a point is that of
    JSON numbers of money which show one, or would show thousands; without such, several sums decide together.
    """
    numbers = [(given, number) for given in unclear if (number := given.number)]
    texts = [number for _, number in numbers]
    if not any(number.mark for number in texts):
        return {}
    if any(number.decimal_mark for number in texts):
        mark = decimal_mark_of(texts)
        return {".": mark, ",": mark} if mark else {}
    clear = list(clear)
    if any(_shows_a_point(given) for given in clear):
        return {".": "."}
    if any(_names_three_decimals(given) for given in [*unclear, *clear]):
        return {}
    sums = [number for given, number in numbers if given.kind == "money" and given.path[0] == "financials"]
    thousands = thousands_mark_of(number for number in sums if number.mark)
    return {thousands: "," if thousands == "." else "."} if thousands else {}


def _names_three_decimals(given: Given) -> bool:
    """Return whether a currency of three decimals stands there, by itself or beside an amount."""
    may_name_one = isinstance(given.value, str) and (given.kind == "money" or given.path[-1] == "currency")
    return may_name_one and not _THREE_DECIMALS.isdisjoint(re.findall("[A-Z]{3}", given.value.upper()))


def _shows_a_point(given: Given) -> bool:
    """Return whether an amount that was a JSON number would look otherwise if the document printed its numbers."""
    amount = given.value
    is_amount = given.kind == "money" and isinstance(amount, Decimal)
    return is_amount and (amount.copy_abs() >= 1000 or amount != amount.to_integral_value())
