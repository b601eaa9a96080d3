"""Lines of a plain file are read again by the process that judges them; all others are sent."""

import gzip
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from parzo_validate import InvalidInput
from parzo_validate.batch import sources, validate_stream
from parzo_validate.batch.lines import Lines, LinesInFile
from parzo_validate.batch.sources import pieces
from tests.helpers.platforms import POSIX

TEXT = b"".join(b'{"number": "%d"}\n' % number for number in range(80)) + b'{"torn": 1}'


def pieces_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Lines]:
    """Return the pieces of a file that is read a hundred bytes at a time."""
    monkeypatch.setattr(sources, "READ_AT_ONCE", 100)
    found = [piece for piece in pieces([path]) if isinstance(piece, Lines)]
    assert b"".join(raw for piece in found for raw in piece.raws) == TEXT
    assert len(found) > 10
    return found


def test_they_are_read_again_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    found = pieces_of(Path("a.jsonl"), monkeypatch)
    pickled = pickle.dumps(found)
    assert b"torn" not in pickled
    monkeypatch.chdir("/")
    assert pickle.loads(pickled) == found  # noqa: S301  # our own bytes


def write_packed(path: Path) -> Path:
    path = path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(TEXT))
    return path


def write_pipe(path: Path) -> Path:
    read, write = os.pipe()
    os.write(write, TEXT)
    os.close(write)
    (path / "a.jsonl").symlink_to(f"/dev/fd/{read}")
    return path / "a.jsonl"


@pytest.mark.parametrize("write", [write_packed, pytest.param(write_pipe, marks=POSIX)])
def test_what_cannot_be_read_again_is_sent(
    write: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pieces_of(write(tmp_path), monkeypatch)
    assert not any(isinstance(piece, LinesInFile) for piece in found)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own bytes


def replace(path: Path) -> None:
    """Put another file of the same name there, while the first still exists."""
    path.rename(path.with_suffix(".old"))
    path.write_bytes(TEXT)


def shorten(path: Path) -> None:
    path.write_bytes(TEXT[:-1])


@pytest.mark.parametrize("change", [replace, shorten, Path.unlink])
def test_a_file_that_has_changed_is_refused(
    change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(TEXT)
    pickled = pickle.dumps(pieces_of(path, monkeypatch))
    change(path)
    with pytest.raises(InvalidInput) as refused:
        pickle.loads(pickled)  # noqa: S301  # our own bytes
    assert str(refused.value) == f"{path.as_posix()} was replaced, shortened or deleted while it was read; run it again"


def test_so_is_one_that_a_worker_would_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n" + (b" " * 1023 + b"\n") * 20_000)  # more than is read ahead
    outcomes = validate_stream(path, workers=2)
    assert next(outcomes).line == 1
    replace(path)
    with pytest.raises(InvalidInput) as refused:
        list(outcomes)
    assert str(refused.value) == f"{path.as_posix()} was replaced, shortened or deleted while it was read; run it again"
