"""The tables that come with the library, and whose answer a document is."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jmespath.exceptions import JMESPathError

from parzo_validate.adapters.fatturapa import documents_of, invoice_in, is_signed, is_xml, read_fatturapa
from parzo_validate.adapters.table import Table, read_table
from parzo_validate.errors import InvalidInput, ParzoValidateError
from parzo_validate.invoice.json_text import parse
from parzo_validate.invoice.values import describe, nearest

_SUFFIX = ".toml"
_TABLES = files(__package__).joinpath("tables")
_WRAPPED = "original_response"
"""Under which Eden AI hands on what a producer answered."""


class UnknownProducer(ParzoValidateError, LookupError, ValueError):
    """No table of this name comes with the library; the message lists those that do."""


def producers() -> tuple[str, ...]:
    """Return the names of the producers whose answers can be adapted, in alphabetical order.

    >>> producers()
    ('affinda', 'azure', 'fatturapa', 'google', 'klippa', 'mindee_v2', 'mindee_v4', 'rossum', 'textract', 'veryfi')
    """
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in _TABLES.iterdir() if file.name.endswith(_SUFFIX)))


@cache
def shipped_table(producer: str) -> Table:
    """Return the table of a producer.

    Raises:
        UnknownProducer: there is none.
    """
    if producer not in (known := producers()):
        raise UnknownProducer(f"unknown producer {describe(producer)}; {nearest(producer, known)}")
    return read_table(_TABLES.joinpath(producer + _SUFFIX))


def answer_in(document: object) -> Any:
    """Return what a producer answered: parsed where it is text, taken out of what another service put around it.

    Raises:
        InvalidInput: it is neither JSON nor XML that may be read, nor a mapping or a list.
    """
    if isinstance(document, (bytes, str)):
        document = read_fatturapa(document) if is_xml(document) or is_signed(document) else parse(document)
    if isinstance(document, Mapping) and _WRAPPED in document:
        document = document[_WRAPPED]
    if isinstance(document, Mapping) and (invoice := invoice_in(document)) is not None:
        document = documents_of(invoice)
    if not isinstance(document, (Mapping, list)):
        raise InvalidInput(f"expected the answer of a producer as a mapping, JSON or XML, got {describe(document)}")
    return document


def recognise(document: object) -> str | None:
    """Return whose answer a document is, ``None`` where that is in doubt.

    Args:
        document: a mapping, JSON text, or the XML of a FatturaPA. What cannot be read is nobody's answer.

    >>> recognise({"ExpenseDocuments": [{"SummaryFields": []}]}), recognise({"total": 5})
    ('textract', None)
    """
    try:
        answer = answer_in(document)
    except InvalidInput:
        return None
    found = [name for name in producers() if recognised(shipped_table(name), answer)]
    return found[0] if len(found) == 1 else None


def recognised(table: Table, answer: Any) -> bool:
    """Return whether an answer shows what only those of this table do."""
    try:
        return bool(table.recognised_by and table.documents.search(answer) and table.recognised_by.search(answer))
    except JMESPathError:  # a function was given what another producer's answer holds there
        return False
