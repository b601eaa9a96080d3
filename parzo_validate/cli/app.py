"""The command line: ``check``, ``job``, ``batch``, ``diff``, ``page``, ``mcp``, ``rules``, ``explain``, ``schema``."""

import json
import sys
from typing import Annotated

import typer
from rich.table import Table

from parzo_validate.cli.batch import batch
from parzo_validate.cli.check import check
from parzo_validate.cli.diff import diff
from parzo_validate.cli.job import job
from parzo_validate.cli.mcp import mcp
from parzo_validate.cli.options import UNUSABLE
from parzo_validate.cli.page import page
from parzo_validate.cli.ruleset import takes_ruleset
from parzo_validate.cli.schemas import Schema, json_schema
from parzo_validate.cli.terminal import HUNG_UP, Terminal, drop_output, prepare_streams, say
from parzo_validate.config.loading import Config
from parzo_validate.config.rulings import ruling_of
from parzo_validate.engine.crash import described
from parzo_validate.errors import InvalidConfig, ParzoValidateError, UnknownRuleError
from parzo_validate.starting import INTERRUPTED
from parzo_validate.version import __version__

app = typer.Typer(
    help="Decides whether the JSON that an AI read off an invoice can be true.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


_WIDE = 200
"""Columns for a program that reads, so that a rule stays on one line."""


for command in (check, job, batch, diff, page, mcp):
    app.command()(command)


@app.command()
@takes_ruleset
def rules(
    fingerprint: Annotated[
        bool, typer.Option("--fingerprint", help="Print what reports by these rules and this policy carry.")
    ] = False,
    *,
    ruleset: Config,
) -> None:
    """List the rules that count: code, severity, what it means, who brought it.

    Two sides that answer differently compare their fingerprints: version of the library, rules and policy.
    """
    if fingerprint:
        print(ruleset.ruleset)
        return
    listing = Table("code", "severity", "meaning", "origin", box=None, pad_edge=False)
    for rule in ruleset.table:
        listing.add_row(rule.code, rule.severity, rule.summary, rule.origin)
    Terminal(width=None if sys.stdout.isatty() else _WIDE).print(listing)


@app.command()
@takes_ruleset
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A rule code, as `rules --rules extended` lists it.")],
    *,
    ruleset: Config,
) -> None:
    """Explain a rule: what it checks, why it matters, when it stays silent."""
    try:
        ruling = ruling_of(code, ruleset.table)
    except UnknownRuleError as error:
        raise typer.BadParameter(str(error), param_hint="CODE") from None
    from rich.markdown import Markdown  # only here: it is a third of the start

    Terminal().print(Markdown(ruling))


@app.command()
def schema(of: Annotated[Schema, typer.Argument(help="What to describe.")]) -> None:
    """Print the JSON Schema of what is read or printed.

    The invoice and the configuration are read. check, job and batch print an outcome for each document: a report, or
    why there is none. summary is what batch --summary-file writes, difference what diff prints.
    """
    print(json.dumps(json_schema(of), indent=2))


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


def run() -> None:
    """Run the command line and exit with its code; no traceback ever reaches the user."""
    prepare_streams()
    sys.exit(_code())


def _code() -> int:
    output = sys.stdout
    try:
        try:
            app(prog_name="parzo-validate")
        except SystemExit as end:
            if sys.stdout is not output:  # typer does so when the reader has hung up
                return HUNG_UP
            sys.stdout.flush()
            return int(end.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return HUNG_UP
    except InvalidConfig as error:
        say(*str(error).split("\n"))  # each on a line of its own, so that file and line can be followed
    except ParzoValidateError as error:
        say(str(error))
    except OSError as error:
        place = error.filename or "standard output"
        say(f"cannot write {place}: {error.strerror or error}")
        drop_output()
    except MemoryError:
        say("there is not enough memory")
    except Exception as error:  # noqa: BLE001  # the last resort
        say(f"internal error, please report it: {described(error)}")
    return UNUSABLE
