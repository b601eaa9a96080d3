"""The oracle of evidence: what holds, what does not, and what speaks of another value."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.diagnosis import diagnose
from parzo_validate.diagnosis.forms import FORMS
from parzo_validate.testing.defects import Defect
from parzo_validate.testing.evidence import untrue_evidence
from parzo_validate.testing.strategies import complicated_results, defective_results, results
from tests.helpers.builders import header, lines, sums

Claim = tuple[dict[str, Any], str, str | None, list[str], list[str], list[str]]

SWAPPED = sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1202)
HOTEL = sums(subtotal=200, tax_rate=10, tax_amount=20, total=232) | lines(
    {"amount": 200, "vat_rate": 10}, {"amount": 12, "vat_rate": 0}
)
ZEROS = {"vendor": {"vat_number": "00000000000", "fiscal_code": "12345678903"}}
TWO_RATES = lines({"amount": 50, "vat_rate": 22}, {"amount": 50, "vat_rate": 10})
CLAIMS: dict[str, Claim] = {
    "sums-and-rate": (SWAPPED, "/financials/total", "1220.00", ["sums"], ["tax"], []),
    "sums-that-do-not-close": (SWAPPED, "/financials/total", "1221.00", ["sums"], ["tax"], ["sums"]),
    "a-fund-that-the-rate-denies": (HOTEL, "/financials/subtotal", "212.00", ["sums", "lines"], ["tax"], ["tax"]),
    "lines-that-are-not-there": (SWAPPED, "/financials/total", "1220.00", ["sums"], ["lines"], ["lines"]),
    "what-held-before-is-not-repaired": (SWAPPED, "/financials/total", "1220.00", ["sums", "tax"], [], ["tax"]),
    "what-speaks-of-another-value": (
        sums(total=5) | lines({"quantity": 1, "unit_price": 2, "amount": 2}),
        "/financials/total",
        "6.00",
        [],
        ["line"],
        ["line"],
    ),
    "rate-of-zero-says-nothing-of-the-subtotal": (
        sums(subtotal=900, tax_rate=0, tax_amount=0, total=1000),
        "/financials/subtotal",
        "1000.00",
        ["sums"],
        ["tax"],
        ["tax"],
    ),
    "rate-of-zero-is-that-of-the-tax": (
        sums(subtotal=900, tax_rate=0, tax_amount=0, total=1000),
        "/financials/subtotal",
        "1000.00",
        ["sums"],
        ["no_tax"],
        [],
    ),
    "sums-with-bollo": (
        sums(subtotal=100, tax_amount=0, stamp_duty=2, total=1020),
        "/financials/total",
        "102.00",
        ["adjusted_sums"],
        [],
        [],
    ),
    "sums-with-bollo-that-is-not-stated": (
        sums(subtotal=100, tax_amount=0, total=1020),
        "/financials/total",
        "102.00",
        ["adjusted_sums"],
        [],
        ["adjusted_sums"],
    ),
    "discount-that-would-have-to-be-added": (
        sums(subtotal=0, tax_amount=10, discount=50, total=60),
        "/financials/subtotal",
        "100.00",
        ["adjusted_sums"],
        [],
        [],
    ),
    "discount-of-a-credit-note-without-its-sign": (
        sums(subtotal=-100, tax_amount=-10, discount=50, total=-600),
        "/financials/total",
        "-60.00",
        ["adjusted_sums"],
        [],
        [],
    ),
    "tax-after-discount": (
        sums(subtotal=100, tax_rate=22, tax_amount=19.8, discount=10, total=1198),
        "/financials/total",
        "119.80",
        ["sums"],
        ["tax_after_discount", "tax_before_stamp_duty"],
        ["tax_before_stamp_duty"],
    ),
    "tax-of-the-lines": (
        sums(subtotal=100, tax_amount=16, total=161) | TWO_RATES,
        "/financials/total",
        "116.00",
        ["sums"],
        ["tax_of_lines", "lines"],
        [],
    ),
    "tax-of-lines-and-rest": (
        sums(subtotal=110, tax_amount=17, total=1270) | TWO_RATES,
        "/financials/total",
        "127.00",
        ["sums"],
        ["tax_of_lines_and_rest", "tax_of_lines"],
        ["tax_of_lines"],
    ),
    "tax-of-lines-without-a-rate": (
        sums(subtotal=100, tax_amount=22, total=221) | lines({"amount": 100}),
        "/financials/total",
        "122",
        ["sums"],
        ["tax_of_lines", "lines"],
        ["tax_of_lines"],
    ),
    "usual-tax-where-a-rate-is-stated": (
        sums(subtotal=100, tax_rate=22, tax_amount=22, total=221),
        "/financials/total",
        "122",
        ["sums"],
        ["usual_tax"],
        ["usual_tax"],
    ),
    "lines-less-no-discount": (
        sums(subtotal=19) | lines({"amount": 100}),
        "/financials/subtotal",
        "90",
        ["adjusted_lines"],
        [],
        ["adjusted_lines"],
    ),
    "a-usual-tax": (
        sums(subtotal=100, tax_amount=22, total=221),
        "/financials/total",
        "122",
        ["sums"],
        ["usual_tax"],
        [],
    ),
    "no-usual-tax": (
        sums(subtotal=100, tax_amount=23, total=221),
        "/financials/total",
        "123",
        ["sums"],
        ["usual_tax"],
        ["usual_tax"],
    ),
    "lines-less-a-discount": (
        sums(subtotal=19, discount=10) | lines({"amount": 100}),
        "/financials/subtotal",
        "90",
        ["adjusted_lines"],
        [],
        [],
    ),
    "bollo-taken-off-the-lines": (
        sums(subtotal=19, stamp_duty=2) | lines({"amount": 100}),
        "/financials/subtotal",
        "98",
        ["adjusted_lines"],
        [],
        ["adjusted_lines"],
    ),
    "rates-of-lines": (
        sums(subtotal=100, tax_rate=0.22, tax_amount=22) | lines({"amount": 100, "vat_rate": 22}),
        "/financials/tax_rate",
        "22",
        ["tax", "agree", "legal"],
        [],
        [],
    ),
    "a-line": (
        lines({"quantity": 2, "unit_price": 5, "amount": 70}),
        "/line_items/0/amount",
        "10",
        ["line"],
        [],
        [],
    ),
    "sign": (sums(total=-5), "/financials/total", "5", ["sign"], [], []),
    "type": (
        sums(total=-5) | header(type="invoice"),
        "/invoice/type",
        "credit_note",
        ["sign"],
        [],
        [],
    ),
    "zeros-have-a-right-check-digit": (
        ZEROS,
        "/vendor/vat_number",
        "12345678903",
        ["check_digit", "fiscal_code"],
        ["office"],
        ["check_digit", "office"],
    ),
    "a-right-check-digit": (
        {"vendor": {"vat_number": "IT07643520576", "fiscal_code": "07643520567"}},
        "/vendor/vat_number",
        "IT07643520567",
        ["check_digit", "fiscal_code"],
        ["office"],
        [],
    ),
    "digits-before-a-number": (
        {"vendor": {"vat_number": "1 IT07643520576", "fiscal_code": "07643520567"}},
        "/vendor/vat_number",
        "1 IT07643520567",
        ["check_digit", "fiscal_code"],
        ["office"],
        [],
    ),
    "ten-digits-that-end-as-if-checked": (
        {"vendor": {"vat_number": "7643520564"}},
        "/vendor/vat_number",
        "07643520567",
        ["check_digit"],
        ["fiscal_code"],
        ["fiscal_code"],
    ),
    "dates": (
        header(date="2027-01-31", due_date="2026-03-02", number="7/2026"),
        "/invoice/date",
        "2026-01-31",
        ["dates"],
        ["number", "term"],
        [],
    ),
    "no-usual-term": (
        header(date="2027-01-31", due_date="2026-03-08", number="7/2025"),
        "/invoice/date",
        "2026-01-31",
        ["dates"],
        ["number", "term"],
        ["number", "term"],
    ),
}


@pytest.mark.parametrize(("result", "path", "proposed", "repaired", "holding", "untrue"), CLAIMS.values(), ids=CLAIMS)
def test_a_claim(
    result: Mapping[str, Any],
    path: str,
    proposed: str | None,
    repaired: list[str],
    holding: list[str],
    untrue: list[str],
) -> None:
    evidence = {"repaired": repaired, "holding": holding}
    claim = {"path": path, "proposed": proposed, "defect": None, "evidence": evidence}
    assert untrue_evidence(result, [claim]) == [(path, name) for name in untrue]


def test_every_form_of_an_identity_is_shown() -> None:
    assert {name for claim in CLAIMS.values() for name in (*claim[3], *claim[4])} == set(FORMS)


def test_two_values_that_stand_in_each_others_place_are_put_right_together() -> None:
    result = sums(subtotal=1220, tax_rate=22, tax_amount=220, total=1000)
    [diagnosis] = [one.as_dict() for one in diagnose(result)]
    assert diagnosis["defect"] == "subtotal_and_total_swapped"
    assert untrue_evidence(result, [diagnosis]) == []
    one_value_alone = untrue_evidence(result, [{**diagnosis, "defect": None}])
    assert one_value_alone == [("/financials/total", "sums"), ("/financials/total", "tax")]


def test_a_diagnosis_that_comes_back_from_json_is_the_same_claim() -> None:
    """Of two amounts left as text, one is read with the other, and untrue without it."""
    result = sums(subtotal="1,000", tax_rate=22, tax_amount=220, total="1.220")
    diagnoses = json.loads(json.dumps([one.as_dict() for one in diagnose(result)]))
    assert [one["defect"] for one in diagnoses] == ["amount_left_as_text"] * 2
    assert untrue_evidence(result, diagnoses) == []
    assert untrue_evidence(result, diagnoses[:1]) == [("/financials/subtotal", "sums")]


@given(st.one_of(defective_results().map(lambda drawn: drawn[0]), complicated_results(), results()))
def test_the_evidence_of_a_diagnosis_is_true(result: dict[str, Any]) -> None:
    assert untrue_evidence(result, [one.as_dict() for one in diagnose(result)]) == []


@given(defective_results())
def test_what_is_certain_rests_on_two_pieces_of_evidence(drawn: tuple[dict[str, Any], Defect]) -> None:
    for one in diagnose(drawn[0]):
        assert one.certainty != "certain" or len({*one.evidence.repaired, *one.evidence.holding}) > 1
