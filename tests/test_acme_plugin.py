"""The example plugin, as its users meet it: a wheel, installed beside the library into an environment of its own."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from parzo_validate import __version__
from parzo_validate.engine.ruleset import Ruleset
from tests.helpers.builders import ROOT, made
from tests.helpers.platforms import POSIX

pytestmark = [pytest.mark.slow, POSIX]

PLUGIN = ROOT / "tests" / "acme_plugin"
LARGE_AND_LATE = {
    "invoice": {"date": "2026-04-01", "due_date": "2027-05-01"},
    "financials": {"subtotal": 12000, "tax_amount": 2640, "total": 14640.10},
}
BUILT_IN = [("ARITHMETIC_MISMATCH", "/financials/total")]
OF_ACME = [("ACME_PO_MISSING", "/invoice/po_number"), ("ACME_PAYMENT_TERM_TOO_LONG", "/invoice/due_date")]


class Environment(NamedTuple):
    """A virtual environment, and a folder to work in."""

    folder: Path
    wheel: Path

    def run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run an installed program, as from a shell that knows nothing of this one."""
        return subprocess.run(
            [self.folder / "bin" / program, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            # A module is changed within a second below; in CI, hypothesis sets no deadline.
            env={"PYTHONDONTWRITEBYTECODE": "1", "CI": "true", "PATH": os.defpath},
        )

    def check(self, *options: str) -> tuple[int, dict[str, Any], str]:
        """Return exit code, answer and error output of ``check`` on a document with three flags."""
        done = self.run("parzo-validate", "check", "a.json", "--format", "json", "--no-diagnose", *options)
        return done.returncode, json.loads(done.stdout), done.stderr

    def pip(self, *arguments: object) -> None:
        """Let this environment's pip work on that one."""
        pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(self.folder / "bin" / "python")]
        subprocess.run([*pip, *map(str, arguments)], check=True, capture_output=True)

    @property
    def module(self) -> Path:
        """The module that the entry point names."""
        [found] = self.folder.glob("lib/python3.*/site-packages/acme_invoice_rules/__init__.py")
        return found


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Build both wheels from the working tree and install them; what they depend on is borrowed from here."""
    folder, dist = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("dist")
    for project in (ROOT, PLUGIN):
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(project)]
        subprocess.run(build, check=True, capture_output=True)
    venv.create(folder)
    [packages] = folder.glob("lib/python3.*/site-packages")
    (packages / "borrowed.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", encoding="utf-8"
    )
    (folder / "a.json").write_text(json.dumps(LARGE_AND_LATE), encoding="utf-8")
    [library], [plugin] = dist.glob("parzo_validate-*.whl"), dist.glob("acme_invoice_rules-*.whl")
    ready = Environment(folder, plugin)
    ready.pip("install", "--no-deps", "--no-index", "--ignore-installed", library, plugin)
    return ready


def flags(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(flag["code"], flag["path"]) for flag in answer["flags"]]


def test_its_flags_come_after_the_built_in_ones_and_only_when_asked_for(environment: Environment) -> None:
    code, answer, errors = environment.check()
    assert (code, flags(answer), errors) == (1, BUILT_IN, "")
    code, answer, errors = environment.check("--plugins")
    assert (code, flags(answer), errors) == (1, BUILT_IN + OF_ACME, "")
    assert answer["flags"][1]["message"] == "no order number, but the total is 14640.1"
    sheet = environment.run("parzo-validate", "check", "a.json", "--plugins", "--lang", "it").stdout
    assert "manca il numero d'ordine, ma il totale è 14.640,1\n" in sheet


def test_a_file_asks_for_it_too(environment: Environment) -> None:
    config = environment.folder / "config.toml"
    config.write_text('plugins = ["acme-invoice-rules"]\nseverity.ACME_PO_MISSING = "warning"\n', encoding="utf-8")
    _, answer, _ = environment.check("--config", str(config))
    assert flags(answer) == BUILT_IN + OF_ACME
    assert answer["flags"][1]["severity"] == "warning"


def test_it_is_listed_with_its_origin(environment: Environment) -> None:
    listed = environment.run("parzo-validate", "rules", "--plugins").stdout.splitlines()
    assert [line.split()[0] for line in listed[6:]] == ["ACME_PO_MISSING", "ACME_PAYMENT_TERM_TOO_LONG"]
    assert all(line.rstrip().endswith("  acme-invoice-rules 1.0.0") for line in listed[6:])
    assert (
        "Acme purchasing handbook"
        in environment.run("parzo-validate", "explain", "ACME_PO_MISSING", "--plugins").stdout
    )


API = """
import json, sys
from pathlib import Path
from parzo_validate import DEFAULT_TABLE, validate_json
from parzo_validate.plugins import discover
imported = "acme_invoice_rules" in sys.modules
report = validate_json(Path("a.json").read_bytes(), table=DEFAULT_TABLE.with_rules(*discover()))
print(json.dumps([imported, report.as_dict()]))
"""


def test_the_api_answers_like_the_command(environment: Environment) -> None:
    done = environment.run("python", "-c", API)
    imported, report = json.loads(done.stdout)
    assert not imported
    _, answer, _ = environment.check("--plugins")
    assert answer == {"source": "a.json", "line": None, **report}
    fingerprint = environment.run("parzo-validate", "rules", "--plugins", "--fingerprint").stdout
    assert fingerprint == f"{Ruleset.from_dict(report['ruleset'])}\n"


def test_its_own_tests_pass_where_it_is_installed(environment: Environment) -> None:
    done = environment.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", PLUGIN / "tests")
    assert done.stdout.splitlines()[-1].startswith("12 passed"), done.stdout


@pytest.fixture
def broken(environment: Environment) -> Iterator[Callable[[str], None]]:
    """Return a function that writes something else in place of the plugin's module, for one test."""
    sound = environment.module.read_text(encoding="utf-8")

    def write(source: str) -> None:
        environment.module.write_text(f"from parzo_validate import Finding, rule\n{source}", encoding="utf-8")

    yield write
    environment.module.write_text(sound, encoding="utf-8")


