"""Rules: what registering checks, and how a finding becomes a flag."""

import inspect
import json
import pickle
import pydoc
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from parzo_validate import (
    DEFAULT_TABLE,
    Finding,
    Flag,
    Invoice,
    NotEvaluated,
    ParzoValidateError,
    Policy,
    Rule,
    RuleTable,
    rule,
    validate,
)
from parzo_validate.domain.amounts import format_amount
from parzo_validate.engine.flag import FrozenDict, Severity
from parzo_validate.errors import InvalidRule
from parzo_validate.invoice.reasons import Term
from parzo_validate.invoice.values import pointer
from parzo_validate.version import __version__

GOOD: dict[str, Any] = {
    "code": "ACME_PO_MISSING",
    "severity": "warning",
    "summary": "the order number is missing",
    "messages": {"en": "no order number on {number}", "it": "manca il numero d'ordine su {number}"},
    "context": ("number",),
}


def po_missing(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The order number is missing."""
    if not invoice.invoice.po_number:
        yield Finding(path=("invoice", "po_number"), context={"number": invoice.invoice.number})


def made(check: Callable[..., Any] = po_missing, **changes: object) -> Rule:
    return rule(**(GOOD | changes))(check)


def test_the_decorator_makes_a_rule() -> None:
    acme = made()
    assert (acme.code, acme.severity, acme.summary) == ("ACME_PO_MISSING", Severity.WARNING, GOOD["summary"])
    assert acme.documentation == inspect.getdoc(acme) == "The order number is missing."
    assert "The order number is missing." in pydoc.render_doc(acme)
    assert inspect.getdoc(made(lambda invoice, policy: ())) == GOOD["summary"]
    assert acme.owner.endswith("test_rule.po_missing")


def test_a_rule_says_who_brought_it() -> None:
    assert made().origin == po_missing.__module__
    brought = replace(made(), origin="acme-rules 1.2.0")
    assert brought.owner == f"{made().owner} (acme-rules 1.2.0)"
    assert brought != made()
    total = DEFAULT_TABLE["INVALID_TOTAL"]
    assert total.origin == f"parzo_validate {__version__}"
    assert total.owner == f"parzo_validate.rules.invalid_total.invalid_total (parzo_validate {__version__})"


def test_a_finding_becomes_a_flag_in_both_languages() -> None:
    flag = made().flag(Finding(("invoice", "po_number"), {"number": "7/2026"}))
    assert flag == Flag(
        "ACME_PO_MISSING", Severity.WARNING, "no order number on 7/2026", "/invoice/po_number", {"number": "7/2026"}
    )
    assert flag.render("it") == "manca il numero d'ordine su 7/2026"


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "lower-case-code": ({"code": "acme_po"}, "rule code 'acme_po': expected UPPER_SNAKE"),
    "one-word-code": ({"code": "ACME"}, "expected UPPER_SNAKE with at least two words"),
    "code-with-a-dash": ({"code": "ACME-PO"}, "expected UPPER_SNAKE"),
    "no-text-code": ({"code": None}, "expected UPPER_SNAKE"),
    "severity": ({"severity": "fatal"}, "severity 'fatal': expected one of error, warning"),
    "severity-unhashable": ({"severity": []}, "severity []: expected one of error, warning"),
    "summary": ({"summary": " "}, "summary: expected a few words"),
    "one-language": ({"messages": {"en": "x"}}, "messages in en: expected en and it"),
    "no-language": ({"messages": {}}, "messages in no language"),
    "third-language": ({"messages": {"en": "x", "it": "x", "de": "x"}}, "messages in de, en, it"),
    "no-mapping": ({"messages": "x"}, "messages: expected a mapping"),
    "empty-message": ({"messages": {"en": "", "it": ""}}, "expected a sentence"),
    "no-variants": ({"messages": {"en": {}, "it": {}}}, "the same variants in en and it, at least one"),
    "different-variants": ({"messages": {"en": {"a": "x"}, "it": {"b": "x"}}}, "the same variants in en and it"),
    "different-placeholders": (
        {"messages": {"en": "{number}", "it": "{numero}"}},
        "en and it name different values: number, numero",
    ),
    "unknown-placeholder": ({"messages": {"en": "{x}", "it": "{x}"}}, "messages name x; the context holds number"),
    "positional-placeholder": ({"messages": {"en": "{}", "it": "{}"}}, "placeholders like {total}"),
    "attribute-placeholder": ({"messages": {"en": "{a.b}", "it": "{a.b}"}}, "placeholders like {total}"),
    "formatted-placeholder": (
        {"messages": {"en": "{number:>5}", "it": "{number:>5}"}},
        "values are texts by then, so write {total}, not {total:.2f}",
    ),
    "converted-placeholder": (
        {"messages": {"en": "{number!r}", "it": "{number!r}"}},
        "values are texts by then, so write {total}, not {total:.2f}",
    ),
    "open-brace": ({"messages": {"en": "{", "it": "{"}}, "is not a template"),
    "no-text-message": ({"messages": {"en": 5, "it": 5}}, "message 5: expected a sentence"),
}


@pytest.mark.parametrize(("changes", "message"), BROKEN.values(), ids=BROKEN)
def test_registering_refuses_a_broken_promise(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        made(**changes)
    assert message in str(refusal.value)
    assert isinstance(refusal.value, ParzoValidateError)


@pytest.mark.parametrize("check", [lambda: (), lambda invoice: (), lambda *, invoice, policy: (), "check"])
def test_registering_refuses_a_check_that_cannot_be_called(check: Any) -> None:
    with pytest.raises(InvalidRule, match=r"takes \(invoice, policy\)"):
        made(check)


BAD_FINDINGS: dict[str, tuple[Any, str]] = {
    "no-finding": ("x", "yielded a str; expected Finding or NotEvaluated"),
    "context-lacks-a-value": (Finding(("invoice",)), "names 'number', which the finding's context lacks"),
    "unknown-variant": (Finding(("invoice",), {"number": 1}, "other"), "finding variant 'other'"),
    "float-in-context": (Finding(("invoice",), {"number": 0.1}), "context value 'number' is a float"),
    "object-in-context": (Finding(("invoice",), {"number": {}}), "context value 'number' is a dict"),
    "float-in-a-list": (Finding(("invoice",), {"number": [0.1]}), "context value 'number' is a tuple"),
    "list-in-a-list": (Finding(("invoice",), {"number": [("22",)]}), "context value 'number' is a tuple"),
}


@pytest.mark.parametrize(("finding", "message"), BAD_FINDINGS.values(), ids=BAD_FINDINGS)
def test_a_finding_that_breaks_its_rules_promise_is_refused(finding: Any, message: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        made().flag(finding)
    assert message in str(refusal.value)


MADE_WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "finding-at-a-pointer": (
        lambda: Finding("/invoice/po_number"),  # type: ignore[arg-type]
        "path '/invoice/po_number': expected a tuple such as ('invoice', 'po_number')",
    ),
    "finding-at-a-float": (
        lambda: Finding(("line_items", 1.0)),  # type: ignore[arg-type]
        "path ('line_items', 1.0): expected a tuple such as ('invoice', 'po_number')",
    ),
    "gap-at-a-pointer": (
        lambda: NotEvaluated("/invoice/po_number", "the register is closed"),
        "path '/invoice/po_number': expected a tuple such as ('invoice', 'po_number')",
    ),
    "gap-the-other-way-round": (
        lambda: NotEvaluated("the register is closed", ("invoice",)),  # type: ignore[arg-type]
        "path 'the register is closed': expected a tuple such as ('invoice', 'po_number')",
    ),
    "gap-without-a-reason": (
        lambda: NotEvaluated(("invoice",)),
        "reason null: expected a text that says why, or a Reason",
    ),
    "gap-without-a-word": (
        lambda: NotEvaluated(("invoice",), " "),
        'reason " ": expected a text that says why, or a Reason',
    ),
    "gap-with-an-object": (
        lambda: NotEvaluated(("invoice",), 5),  # type: ignore[arg-type]
        "reason the number 5: expected a text that says why, or a Reason",
    ),
}


@pytest.mark.parametrize(("make", "message"), MADE_WRONG.values(), ids=MADE_WRONG)
def test_what_a_check_says_is_refused_when_it_is_made(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        make()
    assert str(refusal.value) == message


def test_a_rule_can_be_called_as_the_function_that_it_was() -> None:
    invoice = Invoice.model_validate({"invoice": {"number": "7"}})
    assert list(made()(invoice, Policy())) == [Finding(("invoice", "po_number"), {"number": "7"})]
    assert list(made(lambda invoice, policy: None)(invoice, Policy())) == []


def test_context_values_become_what_json_can_hold() -> None:
    values = {"number": Decimal("1E+2"), "day": date(2026, 4, 1), "open": True, "lines": 3, "name": "x", "none": None}
    flag = made(context=None).flag(Finding((), values))
    assert flag.context == {
        "number": "100",
        "day": "2026-04-01",
        "open": True,
        "lines": 3,
        "name": "x",
        "none": None,
    }


@pytest.mark.parametrize(
    ("value", "plain", "italian"),
    [
        (Decimal("-1220.00"), "-1220.00", "-1.220,00"),
        (Decimal("8.8"), "8.8", "8,8"),
        (Decimal("1E+6"), "1000000", "1.000.000"),
        (date(2026, 4, 1), "2026-04-01", "01/04/2026"),
        (date(1, 2, 3), "0001-02-03", "03/02/0001"),
        (format_amount(Decimal(1220)), "1220.00", "1.220,00"),
        (Term("DE", "DE", "Germania"), "DE", "Germania"),
        ("01234567890", "01234567890", "01234567890"),
        ("1220.00", "1220.00", "1220.00"),
        (2026, 2026, "2026"),
    ],
)
def test_the_type_of_a_value_says_how_italian_writes_it(value: object, plain: object, italian: str) -> None:
    flag = made().flag(Finding((), {"number": value}))
    assert (flag.context, type(flag.context["number"])) == ({"number": plain}, type(plain))
    assert flag.message == f"no order number on {plain}"
    assert flag.render("it") == f"manca il numero d'ordine su {italian}"
    assert Flag.from_dict(flag.as_dict()).render("it") == flag.message


def test_a_list_is_one_of_texts_and_reads_with_commas() -> None:
    rates = [Decimal("22.0"), Decimal(4), 0, "nil", date(2026, 4, 1)]
    finding = Finding((), {"number": rates})
    rates.clear()
    flag = made().flag(finding)
    assert flag.context == {"number": ("22.0", "4", "0", "nil", "2026-04-01")}
    assert flag.as_dict()["context"] == {"number": ["22.0", "4", "0", "nil", "2026-04-01"]}
    assert flag.message == "no order number on 22.0, 4, 0, nil, 2026-04-01"
    assert flag.render("it") == "manca il numero d'ordine su 22,0, 4, 0, nil, 01/04/2026"


ZERO = Finding(("financials", "total"), {"actual": format_amount(Decimal(0)), "reason": "zero"}, "zero")
IN_ENGLISH, IN_ITALIAN = (
    "the total is 0.00, but a total cannot be zero",
    "il totale è 0,00, ma un totale non può essere zero",
)


@pytest.mark.parametrize("table", [DEFAULT_TABLE, DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"})])
def test_what_a_flag_of_the_library_says_is_worked_out_when_it_is_read(
    monkeypatch: pytest.MonkeyPatch, table: RuleTable
) -> None:
    said: list[str] = []
    message = Rule.message

    def heard(self: Rule, finding: Finding, lang: str) -> str:
        said.append(lang)
        return message(self, finding, lang)

    monkeypatch.setattr(Rule, "message", heard)
    flag = table["INVALID_TOTAL"].flag(ZERO)
    assert (flag.code, flag.path, flag.context["reason"], said) == ("INVALID_TOTAL", "/financials/total", "zero", [])
    assert (flag.message, flag.message, said) == (IN_ENGLISH, IN_ENGLISH, ["en"])
    assert (flag.as_dict()["message"], said) == (flag.message, ["en"])
    assert (flag.render("it"), said) == (IN_ITALIAN, ["en", "en", "it"])
    assert flag.translations == {"en": flag.message, "it": flag.render("it")}


def test_what_others_say_is_worked_out_at_once() -> None:
    """A rule of the library in words of somebody else's is one of others."""
    words = {"zero": "{share} of nothing"}
    reworded = replace(DEFAULT_TABLE["INVALID_TOTAL"], messages={"en": words, "it": words}, context=None)
    with pytest.raises(InvalidRule, match=r"^rule INVALID_TOTAL: the message names 'share', which"):
        reworded.flag(ZERO)
    with pytest.raises(InvalidRule, match=r"^rule ACME_PO_MISSING: the message names 'number', which"):
        made().flag(Finding(()))


def sent(flag: Flag) -> Flag:
    """Return what another process would get."""
    received: Flag = pickle.loads(pickle.dumps(flag))  # noqa: S301
    return received


@pytest.mark.parametrize("after", [copy, deepcopy, replace, sent])
def test_a_flag_that_was_not_read_is_copied_whole(after: Callable[[Flag], Flag]) -> None:
    rule = DEFAULT_TABLE["INVALID_TOTAL"]
    fresh, read = rule.flag(ZERO), rule.flag(ZERO)
    assert repr(after(rule.flag(ZERO))) == repr(read)
    assert hash(fresh) == hash(read)
    other = after(rule.flag(ZERO))
    assert (other, other.render("it")) == (read, IN_ITALIAN)


def test_a_flag_has_no_other_attribute() -> None:
    flags = made().flag(Finding((), {"number": "7"})), Flag("X_Y", Severity.ERROR, "", "")
    for flag in flags:
        with pytest.raises(AttributeError, match=r"^'Flag' object has no attribute 'mesage'$"):
            flag.mesage  # type: ignore[attr-defined]  # noqa: B018


class Unspeakable(str):
    """A text that cannot be formatted."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        raise ZeroDivisionError("no words")


def test_what_a_value_does_when_it_is_written_is_a_crash_of_the_rule() -> None:
    """And no surprise of whoever reads the message."""

    def check(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        yield Finding((), {"number": Unspeakable("7")})

    assert validate({}, table=RuleTable(made(check))).crashed == {"ACME_PO_MISSING": "ZeroDivisionError: no words"}


def test_braces_in_a_value_are_only_text() -> None:
    assert made().flag(Finding((), {"number": "{number}"})).message == "no order number on {number}"


def test_a_flag_keeps_frozen_copies_of_the_mappings_it_is_given() -> None:
    context, words = {"total": "0.00"}, {"it": "il totale è zero"}
    flag = Flag("INVALID_TOTAL", Severity.ERROR, "the total is zero", "/financials/total", context, words)
    context["total"] = words["it"] = "changed"
    assert flag.context == {"total": "0.00"}
    assert flag.render("it") == "il totale è zero"
    for mapping in (flag.context, flag.translations):
        with pytest.raises(TypeError):
            mapping["it"] = "changed"  # type: ignore[index]


@pytest.mark.parametrize("number", ["7", ["7", "8"], []], ids=["text", "list", "empty-list"])
def test_flags_are_frozen_hashable_and_survive_json_and_pickle(number: object) -> None:
    flag = made().flag(Finding(("invoice", "po_number"), {"number": number}))
    same = Flag.from_dict(json.loads(json.dumps(flag.as_dict())))
    assert same == flag
    assert same.severity is flag.severity
    assert hash(same) == hash(flag)
    assert same.render("it") == same.render("en") == flag.message
    assert pickle.loads(pickle.dumps(flag)).render("it") == flag.render("it")  # noqa: S301
    assert Flag.from_dict({"code": "X_Y", "severity": "error"}) == Flag("X_Y", Severity.ERROR, "", "")
    with pytest.raises(AttributeError):
        flag.code = "OTHER"  # type: ignore[misc]
    with pytest.raises(TypeError, match="frozen"):
        flag.context["number"] = "8"  # type: ignore[index]
    with pytest.raises(ValueError, match="no messages in 'de'; known languages: en, it"):
        flag.render("de")


def test_a_frozen_dict_is_equal_to_its_content() -> None:
    frozen = FrozenDict({"a": 1})
    assert frozen == {"a": 1}
    assert pickle.loads(pickle.dumps(frozen)) == frozen  # noqa: S301
    for name in ("clear", "popitem", "update", "pop", "setdefault", "__setitem__", "__delitem__", "__ior__"):
        with pytest.raises(TypeError, match="frozen"):
            getattr(frozen, name)("a", 2)


def test_a_pointer_escapes_what_rfc_6901_reserves() -> None:
    assert pointer(("a/b~c", 0)) == "/a~1b~0c/0"


HEADINGS = ["What it checks", "Why it matters", "When it stays silent", "Example", "Sources"]


@pytest.mark.parametrize("documented", DEFAULT_TABLE, ids=lambda rule: rule.code)
def test_every_rule_is_documented_under_the_same_headings(documented: Rule) -> None:
    headings = [line.removeprefix("## ") for line in documented.documentation.splitlines() if line.startswith("## ")]
    assert headings == HEADINGS
    assert documented.check.__module__ == f"parzo_validate.rules.{documented.code.lower()}"
    assert documented.context is not None


def test_a_rule_that_was_decorated_survives_pickle_where_it_can_be_imported() -> None:
    """Another process imports it; a subprocess shows that nothing of this one is needed."""
    for documented in DEFAULT_TABLE:
        assert pickle.loads(pickle.dumps(documented)) == documented  # noqa: S301  # our own bytes
    lighter = DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"}).without("DATE_INCOHERENCE")
    program = "import pickle, sys; print(pickle.load(sys.stdin.buffer).fingerprint)"
    done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(lighter), capture_output=True, check=True)
    assert done.stdout.decode().strip() == lighter.fingerprint


def test_a_rule_made_of_a_plain_function_survives_pickle() -> None:
    made_by_hand = made()
    assert made_by_hand.check is po_missing
    assert pickle.loads(pickle.dumps(made_by_hand)) == made_by_hand  # noqa: S301


def test_a_rule_of_a_plugin_keeps_its_origin() -> None:
    brought = replace(DEFAULT_TABLE["INVALID_TOTAL"], origin="acme-rules 1.2.0")
    assert pickle.loads(pickle.dumps(brought)) == brought  # noqa: S301  # our own bytes


def test_a_rule_that_cannot_be_imported_is_not_pickled() -> None:
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(made(lambda invoice, policy: None))
