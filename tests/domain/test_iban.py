"""IBANs inside a text."""

from string import ascii_uppercase, digits

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iban

from parzo_validate.domain.iban import country_of_iban, fault_of_iban, ibans_in
from parzo_validate.domain.number_check import fault_of
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


@st.composite
def nearly_right_ones(draw: st.DrawFn) -> str:
    """Check digits that are right, before as many characters as the country asks for, or as it does not."""
    country, bank = (
        draw(st.sampled_from(["AD", "AL", "BE", "BR", "FR", "GB", "IT", "MT", "MU", "NO", "SC", "SM", "XX"])),
        draw(ibans())[4:],
    )
    account = draw(
        st.one_of(st.just(bank), st.text(ascii_uppercase + digits, max_size=31), st.text(digits, min_size=11))
    )
    return f"{country}{iban.calc_check_digits(f'{country}00{account}')}{account}"


@given(st.one_of(nearly_right_ones(), ibans(), st.text(ascii_uppercase + digits + "è ", max_size=40)))
@example("MT84MALT011000012345MTLCAST001S")
@example("BR1800360305000010009795493C1")
@example("NO9386011117947")
@example("ITX0X0542811101000000123456")
@example("1T60")
@example("")
def test_the_shortcut_says_what_stdnum_says(number: str) -> None:
    assert fault_of_iban(number) == fault_of("iban", number, check_country=False)
