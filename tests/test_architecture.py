"""The house: which module may know which, what is public, what an import costs."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import parzo_validate
from parzo_validate import DEFAULT_TABLE
from parzo_validate.extended import EXTENDED_RULES
from tests.helpers.builders import ROOT

PACKAGE = ROOT / "parzo_validate"
ROOMS = """
choices
errors version words starting
invoice
engine
domain
rules
extended validate
grounding
diagnosis job plugins
config
html
batch arrow adapters client mcp
review
browser
cli
testing __main__
""".strip().splitlines()
"""A room knows itself and the lines above its own; so nothing stands on ``testing``."""

POINTING_UP = {
    ("engine.report", "html.report"): "a notebook asks a report for HTML, and nothing else needs it",
    (
        "invoice.reading",
        "domain.party",
    ): "01/04/2026 is in April where the vendor is Italian, as the invoice says",
}
"""The arrows that point up, with their reasons; each is imported only when it is asked for."""

Imports = dict[str, set[str]]
"""What each module imports, by their dotted names inside the package."""

FROM_OTHERS = {
    "": {"pydantic", "pydantic_core", "typing_extensions", "stdnum"},
    "adapters": {"defusedxml", "jmespath"},
    "arrow": {"numpy", "pyarrow"},
    "batch": {"msgspec", "numpy"},
    "cli": {"rich", "typer"},
    "client": {"httpcore", "httpx"},
    "grounding": {"pypdfium2"},
    "invoice": {"msgspec"},
    "mcp": {"mcp"},
    "review": {"pyarrow", "xlsxwriter"},
    "testing": {"hypothesis"},
}
"""What a room may import of other projects: the first line, and what its extra brings."""

EXTRA_OF = {"batch": "fast", "grounding": "pdf", "invoice": "fast"}
"""The extras that are called otherwise than their rooms."""

BROUGHT_BY_PYDANTIC = {"annotated_types", "pydantic_core", "typing_extensions", "typing_inspection"}


def imported_by(source: str) -> set[str]:
    """Return the modules of this package that a source imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {name for alias in node.names if is_module(name := f"{node.module}.{alias.name}")} or {node.module}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.removeprefix("parzo_validate.") for name in names if name.startswith("parzo_validate.")}


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def turned_arrows(imports: Imports) -> list[str]:
    """Return the imports that point at a room below or beside the own one."""
    level = {room: number for number, line in enumerate(ROOMS) for room in line.split()}
    arrows = [(own, other) for own, others in imports.items() for other in others]
    rooms = [(own, other, own.split(".")[0], other.split(".")[0]) for own, other in sorted(arrows)]
    return [
        f"{own} imports {other}" for own, other, here, there in rooms if here != there and level[there] >= level[here]
    ]


