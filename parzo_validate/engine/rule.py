"""What a rule is and what it promises; the decorator that makes one.

A promise is checked when the rule is made, so that a slip shows at import and not on the first bad invoice.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any

from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.flag import ContextValue, Flag, FrozenDict, Severity, as_context_value
from parzo_validate.engine.messages import Messages, checked_messages
from parzo_validate.engine.policy import Policy
from parzo_validate.errors import InvalidRule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Figures, Words, in_language
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.version import __version__
from parzo_validate.words import LANGUAGES

Check = Callable[[Invoice, Policy], Iterable[Finding | NotEvaluated] | None]

_CODE = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
_PARTY: Mapping[str, Mapping[object, str]] = {"en": {}, "it": {"vendor": "fornitore", "buyer": "cliente"}}
"""How a message calls the party that the context names: ``{party}`` reads in the language of the message."""
_READ_AS_THEY_ARE = frozenset((str, int, Figures, Words))
"""The types of most values; in an English message they need not be rendered, which takes half its time."""


@dataclass(frozen=True, kw_only=True)  # without slots, since each rule has a docstring of its own
class Rule:
    """A check with its name, its weight and its words; ``help(rule)`` shows what the check's docstring says.

    Args:
        code: UPPER_SNAKE, at least two words; codes of other packages start with a prefix of their own.
        severity: ``error`` or ``warning``.
        summary: what the code means, in a few words.
        messages: for ``"en"`` and ``"it"`` a template with ``{placeholders}`` filled from a finding's context, or
            several templates by the ``variant`` that a finding names. A Decimal or a date of the context reads as the
            language writes it (``1.220,00``, ``01/04/2026``), a ``party`` in its words, a list with commas between;
            whatever else, as it is.
        check: a function of invoice and policy that yields ``Finding`` and ``NotEvaluated``.
        context: the names that a finding's context may hold; placeholders must be among them.
        excuses: the keys of values that may excuse a finding, ``("financials", "discount")``. While one of them stands
            there unreadable, what the check finds is not evaluated instead of flagged.
        origin: the distribution that brought the rule and its version, ``acme-rules 1.2.0``, as ``discover`` fills it
            in. Without one it is this library for its own rules, and the module of the check for all others.

    Raises:
        InvalidRule: one of these is not as described; the text says which and what was expected.
    """

    code: str
    severity: Severity
    summary: str
    messages: Mapping[str, Mapping[str, str]] = field(hash=False)
    check: Check
    context: frozenset[str] | None = None
    excuses: tuple[Path, ...] = ()
    origin: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not re.fullmatch(_CODE, self.code):
            raise InvalidRule(
                f"rule code {self.code!r}: expected UPPER_SNAKE with at least two words, such as ACME_PO_MISSING"
            )
        if self.severity not in list(Severity):
            raise self._broken(f"severity {self.severity!r}: expected one of {', '.join(Severity)}")
        object.__setattr__(self, "severity", Severity(self.severity))
        if not isinstance(self.summary, str) or not self.summary.strip():
            raise self._broken("summary: expected a few words, got none")
        if self.context is not None:
            object.__setattr__(self, "context", frozenset(self.context))
        object.__setattr__(self, "excuses", tuple(map(tuple, self.excuses)))
        try:
            object.__setattr__(self, "messages", checked_messages(self.messages, self.context))
        except InvalidRule as error:
            raise self._broken(str(error)) from None
        try:
            inspect.signature(self.check).bind("invoice", "policy")
        except (TypeError, ValueError):
            raise self._broken("check: expected a function that takes (invoice, policy)") from None
        if not self.origin:
            origin = f"parzo_validate {__version__}" if self.is_own else self.check.__module__
            object.__setattr__(self, "origin", origin)
        object.__setattr__(self, "__doc__", self.documentation)

    def __call__(self, invoice: Invoice, policy: Policy) -> Iterable[Finding | NotEvaluated]:
        """Return the findings of the check, so that a decorated function can be called as it was written."""
        return self.check(invoice, policy) or ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to pickle the rule: by the place of its check, where the decorator has put a rule instead."""
        values = {value.name: getattr(self, value.name) for value in fields(self)}
        with suppress(ImportError, AttributeError, ValueError):
            if _rule_at(self._place).check is self.check:
                values["check"] = self._place
        return _restored, (values,)

    @property
    def _place(self) -> str:
        return f"{self.check.__module__}:{getattr(self.check, '__qualname__', '')}"

    @property
    def owner(self) -> str:
        """Where the check is written and who brought it, for messages that name both sides of a clash."""
        module = self.check.__module__
        name = f"{module}.{getattr(self.check, '__qualname__', type(self.check).__qualname__)}"
        return name if self.origin == module else f"{name} ({self.origin})"

    @property
    def is_own(self) -> bool:
        """Whether the check is written in this library."""
        return self.check.__module__.startswith("parzo_validate.")

    @property
    def is_documented(self) -> bool:
        """Whether the check is that of one of the documented flags."""
        return self.check.__module__.startswith("parzo_validate.rules.")

    @property
    def documentation(self) -> str:
        """The docstring of the check: what it checks, why, when it stays silent, an example, the sources."""
        return inspect.getdoc(self.check) or self.summary

    @cached_property
    def _speaks_as_written(self) -> bool:
        """Whether check and words are this library's, whose promises its tests keep, so that the words can wait."""
        return self.is_own and self.messages == _rule_at(self._place).messages

    def judge(self, invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
        """Yield the findings of the check; one that an unreadable value may excuse is not evaluated instead."""
        excuse = invoice.first_unreadable(self.excuses)
        for item in self(invoice, policy):
            yield item if excuse is None or not isinstance(item, Finding) else NotEvaluated.for_unreadable(*excuse)

    def flag(self, finding: Finding) -> Flag:
        """Return the finding as a flag, with this rule's code, severity and words.

        Raises:
            InvalidRule: the finding does not keep what the rule promised.
        """
        if self._speaks_as_written:
            flag: Flag = Flag.later(partial(self._said_of, finding), code=self.code, severity=self.severity)
            return flag
        context = FrozenDict(self.proof(finding))
        words = {lang: self.message(finding, lang) for lang in LANGUAGES}
        return Flag(self.code, self.severity, words[LANGUAGES[0]], pointer(finding.path), context, FrozenDict(words))

    def _said_of(self, finding: Finding, name: str) -> Mapping[str, Any]:
        """Return what a flag holds under this name, when it is read; whoever reads the message will read all of it."""
        match name:
            case "path":
                return {name: pointer(finding.path)}
            case "context":
                return {name: FrozenDict(self.proof(finding))}
            case "message":
                message, context = self.message(finding, LANGUAGES[0]), FrozenDict(self.proof(finding))
                return {name: message, "path": pointer(finding.path), "context": context}
            case _:
                return {name: FrozenDict({lang: self.message(finding, lang) for lang in LANGUAGES})}

    def proof(self, finding: Finding) -> dict[str, ContextValue]:
        """Return the context of a finding as JSON can hold it.

        Raises:
            InvalidRule: the finding does not keep what the rule promised.
        """
        if not isinstance(finding, Finding):
            raise self._broken(f"the check yielded a {type(finding).__name__}; expected Finding or NotEvaluated")
        return {name: as_context_value(name, value) for name, value in finding.context.items()}

    def message(self, finding: Finding, lang: str) -> str:
        """Return the sentence on a finding in ``"en"`` or ``"it"``, with amounts and dates as the language writes them.

        Raises:
            InvalidRule: there is no such variant, or the message names what the context lacks.
        """
        template = self.messages[lang].get(finding.variant)
        if template is None:
            raise self._broken(f"finding variant {finding.variant!r}: there is no such message")
        values = finding.context
        if lang != LANGUAGES[0] or not _READ_AS_THEY_ARE.issuperset(map(type, values.values())):
            values = {name: in_language(value, lang) for name, value in finding.context.items()}
            if party := values.get("party"):
                values["party"] = _PARTY[lang].get(party, party)
        try:
            return template.format_map(values)
        except KeyError as missing:
            raise self._broken(f"the message names {missing}, which the finding's context lacks") from None

    def _broken(self, promise: str) -> InvalidRule:
        return InvalidRule(f"rule {self.code}: {promise}")


def _rule_at(place: str) -> Any:
    from pkgutil import resolve_name  # only here, so that importing the library stays cheap

    return resolve_name(place)


def _restored(values: dict[str, Any]) -> Rule:
    if isinstance(place := values["check"], str):
        values["check"] = _rule_at(place).check
    return Rule(**values)


def rule(
    *,
    code: str,
    severity: Severity | str,
    summary: str,
    messages: Messages,
    context: Iterable[str] | None = None,
    excuses: Iterable[Path] = (),
) -> Callable[[Check], Rule]:
    """Return a decorator that makes a ``Rule`` of a check function; the arguments are those of ``Rule``.

    Raises:
        InvalidRule: an argument breaks a promise of a rule; the text says which and what was expected.

    >>> @rule(
    ...     code="ACME_PO_MISSING",
    ...     severity="warning",
    ...     summary="the order number is missing",
    ...     messages={"en": "the order number is missing", "it": "manca il numero d'ordine"},
    ... )
    ... def po_missing(invoice, policy):
    ...     if invoice.financials.total and not invoice.invoice.po_number:
    ...         yield Finding(path=("invoice", "po_number"))
    >>> po_missing.code
    'ACME_PO_MISSING'
    """

    def decorate(check: Check) -> Rule:
        return Rule(
            code=code,
            severity=severity,  # type: ignore[arg-type]  # checked and made a Severity by Rule
            summary=summary,
            messages=messages,  # type: ignore[arg-type]  # a plain text becomes the only variant
            check=check,
            context=context,  # type: ignore[arg-type]  # the same
            excuses=tuple(excuses),
        )

    return decorate
