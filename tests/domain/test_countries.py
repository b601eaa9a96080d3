"""Which country a text names, and what names none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.domain.countries import PROVINCES, country_of, is_country_code, may_be_a_province

ITALY = [
    *("IT", "it", "ITA", "380", "I", "Italia", "ITALY", "italy.", " Italien ", "Italie", "Italian", "italiana"),
    *("Repubblica Italiana", "REPUBBLICA ITALIANA", "Italian Republic", "Italia (IT)", "IT - ITALIA", "ITALIA - IT"),
    *(
        "Sede legale: Italia",
        "10100 Torino Italia",
        "Milano (MI), Italia",
        "Italy/Italia",
        "Italia centrale",
        "(IT)",
        "IT/IT",
    ),
]
OTHERS = {
    **dict.fromkeys(
        ["DE", "de", "DEU", "276", "D", "Germany", "Germania", "Allemagne", "Alemania", "Deutschland"], "DE"
    ),
    **dict.fromkeys(["Germany (DE)", "DE - Deutschland", "Berlin, Germany", "Germania DE", "tedesca"], "DE"),
    **dict.fromkeys(["UK", "U.K.", "GB", "Regno Unito", "Großbritannien", "England", "Royaume-Uni"], "GB"),
    **dict.fromkeys(["USA", "U.S.A.", "Stati Uniti", "United States of America", "États-Unis"], "US"),
    **dict.fromkeys(["SM", "RSM", "San Marino", "Repubblica di San Marino", "Rep. San Marino", "674"], "SM"),
    **dict.fromkeys(["VA", "Città del Vaticano", "Citta' del Vaticano", "Vatican City", "Santa Sede"], "VA"),
    **dict.fromkeys(["Ελλάδα", "EL", "Greece", "Grecia"], "GR"),
    "Regno Unito GB": "GB",
    "Svizzera": "CH",
    "Schweiz": "CH",
    "中国": "CN",
    "Korea, Republic of": "KR",
    "Costa d'Avorio": "CI",
    "XK": "XK",
    "TO": "TO",
    "NA": "NA",
    "Monaco": "MC",
    "Österreich": "AT",
    "CIV": "CI",
    "036": "AU",
}
NONE = [
    *("", " ", "-", "N/A", "n.a.", "n.d.", "None", "null", "nan", "Non indicato", "Unknown", "?", "XX", "ZZZ", "999"),
    *("Torino", "Torino (TO)", "Milano - MI", "MI", "Lombardia", "Emilia-Romagna", "Roma", "Bayern", "Texas", "10100"),
    *("EU", "UE", "Europa", "Italia / Francia", "Monaco di Baviera", "Indiana", "39", "+39", "Extra UE", "A/D", "N/N"),
]


@pytest.mark.parametrize("text", ITALY)
def test_italy_has_many_names(text: str) -> None:
    assert country_of(text) == "IT"


@pytest.mark.parametrize(("text", "country"), OTHERS.items(), ids=OTHERS)
def test_so_have_other_countries(text: str, country: str) -> None:
    assert country_of(text) == country


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_country_names_none(text: str) -> None:
    assert country_of(text) is None


def test_every_country_has_its_codes() -> None:
    assert is_country_code("IT")
    assert not any(map(is_country_code, ("ITA", "I", "XX", "it", "", "38")))
    assert {code for code in PROVINCES if is_country_code(code)} >= {"TO", "FI", "SI", "NA", "PA", "BG", "VA"}


def test_a_province_may_share_its_letters_with_a_country() -> None:
    assert [text for text in ("TO", " to.", "MI", "VA", "FR", "DE", "Torino", "") if may_be_a_province(text)] == [
        *("TO", " to.", "MI")
    ]


def test_a_name_counts_among_the_first_hundred_and_twenty_characters() -> None:
    assert (country_of("-" * 114 + "Italia"), country_of("-" * 115 + "Italia")) == ("IT", None)
    assert may_be_a_province(" " * 118 + "TO")
    assert not may_be_a_province(" " * 119 + "TO")


@given(st.text(max_size=300))
def test_every_text_has_an_answer_that_its_first_characters_give(text: str) -> None:
    country = country_of(text)
    assert country is None or is_country_code(country)
    assert country_of(text[:120]) == country
