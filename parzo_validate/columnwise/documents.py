"""Which of the plain documents of an archive a rule must see: what ``selection`` tells of columns, told of each alone.

Here too the rule decides, and a condition may be wider than the rule's, never narrower. A document is asked as soon as
it is decoded, while it is in the cache of a core, which takes seven tenths of the time of columns of hundreds of them.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from parzo_validate.columnwise.vectors import UNIT, units
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Check
from parzo_validate.invoice.documented import DECIMALS
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import RATES_OF_TODAY, UNCHANGED_SINCE, invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

_SCALE: int = 10**DECIMALS
"""Amounts of so few decimals are whole times this, but for what their floats are off by, which is rounded away."""
_RATES_OF_TODAY = frozenset(map(int, RATES_OF_TODAY))


def _arithmetic_mismatch(document: Any, policy: Policy) -> bool:
    total, subtotal, tax = (sums := document.financials).total, sums.subtotal, sums.tax_amount
    if total is None or subtotal is None or tax is None:
        return True
    gap: int = round(total * _SCALE) - round(subtotal * _SCALE) - round(tax * _SCALE)
    return gap != 0 and abs(gap) * (UNIT // _SCALE) > units(policy.tolerance)


def _invalid_total(document: Any, policy: Policy) -> bool:
    total = document.financials.total
    return total is None or total <= 0


def _invalid_it_vat_rate(document: Any, policy: Policy) -> bool:
    rates = {document.financials.tax_rate}
    for line in document.line_items or ():
        rates.add(line.vat_rate)
        rates.add(line.tax_rate)
    rates.discard(None)
    if not rates or not rates <= _RATES_OF_TODAY:
        return True
    header = document.invoice
    return header is not None and header.date is not None and header.date < UNCHANGED_SINCE


def _invalid_piva_checksum(document: Any, policy: Policy) -> bool:
    vendor, buyer = document.vendor.vat_number, document.buyer and document.buyer.vat_number
    return vendor is None or not _is_without_fault(vendor) or not (buyer is None or _is_without_fault(buyer))


def _date_incoherence(document: Any, policy: Policy) -> bool:
    header = document.invoice
    if not header or header.due_date is None:
        return False
    return header.date is None or header.date > header.due_date


MAY_SPEAK: Mapping[Check, Callable[[Any, Policy], bool]] = {
    arithmetic_mismatch.check: _arithmetic_mismatch,
    invalid_total.check: _invalid_total,
    invalid_it_vat_rate.check: _invalid_it_vat_rate,
    invalid_piva_checksum.check: _invalid_piva_checksum,
    date_incoherence.check: _date_incoherence,
}
"""Whether a rule may have something to say of a document, by its check."""


def _is_without_fault(number: str) -> bool:
    return not read_vat_number(number)[2]


_TEXTS = {
    section: [attrgetter(name) for name, kind in kinds.items() if kind == "text"] for section, kinds in FIELDS.items()
}


def has_silent_text(document: Any) -> bool:
    """Return whether a text of a plain document says nothing, which is to be listed as coerced."""
    for section, texts_of in _TEXTS.items():
        held = getattr(document, section)
        for record in held if isinstance(held, list) else filter(None, [held]):
            texts = [text_of(record) for text_of in texts_of]
            if any(text is not None and says_nothing(text) for text in texts):
                return True
    return False
