"""The table: an immutable value that registers early, keeps order and survives a broken rule."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from parzo_validate import (
    DEFAULT_TABLE,
    DuplicateRuleError,
    Finding,
    Invoice,
    NotEvaluated,
    ParzoValidateError,
    Policy,
    Rule,
    RuleCrashed,
    RuleTable,
    UnknownRuleError,
    rule,
    validate,
)
from parzo_validate.engine.crash import described
from parzo_validate.errors import InvalidRule
from tests.helpers.hostile import Unspeakable

CODES = [
    "ARITHMETIC_MISMATCH",
    "INVALID_TOTAL",
    "INVALID_IT_VAT_RATE",
    "INVALID_PIVA_CHECKSUM",
    "DATE_INCOHERENCE",
]
WORDS = {"en": "something", "it": "qualcosa"}


@rule(code="ACME_PO_MISSING", severity="warning", summary="no order number", messages=WORDS)
def po_missing(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """No order number."""
    if invoice.invoice.number is None:
        yield NotEvaluated(("invoice", "number"), "number is missing")
    elif not invoice.invoice.po_number:
        yield Finding(path=("invoice", "po_number"))


@rule(code="ACME_BROKEN_RULE", severity="error", summary="always crashes", messages=WORDS)
def broken(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Find one thing, then fall over."""
    yield Finding(path=("invoice",))
    raise ZeroDivisionError("oops")


@rule(code="ACME_SILENT_RULE", severity="error", summary="returns nothing at all", messages=WORDS)
def silent(invoice: Invoice, policy: Policy) -> None:
    """Find nothing and return ``None``, as a function without ``yield`` does."""


def test_the_documented_five_in_documented_order() -> None:
    assert list(DEFAULT_TABLE.codes) == [rule.code for rule in DEFAULT_TABLE] == CODES
    assert [str(rule.severity) for rule in DEFAULT_TABLE] == ["error", "error", "warning", "warning", "warning"]
    assert len(DEFAULT_TABLE) == 5
    assert repr(DEFAULT_TABLE) == f"RuleTable({', '.join(CODES)})"


def test_a_table_looks_rules_up_by_code() -> None:
    assert DEFAULT_TABLE["INVALID_TOTAL"].code == "INVALID_TOTAL"
    assert "INVALID_TOTAL" in DEFAULT_TABLE
    assert "ACME_PO_MISSING" not in DEFAULT_TABLE
    assert all(rule in DEFAULT_TABLE for rule in DEFAULT_TABLE)
    assert DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"})["INVALID_TOTAL"] not in DEFAULT_TABLE


def test_every_change_makes_a_new_table() -> None:
    wider = DEFAULT_TABLE.with_rules(po_missing, silent)
    assert [rule.code for rule in wider] == [*CODES, "ACME_PO_MISSING", "ACME_SILENT_RULE"]
    assert [rule.code for rule in wider.only("ACME_PO_MISSING", "INVALID_TOTAL")] == [
        "INVALID_TOTAL",
        "ACME_PO_MISSING",
    ]
    assert wider.without("ACME_PO_MISSING", "ACME_SILENT_RULE") == DEFAULT_TABLE
    assert hash(wider.without("ACME_PO_MISSING", "ACME_SILENT_RULE")) == hash(DEFAULT_TABLE)
    assert wider != DEFAULT_TABLE
    assert DEFAULT_TABLE != CODES
    assert len(DEFAULT_TABLE) == 5
    with pytest.raises(AttributeError, match="does not change"):
        DEFAULT_TABLE.fingerprint = "x"


def test_only_rules_that_are_missing_are_added() -> None:
    weighed = DEFAULT_TABLE.only("INVALID_TOTAL").with_severity({"INVALID_TOTAL": "warning"})
    completed = weighed.with_missing(*DEFAULT_TABLE, *DEFAULT_TABLE)
    assert completed.codes == ("INVALID_TOTAL", *DEFAULT_TABLE.without("INVALID_TOTAL").codes)
    assert completed["INVALID_TOTAL"].severity == "warning"
    assert DEFAULT_TABLE.with_missing(*DEFAULT_TABLE) == DEFAULT_TABLE


