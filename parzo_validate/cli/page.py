"""The command ``page``: the page with the same answer in the browser, as a folder to be served."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from parzo_validate.batch.writing import shown
from parzo_validate.browser.assembly import assemble_page
from parzo_validate.browser.parts import how_to_get_pdfjs, how_to_get_pyodide, how_to_get_wheels
from parzo_validate.cli.options import UNUSABLE
from parzo_validate.errors import ParzoValidateError


def page(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make; an older page in it is replaced.")],
    pyodide: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The unpacked npm package pyodide: Python for the browser.")
    ] = None,
    wheels: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The wheels of pydantic and python-stdnum for that Pyodide.")
    ] = None,
    pdfjs: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The unpacked npm package pdfjs-dist: shows the papers beside the documents."),
    ] = None,
    producer: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PRODUCER",
            help="Whose answers the page expects at first: a producer's name, the .toml of a table of your own, or "
            "auto, which it is unless you say otherwise. Needs the wheels of jmespath and defusedxml.",
        ),
    ] = None,
) -> None:
    """Assemble a page that checks documents in the browser, for any static server; no data leaves the machine.

    Nothing is fetched: without --pyodide and --wheels the command says how to get what they name. Papers, as PDF files,
    are shown with --pdfjs.

    Exit codes: 0 assembled, 2 something is missing or does not fit.
    """
    if pyodide is None or wheels is None:
        print(
            f"parzo-validate page: needs --pyodide and --wheels, and fetches neither. Get both with\n"
            f"  {how_to_get_pyodide()}\n"
            f"  {how_to_get_wheels()}\n"
            f"and, to show papers beside the documents, pdf.js with\n"
            f"  {how_to_get_pdfjs()}\n"
            f"and then run\n"
            f"  parzo-validate page {out} --pyodide package --wheels wheels --pdfjs pdfjs",
            file=sys.stderr,
        )
        raise typer.Exit(UNUSABLE)
    try:
        made = assemble_page(out, pyodide=pyodide, wheels=wheels, pdfjs=pdfjs, producer=producer)
    except (ParzoValidateError, ModuleNotFoundError, OSError) as error:
        print("parzo-validate page:", "\n".join(map(shown, str(error).split("\n"))), file=sys.stderr)
        raise typer.Exit(UNUSABLE) from None
    size = sum(made.sizes.values()) / 1e6
    runs = f"Pyodide {made.pyodide}" + (f", pdf.js {made.pdfjs}" if made.pdfjs else "")
    print(f"{out}: {len(made.sizes)} files, {size:.1f} MB, {runs}; serve it with, for instance,")
    print(f"  python3 -m http.server --bind 127.0.0.1 --directory {out}")
