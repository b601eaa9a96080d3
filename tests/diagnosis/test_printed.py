"""Amounts as the page prints them: what they may mean, and what the other sums make of it."""

from decimal import Decimal
from typing import Any

import pytest

from parzo_validate.diagnosis import diagnose
from parzo_validate.diagnosis.printed import readings_of
from tests.helpers.builders import sums

READINGS = {
    "italian": ("1.220,10", ["1220.10"]),
    "italian-millions": ("1.234.567,89", ["1234567.89"]),
    "english": ("1,220.10", ["1220.10"]),
    "swiss": ("1'220.10", ["1220.10"]),
    "swiss-typeset": ("1\u2019220.10", ["1220.10"]),
    "spaces": (" 1 220,10 ", ["1220.10"]),
    "no-break-space": ("1\u00a0220,10", ["1220.10"]),
    "decimals-alone": ("220,1", ["220.1"]),
    "four-decimals": ("0,1234", ["0.1234"]),
    "five-decimals": ("0,12345", []),
    "thousands-or-decimals": ("1,220", ["1.220", "1220"]),
    "thousands-alone": ("1,220,000", ["1220000"]),
    "both-ways-mixed": ("1,220.000", ["1220.000"]),
    "euro-before": ("€ 12,50", ["12.50"]),
    "euro-behind": ("12,50 EUR", ["12.50"]),
    "euro-in-words": ("12,50 Euro", ["12.50"]),
    "per-cent": ("22%", ["22"]),
    "negative": ("-1.220,10", ["-1220.10"]),
    "positive": ("+12,50", ["12.50"]),
    "groups-of-two": ("12.20,10", []),
    "word": ("n/a", []),
    "unit": ("10 pz", []),
    "empty": ("", []),
    "two-commas": ("1,2,3", []),
    "arabic-digits": ("١٢٢", []),
    "forty-characters": ("0" * 15 + " " * 25, ["0" * 15]),
    "forty-one-characters": ("0" * 15 + " " * 26, []),
}


@pytest.mark.parametrize(("text", "amounts"), READINGS.values(), ids=READINGS)
def test_readings(text: str, amounts: list[str]) -> None:
    assert readings_of(text) == tuple(map(Decimal, amounts))


def said(result: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(one.path, one.proposed, one.certainty) for one in diagnose(result)]


def test_one_identity_more_makes_it_likely_and_two_certain() -> None:
    assert said(sums(subtotal=1000, tax_amount="220,00", total=1220)) == [
        ("/financials/tax_amount", "220.00", "certain")
    ]
    assert said(sums(subtotal=1000, tax_amount="225,00", total=1225)) == [
        ("/financials/tax_amount", "225.00", "likely")
    ]


def test_a_text_that_nothing_contradicts_means_what_it_says() -> None:
    assert said(sums(discount="12,50")) == [("/financials/discount", "12.50", "likely")]
    assert said(sums(discount="1,250")) == [("/financials/discount", "1.25", "possible")]


@pytest.mark.parametrize(("subtotal", "meant"), [(10, "2.20"), (10_000, "2200.00")])
def test_of_two_readings_the_one_that_more_speaks_for_is_likely(subtotal: int, meant: str) -> None:
    assert said(sums(subtotal=subtotal, tax_amount="2,200")) == [("/financials/tax_amount", meant, "likely")]


def test_four_texts_are_read_in_all_ways() -> None:
    texts = sums(subtotal="2,000", tax_amount="0,440", total="2,440") | {"line_items": [{"amount": "1,000"}]}
    texts["line_items"] += [{"amount": 1000}]
    assert said(texts) == [
        ("/financials/subtotal", "2000.00", "certain"),
        ("/financials/tax_amount", "440.00", "certain"),
        ("/financials/total", "2440.00", "certain"),
        ("/line_items/0/amount", "1000.00", "certain"),
    ]


def test_a_section_that_is_a_text_does_not_hide_an_amount_that_is_one() -> None:
    result = sums(subtotal=1000, tax_amount="220,00", total=1220) | {"vendor": "Rossi"}
    assert said(result) == [("/financials/tax_amount", "220.00", "certain")]


def test_a_date_is_no_amount() -> None:
    assert said({"invoice": {"date": "2026", "due_date": "1.220,10"}}) == []


def test_what_cannot_be_read_at_all_does_not_hide_what_can() -> None:
    line = {"quantity": "10 pz", "unit_price": "12,50", "amount": 125}
    assert ("/line_items/0/unit_price", "12.50", "likely") in said({"line_items": [line]})


def test_a_document_that_is_broken_besides_is_not_put_right_by_reading() -> None:
    broken = sums(subtotal=1000, tax_rate="0.22", tax_amount="220,00", total=1220)
    assert said(broken) == []


def test_rate_and_line_amounts_are_read_too() -> None:
    result = sums(subtotal=1000, tax_rate="22%", tax_amount=220, total=1220)
    line = {"quantity": 2, "unit_price": 500, "total": "1.000,00"}
    assert said(result | {"line_items": [line]}) == [
        ("/financials/tax_rate", "22", "certain"),
        ("/line_items/0/total", "1000.00", "certain"),
    ]
