"""Amounts left as text with two readings: what they may mean, and what the other sums make of it."""

from decimal import Decimal
from typing import Any

import pytest

from parzo_validate.diagnosis import Evidence, diagnose
from parzo_validate.diagnosis.amounts_left_as_text import readings_of
from tests.helpers.builders import sums

READINGS = {
    "comma": ("total", "1,220", ["1.220", "1220"]),
    "point": ("total", "1.220", ["1.220", "1220"]),
    "with-a-currency": ("total", "€ 1.220", ["1.220", "1220"]),
    "negative": ("total", "-1.220", ["-1.220", "-1220"]),
    "rate": ("tax_rate", "22,000 %", ["22.000", "22000"]),
    "one-reading-but-too-long": ("total", "1" * 30, []),
    "word": ("total", "ten", []),
    "noise": ("total", "750..00", []),
}


@pytest.mark.parametrize(("field", "text", "amounts"), READINGS.values(), ids=READINGS)
def test_readings(field: str, text: str, amounts: list[str]) -> None:
    assert readings_of(("financials", field), text) == tuple(map(Decimal, amounts))


def said(result: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(one.path, one.proposed, one.certainty) for one in diagnose(result)]


def test_one_identity_more_makes_it_likely_and_two_certain() -> None:
    assert said(sums(subtotal=10, tax_amount="2.200", total=12.2)) == []  # a number with decimals has decided
    assert said(sums(subtotal=900, tax_amount="9,000", total=909)) == [("/financials/tax_amount", "9.00", "likely")]
    assert said(sums(subtotal=250, tax_rate=4, tax_amount="10,000", total=260)) == [
        ("/financials/tax_amount", "10.00", "certain")
    ]


def test_a_text_that_nothing_contradicts_may_mean_either() -> None:
    assert said(sums(discount="1,250")) == [("/financials/discount", "1.25", "possible")]


def test_of_two_readings_the_one_that_more_speaks_for_is_likely() -> None:
    assert said(sums(subtotal=100, tax_amount="2,200")) == [("/financials/tax_amount", "2.20", "possible")]
    assert said(sums(subtotal=10, tax_amount="2,200")) == [("/financials/tax_amount", "2.20", "likely")]


def test_several_texts_are_read_in_all_ways() -> None:
    line = {"quantity": "2,000", "unit_price": 100, "amount": 200}
    assert said(sums(subtotal=200) | {"line_items": [line]}) == [("/line_items/0/quantity", "2", "likely")]


def test_a_section_that_is_a_text_does_not_hide_an_amount_that_is_one() -> None:
    result = sums(subtotal=900, tax_amount="9,000", total=909) | {"vendor": "Rossi"}
    assert said(result) == [("/financials/tax_amount", "9.00", "likely")]


def test_a_date_is_no_amount() -> None:
    assert said({"invoice": {"date": "2026", "due_date": "1.220,10"}}) == []


def test_what_cannot_be_read_at_all_does_not_hide_what_can() -> None:
    line = {"quantity": "ten", "unit_price": "12,500", "amount": 125}
    assert ("/line_items/0/unit_price", "12.50", "possible") in said({"line_items": [line]})


def test_a_document_that_is_broken_besides_is_not_put_right_by_reading() -> None:
    broken = sums(subtotal=900, tax_rate=22, tax_amount="9,000", total=910)
    assert said(broken) == []


def test_a_rate_of_zero_that_held_without_the_text_is_not_gained_by_it() -> None:
    result = sums(subtotal="-800,156", tax_rate=0, tax_amount=0, total=-800156)
    [one] = diagnose(result | {"invoice": {"type": "credit_note"}, "line_items": [{"amount": -800156}]})
    assert (one.proposed, one.certainty) == ("-800156.00", "certain")
    assert one.evidence == Evidence(("sums", "lines"), ("no_tax",))
