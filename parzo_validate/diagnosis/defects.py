"""How an extractor errs: which single defect makes one value of another.

The names are those of ``parzo_validate.testing.defects``, which makes the same defects on purpose; here they are
recognised, by code of its own.
"""

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from parzo_validate.domain.amounts import scaled
from parzo_validate.invoice.values import plain_digits

_TAKEN_FOR = frozenset({"08", "17", "38", "56", "65", "71", "80", "83"})
"""A digit and the one that looks like it."""
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_FEWEST_DECIMALS = 2
INFERRED = 5
"""The rank of defects that follow from an amount which the document does not state, or which few documents state."""
FAR_FETCHED = 6
"""The rank of defects that seldom happen, such as a 7 taken for a 4."""


class Defect(NamedTuple):
    """The name of a defect, how readily it happens, 0 first, and whether nothing else makes the same change."""

    name: str
    rank: int
    is_alone: bool = True

    def beside(self, slip: "Defect | None") -> "Defect":
        """Return the defect, which is not alone where a slip that often happens makes the same change."""
        return self if slip is None or slip.rank >= FAR_FETCHED else self._replace(is_alone=False)


def defect_between(proposed: Decimal, found: Decimal) -> Defect | None:
    """Return the defect that makes an amount of another, if a single one does.

    >>> defect_between(Decimal("1220.00"), Decimal("1202.00"))
    Defect(name='digits_transposed', rank=3, is_alone=True)
    >>> defect_between(Decimal("1220"), Decimal("122000")).name, defect_between(Decimal(1220), Decimal(1000))
    ('separator_shift', None)
    """
    if found == proposed:
        return None
    if not found:
        return Defect("amount_read_as_zero", 1).beside(_defect_of_digits_between(proposed, found))
    if not proposed:
        return None
    if found == proposed.copy_negate():
        return Defect("sign_lost", 2)
    if any(found == scaled(proposed, power) for power in _SHIFTS):
        return Defect("separator_shift", 0).beside(_defect_of_digits_between(proposed, found))
    return _defect_of_digits_between(proposed, found) if found.is_signed() == proposed.is_signed() else None


def _defect_of_digits_between(proposed: Decimal, found: Decimal) -> Defect | None:
    """Return the defect of digits that makes an amount of another, whatever their signs."""
    defect = _defect_of_aligned(*_aligned(proposed.copy_abs(), found.copy_abs()))
    is_longer = max(found.adjusted(), 0) > max(proposed.adjusted(), 0)
    # no page prints the zero in front that would have been swapped
    return None if defect and defect.name == "digits_transposed" and is_longer else defect


def defect_of_digits(proposed: str, found: str) -> Defect | None:
    """Return the defect of one or two digits that makes a text of another of the same length.

    >>> defect_of_digits("12345678903", "12345678908"), defect_of_digits("12345678903", "12345678930").name
    (Defect(name='digit_misread', rank=2, is_alone=True), 'digits_transposed')
    """
    return _defect_of_aligned(proposed, found) if len(proposed) == len(found) else None


def _defect_of_aligned(proposed: str, found: str) -> Defect | None:
    differing = [place for place, pair in enumerate(zip(proposed, found, strict=True)) if pair[0] != pair[1]]
    if len(differing) == 1:
        [place] = differing
        looks_alike = proposed[place] + found[place] in _TAKEN_FOR
        return Defect("digit_misread", 2 if looks_alike else FAR_FETCHED)
    if len(differing) == 2 and found in _swapped(proposed):
        return Defect("digits_transposed", 3)
    return None


def _swapped(text: str) -> list[str]:
    """Return the texts in which two neighbours stand in each other's place, also across a decimal point."""
    return [
        text[:left] + text[right] + text[left + 1 : right] + text[left] + text[right + 1 :]
        for left, right in pairwise(place for place, character in enumerate(text) if character != ".")
        if text[left] != text[right]
    ]


def _aligned(proposed: Decimal, found: Decimal) -> tuple[str, str]:
    """Return both numbers with the same digits before and after the point."""
    places = max(_FEWEST_DECIMALS, *(len(plain_digits(number).partition(".")[2]) for number in (proposed, found)))
    texts = f"{proposed:.{places}f}", f"{found:.{places}f}"
    width = max(map(len, texts))
    return texts[0].zfill(width), texts[1].zfill(width)


def repaired_texts(found: str) -> list[str]:
    """Return the digits from which one defect makes ``found``: a look-alike digit, or two neighbours swapped.

    >>> repaired_texts("71")
    ['11', '77', '17']
    """
    repaired = []
    for place, digit in enumerate(found):
        repaired += [
            found[:place] + original + found[place + 1 :] for original in "0123456789" if original + digit in _TAKEN_FOR
        ]
    return repaired + _swapped(found)


def repaired_amounts(found: Decimal) -> list[Decimal]:
    """Return the amounts from which one defect of digits or of a separator makes ``found``; a first digit may be lost.

    >>> Decimal("17.00") in repaired_amounts(Decimal("71")), Decimal("7.1") in repaired_amounts(Decimal("71"))
    (True, True)
    """
    text, _ = _aligned(found.copy_abs(), Decimal(0))
    repaired = [Decimal(digits).copy_sign(found) for digits in repaired_texts(f"0{text}")]
    return [scaled(found, -power) for power in _SHIFTS] + repaired
