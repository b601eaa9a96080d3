"""Papers drawn as PDF files, of many layouts, and where on their pages each sign was drawn.

Needs reportlab, which knows how wide its fonts are; the page learns that from the file alone.
"""

import io
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

import pytest

reportlab, pdfmetrics, ttfonts, canvases = (
    pytest.importorskip(name, reason="reportlab is not installed: pip install -e '.[page-tests]'", exc_type=ImportError)
    for name in ("reportlab", "reportlab.pdfbase.pdfmetrics", "reportlab.pdfbase.ttfonts", "reportlab.pdfgen.canvas")
)

SIZES = {"a4": (595, 842), "letter": (612, 792), "a5-lying": (595, 420), "a3": (842, 1191)}
FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Courier", "Vera")
SIGNS = (7, 8, 9.5, 11, 14)
"""How large they are, in points."""
ROTATIONS = (0, 90, 180, 270)
_ON_CP1252 = str.maketrans({"\u2212": "-", "\u202f": "\u00a0", "\u2009": "\u00a0", "\u2007": "\u00a0", "\t": " "})


class Manner(NamedTuple):
    """How a line is drawn: in which pieces, and with how much between its signs.

    Args:
        by_words: each word by itself.
        gap: points between words, beside the space that stands there.
        backwards: the last word first.
        spacing: points between signs.
        stretched: per cent of the usual width.
        kerned: thousandths of the size by which each sign is pulled to the one before it.
        turned: the whole page drawn from its lower right corner upwards.
    """

    by_words: bool = False
    gap: float = 0
    backwards: bool = False
    spacing: float = 0
    stretched: float = 100
    kerned: int = 0
    turned: bool = False


MANNERS = {
    "lines": Manner(),
    "words": Manner(by_words=True),
    "columns": Manner(by_words=True, gap=25),
    "backwards": Manner(by_words=True, gap=12, backwards=True),
    "spaced": Manner(spacing=0.7),
    "narrow": Manner(stretched=80),
    "wide-gaps": Manner(gap=2),
    "kerned": Manner(kerned=30),
    "turned": Manner(turned=True),
    "turned-columns": Manner(by_words=True, gap=20, turned=True),
}
"""Those that programs write: office suites whole lines, accounting programs words and columns, typesetters kerns."""


class Box(NamedTuple):
    """A box on a page as it is shown, in parts of the page's width and height, and how large its signs are, likewise.

    ``sideways`` where its line runs up or down the screen.
    """

    left: float
    top: float
    right: float
    bottom: float
    em: tuple[float, float]
    sideways: bool


class DrawnPaper(NamedTuple):
    """A PDF file, the text of each page as it was drawn, and where each part of it stands."""

    name: str
    file: bytes
    texts: Sequence[str]
    box: Callable[[int, int, int], Box]
    """Of the signs of a page, from 0, between two places in its text, which are in one line: the box of their ink."""


class _Line(NamedTuple):
    page: int
    start: int
    text: str
    edges: Sequence[float]
    baseline: float


