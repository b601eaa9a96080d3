"""The command ``mcp``: the tools of an agent, on standard input and output."""

import typer

from parzo_validate.cli.ruleset import takes_ruleset
from parzo_validate.config.loading import Config


@takes_ruleset
def mcp(*, ruleset: Config) -> None:
    """Serve agents by the Model Context Protocol, on standard input and output: validate, diagnose, explain.

    Needs the extra mcp.
    """
    try:
        from parzo_validate.mcp.server import server_of  # only here: an extra brings what it needs
    except ModuleNotFoundError as error:
        raise typer.BadParameter(str(error)) from None
    server_of(ruleset).run()
