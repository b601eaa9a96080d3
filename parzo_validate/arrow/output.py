"""What comes out: one row for each document, with its flags and all else that a report holds."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from parzo_validate.engine.flag import ContextValue
from parzo_validate.engine.report import Report, Verdict
from parzo_validate.invoice.reasons import Reason

_TEXT = pa.string()
LISTS: Mapping[str, Mapping[str, pa.DataType]] = {
    "flags": {
        **dict.fromkeys(("code", "severity", "message", "path"), _TEXT),
        "context": pa.map_(_TEXT, _TEXT),
    },
    "coerced": dict.fromkeys(("path", "given", "read_as"), _TEXT),
    "not_evaluated": dict.fromkeys(("code", "path", "reason", "reason_code"), _TEXT),
    "unreadable": dict.fromkeys(("path", "reason", "reason_code"), _TEXT),
    "crashed": dict.fromkeys(("code", "error", "reason_code"), _TEXT),
}
_COLUMNS: Mapping[str, pa.DataType] = {
    "verdict": _TEXT,
    **{name: pa.list_(pa.struct(list(fields.items()))) for name, fields in LISTS.items()},
    "error": _TEXT,
    "reason_code": _TEXT,
    "ruleset": _TEXT,
}
_VERDICTS = pa.array([Verdict.CLEAN, Verdict.INCOMPLETE, Verdict.REVIEW, None], _TEXT)
_INCOMPLETE, _REVIEW, _NOT_JUDGED = 1, 2, 3
_VERDICT_OF = {"flags": _REVIEW, "not_evaluated": _INCOMPLETE, "unreadable": _REVIEW, "crashed": _REVIEW}

Struct = tuple[Any, ...]
"""One struct of a list: its values, in the order of the fields."""


def output_schema(id_type: pa.DataType = _TEXT, *, id_column: str | None = "document_id") -> pa.Schema:
    """Return the schema of what ``validate_batch`` returns, for engines that want to know it first.

    Args:
        id_type: the type of the id column, which is passed through.
        id_column: its name, or ``None`` where there is none.

    >>> output_schema().names[:6]
    ['document_id', 'verdict', 'flags', 'coerced', 'not_evaluated', 'unreadable']
    >>> output_schema().names[6:]
    ['crashed', 'error', 'reason_code', 'ruleset']
    """
    ids = [] if id_column is None else [pa.field(id_column, id_type)]
    return pa.schema([*ids, *(pa.field(name, type_) for name, type_ in _COLUMNS.items())])


class OutputColumns:
    """Gathers what is said of the rows of a batch and makes the columns of it.

    A row of which nothing is said is clean, so that nothing needs to be said of most. What is added to a row first
    stands first.
    """

    def __init__(self, rows: int) -> None:
        self._count = rows
        self._added: dict[str, list[tuple[int, Sequence[Struct]]]] = {name: [] for name in LISTS}
        self._errors: dict[int, Reason] = {}

    def add(self, row: int, report: Report) -> None:
        """Add what a report, or one rule, says of this row."""
        said: Mapping[str, Sequence[Struct]] = {
            "flags": [(flag.code, flag.severity, flag.message, flag.path, flag.context) for flag in report.flags],
            "coerced": [(read.path, read.given, read.read_as) for read in report.coerced],
            "not_evaluated": [(*place, reason, reason.code) for place, reason in report.not_evaluated.items()],
            "unreadable": [(value.path, value.reason, value.reason.code) for value in report.unreadable],
            "crashed": [(code, error, "crashed") for code, error in report.crashed.items()],
        }
        for name, structs in said.items():
            if structs:
                self._added[name].append((row, structs))

    def add_error(self, row: int, reason: Reason) -> None:
        """Say that this row holds no document, and why."""
        self._errors[row] = reason

    def arrays(self, ruleset: str) -> list[pa.Array]:
        """Return the columns, in the order of ``output_schema``."""
        lists = {name: self._list(name) for name in LISTS}
        verdicts = np.zeros(self._count, np.int64)
        for name, values in lists.items():
            if name in _VERDICT_OF and len(values.values):
                found = np.diff(values.offsets.to_numpy()) > 0
                verdicts[found] = np.maximum(verdicts[found], _VERDICT_OF[name])
        verdicts[list(self._errors)] = _NOT_JUDGED
        errors = codes = pa.nulls(self._count, _TEXT)
        if self._errors:
            reasons = [self._errors.get(row) for row in range(self._count)]
            errors = pa.array(reasons, _TEXT)
            codes = pa.array([reason and reason.code for reason in reasons], _TEXT)
        rulesets = pa.repeat(pa.scalar(ruleset, _TEXT), self._count)
        return [_VERDICTS.take(pa.array(verdicts)), *lists.values(), errors, codes, rulesets]

    def _list(self, name: str) -> pa.ListArray:
        """Return the list column of that name."""
        added, types = sorted(self._added[name], key=itemgetter(0)), LISTS[name]
        counts = np.zeros(self._count + 1, np.int32)
        np.add.at(counts, [row + 1 for row, _ in added], [len(structs) for _, structs in added])
        columns = zip(*chain.from_iterable(structs for _, structs in added), strict=True) if added else repeat(())
        fields = [_array(values, type_) for values, type_ in zip(columns, types.values(), strict=False)]
        return pa.ListArray.from_arrays(
            pa.array(np.cumsum(counts, dtype=np.int32)), pa.StructArray.from_arrays(fields, names=list(types))
        )


def _array(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    if not pa.types.is_map(type_):
        return pa.array(values, type_)
    ends = np.cumsum([0, *map(len, values)], dtype=np.int32)
    names = list(chain.from_iterable(values))
    texts = [value if type(value) is str else _text(value) for context in values for value in context.values()]
    return pa.MapArray.from_arrays(pa.array(ends), pa.array(names, _TEXT), pa.array(texts, _TEXT))


_in_json = json.JSONEncoder(ensure_ascii=False).encode  # ``json.dumps`` would make an encoder for each value


def _text(value: ContextValue) -> str | None:
    """Return a value of a context as text: what is no text as JSON writes it, and null as null."""
    return None if value is None else _in_json(value)
