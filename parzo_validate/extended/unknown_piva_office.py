"""UNKNOWN_PIVA_OFFICE: no tax office of Italy issues such VAT numbers."""

from collections.abc import Iterator
from functools import cache

from parzo_validate.domain.number_check import fault_of
from parzo_validate.domain.party import is_foreign, parties_of, undecided_by
from parzo_validate.domain.vat_number import SEVERAL, read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import printable

_OFFICE = slice(7, 10)
_NO_COMPANY = "0000000"
"""No number at all, which an office does not make worse."""


@rule(
    code="UNKNOWN_PIVA_OFFICE",
    severity="warning",
    summary="no tax office issues such Italian VAT numbers",
    messages={
        "en": "the {party}'s VAT number {vat_number} has office code {office}, which does not issue VAT numbers",
        "it": "la partita IVA {vat_number} del {party} ha il codice ufficio {office}, che non rilascia partite IVA",
    },
    context=("party", "vat_number", "office"),
)
def unknown_piva_office(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """No tax office issues such Italian VAT numbers.

    ## What it checks

    Digits 8 to 10 of an Italian VAT number whose check digit is right: the office that issued it, 001 to 100, 120,
    121, 888 or 999. A warning, and no more: lists of offices go out of date, and some refuse real companies.

    ## Why it matters

    One invented number in ten has a right check digit, and so have sample numbers such as 12345678903; nine of ten of
    these name an office that does not exist.

    ## When it stays silent

    * The number is not Italian, or its form or check digit is wrong: INVALID_PIVA_CHECKSUM says so.
    * The buyer states none. Where an Italian vendor states none, or a party several: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"vendor": {"vat_number": "IT12345678903"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("UNKNOWN_PIVA_OFFICE")).flags
        >>> flag.path, flag.context["office"]
        ('/vendor/vat_number', '890')

    ## Sources

    The structure of the partita IVA as published by the Agenzia delle Entrate; python-stdnum (`stdnum.it.iva`).
    """
    for role, party in parties_of(invoice):
        text = party.vat_number or ""
        prefix, number, fault = read_vat_number(text)
        has_eleven_digits = fault is None and prefix in ("", "IT")
        if has_eleven_digits and (_is_an_office(number[_OFFICE]) or number.startswith(_NO_COMPANY)):
            continue
        if is_foreign(invoice, role):
            continue
        if fault is None:
            if place := undecided_by(invoice, role):
                yield NotEvaluated.for_unreadable(*place)
            else:
                proof = {"party": role, "vat_number": printable(text), "office": number[_OFFICE]}
                yield Finding((role, "vat_number"), proof)
        elif fault == "several":
            yield NotEvaluated((role, "vat_number"), SEVERAL)
        elif role == "vendor" and not number:
            yield NotEvaluated.for_lacking(invoice, role, ["vat_number"])


@cache  # there are a thousand
def _is_an_office(office: str) -> bool:
    """Return whether stdnum knows an office of this code, on a number that is right but for it."""
    from stdnum import luhn  # only here, so that importing the library stays cheap

    digits = f"1234567{office}"
    return fault_of("it.iva", digits + luhn.calc_check_digit(digits)) is None
