"""Why something is not to be had: with a code, and in the language asked for, wherever it is shown."""

import json
import pickle
from collections.abc import Iterator

import pyarrow as pa
import pytest

from parzo_validate import InvalidInput, Invoice, NotEvaluated, Policy, Report, RuleTable, rule, validate
from parzo_validate.arrow import validate_batch
from parzo_validate.batch.outcome import judge
from parzo_validate.cli.output import Format, printed
from parzo_validate.engine import Reason
from parzo_validate.engine.reasons import as_reason, reason_of
from parzo_validate.html import report_html

CLOSED = Reason("acme_no_register", "the register of orders is closed", "il registro degli ordini è chiuso")


@rule(code="ACME_ORDER", severity="error", summary="an order", messages={"en": "no order", "it": "nessun ordine"})
def unknown_order(invoice: Invoice, policy: Policy) -> Iterator[NotEvaluated]:
    """Find nothing, as nobody can be asked."""
    yield NotEvaluated(("invoice", "po_number"), CLOSED)


TABLE = RuleTable(unknown_order)
PLACE = {"code": "ACME_ORDER", "path": "/invoice/po_number", "reason": str(CLOSED), "reason_code": "acme_no_register"}


def test_the_reason_of_somebody_elses_rule_is_in_the_report_and_comes_back_from_json() -> None:
    report = validate({}, table=TABLE)
    assert report.as_dict()["not_evaluated"] == [PLACE]
    [back] = Report.from_dict(json.loads(report.to_json())).not_evaluated.values()
    assert (back, back.code) == (CLOSED, CLOSED.code)


@pytest.mark.parametrize(
    ("lang", "sheet"),
    [
        ("en", "a.json: incomplete\n  not checked         ACME_ORDER  the register of orders is closed\n"),
        ("it", "a.json: incompleto\n  non verificato      ACME_ORDER  il registro degli ordini è chiuso\n"),
    ],
)
def test_it_is_said_in_the_language_asked_for(lang: str, sheet: str, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = judge("a.json", None, "{}", table=TABLE, policy=Policy())
    assert json.loads(outcome.to_json())["not_evaluated"] == [PLACE]
    assert list(printed([outcome], Format.TEXT, lang, several=False)) == [outcome]
    assert capsys.readouterr().out == sheet
    list(printed([outcome], Format.GITHUB, lang, several=False))
    assert capsys.readouterr().out.endswith(f"::/invoice/po_number: {CLOSED.render(lang)}\n")
    assert outcome.report
    fragment = report_html(outcome.report, lang=lang)
    assert f"<code>/invoice/po_number</code> {CLOSED.render(lang)}</li>" in fragment


def test_it_is_in_the_columns() -> None:
    [row] = validate_batch(
        pa.RecordBatch.from_pydict({"document_id": ["a"], "financials_total": [1.0]}), table=TABLE
    ).to_pylist()
    assert row["not_evaluated"] == [PLACE]


@pytest.mark.parametrize(("told", "code"), [(CLOSED, "acme_no_register"), ("it is closed", "unusable")])
def test_an_input_is_refused_for_a_reason_or_a_plain_text(told: str, code: str) -> None:
    refusal = InvalidInput(told)
    assert (str(refusal), refusal.reason) == (told, told)
    for one in (refusal, pickle.loads(pickle.dumps(refusal))):  # noqa: S301
        reason = reason_of(one)
        assert (reason, reason.code, reason.render("it")) == (told, code, getattr(told, "italian", told))


def test_a_reason_keeps_its_code() -> None:
    assert as_reason(CLOSED, "unusable") is CLOSED
