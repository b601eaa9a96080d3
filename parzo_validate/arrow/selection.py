"""Which rows a rule must see.

Column-wise code selects, and the rule decides. A function here returns the candidates of one rule; a row is none only
where presence and plain arithmetic show that the rule has nothing to say: the sums close, the total is positive. What
else keeps a rule silent (a discount, a credit note, a foreign vendor) stands in the rule alone, so a condition here may
be wider than the rule's, never narrower. An odd value counts as one of zero: its row is not to be judged by columns.
"""

from collections.abc import Callable, Mapping

import numpy as np

from parzo_validate.arrow.integers import LINES, Mask, Vector, units
from parzo_validate.arrow.read_columns import ReadColumns
from parzo_validate.arrow.texts import stated
from parzo_validate.arrow.vat_numbers import have_no_fault
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Check
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import RATES_OF_TODAY, UNCHANGED_SINCE, invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

_MOST = np.iinfo(np.int64).max
_RATES_OF_TODAY = [units(rate) for rate in RATES_OF_TODAY]


def _arithmetic_mismatch(read: ReadColumns, policy: Policy) -> Mask:
    subtotal, tax, total = (read.vector("financials", name) for name in ("subtotal", "tax_amount", "total"))
    gaps = np.abs(total.values - subtotal.values - tax.values)
    closed = gaps <= np.int64(min(units(policy.tolerance), _MOST))
    settled: Mask = subtotal.stated & tax.stated & total.stated & closed
    return ~settled


def _invalid_total(read: ReadColumns, policy: Policy) -> Mask:
    return ~(read.vector("financials", "total").values > 0)


def _invalid_it_vat_rate(read: ReadColumns, policy: Policy) -> Mask:
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


def _invalid_piva_checksum(read: ReadColumns, policy: Policy) -> Mask:
    vendor, buyer = (read.text(role, "vat_number") for role in ("vendor", "buyer"))
    return ~have_no_fault(vendor) | (stated(buyer) & ~have_no_fault(buyer))


def _date_incoherence(read: ReadColumns, policy: Policy) -> Mask:
    issued, due = read.vector("invoice", "date"), read.vector("invoice", "due_date")
    return due.stated & (~issued.stated | (issued.values > due.values))


CANDIDATES: Mapping[Check, Callable[[ReadColumns, Policy], Mask]] = {
    arithmetic_mismatch.check: _arithmetic_mismatch,
    invalid_total.check: _invalid_total,
    invalid_it_vat_rate.check: _invalid_it_vat_rate,
    invalid_piva_checksum.check: _invalid_piva_checksum,
    date_incoherence.check: _date_incoherence,
}
"""By the check of the rule, so that a rule with another severity, or in other words, is run column-wise too."""
