"""The defects: pure functions of result and seed, each shown once on a small result, each with what it must fire."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from parzo_validate import validate
from parzo_validate.testing import defects
from parzo_validate.testing.defects import DEFECTS, Defect, NotApplicable
from parzo_validate.testing.oracle import certain_codes
from parzo_validate.testing.strategies import defective_results

INVOICE: dict[str, Any] = {
    "vendor": {"vat_number": "IT07643520567", "country": "IT"},
    "buyer": {"vat_number": "12345678903"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-03", "type": "invoice"},
    "financials": {"subtotal": 104, "tax_rate": 22, "tax_amount": 22.88, "total": 126.88, "withholding_tax": 20},
    "line_items": [
        {"description": "Consulenza", "quantity": 1, "unit_price": 100, "amount": 100},
        {"description": "Contributo integrativo cassa 4 %", "quantity": 1, "unit_price": 4, "total": 4},
    ],
}
MIXED: dict[str, Any] = {"financials": {"subtotal": 200, "tax_amount": 32, "total": 232}}
CREDIT_NOTE: dict[str, Any] = {
    "invoice": {"type": "TD04"},
    "financials": {"subtotal": -100, "tax_amount": -22, "total": -122},
}
SUM, TOTAL, RATE = "ARITHMETIC_MISMATCH", "INVALID_TOTAL", "INVALID_IT_VAT_RATE"
NUMBER, DATES = "INVALID_PIVA_CHECKSUM", "DATE_INCOHERENCE"

SHOWN: list[tuple[str, dict[str, Any], str, object, object, set[str]]] = [
    ("separator_shift", INVOICE, "/financials/subtotal", 104, 104000, {SUM}),
    ("digit_misread", INVOICE, "/financials/subtotal", 104, 704, {SUM}),
    ("digits_transposed", INVOICE, "/financials/subtotal", 104, 14, {SUM}),
    ("sign_lost", CREDIT_NOTE, "/financials/subtotal", -100, 100, {SUM}),
    ("amount_read_as_zero", INVOICE, "/financials/subtotal", 104, 0, {SUM}),
    ("amount_left_as_text", INVOICE, "/financials/subtotal", 104, "104,00", set()),
    ("subtotal_and_total_swapped", INVOICE, "/financials/total", 126.88, 104, {SUM}),
    ("net_to_pay_as_total", INVOICE, "/financials/total", 126.88, 106.88, {SUM}),
    ("total_copied_from_subtotal", INVOICE, "/financials/total", 126.88, 104, {SUM}),
    ("subtotal_includes_tax", INVOICE, "/financials/subtotal", 104, 126.88, {SUM}),
    ("fund_left_out_of_subtotal", INVOICE, "/financials/subtotal", 104, 100, {SUM}),
    ("rate_as_fraction", INVOICE, "/financials/tax_rate", 22, 0.22, {RATE}),
    ("percentage_read_as_rate", INVOICE, "/financials/tax_rate", 22, 20, {RATE}),
    ("blended_rate", MIXED, "/financials/tax_rate", None, 16.0, {RATE}),
    ("vat_number_digit_misread", INVOICE, "/vendor/vat_number", "IT07643520567", "IT87643520567", {NUMBER}),
    ("vat_number_digits_transposed", INVOICE, "/vendor/vat_number", "IT07643520567", "IT70643520567", {NUMBER}),
    ("vat_number_letter_for_digit", INVOICE, "/vendor/vat_number", "IT07643520567", "ITO7643520567", {NUMBER}),
    ("vat_number_lost_leading_zero", INVOICE, "/vendor/vat_number", "IT07643520567", "IT7643520567", {NUMBER}),
    ("vat_number_is_placeholder", INVOICE, "/vendor/vat_number", "IT07643520567", "IT00000000000", {NUMBER}),
    ("vat_number_is_fiscal_code", INVOICE, "/vendor/vat_number", "IT07643520567", "ITRSSMRA85T10A562S", {NUMBER}),
    ("vat_number_lost_prefix", INVOICE, "/vendor/vat_number", "IT07643520567", "07643520567", set()),
    ("vendor_number_copied_to_buyer", INVOICE, "/buyer/vat_number", "12345678903", "IT07643520567", set()),
    ("credit_note_type_lost", CREDIT_NOTE, "/invoice/type", "TD04", "invoice", {TOTAL}),
    ("day_and_month_swapped", INVOICE, "/invoice/date", "2026-04-01", "2026-01-04", set()),
    ("year_slip", INVOICE, "/invoice/date", "2026-04-01", "2027-04-01", {DATES}),
    ("line_value_misread", INVOICE, "/line_items/0/quantity", 1, 7, set()),
    ("line_dropped", INVOICE, "/line_items/0", INVOICE["line_items"][0], INVOICE["line_items"][1], set()),
    ("field_dropped", INVOICE, "/financials/subtotal", 104, None, set()),
]


def at(result: Any, path: str) -> Any:
    for step in path.split("/")[1:]:
        result = result[int(step)] if isinstance(result, list) else result.get(step)
    return result


@pytest.mark.parametrize(
    ("name", "result", "path", "before", "after", "must_fire"), SHOWN, ids=[row[0] for row in SHOWN]
)
def test_a_defect_is_done_and_described(
    name: str, result: dict[str, Any], path: str, before: object, after: object, must_fire: set[str]
) -> None:
    untouched = json.dumps(result)
    damaged, defect = DEFECTS[name](result)
    assert json.dumps(result) == untouched
    assert (defect.name, defect.path, defect.original) == (name, path, before)
    assert at(damaged, path) == after
    assert defect.must_fire == must_fire <= set(validate(damaged).codes)
    assert DEFECTS[name](result) == (damaged, defect)


def test_every_defect_is_shown_documented_and_named_like_its_function() -> None:
    assert sorted(row[0] for row in SHOWN) == sorted(DEFECTS)
    for name, damage in DEFECTS.items():
        assert getattr(defects, name) is damage
        assert damage.summary.endswith(".")


@pytest.mark.parametrize("name", [name for name in DEFECTS if name != "percentage_read_as_rate"])
def test_a_defect_that_finds_nothing_says_so(name: str) -> None:
    with pytest.raises(NotApplicable, match=f"^{name} cannot befall this result: "):
        DEFECTS[name]({"line_items": None, "financials": None})


def test_the_seed_goes_through_every_way_and_starts_over() -> None:
    ways = [defects.sign_lost(CREDIT_NOTE, seed)[1].path for seed in range(4)]
    assert ways == ["/financials/subtotal", "/financials/tax_amount", "/financials/total", "/financials/subtotal"]


def test_a_percentage_that_is_the_rate_already_is_no_defect() -> None:
    rates = [defects.percentage_read_as_rate({"financials": {"tax_rate": 20}}, seed)[0] for seed in range(2)]
    assert [rate["financials"]["tax_rate"] for rate in rates] == [23, 23]


def test_the_oracle_is_silent_about_what_it_cannot_read() -> None:
    unreadable = {"invoice": {"date": "2026-02-30", "due_date": "2026-01-01"}, "financials": {"total": "0,00"}}
    assert certain_codes(unreadable) == frozenset()


def test_amounts_written_as_text_stay_text() -> None:
    damaged, _ = defects.digits_transposed({"financials": {"total": "12.50"}})
    assert damaged["financials"]["total"] == "21.50"


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_can_be_drawn_and_changes_one_place(name: str) -> None:
    @settings(max_examples=20)
    @given(defective_results(defects=[name]))
    def drawn(pair: tuple[dict[str, Any], Defect]) -> None:
        result, defect = pair
        assert defect.name == name
        assert json.dumps(at_or_none(result, defect.path)) != json.dumps(defect.original)

    drawn()


def at_or_none(result: Any, path: str) -> Any:
    try:
        return at(result, path)
    except IndexError:
        return None
