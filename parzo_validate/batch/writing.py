"""Answers as text: JSON and names in which nothing foreign can act on a terminal, a log or another line."""

import json

from parzo_validate.invoice.values import escaped, printable

_LONGEST = 4096
"""Characters, which no path on Linux exceeds."""

_compact = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def json_line(value: object) -> str:
    r"""Return a value as one line of JSON, with whatever a terminal could not show escaped.

    >>> print(json_line({"source": "à\x1b\u202e\udcfc.json"}))
    {"source": "à\u001b\u202e\udcfc.json"}
    """
    text = _compact(value)
    # Of ASCII, which most are, JSON has escaped all the rest, and to ask of each character takes a fifth of the time.
    return text if text.isascii() and "\x7f" not in text else escaped(text, json_escape)


def json_page(value: object) -> str:
    r"""Return a value as indented JSON, with whatever a terminal could not show escaped.

    >>> print(json_page({"source": "\x1b.json"}))
    {
      "source": "\u001b.json"
    }
    """
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(escaped(line, json_escape) for line in lines)


def json_escape(characters: str) -> str:
    r"""Return how JSON writes characters that must not, or cannot, be written as they are.

    >>> print(json_escape("€\x7f😀"))
    \u20ac\u007f\ud83d\ude00
    """
    units = characters.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def shown(text: object) -> str:
    r"""Return a name or a sentence as one line that any terminal can show.

    >>> shown("a\n::error::\x1b[31m.json")
    'a\\n::error::\\x1b[31m.json'
    """
    return printable(str(text), _LONGEST)
