"""The plugin table: an ordered, immutable value that rules register in and that turns findings into flags."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parzo_validate.engine.crash import described
from parzo_validate.engine.finding import NotEvaluated
from parzo_validate.engine.flag import NOTHING, Flag, FrozenDict, Severity, sort_key
from parzo_validate.engine.policy import Policy, fingerprint_of
from parzo_validate.engine.rule import Rule
from parzo_validate.errors import DuplicateRuleError, InvalidRule, RuleCrashed, UnknownRuleError
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import pointer

Outcome = tuple[tuple[Flag, ...], Mapping[tuple[str, str], Reason], Mapping[str, str]]
"""What the rules had to say of one invoice: flags, not evaluated, crashed, as a ``Report`` holds them."""


class RuleTable:
    """An ordered set of rules, each code once. No method changes a table: each returns a new one.

    It yields, counts and contains rules. A code stands for its rule, as in ``table[code]`` and ``code in table``.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> DEFAULT_TABLE.only("DATE_INCOHERENCE", "INVALID_TOTAL").codes
    ('INVALID_TOTAL', 'DATE_INCOHERENCE')
    >>> DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"})["INVALID_TOTAL"].severity
    <Severity.WARNING: 'warning'>
    """

    __slots__ = ("_rules", "fingerprint", "is_own", "others")

    _rules: Mapping[str, Rule]
    fingerprint: str
    """Tells tables apart: the same in every process and on every machine."""
    is_own: bool
    """Whether all checks are written in this library."""
    others: Sequence[Rule]
    """The rules besides the documented ones."""

    def __init__(self, *rules: Rule) -> None:
        by_code: dict[str, Rule] = {}
        for rule in rules:
            if not isinstance(rule, Rule):
                raise InvalidRule(f"{rule!r} is not a Rule; decorate the check with @rule(code=..., ...)")
            if rule.code in by_code:
                raise DuplicateRuleError(
                    f"rule code {rule.code} is claimed by {by_code[rule.code].owner} and by {rule.owner}; "
                    f"rename one, or drop the first with without({rule.code!r})"
                )
            by_code[rule.code] = rule
        written = [(rule.code, str(rule.severity), rule.owner) for rule in rules]
        object.__setattr__(self, "_rules", by_code)
        object.__setattr__(self, "others", tuple(rule for rule in rules if not rule.is_documented))
        object.__setattr__(self, "is_own", all(rule.is_own for rule in rules))
        object.__setattr__(self, "fingerprint", fingerprint_of(written))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a RuleTable does not change (tried to set {name}); use with_rules, without or only")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, item: object) -> bool:
        return self._rules.get(item.code) == item if isinstance(item, Rule) else item in self._rules

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules, in order."""
        return tuple(self._rules)

    def __getitem__(self, code: str) -> Rule:
        self._refuse_unknown(code)
        return self._rules[code]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RuleTable) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type["RuleTable"], tuple[Rule, ...]]:
        return RuleTable, tuple(self)

    def __repr__(self) -> str:
        return f"RuleTable({', '.join(self._rules)})"

    def with_rules(self, *rules: Rule) -> "RuleTable":
        """Return a table with the rules added at the end.

        Raises:
            DuplicateRuleError: a code is taken; the text names both owners.
        """
        return RuleTable(*self, *rules)

    def with_missing(self, *rules: Rule) -> "RuleTable":
        """Return a table with those of the rules added at the end whose code it lacks; of two with one code the first.

        >>> from parzo_validate import DEFAULT_TABLE
        >>> DEFAULT_TABLE.only("INVALID_TOTAL").with_missing(*DEFAULT_TABLE.only("INVALID_TOTAL", "DATE_INCOHERENCE"))
        RuleTable(INVALID_TOTAL, DATE_INCOHERENCE)
        """
        by_code: dict[str, Rule] = {}
        for rule in (*self, *rules):
            by_code.setdefault(rule.code, rule)
        return RuleTable(*by_code.values())

    def without(self, *codes: str) -> "RuleTable":
        """Return a table that lacks these codes.

        Raises:
            UnknownRuleError: a code is not in the table; the text lists those that are.
        """
        self._refuse_unknown(*codes)
        return RuleTable(*(rule for rule in self if rule.code not in codes))

    def only(self, *codes: str) -> "RuleTable":
        """Return a table of these codes alone, in table order.

        Raises:
            UnknownRuleError: a code is not in the table; the text lists those that are.
        """
        self._refuse_unknown(*codes)
        return RuleTable(*(rule for rule in self if rule.code in codes))

    def with_severity(self, severities: Mapping[str, Severity | str]) -> "RuleTable":
        """Return a table in which these codes weigh ``error`` or ``warning`` as told.

        Raises:
            UnknownRuleError: a code is not in the table; the text lists those that are.
            InvalidRule: a severity is neither.
        """
        self._refuse_unknown(*severities)
        return RuleTable(
            *(replace(rule, severity=severities.get(rule.code, rule.severity)) for rule in self)  # type: ignore[arg-type]
        )

    def _refuse_unknown(self, *codes: str) -> None:
        for code in codes:
            if code not in self._rules:
                known = ", ".join(self._rules) or "none, the table is empty"
                raise UnknownRuleError(f"unknown rule code {code!r}; known codes: {known}")

    def run(self, invoice: Invoice, policy: Policy, *, strict: bool = False, others_only: bool = False) -> Outcome:
        """Return the flags of all rules, in table order, then by path; what was not evaluated; and which rules crashed.

        Args:
            invoice: what they judge.
            policy: what they take as right beyond the law.
            strict: raise when a rule crashes.
            others_only: ask no documented rule, none of which has anything to say.

        Raises:
            RuleCrashed: only with ``strict``, when a rule raises.
        """
        flags: list[Flag] = []
        not_evaluated: dict[tuple[str, str], Reason] = {}
        crashed: dict[str, str] = {}
        if not self.is_own:
            invoice = invoice.whole()
        partly_read = bool(invoice.unreadable)
        for rule in self.others if others_only else self._rules.values():
            try:
                found = rule.judge(invoice, policy) if partly_read else rule.check(invoice, policy)
                if not found:  # as nearly always
                    continue
                for item in found:
                    if isinstance(item, NotEvaluated):
                        not_evaluated[rule.code, pointer(item.path)] = item.reason
                    else:
                        flags.append(rule.flag(item))
            except KeyboardInterrupt:  # of a person, who ends more than a rule
                raise
            except BaseException as error:  # A broken rule must not cost the caller the other rules' flags.
                crash = RuleCrashed(f"rule {rule.code} ({rule.owner}) raised {described(error)}")
                if strict:
                    raise crash from error
                crashed[rule.code] = described(error)
                _log(rule, crash.with_traceback(sys.exc_info()[2]))
        if len(flags) > 1:
            order = {code: place for place, code in enumerate(self._rules)}
            flags.sort(key=lambda flag: (order[flag.code], sort_key(flag.path)))
        return (
            tuple(flags),
            FrozenDict(not_evaluated) if not_evaluated else NOTHING,
            FrozenDict(crashed) if crashed else NOTHING,
        )


def _log(rule: Rule, crash: RuleCrashed) -> None:
    """Log the crash in place of the error, whose own text may be endless, or raise."""
    import logging  # only here, so that importing the library stays cheap

    log = logging.getLogger("parzo_validate")
    log.error("rule %s (%s) crashed; its findings may be incomplete", rule.code, rule.owner, exc_info=crash)
