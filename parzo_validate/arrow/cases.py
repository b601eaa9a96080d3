"""The five rules, column-wise.

A function here does not judge: it sorts the rows of a batch into *cases* of which the rule says the same. Case 0 is
that the rule has nothing to say. Of each other case one row is shown to the rule itself, and the answer holds for all
rows of the case; a row of its own case is judged alone. What the rule says, it says in one place only.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from parzo_validate.arrow.columns import Field
from parzo_validate.arrow.facts import Facts, PartyFacts
from parzo_validate.arrow.texts import Integers, Mask
from parzo_validate.arrow.vectors import UNIT, Vector, units
from parzo_validate.policy import Policy
from parzo_validate.rule import Check, Rule
from parzo_validate.rules import RULES
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import KNOWN_FROM, RATES, invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

SILENT, ALONE = 0, -1
_MOST = np.iinfo(np.int64).max


def _arithmetic_mismatch(facts: Facts, policy: Policy) -> Integers:
    sums = facts.sums
    subtotal, tax, total = sums["subtotal"], sums["tax_amount"], sums["total"]
    gap = total.values - subtotal.values - tax.values
    excused = _within(gap, policy)
    stamp_duty, discount = sums["stamp_duty"].values, sums["discount"].values
    if "stamp_duty" in policy.accepted_causes:
        excused |= _within(gap - stamp_duty, policy)
    if "discount" in policy.accepted_causes:
        excused |= _within(gap + discount, policy)
    if "discount_and_stamp_duty" in policy.accepted_causes:
        excused |= _within(gap + discount - stamp_duty, policy) & (stamp_duty != 0) & (discount != 0)
    missing = ~subtotal.stated + 2 * ~tax.stated + 4 * ~total.stated
    unexplained = np.where(excused, SILENT, ALONE)
    return np.where(missing, np.where(_states_no_tax(facts, policy), SILENT, missing), unexplained)


def _invalid_total(facts: Facts, policy: Policy) -> Integers:
    total = facts.sums["total"]
    right = (total.values > 0) | ((total.values < 0) & facts.credit_note)
    return np.select([~total.stated, right], [1, SILENT], ALONE)


def _invalid_it_vat_rate(facts: Facts, policy: Policy) -> Integers:
    rate, lines = facts.sums["tax_rate"], facts.line_rates
    issued = np.where(facts.issued.stated, facts.issued.values, date.max.toordinal())
    wrong = rate.stated & ~_in_force(rate, issued, facts.credit_note, policy)
    wrong_lines = lines.stated & ~_in_force(lines, issued[facts.line_rows], facts.credit_note[facts.line_rows], policy)
    no_rate = ~rate.stated & ~facts.with_a_line(lines.stated)
    return np.select(
        [
            facts.vendor.foreign | (no_rate & _states_no_tax(facts, policy)),
            no_rate,
            issued < KNOWN_FROM.toordinal(),
            wrong | facts.with_a_line(wrong_lines),
        ],
        [SILENT, 1, 2, ALONE],
        SILENT,
    )


def _in_force(rates: Vector, issued: Integers, credit_note: Mask, policy: Policy) -> Mask:
    legal = np.zeros(len(issued), np.bool_)
    for rate, first, last in RATES:
        since, not_past = issued >= first.toordinal(), credit_note | (issued <= last.toordinal())
        legal |= (rates.values == rate * UNIT) & since & not_past
    for extra in policy.extra_vat_rates:
        legal |= rates.values == min(units(extra), _MOST)
    return legal


def _invalid_piva_checksum(facts: Facts, policy: Policy) -> Integers:
    """Rows that state the same are one case; a party of which the rule says nothing does not count."""
    vendor, buyer = _concerned(facts.vendor), _concerned(facts.buyer) & ~facts.buyer.empty
    rows = np.flatnonzero(vendor | buyer)
    stated = zip(facts.vendor.texts(rows, vendor), facts.buyer.texts(rows, buyer), strict=True)
    number_of: dict[object, int] = {}
    cases = np.zeros(len(facts.odd), np.int64)
    cases[rows] = [number_of.setdefault(texts, len(number_of) + 1) for texts in stated]
    return cases


def _concerned(party: PartyFacts) -> Mask:
    return ~party.without_fault & ~party.foreign


def _date_incoherence(facts: Facts, policy: Policy) -> Integers:
    missing = ~facts.issued.stated + 2 * ~facts.due.stated
    return np.where(missing, missing, np.where(facts.issued.values > facts.due.values, ALONE, SILENT))


def _states_no_tax(facts: Facts, policy: Policy) -> Mask:
    sums, lines = facts.sums, facts.line_rates
    subtotal, total = sums["subtotal"], sums["total"]
    taxed: Mask = (sums["tax_amount"].values != 0) | (sums["tax_rate"].values != 0)
    taxed |= facts.with_a_line(lines.values != 0)
    return ~taxed & subtotal.stated & total.stated & _within(total.values - subtotal.values, policy)


def _within(difference: Integers, policy: Policy) -> Mask:
    return np.abs(difference) <= np.int64(min(units(policy.tolerance), _MOST))


def numbered(cases: Integers) -> Integers:
    """Return the cases with a number of its own for each row that is judged alone."""
    alone = cases == ALONE
    return np.where(alone, cases.max(initial=SILENT) + np.cumsum(alone), cases)


class ColumnWise(NamedTuple):
    """How a rule is run on a batch: the function that sorts the rows into cases, and the fields that the rule reads."""

    cases: Callable[[Facts, Policy], Integers]
    fields: frozenset[Field]


def _fields(**names: Iterable[str]) -> frozenset[Field]:
    return frozenset((section, name) for section, several in names.items() for name in several)


_AMOUNTS_OF_LINES, _RATES_OF_LINES = ("amount", "total"), ("vat_rate", "tax_rate")
_ALL_SUMS = ("subtotal", "tax_rate", "tax_amount", "total", "discount", "stamp_duty", "withholding_tax")

COLUMN_WISE: Mapping[Check, ColumnWise] = {
    arithmetic_mismatch.check: ColumnWise(
        _arithmetic_mismatch, _fields(financials=_ALL_SUMS, line_items=(*_AMOUNTS_OF_LINES, *_RATES_OF_LINES))
    ),
    invalid_total.check: ColumnWise(_invalid_total, _fields(financials=["total"], invoice=["type"])),
    invalid_it_vat_rate.check: ColumnWise(
        _invalid_it_vat_rate,
        _fields(
            vendor=["vat_number", "country"],
            invoice=["date", "type"],
            financials=["subtotal", "tax_rate", "tax_amount", "total"],
            line_items=_RATES_OF_LINES,
        ),
    ),
    invalid_piva_checksum.check: ColumnWise(
        _invalid_piva_checksum, _fields(vendor=["vat_number", "country"], buyer=["vat_number", "country"])
    ),
    date_incoherence.check: ColumnWise(_date_incoherence, _fields(invoice=["date", "due_date"])),
}
"""By the check of the rule, so that a rule that only weighs otherwise is run column-wise too."""
_DOCUMENTED = {rule.check: rule for rule in RULES}


def is_column_wise(rule: Rule) -> bool:
    """Return whether the rule is a documented one, which may weigh otherwise but says the same."""
    return rule.check in COLUMN_WISE and rule.messages == _DOCUMENTED[rule.check].messages
