"""The documents of a stream: given as such, or in files, folders and standard input."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import NamedTuple

from parzo_validate.batch.lines import Lines, LinesInFile, known, split
from parzo_validate.batch.opening import PACKED, is_plain_file, opened
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import LONGEST_DOCUMENT
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document
from parzo_validate.invoice.reasons import NO_REASON, Reason, Words
from parzo_validate.invoice.values import describe

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_READ_IN_FOLDERS = (".json", *JSON_LINES_SUFFIXES)

_NAMES = f"*{', *'.join(_READ_IN_FOLDERS)}"
_EMPTY_FOLDER = Reason(
    "empty_folder",
    f"the folder holds no file named {_NAMES}, also with .gz or .zst behind",
    f"la cartella non contiene file di nome {_NAMES}, anche seguito da .gz o .zst",
)

READ_AT_ONCE = 1 << 17
"""Bytes of lines that are read, and travel to a worker, in one piece."""


class Received(NamedTuple):
    """A document as it came, and where from; ``reason`` says why it could not be read, and is empty when it was."""

    source: str
    line: int | None
    raw: Document
    reason: Reason = NO_REASON


Piece = Received | Lines
"""What is read at once."""


_received = partial(tuple.__new__, Received)
"""Makes one of its values: a fiftieth of the time of an archive less than calling ``Received``."""


def documents_in(several: Iterable[Piece]) -> Iterator[Received]:
    r"""Yield the documents of some pieces.

    >>> [document.line for document in documents_in([Lines("a.jsonl", 7, [b"{}\n", b"\n", b"{}\n"])])]
    [7, 9]
    """
    for piece in several:
        if isinstance(piece, Received):
            yield piece
        else:
            for place in zip(repeat(piece.source), count(piece.line), piece.raws, repeat(NO_REASON)):
                if not place[2].isspace():
                    yield _received(place)


def pieces(
    items: Iterable[Document | os.PathLike[str]],
    *,
    lines: bool = False,
    on_read: Callable[[int], object] = lambda _: None,
) -> Iterator[Piece]:
    """Yield the documents in order, as they are read. A text is a document, a path leads to some; blank texts are none.

    Args:
        items: documents; paths of files, of folders, or ``Path("-")`` for standard input.
        lines: read every file as JSON Lines, whatever it is called.
        on_read: is called with how many bytes of a file, as it lies on the disk, were read.

    Raises:
        InvalidInput: an item is none of these.

    >>> [document.line for document in pieces(['{"vendor": {}}', "", "{"])]
    [1, 3]
    """
    for number, item in enumerate(items, start=1):
        if isinstance(item, (bytes, str)):
            if item and not item.isspace():
                yield Received("", number, item)
        elif isinstance(item, (Mapping, Invoice)):
            yield Received("", number, item)
        elif isinstance(item, os.PathLike):
            path = None
            in_folder = os.path.isdir(item)
            for path in files(Path(item)):
                if in_folder and (kind := _kind_that_is_no_file(path)):  # whoever names it wants to wait for it
                    reason = Reason(
                        "no_file",
                        f"cannot read the file: it is {kind}; name it to read it",
                        f"impossibile leggere il file: è {kind.italian}; indicarlo per nome per leggerlo",
                    )
                    yield Received(path.as_posix(), None, b"", reason)
                else:
                    yield from _pieces_of(path, lines or holds_lines(path), on_read)
            if path is None:
                yield Received(Path(item).as_posix(), None, b"", _EMPTY_FOLDER)
        else:
            raise InvalidInput(
                f"expected documents (a mapping, an Invoice, bytes or text) or paths, got {describe(item)}"
            )


def holds_lines(path: Path) -> bool:
    """Return whether a file holds a document on each line, by its name.

    >>> [holds_lines(Path(name)) for name in ("a.jsonl", "a.ndjson.gz", "a.json")]
    [True, True, False]
    """
    return _plain_name(path.name).endswith(JSON_LINES_SUFFIXES)


def files(path: Path) -> Iterator[Path]:
    """Yield the path, or what a folder holds: its JSON files by name, then those of its folders."""
    if not os.path.isdir(path):
        yield path
        return
    unreadable: list[OSError] = []
    for folder, names_of_folders, names in os.walk(path, onerror=unreadable.append):
        names_of_folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if _plain_name(name).endswith(_READ_IN_FOLDERS))
    yield from (Path(error.filename) for error in unreadable)  # to be read in vain, and so to be reported


def size_of(path: Path) -> int:
    """Return the bytes that a file, or what is read of a folder, takes on the disk; 0 where nobody knows."""
    return sum(state.st_size for state in map(state_of, files(path)) if state and stat.S_ISREG(state.st_mode))


def state_of(path: Path) -> os.stat_result | None:
    """Return what the disk knows of a file; ``None`` where it cannot be asked, which is reported when it is read."""
    try:
        return os.stat(path)
    except OSError:
        return None


_DEVICE = Words("a device", "un dispositivo")
_KINDS = {
    stat.S_IFIFO: Words("a pipe", "una pipe"),
    stat.S_IFSOCK: Words("a socket", "un socket"),
    stat.S_IFCHR: _DEVICE,
    stat.S_IFBLK: _DEVICE,
}


def _kind_that_is_no_file(path: Path) -> Words | None:
    state = state_of(path)
    return _KINDS.get(stat.S_IFMT(state.st_mode)) if state else None


def _plain_name(name: str) -> str:
    stem, suffix = os.path.splitext(name)
    return stem if suffix in PACKED else name


def _pieces_of(path: Path, as_lines: bool, on_read: Callable[[int], object]) -> Iterator[Piece]:
    source, done = path.as_posix(), 0
    try:
        with opened(path, on_read) as stream:
            if not as_lines:
                raw = stream.read(LONGEST_DOCUMENT + 1)
                yield _too_long(source, None) if len(raw) > LONGEST_DOCUMENT else Received(source, None, raw)
                return
            file = known(path, stream.fileno()) if is_plain_file(stream) else None

            def lines(first: int, raws: Sequence[bytes], behind: int = 0) -> Lines:
                """Return lines behind which so many bytes were read too."""
                if file is None:
                    return Lines(source, first, raws)
                return LinesInFile.before(stream.tell() - behind, file, source, first, raws)

            torn = b""
            while raw := stream.read1(min(READ_AT_ONCE, LONGEST_DOCUMENT)):  # what is there, from a pipe
                whole = split(raw)
                whole[0] = torn + whole[0]
                torn = b"" if raw.endswith(b"\n") else whole.pop()
                if whole and len(whole[0]) > LONGEST_DOCUMENT:
                    done += 1
                    yield _too_long(source, done)
                    del whole[0]
                if whole:
                    yield lines(done + 1, whole, len(torn))
                    done += len(whole)
                if len(torn) > LONGEST_DOCUMENT:
                    done += 1
                    yield _too_long(source, done)
                    while torn and torn[-1:] != b"\n":
                        torn = stream.readline(LONGEST_DOCUMENT)
                    torn = b""
            if torn:
                yield lines(done + 1, [torn])
    except OSError as error:
        problem = error.strerror or next(iter(error.args), error)
        problema = problem.italian if isinstance(problem, Words) else problem
        where, dove = (f" after line {done}", f" dopo la riga {done}") if done else ("", "")
        reason = Reason(
            "unread_file", f"cannot read the file{where}: {problem}", f"impossibile leggere il file{dove}: {problema}"
        )
        yield Received(source, done + 1 if done else None, b"", reason)


def _too_long(source: str, line: int | None) -> Received:
    reason = Reason(
        "too_long",
        f"expected at most {LONGEST_DOCUMENT} bytes, got more; is this one document?",
        f"attesi al più {LONGEST_DOCUMENT} byte, trovati di più; è un solo documento?",
    )
    return Received(source, line, b"", reason)
