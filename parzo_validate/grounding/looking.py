"""Where each value of an invoice stands on its paper, and what does not stand there."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, NamedTuple

from parzo_validate.domain.amounts import scaled
from parzo_validate.engine.policy import Policy
from parzo_validate.grounding.expected import IDENTITY, KEYS, MOST_ABSENT_KEYS, Sought, sought_in
from parzo_validate.grounding.following import follows
from parzo_validate.grounding.layout import MOST_PLACES
from parzo_validate.grounding.paper import Paper
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.place import Place
from parzo_validate.invoice.values import Path

_FEW_DIGITS = 2
"""Significant digits of a number that stands on almost every second page by chance."""
_FEW_SIGNS = 3
"""Letters and digits of a document's number that stand anywhere."""
_MOST_DECIMALS_PRINTED = (2, 3, 4, 5, 6)
_TO_EVEN = Context(prec=60, rounding=ROUND_HALF_EVEN)


class Looked(NamedTuple):
    """What came of looking for the values of an invoice: each path is in ``places`` or in one of the others."""

    places: Mapping[Path, tuple[Place, ...]]
    absent: tuple[Sought, ...]
    computed: tuple[Path, ...]
    weak: tuple[Path, ...]
    lacking: Mapping[Path, object]
    """The absent ones, and those that may be computed and that nothing on the page tells anything of."""

    @property
    def proved(self) -> frozenset[Path]:
        """The values that stand there, and hardly by chance."""
        return frozenset(self.places.keys() - set(self.weak))

    def without_absent(self) -> "Looked":
        """Return the same with nothing absent, and nothing proved of what is."""
        absent = tuple(sought.path for sought in self.absent)
        return self._replace(absent=(), weak=(*self.weak, *absent), lacking={})

    @property
    def absent_keys(self) -> tuple[Path, ...]:
        """The values that tell one paper from another and do not stand there, each key once."""
        found = (next((path for path in key if path in self.lacking), None) for key in KEYS)
        return tuple(path for path in found if path)

    @property
    def of_another_paper(self) -> bool:
        """Whether so many of those are absent that the text is of another paper."""
        if len(self.absent_keys) > MOST_ABSENT_KEYS:
            is_its_own = self.proved >= IDENTITY and len(self.proved) > len(self.absent)
            return not is_its_own
        return len(self.absent_keys) == MOST_ABSENT_KEYS and not self.places and not self.computed


NOTHING_LOOKED_FOR = Looked({}, (), (), (), {})
"""What came of an empty paper."""


def look(invoice: Invoice, paper: Paper, policy: Policy) -> Looked:
    """Return where the values of an invoice stand on a paper, and which do not."""
    places: dict[Path, tuple[Place, ...]] = {}
    missing: list[Sought] = []
    weak: list[Path] = []
    for sought in sought_in(invoice, policy):
        found = places_of(sought, paper)
        if found:
            places[sought.path] = tuple(found[:MOST_PLACES])
        elif sought.standing != "weak":
            missing.append(sought)
        if sought.standing == "weak" or (found and _proves_little(sought)):
            weak.append(sought.path)
    absent: list[Sought] = []
    computed: list[Path] = []
    lacking: dict[Path, object] = {}
    for sought in missing:
        may_follow = sought.standing == "may"
        answer = may_follow and follows(sought.path, invoice, policy, {*places, *computed}, paper.money)
        if answer:
            computed.append(sought.path)
            continue
        lacking[sought.path] = sought.value
        if answer is None:  # nothing on the page tells
            weak.append(sought.path)
        else:
            absent.append(sought)
    return Looked(places, tuple(absent), tuple(computed), tuple(weak), lacking)


def places_of(sought: Sought, paper: Paper) -> list[Place]:
    """Return where a value stands on a paper.

    >>> from parzo_validate.grounding.expected import Sought
    >>> places_of(Sought(("financials", "total"), "money", Decimal(220), "must"), Paper("1.220,00 e 220,00"))
    [Place(page=1, start=11, end=17, printed='220,00')]
    """
    value: Any = sought.value
    match sought.kind:
        case "money":
            found = paper.money.get(value.copy_abs(), [])
            return found or (_rounded(value, paper) if sought.path[-1] == "unit_price" else [])
        case "rate" | "quantity":
            return paper.numbers.get(value.copy_abs(), [])
        case "date":
            return paper.dates.get(value, [])
    return _TEXTS.get(str(sought.path[-1]), Paper.texts)(paper, value)


_TEXTS: dict[str, Callable[[Paper, str], list[Place]]] = {
    "vat_number": Paper.vat_numbers,
    "fiscal_code": Paper.codes,
    "iban": Paper.codes,
    "number": Paper.document_numbers,
    "po_number": Paper.document_numbers,
    "phone": Paper.codes,
}


def _rounded(price: Decimal, paper: Paper) -> list[Place]:
    """Return where a price of more decimals stands that the paper prints with fewer."""
    decimals = -int(price.as_tuple().exponent)
    for fewer in _MOST_DECIMALS_PRINTED:
        rounded = _TO_EVEN.quantize(price.copy_abs(), scaled(Decimal(1), -fewer))
        if rounded and fewer < decimals and (found := paper.money.get(rounded)):
            return found
    return []


def _proves_little(sought: Sought) -> bool:
    """Return whether a value of this kind stands on many a paper by chance."""
    match sought.value:
        case Decimal():
            return len("".join(map(str, sought.value.as_tuple().digits)).strip("0")) <= _FEW_DIGITS
        case str():
            return sum(map(str.isalnum, sought.value)) <= _FEW_SIGNS
    return False
