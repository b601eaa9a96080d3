"""The papers beside the documents of a stream."""

from pathlib import Path

from parzo_validate import DEFAULT_TABLE, Invoice, Policy
from parzo_validate.batch.outcome import judge
from parzo_validate.batch.papers import Papers


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
