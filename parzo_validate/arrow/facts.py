"""What the five rules ask of a document, answered for all rows of a batch at once."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.columns import KINDS, LINES, Columns, is_lines, is_list, line_fields
from parzo_validate.arrow.vat_numbers import EMPTY, FOREIGN, PREFIXED, WITHOUT_FAULT, meanings
from parzo_validate.arrow.vectors import (
    Integers,
    Mask,
    Texts,
    Vector,
    amounts,
    days,
    is_text,
    nothing,
    stated,
)
from parzo_validate.document import is_credit_note
from parzo_validate.model import Header, Invoice, Party
from parzo_validate.vat_number import is_foreign


class PartyFacts(NamedTuple):
    """Which vendors, or buyers, have a VAT number without fault, which have none, and which are foreign."""

    without_fault: Mask
    empty: Mask
    foreign: Mask
    texts: tuple[Integers, Integers]
    """Number and country, as integers: equal where the texts are."""

    @classmethod
    def of(cls, vat_numbers: Texts, countries: Texts) -> Self:
        """Return the facts that the columns of VAT numbers and countries hold."""
        number = vat_numbers.each(meanings(vat_numbers.distinct))
        abroad = countries.mean(_meaning_of_country)
        foreign = np.where(number & PREFIXED, number, abroad) & FOREIGN
        texts = (vat_numbers.indices, countries.indices)
        return cls((number & WITHOUT_FAULT) > 0, (number & EMPTY) > 0, foreign > 0, texts)


def _meaning_of_country(text: str | None) -> int:
    return FOREIGN if is_foreign(Party(country=text)) else 0


def _meaning_of_type(text: str | None) -> int:
    return is_credit_note(Invoice(invoice=Header(type=text)))


class Facts(NamedTuple):
    """What the rules ask. Rows that are odd, where anything is unreadable or unusual, are not to be judged by it."""

    sums: Mapping[str, Vector]
    issued: Vector
    due: Vector
    credit_note: Mask
    vendor: PartyFacts
    buyer: PartyFacts
    line_rates: Vector
    line_rows: Integers
    odd: Mask

    @classmethod
    def of(cls, columns: Columns) -> Self:
        """Return the facts of the rows of a batch."""
        rows, vectors, texts = columns.rows, {}, {}
        odd = np.zeros(rows, np.bool_)
        for values in columns.misshapen.values():
            odd |= stated(values)
        for field, values in columns.fields.items():
            if KINDS[field] == "text":
                if not is_text(values):
                    odd |= stated(values)
                elif field in _READ_TEXTS:
                    texts[field] = Texts.of(values)
            else:
                vectors[field] = (days if KINDS[field] == "date" else amounts)(values)
                odd |= vectors[field].odd
        line_rates, line_rows, odd_lines = _lines(rows, columns.lines)
        absent, none = nothing(rows), Texts.absent(rows)
        return cls(
            {name: vectors.get((section, name), absent) for section, name in KINDS if section == "financials"},
            vectors.get(("invoice", "date"), absent),
            vectors.get(("invoice", "due_date"), absent),
            texts.get(("invoice", "type"), none).mean(_meaning_of_type) > 0,
            PartyFacts.of(texts.get(("vendor", "vat_number"), none), texts.get(("vendor", "country"), none)),
            PartyFacts.of(texts.get(("buyer", "vat_number"), none), texts.get(("buyer", "country"), none)),
            line_rates,
            line_rows,
            odd | odd_lines,
        )

    def with_a_line(self, mask: Mask) -> Mask:
        """Return the rows that have a line for which the mask, of lines, holds."""
        found = np.zeros(len(self.odd), np.bool_)
        found[self.line_rows[mask]] = True
        return found


_READ_TEXTS = frozenset(
    {*((role, name) for role in ("vendor", "buyer") for name in ("vat_number", "country")), ("invoice", "type")}
)


def _lines(rows: int, lines: pa.Array | None) -> tuple[Vector, Integers, Mask]:
    """Return the rates of all lines, the row of each, and the rows in which something of a line is odd."""
    odd, no_lines = np.zeros(rows, np.bool_), (nothing(0), np.zeros(0, np.int64))
    if lines is None:
        return *no_lines, odd
    if not is_lines(lines):
        if is_list(lines):
            return *no_lines, np.asarray(pc.list_value_length(lines).fill_null(0).to_numpy() > 0)
        return *no_lines, stated(lines)
    parents = pc.list_parent_indices(lines).to_numpy().astype(np.int64)
    odd_lines = ~stated(pc.list_flatten(lines))
    vectors = {"vat_rate": nothing(len(parents)), "tax_rate": nothing(len(parents))}
    for name, values in line_fields(lines).items():
        if KINDS[LINES, name] == "text":
            if not is_text(values):
                odd_lines |= stated(values)
        else:
            vectors[name] = amounts(values)
            odd_lines |= vectors[name].odd
    first, second = vectors["vat_rate"], vectors["tax_rate"]
    rates = Vector(
        np.where(first.stated, first.values, second.values), first.stated | second.stated, first.odd | second.odd
    )
    odd[parents[odd_lines]] = True
    return rates, parents, odd
