"""The defects: pure functions of result and seed, each shown once on a small result, each with what it must fire."""

import json
from decimal import Decimal
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
    ("amount_left_as_text", INVOICE, "/financials/subtotal", 104, "104..00", set()),
    ("subtotal_and_total_swapped", INVOICE, "/financials/total", 126.88, 104, {SUM}),
    ("net_to_pay_as_total", INVOICE, "/financials/total", 126.88, 106.88, {SUM}),
    ("total_copied_from_subtotal", INVOICE, "/financials/total", 126.88, 104, {SUM}),
    ("rate_read_as_total", INVOICE, "/financials/total", 126.88, 22, {SUM}),
    ("total_read_as_rate", INVOICE, "/financials/tax_rate", 22, 126.88, {RATE}),
    ("subtotal_includes_tax", INVOICE, "/financials/subtotal", 104, 126.88, {SUM}),
    ("fund_left_out_of_subtotal", INVOICE, "/financials/subtotal", 104, 100, {SUM}),
    ("rate_as_fraction", INVOICE, "/financials/tax_rate", 22, 0.22, {RATE}),
    ("percentage_read_as_rate", INVOICE, "/financials/tax_rate", 22, 20, {RATE}),
    ("blended_rate", MIXED, "/financials/tax_rate", None, 16.0, {RATE}),
    ("value_is_placeholder", INVOICE, "/financials/subtotal", 104, "N/A", set()),
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
    ("dates_exchanged", INVOICE, "/invoice/due_date", "2026-05-03", "2026-04-01", {DATES}),
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


ODD: dict[str, dict[str, Any]] = {
    "null-line": {"line_items": [None]},
    "text-line": {"line_items": ["x"], "financials": {"total": 5}},
    "tuple-of-lines": {"line_items": ({"description": "cassa", "amount": 5},), "financials": {"subtotal": 10}},
    "number-for-a-number": {"vendor": {"vat_number": 12345678903}},
    "text-for-a-party": {"vendor": "ACME"},
    "list-for-sums": {"financials": []},
    "text-for-sums": {"financials": "x"},
    "odd-amounts": {"financials": {"subtotal": True, "tax_amount": float("nan"), "total": {}}},
    "endless-amounts": {"financials": {"subtotal": float("inf"), "tax_amount": Decimal("NaN"), "total": 1e300}},
    "edges-of-time": {"invoice": {"date": "9999-04-03", "due_date": "0001-03-04"}},
    "job": {"status": "completed", "result": INVOICE},
}


@pytest.mark.parametrize("name", DEFECTS)
@pytest.mark.parametrize("result", ODD.values(), ids=ODD)
def test_odd_results_are_damaged_or_left_alone(name: str, result: dict[str, Any]) -> None:
    try:
        damaged, defect = DEFECTS[name](result)
    except NotApplicable:
        return
    assert defect.must_fire <= set(validate(damaged).codes)


TRUE: dict[str, dict[str, Any]] = {
    "spanish-vendor": {"vendor": {"vat_number": "ESB12345678"}, "financials": {"tax_rate": 21}},
    "austrian-vendor": {"vendor": {"vat_number": "ATU12345675"}, "financials": {"tax_rate": 20}},
    "vendor-of-another-country": {"vendor": {"country": "Austria"}, "financials": {"tax_rate": 20}},
    "untidy-number": {"vendor": {"vat_number": "IT 123 456 789 03"}},
    "labelled-number": {"vendor": {"vat_number": "P.IVA 12345678903"}},
    "lower-case-number": {"vendor": {"vat_number": "it12345678903"}},
    "debit-note": {"invoice": {"type": "TD08"}, "financials": {"total": -5}},
    "credit-note-by-another-name": {"invoice": {"type": "Credit note"}, "financials": {"total": -5, "tax_rate": 21}},
    "compact-date": {"invoice": {"date": "20260701", "due_date": "2026-06-01"}},
    "unreadable-amount": {"financials": {"subtotal": 1, "tax_amount": 1, "total": 1e22}},
    "dollars": {"vendor": {"vat_number": "12345678900"}, "invoice": {"currency": "USD"}},
    "sums-in-dollars": {"buyer": {"vat_number": "12345678900"}, "financials": {"currency": "USD"}},
}


