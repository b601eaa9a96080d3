"""What tests share: the profiles of hypothesis, the command line in process, files to give it, and plugins.

Profiles are chosen with ``--hypothesis-profile``. None asks how long anything takes, since a slow machine is no failing
test; none explains a failure, since that runs a hundred examples more under a tracer, also for each ``find``, which has
nothing to explain: ``--hypothesis-explain`` does. ``dev`` is the default and looks elsewhere in every run; ``ci``
repeats itself, so that what is red there is red everywhere, with as many examples as end in minutes under coverage;
``thorough`` is for a night, and looks for what is rare; ``mutation`` is for ``tests/mutation.py``, which runs the suite
a thousand times.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from parzo_validate import __main__ as entry_point
from parzo_validate.browser.assembly import assemble_page
from parzo_validate.cli import app, terminal
from parzo_validate.plugins import GROUP
from tests.helpers.builders import Command, Install
from tests.helpers.page_folder import parts

collect_ignore = ["acme_plugin", "benchmarks", "mutation.py", "newcomer.py"]  # run by tests of their own, or by hand

plain = settings(deadline=None, phases=set(Phase) - {Phase.explain}, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", plain, max_examples=10)
settings.register_profile("ci", plain, max_examples=20, derandomize=True, database=None)
settings.register_profile("thorough", plain, max_examples=100_000)
settings.register_profile("mutation", plain, max_examples=10, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say what ``-n auto`` is: a worker more than there are cores, since some tests wait, and none that runs dry."""
    if config.option.dist == "no":  # not chosen
        config.option.dist = "worksteal"
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def internal_errors(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fail a test in which the command, here or in another process, reports a bug, unless the test clears the list."""
    heard: list[str] = []
    communicate = subprocess.Popen.communicate

    def note(*texts: object) -> None:
        heard.extend(text for text in map(str, texts) if "internal error" in text)

    def saying(*lines: str) -> None:
        note(*lines)
        terminal.say(*lines)

    def communicating(process: Any, *arguments: Any, **options: Any) -> tuple[Any, Any]:
        answer = communicate(process, *arguments, **options)
        note(*answer)
        return answer

    monkeypatch.setattr(app, "say", saying)
    monkeypatch.setattr(subprocess.Popen, "communicate", communicating)
    yield heard
    assert heard == []


@pytest.fixture
def parzo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs the command line and returns exit code, output and error output."""
    monkeypatch.setenv("TERMINAL_WIDTH", "200")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parzo-validate", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            entry_point.main()
        output, errors = capsys.readouterr()
        return int(end.value.code or 0), output, errors

    return run


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real page in a folder, ready to be served or to be loaded in Node; skips where its parts are out of reach."""
    found = parts()
    out = tmp_path_factory.mktemp("page") / "out"
    return assemble_page(out, pyodide=found / "package", wheels=found / "wheels", pdfjs=found / "pdfjs").folder


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, object], str]:
    """Return a function that writes a file beside the others and returns its name."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, content: object) -> str:
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that puts a distribution of one module on the path, and returns the module's name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    numbers = count(1)

    def put(
        source: str,
        name: str = "acme-rules",
        entries: str = "acme = {module}:RULES",
        *,
        version: str = "1.2.0",
        folder: Path = tmp_path,
    ) -> str:
        module = f"{tmp_path.name.replace('-', '_')}_{next(numbers)}"
        folder.mkdir(exist_ok=True)
        (folder / f"{module}.py").write_text(f"from parzo_validate import Finding, rule\n{source}", encoding="utf-8")
        info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entries.format(module=module)}\n", encoding="utf-8")
        return module

    return put
