"""What the documents name exists: links, headings, files, modules, commands, other documents."""

import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name

import pytest
from hypothesis import settings

from tests.helpers.builders import ROOT
from tests.helpers.documents import DOCUMENTS, anchors, is_for_a_checkout, label, links_of, prose, snippets

CHANGELOG = ROOT / "CHANGELOG.md"
PACKAGE = ROOT / "parzo_validate"
FIGURES = ROOT / "tests" / "benchmarks"
WRITTEN_BY_HAND = ["*.py", "*.md", "*.mjs", "*.mts", "*.css", "*.html", "*.toml", "*.yml", "run"]


def texts() -> Iterator[Path]:
    """Yield every file of the project that people write and read."""
    top = [
        ROOT / "pyproject.toml",
        ROOT / "README.md",
        ROOT / ".ci",
        ROOT / ".github",
        ROOT / "parzo_validate",
        ROOT / "tests",
    ]
    for path in top:
        yield from (found for kind in WRITTEN_BY_HAND for found in path.rglob(kind)) if path.is_dir() else [path]


def broken_links(document: Path, text: str) -> list[str]:
    """Return the relative links of a document that lead nowhere."""
    broken = []
    for target in links_of(text):
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        if not there.is_file() or (anchor and anchor not in anchors(prose(there))):
            broken.append(target)
    return broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document, prose(document)) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = "[1](gone.md) [2](README.md#gone) [3](#gone) [4](README.md#two-commands) [5](tests) [6](https://pyodide.org)"
    assert broken_links(ROOT / "README.md", text) == ["gone.md", "README.md#gone", "#gone", "tests"]


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path != CHANGELOG], ids=label)
def test_every_module_and_name_of_a_document_exists(document: Path) -> None:
    for name in set(re.findall(r"parzo_validate(?:\.\w+)+", document.read_text(encoding="utf-8"))):
        assert resolve_name(name) is not None


def test_every_path_that_is_named_exists() -> None:
    """In comments and in configuration too; a changelog speaks of what was."""
    named = r"(?<![\w/.}-])(?:parzo_validate|tests|\.ci|\.github)/[\w./-]*\w"
    missing = [
        f"{label(path)}: {name}"
        for path in texts()
        for name in re.findall(named, path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]
    assert missing == []


def test_every_document_that_is_named_is_in_the_project() -> None:
    known = {path.name for path in DOCUMENTS}
    missing = [
        f"{label(path)}: {name}"
        for path in [*texts(), CHANGELOG]
        for name in re.findall(r"\b[A-Z]{3,}\.(?:md|txt|rst)\b", path.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert missing == []


def test_every_module_that_is_named_in_the_package_exists() -> None:
    """By its file alone, as comments do."""
    known = {path.name for path in ROOT.rglob("*") if ".venv" not in path.parts}
    missing = [
        f"{label(path)}: {name}"
        for path in texts()
        if path.is_relative_to(PACKAGE) and path.suffix != ".md"
        for name in re.findall(r"\b[a-z_]+\.(?:py|css)\b", path.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert missing == []


def trouble_with(command: str) -> Iterator[str]:
    """Yield what a command for a checkout names and does not exist."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for program, *arguments in map(shlex.split, command.split(" && ")):
        named = [argument for argument in arguments if "/" in argument and not argument.startswith((".venv", "/"))]
        yield from (f"no {path}" for path in named if not any((folder / path).exists() for folder in (ROOT, PACKAGE)))
        asked = ",".join(re.findall(r"\[(.*)]", " ".join(arguments))) if program.endswith("pip") else ""
        yield from (f"no extra {extra}" for extra in filter(None, asked.split(",")) if extra not in extras)
        if arguments[:1] == ["-m"] and not find_spec(arguments[1]):
            yield f"no module {arguments[1]}"
        for profile in re.findall(r"--hypothesis-profile=(\w+)", " ".join(arguments)):
            settings.get_profile(profile)
        script = ROOT / program if program == ".ci/run" else Path(sys.executable).with_name(Path(program).name)
        if not script.is_file():
            yield f"no command {program}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_the_commands_for_a_checkout_name_what_there_is(document: Path) -> None:
    """Those in the text too. They are not run here: together they take an hour."""
    text = document.read_text(encoding="utf-8")
    commands = re.findall(r"(?<!`)`(\.venv/bin/[^`]+|\.ci/run)`", text)
    fenced = [snippet.text for snippet in snippets(document) if snippet.language in {"sh", "console"}]
    commands += [line for block in fenced if is_for_a_checkout(block) for line in block.splitlines()]
    assert [trouble for command in commands for trouble in trouble_with(command)] == []


def test_a_command_that_names_nothing_is_found() -> None:
    command = ".venv/bin/pip install -e '.[dev,gone]' && .venv/bin/python gone/gone.py && .venv/bin/gone -m tests.gone"
    assert [*trouble_with(command)] == [
        "no extra gone",
        "no gone/gone.py",
        "no module tests.gone",
        "no command .venv/bin/gone",
    ]


def test_every_benchmark_has_its_command() -> None:
    text = (FIGURES / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`[^`]*\.venv/bin/python (?:-m )?tests[./]benchmarks[./](\w+)", text)
    programs = {path.stem for path in FIGURES.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    assert {*named} == programs