@pytest.mark.parametrize("result", TRUE.values(), ids=TRUE)
def test_the_oracle_claims_nothing_of_shapes_that_it_does_not_know(result: dict[str, Any]) -> None:
    assert certain_codes(result) <= set(validate(result).codes)
    assert certain_codes(result) == frozenset()


ITALIAN: dict[str, dict[str, Any]] = {
    "euros": {"vendor": {"vat_number": "12345678900"}, "invoice": {"currency": "EUR"}, "financials": {"currency": ""}},
    "a-prefix-beside-dollars": {"vendor": {"vat_number": "IT12345678900"}, "invoice": {"currency": "USD"}},
    "a-country-beside-dollars": {"buyer": {"vat_number": "123", "country": "Italia"}, "invoice": {"currency": "USD"}},
    "zeros": {"buyer": {"vat_number": "00000000000"}},
}
AN_IBAN, A_CODE = {"iban": "IT60X0542811101000000123456"}, {"sdi_code": "ABC1234"}


@pytest.mark.parametrize("result", ITALIAN.values(), ids=ITALIAN)
def test_the_oracle_is_certain_of_a_number_that_nothing_shows_to_be_foreign(result: dict[str, Any]) -> None:
    assert certain_codes(result) == {NUMBER} <= set(validate(result).codes)


@pytest.mark.parametrize("more", [{"vendor": AN_IBAN}, {"buyer": A_CODE}], ids=["iban", "exchange code"])
def test_the_oracle_is_not_certain_of_a_number_beside_what_may_be_foreign(more: dict[str, Any]) -> None:
    assert certain_codes({**more, "buyer": {"vat_number": "12345678900", **more.get("buyer", {})}}) == frozenset()


SLIPS: dict[str, tuple[dict[str, str], list[str]]] = {
    "either date": ({"date": "2026-02-28", "due_date": "2026-03-29"}, ["2027-02-28", "2025-03-29"]),
    "the day before, in a leap year": ({"date": "2024-02-28"}, ["2025-02-28"]),
    "a leap day": ({"date": "2024-02-29", "due_date": "2024-02-29"}, []),
    "the second year and the last but one": (
        {"date": "9998-12-31", "due_date": "0002-01-01"},
        ["9999-12-31", "0001-01-01"],
    ),
    "the last year and the first": ({"date": "9999-01-01", "due_date": "0001-12-31"}, []),
    "no date": ({"date": "2024"}, []),
}


@pytest.mark.parametrize(("dates", "wrong"), SLIPS.values(), ids=SLIPS)
def test_a_year_slips_where_the_day_exists_in_the_other_year(dates: dict[str, str], wrong: list[str]) -> None:
    edits = [next(iter(ways.values())) for ways in defects.year_slip.ways({"invoice": dates})]
    assert edits == wrong


def test_day_and_month_are_swapped_where_that_is_another_day() -> None:
    dates = {"2026-04-12": ["2026-12-04"], "2026-12-01": ["2026-01-12"], "2026-04-13": [], "2026-04-04": []}
    for text, wrong in dates.items():
        ways = defects.day_and_month_swapped.ways({"invoice": {"date": text}})
        assert [list(edits.values()) for edits in ways] == [[day] for day in wrong]


def test_equal_amounts_are_neither_swapped_nor_copied() -> None:
    equal = {"financials": {"subtotal": "100.00", "tax_amount": 22, "total": 100}}
    for damage in (defects.subtotal_and_total_swapped, defects.total_copied_from_subtotal):
        with pytest.raises(NotApplicable):
            damage(equal)


def test_exact_amounts_stay_exact() -> None:
    exact = {"financials": {"total": Decimal("123456789012345678.05"), "withholding_tax": Decimal("1.01")}}
    damaged, _ = defects.net_to_pay_as_total(exact)
    assert damaged["financials"]["total"] == Decimal("123456789012345677.04")


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_that_finds_nothing_says_so(name: str) -> None:
    with pytest.raises(NotApplicable, match=f"^{name} cannot befall this result: "):
        DEFECTS[name]({"line_items": None, "financials": None})


def test_the_seed_goes_through_every_way_and_starts_over() -> None:
    ways = [defects.sign_lost(CREDIT_NOTE, seed)[1].path for seed in range(4)]
    assert ways == ["/financials/subtotal", "/financials/tax_amount", "/financials/total", "/financials/subtotal"]


