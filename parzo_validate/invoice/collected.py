"""What reading a result collects: its values in documented form, and what was done to get there."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.invoice.dates import Order, PrintedDate
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.reasons import Reason, because
from parzo_validate.invoice.values import Path, pointer, printable


class CoercedDict(TypedDict):
    """A value that was read otherwise than it stood there, as JSON; ``read_as`` is null where it says nothing."""

    path: str
    given: str
    read_as: str | None


@dataclass(frozen=True, slots=True)
class Coerced:
    """A value that was read, though it did not stand there as documented.

    Args:
        path: its JSON Pointer in the result.
        given: what stood there, printable and cut at 80 characters.
        read_as: what it was read as, as plain text; ``None`` where it says that nothing stands there.
    """

    path: str
    given: str
    read_as: str | None

    def as_dict(self) -> CoercedDict:
        """Return it as a plain dict, ready for JSON."""
        return {"path": self.path, "given": self.given, "read_as": self.read_as}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Coerced":
        """Return what ``as_dict`` wrote."""
        return cls(written["path"], written["given"], written["read_as"])


class UnreadableDict(TypedDict):
    """An unreadable value as JSON; programs match ``reason_code``."""

    path: str
    reason: str
    reason_code: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that could not be read: its JSON Pointer in the result and the reason."""

    path: str
    reason: Reason

    def as_dict(self, lang: str = "en") -> UnreadableDict:
        """Return it as a plain dict, ready for JSON, with its reason in ``"en"`` or ``"it"``."""
        return {"path": self.path, "reason": self.reason.render(lang), "reason_code": self.reason.code}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Unreadable":
        """Return what ``as_dict`` wrote; its reason speaks the one language that was written."""
        return cls(written["path"], Reason.from_dict(written))


Said = TypeVar("Said", Coerced, Unreadable)


class Values(NamedTuple):
    """What a result holds: its values by section, in documented form, and what was done to get there."""

    by_section: dict[str, Any]
    coerced: dict[Path, Coerced]
    unreadable: dict[Path, Unreadable]
    undecided: dict[Path, tuple[str, PrintedDate]]
    """Dates with two readings between which no other date decides: what stood there, and what it may mean."""

    def put(self, path: Path, given: object, value: object) -> None:
        """Put a value in its place and list that it was read otherwise than it stood there."""
        self.place(path, value)
        read_as = None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
        self.coerced[path] = Coerced(pointer(path), printable(str(given)), read_as)

    def refuse(self, path: Path, reason: Reason) -> None:
        """Leave a place empty and list why it could not be read."""
        # An empty object keeps the place of a line, so that the lines after it keep their numbers.
        self.place(path, {} if len(path) == 2 and path[0] == "line_items" else None)
        self.unreadable[path] = Unreadable(pointer(path), reason)

    def refuse_two(self, path: Path, given: str, first: object, second: object) -> None:
        """Leave a place empty that has two readings, and name both."""
        self.refuse(path, because("two_readings", given=printable(given), first=first, second=second))

    def settle(self, order: Order | None) -> None:
        """Read the undecided dates in this order; without one they cannot be read."""
        for path, (given, day) in self.undecided.items():
            if order:
                self.put(path, given, day.read(order))
            else:
                self.refuse_two(path, given, day.day_first, day.month_first)

    def place(self, path: Path, value: object) -> None:
        """Put a value in its place."""
        holder: Any = self.by_section
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value


def in_order(said: Mapping[Path, Said]) -> tuple[Said, ...]:
    """Return what is said of each path in the order of the schema, a section before what it holds."""
    return tuple(said[path] for path in sorted(said, key=_place))


def _place(path: Path) -> tuple[int, ...]:
    section, *inside = path
    fields = list(FIELDS[str(section)])
    return list(FIELDS).index(str(section)), *(step if isinstance(step, int) else fields.index(step) for step in inside)
