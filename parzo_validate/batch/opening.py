"""Files as the bytes that they hold: plain, compressed, or standard input."""

import gzip
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from parzo_validate.batch.outcome import STANDARD_INPUT

_BUFFER = 1 << 18
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")
"""In the standard library since Python 3.14; before, the package of the same interface."""


@contextmanager
def opened(path: Path, on_read: Callable[[int], object]) -> Iterator[io.BufferedIOBase]:
    """Open a file, or standard input, to read what it holds, unpacked.

    Args:
        path: a file; one that ends in ``.gz`` or ``.zst`` is unpacked.
        on_read: is told how many bytes of the file, as it lies on the disk, were read.
    """
    if str(path) == STANDARD_INPUT:
        yield cast(io.BufferedIOBase, sys.stdin.buffer)
        return
    with io.BufferedReader(_Watched(path, on_read), _BUFFER) as stream:
        unpacked = PACKED.get(path.suffix)
        yield io.BufferedReader(unpacked(stream), _BUFFER) if unpacked else stream


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, on_read: Callable[[int], object]) -> None:
        super().__init__(path)
        self.on_read = on_read

    def readinto(self, buffer: Any) -> int:
        size = super().readinto(buffer) or 0
        self.on_read(size)
        return size


class _Zstandard(io.RawIOBase):
    """What a compressed file holds; damage is an ``OSError``, as in every other file."""

    def __init__(self, stream: BinaryIO) -> None:
        zstd = zstandard_module()
        self.stream, self.damage = zstd.ZstdFile(stream), zstd.ZstdError

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            return int(self.stream.readinto(buffer))
        except self.damage as error:
            raise OSError(str(error)) from None


def zstandard_module() -> Any:
    """Return the module that reads ``.zst``.

    Raises:
        OSError: there is none; the text says what to install.
    """
    for name in _ZSTD_MODULES:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise OSError("reading .zst needs a package; install it with: pip install backports.zstd")


PACKED: Mapping[str, Callable[[Any], Any]] = {".gz": gzip.open, ".zst": _Zstandard}
"""How to unpack a file, by the end of its name."""
