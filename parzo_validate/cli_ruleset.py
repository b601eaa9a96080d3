"""The options that choose rules and policy, the same for every command that takes them."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, NamedTuple

import typer

from parzo_validate.errors import ParzoValidateError
from parzo_validate.policy import CAUSES, DEFAULT_ACCEPTED_CAUSES, DEFAULT_POLICY, DEFAULT_TOLERANCE, Policy
from parzo_validate.table import DEFAULT_TABLE, RuleTable
from parzo_validate.version import __version__


class Config(NamedTuple):
    """What counts: the rules, what they take as right, the language."""

    table: RuleTable = DEFAULT_TABLE
    policy: Policy = DEFAULT_POLICY
    lang: str = "en"

    @property
    def ruleset(self) -> str:
        """What reports by this table and this policy carry."""
        return f"{__version__}+{self.table.fingerprint}.{self.policy.fingerprint}"


def chosen(
    tolerance: Annotated[str, typer.Option(metavar="AMOUNT", help="How far sums may be off.")] = str(DEFAULT_TOLERANCE),
    accept_cause: Annotated[
        list[str] | None,
        typer.Option(metavar="CAUSE", help=f"Accept a gap of this cause too: {', '.join(CAUSES)}."),
    ] = None,
    extra_vat_rate: Annotated[
        list[str] | None, typer.Option(metavar="RATE", help="Accept this VAT rate too, in per cent.")
    ] = None,
    disable: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Leave this rule out.")] = None,
) -> Config:
    """Return what the options say."""
    try:
        policy = Policy(
            tolerance=tolerance,
            accepted_causes=(*DEFAULT_ACCEPTED_CAUSES, *(accept_cause or ())),
            extra_vat_rates=extra_vat_rate or (),
        )
        return Config(DEFAULT_TABLE.without(*(disable or ())), policy)
    except ParzoValidateError as error:
        raise typer.BadParameter(str(error)) from None


def takes_ruleset(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the options of ``chosen`` in place of its parameter ``ruleset``, a ``Config``."""
    options = inspect.signature(chosen).parameters
    own = [given for given in inspect.signature(command).parameters.values() if given.name != "ruleset"]

    @wraps(command)
    def with_options(**given: Any) -> None:
        ruleset = chosen(**{name: given.pop(name) for name in options})
        command(**given, ruleset=ruleset)

    with_options.__signature__ = inspect.Signature([*own, *options.values()])  # type: ignore[attr-defined]
    return with_options
