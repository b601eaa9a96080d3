"""The command ``batch``: an archive to a file of reports, one line for each document."""

import os
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from parzo_validate.batch.archive import Done, judge_archive
from parzo_validate.batch.opening import zstandard_module
from parzo_validate.batch.outcome import STANDARD_INPUT
from parzo_validate.batch.partial_output import PartialOutput, fingerprint_of
from parzo_validate.batch.sources import files, size_of, state_of
from parzo_validate.batch.summary import Summary
from parzo_validate.batch.summary_page import summary_page
from parzo_validate.batch.summary_sections import sections, share
from parzo_validate.batch.writing import json_page, shown
from parzo_validate.cli.adapting import FromOption, adapting, identity, with_xml
from parzo_validate.cli.found import mark_duplicates, write_lists
from parzo_validate.cli.options import NOT_ALL_READ, UNUSABLE
from parzo_validate.cli.papers import PapersOption, papers_of
from parzo_validate.cli.progress import Meter
from parzo_validate.cli.ruleset import takes_ruleset
from parzo_validate.cli.terminal import Terminal, say
from parzo_validate.config.loading import Config
from parzo_validate.review.gathering import gather
from parzo_validate.review.store import Store
from parzo_validate.review.writing import refuse_unwritable
from parzo_validate.starting import INTERRUPTED
from parzo_validate.words import Language, counted, number

_SUMMARY_SUFFIXES = (".html", ".json")


@takes_ruleset
def batch(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT",
            help="Files or folders: .jsonl, .ndjson, .json, also .gz and .zst; - reads JSON Lines from standard input.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The JSON Lines to write.")],
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes that judge; as many as there are cores.")
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Print a summary at the end.")] = False,
    summary_file: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Write the summary as a page (.html) or as data (.json); may be repeated."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue where an interrupted run stopped.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="Read JSON Lines, whatever the files are called.")] = False,
    papers: PapersOption = None,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="Language of summary and review list; the output itself is in English."),
    ] = None,
    review: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Write a row for each finding: .csv, .xlsx, .parquet or .html; may be repeated."
        ),
    ] = None,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Find documents that stand there twice, also with another amount.")
    ] = False,
    producer: FromOption = None,
    *,
    ruleset: Config,
) -> None:
    """Check an archive and write a line for each document, in order, as `check --format jsonl --no-diagnose` does.

    Until it is complete, the output has a temporary name that ends in .part. What cannot be read gets a line with the
    reason.

    Exit codes: 0 every document was judged or is no JSON object, 2 unusable input, output or option, or a plugin that
    was skipped, 3 a file or the rest of one could not be read and all else has its line, 130 interrupted with Ctrl-C.
    """
    # Its threads would wait for sums, of which numpy gets none here, on the cores of the workers: 3 % of the time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    pages = summary_file or []
    adapt, lists = adapting(producer), review or []
    _refuse_unusable(inputs, output, pages, lists, resume=resume)
    inputs = with_xml(inputs, producer)
    counts = Summary() if summary or pages else None
    language = lang or ruleset.lang
    gathering = partial(gather, policy=ruleset.policy, lang=language, listed=bool(lists), compared=duplicates)
    lines = lines or STANDARD_INPUT in map(str, inputs)
    done = Done()
    beside = papers_of(ruleset, folder=papers, several=True)
    judges = f"{ruleset.ruleset}-papers" if beside else str(ruleset.ruleset)
    try:
        with (
            PartialOutput(
                output,
                ruleset=judges,
                inputs=fingerprint_of(inputs, lines=lines, adapted_by=identity(producer)),
                resume=resume,
            ) as unfinished,
            Meter(sum(map(size_of, inputs))) as meter,
            Store(output.parent) if lists or duplicates else nullcontext() as store,
        ):
            for done in judge_archive(
                inputs,
                unfinished,
                table=ruleset.table,
                policy=ruleset.policy,
                workers=workers or _cores(),
                lines=lines,
                summary=counts,
                on_read=meter.on_read,
                adapt=adapt,
                papers=beside,
                gather=gathering if store else None,
                on_gathered=lambda found: store.add(*found) if store else None,
            ):
                meter.tell(done.lines)
            twice = mark_duplicates(output, store, language) if store and duplicates else None
            if store:
                write_lists(lists, store, language)
    except KeyboardInterrupt:
        say(f"interrupted; {counted(done.lines, 'documents')} written; continue with --resume")
        raise typer.Exit(INTERRUPTED) from None
    unread = f"; could not be read: {done.unread:,} (a line for each says what and why)" if done.unread else ""
    say(f"{shown(output)}: {counted(done.documents, 'documents')}{unread}")
    if twice is not None:
        say(f"duplicates: {twice['exact']:,}, with another date or total: {twice['near']:,}")
    if counts:
        counts.duplicates = twice
        _tell(counts, language, pages, printed=summary)
    if done.unread:
        raise typer.Exit(NOT_ALL_READ)


