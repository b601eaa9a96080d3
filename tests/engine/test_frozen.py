"""What is handed out does not change: every value is frozen through and through, and can be counted in a set."""

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Finding, Invoice, NotEvaluated, Policy, Report, rule, validate, validate_json
from parzo_validate.batch.outcome import Outcome, judge
from parzo_validate.diagnosis import diagnose
from parzo_validate.invoice.reading import read_json
from parzo_validate.job import Revalidation, ServerFlag, revalidate

WORDS = {"en": "something", "it": "qualcosa"}
REFUSED = "this mapping belongs to a frozen value; copy it with dict(...) to change it"
PRINTED = '{"financials": {"subtotal": "abc", "total": "€ 0,00"}, "line_items": [{"quantity": 1}]}'
TRANSPOSED = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}


@rule(code="ACME_BROKEN_RULE", severity="error", summary="always crashes", messages=WORDS)
def broken(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Fall over."""
    raise ZeroDivisionError("oops")
    yield


def full_report() -> Report:
    """Return a report in which nothing is empty."""
    report = validate_json(PRINTED, table=DEFAULT_TABLE.with_rules(broken))
    assert all((report.flags, report.unreadable, report.not_evaluated, report.crashed, report.coerced))
    return report


def full_outcome() -> Outcome:
    """Return a job's outcome with a report and a diagnosis."""
    raw = json.dumps({"status": "completed", "validation_flags": ["A_B"], "result": {"financials": TRANSPOSED}})
    outcome = judge("a.json", 1, raw, table=DEFAULT_TABLE, policy=Policy()).diagnosed(raw, Policy())
    assert all((outcome.report, outcome.job, outcome.diagnoses))
    return outcome


def full_revalidation() -> Revalidation:
    """Return a comparison in which both sides say something that the other does not."""
    answer = revalidate(
        {
            "status": "completed",
            "validation_flags": [{"code": "DATE_INCOHERENCE", "context": {"days": [1]}}, 42],
            "result": json.loads(PRINTED),
        }
    )
    assert all((answer.report, answer.only_in_report, answer.only_in_server_flags, answer.unreadable))
    return answer


VALUES: dict[str, Callable[[], object]] = {
    "report": full_report,
    "empty-report": Report,
    "report-read-back": lambda: Report.from_dict(full_report().as_dict()),
    "revalidation": full_revalidation,
    "revalidation-without-result": lambda: revalidate({"status": "pending"}),
    "invoice": lambda: Invoice.model_validate({"financials": TRANSPOSED}),
    "partly-read-invoice": lambda: read_json(PRINTED).invoice,
    "reading": lambda: read_json(PRINTED),
    "flag": lambda: full_report().flags[0],
    "server-flag": lambda: ServerFlag("DATE_INCOHERENCE"),
    "finding": lambda: Finding(("invoice",), {"total": 1}),
    "bare-finding": lambda: Finding(("invoice",)),
    "not-evaluated": lambda: NotEvaluated(("invoice", "number"), "number is missing"),
    "diagnosis": lambda: diagnose({"financials": TRANSPOSED})[0],
    "evidence": lambda: diagnose({"financials": TRANSPOSED})[0].evidence,
    "outcome": lambda: full_outcome(),
    "unusable-outcome": lambda: judge("a.json", None, "{", table=DEFAULT_TABLE, policy=Policy()),
    "coerced": lambda: full_report().coerced[0],
    "unreadable": lambda: full_report().unreadable[0],
    "ruleset": lambda: full_report().ruleset,
    "rule": lambda: DEFAULT_TABLE["INVALID_TOTAL"],
    "policy": lambda: Policy(),
    "table": lambda: DEFAULT_TABLE.with_rules(broken),
}


@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in VALUES.items()])
def test_equal_values_have_one_hash_also_after_a_pickle(made: Callable[[], object]) -> None:
    value = made()
    assert len({value, made()}) == 1
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes


@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in VALUES.items() if is_dataclass(made())])
def test_a_value_has_fields_that_stay_and_no_places_to_count_or_unpack(made: Callable[[], Any]) -> None:
    value = made()
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
    for as_a_tuple in (len, iter, lambda value: value[0], lambda value: value < value, lambda value: value._replace):
        with pytest.raises((TypeError, AttributeError)):
            as_a_tuple(value)
    varied = value.__replace__() if hasattr(value, "__replace__") else replace(value)  # as copy.replace of Python 3.13
    assert varied == value
    assert varied is not value


MAPPINGS: dict[str, Callable[[], Mapping[Any, Any]]] = {
    "not_evaluated": lambda: full_report().not_evaluated,
    "crashed": lambda: full_report().crashed,
    "empty-not_evaluated": lambda: validate({}, table=DEFAULT_TABLE.only("INVALID_PIVA_CHECKSUM")).crashed,
    "not_evaluated-read-back": lambda: Report.from_dict(full_report().as_dict()).not_evaluated,
    "crashed-read-back": lambda: Report.from_dict(full_report().as_dict()).crashed,
    "finding-context": lambda: Finding(("invoice",), {"total": 1}).context,
    "bare-finding-context": lambda: Finding(("invoice",)).context,
    "flag-context": lambda: full_report().flags[0].context,
}


@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in MAPPINGS.items()])
def test_a_mapping_of_a_frozen_value_refuses_to_change(made: Callable[[], Any]) -> None:
    mapping = made()
    before = dict(mapping)
    for change in (
        lambda: mapping.__setitem__("x", "changed"),
        lambda: mapping.__delitem__(next(iter(mapping), "x")),
        lambda: mapping.update(x="changed"),
        mapping.clear,
    ):
        with pytest.raises(TypeError) as refused:
            change()
        assert str(refused.value) == REFUSED
    assert mapping == before


def test_a_finding_keeps_a_copy_of_its_context() -> None:
    context: dict[str, object] = {"total": 1}
    finding = Finding(("invoice",), context)
    context["total"] = 2
    assert finding.context == {"total": 1}
