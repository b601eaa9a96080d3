"""Where something stands on a paper."""

from typing import NamedTuple

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.invoice.values import printable


class PlaceDict(TypedDict):
    """A place as JSON."""

    page: int
    start: int
    end: int
    printed: str


class Place(NamedTuple):
    """Where something stands: the page, from 1, the places of its first sign and behind its last, and the print."""

    page: int
    start: int
    end: int
    printed: str

    def as_dict(self) -> PlaceDict:
        """Return it as a plain dict, ready for JSON."""
        return {"page": self.page, "start": self.start, "end": self.end, "printed": self.printed}

    @property
    def in_one_line(self) -> str:
        r"""The print as a sentence repeats it.

        >>> Place(1, 0, 9, "1.220,\n00").in_one_line
        '1.220, 00'
        """
        return printable(" ".join(self.printed.split()))
