"""DATE_INCOHERENCE: firing, silent and boundary cases, and properties on the calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.builders import header, judged_by

CODE = "DATE_INCOHERENCE"


def dates(issued: str | None, due: str | None) -> dict[str, Any]:
    return header(date=issued, due_date=due)


CASES: dict[str, tuple[str, str, tuple[int, str | None] | None]] = {
    "thirty-days": ("2026-04-01", "2026-05-01", None),
    "same-day": ("2026-04-01", "2026-04-01", None),
    "one-day-later": ("2026-04-01", "2026-04-02", None),
    "one-day-early": ("2026-04-15", "2026-04-14", (1, "dates_exchanged")),
    "one-day-early-and-swappable": ("2026-04-01", "2026-03-31", (1, "dates_exchanged")),
    "over-the-year-end": ("2026-01-31", "2025-12-31", (31, "dates_exchanged")),
    "longest-term-exchanged": ("2020-10-25", "2020-06-27", (120, "dates_exchanged")),
    "no-slip-explains-it": ("2020-10-25", "2020-06-26", (121, None)),
    "due-date-read-american": ("2026-11-05", "2026-03-12", (238, "day_and_month_swapped")),
    "issue-date-read-american": ("2026-12-04", "2026-04-15", (233, "day_and_month_swapped")),
    "due-date-of-december-read-american": ("2026-11-20", "2026-04-12", (222, "day_and_month_swapped")),
    "swapped-before-a-year-early": ("2026-11-02", "2026-03-01", (246, "day_and_month_swapped")),
    "swapping-would-not-help": ("2026-12-31", "2026-08-08", (145, None)),
    "exchanged-before-swapped": ("2026-05-01", "2026-02-12", (78, "dates_exchanged")),
    "last-year": ("2026-04-01", "2025-05-01", (335, "year_slip")),
    "exactly-a-year": ("2026-04-01", "2025-04-01", (365, "year_slip")),
    "a-year-and-a-day": ("2026-04-01", "2025-03-31", (366, None)),
    "longest-term-a-year-early": ("2026-04-01", "2025-07-30", (245, "year_slip")),
    "beyond-the-longest-term": ("2026-04-30", "2025-08-29", (244, None)),
    "two-years": ("2026-04-30", "2024-04-30", (730, None)),
    "leap-day": ("2024-02-29", "2023-03-01", (365, "year_slip")),
    "end-of-time": ("9999-12-31", "9999-12-30", (1, "dates_exchanged")),
    "start-of-time": ("0001-01-13", "0001-01-01", (12, "dates_exchanged")),
}


@pytest.mark.parametrize(("issued", "due", "expected"), CASES.values(), ids=CASES)
def test_flags_a_due_date_before_the_issue_date(issued: str, due: str, expected: tuple[int, str | None] | None) -> None:
    flags = judged_by(CODE, dates(issued, due)).flags
    found = [(flag.path, flag.severity, flag.context["days"], flag.context.get("reason")) for flag in flags]
    assert found == ([] if expected is None else [("/invoice/due_date", "warning", *expected)])


NOT_EVALUATED = {
    "no-date": (dates(None, "2026-04-01"), "/invoice/date", "date is missing"),
    "unreadable-date": (dates("in April", "2026-04-01"), "/invoice/date", "date is unreadable"),
    "unreadable-due-date": (dates("2026-04-01", "2026-02-30"), "/invoice/due_date", "due_date is unreadable"),
    "unreadable-dates": (dates("in April", "30 days"), "/invoice/date", "date is unreadable"),
    "unreadable-due-date-alone": (dates(None, "30 days"), "/invoice/due_date", "due_date is unreadable"),
}


@pytest.mark.parametrize("issued", [None, "2026-04-01", "in April"])
def test_no_due_date_is_none_of_its_business(issued: str | None) -> None:
    report = judged_by(CODE, dates(issued, None))
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize(("result", "path", "reason"), NOT_EVALUATED.values(), ids=NOT_EVALUATED)
def test_says_that_it_could_not_judge(result: dict[str, Any], path: str, reason: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


@given(st.dates(), st.dates())
def test_flags_exactly_when_the_due_date_comes_first(issued: date, due: date) -> None:
    """Oracle: the order of ISO texts."""
    flagged = bool(judged_by(CODE, dates(issued.isoformat(), due.isoformat())).flags)
    assert flagged == (issued.isoformat() > due.isoformat())


@given(st.dates(min_value=date(2, 1, 1)), st.integers(1, 300))
def test_counts_the_days(due: date, days: int) -> None:
    if date.max - due >= timedelta(days=days):
        issued = due + timedelta(days=days)
        [flag] = judged_by(CODE, dates(issued.isoformat(), due.isoformat())).flags
        assert flag.context["days"] == days


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 120))
def test_last_years_due_date_is_named_a_year_slip(issued: date, term: int) -> None:
    due = issued + timedelta(days=term - 365)
    if due.year < issued.year:
        [flag] = judged_by(CODE, dates(issued.isoformat(), due.isoformat())).flags
        assert flag.context["reason"] == "year_slip"


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 120))
def test_dates_in_each_others_place_are_named_so(due: date, term: int) -> None:
    issued = due + timedelta(days=term)
    [flag] = judged_by(CODE, dates(issued.isoformat(), due.isoformat())).flags
    assert flag.context["reason"] in ("dates_exchanged", "year_slip")


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 120))
def test_a_day_month_swap_of_the_due_date_is_named(issued: date, term: int) -> None:
    due = issued + timedelta(days=term)
    if due.day <= 12 and (read := due.replace(month=due.day, day=due.month)) < issued:
        [flag] = judged_by(CODE, dates(issued.isoformat(), read.isoformat())).flags
        assert flag.context["reason"] in ("day_and_month_swapped", "dates_exchanged", "year_slip")
