"""The dates that stand on a page, in any usual form."""

import re
from contextlib import suppress
from datetime import date
from itertools import chain
from typing import NamedTuple

from parzo_validate.invoice.dates import PrintedDate, printed_date

_MARKED = (
    r"(?<![0-9])(?<![0-9][-/.])(?:[0-9]{4}|[0-9]{1,2})\s?(?P<mark>[-/.])\s?[0-9]{1,2}\s?(?P=mark)\s?'?"
    r"(?:[0-9]{4}|[0-9]{1,2})(?![0-9])(?![-/.][0-9])"
)
_SPACED = r"(?<![0-9])(?<![0-9][.,])[0-9]{2} [0-9]{2} [0-9]{4}(?![0-9]|[.,][0-9])"
_NAME, _BETWEEN = r"[^\W\d_]{3,12}\.?", r"[\s,./-]{0,3}(?:de |del |of )?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|er|[.°º])?"
_DAY_FIRST = rf"(?<![0-9])(?<![0-9][.,]){_DAY}{_BETWEEN}{_NAME}{_BETWEEN}'?(?:[0-9]{{4}}|[0-9]{{2}})(?![0-9]|[.,][0-9])"
_NAME_FIRST = rf"(?<![^\W_]){_NAME}[\s.-]{{1,2}}{_DAY}[\s,.-]{{1,3}}[0-9]{{4}}(?![0-9]|[.,][0-9])"
_YEAR_AND_NAME = rf"(?<![0-9])[0-9]{{4}}[\s.-]{{1,2}}{_NAME}[\s.-]{{1,2}}[0-9]{{1,2}}(?![0-9]|[.,][0-9])"
_forms = [
    re.compile(form, re.IGNORECASE).finditer for form in (_MARKED, _SPACED, _DAY_FIRST, _NAME_FIRST, _YEAR_AND_NAME)
]
_eight_digits = re.compile(r"(?<![^\W_])(?<![.,])(?:19|20)[0-9]{6}(?![^\W_]|[.,][0-9])").finditer
_SPACES = re.compile(r"\s*([-/.])\s*")


class DateOnPage(NamedTuple):
    """A date and where it stands; not ``alone`` where its digits may be another thing, as those of ``20181230``.

    Only with strokes between them does the month stand before the day.
    """

    start: int
    end: int
    day: PrintedDate
    alone: bool = True
    may_be_american: bool = False


def dates_on(tidy: str) -> list[DateOnPage]:
    r"""Return the dates of a page in the order in which they stand.

    >>> [found.day.read() for found in dates_on("Data 18-12-\n2014, scad. 30 gennaio 2015; 1.234,56; 20181230")]
    [datetime.date(2014, 12, 18), datetime.date(2015, 1, 30), datetime.date(2018, 12, 30)]
    """
    found: list[DateOnPage] = []
    taken: set[int] = set()
    for candidate in chain.from_iterable(form(tidy) for form in _forms):
        if not taken.isdisjoint(range(*candidate.span())):
            continue
        written = _SPACES.sub(r"\1", candidate[0].replace("\n", " "))
        if (printed := printed_date(written)) and printed.exists:
            taken.update(range(*candidate.span()))
            found.append(DateOnPage(*candidate.span(), printed, may_be_american="/" in written))
    for digits in _eight_digits(tidy):
        with suppress(ValueError):  # no day
            day = date.fromisoformat(digits[0])
            found.append(DateOnPage(*digits.span(), PrintedDate(day, day), alone=False))
    return sorted(found)
