"""The command ``check``: documents, each with its answer, and a progress bar."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.sources import documents_in, holds_lines, pieces, size_of
from parzo_validate.batch.stream import outcome_of
from parzo_validate.cli.adapting import FromOption, adapting, with_xml
from parzo_validate.cli.options import (
    NOTHING_FOUND,
    DiagnoseOption,
    FailOnOption,
    LanguageOption,
    OutputOption,
    exit_code,
)
from parzo_validate.cli.output import Format, printed
from parzo_validate.cli.papers import PapersOption, PdfOption, TextOption, papers_of
from parzo_validate.cli.progress import progress_of
from parzo_validate.cli.ruleset import takes_ruleset
from parzo_validate.config.loading import Config


@takes_ruleset
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Results or jobs, or folders of them; - reads standard input."),
    ],
    output: OutputOption = Format.TEXT,
    lang: LanguageOption = None,
    fail_on: FailOnOption = None,
    lines: Annotated[bool, typer.Option("--lines", help="Read JSON Lines, whatever the files are called.")] = False,
    diagnose: DiagnoseOption = True,
    producer: FromOption = None,
    text: TextOption = None,
    pdf: PdfOption = None,
    papers: PapersOption = None,
    *,
    ruleset: Config,
) -> None:
    """Check extraction results, or the jobs that carry them; several options may be repeated.

    A job is also compared with its validation_flags, which does not change the exit code. A job without a result is
    unusable: nothing was checked.

    Exit codes: 0 nothing at or above --fail-on, 1 something, 2 unusable input or option, or a rule that crashed.
    """
    adapt, files = adapting(producer), with_xml(files, producer)
    several = len(files) > 1 or lines or any(os.path.isdir(path) or holds_lines(path) for path in files)
    beside = papers_of(ruleset, text=text, pdf=pdf, folder=papers, several=several)

    def answers() -> Iterator[Outcome]:
        """Yield one for each document, in order; what cannot be read gets one too, and the others go on."""
        watched = sys.stderr.isatty() and not sys.stdout.isatty()  # elsewhere it would mix with the answers
        with progress_of(watched=watched) as progress:
            task = progress.add_task("checking", total=sum(map(size_of, files)) or None)
            for received in documents_in(pieces(files, lines=lines, on_read=lambda size: progress.advance(task, size))):
                document = adapt(received) if adapt else received
                outcome = outcome_of(document, ruleset.table, ruleset.policy, beside)
                yield outcome.diagnosed(document.raw, ruleset.policy) if diagnose else outcome

    worst = NOTHING_FOUND
    for judged in printed(answers(), output, lang or ruleset.lang, several):
        worst = max(worst, exit_code(judged, fail_on or ruleset.fail_on))
    raise typer.Exit(worst)
