"""What the README says is executed: commands, printed answers, snippets, lists."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from parzo_validate import DEFAULT_TABLE
from parzo_validate.policy import CAUSES
from parzo_validate.testing import load_vectors, strategies
from parzo_validate.testing.defects import DEFECTS
from tests.builders import ROOT
from tests.job_server import DONE, KEY, serving

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_two_commands_are_one_line_each_and_make_their_own_environment() -> None:
    run, test = (block.strip() for block in blocks("console"))
    for command in (run, test):
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q ")
    assert test.endswith("'.[dev]' && .venv/bin/python -m pytest")


def test_the_printed_answer_is_what_the_run_command_prints() -> None:
    """The last step of the command as printed, with the scripts of this environment."""
    last_step = blocks("console")[0].strip().split(" && ")[-1]
    program, *arguments = last_step.split()
    command = Path(sys.executable).with_name(Path(program).name)
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == blocks("text")[0]


def test_the_batch_command_judges_an_archive_and_writes_the_page(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "job.json").write_bytes((ROOT / "tests" / "data" / "sample_job.json").read_bytes())
    program, *arguments = blocks("sh")[0].split()
    command = Path(sys.executable).with_name(program)
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stderr == "parzo-validate: flags.jsonl: 1 documents\n"
    assert "INVALID_PIVA_CHECKSUM" in done.stdout
    assert "INVALID_PIVA_CHECKSUM" in (tmp_path / "summary.html").read_text(encoding="utf-8")


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README shows, from which they can be imported."""
    test, rules = blocks("python")
    (tmp_path / "test_acme.py").write_text(test, encoding="utf-8")
    (tmp_path / "acme_rules.py").write_text(rules, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("acme")
def test_every_interactive_snippet_gives_the_answer_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """One session from top to bottom; the job that it waits for is on a real server."""
    session = "".join(blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    with serving(DONE) as server:
        monkeypatch.setenv("PARZO_API_KEY", KEY)
        monkeypatch.setenv("PARZO_BASE_URL", server.url)
        outcome = doctest.DocTestRunner().run(test)
    assert [seen.path for seen in server.seen] == ["/v1/jobs/3f1c2a54"]
    assert outcome.attempted > 20
    assert outcome.failed == 0


def test_the_test_authors_file_passes_under_pytest(acme: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_acme.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=acme,
    )
    assert f"{3 + len(load_vectors())} passed" in done.stdout, done.stdout


def test_the_strategies_and_the_defects_are_all_listed() -> None:
    tables = README.split("## In a test suite")[1].split("## In another language")[0]
    assert set(strategies.__all__) <= set(re.findall(r"`(\w+)\(", tables))
    assert re.findall(r"^\| `(\w+)` \|", tables, re.MULTILINE) == [*DEFECTS]


def test_the_table_of_flags_is_the_table_of_rules() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\w+) \|", README, re.MULTILINE)
    assert rows == [(rule.code, str(rule.severity)) for rule in DEFAULT_TABLE]


def test_the_changelog_names_every_flag() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    flags = changelog.split("## [0.1.0]")[1].split("### Flags")[1].split("### ")[0]
    assert re.findall(r"^- `([A-Z_]+)` \((\w+)\)", flags, re.MULTILINE) == [
        (rule.code, str(rule.severity)) for rule in DEFAULT_TABLE
    ]


def test_every_cause_is_listed() -> None:
    listed = README.split('`context["cause"]` says so:')[1].split("## ")[0]
    assert set(re.findall(r"`([a-z_]+)`", listed)) == set(CAUSES)
