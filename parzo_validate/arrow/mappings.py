"""Rows of a batch as the mappings that ``validate`` takes, with the values as Python has them."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parzo_validate.arrow.columns import Columns, is_lines, line_fields
from parzo_validate.arrow.integers import LINES, Integers


def mappings(columns: Columns, indices: Integers) -> list[dict[str, Any]]:
    """Return these rows as ``validate`` takes them."""
    if not len(indices):
        return []
    rows = pa.array(indices)
    by_section: dict[str, dict[str, list[Any]]] = {}
    for (section, name), values in columns.fields.items():
        by_section.setdefault(section, {})[name] = _python_values(values.take(rows))
    parts: dict[str, Iterable[Any]] = {name: _records(values) for name, values in by_section.items()}
    parts |= {name: _python_values(values.take(rows)) for name, values in columns.misshapen.items()}
    if columns.lines is not None:
        parts[LINES] = _line_values(columns.lines.take(rows))
    return [dict(zip(parts, values, strict=True)) for values in zip(*parts.values(), strict=True)]


def _python_values(values: pa.Array) -> list[Any]:
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


def _line_values(lines: pa.Array) -> Iterable[Any]:
    if not is_lines(lines):
        return _python_values(lines)
    structs = pc.list_flatten(lines)
    columns = {name: _python_values(values) for name, values in line_fields(lines).items()}
    records = iter(_records(columns) if columns else repeat({}))
    each = (record if there else None for there, record in zip(structs.is_valid().to_pylist(), records, strict=False))
    lengths = pc.list_value_length(lines).to_pylist()
    return [None if length is None else list(islice(each, length)) for length in lengths]
