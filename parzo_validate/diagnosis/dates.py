"""Which date is wrong, and what it should be: an invoice is due on its day or some months later."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta

from parzo_validate.diagnosis.candidate import LIKELY, POSSIBLE, Candidate, Explanation
from parzo_validate.diagnosis.defects import Defect
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_DATE, _DUE_DATE = ("invoice", "date"), ("invoice", "due_date")
_YEAR_SLIP = Defect("year_slip", 0)
_SHORTEST_OF_TERMS, _LONGEST_TERM = timedelta(days=7), timedelta(days=200)
_USUAL_TERMS = frozenset({7, 10, 14, 15, 20, 45, *(days + more for days in range(0, 181, 30) for more in range(3))})
"""Days that are agreed on between issue and due date: some weeks, or months, of 30 days or of the calendar."""

_years_in = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)").findall


def explain_dates(invoice: Invoice) -> Iterator[Explanation]:
    """Yield the changes of one date that leave a term of payment, likeliest first."""
    issued, due = invoice.invoice.date, invoice.invoice.due_date
    if issued is None or due is None or issued <= due:
        return
    explanations = []
    for edits, defect in _changes(issued, due):
        begin, end = edits.get(_DATE, issued), edits.get(_DUE_DATE, due)
        if timedelta() <= end - begin <= _LONGEST_TERM:
            holding = _witnesses(invoice, begin, (end - begin).days)
            if "term" in holding or defect == _YEAR_SLIP:
                explanations.append(Explanation(Candidate(edits, defect), ("dates",), holding))
    explanations.sort(key=lambda explanation: -len(explanation.holding))
    support = [len(explanation.holding) for explanation in explanations]
    changes = [explanation.candidate.change for explanation in explanations]
    for place, explanation in enumerate(explanations):
        if changes.index(changes[place]) < place:
            continue  # the same date, by another defect
        best = place == 0 and support.count(support[0]) == 1
        yield explanation._replace(certainty=LIKELY if best else POSSIBLE)


def _changes(issued: date, due: date) -> Iterator[tuple[Mapping[Path, date], Defect]]:
    """Yield what the dates may have been before one defect."""
    if issued - due >= _SHORTEST_OF_TERMS:
        yield {_DUE_DATE: issued, _DATE: due}, Defect("dates_exchanged", 0)
    for path, day, years in ((_DATE, issued, -1), (_DUE_DATE, due, 1)):
        with suppress(ValueError):  # 29 February, or the end of the calendar
            yield {path: day.replace(year=day.year + years)}, _YEAR_SLIP
        if day.day <= 12 and day.day != day.month:
            yield {path: day.replace(month=day.day, day=day.month)}, Defect("day_and_month_swapped", 0)


def _witnesses(invoice: Invoice, issued: date, term: int) -> tuple[str, ...]:
    """Return what speaks for an issue date and a term in days: the year in the invoice number, a usual term."""
    numbered = str(issued.year) in _years_in(invoice.invoice.number or "")
    return (*(("number",) if numbered else ()), *(("term",) if term in _USUAL_TERMS else ()))