def circle(imports: Imports) -> list[str]:
    """Return modules that import each other, the first one again at the end; none where there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.fixture(scope="module")
def imports() -> Imports:
    """Return what each module imports, but for the arrows that may point up."""
    sources = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]
    found = {name_of(path): imported_by(path.read_text(encoding="utf-8")) for path in sources}
    for below, above in POINTING_UP:
        found[below].remove(above)
    return found


def test_imports_point_one_way(imports: Imports) -> None:
    assert turned_arrows(imports) == []


def test_no_modules_import_each_other(imports: Imports) -> None:
    assert circle(imports) == []


@pytest.mark.parametrize(("own", "other"), [("invoice.values", "engine.flag"), ("job.envelope", "diagnosis.defects")])
def test_a_turned_arrow_is_found(imports: Imports, own: str, other: str) -> None:
    assert turned_arrows({**imports, own: {*imports[own], other}}) == [f"{own} imports {other}"]


def test_a_circle_inside_a_room_is_found(imports: Imports) -> None:
    back = {**imports, "engine.flag": {*imports["engine.flag"], "engine.table"}}
    assert turned_arrows(back) == []
    assert {"engine.flag", "engine.table"} <= set(circle(back))


RULES = {
    path.stem: source
    for room in ("rules", "extended")
    for path in sorted(PACKAGE.glob(f"{room}/*.py"))
    if "\n@rule(\n" in (source := path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("source", RULES.values(), ids=RULES)
def test_rules_do_not_know_each_other(source: str) -> None:
    assert not {other for other in imported_by(source) if other.startswith(("rules", "extended"))}


PUBLIC = {
    *("validate", "validate_json"),
    *("Invoice", "Flag", "Finding", "Severity", "Report", "Verdict"),
    *("Rule", "RuleTable", "DEFAULT_TABLE", "Policy", "NotEvaluated", "rule", "format_amount"),
    *("ParzoValidateError", "InvalidInput", "RuleCrashed", "DuplicateRuleError", "UnknownRuleError"),
    *("InvalidPolicy", "InvalidRule", "Coerced", "Document", "Unreadable", "Reason", "Ruleset"),
    *("feedback", "must_hold"),
    "__version__",
}


def test_every_rule_was_found() -> None:
    assert len(RULES) == len(DEFAULT_TABLE) + len(EXTENDED_RULES)


def test_the_public_names_are_these_and_no_others() -> None:
    assert set(parzo_validate.__all__) == PUBLIC
    assert all(hasattr(parzo_validate, name) for name in PUBLIC)


def test_every_public_function_and_class_is_documented() -> None:
    undocumented = [
        f"{path.name}:{node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and node.col_offset == 0
    ]
    assert undocumented == []


def test_every_text_names_its_encoding() -> None:
    """That of the locale is UTF-8 here, and something else elsewhere."""
    unnamed = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*PACKAGE.rglob("*.py"), *ROOT.glob("tests/**/*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith((".read_text", ".write_text", ".TextIOWrapper"))
        and "encoding" not in {keyword.arg for keyword in node.keywords}
    ]
    assert [place for place in unnamed if "plugins.py" not in place] == []  # there it is importlib that reads


def test_importing_the_library_imports_pydantic_and_nothing_else() -> None:
    """Stdnum waits until the first VAT number; a test tool or the command line is never imported."""
    program = (
        "import sys, pydantic; from pydantic import BaseModel; known = set(sys.modules); import parzo_validate;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - known} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(done.stdout.split()) <= {"parzo_validate", "pydantic", "stdnum"} | BROUGHT_BY_PYDANTIC


def imported_from_others(source: str) -> set[str]:
    """Return the modules of other projects that a source imports, anywhere in it."""
    nodes = [*ast.walk(ast.parse(source))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names} - {"parzo_validate", *sys.stdlib_module_names}


def test_each_room_imports_what_is_declared_and_nothing_else() -> None:
    imported: dict[str, set[str]] = {"": set()}
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        others = imported_from_others(path.read_text(encoding="utf-8"))
        imported[""] |= others & FROM_OTHERS[""]
        imported.setdefault(room, set()).update(others - FROM_OTHERS[""])
    assert {room: names for room, names in imported.items() if names} == FROM_OTHERS


def test_what_a_room_imports_is_what_its_extra_brings() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {**project["optional-dependencies"], "": project["dependencies"]}
    imported: dict[str, set[str]] = {"": FROM_OTHERS[""] - BROUGHT_BY_PYDANTIC, "testing": {"pytest"}}
    for room, names in FROM_OTHERS.items():
        imported.setdefault(EXTRA_OF.get(room, room), set()).update(names if room else ())
    assert imported == {
        extra: {re.split("[>=<]", one)[0].removeprefix("python-") for one in extras[extra]} for extra in imported
    }


def test_the_top_level_holds_what_a_reader_expects_and_nothing_else() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    allowed = {"pyproject.toml", "README.md", "parzo_validate", "tests", "CHANGELOG.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= allowed
