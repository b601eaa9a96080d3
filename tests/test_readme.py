"""What the READMEs say is executed: commands, printed answers, snippets, lists."""

import doctest
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from parzo_validate import DEFAULT_TABLE, Rule
from parzo_validate.browser.parts import how_to_get_pdfjs, how_to_get_pyodide, how_to_get_wheels
from parzo_validate.config import load_config
from parzo_validate.config.file import ConfigFile, PolicySection
from parzo_validate.engine.policy import CAUSES
from parzo_validate.extended import EXTENDED_RULES
from parzo_validate.testing import load_vectors, strategies
from parzo_validate.testing.defects import DEFECTS
from tests.benchmarks.engines import PACKAGES
from tests.helpers.builders import ROOT, SAMPLE_JOB, Command
from tests.helpers.documents import DOCUMENTS, README, READMES, Snippet, files_of, is_for_a_checkout, label, snippets
from tests.helpers.job_server import DONE, KEY, serving
from tests.helpers.page_folder import PATH
from tests.helpers.platforms import POSIX
from tests.helpers.waiting import PATIENCE

ROOM = ROOT / "parzo_validate"
FIGURES = ROOT / "tests" / "benchmarks"
SNIPPETS = snippets(*READMES)
INTERACTIVE = {"__name__": "__main__"}
PASSED = {"test_true_invoices.py": 1, "test_invoices.py": 2 + len(load_vectors()), "test_acme_rules.py": 3}
"""How many tests the test files of the READMEs hold."""

READ_BY_OTHERS = {
    **dict.fromkeys(["acme_rules.py", "vectors/acme_po_missing.json"], "test_acme_rules.py reads it"),
    **dict.fromkeys(["pyproject.toml", "parzo-validate.toml"], "the sessions of the rules and of the configuration"),
    **dict.fromkeys(
        ["invoice.json", "received.json", "klippa.json", "invoices.json"], "the command behind it reads it"
    ),
    "mcp.json": "tests/mcp/test_server.py starts what it says",
    "ask_again.py": "tests/diagnosis/test_asking.py runs it",
    "acme.toml": "the session of the adapters reads it",
    **{f"with_{engine}.py": "tests/arrow/test_engines.py runs it" for engine in PACKAGES},
}
"""The other files of the READMEs, and why it would be noticed if one were wrong."""


def who_runs(snippet: Snippet, before: Snippet | None) -> str | None:
    """Return the kind of a snippet, by which the tests below choose theirs; None when nobody runs it."""
    document, language, name, text = snippet
    if name:
        return "test file" if name in PASSED else "other file" if name in READ_BY_OTHERS else None
    if language in {"sh", "console"}:
        return "for a checkout" if is_for_a_checkout(text) else "page" if "npm" in text else "command"
    if language == "text":
        follows = before is not None and before.document == document and before.language in {"sh", "js", "console"}
        return "answer" if follows else None
    return {"pycon": "session", "js": "script"}.get(language)


KINDS = [who_runs(*pair) for pair in zip(SNIPPETS, [None, *SNIPPETS], strict=False)]


def those(kind: str) -> list[Snippet]:
    return [snippet for snippet, its_kind in zip(SNIPPETS, KINDS, strict=True) if its_kind == kind]


def answer_to(snippet: Snippet) -> str | None:
    """Return what is shown behind a snippet as its answer."""
    following = SNIPPETS[SNIPPETS.index(snippet) + 1 :]
    return following[0].text if following and following[0].language == "text" else None


def as_shown(shown: str, printed: str) -> bool:
    """Return whether something was printed as it is shown, where ``...`` stands for whatever is different next time."""
    return doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)


