"""INVALID_TOTAL: the total is zero or negative."""

from collections.abc import Sequence

from parzo_validate.domain.amounts import ZERO, format_amount
from parzo_validate.domain.document import is_credit_note, is_self_invoice
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_TOTAL = ("financials", "total")


@rule(
    code="INVALID_TOTAL",
    severity="error",
    summary="the total is zero or negative",
    messages={
        "en": {
            "zero": "the total is {actual}, but a total cannot be zero",
            "negative": "the total is negative ({actual}), but the document type is not that of a credit note",
        },
        "it": {
            "zero": "il totale è {actual}, ma un totale non può essere zero",
            "negative": "il totale è negativo ({actual}), ma il tipo documento non è quello di una nota di credito",
        },
    },
    context=("actual", "reason"),
)
def invalid_total(invoice: Invoice, policy: Policy) -> Sequence[Finding | NotEvaluated]:
    """The total is zero or negative.

    ## What it checks

    `total > 0`; on a credit note or a self-invoice, `total != 0`. `context["reason"]` is `zero` or `negative`.

    ## Why it matters

    Nobody invoices nothing: a zero usually stands for a value that was not found, and a minus sign for a document type
    that was missed.

    ## When it stays silent

    * The document type says credit note (`credit_note`, `Nota di credito`, `Storno`, `Avoir`, `TD04`, ...) and the
      total is negative; or it names an integration or a self-invoice (`TD16` to `TD29`), which a negative one corrects.
    * The total is negative and the type unreadable; or the total is missing or unreadable: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> [flag] = validate({"financials": {"total": "-122.00"}, "invoice": {"type": "invoice"}}).flags
        >>> flag.path, flag.context["reason"]
        ('/financials/total', 'negative')
        >>> validate({"financials": {"total": "-122.00"}, "invoice": {"type": "credit_note"}}).flags
        ()

    ## Sources

    The documented flag of the extraction service; art. 26 DPR 633/72 (credit notes).
    """
    total = invoice.financials.total
    if total is None:
        return [NotEvaluated.for_lacking(invoice, "financials", ["total"])]
    if total > ZERO:
        return ()
    if not total:
        return [Finding(_TOTAL, {"actual": format_amount(total), "reason": "zero"}, "zero")]
    if place := invoice.unreadable_in("invoice", "type"):
        return [NotEvaluated.for_unreadable(*place)]
    if is_credit_note(invoice) or is_self_invoice(invoice):
        return ()
    return [Finding(_TOTAL, {"actual": format_amount(total), "reason": "negative"}, "negative")]
