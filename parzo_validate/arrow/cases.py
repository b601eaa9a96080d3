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
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Check, Rule
from parzo_validate.invoice.model import Financials
from parzo_validate.rules import RULES
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import KNOWN_FROM, RATES, UNCHANGED_SINCE, invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

SILENT, ALONE = 0, -1
_MOST = np.iinfo(np.int64).max
_RATES, _FIRST_DAYS, _LAST_DAYS = np.array(
    [(rate * UNIT, first.toordinal(), last.toordinal()) for rate, first, last in RATES], np.int64
).T
_RATES_OF_TODAY = [rate * UNIT for rate, _, last in RATES if last == date.max]


def _arithmetic_mismatch(facts: Facts, policy: Policy) -> Integers:
    subtotal, tax, total = (facts.sums[name] for name in ("subtotal", "tax_amount", "total"))
    gaps = total.values - subtotal.values - tax.values
    rows = np.flatnonzero(~_within(gaps, policy))
    cases = np.zeros(len(gaps), np.int64)
    cases[rows] = np.where(_is_excused(gaps[rows], facts, policy, rows), SILENT, ALONE)
    lacking, missing = _lacking(subtotal, tax, total)
    cases[lacking] = np.where(_states_no_tax(facts, policy, lacking), SILENT, missing)
    return cases


def _is_excused(gaps: Integers, facts: Facts, policy: Policy, rows: Integers) -> Mask:
    """Return which gaps the usual amounts explain; those that others may explain are left to the rule."""
    stamp_duty, discount = (facts.sums[name].values[rows] for name in ("stamp_duty", "discount"))
    excused = np.zeros(len(rows), np.bool_)
    if "stamp_duty" in policy.accepted_causes:
        excused |= _within(gaps - stamp_duty, policy)
    if "discount" in policy.accepted_causes:
        excused |= _within(gaps + discount, policy)
    if "discount_and_stamp_duty" in policy.accepted_causes:
        excused |= _within(gaps + discount - stamp_duty, policy) & (stamp_duty != 0) & (discount != 0)
    return excused


def _invalid_total(facts: Facts, policy: Policy) -> Integers:
    total = facts.sums["total"]
    cases = np.where(total.values > 0, SILENT, np.where(total.stated, ALONE, 1))
    negative = np.flatnonzero(total.values < 0)
    cases[negative[facts.are_credit_notes(negative)]] = SILENT
    return cases


def _invalid_it_vat_rate(facts: Facts, policy: Policy) -> Integers:
    rate, lines = facts.sums["tax_rate"], facts.line_rates
    issued = np.where(facts.issued.stated, facts.issued.values, date.max.toordinal())
    cases = np.zeros(len(issued), np.int64)
    cases[_rows_of_wrong_rates(issued, facts, policy)] = ALONE
    cases[issued < KNOWN_FROM.toordinal()] = 2
    no_rate = np.flatnonzero(~rate.stated & ~facts.with_a_line(lines.stated))
    cases[no_rate] = np.where(_states_no_tax(facts, policy, no_rate), SILENT, 1)
    cases[facts.vendor.foreign] = SILENT
    return cases


def _rows_of_wrong_rates(issued: Integers, facts: Facts, policy: Policy) -> Integers:
    """Return the rows that state a rate, or whose lines do, which is not legal: of the unusual ones, which are few."""
    document, lines, line_rows = facts.sums["tax_rate"], facts.line_rates, facts.line_rows
    recent = issued >= UNCHANGED_SINCE.toordinal()
    unusual, unusual_lines = _unusual(document, recent), _unusual(lines, recent[line_rows])
    rates = np.concatenate([document.values[unusual], lines.values[unusual_lines]])
    rows = np.concatenate([unusual, line_rows[unusual_lines]])
    rate, day = rates[:, None], issued[rows, None]
    known = (rate == _RATES) & (day >= _FIRST_DAYS)
    legal = (known & (day <= _LAST_DAYS)).any(axis=1)
    for extra in policy.extra_vat_rates:
        legal |= rates == min(units(extra), _MOST)
    past = np.flatnonzero(known.any(axis=1) & ~legal)
    legal[past] = facts.are_credit_notes(rows[past])
    wrong: Integers = rows[~legal]
    return wrong


def _unusual(rates: Vector, recent: Mask) -> Integers:
    return np.flatnonzero(rates.stated & ~(recent & np.isin(rates.values, _RATES_OF_TODAY)))


def _invalid_piva_checksum(facts: Facts, policy: Policy) -> Integers:
    """Rows that state the same numbers are one case; that of a party of which the rule says nothing does not count."""
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
    issued, due = facts.issued, facts.due
    cases = np.where(due.stated & (issued.values > due.values), ALONE, SILENT)
    cases[due.stated & ~issued.stated] = 1
    return cases


def _lacking(*vectors: Vector) -> tuple[Integers, Integers]:
    """Return the rows that lack one of these values, and a number for which of them each lacks."""
    stated = np.array([vector.stated for vector in vectors])
    rows = np.flatnonzero(~stated.all(axis=0))
    return rows, 2 ** np.arange(len(vectors)) @ ~stated[:, rows]


def _states_no_tax(facts: Facts, policy: Policy, rows: Integers) -> Mask:
    subtotal, tax, rate, total = (facts.sums[name] for name in ("subtotal", "tax_amount", "tax_rate", "total"))
    taxed: Mask = (tax.values[rows] != 0) | (rate.values[rows] != 0)
    taxed |= facts.with_a_line(facts.line_rates.values != 0)[rows]
    same = _within(total.values[rows] - subtotal.values[rows], policy)
    return ~taxed & subtotal.stated[rows] & total.stated[rows] & same


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
_ALL_SUMS = tuple(name for name in Financials.model_fields if name not in ("currency", "amount_due"))

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