def test_severity_belongs_to_the_table() -> None:
    stricter = DEFAULT_TABLE.with_severity({"DATE_INCOHERENCE": "error"})
    late = {"invoice": {"date": "2026-04-01", "due_date": "2026-03-01"}}
    assert [str(flag.severity) for flag in validate(late, table=stricter).flags] == ["error"]
    assert [str(flag.severity) for flag in validate(late).flags] == ["warning"]
    with pytest.raises(InvalidRule, match="expected one of error, warning"):
        DEFAULT_TABLE.with_severity({"DATE_INCOHERENCE": "fatal"})


def test_a_duplicate_code_names_both_owners() -> None:
    def impostor(invoice: Invoice, policy: Policy) -> None: ...

    double = rule(code="ACME_PO_MISSING", severity="error", summary="other", messages=WORDS)(impostor)
    with pytest.raises(DuplicateRuleError) as clash:
        DEFAULT_TABLE.with_rules(po_missing, double)
    assert "test_table.po_missing" in str(clash.value)
    assert "impostor" in str(clash.value)
    assert "without('ACME_PO_MISSING')" in str(clash.value)


@pytest.mark.parametrize(
    "look_up",
    [
        lambda: DEFAULT_TABLE["INVALID_TOTALS"],
        lambda: DEFAULT_TABLE.without("INVALID_TOTALS"),
        lambda: DEFAULT_TABLE.only("INVALID_TOTALS"),
        lambda: DEFAULT_TABLE.with_severity({"INVALID_TOTALS": "error"}),
    ],
)
def test_an_unknown_code_names_the_known_ones(look_up: object) -> None:
    with pytest.raises(UnknownRuleError) as unknown:
        look_up()  # type: ignore[operator]
    assert str(unknown.value) == f"unknown rule code 'INVALID_TOTALS'; known codes: {', '.join(CODES)}"
    assert isinstance(unknown.value, ParzoValidateError)


def test_an_empty_table_says_so() -> None:
    with pytest.raises(UnknownRuleError, match="known codes: none, the table is empty"):
        RuleTable()["INVALID_TOTAL"]
    assert validate({}, table=RuleTable()).verdict == "clean"


def test_what_is_no_rule_cannot_register() -> None:
    with pytest.raises(InvalidRule, match="is not a Rule; decorate the check"):
        DEFAULT_TABLE.with_rules(lambda invoice, policy: ())  # type: ignore[arg-type]


def test_rules_of_others_run_beside_the_five() -> None:
    table = RuleTable(po_missing, silent)
    assert validate({"invoice": {"number": "7"}}, table=table).codes == ("ACME_PO_MISSING",)
    assert validate({"invoice": {"number": "7", "po_number": "1"}}, table=table).verdict == "clean"
    report = validate({}, table=table)
    assert report.verdict == "incomplete"
    assert dict(report.not_evaluated) == {("ACME_PO_MISSING", "/invoice/number"): "number is missing"}


def test_a_crashing_rule_costs_nobody_elses_flags(caplog: pytest.LogCaptureFixture) -> None:
    table = RuleTable(broken).with_rules(*DEFAULT_TABLE)
    with caplog.at_level(logging.ERROR, logger="parzo_validate"):
        report = validate({"financials": {"total": 0}}, table=table)
    assert report.codes == ("ACME_BROKEN_RULE", "INVALID_TOTAL")
    assert report.verdict == "review"
    assert dict(report.crashed) == {"ACME_BROKEN_RULE": "ZeroDivisionError: oops"}
    assert report.as_dict()["crashed"] == [
        {"code": "ACME_BROKEN_RULE", "error": "ZeroDivisionError: oops", "reason_code": "crashed"}
    ]
    said = f"rule ACME_BROKEN_RULE ({broken.owner}) crashed; its findings may be incomplete"
    assert caplog.record_tuples == [("parzo_validate", logging.ERROR, said)]


