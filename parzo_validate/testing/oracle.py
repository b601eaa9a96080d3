"""What must be flagged for certain, by arithmetic of its own: integers, the words of DOMAIN.md, no rule's code.

It judges results like those of ``coherent_results``, also after a defect. Where it is not certain it says nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from parzo_validate.testing.facts import (
    FIRST_DAY,
    FOREIGN_COUNTRIES,
    italian_rates,
    partita_iva_check_digit,
    past_rates,
)

Result = Mapping[str, Any]

_CENT = Fraction(1, 100)
CREDIT_NOTE_TYPES = ("credit_note", "TD04", "Nota di credito")


def certain_codes(result: Result) -> frozenset[str]:
    """Return the codes of the rules that must flag the result.

    >>> sorted(certain_codes({"financials": {"subtotal": 10, "tax_amount": 2.2, "total": 0}}))
    ['ARITHMETIC_MISMATCH', 'INVALID_TOTAL']
    """
    return frozenset(code for code, must_flag in _MUST_FLAG.items() if must_flag(result))


def number(value: object) -> Fraction | None:
    """Return a number exactly as it is written; ``None`` when there is none, or none that can be read."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return None
    return None if value is None else Fraction(str(value))


def read_date(text: object) -> date | None:
    """Return the date that an ISO text names, if it does."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _sums_cannot_close(result: Result) -> bool:
    """Subtotal + tax misses the total by more than a cent, whichever way stamp duty and discount are counted."""
    sums = {name: number(amount) for name, amount in _section(result, "financials").items() if name != "currency"}
    subtotal, tax, total = (sums.get(name) for name in ("subtotal", "tax_amount", "total"))
    if subtotal is None or tax is None or total is None:
        return False
    stamp_duty, discount = sums.get("stamp_duty") or 0, sums.get("discount") or 0
    stated = ((bollo, less) for bollo in (0, stamp_duty, -stamp_duty) for less in (0, discount, -discount))
    return all(abs(total - subtotal - tax - bollo + less) > _CENT for bollo, less in stated)


def _asks_for_nothing(result: Result) -> bool:
    total = number(_section(result, "financials").get("total"))
    return total is not None and (total == 0 or (total < 0 and not _is_credit_note(result)))


def _has_a_foreign_rate(result: Result) -> bool:
    issued = read_date(_section(result, "invoice").get("date"))
    rates = [_section(result, "financials").get("tax_rate"), *map(_line_rate, result.get("line_items") or ())]
    if not may_be_italian(_section(result, "vendor")) or (issued is not None and issued < FIRST_DAY):
        return False
    day = issued or date.max
    legal = past_rates(day) if _is_credit_note(result) else italian_rates(day)
    return any(rate not in legal for rate in map(number, rates) if rate is not None)


def _line_rate(line: Result) -> object:
    return line.get("tax_rate") if line.get("vat_rate") is None else line["vat_rate"]


def _has_a_wrong_number(result: Result) -> bool:
    return any(_is_wrong(_section(result, role)) for role in ("vendor", "buyer"))


def _is_wrong(party: Mapping[str, Any]) -> bool:
    digits = str(party.get("vat_number") or "").removeprefix("IT")
    if not digits or not may_be_italian(party):
        return False
    if not re.fullmatch("[0-9]{11}", digits) or not int(digits):
        return True
    return digits[-1] != partita_iva_check_digit(digits[:-1])


def may_be_italian(party: Mapping[str, Any]) -> bool:
    """Return whether neither the prefix of the VAT number nor, without one, the country says otherwise."""
    prefix = re.match("[A-Z]{2}(?=[0-9])", party.get("vat_number") or "")
    if prefix:
        return prefix[0] == "IT"
    return all(party.get("country") not in country.names for country in FOREIGN_COUNTRIES.values())


def _is_due_before_it_is_issued(result: Result) -> bool:
    issued, due = (read_date(_section(result, "invoice").get(name)) for name in ("date", "due_date"))
    return issued is not None and due is not None and due < issued


def _is_credit_note(result: Result) -> bool:
    return _section(result, "invoice").get("type") in CREDIT_NOTE_TYPES


def _section(result: Result, name: str) -> Mapping[str, Any]:
    return result.get(name) or {}


_MUST_FLAG: Mapping[str, Callable[[Result], bool]] = {
    "ARITHMETIC_MISMATCH": _sums_cannot_close,
    "INVALID_TOTAL": _asks_for_nothing,
    "INVALID_IT_VAT_RATE": _has_a_foreign_rate,
    "INVALID_PIVA_CHECKSUM": _has_a_wrong_number,
    "DATE_INCOHERENCE": _is_due_before_it_is_issued,
}
