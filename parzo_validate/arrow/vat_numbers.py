"""What the VAT numbers of a column mean: the plain ones all at once, the others one by one.

Plain are eleven digits with or without ``IT`` before them, which nearly all are.
"""

from functools import lru_cache

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.texts import Bytes, Integers, Mask, Texts, characters
from parzo_validate.vat_number import read_vat_number

WITHOUT_FAULT, EMPTY, PREFIXED, FOREIGN = 1, 2, 4, 8
_DIGITS = 11
_REMEMBERED, _LONG = 2**16, 40
"""VAT numbers whose meaning is remembered from one batch to the next, and characters of one that is not."""


def meanings(texts: pa.Array) -> Bytes:
    """Return what each text means as a VAT number; null is none.

    >>> meanings(pa.array(["IT12345678903", "98765432109", "DE136695976", None])).tolist()
    [5, 0, 13, 2]
    """
    held, begins, lengths = characters(texts)
    found, odd = np.zeros(len(texts), np.uint8), np.ones(len(texts), np.bool_)
    for prefix, prefixed in ((b"", 0), (b"IT", PREFIXED)):
        rows = np.flatnonzero(lengths == len(prefix) + _DIGITS)
        plain, without_fault = _plain(held, begins[rows], prefix)
        rows = rows[plain]
        found[rows] = np.uint8(prefixed) + np.uint8(WITHOUT_FAULT) * without_fault[plain]
        odd[rows] = False
    others = np.flatnonzero(odd)
    found[others] = Texts.of(texts.take(pa.array(others))).mean(_meaning)
    return found


def _plain(held: Bytes, begins: Integers, prefix: bytes) -> tuple[Mask, Mask]:
    """Return which texts, of those that begin there, are digits after the prefix, and which of these have no fault."""
    signs = np.array([held[place:].take(begins) for place in range(len(prefix) + _DIGITS)])
    digits = signs[len(prefix) :] - np.uint8(ord("0"))  # What is no digit wraps around, beyond nine.
    plain = digits.max(axis=0) <= 9
    for letter, first in zip(prefix, signs, strict=False):
        plain &= first == letter
    return plain, _without_fault(digits)


def _without_fault(digits: Bytes) -> Mask:
    """Return which numbers have a right check digit (Luhn) and are not all zeros; their first digits come first."""
    single, doubled = digits[::2], 2 * digits[1::2]
    doubled -= (doubled > 9) * np.uint8(9)
    checksum = np.concatenate([single, doubled]).sum(axis=0, dtype=np.uint8)
    return np.asarray((checksum % 10 == 0) & (checksum > 0))


def _meaning(text: str | None) -> int:
    text = text or ""
    return _remembered(text) if len(text) < _LONG else _looked_up(text)


def _looked_up(text: str) -> int:
    prefix, number, fault = read_vat_number(text)
    meaning = 0 if fault else WITHOUT_FAULT
    if not number:
        meaning |= EMPTY
    if prefix:
        meaning |= PREFIXED if prefix == "IT" else PREFIXED | FOREIGN
    return meaning


_remembered = lru_cache(_REMEMBERED)(_looked_up)
