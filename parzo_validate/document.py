"""What a document says of itself, asked by more than one rule."""

from parzo_validate.amounts import subtract
from parzo_validate.model import Invoice
from parzo_validate.policy import Policy

_CREDIT_NOTE_NAMES = (
    "creditnote",
    "creditmemo",
    "notadicredito",
    "notacredito",
    "notadiaccredito",
    "notaaccredito",
    "notadecredito",
    "gutschrift",
)
_CREDIT_NOTE_CODES = frozenset({"td04", "td08", "nc", "ndc", "381", "396", "261"})
"""FatturaPA document types and the credit notes of UNTDID 1001, beside the abbreviations on paper."""


def is_credit_note(invoice: Invoice) -> bool:
    """Return whether the document type says that this is a credit note.

    >>> [is_credit_note(Invoice.model_validate({"invoice": {"type": name}}))
    ...  for name in ("credit_note", "Nota di credito", "TD04", "invoice", None)]
    [True, True, True, False, False]
    """
    kind = invoice.invoice.type
    if not kind or kind == "invoice":
        return False
    letters = "".join(filter(str.isalnum, kind[:80].casefold()))
    return letters in _CREDIT_NOTE_CODES or any(name in letters for name in _CREDIT_NOTE_NAMES)


def states_no_tax(invoice: Invoice, policy: Policy) -> bool:
    """Return whether the invoice states no tax at all and its total equals its subtotal.

    Exempt, reverse-charge and flat-rate invoices do; what judges the tax does not concern them.
    """
    sums = invoice.financials
    if sums.tax_amount or sums.tax_rate or any(line.vat_rate for line in invoice.line_items):
        return False
    if sums.subtotal is None or sums.total is None:
        return False
    return subtract(sums.total, sums.subtotal).copy_abs() <= policy.tolerance
