"""Files as the bytes that they hold: plain, compressed, or standard input."""

import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from parzo_validate.batch.outcome import STANDARD_INPUT
from parzo_validate.invoice.reasons import Words

_BUFFER, _PACKED_BUFFER = 1 << 18, 1 << 16
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")
"""In the standard library since Python 3.14; before, the package of the same interface."""


@contextmanager
def opened(path: Path, on_read: Callable[[int], object]) -> Iterator[io.BufferedIOBase]:
    """Open a file, or standard input, to read what it holds, unpacked.

    Args:
        path: a file; one that ends in ``.gz`` or ``.zst`` is unpacked.
        on_read: is called with how many bytes of the file, as it lies on the disk, were read.
    """
    if str(path) == STANDARD_INPUT:
        if sys.stdin is None:
            raise OSError(Words("standard input is closed", "lo standard input è chiuso"))
        yield cast(io.BufferedIOBase, sys.stdin.buffer)
        return
    with io.BufferedReader(_Watched(path, on_read), _BUFFER) as stream:
        unpacked = PACKED.get(path.suffix)
        yield io.BufferedReader(unpacked(stream), _BUFFER) if unpacked else stream


def is_plain_file(stream: io.BufferedIOBase) -> bool:
    """Return whether what was opened is a file on a disk, not packed, that can be read again."""
    file = getattr(stream, "raw", None)
    return isinstance(file, _Watched) and stat.S_ISREG(os.fstat(file.fileno()).st_mode)


class _Watched(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, on_read: Callable[[int], object]) -> None:
        super().__init__(path)
        self.on_read = on_read

    def readinto(self, buffer: Any) -> int:
        size = super().readinto(buffer) or 0
        self.on_read(size)
        return size


class _Unpacking(io.RawIOBase):
    """What a compressed stream holds, up to the last byte that can be read; what comes then is an ``OSError``.

    A decompressor that meets damage keeps back what it has unpacked since it was fed. So the stream is unpacked again
    from its start, and what the damage is in goes in byte by byte.

    Args:
        stream: the compressed bytes.
        decompressor: makes one, with the methods of ``zlib`` or of ``zstd``.
        damage: what it raises when it meets damage.
    """

    def __init__(self, stream: BinaryIO, decompressor: Callable[[], Any], damage: type[Exception]) -> None:
        self._stream, self._decompressor, self._damage = stream, decompressor, damage
        self._block = memoryview(b"")
        self._given = self._fed_without_harm = 0
        self._careful = False
        self._blocks = self._unpacked()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._block:
            self._block = memoryview(self._next_block())
        size = min(len(buffer), len(self._block))
        buffer[:size], self._block = self._block[:size], self._block[size:]
        self._given += size
        return size

    def _next_block(self) -> bytes:
        try:
            return next(self._blocks, b"")
        except self._damage as error:
            if self._careful or not self._stream.seekable():
                problem = f"damaged, or not compressed as its name says ({error})"
                raise OSError(Words(problem, f"danneggiato, o non compresso come dice il nome ({error})")) from None
        self._careful = True
        self._stream.seek(0)
        self._blocks = _without_first(self._given, self._unpacked(byte_by_byte_from=self._fed_without_harm))
        return self._next_block()

    def _unpacked(self, byte_by_byte_from: int = sys.maxsize) -> Iterator[bytes]:
        decompressor, packed, fed, ended = self._decompressor(), b"", 0, False
        while True:
            if decompressor.eof:  # another member, or frame, may follow, with zeros before it as tapes have them
                ended, packed, decompressor = True, decompressor.unused_data.lstrip(b"\0"), self._decompressor()
            if not packed:
                self._fed_without_harm = fed
                packed = self._stream.read(_PACKED_BUFFER if fed < byte_by_byte_from else 1)
                if not packed and not ended:
                    raise OSError(Words("the compressed file ends before its end mark", "il file compresso è troncato"))
                if not packed:
                    return
                fed += len(packed)
                packed = packed.lstrip(b"\0") if ended else packed
            ended = ended and not packed
            while not decompressor.eof:
                block = decompressor.decompress(packed, _BUFFER)
                packed = getattr(decompressor, "unconsumed_tail", b"")  # zstd keeps what it has not consumed
                if not block:
                    break
                yield block


def _without_first(size: int, blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        if size < len(block):
            yield block[size:]
        size = max(size - len(block), 0)


def _gzip(stream: BinaryIO) -> io.RawIOBase:
    return _Unpacking(stream, partial(zlib.decompressobj, wbits=16 + zlib.MAX_WBITS), zlib.error)


def _zstandard(stream: BinaryIO) -> io.RawIOBase:
    zstd = zstandard_module()
    return _Unpacking(stream, zstd.ZstdDecompressor, zstd.ZstdError)


def zstandard_module() -> Any:
    """Return the module that reads ``.zst``.

    Raises:
        OSError: there is none; the text says what to install.
    """
    for name in _ZSTD_MODULES:
        with suppress(ModuleNotFoundError):
            return import_module(name)
    needs = "reading .zst needs a package; install it with: pip install backports.zstd"
    raise OSError(Words(needs, "per leggere .zst serve un pacchetto; si installa con: pip install backports.zstd"))


PACKED: Mapping[str, Callable[[Any], io.RawIOBase]] = {".gz": _gzip, ".zst": _zstandard}
"""How to unpack a file, by the end of its name."""
