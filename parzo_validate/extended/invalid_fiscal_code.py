"""INVALID_FISCAL_CODE: an invalid Italian fiscal code (codice fiscale)."""

from collections.abc import Iterator

from parzo_validate.domain.fiscal_code import read_fiscal_codes
from parzo_validate.domain.number_check import fault_of
from parzo_validate.domain.party import is_foreign, parties_of, undecided_by
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.invoice.reasons import Words, because
from parzo_validate.invoice.values import printable
from parzo_validate.words import by_language

SEVERAL = because("several_numbers", name=Words("fiscal_code", "codice fiscale"))
"""Why the rule cannot judge where a field holds more than one code."""


@rule(
    code="INVALID_FISCAL_CODE",
    severity="warning",
    summary="invalid Italian fiscal code",
    messages=by_language(
        ("the {party}'s fiscal code {fiscal_code} ", "il codice fiscale {fiscal_code} del {party} "),
        length=("has neither 16 characters nor 11 digits", "non ha né 16 caratteri né 11 cifre"),
        format=(
            "has a letter or a digit in the wrong place",
            "contiene una lettera o una cifra in una posizione non ammessa",
        ),
        checksum=("has a wrong check character", "ha il carattere di controllo errato"),
        birth_date=("contains an impossible date of birth", "contiene una data di nascita inesistente"),
        placeholder=("is one character repeated (placeholder)", "è un carattere ripetuto (segnaposto)"),
    ),
    context=("party", "fiscal_code", "reason"),
)
def invalid_fiscal_code(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Invalid Italian fiscal code.

    ## What it checks

    The fiscal codes of vendor and buyer, without spaces, separators, a prefix `IT` and what stands beside them: that
    of a person has sixteen characters, a day of birth that exists and a right check letter, also where digits were
    replaced by letters (omocodia); that of a company has eleven digits and a right check digit. `context["reason"]` is
    `length`, `format`, `checksum`, `birth_date` or `placeholder`. A warning, like that for VAT numbers: the sums may
    well be right.

    ## Why it matters

    An electronic invoice with a wrong fiscal code is rejected, or reaches somebody else's tax drawer.

    ## When it stays silent

    * The party is foreign: by the prefix of its VAT number; without one by its country; without that by the currency.
    * It states no fiscal code or says so (`N/D`, `n.a.`).
    * It states its VAT number again: INVALID_PIVA_CHECKSUM judges that one.
    * Several different codes stand there, or the code is wrong and a value is unreadable that may say that the party is
      foreign: not evaluated.
    * The office of an eleven-digit code is unknown: UNKNOWN_PIVA_OFFICE says so of VAT numbers.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"buyer": {"fiscal_code": "RSSMRA85T10A562T"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("INVALID_FISCAL_CODE")).flags
        >>> flag.path, flag.context["reason"]
        ('/buyer/fiscal_code', 'checksum')

    ## Sources

    DM 23 December 1976 (structure and check character); art. 21 paragraph 2 letter f DPR 633/72; python-stdnum
    (`stdnum.it.codicefiscale`).
    """
    for role, party in parties_of(invoice):
        if not (text := party.fiscal_code):
            continue
        codes = [code for code in read_fiscal_codes(text) if not says_nothing(code)]
        if not codes or codes == [read_vat_number(party.vat_number or "")[1]] or is_foreign(invoice, role):
            continue
        if len(codes) > 1:
            yield NotEvaluated((role, "fiscal_code"), SEVERAL)
        elif not (reason := _fault(codes[0])):
            continue
        elif place := undecided_by(invoice, role):
            yield NotEvaluated.for_unreadable(*place)
        else:
            proof = {"party": role, "fiscal_code": printable(text), "reason": reason}
            yield Finding((role, "fiscal_code"), proof, reason)


def _fault(code: str) -> str | None:
    if len(code) in (11, 16) and len(set(code)) == 1:
        return "placeholder"
    if len(code) == 11:
        return read_vat_number(code)[2]
    fault = fault_of("it.codicefiscale", code)
    return "birth_date" if fault == "component" else fault
