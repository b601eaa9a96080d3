"""The command batch: what a person types, sees and finds afterwards."""

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parzo_validate.batch import opening
from parzo_validate.batch.workers import WorkerDied
from parzo_validate.cli import batch as cli_batch
from parzo_validate.cli.progress import Meter
from tests.benchmarks.archive import archive
from tests.helpers.builders import SAMPLE_JOB, Command, File, Install, in_its_frame
from tests.helpers.platforms import POSIX
from tests.helpers.waiting import eventually

ZERO = '{"financials": {"total": 0}}'
LINES = f'{ZERO}\n{{broken\n\n{{"financials": {{"total": 5}}}}\n'


def answers(name: str | Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def test_each_line_is_what_check_prints(parzo: Command, file: File) -> None:
    inputs = [file("a.jsonl", LINES), file("b.json", "{}"), SAMPLE_JOB]
    assert parzo("batch", *inputs, "-o", "flags.jsonl") == (0, "", "parzo-validate: flags.jsonl: 5 documents\n")
    assert (
        Path("flags.jsonl").read_text(encoding="utf-8")
        == parzo("check", *inputs, "--format", "jsonl", "--no-diagnose")[1]
    )
    assert sorted(os.listdir()) == ["a.jsonl", "b.json", "flags.jsonl"]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["ARITHMETIC_MISMATCH", "INVALID_IT_VAT_RATE"]),
        (["--disable", "INVALID_IT_VAT_RATE"], ["ARITHMETIC_MISMATCH"]),
        (["--tolerance", "200"], ["INVALID_IT_VAT_RATE"]),
        (["--accept-cause", "net_of_withholding", "--extra-vat-rate", "7.3"], []),
    ],
    ids=["none", "disable", "tolerance", "accept"],
)
def test_options_reach_the_rules(parzo: Command, file: File, options: list[str], codes: list[str]) -> None:
    net = {"subtotal": 1000, "tax_rate": 7.3, "tax_amount": 73, "withholding_tax": 200, "total": 873}
    assert parzo("batch", file("a.json", {"financials": net}), "-o", "flags.jsonl", *options)[0] == 0
    [answer] = answers("flags.jsonl")
    assert [flag["code"] for flag in answer["flags"]] == codes  # type: ignore[attr-defined]


def test_standard_input_is_read_line_by_line(parzo: Command, file: File) -> None:
    file("a.jsonl", LINES)
    assert parzo("batch", "-", "-o", "flags.jsonl", "--workers", "1", stdin=LINES.encode())[0] == 0
    assert [(answer["source"], answer["line"]) for answer in answers("flags.jsonl")] == [("-", n) for n in (1, 2, 4)]


def test_a_file_of_any_name_is_read_line_by_line_on_request(parzo: Command, file: File) -> None:
    name = file("a.txt", LINES)
    assert parzo("batch", name, "-o", "flags.jsonl", "--lines")[2] == "parzo-validate: flags.jsonl: 3 documents\n"
    assert parzo("batch", name, "-o", "flags.jsonl")[2] == "parzo-validate: flags.jsonl: 1 document\n"


def test_a_summary_is_printed_and_written(parzo: Command, file: File) -> None:
    name = file("a.jsonl", LINES)
    code, output, _ = parzo(
        *("batch", name, "-o", "flags.jsonl", "--summary", "--lang", "it"),
        *("--summary-file", "summary.html", "--summary-file", "summary.json"),
    )
    assert code == 0
    rows = [line.split() for line in output.splitlines()]
    assert ["INVALID_TOTAL", "errore", "1", "33,3%"] in rows
    assert ["(senza", "nome)", "1"] in rows
    assert output.startswith("Documenti per esito\nin ordine")
    assert "\n\nDocumenti per segnalazione\n" in output
    assert json.loads(Path("summary.json").read_text(encoding="utf-8"))["unusable"] == 1
    assert '<html lang="it">' in Path("summary.html").read_text(encoding="utf-8")


def test_what_could_not_be_read_has_an_exit_code_of_its_own_and_is_counted(parzo: Command, file: File) -> None:
    Path(file("broken.jsonl.gz", "")).write_bytes(gzip.compress(b"{}\n[]\n{}\n")[:-4])
    code, output, errors = parzo(
        *("batch", "broken.jsonl.gz", "-o", "flags.jsonl", "--summary", "--summary-file", "summary.json")
    )
    assert code == 3
    assert errors == (
        "parzo-validate: flags.jsonl: 3 documents; could not be read: 1 (a line for each says what and why)\n"
    )
    assert answers("flags.jsonl")[-1] == {
        "source": "broken.jsonl.gz",
        "line": 4,
        "error": "cannot read the file after line 3: the compressed file ends before its end mark",
        "reason_code": "unread_file",
    }
    told = " a file, or the rest of one: nothing in it was judged "
    assert re.search(f"^not read +{told} +1 +25.0%$", output, re.MULTILINE)
    counted = json.loads(Path("summary.json").read_text(encoding="utf-8"))
    assert [counted[name] for name in ("documents", "incomplete", "unusable", "unread")] == [4, 2, 1, 1]


