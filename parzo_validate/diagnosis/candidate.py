"""A candidate, a change of one value that might be the repair of an invoice, and the explanation it can become."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, cast

from parzo_validate.diagnosis.defects import Defect
from parzo_validate.invoice.model import Invoice, LineItem
from parzo_validate.invoice.place import Place
from parzo_validate.invoice.values import Path

Value = Decimal | date | str | None
Edits = Mapping[Path, Value]
Certainty = Literal["certain", "likely", "possible"]
CERTAIN: Certainty = "certain"
LIKELY: Certainty = "likely"
POSSIBLE: Certainty = "possible"
CERTAINTIES = (CERTAIN, LIKELY, POSSIBLE)

_OTHER_KEYS = {"total": "amount", "tax_rate": "vat_rate"}
_FIELDS_OF_LINE = {field.alias or name: name for name, field in LineItem.model_fields.items()}


class Candidate(NamedTuple):
    """A change that might repair an invoice, and the defect that would have made it necessary, if one is known.

    The first of the edits is the one that the change is about; only a swap has two.
    """

    edits: Edits
    defect: Defect | None

    @property
    def path(self) -> Path:
        """Where the wrong value stands."""
        return next(iter(self.edits))

    @property
    def change(self) -> tuple[Path, Value]:
        """Where the wrong value stands, and what should stand there."""
        return next(iter(self.edits.items()))


def field_at(path: Path) -> str:
    """Return the field of the model that stands at a path; a line's amount and rate come under two keys each.

    >>> field_at(("line_items", 0, "total")), field_at(("financials", "total"))
    ('amount', 'total')
    """
    section, *_, key = path
    return _OTHER_KEYS.get(str(key), str(key)) if section == "line_items" else str(key)


def changed(invoice: Invoice, edits: Edits) -> Invoice:
    """Return the invoice with these values in place.

    >>> changed(Invoice(), {("financials", "total"): Decimal(5)}).financials.total
    Decimal('5')
    """
    for (section, *steps, key), value in edits.items():
        held = getattr(invoice, str(section))
        if steps:
            [number] = map(int, steps)
            line = held[number].model_copy(update={_FIELDS_OF_LINE[str(key)]: value})
            held = (*held[:number], line, *held[number + 1 :])
        else:
            held = held.model_copy(update={str(key): value})
        invoice = invoice.model_copy(update={str(section): held})
    return invoice


def value_at(invoice: Invoice, path: Path) -> Value:
    """Return the value that stands at a path of the result.

    >>> value_at(Invoice.model_validate({"line_items": [{"total": 5}]}), ("line_items", 0, "total"))
    Decimal('5')
    """
    section, *steps, key = path
    held = getattr(invoice, str(section))
    if steps:
        return cast(Value, getattr(held[int(steps[0])], _FIELDS_OF_LINE[str(key)]))
    return cast(Value, getattr(held, str(key)))


class Explanation(NamedTuple):
    """A change after which no identity of its area is broken.

    ``repaired`` and ``holding`` name identities: those that were broken and now hold, and the others that hold.
    """

    candidate: Candidate
    repaired: tuple[str, ...]
    holding: tuple[str, ...] = ()
    certainty: Certainty = POSSIBLE
    place: Place | None = None
    """Where on the page the proposed value stands."""
