"""A document as it was received, whoever's answer it is, as one in the documented shape."""

from collections.abc import Mapping
from typing import Any

from parzo_validate.adapters.adapting import adapt_each, table_of
from parzo_validate.adapters.shipped import UnknownProducer, answer_in, recognise
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import describe
from parzo_validate.job.envelope import is_job

AUTO = "auto"
"""In place of a producer: whoever is recognised; a result or a job stays what it is."""

_NOBODYS = Reason(
    "unknown_producer",
    "expected the answer of a known producer or a result, recognised neither; name the producer in place of auto",
    "attesa la risposta di un produttore noto o un risultato, non riconosciuti; indicare il produttore invece di auto",
)


def known_producer(producer: object) -> str:
    """Return the name of a producer, the path of a table or ``auto`` as it is, after making sure that it can be used.

    Raises:
        UnknownProducer: no table of this name comes with the library.
        InvalidTable: the table of one's own cannot be used.

    >>> known_producer("auto")
    'auto'
    """
    if not isinstance(producer, str):
        raise UnknownProducer(f"expected the name of a producer, got {describe(producer)}")
    if producer != AUTO:
        table_of(producer)
    return producer


def result_of(raw: object, producer: str) -> Mapping[str, Any]:
    """Return a document in the documented shape: a result, or the job that carries one.

    Args:
        raw: the answer of a producer, as JSON text, XML or a mapping; with ``auto`` also a result or a job.
        producer: its name, the path of a table of one's own, or ``auto``.

    Raises:
        InvalidInput: the document is none of this producer, or nobody's, or holds several.
        UnknownProducer: no table of this name comes with the library.
        InvalidTable: the table of one's own cannot be used.

    >>> result_of('{"data": {"merchant_name": "Rossi", "amountexvat": 100000, "amount": 122000}}', "auto")["financials"]
    {'subtotal': Decimal('1000.00'), 'total': Decimal('1220.00')}
    >>> result_of('{"financials": {"total": 0}}', "auto")
    {'financials': {'total': 0}}
    """
    answer = answer_in(raw)
    whose = recognise(answer) if producer == AUTO else producer
    if whose is None:
        if isinstance(answer, Mapping) and (not answer or is_job(answer) or not FIELDS.keys().isdisjoint(answer)):
            return answer  # an empty one is a result, too, of which every field is absent
        raise InvalidInput(_NOBODYS)
    several = adapt_each(answer, whose)
    if len(several) > 1:
        raise InvalidInput(
            Reason(
                "several_documents",
                f"expected one document, got {len(several)} in one answer; divide it, as adapt_each does",
                f"atteso un documento, trovati {len(several)} in una risposta; dividerla, come fa adapt_each",
            )
        )
    return several[0]
