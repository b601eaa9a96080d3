"""The paper beside its document, in a real Chromium: what stands there, what leads where, and what a file may be."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.builders import Command, File
from tests.helpers.page_folder import serving
from tests.helpers.pdf import pdf_of
from tests.helpers.reviewer import IN_CHROMIUM, Reviewer, expect, violations

pytestmark = IN_CHROMIUM

RESULT: dict[str, Any] = {
    "vendor": {"name": "ALFA S.r.l.", "vat_number": "IT03187450121"},
    "invoice": {"number": "2026/17", "date": "2026-04-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202},
    "line_items": [{"description": "Consulenza", "quantity": 1, "unit_price": 1000, "amount": 1000}],
}
RIGHT = {**RESULT, "financials": {**RESULT["financials"], "total": 1220}}
LINES = [
    "ALFA S.r.l. P.IVA 03187450121",
    "Fattura n. 2026/17 del 01/04/2026",
    "Consulenza 1 1.000,00 1.000,00",
    "Imponibile 1.000,00 IVA 22% 220,00 Totale 1.220,00",
]
PAPER = pdf_of(LINES)


def locked() -> bytes:
    """Return a PDF file that asks for a password."""
    canvas = pytest.importorskip(
        "reportlab.pdfgen.canvas", reason="reportlab is not installed: pip install -e '.[page-tests]'"
    )
    written = io.BytesIO()
    canvas.Canvas(written, encrypt="secret").save()
    return written.getvalue()


def marked(reviewer: Reviewer) -> Any:
    """Return the marks that are seen."""
    return reviewer.page.locator("button.mark:visible")


def test_the_paper_says_what_the_command_says_of_it(reviewer: Reviewer, parzo: Command, file: File) -> None:
    Path(file("a.json", RESULT)).with_suffix(".pdf").write_bytes(PAPER)
    said = json.loads(parzo("check", "a.json", "--pdf", "a.pdf", "--format", "json")[1])
    assert [flag["code"] for flag in said["flags"]] == ["ARITHMETIC_MISMATCH", "NOT_ON_PAGE"]
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(reviewer.flags).to_have_count(2)
    with reviewer.page.expect_download() as saved:
        reviewer.page.locator("#download").click()
    [judged] = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    for name in ("verdict", "flags", "not_evaluated", "ruleset"):
        assert judged[name] == said[name], name
    assert [one["message"] for one in judged["diagnoses"]] == [one["message"] for one in said["diagnoses"]]
    assert judged["grounding"]["places"].keys() == said["grounding"]["places"].keys()


def test_a_flag_leads_to_the_paper_a_mark_to_its_value_and_escape_back(reviewer: Reviewer) -> None:
    page = reviewer.page
    focused = page.locator(":focus")
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(reviewer.flags).to_have_count(2)
    expect(marked(reviewer)).to_have_count(12)
    reviewer.flags.nth(1).locator(".parzo-sentence").click()
    expect(focused).to_have_attribute("title", "in place of total: 1.220,00")
    expect(focused).to_have_attribute("aria-current", "true")
    expect(focused).to_be_in_viewport()
    expect(page.locator("#status")).to_have_text("in place of total: 1.220,00, on page 1 of the paper")
    page.keyboard.press("Escape")
    expect(focused).to_have_text("Show on the paper, page 1")
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("title", "in place of total: 1.220,00")
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("title", "tax amount: 220,00")
    page.keyboard.press("Enter")
    expect(focused).to_have_text("220, on page 1 of the paper")
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("title", "tax amount: 220,00")
    page.keyboard.press("Home")
    expect(focused).to_have_attribute("title", re.compile("vendor's name: ALFA"))
    page.keyboard.press("ArrowUp")
    expect(focused).to_have_attribute("title", "in place of total: 1.220,00")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("id", "text")


def test_a_value_in_several_places_leads_to_all_of_them(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(marked(reviewer)).to_have_count(12)
    reviewer.page.locator("[data-path='/financials/subtotal'] button").click()
    current = reviewer.page.locator(".mark[aria-current]")
    expect(current).to_have_count(3)
    expect(current.first).to_be_focused()


def test_what_stands_everywhere_is_marked_only_when_asked_for(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", pdf_of([*LINES, "1", "1", "1"])))
    expect(marked(reviewer)).to_have_count(11)
    reviewer.page.locator("[data-path='/line_items/0/quantity'] button").click()
    expect(marked(reviewer)).to_have_count(15)
    reviewer.page.locator("[data-path='/financials/tax_rate'] button").click()
    expect(marked(reviewer)).to_have_count(11)


def test_a_corrected_value_is_looked_up_at_once(reviewer: Reviewer) -> None:
    reviewer.drop(("a.pdf", PAPER), ("a.json", json.dumps(RESULT)))
    expect(reviewer.flags).to_have_count(2)
    reviewer.write(json.dumps(RIGHT))
    reviewer.sees("clean")
    expect(reviewer.page.locator(".mark[title='total: 1.220,00']")).to_be_visible()
    expect(reviewer.page.locator(".mark.instead")).to_have_count(0)


def test_a_paper_may_come_first(reviewer: Reviewer) -> None:
    reviewer.drop(("a.pdf", PAPER))
    expect(reviewer.page.locator("#paper-title")).to_have_text("a.pdf")
    expect(reviewer.page.locator("#status")).to_have_text("a.pdf is read. Drop its document, too.")
    reviewer.drop(("other.json", json.dumps(RESULT)))
    expect(reviewer.flags).to_have_count(2)
    expect(marked(reviewer)).to_have_count(12)
    expect(reviewer.page.locator("#refused")).to_be_hidden()


def test_several_papers_find_their_documents_by_name(reviewer: Reviewer) -> None:
    page = reviewer.page
    others = pdf_of(["BETA S.p.A. P.IVA 00000000067", "Fattura n. 99 del 05/05/2026", "Totale 500,00"])
    documents = (("a.json", json.dumps(RIGHT)), ("B.pdf.json", json.dumps(RIGHT)), ("c.json", json.dumps(RIGHT)))
    reviewer.drop(*documents, ("A.PDF", PAPER), ("b.pdf", others), ("d.pdf", others))
    rows = page.locator("#list button")
    expect(rows).to_have_text(
        [re.compile("a.json clean"), re.compile("B.pdf.json review 1 warning"), re.compile("c.json clean")]
    )
    rows.nth(0).click()
    expect(page.locator("#paper-title")).to_have_text("A.PDF")
    expect(page.locator("#refused")).to_have_text(
        "d.pdf has no document of its name. Call it like its document, such as invoice.pdf beside invoice.json, "
        "and drop it again."
    )
    rows.nth(1).click()
    expect(page.locator("#paper-title")).to_have_text("b.pdf")
    expect(reviewer.flags).to_contain_text("WRONG_PAGE")
    rows.nth(2).click()
    reviewer.sees("clean")
    expect(page.locator("#paper")).to_be_hidden()


REFUSED = {
    "locked": (locked, "it is locked with a password; save it without one and drop it again"),
    "damaged": (lambda: b"%PDF-1.7\n" + b"x" * 2000, "it is no PDF file, or a damaged one"),
    "no-pdf": (lambda: b"Fattura", "it is no PDF file, or a damaged one"),
    "empty": (lambda: b"", "it is no PDF file, or a damaged one"),
}


@pytest.mark.parametrize(("file_of", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_and_the_document_stays(
    reviewer: Reviewer, file_of: Any, why: str
) -> None:
    reviewer.drop(("a.pdf", file_of()), ("a.json", json.dumps(RIGHT)))
    reviewer.sees("clean")
    expect(reviewer.page.locator("#refused")).to_have_text(f"a.pdf cannot be read: {why}")
    expect(reviewer.page.locator("#paper")).to_be_hidden()


def test_a_scan_is_shown_and_says_what_to_do(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", json.dumps(RIGHT)), ("a.pdf", pdf_of([])))
    reviewer.sees("incomplete")
    expect(reviewer.page.locator("#paper-note")).to_have_text(
        "There is no text on this paper, as on a scan, so nothing can be looked up. Have an OCR write its text into "
        "the PDF, and drop it again."
    )
    expect(marked(reviewer)).to_have_count(0)
    expect(reviewer.page.locator("#report")).to_contain_text("the paper has no text to read")


def test_foreign_text_on_a_paper_stays_text(reviewer: Reviewer) -> None:
    image = "<img src=x onerror=document.title='stolen'>"
    reviewer.drop((f"{image}.json", json.dumps({"invoice": {"number": image}})), (f"{image}.pdf", pdf_of([image])))
    expect(marked(reviewer).first).to_have_attribute("title", re.compile(r"^number: .*img src=x"))
    expect(reviewer.page.locator("#paper-title")).to_have_text(f"{image}.pdf")
    assert reviewer.page.locator("img").count() == 0
    assert reviewer.page.title() == "parzo_validate"


def test_nothing_leaves_the_origin_with_a_paper_either(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(marked(reviewer)).to_have_count(12)
    assert [url for url in reviewer.requests if "/pdfjs/standard_fonts/" in url]
    assert [url for url in reviewer.requests if not re.match(rf"(blob:)?{re.escape(reviewer.address)}/", url)] == []


def test_papers_may_come_and_go_faster_than_they_are_drawn(reviewer: Reviewer) -> None:
    for number in range(12):
        reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
        reviewer.page.wait_for_timeout(10 * number)
        if number % 3 and reviewer.page.locator("#clear").is_visible():
            reviewer.page.locator("#clear").click()
    reviewer.starts_afresh()
    reviewer.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(marked(reviewer)).to_have_count(12)
    expect(reviewer.page.locator("#trouble")).to_be_hidden()


@pytest.mark.parametrize("scale", [1, 2])
def test_a_page_is_as_sharp_as_the_screen_and_marks_grow_with_it(browser: Any, address: str, scale: int) -> None:
    person = Reviewer(browser, address, device_scale_factor=scale)
    person.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(marked(person)).to_have_count(12)
    before = marked(person).first.bounding_box()
    for _ in range(2):
        person.page.get_by_role("button", name="Larger").click()
    wide = person.page.locator(".paper-page").evaluate(f"element => Math.round(element.clientWidth * {scale})")
    expect(person.page.locator(".paper-page canvas")).to_have_js_property("width", wide)
    after = marked(person).first.bounding_box()
    assert after["width"] / before["width"] == pytest.approx(2, abs=0.1)
    person.page.get_by_role("button", name="Smaller").click()
    person.context.close()
    assert person.complaints == []


def test_the_paper_speaks_italian(browser: Any, address: str) -> None:
    person = Reviewer(browser, address, locale="it-IT")
    person.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(person.flags).to_have_count(2)
    person.flags.nth(1).get_by_role("button", name="Mostra nel documento, pagina 1").click()
    expect(person.page.locator("#status")).to_have_text("al posto di: totale: 1.220,00, a pagina 1 del documento")
    person.page.get_by_role("button", name="English").click()
    expect(person.page.locator(".mark.instead")).to_have_attribute("title", "in place of total: 1.220,00")
    person.context.close()
    assert person.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280, 1600])
def test_the_paper_fits_and_is_accessible(browser: Any, address: str, width: int, scheme: str) -> None:
    """It stands beside the fields where there is room, below them where there is none."""
    person = Reviewer(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    person.drop(("a.json", json.dumps(RESULT)), ("a.pdf", PAPER))
    expect(marked(person)).to_have_count(12)
    assert person.page.evaluate("document.documentElement.scrollWidth") == width
    paper, invoice = (person.page.locator(name).bounding_box() for name in ("#paper", "#invoice"))
    if width == 360:
        assert paper["y"] >= invoice["y"] + invoice["height"]
    else:
        assert paper["x"] >= invoice["x"] + invoice["width"]
    assert violations(person.page) == []
    person.flags.first.get_by_role("button").click()
    expect(person.page.locator(".mark:focus")).to_be_in_viewport()
    assert person.page.evaluate("document.documentElement.scrollWidth") == width
    person.context.close()


def test_without_pdfjs_a_paper_is_refused_with_what_to_do(browser: Any, plain_page_folder: Path) -> None:
    with serving(plain_page_folder) as (url, _):
        person = Reviewer(browser, url)
        expect(person.page.locator("#drop-title")).to_have_text("Drop results, jobs or JSON Lines here")
        person.drop(("a.json", json.dumps(RIGHT)), ("a.pdf", PAPER))
        person.sees("clean")
        expect(person.page.locator("#refused")).to_have_text(
            "a.pdf: this page was put together without pdf.js, which shows papers. Put it together with "
            "parzo-validate page --pdfjs."
        )
        expect(person.page.locator("#whose")).to_be_hidden()
        expect(person.page.locator("#loading")).to_be_hidden()
        person.context.close()
        assert person.complaints == []
