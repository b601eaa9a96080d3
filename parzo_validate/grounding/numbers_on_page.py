"""The numbers that stand on a page, read by the page's own convention, and which of them may be money."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parzo_validate.grounding.around_numbers import (
    has_currency,
    has_dash_for_cents,
    is_in_a_code,
    is_in_a_word,
    is_per_cent,
)
from parzo_validate.grounding.layout import THIN_SPACE
from parzo_validate.invoice.numbers import Mark, Printed, printed

_TOKEN = re.compile(r"[0-9]+(?:[.,'][0-9]+)*")
_SPACED, _THINLY_SPACED = (
    re.compile(
        rf"(?<![0-9])(?<![0-9][.,'{space}])[1-9][0-9]{{0,2}}(?:{space}[0-9]{{3}})+(?:[.,][0-9]{{2,8}})?"
        r"(?![0-9])(?![.,'][0-9])"
    )
    for space in (" ", THIN_SPACE)
)
_GROUP = rf"[.,'{THIN_SPACE}][0-9]{{3}}"
_BROKEN = re.compile(
    rf"(?<![0-9])(?<![0-9][.,'{THIN_SPACE}])([0-9]{{1,9}}(?:{_GROUP})*)(?: ?([.,']) ?\n| ?\n([.,'])) ?"
    rf"([0-9]{{2}}|[0-9]{{3}}(?:{_GROUP})*[.,][0-9]{{2}})(?![0-9])(?![.,'][0-9])"
)
_cents_behind = re.compile(r" ?([.,]) ?\n ?([0-9]{2})(?![0-9])(?![.,'][0-9])").match
_ONE_OF_JOINED = r"(?:[0-9]{1,3}(?:[.'][0-9]{3})+|[0-9]{1,9}?),[0-9]{2}"
_JOINED = (_ONE_OF_JOINED, _ONE_OF_JOINED.replace("[.']", "[,']").replace("),", r")\."))
_LONGEST_LINE = 200


class NumberOnPage(NamedTuple):
    """A number, without its sign, and where it stands; ``is_money`` where it may be an amount or a price."""

    start: int
    end: int
    value: Decimal
    is_money: bool


class _Token(NamedTuple):
    start: int
    end: int
    number: Printed
    has_currency: bool
    may_be_money: bool


class Convention(NamedTuple):
    """How a page writes its amounts: the decimal mark, and whether they have cents; ``None`` where it does not say."""

    mark: Mark | None
    writes_cents: bool


class Numbers:
    """The numbers of a page before it is known how it writes them.

    >>> page = Numbers("Totale 1.220,00 EUR, IVA 22% 220,00, n. 7 del 1/4", [])
    >>> [str(number.value) for number in page.read(page.convention()) if number.is_money]
    ['1220.00', '220.00']
    """

    def __init__(self, tidy: str, taken: Iterable[tuple[int, int]]) -> None:
        dates = {place for start, end in taken for place in range(start, end)}
        self._tokens = list(_tokens(tidy, dates))
        broken = {token.start for token in self._tokens if "\n" in tidy[token.start : token.end]}
        thinly = _THINLY_SPACED.search(tidy)
        self._groups_by_space = True if thinly else _grouping_by_space(tidy, self._tokens)
        self._spaced = [
            _Token(*spaced.span(), number, has_currency=False, may_be_money=True)
            for spaced in (_THINLY_SPACED if thinly else _SPACED).finditer(tidy)
            if self._groups_by_space is not False and spaced.start() not in dates and spaced.start() not in broken
            if (number := _printed(spaced[0]))
        ]

    def votes(self) -> Counter[Mark]:
        """Return how often each decimal mark stands before two digits."""
        numbers = (token.number for token in self._tokens if token.may_be_money)
        return Counter(mark for number in numbers if (mark := number.decimal_mark) and _has_cents(number, mark))

    def convention(self, elsewhere: Convention | None = None) -> Convention:
        """Return how the page writes its amounts; what it does not show, as the rest of its paper does."""
        votes = self.votes().most_common(2)
        if not votes:
            return elsewhere or Convention(None, writes_cents=False)
        undecided = len(votes) > 1 and votes[0][1] == votes[1][1]
        return Convention(None if undecided else votes[0][0], writes_cents=True)

    def read(self, convention: Convention) -> list[NumberOnPage]:
        """Return the numbers, each in every reading that the page leaves open."""
        certain = self._spaced if self._groups_by_space else ()
        inside = {place for spaced in certain for place in range(spaced.start, spaced.end)}
        tokens = [*self._spaced, *(token for token in self._tokens if token.start not in inside)]
        return sorted(number for token in tokens for number in _readings(token, convention))


@lru_cache(maxsize=4096)
def _printed(core: str) -> Printed | None:
    return printed(core, "money")


def _has_cents(number: Printed, mark: Mark) -> bool:
    return len(number.digits.rpartition(mark)[2]) >= 2


def _tokens(tidy: str, dates: set[int]) -> Iterator[_Token]:
    """Yield the numbers of a page, those that a line end breaks as one, and those that stand in one piece apart."""
    broken_until = 0
    broken = {match.start(): match for match in _BROKEN.finditer(tidy) if match.start() not in dates}
    for match in _TOKEN.finditer(tidy):
        start, end = match.span()
        if start in dates or start < broken_until:
            continue
        core = match[0]
        if (parts := broken.get(start)) and (whole := _printed(f"{parts[1]}{parts[2] or parts[3]}{parts[4]}")):
            broken_until = parts.end()
            yield _token(tidy, start, broken_until, whole)
        elif (number := _printed(core)) is not None:
            yield _token(tidy, start, end, number)
        else:
            cents = _cents_behind(tidy, end)
            columns = core + (cents[1] + cents[2] if cents else "")
            for part_start, part_end, part in _parts(columns):
                broken_until = cents.end() if cents and part_end == len(columns) else start + part_end
                yield _Token(start + part_start, broken_until, part, has_currency=False, may_be_money=True)


def _parts(core: str) -> Iterator[tuple[int, int, Printed]]:
    """Yield the amounts with cents of which columns without a space between them consist: ``1,00100,00``."""
    if len(core) > 60:
        return
    for one in _JOINED:
        if re.fullmatch(rf"(?:{one})+", core):
            for match in re.finditer(one, core):
                if number := _printed(match[0]):
                    yield *match.span(), number
            return


def _token(tidy: str, start: int, end: int, number: Printed) -> _Token:
    mark = number.decimal_mark
    has_cents = mark is not None and _has_cents(number, mark)
    if has_dash_for_cents(tidy, end) and not mark:
        return _Token(start, end, number, has_currency=True, may_be_money=True)
    currency = has_currency(tidy, start, end)
    is_other = is_per_cent(tidy, end) or is_in_a_code(tidy, start, end, has_cents=has_cents)
    in_a_word = not has_cents and not currency and is_in_a_word(tidy, start, end)
    return _Token(start, end, number, currency, not (is_other or in_a_word))


def _grouping_by_space(tidy: str, tokens: list[_Token]) -> bool | None:
    """Return whether the page parts thousands by a space; ``None`` where it may.

    It does not where it parts them otherwise, or not at all. It does where a line of words and a single number shows
    one that a space parts.
    """
    for token in tokens:
        if token.may_be_money and token.number.decimal_mark:
            whole = re.split(r"[.,](?=[0-9]+$)", token.number.digits)[0]
            if len(whole) > 3:
                return False
    for spaced in _SPACED.finditer(tidy):
        if not re.search(r"[.,][0-9]{2,8}$", spaced[0]):
            continue
        if spaced[0].count(" ") > 1:
            return True
        begin, stop = max(0, spaced.start() - _LONGEST_LINE), spaced.end() + _LONGEST_LINE
        before = tidy[begin : spaced.start()].rpartition("\n")[2]
        rest = before + tidy[spaced.end() : stop].partition("\n")[0]
        if not re.search("[0-9]", rest):
            return True
    return None


def _readings(token: _Token, convention: Convention) -> Iterator[NumberOnPage]:
    number = token.number
    is_plain = number.digits.isdigit()
    is_money = token.may_be_money and (token.has_currency or not (is_plain and convention.writes_cents))
    if is_plain and len(number.digits) > 1 and number.digits[0] == "0":
        is_money = False
    marks: tuple[Mark | None, ...] = (None,)
    if number.mark:
        marks = (convention.mark,) if convention.mark else (".", ",")
    for mark in marks:
        yield NumberOnPage(token.start, token.end, number.read(mark), is_money)
