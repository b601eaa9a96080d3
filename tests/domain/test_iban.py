"""IBANs inside a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.domain.iban import country_of_iban, ibans_in
from parzo_validate.testing.strategies import ibans

RIGHT, GERMAN = "IT60X0542811101000000123456", "DE89370400440532013000"
HELD = {
    "alone": (RIGHT, (RIGHT,), "IT"),
    "groups": ("it60 x054 2811 1010 0000 0123 456", (RIGHT,), "IT"),
    "single-characters": ("-".join(RIGHT), (RIGHT,), "IT"),
    "label": (f"Codice IBAN: {RIGHT}", (RIGHT,), "IT"),
    "label-in-one-word": (f"IBAN{RIGHT}", (RIGHT,), "IT"),
    "bank-before": (f"Banca Alfa - {RIGHT}", (RIGHT,), "IT"),
    "bic-behind": (f"{RIGHT} BIC BPMOIT22XXX", (RIGHT,), "IT"),
    "bic-before": (f"BPMOIT22XXX {RIGHT}", (RIGHT,), "IT"),
    "twice": (f"{RIGHT}, {RIGHT}", (RIGHT,), "IT"),
    "two-banks": (f"{RIGHT} / {GERMAN}", (RIGHT, GERMAN), "IT"),
    "two-countries": (f"FR1420041010050500013M02606 / {GERMAN}", ("FR1420041010050500013M02606", GERMAN), None),
    "german": (f"Commerzbank {GERMAN}", (GERMAN,), "DE"),
    "wrong-italian": (f"{RIGHT[:-1]}7", (), "IT"),
    "wrong-german": (f"{GERMAN[:-1]}1", (), None),
    "no-country-of-ibans": ("US1234567890", (), None),
    "account": ("ACC-4711", (), None),
    "nothing": ("", (), None),
}


@pytest.mark.parametrize(("text", "held", "country"), HELD.values(), ids=HELD)
def test_right_ones_are_found(text: str, held: tuple[str, ...], country: str | None) -> None:
    assert (ibans_in(text), country_of_iban(text)) == (held, country)


words = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12)


@given(ibans(), words, words)
def test_an_iban_is_found_between_words(iban: str, before: str, behind: str) -> None:
    assert ibans_in(f"{before} - {iban} {behind}") == (iban,)


@given(st.text(max_size=300))
def test_every_text_has_an_answer(text: str) -> None:
    assert all(iban in "".join(text.split()).upper() for iban in ibans_in(text) if text.isascii() and text.isalnum())
    assert country_of_iban(text) is None or len(str(country_of_iban(text))) == 2
