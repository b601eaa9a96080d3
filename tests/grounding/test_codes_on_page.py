"""Codes and numbers of documents on a page: how far their groups may stand apart, and what they are no part of."""

import pytest

from parzo_validate.grounding.codes_on_page import Codes, essence_of
from parzo_validate.grounding.layout import MOST_PLACES

FOUND = {
    "alone": ("12345678903", "P.IVA 12345678903", [(6, 17)]),
    "behind letters that are joined to it": ("12345678903", "PIVA12345678903", [(4, 15)]),
    "in groups": ("12345678903", "123 4567 8903 ", [(0, 13)]),
    "four signs apart": ("1234", "12    34", [(0, 8)]),
    "five signs apart": ("1234", "12     34", []),
    "in small letters": ("AB12", "ab12", [(0, 4)]),
    "letters that have no capital of one sign": ("straße1", "Straße1", [(0, 7)]),
    "the first of a longer number": ("123", "1234", []),
    "the last of a longer number": ("234", "1234", []),
    "the last of an amount": ("234", "1.234", []),
    "the first of an amount": ("234", "234,50", []),
    "the first of an amount with one decimal": ("234", "234,5 ", []),
    "a mark that ends a sentence": ("234", "n. 234. 5", [(3, 6)]),
    "a mark that begins one": ("234", ".234", [(1, 4)]),
    "the first of a word": ("AB", "ABC", []),
    "the last of a word": ("BC", "ABC", []),
    "a letter beside a digit": ("AB", "1AB2", [(1, 3)]),
    "a digit beside a letter": ("12", "A12B", [(1, 3)]),
    "twice": ("123", "123 123", [(0, 3), (4, 7)]),
    "overlapping groups": ("11", "1 1 1", [(0, 3), (2, 5)]),
    "overlapping": ("121", "12121", []),
    "after many that are part of others": ("12", "312 " * MOST_PLACES + "12", [(4 * MOST_PLACES, 4 * MOST_PLACES + 2)]),
    "no letter and no digit": ("--", "--", []),
    "not there": ("99", "12 34", []),
}


@pytest.mark.parametrize(("code", "text", "places"), FOUND.values(), ids=FOUND.keys())
def test_where_a_code_stands(code: str, text: str, places: list[tuple[int, int]]) -> None:
    assert Codes(text).find(code) == places


NUMBERS = {
    "three signs between its groups": ("2023/45", "n. 2023 / 45", [(3, 12)]),
    "four signs between its groups": ("2023/45", "n. 2023  / 45", []),
    "none between its groups": ("FT/45", "FT45", [(0, 4)]),
    "groups of letters and digits": ("A1B2", "a-1 b/2", [(0, 7)]),
    "signs that stand for others in patterns": ("1.2", "1x2 1.2", [(4, 7)]),
    "broken behind a digit": ("F20180027", "F2018\n0027", [(0, 10)]),
    "broken in six signs": ("201827", "2018\n27", [(0, 7)]),
    "broken in five signs": ("20182", "2018\n2", []),
    "broken with a hyphen": ("F20180027", "F2018-\n 0027", [(0, 12)]),
    "parted, and not by a line end": ("F20180027", "F2018 0027", []),
    "of another case": ("ft-2018", "FT-2018", [(0, 7)]),
    "broken, of another case": ("ft2018x", "FT20\n18X", [(0, 8)]),
    "part of a longer one": ("2018", "12018", []),
    "no letter and no digit": ("?!", "?!", []),
}


@pytest.mark.parametrize(("number", "text", "places"), NUMBERS.values(), ids=NUMBERS.keys())
def test_where_the_number_of_a_document_stands(number: str, text: str, places: list[tuple[int, int]]) -> None:
    assert Codes(text).find_number(number) == places


@pytest.mark.parametrize("find", [Codes.find, Codes.find_number])
def test_so_many_places_are_told(find: object) -> None:
    page = Codes("F201827 " * (MOST_PLACES + 5))
    assert len(find(page, "F201827")) == MOST_PLACES  # type: ignore[operator]
    broken = Codes("F2018\n27 " * (MOST_PLACES + 5))
    assert len(broken.find_number("F201827")) == MOST_PLACES


WRITTEN = {
    "one piece": ("a 1234 b", 4, [("A1234", 0, 6), ("1234", 2, 6), ("1234B", 2, 8)]),
    "a sign less, a sign more": ("123 12 12345", 4, [("123", 0, 3), ("12312", 0, 6), ("12345", 7, 12)]),
    "behind a prefix": ("IT123", 3, [("123", 2, 5)]),
    "with its prefix": ("IT123", 5, [("IT123", 0, 5)]),
    "letters alone": ("abc", 3, []),
    "groups four signs apart": ("12    34", 4, [("1234", 0, 8)]),
    "groups five signs apart": ("12     34", 4, []),
    "a wide gap further on": ("12 34     56", 4, [("1234", 0, 5)]),
    "nine groups": ("1 2 3 4 5 6 7 8 9", 9, [("123456789", 0, 17), ("12345678", 0, 15), ("23456789", 2, 17)]),
    "ten groups": ("1 2 3 4 5 6 7 8 9 0", 11, []),
    "eleven groups": ("1 2 3 4 5 6 7 8 9 0 1", 12, []),
    "two wide gaps": ("1     2     3", 3, []),
    "small letters": ("ab1", 3, [("AB1", 0, 3)]),
    "nothing": ("-", 3, []),
}


@pytest.mark.parametrize(("text", "length", "codes"), WRITTEN.values(), ids=WRITTEN.keys())
def test_what_codes_of_a_length_are_written(text: str, length: int, codes: list[tuple[str, int, int]]) -> None:
    assert sorted(Codes(text).written(length)) == sorted(codes)


@pytest.mark.parametrize(
    ("text", "essence"),
    [
        ("IT 031 8745 0121", "03187450121"),
        ("03187450121 - REA TO 123", "03187450121"),
        ("03187450121 e 12345678903", "03187450121e12345678903"),
        ("---x", "x"),
    ],
)
def test_what_of_a_vat_number_must_stand_there(text: str, essence: str) -> None:
    assert essence_of(text).casefold() == essence
