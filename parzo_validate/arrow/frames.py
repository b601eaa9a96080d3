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
