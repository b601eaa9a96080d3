"""Documents that are judged row by row: JSON, and whatever has its paper beside it."""

from collections.abc import Iterable
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from parzo_validate.arrow.columns import Columns, InvalidColumns, column, without_dictionary
from parzo_validate.arrow.mappings import mappings
from parzo_validate.arrow.output import OutputColumns
from parzo_validate.arrow.texts import holds_texts
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.reasons import Reason
from parzo_validate.validate import validate

_NULL = Reason("not_an_object", "expected a JSON object, got null", "atteso un oggetto JSON, trovato null")


def _json_in(batch: pa.RecordBatch, name: str) -> list[bytes | None]:
    """Return the documents of a column of JSON.

    Raises:
        InvalidColumns: there is no such column, or it holds neither text nor bytes.
    """
    texts = column(batch, name)
    if isinstance(texts, pa.ExtensionArray):
        texts = texts.storage
    texts = without_dictionary(texts)
    try:
        return texts.cast(pa.large_binary()).to_pylist()  # type: ignore[no-any-return]
    except pa.ArrowNotImplementedError:
        raise InvalidColumns(f"column {name!r} holds {texts.type}; expected JSON as text or bytes") from None


def judge_by_row(
    batch: pa.RecordBatch,
    output: OutputColumns,
    table: RuleTable,
    policy: Policy,
    json_column: str | None,
    text_column: str | None,
) -> Ruleset:
    """Add what the rules say of each row, and those about papers where these are given; return what was asked.

    Raises:
        InvalidColumns: there is no such column, or it holds no JSON, or neither texts nor lists of pages.
    """
    asked = Ruleset.of(table, policy)
    papers: Iterable[Any] = repeat(None, batch.num_rows)
    if text_column is not None:
        from parzo_validate.grounding import NO_PAPER, report_beside  # only here: most batches come without papers

        texts = column(batch, text_column)
        if not (holds_texts(texts) or (pa.types.is_list(texts.type) and holds_texts(texts.values))):
            raise InvalidColumns(f"column {text_column!r} holds {texts.type}; expected texts, or lists of pages")
        papers = [NO_PAPER if text is None else text for text in texts.to_pylist()]
        asked = report_beside(Report(), {}, NO_PAPER, table=table, policy=policy)[0].ruleset
    documents: Iterable[Any] = (
        mappings(Columns.of(batch), np.arange(batch.num_rows)) if json_column is None else _json_in(batch, json_column)
    )
    for row, (document, paper) in enumerate(zip(documents, papers, strict=True)):
        try:
            if document is None:
                raise InvalidInput(_NULL)
            report = validate(document, table=table, policy=policy)
            if paper is not None:
                report, _ = report_beside(report, document, paper, table=table, policy=policy)
            output.add(row, report)
        except InvalidInput as error:
            output.add_error(row, reason_of(error))
    return asked
