"""Printed dates: what is taken, what is refused, and which texts leave the order of day and month open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.invoice.dates import READ_AT_MOST, Order, PrintedDate, order_of, printed_date

FEBRUARY_14 = (
    *(
        "2024-02-14T10:30:00",
        "2024-02-14T10:30:00Z",
        "2024-02-14T10:30:00.123+02:00",
        "2024-02-14 10:30",
        "2024-02-14Z",
    ),
    *("2024/02/14", "2024.02.14", "2024-2-14", "2024\u221202\u221214", "2024\u201002\u201014"),
    *("14/02/2024", "14.02.2024", "14-02-2024", "14 02 2024", "14 / 02 / 2024", "14.2.2024", "14/2/24", "14.02.'24"),
    *("02/14/2024", "2-14-24", "14/02/2024 10:30", "14/02/2024, 10:30 am"),
    *(
        "14 febbraio 2024",
        "14 Feb 2024",
        "14-feb-24",
        "14FEB2024",
        "14. Februar 2024",
        "14 février 2024",
        "14 févr. 2024",
    ),
    *("14 de febrero de 2024", "14 febrero 2024", "14th February 2024", "14th of February, 2024", "14° febbraio 2024"),
    *("February 14, 2024", "Feb. 14th, 2024", "Feb-14-2024", "2024 February 14", "2024-Feb-14"),
    *("mercoledì 14 febbraio 2024", "Mittwoch, 14. Februar 2024", "Wed, 14 Feb 2024", "mer. 14 févr. 2024"),
    *("Torino, 14 febbraio 2024", "Torino, lì 14/02/2024", "Data: 14/02/2024", "Fattura del 14/02/2024"),
    *("Scadenza 14/02/2024", "  14/02/2024 "),
)

NAMED = {
    "1 gennaio 2026": 1,
    "1er janvier 2026": 1,
    "1. Jänner 2026": 1,
    "1 enero 2026": 1,
    "1 Jan 2026": 1,
    "1 marzo 2026": 3,
    "1. März 2026": 3,
    "1 mars 2026": 3,
    "1 avr. 2026": 4,
    "1 abril 2026": 4,
    "1. Mai 2026": 5,
    "1 mag 2026": 5,
    "1 juin 2026": 6,
    "1 giu 2026": 6,
    "1 luglio 2026": 7,
    "1 juil. 2026": 7,
    "1 août 2026": 8,
    "1 ago 2026": 8,
    "1 settembre 2026": 9,
    "1 Sept. 2026": 9,
    "1 ott 2026": 10,
    "1. Okt. 2026": 10,
    "1 nov. 2026": 11,
    "1 dic 2026": 12,
    "1. Dez. 2026": 12,
    "1 déc. 2026": 12,
}

REFUSED = (
    *("", "-", "domani", "30 days", "30 gg d.f.", "20260214", "2024-W07-3", "14 febbraio", "02/2024", "febbraio 2024"),
    *("14/02", "14/02-2024", "14,02,2024", "14/02/024", "14 x 2024", "14 febbrario 2024", "14 f 2024", "1775001600"),
    *(
        "14/02/2024 - 20/02/2024",
        "30 days: 14/02",
        "entro 30 giorni dal 14/02/2024",
        "Rossi 14/02/2024",
        "14/02/2024 x",
    ),
    *(
        "14/02/2024 circa",
        "1O/02/2024",
        "\u0660\u0661/04/2026",
        "2024-02-14T",
        "2024-02-14T1030",
        "14/02/2024 10",
        "00 febbraio",
    ),
)


@pytest.mark.parametrize("text", FEBRUARY_14)
def test_a_day_is_read_as_a_person_reads_it(text: str) -> None:
    found = printed_date(text)
    assert found is not None
    assert found.exists
    assert not found.has_two_readings
    assert found.read() == found.read("day_first") == found.read("month_first") == date(2024, 2, 14)


@pytest.mark.parametrize(("text", "month"), NAMED.items(), ids=NAMED)
def test_months_are_known_by_name_in_five_languages(text: str, month: int) -> None:
    assert printed_date(text) == PrintedDate(date(2026, month, 1), date(2026, month, 1))


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert printed_date(text) is None


@pytest.mark.parametrize(
    "text", ["31/02/2024", "2024/02/30", "13/13/2024", "29 febbraio 2023", "0 aprile 2024", "1/0/24"]
)
def test_a_day_that_does_not_exist_is_one_all_the_same(text: str) -> None:
    found = printed_date(text)
    assert found is not None
    assert not found.exists
    assert found.order is None


def test_day_and_month_up_to_twelve_have_two_readings() -> None:
    found = printed_date("01/04/2026")
    assert found is not None
    assert (found.day_first, found.month_first) == (date(2026, 4, 1), date(2026, 1, 4))
    assert found.has_two_readings
    assert (found.read("day_first"), found.read("month_first")) == (date(2026, 4, 1), date(2026, 1, 4))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("12/12/2026", None),
        ("13/12/2026", "day_first"),
        ("12/13/2026", "month_first"),
        ("11/12/2026", None),
        ("2026-04-13", None),
        ("13 aprile 2026", None),
    ],
)
def test_only_a_day_beyond_twelve_shows_the_order(text: str, order: Order | None) -> None:
    found = printed_date(text)
    assert found is not None
    assert found.order == order
    assert found.has_two_readings is (text == "11/12/2026")


def days(*texts: str) -> list[PrintedDate]:
    return [day for text in texts if (day := printed_date(text))]


def test_a_document_has_the_order_that_its_dates_agree_on() -> None:
    assert order_of(days("13/12/2026", "01/02/2026")) == "day_first"
    assert order_of(days("12/13/2026", "01/02/2026")) == "month_first"
    assert order_of(days("13/12/2026", "12/13/2026")) is None
    assert order_of(days("01/02/2026", "2026-01-13T10:00")) is None


def test_a_text_too_long_for_a_date_is_none() -> None:
    assert printed_date("14/02/2024".rjust(READ_AT_MOST)) is not None
    assert printed_date("14/02/2024".rjust(READ_AT_MOST + 1)) is None


@given(st.text(max_size=READ_AT_MOST + 5))
def test_no_text_raises(text: str) -> None:
    found = printed_date(text)
    assert found is None or not found.exists or found.read()
