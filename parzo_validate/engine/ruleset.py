"""The name of the question that was asked: which library, which rules of whom, how they weigh, under which policy."""

from parzo_validate.engine.policy import Policy
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.reasons import Words
from parzo_validate.version import __version__


def ruleset(table: RuleTable, policy: Policy) -> str:
    """Return ``VERSION+RULES.POLICY``, as every report carries it; the same in every process and on every machine.

    RULES covers code, severity, check and origin of each rule, in order, and with the origin the version of a plugin.
    A rule that no distribution brought has no version: that its check was rewritten cannot be seen.

    >>> ruleset(RuleTable(), Policy()) == ruleset(RuleTable(), Policy(tolerance=0))
    False
    """
    return f"{__version__}+{table.fingerprint}.{policy.fingerprint}"


_ITALIAN = {"version": "la versione", "rules": "le regole", "policy": "la configurazione"}


def difference(there: str, here: str) -> Words:
    """Return what two rulesets differ in, for a person to read; empty when they are the same.

    >>> difference("0.1.0+70b3a6f1.5d21c0aa", "0.1.0+70b3a6f1.0c94e7b2")
    'the policy differs: 0.1.0+70b3a6f1.5d21c0aa there, 0.1.0+70b3a6f1.0c94e7b2 here'
    """
    pairs = zip(("version", "rules", "policy"), _parts(there), _parts(here), strict=True)
    differing = [what for what, one, other in pairs if one != other]
    if not differing:
        return Words("")
    english, italian = (
        ("differ", "differiscono") if differing[1:] or differing == ["rules"] else ("differs", "differisce")
    )
    return Words(
        f"the {' and the '.join(differing)} {english}: {there} there, {here} here",
        f"{' e '.join(map(_ITALIAN.__getitem__, differing))} {italian}: {there} là, {here} qui",
    )


def _parts(ruleset: str) -> tuple[str, str, str]:
    version, _, rest = ruleset.partition("+")
    rules, _, policy = rest.partition(".")
    return version, rules, policy
