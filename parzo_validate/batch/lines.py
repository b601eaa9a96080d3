"""Whole lines of a file, and how they travel to the process that judges them."""

import io
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from parzo_validate.errors import InvalidInput

File = tuple[str, int, int]
"""The name of a file, and by which file system and number it is told from another of that name."""


class Lines(NamedTuple):
    """Whole lines of a file, of which ``line`` is the number of the first; each that is not blank is a document."""

    source: str
    line: int
    raws: Sequence[bytes]

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(map(len, self.raws))


class LinesInFile(Lines):
    """Lines that another process reads again where they stand: to send them takes a tenth of the time of judging."""

    _file: File
    _offset: int

    @cached_property
    def size(self) -> int:
        """How many bytes they take; asked for when they are cut off, put into a chunk and sent."""
        return super().size

    @classmethod
    def before(cls, end: int, file: File, source: str, line: int, raws: Sequence[bytes]) -> Self:
        """Return the lines that stand before an offset in a file, in bytes from its start."""
        lines = cls(source, line, raws)
        lines._file, lines._offset = file, end - lines.size
        return lines

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.source, self.line, self.size, self._file, self._offset)


def split(raw: bytes) -> list[bytes]:
    """Return the lines of a text: in a sixth of the time that ``bytes.split`` or ``count`` take, which go by byte."""
    return io.BytesIO(raw).readlines()


def known(path: str | Path, descriptor: int) -> File:
    """Return an open file as one that is known again."""
    state = os.fstat(descriptor)
    return os.path.abspath(path), state.st_dev, state.st_ino


def _read_again(source: str, line: int, size: int, place: File, offset: int) -> Lines:
    with suppress(OSError), open(place[0], "rb") as file:
        file.seek(offset)
        raw = file.read(size)
        if known(place[0], file.fileno()) == place and len(raw) == size:
            return Lines(source, line, split(raw))
    raise InvalidInput(f"{source} was replaced, shortened or deleted while it was read; run it again")
