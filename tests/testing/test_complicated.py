"""True documents whose sums need an explanation: the cause is named, and no value of them is suspected of a slip."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from parzo_validate import validate
from parzo_validate.diagnosis import diagnose
from parzo_validate.testing.strategies import complicated_results
from parzo_validate.testing.strategies.complicated import COMPLICATIONS
from tests.benchmarks.diagnosis import HONEST_REASONS

UNSHRUNK = settings(settings.default, max_examples=200, phases=[Phase.generate])
CAUSES: dict[str, set[str | None]] = {
    "expenses_art_15": {"lines_outside_vat"},
    "city_tax": {"lines_outside_vat"},
    "duties_advanced": {"lines_outside_vat"},
    "fund_and_withholding": {"fund_not_in_subtotal", "fund_and_net_of_withholding"},
    "fund_and_stamp_duty": {"fund_not_in_subtotal", "fund_and_stamp_duty", "fund_and_net_of_withholding"},
    "withholding": {"net_of_withholding"},
    "withholding_not_stated": {"net_of_unstated_withholding"},
    "enasarco": {"net_of_withholding_and_enasarco"},
    "two_withholdings": {"net_of_two_withholdings", "net_of_withholding_and_enasarco"},
    "prepayment": {"net_of_prepayment", "lines_outside_vat"},
    "discount_after_tax": {"discount_after_tax", None},
    "tip": {None},
    "rounding": {None},
    "rounded_total": {"total_rounded", None},
}
"""Of each complication the causes that its flag may name; none where what is stated excuses it."""
BY_CHANCE: dict[str, set[str | None]] = {
    "fund_and_stamp_duty": {"fund_not_in_subtotal"},
    "two_withholdings": {"net_of_withholding_and_enasarco"},
}
"""Those of amounts that happen to fit."""


def causes(result: dict[str, Any]) -> set[str | None]:
    """Return the causes that the flags of a result name; ``None`` stands for no flag."""
    return {str(flag.context["cause"]) for flag in validate(result).flags} or {None}


def has_just(cause: str | None) -> Callable[[dict[str, Any]], bool]:
    return lambda result: causes(result) == {cause}


def test_every_complication_is_shown() -> None:
    assert CAUSES.keys() == COMPLICATIONS.keys()


@given(st.data())
@pytest.mark.parametrize("name", COMPLICATIONS)
def test_the_cause_is_named_and_no_slip(name: str, data: st.DataObject) -> None:
    result = data.draw(complicated_results(complications=[name]))
    assert set(validate(result).codes) <= {"ARITHMETIC_MISMATCH"}
    assert causes(result) <= CAUSES[name]
    assert [one for one in diagnose(result) if one.defect not in HONEST_REASONS] == []


@pytest.mark.parametrize("name", COMPLICATIONS)
def test_what_is_asked_for_is_drawn(name: str) -> None:
    """Each of its causes comes up, but for those that few of its documents have."""
    for cause in CAUSES[name] - BY_CHANCE.get(name, set()):
        find(complicated_results(complications=[name]), has_just(cause), settings=UNSHRUNK)


@given(complicated_results())
def test_lines_and_rates_are_stated_somewhere(result: dict[str, Any]) -> None:
    rates = [result["financials"].get("tax_rate"), *(line.get("vat_rate") for line in result["line_items"])]
    assert result["line_items"]
    assert set(rates) != {None}


@given(complicated_results())
def test_a_document_of_one_rate_states_it(result: dict[str, Any]) -> None:
    of_lines = {line.get("vat_rate") for line in result["line_items"]}
    assert len(of_lines) > 1 or result["financials"]["tax_rate"] is not None


def test_a_complication_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidArgument) as refusal:
        complicated_results(complications=["city_tax", "vat_free"])
    assert str(refusal.value) == f"unknown complications 'vat_free'; known ones: {', '.join(COMPLICATIONS)}"
