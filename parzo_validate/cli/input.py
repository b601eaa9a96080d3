"""The documents that ``check`` is given, each with its outcome, and a progress bar."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from parzo_validate.batch.archive import Adapting
from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.sources import documents_in, pieces, size_of
from parzo_validate.batch.stream import outcome_of
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.table import RuleTable

if TYPE_CHECKING:
    from parzo_validate.batch.papers import Papers


def judge_files(
    paths: list[Path],
    *,
    lines: bool,
    table: RuleTable,
    policy: Policy,
    diagnosing: bool,
    adapt: Adapting | None = None,
    papers: "Papers | None" = None,
) -> Iterator[Outcome]:
    """Yield an outcome for each document, in order; what cannot be read gets one too, and the others go on."""
    watched = sys.stderr.isatty() and not sys.stdout.isatty()  # elsewhere it would mix with the answers
    console = Console(stderr=True, quiet=not watched)
    with Progress(console=console, transient=True, disable=not watched) as progress:
        task = progress.add_task("checking", total=sum(map(size_of, paths)) or None)
        stream = pieces(paths, lines=lines, on_read=lambda size: progress.advance(task, size))
        for received in documents_in(stream):
            document = adapt(received) if adapt else received
            outcome = outcome_of(document, table, policy, papers)
            yield outcome.diagnosed(document.raw, policy) if diagnosing else outcome
