"""The command ``diff``: what a new ruleset flags more and less than an old one."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from parzo_validate.batch.difference import Difference, difference
from parzo_validate.batch.writing import json_page, shown
from parzo_validate.cli.options import NOTHING_FOUND, SOMETHING_FOUND, UNUSABLE
from parzo_validate.cli.terminal import Terminal, say
from parzo_validate.words import counted


class DiffFormat(StrEnum):
    """How to print the difference."""

    TEXT = "text"
    JSON = "json"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="What batch wrote before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer output, from the same inputs.")],
    output: Annotated[DiffFormat, typer.Option("--format", help="How to print the difference.")] = DiffFormat.TEXT,
    examples: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many flags to show of each code, and values.")
    ] = 3,
) -> None:
    """Compare two outputs of batch: what the new one flags more and less, per code, and reads otherwise, with examples.

    Exit codes: 0 no difference, 1 some, 2 the files cannot be compared.
    """
    try:
        with old.open("rb") as before, new.open("rb") as after:
            found = difference(before, after, examples=examples, names=(str(old), str(new)))
    except OSError as error:
        say(f"cannot read {error.filename or 'one of the two'}: {error.strerror}")
        raise typer.Exit(UNUSABLE) from None
    if output is DiffFormat.JSON:
        print(json_page(found.as_dict()))
    else:
        _print(found)
    raise typer.Exit(SOMETHING_FOUND if found.changed else NOTHING_FOUND)


def _print(found: Difference) -> None:
    console = Terminal()
    console.print(f"{counted(found.documents, 'documents')}, {found.changed:,} with a difference")
    console.print(Text(shown(f"ruleset {found.old_ruleset} before, {found.new_ruleset} now")))
    changes = [(count, before, after) for before, counts in found.verdicts.items() for after, count in counts.items()]
    for count, before, after in sorted(changes, key=lambda change: -change[0]):
        console.print(Text(shown(f"  {before} -> {after}: {count:,}")))
    if found.reread:
        console.print(Text(f"values read otherwise: {found.reread:,}", "bold"))
        for value in found.examples_reread:
            console.print(Text(shown(f"  {value.document}  {value.path}")))
            console.print(Text(shown(f"    {value.before} before, {value.after} now")))
    for code, change in found.codes.items():
        severity = f", {change.severity_changed:,} of another severity" if change.severity_changed else ""
        console.print(Text(f"{shown(code)}: {change.added:,} added, {change.removed:,} removed{severity}", "bold"))
        for sign, style, examples in (
            ("+", "yellow", change.examples_added),
            ("-", "green", change.examples_removed),
        ):
            for example in examples:
                console.print(Text.assemble((f"  {sign} ", style), shown(f"{example.document}  {example.path}")))
                console.print(Text(shown(f"    {example.message}")))
