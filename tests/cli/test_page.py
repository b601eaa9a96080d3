"""The command page: what it says of the page that it has put together."""

from pathlib import Path

import pytest

from parzo_validate.browser.assembly import Page
from parzo_validate.cli import page
from tests.helpers.builders import Command


@pytest.mark.parametrize(
    ("asked", "pdfjs", "runs"),
    [
        ((), None, "Pyodide 314.0.7"),
        (("--pdfjs", "pdfjs", "--from", "azure"), "6.5.438", "Pyodide 314.0.7, pdf.js 6.5.438"),
    ],
    ids=["plain", "with-papers"],
)
def test_it_says_how_large_the_page_is_and_how_to_serve_it(
    parzo: Command, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], pdfjs: str | None, runs: str
) -> None:
    def assembled(out: Path, **parts: object) -> Page:
        assert parts == {
            "pyodide": Path("package"),
            "wheels": Path("there"),
            "pdfjs": Path("pdfjs") if asked else None,
            "producer": "azure" if asked else None,
        }
        return Page(out, {"index.html": 60_000, "pyodide.asm.wasm": 1_500_000}, "314.0.7", pdfjs)

    monkeypatch.setattr(page, "assemble_page", assembled)
    assert parzo("page", "out", "--pyodide", "package", "--wheels", "there", *asked) == (
        0,
        f"out: 2 files, 1.6 MB, {runs}; serve it with, for instance,\n"
        "  python3 -m http.server --bind 127.0.0.1 --directory out\n",
        "",
    )
