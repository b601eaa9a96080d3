"""What must be flagged for certain, by arithmetic of its own: fractions, the documented meanings, no rule's code.

It knows the shapes in which the strategies write and print values, also after a defect; see ``readings``. Where it
meets another it is not certain, and says nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from parzo_validate.testing.facts import FIRST_DAY, ITALY, italian_rates, partita_iva_check_digit, past_rates
from parzo_validate.testing.readings import documented

Result = Mapping[str, Any]

CREDIT_NOTE_TYPES = ("credit_note", "TD04", "Nota di credito")
_INVOICE_TYPES = (None, "invoice", "TD01", "Fattura")
_CENT = Fraction(1, 100)

_is_plain_number = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,8})?").fullmatch
_is_vat_number = re.compile(
    r"(IT)?([0-9]+|(?=.{11}$)[0-9]*[OISB][0-9]*|[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z])"
).fullmatch
"""Digits; eleven of them with one read as a letter; a personal fiscal code."""


def certain_codes(result: Result) -> frozenset[str]:
    """Return the codes of the rules that must flag the result.

    >>> sorted(certain_codes({"financials": {"subtotal": 10, "tax_amount": 2.2, "total": 0}}))
    ['ARITHMETIC_MISMATCH', 'INVALID_TOTAL']
    >>> sorted(certain_codes({"financials": {"subtotal": "10,00 €", "tax_amount": "2,20 €", "total": "10,00 €"}}))
    ['ARITHMETIC_MISMATCH']
    """
    read = documented(result)
    return frozenset(code for code, must_flag in _MUST_FLAG.items() if must_flag(read))


def number(value: object) -> Fraction | None:
    """Return a number exactly as it is written; ``None`` when there is none, or none that is surely read as it stands.

    >>> number(0.1), number("1.220,10"), number(True)
    (Fraction(1, 10), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    text = str(value)
    return Fraction(text) if _is_plain_number(text) else None


def read_date(text: object) -> date | None:
    """Return the date that a text names as ``YYYY-MM-DD``, if it does."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _sums_cannot_close(result: Result) -> bool:
    """Subtotal + tax misses the total by more than a cent, whichever way stamp duty and discount are counted."""
    stated = _section(result, "financials")
    subtotal, tax, total = (number(stated.get(name)) for name in ("subtotal", "tax_amount", "total"))
    stamp_duty, discount = (_or_zero(stated.get(name)) for name in ("stamp_duty", "discount"))
    if any(stated.get(name) is not None for name in ("rounding", "charges")):
        return False
    if subtotal is None or tax is None or total is None or stamp_duty is None or discount is None:
        return False
    excuses = ((bollo, reduction) for bollo in (0, stamp_duty, -stamp_duty) for reduction in (0, discount, -discount))
    return all(abs(total - subtotal - tax - bollo + reduction) > _CENT for bollo, reduction in excuses)


def _or_zero(value: object) -> Fraction | None:
    """Return the number, zero for a null, ``None`` where it cannot be read."""
    return Fraction(0) if value is None else number(value)


def _asks_for_nothing(result: Result) -> bool:
    total = number(_section(result, "financials").get("total"))
    is_an_invoice = _section(result, "invoice").get("type") in _INVOICE_TYPES
    return total is not None and (total == 0 or (total < 0 and is_an_invoice))


def _has_a_foreign_rate(result: Result) -> bool:
    header, lines = _section(result, "invoice"), result.get("line_items") or ()
    issued = read_date(header.get("date"))
    if not _is_surely_italian_in(result, "vendor") or (issued is None) != (header.get("date") is None):
        return False
    day = issued or date.max
    rates = [_section(result, "financials").get("tax_rate"), *(_line_rate(line) for line in lines)]
    legal = italian_rates(day) if header.get("type") in _INVOICE_TYPES else past_rates(day)
    return day >= FIRST_DAY and any(rate not in legal for rate in map(number, rates) if rate is not None)


def _line_rate(line: object) -> object:
    if not isinstance(line, Mapping):
        return None
    return line.get("tax_rate") if line.get("vat_rate") is None else line["vat_rate"]


def _has_a_wrong_number(result: Result) -> bool:
    return any(_is_surely_italian_in(result, role) and _is_wrong(result.get(role)) for role in ("vendor", "buyer"))


def _is_surely_italian_in(result: Result, role: str) -> bool:
    """Return whether the party is Italian, also by what else the document says where the party is silent."""
    party, vendor = _section(result, role), _section(result, "vendor")
    if not is_surely_italian(result.get(role)):
        return False
    if str(party.get("vat_number") or "").startswith("IT") or party.get("country") in ITALY:
        return True
    currencies = {_section(result, section).get("currency") for section in ("invoice", "financials")}
    return currencies <= {None, "", "EUR"} and not vendor.get("iban") and not party.get("sdi_code")


def _is_wrong(party: Result | None) -> bool:
    digits = str((party or {}).get("vat_number") or "").removeprefix("IT")
    if not re.fullmatch("[0-9]{11}", digits):
        return bool(digits)
    return not int(digits) or digits[-1] != partita_iva_check_digit(digits[:-1])


def is_surely_italian(party: object) -> bool:
    """Return whether a party is Italian by the prefix of its VAT number or, without one, by its country or by neither.

    >>> is_surely_italian({"vat_number": "12345678903"}), is_surely_italian({"vat_number": "P.IVA DE136695976"})
    (True, False)
    """
    if not isinstance(party, Mapping):
        return party is None
    text, country = (party.get(name) for name in ("vat_number", "country"))
    if text is None or text == "":
        return country is None or country in ITALY
    if not isinstance(text, str) or not _is_vat_number(text):
        return False
    return text.startswith("IT") or country is None or country in ITALY


def _is_due_before_it_is_issued(result: Result) -> bool:
    issued, due = (read_date(_section(result, "invoice").get(name)) for name in ("date", "due_date"))
    return issued is not None and due is not None and due < issued


def _section(result: Result, name: str) -> Result:
    section = result.get(name)
    return section if isinstance(section, Mapping) else {}


_MUST_FLAG: Mapping[str, Callable[[Result], bool]] = {
    "ARITHMETIC_MISMATCH": _sums_cannot_close,
    "INVALID_TOTAL": _asks_for_nothing,
    "INVALID_IT_VAT_RATE": _has_a_foreign_rate,
    "INVALID_PIVA_CHECKSUM": _has_a_wrong_number,
    "DATE_INCOHERENCE": _is_due_before_it_is_issued,
}
