"""The entry points: one record batch, or a stream of them."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
from pydantic import TypeAdapter

from parzo_validate.arrow.cases import COLUMN_WISE, SILENT, is_column_wise, numbered
from parzo_validate.arrow.columns import KINDS, LINES, Columns, InvalidColumns, column
from parzo_validate.arrow.facts import Facts
from parzo_validate.arrow.mappings import mappings
from parzo_validate.arrow.output import Answers, Said, output_schema, written
from parzo_validate.arrow.rows import invoices
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.rule import Rule
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate, validate_json

_read_all = TypeAdapter(list[Invoice]).validate_python
"""Reads the mappings of rows that are not odd: every value fits its field."""

_NULL = Reason("not_an_object", "expected a JSON object, got null", "atteso un oggetto JSON, trovato null")


def validate_batch(
    batch: pa.RecordBatch,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    id_column: str | None = "document_id",
    json_column: str | None = None,
) -> pa.RecordBatch:
    """Return one row for each row of the batch, in its order: id, verdict, flags and the rest of the report.

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
        batch: the documents.
        table: the rules to run.
        policy: what they take as right beyond the law.
        id_column: the column that is passed through, so that a flag finds its document; ``None`` for none.
        json_column: the column that holds each document as JSON, in text or bytes. A value that is no JSON object has
            no verdict; ``error`` says why, ``reason_code`` says it to programs.

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
    if not isinstance(batch, pa.RecordBatch):
        raise InvalidColumns(f"expected a RecordBatch, got a {type(batch).__name__}; use validate_batches for several")
    ids = [] if id_column is None else [column(batch, id_column)]
    answers = Answers(batch.num_rows)
    if json_column is not None:
        _judge_json(_bytes(batch, json_column), answers, table, policy)
    else:
        _judge_columns(Columns.of(batch), answers, table, policy)
    schema = output_schema(ids[0].type if ids else pa.null(), id_column=id_column)
    return pa.RecordBatch.from_arrays([*ids, *answers.columns(str(Ruleset.of(table, policy)))], schema=schema)


def validate_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    id_column: str | None = "document_id",
    json_column: str | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield what ``validate_batch`` returns for each batch, one at a time; the arguments are the same.

    Spark's ``mapInArrow`` takes it as it is; with arguments, give it ``functools.partial(validate_batches, ...)``.
    """
    for batch in batches:
        yield validate_batch(batch, table=table, policy=policy, id_column=id_column, json_column=json_column)


def _bytes(batch: pa.RecordBatch, name: str) -> list[bytes | None]:
    texts = column(batch, name)
    if isinstance(texts, pa.ExtensionArray):
        texts = texts.storage
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    try:
        return texts.cast(pa.large_binary()).to_pylist()  # type: ignore[no-any-return]
    except pa.ArrowNotImplementedError:
        raise InvalidColumns(f"column {name!r} holds {texts.type}; expected JSON as text or bytes") from None


def _judge_json(texts: list[bytes | None], answers: Answers, table: RuleTable, policy: Policy) -> None:
    for row, text in enumerate(texts):
        try:
            if text is None:
                raise InvalidInput(_NULL)
            answers.say([Said.of_report(validate_json(text, table=table, policy=policy))], [row], [0])
        except InvalidInput as error:
            answers.refuse(row, reason_of(error))


def _judge_columns(columns: Columns, answers: Answers, table: RuleTable, policy: Policy) -> None:
    if all(map(is_column_wise, table)):
        facts = Facts.of(columns)
        for rule in table:
            _judge_by_cases(rule, facts, columns, answers, policy)
        by_row = np.flatnonzero(facts.odd)
    else:
        by_row = np.arange(columns.rows)
    results = mappings(columns, by_row, KINDS)
    reports = [Said.of_report(validate(result, table=table, policy=policy)) for result in results]
    answers.say(reports, by_row.tolist(), range(len(reports)))


def _judge_by_cases(rule: Rule, facts: Facts, columns: Columns, answers: Answers, policy: Policy) -> None:
    """Show the rule one row of each case, and say of every row of the case what it says."""
    column_wise = COLUMN_WISE[rule.check]
    cases = column_wise.cases(facts, policy)
    cases[facts.odd] = SILENT
    rows = np.flatnonzero(cases)
    _, first, which = np.unique(numbered(cases[rows]), return_index=True, return_inverse=True)
    alone = RuleTable(rule)
    if columns.lines is None or not any(section == LINES for section, _ in column_wise.fields):
        shown = invoices(facts, rows[first], column_wise.fields)
    else:
        shown = _read_all(mappings(columns, rows[first], column_wise.fields))
    said = [Said.of(*alone.run_with(written, invoice, policy)) for invoice in shown]
    answers.say(said, rows.tolist(), which.tolist())
