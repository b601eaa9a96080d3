"""The page in a real Chromium: what a reviewer does, sees and hears, and that nothing leaves its origin.

Needs the extra ``browser`` (Playwright's Python package, which drives the machine's own Chromium) and ``chromium``.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from parzo_validate.browser.assembly import assemble_page
from tests.helpers.builders import SAMPLE_JOB
from tests.helpers.page_folder import parts, serving
from tests.helpers.reviewer import IN_CHROMIUM, Reviewer, expect, violations

SAMPLE = SAMPLE_JOB.read_text(encoding="utf-8")
CORRECTED = SAMPLE.replace("IT98765432109", "IT98765432103")
IMAGE = "<img src=x onerror=document.title='stolen'>"
HOSTILE = {
    "vendor": {"name": IMAGE, "vat_number": f"IT{IMAGE}"},
    "buyer": 5,
    "invoice": {"date": "30/02/2026", "number": "\u202e\u0000"},
    "financials": {"subtotal": "1.000,00", "tax_amount": 220, "total": 1220},
    "line_items": [{"description": IMAGE, "amount": [1]}, IMAGE],
}

pytestmark = IN_CHROMIUM


def test_the_sample_has_one_flag_on_the_buyer_and_corrected_it_is_clean(reviewer: Reviewer) -> None:
    reviewer.drop(("sample_job.json", SAMPLE))
    reviewer.sees("review")
    expect(reviewer.flags).to_have_count(1)
    expect(reviewer.flags).to_contain_text("INVALID_PIVA_CHECKSUM /buyer/vat_number")
    expect(reviewer.flags).to_contain_text(
        "the buyer's VAT number IT98765432109 ends in 9, but the check digit should be 3"
    )
    expect(reviewer.page.locator("#invoice mark")).to_have_text(["IT98765432109"])
    reviewer.write(CORRECTED)
    reviewer.sees("clean")
    expect(reviewer.flags).to_have_count(0)
    expect(reviewer.page.locator("#invoice mark")).to_have_count(0)


def test_a_hostile_document_shows_what_could_not_be_read_and_stays_text(reviewer: Reviewer) -> None:
    reviewer.drop((f"{IMAGE}.json", json.dumps(HOSTILE)))
    reviewer.sees("review")
    report, invoice = reviewer.page.locator("#report"), reviewer.page.locator("#invoice")
    for said in (
        "/buyer expected an object, got the number 5",
        "/financials/subtotal 1.000,00 → 1000.00",
        '/invoice/date expected a day that exists, got "30/02/2026"',
        "/line_items/0/amount expected a number, got a list",
    ):
        expect(report).to_contain_text(said)
    expect(report.locator("h2").first).to_have_text(f"{IMAGE}.json")
    expect(invoice).to_contain_text(IMAGE)
    assert reviewer.page.locator("img").count() == 0
    assert reviewer.page.title() == "parzo_validate"


def test_what_is_no_json_object_gets_a_clear_answer(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", '{"financials": {"total": 12'))
    reviewer.sees("unusable")
    expect(reviewer.page.locator("#report")).to_contain_text("invalid JSON at line 1, column 28")
    expect(reviewer.page.locator("#invoice")).to_be_hidden()


def test_digits_that_javascript_would_lose_are_kept(reviewer: Reviewer) -> None:
    reviewer.write(
        '{"financials": {"subtotal": 123456789012345678.05, "tax_amount": 0, "total": 123456789012345678.99}}'
    )
    reviewer.sees("review")
    expect(reviewer.flags.first).to_contain_text("123456789012345678.99")
    expect(reviewer.page.locator("#invoice")).to_contain_text("123456789012345678.05")


def test_nothing_leaves_the_origin(browser: Any, reviewer: Reviewer, page_folder: Path, tmp_path: Path) -> None:
    """Not what the page does by itself, and not what a script in it, or in its worker, might try."""
    reviewer.drop(("sample_job.json", SAMPLE))
    reviewer.sees("review")
    assert len(reviewer.requests) > 20
    assert [url for url in reviewer.requests if not re.match(rf"(blob:)?{re.escape(reviewer.address)}/", url)] == []
    [worker] = reviewer.page.workers
    attempt = "url => fetch(url, {mode: 'no-cors'}).then(() => 'sent', error => `refused: ${error.message}`)"
    with serving(tmp_path) as (elsewhere, seen):
        assert reviewer.page.evaluate(attempt, f"{elsewhere}/from-the-page").startswith("refused")
        assert worker.evaluate(attempt, f"{elsewhere}/from-the-worker").startswith("refused")
        assert seen == []
        outside = browser.new_page()
        assert outside.evaluate(attempt, f"{elsewhere}/without-a-policy") == "sent"
        outside.close()
        assert seen == ["/without-a-policy"]
    assert [text for text in reviewer.complaints if "violates the following Content Security Policy" in text]
    reviewer.complaints.clear()


def test_json_lines_become_a_list_with_counts_a_filter_and_a_download(reviewer: Reviewer) -> None:
    lines = "\n".join([json.dumps(json.loads(SAMPLE)), "", "{broken", json.dumps(json.loads(CORRECTED)), "{}"])
    reviewer.drop(("batch.jsonl", lines))
    page = reviewer.page
    expect(page.locator("#many-title")).to_have_text("4 documents")
    expect(page.locator("#counts")).to_have_text("1 unusable, 1 review, 1 incomplete, 1 clean")
    rows = page.locator("#list button")
    expect(rows).to_have_text(
        [
            re.compile(r"batch\.jsonl:1 review 1 warning"),
            re.compile(r"batch\.jsonl:3 unusable"),
            re.compile(r"batch\.jsonl:4 clean"),
            re.compile(r"batch\.jsonl:5 incomplete"),
        ]
    )
    rows.nth(2).click()
    reviewer.sees("clean")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    page.locator("#filter").select_option(label="unusable")
    expect(rows).to_have_count(1)
    with page.expect_download() as saved:
        page.locator("#download").click()
    answers = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert [(answer["source"], answer["line"]) for answer in answers] == [("batch.jsonl", n) for n in (1, 3, 4, 5)]
    assert [answer.get("verdict") for answer in answers] == ["review", None, "clean", "incomplete"]
    assert answers[0]["flags"][0]["path"] == "/buyer/vat_number"
    page.locator("#clear").click()
    expect(page.locator("#many")).to_be_hidden()
    expect(page.locator("#report")).to_be_hidden()


def test_a_thousand_documents_are_all_judged(reviewer: Reviewer) -> None:
    reviewer.drop(("many.ndjson", '{"financials": {"total": 0}}\n' * 1000))
    page = reviewer.page
    expect(page.locator("#counts")).to_have_text("1,000 review")
    expect(page.locator("#list button")).to_have_count(200)
    page.locator("#more").click()
    expect(page.locator("#list button")).to_have_count(400)


def test_json_lines_written_into_the_text_box_are_documents_of_their_own(reviewer: Reviewer) -> None:
    one = json.dumps(json.loads(SAMPLE))
    reviewer.write(f"{one}\n{{}}\n")
    rows = reviewer.page.locator("#list button")
    expect(rows).to_have_text([re.compile("pasted text:1 review"), re.compile("pasted text:2 incomplete")])
    expect(reviewer.page.locator("#text")).to_have_value(one)
    reviewer.write(one.replace("IT98765432109", "IT98765432103"))
    expect(rows.first).to_have_text(re.compile("pasted text:1 clean"))
    expect(rows).to_have_count(2)


def test_pasted_text_is_taken_anywhere(reviewer: Reviewer) -> None:
    reviewer.page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        SAMPLE,
    )
    reviewer.sees("review")
    assert reviewer.page.locator("#text").input_value() == SAMPLE


def test_the_optional_rules_are_run_when_ticked(reviewer: Reviewer) -> None:
    reviewer.drop(("a.json", '{"vendor": {"vat_number": "IT12345678903"}}'))
    reviewer.sees("incomplete")
    reviewer.page.get_by_label("Run the optional rules too").check()
    reviewer.sees("review")
    expect(reviewer.page.locator("#report")).to_contain_text("UNKNOWN_PIVA_OFFICE")
    reviewer.page.get_by_label("Run the optional rules too").uncheck()
    reviewer.sees("incomplete")


def test_the_page_speaks_italian_when_told_and_when_the_reader_does(browser: Any, address: str) -> None:
    person = Reviewer(browser, address, locale="it-IT")
    person.page.get_by_role("button", name="Prova l'esempio").click()
    person.sees("da rivedere")
    expect(person.flags).to_contain_text("la partita IVA IT98765432109 del cliente")
    assert person.page.locator("html").get_attribute("lang") == "it"
    person.page.get_by_role("button", name="English").click()
    person.sees("review")
    expect(person.flags).to_contain_text("the buyer's VAT number")
    person.context.close()
    assert person.complaints == []


def test_everything_can_be_done_with_the_keyboard(reviewer: Reviewer) -> None:
    """From the top of the page to the flag, to its value in the invoice, and back."""
    page = reviewer.page
    focused = page.locator(":focus")
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(focused.evaluate("element => element.id || element.textContent"))
    assert reached == ["English", "Italiano", "files", "sample"]
    page.keyboard.press("Enter")
    reviewer.sees("review")
    expect(page.locator("#status")).to_have_text("sample.json: review")
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(focused).to_have_text("/buyer/vat_number")
    page.keyboard.press("Enter")
    expect(page.locator("#place-0:target")).to_contain_text("IT98765432109 warning")
    page.keyboard.press("Tab")
    expect(focused).to_have_text("warning")
    page.keyboard.press("Enter")
    expect(page.locator("#flag-0:target")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
def test_the_page_fits_and_is_accessible(reviewer: Reviewer, width: int, scheme: str) -> None:
    """No part is cut off or needs scrolling sideways, and axe-core finds nothing: roles, names, order, contrast."""
    page = reviewer.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("#loading")).to_be_hidden()
    assert violations(page) == []
    reviewer.drop(("hostile.json", json.dumps(HOSTILE)), ("batch.jsonl", f"{json.dumps(HOSTILE)}\n{{}}\n{{\n"))
    expect(page.locator("#list .parzo-badge")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


@pytest.mark.parametrize(
    "lost",
    ["wheels/annotated_types", "worker.mjs", "pyodide/pyodide.asm.wasm", "pyodide/python_stdlib.zip", "lock.json"],
)
def test_a_page_that_cannot_load_says_so(browser: Any, page_folder: Path, tmp_path: Path, lost: str) -> None:
    folder = tmp_path / "out"
    shutil.copytree(page_folder, folder)
    [path] = folder.glob(f"{lost}*")
    path.write_bytes(b"something else")
    with serving(folder) as (url, _):
        person = Reviewer(browser, url)
        trouble = person.page.locator("#trouble")
        expect(trouble).to_contain_text("The rules could not be loaded, so nothing can be checked:")
        expect(trouble).to_contain_text("Reload the page to try again.")
        expect(person.page.locator("main")).to_be_hidden()
        person.context.close()


def test_opened_as_a_file_the_page_says_what_it_needs(browser: Any, page_folder: Path) -> None:
    person = Reviewer(browser, page_folder.joinpath("index.html").as_uri())
    expect(person.page.locator("#trouble")).to_contain_text("opened as a file it cannot start")
    person.context.close()


KLIPPA = json.dumps({"data": {"merchant_name": "Rossi", "amountexvat": 100000, "vatamount": 22000, "amount": 120200}})
FATTURA = (SAMPLE_JOB.parent / "fatturapa" / "one_rate.xml").read_text(encoding="utf-8")


def test_other_producers_answers_are_recognised_unless_told(reviewer: Reviewer) -> None:
    page = reviewer.page
    choice = page.get_by_label("Extractor")
    expect(choice).to_have_value("auto")
    reviewer.drop(("klippa.json", KLIPPA))
    expect(reviewer.flags).to_contain_text(["ARITHMETIC_MISMATCH /financials/total"])
    expect(page.locator("#invoice")).to_contain_text("1202.00")
    choice.select_option(label="documented shape")
    reviewer.sees("incomplete")
    choice.select_option("azure")
    reviewer.sees("unusable")
    expect(page.locator("#report")).to_contain_text("expected an answer of Azure Document Intelligence")
    choice.select_option("auto")
    reviewer.sees("review")


def test_an_electronic_invoice_is_taken_as_it_is(reviewer: Reviewer) -> None:
    reviewer.drop(("IT01234567890_1.xml", FATTURA))
    reviewer.sees("clean")
    expect(reviewer.page.locator("#invoice")).to_contain_text("1220.00")


def test_a_table_of_ones_own_is_what_the_page_starts_with(browser: Any, tmp_path: Path) -> None:
    found, own = parts(), tmp_path / "acme.toml"
    own.write_text("title = 'Acme'\ndocuments = '[@]'\n[financials]\ntotal = 'sum'\n", encoding="utf-8")
    made = assemble_page(tmp_path / "out", pyodide=found / "package", wheels=found / "wheels", producer=str(own))
    with serving(made.folder) as (url, _):
        person = Reviewer(browser, url)
        expect(person.page.get_by_label("Extractor")).to_have_value("acme.toml")
        person.drop(("a.json", '{"sum": 0}'))
        expect(person.flags).to_contain_text(["INVALID_TOTAL"])
        person.context.close()
        assert person.complaints == []
