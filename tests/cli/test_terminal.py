"""What reaches the terminal: names and texts that cannot act on it, outputs that cannot show, take or finish them."""

import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parzo_validate import starting
from parzo_validate.cli import app as cli
from parzo_validate.cli import check
from parzo_validate.cli.terminal import prepare_streams
from tests.helpers.builders import Command, File, Install, in_its_frame
from tests.helpers.platforms import POSIX

FORGED = "a\n::error::x\x1b[31m\u202e\udcfc.json"
SHOWN = r"a\n::error::x\x1b[31m\u202e\udcfc.json"
DOCUMENT = '{"vendor": {"name": "Škoda €"}, "financials": {"total": "€ ☃ 😀"}}'


@pytest.fixture
def forged(file: File) -> str:
    """Write a document under a name that no terminal should be shown."""
    return file(FORGED, '{"financials": {"total": 0}}')


def test_a_file_name_is_shown_like_foreign_text(parzo: Command, forged: str) -> None:
    _, output, errors = parzo("check", forged)
    assert (output.splitlines()[0], errors) == (f"{SHOWN}: review", "")
    _, output, _ = parzo("check", forged, "--format", "github")
    assert output.startswith(rf"::error file={SHOWN.replace(':', '%3A')},title=INVALID_TOTAL::/financials/total: ")
    assert all(line.isprintable() and line.startswith("::") for line in output.splitlines())


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_says_the_name_exactly_and_shows_none_of_it(parzo: Command, forged: str, form: str) -> None:
    _, output, _ = parzo("check", forged, "--format", form)
    assert json.loads(output)["source"] == FORGED
    assert all(line.isprintable() for line in output.splitlines())
    assert r"a\n::error::x\u001b[31m\u202e\udcfc.json" in output


def test_a_clean_document_under_such_a_name_is_no_exception(parzo: Command, file: File) -> None:
    clean = {
        "vendor": {"vat_number": "IT12345678903"},
        "invoice": {"date": "2026-04-01", "due_date": "2026-05-01"},
        "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220},
    }
    assert parzo("batch", file(FORGED, clean), "-o", "flags.jsonl")[0] == 0
    line = Path("flags.jsonl").read_text(encoding="utf-8")
    assert line.removesuffix("\n").isprintable()
    assert json.loads(line)["verdict"] == "clean"


def test_messages_show_names_and_keys_and_plugins_on_one_line(
    parzo: Command, file: File, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    name, line = file(FORGED, "{}"), SHOWN
    assert parzo("batch", name, "-o", f"{FORGED}.out")[2] == f"parzo-validate: {line}.out: 1 document\n"
    missing = in_its_frame(parzo("batch", f"{name}x", "-o", "x")[2])
    assert missing == f"Invalid value for INPUT: there is no {line}x"
    config = file("a.toml", '"\\u001b[31m\\nforged" = 1\n')
    _, _, errors = parzo("rules", "--config", config)
    assert errors.startswith(r"parzo-validate: a.toml:1: \x1b[31m\nforged: unknown key; known: ")
    assert errors.count("\n") == 1
    install("raise RuntimeError('\\x1b[31m\\nforged')")
    parzo("rules", "--plugins")
    assert caplog.messages[0].endswith(r"it cannot be loaded: RuntimeError: \x1b[31m\nforged")


def test_a_page_names_the_example_as_it_can(parzo: Command, forged: str) -> None:
    assert parzo("batch", forged, "-o", "x", "--summary-file", "s.html", "--summary-file", "s.json")[0] == 0
    assert r"\udcfc.json" in Path("s.html").read_text(encoding="utf-8")
    assert json.loads(Path("s.json").read_text(encoding="utf-8"))["documents"] == 1


def output_of(encoding: str, monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    return written


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github"])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_what_an_output_cannot_show_is_escaped_and_no_document_is_lost(
    parzo: Command, file: File, form: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = file("ć\x81😀.jsonl", f"{DOCUMENT}\n[]\n{DOCUMENT}\n")
    written = output_of(encoding, monkeypatch)
    code, _, errors = parzo("check", name, "--format", form, "--lang", "it")
    assert (code, errors) == (2, "")
    text = written.getvalue().decode(encoding)
    if form == "json":
        answers = json.loads(text)
    elif form == "jsonl":
        answers = [json.loads(line) for line in text.splitlines()]
    else:
        assert [f":{line}: " in text or f",line={line}," in text for line in (1, 2, 3)] == [True] * 3
        return
    assert [(answer["source"], answer["line"]) for answer in answers] == [(name, 1), (name, 2), (name, 3)]
    assert answers[0]["unreadable"] == answers[2]["unreadable"]
    assert answers[0]["unreadable"][0]["reason"] == 'atteso un numero, trovato "€ ☃ 😀"'


def test_only_what_cannot_be_written_is_escaped() -> None:
    prepare_streams()
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", "parzo_validate.escaping")


class Failing(io.RawIOBase):
    """An output that fails as the system lets it fail."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: object) -> int:
        """Fail."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(28, "No space left on device"), 2, "cannot write standard output: No space left on device"),
        (OSError(5, "Input/output error", "disk"), 2, "cannot write disk: Input/output error"),
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
    ],
    ids=["full", "named", "closed"],
)
@pytest.mark.parametrize(
    "arguments",
    [
        *(["check", "many.jsonl", "--format", form] for form in ("text", "json", "jsonl", "github")),
        ["check", "one.json"],
        ["batch", "one.json", "-o", "flags.jsonl", "--summary"],
        ["rules"],
        ["rules", "--fingerprint"],
        ["explain", "INVALID_TOTAL"],
        ["schema", "invoice"],
        ["--version"],
    ],
    ids=lambda arguments: " ".join(arguments[:4:3] if arguments[0] == "check" else arguments[:2]),
)
def test_an_output_that_cannot_be_written_is_one_plain_line(
    parzo: Command,
    file: File,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    error: OSError,
    code: int,
    said: str,
) -> None:
    file("one.json", "{}")
    file("many.jsonl", "{}\n" * 500)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Failing(error)), encoding="utf-8"))
    ended, _, errors = parzo(*arguments)
    told = [line for line in errors.splitlines() if "flags.jsonl" not in line]
    assert (ended, told) == (code, [f"parzo-validate: {said}"] if said else [])


