"""``ACME_PO_MISSING``: an invoice above 10 000 lacks the order number."""

from collections.abc import Iterator
from decimal import Decimal

from parzo_validate import Finding, Invoice, NotEvaluated, Policy, rule

THRESHOLD = Decimal(10_000)


@rule(
    code="ACME_PO_MISSING",
    severity="error",
    summary="an invoice above 10 000 lacks the order number",
    messages={
        "en": "no order number, but the total is {total}",
        "it": "manca il numero d'ordine, ma il totale è {total}",
    },
    context=("total",),
    excuses=[("invoice", "po_number")],  # one that stands there and could not be read
)
def po_missing(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """An invoice above 10 000 lacks the order number.

    ## What it checks
    `po_number`, where the total is above 10 000.
    ## Why it matters
    Accounting cannot assign a large invoice without it.
    ## When it stays silent
    Up to 10 000, credit notes among them; a total that is missing and an order number that cannot be read are not
    evaluated.
    ## Example
    A total of 12 200 and no `po_number`.
    ## Sources
    Acme purchasing handbook, chapter 4.
    """
    total = invoice.financials.total
    if total is None:
        yield NotEvaluated.for_missing("financials", ["total"])
    elif total > THRESHOLD and not invoice.invoice.po_number:
        yield Finding(("invoice", "po_number"), {"total": total})
