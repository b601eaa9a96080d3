"""The whole ruling of a rule, whoever asks: a command, an agent."""

from parzo_validate.engine.table import RuleTable
from parzo_validate.extended import EXTENDED_TABLE


def ruling_of(code: str, table: RuleTable) -> str:
    """Return the ruling of a rule in Markdown: of one in the table, or of any that comes with the library.

    Args:
        code: of the rule, in any case.
        table: the rules that count, whose severities are said.

    Raises:
        UnknownRuleError: no rule has this code; the text lists those that have one.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> ruling_of("invalid_total", DEFAULT_TABLE).splitlines()[0]
    '# INVALID_TOTAL (error)'
    """
    from parzo_validate.grounding import GROUNDING_TABLE  # only here: it costs the other commands their start

    rule = table.with_missing(*EXTENDED_TABLE, *GROUNDING_TABLE)[code.upper()]
    return f"# {rule.code} ({rule.severity})\n\n{rule.documentation}"
