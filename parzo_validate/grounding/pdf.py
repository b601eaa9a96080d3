"""The text of a PDF file, page by page, as pypdfium2 gives it."""

from contextlib import closing
from os import PathLike, fspath
from typing import Any

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.reasons import Reason

_HYPHEN_AND_LINE_END = "\x02"
"""What pdfium gives for the two where a word or a number goes on in the next line."""


def pdfium_module() -> Any:
    """Return pypdfium2.

    Raises:
        InvalidInput: it is not installed; the text says how to.
    """
    try:
        import pypdfium2  # only here: an extra
    except ModuleNotFoundError:
        raise InvalidInput("PDF files need pypdfium2; install it with: pip install 'parzo_validate[pdf]'") from None
    return pypdfium2


def pdf_text(path: str | PathLike[str]) -> list[str]:
    """Return the text of each page of a PDF file; that of a scan is empty, and so is what stands outside of its page.

    Raises:
        InvalidInput: the file cannot be read, or is no PDF, or is locked or damaged, or pypdfium2 is not installed.
    """
    pdfium, name = pdfium_module(), fspath(path)
    try:
        with closing(pdfium.PdfDocument(name)) as document:
            return [_text_of(document[place]) for place in range(len(document))]
    except OSError as error:
        raise InvalidInput(unreadable(name, error)) from None
    except pdfium.PdfiumError as error:
        raise InvalidInput(_locked(name) if "password" in str(error) else _no_pdf(name)) from None


def unreadable(name: str, error: OSError) -> Reason:
    """Return why there is no text of a file that the system does not give."""
    why = error.strerror or "no such file"
    return Reason("unreadable_paper", f"{name}: cannot be read: {why}", f"{name}: illeggibile: {why}")


def _text_of(page: Any) -> str:
    text: str = page.get_textpage().get_text_bounded()
    return text.replace("\r\n", "\n").replace(_HYPHEN_AND_LINE_END, "-\n")


def _locked(name: str) -> Reason:
    return Reason(
        "locked_paper",
        f"{name}: cannot be read: it asks for a password; take it off, or give the text (--text)",
        f"{name}: illeggibile: richiede una password; rimuoverla, o fornire il testo (--text)",
    )


def _no_pdf(name: str) -> Reason:
    return Reason(
        "unreadable_paper",
        f"{name}: cannot be read: it is no PDF, or it is damaged; give another copy, or the text (--text)",
        f"{name}: illeggibile: non è un PDF, o è danneggiato; fornire un'altra copia, o il testo (--text)",
    )
