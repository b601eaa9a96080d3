"""What the README says is executed: commands, printed answers, snippets, lists."""

import doctest
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from parzo_validate import DEFAULT_TABLE, Rule
from parzo_validate.browser.assembly import how_to_get_pyodide, how_to_get_wheels
from parzo_validate.config import load_config
from parzo_validate.config.file import ConfigFile, PolicySection
from parzo_validate.engine.policy import CAUSES
from parzo_validate.extended import EXTENDED_RULES, EXTENDED_TABLE
from parzo_validate.testing import load_vectors, strategies
from parzo_validate.testing.defects import DEFECTS
from tests.helpers.builders import ROOT, Command, File, sums
from tests.helpers.job_server import DONE, KEY, serving
from tests.helpers.waiting import PATIENCE

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_two_commands_are_one_line_each_and_make_their_own_environment() -> None:
    run, test = (block.strip() for block in blocks("console"))
    for command in (run, test):
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q ")
    assert test.endswith("'.[dev]' && .venv/bin/python -m pytest -n auto")


def test_the_printed_answer_is_what_the_run_command_prints() -> None:
    """The last step of the command as printed, with the scripts of this environment."""
    last_step = blocks("console")[0].strip().split(" && ")[-1]
    program, *arguments = last_step.split()
    command = Path(sys.executable).with_name(Path(program).name)
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == blocks("text")[0]


def test_the_sheet_with_a_diagnosis_is_what_check_prints(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("invoice.json", sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1202)))
    shown = blocks("text")[1].splitlines()
    assert output.splitlines()[: len(shown)] == shown


FILES = {
    "python": ("test_invoices.py", "acme_rules.py", "test_acme_rules.py"),
    "toml": ("pyproject.toml", "parzo-validate.toml"),
    "json": ("vectors/acme_po_missing.json",),
}
"""Where each fenced block belongs, in the order of the README, which calls them so."""


def test_the_page_is_put_together_by_the_commands_that_the_command_prints() -> None:
    commands, _ = blocks("sh")
    pyodide, wheels, assemble, _ = commands.splitlines()
    assert (pyodide, wheels) == (how_to_get_pyodide(), how_to_get_wheels())
    assert assemble == "parzo-validate page OUT --pyodide package --wheels wheels"


@pytest.mark.slow
def test_the_javascript_prints_what_is_shown(page_folder: Path) -> None:
    """The real module in Node, in the folder that the commands make."""
    [script] = blocks("js")
    (page_folder / "readme.mjs").write_text(script, encoding="utf-8")
    command = ["node", str(page_folder / "readme.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10 * PATIENCE)
    [shown] = re.findall(r"^```js\n.*?^```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert (done.stderr, done.stdout) == ("", shown)


def test_the_batch_command_judges_an_archive_and_writes_the_page(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "job.json").write_bytes((ROOT / "tests" / "data" / "sample_job.json").read_bytes())
    program, *arguments = blocks("sh")[1].split()
    command = Path(sys.executable).with_name(program)
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stderr == "parzo-validate: flags.jsonl: 1 document\n"
    assert "INVALID_PIVA_CHECKSUM" in done.stdout
    assert "INVALID_PIVA_CHECKSUM" in (tmp_path / "summary.html").read_text(encoding="utf-8")


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to be in, with the files that the README shows, the plugin among them installed."""
    (tmp_path / "vectors").mkdir()
    for language, names in FILES.items():
        for name, block in zip(names, blocks(language), strict=True):
            (tmp_path / name).write_text(block, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / f"acme_rules-{project['version']}.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    [(group, names)] = project["entry-points"].items()
    entry_points = "".join(f"{name} = {value}\n" for name, value in names.items())
    (info / "entry_points.txt").write_text(f"[{group}]\n{entry_points}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("acme")
def test_every_interactive_snippet_gives_the_answer_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """One session from top to bottom; the job that it waits for is on a real server."""
    session = "".join(blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    with serving(DONE) as server:
        monkeypatch.setenv("PARZO_API_KEY", KEY)
        monkeypatch.setenv("PARZO_BASE_URL", server.url)
        outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert [seen.path for seen in server.seen] == ["/v1/jobs/3f1c2a54"]
    assert outcome.attempted > 30
    assert outcome.failed == 0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "passed"), [("test_invoices.py", 2 + len(load_vectors())), ("test_acme_rules.py", 3)])
def test_the_test_files_pass_under_pytest(acme: Path, name: str, passed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name],
        capture_output=True,
        text=True,
        check=False,
        cwd=acme,
        env=os.environ | {"CI": "true"},  # with which hypothesis sets no deadline
    )
    assert f"{passed} passed" in done.stdout, done.stdout


def test_the_file_of_the_configuration_states_every_key(acme: Path) -> None:
    stated = tomllib.loads((acme / "parzo-validate.toml").read_text(encoding="utf-8"))
    assert stated.keys() == {field.alias or name for name, field in ConfigFile.model_fields.items()}
    assert stated["policy"].keys() == PolicySection.model_fields.keys()


def test_the_command_finds_the_configuration(acme: Path, parzo: Command) -> None:
    assert parzo("rules", "--fingerprint")[1] == f"{load_config('parzo-validate.toml').ruleset}\n"
    rossi = load_config("parzo-validate.toml", profile="rossi").ruleset
    assert parzo("rules", "--fingerprint", "--profile", "rossi")[1] == f"{rossi}\n"


def test_the_strategies_and_the_defects_are_all_listed() -> None:
    tables = README.split("## In a test suite")[1].split("## In another language")[0]
    assert set(strategies.__all__) <= set(re.findall(r"`(\w+)\(", tables))
    assert re.findall(r"^\| `(\w+)` \|", tables, re.MULTILINE) == [*DEFECTS]


@pytest.mark.parametrize(
    ("section", "rules"),
    [("The five flags", tuple(DEFAULT_TABLE)), ("The extended table", EXTENDED_RULES)],
    ids=["default", "extended"],
)
def test_a_table_of_flags_is_a_table_of_rules(section: str, rules: tuple[Rule, ...]) -> None:
    shown = README.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\w+) \|", shown, re.MULTILINE)
    assert rows == [(rule.code, str(rule.severity)) for rule in rules]


def test_the_changelog_names_every_flag() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    flags = re.findall(r"^- `([A-Z_]+)` \((error|warning)\)", changelog, re.MULTILINE)
    assert sorted(flags) == sorted((rule.code, str(rule.severity)) for rule in EXTENDED_TABLE)


def test_every_cause_is_listed() -> None:
    listed = README.split('`context["cause"]` says so:')[1].split("## ")[0]
    assert set(re.findall(r"`([a-z_]+)`", listed)) == set(CAUSES)
