"""What the caller gets: a flag, its severity, and the values that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.later import WorkedOutLater
from parzo_validate.errors import InvalidRule
from parzo_validate.words import LANGUAGES, known_language

ContextValue = str | int | bool | None | tuple[str, ...]


class Severity(StrEnum):
    """How much a flag weighs: an ``error`` cannot be true, a ``warning`` deserves a look."""

    ERROR = "error"
    WARNING = "warning"


class FrozenDict(dict[Any, Any]):
    """A dict that refuses to change, so that frozen values may hold one."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping belongs to a frozen value; copy it with dict(...) to change it")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


NOTHING = FrozenDict()
"""What most reports hold of gaps and crashes; making one dict for all costs nothing."""


class FlagDict(TypedDict):
    """A flag as JSON, the shape of one element of a job's ``validation_flags``."""

    code: str
    severity: Severity
    message: str
    path: str
    context: dict[str, str | int | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Flag(WorkedOutLater):
    """Something that is wrong with the invoice. Match flags by ``code`` and ``path``, never by ``message``.

    In ``context`` a ``difference`` is what the document says minus what it should say, and a ``line`` counts from 1 as
    the message does, while ``path`` counts from 0. A list is a tuple there, so that the flag cannot change.

    >>> flag = Flag("INVALID_TOTAL", Severity.ERROR, "the total is zero", "/financials/total", {"total": "0.00"})
    >>> Flag.from_dict(flag.as_dict()) == flag
    True
    """

    _may_wait = ("message", "path", "context", "translations")

    code: str
    severity: Severity
    message: str
    path: str
    context: Mapping[str, ContextValue] = field(default_factory=FrozenDict)
    translations: Mapping[str, str] = field(default_factory=FrozenDict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "severity", Severity(self.severity))
        object.__setattr__(self, "context", frozen_context(self.context))
        object.__setattr__(self, "translations", frozen_context(self.translations))

    def render(self, lang: str = "en") -> str:
        """Return the message in ``"en"`` or ``"it"``.

        A flag read back from JSON carries the one message that was written, and returns it for either language.

        Raises:
            ValueError: the language is neither.
        """
        if known_language(lang) == LANGUAGES[0] and hasattr(self, "_work_out"):
            return self.message
        return self.translations.get(lang, self.message)

    def as_dict(self, lang: str = "en") -> FlagDict:
        """Return the flag as a plain dict, ready for JSON, with its message in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return {
            "code": self.code,
            "severity": str(self.severity),  # type: ignore[typeddict-item]  # the enum is for the schema
            "message": self.render(lang),
            "path": self.path,
            "context": {
                name: list(value) if isinstance(value, tuple) else value for name, value in self.context.items()
            },
        }

    @classmethod
    def from_dict(cls, flag: Mapping[str, Any]) -> "Flag":
        """Return the flag that ``as_dict`` wrote; ``message``, ``path`` and ``context`` may be absent."""
        return cls(
            flag["code"],
            flag["severity"],
            flag.get("message", ""),
            flag.get("path", ""),
            flag.get("context") or {},
        )


def sort_key(pointer: str) -> list[tuple[int, str]]:
    """Return a key that sorts JSON Pointers like a reader would.

    >>> sorted(["/line_items/10/vat_rate", "/line_items/2/vat_rate"], key=sort_key)
    ['/line_items/2/vat_rate', '/line_items/10/vat_rate']
    """
    return [(len(step) if step.isdigit() else 0, step) for step in pointer.split("/")]


def frozen_context(context: Mapping[str, Any]) -> FrozenDict:
    """Return the context with its lists as tuples."""
    if type(context) is FrozenDict:
        return context
    return FrozenDict({name: tuple(value) if isinstance(value, list) else value for name, value in context.items()})


def as_context_value(name: str, value: object) -> ContextValue:
    """Return a context value as JSON can hold it, and a list of them as one of texts.

    Raises:
        InvalidRule: the value is a float, or nothing that JSON knows.

    >>> as_context_value("allowed", [Decimal("22"), Decimal("7.3")])
    ('22', '7.3')
    """
    match value:
        case str():
            return str.__str__(value)  # what a text knows of languages is for sentences alone
        case None | bool() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case list() | tuple() if all(isinstance(item, (str, int, Decimal, date)) for item in value):
            return tuple(str(as_context_value(name, item)) for item in value)
        case _:
            expected = "text, an integer, a Decimal, a date or a list of these"
            raise InvalidRule(f"context value {name!r} is a {type(value).__name__}; expected {expected}")
