"""From bytes, text, a mapping or an ``Invoice`` to an ``Invoice``, and what was read otherwise than it stood there.

A clean document costs one pydantic call. Otherwise each value is looked at by itself, and whatever has two readings by
the others of its document: see ``printed``. What cannot be read is set aside, and its field counts as missing; only
input that is no JSON object at all is an error.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.collected import Coerced, Unreadable, Values, in_order
from parzo_validate.invoice.documented import read_documented, read_documented_json
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.model import FIELDS, Invoice, PartlyRead
from parzo_validate.invoice.printed import read_values
from parzo_validate.invoice.reasons import because
from parzo_validate.invoice.values import describe

_AS_PLAIN: Mapping[type, Callable[[Any], object]] = {
    str: str.__str__,
    int: int.__int__,
    float: float.__float__,
    Decimal: Decimal,
}


Document = Mapping[str, Any] | Invoice | bytes | str
"""What can be judged: a result or the completed job that carries one, as a mapping, an ``Invoice`` or JSON text."""


class Reading(NamedTuple):
    """An invoice, the values that were read otherwise than documented, and those that had to be set aside."""

    invoice: Invoice
    coerced: tuple[Coerced, ...]
    unreadable: tuple[Unreadable, ...]

    def whole(self) -> "Reading":
        """Return the same with everything of the invoice in its place."""
        self.invoice.whole()
        return self


Looked = tuple[Invoice, tuple[Coerced, ...], tuple[Unreadable, ...]]
"""What a ``Reading`` holds."""


def read_json(raw: bytes | str) -> Reading:
    """Return the invoice that a JSON text holds, bare or in a completed job.

    Amounts are exact: a number that a binary float would round is read digit by digit.

    Raises:
        InvalidInput: the text is not a JSON object; the message says where it breaks and what was expected.

    >>> read_json(b'{"financials": {"total": 123456789012345678.05}}').invoice.financials.total
    Decimal('123456789012345678.05')
    >>> [coerced] = read_json('{"financials": {"total": "1.220,10 EUR"}}').coerced
    >>> coerced.path, coerced.given, coerced.read_as
    ('/financials/total', '1.220,10 EUR', '1220.10')
    >>> [unreadable] = read_json('{"financials": {"total": "1.220"}}').unreadable
    >>> unreadable.reason, unreadable.reason.code
    ('1.220 may be 1.22 or 1220', 'two_readings')
    """
    return Reading(*looked_at_json(raw)).whole()


def read(result: object) -> Reading:
    """Return the invoice that a document holds, bare or in a completed job; an ``Invoice`` is returned as it is.

    Raises:
        InvalidInput: it is no document: neither mapping nor ``Invoice`` nor JSON text of an object, a job without a
            result, or a mapping that does not hold what it says.

    >>> read({"invoice": {"date": "1 aprile 2026"}, "buyer": {"name": "N/A"}}).invoice.invoice.date
    datetime.date(2026, 4, 1)
    """
    return Reading(*looked_at(result)).whole()


@cache
def reader_of_json(for_own_rules: bool) -> Callable[[bytes | str], Invoice | None]:
    """Return what reads a result in which every value has the documented form, and returns ``None`` for any other.

    For the rules of this library that is msgspec, where the extra ``fast`` is installed.
    """
    if not for_own_rules or not find_spec("msgspec"):
        return read_documented_json
    from parzo_validate.invoice.decoded import read_decoded_json  # only here: what it imports need not be installed

    return read_decoded_json


def looked_at_json(raw: bytes | str, *, for_own_rules: bool = False) -> Looked:
    """Return what ``read_json`` does, but that the lines of the invoice may be made when they are asked for.

    Where only rules of this library will ask, it may be no ``Invoice``, but what answers them as one does.
    """
    if not isinstance(raw, (bytes, str)):
        raise InvalidInput(f"expected JSON as bytes or text, got {describe(raw)}; use validate for a mapping")
    invoice = reader_of_json(for_own_rules)(raw)
    return looked_at(read_object(raw)) if invoice is None else (invoice, (), ())


def looked_at(result: object, *, for_own_rules: bool = False) -> Looked:
    """Return what ``read`` does, as ``looked_at_json`` returns what ``read_json`` does."""
    if type(result) is not dict:  # asked first: what most callers give, and the quickest to tell
        if isinstance(result, Invoice):
            return result, (), ()
        if isinstance(result, (bytes, str)):
            return looked_at_json(result, for_own_rules=for_own_rules)
        if not isinstance(result, Mapping):
            raise InvalidInput(f"expected a mapping, an Invoice or JSON text, got {describe(result)}")
    if invoice := read_documented(result):
        return invoice, (), ()
    try:
        carried = result_in(result)
        if not isinstance(carried, Mapping):
            refused = Unreadable("/result", because("not_an_object", given=describe(carried)))
            return PartlyRead.without(Invoice(), [()]), (), (refused,)
        if carried is not result and (invoice := read_documented(carried)):
            return invoice, (), ()
        plain = _plain(carried)
    except InvalidInput:
        raise
    except Exception as error:  # whatever a mapping of somebody else's raises
        raise InvalidInput(because("broken_mapping", error=type(error).__name__)) from error
    return _read_with_care(plain)


def _plain(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result with sections, lines and values of plain types, so that nobody else's code is asked again."""
    return {name: _plain_section(result[name]) for name in FIELDS if name in result}


def _plain_section(section: object) -> object:
    if isinstance(section, (list, tuple)):
        return [_plain_object(line) for line in section]
    return _plain_object(section)


def _plain_object(content: object) -> object:
    if isinstance(content, Mapping):
        return {name: _plain_value(value) for name, value in dict(content).items()}
    return _plain_value(content)


def _plain_value(value: object) -> object:
    """Return a text or a number as one of a plain type: only that is sure to do what texts and numbers do."""
    if value is not None and type(value) not in _AS_PLAIN and not isinstance(value, bool):
        for kind, plain_one in _AS_PLAIN.items():
            if isinstance(value, kind):
                return plain_one(value)
    return value


def result_in(document: Mapping[str, Any]) -> object:
    """Return the result that a document holds: the document itself, or what a job carries, empty when it is null.

    Raises:
        InvalidInput: the document is a job that carries none, such as a failed one.

    >>> result_in({"job_id": "1", "result": {"financials": {}}}), result_in({"financials": {}})
    ({'financials': {}}, {'financials': {}})
    """
    if ("result" not in document and "status" not in document) or not FIELDS.keys().isdisjoint(document):
        return document
    if "result" not in document:
        raise InvalidInput(because("job_without_result", status=describe(document["status"])))
    carried = document["result"]
    return {} if carried is None else carried


def _read_with_care(result: Mapping[str, Any]) -> Looked:
    values = read_values(result)
    if values.undecided:
        values.settle("day_first" if _writes_the_day_first(_invoice_of(values)) else None)
    return _invoice_of(values), in_order(values.coerced), in_order(values.unreadable)


def _invoice_of(values: Values) -> Invoice:
    invoice = Invoice.model_validate(values.by_section)
    return PartlyRead.without(invoice, values.unreadable) if values.unreadable else invoice


def _writes_the_day_first(invoice: Invoice) -> bool:
    """Return whether nothing says that the vendor is of a country where the month might come first."""
    from parzo_validate.domain.party import is_foreign  # only here: whose party it is is asked of an invoice

    return not invoice.unreadable_in("vendor", "country") and not is_foreign(invoice, "vendor")
