"""Values of a whole document: what one text leaves open the others decide, and nothing else does."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parzo_validate.invoice import Coerced, read
from parzo_validate.invoice.model import LineItem
from parzo_validate.testing.readings import decided_mark, number_under, readings
from tests.helpers.builders import header, lines, paths_and_reasons, sums

MARK_DECIDED: dict[str, tuple[dict[str, Any], str]] = {
    "by-another-text": (sums(total="1.220", tax_amount="44,01"), "1220"),
    "by-a-plain-text": (sums(total="1.220", tax_amount="44.01"), "1.220"),
    "by-a-line": (sums(total="1,220") | lines({"amount": "44.01"}), "1220"),
    "by-a-rate": (sums(total="1.220", tax_rate="22,0 %"), "1220"),
    "by-a-quantity": (sums(total="1.220") | lines({"quantity": "2,5 kg"}), "1220"),
    "by-a-price-below-one": (sums(total="1.220") | lines({"unit_price": "0.125"}), "1.220"),
    "by-two-thousands": (sums(total="1.220", subtotal="1.000.000"), "1220"),
    "by-no-cents": (sums(total="1.220", subtotal="20,-"), "1220"),
    "by-texts-before-json-numbers": (sums(total="1.220", tax_amount="44,01", subtotal=1000.5), "1220"),
    "by-a-json-number-with-decimals": (sums(total="1.220", tax_amount=0.22), "1.220"),
    "by-a-large-json-number": (sums(total="1.220", subtotal=1000), "1.220"),
    "by-a-price-in-json": (sums(total="1.220") | lines({"unit_price": Decimal("44.01")}), "1.220"),
    "by-sums-together": (sums(total="12.200", subtotal="10.000", tax_amount="2.200"), "12200"),
    "by-english-sums-together": (sums(total="12,200", subtotal="10,000"), "12200"),
    "by-sums-in-euro": (sums(total="12.200", subtotal="10.000", currency="EUR"), "12200"),
}

MARK_OPEN: dict[str, dict[str, Any]] = {
    "alone": sums(total="1.220"),
    "beside-a-whole-text": sums(total="1.220", tax_amount="220"),
    "beside-a-space": sums(total="1.220", tax_amount="1 000"),
    "beside-a-small-json-number": sums(total="1.220", tax_amount=999),
    "beside-a-quantity-in-json": sums(total="1.220") | lines({"quantity": 2.5}),
    "beside-a-date-in-json": sums(total="1.220") | header(date=20260401),
    "beside-a-rate-in-json": sums(total="1.220", tax_rate=5.5),
    "beside-a-conflict": sums(total="1.220", subtotal="44,01", tax_amount="44.01"),
    "beside-a-conflict-and-json-numbers": sums(total="1.220", subtotal="44,01", tax_amount="44.01", discount=0.5),
    "beside-an-unreadable-text": sums(total="1.220", subtotal="44,,01"),
    "beside-an-unreadable-number": sums(total="1.220", subtotal=float("nan")),
    "beside-an-endless-number": sums(total="1.220", subtotal=Decimal("Infinity")),
    "beside-an-amount-of-too-many-digits": sums(total="1.220", subtotal=10**18),
    "beside-nothing-in-a-section": sums(total="1.220", subtotal=None, tax_amount="-") | {"vendor": None},
    "beside-a-line-that-was-read": sums(total="1.220") | {"line_items": [LineItem(amount=Decimal("44.01"))]},
    "beside-a-bool": sums(total="1.220", subtotal=True),
    "beside-a-list": sums(total="1.220", subtotal=[1000.5]),
    "beside-a-rate-of-the-kind": sums(total="1.220", tax_rate="12.200"),
    "beside-lines-of-the-kind": sums(total="1.220") | lines({"amount": "1.000"}, {"total": "1.000"}),
    "sums-with-different-marks": sums(total="1.220", subtotal="1,000"),
    "sums-in-dinars": sums(total="12.200", subtotal="10.000", currency="kwd"),
    "sums-in-dinars-by-header": sums(total="12.200", subtotal="10.000") | header(currency="TND"),
    "sums-beside-dinars": sums(total="TND 12.200", subtotal="TND 10.000"),
    "currency-of-thousands-of-digits": sums(total="1.220", currency=10**5000),
}


@pytest.mark.parametrize(("result", "total"), MARK_DECIDED.values(), ids=MARK_DECIDED)
def test_the_document_decides_for_a_number_with_two_readings(result: dict[str, Any], total: str) -> None:
    reading = read(result)
    assert str(reading.invoice.financials.total) == total
    [coerced] = [one for one in reading.coerced if one.path == "/financials/total"]
    assert (coerced.given, coerced.read_as) == (result["financials"]["total"], total)


@pytest.mark.parametrize("result", MARK_OPEN.values(), ids=MARK_OPEN)
def test_without_a_decision_it_is_unreadable_and_both_readings_are_named(result: dict[str, Any]) -> None:
    reading = read(result)
    [refused] = [value.reason for value in reading.unreadable if value.path == "/financials/total"]
    assert refused.code == "two_readings"
    assert refused in ("1.220 may be 1.22 or 1220", "12.200 may be 12.2 or 12200", "TND 12.200 may be 12.2 or 12200")
    assert reading.invoice.financials.total is None
    assert reading.invoice.unreadable_in("financials", "total")


def test_both_readings_are_named_smaller_first_in_both_languages() -> None:
    [(_, reason)] = paths_and_reasons(read(sums(total="-12,500")).unreadable)
    assert reason == "-12,500 may be -12500 or -12.5"
    assert reason.render("it") == "-12,500 può essere -12.500 o -12,5"


def test_a_text_in_the_syntax_of_json_numbers_is_read_in_silence() -> None:
    for text in ("750.00", "22", "-5", " 1220.10 ", "+5", "1234.567", "0.125", "1220"):
        assert read(sums(total=text)).coerced == ()
        assert read(sums(total=text)).invoice.financials.total == Decimal(text.strip())


@pytest.mark.parametrize("number", ["1.000.000.000.000.000.000,00", "0,000000001"])
def test_a_printed_number_beyond_the_bounds_is_unreadable(number: str) -> None:
    [(path, reason)] = paths_and_reasons(read(sums(total=f"€ {number}")).unreadable)
    assert (path, reason.code) == ("/financials/total", "too_many_digits")


@pytest.mark.parametrize("number", ["999999999999999999", "-999999999999999999", "0.00000001", "-0.00"])
def test_a_printed_number_within_the_bounds_is_read(number: str) -> None:
    assert read(sums(total=f"€ {number}")).invoice.financials.total == Decimal(number)


DATES_DECIDED: dict[str, tuple[dict[str, Any], date]] = {
    "by-another-date": (header(date="01/04/2026", due_date="04/13/2026"), date(2026, 1, 4)),
    "by-another-date-day-first": (header(date="01/04/2026", due_date="13/04/2026"), date(2026, 4, 1)),
    "by-nobody-for-an-unsaid-vendor": (header(date="01/04/2026"), date(2026, 4, 1)),
    "by-an-italian-vendor": (header(date="01/04/2026") | {"vendor": {"country": "IT"}}, date(2026, 4, 1)),
    "by-another-date-for-a-foreign-vendor": (
        header(date="01/04/2026", due_date="13/04/2026") | {"vendor": {"country": "Germany"}},
        date(2026, 4, 1),
    ),
    "by-equal-day-and-month": (header(date="04/04/2026") | {"vendor": {"country": "DE"}}, date(2026, 4, 4)),
}

DATES_OPEN: dict[str, dict[str, Any]] = {
    "foreign-vendor": header(date="01/04/2026") | {"vendor": {"country": "Germany"}},
    "foreign-number": header(date="01/04/2026") | {"vendor": {"vat_number": "DE136695976"}},
    "unreadable-country": header(date="01/04/2026") | {"vendor": {"country": ["IT"]}},
    "unreadable-vendor": header(date="01/04/2026") | {"vendor": "Rossi"},
    "iso-shows-no-order": header(date="01/04/2026", due_date="2026-04-13T10:00") | {"vendor": {"country": "DE"}},
}


@pytest.mark.parametrize(("result", "day"), DATES_DECIDED.values(), ids=DATES_DECIDED)
def test_the_document_decides_for_a_date_with_two_readings(result: dict[str, Any], day: date) -> None:
    reading = read(result)
    assert reading.invoice.invoice.date == day
    assert Coerced("/invoice/date", result["invoice"]["date"], str(day)) in reading.coerced


@pytest.mark.parametrize("result", DATES_OPEN.values(), ids=DATES_OPEN)
def test_without_a_decision_a_date_is_unreadable(result: dict[str, Any]) -> None:
    [refused] = [value.reason for value in read(result).unreadable if value.path == "/invoice/date"]
    assert (refused, refused.code) == ("01/04/2026 may be 2026-04-01 or 2026-01-04", "two_readings")


def test_dates_with_one_reading_need_no_order() -> None:
    both = read(header(date="04/13/2026", due_date="13/04/2026"))
    assert (both.invoice.invoice.date, both.invoice.invoice.due_date) == (date(2026, 4, 13), date(2026, 4, 13))


def test_a_moment_counts_as_its_day() -> None:
    moment = datetime(2026, 4, 1, 23, 30)  # noqa: DTZ001
    assert read(header(date=moment)).coerced == (Coerced("/invoice/date", "2026-04-01 23:30:00", "2026-04-01"),)


TEXTS: dict[str, tuple[object, str]] = {
    "zip-code": (20121, "20121"),
    "type": (381, "381"),
    "whole-float": (2.0, "2"),
    "float": (0.5, "0.5"),
    "decimal": (Decimal("1E+2"), "100"),
    "negative": (-5, "-5"),
    "eighty-digits": (10**80 - 1, "9" * 80),
}


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=TEXTS)
def test_a_json_number_where_a_text_belongs_is_that_text(value: object, text: str) -> None:
    reading = read({"vendor": {"zip_code": value}})
    assert reading.invoice.vendor.zip_code == text
    assert reading.coerced == (Coerced("/vendor/zip_code", text, text),)


NO_TEXTS: tuple[object, ...] = (
    True,
    False,
    [],
    {},
    b"x",
    float("nan"),
    float("inf"),
    Decimal("sNaN"),
    1e300,
    10**80,
    Decimal("1e-999"),
)


@pytest.mark.parametrize("value", NO_TEXTS, ids=repr)
def test_what_would_be_no_text_is_unreadable(value: object) -> None:
    [(path, reason)] = paths_and_reasons(read({"vendor": {"name": value}}).unreadable)
    assert (path, reason.code) == ("/vendor/name", "not_text")


def test_a_section_may_be_a_placeholder_or_a_model_of_its_own() -> None:
    reading = read({"buyer": "N/A", "vendor": {"name": "-"}, "line_items": "non presente"})
    assert [(one.path, one.read_as) for one in reading.coerced] == [
        ("/vendor/name", None),
        ("/buyer", None),
        ("/line_items", None),
    ]
    vendor = reading.invoice.vendor.model_copy(update={"name": "Rossi"})
    line = read(lines({"amount": 5})).invoice.line_items[0]
    again = read({"vendor": vendor, "line_items": [line], "buyer": {"name": "-"}})
    assert (again.invoice.vendor, again.invoice.line_items) == (vendor, (line,))


def test_a_model_of_another_kind_is_no_section() -> None:
    party = read({}).invoice.vendor
    refused = read({"financials": party, "line_items": [party], "vendor": {"name": "-"}}).unreadable
    assert paths_and_reasons(refused) == [
        ("/financials", "expected an object, got a value of type Party"),
        ("/line_items/0", "expected an object, got a value of type Party"),
    ]
    [(path, reason)] = paths_and_reasons(read({"line_items": read(lines({})).invoice.line_items[0]}).unreadable)
    assert (path, reason) == ("/line_items", "expected a list, got a value of type LineItem")


groups = st.text("0123456789", min_size=1, max_size=4) | st.text("0123456789", min_size=3, max_size=3)
texts = st.builds(
    lambda sign, first, rest: sign + first + "".join(mark + group for mark, group in rest),
    st.sampled_from(["", "-", "€ "]),
    st.text("0123456789", max_size=4),
    st.lists(st.tuples(st.sampled_from(".,' "), groups), max_size=3),
).map(lambda text: text if any(sign.isdigit() for sign in text) else f"{text}7")
documents = st.fixed_dictionaries(
    {"total": texts},
    optional=dict.fromkeys(("subtotal", "tax_amount", "discount"), texts | st.sampled_from([0, 999, 1000, 0.5])),
)


@given(documents)
@example({"total": "1,000", "subtotal": 1000})
@settings(max_examples=300)
def test_no_text_with_two_readings_is_read_without_the_document_deciding(financials: dict[str, Any]) -> None:
    """Oracle: a scanner of its own, in fractions."""
    reading = read(sums(**financials))
    refused = {value.path: value.reason.code for value in reading.unreadable}
    for name, text in financials.items():
        if isinstance(text, str):
            possible, number = readings(text), getattr(reading.invoice.financials, name)
            if len(possible) == 1:
                assert Fraction(number) in possible
            elif possible and (mark := decided_mark(sums(**financials), text)):
                assert Fraction(number) == number_under(text, mark)
            else:
                assert refused[f"/financials/{name}"] == ("two_readings" if possible else "not_a_number")


@given(st.decimals(-(10**17), 10**17, places=2) | st.decimals(-(10**9), 10**9, places=5), st.dates(date(1000, 1, 1)))
def test_whatever_is_read_in_silence_reads_the_same_when_it_is_printed(amount: Decimal, day: date) -> None:
    reading = read(sums(total=f"{amount:f}") | header(date=str(day)))
    if not reading.coerced and not reading.unreadable:
        assert (str(reading.invoice.financials.total), reading.invoice.invoice.date) == (f"{amount:f}", day)
        assert read(sums(total=str(reading.invoice.financials.total))) == read(sums(total=f"{amount:f}"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,23,45,678", {12345678}),
        ("12,34,567.8", {Fraction(12345678, 10)}),
        ("1,2345,678", set()),
        ("123,45,678", set()),
        ("1.23.45.678", set()),
        ("1,23,45,67", set()),
    ],
)
def test_the_oracle_knows_how_india_groups(text: str, read: set[Fraction]) -> None:
    assert readings(text) == read
