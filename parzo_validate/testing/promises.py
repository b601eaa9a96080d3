"""What every rule promises: each promise by its name, as a function that says what breaks it, or nothing."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from itertools import chain
from string import Formatter
from typing import NamedTuple

from pydantic import BaseModel

from parzo_validate.engine.flag import Finding, Flag, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.testing.case import Case
from parzo_validate.testing.purity import impure_call
from parzo_validate.words import LANGUAGES

HEADINGS = ("What it checks", "Why it matters", "When it stays silent", "Example", "Sources")

_EMPTY = Case(Invoice())


class BrokenPromise(AssertionError):
    """A rule broke a promise; ``promise`` is its name."""

    def __init__(self, code: str, promise: str, broken_by: str) -> None:
        super().__init__(f"rule {code} breaks the promise {promise!r}: {broken_by}")
        self.promise = promise


Said = list[Finding | NotEvaluated]


def judged(rule: Rule, invoice: Invoice, policy: Policy) -> Said:
    """Return all that the rule says of the invoice.

    Raises:
        BrokenPromise: it raised, or said something that is neither finding nor gap.
    """
    try:
        said = rule(invoice, policy)
        if isinstance(said, (Finding, NotEvaluated)):
            raise BrokenPromise(rule.code, "total", "it returned one Finding; yield it, or return a list")
        said = list(rule.judge(invoice, policy) if invoice.unreadable else said)
    except BrokenPromise:
        raise
    except Exception as error:
        raise BrokenPromise(rule.code, "total", f"it raised {error!r}; the model accepts this invoice") from error
    for item in said:
        if not isinstance(item, (Finding, NotEvaluated)):
            raise BrokenPromise(rule.code, "total", f"it yielded {item!r}; expected Finding or NotEvaluated")
    return said


def _is_well_made(rule: Rule) -> str:
    try:
        Rule(**{field.name: getattr(rule, field.name) for field in fields(Rule)})
    except ValueError as error:
        return str(error)
    return ""


def _is_documented(rule: Rule) -> str:
    found = {heading: re.search(rf"^\W*{heading}\b", rule.documentation, re.MULTILINE) for heading in HEADINGS}
    lacking = [heading for heading in HEADINGS if not found[heading]]
    return f"the docstring of the check lacks the headings {', '.join(lacking)}" if lacking else ""


def _has_no_leftovers(rule: Rule) -> str:
    for lang, variants in rule.messages.items():
        for template in variants.values():
            said = "".join(literal for literal, *_ in Formatter().parse(template))
            if re.search(r"[{}]", said):
                return f"the {lang} message {template!r} would show a brace; write placeholders with single braces"
    return ""


OF_THE_RULE: Mapping[str, Callable[[Rule], str]] = {
    "well made": _is_well_made,
    "documented": _is_documented,
    "no leftovers": _has_no_leftovers,
}


def _is_silent_on_nothing(rule: Rule, policy: Policy) -> str:
    accused = [item for item in judged(rule, _EMPTY.copy(), policy) if isinstance(item, Finding)]
    return f"it accuses {pointer(accused[0].path)} of an empty invoice; yield NotEvaluated" if accused else ""


UNDER_A_POLICY: Mapping[str, Callable[[Rule, Policy], str]] = {
    "silent on an empty invoice": _is_silent_on_nothing,
}


class Answer(NamedTuple):
    """What a rule said of an invoice; it was shown a copy."""

    rule: Rule
    case: Case
    policy: Policy
    shown: Invoice
    said: Said

    @classmethod
    def of(cls, rule: Rule, case: Case, policy: Policy) -> "Answer":
        """Ask the rule about the invoice under a policy."""
        shown = case.copy()
        return cls(rule, case, policy, shown, judged(rule, shown, policy))

    def again(self, invoice: Invoice) -> Said:
        """Return what the rule says of another invoice under the same policy."""
        return judged(self.rule, invoice, self.policy)


def _leaves_the_invoice_alone(answer: Answer) -> str:
    return "" if answer.shown == answer.case.invoice else "it changed the invoice"


def _says_the_same_again(answer: Answer) -> str:
    again = answer.again(answer.case.invoice)
    answer.again(_EMPTY.copy())
    same = answer.said == again == answer.again(answer.case.invoice)
    return "" if same else "asked twice about one invoice, it said two things"


def _is_pure(answer: Answer) -> str:
    called = impure_call(lambda: list(answer.rule(answer.case.invoice, answer.policy)))
    return f"it called {called}" if called else ""


def _does_not_accuse_what_is_missing(answer: Answer) -> str:
    """Take away one value after the other: what is not there is neither accused nor quoted as zero."""
    accused, gaps = _places(answer.said, Finding), _places(answer.said, NotEvaluated)
    asked = ((path, lacking, answer.again(lacking)) for path, lacking in answer.case.with_one_value_less)
    for path, lacking, said in chain([((), answer.case.invoice, answer.said)], asked):
        accused_then = _places(said, Finding)
        if path and path in accused and path in accused_then:
            return f"it accuses {pointer(path)} although no value stands there; yield NotEvaluated"
        if path in _places(said, NotEvaluated) - gaps and (added := accused_then - accused):
            return f"it says that it lacks {pointer(path)}, and accuses {min(map(pointer, added))} all the same"
        if name := _taken_for_zero(said, lacking):
            return f"it quotes {name} as zero although no value stands there; yield NotEvaluated"
    return ""


def _does_not_accuse_for_what_is_unreadable(answer: Answer) -> str:
    """Make one value after the other unreadable: what might excuse is no reason to accuse."""
    accused = _places(answer.said, Finding)
    for path, partly in answer.case.with_one_part_unreadable:
        if added := _places(answer.again(partly), Finding) - accused:
            where = min(map(pointer, added))
            return f"it accuses {where} only because {pointer(path)} is unreadable; yield NotEvaluated"
    return ""


def _taken_for_zero(said: Said, invoice: Invoice) -> str:
    """Return the sum that a finding quotes as zero although the invoice does not state it, if there is one."""
    for item in said:
        if isinstance(item, Finding) and item.path[:1] == ("financials",):
            for name, quoted in item.context.items():
                if vars(invoice.financials).get(name, quoted) is None and re.fullmatch(r"-?0+(\.0+)?", str(quoted)):
                    return name
    return ""


def _places(said: Said, kind: type) -> set[Path]:
    return {item.path for item in said if isinstance(item, kind)}


OF_AN_INVOICE: Mapping[str, Callable[[Answer], str]] = {
    "leaves the invoice alone": _leaves_the_invoice_alone,
    "deterministic": _says_the_same_again,
    "pure": _is_pure,
    "silent where a value is missing": _does_not_accuse_what_is_missing,
    "silent where a value is unreadable": _does_not_accuse_for_what_is_unreadable,
}


def _points_at_the_model(rule: Rule, invoice: Invoice, item: Finding | NotEvaluated) -> str:
    place: object = invoice
    for step in item.path:
        inside = _inside(place)
        if step not in inside:
            known = ", ".join(map(str, inside)) or "nothing"
            return f"the path {item.path!r} leads nowhere: there is no {step!r} among {known}"
        place = inside[step]
    return ""


def _inside(place: object) -> Mapping[str | int, object]:
    """Return what can be reached from a place of the model in one step, by the key of the result."""
    if isinstance(place, BaseModel):
        return {field.alias or name: getattr(place, name) for name, field in type(place).model_fields.items()}
    return dict(enumerate(place)) if isinstance(place, tuple) else {}


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