def test_no_json_is_judged_and_a_skipped_plugin_is_no_success(parzo: Command, file: File, install: Install) -> None:
    assert parzo("batch", file("a.jsonl", "{\n[]\n"), "-o", "flags.jsonl")[0] == 0
    install("import nowhere_at_all")
    assert parzo("batch", "a.jsonl", "-o", "flags.jsonl", "--plugins")[0] == 2
    Path(file("broken.jsonl.gz", "")).write_bytes(b"")
    assert parzo("batch", "broken.jsonl.gz", "-o", "flags.jsonl", "--plugins")[0] == 3


def test_the_help_says_which_code_means_what(parzo: Command) -> None:
    assert "3 a file or the rest of one could not be read and all else" in " ".join(parzo("batch", "--help")[1].split())


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (["-o", "x.json", "--summary-file", "x.json"], "x.json"),
        (["-o", "x", "--summary-file", "b.html", "--summary-file", "./b.html"], "b.html"),
        (["-o", "x.json", "--summary-file", "soft.json"], "soft.json"),
        (["-o", "old.json", "--summary-file", "hard.json"], "hard.json"),
        (["-o", "soft.json", "--summary-file", "x.json"], "x.json"),
        (["-o", "x", "--summary-file", "input.json"], "a.json"),
    ],
    ids=["same", "two-summaries", "link", "hard-link", "linked-output", "hard-link-to-an-input"],
)
def test_what_would_be_written_twice_is_refused(parzo: Command, file: File, arguments: list[str], refused: str) -> None:
    os.link(file("old.json", "kept"), "hard.json")
    os.link(file("a.json", "{}"), "input.json")
    Path("soft.json").symlink_to("x.json")
    code, output, errors = parzo("batch", "a.json", *arguments)
    reason = "is both input and output" if refused == "a.json" else "would be written twice"
    said = f"Invalid value: {refused} {reason}; write somewhere else"
    assert (code, output, in_its_frame(errors)) == (2, "", said)
    assert (Path("old.json").read_text(encoding="utf-8"), Path("a.json").read_text(encoding="utf-8")) == ("kept", "{}")


