"""WRONG_RECIPIENT: neither party carries a VAT number of whoever keeps the documents."""

from collections.abc import Iterator

from parzo_validate.domain.party import parties_of
from parzo_validate.domain.vat_number import SEVERAL, VatNumber, identity_of, read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import printable

_WRONG = Reason("wrong_number", "the VAT number itself is wrong", "la partita IVA stessa è errata")


@rule(
    code="WRONG_RECIPIENT",
    severity="warning",
    summary="neither party is one of the policy's own VAT numbers",
    messages={
        "en": "neither party has a VAT number of yours; the buyer's is {vat_number}",
        "it": "nessuna delle parti ha una delle partite IVA proprie; quella del cliente è {vat_number}",
    },
    context=("vat_number",),
)
def wrong_recipient(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Neither vendor nor buyer has one of the VAT numbers that the policy calls its own.

    ## What it checks

    One of the parties has a number of `own_vat_numbers` of the policy, as its VAT number or its fiscal code: the buyer
    of what comes in, the vendor of what goes out.

    ## Why it matters

    An invoice for somebody else, sent to the wrong address or read off the wrong page, is otherwise booked and paid.

    ## When it stays silent

    * The policy names no own number.
    * One of the two states no VAT number, it could not be read, is wrong itself or one of several: not evaluated.

    ## Example

        >>> from parzo_validate import Policy, validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> parties = {"vendor": {"vat_number": "IT12345678903"}, "buyer": {"vat_number": "IT00743110157"}}
        >>> table = EXTENDED_TABLE.only("WRONG_RECIPIENT")
        >>> [flag] = validate(parties, table=table, policy=Policy(own_vat_numbers=["IT07643520567"])).flags
        >>> flag.path, flag.message
        ('/buyer/vat_number', "neither party has a VAT number of yours; the buyer's is IT00743110157")
        >>> validate(parties, table=table, policy=Policy(own_vat_numbers=["00743110157"])).flags
        ()

    ## Sources

    Art. 21 paragraph 2 letters d and f DPR 633/72 (the numbers of both parties stand on the invoice).
    """
    if not policy.own_vat_numbers:
        return
    own = {identity_of(read_vat_number(number)) for number in policy.own_vat_numbers}
    stated = {role: read_vat_number(party.vat_number or "") for role, party in parties_of(invoice)}
    codes = {identity_of(read_vat_number(party.fiscal_code or "")) for _, party in parties_of(invoice)}
    if own & codes or any(own & set(_identities(number)) for number in stated.values()):
        return
    unsure = [
        NotEvaluated((role, "vat_number"), SEVERAL if fault == "several" else _WRONG)
        if number.strip("0")
        else NotEvaluated.for_lacking(invoice, role, ["vat_number"])
        for role, (_, number, fault) in stated.items()
        if fault or not number.strip("0")
    ]
    if unsure:
        yield from unsure
    else:
        yield Finding(("buyer", "vat_number"), {"vat_number": printable(invoice.buyer.vat_number or "")})


def _identities(vat_number: VatNumber) -> list[tuple[str, str]]:
    """Return each number of a text, with the prefix that all share."""
    prefix, numbers, _ = vat_number
    return [identity_of((prefix, number, None)) for number in numbers.split(" / ")]
