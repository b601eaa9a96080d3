"""Check digits of many Italian VAT numbers at once."""

import numpy as np
import numpy.typing as npt

from parzo_validate.columnwise.vectors import Mask

Bytes = npt.NDArray[np.uint8]

VAT_DIGITS = 11


def have_right_check_digit(digits: Bytes) -> Mask:
    """Return which numbers have a right check digit (Luhn) and are not all zeros; their first digits come first.

    >>> have_right_check_digit(np.array([list(b"12345678903"), list(b"98765432109")], np.uint8).T - 48).tolist()
    [True, False]
    """
    single, doubled = digits[::2], 2 * digits[1::2]
    doubled -= (doubled > 9) * np.uint8(9)
    checksum = np.concatenate([single, doubled]).sum(axis=0, dtype=np.uint8)
    return np.asarray((checksum % 10 == 0) & (checksum > 0))
