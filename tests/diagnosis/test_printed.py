"""Amounts as the page prints them: what they may mean, and what the other sums make of it."""

from decimal import Decimal
from typing import Any

import pytest

from parzo_validate.diagnose import diagnose
from parzo_validate.diagnosis.printed import readings_of
from tests.builders import sums

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
