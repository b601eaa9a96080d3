"""A candidate: a change of one value that might be the repair of an invoice."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from parzo_validate.diagnosis.slips import Slip
from parzo_validate.flag import Path
from parzo_validate.model import Invoice, LineItem

Value = Decimal | date | str | None
Edits = Mapping[Path, Value]

_FIELDS_OF_LINE = {field.alias or name: name for name, field in LineItem.model_fields.items()}


class Candidate(NamedTuple):
    """A change that might repair an invoice, and the slip that would have made it necessary, if one is known.

    The first of the edits is the one that the change is about; only a swap has two.
    """

    edits: Edits
    slip: Slip | None

    @property
    def path(self) -> Path:
        """Where the wrong value stands."""
        return next(iter(self.edits))


def changed(invoice: Invoice, edits: Edits) -> Invoice:
    """Return the invoice with these values in place.

    >>> changed(Invoice(), {("financials", "total"): Decimal(5)}).financials.total
    Decimal('5')
    """
    for (section, *rest), value in edits.items():
        held = getattr(invoice, str(section))
        if isinstance(held, tuple):
            number, key = rest
            lines = list(held)
            lines[int(number)] = lines[int(number)].model_copy(update={_FIELDS_OF_LINE[str(key)]: value})
            held = tuple(lines)
        else:
            held = held.model_copy(update={str(rest[0]): value})
        invoice = invoice.model_copy(update={str(section): held})
    return invoice


def value_at(invoice: Invoice, path: Path) -> Value:
    """Return the value that stands at a path of the result.

    >>> value_at(Invoice.model_validate({"line_items": [{"total": 5}]}), ("line_items", 0, "total"))
    Decimal('5')
    """
    section, *rest = path
    held = getattr(invoice, str(section))
    if isinstance(held, tuple):
        number, key = rest
        return cast(Value, getattr(held[int(number)], _FIELDS_OF_LINE[str(key)]))
    return cast(Value, getattr(held, str(rest[0])))
