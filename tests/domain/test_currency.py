"""What a text means as a currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.domain.currency import is_euro

MEANT = {
    **dict.fromkeys(["EUR", "eur", "€", "Euro", "euros", " EUR ", "EUR (€)", "€ EUR"], True),
    **dict.fromkeys(
        ["USD", "$", "US$", "usd", "US Dollar (USD)", "PLN", "zł", "INR", "Rs.", "GBP", "£", "CHF", "kr"], False
    ),
    **dict.fromkeys(["", " ", "N/A", "n.d.", "unknown", "XYZ", "ITL", "Lire", "EUR/USD", "100", "None"], None),
}


@pytest.mark.parametrize(("text", "meant"), MEANT.items(), ids=MEANT)
def test_the_euro_is_told_from_others_and_from_what_is_no_currency(text: str, meant: bool | None) -> None:
    assert is_euro(text) is meant


def test_a_currency_counts_among_the_first_forty_characters() -> None:
    assert (is_euro(" " * 37 + "EUR"), is_euro(" " * 38 + "EUR")) == (True, None)


@given(st.text(max_size=300))
def test_every_text_has_an_answer(text: str) -> None:
    assert is_euro(text) in (True, False, None)
