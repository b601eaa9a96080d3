"""What every rule promises: each promise by its name, as a function that says what breaks it, or nothing."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from string import Formatter

from pydantic import BaseModel

from parzo_validate.engine.flag import Finding, Flag, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice, LineItem, PartlyRead
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.testing.purity import impure_call
from parzo_validate.words import LANGUAGES

HEADINGS = ("What it checks", "Why it matters", "When it stays silent", "Example", "Sources")

_EMPTY = Invoice()
_SECTIONS = ("vendor", "buyer", "invoice", "financials")


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
        said = rule.check(invoice, policy) or ()
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


def _copy(invoice: Invoice) -> Invoice:
    """Return the invoice with sections and lines of its own; the values in them cannot be changed."""
    own = {name: getattr(invoice, name).model_copy() for name in _SECTIONS}
    return invoice.model_copy(update={**own, "line_items": tuple(line.model_copy() for line in invoice.line_items)})


def _leaves_the_invoice_alone(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    shown = _copy(invoice)
    judged(rule, shown, policy)
    return "" if shown == invoice else "it changed the invoice"


def _says_the_same_again(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    first, second = judged(rule, invoice, policy), judged(rule, _copy(invoice), policy)
    judged(rule, _EMPTY, policy)
    same = first == second == judged(rule, invoice, policy)
    return "" if same else "asked twice about one invoice, it said two things"


def _is_pure(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    called = impure_call(lambda: list(rule.check(invoice, policy) or ()))
    return f"it called {called}" if called else ""


def _is_silent_on_nothing(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    accused = [item for item in judged(rule, _EMPTY, policy) if isinstance(item, Finding)]
    return f"it accuses {pointer(accused[0].path)} of an empty invoice; yield NotEvaluated" if accused else ""


def _does_not_accuse_what_is_missing(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    """Take away one value after the other: what is not there is neither accused nor quoted as zero."""
    said = judged(rule, invoice, policy)
    accused, gaps = _places(said, Finding), _places(said, NotEvaluated)
    for path, lacking in [((), invoice), *_with_one_value_less(invoice)]:
        said_then = judged(rule, lacking, policy)
        accused_then = _places(said_then, Finding)
        if path and path in accused and path in accused_then:
            return f"it accuses {pointer(path)} although no value stands there; yield NotEvaluated"
        if path in _places(said_then, NotEvaluated) - gaps and (added := accused_then - accused):
            return f"it says that it lacks {pointer(path)}, and accuses {min(map(pointer, added))} all the same"
        if name := _taken_for_zero(said_then, lacking):
            return f"it quotes {name} as zero although no value stands there; yield NotEvaluated"
    return ""


def _does_not_accuse_for_what_is_unreadable(rule: Rule, invoice: Invoice, policy: Policy) -> str:
    """Make one value after the other unreadable: what might excuse is no reason to accuse.

    A line's amount or rate that stands there under its other key too may be read there.
    """
    accused = _places(judged(rule, invoice, policy), Finding)
    for path, lacking in _with_one_part_less(invoice):
        if _is_stated_twice(invoice, path):
            continue
        partly = PartlyRead.without(lacking, (path, *invoice.unreadable))
        if added := _places(judged(rule, partly, policy), Finding) - accused:
            where = min(map(pointer, added))
            return f"it accuses {where} only because {pointer(path)} is unreadable; yield NotEvaluated"
    return ""


def _taken_for_zero(said: Said, invoice: Invoice) -> str:
    """Return the sum that a finding quotes as zero although the invoice does not state it, if there is one."""
    missing = {name for name in type(invoice.financials).model_fields if getattr(invoice.financials, name) is None}
    for item in said:
        if isinstance(item, Finding) and item.path[:1] == ("financials",):
            quoted = {name: str(item.context[name]) for name in missing & item.context.keys()}
            if zeros := [name for name, text in quoted.items() if re.fullmatch(r"-?0+(\.0+)?", text)]:
                return zeros[0]
    return ""


def _places(said: Said, kind: type) -> set[Path]:
    return {item.path for item in said if isinstance(item, kind)}


def _with_one_value_less(invoice: Invoice) -> Iterator[tuple[Path, Invoice]]:
    """Yield the invoice without each of its values in turn."""
    for section in _SECTIONS:
        for name, lacking in _with_one_field_less(getattr(invoice, section)):
            yield (section, name), invoice.model_copy(update={section: lacking})
    for index, line in enumerate(invoice.line_items):
        for name, lacking in _with_one_field_less(line):
            lines = (*invoice.line_items[:index], lacking, *invoice.line_items[index + 1 :])
            yield ("line_items", index, name), invoice.model_copy(update={"line_items": lines})


def _with_one_part_less(invoice: Invoice) -> Iterator[tuple[Path, Invoice]]:
    """Yield the invoice without each value, each section and each line in turn."""
    yield from _with_one_value_less(invoice)
    for section, field in type(invoice).model_fields.items():
        if getattr(invoice, section) != field.default:
            yield (section,), invoice.model_copy(update={section: field.default})
    for index in range(len(invoice.line_items)):
        lines = (*invoice.line_items[:index], LineItem(), *invoice.line_items[index + 1 :])
        yield ("line_items", index), invoice.model_copy(update={"line_items": lines})


def _is_stated_twice(invoice: Invoice, path: Path) -> bool:
    match path:
        case "line_items", int(index), "amount" | "total":
            return None not in (invoice.line_items[index].stated_amount, invoice.line_items[index].stated_total)
        case "line_items", int(index), "vat_rate" | "tax_rate":
            return None not in (invoice.line_items[index].stated_vat_rate, invoice.line_items[index].stated_tax_rate)
    return False


def _with_one_field_less(section: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if value is not None and not (isinstance(value, str) and not value.strip()):  # blank is as good as missing
            yield field.alias or name, section.model_copy(update={name: None})


OF_AN_INVOICE: Mapping[str, Callable[[Rule, Invoice, Policy], str]] = {
    "leaves the invoice alone": _leaves_the_invoice_alone,
    "deterministic": _says_the_same_again,
    "pure": _is_pure,
    "silent on an empty invoice": _is_silent_on_nothing,
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
