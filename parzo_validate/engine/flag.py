"""Severity, what a check yields (``Finding``, ``NotEvaluated``) and what the caller gets (``Flag``)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.reasons import as_reason
from parzo_validate.errors import InvalidRule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason, Words, because
from parzo_validate.invoice.values import Path, describe
from parzo_validate.words import known_language, name_of

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


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something is wrong and the values that prove it; the table adds code, severity and message.

    ``path`` holds the keys that lead to the value, ``("line_items", 0, "vat_rate")``; ``context`` the values that
    the message names; Decimals become plain decimal strings and dates ISO dates, which an Italian message writes as
    ``1.220,00`` and ``01/04/2026``, and a list becomes one of texts. ``variant`` chooses among the messages of a rule
    that has several.
    """

    path: Path
    context: Mapping[str, object] = field(default_factory=FrozenDict)
    variant: str = ""

    def __post_init__(self) -> None:
        _check_path(self.path)
        object.__setattr__(self, "context", _frozen(self.context))


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """Why a rule could not judge: a value that it needs is missing or unreadable. ``path`` says which value.

    Args:
        path: the keys that lead to the value. A text in its place, alone, is a reason that is about no one value.
        reason: a ``Reason``, which has a code and speaks both languages; a plain text has the code ``not_evaluated``.

    Raises:
        InvalidRule: the path is no tuple of keys, or the reason no text.

    >>> NotEvaluated(("vendor", "vat_number"), "the register is closed").reason.code
    'not_evaluated'
    >>> NotEvaluated("the register is closed").path
    ()
    """

    path: Path
    reason: Reason

    def __init__(self, path: Path | str = (), reason: Reason | str | None = None) -> None:
        if reason is None and isinstance(path, str):
            reason, path = path, ()
        _check_path(path)
        if not isinstance(reason, str) or not reason.strip():
            raise InvalidRule(f"reason {describe(reason)}: expected a text that says why, or a Reason")
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "reason", as_reason(reason, "not_evaluated"))

    @classmethod
    def for_missing(cls, section: str, names: Sequence[str]) -> "NotEvaluated":
        """Return the answer of a rule that needs these fields of a section, which are missing.

        >>> missing = NotEvaluated.for_missing("financials", ["tax_amount", "total"])
        >>> missing.reason, missing.reason.render("it"), missing.path
        ('tax_amount and total are missing', 'mancano imposta e totale', ('financials', 'tax_amount'))
        """
        verb = ("are", "mancano") if len(names) > 1 else ("is", "manca")
        return cls((section, names[0]), because("missing", names=_listed(names, *verb)))

    @classmethod
    def for_lacking(cls, invoice: Invoice, section: str, names: Sequence[str]) -> "NotEvaluated":
        """Return the answer of a rule that needs these fields: the first that is unreadable, or all as missing."""
        return cls.for_one_of(invoice, [(section, name) for name in names]) or cls.for_missing(section, names)

    @classmethod
    def for_one_of(cls, invoice: Invoice, paths: Iterable[Path]) -> "NotEvaluated | None":
        """Return the answer at the first of these values that could not be read; ``None`` when all could."""
        for path in paths:
            if (place := invoice.unreadable_in(*path)) is not None:
                return cls(path, cls.for_unreadable(*place).reason)
        return None

    @classmethod
    def for_unreadable(cls, *path: str | int) -> "NotEvaluated":
        """Return the answer of a rule for which a value may decide that could not be read.

        >>> unreadable = NotEvaluated.for_unreadable("financials", "discount")
        >>> unreadable.reason, unreadable.reason.render("it")
        ('discount is unreadable', 'sconto: illeggibile')
        """
        return cls(path, because("unreadable", name=_called(path)))


def _check_path(path: object) -> None:
    """Refuse what is no path, a JSON Pointer above all.

    Raises:
        InvalidRule: it is no tuple of texts and numbers.
    """
    if not isinstance(path, tuple) or not all(isinstance(step, (str, int)) for step in path):
        raise InvalidRule(f"path {path!r}: expected a tuple such as ('invoice', 'po_number')")


def _called(path: Path) -> Words:
    """Return the name of the value under these keys, as a sentence calls it."""
    name = str(path[-1]) if path else "result"
    if path[:1] != ("line_items",) or len(path) == 1:
        return Words(name, name_of(name, "it"))
    line = int(path[1]) + 1
    if len(path) == 2:
        return Words(f"line {line}", f"riga {line}")
    return Words(f"{name} of line {line}", f"{name_of(name, 'it')} della riga {line}")


def _listed(names: Sequence[str], verb: str, italian_verb: str) -> Words:
    """Return names with their verb, in the order of each language."""
    *others, last = names
    *altri, ultimo = (name_of(name, "it") for name in names)
    english = f"{', '.join(others)} and {last}" if others else last
    italian = f"{', '.join(altri)} e {ultimo}" if altri else ultimo
    return Words(f"{english} {verb}", f"{italian_verb} {italian}")


class FlagDict(TypedDict):
    """A flag as JSON, the shape of one element of a job's ``validation_flags``."""

    code: str
    severity: Severity
    message: str
    path: str
    context: dict[str, str | int | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that is wrong with the invoice. Match flags by ``code`` and ``path``, never by ``message``.

    In ``context`` a ``difference`` is what the document says minus what it should say, and a ``line`` counts from 1 as
    the message does, while ``path`` counts from 0. A list is a tuple there, so that the flag cannot change.

    >>> flag = Flag("INVALID_TOTAL", Severity.ERROR, "the total is zero", "/financials/total", {"total": "0.00"})
    >>> Flag.from_dict(flag.as_dict()) == flag
    True
    """

    code: str
    severity: Severity
    message: str
    path: str
    context: Mapping[str, ContextValue] = field(default_factory=FrozenDict)
    translations: Mapping[str, str] = field(default_factory=FrozenDict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if type(self.severity) is not Severity:
            object.__setattr__(self, "severity", Severity(self.severity))
        object.__setattr__(self, "context", _frozen(self.context))
        if type(self.translations) is not FrozenDict:
            object.__setattr__(self, "translations", FrozenDict(self.translations))

    def render(self, lang: str = "en") -> str:
        """Return the message in ``"en"`` or ``"it"``.

        A flag read back from JSON carries the one message that was written, and returns it for either language.

        Raises:
            ValueError: the language is neither.
        """
        return self.translations.get(known_language(lang), self.message)

    def as_dict(self, lang: str = "en") -> FlagDict:
        """Return the flag as a plain dict, ready for JSON, with its message in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return {
            "code": self.code,
            "severity": self.severity.value,  # type: ignore[typeddict-item]  # the enum is for the schema
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


def _frozen(context: Mapping[str, Any]) -> FrozenDict:
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