BROKEN = {
    "import-error": (
        "import acme_secrets\nRULES = ()",
        "it cannot be loaded: ModuleNotFoundError: No module named 'acme_secrets'",
    ),
    "wrong-object": ("RULES = [lambda invoice, policy: ()]", "is not a Rule; decorate the check with @rule(code=..."),
    "duplicate-code": (
        made("INVALID_TOTAL", "total") + "RULES = total",
        "code INVALID_TOTAL is claimed by parzo_validate.rules.invalid_total.invalid_total "
        f"(parzo_validate {__version__}) "
        "and by acme_invoice_rules.total (acme-invoice-rules 1.0.0); rename one",
    ),
    "unprefixed-code": (
        made("PO_MISSING", "po") + "RULES = po",
        "code PO_MISSING of acme_invoice_rules.po (acme-invoice-rules 1.0.0) lacks the prefix ACME_; "
        "name it ACME_PO_MISSING",
    ),
}


@pytest.mark.parametrize(("source", "cause"), BROKEN.values(), ids=BROKEN)
def test_broken_it_is_named_and_the_other_flags_are_intact(
    environment: Environment, broken: Callable[[str], None], source: str, cause: str
) -> None:
    broken(source)
    code, answer, errors = environment.check("--plugins")
    assert (code, flags(answer), answer["crashed"]) == (2, BUILT_IN, [])
    place = "plugin acme-invoice-rules 1.0.0, entry point acme = acme_invoice_rules:RULES: "
    assert errors.startswith(f"skipped {place}")
    assert cause in errors
    assert len(errors.splitlines()) == 1
    done = environment.run("python", "-c", API)
    assert done.stderr.splitlines()[-1].startswith(f"parzo_validate.errors.PluginError: {place}")
    assert cause in done.stderr


def test_a_rule_of_it_that_raises_is_a_crash_and_the_other_flags_are_intact(
    environment: Environment, broken: Callable[[str], None]
) -> None:
    broken(made("ACME_CRASH", "crash", "raise KeyError('po')") + made("ACME_FINE", "fine") + "RULES = crash, fine")
    code, answer, errors = environment.check("--plugins")
    assert (code, flags(answer)) == (2, [*BUILT_IN, ("ACME_FINE", "/invoice")])
    assert answer["crashed"] == [{"code": "ACME_CRASH", "error": "KeyError: 'po'", "reason_code": "crashed"}]
    assert "rule ACME_CRASH (acme_invoice_rules.crash (acme-invoice-rules 1.0.0)) crashed" in errors


def test_uninstalled_it_is_gone(environment: Environment) -> None:
    _, answer, _ = environment.check("--plugins")
    environment.pip("uninstall", "--yes", "acme-invoice-rules")
    try:
        code, without, errors = environment.check("--plugins")
        assert (code, flags(without), errors) == (1, BUILT_IN, "")
        assert without["ruleset"] == environment.check()[1]["ruleset"] != answer["ruleset"]
        (environment.folder / "config.toml").write_text('plugins = ["acme-invoice-rules"]\n', encoding="utf-8")
        done = environment.run("parzo-validate", "check", "a.json", "--config", "config.toml")
        assert done.returncode == 2
        assert done.stderr == (
            "parzo-validate: config.toml:1: plugins: plugin acme-invoice-rules: it brings no rules here; known: none\n"
        )
    finally:
        environment.pip("install", "--no-deps", "--no-index", environment.wheel)
