"""The papers beside the documents of a stream."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Finding, Invoice, Policy, Report, RuleTable, rule
from parzo_validate.batch import validate_stream
from parzo_validate.batch.outcome import judge
from parzo_validate.batch.papers import Papers
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.grounding import GROUNDING_TABLE, grounded


@rule(code="ACME_DRAFT", severity="error", summary="a draft", messages={"en": "a draft", "it": "una bozza"})
def draft(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
    """A draft."""
    held = grounded(invoice)
    if held and "BOZZA" in held.paper.pages[0].text:
        yield Finding(())


def reported(document: dict[str, Any], table: RuleTable) -> Report:
    [outcome] = validate_stream([document], table=table, text_field="text")
    assert outcome.report is not None
    return outcome.report


def test_a_paper_that_cannot_be_read_is_not_evaluated(tmp_path: Path) -> None:
    document = {"financials": {"total": 5}}
    outcome = judge("a.json", None, document, table=DEFAULT_TABLE, policy=Policy())
    beside = Papers(text=tmp_path / "gone.txt").beside(outcome, document, DEFAULT_TABLE, Policy())
    assert beside.report is not None
    reason = beside.report.not_evaluated["NOT_ON_PAGE", ""]
    assert reason == f"{tmp_path / 'gone.txt'}: cannot be read: No such file or directory"
    assert reason.code == "unreadable_paper"


def test_a_typed_invoice_has_no_field_for_its_paper() -> None:
    assert Papers(field="text").text_of("", 1, Invoice()) is None


def test_a_rule_of_the_table_sees_the_paper() -> None:
    report = reported({"text": "BOZZA, totale 5,50", "financials": {"total": 5.5}}, RuleTable(draft))
    assert report.codes == ("ACME_DRAFT",)
    assert reported({"financials": {"total": 5.5}}, RuleTable(draft)).codes == ()


def test_a_rule_about_the_paper_counts_as_the_table_has_it() -> None:
    table = DEFAULT_TABLE.only("INVALID_TOTAL").with_rules(*GROUNDING_TABLE.with_severity({"NOT_ON_PAGE": "error"}))
    report = reported({"text": "totale 5,55", "financials": {"total": 5.5}}, table)
    assert [(flag.code, flag.severity.value) for flag in report.flags] == [("NOT_ON_PAGE", "error")]
    assert report.not_evaluated == {}
    assert report.ruleset == Ruleset.of(table, Policy())


def test_what_the_paper_changes_nothing_about_stays_as_it_was() -> None:
    document = {"text": "totale -5,50", "financials": {"total": "-5,50 EUR", "subtotal": "5..0"}}
    report = reported(document, DEFAULT_TABLE)
    alone = judge("", 1, document, table=DEFAULT_TABLE, policy=Policy()).report
    assert alone is not None
    assert report.flags == alone.flags != ()
    assert (report.coerced, report.unreadable) == (alone.coerced, alone.unreadable)
    assert report.not_evaluated == alone.not_evaluated


@pytest.mark.parametrize("text", [["x", 5], ["x", None]])
def test_pages_that_are_no_texts_are_not_evaluated(text: list[Any]) -> None:
    report = reported({"text": text, "financials": {"total": 5.5}}, DEFAULT_TABLE)
    assert report.not_evaluated["WRONG_PAGE", ""].startswith("text: expected a text for page 2, got ")


def test_a_rule_about_the_paper_that_crashes_costs_no_other() -> None:
    @rule(code="NOT_ON_PAGE", severity="warning", summary="a bug", messages={"en": "a bug", "it": "un errore"})
    def broken(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        raise ValueError("x")

    document = {"text": "totale 5,55", "financials": {"total": 0}}
    [outcome] = validate_stream([document], table=DEFAULT_TABLE.with_rules(broken), text_field="text")
    assert outcome.report is not None
    assert outcome.grounding is not None
    assert list(outcome.report.crashed) == list(outcome.grounding.crashed) == ["NOT_ON_PAGE"]
    assert outcome.report.codes == ("INVALID_TOTAL",)


def test_pages_that_are_no_texts_are_left_out_of_the_diagnosis() -> None:
    document = {"text": [7], "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}}
    [outcome] = validate_stream([document], text_field="text")
    assert outcome.text is None
    diagnoses = outcome.diagnosed(document, Policy()).diagnoses
    assert diagnoses is not None
    assert [one.proposed for one in diagnoses] == ["1220.00"]
