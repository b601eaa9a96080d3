"""What the VAT numbers of a column mean: the plain ones all at once, the others one by one.

Plain are eleven digits with or without ``IT`` before them, which nearly all are.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.texts import Integers, Mask, characters
from parzo_validate.vat_number import checksums_of_four, read_vat_number

WITHOUT_FAULT, EMPTY, PREFIXED, FOREIGN = 1, 2, 4, 8
_DIGITS = 11
_PLACES = 10 ** np.arange(_DIGITS)[::-1]
_REMEMBERED, _LONG = 2**16, 40
"""VAT numbers whose meaning is remembered from one batch to the next, and characters of one that is not."""


def meanings(texts: pa.Array) -> Integers:
    """Return what each text, of a column without nulls, means as a VAT number; last what it means to state none.

    >>> meanings(pa.array(["IT12345678903", "98765432109", "DE136695976"])).tolist()
    [5, 0, 13, 2]
    """
    found = np.full(len(texts) + 1, _looked_up(""), np.int64)
    odd = np.ones(len(texts), np.bool_)
    for prefix in (b"", b"IT"):
        plain, numbers = _plain(texts, prefix)
        found[plain] = np.where(_without_fault(numbers), WITHOUT_FAULT, 0) | (PREFIXED if prefix else 0)
        odd[plain] = False
    others = np.flatnonzero(odd)
    found[others] = np.fromiter(_meanings(texts.take(pa.array(others)).to_pylist()), np.int64, len(others))
    return found


def _plain(texts: pa.Array, prefix: bytes) -> tuple[Integers, Integers]:
    """Return which texts are eleven digits after the prefix, and these digits as numbers."""
    held, begins, lengths = characters(texts)
    places = np.flatnonzero(lengths == len(prefix) + _DIGITS)
    if not len(places):
        return places, places
    windows = np.lib.stride_tricks.sliding_window_view(held, len(prefix) + _DIGITS)[begins[places]]
    signs = np.ascontiguousarray(windows.T)  # The first of each text, the second of each, and so on.
    digits = signs[len(prefix) :] - np.uint8(ord("0"))  # What is no digit wraps around, beyond nine.
    plain = digits.max(axis=0) <= 9
    for letter, first in zip(prefix, signs, strict=False):
        plain &= first == letter
    return places[plain], (_PLACES @ digits)[plain]


def _without_fault(numbers: Integers) -> Mask:
    of_four = np.frombuffer(checksums_of_four(), np.uint8)
    checksums = of_four[numbers % 10_000] + of_four[numbers // 10_000 % 10_000] + of_four[numbers // 100_000_000]
    return np.asarray((checksums % 10 == 0) & (numbers > 0))


def _meanings(texts: list[str]) -> Iterator[int]:
    return (_remembered(text) if len(text) < _LONG else _looked_up(text) for text in texts)


def _looked_up(text: str) -> int:
    prefix, number, fault = read_vat_number(text)
    meaning = 0 if fault else WITHOUT_FAULT
    if not number:
        meaning |= EMPTY
    if prefix:
        meaning |= PREFIXED if prefix == "IT" else PREFIXED | FOREIGN
    return meaning


_remembered = lru_cache(_REMEMBERED)(_looked_up)
