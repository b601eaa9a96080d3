"""The dates of a page: in which forms they stand there, and what is none."""

import pytest

from parzo_validate.grounding.dates_on_page import dates_on

A_DAY = "2026-04-18"
FORMS = [
    *("18/04/2026", "18-04-2026", "18.04.2026", "18 / 04 / 2026", "18. 4. 2026", "2026-04-18"),
    *("2026/4/18", "18/4/26"),
    *("18/4/'26", "18-04-\n2026", "18 04 2026", "18 aprile 2026", "18 apr 2026", "18 apr. 26"),
    *("18-apr-2026", "18. April 2026"),
    *(
        "18th of April 2026",
        "18 de abril de 2026",
        "18 de abril del 2026",
        "18avril2026",
        "18 April '26",
        "18, April, 2026",
    ),
    *("April 18, 2026", "Apr. 18 2026", "April-18-2026", "2026 April 18", "2026-apr-18", "20260418"),
    "18º abril 2026",
]
NONE = [
    *("1.18.04.2026", "18/04/2026/1", "118/04/2026", "18/04/20261", "18/04-2026", "18/04/026"),
    *("31/02/2026", "7,18 04 2026"),
    *("18 04 2026,50", "18  04  2026", "1 18 apr 20261", "18 apx 2026", "18 aprile 2026,50", "xApril 18, 2026"),
    "April 18, 26",
    *("2026 April 181", "20261818", "a20260418", "20260418a", "1,20260418", "20260418,50"),
    *("120260418", "18 04 26", "18/04"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_date_in_a_usual_form(form: str) -> None:
    [found] = dates_on(f"Torino, {form} - Nr. 7")
    days = {str(day) for day in found.day if day}
    assert A_DAY in days
    assert f"Torino, {form} - Nr. 7"[found.start : found.end] == form


@pytest.mark.parametrize("form", NONE)
def test_what_is_no_date(form: str) -> None:
    assert [str(day) for found in dates_on(f"x {form} x") for day in found.day if str(day) == A_DAY] == []


def test_dates_are_told_in_the_order_in_which_they_stand() -> None:
    found = dates_on("20260101 1 aprile 2026 1/3/2026 2026-02-01")
    assert [one.start for one in found] == [0, 9, 23, 32]
    assert [str(one.day.read("day_first")) for one in found] == ["2026-01-01", "2026-04-01", "2026-03-01", "2026-02-01"]
    assert [one.alone for one in found] == [False, True, True, True]


def test_a_month_may_come_first_between_strokes_alone() -> None:
    found = dates_on("1/3/2026 1.3.2026 1-3-2026 2026/3/1 1 marzo 2026")
    assert [one.may_be_american for one in found] == [True, False, False, True, False]


def test_what_is_part_of_a_date_is_no_other() -> None:
    assert len(dates_on("2026-04-18 12 04 2026")) == 2
    assert len(dates_on("18 apr 2026 18 apr 2026")) == 2
