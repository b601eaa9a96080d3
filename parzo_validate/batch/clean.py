"""Which lines of an archive are clean at a glance: in two thirds of the time that it takes to read and judge each.

Their bytes are searched together, many lines at once, for what would have to be looked at closely. It needs the extra
``fast``; without it, and for whatever is not clean at a glance, each document is read by itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from msgspec import Meta

from parzo_validate.batch.silence import may_be_silent
from parzo_validate.domain.vat_number import is_plainly_right
from parzo_validate.invoice.decoded import decoder
from parzo_validate.invoice.documented import DECIMALS, may_have_lost_digits
from parzo_validate.invoice.values import EXACT_BELOW
from parzo_validate.rules.at_a_glance import has_right_dates
from parzo_validate.rules.invalid_it_vat_rate import DOUBLES_OF_TODAY, are_of_today

GROUP = 70
"""Lines whose bytes are searched together: so few that malloc need not ask the system for memory each time."""

_decoded = decoder(Annotated[float, Meta(gt=-EXACT_BELOW, lt=EXACT_BELOW)])
_MANY = DECIMALS + 1
_SCALE = 10**DECIMALS
"""Amounts of so few decimals are whole times this, but for what their doubles are off by, which is rounded away."""

_is_right = lru_cache(maxsize=4096)(is_plainly_right)
"""A buyer receives all invoices of an archive, and few vendors send most of them: a third of the time."""


def are_clean(several: Sequence[bytes]) -> list[bool]:
    """Return whether each document is clean at a glance, and was read as it stands.

    >>> true = b'{"vendor": {"vat_number": "IT12345678903"}, "buyer": {"vat_number": "98765432103"}, %s}'
    >>> sums = b'"invoice": {"date": "2026-04-01"}, "financials": {"subtotal": 100, "tax_rate": 22, "tax_amount": %s}'
    >>> are_clean([true % (sums % b'22.0, "total": 122'), true % (sums % b'22.0, "total": 121.98'), b"{}"])
    [True, False, False]
    """
    clean: list[bool] = []
    for start in range(0, len(several), GROUP):
        group = several[start : start + GROUP]
        are_odd = may_be_silent(group)
        if _may_have_lost_digits(b"".join(group)):
            are_odd = [is_odd or may_have_lost_digits(raw) for raw, is_odd in zip(group, are_odd, strict=True)]
        clean += [not is_odd and _is_clean(_decoded(raw)) for raw, is_odd in zip(group, are_odd, strict=True)]
    return clean


def _is_clean(document: Any) -> bool:
    """Return what ``is_clean_at_a_glance`` does, of a document whose numbers are doubles, or of none."""
    if document is None:
        return False
    sums = document.financials
    total, subtotal, tax_amount = sums.total, sums.subtotal, sums.tax_amount
    if total is None or subtotal is None or tax_amount is None or total <= 0:
        return False
    if round(total * _SCALE) - round(subtotal * _SCALE) - round(tax_amount * _SCALE):
        return False
    rates = [line.tax_rate if line.vat_rate is None else line.vat_rate for line in document.lines]
    return (
        are_of_today(sums.tax_rate, rates, document.invoice.date, DOUBLES_OF_TODAY)
        and has_right_dates(document)
        and _is_right(document.vendor.vat_number)
        and _is_right(document.buyer.vat_number)
    )


def _may_have_lost_digits(whole: bytes) -> bool:
    """Return what ``may_have_lost_digits`` does, of many lines in a third of the time."""
    signs = np.frombuffer(whole, np.uint8)
    are_digits = signs - np.uint8(ord("0")) <= 9  # what stands before the digits wraps around, beyond nine
    decimals = (signs[:-_MANY] == ord(".")) & are_digits[_MANY:]
    exponents = (signs[2:] == ord("-")) & (signs[1:-1] | 0x20 == ord("e")) & are_digits[:-2]
    return bool(decimals.any() or exponents.any())
