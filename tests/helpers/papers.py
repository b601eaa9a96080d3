"""The papers in ../shared/papers with what they say, and one wrong value in each."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.helpers.builders import ROOT

PAPERS = ROOT.parent / "shared" / "papers"
LISTED = PAPERS / "papers.jsonl"

Pointer = tuple[str | int, ...]
_AMOUNTS = frozenset(("subtotal", "tax_amount", "total", "withholding_tax", "stamp_duty", "amount", "unit_price"))
_LOOKS_LIKE = {"0": "8", "8": "0", "1": "7", "7": "1", "5": "6", "6": "5", "3": "8", "2": "7", "4": "9", "9": "4"}


class PaperWithTruth(NamedTuple):
    """The text of a paper, and the result that is true of it."""

    name: str
    text: str
    truth: dict[str, Any]


@cache
def papers() -> tuple[PaperWithTruth, ...]:
    """Return the papers, by name."""
    listed = [json.loads(line)["name"] for line in LISTED.read_text(encoding="utf-8").splitlines()]
    return tuple(
        PaperWithTruth(name, _text(PAPERS / f"{name}.txt"), json.loads(_text(PAPERS / f"{name}.json")))
        for name in listed
    )


def _text(path: Path) -> str:
    return path.read_bytes().decode()  # as it stands: Python would turn some ends of lines into others


def values_of(result: dict[str, Any]) -> Iterator[tuple[Pointer, Any]]:
    """Yield the values of a result, each with the keys that lead to it."""
    for section, held in result.items():
        for index, holder in enumerate(held if isinstance(held, list) else [held]):
            before: Pointer = (section, index) if isinstance(held, list) else (section,)
            yield from (((*before, name), value) for name, value in holder.items())


def amounts_of(result: dict[str, Any]) -> list[tuple[Pointer, Decimal]]:
    """Return the amounts and prices of a result that are not zero."""
    return [(path, Decimal(str(value))) for path, value in values_of(result) if path[-1] in _AMOUNTS and value]


def with_value(result: dict[str, Any], path: Pointer, value: object) -> dict[str, Any]:
    """Return the result with another value in one place."""
    changed = copy.deepcopy(result)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def digit_misread(text: str, chance: random.Random) -> str:
    """Return the text with one digit taken for one that looks like it."""
    place = chance.choice([place for place, sign in enumerate(text) if sign in _LOOKS_LIKE])
    return text[:place] + _LOOKS_LIKE[text[place]] + text[place + 1 :]


def transposed(text: str, chance: random.Random) -> str | None:
    """Return the text with two neighbouring digits swapped, ``None`` where all are alike."""
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    pairs = [
        (one, two)
        for one, two in pairwise(digits)
        if text[one] != text[two] and not (one == 0 and text[two] == "0")  # no page prints a zero in front
    ]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    signs = list(text)
    signs[one], signs[two] = signs[two], signs[one]
    return "".join(signs)


def sign_changed(amount: Decimal, chance: random.Random) -> Decimal:
    """Return the amount with its other sign."""
    return -amount


OF_AMOUNTS: dict[str, Callable[[Decimal, random.Random], Decimal | None]] = {
    "digit_misread": lambda amount, chance: Decimal(digit_misread(f"{amount:.2f}", chance)),
    "transposed": lambda amount, chance: (
        Decimal(text) if (text := transposed(f"{amount:.2f}", chance)) is not None else None
    ),
    "times_ten": lambda amount, _: amount * 10,
    "hundredth": lambda amount, _: round(amount / 100, 4),
}
"""What happens to an amount on its way from the page."""


def day_and_month_swapped(day: str) -> str | None:
    """Return an ISO date with day and month in each other's place, ``None`` where that is none, or the same."""
    read = date.fromisoformat(day)
    return None if read.day > 12 or read.day == read.month else read.replace(month=read.day, day=read.month).isoformat()


def coherent_but_false(result: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return the result with all its amounts multiplied alike, so that its sums still close."""
    factor = chance.randrange(3, 400) * 2 + 1
    for path, value in amounts_of(result):
        result = with_value(result, path, float(round(value * factor / 7, 2)))
    return result