def test_a_crash_alone_asks_for_review() -> None:
    def crash(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        raise KeyError("x")
        yield

    table = RuleTable(rule(code="ACME_CRASH", severity="error", summary="crashes", messages=WORDS)(crash))
    assert validate({}, table=table).verdict == "review"


def test_strict_raises_the_crash_for_tests() -> None:
    with pytest.raises(RuleCrashed, match=r"rule ACME_BROKEN_RULE .* raised ZeroDivisionError") as crash:
        validate({}, table=RuleTable(broken), strict=True)
    assert isinstance(crash.value.__cause__, ZeroDivisionError)


def raising(error: BaseException) -> Rule:
    def crash(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        yield Finding(("invoice",))
        raise error

    return rule(code="ACME_CRASH", severity="error", summary="crashes", messages=WORDS)(crash)


@pytest.mark.parametrize("kind", [SystemExit, GeneratorExit, Unspeakable, MemoryError, RecursionError])
def test_no_error_of_a_rule_costs_anybody_elses_flags(
    kind: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    error = kind()
    table = RuleTable(raising(error)).with_rules(*DEFAULT_TABLE)
    report = validate({"financials": {"total": 0}}, table=table)
    assert report.codes == ("ACME_CRASH", "INVALID_TOTAL")
    assert dict(report.crashed) == {"ACME_CRASH": described(error)}
    [record] = caplog.records
    assert record.exc_text is not None
    assert record.exc_text.splitlines()[-1] == (
        f"parzo_validate.errors.RuleCrashed: rule ACME_CRASH ({raising(error).owner}) raised {described(error)}"
    )
    with pytest.raises(RuleCrashed) as crash:
        validate({}, table=table, strict=True)
    assert crash.value.__cause__ is error


def test_a_person_still_ends_the_run() -> None:
    with pytest.raises(KeyboardInterrupt):
        validate({}, table=RuleTable(raising(KeyboardInterrupt())))


def test_a_reason_that_is_no_text_is_a_crash() -> None:
    def check(invoice: Invoice, policy: Policy) -> Iterator[NotEvaluated]:
        yield NotEvaluated((), object())  # type: ignore[arg-type]

    table = RuleTable(rule(code="ACME_CRASH", severity="error", summary="crashes", messages=WORDS)(check))
    report = validate({}, table=table)
    assert dict(report.crashed) == {
        "ACME_CRASH": "InvalidRule: reason a value of type object: expected a text that says why, or a Reason"
    }
    assert json.loads(report.to_json())["not_evaluated"] == []


def test_the_fingerprint_tells_tables_apart() -> None:
    tables = [
        DEFAULT_TABLE,
        DEFAULT_TABLE.without("INVALID_TOTAL"),
        DEFAULT_TABLE.with_rules(po_missing),
        DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"}),
        RuleTable(*reversed(list(DEFAULT_TABLE))),
        *(DEFAULT_TABLE.with_rules(replace(po_missing, origin=f"acme-rules {version}")) for version in ("1.0", "1.1")),
    ]
    assert len({table.fingerprint for table in tables}) == len(tables) == 7
    assert RuleTable(*DEFAULT_TABLE).fingerprint == DEFAULT_TABLE.fingerprint


def test_a_table_that_begins_like_another_is_another() -> None:
    assert DEFAULT_TABLE.only("ARITHMETIC_MISMATCH") != DEFAULT_TABLE
    assert RuleTable(*DEFAULT_TABLE) == DEFAULT_TABLE


def test_a_table_runs_by_itself_and_is_strict_only_when_told_by_name() -> None:
    flags, not_evaluated, crashed = RuleTable(broken).run(invoice=Invoice(), policy=Policy())
    assert (len(flags), dict(not_evaluated), list(crashed)) == (1, {}, ["ACME_BROKEN_RULE"])
    with pytest.raises(TypeError, match="positional"):
        RuleTable(broken).run(Invoice(), Policy(), True)  # type: ignore[call-arg]


def test_rules_are_values() -> None:
    assert DEFAULT_TABLE["INVALID_TOTAL"] == next(rule for rule in DEFAULT_TABLE if rule.code == "INVALID_TOTAL")
    assert isinstance(DEFAULT_TABLE["INVALID_TOTAL"], Rule)
    assert len(set(DEFAULT_TABLE)) == 5
