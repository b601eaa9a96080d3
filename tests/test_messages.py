"""What every rule says, whole, in both languages: a table that a native reader can check without reading a rule."""

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from parzo_validate import Finding, Policy, Rule
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import read
from parzo_validate.words import ITALIAN_NAMES
from tests.helpers.builders import ROOT

TABLE: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
    (ROOT / "tests" / "data" / "messages.toml").read_text(encoding="utf-8"), parse_float=Decimal
)
CASES = [(code, variant) for code, messages in TABLE.items() for variant in messages]
EACH_MESSAGE = pytest.mark.parametrize(("code", "variant"), CASES, ids=[f"{code}-{variant}" for code, variant in CASES])
POLICY = Policy(as_of="2026-04-01", accepted_causes=())
"""Excuses nothing, so that every cause is told."""
THE_SAME_IN_ITALIAN = {"iban"}


def finding_of(code: str, variant: str) -> Finding:
    """Return the one thing that the rule finds in the document of a message; what it could not judge is left out."""
    items = EXTENDED_TABLE[code].judge(read(TABLE[code][variant]["result"]).invoice, POLICY)
    [finding] = [item for item in items if isinstance(item, Finding)]
    return finding


def test_every_message_of_every_rule_is_in_the_table() -> None:
    def named(rule: Rule) -> set[str]:
        return set(rule.messages["en"])

    assert {rule.code: named(rule) for rule in EXTENDED_TABLE} == {code: set(TABLE[code]) for code in TABLE}


@EACH_MESSAGE
def test_a_finding_is_told_in_both_languages(code: str, variant: str) -> None:
    finding, expected = finding_of(code, variant), TABLE[code][variant]
    flag = EXTENDED_TABLE[code].flag(finding)
    assert (finding.variant, flag.path) == (variant, expected["path"])
    assert (flag.message, flag.render("en"), flag.render("it")) == (expected["en"], expected["en"], expected["it"])


@EACH_MESSAGE
def test_what_a_sentence_knows_of_languages_stays_out_of_the_context(code: str, variant: str) -> None:
    flag = EXTENDED_TABLE[code].flag(finding_of(code, variant))
    assert {type(value) for value in flag.context.values()} <= {str, int}


def test_every_value_that_a_rule_states_has_an_italian_name() -> None:
    stated = {name for rule in EXTENDED_TABLE for name in rule.context or ()}
    assert stated - ITALIAN_NAMES.keys() == THE_SAME_IN_ITALIAN
