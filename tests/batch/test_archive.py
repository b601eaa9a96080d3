"""An archive judged into a file: complete or not there, continued where it was interrupted, counted once."""

import gzip
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Invoice, Policy, RuleTable, rule, validate
from parzo_validate.batch import outcome, partial_output, stream, validate_stream
from parzo_validate.batch.archive import Done, judge_archive, lines_of
from parzo_validate.batch.opening import zstandard_module
from parzo_validate.batch.papers import Papers
from parzo_validate.batch.partial_output import PartialOutput, UnusableOutput, fingerprint_of
from parzo_validate.batch.sources import pieces
from parzo_validate.batch.spreading import ordered_map
from parzo_validate.batch.stream import FEW
from parzo_validate.batch.summary import Summary
from parzo_validate.extended import EXTENDED_RULES
from parzo_validate.invoice.documented import read_documented_json
from tests.benchmarks.archive import archive
from tests.helpers.builders import SAMPLE_JOB
from tests.helpers.platforms import POSIX
from tests.helpers.spoilt_lines import spoilt_line

RULESET = "0.1.0+aa.bb"


@pytest.fixture
def given(tmp_path: Path) -> list[Path]:
    """Return inputs: a thousand documents of many kinds, bad lines among them, and a job."""
    path = tmp_path / "archive.jsonl"
    lines = [*archive(1000), b"{broken\n", b"\n", b'{"status": "pending"}\n', b'{"financials": {"total": "x"}}']
    path.write_bytes(b"".join(lines))
    return [path, SAMPLE_JOB, tmp_path / "vanished.json"]


NO_LINES = (
    b'{"a": 1}\n',
    b'{"source": 1}\n',
    b'{"source": "a", "line": 1, "verdict": "clean"}\n',
    b'{"source": "a", "verdict": "clean", "flags": [], "unreadable": [], "not_evaluated": [], "crashed": [], '
    b'"ruleset": ""}\n',
    b'{"source": "a", "line": 1, "verdict": ["clean"], "flags": [], "unreadable": [], "not_evaluated": [], '
    b'"crashed": [], "ruleset": ""}\n',
    b'{"source": "a", "line": 1, "verdict": "clean", "flags": [{"code": "A", "severity": "x"}]}\n',
    b"[" * 100_000 + b"\n",
)
"""What a disk may hold in the place of lines, after a loss of power or an editor."""


def opened(output: Path, *, resume: bool = False, ruleset: str = RULESET, inputs: str = "cc") -> PartialOutput:
    return PartialOutput(output, ruleset=ruleset, inputs=inputs, resume=resume)


def run(
    inputs: list[Path], output: Path, *, resume: bool = False, workers: int = 1, stop_after: int | None = None
) -> Summary:
    """Judge, or stop as if interrupted, when so many documents are written."""
    summary = Summary()
    with opened(output, resume=resume) as partial:
        for done in judge_archive(
            inputs, partial, table=DEFAULT_TABLE, policy=Policy(), workers=workers, summary=summary
        ):
            if stop_after is not None and done.lines >= stop_after:
                break
    return summary


def the_part(folder: Path) -> Path:
    [path] = folder.glob("*.part")
    return path


