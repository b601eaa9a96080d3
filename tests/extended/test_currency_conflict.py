"""CURRENCY_CONFLICT: firing, silent and boundary cases, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.invoice.placeholders import says_nothing
from tests.helpers.builders import header, judged_by, sums

CODE = "CURRENCY_CONFLICT"


def currencies(of_the_header: object, of_the_sums: object) -> dict[str, Any]:
    return header(currency=of_the_header) | sums(currency=of_the_sums)


SAME = {
    "code": ("EUR", "EUR"),
    "case": ("eur", "EUR"),
    "symbol": ("€", "EUR"),
    "name": ("Euro", "€"),
    "plural": ("euros", "EUR"),
    "spaces": (" EUR", "EUR "),
    "any-dollar": ("$", "AUD"),
    "us-dollar": ("US$", "USD"),
    "pound": ("£", "GBP"),
    "yen-or-yuan": ("¥", "CNY"),
    "yen": ("¥", "JPY"),
    "krone": ("kr.", "DKK"),
    "franc": ("Fr.", "CHF"),
    "swiss-franc": ("SFr.", "CHF"),
    "zloty": ("zł", "PLN"),
    "leu": ("lei", "RON"),
    "koruna": ("Kč", "CZK"),
    "forint": ("Ft", "HUF"),
    "two-symbols-that-may-mean-one": ("$", "US$"),
    "unknown-word-twice": ("valuta", "valuta"),
    "one-alone": ("EUR", None),
    "the-other-alone": (None, "EUR"),
    "blank": ("EUR", "  "),
    "blank-header": ("", "EUR"),
    "none": (None, None),
}


@pytest.mark.parametrize(("of_the_header", "of_the_sums"), SAME.values(), ids=SAME)
def test_stays_silent_on(of_the_header: object, of_the_sums: object) -> None:
    report = judged_by(CODE, currencies(of_the_header, of_the_sums))
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


OTHER = {
    "two-codes": ("EUR", "USD"),
    "symbol-and-code": ("€", "USD"),
    "code-and-symbol": ("GBP", "€"),
    "two-symbols": ("€", "$"),
    "krone-and-euro": ("kr", "EUR"),
    "case-does-not-matter": ("eur", "chf"),
    "no-known-code": ("ZZZ", "EUR"),
}


@pytest.mark.parametrize(("of_the_header", "of_the_sums"), OTHER.values(), ids=OTHER)
def test_flags(of_the_header: object, of_the_sums: object) -> None:
    [flag] = judged_by(CODE, currencies(of_the_header, of_the_sums)).flags
    assert (flag.severity, flag.path) == ("warning", "/financials/currency")
    assert flag.context == {"header": of_the_header, "sums": of_the_sums}


UNKNOWN = {
    "header": ("valuta", "EUR", "/invoice/currency", '"valuta" is not known as a currency'),
    "sums": ("EUR", "valuta", "/financials/currency", '"valuta" is not known as a currency'),
    "both": ("v1", "v2", "/invoice/currency", '"v1" is not known as a currency'),
    "three-characters-that-are-no-letters": ("12€", "EUR", "/invoice/currency", '"12€" is not known as a currency'),
    "three-letters-of-another-alphabet": ("EUR", "яяя", "/financials/currency", '"яяя" is not known as a currency'),
    "two-letters": ("EU", "EUR", "/invoice/currency", '"EU" is not known as a currency'),
    "four-letters": ("EURR", "EUR", "/invoice/currency", '"EURR" is not known as a currency'),
}


@pytest.mark.parametrize(("of_the_header", "of_the_sums", "path", "reason"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_text_that_is_no_currency_is_not_evaluated(
    of_the_header: str, of_the_sums: str, path: str, reason: str
) -> None:
    report = judged_by(CODE, currencies(of_the_header, of_the_sums))
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


_codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3).filter(lambda code: not says_nothing(code))


@given(_codes, _codes)
def test_two_codes_conflict_exactly_when_they_differ(one: str, other: str) -> None:
    assert bool(judged_by(CODE, currencies(one, other)).flags) == (one != other)


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_order_does_not_matter(one: str, other: str) -> None:
    assert len(judged_by(CODE, currencies(one, other)).flags) == len(judged_by(CODE, currencies(other, one)).flags)
