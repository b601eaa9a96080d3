"""Of a plain document a rule may have something to say, and a text nothing: as the library's own reader would find."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Policy
from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.columnwise.documents import MAY_SPEAK, has_silent_text
from parzo_validate.columnwise.vectors import LINES
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.testing.strategies import partite_iva
from tests.helpers.builders import KINDS

Result = dict[str, Any]
TRUE: Result = {"vendor": {"vat_number": "IT12345678903"}, "financials": {}}


def document(result: Result) -> Any:
    [found] = plain_documents([json.dumps(TRUE | result).encode()])
    assert found is not None
    return found


def may_speak(code: str, result: Result, policy: Policy | None = None) -> bool:
    return MAY_SPEAK[DEFAULT_TABLE[code].check](document(result), policy or Policy())


CENTS = st.integers(1 - 10**15, 10**15 - 1)


@given(CENTS, CENTS, st.integers(-3000, 3000), st.sampled_from(["0", "0.00001", "0.01", "0.02000001"]))
@example(10_000_000, 2_200_000, 1000, "0.01")
@example(10_000_000, 2_200_000, 1001, "0.01")
def test_sums_close_exactly_to_within_the_tolerance(subtotal: int, tax: int, gap: int, tolerance: str) -> None:
    total = subtotal + tax + gap
    if abs(total) >= 10**15:
        return
    amounts = [f"{Decimal(units).scaleb(-5):f}".encode() for units in (subtotal, tax, total)]
    sums = b'{"vendor": {}, "financials": {"subtotal": %b, "tax_amount": %b, "total": %b}}'
    [found] = plain_documents([sums % tuple(amounts)])
    check = DEFAULT_TABLE["ARITHMETIC_MISMATCH"].check
    is_open = abs(Decimal(gap).scaleb(-5)) > Decimal(tolerance)
    assert MAY_SPEAK[check](found, Policy(tolerance=Decimal(tolerance))) == is_open


@pytest.mark.parametrize("name", ["subtotal", "tax_amount", "total"])
@pytest.mark.parametrize("nothing", [{}, {"absent": None}])
def test_sums_of_which_one_is_not_stated_do_not_close(name: str, nothing: Result) -> None:
    sums = {"subtotal": 100, "tax_amount": 22, "total": 122}
    assert not may_speak("ARITHMETIC_MISMATCH", {"financials": sums})
    del sums[name]
    assert may_speak("ARITHMETIC_MISMATCH", {"financials": sums | dict.fromkeys(nothing and [name])})


@pytest.mark.parametrize("total", [None, 0, -0.01, 0.01, 5])
def test_a_total_is_positive_or_a_matter_of_its_rule(total: float | None) -> None:
    assert may_speak("INVALID_TOTAL", {"financials": {"total": total}}) == (not total or total < 0)
    assert may_speak("INVALID_TOTAL", {})


@pytest.mark.parametrize(
    ("rates", "expected"),
    [([22, None], False), ([], True), ([None], True), ([10, 22.5], True), ([0], False), ([22, 10, 5, 4, 0], False)],
)
@pytest.mark.parametrize("name", ["vat_rate", "tax_rate"])
def test_rates_of_lines_are_usual_ones(name: str, rates: list[float | None], expected: bool) -> None:
    assert may_speak("INVALID_IT_VAT_RATE", {LINES: [{name: rate} for rate in rates]}) == expected


@pytest.mark.parametrize("header", [None, {}, {"date": None}, {"date": "2016-01-01"}])
def test_a_rate_of_today_is_right_on_any_day_since(header: Result | None) -> None:
    rate = {"financials": {"tax_rate": 22}}
    assert not may_speak("INVALID_IT_VAT_RATE", rate | {"invoice": header})
    assert may_speak("INVALID_IT_VAT_RATE", rate | {"invoice": {"date": "2015-12-31"}})


@pytest.mark.parametrize("header", [None, {}, {"date": "2016-01-01"}])
def test_without_a_day_on_which_it_is_due_nothing_is_due_too_early(header: Result | None) -> None:
    assert not may_speak("DATE_INCOHERENCE", {"invoice": header})


NUMBERS = st.one_of(
    partite_iva(),
    partite_iva(valid=False),
    st.sampled_from(["DE136695976", "IT 12345678903", "IT123", "n/a", "IT\u0661\u0662345678903", ""]),
    st.text("IT0123456789", min_size=10, max_size=14),
)


@given(st.none() | NUMBERS, st.none() | NUMBERS)
def test_numbers_of_parties_are_right_where_the_library_says_so(vendor: str | None, buyer: str | None) -> None:
    parties = {"vendor": {"vat_number": vendor}, "buyer": {"vat_number": buyer}}
    faults = [vendor is None or read_vat_number(vendor)[2], buyer is not None and read_vat_number(buyer)[2]]
    assert may_speak("INVALID_PIVA_CHECKSUM", parties) == any(faults)
    assert may_speak("INVALID_PIVA_CHECKSUM", parties | {"buyer": None}) == bool(faults[0])


@pytest.mark.parametrize(("section", "field"), [place for place, kind in KINDS.items() if kind == "text"])
def test_a_text_that_says_nothing_is_found_in_every_field(section: str, field: str) -> None:
    for text in ("Rossi", "n/a", " N/D ", "N\u00c9ANT", "", "\x1c", "nulla", None):
        held = {section: [{}, {field: text}] if section == LINES else TRUE.get(section, {}) | {field: text}}
        assert has_silent_text(document(held)) == (text is not None and says_nothing(text))