def test_a_missing_package_is_named_before_anything_runs(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_ZSTD_MODULES", ())
    code, output, errors = parzo("batch", file("a.json.zst", ""), "-o", "flags.jsonl")
    assert (code, output, in_its_frame(errors)) == (
        *(2, ""),
        "Invalid value for INPUT: a.json.zst: reading .zst needs a package; "
        "install it with: pip install backports.zstd",
    )


def test_a_summary_that_cannot_be_written_is_said(parzo: Command, file: File) -> None:
    Path(file("a.json", "{}")).with_name("folder.json").mkdir()
    assert parzo("batch", "a.json", "-o", "flags.jsonl", "--summary-file", "folder.json") == (
        *(2, ""),
        "parzo-validate: flags.jsonl: 1 document\n"
        "parzo-validate: cannot write folder.json: Is a directory; the output itself is complete\n",
    )


def test_an_interrupted_run_says_how_to_go_on_and_does(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = file("a.jsonl", "".join(line.decode() for line in archive(1200)))
    assert parzo("batch", name, "-o", "quiet.jsonl", "--workers", "1")[0] == 0

    def interrupted(self: Meter, documents: int) -> None:
        if documents > 400:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Meter, "tell", interrupted)
        code, _, errors = parzo("batch", name, "-o", "flags.jsonl", "--workers", "1")
    assert code == 130
    [part] = Path().glob("flags.jsonl.*.part")
    written = len(part.read_text(encoding="utf-8").splitlines())
    said = f"interrupted; {written:,} documents written; continue with --resume"
    assert errors == f"parzo-validate: {said}\n"
    code, _, errors = parzo("batch", name, "-o", "flags.jsonl")
    said = f"an earlier run was interrupted; continue it with --resume, or delete {part} to start over"
    assert (code, errors) == (2, f"parzo-validate: {said}\n")
    assert parzo("batch", name, "-o", "flags.jsonl", "--resume")[0] == 0
    assert Path("flags.jsonl").read_bytes() == Path("quiet.jsonl").read_bytes()


def test_a_killed_worker_is_said(parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    def died(*_: object, **__: object) -> None:
        raise WorkerDied("a worker process was ended by signal 9 while it judged a.json")

    monkeypatch.setattr(cli_batch, "judge_archive", died)
    code, _, errors = parzo("batch", file("a.json", "{}"), "-o", "flags.jsonl")
    assert (code, errors) == (2, "parzo-validate: a worker process was ended by signal 9 while it judged a.json\n")


@pytest.fixture
def as_in_a_terminal() -> Iterator[None]:
    """Let children hear Ctrl-C, which a shell keeps from what it runs in the background, this test perhaps."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


HELD = """
import sys, threading
from parzo_validate.__main__ import main
from parzo_validate.cli.progress import Meter
Meter.tell = lambda meter, documents: documents < 400 or threading.Event().wait()
main()
"""
"""The command, which goes no further than this many documents, so that a signal always finds it at work."""


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
@pytest.mark.usefixtures("as_in_a_terminal")
def test_a_run_that_was_ended_by_a_signal_is_continued(tmp_path: Path, name: str) -> None:
    """The real thing, in processes of its own, as Ctrl-C reaches all of them."""
    signalled = signal.Signals[name]
    (tmp_path / "a.jsonl").write_bytes(b"".join(archive(3_000)))
    arguments = ["batch", "a.jsonl", "--workers", "2", "-o"]
    command = [sys.executable, "-m", "parzo_validate", *arguments]
    subprocess.run([*command, "quiet.jsonl"], check=True, cwd=tmp_path, capture_output=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HELD, *arguments, "flags.jsonl"],
        cwd=tmp_path,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert eventually(lambda: any(part.stat().st_size for part in tmp_path.glob("flags.jsonl.*.part")))
    if signalled is signal.SIGINT:
        os.killpg(process.pid, signalled)
    else:
        process.send_signal(signalled)
    _, errors = process.communicate()
    assert process.returncode == (130 if signalled is signal.SIGINT else -9)
    assert errors.count("\n") == (1 if signalled is signal.SIGINT else 0)
    done = subprocess.run([*command, "flags.jsonl", "--resume"], check=True, cwd=tmp_path, capture_output=True)
    assert b"3,000 documents" in done.stderr
    assert (tmp_path / "flags.jsonl").read_bytes() == (tmp_path / "quiet.jsonl").read_bytes()


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.usefixtures("as_in_a_terminal")
def test_a_run_that_is_ended_again_and_again_loses_and_doubles_nothing(tmp_path: Path, name: str) -> None:
    """Five times at random moments, the start and the end of a run included."""
    signalled = signal.Signals[name]
    (tmp_path / "a.jsonl").write_bytes(b"".join(archive(6_000)))
    command = [sys.executable, "-m", "parzo_validate", "batch", "a.jsonl", "--workers", "2", "-o"]
    subprocess.run([*command, "quiet.jsonl"], check=True, cwd=tmp_path, capture_output=True)
    moments = random.Random(signalled)  # noqa: S311
    for _ in range(5):
        process = subprocess.Popen(
            [*command, "flags.jsonl", "--resume"], cwd=tmp_path, start_new_session=True, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0, 1))
        if signalled is signal.SIGINT and process.poll() is None:
            os.killpg(process.pid, signalled)
        else:
            process.send_signal(signalled)
        process.wait()
        assert process.returncode in {0, 130, -signalled, 1}, "1 is of Python, which was still starting"
    subprocess.run([*command, "flags.jsonl", "--resume"], check=True, cwd=tmp_path, capture_output=True)
    assert (tmp_path / "flags.jsonl").read_bytes() == (tmp_path / "quiet.jsonl").read_bytes()
    assert not list(tmp_path.glob("*.part"))


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the second."""
        return self.now


def test_a_log_gets_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with Meter(4000, clock) as meter:
        meter.on_read(400)
        meter.tell(100)
        for second in range(1, 130):
            clock.now = 1000.0 + second
            meter.on_read(10)
            meter.tell(100 + 20 * second)
    assert capsys.readouterr().err.splitlines() == [
        "1,300 documents, 20/s, 25%, 5 min left",
        "2,500 documents, 20/s, 40%, 4 min left",
    ]


@pytest.mark.parametrize("size", [0, 1000], ids=["of-no-size", "before-anything-was-read"])
def test_no_time_is_promised_where_none_can_be_told(capsys: pytest.CaptureFixture[str], size: int) -> None:
    clock = Clock()
    with Meter(size, clock) as meter:
        meter.tell(0)
        clock.now += 60
        meter.tell(600)
    assert capsys.readouterr().err == "600 documents, 10/s\n"


def test_half_a_minute_and_a_bit_is_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    """Two thirds were read in 61 seconds, so that 30.5 are left."""
    clock = Clock()
    with Meter(1500, clock) as meter:
        meter.tell(0)
        clock.now += 61
        meter.on_read(1000)
        meter.tell(610)
    assert capsys.readouterr().err == "610 documents, 10/s, 67%, 1 min left\n"


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    clock = Clock()
    with Meter(1000, clock) as meter:
        meter.tell(0)
        clock.now += 2
        meter.on_read(500)
        meter.tell(2000)
        meter.progress.refresh()
    shown = capsys.readouterr().err
    assert "50%" in shown
    assert "2,000 documents, 1,000/s" in shown


def test_all_cores_work_where_they_can_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    core_count: Callable[[], int] = cli_batch._cores
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert core_count() == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert core_count() == 1
