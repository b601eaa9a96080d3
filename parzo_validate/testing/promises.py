"""What every rule promises: each promise by its name, as a function that returns what breaks it, or nothing."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from itertools import chain
from string import Formatter
from typing import NamedTuple

from pydantic import BaseModel

from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.flag import Flag
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import FIELDS, Invoice
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.testing.case import Case
from parzo_validate.testing.purity import impure_call
from parzo_validate.words import LANGUAGES

HEADINGS = ("What it checks", "Why it matters", "When it stays silent", "Example", "Sources")

_EMPTY = Case(Invoice())
_SUMS = tuple(name for name, kind in FIELDS["financials"].items() if kind != "text")


class BrokenPromise(AssertionError):
    """A rule broke a promise; ``promise`` is its name."""

    def __init__(self, code: str, promise: str, broken_by: str) -> None:
        super().__init__(f"rule {code} breaks the promise {promise!r}: {broken_by}")
        self.promise = promise


Yielded = list[Finding | NotEvaluated]


def yielded_by(rule: Rule, invoice: Invoice, policy: Policy) -> Yielded:
    """Return all that a rule yields on an invoice, values that are unreadable taken into account as the table does.

    Raises:
        BrokenPromise: it raised, or yielded something that is neither finding nor gap.
    """
    try:
        yielded = rule(invoice, policy)
        if isinstance(yielded, (Finding, NotEvaluated)):
            raise BrokenPromise(rule.code, "total", "it returned one Finding; yield it, or return a list")
        yielded = list(rule.judge(invoice, policy) if invoice.unreadable else yielded)
    except BrokenPromise:
        raise
    except Exception as error:
        raise BrokenPromise(rule.code, "total", f"it raised {error!r}; the model accepts this invoice") from error
    for item in yielded:
        if not isinstance(item, (Finding, NotEvaluated)):
            raise BrokenPromise(rule.code, "total", f"it yielded {item!r}; expected Finding or NotEvaluated")
    return yielded


def _is_well_made(rule: Rule) -> str:
    try:
        Rule(**{field.name: getattr(rule, field.name) for field in fields(Rule)})
    except ValueError as error:
        return str(error)
    return ""


def _is_documented(rule: Rule) -> str:
    missing = [name for name in HEADINGS if not re.search(rf"^\W*{name}\b", rule.documentation, re.MULTILINE)]
    return f"the docstring of the check lacks the headings {', '.join(missing)}" if missing else ""


def _has_no_leftovers(rule: Rule) -> str:
    for lang, variants in rule.messages.items():
        for template in variants.values():
            shown = "".join(literal for literal, *_ in Formatter().parse(template))
            if re.search(r"[{}]", shown):
                return f"the {lang} message {template!r} would show a brace; write placeholders with single braces"
    return ""


OF_THE_RULE: Mapping[str, Callable[[Rule], str]] = {
    "well made": _is_well_made,
    "documented": _is_documented,
    "no leftovers": _has_no_leftovers,
}


def is_silent_on_an_empty_invoice(rule: Rule, policy: Policy) -> str:
    """Return whom the rule accuses on an empty invoice; nothing when it is silent."""
    accused = [item for item in yielded_by(rule, _EMPTY.copy(), policy) if isinstance(item, Finding)]
    return f"it accuses {pointer(accused[0].path)} of an empty invoice; yield NotEvaluated" if accused else ""


class Run(NamedTuple):
    """What a rule yielded on an invoice under a policy; the rule was given a copy of the invoice."""

    rule: Rule
    case: Case
    policy: Policy
    copy: Invoice
    yielded: Yielded

    @classmethod
    def of(cls, rule: Rule, case: Case, policy: Policy) -> "Run":
        """Return the run of a rule on a case."""
        copy = case.copy()
        return cls(rule, case, policy, copy, yielded_by(rule, copy, policy))

    def on(self, invoice: Invoice) -> Yielded:
        """Return all that the rule yields on another invoice under the same policy."""
        return yielded_by(self.rule, invoice, self.policy)


def _leaves_the_invoice_alone(run: Run) -> str:
    return "" if run.copy == run.case.invoice else "it changed the invoice"


def _is_deterministic(run: Run) -> str:
    again = run.on(run.case.invoice)
    run.on(_EMPTY.copy())
    same = run.yielded == again == run.on(run.case.invoice)
    return "" if same else "asked twice about one invoice, it said two things"


def _is_pure(run: Run) -> str:
    called = impure_call(lambda: list(run.rule(run.case.invoice, run.policy)))
    return f"it called {called}" if called else ""


def _does_not_accuse_what_is_missing(run: Run) -> str:
    """Take away one value after the other: what is not there is neither accused nor quoted as zero."""
    accused, gaps = _paths_of(run.yielded, Finding), _paths_of(run.yielded, NotEvaluated)
    variants = ((path, invoice, run.on(invoice)) for path, invoice in run.case.with_one_value_less)
    for path, invoice, yielded in chain([((), run.case.invoice, run.yielded)], variants):
        accused_then = _paths_of(yielded, Finding)
        if path and path in accused and path in accused_then:
            return f"it accuses {pointer(path)} although no value stands there; yield NotEvaluated"
        if path in _paths_of(yielded, NotEvaluated) - gaps and (added := accused_then - accused):
            return f"it says that it lacks {pointer(path)}, and accuses {min(map(pointer, added))} all the same"
        if name := _taken_for_zero(yielded, invoice):
            return f"it quotes {name} as zero although no value stands there; yield NotEvaluated"
    return ""


def _does_not_accuse_for_what_is_unreadable(run: Run) -> str:
    """Make one value after the other unreadable: what might excuse is no reason to accuse."""
    accused = _paths_of(run.yielded, Finding)
    for path, partly in run.case.with_one_part_unreadable:
        if added := _paths_of(run.on(partly), Finding) - accused:
            where = min(map(pointer, added))
            return f"it accuses {where} only because {pointer(path)} is unreadable; yield NotEvaluated"
    return ""


def _taken_for_zero(yielded: Yielded, invoice: Invoice) -> str:
    """Return the sum that a finding quotes as zero although the invoice does not state it, if there is one."""
    missing = {name for name in _SUMS if getattr(invoice.financials, name) is None}
    for item in yielded:
        if isinstance(item, Finding) and item.path[:1] == ("financials",):
            for name, quoted in item.context.items():
                if name in missing and re.fullmatch(r"-?0+(\.0+)?", str(quoted)):
                    return name
    return ""


def _paths_of(yielded: Yielded, kind: type) -> set[Path]:
    return {item.path for item in yielded if isinstance(item, kind)}


OF_AN_INVOICE: Mapping[str, Callable[[Run], str]] = {
    "leaves the invoice alone": _leaves_the_invoice_alone,
    "deterministic": _is_deterministic,
    "pure": _is_pure,
    "silent where a value is missing": _does_not_accuse_what_is_missing,
    "silent where a value is unreadable": _does_not_accuse_for_what_is_unreadable,
}


def _points_at_the_model(rule: Rule, invoice: Invoice, item: Finding | NotEvaluated) -> str:
    value: object = invoice
    for step in item.path:
        members = _members(value)
        if step not in members:
            known = ", ".join(map(str, members)) or "nothing"
            return f"the path {item.path!r} leads nowhere: there is no {step!r} among {known}"
        value = members[step]
    return ""


def _members(value: object) -> Mapping[str | int, object]:
    """Return the values in a section or a list of the model by their keys in the result; a text has none."""
    if isinstance(value, BaseModel):
        return {field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()}
    return dict(enumerate(value)) if isinstance(value, tuple) else {}


def _proves_what_it_says(rule: Rule, invoice: Invoice, item: Finding | NotEvaluated) -> str:
    """The context holds what the messages name and what the rule declared, in a form that survives JSON."""
    if isinstance(item, NotEvaluated):
        return ""
    try:
        flag = rule.flag(item)
        survives = Flag.from_dict(json.loads(json.dumps(flag.as_dict()))) == flag
    except Exception as error:  # noqa: BLE001  # a template may fail in any way on a value
        return f"{item!r} does not become a flag: {error}"
    undeclared = ", ".join(sorted(flag.context.keys() - rule.context)) if rule.context is not None else ""
    if undeclared:
        return f"its context holds {undeclared}; declare it: context=(...)"
    return "" if survives else f"{item!r} does not survive JSON"


def _speaks_both_languages(rule: Rule, invoice: Invoice, item: Finding | NotEvaluated) -> str:
    if isinstance(item, Finding):
        for lang in LANGUAGES:
            for _, name, *_ in Formatter().parse(rule.messages[lang][item.variant]):
                if name and item.context[name] is None:
                    return f"the {lang} message says {rule.flag(item).render(lang)!r}: {name} is None"
    return ""


OF_WHAT_IT_SAYS: Mapping[str, Callable[[Rule, Invoice, Finding | NotEvaluated], str]] = {
    "points at the model": _points_at_the_model,
    "proves what it says": _proves_what_it_says,
    "speaks both languages": _speaks_both_languages,
}
