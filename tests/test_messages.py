"""What every rule says, whole, in both languages: a table that a native reader can check without reading a rule."""

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from parzo_validate import Finding, Policy, Rule
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import GROUNDING_TABLE, GroundedInvoice
from parzo_validate.invoice import read
from parzo_validate.words import ITALIAN_NAMES
from tests.helpers.builders import ROOT

ALL = EXTENDED_TABLE.with_rules(*GROUNDING_TABLE)
TABLE: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    (ROOT / "tests" / "data" / "messages.toml").read_text(encoding="utf-8"), parse_float=Decimal
)
CASES = [(code, variant) for code, messages in TABLE.items() for variant in messages]
EACH_MESSAGE = pytest.mark.parametrize(("code", "variant"), CASES, ids=[f"{code}-{variant}" for code, variant in CASES])
POLICY = Policy(as_of="2026-04-01", accepted_causes=(), own_vat_numbers=["IT07643520567"])
"""Excuses nothing, so that every cause is told."""
THE_SAME_IN_ITALIAN = {"iban"}


def finding_of(code: str, variant: str) -> Finding:
    """Return the one thing that the rule finds in the document of a message; what it could not judge is left out."""
    case = TABLE[code][variant]
    invoice = read(case["result"]).invoice
    beside = GroundedInvoice.beside(invoice, case["text"], POLICY) if "text" in case else invoice
    items = ALL[code].judge(beside, POLICY)
    [finding] = [item for item in items if isinstance(item, Finding)]
    return finding


def test_every_message_of_every_rule_is_in_the_table() -> None:
    def named(rule: Rule) -> set[str]:
        return set(rule.messages["en"])

    assert {rule.code: named(rule) for rule in ALL} == {code: set(TABLE[code]) for code in TABLE}


@EACH_MESSAGE
def test_a_finding_is_told_in_both_languages(code: str, variant: str) -> None:
    finding, expected = finding_of(code, variant), TABLE[code][variant]
    flag = ALL[code].flag(finding)
    assert (finding.variant, flag.path) == (variant, expected["path"])
    assert (flag.message, flag.render("en"), flag.render("it")) == (expected["en"], expected["en"], expected["it"])


@EACH_MESSAGE
def test_what_a_sentence_knows_of_languages_stays_out_of_the_context(code: str, variant: str) -> None:
    flag = ALL[code].flag(finding_of(code, variant))
    values: list[object] = [*flag.context.values()]
    values += [item for value in values if isinstance(value, tuple) for item in value]
    assert {type(value) for value in values} <= {str, int, tuple}


@EACH_MESSAGE
def test_a_difference_is_what_is_stated_minus_what_it_should_be(code: str, variant: str) -> None:
    finding = finding_of(code, variant)
    context = ALL[code].flag(finding).context
    if "difference" in context:
        stated: Any = read(TABLE[code][variant]["result"]).invoice
        for key in finding.path:
            stated = stated[key] if isinstance(key, int) else getattr(stated, key)
        should_be = context["lines" if code == "LINE_SUM_MISMATCH" else "expected"]
        assert Decimal(str(context["difference"])) == stated - Decimal(str(should_be))


@EACH_MESSAGE
def test_a_line_counts_from_1_where_its_path_counts_from_0(code: str, variant: str) -> None:
    finding = finding_of(code, variant)
    on_a_line = finding.path[:1] == ("line_items",)
    assert finding.context.get("line") == (int(finding.path[1]) + 1 if on_a_line else None)


def test_every_value_that_a_rule_states_has_an_italian_name() -> None:
    stated = {name for rule in ALL for name in rule.context or ()}
    assert stated - ITALIAN_NAMES.keys() == THE_SAME_IN_ITALIAN
