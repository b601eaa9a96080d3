"""What stands around a number: each text holds the number 12,50 or 12 once."""

import re
from collections.abc import Callable

import pytest

from parzo_validate.grounding.around_numbers import (
    has_currency,
    has_dash_for_cents,
    has_minus,
    is_in_a_code,
    is_in_a_word,
    is_per_cent,
)


def place_of_number(text: str) -> tuple[int, int]:
    found = re.search(r"12(,50)?", text)
    assert found
    return found.span()


def of_code(text: str, start: int, end: int) -> bool:
    return is_in_a_code(text, start, end, has_cents="," in text[start:end])


CASES: dict[str, tuple[Callable[[str, int, int], bool], list[str], list[str]]] = {
    "a currency": (
        has_currency,
        [
            "€12",
            "€ 12",
            "€ -12",
            "EUR 12",
            "Eur. 12",
            "US$12",
            "12€",
            "12 €",
            "12,-€",
            "12 eur",
            "Fr. -12",
            "euro. -12",
        ],
        ["12", "kEUR 12", "12 EURO2", "12 €5", "EUR  12", "12  €", "EUR\n\n12", "EUR: 12"],
    ),
    "a dash for its cents": (
        lambda text, _, end: has_dash_for_cents(text, end),
        ["12,-", "12.-", "12,--", "12.-- EUR"],
        ["12", "12-", "12,-5", "12,-a", "12 ,-"],
    ),
    "a minus": (
        has_minus,
        ["-12", "- 12", "-€12", "-€ 12", "- EUR 12", "(12)", "(€ 12)", "12-", "12 -", "12,50- EUR"],
        ["12", "€ 12", "12-7", "12-a", "5 12", "--\n\n12", "12  -"],
    ),
    "a code": (
        of_code,
        ["7-12", "A/12", "a:12", "a#12", "a@12", "a_12", "12-7", "12/7", "12:a", "12@a", "12,50-a", "12,50:7"],
        ["12", "-12", " /12", "12-", "12/ ", "12,50/h", "12,50/7", "a 12", "12 a", "./12"],
    ),
    "a word": (
        is_in_a_word,
        ["a12", "12a", "è12", "12b"],
        ["12", "_12", "12_", "5 12", "a 12", "12 a", "€12"],
    ),
    "per cent": (
        lambda text, _, end: is_per_cent(text, end),
        ["12%", "12 %", "12,50 %", "12 per cent", "12 v.H.", "12 vH."],
        ["12", "12  %", "12 p", "12)%", "%12"],
    ),
}


@pytest.mark.parametrize(("of", "texts", "others"), CASES.values(), ids=CASES.keys())
def test_what_stands_around_a_number(of: Callable[[str, int, int], bool], texts: list[str], others: list[str]) -> None:
    assert [text for text in texts if not of(text, *place_of_number(text))] == []
    assert [text for text in others if of(text, *place_of_number(text))] == []
