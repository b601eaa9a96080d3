"""What a report is an answer to: this version of the library, these rules, this policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.policy import Policy
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.reasons import Words
from parzo_validate.version import __version__


class RulesetDict(TypedDict):
    """What judged, as JSON: the version of the library, and fingerprints of the rules and of the policy."""

    version: str
    rules: str
    policy: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What judged; equal on both sides means that the same question was asked.

    It is the same in every process and on every machine.

    Args:
        version: of this library.
        rules: fingerprint of code, severity, check and origin of each rule, in order, and with the origin of the
            version of a plugin. A rule that no distribution brought has no version: that its check was rewritten cannot
            be seen.
        policy: fingerprint of the policy.

    >>> Ruleset.of(RuleTable(), Policy()) == Ruleset.of(RuleTable(), Policy(tolerance=0))
    False
    >>> print(Ruleset("0.2.0", "70b3a6f1cc0d", "5d21c0aa91e4"))
    0.2.0+70b3a6f1cc0d.5d21c0aa91e4
    """

    version: str = __version__
    rules: str = ""
    policy: str = ""

    @classmethod
    def of(cls, table: RuleTable, policy: Policy) -> "Ruleset":
        """Return the ruleset of a table and a policy."""
        return _ruleset(table.fingerprint, policy.fingerprint)

    def __str__(self) -> str:
        return f"{self.version}+{self.rules}.{self.policy}" if self.rules or self.policy else self.version

    def as_dict(self) -> RulesetDict:
        """Return the ruleset as a plain dict, ready for JSON."""
        return {"version": self.version, "rules": self.rules, "policy": self.policy}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any] | str) -> "Ruleset":
        """Return the ruleset that ``as_dict`` wrote, or ``str``, as 0.2.0 did in JSON too.

        >>> Ruleset.from_dict(str(Ruleset("0.2.0", "70b3a6f1", "5d21c0aa"))).policy
        '5d21c0aa'
        """
        if isinstance(written, str):
            version, _, rest = written.partition("+")
            rules, _, policy = rest.partition(".")
            return cls(version, rules, policy)
        return cls(written["version"], written["rules"], written["policy"])

    def difference(self, other: "Ruleset") -> Words:
        """Return a sentence on how this ruleset, a report's, differs from a server's; empty when they are equal.

        >>> Ruleset("0.2.0", "70b3a6f1", "5d21c0aa").difference(Ruleset("0.2.0", "70b3a6f1", "0c94e7b2"))
        'the policy differs: 0.2.0+70b3a6f1.0c94e7b2 on the server, 0.2.0+70b3a6f1.5d21c0aa in the report'
        """
        differing = [name for name in _ITALIAN if getattr(self, name) != getattr(other, name)]
        if not differing:
            return Words("")
        english, italian = (
            ("differ", "differiscono") if differing[1:] or differing == ["rules"] else ("differs", "differisce")
        )
        return Words(
            f"the {' and the '.join(differing)} {english}: {other} on the server, {self} in the report",
            f"{' e '.join(map(_ITALIAN.__getitem__, differing))} {italian}: {other} sul server, {self} nel rapporto",
        )


_ITALIAN = {"version": "la versione", "rules": "le regole", "policy": "la configurazione"}


@lru_cache(maxsize=64)
def _ruleset(rules: str, policy: str) -> Ruleset:
    return Ruleset(rules=rules, policy=policy)
