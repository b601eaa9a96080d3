"""Which of many documents a rule must see.

Column-wise code selects, and the rule decides. A function here returns the candidates of one rule; a row is none only
where presence and plain arithmetic show that the rule has nothing to say: the sums close, the total is positive. What
else keeps a rule silent (a discount, a credit note, a foreign vendor) stands in the rule alone, so a condition here may
be wider than the rule's, never narrower. An odd value counts as one of zero: its row is not to be judged by columns.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from parzo_validate.columnwise.vectors import LINES, Integers, Mask, Vector, units
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Check
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import RATES_OF_TODAY, UNCHANGED_SINCE, invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

_MOST = np.iinfo(np.int64).max
_RATES_OF_TODAY = [units(rate) for rate in RATES_OF_TODAY]


class Columns(Protocol):
    """What is read of many documents; of their lines one after the other, and ``line_rows`` has the row of each."""

    @property
    def line_rows(self) -> Integers:
        """The row of the document that each line belongs to."""

    def vector(self, section: str, name: str) -> Vector:
        """Return the amounts or dates of a field."""

    def vat_numbers(self, role: str) -> tuple[Mask, Mask]:
        """Return which documents state the VAT number of a party, and which of these numbers are without a fault."""


def _arithmetic_mismatch(read: Columns, policy: Policy) -> Mask:
    subtotal, tax, total = (read.vector("financials", name) for name in ("subtotal", "tax_amount", "total"))
    gaps = np.abs(total.values - subtotal.values - tax.values)
    closed = gaps <= np.int64(min(units(policy.tolerance), _MOST))
    settled: Mask = subtotal.stated & tax.stated & total.stated & closed
    return ~settled


def _invalid_total(read: Columns, policy: Policy) -> Mask:
    return ~(read.vector("financials", "total").values > 0)


def _invalid_it_vat_rate(read: Columns, policy: Policy) -> Mask:
    issued, rate = read.vector("invoice", "date"), read.vector("financials", "tax_rate")
    some, unusual = rate.stated.copy(), _are_unusual(rate)
    for key in ("vat_rate", "tax_rate"):
        rates = read.vector(LINES, key)
        some[read.line_rows[rates.stated]] = True
        unusual[read.line_rows[_are_unusual(rates)]] = True
    return ~some | unusual | (issued.stated & (issued.values < UNCHANGED_SINCE.toordinal()))


def _are_unusual(rates: Vector) -> Mask:
    if not rates.stated.any():
        return rates.stated
    return rates.stated & np.isin(rates.values, _RATES_OF_TODAY, invert=True)


def _invalid_piva_checksum(read: Columns, policy: Policy) -> Mask:
    (_, vendor_is_right), (buyer_is_stated, buyer_is_right) = map(read.vat_numbers, ("vendor", "buyer"))
    return ~vendor_is_right | (buyer_is_stated & ~buyer_is_right)


def _date_incoherence(read: Columns, policy: Policy) -> Mask:
    issued, due = read.vector("invoice", "date"), read.vector("invoice", "due_date")
    return due.stated & (~issued.stated | (issued.values > due.values))


CANDIDATES: Mapping[Check, Callable[[Columns, Policy], Mask]] = {
    arithmetic_mismatch.check: _arithmetic_mismatch,
    invalid_total.check: _invalid_total,
    invalid_it_vat_rate.check: _invalid_it_vat_rate,
    invalid_piva_checksum.check: _invalid_piva_checksum,
    date_incoherence.check: _date_incoherence,
}
"""By the check of the rule, so that a rule with another severity, or in other words, is run column-wise too."""
