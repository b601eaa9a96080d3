"""Rows that are not odd, as invoices: what was read of their columns is exact, and is not read a second time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice, repeat
from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import BaseModel, create_model

from parzo_validate.arrow.integers import LINES, UNIT, Integers
from parzo_validate.arrow.read_columns import ReadColumns
from parzo_validate.domain.amounts import CENT, multiply
from parzo_validate.invoice.model import FIELDS, MODELS, Invoice

_LAST_PLACE, _UNITS_OF_A_CENT = 1 / Decimal(UNIT), UNIT // 100


class _ReadWhenAsked(BaseModel):
    """A model that reads a field when a rule asks for it: of all rows at once, since the next will be asked too.

    A model that is made of all its fields takes several times as long as a rule takes to judge it.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in type(self).model_fields:
            raise AttributeError(name)
        self.__dict__["_read"](name)
        return self.__dict__[name]


class _Invoice(_ReadWhenAsked, Invoice):
    def _of_lines(self, field: str, otherwise: str | None = None) -> tuple[Any, ...]:
        for line in self.line_items[:1]:
            for name in filter(None, (field, otherwise)):
                getattr(line, name)  # which reads it of all lines
        return super()._of_lines(field, otherwise)


_MODELS: Mapping[str, type[BaseModel]] = {
    "": _Invoice,
    **{name: create_model(model.__name__, __base__=(_ReadWhenAsked, model)) for name, model in MODELS.items()},
}


def invoices(columns: ReadColumns, rows: Integers) -> Iterator[Invoice]:
    """Yield these rows, which ascend, as invoices. When all were, what no rule has asked for is read no more."""
    made: list[list[Any]] = []

    def models(section: str, count: int, values: Callable[[str], Iterable[Any]]) -> list[Any]:
        """Return so many models of a section, whose fields are read by a function that returns the values of all."""
        model = _MODELS[section]
        several = [model.__new__(model) for _ in range(count)]

        def read(name: str) -> None:
            for one, value in zip(several, values(name), strict=True):
                one.__dict__[name] = value

        for one in several:
            one.__dict__["_read"] = read
        made.append(several)
        return several

    def records(rows: Integers, section: str) -> list[Any]:
        """Return these rows of a section, or of the lines."""
        fields = MODELS[section].model_fields
        return models(section, len(rows), lambda name: _values(columns, rows, section, fields[name].alias or name))

    def section(name: str) -> Iterable[Any]:
        if name != LINES:
            return records(rows, name)
        if not len(columns.line_rows):
            return repeat((), len(rows))
        lines = iter(records(np.flatnonzero(np.isin(columns.line_rows, rows)), LINES))
        counts = np.bincount(columns.line_rows, minlength=len(columns.odd))[rows]
        return [tuple(islice(lines, count)) for count in counts.tolist()]

    yield from models("", len(rows), section)
    for several in made:  # They know each other: to find them took the garbage collector a twelfth of a batch.
        several.clear()


def _values(columns: ReadColumns, rows: Integers, section: str, name: str) -> Iterable[Any]:
    if (section, name) not in columns.vectors and (section, name) not in columns.texts:
        return repeat(None, len(rows))
    if FIELDS[section][name] == "text":
        return columns.text(section, name).take(pa.array(rows)).to_pylist()  # type: ignore[no-any-return]
    vector = columns.vector(section, name)
    held, stated = vector.values[rows], vector.stated[rows].tolist()
    if FIELDS[section][name] == "date":
        return [date.fromordinal(day) if there else None for day, there in zip(held.tolist(), stated, strict=True)]
    cents, rest = np.divmod(held, _UNITS_OF_A_CENT)
    in_cents = rest == 0
    numbers = np.where(in_cents, cents, held)
    return [
        multiply(Decimal(number), CENT if short else _LAST_PLACE) if there else None  # short decimals are faster
        for number, short, there in zip(numbers.tolist(), in_cents.tolist(), stated, strict=True)
    ]
