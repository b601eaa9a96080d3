"""The text of a PDF file, and why there is none."""

import sys
from pathlib import Path

import pytest

from parzo_validate import InvalidInput
from parzo_validate.grounding.pdf import pdf_text
from tests.helpers.pdf import pdf_of


def test_each_page_has_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of(["Fattura n. 1", "Totale (EUR) 1.220,00"]))
    [page] = pdf_text(tmp_path / "a.pdf")
    assert page.split("\n") == ["Fattura n. 1", "Totale (EUR) 1.220,00"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        pdf_text(tmp_path / "gone.pdf")
    assert str(refused.value) == f"{tmp_path / 'gone.pdf'}: cannot be read: there is no such file"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(InvalidInput) as refused:
        pdf_text(tmp_path / "a.pdf")
    assert str(refused.value) == "PDF files need pypdfium2; install it with: pip install 'parzo_validate[pdf]'"
