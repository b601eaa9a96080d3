"""DATE_OUT_OF_RANGE: a date that no invoice has on the day on which it is judged."""

from collections.abc import Iterator
from datetime import date

from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import because

_DATE, _DUE_DATE = ("invoice", "date"), ("invoice", "due_date")
_FIRST_DAY_OF_VAT = date(1973, 1, 1)
_LONGEST_TERM = 10
"""Years. No term of payment is as long."""


@rule(
    code="DATE_OUT_OF_RANGE",
    severity="warning",
    summary="a date is in the future, or from before VAT existed",
    messages={
        "en": {
            "future": "the issue date {date} is after the reference date {as_of}",
            "before_vat": "the issue date {date} is from before VAT existed (1973)",
            "due_before_vat": "the due date {date} is from before VAT existed (1973)",
            "due_too_late": "the due date {date} is more than ten years after the reference date {as_of}",
        },
        "it": {
            "future": "la data di emissione {date} è successiva alla data di riferimento {as_of}",
            "before_vat": "la data di emissione {date} è anteriore all'introduzione dell'IVA (1973)",
            "due_before_vat": "la scadenza {date} è anteriore all'introduzione dell'IVA (1973)",
            "due_too_late": "la scadenza {date} è successiva di oltre dieci anni alla data di riferimento {as_of}",
        },
    },
    context=("date", "as_of", "reason"),
)
def date_out_of_range(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """A date is in the future, or from before VAT existed.

    ## What it checks

    The issue date is not after the policy's `as_of`, the due date at most ten years after it, and neither is before
    1973, when VAT came into force in Italy. `context["reason"]` is `future`, `before_vat`, `due_before_vat` or
    `due_too_late`. A warning, like that for dates which do not fit each other: some date their invoices in advance.

    ## Why it matters

    A year read as 2062 for 2026 leaves issue and due date in order when both were misread alike. Nothing in the
    document itself can notice that.

    ## When it stays silent

    * The issue date is `as_of` itself.
    * The invoice is old: archives are full of them.
    * The policy says nothing of the day: not evaluated. The clock is never asked.
    * The issue date is missing or unreadable: not evaluated. An invoice need not state a due date.

    ## Example

        >>> from parzo_validate import Policy, validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"invoice": {"date": "2026-04-01", "due_date": "2026-05-01"}}
        >>> table = EXTENDED_TABLE.only("DATE_OUT_OF_RANGE")
        >>> [flag] = validate(result, table=table, policy=Policy(as_of="2026-03-31")).flags
        >>> flag.path, flag.context["reason"]
        ('/invoice/date', 'future')

    ## Sources

    Art. 21 paragraph 4 and art. 94 DPR 633/72 (when an invoice is issued; VAT from 1 January 1973).
    """
    issued, due, as_of = invoice.invoice.date, invoice.invoice.due_date, policy.as_of
    if as_of is None:
        yield NotEvaluated(_DATE, because("no_day"))
        return
    if issued is None:
        yield NotEvaluated.for_lacking(invoice, "invoice", ["date"])
    elif issued > as_of:
        yield _finding(_DATE, issued, as_of, "future")
    elif issued < _FIRST_DAY_OF_VAT:
        yield _finding(_DATE, issued, as_of, "before_vat")
    if due is None:
        return
    if due < _FIRST_DAY_OF_VAT:
        yield _finding(_DUE_DATE, due, as_of, "due_before_vat")
    elif (due.year - as_of.year, due.month, due.day) > (_LONGEST_TERM, as_of.month, as_of.day):
        yield _finding(_DUE_DATE, due, as_of, "due_too_late")


def _finding(path: tuple[str, str], day: date, as_of: date, reason: str) -> Finding:
    return Finding(path, {"date": day, "as_of": as_of, "reason": reason}, reason)
