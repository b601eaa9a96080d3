"""INVALID_CURRENCY: beside the vectors, every code and everything that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.builders import header, judged_by, sums

CODE = "INVALID_CURRENCY"
KNOWN = (
    "EUR USD GBP CHF JPY CNY PLN CZK HUF RON BGN SEK NOK DKK ISK TRY AUD CAD NZD BRL INR MXN ZAR KRW THB ITL DEM XAU"
)


@pytest.mark.parametrize("code", [*KNOWN.split(), "eur", " EUR ", "RMB"])
def test_a_currency_that_is_or_was_one_is_right(code: str) -> None:
    assert judged_by(CODE, header(currency=code) | sums(currency=code)).flags == ()


@pytest.mark.parametrize("text", ["", "€", "Euro", "US$", "other", "E", "EURO", "EU", "12", "E1R", "złt", None])
def test_what_is_no_code_is_not_judged_as_one(text: object) -> None:
    report = judged_by(CODE, header(currency=text))
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize("code", ["EUB", "UDS", "GPB", "eru"])
def test_a_misread_code_is_flagged(code: str) -> None:
    [flag] = judged_by(CODE, header(currency=code)).flags
    assert (flag.severity, flag.path, flag.context) == ("warning", "/invoice/currency", {"currency": code})


def test_two_unknown_codes_are_two_findings() -> None:
    flags = judged_by(CODE, header(currency="EUB") | sums(currency="UDS")).flags
    assert [flag.path for flag in flags] == ["/financials/currency", "/invoice/currency"]


@given(st.text(max_size=6))
def test_only_three_letters_are_a_code(text: str) -> None:
    flags = judged_by(CODE, header(currency=text)).flags
    assert not flags or (len(text.strip()) == 3 and text.strip().isascii() and text.strip().isalpha())


def test_an_unreadable_code_of_the_invoice_may_be_the_same() -> None:
    report = judged_by(CODE, header(currency=["EUB"]) | sums(currency="EUB"))
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, "/invoice/currency"): "currency is unreadable"})
