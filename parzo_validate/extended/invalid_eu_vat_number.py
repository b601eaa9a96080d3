"""INVALID_EU_VAT_NUMBER: an invalid VAT number of another member state."""

from collections.abc import Iterator

from parzo_validate.domain.number_check import NumberFault, fault_of
from parzo_validate.domain.party import parties_of
from parzo_validate.domain.vat_number import SEVERAL, read_vat_number
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Term
from parzo_validate.invoice.values import printable
from parzo_validate.words import by_language

_MEMBER_STATES = {
    "AT": ("Austria", "Austria"),
    "BE": ("Belgium", "Belgio"),
    "BG": ("Bulgaria", "Bulgaria"),
    "CY": ("Cyprus", "Cipro"),
    "CZ": ("Czechia", "Repubblica Ceca"),
    "DE": ("Germany", "Germania"),
    "DK": ("Denmark", "Danimarca"),
    "EE": ("Estonia", "Estonia"),
    "EL": ("Greece", "Grecia"),
    "ES": ("Spain", "Spagna"),
    "FI": ("Finland", "Finlandia"),
    "FR": ("France", "Francia"),
    "GR": ("Greece", "Grecia"),
    "HR": ("Croatia", "Croazia"),
    "HU": ("Hungary", "Ungheria"),
    "IE": ("Ireland", "Irlanda"),
    "LT": ("Lithuania", "Lituania"),
    "LU": ("Luxembourg", "Lussemburgo"),
    "LV": ("Latvia", "Lettonia"),
    "MT": ("Malta", "Malta"),
    "NL": ("Netherlands", "Paesi Bassi"),
    "PL": ("Poland", "Polonia"),
    "PT": ("Portugal", "Portogallo"),
    "RO": ("Romania", "Romania"),
    "SE": ("Sweden", "Svezia"),
    "SI": ("Slovenia", "Slovenia"),
    "SK": ("Slovakia", "Slovacchia"),
    "XI": ("Northern Ireland", "Irlanda del Nord"),
}
"""All but Italy. Greece writes EL, many write GR; XI is Northern Ireland, for goods. Great Britain is none of them."""


@rule(
    code="INVALID_EU_VAT_NUMBER",
    severity="warning",
    summary="invalid VAT number of another EU country",
    messages=by_language(  # a name stands in brackets, as a preposition asks for an article with some countries alone
        ("the {party}'s VAT number {vat_number} ", "il numero IVA {vat_number} del {party} "),
        length=("has the wrong length ({country})", "ha una lunghezza errata ({country})"),
        format=("is not in the right format ({country})", "ha un formato non valido ({country})"),
        checksum=("has a wrong check digit ({country})", "ha la cifra di controllo errata ({country})"),
    ),
    context=("party", "vat_number", "country", "reason"),
)
def invalid_eu_vat_number(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Invalid VAT number of another EU country.

    ## What it checks

    The VAT numbers of vendor and buyer that begin with the prefix of a member state other than Italy (`EL` or `GR` for
    Greece), or with `XI`: length, form and check digits, by the rules of that country. `context["reason"]` is
    `length`, `format` or `checksum`. A warning, like that for Italian numbers.

    ## Why it matters

    An intra-Community supply is free of VAT only with the buyer's valid number.

    ## When it stays silent

    * The number is Italian, of a country outside the EU (`GB`, `CH`, `NO`, `SM`), of the one-stop shop (`EU`, `IM`), or
      has no prefix.
    * It is one character repeated, as `0000000` and `99999999999`, which electronic invoices put where none is known.
    * stdnum doubts a part that refers to something else, such as an office or a day of birth. Nor is it believed where
      it knows too little: Swedish numbers may end otherwise than in 01, Hungarian ones may show all eleven digits.
    * The prefix stands twice, as where the country has a field of its own.
    * Several different numbers stand there: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"vendor": {"vat_number": "DE136695977"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("INVALID_EU_VAT_NUMBER")).flags
        >>> flag.path, flag.context["reason"]
        ('/vendor/vat_number', 'checksum')

    ## Sources

    Art. 214, 215 and 138 Directive 2006/112/EC; the structures of VAT numbers as published for VIES; python-stdnum
    (`stdnum.eu.vat`).
    """
    for role, party in parties_of(invoice):
        text = party.vat_number or ""
        country, number, fault = read_vat_number(text)
        if country not in _MEMBER_STATES or len(set(number)) < 2:
            continue
        if fault == "several":
            yield NotEvaluated((role, "vat_number"), SEVERAL)
        elif reason := _fault(country, number):
            named = Term(country, *_MEMBER_STATES[country])
            proof = {"party": role, "vat_number": printable(text), "country": named, "reason": reason}
            yield Finding((role, "vat_number"), proof, reason)


def _fault(country: str, number: str) -> NumberFault | None:
    if country == "SE" and len(number) == 12:
        number = f"{number[:10]}01"
    elif country == "HU" and len(number) == 11:
        number = number[:8]
    fault = fault_of("eu.vat", country + number)
    return None if fault == "component" else fault
