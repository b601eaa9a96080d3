"""MISSING_FIELD: firing, silent and boundary cases beside the vectors, and properties."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.testing.strategies import coherent_results, results
from tests.helpers.builders import judged_by

CODE = "MISSING_FIELD"

FULL: dict[str, Any] = {
    "vendor": {"name": "Rossi S.r.l.", "vat_number": "IT00743110157", "address": "Via Roma 1"},
    "buyer": {"name": "Bianchi S.p.A.", "vat_number": "IT12345678903", "address": "Via Po 2"},
    "invoice": {"number": "17/2026", "date": "2026-04-01"},
    "financials": {"total": 1220},
    "line_items": [{"description": "Consulenza"}],
}


def with_(section: str, **fields: object) -> dict[str, Any]:
    return FULL | {section: FULL[section] | fields}


def paths(result: Mapping[str, Any]) -> list[str]:
    return [flag.path for flag in judged_by(CODE, result).flags]


SILENT = {
    "complete": FULL,
    "foreign-vendor-by-country": with_("vendor", vat_number=None, address=None, country="Germania"),
    "foreign-vendor-by-number": with_("vendor", vat_number="DE136695976", address=None),
    "buyer-by-fiscal-code": with_("buyer", vat_number=" ", fiscal_code="RSSMRA85T10A562S"),
    "town": with_("buyer", address="", city="Roma"),
    "postal-code": with_("buyer", address=None, zip_code="00187"),
    "subtotal-of-zero": with_("financials", total=None, subtotal=0),
    "credit-note-in-negative-figures": with_("buyer", name=None, address=None) | {"financials": {"total": -122}},
    "unknown-fields-are-no-lines": FULL | {"line_items": [{"unknown": 1}, {"description": "Consulenza"}]},
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "italian-vendor-says-so": (with_("vendor", vat_number=None, country="IT"), ["/vendor/vat_number"]),
    "blank-everything-but-a-phone": (
        FULL | {"vendor": {"name": " ", "vat_number": "", "phone": "1"}},
        ["/vendor/address", "/vendor/name", "/vendor/vat_number"],
    ),
    "foreign-buyer-without-a-name": (FULL | {"buyer": {"country": "FR"}}, ["/buyer/name"]),
    "number-and-date": (FULL | {"invoice": {"type": "invoice"}}, ["/invoice/date", "/invoice/number"]),
    "no-amount": (FULL | {"financials": {"currency": "EUR"}}, ["/financials/total"]),
    "a-total-unknown-is-not-simplified": (
        with_("buyer", name=None) | {"financials": {"subtotal": 10}},
        ["/buyer/name"],
    ),
    "second-line": (FULL | {"line_items": [{"description": "x"}, {"amount": 0}]}, ["/line_items/1/description"]),
    "blank-description": (FULL | {"line_items": [{"description": "\t", "amount": 1}]}, ["/line_items/0/description"]),
}


@pytest.mark.parametrize(("result", "missing"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], missing: list[str]) -> None:
    flags = judged_by(CODE, result).flags
    assert [flag.path for flag in flags] == missing
    assert {flag.severity for flag in flags} == {"warning"}


def test_the_number_of_a_line_counts_from_one() -> None:
    result = FULL | {"line_items": [{"amount": 1}] * 4}
    assert [flag.context["line"] for flag in judged_by(CODE, result).flags] == [1, 2, 3, 4]


@pytest.mark.parametrize("section", FULL)
def test_a_section_of_which_nothing_was_read_is_not_accused(section: str) -> None:
    for nothing in ({}, {"unknown": "x"}, None) if section != "line_items" else ([], [{}], None):
        report = judged_by(CODE, FULL | {section: nothing})
        assert report.flags == ()
        assert dict(report.not_evaluated) == {(CODE, f"/{section}"): f"the {section} section is empty"}


@given(coherent_results())
def test_a_true_invoice_lacks_nothing(result: dict[str, Any]) -> None:
    assert paths(result) == []


@given(coherent_results(), st.sampled_from([("invoice", "number"), ("invoice", "date"), ("vendor", "name")]))
def test_what_is_taken_away_is_missed(result: dict[str, Any], place: tuple[str, str]) -> None:
    section, name = place
    lacking = result | {section: result[section] | {name: None}}
    assert paths(lacking) == [f"/{section}/{name}"]


@given(results())
def test_only_what_is_not_there_is_missed(result: dict[str, Any]) -> None:
    for path in paths(result):
        section, *rest = path[1:].split("/")
        value = result[section]
        for step in rest:
            value = value[int(step)] if step.isdigit() else value.get(step)
        assert value is None or says_nothing(str(value))
