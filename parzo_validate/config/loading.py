"""What a file says counts for whom: TOML to a table and a policy, for all documents or for those of one customer."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from parzo_validate.config.choices import TableName, Threshold
from parzo_validate.config.file import ConfigFile, Problem, Settings, inherit, problems, read_settings
from parzo_validate.config.toml_lines import TomlLines
from parzo_validate.config.toml_text import dump_toml
from parzo_validate.engine.flag import FrozenDict, Severity
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidConfig, PluginError, UnknownPlugin
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.reading import Document
from parzo_validate.invoice.values import DESCRIBED_LIMIT, nearest, printable
from parzo_validate.plugins import Discovery, discover
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate
from parzo_validate.words import Language

OnError = Literal["raise", "skip"]
_Wanted = bool | tuple[str, ...]
_Place = Callable[[tuple[str, ...]], str]
"""Says where the keys lead, as the start of a sentence."""

_PROBLEMS_SHOWN = 50
"""Of more only the number is stated: nobody reads them before these are mended."""


@dataclass(frozen=True)
class Config:
    """What counts: the rules, what they take as right, and how the command line answers.

    Args:
        table: the rules to run.
        policy: what they take as right beyond the law.
        fail_on: the lightest flag that makes the exit code 1: ``error``, ``warning`` or ``never``.
        lang: the language of the sentences: ``en`` or ``it``.
        profiles: the same for each customer that the file names, with what it inherits.
        discovery: the rules of plugins that were asked for, and the plugins that were skipped.
        settings: what the file states, key by key.
    """

    table: RuleTable = DEFAULT_TABLE
    policy: Policy = DEFAULT_POLICY
    fail_on: Threshold = Threshold.ERROR
    lang: Language = Language.EN
    profiles: Mapping[str, "Config"] = field(default_factory=FrozenDict)
    discovery: Discovery = field(default=Discovery(), repr=False, compare=False)
    settings: Mapping[str, Any] = field(default_factory=FrozenDict, repr=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fail_on", Threshold(self.fail_on))
        object.__setattr__(self, "lang", Language(self.lang))
        object.__setattr__(self, "settings", _frozen(self.settings))

    def validate(self, document: Document) -> Report:
        """Return the report of ``parzo_validate.validate`` on a document, by this table and this policy.

        Raises:
            InvalidInput: it is no document.

        >>> Config(table=DEFAULT_TABLE.only("INVALID_TOTAL")).validate({"financials": {"total": 0}}).codes
        ('INVALID_TOTAL',)
        """
        return validate(document, table=self.table, policy=self.policy)

    @property
    def ruleset(self) -> Ruleset:
        """What reports by this table and this policy carry."""
        return Ruleset.of(self.table, self.policy)

    @property
    def table_of_papers(self) -> RuleTable:
        """The rules about the paper, without those that are disabled, each with its weight here.

        >>> [rule.severity.value for rule in Config().with_settings({"disable": ["WRONG_PAGE"]}).table_of_papers]
        ['warning']
        """
        return _weighed(_about_papers(), self.settings.get("disable", ()), self.settings.get("severity", {}))

    def with_settings(self, settings: Mapping[str, Any], *, on_error: OnError = "raise") -> "Config":
        """Return a config in which these settings, named as in the file, stand in place of its own.

        Raises:
            InvalidConfig: a key, a value or a code is unknown.
            PluginError: a plugin that is asked for is broken; only with ``on_error="raise"``.

        >>> len(Config().with_settings({"rules": ["INVALID_TOTAL", "DATE_INCOHERENCE"]}).table)
        2
        """
        found = {self.settings.get("plugins", False): self.discovery}
        stated = _read(settings).model_dump(exclude_unset=True)
        return _configured(inherit(self.settings, stated), lambda _: "", on_error, found)

    def to_toml(self) -> str:
        """Return a ``parzo-validate.toml`` that says the same: ``load_config`` makes an equal config of it."""
        return dump_toml(self.settings)


def _frozen(settings: Any) -> Any:
    if isinstance(settings, Mapping):
        return FrozenDict({key: _frozen(value) for key, value in settings.items()})
    return tuple(settings) if isinstance(settings, list) else settings


def load_config(path: str | os.PathLike[str], *, profile: str | None = None, on_error: OnError = "raise") -> Config:
    """Return the configuration that a file holds, for all documents or for those of one customer.

    The file is TOML: a ``pyproject.toml`` with the table ``[tool.parzo-validate]``, or any other where the settings
    stand at the top. Plugins are imported only where the file asks for them, and no other file is looked for.

    Args:
        path: the file.
        profile: the customer, as in ``[profile.NAME]``.
        on_error: what to do with a plugin that is broken: ``raise``, or ``skip`` it and list it in ``skipped``.

    Raises:
        InvalidConfig: the file cannot be read, or a key, a value, a code or the profile is unknown; the text names file
            and line, and the nearest known names.
        PluginError: a plugin that the file asks for is broken; only with ``on_error="raise"``.
        ValueError: ``on_error`` is neither.
    """
    text, keys, settings = read_settings(Path(path))
    lines = cache(lambda: TomlLines(text))  # only where something is wrong
    config = _configured(settings, lambda place: f"{path}:{lines().line_of((*keys, *place))}: ", on_error, {})
    if profile is None:
        return config
    if profile not in config.profiles:
        names = nearest(profile, map(printable, config.profiles))
        raise InvalidConfig(f"{path}: unknown profile {profile!r}; {names}")
    return config.profiles[profile]


def _configured(
    settings: Mapping[str, Any], place: _Place, on_error: OnError, discoveries: Mapping[_Wanted, Discovery]
) -> Config:
    """Return the config of these settings and its profiles; each choice of plugins is looked for once."""
    if on_error not in get_args(OnError):
        raise ValueError(f"on_error {on_error!r}: expected raise or skip")
    file = _read(settings, place)
    settings = file.model_dump(exclude_unset=True)  # under the names of the keys, whichever way the file spells them
    shared = {key: value for key, value in settings.items() if key != "profile"}
    wrong: list[Problem] = []
    discoveries = {False: Discovery(), **discoveries}

    def meant(at: tuple[str, ...], stated: Settings, whole: Mapping[str, Any]) -> Config:
        wanted = whole.get("plugins", False)
        try:
            if wanted not in discoveries:
                discoveries[wanted] = discover(None if wanted is True else wanted, on_error=on_error)
        except UnknownPlugin as unknown:
            if "plugins" in stated.model_fields_set:
                wrong.append(Problem((*at, "plugins"), partial(str, unknown), (unknown.distribution,)))
            return Config()
        found = discoveries[wanted]
        known = EXTENDED_TABLE.with_rules(*found)
        wrong.extend(_unknown_codes(at, stated, known, found.skipped))
        config = _meaning(_without_unknown_codes(whole, known), known, found)
        if not wrong and not len(config.table):
            here = [key for key in ("disable", "rules", "plugins") if key in stated.model_fields_set]  # not inherited
            wrong.append(Problem((*at, *here[:1]), lambda: "no rule is left, so nothing would be checked"))
        return config

    config = meant((), file, shared)
    profiles = {
        name: meant(("profile", name), stated, inherit(shared, settings["profile"][name]))
        for name, stated in file.profile.items()
    }
    if wrong:
        raise _refused(wrong, place)
    return replace(config, profiles=FrozenDict(profiles), settings=settings)


def _read(settings: Mapping[str, Any], place: _Place = lambda _: "") -> ConfigFile:
    try:
        return ConfigFile.model_validate(settings)
    except ValidationError as error:
        raise _refused([*problems(error)], place) from None


def _refused(wrong: list[Problem], place: _Place) -> InvalidConfig:
    lines = [f"{place((*problem.path, *problem.item))}{problem}" for problem in wrong[:_PROBLEMS_SHOWN]]
    more = len(wrong) - len(lines)
    return InvalidConfig("\n".join([*lines, *([f"and {more:,} more"] if more else [])]))


def _unknown_codes(
    at: tuple[str, ...], stated: Settings, known: RuleTable, skipped: Iterable[PluginError]
) -> Iterator[Problem]:
    chosen = stated.rules if isinstance(stated.rules, tuple) else ()
    for key, codes in (("rules", chosen), ("disable", stated.disable), ("severity", stated.severity)):
        for code in codes:
            if code not in known and (key == "rules" or code not in _about_papers()):
                yield Problem((*at, key), partial(_unknown, code, known, skipped), (code,))


def _about_papers() -> RuleTable:
    from parzo_validate.grounding import GROUNDING_TABLE  # only here: most documents come without their papers

    return GROUNDING_TABLE


def _unknown(code: str, known: RuleTable, skipped: Iterable[PluginError]) -> str:
    reasons = "".join(f"; skipped {error}" for error in skipped)
    return f"unknown rule code {code[:DESCRIBED_LIMIT]!r}; {nearest(code, known.codes)}{reasons}"


def _without_unknown_codes(settings: Mapping[str, Any], known: RuleTable) -> dict[str, Any]:
    """Return the settings without the codes that a profile inherited and whose plugin it leaves out."""
    kept = dict(settings)
    for key in {"rules", "disable", "severity"} & settings.keys():
        if isinstance(settings[key], Mapping):
            kept[key] = {code: weight for code, weight in settings[key].items() if code in known}
        elif not isinstance(settings[key], str):
            kept[key] = [code for code in settings[key] if code in known]
    return kept


def _meaning(settings: Mapping[str, Any], known: RuleTable, found: Discovery) -> Config:
    """Return the config of these settings; a code that is known but not among the rules may be disabled and weighed."""
    read = Settings.model_validate(settings)
    if isinstance(read.rules, tuple):
        table = known.only(*read.rules)
    else:
        table = known if read.rules is TableName.EXTENDED else DEFAULT_TABLE.with_rules(*found)
    table = _weighed(table, read.disable, read.severity)
    policy = Policy(**dict(read.policy))
    return Config(table, policy, read.fail_on, read.lang, discovery=found, settings=settings)


def _weighed(table: RuleTable, disabled: Iterable[str], weights: Mapping[str, Severity | str]) -> RuleTable:
    """Return the table without these codes and with these weights, as far as it has the codes."""
    table = table.without(*(code for code in disabled if code in table))
    return table.with_severity({code: weight for code, weight in weights.items() if code in table})
