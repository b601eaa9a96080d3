"""INVALID_PIVA_CHECKSUM: an Italian VAT number that cannot be one."""

from collections.abc import Iterable, Iterator

from parzo_validate.domain.party import is_foreign, parties_of, undecided_by
from parzo_validate.domain.vat_number import SEVERAL, Fault, is_plainly_right, read_vat_number, right_check_digit
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import printable
from parzo_validate.words import by_language


@rule(
    code="INVALID_PIVA_CHECKSUM",
    severity="warning",
    summary="the Italian VAT number fails its checksum",
    messages=by_language(
        ("the {party}'s VAT number {vat_number} ", "la partita IVA {vat_number} del {party} "),
        format=("must have eleven digits", "deve essere di undici cifre"),
        length=("has {digits} digits instead of 11", "ha {digits} cifre anziché 11"),
        one_digit=("has {digits} digit instead of 11", "ha {digits} cifra anziché 11"),
        placeholder=("is all zeros (placeholder)", "è composta di soli zeri (segnaposto)"),
        checksum=(
            "ends in {actual}, but the check digit should be {expected}",
            "termina con {actual}, ma la cifra di controllo dovrebbe essere {expected}",
        ),
        fiscal_code=(
            "is a personal fiscal code (codice fiscale), not a VAT number",
            "è il codice fiscale di una persona fisica, non una partita IVA",
        ),
    ),
    context=("party", "vat_number", "reason", "digits", "actual", "expected"),
)
def invalid_piva_checksum(invoice: Invoice, policy: Policy) -> Iterable[Finding | NotEvaluated]:
    """The Italian VAT number fails its checksum.

    ## What it checks

    The VAT numbers of vendor and buyer, one flag each: what has the shape of one in the text, whatever label, fiscal
    code or register stands beside it, without spaces, separators and the prefix `IT`. An Italian one has eleven digits,
    not all zeros, and a right check digit (Luhn). `context["reason"]` is `format`, `length`, `placeholder`, `checksum`,
    or `fiscal_code` when the field holds a valid personal fiscal code.

    ## Why it matters

    The check digit catches every single misread digit and 96 % of swapped neighbours, on the number that decides who
    is paid and who may deduct the tax.

    ## When it stays silent

    * The party is foreign: by the prefix of the number; without one by its country; without that by the currency.
    * Several different numbers stand there, or the number is wrong and a value is unreadable that may say that the
      party is foreign: not evaluated.
    * The buyer states none. Where an Italian vendor states none: not evaluated.
    * The province code is unknown: real companies carry such numbers.

    ## Example

        >>> from parzo_validate import validate
        >>> [flag] = validate({"buyer": {"vat_number": "IT98765432109"}}).flags
        >>> flag.path, flag.message
        ('/buyer/vat_number', "the buyer's VAT number IT98765432109 ends in 9, but the check digit should be 3")

    ## Sources

    Art. 35 DPR 633/72; the structure of the partita IVA as published by the Agenzia delle Entrate; python-stdnum
    (`stdnum.luhn`, `stdnum.it.codicefiscale`).
    """
    return () if has_right_vat_numbers(invoice) else _found(invoice)


def has_right_vat_numbers(invoice: Invoice) -> bool:
    """Return whether vendor and buyer state an Italian number without fault and nothing else, as nearly all do."""
    return is_plainly_right(invoice.vendor.vat_number) and is_plainly_right(invoice.buyer.vat_number)


def _found(invoice: Invoice) -> Iterator[Finding | NotEvaluated]:
    for role, party in parties_of(invoice):
        text = party.vat_number or ""
        _, number, fault = read_vat_number(text)
        if fault is None or is_foreign(invoice, role):
            continue
        if fault == "several":
            yield NotEvaluated((role, "vat_number"), SEVERAL)
        elif number and (place := undecided_by(invoice, role)):
            yield NotEvaluated.for_unreadable(*place)
        elif number:
            proof = {"party": role, "vat_number": printable(text), "reason": fault} | _proof(number, fault)
            yield Finding((role, "vat_number"), proof, "one_digit" if proof.get("digits") == 1 else fault)
        elif role == "vendor":
            yield NotEvaluated.for_lacking(invoice, role, ["vat_number"])


def _proof(number: str, fault: Fault) -> dict[str, str | int]:
    if fault == "length":
        return {"digits": len(number)}
    if fault == "checksum":
        return {"actual": number[-1], "expected": right_check_digit(number[:-1])}
    return {}
