"""What a rule is, what it yields, and the table, policy and report around it."""

from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.flag import Flag, Severity
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report, Verdict
from parzo_validate.engine.rule import Rule, rule
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.reasons import Reason

__all__ = [
    "Finding",
    "Flag",
    "NotEvaluated",
    "Policy",
    "Reason",
    "Report",
    "Rule",
    "RuleTable",
    "Ruleset",
    "Severity",
    "Verdict",
    "rule",
]
