"""The documented columns of a batch, read: amounts and dates as integers, texts as they are."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.columns import Columns, Field, is_lines, is_list, line_fields
from parzo_validate.arrow.integers import LINES, Integers, Mask, Vector
from parzo_validate.arrow.texts import is_text, say_nothing, stated, without
from parzo_validate.arrow.vectors import amounts, days
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.printed import is_placeholder


class ReadColumns(NamedTuple):
    """What the columns hold. Rows that are *odd*, where anything is unreadable or unusual, are not to be judged by it.

    The fields of the lines are columns of all lines, one line after the other; ``line_rows`` has the row of each.
    ``placeholders`` are the texts outside the lines that stand for a missing value, by row, the fields as the schema
    has them.
    """

    odd: Mask
    line_rows: Integers
    vectors: Mapping[Field, Vector]
    texts: Mapping[Field, pa.Array]
    placeholders: Mapping[Field, Mapping[int, str]]

    @classmethod
    def of(cls, columns: Columns) -> Self:
        """Return the columns of a batch, read."""
        vectors: dict[Field, Vector] = {}
        texts: dict[Field, pa.Array] = {}
        placeholders: dict[Field, Mapping[int, str]] = {}

        def read(field: Field, values: pa.Array) -> Mask:
            """Put the values of a field where they belong, and return which are odd."""
            if values.null_count == len(values):  # It states nothing, like a column that is not there.
                return np.zeros(len(values), np.bool_)
            section, name = field
            if (kind := FIELDS[section][name]) != "text":
                vectors[field] = (days if kind == "date" else amounts)(values)
                odd = vectors[field].odd
            elif is_text(values):
                texts[field], odd = values, say_nothing(values)
            else:
                return stated(values)
            if section == LINES or not odd.any() or not is_text(values):
                return odd
            silent = np.zeros(len(values), np.bool_)
            placeholders[field] = _placeholders(field, values, np.flatnonzero(odd))
            silent[list(placeholders[field])] = True
            if kind == "text":
                texts[field] = without(values, silent)
            else:
                numbers, there, _ = vectors[field]
                vectors[field] = Vector(numbers, there & ~silent, odd & ~silent)
            return odd & ~silent

        odd, line_rows = np.zeros(columns.rows, np.bool_), np.zeros(0, np.int64)
        for values in columns.misshapen.values():
            odd |= stated(values)
        for field, values in columns.fields.items():
            odd |= read(field, values)
        lines = columns.lines
        if lines is not None and is_lines(lines):
            line_rows = pc.list_parent_indices(lines).to_numpy().astype(np.int64)
            odd[line_rows[~stated(pc.list_flatten(lines))]] = True
            for name, values in line_fields(lines).items():
                odd[line_rows[read((LINES, name), values)]] = True
        elif lines is not None:
            odd |= pc.list_value_length(lines).fill_null(0).to_numpy() > 0 if is_list(lines) else stated(lines)
        return cls(odd, line_rows, vectors, texts, placeholders)

    def vector(self, section: str, name: str) -> Vector:
        """Return the amounts or dates of a field, none stated where there is no such column."""
        return self.vectors.get((section, name)) or amounts(pa.nulls(self._length(section)))

    def text(self, section: str, name: str) -> pa.Array:
        """Return the texts of a field, all null where there is no such column."""
        return self.texts.get((section, name), pa.nulls(self._length(section), pa.string()))

    def _length(self, section: str) -> int:
        return len(self.line_rows if section == LINES else self.odd)


def _placeholders(field: Field, values: pa.Array, rows: Integers) -> Mapping[int, str]:
    """Return those texts of these rows that stand for a missing value, by row."""
    given = zip(rows.tolist(), values.take(pa.array(rows)).to_pylist(), strict=True)
    return {row: text for row, text in given if is_placeholder(field, text)}
