"""JSON text to Python values: exact to the last digit, equally deep on every machine, or refused with the place."""

import re
from decimal import Decimal
from itertools import accumulate
from typing import Any

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.reasons import Words, because
from parzo_validate.invoice.values import DESCRIBED_LIMIT, describe, exact_number

LONGEST_DOCUMENT = 20_000_000
"""Bytes; what is longer is refused unread, by the client and in a stream, so that nothing can exhaust the memory."""

MAX_DEPTH = 201
"""Objects and lists inside each other, beyond which a document is refused: the limit of pydantic's parser."""

BESIDE_BRACKETS = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"?)++', re.DOTALL)
"""Whatever opens or closes no level. A quote begins a match, closed or not, so that no text is looked at twice."""

_find_fence = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE).search
_begins_value = re.compile(r'\{\s*(?:["}].*)?|\[\s*(?:["{\[\]].*)?|".*"|-?[0-9][0-9.eE+-]*|true|false|null').fullmatch
_names_a_file = re.compile(r"[^\n{}\[\]<>]+\.(?:json|jsonl|ndjson|txt|gz|zst)").fullmatch
_holds_object = re.compile(r'[^<\s].*?\{\s*["}]', re.DOTALL).match  # a web page is no answer with JSON in it


_OUT_OF_THE_FENCE = Words(
    "; take the JSON out of the Markdown fence, the lines of ```",
    "; togliere il JSON dal blocco Markdown, le righe con ```",
)
_AS_LINES = Words(
    "; JSON Lines, a document on each line, must be read as such",
    "; JSON Lines, un documento per riga, va letto come tale",
)
_ITS_CONTENT = Words(
    "; this is the name of a file: give its content, or a pathlib.Path to what takes paths",
    "; è il nome di un file: va dato il contenuto, o un pathlib.Path a ciò che accetta percorsi",
)
_WITHOUT_WHAT_FOLLOWS = Words("; take away what follows the JSON", "; togliere quel che segue il JSON")
_WITHOUT_WHAT_STANDS_BEFORE = Words("; take away what stands before the JSON", "; togliere quel che precede il JSON")
_PROBLEMS = {
    "Expecting value": "atteso un valore",
    "Expecting property name enclosed in double quotes": "atteso il nome di un campo tra virgolette doppie",
    "Expecting ',' delimiter": "attesa una virgola",
    "Expecting ':' delimiter": "attesi i due punti",
    "Illegal trailing comma before end of object": "virgola di troppo prima della fine dell'oggetto",
    "Illegal trailing comma before end of array": "virgola di troppo prima della fine della lista",
    "Extra data": "altro testo dopo la fine",
    "Unterminated string starting": "testo non chiuso che comincia qui",
    "Invalid control character": "carattere di controllo non ammesso",
    "Invalid \\escape": "sequenza di escape non valida",
    "Invalid \\uXXXX escape": "sequenza \\uXXXX non valida",
}
"""What Python's parser says, up to `` at``, in Italian."""


def read_object(raw: bytes | str) -> dict[str, Any]:
    """Return the JSON object that a text holds, as ``parse`` reads it.

    Raises:
        InvalidInput: the text is not a JSON object; the message says where it breaks and what was expected.
    """
    document = parse(raw)
    if not isinstance(document, dict):
        raise InvalidInput(because("not_a_result", given=describe(document)))
    return document


def parse(raw: bytes | str) -> object:
    """Return the value of a JSON text; a number with a point or an exponent is a ``Decimal``, exact to its last digit.

    Raises:
        InvalidInput: the text is not JSON, or nests deeper than a parser can bear.

    >>> parse('{"total": 1220.10, "rate": 22}')
    {'total': Decimal('1220.10'), 'rate': 22}
    """
    import json  # only here: a clean document does not need it, and importing the library stays cheap

    try:
        text = raw.removeprefix("\ufeff") if isinstance(raw, str) else raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(because("wrong_encoding", offset=error.start)) from None
    if not text.strip():
        raise InvalidInput(because("empty"))
    _refuse_deep_nesting(text)
    try:
        return json.loads(text, parse_float=_decimal, parse_int=_integer)
    except json.JSONDecodeError as error:
        advice = _advice(text[: error.pos], text[error.pos :], is_whole=error.msg == "Extra data")
        problem = Words(error.msg, _PROBLEMS.get(error.msg.partition(" at")[0], ""))
        place = {"line": error.lineno, "column": error.colno}
        raise InvalidInput(because("not_json", **place, problem=problem, advice=advice)) from None


def _advice(before: str, rest: str, *, is_whole: bool) -> Words:
    """Return advice on a text that stops being JSON where ``rest`` begins, after a whole value where ``is_whole``."""
    (line_break, same_line), first = before.rpartition("\n")[1:], rest.partition("\n")[0].strip()
    if (is_whole and _find_fence(first)) or (not before.strip() and _find_fence(rest)):
        return _OUT_OF_THE_FENCE
    if is_whole and line_break and not same_line.strip() and _begins_value(first):
        return _AS_LINES
    if not before and _names_a_file(rest):
        return _ITS_CONTENT
    if is_whole:
        return _WITHOUT_WHAT_FOLLOWS
    return _WITHOUT_WHAT_STANDS_BEFORE if not before.strip() and _holds_object(rest) else Words("")


def _decimal(text: str) -> Decimal:
    """Return the exact number; zero where a double is (``1e-999``), infinite where a ``Decimal`` cannot hold it."""
    try:
        return exact_number(text) if float(text) or not text.strip("-0.") else Decimal(0)
    except ArithmeticError:
        return Decimal("Infinity")


def _integer(text: str) -> int | Decimal:
    """Return the number; Python refuses to make an ``int`` of thousands of digits."""
    return int(text) if len(text) <= DESCRIBED_LIMIT else Decimal(text)


def _refuse_deep_nesting(text: str) -> None:
    """Refuse what would exhaust the parser's stack, at the same depth on every machine."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    brackets = BESIDE_BRACKETS.sub("", text)
    if max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0) > MAX_DEPTH:
        raise InvalidInput(because("too_deep", levels=MAX_DEPTH))
