"""What the commands that judge have in common: options, threshold, exit codes."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from parzo_validate.cli_input import Judged
from parzo_validate.cli_output import Format
from parzo_validate.errors import InvalidPolicy
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.policy import Policy
from parzo_validate.report import Report
from parzo_validate.table import DEFAULT_TABLE, RuleTable

NOTHING_FOUND, SOMETHING_FOUND, UNUSABLE = 0, 1, 2


class Language(StrEnum):
    """The languages that messages exist in."""

    EN = "en"
    IT = "it"


class Threshold(StrEnum):
    """The lightest flag that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


class Rules(StrEnum):
    """The tables that a command may use."""

    DEFAULT = "default"
    EXTENDED = "extended"

    @property
    def table(self) -> RuleTable:
        """The table that goes by this name."""
        return EXTENDED_TABLE if self is Rules.EXTENDED else DEFAULT_TABLE


OutputOption = Annotated[Format, typer.Option("--format", help="How to print the answer.")]
LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of the sentences.")]
FailOnOption = Annotated[Threshold, typer.Option("--fail-on", help="The lightest flag that makes the exit code 1.")]

DiagnoseOption = Annotated[
    bool, typer.Option("--diagnose/--no-diagnose", help="Say which value is likely wrong, and what it should be.")
]

RulesOption = Annotated[
    Rules, typer.Option("--rules", help="The five documented rules, or these and the optional ones.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day on which to judge, for rules that ask; YYYY-MM-DD."),
]


def policy_of(**decided: Any) -> Policy:
    """Return the policy of what was decided on the command line; the arguments are those of ``Policy``."""
    try:
        return Policy(**decided)
    except InvalidPolicy as error:
        raise typer.BadParameter(str(error)) from None


def exit_code(judged: Judged, fail_on: Threshold) -> int:
    """Return 0, 1 or 2 for one document; whether a server agrees does not count."""
    if not isinstance(judged.answer, Report):
        return UNUSABLE
    counted = {
        Threshold.ERROR: judged.answer.errors,
        Threshold.WARNING: judged.answer.flags,
        Threshold.NEVER: (),
    }[fail_on]
    return SOMETHING_FOUND if counted else NOTHING_FOUND
