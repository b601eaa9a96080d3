"""DATE_INCOHERENCE: the invoice is due before it was issued."""

from collections.abc import Sequence
from datetime import date, timedelta

from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_DUE_DATE = ("invoice", "due_date")
_LONGEST_TERM = 120
"""Days. Terms of payment beyond it are rare enough not to be guessed at."""

_SENTENCE = {
    "en": "the due date {due_date} is {days} days before the issue date {issue_date}",
    "it": "la scadenza {due_date} precede di {days} giorni la data di emissione {issue_date}",
}
_REASONS = {
    "en": {
        "": "",
        "dates_exchanged": ": the two dates may have been swapped",
        "day_and_month_swapped": ": day and month may be swapped in one of them",
        "year_slip": ": one of the years may be wrong",
    },
    "it": {
        "": "",
        "dates_exchanged": ": le due date potrebbero essere invertite",
        "day_and_month_swapped": ": in una delle due date giorno e mese potrebbero essere invertiti",
        "year_slip": ": in una delle due date l'anno potrebbe essere errato",
    },
}
_MESSAGES = {lang: {reason: _SENTENCE[lang] + hint for reason, hint in _REASONS[lang].items()} for lang in _SENTENCE}
# A day is a usual term, so dates that are one day apart always look exchanged.
_MESSAGES["en"]["one_day"] = _MESSAGES["en"]["dates_exchanged"].replace("{days} days", "{days} day")
_MESSAGES["it"]["one_day"] = _MESSAGES["it"]["dates_exchanged"].replace("{days} giorni", "{days} giorno")


@rule(
    code="DATE_INCOHERENCE",
    severity="warning",
    summary="the issue date is after the due date",
    messages=_MESSAGES,
    context=("issue_date", "due_date", "days", "reason"),
)
def date_incoherence(invoice: Invoice, policy: Policy) -> Sequence[Finding | NotEvaluated]:
    """The issue date is after the due date.

    ## What it checks

    `date <= due_date`. `context["days"]` is how many days the due date comes too early; `context["reason"]` names the
    likeliest single slip that would leave a usual term of payment, up to 120 days: `dates_exchanged`,
    `day_and_month_swapped` or `year_slip`.

    ## Why it matters

    A date read the American way, or last year's on a January invoice, moves the payment and the VAT period.

    ## When it stays silent

    * Both dates are the same day.
    * No due date is stated: there is nothing to compare.
    * The issue date is missing, or either is unreadable: not evaluated. The clock is never asked.

    ## Example

        >>> from parzo_validate import validate
        >>> [flag] = validate({"invoice": {"date": "2026-04-01", "due_date": "2026-03-31"}}).flags
        >>> flag.path, flag.context["days"]
        ('/invoice/due_date', 1)

    ## Sources

    The documented flag of the extraction service; DLgs 231/2002 (terms of payment).
    """
    header = invoice.invoice
    issued, due = header.date, header.due_date
    if issued and due:
        return [_finding(issued, due)] if issued > due else ()
    unreadable = [name for name in ("date", "due_date") if invoice.unreadable_in("invoice", name) is not None]
    if due or "due_date" in unreadable:
        return [NotEvaluated.for_lacking(invoice, "invoice", unreadable or ["date"])]
    return ()


def _finding(issued: date, due: date) -> Finding:
    days = (issued - due).days
    context: dict[str, object] = {"issue_date": issued, "due_date": due, "days": days}
    if reason := _likeliest_reason(issued, due):
        context["reason"] = reason
    return Finding(_DUE_DATE, context, "one_day" if days == 1 else reason)


def _likeliest_reason(issued: date, due: date) -> str:
    """Return the likeliest slip that would leave a usual term of payment between the dates, or nothing."""
    if _is_usual_term(issued - due):
        return "dates_exchanged"
    if _is_usual_term(due - _swapped(issued)) or _is_usual_term(_swapped(due) - issued):
        return "day_and_month_swapped"
    return "year_slip" if _is_usual_term((due - issued) + timedelta(days=365)) else ""


def _is_usual_term(term: timedelta) -> bool:
    return timedelta(0) <= term <= timedelta(days=_LONGEST_TERM)


def _swapped(day: date) -> date:
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day
