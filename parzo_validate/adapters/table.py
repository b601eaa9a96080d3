"""A table of one producer: from documented field to the JMESPath expression that finds it in an answer."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, get_args

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.model import FIELDS, Kind
from parzo_validate.invoice.values import describe, nearest, printable

Amounts = Literal["units", "cents"]
Rates = Literal["percent", "fractions", "hundredths"]
DateOrder = Literal["day_first", "month_first"]
Numbers = Literal["printed", "plain"]
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "amounts": get_args(Amounts),
    "rates": get_args(Rates),
    "date_order": get_args(DateOrder),
    "numbers": get_args(Numbers),
}
_EXPRESSIONS = ("documents", "recognised_by", "entries", "key", "value")
_KEYS = ("title", *_EXPRESSIONS, *_CHOICES, "null_words", *FIELDS)
_EACH = "each"


class InvalidTable(ParzoValidateError, ValueError):
    """A table of an adapter cannot be used; the message names the file, the key, and what was expected."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a field is found: by one expression, or by several of which the values are added."""

    name: str
    kind: Kind
    expressions: tuple[ParsedResult, ...]
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table states.

    Args:
        name: of the producer, or of the file.
        title: what to call the producer in a sentence.
        documents: finds the documents in an answer.
        recognised_by: finds something in an answer of this producer, and nothing in any other.
        entries: finds a list of entries in a document; each is then found under its ``key``.
        key: finds the name of an entry.
        value: finds the value where a field leads to an object.
        amounts: ``cents`` where they are counted in hundredths.
        rates: ``fractions`` (0.22) or ``hundredths`` (2200) where they are not in per cent.
        date_order: of dates of which day and month could be exchanged.
        numbers: ``plain`` where a point in a text is always a decimal point.
        null_words: texts that stand for nothing, in lower case.
        sections: the fields of each section.
        each: finds the lines.
        lines: the fields of a line.
    """

    name: str
    title: str
    documents: ParsedResult
    recognised_by: ParsedResult | None = None
    entries: ParsedResult | None = None
    key: ParsedResult | None = None
    value: ParsedResult | None = None
    amounts: Amounts
    rates: Rates
    date_order: DateOrder | None
    numbers: Numbers
    null_words: frozenset[str]
    sections: Mapping[str, tuple[Field, ...]]
    each: ParsedResult | None
    lines: tuple[Field, ...]


def read_table(file: Path | Traversable) -> Table:
    """Return the table that a file holds.

    Raises:
        InvalidTable: the file cannot be read, or states something unknown or an expression that is none.
    """
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidTable(f"{file}: cannot read the file: {error.strerror}") from None
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidTable(f"{file}: expected TOML in UTF-8: {printable(str(error), 200)}") from None
    _refuse_unknown(file, "", stated, _KEYS)
    found: dict[str, Any] = {name: _expression(file, name, stated[name]) for name in _EXPRESSIONS if name in stated}
    if "documents" not in found:
        raise InvalidTable(f"{file}: documents is missing; expected the expression that finds them, such as [@]")
    if ("entries" in found) != ("key" in found):
        raise InvalidTable(f"{file}: entries and key stand together; expected both or neither")
    lines = _table(file, "line_items", stated.get("line_items", {}))
    return Table(
        name=Path(file.name).stem,
        title=str(stated.get("title", Path(file.name).stem)),
        **found,
        **{name: _choice(file, name, stated, known) for name, known in _CHOICES.items()},
        null_words=frozenset(map(str.casefold, _words(file, stated.get("null_words", [])))),
        sections={
            section: _fields(file, section, _table(file, section, stated.get(section, {})))
            for section in FIELDS
            if section != "line_items"
        },
        each=_expression(file, "line_items.each", lines[_EACH]) if _EACH in lines else None,
        lines=_fields(file, "line_items", lines),
    )


def _fields(file: Path | Traversable, section: str, stated: Mapping[str, Any]) -> tuple[Field, ...]:
    kinds = FIELDS[section]
    _refuse_unknown(file, f"{section}.", stated, [*kinds, *([_EACH] if section == "line_items" else [])])
    return tuple(
        _field(file, f"{section}.{name}", name, kinds[name], given) for name, given in stated.items() if name != _EACH
    )


def _field(file: Path | Traversable, place: str, name: str, kind: Kind, given: object) -> Field:
    added = isinstance(given, list)
    if added and kind != "money":
        raise InvalidTable(f"{file}: {place}: expected one expression, got a list; only amounts are added")
    several = given if isinstance(given, list) else [given]
    return Field(name, kind, tuple(_expression(file, place, one) for one in several), added)


def _expression(file: Path | Traversable, place: str, given: object) -> ParsedResult:
    if not isinstance(given, str):
        raise InvalidTable(f"{file}: {place}: expected a JMESPath expression as text, got {describe(given)}")
    try:
        return jmespath.compile(given.replace("\n", " ").strip())
    except JMESPathError as error:
        problem = str(error).split("\n")[0]
        raise InvalidTable(f"{file}: {place}: expected a JMESPath expression: {printable(problem, 200)}") from None


def _table(file: Path | Traversable, place: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidTable(f"{file}: {place}: expected a table, got {describe(given)}")
    return given


def _choice(file: Path | Traversable, name: str, stated: Mapping[str, Any], known: tuple[str, ...]) -> Any:
    given = stated.get(name, None if name == "date_order" else known[0])
    if given not in known and name in stated:
        raise InvalidTable(f"{file}: {name}: unknown value {describe(given)}; {nearest(str(given), known)}")
    return given


def _words(file: Path | Traversable, given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise InvalidTable(f"{file}: null_words: expected a list of texts, got {describe(given)}")
    return given


def _refuse_unknown(file: Path | Traversable, place: str, stated: Iterable[str], known: Iterable[str]) -> None:
    for name in stated:
        if name not in (known := list(known)):
            raise InvalidTable(f"{file}: unknown key {place}{printable(name)}; {nearest(name, known)}")
