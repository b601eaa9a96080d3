"""What is read of many rows: vectors of integers, amounts in units of 10^-8, dates in days.

A vector holds only what can be told exactly; whatever else is stated is *odd*, and its row is judged by itself.
Nothing is rounded: an odd value is not a wrong one, only one that is not worth a vector.
"""

from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from parzo_validate.domain.amounts import multiply
from parzo_validate.invoice.values import DECIMAL_PLACES

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

LINES = "line_items"
UNIT = 10**DECIMAL_PLACES


class Vector(NamedTuple):
    """Integers, which of them are stated, and which are odd. What is not stated, or is odd, is zero."""

    values: Integers
    stated: Mask
    odd: Mask


def units(amount: Decimal) -> int:
    """Return a plain amount in units of 10^-8.

    >>> units(Decimal("0.01"))
    1000000
    """
    return int(multiply(amount, Decimal(UNIT)))
