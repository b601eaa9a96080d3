"""SAME_PARTY_VAT_NUMBER: vendor and buyer have the same VAT number."""

from collections.abc import Iterator

from parzo_validate.domain.document import is_self_invoice
from parzo_validate.domain.party import parties_of
from parzo_validate.domain.vat_number import SEVERAL, VatNumber, identity_of, read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import printable


@rule(
    code="SAME_PARTY_VAT_NUMBER",
    severity="warning",
    summary="vendor and buyer have the same VAT number",
    messages={
        "en": "vendor and buyer have the same VAT number {vat_number}",
        "it": "fornitore e cliente hanno la stessa partita IVA {vat_number}",
    },
    context=("vat_number",),
)
def same_party_vat_number(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Vendor and buyer have the same VAT number.

    ## What it checks

    The VAT numbers of vendor and buyer differ, once cleaned of spaces, separators, labels and the prefix `IT`. A
    warning and no error: a self-invoice names one party twice, and its type may have been misread.

    ## Why it matters

    The number on the letterhead is often given to both parties. Both check digits are right then, so nothing else
    notices that the invoice is booked to the wrong customer.

    ## When it stays silent

    * The type names a self-invoice or an integration (`TD16` to `TD23`, `TD26` to `TD28`, `autofattura`, `389`, ...).
    * One of the two states no VAT number, or zeros.
    * Both are equal and no type is stated, or one party states several numbers: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> parties = {"vendor": {"vat_number": "IT00743110157"}, "buyer": {"vat_number": "00743110157"}}
        >>> table = EXTENDED_TABLE.only("SAME_PARTY_VAT_NUMBER")
        >>> [flag] = validate(parties | {"invoice": {"type": "invoice"}}, table=table).flags
        >>> flag.path
        '/buyer/vat_number'
        >>> validate(parties | {"invoice": {"type": "TD17"}}, table=table).flags
        ()

    ## Sources

    Art. 21 paragraph 2 letters d and f DPR 633/72; the document types of the FatturaPA specification; UNTDID 1001.
    """
    numbers = {role: read_vat_number(party.vat_number or "") for role, party in parties_of(invoice)}
    (_, of_vendor, fault), (_, of_buyer, buyers_fault) = numbers.values()
    if of_vendor != of_buyer and "several" not in (fault, buyers_fault):  # as nearly all do, which saves the rest
        return
    vendors, buyers = map(_identity, numbers.values())
    if not vendors[1] or not buyers[1] or is_self_invoice(invoice):
        return
    if several := [role for role, (_, _, fault) in numbers.items() if fault == "several"]:
        yield from (NotEvaluated((role, "vat_number"), SEVERAL) for role in several)
    elif vendors == buyers and not (invoice.invoice.type or "").strip():
        yield NotEvaluated.for_lacking(invoice, "invoice", ["type"])
    elif vendors == buyers:
        yield Finding(("buyer", "vat_number"), {"vat_number": printable(invoice.buyer.vat_number or "")})


def _identity(vat_number: VatNumber) -> tuple[str, str]:
    """Return prefix and number, none of them when the number is all zeros."""
    return ("", "") if set(vat_number[1]) == {"0"} else identity_of(vat_number)
