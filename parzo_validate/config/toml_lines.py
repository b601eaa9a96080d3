"""Where in a TOML text a key stands, which Python's reader does not say; in one pass, whatever is asked afterwards."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_TOKEN = re.compile(
    r"""
      \"{3} (?: [^\\] | \\. )*? \"{3,5} | '{3} .*? '{3,5}  # texts of several lines, which may end in a quote or two
    | " (?: [^"\\\n] | \\. )* " | ' [^'\n]* '
    | \# [^\n]*
    | [\[{] | [\]}] | \n
    """,
    re.DOTALL | re.VERBOSE,
)


class Statement:
    """A header, or a key with its value, and the line on which it starts."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.text = line, text

    @cached_property
    def texts(self) -> Mapping[str, int]:
        """The line of each text that it quotes."""
        quoted = [(match[0][1:-1], line) for match, line in _matches(self.text, self.line) if match[0][0] in "\"'"]
        return dict(reversed(quoted))  # of equal ones the first counts


def statements(text: str) -> Iterator[Statement]:
    r"""Yield the statements of a TOML text, comments and blank lines among them.

    >>> [(statement.line, statement.text) for statement in statements("a = [\n1]\n# b\nc = 2")]
    [(1, 'a = [\n1]\n'), (3, '# b\n'), (4, 'c = 2')]
    """
    depth, start, first = 0, 0, 1
    for match, line in _matches(text, 1):
        if match[0] in "[{":
            depth += 1
        elif match[0] in "]}":
            depth -= 1
        elif match[0] == "\n" and depth <= 0:
            yield Statement(first, text[start : match.end()])
            depth, start, first = 0, match.end(), line + 1
    yield Statement(first, text[start:])


def _matches(text: str, line: int) -> Iterator[tuple[re.Match[str], int]]:
    for match in _TOKEN.finditer(text):
        yield match, line
        line += match[0].count("\n")


@dataclass(slots=True)
class _Node:
    """A key: the statement that names it first, and the keys in its table."""

    statement: Statement
    inside: dict[str, "_Node"] = field(default_factory=dict)


class TomlLines:
    r"""The lines of a TOML text that can be read.

    >>> TomlLines('# ours\n[policy]\ntolerence = 1\n').line_of(["policy", "tolerence"])
    3
    >>> TomlLines('disable = [\n  "ONE",\n  "TWO",\n]').line_of(["disable", "TWO"])
    3
    """

    def __init__(self, text: str) -> None:
        self._root = table = _Node(Statement(1, ""))
        for statement in statements(text):
            try:
                parsed = tomllib.loads(statement.text)
            except RecursionError:  # it was read from a little less deep; the line of its table has to do
                continue
            if statement.text.lstrip().startswith("["):
                table = _add(self._root, parsed, statement)
            else:
                _add(table, parsed, statement)

    def line_of(self, path: Sequence[str]) -> int:
        """Return the line, from 1, of a key, or of a text in the list at that key; otherwise that of its table."""
        node = self._root
        for step in path:
            if step not in node.inside:
                return node.statement.texts.get(step, node.statement.line)
            node = node.inside[step]
        return node.statement.line


def _add(table: _Node, parsed: object, statement: Statement) -> _Node:
    """Add the keys of a statement to a table, and return the innermost of the last."""
    innermost, waiting = table, [(table, parsed)]
    while waiting:
        innermost, value = waiting.pop()
        if isinstance(value, Mapping):
            for key, inside in value.items():
                waiting.append((innermost.inside.setdefault(key, _Node(statement)), inside))
    return innermost


def line_that_python_cannot_read(text: str) -> int:
    r"""Return the line of the first statement that is more than Python's reader bears; 1 where there is none.

    >>> line_that_python_cannot_read("a = 1\nb = " + "[" * 9000 + "]" * 9000)
    2
    """
    for statement in statements(text):
        try:
            tomllib.loads(statement.text)
        except tomllib.TOMLDecodeError:
            continue
        except (ValueError, RecursionError):
            return statement.line
    return 1
