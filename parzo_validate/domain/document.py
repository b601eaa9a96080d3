"""What a document says of itself, asked by more than one rule."""

from parzo_validate.domain.amounts import subtract
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice

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
_SELF_INVOICE_NAMES = ("autofattura", "autoconsumo", "selfinvoice", "selfbill", "integrazione", "integration")
_SELF_INVOICE_CODES = frozenset(
    ("td16", "td17", "td18", "td19", "td20", "td21", "td22", "td23", "td26", "td27", "td28", "td29", "389", "261")
)
"""FatturaPA types that the buyer or, for itself, the vendor makes out, and self-billed ones of UNTDID 1001."""


def is_credit_note(invoice: Invoice) -> bool:
    """Return whether the document type says that this is a credit note.

    >>> [is_credit_note(Invoice.model_validate({"invoice": {"type": name}}))
    ...  for name in ("credit_note", "Nota di credito", "TD04", "invoice", None)]
    [True, True, True, False, False]
    """
    return names_a_credit_note(invoice.invoice.type)


def names_a_credit_note(kind: str | None) -> bool:
    """Return whether a document type is that of a credit note."""
    return _is_named(kind, _CREDIT_NOTE_CODES, _CREDIT_NOTE_NAMES)


def is_self_invoice(invoice: Invoice) -> bool:
    """Return whether the document type says that one party may stand on both sides, or that the buyer made it out.

    >>> [is_self_invoice(Invoice.model_validate({"invoice": {"type": name}}))
    ...  for name in ("TD17", "Autofattura", "self_invoice", "invoice", None)]
    [True, True, True, False, False]
    """
    return _is_named(invoice.invoice.type, _SELF_INVOICE_CODES, _SELF_INVOICE_NAMES)


def _is_named(kind: str | None, codes: frozenset[str], names: tuple[str, ...]) -> bool:
    if not kind or kind == "invoice":
        return False
    letters = "".join(filter(str.isalnum, kind[:80].casefold()))
    return letters in codes or any(name in letters for name in names)


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
