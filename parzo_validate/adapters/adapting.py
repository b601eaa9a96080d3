"""One answer of a producer into results in the documented shape, by its table."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from parzo_validate.adapters.shipped import answer_in, recognised, shipped_table
from parzo_validate.adapters.table import Field, Table, read_table
from parzo_validate.adapters.units import added, as_documented
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import printable


def adapt(document: object, producer: str | os.PathLike[str]) -> dict[str, Any]:
    """Return an answer of another producer as a result in the documented shape, ready for ``validate``.

    A value is copied as it came, so that it is read, and listed as coerced, like any other; only its unit is changed
    where the producer's is not the documented one: cents, rates as fractions. Of several documents it is the first.

    Args:
        document: the answer: a mapping, JSON text, or for ``fatturapa`` XML.
        producer: its name, one of ``producers()``; or the path of a table of one's own, which ends in ``.toml``.

    Raises:
        InvalidInput: the answer is none of this producer; the reason says what was expected.
        UnknownProducer: no table of this name comes with the library.
        InvalidTable: the table of one's own cannot be used.

    >>> answer = {"data": {"merchant_name": "Rossi", "amountexvat": 100000, "vatamount": 22000, "amount": 122000}}
    >>> adapt(answer, "klippa")["financials"]
    {'subtotal': Decimal('1000.00'), 'tax_amount': Decimal('220.00'), 'total': Decimal('1220.00')}
    """
    return adapt_each(document, producer)[0]


def adapt_each(document: object, producer: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """Return every document of an answer, as ``adapt`` returns the first.

    Raises:
        InvalidInput: the answer is none of this producer.
        UnknownProducer: no table of this name comes with the library.
        InvalidTable: the table of one's own cannot be used.

    >>> several = {"ExpenseDocuments": [{"SummaryFields": []}, {"SummaryFields": []}]}
    >>> len(adapt_each(several, "textract"))
    2
    """
    table, answer = table_of(producer), answer_in(document)
    documents = _found(table, "documents", table.documents, answer)
    several = documents if isinstance(documents, list) else [documents]
    results = [_result(table, one) for one in several if isinstance(one, (Mapping, list))]
    if not results or not (any(any(result.values()) for result in results) or recognised(table, answer)):
        raise InvalidInput(
            Reason(
                "other_producer",
                f"expected an answer of {table.title}, found none of its fields",
                f"attesa una risposta di {table.title}, non trovato alcuno dei suoi campi",
            )
        )
    return results


def table_of(producer: str | os.PathLike[str]) -> Table:
    """Return the table of a producer by its name, or the one that a file holds by its path.

    Raises:
        UnknownProducer: no table of this name comes with the library.
        InvalidTable: the file cannot be used.
    """
    if isinstance(producer, str) and not producer.endswith(".toml"):
        return shipped_table(producer)
    return read_table(Path(producer))


def _result(table: Table, document: Any) -> dict[str, Any]:
    named = _named(table, document) if isinstance(document, list) else document
    if table.entries and isinstance(document, Mapping):
        named = {**document, **_named(table, _found(table, "entries", table.entries, document))}
    result: dict[str, Any] = {
        section: _section(table, section, fields, named) for section, fields in table.sections.items()
    }
    lines = _found(table, "line_items.each", table.each, named) if table.each else []
    result["line_items"] = [
        _section(table, "line_items", table.lines, _named(table, line) if isinstance(line, list) else line)
        for line in (lines if isinstance(lines, list) else [])
    ]
    return result


def _named(table: Table, entries: Any) -> dict[str, list[Any]]:
    """Return entries by their names, all of a name in order."""
    named: dict[str, list[Any]] = {}
    for entry in entries if isinstance(entries, list) else []:
        name = _found(table, "key", table.key, entry) if table.key else None
        if isinstance(name, str):
            named.setdefault(name, []).append(entry)
    return named


def _section(table: Table, section: str, fields: Sequence[Field], document: Any) -> dict[str, Any]:
    values = {field.name: _value(table, f"{section}.{field.name}", field, document) for field in fields}
    return {name: value for name, value in values.items() if value is not None}


def _value(table: Table, place: str, field: Field, document: Any) -> object:
    stated = [
        as_documented(value, field.kind, table)
        for expression in field.expressions
        for value in _plain(table, place, _found(table, place, expression, document))
        if not _is_nothing(value, table)
    ]
    if field.added:
        return added(stated)
    if field.kind == "rate":  # of several it is none of them
        return stated[0] if stated and all(one == stated[0] for one in stated) else None
    return stated[0] if stated else None


def _plain(table: Table, place: str, found: Any) -> Iterator[Any]:
    """Yield the values of what an expression leads to: those of a list, in order, and the value of an object."""
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, list):
            yield from _plain(table, place, one)
        elif isinstance(one, Mapping) and table.value:
            value = _found(table, place, table.value, one)
            yield from value if isinstance(value, list) else [value]
        else:
            yield one


def _is_nothing(value: object, table: Table) -> bool:
    if isinstance(value, str):
        return says_nothing(value) or value.strip().casefold() in table.null_words
    return value is None or value is False or value == {}


def _found(table: Table, place: str, expression: ParsedResult, document: Any) -> Any:
    try:
        return expression.search(document)
    except JMESPathError as error:
        problem = printable(str(error).split("\n")[0], 200)
        raise InvalidInput(
            Reason(
                "other_form",
                f"the table of {table.title} does not fit at {place}: {problem}",
                f"la tabella di {table.title} non si applica a {place}: {problem}",
            )
        ) from None
