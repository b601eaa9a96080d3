"""The rules of installed packages, found by their entry points and only when asked for.

A package declares ``acme = "acme_rules:RULES"`` in the group ``parzo_validate.rules``: a ``Rule`` or several. A code
starts with the first word of its distribution, or with the name of its entry point. An entry point counts whole or not
at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from parzo_validate.engine.crash import described
from parzo_validate.engine.rule import Rule
from parzo_validate.errors import PluginError, UnknownPlugin
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.values import nearest, printable

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

__all__ = ["GROUP", "Discovery", "PluginError", "UnknownPlugin", "discover"]

GROUP = "parzo_validate.rules"

_LIMIT = 1000
"""Characters of each part of a message about a plugin: what is foreign in it is cut, and printable."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The rules that were found, over which it iterates, and the plugins that had to be skipped."""

    rules: tuple[Rule, ...] = ()
    skipped: tuple[PluginError, ...] = ()

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)


def discover(distributions: Iterable[str] | None = None, *, on_error: Literal["raise", "skip"] = "raise") -> Discovery:
    """Return the rules of the installed plugins, by distribution, then by name of the entry point.

    The ``origin`` of each is its distribution with the version. A distribution that is twice on the path counts once,
    as the first; upper case, ``-``, ``_`` and ``.`` in its name make no difference.

    Args:
        distributions: the ones to ask, by name; all that are installed when it is ``None``.
        on_error: ``raise``, or ``skip`` an entry point that cannot be used; it is logged and listed in ``skipped``.

    Raises:
        PluginError: an entry point cannot be imported, holds no rules, a code without prefix, or one that is taken.
        UnknownPlugin: a distribution that was named brings no rules here, whatever ``on_error`` says.
        ValueError: ``on_error`` is neither.
        TypeError: ``distributions`` is a text; write a list.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> table = DEFAULT_TABLE.with_rules(*discover())
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f"on_error {on_error!r}: expected raise or skip")
    rules: list[Rule] = []
    skipped: list[PluginError] = []
    for plugin in _selected(distributions):
        try:
            rules += _rules_of(plugin, [*EXTENDED_TABLE, *rules])
        except PluginError as error:
            if on_error == "raise":
                raise
            import logging  # only here, so that importing the library stays cheap

            logging.getLogger("parzo_validate").warning("skipped %s", error)
            skipped.append(error)
    return Discovery(tuple(rules), tuple(skipped))


@dataclass(frozen=True, slots=True)
class _Plugin:
    """An entry point and the distribution that declares it, or why this one's cannot be read."""

    distribution: str
    version: str
    entry_point: "EntryPoint | None"
    fault: str = ""

    @property
    def origin(self) -> str:
        """The ``origin`` of its rules: the distribution with its version."""
        return f"{self.distribution} {self.version}".rstrip()

    def broken(self, cause: str) -> PluginError:
        """Return the error for something that is wrong with it."""
        entry_point = self.entry_point and f"{self.entry_point.name} = {self.entry_point.value}"
        return PluginError(*(printable(text, _LIMIT) for text in (self.origin, entry_point or "", cause)))

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What its codes may start with: the distribution's first word, or the name of the entry point."""
        first = re.sub("^parzo-(?:validate-)?", "", self.distribution).split("-")[0]
        given = (first, self.entry_point.name if self.entry_point else first)
        names = (re.sub("[^A-Z0-9]+", "_", name.upper()) for name in given)
        return tuple(dict.fromkeys(f"{name}_" for name in names))


def _selected(distributions: Iterable[str] | None) -> list[_Plugin]:
    if isinstance(distributions, str):
        raise TypeError(f"distributions: expected a list of names, got {distributions!r}; write [{distributions!r}]")
    installed = _installed()
    if distributions is None:
        return [plugin for name in sorted(installed) for plugin in installed[name]]
    names = {_normalised(given): given for given in distributions}
    for name, given in names.items():
        if name not in installed:
            raise UnknownPlugin(given, "", f"it brings no rules here; {nearest(name, sorted(installed))}")
    return [plugin for name in sorted(names) for plugin in installed[name]]


def _installed() -> Mapping[str, list[_Plugin]]:
    """Return the plugins by distribution, sorted by name of the entry point."""
    from importlib.metadata import distributions  # only here: looking is not cheap

    plugins: dict[str, list[_Plugin]] = {}
    for distribution in distributions():
        if declared := _declared_by(distribution):
            plugins.setdefault(declared[0].distribution, declared)  # a folder may be twice on the path
    return plugins


def _declared_by(distribution: "Distribution") -> list[_Plugin]:
    """Return the plugins of a distribution; none where another of the same name stands before it on the path.

    Each is read by itself, so that one which is damaged costs no other its rules.
    """
    from importlib.metadata import distribution as first_named

    try:
        if GROUP not in (distribution.read_text("entry_points.txt") or ""):
            return []
        name, version = _normalised(distribution.metadata["Name"]), distribution.version
        declared = sorted(distribution.entry_points.select(group=GROUP), key=lambda entry_point: entry_point.name)
        first = first_named(name)
    except Exception as error:  # noqa: BLE001  # whatever stands in foreign files, or does not
        return [_Plugin(f"in {distribution.locate_file('')}", "", None, f"it cannot be read: {described(error)}")]
    # Python takes distributions for the same by the names of their folders; pip may leave one under another name.
    if (first.version, first.locate_file("")) != (version, distribution.locate_file("")):
        return []
    return [_Plugin(name, version, entry_point) for entry_point in declared]


def _normalised(distribution: str) -> str:
    """Return the name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _rules_of(plugin: _Plugin, known: Iterable[Rule]) -> list[Rule]:
    if plugin.entry_point is None:
        raise plugin.broken(plugin.fault)
    try:
        return _checked(plugin, _listed(plugin.entry_point.load()), known)
    except (KeyboardInterrupt, PluginError):
        raise
    except BaseException as error:  # whatever a foreign package raises
        raise plugin.broken(f"it cannot be loaded: {described(error)}") from error


def _checked(plugin: _Plugin, loaded: list[object], known: Iterable[Rule]) -> list[Rule]:
    if not loaded:
        raise plugin.broken("it holds no rule; put them into a tuple (an iterator is empty the second time)")
    owners = {rule.code: rule.owner for rule in known}
    rules: list[Rule] = []
    for rule in loaded:
        if not isinstance(rule, Rule):
            raise plugin.broken(f"{rule!r} is not a Rule; decorate the check with @rule(code=..., ...)")
        rule = replace(rule, origin=plugin.origin)
        if rule.code in owners:
            raise plugin.broken(f"code {rule.code} is claimed by {owners[rule.code]} and by {rule.owner}; rename one")
        if not rule.code.startswith(plugin.prefixes):
            expected = " or ".join(plugin.prefixes)
            raise plugin.broken(
                f"code {rule.code} of {rule.owner} lacks the prefix {expected}; name it {plugin.prefixes[0]}{rule.code}"
            )
        owners[rule.code] = rule.owner
        rules.append(rule)
    return rules


def _listed(loaded: object) -> list[object]:
    """Return the objects of an entry point, in their order; a set is sorted, to be the same in every process."""
    if not isinstance(loaded, Iterable):
        return [loaded]
    return sorted(loaded, key=lambda rule: getattr(rule, "code", "")) if isinstance(loaded, Set) else list(loaded)
