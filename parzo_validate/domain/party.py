"""Whose party it is: Italian, foreign, or unsaid, by evidence alone. What is no evidence switches no rule off.

Three kinds of evidence, and the stronger one decides where two disagree:

1. The prefix of the party's own VAT number. Several numbers speak together where all are Italian, or all foreign.
2. What the party states besides: its country; where that names none, its SDI code (``XXXXXXX`` stands for a foreign
   party), a right fiscal code of a person, an Italian IBAN. So a Swiss company with an Italian account is foreign.
3. What the document says of both parties: a currency other than the euro, or a foreign IBAN of the vendor. Two
   currencies of which one is the euro say nothing.

A country of two letters that is a province as well is the province where the VAT number has eleven digits: ``TO`` is
Torino there, and Tonga elsewhere. ``FR`` and ``VA`` are France and the Vatican, whose own numbers have eleven digits.
San Marino and the Vatican are foreign.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, NamedTuple

from parzo_validate.domain.countries import country_of, may_be_a_province
from parzo_validate.domain.currency import is_euro
from parzo_validate.domain.fiscal_code import read_fiscal_codes
from parzo_validate.domain.iban import country_of_iban
from parzo_validate.domain.number_check import is_personal
from parzo_validate.domain.vat_number import has_eleven_digits, read_vat_number
from parzo_validate.invoice.model import Invoice, Party
from parzo_validate.invoice.values import Path

Role = Literal["vendor", "buyer"]


class Nationality(StrEnum):
    """What the evidence makes of a party."""

    ITALIAN = "italian"
    FOREIGN = "foreign"
    UNSAID = "unsaid"


class Evidence(StrEnum):
    """What decided."""

    VAT_PREFIX = "vat_prefix"
    COUNTRY = "country"
    SDI_CODE = "sdi_code"
    FISCAL_CODE = "fiscal_code"
    IBAN = "iban"
    CURRENCY = "currency"
    FOREIGN_IBAN = "foreign_iban"
    NONE = "none"


class Origin(NamedTuple):
    """Whose party it is, what decided, and the path of the field that holds it, empty where nothing does."""

    nationality: Nationality
    evidence: Evidence = Evidence.NONE
    path: Path = ()


_UNSAID = Origin(Nationality.UNSAID)
_NO_SDI_CODES = frozenset(("UNKNOWN", "MISSING", "NESSUNO", "ASSENTE"))
"""Words as long as a code."""


def parties_of(invoice: Invoice) -> tuple[tuple[Role, Party], tuple[Role, Party]]:
    """Return vendor and buyer, each behind its name.

    >>> [role for role, _ in parties_of(Invoice())]
    ['vendor', 'buyer']
    """
    return ("vendor", invoice.vendor), ("buyer", invoice.buyer)


def origin_of(invoice: Invoice, role: Role) -> Origin:
    """Return whose party the vendor or the buyer is, and by which evidence.

    >>> origin_of(Invoice.model_validate({"vendor": {"vat_number": "DE136695976", "country": "IT"}}), "vendor")[:2]
    (<Nationality.FOREIGN: 'foreign'>, <Evidence.VAT_PREFIX: 'vat_prefix'>)
    >>> origin_of(Invoice.model_validate({"financials": {"currency": "USD"}}), "buyer").path
    ('financials', 'currency')
    """
    party = invoice.vendor if role == "vendor" else invoice.buyer
    prefix, number, _ = read_vat_number(party.vat_number or "")
    if prefix:
        return _origin(prefix == "IT", Evidence.VAT_PREFIX, (role, "vat_number"))
    return next(_evidence_without_a_prefix(invoice, role, party, number), _UNSAID)


def is_foreign(invoice: Invoice, role: Role) -> bool:
    """Return whether something says that the party is not Italian; without evidence it is.

    >>> is_foreign(Invoice.model_validate({"buyer": {"country": "Francia"}}), "buyer"), is_foreign(Invoice(), "buyer")
    (True, False)
    """
    return origin_of(invoice, role).nationality is Nationality.FOREIGN


def is_italian(invoice: Invoice, role: Role) -> bool:
    """Return whether something says that the party is Italian; without evidence that is not known.

    >>> is_italian(Invoice.model_validate({"buyer": {"country": "Italia"}}), "buyer"), is_italian(Invoice(), "buyer")
    (True, False)
    """
    return origin_of(invoice, role).nationality is Nationality.ITALIAN


def undecided_by(invoice: Invoice, role: Role) -> Path | None:
    """Return where something stands that could not be read and may say otherwise whose party it is.

    What is weaker than the evidence that decided may not.

    >>> from parzo_validate.invoice import read
    >>> undecided_by(read({"vendor": {"vat_number": "303265045", "country": {"code": "FR"}}}).invoice, "vendor")
    ('vendor', 'country')
    >>> undecided_by(read({"vendor": {"vat_number": "IT12345678903", "country": {"code": "FR"}}}).invoice, "vendor")
    """
    fields = [*((role, name) for name in _OF_A_PARTY), *_OF_THE_DOCUMENT]
    return invoice.first_unreadable(fields[: _LOOKED_AT.get(origin_of(invoice, role).evidence)])


_OF_A_PARTY = ("vat_number", "country", "sdi_code", "fiscal_code", "iban")
_OF_THE_DOCUMENT = (("invoice", "currency"), ("financials", "currency"), ("vendor", "iban"))
_LOOKED_AT = {
    Evidence.VAT_PREFIX: 1,
    Evidence.COUNTRY: 2,
    **dict.fromkeys((Evidence.SDI_CODE, Evidence.FISCAL_CODE, Evidence.IBAN), len(_OF_A_PARTY)),
}
"""How many of these fields may overrule what decided; all of them, where it is of the document or nothing did."""


def means_a_foreign_party(sdi_code: str) -> bool | None:
    """Return what an SDI code says: ``XXXXXXX`` that the party is foreign, a code that it is not, else ``None``.

    >>> [means_a_foreign_party(code) for code in ("XXXXXXX", "USAL8PV", "UF1ABC", "0000000", "n.d.")]
    [True, False, False, None, None]
    """
    code = sdi_code[:20].strip().upper()
    if not re.fullmatch("[A-Z0-9]{6,7}", code) or set(code) == {"0"} or code in _NO_SDI_CODES:
        return None
    return set(code) == {"X"}


def _origin(italian: bool, evidence: Evidence, path: Path) -> Origin:
    return Origin(Nationality.ITALIAN if italian else Nationality.FOREIGN, evidence, path)


def _country(party: Party, number: str) -> str | None:
    if not party.country:
        return None
    return None if has_eleven_digits(number) and may_be_a_province(party.country) else country_of(party.country)


def _evidence_without_a_prefix(invoice: Invoice, role: Role, party: Party, number: str) -> Iterator[Origin]:
    """Yield what the other fields say, the strongest first."""
    if country := _country(party, number):
        yield _origin(country == "IT", Evidence.COUNTRY, (role, "country"))
    if party.sdi_code and (foreign := means_a_foreign_party(party.sdi_code)) is not None:
        yield _origin(not foreign, Evidence.SDI_CODE, (role, "sdi_code"))
    if party.fiscal_code and any(map(is_personal, read_fiscal_codes(party.fiscal_code))):
        yield _origin(True, Evidence.FISCAL_CODE, (role, "fiscal_code"))
    if party.iban and country_of_iban(party.iban) == "IT":
        yield _origin(True, Evidence.IBAN, (role, "iban"))
    currencies = {"invoice": invoice.invoice.currency, "financials": invoice.financials.currency}
    in_euro = {section: is_euro(text) for section, text in currencies.items() if text}
    if True not in in_euro.values():
        for section, euro in in_euro.items():
            if euro is False:
                yield _origin(False, Evidence.CURRENCY, (section, "currency"))
    if invoice.vendor.iban and country_of_iban(invoice.vendor.iban) not in (None, "IT"):
        yield _origin(False, Evidence.FOREIGN_IBAN, ("vendor", "iban"))
