"""What the five rules ask of a document, answered for all rows of a batch at once."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.columns import KINDS, LINES, Columns, Field, is_lines, is_list, line_fields
from parzo_validate.arrow.texts import Integers, Mask, Texts, is_text, stated
from parzo_validate.arrow.vat_numbers import EMPTY, FOREIGN, PREFIXED, WITHOUT_FAULT, meanings
from parzo_validate.arrow.vectors import Vector, amounts, days, nothing
from parzo_validate.domain.document import names_a_credit_note
from parzo_validate.domain.vat_number import is_foreign
from parzo_validate.invoice.model import Party


class PartyFacts(NamedTuple):
    """Which vendors, or buyers, have a VAT number without fault, which have none, and which are foreign."""

    without_fault: Mask
    empty: Mask
    foreign: Mask
    vat_numbers: pa.Array

    @classmethod
    def of(cls, vat_numbers: pa.Array, countries: pa.Array) -> Self:
        """Return the facts that the columns of VAT numbers and countries hold."""
        number = meanings(vat_numbers)
        foreign = (number & FOREIGN) > 0
        by_country = np.flatnonzero((number & PREFIXED) == 0)
        foreign[by_country] = Texts.of(countries.take(pa.array(by_country))).mean(_is_abroad)
        return cls((number & WITHOUT_FAULT) > 0, (number & EMPTY) > 0, foreign, vat_numbers)

    def texts(self, rows: Integers, mask: Mask) -> list[str | None]:
        """Return the VAT numbers that the rows state, empty where they state none, or ``None`` beyond the mask."""
        texts = self.vat_numbers.take(pa.array(rows)).to_pylist()
        return [text or "" if there else None for text, there in zip(texts, mask[rows].tolist(), strict=True)]


def _is_abroad(country: str | None) -> bool:
    return is_foreign(Party(country=country))


class Facts(NamedTuple):
    """What the rules ask. Rows that are odd, where anything is unreadable or unusual, are not to be judged by it."""

    sums: Mapping[str, Vector]
    issued: Vector
    due: Vector
    vendor: PartyFacts
    buyer: PartyFacts
    line_rates: Vector
    line_rows: Integers
    odd: Mask
    vectors: Mapping[Field, Vector]
    texts: Mapping[Field, pa.Array]

    @classmethod
    def of(cls, columns: Columns) -> Self:
        """Return the facts of the rows of a batch."""
        rows, vectors, texts = columns.rows, {}, dict.fromkeys(_READ_TEXTS, pa.nulls(columns.rows, pa.string()))
        odd = np.zeros(rows, np.bool_)
        for values in columns.misshapen.values():
            odd |= stated(values)
        for field, values in columns.fields.items():
            if values.null_count == len(values):
                continue  # It states nothing, like a column that is not there.
            if KINDS[field] == "text":
                if not is_text(values):
                    odd |= stated(values)
                elif field in _READ_TEXTS:
                    texts[field] = values
            else:
                vectors[field] = (days if KINDS[field] == "date" else amounts)(values)
                odd |= vectors[field].odd
        line_rates, line_rows, odd_lines = _lines(rows, columns.lines)
        absent = nothing(rows)
        return cls(
            {name: vectors.get((section, name), absent) for section, name in KINDS if section == "financials"},
            vectors.get(("invoice", "date"), absent),
            vectors.get(("invoice", "due_date"), absent),
            PartyFacts.of(texts["vendor", "vat_number"], texts["vendor", "country"]),
            PartyFacts.of(texts["buyer", "vat_number"], texts["buyer", "country"]),
            line_rates,
            line_rows,
            odd | odd_lines,
            vectors,
            texts,
        )

    def are_credit_notes(self, rows: Integers) -> Mask:
        """Return which of these rows are credit notes, by their type."""
        types = self.texts["invoice", "type"].take(pa.array(rows)).to_pylist()
        return np.fromiter(map(names_a_credit_note, types), np.bool_, len(rows))

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
