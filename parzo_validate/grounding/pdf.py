"""The text of a PDF file, page by page, as pypdfium2 gives it."""

from os import PathLike, fspath
from typing import Any

from parzo_validate.errors import InvalidInput


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
    """Return the text of each page of a PDF file; that of a scan is empty.

    Raises:
        InvalidInput: the file cannot be read, or is no PDF, or pypdfium2 is not installed.
    """
    pdfium, name = pdfium_module(), fspath(path)
    try:
        document = pdfium.PdfDocument(name)
    except OSError as error:
        raise InvalidInput(f"{name}: cannot be read: {error.strerror or 'there is no such file'}") from None
    except pdfium.PdfiumError:
        raise InvalidInput(f"{name}: cannot be read: it is no PDF, or it is locked") from None
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()
