"""PDF files with some lines of text, the smallest that a reader takes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

HEIGHT, WIDTH = 842, 595
_TOP, _LEFT, _LEADING = 800, 40, 14


class Line(NamedTuple):
    """A line of text and where it begins, in points from the lower left corner of its page."""

    x: float
    y: float
    text: str


def pdf_of(lines: Sequence[str]) -> bytes:
    """Return a PDF file of one page with these lines; without any it is as good as a scan."""
    return pdf_with([lines_from(_LEFT, lines)])


def lines_from(left: float, lines: Iterable[str]) -> list[Line]:
    """Return the lines of a column, from the top of the page downwards."""
    return [Line(left, _TOP - place * _LEADING, text) for place, text in enumerate(lines)]


def pdf_with(pages: Sequence[Sequence[Line]], *, rotated: int = 0, locked: bool = False) -> bytes:
    """Return a PDF file of these pages, in the order in which their lines are drawn.

    Args:
        pages: the lines of each page.
        rotated: by how many degrees, clockwise, a viewer turns its pages.
        locked: whether it asks for a password; nothing in it is encrypted.
    """
    first = 4
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (first + 2 * place) for place in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, lines in enumerate(pages):
        content = b"".join(map(_drawn, lines))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (WIDTH, HEIGHT, rotated, first + 2 * place + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    if locked:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"00" * 32, b"11" * 32))
    body, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects) if locked else b""
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (size, lock, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def _drawn(line: Line) -> bytes:
    escaped = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F 10 Tf {line.x} {line.y} Td ({escaped}) Tj ET\n".encode("cp1252")