def test_no_snippet_is_run_by_nobody() -> None:
    assert [label(snippet) for snippet, kind in zip(SNIPPETS, KINDS, strict=True) if kind is None] == []


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [("ruby", "", "puts 1\n"), ("python", "", "1\n"), ("python", "new.py", "1\n"), ("text", "", "1\n")],
)
def test_a_snippet_that_nobody_runs_is_found(language: str, name: str, text: str) -> None:
    snippet = Snippet(README, language, name, text)
    before = Snippet(FIGURES / "README.md", "sh", "", "true\n")
    assert who_runs(snippet, None) is who_runs(snippet, before) is None


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_every_fence_is_read(document: Path) -> None:
    """One that is indented, or says no language, would be skipped in silence."""
    fences = re.findall(r"^\s*(?:```|~~~)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(fences) == 2 * len(snippets(document))


def test_a_name_belongs_to_one_file() -> None:
    names = [snippet.name for snippet in SNIPPETS if snippet.name]
    assert sorted(names) == sorted(files_of(*READMES)) == sorted({*PASSED, *READ_BY_OTHERS})


def test_the_two_commands_are_one_line_each_and_make_their_own_environment() -> None:
    run, test = (snippet.text.strip() for snippet in snippets(README) if snippet.language == "console")
    for command in (run, test):
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q ")
    assert test.endswith("'.[dev]' && .venv/bin/python -m pytest -n auto")


def test_the_printed_answer_is_what_the_run_command_prints() -> None:
    """The last step of the command as printed, with the scripts of this environment."""
    run = next(snippet for snippet in snippets(README) if snippet.language == "console")
    program, *arguments = run.text.strip().split(" && ")[-1].split()
    command = Path(sys.executable).with_name(Path(program).name)
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == answer_to(run)


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@POSIX
@pytest.mark.parametrize("snippet", those("command"), ids=label)
def test_a_command_prints_what_is_shown(snippet: Snippet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the files of its README and an archive of one job."""
    put(tmp_path, {**files_of(snippet.document), "archive/job.json": SAMPLE_JOB.read_text(encoding="utf-8")})
    monkeypatch.setenv("PATH", PATH)
    for line in snippet.text.splitlines():
        done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode in {0, 1}, done.stderr
        assert all(
            (tmp_path / name).read_text(encoding="utf-8") for name in re.findall(r"(?:-o|--summary-file) (\S+)", line)
        )
    shown = answer_to(snippet)
    assert shown is None or as_shown(shown, done.stdout), done.stdout


def test_the_page_is_put_together_by_the_commands_that_the_command_prints() -> None:
    [commands] = those("page")
    pyodide, wheels, pdfjs, assemble, serve = commands.text.splitlines()
    assert (pyodide, wheels, pdfjs) == (how_to_get_pyodide(), how_to_get_wheels(), how_to_get_pdfjs())
    assert assemble == "parzo-validate page OUT --pyodide package --wheels wheels --pdfjs pdfjs"
    assert serve == "python3 -m http.server --bind 127.0.0.1 --directory OUT"


@pytest.mark.slow
@pytest.mark.parametrize("snippet", those("script"), ids=label)
def test_the_javascript_prints_what_is_shown(snippet: Snippet, page_folder: Path) -> None:
    """The real module in Node, in the folder that the commands make."""
    (page_folder / "readme.mjs").write_text(snippet.text, encoding="utf-8")
    command = ["node", str(page_folder / "readme.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10 * PATIENCE)
    assert (done.stderr, done.stdout) == ("", answer_to(snippet))


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to be in, with the files that the READMEs show, the plugin among them installed."""
    put(tmp_path, dict(files_of(*READMES)))
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [(group, names)] = project["entry-points"].items()
    entry_points = "".join(f"{name} = {value}\n" for name, value in names.items())
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    info = f"acme_rules-{project['version']}.dist-info"
    put(tmp_path, {f"{info}/METADATA": metadata, f"{info}/entry_points.txt": f"[{group}]\n{entry_points}"})
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("document", sorted({snippet.document for snippet in those("session")}), ids=label)
def test_an_interactive_session_gives_the_answers_shown(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One session for each README, from top to bottom; the job that it waits for is on a real server."""
    session = "".join(snippet.text for snippet in those("session") if snippet.document == document)
    test = doctest.DocTestParser().get_doctest(
        session, {"__name__": "__main__"}, str(label(document)), str(document), 0
    )
    with serving(DONE) as server:
        monkeypatch.setenv("PARZO_API_KEY", KEY)
        monkeypatch.setenv("PARZO_BASE_URL", server.url)
        outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert [seen.path for seen in server.seen] == ["/v1/jobs/3f1c2a54"] * session.count("wait_for_job(")
    assert (outcome.attempted, outcome.failed) == (session.count(">>> "), 0)


@pytest.mark.slow
@pytest.mark.parametrize("snippet", those("test file"), ids=label)
def test_a_test_file_passes_under_pytest(snippet: Snippet, acme: Path) -> None:
    """As in a CI, where hypothesis asks for no speed: nor may this outcome hang on that of the machine."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", snippet.name]
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=acme, env=environment)
    assert re.findall(r"\d+ \w+(?=,| in )", done.stdout.splitlines()[-1]) == [f"{PASSED[snippet.name]} passed"], (
        done.stdout
    )


def test_the_file_of_the_configuration_states_every_key(acme: Path) -> None:
    stated = tomllib.loads((acme / "parzo-validate.toml").read_text(encoding="utf-8"))
    assert stated.keys() == {field.alias or name for name, field in ConfigFile.model_fields.items()}
    assert stated["policy"].keys() == PolicySection.model_fields.keys()


def test_the_command_finds_the_configuration(acme: Path, parzo: Command) -> None:
    assert parzo("rules", "--fingerprint")[1] == f"{load_config('parzo-validate.toml').ruleset}\n"
    rossi = load_config("parzo-validate.toml", profile="rossi").ruleset
    assert parzo("rules", "--fingerprint", "--profile", "rossi")[1] == f"{rossi}\n"


def test_the_strategies_and_the_defects_are_all_listed() -> None:
    kit = (ROOM / "testing" / "README.md").read_text(encoding="utf-8")
    assert set(strategies.__all__) <= set(re.findall(r"`(\w+)\(", kit))
    figures = (FIGURES / "README.md").read_text(encoding="utf-8").split("\n## Detection\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", figures, re.MULTILINE) == [*DEFECTS]


@pytest.mark.parametrize(
    ("document", "rules"),
    [(README, tuple(DEFAULT_TABLE)), (ROOM / "extended" / "README.md", EXTENDED_RULES)],
    ids=["default", "extended"],
)
def test_a_table_of_flags_is_a_table_of_rules(document: Path, rules: tuple[Rule, ...]) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\w+) \|", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(rule.code, str(rule.severity)) for rule in rules]


def test_every_cause_is_listed() -> None:
    text = (ROOM / "config" / "README.md").read_text(encoding="utf-8")
    listed = text.split('`context["cause"]` of the flag says so:')[1].split("What is in")[0]
    assert set(re.findall(r"`([a-z_]+)`", listed)) == set(CAUSES)


def test_the_rooms_are_all_listed_and_lead_to_their_readmes() -> None:
    table = README.read_text(encoding="utf-8").split("\n## The rooms\n")[1]
    rows = re.findall(r"^\| (?:\[`(\w+)`]\((\S+)\)|`(\w+)`) \|", table, re.MULTILINE)
    shown = {linked or plain: link for linked, link, plain in rows}
    rooms = sorted(path.parent for path in ROOM.glob("*/__init__.py"))
    readmes = {room.name: room / "README.md" for room in rooms}
    assert shown == {name: label(path) if path.is_file() else "" for name, path in readmes.items()}


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 250
