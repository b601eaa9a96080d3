"""Fiscal codes inside a text."""

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.domain.fiscal_code import read_fiscal_codes

PERSON, OTHER, COMPANY = "RSSMRA85T10A562S", "RSSMRA85T50A562W", "97123450583"
HELD = {
    "person": (PERSON, [PERSON]),
    "label-and-groups": ("C.F.: rss mra 85t10 a562s", [PERSON]),
    "company": (f"IT {COMPANY}", [COMPANY]),
    "beside-a-vat-number": (f"C.F. {PERSON} - P.IVA 03187450121", [PERSON]),
    "beside-a-register": (f"C.F. {COMPANY} REA TO-123456", [COMPANY]),
    "same-twice": (f"{PERSON} ({PERSON})", [PERSON]),
    "two-people": (f"{PERSON} / {OTHER}", [PERSON, OTHER]),
    "two-companies": (f"{COMPANY} / 03187450121", [COMPANY, "03187450121"]),
    "foreign-number": ("Steuernummer DE136695976", ["STEUERNUMMERDE136695976"]),
    "neither": ("ABCDE", ["ABCDE"]),
    "company-and-a-digit": (f"{COMPANY} 1", [COMPANY]),
    "company-and-four-digits": (f"{COMPANY} 1234", [COMPANY]),
    "company-and-five-digits-are-as-long-as-a-person": (f"{COMPANY} 12345", [f"{COMPANY}12345"]),
    "company-and-six-digits": (f"{COMPANY} 123456", [COMPANY]),
    "nothing": (" - ", []),
}


@pytest.mark.parametrize(("text", "held"), HELD.values(), ids=HELD)
def test_a_code_is_found(text: str, held: list[str]) -> None:
    assert read_fiscal_codes(text) == held


@given(st.text(max_size=300))
def test_every_text_has_an_answer(text: str) -> None:
    assert all(read_fiscal_codes(text))


@given(
    st.sampled_from(["", "IT", "CF", "cf", "CFIT", "CodFisc", "TAXCODEIT", "CODICEFISCALE"]),
    st.text(ascii_letters + digits, min_size=16, max_size=16),
    st.sampled_from([11, 16]),
)
def test_letters_and_digits_as_long_as_a_code_are_one(label: str, rest: str, length: int) -> None:
    text = (label + rest)[:length]
    assert read_fiscal_codes(text) == read_fiscal_codes(f" {text}.") == [text.upper()]
