"""Dates as they are printed: the days that a text may mean, and which order its document decides for.

Taken: a time or a zone behind an ISO date (the day counts as it is written), the year first, day and month with ``/``
``.`` ``-`` or a space between them, the month by its name in English, Italian, German, French or Spanish, also short,
years of two digits (20yy), a weekday, a place or a label before it. Refused: whatever else stands there.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from parzo_validate.invoice.values import DASHES

Order = Literal["day_first", "month_first"]

READ_AT_MOST = 80
"""Characters of a text that may be a date."""

_NAMES = """
january jan gennaio gen januar janner janvier janv enero ene
february feb febbraio februar feber fevrier fevr fev febrero
march mar marzo marz mrz mars
april apr aprile avril avr abril abr
may maggio mag mai mayo
june jun giugno giu juni juin junio
july jul luglio lug juli juillet juil julio
august aug agosto ago aout
september sep sept settembre set sett septembre septiembre
october oct ottobre ott oktober okt octobre octubre
november nov novembre noviembre
december dec dicembre dic dezember dez decembre diciembre
"""
_MONTHS = {name: month for month, names in enumerate(_NAMES.strip().splitlines(), 1) for name in names.split()}
_MONTH = r"(?P<name>[a-z]{3,12})\.?"
_YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|[.°º])?"
_BETWEEN = r"(?:\s*[-/.,]\s*|\s+(?:de |del |of )?|(?<=[a-z.])(?=[0-9'])|(?<=[0-9])(?=[a-z]))"
_TIME = r"(?:t|\s+|,\s*)[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?\s*(?:am|pm)?"
_ZONE = r"z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}"
_BEHIND = rf"(?:{_TIME})?\s*(?:{_ZONE})?"
_BEFORE_A_DATE = r"(?:[^\d:,]{1,40}[:,]\s*)?(?:[a-z]{2,12}\.?,?\s+){0,3}"

_FOUR_DIGITS, _ONE_OR_TWO = "[0-9]{4}", "[0-9]{1,2}"
_FORMS = {
    "year_first": rf"(?P<year>{_FOUR_DIGITS})(?P<mark>[-/.])(?P<month>{_ONE_OR_TWO})(?P=mark)(?P<day>{_ONE_OR_TWO})",
    "numbers": rf"(?P<first>{_ONE_OR_TWO})\s?(?P<mark>[-/. ])\s?(?P<second>{_ONE_OR_TWO})\s?(?P=mark)\s?{_YEAR}",
    "day_and_name": rf"{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}",
    "name_and_day": rf"{_MONTH}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}",
    "year_and_name": rf"(?P<year>{_FOUR_DIGITS}){_BETWEEN}{_MONTH}{_BETWEEN}{_DAY}",
}
_forms = {name: re.compile(rf"(?P<before>{_BEFORE_A_DATE}){form}{_BEHIND}").fullmatch for name, form in _FORMS.items()}
_NAMED_BEFORE = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
lunedi martedi mercoledi giovedi venerdi sabato domenica lun mar mer gio ven sab dom
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lundi mardi mercredi jeudi vendredi samedi dimanche lu ma me je ve
lunes martes miercoles jueves viernes sabado domingo mie jue vie
date data datum fecha dated del dal il le li lo den am on the el by due entro scadenza
fattura invoice rechnung facture factura documento emissione issued issue
"""
_WORDS_BEFORE = frozenset(_NAMED_BEFORE.split())
"""Weekdays, and the words that may stand before a date without a sign between them."""


class PrintedDate(NamedTuple):
    """The day that a text means, by the order of day and month; equal where it has one reading."""

    day_first: date | None
    month_first: date | None

    @property
    def exists(self) -> bool:
        """Whether there is such a day at all."""
        return self != (None, None)

    @property
    def has_two_readings(self) -> bool:
        """Whether the order makes a difference, and only something else can decide it."""
        return None not in self and self.day_first != self.month_first

    @property
    def order(self) -> Order | None:
        """The order that this date alone shows; ``None`` where it shows none."""
        if self.month_first is None:
            return "day_first" if self.day_first else None
        return "month_first" if self.day_first is None else None

    def read(self, order: Order | None = None) -> date:
        """Return the day; where it has two readings, the one of this order."""
        if order == "month_first" and self.month_first:
            return self.month_first
        return self.day_first or self.month_first  # type: ignore[return-value]  # one of them is a day


def printed_date(text: str) -> PrintedDate | None:
    """Return the day that a text means, or its two readings; ``None`` where a careful person would read none.

    >>> printed_date("2026-04-01T10:30:00+02:00").read(), printed_date("mercoledì 14 febbraio 2024").read()
    (datetime.date(2026, 4, 1), datetime.date(2024, 2, 14))
    >>> printed_date("01/04/2026").has_two_readings, printed_date("15/04/26").read(), printed_date("30 days")
    (True, datetime.date(2026, 4, 15), None)
    """
    if len(text) > READ_AT_MOST:
        return None
    tidy = _without_accents(text).translate(DASHES).casefold().strip()
    for name, form in _forms.items():
        found = form(tidy)
        if not found or not _is_known_before(found["before"]):
            continue
        parts = found.groupdict()
        year = int(parts["year"].lstrip("'"))
        year += 2000 if len(parts["year"].lstrip("'")) == 2 else 0
        if name == "numbers":
            first, second = int(parts["first"]), int(parts["second"])
            return PrintedDate(_day(year, second, first), _day(year, first, second))
        if month := int(parts["month"]) if name == "year_first" else _MONTHS.get(parts["name"]):
            day = _day(year, month, int(parts["day"]))
            return PrintedDate(day, day)
    return None


def order_of(dates: Iterable[PrintedDate]) -> Order | None:
    """Return the order that a document's dates show, ``None`` where they show none or both.

    >>> order_of([printed_date("20/01/2003"), printed_date("01/02/2003")])
    'day_first'
    >>> order_of([printed_date("20/01/2003"), printed_date("01/19/2003")])
    """
    orders = {day.order for day in dates} - {None}
    return orders.pop() if len(orders) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_known_before(before: str) -> bool:
    """Return whether a label or a place stands before a date, set off by a sign, or words that may stand there."""
    unmarked = re.split(r"[:,]", before.strip().rstrip(":,"))[-1].split()
    set_off = before.rstrip().endswith((":", ","))
    return set_off or all(word.rstrip(".") in _WORDS_BEFORE for word in unmarked)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("º", "°"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