def test_closed_streams_are_said_or_silent(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `>&-`, `2>&-` and `<&-` leave them."""
    name = file("a.json", "{}")
    errors = sys.stderr
    monkeypatch.setattr(sys, "stdout", None)
    assert parzo("check", name)[::2] == (2, "parzo-validate: cannot write standard output: Bad file descriptor\n")
    monkeypatch.setattr(sys, "stdout", None)
    assert parzo("batch", name, "-o", "flags.jsonl")[::2] == (0, "parzo-validate: flags.jsonl: 1 document\n")
    monkeypatch.setattr(sys, "stderr", None)
    prepare_streams()
    print("nobody hears it", file=sys.stderr)
    monkeypatch.setattr(sys, "stderr", errors)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MemoryError(), 2, "parzo-validate: there is not enough memory\n"),
        (KeyboardInterrupt(), 130, ""),
        (
            ZeroDivisionError("\x1b\n"),
            2,
            "parzo-validate: internal error, please report it: ZeroDivisionError: \\x1b\\n\n",
        ),
    ],
    ids=["memory", "ctrl-c", "bug"],
)
def test_whatever_ends_a_command_is_one_line(
    parzo: Command,
    monkeypatch: pytest.MonkeyPatch,
    internal_errors: list[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def ending(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(check, "pieces", ending)
    assert parzo("check", "a.json") == (code, "", said)
    monkeypatch.setattr(cli, "app", ending)
    assert parzo("check", "a.json") == (code, "", said)
    assert len(internal_errors) == 2 * ("internal" in said), "or no test would hear of any"
    internal_errors.clear()


@POSIX
def test_what_is_no_file_in_a_folder_is_a_line_and_no_wait(parzo: Command, file: File) -> None:
    file("ok.json", "{}")
    os.mkfifo("pipe.json")
    Path("device.jsonl").symlink_to("/dev/zero")
    Path("nowhere.json").symlink_to("none.json")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.json")
        code, output, _ = parzo("check", ".", "--format", "jsonl")
    assert code == 2
    told = {answer["source"]: answer.get("error") for answer in map(json.loads, output.splitlines())}
    assert told == {
        "device.jsonl": "cannot read the file: it is a device; name it to read it",
        "nowhere.json": "cannot read the file: No such file or directory",
        "ok.json": None,
        "pipe.json": "cannot read the file: it is a pipe; name it to read it",
        "socket.json": "cannot read the file: it is a socket; name it to read it",
    }
    assert parzo("batch", ".", "-o", "../flags.jsonl")[0] == 3


@POSIX
def test_a_pipe_that_is_named_is_read(parzo: Command) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"{}")
    os.close(writing)
    assert parzo("check", f"/dev/fd/{reading}")[:2] == (0, f"/dev/fd/{reading}: incomplete\n" + NOT_CHECKED)
    os.close(reading)


NOT_CHECKED = """\
  not checked         ARITHMETIC_MISMATCH  subtotal, tax_amount and total are missing
  not checked         INVALID_TOTAL  total is missing
  not checked         INVALID_IT_VAT_RATE  no VAT rate is stated
  not checked         INVALID_PIVA_CHECKSUM  vat_number is missing
"""


@pytest.mark.parametrize(
    ("name", "reason", "code_as_output"),
    [
        ("x" * 300, "File name too long", 2),
        ("a.json/b.json", "Not a directory", 2),
        ("loop.json", "Too many levels of symbolic links", 0),
    ],
    ids=["long", "below-a-file", "loop"],
)
def test_a_name_that_the_system_refuses_is_said(
    parzo: Command, file: File, name: str, reason: str, code_as_output: int
) -> None:
    file("a.json", "{}")
    Path("loop.json").symlink_to("loop.json")
    assert parzo("check", name) == (2, f"{name}: unusable: cannot read the file: {reason}\n", "")
    assert parzo("batch", name, "-o", "flags.jsonl")[0] == 2
    assert parzo("batch", "a.json", "-o", name)[0] == code_as_output


@pytest.fixture
def restored() -> Iterator[None]:
    """Keep Ctrl-C as it was, and what garbage is looked for in."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("restored")
def test_ctrl_c_during_the_start_ends_the_command_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    starting.begin()
    signal.raise_signal(signal.SIGINT)
    assert ended == [130]
    starting.begun()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as `nohup` does, or a shell for what runs in the background
    starting.begin()
    starting.begun()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, signal.default_int_handler)
    starting.start("parzo-validate", [])
    assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    starting.begun()
    starting.start("pytest", [])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("restored")
