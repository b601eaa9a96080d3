"""Numbers with labels on a page: VAT numbers, fiscal codes, IBANs, and the number of the document."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from parzo_validate.domain.vat_number import read_vat_number, without_separators
from parzo_validate.grounding.layout import MOST_PLACES

_FEWEST_OF_A_NUMBER = 6
"""Signs of a document's number that are found though a line end breaks it."""
_MOST_GROUPS = 9
"""Groups in which an IBAN is written, and one more."""
_MOST_BETWEEN = 4
"""Signs that may stand between two of a number in groups."""

_has_digit = re.compile(r"\d").search


class _Piece(NamedTuple):
    """A word or a number: its place among the letters and digits, its number, and the wide gaps in front of it."""

    begin: int
    end: int
    number: int
    gaps: int


class Codes:
    """A page as the letters and digits on it, without what divides them.

    >>> page = Codes("P.IVA IT 031 8745 0121 - Fattura n. 2023/ 45 del 12,45")
    >>> page.find("03187450121"), page.find("3187450121"), page.find_number("2023/45"), page.find_number("45")
    ([(9, 22)], [], [(36, 44)], [(42, 44)])
    """

    def __init__(self, tidy: str) -> None:
        self._tidy = tidy
        self._places = [place for place, sign in enumerate(tidy) if sign.isalnum()]
        self._compact = _capitals("".join([tidy[place] for place in self._places]))

    def find(self, code: str) -> list[tuple[int, int]]:
        """Return where a code stands, whatever divides its groups; never inside a longer one."""
        code = _capitals("".join(filter(str.isalnum, code)))
        return list(islice(self._all(code), MOST_PLACES)) if code else []

    def find_number(self, number: str) -> list[tuple[int, int]]:
        """Return where the number of a document stands: its groups may be divided otherwise, or by a line end."""
        groups = re.findall(r"[^\W\d_]+|[0-9]+", number)
        if not groups:
            return []
        pattern = r"[\W_]{0,3}".join(map(re.escape, groups))
        spans = (match.span() for match in re.finditer(pattern, self._tidy, re.IGNORECASE))
        found = list(islice((span for span in spans if self._stands_alone(*span)), MOST_PLACES))
        wanted = "".join(groups)
        if not found and len(wanted) >= _FEWEST_OF_A_NUMBER:
            broken = (span for span in self._all(_capitals(wanted)) if self._in_one_line(*span) == wanted.casefold())
            found = list(islice(broken, MOST_PLACES))
        return found

    def written(self, length: int) -> Iterator[tuple[str, int, int]]:
        """Yield the codes that are written on the page with about so many signs, in one piece or in groups.

        Letters in front of the first digit of a piece may be its prefix: it is yielded without them, too.
        """
        compact, places, ends = self._compact, self._places, self._ends
        for begin, piece in self._begins:
            for stop in range(begin + length - 1, begin + length + 2):
                last = ends.get(stop)
                if last and last.number - piece.number < _MOST_GROUPS and last.gaps == piece.gaps:
                    code = compact[begin:stop]
                    if _has_digit(code):
                        yield code, places[begin], places[stop - 1] + 1

    @cached_property
    def _pieces(self) -> list["_Piece"]:
        """The words and numbers of the page: what nothing divides."""
        pieces: list[_Piece] = []
        begin = gaps = 0
        for place, (sign, following) in enumerate(pairwise([*self._places, len(self._tidy) + 1]), 1):
            if following - sign > 1:
                pieces.append(_Piece(begin, place, len(pieces), gaps))
                begin, gaps = place, gaps + (following - sign - 1 > _MOST_BETWEEN)
        return pieces

    @cached_property
    def _begins(self) -> list[tuple[int, "_Piece"]]:
        """Where a code may begin: with a piece, or behind the letters in front of its first digit."""
        begins = []
        for piece in self._pieces:
            letters = len(re.match(r"[^\W\d]*", self._compact[piece.begin : piece.end])[0])  # type: ignore[index]
            begins += [(begin, piece) for begin in sorted({piece.begin, piece.begin + letters} - {piece.end})]
        return begins

    @cached_property
    def _ends(self) -> dict[int, "_Piece"]:
        return {piece.end: piece for piece in self._pieces}

    def _all(self, code: str) -> Iterator[tuple[int, int]]:
        """Yield where a code stands by itself, in capitals, without wide gaps between its groups."""
        place = self._compact.find(code)
        while place >= 0:
            signs = self._places[place : place + len(code)]
            start, end = signs[0], signs[-1] + 1
            gaps = (following - sign - 1 for sign, following in pairwise(signs))
            if self._stands_alone(start, end) and max(gaps, default=0) <= _MOST_BETWEEN:
                yield start, end
            place = self._compact.find(code, place + 1)

    def _in_one_line(self, start: int, end: int) -> str:
        """Return what stands here in small letters, without the ends of lines and what divides beside them."""
        return re.sub(r"[\W_]*\n[\W_]*", "", self._tidy[start:end]).casefold()

    def _stands_alone(self, start: int, end: int) -> bool:
        """Return whether what stands here is no part of a longer number, or of a word."""
        return not (
            _continues(self._tidy[max(0, start - 2) : start][::-1], self._tidy[start])
            or _continues(self._tidy[end : end + 2], self._tidy[end - 1])
        )


def _continues(beside: str, edge: str) -> bool:
    """Return whether the signs beside a code, the nearest first, go on with it."""
    if not beside:
        return False
    if edge.isdigit():
        return beside[0].isdigit() or (beside[0] in ".,'" and beside[1:].isdigit())
    return beside[0].isalpha()


def _capitals(text: str) -> str:
    """Return a text in capitals, sign for sign: those that have none of one sign stay as they are."""
    capitals = text.upper()
    if len(capitals) == len(text):
        return capitals
    return "".join([capital if len(capital := sign.upper()) == 1 else sign for sign in text])


def essence_of(text: str) -> str:
    """Return what of a VAT number must stand on the page: without its prefix and whatever stands beside it.

    >>> essence_of("IT03187450121"), essence_of("P.IVA 03187450121"), essence_of("FR 40 303 265 045")
    ('03187450121', '03187450121', '40303265045')
    """
    _, number, fault = read_vat_number(text)
    return number if number and fault != "several" else without_separators(text)
