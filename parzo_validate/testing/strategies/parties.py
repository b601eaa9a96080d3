"""Draws vendors and buyers: Italian companies and people, and foreign companies with the evidence of it."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.testing.facts import FOREIGN_COUNTRIES, ITALY, Country
from parzo_validate.testing.strategies.identifiers import codici_fiscali, ibans

Party = dict[str, Any]

NAMES = ("Rossi S.r.l.", "Caffè dell'Università S.p.A.", "Studio Bianchi & C. s.n.c.", "Muñoz GmbH", "株式会社")
_PLACES: tuple[Party, ...] = (
    {},
    {"address": "Via Roma 1", "city": "Milano", "zip_code": "20121"},
    {"address": "Piazza Libertà, 12/bis", "city": "Forlì", "zip_code": "47121"},
)
_ADDRESS = {"address": "Via Roma 1, 20121 Milano"}
_CONTACT = {"email": "info@example.it", "phone": "+39 02 123456", "sdi_code": "ABC1234"}

_names, _italy, _places = st.sampled_from(NAMES), st.sampled_from(ITALY), st.sampled_from(_PLACES)
countries = st.sampled_from(list(FOREIGN_COUNTRIES.values()))
_buyers = st.sampled_from(["unknown", "company", "person", "foreign"])
_numbers, _yes_or_no, _codici_fiscali, _ibans = st.integers(0, 10**9), st.booleans(), codici_fiscali(), ibans()


def vendor(draw: DrawFn, *, country: Country | None, vat_numbers: SearchStrategy[str]) -> Party:
    """Return a vendor of a country, Italian without one, perhaps with a phone, an IBAN and its exchange code."""
    company = _foreign_company(draw, country) if country else _italian_company(draw, vat_numbers)
    return company | _CONTACT | {"iban": draw(_ibans)} if draw(_yes_or_no) else company


def buyer(draw: DrawFn, *, vat_numbers: SearchStrategy[str], vendor: Party) -> Party:
    """Return a buyer other than the vendor: unknown, an Italian company, a person, or a foreign company."""
    party = _buyer(draw, vat_numbers, vendor.get("vat_number"))
    return {} if party.get("name") == vendor.get("name") else party


def _buyer(draw: DrawFn, vat_numbers: SearchStrategy[str], vendors_number: object) -> Party:
    match draw(_buyers):
        case "company":
            company = _italian_company(draw, vat_numbers)
            return {} if str(company["vat_number"])[-11:] == str(vendors_number)[-11:] else company
        case "person":
            return {"name": "Mario Rossi", "fiscal_code": draw(_codici_fiscali), **_ADDRESS}
        case "foreign":
            company = _foreign_company(draw, draw(countries))
            return {} if vendors_number and company.get("vat_number") == vendors_number else company
        case _:
            return {}


def _italian_company(draw: DrawFn, vat_numbers: SearchStrategy[str]) -> Party:
    """Return a company with an Italian VAT number; its fiscal code, if it is stated, is the same number."""
    number = draw(vat_numbers)
    company: Party = {"name": draw(_names), "vat_number": number, **_ADDRESS}
    if draw(_yes_or_no):
        company |= {"fiscal_code": number.removeprefix("IT"), "country": draw(_italy)} | draw(_places)
    return company


def _foreign_company(draw: DrawFn, country: Country) -> Party:
    """Return a company that is foreign by the prefix of its VAT number, by its country, or by both."""
    number = country.vat_number(draw(_numbers))
    by_prefix, by_country = {"vat_number": number}, {"country": draw(st.sampled_from(country.names))}
    evidence = [by_prefix | by_country, by_prefix, by_country, by_country | {"vat_number": number[2:]}]
    return {"name": draw(_names), **draw(st.sampled_from(evidence))}
