"""Columns of texts as they lie in memory, side by side: which are plain numbers or dates, and which say nothing."""

from collections.abc import Callable
from functools import reduce
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.integers import Bytes, Integers, Mask
from parzo_validate.invoice.placeholders import PLACEHOLDERS, says_nothing
from parzo_validate.invoice.values import DECIMAL_PLACES

WHOLE_DIGITS = 10
_LONGEST = len("-") + WHOLE_DIGITS + len(".") + DECIMAL_PLACES
_SCALES = 10 ** np.array([DECIMAL_PLACES, *range(DECIMAL_PLACES, -1, -1)])
"""Units in the last digit of a number without a point, with a point at its end, with one decimal, and so on."""
_FIRST_DAYS = np.arange("-001-12", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""The days since 1970-01-01 on which the months from the year 0 begin, which numpy takes longer to find each time."""


def stated(values: pa.Array) -> Mask:
    """Return which values are not null."""
    if not values.null_count:
        return np.ones(len(values), np.bool_)
    valid = values.is_valid()
    bits = np.frombuffer(valid.buffers()[1], np.uint8)
    return np.unpackbits(bits, count=valid.offset + len(valid), bitorder="little")[valid.offset :].view(np.bool_)


def without(texts: pa.Array, gone: Mask) -> pa.Array:
    """Return a column of texts with these as null; it has the same bytes.

    >>> without(pa.array(["Rossi", "n/a", None]), np.array([False, True, False])).to_pylist()
    ['Rossi', None, None]
    """
    valid = np.concatenate([np.zeros(texts.offset, np.bool_), stated(texts) & ~gone])
    held = [pa.py_buffer(np.packbits(valid, bitorder="little")), *texts.buffers()[1:]]
    return pa.Array.from_buffers(texts.type, len(texts), held, offset=texts.offset)


def holds_texts(values: pa.Array) -> bool:
    """Return whether the column is one of texts, valid or not."""
    return bool(pa.types.is_string(values.type) or pa.types.is_large_string(values.type))


def is_text(values: pa.Array) -> bool:
    """Return whether the column holds texts, all in valid UTF-8."""
    if not holds_texts(values):
        return False
    held, _ = _buffers(values)
    if _is_ascii(held):  # which needs no slower look
        return True
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _is_ascii(held: Bytes) -> bool:
    return bool(held.view(np.int8).min(initial=0) >= 0)


def lengths(texts: pa.Array) -> Integers:
    """Return how many bytes each text of a column has, in UTF-8."""
    return np.diff(_buffers(texts)[1]).astype(np.int64, copy=False)


def endings(texts: pa.Array, count: int) -> Bytes:
    """Return the last ``count`` bytes of each text of a column, in UTF-8: the last ones in the last row of the array.

    What stands before the first byte of a shorter text means nothing.
    """
    held, bounds = _buffers(texts)
    padded, ends = np.concatenate([np.zeros(count, np.uint8), held]), bounds[1:].astype(np.int64) - bounds[0]
    return np.array([padded[start:].take(ends) for start in range(count)])


def _buffers(texts: pa.Array) -> tuple[Bytes, Integers]:
    """Return the bytes of a column of texts, and where they begin and end among those of the array it is cut from."""
    if not len(texts):  # There need not be a buffer of offsets.
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets, held = texts.buffers()
    bounds = np.frombuffer(offsets, "<i4" if pa.types.is_string(texts.type) else "<i8")
    bounds = bounds[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(held or b"", np.uint8)[bounds[0] : bounds[-1]], bounds


def are(texts: pa.Array, function: Callable[[str], bool]) -> Mask:
    """Return what the function returns of each text, none of which is null; called once for each distinct one."""
    encoded = texts.dictionary_encode()
    answers = np.array([function(text) for text in encoded.dictionary.to_pylist()], np.bool_)
    return answers.take(encoded.indices.to_numpy())  # type: ignore[no-any-return]


def plain_numbers(texts: pa.Array) -> tuple[Integers, Mask]:
    """Return the texts as numbers in units of 10^-8, and which of them are plainly written.

    That is digits, ten at most or a point and up to eight more, with a minus before them or without. All texts are read
    at once: the digit that is farthest from the end of each, if it has so many, and then the next.

    >>> numbers, plain = plain_numbers(pa.array(["1220.10", "-5", "1e3"]))
    >>> numbers[plain].tolist()
    [122010000000, -500000000]
    """
    sizes = np.minimum(lengths(texts), _LONGEST + 1).astype(np.uint8)
    signs = endings(texts, min(int(sizes.max(initial=1)), _LONGEST))
    places = np.arange(len(signs), 0, step=-1, dtype=np.uint8)[:, None]
    negative = ((signs == ord("-")) & (places == sizes)).any(axis=0)
    count = sizes - negative
    points = (signs == ord(".")) & (places <= count)
    digits = (signs - np.uint8(ord("0"))) * (~points & (places <= count))
    behind = (points * places).sum(axis=0, dtype=np.uint8)  # the point and the decimals
    plain = (behind < count) & (behind != 1) & (behind <= 1 + DECIMAL_PLACES) & (count - behind <= WHOLE_DIGITS)
    plain &= (points.sum(axis=0, dtype=np.uint8) <= 1) & (digits.max(axis=0) <= 9)
    numbers = np.zeros(len(texts), np.int64)
    for digit, step in zip(digits, 10 - 9 * points.view(np.uint8), strict=True):
        numbers *= step
        numbers += digit
    numbers *= _SCALES.take(behind, mode="clip")
    return np.where(negative, -numbers, numbers), plain


def plain_days(texts: pa.Array) -> tuple[Integers, Mask]:
    """Return the texts as days since 1970-01-01, and which of them are plainly written: ``YYYY-MM-DD``, of a real day.

    >>> days, plain = plain_days(pa.array(["1970-01-31", "1970-02-30", "31/01/1970"]))
    >>> days[plain].tolist()
    [30]
    """
    signs = endings(texts, len("YYYY-MM-DD"))
    digits = np.split(signs - np.uint8(ord("0")), (4, 5, 7, 8))[::2]
    year, month, day = (reduce(lambda number, digit: 10 * number + digit, part.astype(np.int64)) for part in digits)
    months = 12 * year + month
    days, next_month = (_FIRST_DAYS.take(months + more, mode="clip") for more in (0, 1))
    days += day - 1
    plain = (lengths(texts) == len(signs)) & (np.concatenate(digits).max(axis=0) <= 9)
    plain &= (signs[4] == ord("-")) & (signs[7] == ord("-")) & (year >= 1) & (month >= 1) & (month <= 12)
    plain &= (day >= 1) & (days < next_month)
    return days, plain


def have_two_readings(texts: pa.Array) -> Mask:
    """Return which plain numbers have three digits behind a point that may stand for thousands, as ``1.220``.

    >>> have_two_readings(pa.array(["1.220", "0.125", "1220.125", "-12.200", None])).tolist()
    [True, False, False, True, False]
    """
    may: Mask = stated(texts) & (endings(texts, len(".220"))[0] == ord("."))  # of few, so that few are matched
    few = texts.take(pa.array(np.flatnonzero(may)))
    may[may] = pc.match_substring_regex(few, r"^[-+]?[1-9][0-9]?[0-9]?\.[0-9]{3}$").to_numpy(zero_copy_only=False)
    return may


_LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))


def _shapes_of_placeholders() -> Mask:
    """Return by length, first byte and last byte whether a text in ASCII may say nothing."""
    shapes = np.zeros((_LONGEST_PLACEHOLDER + 2, 256, 256), np.bool_)
    for text in filter(str.isascii, filter(None, PLACEHOLDERS)):
        for first, last in product({text[0], text[0].upper()}, {text[-1], text[-1].upper()}):
            shapes[len(text), ord(first), ord(last)] = True
    shapes[0] = shapes[:, : ord(" ") + 1] = shapes[:, :, : ord(" ") + 1] = True  # white space, at either end
    return shapes.ravel()


_SHAPES = _shapes_of_placeholders()


def say_nothing(texts: pa.Array) -> Mask:
    """Return which texts stand for a missing value, such as ``n/a``.

    >>> say_nothing(pa.array([" N/A", "Rossi", "", "NÉANT", None])).tolist()
    [True, False, True, True, False]
    """
    held, bounds = _buffers(texts)
    starts, ends = bounds[:-1] - bounds[0], bounds[1:] - bounds[0]
    shapes = np.minimum(ends - starts, _LONGEST_PLACEHOLDER + 1).astype(np.int32) << 16
    for place, bits in ((starts, 8), (ends - 1, 0)) if len(held) else ():
        shapes |= held.take(place, mode="clip").astype(np.int32) << bits
    may: Mask = _SHAPES.take(shapes)
    if not _is_ascii(held):
        may[np.searchsorted(ends, np.flatnonzero(held >= 128), "right")] = True
    may &= stated(texts)
    if may.any():  # as in few columns, and to ask takes a tenth of what follows
        may[may] = are(texts.take(pa.array(np.flatnonzero(may))), says_nothing)
    return may
