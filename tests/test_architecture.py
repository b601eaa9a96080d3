"""The house: which module may know which, what is public, what an import costs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import parzo_validate
from tests.builders import ROOT

PACKAGE = ROOT / "parzo_validate"
LAYERS = [
    {"version", "errors", "values", "words"},
    {"model", "flag", "policy", "amounts"},
    {"messages"},
    {"rule", "report", "vat_number", "number_check", "document", "causes", "line_sums"},
    {"reading", "server_flag"},
    {"rules"},
    {"table"},
    {"diagnosis.slips"},
    {"diagnosis.candidate", "diagnosis.identities"},
    {"diagnosis.explanation", "diagnosis.words"},
    {"diagnosis.candidates_of_lines", "diagnosis.candidates_of_rates", "diagnosis.candidates_of_sums"},
    {"diagnosis.amounts", "diagnosis.numbers", "diagnosis.dates"},
    {"diagnosis.printed"},
    {"diagnose"},
    {"extended", "ruleset"},
    {"validate", "envelope", "plugins", "toml_text", "config_file"},
    {"job", "config"},
    {"html"},
    {"html_invoice"},
    {"browser"},
    {"page"},
    {"arrow.texts"},
    {"arrow.columns", "arrow.vectors"},
    {"arrow.mappings", "arrow.output", "arrow.vat_numbers"},
    {"arrow.facts"},
    {"arrow.cases", "arrow.rows"},
    {"arrow.batches"},
    {"outcome", "workers"},
    {"opening"},
    {"sources"},
    {"batch", "summary", "partial_output", "difference"},
    {"archive", "summary_sections"},
    {"summary_page"},
    {"polling"},
    {"question"},
    {"client"},
    {"cli_input"},
    {"cli_output"},
    {"cli_options"},
    {"cli_ruleset", "cli_progress"},
    {"cli_job", "cli_batch", "cli_diff", "cli_page"},
    {"cli"},
    {"__main__"},
    {"command"},
    {"testing.facts", "testing.arguments", "testing.misreading", "testing.purity"},
    {"testing.identifiers", "testing.sums", "testing.vectors"},
    {"testing.parties", "testing.wishes", "testing.oracle", "testing.promises"},
    {"testing.fields", "testing.damage"},
    {"testing.hostile", "testing.documents"},
    {"testing.coherent", "testing.defects_of_amounts", "testing.defects_of_fields"},
    {"testing.defects"},
    {"testing.damaged"},
    {"testing.strategies"},
    {"testing.contract"},
]
"""A module imports from the layers above its own, so nothing imports ``testing``.

``rules`` and ``extended`` stand for every rule.
"""
SPLIT = ("testing", "diagnosis", "arrow")
"""Packages whose modules have layers of their own."""

A_REPORT_SHOWS_ITSELF = ("report", "html")
"""The one arrow that points up: a notebook asks a report for HTML, and nothing else is to be imported until it does."""


def imported_by(path: Path) -> set[str]:
    """Return the modules of this package that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("parzo_validate."):
            module = str(node.module).removeprefix("parzo_validate.")
            submodules = {alias.name for alias in node.names if (PACKAGE / module / f"{alias.name}.py").is_file()}
            found |= {f"{module}.{name}" for name in submodules} or {module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("parzo_validate")}
    return found


def level(module: str) -> int:
    package, _, rest = module.partition(".")
    name = f"{package}.{rest.split('.')[0]}" if package in SPLIT else package
    return next(index for index, layer in enumerate(LAYERS) if name in layer)


MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_point_one_way(module: Path) -> None:
    own = ".".join(module.with_suffix("").parts)
    for other in imported_by(PACKAGE / module):
        if (own, other) != A_REPORT_SHOWS_ITSELF:
            assert level(other) < level(own), f"{own} imports {other}"


@pytest.mark.parametrize(
    "rule",
    sorted(PACKAGE.glob("rules/[a-z]*.py")) + sorted(PACKAGE.glob("extended/[a-z]*.py")),
    ids=lambda path: path.stem,
)
def test_rules_do_not_know_each_other(rule: Path) -> None:
    assert not {other for other in imported_by(rule) if other.startswith(("rules", "extended"))}


PUBLIC = {
    *("validate", "validate_json"),
    *("Invoice", "Flag", "Finding", "Severity", "Report", "Verdict"),
    *("Rule", "RuleTable", "DEFAULT_TABLE", "Policy", "NotEvaluated", "rule"),
    *("ParzoValidateError", "InvalidInput", "RuleCrashed", "DuplicateRuleError", "UnknownRuleError"),
    "__version__",
}


def test_the_public_names_are_those_of_the_contract() -> None:
    assert set(parzo_validate.__all__) == PUBLIC
    assert list(parzo_validate.__all__) == sorted(parzo_validate.__all__)
    assert all(hasattr(parzo_validate, name) for name in PUBLIC)


def test_every_public_function_and_class_is_documented() -> None:
    undocumented = [
        f"{path.name}:{node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and node.col_offset == 0
    ]
    assert undocumented == []


def test_importing_the_library_imports_pydantic_and_nothing_else() -> None:
    """Stdnum waits until the first VAT number; a test tool or the command line is never imported."""
    program = (
        "import sys, pydantic; from pydantic import BaseModel; known = set(sys.modules); import parzo_validate;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - known} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    brought_by_pydantic = {"annotated_types", "pydantic_core", "typing_extensions", "typing_inspection"}
    assert set(done.stdout.split()) <= {"parzo_validate", "pydantic", "stdnum"} | brought_by_pydantic


def test_the_top_level_holds_what_the_contract_lists() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    allowed = {"pyproject.toml", "README.md", "parzo_validate", "tests", "CHANGELOG.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= allowed
