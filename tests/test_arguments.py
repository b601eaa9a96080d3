"""A wrong argument is a ValueError or a TypeError that says what was expected, and never an InvalidInput."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import parzo_validate
from parzo_validate import DEFAULT_TABLE, Finding, Flag, InvalidInput, NotEvaluated, Policy, Report, Severity, rule
from parzo_validate.adapters import adapt, adapt_each, producers
from parzo_validate.arrow import output_schema, validate_batch, validate_batches
from parzo_validate.batch import Outcome, validate_stream
from parzo_validate.browser.assembly import assemble_page
from parzo_validate.client import wait_for_job, wait_for_job_async
from parzo_validate.config import Config, load_config
from parzo_validate.diagnosis import diagnose
from parzo_validate.html import invoice_html, report_html
from parzo_validate.html.report import differences_html
from parzo_validate.job import revalidate
from parzo_validate.plugins import discover
from parzo_validate.review import rows_of, write_review
from parzo_validate.testing import check_rule, check_vector
from parzo_validate.testing.strategies import coherent_results, defective_results
from tests.helpers.builders import ROOT

DOCUMENTED = (
    "adapters",
    "review",
    "arrow",
    "batch",
    "client",
    "config",
    "diagnosis",
    "html",
    "invoice",
    "job",
    "plugins",
    "testing",
)
NOTHING_TO_REFUSE = {
    *("best_for", "check_vector", "complete", "diagnose", "dump_json", "is_job", "read", "read_job", "read_json"),
    *("format_amount", "load_vectors", "output_schema", "stylesheet", "producers", "recognise", "identity_of"),
}
"""Functions whose arguments, besides documents and files, have no wrong value of the right type."""

WRONG: Any = {"tolerance": 1}
BATCH = pa.record_batch({"document_id": ["1"], "json": ["{}"]})
NO_TABLE = "table, policy: expected a RuleTable and a Policy, got a dict and a Policy"
NO_POLICY = "table, policy: expected a RuleTable and a Policy, got a RuleTable and a dict"
UNKNOWN = f"unknown rule code 'X_Y'; known codes: {', '.join(DEFAULT_TABLE.codes)}"
NO_GERMAN = "no messages in 'de'; known languages: en, it"
NO_PRODUCER = f'unknown producer "azur"; did you mean azure? known: {", ".join(producers())}'
NO_TIME = "timeout: expected seconds above zero, up to 1e+09, got the number 0"
NO_WORD = "rule code 'ACME': expected UPPER_SNAKE with at least two words, such as ACME_PO_MISSING"
FLAG = Flag("INVALID_TOTAL", Severity.ERROR, "the total is zero", "/financials/total")

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "validate-table": (lambda: parzo_validate.validate({}, table=WRONG), NO_TABLE),
    "validate-policy": (lambda: parzo_validate.validate({}, policy=WRONG), NO_POLICY),
    "validate_json-policy": (lambda: parzo_validate.validate_json("{}", policy=WRONG), NO_POLICY),
    "revalidate-policy": (lambda: revalidate({"result": {}}, policy=WRONG), NO_POLICY),
    "validate_stream-policy": (lambda: list(validate_stream(["{}"], policy=WRONG)), NO_POLICY),
    "validate_stream-workers": (
        lambda: validate_stream([], workers=0),
        "workers: expected 1 or more, got the number 0",
    ),
    "validate_stream-one-document": (
        lambda: validate_stream("{}"),
        'expected several documents or paths, got "{}"; put it into a list',
    ),
    "validate_batch-column": (
        lambda: validate_batch(BATCH, json_column="text"),
        "no column 'text'; the columns are document_id, json",
    ),
    "validate_batches-column": (
        lambda: list(validate_batches([BATCH], id_column="id")),
        "no column 'id'; the columns are document_id, json",
    ),
    "wait_for_job-timeout": (lambda: wait_for_job("1", api_key="k", base_url="http://127.0.0.1", timeout=0), NO_TIME),
    "wait_for_job_async-timeout": (
        lambda: asyncio.run(wait_for_job_async("1", api_key="k", base_url="http://127.0.0.1", timeout=0)),
        NO_TIME,
    ),
    "load_config-on_error": (
        lambda: load_config(ROOT / "tests" / "data" / "messages.toml", on_error=WRONG),
        "on_error {'tolerance': 1}: expected raise or skip",
    ),
    "with_settings-on_error": (
        lambda: Config().with_settings({}, on_error="ignore"),  # type: ignore[arg-type]
        "on_error 'ignore': expected raise or skip",
    ),
    "with_settings-key": (
        lambda: Config().with_settings({"lagn": "it"}),
        "lagn: unknown key; did you mean lang? known: "
        "rules, disable, severity, plugins, policy, fail_on, lang, profile",
    ),
    "Config-fail_on": (lambda: Config(fail_on=WRONG), "{'tolerance': 1} is not a valid Threshold"),
    "discover-on_error": (
        lambda: discover(on_error="ignore"),  # type: ignore[arg-type]
        "on_error 'ignore': expected raise or skip",
    ),
    "discover-text": (
        lambda: discover("acme-rules"),
        "distributions: expected a list of names, got 'acme-rules'; write ['acme-rules']",
    ),
    "discover-unknown": (
        lambda: discover(["acme-rules"]),
        "plugin acme-rules: it brings no rules here; known: none",
    ),
    "Policy-tolerance": (lambda: Policy(tolerance=-1), "tolerance: expected zero or more, got the number -1"),
    "Policy-list": (lambda: Policy(accepted_causes="discount"), 'accepted_causes: expected a list, got "discount"'),
    "Policy-day": (lambda: Policy(as_of="soon"), 'as_of: expected a date as YYYY-MM-DD, got "soon"'),
    "Severity": (lambda: Severity("fatal"), "'fatal' is not a valid Severity"),
    "Flag-severity": (lambda: Flag("X_Y", "fatal", "", ""), "'fatal' is not a valid Severity"),  # type: ignore[arg-type]
    "Flag-render": (lambda: FLAG.render("de"), NO_GERMAN),
    "report_html-lang": (lambda: report_html(Report(), lang="de"), NO_GERMAN),
    "invoice_html-lang": (lambda: invoice_html({}, Report(), lang="de"), NO_GERMAN),
    "Finding-path": (
        lambda: Finding("/invoice"),  # type: ignore[arg-type]
        "path '/invoice': expected a tuple such as ('invoice', 'po_number')",
    ),
    "NotEvaluated-reason": (
        lambda: NotEvaluated(("invoice",), ""),
        'reason "": expected a text that says why, or a Reason',
    ),
    "rule-code": (
        lambda: rule(code="ACME", severity="error", summary="x", messages={})(lambda invoice, policy: ()),
        NO_WORD,
    ),
    "table-code": (lambda: DEFAULT_TABLE["X_Y"], UNKNOWN),
    "only": (lambda: DEFAULT_TABLE.only("X_Y"), UNKNOWN),
    "without": (lambda: DEFAULT_TABLE.without("X_Y"), UNKNOWN),
    "with_severity-code": (lambda: DEFAULT_TABLE.with_severity({"X_Y": "error"}), UNKNOWN),
    "with_severity-severity": (
        lambda: DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "fatal"}),
        "rule INVALID_TOTAL: severity 'fatal': expected one of error, warning",
    ),
    "with_rules-function": (
        lambda: DEFAULT_TABLE.with_rules(WRONG),
        "{'tolerance': 1} is not a Rule; decorate the check with @rule(code=..., ...)",
    ),
    "adapt-producer": (lambda: adapt({}, "azur"), NO_PRODUCER),
    "adapt_each-producer": (lambda: adapt_each({}, "azur"), NO_PRODUCER),
    "feedback-lang": (lambda: parzo_validate.feedback(Report(), lang="de"), NO_GERMAN),
    "must_hold-policy": (lambda: parzo_validate.must_hold({}, policy=WRONG), NO_POLICY),
    "rows_of-lang": (lambda: rows_of(Outcome("", None), {}, "de"), NO_GERMAN),
    "write_review-lang": (lambda: write_review(Path("a.csv"), list, "de"), NO_GERMAN),
    "write_review-path": (
        lambda: write_review(Path("a.pdf"), list),
        "a.pdf: expected a name that ends in .csv, .xlsx, .parquet or .html",
    ),
    "check_rule": (
        lambda: check_rule(WRONG),
        "check_rule expects a Rule, got {'tolerance': 1}; decorate the check with @rule(code=..., ...)",
    ),
    "coherent_results-lines": (lambda: coherent_results(min_lines=-1), "min_lines=-1: expected int, at least 0"),
    "defective_results-printed": (
        lambda: defective_results(printed=WRONG),
        "printed={'tolerance': 1}: expected True or False",
    ),
}


ONE, TWO = "1 positional argument but 2 were given", "2 positional arguments but 3 were given"
NONE_OR_ONE = "from 0 to 1 positional arguments but 2 were given"

BY_NAME_ALONE: dict[str, tuple[Callable[..., object], tuple[object, ...], str]] = {
    "validate": (parzo_validate.validate, ({}, DEFAULT_TABLE), ONE),
    "validate_json": (parzo_validate.validate_json, ("{}", DEFAULT_TABLE), ONE),
    "rule": (rule, ("ACME_PO_MISSING",), "0 positional arguments but 1 was given"),
    "validate_batch": (validate_batch, (BATCH, DEFAULT_TABLE), ONE),
    "validate_batches": (validate_batches, ([BATCH], DEFAULT_TABLE), ONE),
    "output_schema": (output_schema, (pa.string(), "document_id"), NONE_OR_ONE),
    "validate_stream": (validate_stream, ([], DEFAULT_TABLE), ONE),
    "wait_for_job": (wait_for_job, ("1", "k"), ONE),
    "wait_for_job_async": (wait_for_job_async, ("1", "k"), ONE),
    "load_config": (load_config, ("parzo.toml", "ci"), ONE),
    "diagnose": (diagnose, ({}, Policy()), ONE),
    "report_html": (report_html, (Report(), {}), ONE),
    "invoice_html": (invoice_html, ({}, Report(), {}), TWO),
    "revalidate": (revalidate, ({}, DEFAULT_TABLE), ONE),
    "discover": (discover, ([], "skip"), NONE_OR_ONE),
    "feedback": (parzo_validate.feedback, (Report(), []), ONE),
    "must_hold": (parzo_validate.must_hold, ({}, DEFAULT_TABLE), ONE),
    "check_rule": (check_rule, (WRONG, []), ONE),
    "check_vector": (check_vector, (WRONG, DEFAULT_TABLE), ONE),
}
"""Functions, with the first of their arguments that a caller has to name."""


@pytest.mark.parametrize(("function", "given", "counts"), BY_NAME_ALONE.values(), ids=BY_NAME_ALONE)
def test_what_must_be_named_is_not_taken_by_its_place(
    function: Callable[..., object], given: tuple[object, ...], counts: str
) -> None:
    with pytest.raises(TypeError) as refused:
        function(*given)
    assert str(refused.value) == f"{function.__name__}() takes {counts}"


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_argument_is_refused_with_what_was_expected(call: Callable[[], object], message: str) -> None:
    with pytest.raises((ValueError, TypeError)) as refused:
        call()
    assert str(refused.value) == message
    assert not isinstance(refused.value, InvalidInput)


BY_NAME: dict[str, Callable[[], object]] = {
    "invoice_html-diagnoses": lambda: invoice_html({}, Report(), ()),  # type: ignore[call-arg]
    "report_html-diagnoses": lambda: report_html(Report(), ()),  # type: ignore[call-arg]
    "differences_html-lang": lambda: differences_html(revalidate({"status": "completed", "result": {}}), "en"),  # type: ignore[call-arg]
    "assemble_page-pyodide": lambda: assemble_page(Path("out"), Path("nowhere"), wheels=Path("nowhere")),  # type: ignore[call-arg]
}


@pytest.mark.parametrize("call", BY_NAME.values(), ids=BY_NAME)
def test_an_option_is_given_by_its_name(call: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        call()


def test_every_documented_function_is_asked() -> None:
    modules = [parzo_validate, *(import_module(f"parzo_validate.{room}") for room in DOCUMENTED)]
    documented = {name for module in modules for name in module.__all__ if isfunction(getattr(module, name))}
    assert documented - {name.split("-")[0] for name in REFUSED} == NOTHING_TO_REFUSE
