"""The options that bring the papers: --text, --pdf, --papers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parzo_validate.config.loading import Config

if TYPE_CHECKING:
    from parzo_validate.batch.papers import Papers

TextOption = Annotated[
    Path | None, typer.Option("--text", metavar="FILE", help="The text of the document's paper, to look its values up.")
]
PdfOption = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="The paper itself; needs the extra pdf.")]
PapersOption = Annotated[
    Path | None,
    typer.Option("--papers", metavar="FOLDER", help="The papers of the files, of the same names, as .txt or .pdf."),
]


def papers_of(
    ruleset: Config, *, text: Path | None = None, pdf: Path | None = None, folder: Path | None = None, several: bool
) -> "Papers | None":
    """Return where the papers are, ``None`` where nobody gave any.

    Raises:
        BadParameter: more than one of the options is given, or one paper for several documents.
        InvalidInput: the papers cannot be read.
    """
    given = {name: path for name, path in (("--text", text), ("--pdf", pdf), ("--papers", folder)) if path}
    if not given:
        return None
    if len(given) > 1:
        raise typer.BadParameter(f"give one of {' and '.join(given)}: a document has one paper")
    [(option, path)] = given.items()
    if several and path != folder:
        raise typer.BadParameter("one paper is that of one document; give --papers FOLDER", param_hint=option)
    if path != folder and not path.is_file():
        raise typer.BadParameter(f"there is no file {path}", param_hint=option)
    from parzo_validate.batch.papers import Papers  # only here: most documents come without their papers

    papers = Papers(text, pdf, folder, table=ruleset.table_of_papers)
    papers.check()
    return papers
