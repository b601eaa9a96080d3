"""Read, run the rules, report: the two entry points."""

from functools import lru_cache

from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.reading import Document, Looked, looked_at, looked_at_json
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.rules.at_a_glance import is_clean_at_a_glance


def validate(
    result: Document,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    strict: bool = False,
) -> Report:
    """Return the report on an extraction result, or on the completed job that carries one.

    Args:
        result: a mapping, an ``Invoice``, or JSON text. It is not changed.
        table: the rules to run.
        policy: what they take as right beyond the law.
        strict: raise when a rule crashes, instead of recording it; for tests.

    Raises:
        InvalidInput: ``result`` is none of these, or a job without a result. Nothing inside a result ever raises.
        RuleCrashed: only with ``strict``.

    >>> report = validate({"financials": {"subtotal": 1000, "tax_amount": 220, "total": 1202}})
    >>> report.flags[0].message
    'subtotal 1000.00 + tax 220.00 = 1220.00, but the total is 1202.00 (difference -18.00)'
    """
    if not isinstance(table, RuleTable) or not isinstance(policy, Policy):
        raise _refused(table, policy)
    return judged(looked_at(result, for_own_rules=table.is_own), table, policy, strict)


def validate_json(
    raw: bytes | str,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    strict: bool = False,
) -> Report:
    """Return what ``validate`` does, of JSON text alone: a caller that mistakes a mapping for one is told so.

    Amounts are read digit by digit from the text. The arguments are those of ``validate``.

    Raises:
        InvalidInput: the text is no JSON object, or a job without a result. Nothing inside a result ever raises.
        RuleCrashed: only with ``strict``.

    >>> validate_json('{"financials": {"total": 0}}').codes
    ('INVALID_TOTAL',)
    """
    if not isinstance(table, RuleTable) or not isinstance(policy, Policy):
        raise _refused(table, policy)
    return judged(looked_at_json(raw, for_own_rules=table.is_own), table, policy, strict)


def _refused(table: object, policy: object) -> TypeError:
    given = f"a {type(table).__name__} and a {type(policy).__name__}"
    return TypeError(f"table, policy: expected a RuleTable and a Policy, got {given}")


def judged(looked: Looked, table: RuleTable, policy: Policy, strict: bool = False) -> Report:
    """Return the report on a document that was looked at; the other arguments are those of ``validate``."""
    invoice, coerced, unreadable = looked
    try:
        is_clean = is_clean_at_a_glance(invoice)
    except Exception:  # noqa: BLE001  # of values that the model does not take; each rule will say what it met
        is_clean = False
    if is_clean and not (table.others or coerced):
        return _spotless(table.fingerprint, policy.fingerprint)
    flags, not_evaluated, crashed = table.run(invoice, policy, strict=strict, others_only=is_clean)
    if not (flags or not_evaluated or crashed or coerced or unreadable):
        return _spotless(table.fingerprint, policy.fingerprint)
    return Report(flags, coerced, unreadable, not_evaluated, crashed, Ruleset.of(table, policy))


def clean_report(table: RuleTable, policy: Policy) -> Report:
    """Return the one report of all documents that these rules find clean, and read as they stand."""
    return _spotless(table.fingerprint, policy.fingerprint)


@lru_cache(maxsize=64)
def _spotless(rules: str, policy: str) -> Report:
    """Return the report of all clean documents: it is frozen, and to make one takes as long as two of the rules."""
    return Report(ruleset=Ruleset(rules=rules, policy=policy))
