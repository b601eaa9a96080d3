"""What the kit's own grammar reads in printed numbers, which the readers are held against."""

from fractions import Fraction

import pytest

from parzo_validate.testing.readings import number_under

READ = {
    "1,234.50": Fraction("1234.50"),
    "1,234,567": Fraction(1234567),
    "1'234": Fraction(1234),
    "1 234": Fraction(1234),
    "12,34,567": Fraction(1234567),
    "1,23,45,678.5": Fraction("12345678.5"),
    "(1,234)": Fraction(-1234),
    "1,234-": Fraction(-1234),
    ".5": Fraction("0.5"),
    "12,3,456": None,
    "12,34,56": None,
    "123,45,678": None,
    "12 34 567": None,
    "1,2345": None,
    "0,234": None,
    ",234": None,
    "1,234 567": None,
    "1.2.3": None,
    "": None,
    ".": None,
}


@pytest.mark.parametrize(("text", "number"), READ.items(), ids=READ)
def test_a_number_with_a_decimal_point_is_read_by_the_grammar(text: str, number: Fraction | None) -> None:
    assert number_under(text, ".") == number
