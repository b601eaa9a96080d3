"""From bytes, text, a mapping or an ``Invoice`` to an ``Invoice`` and the values that could not be read.

A clean document costs one pydantic call. A value that does not fit its field is set aside, and the field counts as
missing; only input that is no JSON object at all is an error.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import echo, pointer

_has_many_digits = re.compile(rb"\.(?:[0-9]{6}|(?<=[0-9]{11}\.))").search
"""Finds numbers that pydantic, which reads them through a binary float of fifteen digits, might not read exactly: six
digits after the point, or eleven before it."""

_parsed = Invoice.__pydantic_validator__.validate_json
"""What ``Invoice.model_validate_json`` calls, without looking at the options that it may be given."""

_SECTIONS = frozenset(Invoice.model_fields)
_EXPECTED = {"string_type": "text", "model_type": "an object", "is_instance_of": "a list"}


class Unreadable(NamedTuple):
    """A value that does not fit its field: its JSON Pointer in the result and a short reason."""

    path: str
    reason: str


class Reading(NamedTuple):
    """An invoice, and the values that had to be set aside to read it."""

    invoice: Invoice
    unreadable: tuple[Unreadable, ...] = ()


def read_json(raw: bytes | str) -> Reading:
    """Return the invoice that a JSON text holds, bare or in a completed job.

    Amounts are exact: a number that a binary float would round is read digit by digit.

    Raises:
        InvalidInput: the text is not a JSON object; the message says where it breaks and what was expected.

    >>> read_json(b'{"financials": {"total": 123456789012345678.05}}').invoice.financials.total
    Decimal('123456789012345678.05')
    >>> read_json('{"financials": {"total": "1.220,10"}}').unreadable
    (Unreadable(path='/financials/total', reason='expected a number, got "1.220,10"'),)
    """
    if not isinstance(raw, (bytes, str)):
        raise InvalidInput(f"expected JSON as bytes or text, got {echo(raw)}; use validate for a mapping")
    invoice = read_at_once(raw)
    return read(read_object(raw)) if invoice is None else Reading(invoice)


def read_at_once(raw: bytes | str) -> Invoice | None:
    """Return the invoice of a bare result in which every value fits its field; ``None`` means: read it with care.

    >>> read_at_once('{"financials": {"total": 5}}').financials.total
    Decimal('5')
    >>> read_at_once('{"financials": {"total": "x"}}'), read_at_once('{"result": {"financials": {"total": 5}}}')
    (None, None)
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if _has_many_digits(data):
        return None
    try:
        invoice: Invoice = _parsed(data)
    except ValidationError:
        return None
    return invoice if invoice.model_fields_set else None


def read(result: object) -> Reading:
    """Return the invoice that a mapping holds, bare or in a completed job; an ``Invoice`` is returned as it is.

    Raises:
        InvalidInput: it is neither a mapping nor an ``Invoice``.
    """
    if isinstance(result, Invoice):
        return Reading(result)
    if not isinstance(result, Mapping):
        hint = "; use validate_json for JSON text" if isinstance(result, (str, bytes)) else ""
        raise InvalidInput(f"expected a mapping or an Invoice, got {echo(result)}{hint}")
    carried = result_in(result)
    if not isinstance(carried, Mapping):
        reason = f"expected an object, got {echo(carried)}"
        return Reading(Invoice(), (Unreadable("/result", reason),))
    try:
        return Reading(Invoice.model_validate(carried))
    except ValidationError as error:
        return _set_aside(carried, error)


def result_in(document: Mapping[str, Any]) -> object:
    """Return the result that a document holds: the document itself, or what a job carries, empty when it is null.

    >>> result_in({"job_id": "1", "result": {"financials": {}}}), result_in({"financials": {}})
    ({'financials': {}}, {'financials': {}})
    """
    if "result" in document and _SECTIONS.isdisjoint(document):
        carried = document["result"]
        return {} if carried is None else carried
    return document


def _set_aside(result: Mapping[str, Any], error: ValidationError) -> Reading:
    """Return the invoice without the values that pydantic refused, and why it refused them."""
    kept = {name: _copied(result[name]) for name in _SECTIONS if name in result}
    unreadable = []
    for refused in error.errors(include_url=False):
        *parents, last = path = refused["loc"]
        expected = _EXPECTED.get(refused["type"])
        reason = f"expected {expected}, got {echo(refused['input'])}" if expected else str(refused["ctx"]["error"])
        unreadable.append(Unreadable(pointer(path), reason))
        place: Any = kept
        for step in parents:
            place = place[step]
        # An empty object keeps a refused line's place, so that the lines after it keep their numbers.
        place[last] = {} if expected == "an object" else None
    return Reading(Invoice.model_validate(kept), tuple(unreadable))


def _copied(section: object) -> object:
    """Return the section as deep a copy as a result is, so that setting a value aside leaves the input alone."""
    if isinstance(section, (list, tuple)):
        return [dict(line) if isinstance(line, Mapping) else line for line in section]
    return dict(section) if isinstance(section, Mapping) else section
