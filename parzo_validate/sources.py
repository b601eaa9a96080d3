"""The documents of a stream: given as such, or in files, folders and standard input, plain or compressed."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from parzo_validate.errors import InvalidInput
from parzo_validate.outcome import STANDARD_INPUT
from parzo_validate.values import echo

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_READ_IN_FOLDERS = (".json", *JSON_LINES_SUFFIXES)

_EXPECTED_NAMES = f"*{', *'.join(_READ_IN_FOLDERS)}, also with .gz or .zst behind"

LONGEST_DOCUMENT = 20_000_000
"""Bytes; what is longer is refused unread, so that no line can exhaust the memory. As long as the client's answers."""

_BUFFER = 1 << 18
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")
"""In the standard library since Python 3.14; before, the package of the same interface."""


class Document(NamedTuple):
    """A document as it came, and where from; ``reason`` says why it could not be read, and is empty when it was."""

    source: str
    line: int | None
    raw: bytes | str
    reason: str = ""


def documents(
    items: Iterable[bytes | str | os.PathLike[str]],
    *,
    lines: bool = False,
    on_read: Callable[[int], object] = lambda _: None,
) -> Iterator[Document]:
    """Yield the documents in order. A text is a document, a path leads to some; blank lines hold none.

    Args:
        items: bytes or text, each a document; paths of files, of folders, or ``Path("-")`` for standard input.
        lines: read every file as JSON Lines, whatever it is called.
        on_read: is told how many bytes of a file, as it lies on the disk, were read.

    Raises:
        InvalidInput: an item is none of these.

    >>> [document.line for document in documents(['{"vendor": {}}', "", "{"])]
    [1, 3]
    """
    for number, item in enumerate(items, start=1):
        if isinstance(item, (bytes, str)):
            if item and not item.isspace():
                yield Document("", number, item)
        elif isinstance(item, os.PathLike):
            path = None
            for path in files(Path(item)):
                yield from _documents_of(path, lines or holds_lines(path), on_read)
            if path is None:
                yield Document(str(Path(item)), None, b"", f"the folder holds no file named {_EXPECTED_NAMES}")
        else:
            raise InvalidInput(f"expected documents as bytes or text, or paths, got {echo(item)}")


def holds_lines(path: Path) -> bool:
    """Return whether a file holds a document on each line, by its name.

    >>> [holds_lines(Path(name)) for name in ("a.jsonl", "a.ndjson.gz", "a.json")]
    [True, True, False]
    """
    return _plain_name(path.name).endswith(JSON_LINES_SUFFIXES)


def files(path: Path) -> Iterator[Path]:
    """Yield the path, or what a folder holds: its JSON files by name, then those of its folders."""
    if not path.is_dir():
        yield path
        return
    unreadable: list[OSError] = []
    for folder, names_of_folders, names in os.walk(path, onerror=unreadable.append):
        names_of_folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if _plain_name(name).endswith(_READ_IN_FOLDERS))
    yield from (Path(error.filename) for error in unreadable)  # to be read in vain, and so to be told


def size_of(path: Path) -> int:
    """Return the bytes that a file, or what is read of a folder, takes on the disk; 0 where none can be told."""
    return sum(file.stat().st_size for file in files(path) if file.is_file())


def _plain_name(name: str) -> str:
    stem, suffix = os.path.splitext(name)
    return stem if suffix in _UNPACKING else name


def _documents_of(path: Path, as_lines: bool, on_read: Callable[[int], object]) -> Iterator[Document]:
    source, line = str(path), None
    try:
        with _opened(path, on_read) as stream:
            if not as_lines:
                raw = stream.read(LONGEST_DOCUMENT + 1)
                yield _too_long(source, None) if len(raw) > LONGEST_DOCUMENT else Document(source, None, raw)
                return
            line = 0
            while raw := stream.readline(LONGEST_DOCUMENT + 1):
                line += 1
                if len(raw) > LONGEST_DOCUMENT:
                    yield _too_long(source, line)
                    while raw and raw[-1:] != b"\n":
                        raw = stream.readline(LONGEST_DOCUMENT)
                elif not raw.isspace():
                    yield Document(source, line, raw)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        if line:
            yield Document(source, line + 1, b"", f"cannot read the file from here on: {reason}")
        else:
            yield Document(source, None, b"", f"cannot read the file: {reason}")


def _too_long(source: str, line: int | None) -> Document:
    return Document(source, line, b"", f"expected at most {LONGEST_DOCUMENT} bytes, got more; is this one document?")


@contextmanager
def _opened(path: Path, on_read: Callable[[int], object]) -> Iterator[BinaryIO]:
    if str(path) == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with io.BufferedReader(_Watched(path, on_read), _BUFFER) as stream:
        unpacked = _UNPACKING.get(path.suffix)
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


_UNPACKING: Mapping[str, Callable[[Any], Any]] = {".gz": gzip.open, ".zst": _Zstandard}


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
