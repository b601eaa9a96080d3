"""What a server says of an invoice in ``validation_flags``, and where it differs from a report.

The documentation shows only an empty list, so an element may be a bare code or an object that holds one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.flag import Flag
from parzo_validate.invoice.collected import Unreadable
from parzo_validate.invoice.reasons import because
from parzo_validate.invoice.values import describe, printable

TEXT_LIMIT = 500
"""Characters of a server's text that are kept for people to read."""


class ServerFlagDict(TypedDict):
    """What identifies and explains a server's flag, as JSON."""

    code: str
    severity: str | None
    message: str | None
    path: str | None


@dataclass(frozen=True, slots=True)
class ServerFlag:
    """A flag as a server wrote it; whatever it did not say is ``None``, and what else it said stands in the job.

    ``severity`` is the server's own word, so that a weight nobody knows yet is kept. Text is made printable and is cut
    at 500 characters.
    """

    code: str
    severity: str | None = None
    path: str | None = None
    message: str | None = None

    def as_dict(self) -> ServerFlagDict:
        """Return the flag as a plain dict, ready for JSON."""
        return {"code": self.code, "severity": self.severity, "message": self.message, "path": self.path}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "ServerFlag":
        """Return the flag that ``as_dict`` wrote."""
        return cls(written["code"], written["severity"], written["path"], written["message"])


class ServerFlags(NamedTuple):
    """The flags that could be read, in the server's order, and the entries that could not."""

    flags: tuple[ServerFlag, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def read_server_flags(listed: object) -> ServerFlags:
    """Return the flags of a job's ``validation_flags``; null or absent, they hold none. Never raises.

    >>> read_server_flags(["INVALID_TOTAL", {"code": "DATE_INCOHERENCE", "path": "/invoice/due_date"}]).flags[1].path
    '/invoice/due_date'
    >>> read_server_flags([42]).unreadable
    (Unreadable(path='/validation_flags/0', reason='expected a code or an object with a code, got the number 42'),)
    """
    if listed is None:
        return ServerFlags()
    if not isinstance(listed, (list, tuple)):
        return ServerFlags(unreadable=(Unreadable("/validation_flags", because("not_a_list", given=describe(listed))),))
    flags, unreadable = [], []
    for place, entry in enumerate(listed):
        fields = entry if isinstance(entry, Mapping) else {"code": entry}
        if code := _text(fields.get("code")):
            flags.append(ServerFlag(code, *(_text(fields.get(key)) for key in ("severity", "path", "message"))))
        else:
            unreadable.append(Unreadable(f"/validation_flags/{place}", because("no_code", given=describe(entry))))
    return ServerFlags(tuple(flags), tuple(unreadable))


def differences(ours: Sequence[Flag], theirs: Sequence[ServerFlag]) -> tuple[tuple[Flag, ...], tuple[ServerFlag, ...]]:
    """Return our flags that the server lacks, and the server's flags that we lack."""
    their_places = {(entry.code, entry.path) for entry in theirs}
    our_places = {place for flag in ours for place in _meant_by(flag)}
    return (
        tuple(flag for flag in ours if their_places.isdisjoint(_meant_by(flag))),
        tuple(entry for entry in theirs if (entry.code, entry.path) not in our_places),
    )


def _meant_by(flag: Flag) -> tuple[tuple[str, str | None], ...]:
    """Return the code and path that a server may write for a flag: its own, or the code alone."""
    return (flag.code, flag.path), (flag.code, None)


def _text(value: object) -> str | None:
    return printable(value, TEXT_LIMIT) if isinstance(value, str) else None
