"""The documents that a command names: files, standard input, JSON Lines; each with its answer."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO, NamedTuple, Self

from rich.console import Console
from rich.progress import Progress

from parzo_validate.diagnose import Diagnosis, diagnose
from parzo_validate.errors import InvalidInput
from parzo_validate.job import Revalidation, is_job, revalidate
from parzo_validate.policy import Policy
from parzo_validate.reading import read_object
from parzo_validate.report import Report, Verdict
from parzo_validate.table import RuleTable
from parzo_validate.validate import validate

STANDARD_INPUT = "-"
JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")


class Judged(NamedTuple):
    """A document and its report, or why it has none. ``line`` counts from 1 in JSON Lines.

    ``job`` is how a job compares with the server's flags; ``None`` for a bare result. ``diagnoses`` say which values
    are likely wrong; ``None`` where nobody asked.
    """

    source: str
    line: int | None
    answer: Report | str
    job: Revalidation | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None

    @classmethod
    def of_job(cls, source: str, line: int | None, job: Revalidation) -> Self:
        """Return what is to be said of a job."""
        return cls(source, line, job.report or job.reason, job)

    def diagnosed(self, document: Mapping[str, Any], policy: Policy) -> Self:
        """Return the answer with the values that are likely wrong; they are looked for where something is to review."""
        if not isinstance(self.answer, Report):
            return self
        to_review = self.answer.verdict is Verdict.REVIEW
        return self._replace(diagnoses=diagnose(document, policy=policy) if to_review else ())

    @property
    def name(self) -> str:
        """The source as a person would look it up."""
        source = "standard input" if self.source == STANDARD_INPUT else self.source
        return source if self.line is None else f"{source}:{self.line}"


def judge_files(
    files: list[str], *, lines: bool, table: RuleTable, policy: Policy, diagnosing: bool
) -> Iterator[Judged]:
    """Yield an answer for each document, in order; what cannot be read gets one too, and the others go on."""
    with _progress() as progress:
        task = progress.add_task("checking", total=sum(_size(name) for name in files) or None)
        for name in files:
            as_lines = lines or name.endswith(JSON_LINES_SUFFIXES)
            try:
                with _opened(name) as stream:
                    for number, raw in _documents(stream, as_lines):
                        yield _judged(name, number, raw, table, policy, diagnosing)
                        progress.advance(task, len(raw))
            except OSError as error:
                yield Judged(name, None, f"cannot read the file: {error.strerror}")


def _documents(stream: BinaryIO, as_lines: bool) -> Iterator[tuple[int | None, bytes]]:
    if not as_lines:
        yield None, stream.read()
        return
    for number, raw in enumerate(stream, start=1):
        if raw.strip():
            yield number, raw


def _judged(source: str, line: int | None, raw: bytes, table: RuleTable, policy: Policy, diagnosing: bool) -> Judged:
    try:
        document = read_object(raw)
        if is_job(document):
            judged = Judged.of_job(source, line, revalidate(document, table=table, policy=policy))
        else:
            judged = Judged(source, line, validate(document, table=table, policy=policy))
        return judged.diagnosed(document, policy) if diagnosing else judged
    except InvalidInput as error:
        return Judged(source, line, str(error))


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else open(name, "rb")


def _size(name: str) -> int:
    return os.path.getsize(name) if os.path.isfile(name) else 0


def _progress() -> Progress:
    """Return a progress bar on standard error, shown only where it does not mix with the answers."""
    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    return Progress(console=Console(stderr=True), transient=True, disable=not watched)
