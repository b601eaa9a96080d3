"""Frames of others go in as they are, and what comes out says what ``validate`` says and goes back."""

from typing import Any

import pyarrow as pa
import pytest

from parzo_validate import Policy, validate
from parzo_validate.arrow import InvalidColumns, output_schema, validate_batch, validate_batches
from tests.benchmarks.archive import archive
from tests.benchmarks.engines import answers_to, hash_of, write_parquet

ROWS: dict[str, list[Any]] = {
    "document_id": ["a", "b", None],
    "financials_subtotal": [1000.0, None, 5.0],
    "financials_tax_amount": [220.0, None, 0.0],
    "financials_total": [1202.0, 0.0, None],
    "vendor_vat_number": ["IT12345678903", None, "IT12345678904"],
}


def frame(kind: str) -> Any:
    """Return the rows as a frame of a package; skips where it is not installed."""
    package = pytest.importorskip(kind, reason=f"{kind} is not installed; pip install -e '.[engines]' brings it")
    if kind == "duckdb":
        return package.connect().from_arrow(pa.table(ROWS))
    return package.DataFrame(ROWS) if kind != "pyarrow" else package.table(ROWS)


def said(table: pa.Table) -> list[tuple[Any, str, list[str]]]:
    return [(row["document_id"], row["verdict"], [flag["code"] for flag in row["flags"]]) for row in table.to_pylist()]


def said_one_by_one() -> list[tuple[Any, str, list[str]]]:
    answers = []
    for values in zip(*ROWS.values(), strict=True):
        name, subtotal, tax, total, number = values
        sums = {"subtotal": subtotal, "tax_amount": tax, "total": total}
        report = validate({"financials": sums, "vendor": {"vat_number": number}})
        answers.append((name, report.verdict.value, [flag.code for flag in report.flags]))
    return answers


@pytest.mark.parametrize("kind", ["polars", "pandas", "duckdb", "pyarrow"])
def test_a_frame_is_judged_as_its_rows_are(kind: str) -> None:
    table = validate_batch(frame(kind))
    assert isinstance(table, pa.Table)
    assert said(table) == said_one_by_one()
    reader = validate_batches(frame(kind))
    assert isinstance(reader, pa.RecordBatchReader)
    assert said(reader.read_all()) == said_one_by_one()


def test_what_comes_out_goes_back() -> None:
    judged = validate_batch(pa.table(ROWS))
    polars = pytest.importorskip("polars", reason="polars is not installed; pip install -e '.[engines]' brings it")
    assert polars.DataFrame(judged)["verdict"].to_list() == [verdict for _, verdict, _ in said_one_by_one()]
    pandas = pytest.importorskip("pandas", reason="pandas is not installed; pip install -e '.[engines]' brings it")
    assert judged.to_pandas(types_mapper=pandas.ArrowDtype)["verdict"].tolist() == judged["verdict"].to_pylist()
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed; pip install -e '.[engines]' brings it")
    reader: pa.RecordBatchReader = validate_batches(pa.table(ROWS))
    assert duckdb.connect().sql("select count(*) from reader where verdict = 'review'").fetchall() == [(3,)]
    assert reader.schema == judged.schema


def test_arguments_reach_every_batch() -> None:
    table = pa.table(ROWS)
    judged = validate_batch(table, policy=Policy(tolerance=50), id_column=None)
    assert judged.column_names == output_schema(id_column=None).names
    assert "ARITHMETIC_MISMATCH" not in {flag["code"] for row in judged.to_pylist() for flag in row["flags"]}


def test_a_stream_without_its_column_of_ids_is_refused() -> None:
    with pytest.raises(InvalidColumns, match=r"^no column 'document_id'; the columns are financials_total$"):
        validate_batch(pa.table({"financials_total": [1]}))


def test_an_empty_frame_has_an_empty_answer() -> None:
    assert validate_batch(pa.table(ROWS).slice(0, 0)).num_rows == 0


def test_batches_that_are_iterated_over_are_answered_one_by_one() -> None:
    answers = validate_batches(pa.table(ROWS).to_batches(max_chunksize=1))
    assert [type(answer) for answer in answers] == [pa.RecordBatch] * 3


@pytest.mark.parametrize("kind", ["polars", "pandas", "duckdb"])
def test_a_frame_of_an_archive_says_what_the_library_says(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    package = pytest.importorskip(kind, reason=f"{kind} is not installed; pip install -e '.[engines]' brings it")
    folder = tmp_path_factory.mktemp("frames") / "invoices"
    write_parquet(archive(1000), 1000, folder)
    sources = {
        "polars": lambda: package.read_parquet(folder),
        "pandas": lambda: package.read_parquet(folder),
        "duckdb": lambda: package.sql(f"from '{folder}/*.parquet'"),
    }
    columns = ["document_id", "verdict", "flags", "not_evaluated", "unreadable", "ruleset"]
    answers = validate_batch(sources[kind]()).select(columns).to_pylist()
    assert hash_of(answers) == hash_of(answers_to(archive(1000)))


def test_texts_in_views_are_read_wherever_they_stand() -> None:
    text = pa.string_view()
    lines = pa.list_(pa.struct([("amount", text)]))
    schema = pa.schema([("document_id", text), ("invoice", pa.struct([("date", text)])), ("line_items", lines)])
    row = {"document_id": "a", "invoice": {"date": "2026-04-01"}, "line_items": [{"amount": "abc"}]}
    [answer] = validate_batch(pa.Table.from_pylist([row], schema)).to_pylist()
    assert [value["path"] for value in answer["unreadable"]] == ["/line_items/0/amount"]


def test_what_names_a_document_is_of_one_type_in_the_schema_and_in_its_batches() -> None:
    names = pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", "b"]))
    for values in (names, pa.array(["a", "b"], pa.string_view()), pa.array(["a", "b"]).dictionary_encode()):
        table = pa.Table.from_arrays([values, pa.array([0.0, 5.0])], ["document_id", "financials_total"])
        reader = validate_batches(table)
        assert isinstance(reader, pa.RecordBatchReader)
        [batch] = reader
        assert batch.schema == reader.schema
        assert batch.column("document_id").to_pylist() == ["a", "b"]
