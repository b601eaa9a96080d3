"""How characters are misread: the texts that one misreading makes of a text."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

LOOK_ALIKES = {"0": "8", "1": "7", "3": "8", "5": "6", "6": "5", "7": "1", "8": "03"}
"""The digits that each digit is taken for."""
LETTERS = {"0": "O", "1": "I", "5": "S", "8": "B"}
"""The letter that a digit is taken for."""


def misread(text: str) -> Iterator[str]:
    """Yield the text with one digit taken for another.

    >>> list(misread("21.50"))
    ['27.50', '21.60', '21.58']
    """
    for place, digit in enumerate(text):
        for other in LOOK_ALIKES.get(digit, ""):
            yield text[:place] + other + text[place + 1 :]


def with_a_letter(text: str) -> Iterator[str]:
    """Yield the text with one digit taken for a letter.

    >>> list(with_a_letter("2105"))
    ['2I05', '21O5', '210S']
    """
    for place, digit in enumerate(text):
        if digit in LETTERS:
            yield text[:place] + LETTERS[digit] + text[place + 1 :]


def transposed(text: str) -> Iterator[str]:
    """Yield the text with two neighbouring digits swapped, also across a decimal point.

    >>> list(transposed("12.50"))
    ['21.50', '15.20', '12.05']
    """
    places = [place for place, character in enumerate(text) if character.isdigit()]
    for left, right in pairwise(places):
        if text[left] != text[right]:
            yield text[:left] + text[right] + text[left + 1 : right] + text[left] + text[right + 1 :]


def shifted(text: str) -> Iterator[str]:
    """Yield the number as it reads when a decimal or thousands separator is overlooked or made up.

    >>> list(shifted("1220.10"))
    ['1220100', '122010', '12201', '122.01', '12.201', '1.2201']
    """
    for power in (3, 2, 1, -1, -2, -3):
        number = f"{Decimal(text).scaleb(power):f}"
        yield number.rstrip("0").rstrip(".") if "." in number else number


def noisy(text: str) -> Iterator[str]:
    """Yield the number as a scan leaves it that nobody can read: its point doubled, a nought taken for a letter.

    >>> list(noisy("1220.10"))
    ['1220..10', '122O.1O']
    """
    written = f"{Decimal(text):.2f}"
    yield written.replace(".", "..")
    if "0" in written:
        yield written.replace("0", "O")


def with_thousands(text: str) -> Iterator[str]:
    """Yield the number as a page prints it so that it has two readings.

    >>> list(with_thousands("1220.00")), list(with_thousands("1220.10"))
    (['1.220', '1,220'], [])
    """
    if Decimal(text) == int(Decimal(text)) and 1000 <= abs(Decimal(text)) < 1_000_000:
        written = f"{Decimal(text):,.0f}"
        yield from (written.replace(",", "."), written)
