"""SAME_PARTY_NAME: vendor and buyer have the same name."""

from collections.abc import Iterator

from parzo_validate.domain.document import is_self_invoice, letters_and_digits
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import printable

_READ_AT_MOST = 200


@rule(
    code="SAME_PARTY_NAME",
    severity="warning",
    summary="vendor and buyer have the same name",
    messages={
        "en": "vendor and buyer have the same name {name}",
        "it": "fornitore e cliente hanno la stessa denominazione {name}",
    },
    context=("name",),
)
def same_party_name(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Vendor and buyer have the same name.

    ## What it checks

    The names of vendor and buyer differ, capitals, white space and punctuation aside. The legal form counts: `Rossi
    S.p.A.` may well sell to `Rossi S.r.l.`

    ## Why it matters

    The name on the letterhead is often given to both parties, and the invoice is then booked to the wrong customer.

    ## When it stays silent

    * The type names a self-invoice or an integration (`TD16` to `TD23`, `TD26` to `TD28`, `autofattura`, `389`, ...).
    * Both have the same VAT number, which `SAME_PARTY_VAT_NUMBER` says already.
    * One of the two has no name.
    * Both are equal and no type is stated, or a VAT number could not be read: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> parties = {"vendor": {"name": "Rossi S.r.l."}, "buyer": {"name": "ROSSI SRL"}}
        >>> table = EXTENDED_TABLE.only("SAME_PARTY_NAME")
        >>> [flag] = validate(parties | {"invoice": {"type": "invoice"}}, table=table).flags
        >>> flag.path, flag.message
        ('/buyer/name', 'vendor and buyer have the same name ROSSI SRL')

    ## Sources

    Art. 21 paragraph 2 letters c and e DPR 633/72; the document types of the FatturaPA specification; UNTDID 1001.
    """
    initials = {_initial(party.name) for party in (invoice.vendor, invoice.buyer)}
    if len(initials) == 2 and all(map(str.isalnum, initials)):  # as in most, which saves the rest
        return
    vendor, buyer = _plain(invoice.vendor.name), _plain(invoice.buyer.name)
    if not vendor or vendor != buyer or is_self_invoice(invoice):
        return
    numbers = [read_vat_number(party.vat_number or "")[1] for party in (invoice.vendor, invoice.buyer)]
    if numbers[0] and numbers[0] == numbers[1]:
        return
    if unread := NotEvaluated.for_one_of(invoice, [("vendor", "vat_number"), ("buyer", "vat_number")]):
        yield unread
    elif (invoice.invoice.type or "").strip():
        yield Finding(("buyer", "name"), {"name": printable(invoice.buyer.name or "")})
    else:
        yield NotEvaluated.for_lacking(invoice, "invoice", ["type"])


def _initial(name: str | None) -> str:
    return (name or "")[:1].casefold()[:1]


def _plain(name: str | None) -> str:
    return letters_and_digits((name or "")[:_READ_AT_MOST])
