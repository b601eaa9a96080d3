"""The text of a paper, page by page, as the readers of this room take it: sign for sign, with one sign for its kind."""

from collections.abc import Sequence
from typing import NamedTuple

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.values import DASHES, describe

READ_AT_MOST, MOST_PAGES = 500_000, 1_000
"""Characters and pages of a paper that are looked at: more than a hundred dense pages."""

MOST_PLACES = 20
"""Places of one value that are told; a number of one digit may stand everywhere."""

PAGE_BREAK = "\f"
"""What stands between the pages of a text, as extractors write it."""

THIN_SPACE = "\u202f"
"""What stands for every space that does not divide: only a number has one inside."""

_HYPHENS = "\x02\u00ad\ufffe"
"""What extractors give for a hyphen at the end of a line, and for one that its font calls soft."""
_TIDY = str.maketrans(
    {
        **{chr(sign): dash for sign, dash in DASHES.items()},
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys(["\x0b", "\x1f", "\u00a0", *map(chr, range(0x2000, 0x200B)), "\u3000"], " "),
        "\u2009": THIN_SPACE,
        **dict.fromkeys(_HYPHENS, "-"),
        "\r": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        **{chr(ord("\uff10") + digit): str(digit) for digit in range(10)},
    }
)


class Page(NamedTuple):
    """A page: its number, from 1, its text as it came, and the same text with plain dashes, spaces and apostrophes.

    Both texts have the same length, so that a place in one is the same place in the other.
    """

    number: int
    text: str
    tidy: str


def pages_of(text: str | Sequence[str]) -> tuple[tuple[Page, ...], bool]:
    r"""Return the pages of a paper, and whether they are all of it: of a very long one the first are looked at.

    Args:
        text: the text of the paper, with form feeds between its pages, or the text of each page.

    Raises:
        InvalidInput: it is neither.

    >>> [page.number for page in pages_of("Fattura n. 1\fPagina 2")[0]]
    [1, 2]
    >>> pages_of(["Totale\u00a01\u2019220.00"])[0][0].tidy
    "Totale 1'220.00"
    """
    texts = texts_of(text)
    pages, left = [], READ_AT_MOST
    for number, page in enumerate(texts[:MOST_PAGES], 1):
        read = page[:left]
        left -= len(read)
        pages.append(Page(number, read, read.translate(_TIDY)))
    return tuple(pages), len(texts) <= MOST_PAGES and sum(map(len, texts)) <= READ_AT_MOST


def texts_of(text: object) -> Sequence[str]:
    r"""Return the text of each page of a paper, all of it.

    Raises:
        InvalidInput: it is neither the text of a paper nor a list of texts.

    >>> texts_of("Fattura n. 1\fPagina 2")
    ['Fattura n. 1', 'Pagina 2']
    """
    if isinstance(text, str):
        return text.split(PAGE_BREAK)
    if not isinstance(text, Sequence) or isinstance(text, (bytes, bytearray)):
        raise InvalidInput(f"text: expected the text of the paper or a list of pages, got {describe(text)}")
    for number, page in enumerate(text, 1):
        if not isinstance(page, str):
            raise InvalidInput(f"text: expected a text for page {number}, got {describe(page)}")
    return text
