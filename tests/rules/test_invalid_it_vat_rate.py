"""INVALID_IT_VAT_RATE: firing, silent and boundary cases, and properties with the law as its own table."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Policy
from tests.helpers.builders import header, judged_by, lines, sums

CODE = "INVALID_IT_VAT_RATE"
HEADER_RATE = "/financials/tax_rate"


def dated(rate: object, on: str | None, **more: object) -> dict[str, Any]:
    return sums(tax_rate=rate) | header(date=on, **more)


def vendor(**fields: object) -> dict[str, Any]:
    return {"vendor": fields}


SILENT = {
    "22-today": dated(22, "2026-04-01"),
    "22-as-text-with-zeros": dated("22.00", "2026-04-01"),
    "22-undated": dated(22, None),
    "zero": dated(0, "2026-04-01"),
    "10": dated(10, "2026-04-01"),
    "5": dated(5, "2026-04-01"),
    "4": dated(4, "2026-04-01"),
    "22-on-its-first-day": dated(22, "2013-10-01"),
    "21-on-its-first-day": dated(21, "2011-09-17"),
    "21-on-2012-06-30": dated(21, "2012-06-30"),
    "21-on-its-last-day": dated(21, "2013-09-30"),
    "20-on-its-first-day": dated(20, "1997-10-01"),
    "20-on-its-last-day": dated(20, "2011-09-16"),
    "5-on-its-first-day": dated(5, "2016-01-01"),
    "german-vendor-at-19": dated(19, "2026-04-01") | vendor(vat_number="DE136695976"),
    "german-by-country-alone": dated(19, "2026-04-01") | vendor(country="Germania"),
    "german-number-beats-italian-country": dated(19, "2026-04-01") | vendor(vat_number="DE136695976", country="IT"),
    "san-marino": dated(17, "2026-04-01") | vendor(country="SM"),
    "vatican-prefix": dated(17, "2026-04-01") | vendor(vat_number="VA12345678901"),
    "credit-note-at-the-rate-of-the-past": dated(21, "2026-04-01", type="credit_note"),
    "no-rate-no-tax-total-is-subtotal": sums(subtotal=100, total=100),
    "line-rates-alone": lines({"vat_rate": 22}, {"tax_rate": 10}, {"vat_rate": None}) | header(date="2026-04-01"),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "21-today": (dated(21, "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "22-the-day-before": (dated(22, "2013-09-30"), [(HEADER_RATE, "not_in_force")]),
    "21-the-day-after": (dated(21, "2013-10-01"), [(HEADER_RATE, "not_in_force")]),
    "21-the-day-before": (dated(21, "2011-09-16"), [(HEADER_RATE, "not_in_force")]),
    "20-the-day-after": (dated(20, "2011-09-17"), [(HEADER_RATE, "not_in_force")]),
    "5-the-day-before": (dated(5, "2015-12-31"), [(HEADER_RATE, "not_in_force")]),
    "21-undated": (dated(21, None), [(HEADER_RATE, "not_an_italian_rate")]),
    "19-without-evidence": (dated(19, "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "19-from-an-italian-prefix-abroad": (
        dated(19, "2026-04-01") | vendor(vat_number="IT12345678903", country="DE"),
        [(HEADER_RATE, "not_in_force")],
    ),
    "19-from-italia": (dated(19, "2026-04-01") | vendor(country="Italia"), [(HEADER_RATE, "not_in_force")]),
    "blended": (dated("17.2", "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "a-hair-above-22": (dated("22.00000001", "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "negative": (dated(-22, "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "fraction": (dated("0.22", "2026-04-01"), [(HEADER_RATE, "fraction")]),
    "fraction-of-a-past-rate": (dated("0.21", "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "fraction-of-then": (dated("0.21", "2012-06-30"), [(HEADER_RATE, "fraction")]),
    "agricultural": (dated("7.3", "2026-04-01"), [(HEADER_RATE, "not_in_force")]),
    "credit-note-before-the-rate-came": (
        dated(22, "2012-06-30", type="credit_note"),
        [(HEADER_RATE, "not_in_force")],
    ),
    "lines-by-the-key-they-came-with": (
        lines({"vat_rate": 19}, {"vat_rate": 22}, {"tax_rate": 23}) | header(date="2026-04-01"),
        [("/line_items/0/vat_rate", "not_in_force"), ("/line_items/2/tax_rate", "not_in_force")],
    ),
    "header-and-lines": (
        sums(tax_rate=15) | lines({"vat_rate": 15}),
        [(HEADER_RATE, "not_an_italian_rate"), ("/line_items/0/vat_rate", "not_an_italian_rate")],
    ),
    "line-two-before-line-ten": (
        lines(*[{"vat_rate": 19 if index in (2, 10) else 22} for index in range(11)]),
        [("/line_items/2/vat_rate", "not_an_italian_rate"), ("/line_items/10/vat_rate", "not_an_italian_rate")],
    ),
}


@pytest.mark.parametrize(("result", "expected"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    flags = judged_by(CODE, result).flags
    assert [(flag.path, flag.context["reason"]) for flag in flags] == expected
    assert {flag.severity for flag in flags} == {"warning"}


NOT_EVALUATED = {
    "21-with-an-unreadable-date": (dated(21, "2026-02-30"), "/invoice/date", "date is unreadable"),
    "21-where-the-country-is-unreadable": (
        dated(21, "2026-04-01") | vendor(country={"code": "FR"}),
        *("/vendor/country", "country is unreadable"),
    ),
    "23-where-the-number-is-unreadable": (
        dated(23, "2026-04-01") | vendor(vat_number=["DE"]),
        *("/vendor/vat_number", "vat_number is unreadable"),
    ),
    "unreadable-rate": (sums(tax_rate="ten", tax_amount=22), HEADER_RATE, "tax_rate is unreadable"),
    "unreadable-rate-of-a-line": (
        {"line_items": [{"tax_rate": "ten"}]},
        *("/line_items/0/tax_rate", "tax_rate of line 1 is unreadable"),
    ),
    "no-rate-at-all": (sums(subtotal=100, tax_amount=22, total=122), HEADER_RATE, "no VAT rate is stated"),
    "no-rate-total-differs": (sums(subtotal=100, total=102), HEADER_RATE, "no VAT rate is stated"),
    "empty": ({}, HEADER_RATE, "no VAT rate is stated"),
    "before-the-table-begins": (
        dated(19, "1997-09-30"),
        "/invoice/date",
        "invoice dates before 1997-10-01 are not covered",
    ),
}


@pytest.mark.parametrize(("result", "path", "reason"), NOT_EVALUATED.values(), ids=NOT_EVALUATED)
def test_says_that_it_could_not_judge(result: dict[str, Any], path: str, reason: str) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


def test_the_policy_accepts_agricultural_percentages() -> None:
    policy = Policy(extra_vat_rates=["7.3", 12.3])
    assert judged_by(CODE, dated("7.30", "2026-04-01"), policy).flags == ()
    assert judged_by(CODE, lines({"vat_rate": 12.3}), policy).flags == ()
    assert judged_by(CODE, dated("8.8", "2026-04-01"), policy).codes == (CODE,)


def legal_on(day: date) -> set[int]:
    """The ordinary rate moved twice since 1997; the reduced ones came and stayed. Written as a calendar."""
    iso = day.isoformat()
    ordinary = 20 if iso < "2011-09-17" else 21 if iso < "2013-10-01" else 22
    return {ordinary, 10, 4, 0} | ({5} if iso >= "2016-01-01" else set())


days = st.dates(date(1997, 10, 1), date(2030, 12, 31))


@given(days, st.integers(0, 30))
def test_flags_exactly_the_rates_that_were_not_in_force(day: date, rate: int) -> None:
    assert bool(judged_by(CODE, dated(rate, day.isoformat())).flags) == (rate not in legal_on(day))


@given(days, st.integers(0, 30))
def test_a_credit_note_may_carry_every_rate_of_its_past(day: date, rate: int) -> None:
    past = set().union(*(legal_on(on) for on in (date(1997, 10, 1), date(2011, 9, 17), date(2013, 10, 1)) if on <= day))
    flagged = bool(judged_by(CODE, dated(rate, day.isoformat(), type="TD04")).flags)
    assert flagged == (rate not in past | legal_on(day))


@given(days, st.decimals(-5, 40, places=2))
def test_a_foreign_vendor_may_charge_what_it_likes(day: date, rate: object) -> None:
    result = dated(str(rate), day.isoformat()) | vendor(vat_number="ATU12345675")
    assert judged_by(CODE, result).flags == ()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_every_line_is_judged_alone(rates: list[int]) -> None:
    flags = judged_by(CODE, lines(*({"vat_rate": rate} for rate in rates))).flags
    wrong = [index for index, rate in enumerate(rates) if rate not in (0, 4, 5, 10, 22)]
    assert [flag.path for flag in flags] == [f"/line_items/{index}/vat_rate" for index in wrong]
    assert [flag.context["line"] for flag in flags] == [index + 1 for index in wrong]


def test_the_days_between_two_rates_leave_no_gap() -> None:
    day = date(1997, 10, 1)
    while day < date(2014, 1, 1):
        ordinary = [rate for rate in (20, 21, 22) if not judged_by(CODE, dated(rate, day.isoformat())).flags]
        assert len(ordinary) == 1, day
        day += timedelta(days=13)
