"""DATE_OUT_OF_RANGE: firing, silent and boundary cases beside the vectors, and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Policy
from tests.helpers.builders import header, judged_by

CODE = "DATE_OUT_OF_RANGE"

CASES: dict[str, tuple[str, str | None, str, list[tuple[str, str]]]] = {
    "same-day": ("2026-06-30", None, "2026-06-30", []),
    "day-after": ("2026-07-01", None, "2026-06-30", [("/invoice/date", "future")]),
    "last-day-before-vat": ("1972-12-31", None, "2026-06-30", [("/invoice/date", "before_vat")]),
    "first-day-of-vat": ("1973-01-01", "1973-01-01", "2026-06-30", []),
    "due-before-vat": ("2026-01-01", "1972-12-31", "2026-06-30", [("/invoice/due_date", "due_before_vat")]),
    "due-in-ten-years": ("2026-01-01", "2036-06-30", "2026-06-30", []),
    "due-a-day-later": ("2026-01-01", "2036-07-01", "2026-06-30", [("/invoice/due_date", "due_too_late")]),
    "due-a-year-later": ("2026-01-01", "2037-01-01", "2026-06-30", [("/invoice/due_date", "due_too_late")]),
    "due-in-ten-years-of-a-leap-day": ("2024-01-01", "2034-02-28", "2024-02-29", []),
    "due-in-the-month-before": ("2026-01-01", "2036-05-31", "2026-06-30", []),
    "both": (
        "2062-01-01",
        "2062-02-01",
        "2026-06-30",
        [("/invoice/date", "future"), ("/invoice/due_date", "due_too_late")],
    ),
    "judged-before-there-was-vat": ("1970-01-01", None, "1971-01-01", [("/invoice/date", "before_vat")]),
    "at-the-end-of-time": ("9999-12-31", "9999-12-31", "9999-12-31", []),
}


@pytest.mark.parametrize(("issued", "due", "as_of", "expected"), CASES.values(), ids=CASES)
def test_judges_by_the_day_of_the_policy(
    issued: str, due: str | None, as_of: str, expected: list[tuple[str, str]]
) -> None:
    flags = judged_by(CODE, header(date=issued, due_date=due), Policy(as_of=as_of)).flags
    assert [(flag.path, flag.context["reason"]) for flag in flags] == expected
    assert all(flag.severity == "warning" and flag.context["as_of"] == as_of for flag in flags)


def test_without_a_day_it_is_not_evaluated_whatever_the_dates() -> None:
    for result in ({}, header(date="2062-01-01", due_date="2062-01-01")):
        report = judged_by(CODE, result)
        assert report.flags == ()
        assert dict(report.not_evaluated) == {(CODE, "/invoice/date"): "the policy has no as_of date"}


def test_without_an_issue_date_the_due_date_is_judged() -> None:
    report = judged_by(CODE, header(due_date="2062-01-01"), Policy(as_of="2026-06-30"))
    assert dict(report.not_evaluated) == {(CODE, "/invoice/date"): "date is missing"}
    assert [flag.path for flag in report.flags] == ["/invoice/due_date"]


@given(st.dates(date(1973, 1, 1)), st.dates(date(1973, 1, 1)))
def test_since_there_is_vat_only_the_future_is_flagged(issued: date, as_of: date) -> None:
    flags = judged_by(CODE, header(date=str(issued)), Policy(as_of=as_of)).flags
    assert [flag.context["reason"] for flag in flags] == ["future"] * (issued > as_of)


@given(st.dates(date(1973, 1, 1)), st.dates(date(1973, 1, 1), date(9988, 12, 31)))
def test_a_due_date_is_flagged_exactly_after_ten_years(due: date, as_of: date) -> None:
    """Oracle: the calendar's own arithmetic; ten years after a leap day is the first of March."""
    leap_day = (as_of.month, as_of.day) == (2, 29)
    last = date(as_of.year + 10, 3, 1) if leap_day else as_of.replace(year=as_of.year + 10)
    flagged = bool(judged_by(CODE, header(date="1973-01-01", due_date=str(due)), Policy(as_of=as_of)).flags)
    assert flagged == (due >= last if leap_day else due > last)
