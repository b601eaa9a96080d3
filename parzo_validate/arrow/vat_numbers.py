"""Which VAT numbers of a column are right: the plain ones all at once, the others one by one.

Plain are eleven digits with or without ``IT`` before them, which nearly all are.
"""

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.integers import Bytes, Mask
from parzo_validate.arrow.texts import are, endings, lengths, stated
from parzo_validate.domain.vat_number import read_vat_number

_VAT_DIGITS = 11


def have_no_fault(texts: pa.Array) -> Mask:
    """Return which texts hold a VAT number without a fault; a foreign one has none that an Italian one has.

    >>> have_no_fault(pa.array(["IT12345678903", "98765432109", "DE136695976", None])).tolist()
    [True, False, True, False]
    """
    there, signs, sizes = stated(texts), endings(texts, len("IT") + _VAT_DIGITS), lengths(texts)
    digits = signs[len("IT") :] - np.uint8(ord("0"))  # What is no digit wraps around, beyond nine.
    prefixed = (sizes == len(signs)) & (signs[0] == ord("I")) & (signs[1] == ord("T"))
    plain = there & (prefixed | (sizes == _VAT_DIGITS)) & (digits.max(axis=0) <= 9)
    found: Mask = plain & _have_right_check_digit(digits)
    others = np.flatnonzero(there & ~plain)
    found[others] = are(texts.take(pa.array(others)), lambda text: not read_vat_number(text)[2])
    return found


def _have_right_check_digit(digits: Bytes) -> Mask:
    """Return which numbers have a right check digit (Luhn) and are not all zeros; their first digits come first."""
    single, doubled = digits[::2], 2 * digits[1::2]
    doubled -= (doubled > 9) * np.uint8(9)
    checksum = np.concatenate([single, doubled]).sum(axis=0, dtype=np.uint8)
    return np.asarray((checksum % 10 == 0) & (checksum > 0))
