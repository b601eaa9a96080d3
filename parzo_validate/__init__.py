"""Decides whether the JSON that an AI read off an invoice can be true."""

from typing import TYPE_CHECKING, Any

import parzo_validate.starting  # noqa: F401  # first, for what comes takes a moment
from parzo_validate.domain.amounts import format_amount
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.flag import Flag, Severity
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report, Verdict
from parzo_validate.engine.rule import Rule, rule
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import (
    DuplicateRuleError,
    InvalidInput,
    InvalidPolicy,
    InvalidRule,
    ParzoValidateError,
    RuleCrashed,
    UnknownRuleError,
)
from parzo_validate.invoice.collected import Coerced, Unreadable
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document
from parzo_validate.invoice.reasons import Reason
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate, validate_json
from parzo_validate.version import __version__

if TYPE_CHECKING:
    from parzo_validate.diagnosis.asking import feedback, must_hold

__all__ = [
    "DEFAULT_TABLE",
    "Coerced",
    "Document",
    "DuplicateRuleError",
    "Finding",
    "Flag",
    "InvalidInput",
    "InvalidPolicy",
    "InvalidRule",
    "Invoice",
    "NotEvaluated",
    "ParzoValidateError",
    "Policy",
    "Reason",
    "Report",
    "Rule",
    "RuleCrashed",
    "RuleTable",
    "Ruleset",
    "Severity",
    "UnknownRuleError",
    "Unreadable",
    "Verdict",
    "__version__",
    "feedback",
    "format_amount",
    "must_hold",
    "rule",
    "validate",
    "validate_json",
]


def __getattr__(name: str) -> Any:
    """Return what asks an extractor again; importing it takes a moment, and who only judges does without."""
    if name not in ("feedback", "must_hold"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from parzo_validate.diagnosis import asking

    return getattr(asking, name)
