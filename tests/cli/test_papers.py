"""The papers on the command line: --text, --pdf, --papers, and what the sheet and the JSON say of them."""

import json
from pathlib import Path

import pytest

from tests.helpers.builders import Command, File, in_its_frame
from tests.helpers.pdf import lines_from, pdf_of, pdf_with

RESULT = {
    "vendor": {"vat_number": "IT03187450121"},
    "invoice": {"number": "FT/2026/0117", "date": "2026-04-03"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1226},
}
PAGE = "P.IVA 03187450121\nFattura n. FT/2026/0117 del 03/04/2026\nImponibile 1.000,00 IVA 22% 220,00 Totale 1.220,00"
SHEET = """a.json: review
  error               ARITHMETIC_MISMATCH  /financials/total
                      subtotal 1000.00 + tax 220.00 = 1220.00, but the total is 1226.00 (difference 6.00)
                      should be 1220.00 (certain): one digit was misread; confirmed by subtotal + tax = total, \
subtotal × 22% and page 1, which prints 1.220,00
  warning             NOT_ON_PAGE  /financials/total
                      total 1226.00 does not stand on the page; the nearest there is 1.220,00 (page 1)
"""


@pytest.fixture
def folder(file: File, tmp_path: Path) -> Path:
    file("a.json", RESULT)
    file("a.txt", PAGE)
    (tmp_path / "a.pdf").write_bytes(pdf_of(PAGE.split("\n")))
    (tmp_path / "papers").mkdir()
    return tmp_path


@pytest.mark.parametrize("option", ["--text a.txt", "--pdf a.pdf"])
def test_the_sheet_quotes_the_print_and_its_page(parzo: Command, folder: Path, option: str) -> None:
    assert parzo("check", "a.json", *option.split()) == (1, SHEET, "")


@pytest.mark.parametrize("paper", ["a.txt", "a.pdf"])
def test_papers_of_a_folder_have_the_name_of_their_document(parzo: Command, folder: Path, paper: str) -> None:
    (folder / paper).rename(folder / "papers" / paper)
    assert parzo("check", "a.json", "--papers", "papers") == (1, SHEET, "")


