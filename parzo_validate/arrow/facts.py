"""What the five rules ask of a document, answered for all rows of a batch at once."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.columns import KINDS, LINES, Columns, Field, is_lines, is_list, line_fields
from parzo_validate.arrow.texts import Integers, Mask, Texts, is_text, say_nothing, stated
from parzo_validate.arrow.vat_numbers import EMPTY, FOREIGN, PREFIXED, WITHOUT_FAULT, meanings
from parzo_validate.arrow.vectors import Vector, amounts, days, nothing
from parzo_validate.domain.countries import country_of, may_be_a_province
from parzo_validate.domain.currency import is_euro
from parzo_validate.domain.document import names_a_credit_note
from parzo_validate.domain.iban import country_of_iban
from parzo_validate.domain.party import means_a_foreign_party


class PartyFacts(NamedTuple):
    """Which vendors, or buyers, have a VAT number without fault, which have none, which are foreign, and which unsaid.

    Unsaid is a party of which neither number nor country says anything here; the rest of the document may.
    """

    without_fault: Mask
    empty: Mask
    foreign: Mask
    unsaid: Mask
    vat_numbers: pa.Array

    @classmethod
    def of(cls, vat_numbers: pa.Array, countries: pa.Array) -> Self:
        """Return the facts that the columns of VAT numbers and countries hold."""
        number = meanings(vat_numbers)
        foreign, unsaid = (number & FOREIGN) > 0, np.zeros(len(number), np.bool_)
        by_country = np.flatnonzero((number & PREFIXED) == 0)
        named = Texts.of(countries.take(pa.array(by_country))).mean(_named)
        foreign[by_country], unsaid[by_country] = named == _ABROAD, named == _NOWHERE
        return cls((number & WITHOUT_FAULT) > 0, (number & EMPTY) > 0, foreign, unsaid, vat_numbers)

    def texts(self, rows: Integers, mask: Mask) -> list[str | None]:
        """Return the VAT numbers that the rows state, empty where they state none, or ``None`` beyond the mask."""
        texts = self.vat_numbers.take(pa.array(rows)).to_pylist()
        return [text or "" if there else None for text, there in zip(texts, mask[rows].tolist(), strict=True)]


_NOWHERE, _ITALY, _ABROAD = 0, 1, 2


def _named(country: str | None) -> int:
    """Return what a country's name says. What may be a province says nothing here: that takes the number as well."""
    code = None if country is None or may_be_a_province(country) else country_of(country)
    return _NOWHERE if code is None else _ITALY if code == "IT" else _ABROAD


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
                    continue
                odd |= say_nothing(values)
                if field in _READ_TEXTS:
                    texts[field] = values
            else:
                vectors[field] = (days if KINDS[field] == "date" else amounts)(values)
                odd |= vectors[field].odd
        line_rates, line_rows, odd_lines = _lines(rows, columns.lines)
        vendor, buyer = (PartyFacts.of(texts[role, "vat_number"], texts[role, "country"]) for role in _ROLES)
        odd[_with_a_hint(texts, np.flatnonzero(vendor.unsaid | buyer.unsaid))] = True
        absent = nothing(rows)
        return cls(
            {name: vectors.get((section, name), absent) for section, name in KINDS if section == "financials"},
            vectors.get(("invoice", "date"), absent),
            vectors.get(("invoice", "due_date"), absent),
            vendor,
            buyer,
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


_ROLES = ("vendor", "buyer")
_HINTS: Mapping[Field, Callable[[str], bool]] = {
    ("invoice", "currency"): lambda text: is_euro(text) is False,
    ("financials", "currency"): lambda text: is_euro(text) is False,
    ("vendor", "sdi_code"): lambda text: means_a_foreign_party(text) is True,
    ("buyer", "sdi_code"): lambda text: means_a_foreign_party(text) is True,
    ("vendor", "country"): may_be_a_province,
    ("buyer", "country"): may_be_a_province,
    ("vendor", "iban"): lambda text: country_of_iban(text) not in (None, "IT"),
}
"""What may say that a party is foreign where its number and its country alone do not, and where it stands."""
_READ_TEXTS = frozenset(
    {*((role, name) for role in _ROLES for name in ("vat_number", "country")), ("invoice", "type"), *_HINTS}
)


def _with_a_hint(texts: Mapping[Field, pa.Array], rows: Integers) -> Integers:
    """Return those of the rows of which something may say that a party is foreign."""
    hints = [
        Texts.of(texts[field].take(pa.array(rows))).mean(lambda text, hint=hint: bool(text) and hint(text))  # type: ignore[misc]
        for field, hint in _HINTS.items()
    ]
    return rows[np.any(hints, axis=0)]


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
            odd_lines |= say_nothing(values) if is_text(values) else stated(values)
        else:
            vectors[name] = amounts(values)
            odd_lines |= vectors[name].odd
    first, second = vectors["vat_rate"], vectors["tax_rate"]
    rates = Vector(
        np.where(first.stated, first.values, second.values), first.stated | second.stated, first.odd | second.odd
    )
    odd[parents[odd_lines]] = True
    return rates, parents, odd
