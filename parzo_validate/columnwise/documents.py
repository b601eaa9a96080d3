"""Plain documents, side by side: their amounts and dates as vectors, and which of them are odd."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, compress
from operator import attrgetter
from typing import Any, NamedTuple, Self

import numpy as np
from msgspec.structs import astuple

from parzo_validate.columnwise.check_digits import VAT_DIGITS, have_right_check_digit
from parzo_validate.columnwise.decoding import EMPTY
from parzo_validate.columnwise.vectors import LINES, UNIT, Integers, Mask, Vector
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.invoice.documented import DECIMALS
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.placeholders import PLACEHOLDERS

_PARTIES = ("vendor", "buyer")


class Documents(NamedTuple):
    """What plain documents hold. Those that are *odd*, where a text says nothing, are not to be judged by it."""

    odd: Mask
    line_rows: Integers
    vectors: Mapping[tuple[str, str], Vector]
    stated_and_right: Mapping[str, tuple[Mask, Mask]]

    @classmethod
    def of(cls, documents: Sequence[Any]) -> Self:
        """Return the documents that were decoded, side by side: the columns that a rule asks for, and no others."""
        several_lines = [document.line_items or () for document in documents]
        counts = np.array(list(map(len, several_lines)), np.int64)
        line_rows = np.repeat(np.arange(len(documents)), counts)
        records = {
            "vendor": [document.vendor for document in documents],
            "buyer": [document.buyer or EMPTY["buyer"] for document in documents],
            "invoice": (headers := [document.invoice or EMPTY["invoice"] for document in documents]),
            "financials": (sums := [document.financials for document in documents]),
            LINES: (lines := list(chain.from_iterable(several_lines))),
        }
        vectors = {
            ("invoice", "date"): _days([header.date for header in headers]),
            ("invoice", "due_date"): _days([header.due_date for header in headers]),
            ("financials", "subtotal"): _amounts([record.subtotal for record in sums]),
            ("financials", "tax_rate"): _amounts([record.tax_rate for record in sums]),
            ("financials", "tax_amount"): _amounts([record.tax_amount for record in sums]),
            ("financials", "total"): _amounts([record.total for record in sums]),
            (LINES, "vat_rate"): _amounts([line.vat_rate for line in lines]),
            (LINES, "tax_rate"): _amounts([line.tax_rate for line in lines]),
        }
        numbers = {role: [party.vat_number for party in records[role]] for role in _PARTIES}
        right = _without_fault(set(chain.from_iterable(numbers.values())) - {None})
        stated_and_right = {
            role: (_mask([number is not None for number in held]), _mask([number in right for number in held]))
            for role, held in numbers.items()
        }
        return cls(_odd(records, line_rows), line_rows, vectors, stated_and_right)

    def vector(self, section: str, name: str) -> Vector:
        """Return the amounts or dates of a field."""
        return self.vectors[section, name]

    def vat_numbers(self, role: str) -> tuple[Mask, Mask]:
        """Return which documents state the VAT number of a party, and which of these numbers are without a fault."""
        return self.stated_and_right[role]


def _mask(truths: Sequence[bool]) -> Mask:
    return np.array(truths, np.bool_)


def _days(held: Sequence[date | None]) -> Vector:
    """Return dates as proleptic ordinals, the first of which is 1."""
    days = np.array([day.toordinal() if day else 0 for day in held], np.int64)
    return Vector(days, days > 0, np.zeros(len(days), np.bool_))


def _amounts(held: Sequence[float | None]) -> Vector:
    """Return amounts of so few digits that what their floats are off by is rounded away."""
    floats = np.array(held, np.float64)
    stated = ~np.isnan(floats)
    scaled = np.rint(np.where(stated, floats, 0) * 10**DECIMALS)
    return Vector(scaled.astype(np.int64) * (UNIT // 10**DECIMALS), stated, np.zeros(len(floats), np.bool_))


def _without_fault(numbers: set[str]) -> set[str]:
    """Return which VAT numbers have no fault: the plain ones all at once, the others one by one."""
    plain = [text for text in numbers if len(text) == VAT_DIGITS or (len(text) == 13 and text[:2] == "IT")]
    signs = np.frombuffer("".join([text[-VAT_DIGITS:] for text in plain]).encode("ascii", "replace"), np.uint8)
    digits = signs.reshape(-1, VAT_DIGITS).T - np.uint8(ord("0"))  # What is no digit wraps around, beyond nine.
    right = set(compress(plain, (digits.max(axis=0) <= 9) & have_right_check_digit(digits)))
    return right | {text for text in numbers - right if not read_vat_number(text)[2]}


_TEXTS = {
    section: [attrgetter(name) for name, kind in kinds.items() if kind == "text"] for section, kinds in FIELDS.items()
}


def _odd(records: Mapping[str, Sequence[Any]], line_rows: Integers) -> Mask:
    odd = np.zeros(len(records["vendor"]), np.bool_)
    for section, held in records.items():
        # All that a party has are texts, and to take them together is a third faster.
        several = map(astuple, held) if section in _PARTIES else (map(text_of, held) for text_of in _TEXTS[section])
        texts: set[str] = set(chain.from_iterable(several)) - {None}
        silent = {text for text in texts if text.strip().casefold() in PLACEHOLDERS}
        for text_of in _TEXTS[section] if silent else ():
            found = np.flatnonzero([text_of(record) in silent for record in held])
            odd[line_rows[found] if section == LINES else found] = True
    return odd