def test_the_start_of_the_command_and_of_nothing_else_looks_for_no_garbage() -> None:
    starting.start("pytest", [])
    assert gc.isenabled()
    starting.start("parzo-validate", [])
    assert not gc.isenabled()
    starting.begun()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_program_that_calls_the_command_collects_its_garbage_as_before(parzo: Command) -> None:
    before = gc.isenabled(), gc.get_freeze_count()
    assert parzo("rules")[0] == 0
    assert (gc.isenabled(), gc.get_freeze_count()) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["check", "many.jsonl"], ["check", "many.jsonl", "--format", "json"], ["--help"]]
)
def test_a_real_full_disk_and_a_real_closed_pipe_end_quietly(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "many.jsonl").write_text("{}\n" * 5000, encoding="utf-8")
    command = [sys.executable, "-m", "parzo_validate", *arguments]
    if not Path("/dev/full").exists():
        pytest.skip("this platform has no disk that is always full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=tmp_path)
    said = "parzo-validate: cannot write standard output: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, said)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, cwd=tmp_path)
    os.close(writing)
    # Typer prints the help by Rich, newer versions of which have a code of their own for this.
    assert (done.returncode in ({1, 141} if arguments == ["--help"] else {141}), done.stderr) == (True, "")


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("how", ["command", "module"])
def test_ctrl_c_at_any_moment_leaves_no_traceback(tmp_path: Path, how: str) -> None:
    """From the moment at which Python runs code of ours, which it tells; what it does before is its own."""
    (tmp_path / "a.jsonl").write_text(f"{DOCUMENT}\n" * 200_000, encoding="utf-8")
    program = {"command": [str(Path(sys.executable).with_name("parzo-validate"))], "module": ["-m", "parzo_validate"]}
    for moment in range(5):
        with subprocess.Popen(
            [sys.executable, "-X", "importtime", *program[how], "check", "a.jsonl", "--format", "jsonl"],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ) as process:
            assert process.stderr
            next(line for line in process.stderr if "parzo_validate.starting" in line)
            time.sleep(moment * 0.2)
            process.send_signal(signal.SIGINT)
            errors = [line for line in process.stderr if not line.startswith("import time:")]
        assert (process.returncode, errors) == (130, [])