def texts_left(result: dict[str, Any]) -> set[str]:
    """Return what stands for the total, in every way in which it may be left as text."""
    damaged = [defects.amount_left_as_text(result, seed)[0]["financials"]["total"] for seed in range(20)]
    return {text for text in damaged if isinstance(text, str)}


def test_an_amount_left_as_text_can_be_read_by_nobody() -> None:
    thousands = {"financials": {"subtotal": 900, "total": 1220}}
    assert texts_left(thousands) == {"1220..00", "122O.OO", "1.220", "1,220"}
    assert texts_left({"financials": {"subtotal": 1000, "total": 1220}}) == {"1220..00", "122O.OO", "1,220"}
    assert texts_left({"financials": {"total": 1.5}}) == {"1..50", "1.5O"}
    assert texts_left({"financials": {"total": 1.55}}) == {"1..55"}
    for seed in range(20):
        damaged, defect = defects.amount_left_as_text(thousands, seed)
        assert [value.path for value in validate(damaged).unreadable] == [defect.path]


PRINTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "sum": ({"financials": {"subtotal": "€ 1.000,00", "tax_amount": "220,00", "total": "1.230,00 €"}}, {SUM}),
    "excused": ({"financials": {"subtotal": "100,00", "tax_amount": "0", "total": "98,00", "discount": "2,00"}}, set()),
    "excuse-unreadable": ({"financials": {"subtotal": 100, "tax_amount": 0, "total": 98, "discount": []}}, set()),
    "excuse-beyond-the-documented": (
        {"financials": {"subtotal": 100, "tax_amount": 0, "total": 98, "rounding": -2}},
        set(),
    ),
    "placeholder": ({"financials": {"subtotal": 100, "tax_amount": 0, "total": 98, "discount": "N/A"}}, {SUM}),
    "negative": ({"financials": {"total": "(5,00)"}}, {TOTAL}),
    "rate": ({"financials": {"tax_rate": "23 %"}, "invoice": {"date": "13/04/2026"}}, {RATE}),
    "rate-of-a-line": ({"line_items": [{"vat_rate": "IVA 23%"}, None]}, {RATE}),
    "rate-of-a-vendor-unread": ({"financials": {"tax_rate": 23}, "vendor": {"vat_number": []}}, set()),
    "dates": ({"invoice": {"date": "13. April 2026", "due_date": "12 mars 2026"}}, {DATES}),
    "dates-with-time": ({"invoice": {"date": "2026-04-13T10:00:00Z", "due_date": "2026-04-12 10:30"}}, {DATES}),
    "dates-either-way": ({"invoice": {"date": "02/03/2026", "due_date": "01/03/2026"}}, set()),
    "dates-that-are-none": ({"invoice": {"date": "30/02/2026", "due_date": "31 febbraio"}}, set()),
    "two-readings": ({"financials": {"subtotal": "1.220", "tax_amount": 0, "total": 500}}, set()),
    "two-readings-and-a-document-that-decides": (
        {"financials": {"subtotal": "1.000,00", "tax_amount": "220,00", "total": "1.202"}},
        {SUM},
    ),
    "two-readings-of-dinars": (
        {"financials": {"subtotal": "1.220", "tax_amount": "1.000", "total": 500, "currency": "KWD"}},
        set(),
    ),
}


@pytest.mark.parametrize(("result", "codes"), PRINTED.values(), ids=PRINTED)
def test_the_oracle_reads_what_the_strategies_print(result: dict[str, Any], codes: set[str]) -> None:
    assert certain_codes(result) == codes


def test_a_percentage_that_is_the_rate_already_is_no_defect() -> None:
    rates = [defects.percentage_read_as_rate({"financials": {"tax_rate": 20}}, seed)[0] for seed in range(2)]
    assert [rate["financials"]["tax_rate"] for rate in rates] == [23, 23]


def test_the_oracle_is_silent_about_what_it_cannot_read() -> None:
    unreadable = {"invoice": {"date": "2026-02-30", "due_date": "2026-01-01"}, "financials": {"total": "0..00"}}
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
        if name != "line_dropped":  # whose place an equal line may take
            assert json.dumps(at_or_none(result, defect.path)) != json.dumps(defect.original)

    drawn()


def at_or_none(result: Any, path: str) -> Any:
    try:
        return at(result, path)
    except IndexError:
        return None
