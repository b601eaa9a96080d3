"""Dates: the defects that leave a term of payment, and which of them is likelier."""

import pytest

from parzo_validate.diagnosis import diagnose

CASES: dict[str, tuple[str, str, str | None, list[tuple[str, str, str]]]] = {
    "in-order": ("2026-04-01", "2026-04-01", None, []),
    "swapped-due-date": ("2026-05-31", "2026-01-07", None, [("due_date", "2026-07-01", "likely")]),
    "swapped-date": (
        "2026-12-04",
        "2026-05-14",
        None,
        [("date", "2026-04-12", "likely"), ("date", "2025-12-04", "possible"), ("due_date", "2027-05-14", "possible")],
    ),
    "swapping-does-not-help": ("2026-12-31", "2026-11-11", None, []),
    "two-hundred-days": (
        "2026-01-31",
        "2025-08-19",
        None,
        [("date", "2025-01-31", "possible"), ("due_date", "2026-08-19", "possible")],
    ),
    "beyond-two-hundred-days": ("2026-01-31", "2025-08-20", None, []),
    "the-twelfth-is-a-month-too": (
        "2026-11-20",
        "2026-05-12",
        None,
        [
            ("due_date", "2026-12-05", "likely"),
            ("date", "2025-11-20", "possible"),
            ("due_date", "2027-05-12", "possible"),
        ],
    ),
    "the-thirteenth-is-no-month": (
        "2026-11-20",
        "2026-05-13",
        None,
        [("date", "2025-11-20", "possible"), ("due_date", "2027-05-13", "possible")],
    ),
    "a-hundred-and-eighty-days-are-usual": (
        "2028-09-05",
        "2028-03-03",
        None,
        [("date", "2027-09-05", "likely"), ("due_date", "2029-03-03", "possible")],
    ),
    "year-unknown": (
        "2027-01-31",
        "2026-03-02",
        None,
        [("date", "2026-01-31", "possible"), ("due_date", "2027-03-02", "possible")],
    ),
    "year-in-the-number": (
        "2027-01-31",
        "2026-03-02",
        "INV/2027/1",
        [("due_date", "2027-03-02", "likely"), ("date", "2026-01-31", "possible")],
    ),
    "year-inside-a-longer-number": (
        "2027-01-31",
        "2026-03-02",
        "120271",
        [("date", "2026-01-31", "possible"), ("due_date", "2027-03-02", "possible")],
    ),
    "leap-day": ("2024-02-29", "2023-04-10", None, [("due_date", "2024-04-10", "likely")]),
    "the-same-date-by-two-defects": (
        "2017-02-01",
        "2017-01-02",
        None,
        [("due_date", "2017-02-01", "possible"), ("date", "2017-01-02", "possible")],
    ),
    "end-of-the-calendar": ("9999-12-31", "9999-12-30", None, []),
    "start-of-the-calendar": ("0001-01-31", "0001-01-20", None, []),
}


@pytest.mark.parametrize(("issued", "due", "number", "expected"), CASES.values(), ids=CASES)
def test_dates(issued: str, due: str, number: str | None, expected: list[tuple[str, str, str]]) -> None:
    diagnoses = diagnose({"invoice": {"date": issued, "due_date": due, "number": number}})
    assert [(one.path, one.proposed, one.certainty) for one in diagnoses] == [
        (f"/invoice/{name}", proposed, certainty) for name, proposed, certainty in expected
    ]


@pytest.mark.parametrize(
    ("due", "usual"),
    [("04-30", False), ("05-01", True), ("05-02", True), ("05-03", True), ("05-04", False), ("04-01", True)],
)
def test_a_usual_term_is_of_whole_months(due: str, usual: bool) -> None:
    [one] = [
        one for one in diagnose({"invoice": {"date": "2026-04-01", "due_date": f"2025-{due}"}}) if "2026" in one.message
    ]
    assert ("term" in one.evidence.holding) == usual
