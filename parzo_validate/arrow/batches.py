"""The entry points: one record batch, or a stream of them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.by_row import judge_by_row
from parzo_validate.arrow.columns import Columns, InvalidColumns, column, kind_held
from parzo_validate.arrow.frames import ArrowStream, exports_a_stream
from parzo_validate.arrow.mappings import mappings
from parzo_validate.arrow.output import OutputColumns, output_schema
from parzo_validate.arrow.read_columns import ReadColumns
from parzo_validate.arrow.rows import invoices
from parzo_validate.arrow.selection import CANDIDATES
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.rule import Rule
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.collected import Coerced
from parzo_validate.invoice.values import pointer, printable
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate


def validate_batch(
    batch: pa.RecordBatch | ArrowStream,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    id_column: str | None = "document_id",
    json_column: str | None = None,
    text_column: str | None = None,
) -> pa.RecordBatch | pa.Table:
    """Return one row for each row of the batch, in its order: id, verdict, flags and the rest of the report.

    A frame of polars, pandas or DuckDB, or whatever else exports an Arrow stream, is answered by a ``pa.Table``.

    The columns are those of ``output_schema``. A document comes in one of three forms:

    * struct columns ``vendor``, ``buyer``, ``invoice`` and ``financials`` with the documented fields, and
      ``line_items``, a list of structs;
    * flat columns, named section and field: ``financials_total``, ``vendor_vat_number``, ``invoice_due_date``;
      lines stay a list of structs;
    * one column of JSON, named by ``json_column``: results, or completed jobs that carry one.

    Amounts may be integers, decimals, doubles or texts, dates may be dates or texts. Columns that are not documented
    are ignored, and a value that cannot be read is unreadable, as in ``validate``. What comes out is what ``validate``
    says of each row. A table of the five documented rules, or of some of them, is run column-wise; a table with another
    rule, and JSON, row by row.

    Args:
        batch: the documents: a record batch, or what exports a stream of them.
        table: the rules to run.
        policy: what they take as right beyond the law.
        id_column: the column that is passed through, so that a flag finds its document; ``None`` for none.
        json_column: the column that holds each document as JSON, in text or bytes. A value that is no JSON object has
            no verdict; ``error`` says why, ``reason_code`` says it to programs.
        text_column: the column that holds the text of each document's paper, or a list of its pages, on which its
            values are looked for.

    Raises:
        InvalidColumns: a column that is asked for is not there, or a field comes twice; the columns are listed. Or a
            column of dates holds moments: timestamps, which are to be cast to ``date32``.

    >>> batch = pa.RecordBatch.from_pydict(
    ...     {
    ...         "document_id": ["a", "b"],
    ...         "financials_subtotal": [1000.0, 1000.0],
    ...         "financials_tax_amount": [220.0, 220.0],
    ...         "financials_total": [1220.0, 1202.0],
    ...     }
    ... )
    >>> [(row["document_id"], row["verdict"], len(row["flags"])) for row in validate_batch(batch).to_pylist()]
    [('a', 'incomplete', 0), ('b', 'review', 1)]
    """
    if exports_a_stream(batch):
        reader: pa.RecordBatchReader = validate_batches(
            batch,
            table=table,
            policy=policy,
            id_column=id_column,
            json_column=json_column,
            text_column=text_column,
        )
        return reader.read_all()
    if not isinstance(batch, pa.RecordBatch):
        raise InvalidColumns(f"expected a RecordBatch, got a {type(batch).__name__}; use validate_batches for several")
    ids = [] if id_column is None else [column(batch, id_column)]
    output = OutputColumns(batch.num_rows)
    if json_column is None and text_column is None:
        asked = Ruleset.of(table, policy)
        _judge_columns(Columns.of(batch), output, table, policy)
    else:
        asked = judge_by_row(batch, output, table, policy, json_column, text_column)
    schema = output_schema(ids[0].type if ids else pa.null(), id_column=id_column)
    return pa.RecordBatch.from_arrays([*ids, *output.arrays(str(asked))], schema=schema)


def validate_batches(
    batches: Iterable[pa.RecordBatch] | ArrowStream,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    id_column: str | None = "document_id",
    json_column: str | None = None,
    text_column: str | None = None,
) -> Iterator[pa.RecordBatch] | pa.RecordBatchReader:
    """Return an iterator over what ``validate_batch`` returns for each batch; the arguments are the same.

    What exports an Arrow stream is answered by a ``pa.RecordBatchReader``, which polars, pandas and DuckDB take back.
    Spark's ``mapInArrow`` takes it as it is; with arguments, give it ``functools.partial(validate_batches, ...)``.

    Raises:
        InvalidColumns: as ``validate_batch`` does, when the first batch is asked for.
    """
    judge = partial(
        validate_batch,
        table=table,
        policy=policy,
        id_column=id_column,
        json_column=json_column,
        text_column=text_column,
    )
    if not exports_a_stream(batches):
        return map(judge, batches)  # type: ignore[arg-type]  # what exports no stream is iterated over
    reader = pa.RecordBatchReader.from_stream(batches)
    found = [] if id_column is None else reader.schema.get_all_field_indices(id_column)
    kind = kind_held(reader.schema.field(found[0]).type) if found else pa.null()
    return pa.RecordBatchReader.from_batches(output_schema(kind, id_column=id_column), map(judge, reader))


def _judge_columns(columns: Columns, output: OutputColumns, table: RuleTable, policy: Policy) -> None:
    by_row = np.arange(columns.rows)
    if all(rule.check in CANDIDATES for rule in table):
        read = ReadColumns.of(columns)
        by_row = np.flatnonzero(read.odd)
        for path, given in read.placeholders.items():
            for row, text in given.items():
                if not read.odd[row]:
                    output.add(row, Report(coerced=(Coerced(pointer(path), printable(text), None),)))
        for rule in table:
            alone = _alone(rule)
            rows = np.flatnonzero(CANDIDATES[rule.check](read, policy) & ~read.odd)
            for row, invoice in zip(rows.tolist(), invoices(read, rows), strict=True):
                if any(outcome := alone.run(invoice, policy)):
                    flags, gaps, crashed = outcome
                    output.add(row, Report(flags, not_evaluated=gaps, crashed=crashed))
    for row, result in zip(by_row.tolist(), mappings(columns, by_row), strict=True):
        output.add(row, validate(result, table=table, policy=policy))


@lru_cache(maxsize=64)  # to make one takes as long as a column of texts
def _alone(rule: Rule) -> RuleTable:
    return RuleTable(rule)
