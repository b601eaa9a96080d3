"""``ACME_PAYMENT_TERM_TOO_LONG``: the due date is more than 60 days after the issue date."""

from collections.abc import Iterator

from parzo_validate import Finding, Invoice, NotEvaluated, Policy, rule

LONGEST = 60


@rule(
    code="ACME_PAYMENT_TERM_TOO_LONG",
    severity="warning",
    summary="the due date is more than 60 days after the issue date",
    messages={
        "en": "due on {due_date}, {days} days after the issue date; our suppliers get 60 at most",
        "it": "scadenza il {due_date}, {days} giorni dopo la data di emissione; ai fornitori ne concediamo al più 60",
    },
    context=("due_date", "days"),
)
def payment_term_too_long(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The due date is more than 60 days after the issue date.

    ## What it checks
    The days from `date` to `due_date`.
    ## Why it matters
    A longer term needs a contract that says so; without one, a date was misread.
    ## When it stays silent
    At 60 days, and where the due date comes first, which `DATE_INCOHERENCE` flags. A date that is missing is not
    evaluated.
    ## Example
    An invoice of 2026-04-01, due on 2027-05-01: the year slipped.
    ## Sources
    Directive 2011/7/EU, article 3, paragraph 5.
    """
    issued, due = invoice.invoice.date, invoice.invoice.due_date
    if issued is None or due is None:
        missing = [name for name, day in (("date", issued), ("due_date", due)) if day is None]
        yield NotEvaluated.for_missing("invoice", missing)
    elif (days := (due - issued).days) > LONGEST:
        yield Finding(("invoice", "due_date"), {"due_date": due, "days": days})
