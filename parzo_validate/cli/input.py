"""The documents that ``check`` is given, each with its outcome, and a progress bar."""

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.sources import documents, size_of
from parzo_validate.batch.stream import outcome_of
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.table import RuleTable


def judge_files(
    paths: list[Path], *, lines: bool, table: RuleTable, policy: Policy, diagnosing: bool
) -> Iterator[Outcome]:
    """Yield an outcome for each document, in order; what cannot be read gets one too, and the others go on."""
    with _progress() as progress:
        task = progress.add_task("checking", total=sum(map(size_of, paths)) or None)
        for document in documents(paths, lines=lines, on_read=lambda size: progress.advance(task, size)):
            outcome = outcome_of(document, table, policy)
            yield outcome.diagnosed(document.raw, policy) if diagnosing else outcome


def _progress() -> Progress:
    """Return a progress bar on standard error, shown only where it does not mix with the answers."""
    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    return Progress(console=Console(stderr=True, quiet=not watched), transient=True, disable=not watched)