def test_the_file_holds_what_the_stream_says_for_any_number_of_workers(given: list[Path], tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    summaries = [run(given, one), run(given, two, workers=2)]
    with opened(tmp_path / "uncounted.jsonl") as partial:
        list(judge_archive(given, partial, table=DEFAULT_TABLE, policy=Policy(), workers=1))
    assert (tmp_path / "uncounted.jsonl").read_bytes() == one.read_bytes()
    assert one.read_bytes() == two.read_bytes()
    assert one.read_text(encoding="utf-8") == "".join(outcome.to_json() + "\n" for outcome in validate_stream(given))
    assert summaries[0] == summaries[1]
    assert not list(tmp_path.glob("*.part"))


def written(inputs: list[Path], output: Path, **options: Any) -> tuple[bytes, Summary]:
    """Return the lines of a run, and what they come to."""
    summary = Summary()
    with opened(output) as partial:
        judged: dict[str, Any] = {"table": DEFAULT_TABLE, "policy": Policy(), "workers": 1, **options}
        list(judge_archive(inputs, partial, summary=summary, **judged))
    return output.read_bytes(), summary


RULESETS: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "two workers": {"workers": 2},
    "another policy": {"policy": Policy(tolerance=0, extra_vat_rates=["7.3"], accepted_causes=["net_of_withholding"])},
    "other severities": {"table": DEFAULT_TABLE.with_severity({"ARITHMETIC_MISMATCH": "warning"})},
    "two rules": {"table": DEFAULT_TABLE.only("DATE_INCOHERENCE", "INVALID_TOTAL")},
    "no rules": {"table": RuleTable()},
    "the extended table": {"table": DEFAULT_TABLE.with_rules(*EXTENDED_RULES)},
}


def leave_out_the_extra(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stream, "FAST", False)
    patch.setattr(outcome, "reader_of_json", lambda for_own_rules: read_documented_json)


