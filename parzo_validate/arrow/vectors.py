"""Columns as vectors of integers: amounts in units of 10^-8, dates in days, texts by what they mean.

A vector holds only what can be told exactly; whatever else a column states is *odd*, and its row is left to the row
path. Nothing is rounded: an odd value is not a wrong one, only one that is not worth a vector.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.amounts import multiply
from parzo_validate.values import DECIMAL_PLACES, read_date

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

UNIT = 10**DECIMAL_PLACES
_WHOLE_DIGITS = 10
_LIMIT = 10**_WHOLE_DIGITS
"""Currency units, exclusive. Nine such amounts in units of 10^-8 add up within 64 bits; a larger one is odd."""
_FLOAT_PLACES = 10**4
"""A float is an amount of at most four decimals, or odd. Below the limit these are fourteen digits, and a decimal
number of up to fifteen is the one that Python writes for the float nearest to it."""
_PLAIN_NUMBER = rf"^[+-]?[0-9]{{1,{_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{DECIMAL_PLACES}}})?$"
_EPOCH = date(1970, 1, 1).toordinal()


class Vector(NamedTuple):
    """Integers, which of them are stated, and which are odd. What is not stated, or is odd, is zero."""

    values: Integers
    stated: Mask
    odd: Mask


def nothing(rows: int) -> Vector:
    """Return the vector of a column that is not there."""
    return Vector(np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))


def units(amount: Decimal) -> int:
    """Return a plain amount in units of 10^-8.

    >>> units(Decimal("0.01"))
    1000000
    """
    return int(multiply(amount, Decimal(UNIT)))


def stated(values: pa.Array) -> Mask:
    """Return which values are not null."""
    if not values.null_count:
        return np.ones(len(values), np.bool_)
    return np.asarray(values.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def is_text(values: pa.Array) -> bool:
    """Return whether the column holds texts, all in valid UTF-8."""
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return False
    if _is_ascii(values):
        return True
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _is_ascii(values: pa.Array) -> bool:
    """Return whether no byte of the texts, which lie side by side, asks for the slower look at UTF-8."""
    held, offsets = _buffers(values)
    return bool(held[offsets[0] : offsets[-1]].view(np.int8).min(initial=0) >= 0)


def characters(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], Integers, Integers]:
    """Return the bytes of a column of texts, in UTF-8, where each text begins, and how many bytes it has."""
    held, offsets = _buffers(texts)
    return held, offsets[:-1], np.diff(offsets)


def _buffers(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], Integers]:
    if not len(texts):  # There need not be a buffer of offsets.
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets, held = texts.buffers()
    ends = np.frombuffer(offsets, "<i4" if pa.types.is_string(texts.type) else "<i8")
    return np.frombuffer(held or b"", np.uint8), ends[texts.offset : texts.offset + len(texts) + 1]


def amounts(values: pa.Array) -> Vector:
    """Return the amounts of a column of integers, floats, decimals or texts, in units of 10^-8.

    >>> amounts(pa.array([1220.10, 0.1 + 0.2, None])).values.tolist()
    [122010000000, 0, 0]
    """
    there = stated(values)
    if pa.types.is_integer(values.type):
        found, exact = _of_integers(values)
    elif pa.types.is_floating(values.type):
        found, exact = _of_floats(values)
    elif pa.types.is_decimal(values.type):
        found, exact = _of_decimals(values)
    elif is_text(values):
        plain = pc.match_substring_regex(values, _PLAIN_NUMBER).fill_null(False)
        numbers = pc.if_else(plain, values, pa.scalar("0", values.type)).cast(pa.decimal128(38, DECIMAL_PLACES))
        found, exact = _of_decimals(numbers)
        exact &= plain.to_numpy(zero_copy_only=False)
    else:
        return nothing(len(values))._replace(stated=there, odd=there)
    exact &= there
    return Vector(np.where(exact, found, 0), there, there & ~exact)


def _of_integers(values: pa.Array) -> tuple[Integers, Mask]:
    numbers = values.fill_null(0).to_numpy(zero_copy_only=False)
    numbers = np.minimum(numbers, _LIMIT).astype(np.int64) if numbers.dtype == np.uint64 else numbers.astype(np.int64)
    return numbers * UNIT, (numbers > -_LIMIT) & (numbers < _LIMIT)


def _of_floats(values: pa.Array) -> tuple[Integers, Mask]:
    numbers = values.fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)
    numbers = np.where(np.abs(numbers) < _LIMIT, numbers, np.nan)
    scaled = np.rint(numbers * _FLOAT_PLACES)
    exact = scaled / _FLOAT_PLACES == numbers
    return np.where(exact, scaled, 0).astype(np.int64) * (UNIT // _FLOAT_PLACES), exact


def _of_decimals(values: pa.Array) -> tuple[Integers, Mask]:
    """Read the 128 bits of each decimal as two integers: the lower one is the amount where the upper only signs it."""
    if not pa.types.is_decimal128(values.type) or not 0 <= values.type.scale <= DECIMAL_PLACES:
        try:
            values = values.cast(pa.decimal128(38, DECIMAL_PLACES))
        except pa.ArrowInvalid:  # One of them is too long, and there is no telling which.
            return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    end = values.offset + len(values)
    words = np.frombuffer(values.buffers()[1] or b"", "<i8", 2 * end).reshape(-1, 2)[values.offset :]
    low, high = np.ascontiguousarray(words.T)
    limit = _LIMIT * 10**values.type.scale
    exact = (high == low >> 63) & (low > -limit) & (low < limit)
    return np.where(exact, low, 0) * 10 ** (DECIMAL_PLACES - values.type.scale), exact


def days(values: pa.Array) -> Vector:
    """Return the dates of a column of dates or texts, as proleptic ordinals: day 1 is 0001-01-01.

    >>> days(pa.array(["1970-01-01", "1970-02-30"])).values.tolist()
    [719163, 0]
    """
    there = stated(values)
    if pa.types.is_date32(values.type):
        found = values.cast(pa.int32()).fill_null(0).to_numpy().astype(np.int64) + _EPOCH
        exact = there & (found >= 1) & (found <= date.max.toordinal())
    elif is_text(values):
        try:
            return days(values.cast(pa.date32()))  # arrow reads YYYY-MM-DD, and nothing else, as a date
        except pa.ArrowInvalid:
            found = Texts.of(values).mean(_ordinal)
        exact = there & (found > 0)
    else:
        return nothing(len(values))._replace(stated=there, odd=there)
    return Vector(np.where(exact, found, 0), there, there & ~exact)


def _ordinal(text: str | None) -> int:
    try:
        return read_date(text).toordinal()
    except ValueError:
        return 0


class Texts(NamedTuple):
    """A column of texts: each distinct one, and which one stands in which row; past the last where none does."""

    indices: Integers
    distinct: pa.Array

    @classmethod
    def of(cls, values: pa.Array) -> Self:
        """Return the texts of a column of texts."""
        encoded = values.dictionary_encode()
        indices = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
        return cls(indices.astype(np.int64), encoded.dictionary)

    def mean(self, meaning: Callable[[str | None], int]) -> Integers:
        """Return what the text of each row means, asking once for each that is distinct."""
        return self.each(np.array([meaning(text) for text in (*self.distinct.to_pylist(), None)], np.int64))

    def each(self, meanings: Integers) -> Integers:
        """Return for each row what its text means, by the meanings of those that are distinct and of none."""
        return meanings[self.indices]
