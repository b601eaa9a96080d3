"""How a document is written as TOML, which Python's standard library leaves out."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from parzo_validate.invoice.values import plain_digits


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
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Decimal():
            return plain_digits(value)
        case _:
            return str(value)
