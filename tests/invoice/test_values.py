"""Values and amounts: bounds, rounding, what a person is shown."""

from decimal import Decimal, localcontext
from fractions import Fraction
from unicodedata import category

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from parzo_validate.domain.amounts import (
    add,
    format_amount,
    multiply,
    per_cent_of,
    subtract,
    tax_included,
    to_cent,
    total_of,
)
from parzo_validate.invoice.values import describe, plain_digits, printable, read_decimal, read_decimal_alone

ROUNDING = {
    "0.005": "0.01",
    "0.0049": "0.00",
    "-0.005": "-0.01",
    "-0.0049": "0.00",
    "2.675": "2.68",
    "-2.675": "-2.68",
    "999999999999999999.995": "1000000000000000000.00",
}


@pytest.mark.parametrize(("amount", "cents"), ROUNDING.items(), ids=ROUNDING)
def test_half_a_cent_rounds_away_from_zero_on_both_sides(amount: str, cents: str) -> None:
    assert to_cent(Decimal(amount)) == Decimal(cents)
    assert per_cent_of(100, Decimal(amount)) == Decimal(cents)


SHOWN = {
    "1220": ("1220.00", "1220"),
    "1220.5": ("1220.50", "1220.5"),
    "1220.10": ("1220.10", "1220.1"),
    "1220.001": ("1220.001", "1220.001"),
    "-0.0": ("0.00", "0"),
    "0.00000001": ("0.00000001", "0.00000001"),
    "1E+3": ("1000.00", "1000"),
    "-5": ("-5.00", "-5"),
}


@pytest.mark.parametrize(("number", "shown"), SHOWN.items(), ids=SHOWN)
def test_money_has_two_decimals_and_rates_none_to_spare(number: str, shown: tuple[str, str]) -> None:
    assert (format_amount(Decimal(number)), plain_digits(Decimal(number))) == shown


def test_the_tax_that_a_gross_amount_includes() -> None:
    assert tax_included(Decimal(22), Decimal("1220")) == Decimal("220.00")
    assert tax_included(Decimal(0), Decimal("100")) == 0


bounded = st.decimals(-(10**18) + 1, 10**18 - 1, places=8)


@given(bounded, bounded, st.integers(1, 10))
def test_sums_are_exact_in_any_context_of_the_caller(first: Decimal, second: Decimal, precision: int) -> None:
    """Oracle: integers, in units of the eighth decimal."""
    units = int(first.scaleb(8)), int(second.scaleb(8))
    with localcontext() as context:
        context.prec = precision
        total, difference = add(first, second), subtract(first, second)
        several, scaled = total_of([first, second, first]), multiply(first, Decimal(100))
    with localcontext() as context:
        context.prec = 60
        assert int(total.scaleb(8)) == sum(units)
        assert int(difference.scaleb(8)) == units[0] - units[1]
        assert int(several.scaleb(8)) == 2 * units[0] + units[1]
        assert int(scaled.scaleb(8)) == 100 * units[0]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_float_reads_as_the_shortest_number_that_it_stands_for(number: float) -> None:
    cents = round(number, 2)
    assert read_decimal(cents) == Decimal(f"{cents:.2f}")


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 5))
@example(10**12 - 1, 2)
@example(29, 2)
@example(-1100, 2)
@example(1005, 3)
@example(0, 0)
def test_a_float_that_is_read_alone_has_the_digits_that_python_writes(digits: int, decimals: int) -> None:
    number = digits / 10**decimals
    assume(abs(number) < 1e10)
    if abs(number) >= 0.0001 or not number:  # else Python writes an exponent
        assert str(read_decimal_alone(number)) == str(number)
    assert read_decimal_alone(number) == Fraction(digits, 10**decimals)


def test_a_float_of_ten_digits_is_read_alone_and_one_of_eleven_is_not() -> None:
    assert read_decimal_alone(9999999999.5) == Decimal("9999999999.5")
    assert read_decimal_alone(-9999999999.5) == Decimal("-9999999999.5")
    for great in (1e10, -1e10, 12345678901.5):
        with pytest.raises(ValueError, match=r"^a float of this size may have lost digits that its text had$"):
            read_decimal_alone(great)
        assert read_decimal(great) == Decimal(str(great))


@pytest.mark.parametrize("noisy", [0.1 + 0.2, 1.1 * 3, 1000.1 + 220.2, 4.35 * 100])
def test_the_tail_of_binary_arithmetic_is_dropped(noisy: float) -> None:
    assert read_decimal(noisy) == Decimal(str(round(noisy, 9)))


@pytest.mark.parametrize(
    "number", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), float("nan"), True, b"5", None]
)
def test_what_is_no_number_is_refused(number: object) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        read_decimal(number)


def test_all_fifteen_digits_of_a_double_are_kept() -> None:
    assert read_decimal(Decimal("123456789012.3450000000001")) == Decimal("123456789012.345")


@pytest.mark.parametrize("number", [10**18, -(10**18), 10**18 + 1, -(10**18) - 1])
def test_an_integer_of_more_than_eighteen_digits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="expected at most 18 digits"):
        read_decimal(number)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (5, "the number 5"),
        (0.5, "the number 0.5"),
        (Decimal("1.50"), "the number 1.50"),
        (10**79, f"the number 1{'0' * 79}"),
        (-(10**80), "a number of more than 80 digits"),
        ("a\nb", r'"a\nb"'),
        ({}, "an object"),
        ((), "a list"),
        (object(), "a value of type object"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_foreign_value_is_echoed_in_one_short_line(value: object, shown: str) -> None:
    assert describe(value) == shown


def test_an_echo_is_cut_at_eighty_characters() -> None:
    assert printable("x" * 80) == "x" * 80
    assert printable("x" * 81) == "x" * 79 + "…"


def test_an_echo_does_not_depend_on_the_unicode_that_python_knows() -> None:
    """A hieroglyph of Unicode 16, which Python knows since 3.14, and a place where nothing stands yet."""
    assert printable("\x1b\U000135f1\U000e0fff") == "\\x1b\U000135f1\U000e0fff"


@given(st.text(st.characters()))
def test_an_echo_never_breaks_a_terminal_or_an_encoding(text: str) -> None:
    assert all(character.isprintable() or category(character) == "Cn" for character in printable(text))
    printable(text).encode()
