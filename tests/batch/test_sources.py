"""Where documents come from: texts, files, folders, standard input; plain, compressed, damaged, endless."""

import gzip
import io
import os
import pickle
import re
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput
from parzo_validate.batch import opening, sources
from parzo_validate.batch.lines import Lines
from parzo_validate.batch.opening import zstandard_module
from parzo_validate.batch.sources import Received, documents_in, files, pieces, size_of

LINES = b'{"vendor": {}}\n\n \t\n{broken\n{"buyer": {}}'
READ = [(1, b'{"vendor": {}}\n'), (4, b"{broken\n"), (5, b'{"buyer": {}}')]
PACKED: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstandard_module().compress}


def read(*items: object, lines: bool = False) -> list[Received]:
    return list(documents_in(pieces(items, lines=lines)))  # type: ignore[arg-type]  # some tests give what nobody should


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson"])
def test_each_line_is_a_document_and_blank_ones_are_none(tmp_path: Path, suffix: str, packing: str) -> None:
    path = tmp_path / f"a{suffix}{packing}"
    path.write_bytes(PACKED[packing](LINES))
    assert read(path) == [(str(path), line, raw, "") for line, raw in READ]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "a.jsonl"


@given(text=st.text("{}\n\r ", max_size=60).map(str.encode), at_once=st.integers(1, 9), longest=st.integers(1, 9))
def test_lines_are_the_same_however_much_is_read_at_once(
    text: bytes, at_once: int, longest: int, written: Path
) -> None:
    written.write_bytes(text)
    expected = [(number, line) for number, line in enumerate(io.BytesIO(text), start=1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
        patch.setattr(sources, "READ_AT_ONCE", at_once)
        patch.setattr(sources, "LONGEST_DOCUMENT", longest)
        found, of_the_file = read(Path("-"), lines=True), list(pieces([written]))
        assert pickle.loads(pickle.dumps(of_the_file)) == of_the_file  # noqa: S301  # read again where they stand
        assert [document[1:] for document in documents_in(of_the_file)] == [document[1:] for document in found]
    kept = [(number, line) for number, line in expected if not line.isspace() or len(line) > longest]
    assert [document.line for document in found] == [number for number, _ in kept]
    assert [(document.raw, bool(document.reason)) for document in found] == [
        (b"", True) if len(line) > longest else (line, False) for _, line in kept
    ]


def test_every_whole_line_before_a_disk_fails_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n{}\n{torn}\n")
    monkeypatch.setattr(sources, "READ_AT_ONCE", 8)
    readinto = opening._Watched.readinto

    def failing(file: opening._Watched, buffer: Any) -> int:
        if file.tell():
            raise OSError(5, "Input/output error")
        return readinto(file, buffer)

    monkeypatch.setattr(opening._Watched, "readinto", failing)
    *whole, last = read(path)
    assert [(document.line, document.raw) for document in whole] == [(1, b"{}\n"), (2, b"{}\n")]
    assert (last.line, last.reason) == (3, "cannot read the file after line 2: Input/output error")


def test_lines_travel_in_pieces_of_128_kibibytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"vendor": {} }\n' * 20_000)
    found = [piece for piece in pieces([path]) if isinstance(piece, Lines)]
    assert [(piece.line, piece.size) for piece in found] == [(1, 131_072), (8_193, 131_072), (16_385, 57_856)]


def test_a_line_from_a_pipe_is_there_as_soon_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as pipe, open(writing, "wb", buffering=0) as writer:
        monkeypatch.setattr(sys, "stdin", pipe)
        stream = documents_in(pieces([Path("-")], lines=True))
        for number in (1, 2):
            writer.write(b"{}\n")
            assert next(stream) == ("-", number, b"{}\n", "")


@pytest.mark.parametrize("packing", PACKED)
def test_any_other_file_is_one_document(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.json{packing}"
    path.write_bytes(PACKED[packing](LINES))
    assert read(path) == [(str(path), None, LINES, "")]
    assert [document.line for document in read(path, lines=True)] == [1, 4, 5]


def test_texts_are_documents_whatever_they_look_like() -> None:
    assert read("{}", b"[]", "\n", "", "a.jsonl") == [("", 1, "{}", ""), ("", 2, b"[]", ""), ("", 5, "a.jsonl", "")]


def test_a_folder_is_read_by_name_with_its_folders_last_and_nothing_else_in_it(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.json", "z/a.json.gz", "c/b.ndjson.zst", "c/a.json", "c.pdf", "flags.jsonl.part", "a.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"0123456789")
    listed = ["a.json", "b.jsonl", "c/a.json", "c/b.ndjson.zst", "z/a.json.gz"]
    assert [path.relative_to(tmp_path).as_posix() for path in files(tmp_path)] == listed
    assert size_of(tmp_path) == 50
    assert (size_of(tmp_path / "a.json"), size_of(tmp_path / "none.json"), size_of(Path("-"))) == (10, 0, 0)


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user of the tests may be root, who can open any; so the system is made to refuse."""
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    good, bad = read(tmp_path)
    assert (good.source, bad.source) == (str(tmp_path / "a.json"), str(tmp_path / "shut"))
    assert bad.reason.startswith("cannot read the file: ")


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}\n{}"), encoding="utf-8"))
    assert read(Path("-"), lines=True) == [("-", 1, b"{}\n", ""), ("-", 2, b"{}", "")]


def test_a_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert read(Path("-")) == [("-", None, b"", "cannot read the file: standard input is closed")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.json", None, "No such file or directory"),
        (
            "not.json.gz",
            b"{}",
            "damaged, or not compressed as its name says (Error -3 while decompressing data: incorrect header check)",
        ),
        (
            "not.json.zst",
            b"{}  ",
            "damaged, or not compressed as its name says "
            "(Unable to decompress Zstandard data: Unknown frame descriptor)",
        ),
        ("empty.json.gz", b"", "the compressed file ends before its end mark"),
        ("empty.jsonl.zst", b"", "the compressed file ends before its end mark"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_and_the_next_is_read(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    bad, good = tmp_path / name, tmp_path / "good.json"
    good.write_text("{}", encoding="utf-8")
    if content is not None:
        bad.write_bytes(content)
    assert read(bad, good) == [(str(bad), None, b"", f"cannot read the file: {reason}"), (str(good), None, b"{}", "")]


def with_check_sum(data: bytes) -> bytes:
    zstd = zstandard_module()
    packed: bytes = zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})
    return packed


def numbered(count: int) -> bytes:
    return b"".join(b'{"vendor": {"name": "%x"}}\n' % number**50 for number in range(count))


def flushed(packing: str, data: bytes, step: int) -> bytes:
    """Return the data packed as by a writer who flushes often, and who was killed before the end."""
    if packing == ".gz":
        stream, flush = zlib.compressobj(wbits=31), zlib.Z_SYNC_FLUSH
        return b"".join(stream.compress(part) + stream.flush(flush) for part in pieces_of(data, step))
    compressor = zstandard_module().ZstdCompressor()
    return b"".join(compressor.compress(part, compressor.FLUSH_BLOCK) for part in pieces_of(data, step))


def pieces_of(data: bytes, step: int) -> list[bytes]:
    return [data[start : start + step] for start in range(0, len(data), step)]


@pytest.mark.parametrize("packing", [".gz", ".zst"])
@pytest.mark.parametrize("step", [500, 1 << 20])
@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        (b"", "the compressed file ends before its end mark"),
        (b"\xff" * 9, r"damaged, or not compressed as its name says \(.*\)"),
    ],
    ids=["cut", "damaged"],
)
def test_every_line_before_a_break_is_read_and_the_break_is_named(
    tmp_path: Path, packing: str, step: int, behind: bytes, reason: str
) -> None:
    path, lines = tmp_path / f"a.jsonl{packing}", numbered(5000)
    path.write_bytes(flushed(packing, lines + b'{"vendor": {"na', step) + behind)
    *whole, last = read(path)
    assert b"".join(bytes(document.raw) for document in whole) == lines  # type: ignore[arg-type]
    assert (last.line, last.raw) == (5001, b"")
    assert re.fullmatch(f"cannot read the file after line 5000: {reason}", last.reason)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_break_is_on_the_line_behind_the_last_whole_one(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(flushed(".gz", numbered(count) + b"{", 500))
    assert [document.line for document in read(path)][-1] == count + 1


@pytest.mark.parametrize(("packing", "pack"), [(".gz", gzip.compress), (".zst", with_check_sum)], ids=["gz", "zst"])
def test_a_wrong_check_sum_costs_no_line(tmp_path: Path, packing: str, pack: Callable[[bytes], bytes]) -> None:
    path, packed = tmp_path / f"a.jsonl{packing}", bytearray(pack(numbered(3000)))
    packed[-8 if packing == ".gz" else -1] ^= 1
    path.write_bytes(packed)
    *whole, last = read(path)
    assert b"".join(bytes(document.raw) for document in whole) == numbered(3000)  # type: ignore[arg-type]
    assert last.line == 3001
    assert last.reason.startswith("cannot read the file after line 3000: damaged, or not compressed as its name says (")


def test_what_cannot_be_read_again_from_its_start_is_read_as_far_as_it_goes() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    packed = bytearray(gzip.compress(numbered(5000)))
    packed[-8] ^= 1
    unpacked = io.BufferedReader(opening.PACKED[".gz"](Pipe(packed)))
    before = b""
    with pytest.raises(OSError, match="damaged, or not compressed as its name says"):  # noqa: PT012
        while piece := unpacked.read1(1 << 16):
            before += piece
    assert numbered(5000).startswith(before)
    assert len(before) > len(numbered(5000)) / 2


@pytest.mark.parametrize("packing", [".gz", ".zst"])
@pytest.mark.parametrize("between", [b"", bytes(5), bytes(200_000)], ids=["nothing", "zeros", "many-zeros"])
def test_members_and_frames_follow_each_other(tmp_path: Path, packing: str, between: bytes) -> None:
    path = tmp_path / f"a.jsonl{packing}"
    packed = [PACKED[packing](line) for line in (b"{}\n", b"", numbered(2000))]
    path.write_bytes(between.join([*packed, b""]))
    assert [document.reason for document in read(path)] == [""] * 2001
    path.write_bytes(between.join([*packed, b"junk"]))
    assert [document.reason for document in read(path)][:-1] == [""] * 2001
    path.write_bytes(between.join([*packed, packed[-1][:-1000]]))
    assert len(read(path)) > 2001 + 1000


def test_a_line_without_end_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LONGEST_DOCUMENT", 10)
    path, document = tmp_path / "bomb.jsonl.gz", tmp_path / "bomb.json"
    path.write_bytes(gzip.compress(b"{" * 9 + b"\n" + b"{" * 10_000_000 + b"\n{}\n" + b"{" * 10 + b"\n" + b"{" * 11))
    document.write_bytes(b" " * 11)
    reason = "expected at most 10 bytes, got more; is this one document?"
    assert [(line, reason) for _, line, _, reason in read(path)] == [
        (1, ""),
        (2, reason),
        (3, ""),
        (4, reason),
        (5, reason),
    ]
    assert read(document) == [(str(document), None, b"", reason)]


def test_what_is_neither_text_nor_path_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(5)
    expected = "expected documents (a mapping, an Invoice, bytes or text) or paths, got the number 5"
    assert str(refused.value) == expected


def test_a_pipe_is_waited_for_where_it_is_named_and_not_where_it_lies_in_a_folder(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"{}")
    os.close(writing)
    assert [document.raw for document in read(Path(f"/dev/fd/{reading}"))] == [b"{}"]
    os.close(reading)
    os.mkfifo(tmp_path / "a.json")
    [passed_over] = read(tmp_path)
    assert passed_over.reason == "cannot read the file: it is a pipe; name it to read it"


def test_progress_is_told_in_bytes_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 1_000_000))
    told: list[int] = []
    assert sum(1 for _ in documents_in(pieces([path], on_read=told.append))) == 1_000_000
    assert sum(told) == path.stat().st_size


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_ZSTD_MODULES", ("no.such", "nor_this"))
    with pytest.raises(OSError, match="pip install backports"):
        zstandard_module()
    (tmp_path / "a.json.zst").write_bytes(b"")
    [document] = read(tmp_path / "a.json.zst")
    assert document.reason.endswith("reading .zst needs a package; install it with: pip install backports.zstd")


def test_a_folder_that_holds_no_document_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF")
    [told] = read(tmp_path)
    assert (told.source, told.line, told.raw) == (str(tmp_path), None, b"")
    assert told.reason == "the folder holds no file named *.json, *.jsonl, *.ndjson, also with .gz or .zst behind"
