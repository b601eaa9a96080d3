"""The two entry points on whole documents: the documented sample, the verdicts, the answer's bytes."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from parzo_validate import (
    Finding,
    Flag,
    Invoice,
    Policy,
    Report,
    RuleCrashed,
    RuleTable,
    Severity,
    Verdict,
    __version__,
    rule,
    validate,
    validate_json,
)
from parzo_validate.engine.report import ReportDict
from parzo_validate.invoice import Coerced, Reason, Unreadable
from tests.helpers.builders import ROOT, SAMPLE_JOB

X = Reason("x", "x")


@pytest.fixture
def sample() -> dict[str, Any]:
    job: dict[str, Any] = json.loads(SAMPLE_JOB.read_bytes())
    result: dict[str, Any] = job["result"]
    return result


def test_the_documented_sample_has_one_flag_on_the_buyer(sample: dict[str, Any]) -> None:
    for report in (validate(sample), validate_json(SAMPLE_JOB.read_bytes()), validate(Invoice.model_validate(sample))):
        assert [(flag.code, flag.path) for flag in report.flags] == [("INVALID_PIVA_CHECKSUM", "/buyer/vat_number")]
        assert report.verdict == "review"
        assert (report.unreadable, dict(report.not_evaluated), dict(report.crashed)) == ((), {}, {})


def test_the_corrected_sample_is_clean(sample: dict[str, Any]) -> None:
    sample["buyer"]["vat_number"] = "IT98765432103"
    report = validate(sample)
    assert (report.flags, report.verdict) == ((), "clean")


def test_an_invoice_without_tax_whose_total_is_its_subtotal_can_be_clean(sample: dict[str, Any]) -> None:
    sample["buyer"]["vat_number"] = None
    sample["financials"] |= {"tax_rate": None, "tax_amount": None, "total": 1000}
    assert validate(sample).verdict == "clean"


def test_what_could_not_be_checked_is_never_a_pass(sample: dict[str, Any]) -> None:
    sample["buyer"]["vat_number"] = None
    sample["invoice"]["date"] = None
    report = validate(sample)
    assert report.verdict == "incomplete"
    assert dict(report.not_evaluated) == {("DATE_INCOHERENCE", "/invoice/date"): "date is missing"}
    sample["invoice"]["due_date"] = "2026-02-30"
    assert validate(sample).verdict == "review"


def test_the_input_is_left_as_it_was(sample: dict[str, Any]) -> None:
    sample["line_items"][1]["amount"] = "x"
    sample["vendor"] = ["x"]
    before = copy.deepcopy(sample)
    assert len(validate(sample).unreadable) == 2
    assert sample == before


def test_flags_come_in_table_order_with_severity_and_codes() -> None:
    report = validate(
        {
            "buyer": {"vat_number": "IT1"},
            "invoice": {"date": "2026-04-01", "due_date": "2026-03-01"},
            "financials": {"subtotal": 1, "tax_amount": 1, "total": -1, "tax_rate": 19},
            "line_items": [{"vat_rate": 19}],
        }
    )
    codes = ("ARITHMETIC_MISMATCH", "INVALID_TOTAL", "INVALID_IT_VAT_RATE", "INVALID_PIVA_CHECKSUM", "DATE_INCOHERENCE")
    assert report.codes == codes
    assert [flag.code for flag in report.flags] == [*codes[:3], codes[2], *codes[3:]]
    assert [flag.code for flag in report.errors] == list(codes[:2])
    assert report.errors + report.warnings == report.flags


def test_the_answer_is_plain_json(sample: dict[str, Any]) -> None:
    sample["financials"]["total"] = "12.2O"
    report = validate(sample)
    answer = json.loads(report.to_json())
    assert answer == json.loads(report.to_json(indent=2)) == report.as_dict()
    assert list(answer) == ["verdict", "flags", "coerced", "unreadable", "not_evaluated", "crashed", "ruleset"]
    assert list(answer["flags"][0]) == ["code", "severity", "message", "path", "context"]
    assert answer["flags"] == report.validation_flags
    assert [Flag.from_dict(flag) for flag in answer["flags"]] == list(report.flags)
    assert answer["unreadable"] == [
        {"path": "/financials/total", "reason": 'expected a number, got "12.2O"', "reason_code": "not_a_number"}
    ]
    unreadable = {"path": "/financials/total", "reason": "total is unreadable", "reason_code": "unreadable"}
    assert answer["not_evaluated"] == [
        {"code": "ARITHMETIC_MISMATCH"} | unreadable,
        {"code": "INVALID_TOTAL"} | unreadable,
    ]
    assert TypeAdapter(ReportDict).validate_python(answer) == report.as_dict()
    assert Report.from_dict(answer) == report


def test_a_report_is_frozen() -> None:
    report = Report()
    assert report.verdict is Verdict.CLEAN
    with pytest.raises(AttributeError):
        report.flags = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (Report(flags=(Flag("X_Y", Severity.WARNING, "", ""),), not_evaluated={("A_B", ""): X}), "review"),
        (Report(unreadable=(Unreadable("/vendor", X),), not_evaluated={("A_B", ""): X}), "review"),
        (Report(crashed={"A_B": "x"}), "review"),
        (Report(not_evaluated={("A_B", ""): X}), "incomplete"),
        (Report(not_evaluated={("A_B", ""): X}, coerced=(Coerced("/vendor", "-", None),)), "incomplete"),
        (Report(coerced=(Coerced("/vendor", "-", None),)), "clean"),
        (Report(), "clean"),
    ],
)
def test_the_verdict_follows_from_what_was_found(report: Report, verdict: str) -> None:
    assert report.verdict == verdict


@pytest.mark.parametrize("judge", [validate, validate_json])
def test_a_crash_is_recorded_and_raised_only_when_asked_for(judge: Callable[..., Report]) -> None:
    def crash(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        raise KeyError("po")

    words = {"en": "something", "it": "qualcosa"}
    table = RuleTable(rule(code="ACME_CRASH", severity="error", summary="crashes", messages=words)(crash))
    assert dict(judge("{}", table=table).crashed) == {"ACME_CRASH": "KeyError: 'po'"}
    with pytest.raises(RuleCrashed, match=r"^rule ACME_CRASH \(.*\) raised KeyError: 'po'$"):
        judge("{}", table=table, strict=True)


def test_the_ruleset_names_version_table_and_policy() -> None:
    plain, lenient = validate({}), validate({}, policy=Policy(tolerance=1))
    assert plain.ruleset.version == __version__
    assert plain.ruleset == validate_json("{}").ruleset
    assert plain.ruleset != lenient.ruleset


def test_two_processes_print_the_same_bytes() -> None:
    program = (
        "import sys; from parzo_validate import *\n"
        "raw = sys.stdin.buffer.read().replace(b': 1220.00', b': null').replace(b': 22,', b': 0.22,')\n"
        "report = validate_json(raw)\n"
        "print(report.to_json(), report.codes, DEFAULT_TABLE.fingerprint)"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=SAMPLE_JOB.read_bytes(),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1
    assert b"fraction" in answers.pop()
