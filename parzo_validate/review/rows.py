"""The rows of a review list: one for each finding of a document, in the language of the reviewer."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.summary import vendor_of
from parzo_validate.diagnosis.diagnose import best_for
from parzo_validate.domain.amounts import format_amount
from parzo_validate.engine.flag import Flag
from parzo_validate.engine.report import Report
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document, read, result_in
from parzo_validate.invoice.values import DESCRIBED_LIMIT
from parzo_validate.words import WORDS, by_language, known_language

ERROR, WARNING, UNREADABLE, UNUSABLE = range(4)
"""The order of rows: what cannot be true comes first."""

HEADINGS = by_language(
    document=("document", "documento"),
    number=("number", "numero"),
    vendor=("vendor", "fornitore"),
    date=("date", "data"),
    total=("total", "totale"),
    verdict=("verdict", "esito"),
    code=("code", "codice"),
    severity=("severity", "gravità"),
    place=("place", "posizione"),
    sentence=("finding", "rilievo"),
    stated=("stated value", "valore indicato"),
    likely=("likely value", "valore probabile"),
    certainty=("certainty", "certezza"),
)
"""What each column is called; their order is that of the fields of a row."""

_CERTAINTIES = by_language(
    certain=("certain", "certo"), likely=("likely", "probabile"), possible=("possible", "possibile")
)


_is_plain_amount = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]+").fullmatch


class Row(NamedTuple):
    """A finding of a document. An amount is a ``Decimal``, a day a ``date``, everything else text."""

    document: str
    number: str | None
    vendor: str | None
    date: date | None
    total: Decimal | None
    verdict: str
    code: str
    severity: str
    place: str
    sentence: str
    stated: Decimal | str | None = None
    likely: Decimal | str | None = None
    certainty: str | None = None


Head = tuple[str, str | None, str | None, date | None, Decimal | None]
"""What the rows of a document have in common: the first five fields of each."""


def head_of(name: str, invoice: Invoice) -> Head:
    """Return what all rows of a document begin with."""
    vendor = vendor_of(invoice)
    total = invoice.financials.total
    if total is not None:
        total = Decimal(format_amount(total))  # with its cents
    return name, invoice.invoice.number, vendor.name or vendor.vat_number or None, invoice.invoice.date, total


def rows_of(
    outcome: Outcome, document: Document, lang: str = "en", invoice: Invoice | None = None
) -> list[tuple[int, Row]]:
    """Return a row for each flag and each unreadable value, with its rank; or one for what is no document.

    Args:
        outcome: what was said of it, with diagnoses where they are wanted.
        document: what was judged.
        lang: ``"en"`` or ``"it"``.
        invoice: what was read of it, if somebody has read it already.

    Raises:
        ValueError: the language is neither.
    """
    known_language(lang)
    report = outcome.report
    if report is None:
        reason, kind = outcome.reason, WORDS[lang][outcome.verdict]
        head: Head = (outcome.name, None, None, None, None)
        return [(UNUSABLE, Row(*head, kind, reason.code, kind, "", reason.render(lang)))]
    if not report.flags and not report.unreadable:
        return []
    head = head_of(outcome.name, invoice or read(document).invoice)
    return list(_findings(outcome, report, head, _result(document), lang))


def _findings(outcome: Outcome, report: Report, head: Head, result: object, lang: str) -> Iterator[tuple[int, Row]]:
    verdict = WORDS[lang][report.verdict]
    for flag in report.flags:
        rank = ERROR if flag.severity == "error" else WARNING
        what = (verdict, flag.code, WORDS[lang][flag.severity], flag.path, flag.render(lang))
        yield rank, Row(*head, *what, _stated(result, flag.path), *_likely(outcome, flag, lang))
    for value in report.unreadable:
        what = (verdict, "", WORDS[lang]["unreadable"], value.path, value.reason.render(lang))
        yield UNREADABLE, Row(*head, *what, _stated(result, value.path), *_likely(outcome, value.path, lang))


def _likely(outcome: Outcome, subject: Flag | str, lang: str) -> tuple[Decimal | str | None, str | None]:
    best = best_for(subject, outcome.diagnoses or ())
    if best is None:
        return None, None
    elsewhere = best.path != (subject if isinstance(subject, str) else subject.path)
    value = as_amount(best.proposed)
    return f"{best.path} {value}" if elsewhere else value, _CERTAINTIES[lang][best.certainty]


def _result(document: Document) -> object:
    if isinstance(document, Invoice):
        return document.model_dump()
    return result_in(read_object(document) if isinstance(document, (bytes, str)) else document)


def _stated(result: object, path: str) -> Decimal | str | None:
    """Return what stands at a JSON Pointer, a number as one."""
    place: Any = result
    try:
        for step in path.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            place = place[int(name)] if isinstance(place, (list, tuple)) else place[name]
    except (LookupError, TypeError):  # nothing stands there, which is what is wrong
        return None
    return None if isinstance(place, (Mapping, list, tuple)) else as_amount(place)


def as_amount(value: object) -> Decimal | str | None:
    """Return a JSON number, or the text of a plain one with its cents, as an amount; anything else as text.

    >>> as_amount(5), as_amount("1220.00"), as_amount("00123"), as_amount(None)
    (Decimal('5'), Decimal('1220.00'), '00123', None)
    """
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if is_number or (isinstance(value, str) and _is_plain_amount(value)):
        amount = Decimal(value if isinstance(value, int) else str(value))  # Python writes no integer of 4,301 digits
        is_written_out = amount.is_finite() and abs(amount.adjusted()) < DESCRIBED_LIMIT  # lest 1e999999999 be
        return amount if is_written_out else str(amount)
    return None if value is None else str(value)
