"""Marks stand where the values were drawn: on pages of many layouts, told by the program that drew them.

Each mark must cover the ink of its value from the line to the height of a digit, and begin and end within a tenth of
the signs' size of it. That is a fifth of a digit, so that none is left uncovered and no neighbour is covered, and on
the smallest page half a pixel. Above and below it must stay within its own line.
"""

import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from parzo_validate.grounding import ground
from parzo_validate.testing.strategies import papers
from tests.helpers.reviewer import IN_CHROMIUM, Reviewer, expect

drawn_papers = pytest.importorskip(
    "tests.helpers.drawn_papers",
    reason="reportlab is not installed: pip install -e '.[page-tests]'",
    exc_type=ImportError,
)
pytestmark = IN_CHROMIUM

EACH = 5
"""Papers of each manner to draw a line; with ten of them that makes fifty, and more pages."""
BESIDE, ABOVE_OR_BELOW, NOTHING = 0.1, 0.6, -0.05
CAPPED = 20
"""Places that are told of one value; which ones of more depends on the order of the text."""
MARKS = """marks => marks.map(mark => {
    const own = mark.getBoundingClientRect(), page = mark.parentElement.getBoundingClientRect();
    const edge = side => parseFloat(getComputedStyle(mark)[`border${side}Width`]);
    return {
        paths: mark.dataset.paths.split(" "),
        page: [...mark.parentElement.parentElement.children].indexOf(mark.parentElement),
        left: (own.left + edge("Left") - page.left) / page.width,
        right: (own.right - edge("Right") - page.left) / page.width,
        top: (own.top + edge("Top") - page.top) / page.height,
        bottom: (own.bottom - edge("Bottom") - page.top) / page.height,
    };
})"""
"""Where the marks are on the screen, in parts of their pages, without the line around them."""


@cache
def printed() -> list[tuple[dict[str, Any], str]]:
    """Return results with the texts of their papers, the first and simplest left out.

    Hypothesis draws others when a constant of the package or of the tests has changed, and some by what was imported.
    """
    drawn: list[tuple[dict[str, Any], str]] = []

    @settings(
        max_examples=EACH * len(drawn_papers.MANNERS) + 20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(papers().filter(lambda paper: drawn_papers.drawable(paper[1])))
    def draw(paper: tuple[dict[str, Any], str]) -> None:
        drawn.append(paper)

    draw()
    return drawn[-EACH * len(drawn_papers.MANNERS) :]


@pytest.mark.parametrize("number", range(EACH))
@pytest.mark.parametrize("manner", drawn_papers.MANNERS)
def test_every_mark_covers_what_was_drawn(reviewer: Reviewer, manner: str, number: int) -> None:
    index = number * len(drawn_papers.MANNERS) + list(drawn_papers.MANNERS).index(manner)
    result, text = printed()[index]
    paper = drawn_papers.drawn_paper(text, index, manner)
    reviewer.drop((f"{manner}-{number}.pdf", paper.file), (f"{manner}-{number}.json", json.dumps(result)))
    expect(reviewer.page.locator("#status")).to_have_text(re.compile(f"{manner}-{number}.json: "))
    for mark in reviewer.page.locator(".mark").all():
        mark.evaluate("mark => { mark.hidden = false; }")
    marks = reviewer.page.locator(".mark").evaluate_all(MARKS)
    looked_at = 0
    for path, places in ground(result, paper.texts).places.items():
        if len(places) == CAPPED:
            continue
        for place in places:
            if "\n" in place.printed or (drawn_papers.MANNERS[manner].gap > 2 and " " in place.printed):
                continue  # in two boxes
            looked_at += 1
            box = paper.box(place.page - 1, place.start, place.end)
            is_lone = len(place.printed) == 1  # what a digit stands for depends on how its line is parted
            on_page = [mark for mark in marks if mark["page"] == place.page - 1]
            candidates = [mark for mark in on_page if is_lone or path in mark["paths"]]
            assert any(_covers(mark, box) for mark in candidates), (paper.name, path, place, box, candidates)
    assert looked_at > 3


def _covers(mark: dict[str, float], box: Any) -> bool:
    em_x, em_y = box.em
    left_and_right = ((box.left - mark["left"]) / em_x, (mark["right"] - box.right) / em_x)
    above_and_below = ((box.top - mark["top"]) / em_y, (mark["bottom"] - box.bottom) / em_y)
    along, across = (above_and_below, left_and_right) if box.sideways else (left_and_right, above_and_below)
    return bool(max(map(abs, along)) < BESIDE and min(across) > NOTHING and max(across) < ABOVE_OR_BELOW)


BY_A_BROWSER = """<!doctype html><meta charset="utf-8"><title>Fattura</title>
<style>
  @page { size: A4; margin: 0 } body { margin: 60px; font: 15px/1.4 serif }
  h1 { font: bold 24px sans-serif } table { width: 100%; font-family: monospace } td + td { text-align: right }
</style>
<h1>ALFA Consulenze S.r.l.</h1>
<p>P.IVA <b data-path="/vendor/vat_number">03187450121</b></p>
<p>Fattura n. <i data-path="/invoice/number">2026/17</i> del <span data-path="/invoice/date">01/04/2026</span>,
scade il <span data-path="/invoice/due_date">1 maggio 2026</span> AVAVAV To We</p>
<table><tr><td>Consulenza<td>4<td data-path="/line_items/0/unit_price">200,00
<td data-path="/line_items/0/amount">800,00</table>
<p style="text-align: justify; width: 20em">Imponibile dei lavori eseguiti nel mese di marzo presso la sede del cliente,
come da contratto: € <span data-path="/financials/subtotal">800,00</span>, oltre a IVA 22 % € <span
data-path="/financials/tax_amount">176,00</span> e quindi in totale <b>€ <span
data-path="/financials/total">976,00</span></b> da pagare.</p>
"""
OF_THAT = {
    "vendor": {"vat_number": "IT03187450121"},
    "invoice": {"number": "2026/17", "date": "2026-04-01", "due_date": "2026-05-01"},
    "financials": {"subtotal": 800, "tax_rate": 22, "tax_amount": 176, "total": 976},
    "line_items": [{"quantity": 4, "unit_price": 200, "amount": 800}],
}
WIDTH, HEIGHT = 794, 1123
"""A page of A4 in the pixels of style sheets."""


def test_every_mark_covers_what_a_browser_printed(browser: Any, reviewer: Reviewer) -> None:
    """A file by another program: parts of fonts, pairs of signs nearer to each other, spaces that fill a line."""
    printer = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    printer.emulate_media(media="print")
    printer.set_content(BY_A_BROWSER)
    drawn = printer.locator("[data-path]").evaluate_all(
        """all => all.map(one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            const box = range.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(one).fontSize);
            return [one.dataset.path, box.left, box.right, (box.top + box.bottom) / 2, size];
        })"""
    )
    reviewer.drop(("a.pdf", printer.pdf(prefer_css_page_size=True)), ("a.json", json.dumps(OF_THAT)))
    printer.close()
    expect(reviewer.page.locator("#status")).to_have_text("a.json: clean")
    marks = reviewer.page.locator(".mark").evaluate_all(MARKS)
    for path, left, right, middle, size in drawn:
        assert any(
            path in mark["paths"]
            and abs(mark["left"] * WIDTH - left) < BESIDE * size
            and abs(mark["right"] * WIDTH - right) < BESIDE * size
            and mark["top"] * HEIGHT < middle < mark["bottom"] * HEIGHT
            for mark in marks
        ), (path, left, right, middle, [mark for mark in marks if path in mark["paths"]])
