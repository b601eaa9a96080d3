"""Columns of texts as they lie in memory, side by side: which are plain numbers or dates, and which say nothing."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.columnwise.check_digits import Bytes
from parzo_validate.columnwise.vectors import Integers, Mask
from parzo_validate.invoice.placeholders import PLACEHOLDERS, says_nothing
from parzo_validate.invoice.values import DECIMAL_PLACES

WHOLE_DIGITS = 10
_LONGEST = len("-") + WHOLE_DIGITS + len(".") + DECIMAL_PLACES
_SCALES = 10 ** np.array([DECIMAL_PLACES, *range(DECIMAL_PLACES, -1, -1)])
"""Units in the last digit of a number without a point, with a point at its end, with one decimal, and so on."""
_YEAR_MONTH_DAY = np.array([[1000, 100, 10, 1, 0, 0, 0, 0], [0, 0, 0, 0, 10, 1, 0, 0], [0, 0, 0, 0, 0, 0, 10, 1]])
"""What each digit of a date adds to its year, its month and its day."""


def stated(values: pa.Array) -> Mask:
    """Return which values are not null."""
    if not values.null_count:
        return np.ones(len(values), np.bool_)
    valid = values.is_valid()
    bits = np.frombuffer(valid.buffers()[1], np.uint8)
    return np.unpackbits(bits, count=valid.offset + len(valid), bitorder="little")[valid.offset :].view(np.bool_)


def holds_texts(values: pa.Array) -> bool:
    """Return whether the column is one of texts, valid or not."""
    return bool(pa.types.is_string(values.type) or pa.types.is_large_string(values.type))


def is_text(values: pa.Array) -> bool:
    """Return whether the column holds texts, all in valid UTF-8."""
    if not holds_texts(values):
        return False
    held, _ = _buffers(values)
    if held.view(np.int8).min(initial=0) >= 0:  # Nothing but ASCII, which needs no slower look.
        return True
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


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
    digits = signs[[0, 1, 2, 3, 5, 6, 8, 9]] - np.uint8(ord("0"))
    year, month, day = _YEAR_MONTH_DAY @ digits.astype(np.int64)
    months = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    plain = (lengths(texts) == len(signs)) & (digits.max(axis=0) <= 9) & (signs[[4, 7]] == ord("-")).all(axis=0)
    plain &= (year >= 1) & (month >= 1) & (month <= 12) & (days.astype("datetime64[M]") == months)
    return days.astype(np.int64), plain


def have_two_readings(texts: pa.Array) -> Mask:
    """Return which plain numbers have three digits behind a point that may stand for thousands, as ``1.220``.

    >>> have_two_readings(pa.array(["1.220", "0.125", "1220.125", "-12.200", None])).tolist()
    [True, False, False, True, False]
    """
    found = pc.match_substring_regex(texts, r"^[-+]?[1-9][0-9]?[0-9]?\.[0-9]{3}$")
    return found.fill_null(False).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


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
    shapes = np.minimum(lengths(texts), _LONGEST_PLACEHOLDER + 1) << 16
    for place, bits in ((starts, 8), (ends - 1, 0)) if len(held) else ():
        shapes |= held.take(place, mode="clip").astype(np.int64) << bits
    may = _SHAPES.take(shapes)
    may[np.searchsorted(ends, np.flatnonzero(held >= 128), "right")] = True  # what is not ASCII
    may &= stated(texts)
    may[may] = are(texts.take(pa.array(np.flatnonzero(may))), says_nothing)
    return may
