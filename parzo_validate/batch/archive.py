"""An archive judged into a file: a line for each document, continued where it was interrupted, counted on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from parzo_validate.batch.outcome import Outcome, as_outcome, document_name, json_of_clean, json_of_place
from parzo_validate.batch.partial_output import PartialOutput, UnusableOutput
from parzo_validate.batch.sources import Piece, Received, documents_in, pieces
from parzo_validate.batch.spreading import ordered_map
from parzo_validate.batch.stream import Chunk, chunk_name, chunks, outcome_of, report_or_outcome_of, which_are_clean
from parzo_validate.batch.summary import Summary
from parzo_validate.batch.writing import shown
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.validate import clean_report

if TYPE_CHECKING:
    from parzo_validate.batch.papers import Papers

Adapting = Callable[[Received], Received]
"""Returns a document in the documented shape, or with the reason why it has none."""


Gathering = Callable[[Received, Outcome], Any]
"""Returns what else is to be kept of a document and its outcome; it can be sent to another process."""


class Done(NamedTuple):
    """How many lines are written, and how many of them say that something could not be read."""

    lines: int = 0
    unread: int = 0

    @property
    def documents(self) -> int:
        """How many documents have their outcome."""
        return self.lines - self.unread


class Written(NamedTuple):
    """What came of a chunk: how much, the lines themselves, and what they come to if that is wanted."""

    done: Done
    lines: bytes
    summary: Summary | None
    gathered: Sequence[Any]


def judge_archive(
    inputs: Iterable[Path],
    output: PartialOutput,
    *,
    table: RuleTable,
    policy: Policy,
    workers: int,
    lines: bool = False,
    summary: Summary | None = None,
    on_read: Callable[[int], object] = lambda _: None,
    adapt: Adapting | None = None,
    gather: Gathering | None = None,
    on_gathered: Callable[[Any], object] = lambda _: None,
    papers: "Papers | None" = None,
) -> Iterator[Done]:
    """Write a line for each document, in order, and yield now and then how much is done.

    The lines of an interrupted run are kept and counted like those that are written now.

    Args:
        inputs: files and folders.
        output: a file to write, or to go on with.
        table: the rules to run.
        policy: what they take as right beyond the law.
        workers: processes that judge; the lines are the same for any number. Where nobody else's code can crash it,
            this process is one of them.
        lines: read every file as JSON Lines.
        summary: counts the documents, if given.
        on_read: is told how many bytes of a file were read.
        gather: returns what else is to be kept of a document, if given.
        on_gathered: is called with that, document by document, in order.
        adapt: returns a document as one in the documented shape, if given; it can be sent to another process.
        papers: where the papers of the documents are, if they are to be looked at.

    Raises:
        UnusableOutput: what it holds does not belong to the inputs, or it cannot be written.
        WorkerDied: a worker process was killed; what came before is written.
        UnsendableWork: the rules cannot be sent to another process.
        WorkersForbidden: this process is one of those that may not start others.
    """

    def keep(document: Received) -> None:
        if gather:
            on_gathered(gather(document, outcome_of(document, table, policy, papers)))

    done, stream = _after_the_kept(pieces(inputs, lines=lines, on_read=on_read), output, summary, adapt, keep)
    yield done
    work = partial(
        lines_of, table=table, policy=policy, counted=summary is not None, adapt=adapt, gather=gather, papers=papers
    )
    joining = table.is_own and papers is None  # neither a rule of somebody else's nor a paper may crash this process
    for written in ordered_map(work, chunks(stream), workers, chunk_name, joining=joining):
        output.write(written.lines)
        if summary and written.summary:
            summary.update(written.summary)
        for kept in written.gathered:
            on_gathered(kept)
        done = Done(done.lines + written.done.lines, done.unread + written.done.unread)
        yield done
    output.finish()


def _after_the_kept(
    stream: Iterator[Piece],
    output: PartialOutput,
    summary: Summary | None,
    adapt: Adapting | None,
    keep: Callable[[Received], object],
) -> tuple[Done, Iterator[Piece]]:
    """Return how much has its line already, and what the inputs hold after that."""
    done = Done()
    with closing(output.lines()) as kept:
        for piece in stream:
            several = list(documents_in([piece]))
            for place, document in enumerate(several):
                answer = next(kept, None)
                if answer is None:
                    return done, chain(several[place:], stream)
                done = Done(done.lines + 1, done.unread + bool(document.reason))
                if (answer["source"], answer["line"]) != (document.source, document.line):
                    name = document_name(document.source, document.line)
                    raise _not_the_same(output, done.lines, answer, f"the input there is {shown(name)}")
                judged = adapt(document) if adapt else document
                keep(judged)
                if summary:
                    summary.add(answer, judged.raw, unread=bool(document.reason))
        if answer := next(kept, None):
            raise _not_the_same(output, done.lines + 1, answer, "the inputs end before it")
    return done, stream


def _not_the_same(output: PartialOutput, line: int, answer: Mapping[str, Any], but: str) -> UnusableOutput:
    return UnusableOutput(
        f"line {line} of {shown(output.path)} is for {shown(document_name(answer['source'], answer['line']))}, "
        f"but {but}; delete it to start over"
    )


def lines_of(
    chunk: Chunk,
    table: RuleTable,
    policy: Policy,
    *,
    counted: bool,
    adapt: Adapting | None = None,
    gather: Gathering | None = None,
    papers: "Papers | None" = None,
) -> Written:
    """Return the lines of a chunk, and what they come to if they are to be counted."""
    summary = Summary() if counted else None
    lines, gathered, unread, ruleset = [], [], 0, Ruleset.of(table, policy)
    clean, line_of_clean = clean_report(table, policy), json_of_clean(ruleset)
    documents = list(documents_in(chunk))
    several = list(map(adapt, documents)) if adapt else documents
    for document, judged, is_clean in zip(documents, several, which_are_clean(several, table, papers), strict=True):
        said = clean if is_clean else report_or_outcome_of(judged, table, policy, papers)
        if said is clean:  # as most are: without an outcome they take a seventh of the time less
            lines.append(f"{json_of_place(judged.source, judged.line)}, {line_of_clean}")
            if gather:
                gathered.append(gather(judged, Outcome(judged.source, judged.line, clean)))
            if summary:
                summary.add_clean(ruleset)
            continue
        outcome = as_outcome(judged.source, judged.line, said)
        unread += bool(document.reason)
        lines.append(outcome.to_json())
        if gather:
            gathered.append(gather(judged, outcome))
        if summary:
            summary.add(outcome.as_dict(), judged.raw, unread=bool(document.reason))
    return Written(Done(len(lines), unread), "\n".join([*lines, ""]).encode(), summary, gathered)