def _tell(summary: Summary, lang: str, pages: list[Path], *, printed: bool) -> None:
    if printed:
        _print(summary, lang)
    for page in pages:
        text = summary_page(summary, lang) if page.suffix == ".html" else json_page(summary.as_dict()) + "\n"
        try:
            page.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            say(f"cannot write {shown(page)}: {error.strerror}; the output itself is complete")
            raise typer.Exit(UNUSABLE) from None


def _refuse_unusable(inputs: list[Path], output: Path, pages: list[Path], lists: list[Path], *, resume: bool) -> None:
    """Refuse now what would only be noticed when the work is done, or after it."""
    if STANDARD_INPUT in map(str, inputs):
        if len(inputs) > 1 or resume:
            raise typer.BadParameter("standard input (-) stands alone, and cannot be read again to --resume")
    elif missing := [shown(path) for path in inputs if not os.path.exists(path)]:
        raise typer.BadParameter(f"there is no {', no '.join(missing)}", param_hint="INPUT")
    for page in pages:
        if page.suffix not in _SUMMARY_SUFFIXES:
            expected = " or ".join(_SUMMARY_SUFFIXES)
            raise typer.BadParameter(
                f"{shown(page)}: expected a name that ends in {expected}", param_hint="--summary-file"
            )
    for path in lists:
        try:
            refuse_unwritable(path)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--review") from None
    written: set[object] = set()
    for file in (output, *pages, *lists):
        if not os.path.isdir(file.parent):
            raise typer.BadParameter(f"{shown(file)}: there is no folder {shown(file.parent)}")
        if _identity(file) in written:
            raise typer.BadParameter(f"{shown(file)} would be written twice; write somewhere else")
        written.add(_identity(file))
    for file in (file for path in inputs for file in files(path)):
        if _identity(file) in written:
            raise typer.BadParameter(f"{shown(file)} is both input and output; write somewhere else")
        if file.suffix == ".zst":
            try:
                zstandard_module()
            except OSError as error:
                raise typer.BadParameter(f"{shown(file)}: {error}", param_hint="INPUT") from None


def _identity(file: Path) -> object:
    """Return an identity that all names of one file share, links included, whether it is there yet or not."""
    state = state_of(file)
    return (state.st_dev, state.st_ino) if state else os.path.realpath(file)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _print(summary: Summary, lang: str) -> None:
    """Print the sections of a summary, with a blank line between them."""
    console = Terminal()
    for index, section in enumerate(sections(summary, lang)):
        columns = Column(), Column(style="dim"), Column(justify="right"), Column(justify="right")
        listing = Table(
            *columns, title=section.title, title_justify="left", box=None, pad_edge=False, show_header=False
        )
        for row in section.rows:
            listing.add_row(row.label, row.note, number(row.value, lang), share(row.value, section.whole, lang))
        if section.rows:
            console.print(*([""] if index else []), listing)