def test_a_scan_is_said_to_be_one(parzo: Command, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(pdf_of([]))
    _, output, _ = parzo("check", "a.json", "--pdf", "a.pdf", "--no-diagnose")
    assert output.splitlines()[-2:] == [
        f"  not checked         {code}  the paper has no text to read, such as a scan; "
        "give the text that an OCR reads (--text)"
        for code in ("NOT_ON_PAGE", "WRONG_PAGE")
    ]


def test_a_document_without_a_paper_is_not_evaluated(parzo: Command, folder: Path) -> None:
    _, output, _ = parzo("check", "a.json", "--papers", "papers", "--no-diagnose")
    assert output.splitlines()[-1] == "  not checked         WRONG_PAGE  no text of the paper is given"


def test_the_json_holds_the_grounding(parzo: Command, folder: Path) -> None:
    _, output, _ = parzo("check", "a.json", "--text", "a.txt", "--format", "json")
    answer = json.loads(output)
    assert answer["grounding"]["places"]["/invoice/number"] == [
        {"page": 1, "start": 29, "end": 41, "printed": "FT/2026/0117"}
    ]
    assert [absent["path"] for absent in answer["grounding"]["absent"]] == ["/financials/total"]
    assert "grounding" not in json.loads(parzo("check", "a.json", "--format", "json")[1])


def test_an_archive_is_judged_with_its_papers(parzo: Command, folder: Path) -> None:
    (folder / "a.txt").rename(folder / "papers" / "a.txt")
    (folder / "b.jsonl").write_text("{}\n", encoding="utf-8")
    for workers in (1, 2):
        code, _, _ = parzo(
            "batch", "a.json", "b.jsonl", "-o", f"{workers}.jsonl", "--papers", "papers", "--workers", workers
        )
        assert code == 0
    first, second = ((folder / f"{workers}.jsonl").read_text(encoding="utf-8") for workers in (1, 2))
    assert first == second
    answers = [json.loads(line) for line in first.splitlines()]
    assert [flag["code"] for flag in answers[0]["flags"]] == ["ARITHMETIC_MISMATCH", "NOT_ON_PAGE"]
    assert answers[1]["grounding"]["not_evaluated"][0]["reason_code"] == "no_paper"


def test_the_rules_about_the_paper_are_disabled_and_weighed_like_others(
    parzo: Command, folder: Path, file: File
) -> None:
    _, output, _ = parzo("check", "a.json", "--text", "a.txt", "--disable", "NOT_ON_PAGE")
    assert "NOT_ON_PAGE" not in output
    config = file("c.toml", '[severity]\nNOT_ON_PAGE = "error"\n')
    _, output, _ = parzo("check", "a.json", "--text", "a.txt", "--config", config)
    assert "  error               NOT_ON_PAGE  /financials/total" in output


def test_a_policy_says_what_must_stand_on_the_paper(parzo: Command, folder: Path, file: File) -> None:
    config = file("c.toml", '[policy]\non_page = { "financials.total" = "weak" }\n')
    for options in (["--config", config], ["--on-page", "financials.total=weak"]):
        code, output, errors = parzo("check", "a.json", "--text", "a.txt", *options)
        assert (code, errors, "NOT_ON_PAGE" in output) == (1, "", False)


def test_a_rule_about_the_paper_is_explained(parzo: Command) -> None:
    code, output, _ = parzo("explain", "not_on_page")
    assert code == 0
    assert "An extraction can be coherent and still false" in output


REFUSED = {
    "two": ("--text a.txt --pdf a.pdf", "Invalid value: give one of --text and --pdf: a document has one paper"),
    "gone": ("--text gone.txt", "Invalid value for --text: there is no file gone.txt"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_a_paper_is_refused(parzo: Command, folder: Path, options: str, message: str) -> None:
    code, output, errors = parzo("check", "a.json", *options.split())
    assert (code, output, in_its_frame(errors)) == (2, "", message)


def test_one_paper_for_several_documents_is_refused(parzo: Command, folder: Path) -> None:
    code, _, errors = parzo("check", "a.json", "a.json", "--text", "a.txt")
    expected = "Invalid value for --text: one paper is that of one document; give --papers FOLDER"
    assert (code, in_its_frame(errors)) == (2, expected)


def test_a_folder_that_is_none_is_refused(parzo: Command, folder: Path) -> None:
    code, output, errors = parzo("check", "a.json", "--papers", "gone")
    assert (code, output, errors) == (2, "", "parzo-validate: gone: expected a folder with papers, found none\n")


NO_PDF = "it is no PDF, or it is damaged; give another copy, or the text (--text)"
LOCKED = "it asks for a password; take it off, or give the text (--text)"
UNREADABLE = {"no PDF": (b"no pdf", NO_PDF), "locked": (pdf_with([lines_from(40, ["x"])], locked=True), LOCKED)}


@pytest.mark.parametrize(("content", "why"), UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("option", ["--pdf papers/a.pdf", "--papers papers"])
def test_a_paper_that_cannot_be_read_is_not_evaluated(
    parzo: Command, folder: Path, content: bytes, why: str, option: str
) -> None:
    (folder / "papers" / "a.pdf").write_bytes(content)
    _, output, errors = parzo("check", "a.json", *option.split(), "--no-diagnose")
    place = Path("papers", "a.pdf")
    assert errors == ""
    assert output.splitlines()[-2:] == [
        f"  not checked         {code}  {place}: cannot be read: {why}" for code in ("NOT_ON_PAGE", "WRONG_PAGE")
    ]


def test_a_paper_has_several_pages(parzo: Command, folder: Path) -> None:
    pages = [lines_from(40, [line]) for line in PAGE.split("\n")]
    (folder / "a.pdf").write_bytes(pdf_with(pages, rotated=90))
    _, output, _ = parzo("check", "a.json", "--pdf", "a.pdf")
    assert output == SHEET.replace("page 1, which", "page 3, which").replace("(page 1)", "(page 3)")
