"""The numbers of a page: which stand there, in which readings, and which may be money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.grounding.numbers_on_page import Convention, Numbers

CENTS = " 9,99"
"""Shows that a page writes commas and cents."""


def read(text: str) -> list[str]:
    """Return each number of a page, as it is printed and as it is read, the latter in brackets where it is no money."""
    page = Numbers(text, [])
    return [
        f"{text[one.start : one.end]} = {one.value if one.is_money else f'({one.value})'}"
        for one in page.read(page.convention())
    ]


CASES = {
    "commas": ("1.220,00 7", ["1.220,00 = 1220.00", "7 = (7)"]),
    "points": ("1,220.00", ["1,220.00 = 1220.00"]),
    "apostrophes": ("1'220.00", ["1'220.00 = 1220.00"]),
    "one decimal shows no cents": ("1,5 7", ["1,5 = 1.5", "7 = 7"]),
    "three digits behind a mark leave both readings": ("1.220", ["1.220 = 1220", "1.220 = 1.220"]),
    "as the page writes": ("1.220 0,50", ["1.220 = 1220", "0,50 = 0.50"]),
    "commas and points as often": ("1.220 0,50 0.50", ["1.220 = 1220", "1.220 = 1.220", "0,50 = 0.50", "0.50 = 0.50"]),
    "more commas than points": ("1.220 0,50 0.50 0,70", ["1.220 = 1220", "0,50 = 0.50", "0.50 = 0.50", "0,70 = 0.70"]),
    "integers where there are no cents": ("1939 7", ["1939 = 1939", "7 = 7"]),
    "an integer with its currency": (f"€ 40{CENTS}", ["40 = 40", "9,99 = 9.99"]),
    "an integer with a dash for its cents": (f"80,-{CENTS}", ["80 = 80", "9,99 = 9.99"]),
    "zeros in front": ("007 0 0,50", ["007 = (7)", "0 = (0)", "0,50 = 0.50"]),
    "a nought alone": ("0", ["0 = 0"]),
    "per cent": (f"22% 22,00%{CENTS}", ["22 = (22)", "22,00 = (22.00)", "9,99 = 9.99"]),
    "in a code": ("2018-471331 A/12,50", ["2018 = (2018)", "471331 = (471331)", "12,50 = (12.50)"]),
    "in a word": ("A12 B12,50", ["12 = (12)", "12,50 = 12.50"]),
    "in a word, with its currency": ("x12€", ["12 = 12"]),
    "thousands parted by a space": ("1 220,00", ["1 220,00 = 1220.00"]),
    "beside another number": (
        "3 120,00 360,00",
        ["3 120,00 = 3120.00", "3 = (3)", "120,00 = 120.00", "360,00 = 360.00"],
    ),
    "in the line of another number alone": ("5\n1 220,00", ["5 = (5)", "1 220,00 = 1220.00"]),
    "in front of the line of another number": ("1 220,00\n5", ["1 220,00 = 1220.00", "5 = (5)"]),
    "two spaces show it": ("x 1 220 000,00 8", ["1 220 000,00 = 1220000.00", "8 = (8)"]),
    "parted otherwise elsewhere": ("2 110,00 1.110,00", ["2 = (2)", "110,00 = 110.00", "1.110,00 = 1110.00"]),
    "not parted elsewhere": ("2 110,00 1110,00", ["2 = (2)", "110,00 = 110.00", "1110,00 = 1110.00"]),
    "three digits tell nothing of thousands": (
        "2 110,00 110,00",
        ["2 110,00 = 2110.00", "2 = (2)", "110,00 = 110.00", "110,00 = 110.00"],
    ),
    "a decimal of three digits tells nothing": ("2 110,00\n0,125", ["2 110,00 = 2110.00", "0,125 = 0.125"]),
    "a thin space parts for certain": ("3 1\u202f220,00", ["3 = (3)", "1\u202f220,00 = 1220.00"]),
    "no space behind nought": ("0 220,00", ["0 = (0)", "220,00 = 220.00"]),
    "no space before four digits": ("1 2200,00", ["1 = (1)", "2200,00 = 2200.00"]),
    "whole thousands parted by a space": ("1 220", ["1 220 = 1220", "1 = 1", "220 = 220"]),
    "a line end behind the mark": ("1.220,\n00", ["1.220,\n00 = 1220.00"]),
    "a line end before the mark": ("1.220 \n,00", ["1.220 \n,00 = 1220.00"]),
    "a line end before the thousands": ("1.\n220,00", ["1.\n220,00 = 1220.00"]),
    "a line end before one digit": ("220,\n5 9,99", ["220 = (220)", "5 = (5)", "9,99 = 9.99"]),
    "two line ends": ("220,\n\n50", ["220 = 220", "50 = 50"]),
    "a broken number with a longer end": ("220,\n501", ["220 = 220", "501 = 501"]),
    "columns joined": ("1,00100,00", ["1,00 = 1.00", "100,00 = 100.00"]),
    "columns joined, with thousands": ("1,001.100,00", ["1,00 = 1.00", "1.100,00 = 1100.00"]),
    "columns joined, with points": ("1.00100.00", ["1.00 = 1.00", "100.00 = 100.00"]),
    "columns joined over a line end": ("1,00100,002,\n50", ["1,00 = 1.00", "100,00 = 100.00", "2,\n50 = 2.50"]),
    "so many columns joined": ("1,00" * 15, ["1,00 = 1.00"] * 15),
    "more columns joined than there are": ("1,00" * 15 + "1", []),
    "what is no number": ("1.1.3 1,,2", ["1 = 1", "2 = 2"]),
    "nothing": ("Totale", []),
}


@pytest.mark.parametrize(("text", "numbers"), CASES.values(), ids=CASES.keys())
def test_what_numbers_stand_on_a_page(text: str, numbers: list[str]) -> None:
    assert sorted(read(text)) == sorted(numbers)


def test_a_date_that_is_taken_is_no_number() -> None:
    page = Numbers("1.2.2026 3,50", [(0, 8)])
    assert [one.value for one in page.read(page.convention())] == [Decimal("3.50")]


def test_what_a_page_does_not_show_is_as_the_rest_of_its_paper_has_it() -> None:
    page, elsewhere = Numbers("1.220 7", []), Convention(",", writes_cents=True)
    assert page.convention(elsewhere) == elsewhere
    assert page.convention() == Convention(None, writes_cents=False)
    assert [one.is_money for one in page.read(elsewhere)] == [True, False]
    assert Numbers("0.50", []).convention(elsewhere) == Convention(".", writes_cents=True)


def test_a_line_of_words_shows_the_space_however_long_it_is() -> None:
    assert read("Totale" + " e" * 150 + " 1 220,00") == ["1 220,00 = 1220.00"]
    assert len(read("7" + " e" * 20 + " 1 220,00")) == 4


@given(st.text("0123456789.,' \n\u202f-€%a/", max_size=60))
def test_each_number_is_printed_where_it_stands(text: str) -> None:
    page = Numbers(text, [])
    for one in page.read(page.convention()):
        printed = [sign for sign in text[one.start : one.end] if sign.isdigit()]
        digits = "".join(printed).lstrip("0")
        assert one.value >= 0
        assert str(one.value).replace(".", "").lstrip("0") == digits
