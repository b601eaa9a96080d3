"""The options that choose rules and policy, the same for every command, and the configuration file behind them."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from parzo_validate.cli.nearest_config import nearest_config
from parzo_validate.cli.options import UNUSABLE
from parzo_validate.cli.terminal import say
from parzo_validate.config.choices import TableName
from parzo_validate.config.file import TOOL
from parzo_validate.config.loading import Config, load_config
from parzo_validate.engine.policy import CAUSES


def _option(*names: str, **shown: Any) -> Any:
    return typer.Option(*names, rich_help_panel="Rules and policy", **shown)


def ruleset_options(
    config: Annotated[
        Path | None,
        _option(
            "--config",
            metavar="FILE",
            help="The configuration; otherwise the nearest parzo-validate.toml, or pyproject.toml with "
            f"tool.{TOOL}, from this folder upwards, which others cannot write. It counts where no option does; an "
            "empty file has no effect.",
        ),
    ] = None,
    profile: Annotated[
        str | None, _option("--profile", metavar="NAME", help="The customer in the configuration, profile.NAME.")
    ] = None,
    rules: Annotated[
        TableName | None, _option("--rules", help="The five documented rules, or these and the optional ones.")
    ] = None,
    plugins: Annotated[
        bool | None,
        _option("--plugins/--no-plugins", help="Run the rules of all installed plugins too, or of none."),
    ] = None,
    disable: Annotated[list[str] | None, _option("--disable", metavar="CODE", help="Leave this rule out too.")] = None,
    tolerance: Annotated[
        str | None, _option("--tolerance", metavar="AMOUNT", help="How far sums may be off; 0.01 by default.")
    ] = None,
    accept_cause: Annotated[
        list[str] | None,
        _option("--accept-cause", metavar="CAUSE", help=f"Accept a gap of this cause too: {', '.join(CAUSES)}."),
    ] = None,
    extra_vat_rate: Annotated[
        list[str] | None,
        _option("--extra-vat-rate", metavar="RATE", help="Accept this VAT rate too, in per cent."),
    ] = None,
    unlisted_charges: Annotated[
        str | None,
        _option(
            "--unlisted-charges",
            metavar="SHARE",
            help="By what share of the lines the subtotal may exceed them; 0.125 by default, 0 is strict.",
        ),
    ] = None,
    own_vat_number: Annotated[
        list[str] | None,
        _option("--own-vat-number", metavar="NUMBER", help="A VAT number of ours, for the rule that asks whose it is."),
    ] = None,
    on_page: Annotated[
        list[str] | None,
        _option(
            "--on-page",
            metavar="FIELD=WHAT",
            help="What is expected of a field on the paper: must, may, weak or ignored; as in invoice.due_date=weak.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        _option("--as-of", metavar="DATE", help="The day on which to judge, for rules that ask; YYYY-MM-DD."),
    ] = None,
) -> Config:
    """Return the configuration with the options over it; those that may be repeated add to its lists."""
    file = config or nearest_config()
    if file is None and profile is not None:
        raise typer.BadParameter(f"there is no configuration with a profile {profile!r}", param_hint="--profile")
    base = load_config(file, profile=profile, on_error="skip") if file else Config()
    if file and not config:
        say(f"configuration: {file}")
    policy = {
        "tolerance": tolerance,
        "accepted_causes": accept_cause and [*base.policy.accepted_causes, *accept_cause],
        "extra_vat_rates": extra_vat_rate and [*map(str, base.policy.extra_vat_rates), *extra_vat_rate],
        "unlisted_charges": unlisted_charges,
        "own_vat_numbers": own_vat_number and [*base.policy.own_vat_numbers, *own_vat_number],
        "on_page": on_page and {**base.policy.on_page, **dict(map(_standing, on_page))},
        "as_of": as_of,
    }
    settings = {
        "rules": rules,
        "plugins": plugins,
        "disable": disable and [*base.settings.get("disable", ()), *disable],
        "policy": _given(policy) or None,
    }
    return base.with_settings(_given(settings), on_error="skip")


def takes_ruleset(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the ``ruleset_options`` in place of its parameter ``ruleset``, a ``Config``.

    A plugin that cannot be used is logged, costs nobody else's flags, and makes the exit code 2.
    """
    options = inspect.signature(ruleset_options).parameters
    own = [given for given in inspect.signature(command).parameters.values() if given.name != "ruleset"]

    @wraps(command)
    def with_options(**given: Any) -> None:
        ruleset = ruleset_options(**{name: given.pop(name) for name in options})
        try:
            command(**given, ruleset=ruleset)
        except typer.Exit as end:
            raise typer.Exit(max(UNUSABLE, end.exit_code) if ruleset.discovery.skipped else end.exit_code) from None
        if ruleset.discovery.skipped:
            raise typer.Exit(UNUSABLE)

    with_options.__signature__ = inspect.Signature([*own, *options.values()])  # type: ignore[attr-defined]
    return with_options


def _standing(option: str) -> tuple[str, str]:
    name, mark, standing = option.partition("=")
    if not mark:
        raise typer.BadParameter(
            f"expected FIELD=WHAT, as in invoice.due_date=weak, got {option!r}", param_hint="--on-page"
        )
    return name, standing


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
