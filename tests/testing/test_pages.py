"""Printed papers: what a result says stands on its page, and a defect of the result does not."""

from random import Random
from typing import Any

import pytest
from hypothesis import given

from parzo_validate.grounding import ground
from parzo_validate.testing.defects import DEFECTS, NotApplicable
from parzo_validate.testing.pages import PageStyle, print_page
from parzo_validate.testing.strategies import coherent_results, papers
from tests.benchmarks.grounding import judge_papers

Paper = tuple[dict[str, Any], str]


@given(papers(noise=False))
def test_what_is_true_stands_on_its_paper(paper: Paper) -> None:
    assert ground(*paper).flags == ()


@given(papers())
def test_its_paper_is_never_another_one(paper: Paper) -> None:
    assert not ground(*paper).of_another_paper


@given(papers(coherent_results(min_lines=1)))
def test_every_place_holds_what_it_says(paper: Paper) -> None:
    result, text = paper
    pages = text.split("\f")
    for places in ground(result, text).places.values():
        for place in places:
            assert pages[place.page - 1][place.start : place.end] == place.printed


@given(papers(noise=False))
def test_a_value_of_many_digits_that_is_not_printed_is_absent(paper: Paper) -> None:
    result, text = paper
    damaged = {**result, "invoice": {**result["invoice"], "number": "ZZ/9999/0815"}}
    assert "/invoice/number" in [absent.path for absent in ground(damaged, text).absent]


@given(papers(coherent_results(taxed=True), noise=False))
def test_a_defect_of_the_result_leaves_its_page_alone(paper: Paper) -> None:
    result, text = paper
    for name in ("digit_misread", "vat_number_digit_misread"):
        try:
            damaged, defect = DEFECTS[name](result, 0)
        except NotApplicable:
            continue
        grounding = ground(damaged, text)
        assert defect.path in grounding.weak or defect.path in grounding.places or grounding.absent


NOTICED = {
    "digit_misread": 0.97,
    "digits_transposed": 0.97,
    "separator_shift": 0.97,
    "vat_number_digit_misread": 0.98,
    "vat_number_digits_transposed": 0.98,
    "day_and_month_swapped": 0.98,
    "year_slip": 0.99,
}
"""What share of the results with a defect has an alarm; values exchanged on one page have none by nature.

A VAT number that is drawn as zeros and a digit may stand in an IBAN of zeros. Of some ninety dates whose day and month
are swapped one may be the other date of its page.
"""


@pytest.mark.slow
def test_printed_papers_have_an_alarm_where_the_result_has_a_defect_and_else_none() -> None:
    """A sample of what the benchmark prints, noise included."""
    true, damaged = judge_papers(2_000)
    assert true["documents"] == 2_000
    assert true["alarms"] <= 0.001 * true["documents"]
    assert true["another"] == 0
    shares = {name: damaged[name]["alarms"] / damaged[name]["documents"] for name in NOTICED}
    assert {name: share for name, share in shares.items() if share < NOTICED[name]} == {}


@pytest.mark.parametrize("lang", ["it", "en", "de", "fr"])
@pytest.mark.parametrize("layout", ["rows", "cells", "columns_of_sums"])
def test_the_same_chance_prints_the_same_page(lang: str, layout: str) -> None:
    result = {"invoice": {"number": "1/2026"}, "financials": {"subtotal": 100, "tax_amount": 22, "total": 122}}
    first, second = (print_page(result, Random(7), page=PageStyle(lang, layout, noise=True)) for _ in range(2))  # noqa: S311
    assert first == second
    assert "1/2026" in first.replace("\n", "")


def test_what_a_result_does_not_state_is_not_printed() -> None:
    result = {"invoice": {"date": "2026-04-01"}, "line_items": [{"description": "Carta", "amount": "12.50"}]}
    text = print_page(result, Random(7), page=PageStyle("it", "rows", noise=False))  # noqa: S311
    assert "Carta" in text
    assert "12,50" in text
    assert ground(result, text).flags == ()
