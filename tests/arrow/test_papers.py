"""A column with the text of the paper beside the documents."""

import json
from typing import Any

import pyarrow as pa
import pytest

from parzo_validate.arrow import InvalidColumns, validate_batch, validate_batches

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
