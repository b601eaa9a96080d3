"""Whose party it is: each evidence, what is none, and which one decides where two disagree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Invoice, validate
from parzo_validate.domain.party import Evidence, Nationality, is_foreign, is_italian, origin_of
from parzo_validate.testing.facts import partita_iva_check_digit

RIGHT, WRONG = "03187450121", "03187450124"
IBAN, GERMAN_IBAN, FISCAL_CODE = "IT60X0542811101000000123456", "DE89370400440532013000", "RSSMRA85T10A562S"


def vendor(number: str | None = None, **more: Any) -> dict[str, Any]:
    return {"vendor": {"vat_number": number} | more}


def sums_in(currency: str) -> dict[str, Any]:
    return {"financials": {"currency": currency}}


ORIGINS: dict[str, tuple[dict[str, Any], str, str, tuple[str, ...]]] = {
    "nothing": ({}, "unsaid", "none", ()),
    "bare-number": (vendor(RIGHT), "unsaid", "none", ()),
    "prefix": (vendor(f"IT{RIGHT}"), "italian", "vat_prefix", ("vendor", "vat_number")),
    "foreign-prefix": (vendor("DE136695976"), "foreign", "vat_prefix", ("vendor", "vat_number")),
    "prefix-beats-country": (vendor(f"IT{RIGHT}", country="DE"), "italian", "vat_prefix", ("vendor", "vat_number")),
    "foreign-prefix-beats-country": (
        vendor("DE136695976", country="IT"),
        *("foreign", "vat_prefix", ("vendor", "vat_number")),
    ),
    "one-stop-shop": (vendor("EU372041333"), "foreign", "vat_prefix", ("vendor", "vat_number")),
    "several-german-numbers": (vendor("DE136695976, DE811569869"), "foreign", "vat_prefix", ("vendor", "vat_number")),
    "several-italian-numbers": (vendor(f"IT{RIGHT}, 12345678903"), "italian", "vat_prefix", ("vendor", "vat_number")),
    "italian-and-french-number": (vendor(f"IT{RIGHT}, FR40303265045"), "unsaid", "none", ()),
    "label": (vendor(f"Partita IVA n. {RIGHT}"), "unsaid", "none", ()),
    "indian-number": (vendor("06AABCO6063D1ZQ"), "unsaid", "none", ()),
    "country": (vendor(RIGHT, country="Italia"), "italian", "country", ("vendor", "country")),
    "foreign-country": (vendor("7740001454", country="Polonia"), "foreign", "country", ("vendor", "country")),
    "san-marino": (vendor("05426", country="Repubblica di San Marino"), "foreign", "country", ("vendor", "country")),
    "province": (vendor(RIGHT, country="TO"), "unsaid", "none", ()),
    "country-that-is-a-province": (vendor("123456789", country="TO"), "foreign", "country", ("vendor", "country")),
    "france-not-frosinone": (vendor(RIGHT, country="FR"), "foreign", "country", ("vendor", "country")),
    "placeholder": (vendor(RIGHT, country="N/A"), "unsaid", "none", ()),
    "sdi-code": (vendor(sdi_code="usal8pv"), "italian", "sdi_code", ("vendor", "sdi_code")),
    "sdi-code-of-an-office": (vendor(sdi_code="UF1ABC"), "italian", "sdi_code", ("vendor", "sdi_code")),
    "sdi-code-with-zeros": (vendor(sdi_code="M5UXCR0"), "italian", "sdi_code", ("vendor", "sdi_code")),
    "sdi-code-abroad": (vendor(sdi_code="XXXXXXX", iban=IBAN), "foreign", "sdi_code", ("vendor", "sdi_code")),
    "sdi-code-of-zeros": (vendor(sdi_code="0000000"), "unsaid", "none", ()),
    "no-sdi-code": (vendor(sdi_code="unknown"), "unsaid", "none", ()),
    "fiscal-code": (vendor(fiscal_code=f"C.F. {FISCAL_CODE}"), "italian", "fiscal_code", ("vendor", "fiscal_code")),
    "wrong-fiscal-code": (vendor(fiscal_code="RSSMRA85T10A562T"), "unsaid", "none", ()),
    "fiscal-code-of-a-company": (vendor(fiscal_code=RIGHT), "unsaid", "none", ()),
    "iban": (vendor(iban=f"Banca Alfa - {IBAN}"), "italian", "iban", ("vendor", "iban")),
    "country-beats-iban": (vendor(iban=IBAN, country="CH"), "foreign", "country", ("vendor", "country")),
    "foreign-iban": (vendor(RIGHT, iban=GERMAN_IBAN), "foreign", "foreign_iban", ("vendor", "iban")),
    "wrong-foreign-iban": (vendor(RIGHT, iban="DE89370400440532013001"), "unsaid", "none", ()),
    "province-beside-twelve-digits": (
        vendor("123456789012", country="CA"),
        "foreign",
        "country",
        ("vendor", "country"),
    ),
    "country-beats-foreign-iban": (
        vendor(iban=GERMAN_IBAN, country="Italia"),
        *("italian", "country", ("vendor", "country")),
    ),
    "currency-of-the-sums": (sums_in("USD"), "foreign", "currency", ("financials", "currency")),
    "currency-of-the-header": ({"invoice": {"currency": "zł"}}, "foreign", "currency", ("invoice", "currency")),
    "euro": (sums_in("Euro"), "unsaid", "none", ()),
    "no-currency": (sums_in("n.d."), "unsaid", "none", ()),
    "two-currencies": (sums_in("€") | {"invoice": {"currency": "USD"}}, "unsaid", "none", ()),
    "currency-and-placeholder": (
        sums_in("-") | {"invoice": {"currency": "$"}},
        *("foreign", "currency"),
        ("invoice", "currency"),
    ),
    "prefix-beats-currency": (
        sums_in("USD") | vendor(f"IT{RIGHT}"),
        *("italian", "vat_prefix"),
        ("vendor", "vat_number"),
    ),
    "country-beats-currency": (
        sums_in("USD") | vendor(country="Italy"),
        *("italian", "country"),
        ("vendor", "country"),
    ),
    "iban-beats-currency": (sums_in("USD") | vendor(iban=IBAN), *("italian", "iban"), ("vendor", "iban")),
    "bare-number-in-rupees": (sums_in("INR") | vendor(RIGHT), *("foreign", "currency"), ("financials", "currency")),
}


@pytest.mark.parametrize(("result", "nationality", "evidence", "path"), ORIGINS.values(), ids=ORIGINS)
def test_evidence_decides(result: dict[str, Any], nationality: str, evidence: str, path: tuple[str, ...]) -> None:
    invoice = Invoice.model_validate(result)
    assert origin_of(invoice, "vendor") == (Nationality(nationality), Evidence(evidence), path)
    assert is_foreign(invoice, "vendor") == (nationality == "foreign")
    assert is_italian(invoice, "vendor") == (nationality == "italian")


@pytest.mark.parametrize(
    "document", [sums_in("USD"), vendor(iban=GERMAN_IBAN)], ids=["currency", "foreign-iban-of-the-vendor"]
)
def test_the_document_speaks_of_the_buyer_too(document: dict[str, Any]) -> None:
    assert is_foreign(Invoice.model_validate(document), "buyer")
    assert not is_foreign(Invoice.model_validate(document | {"buyer": {"country": "IT"}}), "buyer")


def test_a_foreign_account_of_the_buyer_says_nothing() -> None:
    assert not is_foreign(Invoice.model_validate({"buyer": {"iban": GERMAN_IBAN}}), "buyer")


texts = st.text(max_size=200)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["vat_number", "country", "iban", "fiscal_code", "sdi_code"], texts)
    ),
    texts,
)
def test_whatever_stands_there_gets_an_answer(party: dict[str, str], currency: str) -> None:
    invoice = Invoice.model_validate({"vendor": party} | sums_in(currency))
    assert origin_of(invoice, "vendor").nationality in Nationality


LETTERS = st.text(st.characters(categories=["L"]), max_size=12)
LABELS = st.lists(LETTERS, max_size=4).map(" ".join)
MARKS = st.sampled_from([" ", ": ", " n. ", ".", " - ", " (", "\n", " N° "])
TAKES_ELEVEN_DIGITS = {"FR", "HR", "HU", "LV"}


@given(LABELS, MARKS, st.integers(1, 10**10 - 1), st.integers(0, 9), MARKS, LABELS)
def test_no_label_makes_a_number_foreign_nor_hides_it(
    before: str, mark: str, drawn: int, digit: int, other_mark: str, behind: str
) -> None:
    """But for the code, as a word of its own, of a country whose numbers have eleven digits."""
    first_ten = f"{drawn:010d}"
    number = f"{first_ten}{digit}"
    last_word = before.upper().split()[-1:]
    text = f"{before}{mark}{number}{other_mark}{behind}"
    invoice = Invoice.model_validate(vendor(text))
    if not TAKES_ELEVEN_DIGITS.intersection(last_word):
        assert not is_foreign(invoice, "vendor")
        reasons = [flag.context["reason"] for flag in validate(vendor(text)).flags]
        assert reasons == ([] if str(digit) == partita_iva_check_digit(first_ten) else ["checksum"])
