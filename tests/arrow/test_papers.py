"""A column with the text of the paper beside the documents."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Finding, Invoice, Policy, RuleTable, rule
from parzo_validate.arrow import InvalidColumns, validate_batch, validate_batches
from parzo_validate.batch import validate_stream
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import GROUNDING_TABLE, grounded
from parzo_validate.testing.strategies import papers

TOTALS = [1220.0, 1222.0, 5.0]
TEXTS: list[Any] = ["Totale 1.220,00", "Totale 1.220,00", None]
COLUMNS = {"financials_total": TOTALS, "page_text": TEXTS}
DOCUMENTS = {"raw": [json.dumps({"financials": {"total": total}}) for total in TOTALS], "page_text": TEXTS}


def codes(batch: pa.RecordBatch) -> list[tuple[list[str], list[str]]]:
    """Return of each row what the rules about the paper flag, and what they could not evaluate."""

    def about_the_paper(said: list[dict[str, str]]) -> list[str]:
        return [one["code"] for one in said if one["code"].endswith("_PAGE")]

    return [(about_the_paper(row["flags"]), about_the_paper(row["not_evaluated"])) for row in batch.to_pylist()]


EXPECTED = [([], []), (["NOT_ON_PAGE"], []), ([], ["NOT_ON_PAGE", "WRONG_PAGE"])]


@pytest.mark.parametrize(("columns", "json_column"), [(COLUMNS, None), (DOCUMENTS, "raw")], ids=["columns", "json"])
def test_values_are_looked_for_in_a_column_of_texts(columns: dict[str, Any], json_column: str | None) -> None:
    batch = pa.RecordBatch.from_pydict(columns)
    options: Any = {"id_column": None, "json_column": json_column, "text_column": "page_text"}
    assert codes(validate_batch(batch, **options)) == EXPECTED
    [streamed] = validate_batches([batch], **options)
    assert streamed == validate_batch(batch, **options)
    assert streamed["ruleset"] != validate_batch(batch, **{**options, "text_column": None})["ruleset"]


def test_a_paper_may_be_a_list_of_pages() -> None:
    batch = pa.RecordBatch.from_pydict({"financials_total": [1220.0], "pages": [["Fattura", "Totale 1.220,00"]]})
    assert codes(validate_batch(batch, id_column=None, text_column="pages")) == [([], [])]


def test_what_is_no_document_keeps_its_error() -> None:
    batch = pa.RecordBatch.from_pydict({"raw": ["["], "page_text": ["x"]})
    [row] = validate_batch(batch, id_column=None, json_column="raw", text_column="page_text").to_pylist()
    assert (row["verdict"], row["flags"], row["reason_code"]) == (None, [], "not_json")


def test_a_column_of_no_texts_is_refused() -> None:
    with pytest.raises(InvalidColumns) as refused:
        validate_batch(
            pa.RecordBatch.from_pydict({"page": [1], "financials_total": [5]}), id_column=None, text_column="page"
        )
    assert str(refused.value) == "column 'page' holds int64; expected texts, or lists of pages"


@rule(code="ACME_DRAFT", severity="error", summary="a draft", messages={"en": "a draft", "it": "una bozza"})
def draft(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
    """A draft."""
    held = grounded(invoice)
    if held and "BOZZA" in held.paper.pages[0].text:
        yield Finding(())


@pytest.mark.parametrize(("columns", "json_column"), [(COLUMNS, None), (DOCUMENTS, "raw")], ids=["columns", "json"])
def test_the_rules_of_a_table_see_the_paper(columns: dict[str, Any], json_column: str | None) -> None:
    batch = pa.RecordBatch.from_pydict({**columns, "page_text": ["BOZZA 1.220,00", None, "5,50"]})
    table = RuleTable(draft, *GROUNDING_TABLE.with_severity({"NOT_ON_PAGE": "error"}))
    rows = validate_batch(batch, table=table, id_column=None, json_column=json_column, text_column="page_text")
    said = [[(flag["code"], flag["severity"]) for flag in row["flags"]] for row in rows.to_pylist()]
    assert said == [[("ACME_DRAFT", "error")], [], [("NOT_ON_PAGE", "error")]]


@given(st.lists(papers(), min_size=1, max_size=4), st.sampled_from([DEFAULT_TABLE, EXTENDED_TABLE]))
def test_a_row_is_what_a_stream_says_of_its_document(drawn: list[tuple[dict[str, Any], str]], table: RuleTable) -> None:
    documents = [{**result, "page_text": text} for result, text in drawn]
    raw = [json.dumps(document) for document in documents]
    batch = pa.RecordBatch.from_pydict({"raw": raw, "page_text": [text for _, text in drawn]})
    rows = validate_batch(batch, table=table, id_column=None, json_column="raw", text_column="page_text").to_pylist()
    for row, outcome in zip(rows, validate_stream(raw, table=table, text_field="page_text"), strict=True):
        report = outcome.as_dict()
        said = [(flag["code"], flag["path"], flag["message"]) for flag in report["flags"]]  # type: ignore[typeddict-item]
        assert [(flag["code"], flag["path"], flag["message"]) for flag in row["flags"]] == said
        assert row["verdict"] == report["verdict"]  # type: ignore[typeddict-item]
        assert row["not_evaluated"] == report["not_evaluated"]  # type: ignore[typeddict-item]
        assert row["ruleset"] == str(outcome.report and outcome.report.ruleset)


def test_a_page_that_is_missing_in_a_list_is_not_evaluated() -> None:
    batch = pa.RecordBatch.from_pydict({"financials_total": [1220.0], "pages": [["Totale 1.220,00", None]]})
    assert codes(validate_batch(batch, id_column=None, text_column="pages")) == [([], ["NOT_ON_PAGE", "WRONG_PAGE"])]
