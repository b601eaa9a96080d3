"""The rules keep what every rule promises, and say what their vectors ask for."""

from pathlib import Path

import pytest
from acme_invoice_rules import RULES

from parzo_validate import DEFAULT_TABLE, Rule
from parzo_validate.testing import check_rule, check_vector, load_vectors
from parzo_validate.testing.vectors import Vector

VECTORS = load_vectors(str(Path(__file__).with_name("vectors")))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_rule_keeps_its_promises(rule: Rule) -> None:
    check_rule(rule)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vector(vector: Vector) -> None:
    check_vector(vector, table=DEFAULT_TABLE.with_rules(*RULES))