def drawable(text: str) -> bool:
    """Return whether the fonts have all of its signs."""
    try:
        text.translate(_ON_CP1252).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def drawn_paper(text: str, seed: int, manner: str) -> DrawnPaper:
    """Return a paper that says this text: the manner as named, everything else by chance."""
    chance, how = Random(seed), MANNERS[manner]  # noqa: S311  # the same paper each time
    if "Vera" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(ttfonts.TTFont("Vera", f"{reportlab.__path__[0]}/fonts/Vera.ttf"))
    name, (width, height) = chance.choice(list(SIZES.items()))
    fonts = [font for font in FONTS if not (how.kerned and font == "Vera")]  # each sign of its own would need its code
    font, size, rotation = chance.choice(fonts), chance.choice(SIGNS), chance.choice(ROTATIONS)
    upwards = width if how.turned else height
    lines = [line for line in text.translate(_ON_CP1252).replace("\f", "\n").split("\n") if line.strip()]
    on_a_page = max(1, int((upwards - 80) / (size * 1.6)))
    pages = [lines[start : start + on_a_page] for start in range(0, len(lines), on_a_page)]
    held: list[_Line] = []
    written = io.BytesIO()
    as_shown = (height, width) if rotation % 180 else (width, height)  # reportlab turns it back
    canvas = canvases.Canvas(written, pagesize=as_shown, pageCompression=1, invariant=1)
    for number, page in enumerate(pages):
        canvas.setPageRotation(rotation)
        if how.turned:
            canvas.transform(0, 1, -1, 0, width, 0)
        start = 0
        for index, line in enumerate(page):
            edges = _edges(line, font, size, how)
            drawn = _Line(number, start, line, edges, upwards - 40 - (index + 1) * size * 1.6)
            _draw(canvas, drawn, font, size, how)
            held.append(drawn)
            start += len(line) + 1
        canvas.showPage()
    canvas.save()

    def box(page: int, start: int, end: int) -> Box:
        [line] = [one for one in held if one.page == page and one.start <= start < one.start + len(one.text) + 1]
        left, right = (
            line.edges[start - line.start],
            line.edges[end - line.start - 1] + _ink(line, end, font, size, how),
        )
        corners = [(x, y) for x in (left, right) for y in (line.baseline, line.baseline + 0.65 * size)]
        if how.turned:
            corners = [(width - y, x) for x, y in corners]
        xs, ys = zip(*(_shown(x, y, width, height, rotation) for x, y in corners), strict=True)
        em = (size / height, size / width) if rotation % 180 else (size / width, size / height)
        return Box(min(xs), min(ys), max(xs), max(ys), em, how.turned != bool(rotation % 180))

    described = f"{manner}, {name} turned by {rotation}, {font} {size}"
    return DrawnPaper(described, written.getvalue(), ["\n".join(page) for page in pages], box)


def _edges(line: str, font: str, size: float, how: Manner) -> list[float]:
    """Return where each sign begins, and where the last one ends."""
    return list(accumulate((_advance(sign, font, size, how) for sign in line), initial=40.0))


def _advance(sign: str, font: str, size: float, how: Manner) -> float:
    plain = pdfmetrics.stringWidth(sign, font, size) + how.spacing - how.kerned * size / 1000
    is_space = sign == " " or (sign == "\xa0" and not how.by_words)  # within a word reportlab writes one for the other
    return float(plain * how.stretched / 100 + (how.gap if is_space else 0))


def _ink(line: _Line, end: int, font: str, size: float, how: Manner) -> float:
    last = line.text[end - line.start - 1]
    return float(pdfmetrics.stringWidth(last, font, size) * how.stretched / 100)


def _draw(canvas: Any, line: _Line, font: str, size: float, how: Manner) -> None:
    pieces = [(0, line.text)]
    if how.by_words:
        starts = [0, *(index + 1 for index, sign in enumerate(line.text) if sign == " ")]
        pieces = list(zip(starts, line.text.split(" "), strict=True))
    for start, piece in reversed(pieces) if how.backwards else pieces:
        text = canvas.beginText(line.edges[start], line.baseline)
        text.setFont(font, size)
        if how.spacing:
            text.setCharSpace(how.spacing)
        if how.stretched != 100:
            text.setHorizScale(how.stretched)
        if how.gap and not how.by_words:
            text.setWordSpace(how.gap)
        if how.kerned:
            pulled = f" {how.kerned} ".join(text._formatText(sign).removesuffix(" Tj") for sign in piece)
            text._code.append(f"[{pulled}] TJ")
        else:
            text.textOut(piece)
        canvas.drawText(text)


def _shown(x: float, y: float, width: float, height: float, rotation: int) -> tuple[float, float]:
    """Return a place of the page as it is shown, from its upper left corner, in parts of its width and height."""
    across, down = x / width, 1 - y / height
    return {0: (across, down), 90: (1 - down, across), 180: (1 - across, 1 - down), 270: (down, 1 - across)}[rotation]