@pytest.mark.parametrize("options", RULESETS.values(), ids=RULESETS)
def test_with_the_extra_or_without_the_lines_are_the_same(
    options: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In files of every kind, and however the lines are spoilt."""
    spoilt = [spoilt_line(random.Random(seed)) for seed in range(2 * FEW)]  # noqa: S311
    lines = b"\n".join([*spoilt, b"", b" ", *archive(2 * FEW)])
    packed = {"": lines, ".gz": gzip.compress(lines), ".zst": zstandard_module().compress(lines)}
    inputs = [tmp_path / f"archive.jsonl{suffix}" for suffix in packed]
    for path, content in zip(inputs, packed.values(), strict=True):
        path.write_bytes(content)
    folder = tmp_path / "one_by_one"
    folder.mkdir()
    for number, line in enumerate(spoilt):
        (folder / f"{number}.json").write_bytes(line)
    together = written([*inputs, folder], tmp_path / "together.out", **options)
    leave_out_the_extra(monkeypatch)
    assert written([*inputs, folder], tmp_path / "alone.out", **options) == together


def test_with_the_extra_a_run_goes_on_that_began_without(
    given: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, output = tmp_path / "quiet.jsonl", tmp_path / "flags.jsonl"
    counted = run(given, quiet)
    with monkeypatch.context() as patch:
        leave_out_the_extra(patch)
        run(given, output, stop_after=0)
        the_part(tmp_path).write_bytes(quiet.read_bytes()[:54_321])
    assert run(given, output, resume=True) == counted
    assert output.read_bytes() == quiet.read_bytes()


def test_an_interrupted_run_is_continued_from_any_byte(given: list[Path], tmp_path: Path) -> None:
    """Also where the last line was torn, and where the disk lost what was written last."""
    quiet, output = tmp_path / "quiet.jsonl", tmp_path / "flags.jsonl"
    counted = run(given, quiet)
    whole = quiet.read_bytes()
    moments = random.Random(1)  # noqa: S311
    cuts = [0, 1, len(whole) - 1, len(whole), *(moments.randrange(len(whole)) for _ in range(6))]
    for cut, junk in [
        *((cut, b"") for cut in cuts),
        (5000, b"\0" * 700 + b"\n"),
        (0, b"[1]\n"),
        *((0, junk) for junk in NO_LINES),
    ]:
        run(given, output, stop_after=0)
        the_part(tmp_path).write_bytes(whole[:cut] + junk)
        assert run(given, output, resume=True, workers=1 + cut % 2) == counted
        assert output.read_bytes() == whole
        assert not list(tmp_path.glob("*.part"))


def test_what_was_written_is_complete_to_a_line_when_a_run_is_interrupted(given: list[Path], tmp_path: Path) -> None:
    run(given, tmp_path / "flags.jsonl", stop_after=700)
    lines = the_part(tmp_path).read_bytes().splitlines(keepends=True)
    assert len(lines) >= 700
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
    assert not (tmp_path / "flags.jsonl").exists()


def test_to_resume_nothing_is_to_start(given: list[Path], tmp_path: Path) -> None:
    run(given, tmp_path / "flags.jsonl", resume=True)
    before = (tmp_path / "flags.jsonl").read_bytes()
    run(given, tmp_path / "flags.jsonl", stop_after=100)
    with opened(tmp_path / "flags.jsonl", resume=True) as partial:
        list(judge_archive(given, partial, table=DEFAULT_TABLE, policy=Policy(), workers=1))
    assert (tmp_path / "flags.jsonl").read_bytes() == before


def test_an_interrupted_run_is_in_the_way_of_another(given: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "flags.jsonl"
    run(given, output, stop_after=0)
    part = the_part(tmp_path)
    assert part.name == f"flags.jsonl.{RULESET}.cc.part"
    other_inputs = "the inputs are not those of the interrupted run, or they have changed;"
    for message, options in (
        ("an earlier run was interrupted; continue it with --resume, or", {}),
        *(
            (f"the interrupted run judged by ruleset {RULESET}, this is {other};", {"resume": True, "ruleset": other})
            for other in ("0.1.0+aa.aa", "0.1.0+aa.ff")
        ),
        *((other_inputs, {"resume": True, "inputs": other}) for other in ("bb", "dd")),
    ):
        with pytest.raises(UnusableOutput) as refused:
            opened(output, **options)  # type: ignore[arg-type]
        assert str(refused.value) == f"{message} delete {part} to start over"
    assert part.exists()


def test_a_part_that_speaks_of_other_documents_is_refused_and_kept(given: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "flags.jsonl"
    run(given, output)
    whole = output.read_bytes()
    run(given, output, stop_after=0)
    part, lines = the_part(tmp_path), whole.count(b"\n")
    for content, message in {
        whole.replace(
            b'archive.jsonl", "line": 7', b'archive.jsonl", "line": 8', 1
        ): f"line 7 of {part} is for {given[0]}:8, but the input there is {given[0]}:7",
        whole + whole[: whole.index(b"\n") + 1]: (
            f"line {lines + 1} of {part} is for {given[0]}:1, but the inputs end before it"
        ),
    }.items():
        part.write_bytes(content)
        with pytest.raises(UnusableOutput) as refused:
            run(given, output, resume=True)
        assert str(refused.value) == f"{message}; delete it to start over"
        assert the_part(tmp_path).read_bytes() == content


@POSIX
def test_an_output_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, message in {
        "folder": "{} is a folder; name the file to write",
        "pipe": "{} is a device or a pipe; name the file to write",
        "none/x": f"cannot write {{}}.{RULESET}.cc.part: No such file or directory",
    }.items():
        with pytest.raises(UnusableOutput) as refused:
            opened(tmp_path / name)
        assert str(refused.value) == message.format(tmp_path / name)


@POSIX
def test_a_second_run_does_not_write_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock of POSIX belongs to the process, so the test takes the place of the other one."""

    def locked(*_: object) -> None:
        raise BlockingIOError

    output = tmp_path / "flags.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr("fcntl.lockf", locked)
        with pytest.raises(UnusableOutput) as refused:
            opened(output)
    part = the_part(tmp_path)
    assert str(refused.value) == f"another run is still writing {part}; wait for it, or stop it"
    monkeypatch.setattr("fcntl.lockf", locked)
    for resume in (False, True):
        with pytest.raises(UnusableOutput) as refused:
            opened(output, resume=resume, ruleset="0.1.0+aa.ff")
        assert str(refused.value) == f"another run is still writing {part}; wait for it, or stop it"
    monkeypatch.undo()
    with pytest.raises(UnusableOutput) as refused:
        opened(output)
    assert (
        str(refused.value)
        == f"an earlier run was interrupted; continue it with --resume, or delete {part} to start over"
    )


@POSIX
def test_another_process_is_refused_while_this_one_writes(tmp_path: Path) -> None:
    output = tmp_path / "flags.jsonl"
    with opened(output) as partial, pytest.raises(UnusableOutput) as refused:
        list(ordered_map(opened, [output], workers=2))
    assert str(refused.value) == f"another run is still writing {partial.path}; wait for it, or stop it"


@POSIX
@pytest.mark.parametrize("moment", ["write", "finish"])
@pytest.mark.parametrize("meddle", [Path.unlink, lambda part: part.replace(part.with_name("other"))])
def test_a_part_that_is_deleted_or_moved_under_a_run_ends_it_plainly(
    tmp_path: Path, moment: str, meddle: Callable[[Path], object]
) -> None:
    with opened(tmp_path / "flags.jsonl") as output:
        list(output.lines())
        output.write(b'{"source": "a"}\n')
        meddle(output.path)
        output.path.write_text("of another run", encoding="utf-8")
        with pytest.raises(UnusableOutput) as refused:
            output.finish() if moment == "finish" else output.write(b"{}\n")
    assert str(refused.value) == f"{output.path} was deleted or moved while this run wrote it; run it again"
    assert output.path.read_text(encoding="utf-8") == "of another run"
    output.path.unlink()
    assert not (tmp_path / "flags.jsonl").exists()


def test_a_part_that_is_gone_ends_the_run_plainly(tmp_path: Path) -> None:
    with opened(tmp_path / "flags.jsonl") as output:
        list(output.lines())
        output.path.unlink()
        with pytest.raises(UnusableOutput) as refused:
            output.finish()
    assert str(refused.value) == f"{output.path} was deleted or moved while this run wrote it; run it again"


def test_a_part_that_another_run_finishes_meanwhile_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: iter([tmp_path / "flags.jsonl.0.1.0+aa.bb.cc.part"]))
    with opened(tmp_path / "flags.jsonl", resume=True) as output:
        assert list(output.lines()) == []


