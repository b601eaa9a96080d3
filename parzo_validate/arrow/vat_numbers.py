"""What the VAT numbers of a column mean: the plain ones all at once, the others one by one.

Plain are eleven digits with or without ``IT`` before them, which nearly all are.
"""

from functools import lru_cache

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.texts import Bytes, Mask, Texts, endings, lengths, stated
from parzo_validate.domain.vat_number import read_vat_number

WITHOUT_FAULT, EMPTY, PREFIXED, FOREIGN = 1, 2, 4, 8
_DIGITS = 11
_REMEMBERED, _LONG = 2**16, 40
"""VAT numbers whose meaning is remembered from one batch to the next, and characters of one that is not."""


def meanings(texts: pa.Array) -> Bytes:
    """Return what each text means as a VAT number; null is none.

    >>> meanings(pa.array(["IT12345678903", "98765432109", "DE136695976", None])).tolist()
    [5, 0, 13, 2]
    """
    signs, sizes = endings(texts, len("IT") + _DIGITS), lengths(texts)
    digits = signs[len("IT") :] - np.uint8(ord("0"))  # What is no digit wraps around, beyond nine.
    prefixed = (sizes == len(signs)) & (signs[0] == ord("I")) & (signs[1] == ord("T"))
    plain = stated(texts) & (prefixed | (sizes == _DIGITS)) & (digits.max(axis=0) <= 9)
    found: Bytes = np.uint8(WITHOUT_FAULT) * _without_fault(digits) | np.uint8(PREFIXED) * prefixed
    others = np.flatnonzero(~plain)
    found[others] = Texts.of(texts.take(pa.array(others))).mean(_meaning)
    return found


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
