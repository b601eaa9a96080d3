"""Rows that are not odd, as invoices: what the facts hold of them is exact, and is not read a second time."""

from collections import namedtuple
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import Any, cast

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.columns import KINDS, LINES, SECTIONS, Field
from parzo_validate.arrow.facts import Facts
from parzo_validate.arrow.texts import Integers
from parzo_validate.arrow.vectors import UNIT
from parzo_validate.domain.amounts import CENT, multiply
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_LAST_PLACE, _UNITS_OF_A_CENT = 1 / Decimal(UNIT), UNIT // 100
_SHAPES: dict[str, Any] = {
    section: namedtuple(section, model.model_fields) for section, model in SECTIONS.items() if section != LINES
}
_Sections: Any = namedtuple("_Sections", Invoice.model_fields)  # type: ignore[misc]


class _Row(_Sections):
    """A row as an invoice of which everything was read."""

    __slots__ = ()
    unreadable: tuple[Path, ...] = ()

    def unreadable_in(self, *_: str | int) -> Path | None:
        """Return where something stands that could not be read: nowhere, or the row would be odd."""
        return None

    def first_unreadable(self, _: Iterable[Path]) -> Path | None:
        """Return the same of several."""
        return None


def invoices(facts: Facts, rows: Integers, fields: frozenset[Field]) -> list[Invoice]:
    """Return these rows without their lines, reduced to these fields, with the attributes of an ``Invoice``.

    A model of pydantic's takes several times as long to make as a rule takes to judge it.
    """
    sections = [_section(facts, rows, section, fields) for section in _SHAPES]
    return cast(list[Invoice], list(map(_Row._make, zip(*sections, repeat((), len(rows)), strict=True))))


def _section(facts: Facts, rows: Integers, section: str, fields: frozenset[Field]) -> Iterable[Any]:
    shape = _SHAPES[section]
    read = [(section, name) in fields for name in shape._fields]
    if not any(read):
        return repeat(SECTIONS[section](), len(rows))
    columns = [
        _values(facts, rows, (section, name)) if wanted else repeat(None, len(rows))
        for name, wanted in zip(shape._fields, read, strict=True)
    ]
    return map(shape._make, zip(*columns, strict=True))


def _values(facts: Facts, rows: Integers, field: Field) -> Iterable[Any]:
    if KINDS[field] == "text":
        return facts.texts[field].take(pa.array(rows)).to_pylist()  # type: ignore[no-any-return]
    if field not in facts.vectors:
        return repeat(None, len(rows))
    vector = facts.vectors[field]
    held, stated = vector.values[rows], vector.stated[rows].tolist()
    if KINDS[field] == "date":
        return [date.fromordinal(day) if there else None for day, there in zip(held.tolist(), stated, strict=True)]
    cents, rest = np.divmod(held, _UNITS_OF_A_CENT)
    in_cents = rest == 0
    numbers = np.where(in_cents, cents, held)
    return [
        multiply(Decimal(number), CENT if short else _LAST_PLACE) if there else None  # short decimals are faster
        for number, short, there in zip(numbers.tolist(), in_cents.tolist(), stated, strict=True)
    ]
