"""What Python's TOML reader leaves out: on which line a key stands, and how a document is written."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from parzo_validate.invoice.values import plain


def line_of(text: str, path: Sequence[str]) -> int:
    r"""Return the line, counted from 1, on which a key of a TOML text stands, or a text in the list at that key.

    >>> line_of('# ours\n[policy]\ntolerence = 1\n', ["policy", "tolerence"])
    3
    >>> line_of('disable = [\n  "ONE",\n  "TWO",\n]', ["disable", "TWO"])
    3
    """
    lines = text.split("\n")
    return next(
        next((number for number in range(first, last + 1) if _quotes(lines[number - 1], path[-1])), first)
        for first, last, document in _statements(lines)
        if _holds(document, path)
    )


def _statements(lines: list[str]) -> list[tuple[int, int, dict[str, Any]]]:
    """Return the first and the last line of each statement, and the document up to it.

    A statement cut at the end of a line is no TOML, so that the reader itself says where statements end.
    """
    found = []
    first = 1
    for last in range(1, len(lines) + 1):
        try:
            document = tomllib.loads("\n".join(lines[:last]) + "\n")
        except tomllib.TOMLDecodeError:
            continue
        found.append((first, last, document))
        first = last + 1
    return found


def _holds(document: object, path: Sequence[str]) -> bool:
    for step in path:
        if isinstance(document, list):
            return step in document
        if not isinstance(document, Mapping) or step not in document:
            return False
        document = document[step]
    return True


def _quotes(line: str, text: str) -> bool:
    return f'"{text}"' in line or f"'{text}'" in line


def dump_toml(document: Mapping[str, Any]) -> str:
    """Return the document as TOML; it may hold text, truth values, numbers, dates, lists of these, and tables.

    >>> print(dump_toml({"plugins": True, "policy": {"tolerance": Decimal("0.05")}}), end="")
    plugins = true
    <BLANKLINE>
    [policy]
    tolerance = 0.05
    """
    return "\n".join(_tables(document, ()))


def _tables(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield each table with its header, the outer ones first, as a key after a header belongs to that table."""
    values = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if values or not table:
        header = f"[{'.'.join(map(_key, path))}]\n" if path else ""
        yield header + "".join(f"{_key(key)} = {_value(value)}\n" for key, value in values.items())
    for key, value in table.items():
        if key not in values:
            yield from _tables(value, (*path, key))


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else _value(key)


def _value(value: object) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Decimal():
            return plain(value)
        case _:
            return str(value)
