"""The command line: ``check``, ``job``, ``batch``, ``diff``, ``rules``, ``explain``, ``schema``."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from parzo_validate.cli_batch import batch
from parzo_validate.cli_diff import diff
from parzo_validate.cli_input import judge_files
from parzo_validate.cli_job import job
from parzo_validate.cli_options import (
    NOTHING_FOUND,
    UNUSABLE,
    FailOnOption,
    Language,
    LanguageOption,
    OutputOption,
    Threshold,
    exit_code,
)
from parzo_validate.cli_output import Format, printed
from parzo_validate.errors import InvalidPolicy, UnknownRuleError
from parzo_validate.flag import FlagDict
from parzo_validate.model import Invoice
from parzo_validate.policy import CAUSES, DEFAULT_ACCEPTED_CAUSES, DEFAULT_TOLERANCE, Policy
from parzo_validate.report import ReportDict
from parzo_validate.sources import holds_lines
from parzo_validate.table import DEFAULT_TABLE, RuleTable
from parzo_validate.version import __version__

app = typer.Typer(
    help="Decides whether the JSON that an AI read off an invoice can be true.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Schema(StrEnum):
    """What ``schema`` can describe."""

    INVOICE = "invoice"
    FLAG = "flag"
    REPORT = "report"


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Results or jobs, or folders of them; - reads standard input."),
    ],
    output: OutputOption = Format.TEXT,
    lang: LanguageOption = Language.EN,
    fail_on: FailOnOption = Threshold.ERROR,
    tolerance: Annotated[str, typer.Option(metavar="AMOUNT", help="How far sums may be off.")] = str(DEFAULT_TOLERANCE),
    accept_cause: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAUSE", help=f"Besides the usual, accept a gap that has this cause: {', '.join(CAUSES)}."
        ),
    ] = None,
    extra_vat_rate: Annotated[
        list[str] | None, typer.Option(metavar="RATE", help="Accept this VAT rate too, in per cent.")
    ] = None,
    disable: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Leave this rule out.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Read JSON Lines, whatever the files are called.")] = False,
) -> None:
    """Check extraction results, or the jobs that carry them; several options may be repeated.

    A job is also compared with its validation_flags, which does not change the exit code. A job without a result is
    unusable: nothing was checked.

    Exit codes: 0 nothing at or above --fail-on, 1 something, 2 unusable input or option.
    """
    table = _table_without(disable or [])
    policy = _policy(tolerance, accept_cause or [], extra_vat_rate or [])
    several = len(files) > 1 or lines or any(path.is_dir() or holds_lines(path) for path in files)
    worst = NOTHING_FOUND
    answers = judge_files(files, lines=lines, table=table, policy=policy)
    for judged in printed(answers, output, lang, several):
        worst = max(worst, exit_code(judged, fail_on))
    raise typer.Exit(worst)


app.command()(job)
app.command()(batch)
app.command()(diff)


@app.command()
def rules() -> None:
    """List the rules: code, severity, what it means."""
    listing = Table("code", "severity", "meaning", box=None, pad_edge=False)
    for rule in DEFAULT_TABLE:
        listing.add_row(rule.code, rule.severity, rule.summary)
    Console().print(listing)


@app.command()
def explain(code: Annotated[str, typer.Argument(metavar="CODE", help="A rule code, as `rules` lists it.")]) -> None:
    """Explain a rule: what it checks, why it matters, when it stays silent."""
    try:
        rule = DEFAULT_TABLE[code.upper()]
    except UnknownRuleError as error:
        raise typer.BadParameter(str(error), param_hint="CODE") from None
    Console().print(Markdown(f"# {rule.code} ({rule.severity})\n\n{rule.documentation}"))


@app.command()
def schema(of: Annotated[Schema, typer.Argument(help="What to describe.")]) -> None:
    """Print the JSON Schema of the invoice, of a flag or of a report."""
    described: TypeAdapter[Any] = TypeAdapter(
        {Schema.INVOICE: Invoice, Schema.FLAG: FlagDict, Schema.REPORT: ReportDict}[of]
    )
    print(json.dumps(described.json_schema(), indent=2))


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"parzo-validate {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def _table_without(codes: list[str]) -> RuleTable:
    try:
        return DEFAULT_TABLE.without(*codes)
    except UnknownRuleError as error:
        raise typer.BadParameter(str(error), param_hint="--disable") from None


def _policy(tolerance: str, accept_cause: list[str], extra_vat_rate: list[str]) -> Policy:
    try:
        return Policy(
            tolerance=tolerance,
            accepted_causes=(*DEFAULT_ACCEPTED_CAUSES, *accept_cause),
            extra_vat_rates=extra_vat_rate,
        )
    except InvalidPolicy as error:
        raise typer.BadParameter(str(error)) from None


def run() -> None:
    """Run the command line and exit with its code; no traceback ever reaches the user."""
    try:
        app(prog_name="parzo-validate")
    except Exception as error:  # noqa: BLE001  # the last resort
        print(f"parzo-validate: internal error, please report it: {error!r}", file=sys.stderr)
        sys.exit(UNUSABLE)
