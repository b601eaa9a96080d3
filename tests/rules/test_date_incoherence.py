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
    "one-day-early": ("2026-04-15", "2026-04-14", (1, None)),
    "one-day-early-and-swappable": ("2026-04-01", "2026-03-31", (1, "day_and_month_swapped")),
    "over-the-year-end": ("2026-01-31", "2025-12-31", (31, None)),
    "no-slip-explains-it": ("2020-10-25", "2020-09-30", (25, None)),
    "due-date-read-american": ("2026-04-05", "2026-03-06", (30, "day_and_month_swapped")),
    "issue-date-read-american": ("2026-05-04", "2026-04-15", (19, "day_and_month_swapped")),
    "due-date-of-december-read-american": ("2026-11-20", "2026-04-12", (222, "day_and_month_swapped")),
    "swapping-would-not-help": ("2026-12-31", "2026-11-11", (50, None)),
    "swapping-leaves-too-long-a-term": ("2026-05-01", "2026-02-12", (78, "day_and_month_swapped")),
    "last-year": ("2026-04-01", "2025-05-01", (335, "year_slip")),
    "exactly-a-year": ("2026-04-01", "2025-04-01", (365, "year_slip")),
    "a-year-and-a-day": ("2026-04-01", "2025-03-31", (366, None)),
    "longest-term-a-year-early": ("2026-04-01", "2025-07-30", (245, "year_slip")),
    "beyond-the-longest-term": ("2026-04-30", "2025-08-29", (244, None)),
    "two-years": ("2026-04-30", "2024-04-30", (730, None)),
    "leap-day": ("2024-02-29", "2023-03-01", (365, "year_slip")),
    "end-of-time": ("9999-12-31", "9999-12-30", (1, None)),
    "start-of-time": ("0001-01-13", "0001-01-01", (12, None)),
}


@pytest.mark.parametrize(("issued", "due", "expected"), CASES.values(), ids=CASES)
def test_flags_a_due_date_before_the_issue_date(issued: str, due: str, expected: tuple[int, str | None] | None) -> None:
    flags = judged_by(CODE, dates(issued, due)).flags
    found = [(flag.path, flag.severity, flag.context["days"], flag.context.get("reason")) for flag in flags]
    assert found == ([] if expected is None else [("/invoice/due_date", "warning", *expected)])


NOT_EVALUATED = {
    "no-dates": (dates(None, None), "/invoice/date", "date and due_date are missing"),
    "no-due-date": (dates("2026-04-01", None), "/invoice/due_date", "due_date is missing"),
    "no-date": (dates(None, "2026-04-01"), "/invoice/date", "date is missing"),
    "unreadable-due-date": (dates("2026-04-01", "2026-02-30"), "/invoice/due_date", "due_date is missing"),
}


@pytest.mark.parametrize(("result", "path", "reason"), NOT_EVALUATED.values(), ids=NOT_EVALUATED)
def test_says_that_it_could_not_judge(result: dict[str, Any], path: str, reason: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


def test_messages_name_both_dates_and_the_days_in_both_languages() -> None:
    [flag] = judged_by(CODE, dates("2026-04-05", "2026-03-06")).flags
    assert flag.render("en") == (
        "due on 2026-03-06, 30 days before the issue date 2026-04-05: "
        "day and month may have changed places in one of them"
    )
    assert flag.render("it") == (
        "la scadenza 2026-03-06 precede di 30 giorni la data di emissione 2026-04-05: "
        "in una delle due giorno e mese potrebbero essere scambiati"
    )


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
    [flag] = judged_by(CODE, dates(issued.isoformat(), due.isoformat())).flags
    assert flag.context["reason"] == "year_slip"


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(1, 120))
def test_a_day_month_swap_of_the_due_date_is_named(issued: date, term: int) -> None:
    due = issued + timedelta(days=term)
    if due.day <= 12 and (read := due.replace(month=due.day, day=due.month)) < issued:
        [flag] = judged_by(CODE, dates(issued.isoformat(), read.isoformat())).flags
        assert flag.context["reason"] in ("day_and_month_swapped", "year_slip")
