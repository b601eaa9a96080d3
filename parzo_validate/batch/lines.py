"""Whole lines of a file in one piece, and how they travel to the process that judges them."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from parzo_validate.errors import InvalidInput

File = tuple[str, int, int]
"""The name of a file, and by which file system and number it is told from another of that name."""


class Lines(NamedTuple):
    """Whole lines of a file, of which ``line`` is the number of the first; each that is not blank is a document.

    They stay in one piece as far as the process that judges them, which splits them faster than they could be sent.
    """

    source: str
    line: int
    raw: bytes


class LinesInFile(Lines):
    """Lines that another process reads again where they stand: to send them takes a tenth of the time of judging."""

    _file: File
    _offset: int

    @classmethod
    def before(cls, end: int, file: File, source: str, line: int, raw: bytes) -> Self:
        """Return the lines that stand before an offset in a file, in bytes from its start."""
        lines = cls(source, line, raw)
        lines._file, lines._offset = file, end - len(raw)
        return lines

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.source, self.line, len(self.raw), self._file, self._offset)


def known(path: str | Path, descriptor: int) -> File:
    """Return an open file as one that is known again."""
    state = os.fstat(descriptor)
    return os.path.abspath(path), state.st_dev, state.st_ino


def _read_again(source: str, line: int, size: int, place: File, offset: int) -> Lines:
    with suppress(OSError), open(place[0], "rb") as file:
        file.seek(offset)
        raw = file.read(size)
        if known(place[0], file.fileno()) == place and len(raw) == size:
            return Lines(source, line, raw)
    raise InvalidInput(f"{source} was replaced, shortened or deleted while it was read; run it again")
