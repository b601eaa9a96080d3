"""The columns of a batch that the library knows.

A documented field is looked for in the struct column of its section (``financials`` with a field ``total``) or in a
flat column (``financials_total``); the lines are a list of structs, ``line_items``. Other columns are ignored.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.integers import LINES
from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.model import FIELDS

Field = tuple[str, str]
"""A section and the name of a field in it."""


class InvalidColumns(ParzoValidateError, ValueError):
    """A batch lacks a column that was asked for, says something twice, or holds moments where dates belong."""


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
            InvalidColumns: there is none, one is there twice, or one holds moments where a date belongs.
        """
        fields: dict[Field, pa.Array] = {}
        misshapen: dict[str, pa.Array] = {}
        names = frozenset(batch.schema.names)
        for section, kinds in FIELDS.items():
            nested = column(batch, section) if section in names else None
            if section == LINES:
                lines = nested
                continue
            if nested is not None and pa.types.is_struct(nested.type):
                fields |= {(section, name): values for name, values in _children(nested, section)}
            elif nested is not None:
                misshapen[section] = nested
            for name in kinds:
                if (flat := f"{section}_{name}") in names:
                    if nested is not None:
                        raise InvalidColumns(f"columns {section} and {flat} say the same; drop one of them")
                    fields[section, name] = _plain_type(column(batch, flat))
        if not fields and not misshapen and lines is None:
            raise InvalidColumns(
                "no column of a document: expected vendor, buyer, invoice, financials and line_items, or flat columns "
                f"such as financials_total, or json_column=...; {present(batch)}"
            )
        for (section, name), values in fields.items():
            if FIELDS[section][name] == "date" and pa.types.is_timestamp(values.type):
                place = f"field {name!r} of column {section}" if section in names else f"column {section}_{name}"
                raise InvalidColumns(f"{place} holds {values.type}; a date has no time of day: cast it to date32")
        return cls(batch.num_rows, fields, lines, misshapen)


def column(batch: pa.RecordBatch, name: str) -> pa.Array:
    """Return the column of that name.

    Raises:
        InvalidColumns: there is none, or more than one.
    """
    indices = batch.schema.get_all_field_indices(name)
    if len(indices) != 1:
        raise InvalidColumns(f"{'several columns' if indices else 'no column'} {name!r}; {present(batch)}")
    return _plainly_held(batch.column(indices[0]))


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
    for name in FIELDS[section]:
        if present.count(name) > 1:
            raise InvalidColumns(f"column {section} has several fields {name!r}")
        if name in present:
            yield name, _plain_type(pc.struct_field(structs, [present.index(name)]))


def _plain_type(values: pa.Array) -> pa.Array:
    """Return the same values without what only saves space: dictionaries, runs, short floats, a type for nulls."""
    values = without_dictionary(_plainly_held(values))
    if pa.types.is_floating(values.type):
        return values.cast(pa.float64())
    return values.cast(pa.string()) if pa.types.is_null(values.type) else values


def without_dictionary(values: pa.Array) -> pa.Array:
    """Return the same values, each in its place, where a dictionary holds them."""
    if not pa.types.is_dictionary(values.type):
        return values
    return pa.DictionaryArray.from_arrays(values.indices, _plainly_held(values.dictionary)).dictionary_decode()


def kind_held(kind: pa.DataType) -> pa.DataType:
    """Return the type that ``column`` returns values of this type in."""
    return _plainly_held(pa.nulls(0, kind)).type


def _plainly_held(values: pa.Array) -> pa.Array:
    """Return the same values in neither runs nor views, from which Arrow cannot pick rows."""
    if pa.types.is_run_end_encoded(values.type):
        values = pc.run_end_decode(values)
    plain = _without_views(kind := values.type)
    return values if plain == kind else values.cast(plain)


_PLAIN = {pa.string_view().id: pa.large_string(), pa.binary_view().id: pa.large_binary()}


def _without_views(kind: pa.DataType) -> pa.DataType:
    """Return the type without views, which save space and cannot be picked from: polars exports texts as such."""
    if not kind.num_fields:  # asked first, as of nearly all columns: to ask Arrow of a type takes its time
        return _PLAIN.get(kind.id, kind)
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_without_views(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        item = kind.value_field.with_type(_without_views(kind.value_type))
        if pa.types.is_fixed_size_list(kind):
            return pa.list_(item, kind.list_size)
        return pa.list_(item) if pa.types.is_list(kind) else pa.large_list(item)
    return kind
