"""What the commands that judge have in common: options, threshold, exit codes."""

from typing import Annotated

import typer

from parzo_validate.batch.outcome import Outcome
from parzo_validate.cli.output import Format
from parzo_validate.config.choices import Threshold
from parzo_validate.words import Language

NOTHING_FOUND, SOMETHING_FOUND, UNUSABLE, NOT_ALL_READ = 0, 1, 2, 3

OutputOption = Annotated[Format, typer.Option("--format", help="How to print the answer.")]
LanguageOption = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        help="Language of the sentences, in every format; otherwise the configuration's, or en.",
    ),
]
FailOnOption = Annotated[
    Threshold | None,
    typer.Option(
        "--fail-on", help="The lightest flag that makes the exit code 1; otherwise the configuration's, or error."
    ),
]
DiagnoseOption = Annotated[
    bool, typer.Option("--diagnose/--no-diagnose", help="Say which value is likely wrong, and what it should be.")
]


def exit_code(judged: Outcome, fail_on: Threshold) -> int:
    """Return 0, 1 or 2 for one document; whether a server agrees does not count. A crash leaves a question open."""
    if judged.report is None or judged.report.crashed:
        return UNUSABLE
    counted = {
        Threshold.ERROR: judged.report.errors,
        Threshold.WARNING: judged.report.flags,
        Threshold.NEVER: (),
    }[fail_on]
    return SOMETHING_FOUND if counted else NOTHING_FOUND
