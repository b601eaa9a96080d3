"""What stands on a paper and is most like a value that does not."""

from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import eq, ne

from parzo_validate.domain.amounts import multiply, scaled, subtract
from parzo_validate.grounding.codes_on_page import essence_of
from parzo_validate.grounding.expected import Sought
from parzo_validate.grounding.paper import Paper
from parzo_validate.invoice.place import Place

_POWERS = (1, 2, 3, -1, -2, -3)
_FARTHEST = Decimal("0.1")
"""By what share of an amount the nearest one may differ that has nothing else in common with it."""
_LOOKED_FOR = 50
"""Absent values for which the paper is searched; who has more of them reads the paper."""


class Nearest:
    """Looks for what is most like a value: the same digits in another order or place, one digit misread, then nearness.

    >>> near = Nearest(Paper("Totale 1.220,00 EUR, P.IVA 03187450121"))
    >>> near.to(Sought(("financials", "total"), "money", Decimal("1202.00"), "must")).printed
    '1.220,00'
    >>> near.to(Sought(("vendor", "vat_number"), "text", "IT03187450127", "must")).printed
    '03187450121'
    """

    def __init__(self, paper: Paper) -> None:
        self._paper, self._asked = paper, 0

    def to(self, sought: Sought) -> Place | None:
        """Return what is most like a value; nothing for those after the first fifty."""
        self._asked += 1
        if self._asked > _LOOKED_FOR:
            return None
        match sought.value:
            case Decimal():
                amount = self.amount(sought.value)
                return None if amount is None else self._paper.money[amount][0]
            case date():
                day = self.day(sought.value)
                return None if day is None else self._paper.dates[day][0]
        codes = self.codes(essence_of(str(sought.value)) if sought.path[-1] == "vat_number" else str(sought.value))
        return codes[0][2] if codes else None

    def amount(self, value: Decimal) -> Decimal | None:
        """Return the amount on the paper that is most like one, without its sign."""
        value = value.copy_abs()
        for like in _alike(value):
            if like in self._paper.money:
                return like
        digits = self._by_digits.get(_sorted_digits(value))
        if digits is not None:
            return digits
        place = bisect(self._amounts, value)
        near = self._amounts[max(0, place - 1) : place + 1]

        def distance(amount: Decimal) -> Decimal:
            return subtract(amount, value).copy_abs()

        best = min(near, key=distance, default=None)
        return best if best is not None and distance(best) <= multiply(value, _FARTHEST) else None

    def day(self, value: date) -> date | None:
        """Return the day on the paper that is most like one: day and month swapped, then the nearest."""
        if (swapped := _swapped(value)) in self._paper.dates:
            return swapped

        def distance(day: date) -> tuple[int, timedelta]:
            return sum(map(ne, day.isoformat(), value.isoformat())), abs(day - value)

        return min(sorted(self._paper.dates), key=distance, default=None)

    def codes(self, code: str) -> list[tuple[int, str, Place]]:
        """Return the codes on the paper that are like one, the likest first, each behind how many signs differ."""
        wanted = "".join(sign for sign in code.upper() if sign.isalnum())
        alike = [
            (changes, written, place())
            for written, place in self._paper.written_codes(len(wanted))
            if (changes := _changes(wanted, written)) <= max(2, len(wanted) // 3)
        ]
        return sorted(alike, key=lambda one: one[0])

    @cached_property
    def _amounts(self) -> list[Decimal]:
        return sorted(self._paper.money)

    @cached_property
    def _by_digits(self) -> dict[str, Decimal]:
        return {_sorted_digits(amount): amount for amount in reversed(self._amounts)}


def _alike(value: Decimal) -> Iterator[Decimal]:
    """Yield amounts from which one misread digit or a moved point makes a value."""
    for power in _POWERS:
        yield scaled(value, power)
    text = f"{value:.2f}"
    for place, digit in enumerate(text):
        if digit != ".":
            for other in "0123456789":
                if other != digit:
                    yield Decimal(text[:place] + other + text[place + 1 :])


def _swapped(day: date) -> date | None:
    """Return a date with day and month in each other's place, where that is one."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else None


def _sorted_digits(value: Decimal) -> str:
    return "".join(sorted(f"{value:.2f}"))


def _changes(wanted: str, written: str) -> int:
    """Return how many signs differ, two neighbours that are swapped as one, and a sign that is missing as two."""
    if len(wanted) == len(written):
        differing: int = len(wanted) - sum(map(eq, wanted, written))
        if differing == 2:
            first, second = (place for place in range(len(wanted)) if wanted[place] != written[place])
            swapped = (wanted[first], wanted[second]) == (written[second], written[first])
            return 1 if swapped and second - first == 1 else 2
        return differing
    shorter, longer = sorted((wanted, written), key=len)
    alike = next((place for place, sign in enumerate(shorter) if sign != longer[place]), len(shorter))
    return 2 if len(longer) - len(shorter) == 1 and shorter[alike:] == longer[alike + 1 :] else len(longer)
