"""The extended table as a whole: on true invoices, on third-party invoices, on defects that the five rules cannot see.

What must be caught is counted in fractions from the damaged document and the true value; no rule's code.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from decimal import localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, InvalidInput, Policy, Report, RuleTable, validate, validate_json
from parzo_validate.extended import EXTENDED_RULES, EXTENDED_TABLE
from parzo_validate.testing.defects import Defect
from parzo_validate.testing.oracle import number
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from tests.helpers.builders import ROOT
from tests.test_corpus import LABELS, document, labels

POLICY = Policy(as_of="2050-01-01")
"""On the day after the last one on which the strategies issue invoices."""
OPTIONAL = RuleTable(*EXTENDED_RULES)


def judge(result: Mapping[str, Any], table: RuleTable = OPTIONAL) -> Report:
    return validate(result, table=table, policy=POLICY, strict=True)


def test_the_documented_five_come_first_and_stay_exactly_five() -> None:
    assert len(DEFAULT_TABLE) == 5
    assert tuple(EXTENDED_TABLE) == (*DEFAULT_TABLE, *EXTENDED_RULES)


def test_importing_the_library_does_not_import_the_extended_rules() -> None:
    program = "import sys, parzo_validate; print('parzo_validate.extended' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


def test_importing_the_extended_rules_imports_no_number_check() -> None:
    program = "import sys, parzo_validate.extended; print(any(name.startswith('stdnum') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


@given(coherent_results() | coherent_results(complete=False))
def test_a_true_invoice_is_accused_of_nothing(result: dict[str, Any]) -> None:
    assert judge(result, EXTENDED_TABLE).flags == ()


@given(coherent_results(min_lines=1, mixed_rates=False))
def test_on_a_true_invoice_with_lines_only_the_buyer_may_be_missing(result: dict[str, Any]) -> None:
    assert set(judge(result).not_evaluated) <= {
        ("MISSING_FIELD", "/buyer"),
        ("TAX_RATE_MISMATCH", "/financials/tax_rate"),
    }


@given(results())
def test_whatever_can_be_read_gets_an_answer(result: dict[str, Any]) -> None:
    assert judge(result, EXTENDED_TABLE).to_json() == judge(result, EXTENDED_TABLE).to_json()


@given(results(), st.integers(1, 5))
def test_the_callers_decimal_context_does_not_matter(result: dict[str, Any], precision: int) -> None:
    expected = judge(result)
    with localcontext() as context:
        context.prec = precision
        assert judge(result) == expected


@given(hostile_json())
def test_hostile_bytes_get_a_report_or_a_refusal(raw: bytes) -> None:
    try:
        report = validate_json(raw, table=EXTENDED_TABLE, policy=POLICY, strict=True)
    except InvalidInput:
        return
    assert json.loads(report.to_json())["crashed"] == []
    assert all(len(flag.render(lang)) < 600 for flag in report.flags for lang in ("en", "it"))


@given(defective_results(defects=["vendor_number_copied_to_buyer"]))
def test_a_copied_number_is_caught_whenever_it_is_the_same(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, _ = drawn
    assert "SAME_PARTY_VAT_NUMBER" in judge(result).codes


@given(defective_results(defects=["line_dropped"]))
def test_a_dropped_line_is_caught_whenever_it_is_more_than_charges(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, defect = drawn
    lost, left = _amount(defect.original), _sum_of_lines(result)
    discount = abs(
        number(result["financials"].get("discount")) or Fraction()
    )  # by which a subtotal may be less than lines
    must = 8 * (abs(lost) - discount) > abs(left) and bool(result["line_items"])
    must = must and not _may_be_explained(result, left)
    event(f"must be caught: {must}")
    assert "LINE_SUM_MISMATCH" in judge(result).codes or not must


@given(defective_results(defects=["line_value_misread"]))
def test_a_misread_line_is_caught_whenever_the_document_shows_it(drawn: tuple[dict[str, Any], Defect]) -> None:
    """A wrong amount shows against its product and in the sum; a wrong factor when it makes the product too small."""
    result, defect = drawn
    _, _, index, field = defect.path.split("/")
    line = result["line_items"][int(index)]
    quantity, price, amount = _number(line["quantity"]), _number(line["unit_price"]), _amount(line)
    rounding = Fraction(2 + len(result["line_items"]), 100) + (abs(quantity) + abs(price)) / 200
    product = quantity * price
    must = abs(amount) > abs(product) + rounding and product != 0  # a zero stands for what was not read
    if field in ("amount", "total"):
        shown_in_the_sum = not _may_be_explained(result, _sum_of_lines(result))
        must = must or (abs(amount - product) > rounding and shown_in_the_sum)
    rate = _number(line.get("vat_rate", line.get("tax_rate", result["financials"].get("tax_rate"))) or 0)
    for times in (1 + rate / 100, 1 / (1 + rate / 100)):  # the product with VAT, or without: an honest amount by chance
        must = must and abs(amount - product * times) > 2 * rounding
    event(f"{field} must be caught: {must}")
    flagged = [flag.path for flag in judge(result).flags if flag.code == "LINE_AMOUNT_MISMATCH"]
    assert any(path.startswith(f"/line_items/{index}/") for path in flagged) or not must


def _number(value: object) -> Fraction:
    read = number(value)
    assert read is not None
    return read


def _amount(line: Any) -> Fraction:
    return _number(line.get("amount") if line.get("total") is None else line["total"])


def _sum_of_lines(result: Mapping[str, Any]) -> Fraction:
    return sum(map(_amount, result["line_items"]), Fraction())


def _may_be_explained(result: Mapping[str, Any], lines: Fraction) -> bool:
    """Return whether anything stated might stand between these lines and the sums, whichever way it is counted."""
    stated = {name: number(value) or Fraction() for name, value in result["financials"].items() if name != "currency"}
    subtotal, tax = stated["subtotal"], stated.get("tax_amount", Fraction())
    duties = [stated["stamp_duty"]] if stated.get("stamp_duty") else [Fraction(2), Fraction("1.81")]
    taxed = [_amount(line) for line in result["line_items"] if line.get("vat_rate", line.get("tax_rate"))]
    gaps = {
        sum(taxed, Fraction()) - subtotal,
        *(lines - target for target in (subtotal, subtotal + tax, stated["total"])),
    }
    for amounts in ([stated.get("discount", Fraction())], duties, [stated.get("withholding_tax", Fraction())]):
        gaps |= {gap + sign * amount for gap in gaps for amount in amounts for sign in (1, -1)}
    rounding = Fraction(2 + len(result["line_items"]), 100)
    return any(abs(gap) <= rounding for gap in gaps)


EXPLAINED = {
    "UNKNOWN_PIVA_OFFICE": {"IT12345678903", "IT09876543217", "IT11531111117"},
    "INVALID_FISCAL_CODE": {"09876543210"},
    "INVALID_EU_VAT_NUMBER": {
        *("DK12345678", "DK87654321", "DK16356706", "DK16356607", "DK123456789MVA"),
        *("NL16356706", "SE123456789001", "SE123451234501"),
    },
    "INVALID_IBAN": {
        *("IT90B0326801602111111111111", "IT59R0100003228000000000622"),
        *("DK1212341234123412", "SE1212341234123412"),
    },
    "SAME_PARTY_VAT_NUMBER": {"IT06363391001"},
}
"""Invented numbers on documents without a labelled error: wrong on the face of it, or on both sides of an invoice."""
RARE = {"LINE_SUM_MISMATCH", "MISSING_FIELD"}
"""Accusations that only the source of the document refutes: a fund contribution, a total left out on purpose."""


@pytest.mark.skipif(not LABELS.is_file(), reason="../shared/corpus is not beside this checkout")
def test_on_the_corpus_documents_without_an_error_are_accused_of_nothing_but_invented_numbers() -> None:
    clean = [label for label in labels() if not label["expect"]]
    rare: Counter[str] = Counter()
    for label in clean:
        report = validate_json(
            document(label).read_bytes(), table=OPTIONAL, policy=Policy(as_of="2026-11-25"), strict=True
        )
        for flag in report.flags:
            if flag.code in RARE:
                rare[flag.code] += 1
            else:
                shown = flag.context.get("vat_number") or flag.context.get("fiscal_code") or flag.context.get("iban")
                assert shown in EXPLAINED[flag.code], (label["file"], flag.message)
    assert all(count <= 0.02 * len(clean) for count in rare.values()), rare


def test_each_rule_says_that_a_result_is_unreadable_and_none_that_a_value_is_missing() -> None:
    report = validate({"result": 5}, table=EXTENDED_TABLE, policy=Policy(as_of="2026-04-01"))
    assert report.not_evaluated
    assert set(report.not_evaluated.values()) == {"result is unreadable"}
