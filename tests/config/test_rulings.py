"""The ruling of any rule that comes with the library, or is in the table."""

import pytest

from parzo_validate import DEFAULT_TABLE, UnknownRuleError
from parzo_validate.config.rulings import ruling_of
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import GROUNDING_TABLE


@pytest.mark.parametrize("code", [*EXTENDED_TABLE.codes, *GROUNDING_TABLE.codes])
def test_every_rule_is_explained_whichever_table_counts(code: str) -> None:
    for table in (DEFAULT_TABLE, EXTENDED_TABLE, EXTENDED_TABLE.with_rules(*GROUNDING_TABLE)):
        title, _, documentation = ruling_of(code.lower(), table).partition("\n\n")
        assert title.startswith(f"# {code} (")
        assert "What it checks" in documentation


def test_the_severity_is_that_of_the_table() -> None:
    table = DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"})
    assert ruling_of("INVALID_TOTAL", table).startswith("# INVALID_TOTAL (warning)\n")


def test_an_unknown_code_is_refused_with_the_known_ones() -> None:
    known = ", ".join([*DEFAULT_TABLE.with_missing(*EXTENDED_TABLE, *GROUNDING_TABLE).codes])
    with pytest.raises(UnknownRuleError) as refusal:
        ruling_of("invalid_totals", DEFAULT_TABLE)
    assert str(refusal.value) == f"unknown rule code 'INVALID_TOTALS'; known codes: {known}"
