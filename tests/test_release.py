"""What is released: the archives hold what they should, and the changelog and the workflow speak of this version."""

import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from parzo_validate import __version__
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import ROOT
from tests.helpers.documents import DOCUMENTS, label, links_of, prose

CHANGELOG = ROOT / "CHANGELOG.md"


def test_the_source_archive_holds_all_that_the_documents_link(tmp_path: Path) -> None:
    [archive] = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(archive) as held:
        names = {name.partition("/")[2] for name in held.getnames()}
    assert {label(document) for document in DOCUMENTS} <= names
    links = {
        (document.parent / target.partition("#")[0]).resolve()
        for document in DOCUMENTS
        for target in links_of(prose(document))
        if not target.startswith("#")
    }
    assert {label(link) for link in links} <= names


def test_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as held:
        names = [Path(name) for name in held.namelist()]
    assert {path.parts[0] for path in names} == {"parzo_validate", f"parzo_validate-{__version__}.dist-info"}
    inside = [path for path in names if path.parts[0] == "parzo_validate"]
    assert {path.suffix for path in inside} == {
        ".py",
        ".json",
        ".md",
        ".css",
        ".csv",
        ".html",
        ".mjs",
        ".mts",
        ".toml",
        ".typed",
    }
    assert {path.name for path in inside if path.suffix == ".md"} == {"README.md"}
    assert [path for path in inside if path.name.startswith("test_")] == []


def test_the_newest_release_of_the_changelog_is_this_one() -> None:
    unreleased, newest = re.findall(r"^## (.*)$", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)[:2]
    assert unreleased == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d", newest)


def test_every_release_of_the_changelog_leads_to_what_it_changed() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    assert re.findall(r"^\[(.+)]: https://", text, re.MULTILINE) == re.findall(r"^## \[(.+?)]", text, re.MULTILINE)


def test_the_changelog_names_every_flag() -> None:
    flags = re.findall(r"^- `([A-Z_]+)` \((error|warning)\)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(flags) == sorted((rule.code, str(rule.severity)) for rule in EXTENDED_TABLE)


def test_the_pythons_of_the_workflow_are_those_that_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    run = re.findall(r'"(3\.\d+)"', workflow)
    stated = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert project["requires-python"] == f">={run[0]}"
    assert set(stated) <= set(run)
