"""Streams of documents, on one core or many: an outcome for each, in order, in memory that does not grow."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING

from parzo_validate.batch.lines import Lines
from parzo_validate.batch.outcome import Outcome, as_outcome, document_name, report_or_outcome
from parzo_validate.batch.sources import Piece, Received, documents_in, pieces
from parzo_validate.batch.spreading import ordered_map
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document
from parzo_validate.invoice.values import describe
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import clean_report

if TYPE_CHECKING:
    from parzo_validate.batch.papers import Papers

CHUNK_PIECES, CHUNK_BYTES = 500, 1 << 19
"""What travels to a worker at once: so many pieces, or fewer when they are long. Documents that need a rule are judged
one after the other, with its code at hand: eight in a hundred of the time less than in an eighth of such a chunk."""

FAST = all(map(find_spec, ("msgspec", "numpy")))
"""Whether the extra ``fast`` is installed."""

FEW = 30
"""Documents that are judged one by one: to import numpy, or to set up a column, takes as long."""

Chunk = Sequence[Piece]


def validate_stream(
    documents_or_paths: Iterable[Document | os.PathLike[str]] | os.PathLike[str],
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    workers: int = 1,
    text_field: str | None = None,
) -> Iterator[Outcome]:
    """Return an iterator over the outcome of each document, in order; it never holds more than a chunk of them.

    A document that cannot be read gets an outcome with a reason, and the stream goes on.

    Args:
        documents_or_paths: documents, as ``validate`` takes them; or paths: JSON Lines (``.jsonl``, ``.ndjson``), other
            files, each a document, either compressed (``.gz``, ``.zst``), folders, in which files are taken by name.
        table: the rules to run.
        policy: what they take as right beyond the law.
        workers: processes that judge; 1 is this one, and on Windows 61 are the most. Outcomes are the same for any
            number. A program that asks for several must keep its own start under ``if __name__ == "__main__":``.
        text_field: the field of each document that holds the text of its paper, on which its values are looked for.

    Raises:
        InvalidInput: something given is neither a document nor a path.
        TypeError: one document is given, and no list of them.
        ValueError: fewer than one worker is asked for.
        WorkerDied: a worker process was killed; the message names the documents that it was judging.
        UnsendableWork: the rules cannot be sent to another process.
        WorkersForbidden: this process is one of those that may not start others, such as a worker of a
            ``multiprocessing.Pool``.

    >>> for outcome in validate_stream(['{"financials": {"total": 0}}', "{"]):
    ...     print(outcome.name, outcome.report.codes if outcome.report else outcome.reason)
    line 1 ('INVALID_TOTAL',)
    line 2 invalid JSON at line 1, column 2: Expecting property name enclosed in double quotes
    """
    if isinstance(documents_or_paths, (bytes, str, Mapping, Invoice)):
        raise TypeError(f"expected several documents or paths, got {describe(documents_or_paths)}; put it into a list")
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {describe(workers)}")
    items = [documents_or_paths] if isinstance(documents_or_paths, os.PathLike) else documents_or_paths
    papers = None if text_field is None else _papers_in(text_field)
    if workers == 1:
        return chain.from_iterable(outcomes_of([piece], table, policy, papers) for piece in pieces(items))
    work = partial(outcomes_of, table=table, policy=policy, papers=papers)
    return chain.from_iterable(ordered_map(work, chunks(pieces(items)), workers, chunk_name))


def _papers_in(field: str) -> "Papers":
    from parzo_validate.batch.papers import Papers  # only here: most documents come without their papers

    return Papers(field=field)


def outcome_of(document: Received, table: RuleTable, policy: Policy, papers: "Papers | None" = None) -> Outcome:
    """Return the outcome of a document, unread or read, with what its paper says of it where papers are given."""
    return as_outcome(document.source, document.line, report_or_outcome_of(document, table, policy, papers))


def report_or_outcome_of(
    document: Received, table: RuleTable, policy: Policy, papers: "Papers | None" = None
) -> Report | Outcome:
    """Return what ``outcome_of`` does; of a bare result without a paper only the report."""
    source, line, raw, reason = document
    if reason:
        return Outcome(source, line, reason=reason)
    said = report_or_outcome(source, line, raw, table=table, policy=policy)
    return papers.beside(as_outcome(source, line, said), raw, table, policy) if papers else said


def outcomes_of(chunk: Chunk, table: RuleTable, policy: Policy, papers: "Papers | None" = None) -> list[Outcome]:
    """Return the outcomes of the documents of a chunk, in order."""
    documents = list(documents_in(chunk))
    return [
        Outcome(document.source, document.line, clean_report(table, policy))
        if is_clean
        else outcome_of(document, table, policy, papers)
        for document, is_clean in zip(documents, which_are_clean(documents, table, papers), strict=True)
    ]


def which_are_clean(documents: Sequence[Received], table: RuleTable, papers: "Papers | None" = None) -> Sequence[bool]:
    """Return of each document whether a look at many at once shows it to be clean; if not, it is judged by itself."""
    if not FAST or len(documents) < FEW or papers or table.others:
        return [False] * len(documents)
    from parzo_validate.batch.clean import are_clean  # only here: what it imports need not be installed

    return are_clean([raw if isinstance(raw, bytes) and not reason else b"" for _, _, raw, reason in documents])


def chunks(stream: Iterable[Piece]) -> Iterator[Chunk]:
    """Yield the pieces in chunks, none empty, none much longer than ``CHUNK_BYTES``."""
    chunk: list[Piece] = []
    size = 0
    for piece in stream:
        chunk.append(piece)
        if isinstance(piece, Lines):
            size += piece.size
        elif not isinstance(piece.raw, Invoice):
            size += len(piece.raw)
        if len(chunk) >= CHUNK_PIECES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def chunk_name(chunk: Chunk) -> str:
    """Return how an error calls a chunk: by its first and its last document, or line."""
    first, last = chunk[0], chunk[-1]
    line = last.line + len(last.raws) - 1 if isinstance(last, Lines) else last.line
    names = document_name(first.source, first.line), document_name(last.source, line)
    return names[0] if names[0] == names[1] else " to ".join(names)