def test_an_output_that_cannot_get_its_name_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path / "flags.jsonl") as output:
        list(output.lines())
        output.write(b'{"source": "a"}\n')
        (tmp_path / "flags.jsonl").mkdir()
        with pytest.raises(UnusableOutput) as refused:
            output.finish()
    assert str(refused.value) == f"cannot write {output.path}: Is a directory; continue with --resume"
    assert output.path.read_bytes() == b'{"source": "a"}\n'


def test_without_locks_a_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with opened(tmp_path / "flags.jsonl") as output:
        list(output.lines())


@rule(code="ACME_HERE", severity="error", summary="a", messages={"en": "here", "it": "qui"})
def of_somebody_else(invoice: Invoice, policy: Policy) -> None:
    """Say nothing."""


@pytest.mark.parametrize(
    ("options", "joins"),
    [
        ({}, True),
        ({"table": DEFAULT_TABLE.with_rules(*EXTENDED_RULES)}, True),
        ({"table": DEFAULT_TABLE.with_rules(of_somebody_else)}, False),
        ({"papers": Papers(field="text")}, False),
    ],
    ids=["default", "extended", "a-rule-of-somebody-else", "papers"],
)
def test_this_process_judges_too_where_nothing_could_crash_it(
    options: Mapping[str, Any], joins: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def recording(work: Any, tasks: Any, *_: object, joining: bool) -> Iterator[Any]:
        asked.append(joining)
        return map(work, tasks)

    monkeypatch.setattr("parzo_validate.batch.archive.ordered_map", recording)
    written([SAMPLE_JOB], tmp_path / "flags.jsonl", workers=2, **options)
    assert asked == [joins]


def test_a_full_disk_keeps_what_is_written(tmp_path: Path) -> None:
    """The system is told to let no file grow beyond 20 bytes."""
    resource = pytest.importorskip("resource", reason="this platform is not POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(tmp_path / "flags.jsonl") as output:
        assert list(output.lines()) == []
        output.write(b'{"source": "a"}\n')
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
        try:
            with pytest.raises(UnusableOutput) as refused:
                output.write(b'{"source": "b"}\n')
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(refused.value) == f"cannot write {output.path}: File too large; continue with --resume"
    assert the_part(tmp_path).read_bytes() == b'{"source": "a"}\n'


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system cannot be told to begin to write")
def test_the_disk_begins_to_write_before_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(partial_output, "_SOON", 10)
    monkeypatch.setattr(os, "posix_fadvise", lambda file, *_: told.append(os.fstat(file).st_size))
    with opened(tmp_path / "flags.jsonl") as output:
        for _ in range(6):
            output.write(b"1234\n")
    assert told == [10, 20, 30]


@pytest.mark.parametrize("refusal", [AttributeError, OSError], ids=["the-system-cannot", "the-disk-will-not"])
def test_a_disk_that_cannot_be_told_to_begin_writes_at_the_end(
    refusal: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(partial_output, "_SOON", 1)
    monkeypatch.setattr(os, "posix_fadvise", refuse, raising=False)
    with opened(tmp_path / "flags.jsonl") as output:
        output.write(b"1234\n")
        output.finish()
    assert (tmp_path / "flags.jsonl").read_bytes() == b"1234\n"


def test_a_chunk_becomes_lines_and_counts() -> None:
    """In this process, where coverage sees what workers do."""
    chunk = list(pieces([b"{}", b'{"financials": {"total": 0}}', b"{", SAMPLE_JOB, *archive(20)]))
    counted = lines_of(chunk, DEFAULT_TABLE, Policy(), counted=True)
    plain = lines_of(chunk, DEFAULT_TABLE, Policy(), counted=False)
    assert (counted.done, plain.done, plain.summary) == (Done(24), Done(24), None)
    assert counted.lines == plain.lines
    assert json.loads(plain.lines.splitlines()[1])["verdict"] == validate({"financials": {"total": 0}}).verdict
    assert counted.summary
    assert counted.summary.verdicts.total() == 24


def test_what_could_not_be_read_is_counted_and_again_when_a_run_is_continued(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"{}\n[]\n{}\n")[:-4])
    inputs = [tmp_path / "a.jsonl.gz", tmp_path / "vanished.json"]
    output = tmp_path / "flags.jsonl"
    judged = {"table": DEFAULT_TABLE, "policy": Policy(), "workers": 1}
    for stop_after in (None, 0, 4, 5):
        if stop_after is not None:
            run(inputs, output, stop_after=0)
            lines = output.read_bytes().splitlines(keepends=True)
            the_part(tmp_path).write_bytes(b"".join(lines[:stop_after]))
        summary = Summary()
        with opened(output, resume=True) as partial:
            *_, done = judge_archive(inputs, partial, summary=summary, **judged)  # type: ignore[arg-type]
        assert (done, done.documents) == (Done(lines=5, unread=2), 3)
        assert [summary.verdicts[verdict] for verdict in ("incomplete", "unusable", "unread")] == [2, 1, 2]


def test_a_name_that_no_text_can_hold_is_written_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "rechnung-\udcfc\u202e\x1b\n.json"
    path.write_text("{}", encoding="utf-8")
    run([path], tmp_path / "flags.jsonl")
    whole = (tmp_path / "flags.jsonl").read_bytes()
    assert whole.decode().removesuffix("\n").isprintable()
    assert json.loads(whole)["source"] == str(path)
    run([path], tmp_path / "flags.jsonl", stop_after=0)
    the_part(tmp_path).write_bytes(whole)
    run([path], tmp_path / "flags.jsonl", resume=True)
    assert (tmp_path / "flags.jsonl").read_bytes() == whole


def test_inputs_are_told_apart_by_name_size_and_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text("{}", encoding="utf-8")
    two.write_text("{}", encoding="utf-8")
    seen = {
        fingerprint_of([one], lines=False),
        fingerprint_of([one], lines=True),
        fingerprint_of([two], lines=False),
        fingerprint_of([tmp_path], lines=False),
        fingerprint_of([Path("-")], lines=True),
    }
    two.write_text("{ }", encoding="utf-8")
    assert len(seen | {fingerprint_of([tmp_path], lines=False)}) == 6
    assert fingerprint_of([one, two], lines=False) == fingerprint_of([tmp_path], lines=False)
