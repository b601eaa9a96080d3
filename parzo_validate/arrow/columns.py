"""The columns of a batch that the library knows, and rows of them as the mappings that ``validate`` takes.

A documented field is looked for in the struct column of its section (``financials`` with a field ``total``) or in a
flat column (``financials_total``); the lines are a list of structs, ``line_items``. Other columns are ignored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, repeat
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from parzo_validate.errors import ParzoValidateError
from parzo_validate.model import Amount, Date, Financials, Header, LineItem, Party, Text

Integers = npt.NDArray[np.int64]
Kind = Literal["text", "amount", "date"]
Field = tuple[str, str]
"""A section and the name of a field in it."""

LINES = "line_items"
SECTIONS: Mapping[str, type[BaseModel]] = {
    "vendor": Party,
    "buyer": Party,
    "invoice": Header,
    "financials": Financials,
    LINES: LineItem,
}
_KINDS: tuple[tuple[object, Kind], ...] = ((Text, "text"), (Amount, "amount"), (Date, "date"))

KINDS: Mapping[Field, Kind] = {
    (section, field.alias or name): next(kind for type_, kind in _KINDS if type_ == get_args(field.annotation)[0])
    for section, model in SECTIONS.items()
    for name, field in model.model_fields.items()
}
"""Every documented field, and what it holds."""


class InvalidColumns(ParzoValidateError, ValueError):
    """A batch lacks a column that was asked for, or says something twice; the message lists the columns it has."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The documented columns of a batch.

    Args:
        rows: how many rows the batch has.
        fields: the column of each documented field that is there, outside the lines; dictionaries are decoded.
        lines: the column of the lines, if there is one.
        misshapen: columns that are named like a section and hold something else than structs.
    """

    rows: int
    fields: Mapping[Field, pa.Array]
    lines: pa.Array | None
    misshapen: Mapping[str, pa.Array]

    @classmethod
    def of(cls, batch: pa.RecordBatch) -> "Columns":
        """Return the documented columns of a batch.

        Raises:
            InvalidColumns: there is none, or one is there twice.
        """
        fields: dict[Field, pa.Array] = {}
        misshapen: dict[str, pa.Array] = {}
        for section in SECTIONS:
            nested = column(batch, section) if section in batch.schema.names else None
            if section == LINES:
                lines = nested
                continue
            if nested is not None and pa.types.is_struct(nested.type):
                fields |= {(section, name): values for name, values in _children(nested, section)}
            elif nested is not None:
                misshapen[section] = nested
            for name in names_of(section):
                if (flat := f"{section}_{name}") in batch.schema.names:
                    if nested is not None:
                        raise InvalidColumns(f"columns {section} and {flat} say the same; drop one of them")
                    fields[section, name] = _plain_type(column(batch, flat))
        if not fields and not misshapen and lines is None:
            raise InvalidColumns(
                "no column of a document: expected vendor, buyer, invoice, financials and line_items, or flat columns "
                f"such as financials_total, or json_column=...; {present(batch)}"
            )
        return cls(batch.num_rows, fields, lines, misshapen)

    def mappings(self, indices: Integers, fields: Iterable[Field]) -> list[dict[str, Any]]:
        """Return these rows, reduced to these fields, as ``validate`` takes them."""
        if not len(indices):
            return []
        rows = pa.array(indices)
        wanted = frozenset(fields)
        by_section: dict[str, dict[str, list[Any]]] = {}
        for (section, name), values in self.fields.items():
            if (section, name) in wanted:
                by_section.setdefault(section, {})[name] = python_values(values.take(rows))
        parts: dict[str, Iterable[Any]] = {name: _records(columns) for name, columns in by_section.items()}
        parts |= {name: python_values(values.take(rows)) for name, values in self.misshapen.items()}
        if self.lines is not None and any(section == LINES for section, _ in wanted):
            parts[LINES] = _line_values(self.lines.take(rows), {name for section, name in wanted if section == LINES})
        return [dict(zip(parts, values, strict=True)) for values in zip(*parts.values(), strict=True)]


def names_of(section: str) -> list[str]:
    """Return the documented fields of a section."""
    return [name for owner, name in KINDS if owner == section]


def column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return the column of that name.

    Raises:
        InvalidColumns: there is none, or more than one.
    """
    indices = batch.schema.get_all_field_indices(name)
    if len(indices) != 1:
        raise InvalidColumns(f"{'several columns' if indices else 'no column'} {name!r}; {present(batch)}")
    return batch.column(indices[0])


def present(batch: pa.RecordBatch) -> str:
    """Return what a message says of the columns that a batch has."""
    return f"the columns are {', '.join(batch.schema.names) or 'none'}"


def is_lines(values: pa.Array) -> bool:
    """Return whether the column holds lists of structs."""
    return is_list(values) and pa.types.is_struct(values.type.value_type)


def is_list(values: pa.Array) -> bool:
    """Return whether the column holds lists."""
    kinds = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(is_kind(values.type) for is_kind in kinds)


def line_fields(lines: pa.Array) -> Mapping[str, pa.Array]:
    """Return the columns of the documented fields of all lines, one line after the other."""
    return dict(_children(pc.list_flatten(lines), LINES))


def _children(structs: pa.Array, section: str) -> Iterator[tuple[str, pa.Array]]:
    present = [structs.type.field(index).name for index in range(structs.type.num_fields)]
    for name in names_of(section):
        if present.count(name) > 1:
            raise InvalidColumns(f"column {section} has several fields {name!r}")
        if name in present:
            yield name, _plain_type(pc.struct_field(structs, [present.index(name)]))


def _plain_type(values: pa.Array) -> pa.Array:
    """Return the same values without what only saves space: dictionaries, views, short floats, a type for nulls."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if values.type == pa.string_view():
        return values.cast(pa.large_string())
    if pa.types.is_floating(values.type):
        return values.cast(pa.float64())
    return values.cast(pa.string()) if pa.types.is_null(values.type) else values


def python_values(values: pa.Array) -> list[Any]:
    """Return the values as Python has them; one that Python has not (the year 12026) stays pyarrow's own scalar.

    So do moments, which no documented field holds: what Python makes of them depends on whether pandas is there.
    """
    if pa.types.is_temporal(values.type) and not pa.types.is_date(values.type):
        return [scalar if scalar.is_valid else None for scalar in values]
    if pa.types.is_decimal(values.type):  # pyarrow goes by way of texts as well, but one at a time
        return [None if text is None else Decimal(text) for text in values.cast(pa.string()).to_pylist()]
    try:
        return values.to_pylist()  # type: ignore[no-any-return]
    except (ValueError, OverflowError):
        return [_python_value(scalar) for scalar in values]


def _python_value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return scalar


def _records(columns: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def _line_values(lines: pa.Array, names: set[str]) -> Iterable[Any]:
    if not is_lines(lines):
        return python_values(lines)
    structs = pc.list_flatten(lines)
    columns = {name: python_values(values) for name, values in line_fields(lines).items() if name in names}
    records = iter(_records(columns) if columns else repeat({}))
    each = (record if there else None for there, record in zip(structs.is_valid().to_pylist(), records, strict=False))
    lengths = pc.list_value_length(lines).to_pylist()
    return [None if length is None else list(islice(each, length)) for length in lengths]
