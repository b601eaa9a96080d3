"""The text of a PDF file, and why there is none."""

import sys
from pathlib import Path

import pytest

from parzo_validate import InvalidInput
from parzo_validate.engine.reasons import reason_of
from parzo_validate.grounding import ground
from parzo_validate.grounding.pdf import pdf_text
from tests.helpers.pdf import Line, lines_from, pdf_of, pdf_with

RESULT = {
    "vendor": {"vat_number": "IT03187450121"},
    "invoice": {"number": "FT/2026/0117", "date": "2026-04-03"},
    "financials": {"subtotal": 1000.5, "tax_rate": 22, "tax_amount": 220.11, "total": 1220.61},
}
HEAD = ["P.IVA 03187450121", "Fattura n. FT/2026/0117 del 03/04/2026"]
TITLES, AMOUNTS = ["Imponibile", "IVA 22%", "Totale (€)"], ["1.000,50", "220,11", "1.220,61"]
LEFT, RIGHT = lines_from(40, [*HEAD, *TITLES]), lines_from(400, ["", "", *AMOUNTS])
PAPERS = {
    "one page": pdf_with([[*LEFT, *RIGHT]]),
    "columns drawn from top to bottom": pdf_with([[*RIGHT, *LEFT]]),
    "columns drawn from side to side": pdf_with([[line for row in zip(LEFT, RIGHT, strict=True) for line in row]]),
    "several pages": pdf_with([lines_from(40, HEAD), [], lines_from(300, TITLES), lines_from(40, AMOUNTS)]),
    **{f"turned by {turn}": pdf_with([[*LEFT, *RIGHT]], rotated=turn) for turn in (90, 180, 270)},
    "broken lines": pdf_of([HEAD[0], "Fattura n. FT/2026/", "0117 del 03-04-", "2026", *TITLES, *AMOUNTS]),
}


@pytest.mark.parametrize("content", PAPERS.values(), ids=PAPERS.keys())
def test_what_a_file_prints_is_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    grounding = ground(RESULT, pdf_text(tmp_path / "a.pdf"))
    assert (grounding.flags, grounding.computed) == ((), ())
    assert grounding.places.keys() >= {"/invoice/number", "/invoice/date", "/financials/total", "/vendor/vat_number"}


def test_each_page_has_its_text(tmp_path: Path) -> None:
    pages = [lines_from(40, ["Fattura n. 1"]), [], lines_from(40, ["Totale (EUR) 1.220,00", "è tutto"])]
    (tmp_path / "a.pdf").write_bytes(pdf_with(pages))
    assert pdf_text(tmp_path / "a.pdf") == ["Fattura n. 1", "", "Totale (EUR) 1.220,00\nè tutto"]


def test_a_word_that_goes_on_in_the_next_line_keeps_its_hyphen(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of(["Ordine FT-", "0117"]))
    assert pdf_text(tmp_path / "a.pdf") == ["Ordine FT-\n0117"]


def test_what_stands_outside_of_the_page_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_with([[Line(40, -50, "9.999,99"), Line(40, 700, "1.220,00")]]))
    assert pdf_text(tmp_path / "a.pdf") == ["1.220,00"]


WHOLE = pdf_of(["Totale 1.220,00"])
NO_PDF = "it is no PDF, or it is damaged; give another copy, or the text (--text)"
IN_ITALIAN = "non è un PDF, o è danneggiato; fornire un'altra copia, o il testo (--text)"
UNREADABLE = {
    "nothing": (b"", "unreadable_paper", NO_PDF, IN_ITALIAN),
    "something else": (b"%PDF-1.4 nonsense", "unreadable_paper", NO_PDF, IN_ITALIAN),
    "the half of it": (WHOLE[: len(WHOLE) // 2], "unreadable_paper", NO_PDF, IN_ITALIAN),
    "a page is missing": (WHOLE.replace(b"[4 0 R]", b"[9 0 R]"), "unreadable_paper", NO_PDF, IN_ITALIAN),
    "a page is none": (WHOLE.replace(b"/Type /Page ", b"/Type /Font "), "unreadable_paper", NO_PDF, IN_ITALIAN),
    "no page": (pdf_with([]), "unreadable_paper", NO_PDF, IN_ITALIAN),
    "a password": (
        pdf_with([lines_from(40, ["Totale 1.220,00"])], locked=True),
        "locked_paper",
        "it asks for a password; take it off, or give the text (--text)",
        "richiede una password; rimuoverla, o fornire il testo (--text)",
    ),
}


@pytest.mark.parametrize(("content", "code", "english", "italian"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, code: str, english: str, italian: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        pdf_text(path)
    reason = reason_of(refused.value)
    assert str(refused.value) == f"{path}: cannot be read: {english}"
    assert (reason.code, reason.render("it")) == (code, f"{path}: illeggibile: {italian}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        pdf_text(tmp_path / "gone.pdf")
    assert str(refused.value) == f"{tmp_path / 'gone.pdf'}: cannot be read: no such file"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(InvalidInput) as refused:
        pdf_text(tmp_path / "a.pdf")
    assert str(refused.value) == "PDF files need pypdfium2; install it with: pip install 'parzo_validate[pdf]'"
