"""The columns of a batch as vectors of integers: amounts in units of 10^-8, dates in days."""

from datetime import date

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.integers import UNIT, Integers, Mask, Vector
from parzo_validate.arrow.texts import WHOLE_DIGITS, have_two_readings, holds_texts, plain_days, plain_numbers, stated
from parzo_validate.invoice.values import DECIMAL_PLACES

_LIMIT = 10**WHOLE_DIGITS
"""Currency units, exclusive. Nine such amounts in units of 10^-8 add up within 64 bits; a larger one is odd."""
_FLOAT_PLACES = 10**4
"""A float is an amount of at most four decimals, or odd. Below the limit these are fourteen digits, and a decimal
number of up to fifteen is the one that Python writes for the float nearest to it."""
_EPOCH = date(1970, 1, 1).toordinal()


def amounts(values: pa.Array) -> Vector:
    """Return the amounts of a column of integers, floats, decimals or texts, in units of 10^-8.

    >>> amounts(pa.array([1220.10, 0.1 + 0.2, None])).values.tolist()
    [122010000000, 0, 0]
    """
    if pa.types.is_integer(values.type):
        return _vector(values, *_of_integers(values))
    if pa.types.is_floating(values.type):
        return _vector(values, *_of_floats(values))
    if pa.types.is_decimal(values.type):
        return _vector(values, *_of_decimals(values))
    if holds_texts(values):
        found, plain = plain_numbers(values)
        return _vector(values, found, plain & ~have_two_readings(values))
    return _vector(values, *_none_of(values))


def _vector(values: pa.Array, found: Integers, exact: Mask) -> Vector:
    """Return what was found of the values that are stated and exact."""
    there = stated(values)
    exact &= there
    return Vector(np.where(exact, found, 0), there, there & ~exact)


def _none_of(values: pa.Array) -> tuple[Integers, Mask]:
    return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)


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
            return _none_of(values)
    end = values.offset + len(values)
    words = np.frombuffer(values.buffers()[1] or b"", "<i8", 2 * end).reshape(-1, 2)[values.offset :]
    low, high = np.ascontiguousarray(words.T)
    limit = _LIMIT * 10**values.type.scale
    exact = (high == low >> 63) & (low > -limit) & (low < limit)
    return low * 10 ** (DECIMAL_PLACES - values.type.scale), exact


def days(values: pa.Array) -> Vector:
    """Return the dates of a column of dates or texts, as proleptic ordinals: day 1 is 0001-01-01.

    >>> days(pa.array(["1970-01-01", "1970-02-30"])).values.tolist()
    [719163, 0]
    """
    if pa.types.is_date32(values.type):
        found = values.cast(pa.int32()).fill_null(0).to_numpy().astype(np.int64) + _EPOCH
        return _vector(values, found, (found >= 1) & (found <= date.max.toordinal()))
    if holds_texts(values):
        found, plain = plain_days(values)
        return _vector(values, found + _EPOCH, plain)
    return _vector(values, *_none_of(values))
