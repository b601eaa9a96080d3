"""Frames of others: whatever exports an Arrow stream, as polars, pandas, DuckDB and ``pa.Table`` do."""

from typing import Protocol, TypeGuard

import pyarrow as pa


class ArrowStream(Protocol):
    """What exports an Arrow stream, by the PyCapsule interface: a data frame, a relation, a table, a reader."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream as a capsule."""


def exports_a_stream(frame: object) -> TypeGuard[ArrowStream]:
    """Return whether something other than one batch exports a stream of them.

    >>> exports_a_stream(pa.table({"a": [1]})), exports_a_stream([]), exports_a_stream(pa.record_batch({"a": [1]}))
    (True, False, False)
    """
    return hasattr(frame, "__arrow_c_stream__") and not isinstance(frame, pa.RecordBatch)


def batches_of(frame: ArrowStream) -> pa.RecordBatchReader:
    """Return the batches of a frame as they are asked for; no value becomes a Python object."""
    reader = pa.RecordBatchReader.from_stream(frame)
    plain = pa.schema([field.with_type(_without_views(field.type)) for field in reader.schema])
    return reader if plain == reader.schema else reader.cast(plain)


def _without_views(kind: pa.DataType) -> pa.DataType:
    """Return the type without views, which save space and cannot be picked from: polars exports texts as such."""
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_without_views(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        item = kind.value_field.with_type(_without_views(kind.value_type))
        return pa.list_(item) if pa.types.is_list(kind) else pa.large_list(item)
    return {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}.get(kind, kind)
