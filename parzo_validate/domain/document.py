"""What a document says of itself, asked by more than one rule."""

from parzo_validate.domain.amounts import is_near
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice

_CREDIT_NOTE_NAMES = (
    *("credit", "refund", "storno", "rettifica", "rimborso", "abbuono", "accredito", "rectificativ", "abono"),
    *("notadivariazione", "notavariazione", "avoir", "gutschrift", "rechnungskorrektur", "korrekturrechnung"),
    *("rueckerstattung", "rückerstattung", "kreditnot", "kreditfaktur", "kredietnot", "korygując", "reversal"),
)
"""In credit notes of several languages; ``credit`` is part of *nota di credito* and *notadecrédito* as well."""
_NO_CREDIT_NOTE = ("creditcard", "cartadicredito", "creditor", "creditline", "creditosufornitor")
"""What may be paid by or owed to, and is none."""
_CREDIT_NOTE_CODES = frozenset({"td04", "td08", "nc", "ndc", "cn", "381", "396", "261"})
"""FatturaPA document types and the credit notes of UNTDID 1001, beside the abbreviations on paper."""
_SELF_INVOICE_NAMES = ("autofattura", "autoconsumo", "selfinvoice", "selfbill", "integrazione", "integration")
_SELF_INVOICE_CODES = frozenset(
    ("td16", "td17", "td18", "td19", "td20", "td21", "td22", "td23", "td26", "td27", "td28", "td29", "389", "261")
)
"""FatturaPA types that the buyer or, for itself, the vendor makes out, and self-billed ones of UNTDID 1001."""


def is_credit_note(invoice: Invoice) -> bool:
    """Return whether the document type says that this is a credit note.

    >>> [is_credit_note(Invoice.model_validate({"invoice": {"type": name}}))
    ...  for name in ("credit_note", "Factura rectificativa", "TD04", "Credit card slip", None)]
    [True, True, True, False, False]
    """
    return _is_named(invoice.invoice.type, _CREDIT_NOTE_CODES, _CREDIT_NOTE_NAMES, but_not=_NO_CREDIT_NOTE)


def is_self_invoice(invoice: Invoice) -> bool:
    """Return whether the document type says that one party may stand on both sides, or that the buyer made it out.

    >>> [is_self_invoice(Invoice.model_validate({"invoice": {"type": name}}))
    ...  for name in ("TD17", "Autofattura", "self_invoice", "invoice", None)]
    [True, True, True, False, False]
    """
    return _is_named(invoice.invoice.type, _SELF_INVOICE_CODES, _SELF_INVOICE_NAMES)


def _is_named(kind: str | None, codes: frozenset[str], names: tuple[str, ...], but_not: tuple[str, ...] = ()) -> bool:
    letters = letters_and_digits((kind or "")[:80]).replace("é", "e")
    if any(name in letters for name in but_not):
        return False
    return letters in codes or any(name in letters for name in names)


def letters_and_digits(text: str) -> str:
    """Return a text as it is compared: without case, spaces and the signs that divide it.

    >>> letters_and_digits("Rossi S.r.l.") == letters_and_digits("ROSSI SRL")
    True
    """
    return "".join(filter(str.isalnum, text.casefold()))


def currencies_stated(invoice: Invoice) -> tuple[str, str]:
    """Return the currency of the document and that beside its sums, as they stand there; empty where none does.

    >>> currencies_stated(Invoice.model_validate({"invoice": {"currency": " EUR"}}))
    ('EUR', '')
    """
    return (invoice.invoice.currency or "").strip(), (invoice.financials.currency or "").strip()


_WHERE_TAX_STANDS = (("financials", "tax_amount"), ("financials", "tax_rate"), ("line_items",))


def states_no_tax(invoice: Invoice, policy: Policy) -> bool:
    """Return whether the invoice states no tax at all and its total equals its subtotal.

    Exempt, reverse-charge and flat-rate invoices do; what judges the tax does not concern them.
    """
    sums = invoice.financials
    if sums.tax_amount or sums.tax_rate or any(invoice.rates_of_lines):
        return False
    if invoice.first_unreadable(_WHERE_TAX_STANDS):
        return False
    if sums.subtotal is None or sums.total is None:
        return False
    return is_near(sums.total, sums.subtotal, policy.tolerance)
