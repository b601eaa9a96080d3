"""MISSING_STAMP_DUTY: an invoice without VAT over 77.47 EUR shows no stamp duty (bollo)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from parzo_validate.domain.amounts import ZERO, format_amount, subtract
from parzo_validate.domain.currency import is_euro
from parzo_validate.domain.document import is_self_invoice, states_no_tax
from parzo_validate.domain.line_sums import STAMP_DUTIES
from parzo_validate.domain.party import is_foreign, is_italian
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_FREE_UP_TO = Decimal("77.47")
_EXCUSES = (
    r"bollo|stamp duty|revers(e|ed)[- ]charge|inversione contabile|autoliquidazione|intra-?comunitari|intra-?community|"
    r"intra-?eu|\bcee\b|esporta|\bexport|non[- ]imponibil|regime del margine|split payment|scissione|"
    r"\bart(icolo|\.)? ?(7|8|9|17|41|71|72|74)\b|\bn[356](\.\d)?\b"
)
"""What says that the duty was thought of, or that VAT is left out in a way that owes none: as notes or lines say it."""


@rule(
    code="MISSING_STAMP_DUTY",
    severity="warning",
    summary="an invoice without VAT over 77.47 EUR shows no stamp duty",
    messages={
        "en": "{amount} without VAT and without stamp duty (bollo, due over {free_up_to} EUR)",
        "it": "importo {amount} senza IVA e senza imposta di bollo (dovuta oltre {free_up_to} €)",
    },
    context=("amount", "free_up_to"),
    excuses=[(section,) for section in ("vendor", "buyer", "invoice", "financials", "line_items")],
)
def missing_stamp_duty(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """An invoice without VAT over 77.47 EUR shows no stamp duty.

    ## What it checks

    An invoice of an Italian vendor that bears no VAT at all, as under the flat-rate scheme (regime forfettario), and
    comes to more than 77.47 EUR states a stamp duty, or holds it: a line of 2.00 EUR (1.81 until June 2013), a total
    that is larger than the subtotal by as much, or a word on it. A warning: what frees an invoice from the duty is
    often said in a note that the result does not carry.

    ## Why it matters

    The duty is owed by both parties together; mostly it was added to the total and not read.

    ## When it stays silent

    * There is any VAT.
    * Nothing says that the vendor is Italian, or something that the buyer is foreign: exports and supplies within the
      EU owe none.
    * A line or the terms of payment speak of reverse charge (inversione contabile), of a sale that is non-taxable, of
      the margin scheme, or of the stamp duty itself; or the type names a self-invoice.
    * The currency is another than the euro.
    * The amount is missing, it is not known whether there is VAT, or something stands there unreadable, which may be
      what frees the invoice: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> table = EXTENDED_TABLE.only("MISSING_STAMP_DUTY")
        >>> vendor = {"vat_number": "IT12345678903"}
        >>> sums = {"subtotal": 1000, "total": 1000}
        >>> [flag] = validate({"vendor": vendor, "financials": sums}, table=table).flags
        >>> flag.path, flag.context["amount"]
        ('/financials/total', '1000.00')
        >>> sums = {"subtotal": 1000, "stamp_duty": 2, "total": 1002}
        >>> validate({"vendor": vendor, "financials": sums}, table=table).flags
        ()

    ## Sources

    Art. 13 of the tariff and art. 6 of the table (no duty where there is VAT) of DPR 642/72; art. 6 DM 17 June 2014;
    art. 21 paragraphs 6 and 6-bis DPR 633/72 (what an invoice without VAT must say).
    """
    sums = invoice.financials
    if sums.tax_amount or sums.tax_rate or any(invoice.rates_of_lines) or _owes_none(invoice):
        return
    total, subtotal = sums.total, sums.subtotal
    amount = subtotal if total is None else total
    if amount is None:
        yield NotEvaluated.for_lacking(invoice, "financials", ["subtotal", "total"])
    elif amount.copy_abs() > _FREE_UP_TO and not _holds_the_duty(invoice):
        if sums.tax_amount is None and not states_no_tax(invoice, policy):
            yield NotEvaluated.for_lacking(invoice, "financials", ["tax_amount"])
        else:
            path = ("financials", "subtotal" if total is None else "total")
            yield Finding(path, {"amount": format_amount(amount), "free_up_to": format_amount(_FREE_UP_TO)})


def _owes_none(invoice: Invoice) -> bool:
    """Return whether the invoice is none of those that owe the duty, or says why it shows none."""
    if not is_italian(invoice, "vendor") or is_foreign(invoice, "buyer") or is_self_invoice(invoice):
        return True
    currencies = (invoice.invoice.currency, invoice.financials.currency)
    if not all(is_euro(text) for text in currencies if text and text.strip()):
        return True
    header = invoice.invoice
    texts = (header.type, header.payment_terms, header.payment_method, *invoice.descriptions_of_lines)
    return any(re.search(_EXCUSES, text[:1000], re.IGNORECASE) for text in texts if text)


def _holds_the_duty(invoice: Invoice) -> bool:
    """Return whether the duty is stated, is a line, or stands between subtotal and total."""
    sums = invoice.financials
    between = subtract(sums.total or ZERO, sums.subtotal or ZERO)
    amounts = [between, *filter(None, invoice.amounts_of_lines)]
    return bool(sums.stamp_duty) or any(amount.copy_abs() in STAMP_DUTIES for amount in amounts)
