"""The papers beside the documents of a stream, and what they say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from parzo_validate.batch.outcome import Outcome
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.grounding import GROUNDING_TABLE, NO_PAPER, report_beside, texts_of
from parzo_validate.grounding.pdf import pdf_text, pdfium_module, unreadable
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.reading import Document, result_in


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the papers are, and what is asked about them.

    Args:
        text: the file with the text of the paper of the one document there is.
        pdf: its paper as a PDF file.
        folder: the folder with a paper for each file, of the same name, that ends in ``.txt`` or ``.pdf``.
        field: the field of a document that holds the text of its paper.
        given: the text of the paper of the one document there is, or that of each page.
        table: the rules about the paper.
    """

    text: Path | None = None
    pdf: Path | None = None
    folder: Path | None = None
    field: str = ""
    given: str | list[str] | None = None
    table: RuleTable = GROUNDING_TABLE

    def check(self) -> None:
        """Refuse now what every document would stumble over.

        Raises:
            InvalidInput: a folder is none, or there are PDF files and nothing to read them.
        """
        if self.folder and not self.folder.is_dir():
            raise InvalidInput(f"{self.folder}: expected a folder with papers, found none")
        if self.pdf or (self.folder and any(self.folder.glob("*.pdf"))):
            pdfium_module()

    def text_of(self, source: str, line: int | None, document: Document) -> str | list[str] | None:
        """Return the text of the paper of a document, ``None`` where it has none.

        Raises:
            InvalidInput: the paper cannot be read.
        """
        if self.given is not None:
            return self.given
        text, pdf = self.text, self.pdf
        if self.folder and line is None:
            name = Path(source).name.partition(".json")[0]
            named = (self.folder / f"{name}.txt", self.folder / f"{name}.pdf")
            text, pdf = (path if path.is_file() else None for path in named)
        if text:
            return _read(text)
        if pdf:
            return pdf_text(pdf)
        holder: Any = read_object(document) if self.field and isinstance(document, (bytes, str)) else document
        if not self.field or not isinstance(holder, Mapping):
            return None
        carried = result_in(holder)
        text = holder.get(self.field) or (carried.get(self.field) if isinstance(carried, Mapping) else None)
        return list(texts_of(text)) if isinstance(text, (str, list)) else None

    def beside(self, outcome: Outcome, document: Document, table: RuleTable, policy: Policy) -> Outcome:
        """Return the outcome with what the paper says of the document: its flags are those of the report, too."""
        if outcome.report is None:
            return outcome
        text, reason = None, NO_PAPER
        try:
            text = self.text_of(outcome.source, outcome.line, document)
        except InvalidInput as error:
            reason = reason_of(error)
        paper = reason if text is None else text
        report, grounding = report_beside(
            outcome.report, document, paper, table=table, policy=policy, about_papers=self.table
        )
        return replace(outcome, report=report, grounding=grounding, text=text)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise InvalidInput(unreadable(str(path), error)) from None
