"""What is read of a whole column of texts at once is what the library reads of each."""

import re
from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.arrow.texts import plain_days, plain_numbers, say_nothing
from parzo_validate.invoice.placeholders import PLACEHOLDERS, says_nothing
from parzo_validate.invoice.values import read_date


def read_as_days(texts: list[str]) -> list[int | None]:
    days, plain = plain_days(pa.array(texts, pa.string()))
    return [day if read else None for day, read in zip(days.tolist(), plain.tolist(), strict=True)]


def day_of(text: str) -> int | None:
    try:
        return read_date(text).toordinal() - 719_163
    except ValueError:
        return None


def test_every_day_that_exists_is_read_and_no_other() -> None:
    years = ("0000", "0001", "0004", "0100", "1900", "1969", "1970", "2000", "2023", "2024", "9999")
    texts = [f"{year}-{month:02d}-{day:02d}" for year, month, day in product(years, range(14), range(33))]
    assert read_as_days(texts) == [day_of(text) for text in texts]


def test_a_date_that_is_written_otherwise_is_not_plain() -> None:
    others = [
        "20260401",
        "2026-4-1",
        "2026/04/01",
        "2026/04-01",
        "2026-04/01",
        "10000-01-01",
        "+026-04-01",
        "-001-01-01",
        "2026-04-01Z",
    ]
    others += ["2026-W14", "\u0662026-01-01", " 2026-04-01", "", "2026:04:01", "202a-04-01", "2026-04-0:", "2026-0/-01"]
    assert read_as_days(others) == [None] * len(others)


DIGITS = "1234567890123"
WELL_FORMED = [
    f"{sign}{whole}{rest}"
    for sign in ("", "-")
    for whole in (DIGITS[:length] for length in range(len(DIGITS)))
    for rest in ("", *(f".{DIGITS[:length]}" for length in range(11)))
]
SPOILT = [
    f"{text[:place]}{sign}{text[place + cut :]}"
    for text in ("7", "-12.5", "9999999999.99999999", "-9999999999.99999999")
    for sign in ("-", ".", "+", ":", "/", " ", "e", "\u0662")
    for cut in (0, 1)
    for place in range(len(text) + 1)
]
OTHERS = [
    "0" * 10 + ".0",
    "0" * 11,
    "-",
    "--",
    "..",
    "1" * 255,
    "1" * 256,
    "1" * 261,
    " " * 256 + "7",
    "0" * 1000 + "7",
]
is_plain = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,8})?").fullmatch


def test_plain_numbers_of_a_column_are_read_and_no_others() -> None:
    texts = [*WELL_FORMED, *SPOILT, *OTHERS]
    expected = [int(Decimal(text) * 10**8) if is_plain(text) else None for text in texts]
    assert read_as_numbers(texts) == expected
    assert [read_as_numbers([text]) for text in texts] == [[number] for number in expected]


def read_as_numbers(texts: list[str]) -> list[int | None]:
    numbers, plain = plain_numbers(pa.array(texts, pa.string()))
    return [number if read else None for number, read in zip(numbers.tolist(), plain.tolist(), strict=True)]


_PLACEHOLDERS = st.sampled_from(sorted(PLACEHOLDERS))
_ENDS = st.sampled_from(["", " ", "\t", "\n", "\x1c", "\u00a0", "\u2003", "x", "\u00e8"])
TEXTS = st.one_of(
    st.tuples(_ENDS, _PLACEHOLDERS | _PLACEHOLDERS.map(str.upper) | _PLACEHOLDERS.map(str.title), _ENDS).map("".join),
    _PLACEHOLDERS.map(lambda text: text.replace("k", "\u212a")),  # a sign that is k in lower case, and longer
    st.text(max_size=6),
)


@given(st.lists(st.none() | TEXTS, max_size=8), st.integers(0, 2), st.sampled_from([pa.string(), pa.large_string()]))
def test_placeholders_of_a_column_are_those_of_the_library(texts: list[Any], cut: int, type_: pa.DataType) -> None:
    column = pa.array(texts, type_).slice(cut)
    assert say_nothing(column).tolist() == [text is not None and says_nothing(text) for text in texts[cut:]]


def test_every_placeholder_of_a_column_is_found() -> None:
    forms = [form(text) for text in PLACEHOLDERS for form in (str, str.upper, str.capitalize)]
    assert say_nothing(pa.array(forms)).all()
