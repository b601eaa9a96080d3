"""Many documents at once are called clean where the library calls each of them so, and of the archive no fewer."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Finding, Policy, Report, RuleTable, rule
from parzo_validate.batch.outcome import is_clean_as_documented, judge
from parzo_validate.columnwise.clean import GROUP, clean_reports
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from tests.arrow.test_batches import POLICIES
from tests.benchmarks.archive import archive
from tests.helpers.spoilt_lines import spoilt_line

TABLES = st.sampled_from(
    [
        DEFAULT_TABLE,
        DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"}),
        *(DEFAULT_TABLE.only(code) for code in DEFAULT_TABLE.codes),
        RuleTable(),
    ]
)
LINES = st.one_of(
    st.randoms(use_true_random=False).map(spoilt_line),
    coherent_results().map(json.dumps).map(str.encode),
    defective_results().map(lambda drawn: json.dumps(drawn[0]).encode()),
    results().map(json.dumps).map(str.encode),
    hostile_json(),
)


def said_of_each(several: list[bytes], table: RuleTable, policy: Policy) -> list[Report | None]:
    """Return the report on each line of which there is nothing to say, each judged by itself."""
    outcomes = [judge("", 1, raw, table=table, policy=policy) for raw in several]
    return [
        outcome.report if is_clean_as_documented(outcome.report) and not outcome.job else None for outcome in outcomes
    ]


@given(st.lists(LINES, max_size=8), TABLES, POLICIES)
def test_what_is_called_clean_is_clean(several: list[bytes], table: RuleTable, policy: Policy) -> None:
    said = said_of_each(several, table, policy)
    for report, alone in zip(clean_reports(several, table, policy), said, strict=True):
        assert report is None or report == alone


@pytest.mark.parametrize("seed", range(4))
def test_nor_is_a_spoilt_line(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    several = [spoilt_line(random) for _ in range(500)]
    said = said_of_each(several, DEFAULT_TABLE, Policy())
    found = clean_reports(several, DEFAULT_TABLE, Policy())
    assert all(report is None or report == alone for report, alone in zip(found, said, strict=True))
    assert sum(map(bool, found)) > 0.75 * sum(map(bool, said))


@pytest.mark.parametrize(
    "other", [{}, {"confidence": 0.987654321, "pages": [{"total": 1}]}], ids=["documented", "more"]
)
def test_of_an_archive_every_clean_document_is_called_so(other: dict[str, object]) -> None:
    several = [json.dumps(json.loads(raw) | other).encode() for raw in archive(2 * GROUP + 10)]
    assert clean_reports(several, DEFAULT_TABLE, Policy()) == said_of_each(several, DEFAULT_TABLE, Policy())


WORDS = {"en": "something", "it": "qualcosa"}


@rule(code="ACME_ALWAYS", severity="error", summary="always", messages=WORDS)
def always(invoice: object, policy: Policy) -> list[Finding]:
    """Find fault."""
    return [Finding(("invoice", "number"), {})]


@pytest.mark.parametrize(
    "table",
    [
        DEFAULT_TABLE.with_rules(always),
        RuleTable(*(replace(rule, check=always.check) for rule in DEFAULT_TABLE.only("INVALID_TOTAL"))),
        "DEFAULT_TABLE",
    ],
    ids=["a rule of others", "another check under a documented code", "no table"],
)
def test_of_a_table_that_columns_do_not_know_nothing_is_said(table: RuleTable) -> None:
    assert clean_reports([*archive(3), b"{"], table, Policy()) == [None] * 4
