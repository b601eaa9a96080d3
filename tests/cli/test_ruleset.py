"""The options that choose rules and policy: the same for every command, over the file, over the default."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from parzo_validate import DEFAULT_TABLE, Policy, RuleTable
from parzo_validate.cli import nearest_config
from parzo_validate.engine.policy import Standing
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import Command, File, Install, made, sums
from tests.helpers.platforms import POSIX

CONFIG = """
rules = "extended"
fail_on = "warning"
lang = "it"
disable = ["DATE_INCOHERENCE"]

[policy]
tolerance = 5
accepted_causes = ["net_of_withholding"]
extra_vat_rates = [7.3]
on_page = { "vendor.iban" = "weak", "invoice.due_date" = "weak" }

[profile.rossi]
rules = "default"
policy.tolerance = 0
"""


@pytest.fixture
def folder(file: File) -> Path:
    """Make a folder with a configuration the one that the command runs in."""
    file("parzo-validate.toml", CONFIG)
    return Path.cwd()


def said_of(errors: str) -> str:
    """Return the line on the configuration that was found, if there is one."""
    return f"{errors.splitlines()[0]}\n" if errors.startswith("parzo-validate: configuration: ") else ""


def fingerprint(parzo: Command, *options: object) -> str:
    code, output, errors = parzo("rules", "--fingerprint", *options)
    assert (code, errors.removeprefix(said_of(errors))) == (0, "")
    return str(output.removesuffix("\n"))


def ruleset_of(table: RuleTable, policy: Policy) -> str:
    return str(Ruleset.of(table, policy))


def ruleset_in(answer: str) -> str:
    return str(Ruleset.from_dict(json.loads(answer)["ruleset"]))


BY_DEFAULT = ruleset_of(DEFAULT_TABLE, Policy())
ON_PAGE: dict[str, Standing] = {"vendor.iban": "weak", "invoice.due_date": "weak"}
FOUND = ruleset_of(
    EXTENDED_TABLE.without("DATE_INCOHERENCE"),
    Policy(tolerance=5, accepted_causes=["net_of_withholding"], extra_vat_rates=["7.3"], on_page=ON_PAGE),
)


def test_the_fingerprint_is_what_reports_carry(parzo: Command, file: File) -> None:
    name = file("a.json", {})
    assert fingerprint(parzo) == BY_DEFAULT == ruleset_in(parzo("check", name, "--format", "json")[1])
    options = ["--rules", "extended", "--tolerance", "0.05"]
    said = ruleset_in(parzo("check", name, "--format", "json", *options)[1])
    assert fingerprint(parzo, *options) == said == ruleset_of(EXTENDED_TABLE, Policy(tolerance="0.05"))


@pytest.mark.usefixtures("folder")
def test_the_nearest_file_upwards_counts(
    parzo: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, file: File
) -> None:
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert fingerprint(parzo) == FOUND
    (folder / "a" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert fingerprint(parzo) == FOUND
    (folder / "a" / "pyproject.toml").write_text("[tool.parzo-validate]\n", encoding="utf-8")
    assert fingerprint(parzo) == BY_DEFAULT
    (below / "parzo-validate.toml").write_text('rules = "extended"', encoding="utf-8")
    assert fingerprint(parzo) == ruleset_of(EXTENDED_TABLE, Policy())
    assert fingerprint(parzo, "--config", folder / "parzo-validate.toml") == FOUND
    (below / "empty.toml").write_text("", encoding="utf-8")
    assert fingerprint(parzo, "--config", "empty.toml") == BY_DEFAULT


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], FOUND),
        (
            ["--rules", "default"],
            ruleset_of(
                DEFAULT_TABLE.without("DATE_INCOHERENCE"),
                Policy(tolerance=5, accepted_causes=["net_of_withholding"], extra_vat_rates=["7.3"], on_page=ON_PAGE),
            ),
        ),
        (
            ["--profile", "rossi"],
            ruleset_of(
                DEFAULT_TABLE.without("DATE_INCOHERENCE"),
                Policy(tolerance=0, accepted_causes=["net_of_withholding"], extra_vat_rates=["7.3"], on_page=ON_PAGE),
            ),
        ),
        (["--profile", "rossi", "--tolerance", "5", "--rules", "extended"], FOUND),
        (
            ["--disable", "INVALID_TOTAL"],
            ruleset_of(
                EXTENDED_TABLE.without("DATE_INCOHERENCE", "INVALID_TOTAL"),
                Policy(tolerance=5, accepted_causes=["net_of_withholding"], extra_vat_rates=["7.3"], on_page=ON_PAGE),
            ),
        ),
        (
            [
                *("--accept-cause", "discount", "--extra-vat-rate", "8.8", "--as-of", "2026-04-01"),
                *("--own-vat-number", "IT00743110157", "--on-page", "vendor.name=must"),
                *("--on-page", "vendor.iban=ignored"),
            ],
            ruleset_of(
                EXTENDED_TABLE.without("DATE_INCOHERENCE"),
                Policy(
                    tolerance=5,
                    as_of="2026-04-01",
                    own_vat_numbers=["IT00743110157"],
                    accepted_causes=["discount", "net_of_withholding"],
                    extra_vat_rates=["7.3", "8.8"],
                    on_page={**ON_PAGE, "vendor.name": "must", "vendor.iban": "ignored"},
                ),
            ),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_option_counts_before_the_file_and_repeated_ones_add_to_it(
    parzo: Command, options: list[str], expected: str
) -> None:
    assert fingerprint(parzo, *options) == expected


@pytest.mark.usefixtures("folder")
def test_threshold_and_language_come_from_the_file_unless_told(parzo: Command, file: File) -> None:
    name = file("a.json", {"vendor": {"vat_number": "IT1"}})
    code, output, _ = parzo("check", name)
    assert (code, output.splitlines()[0]) == (1, "a.json: da rivedere")
    code, output, _ = parzo("check", name, "--lang", "en", "--fail-on", "never")
    assert (code, output.splitlines()[0]) == (0, "a.json: review")


def test_a_wrong_file_is_refused_wherever_it_was_found(parzo: Command, file: File) -> None:
    file("pyproject.toml", "[tool.parzo-validate]\nlagn = 'it'")
    said = (
        f"parzo-validate: {Path.cwd()}/pyproject.toml:2: lagn: unknown key; did you mean lang? "
        "known: rules, disable, severity, plugins, policy, fail_on, lang, profile\n"
    )
    assert parzo("check", "a.json") == (2, "", said)
    file("pyproject.toml", "[tool.parzo-validate")
    said = (
        f"parzo-validate: {Path.cwd()}/pyproject.toml: expected TOML in UTF-8: "
        "Expected ']' at the end of a table declaration (at end of document)\n"
    )
    assert parzo("check", "a.json") == (2, "", said)


def test_the_file_that_was_found_is_said_and_one_that_was_named_is_not(parzo: Command, file: File) -> None:
    name = file("a.json", {})
    config = file("parzo-validate.toml", "")
    for command in (["check", name], ["rules"], ["explain", "INVALID_TOTAL"], ["batch", name, "-o", "flags.jsonl"]):
        line, *more = parzo(*command)[2].splitlines()
        assert line == f"parzo-validate: configuration: {Path.cwd()}/{config}"
        assert more == (["parzo-validate: flags.jsonl: 1 document"] if command[0] == "batch" else [])
        assert "configuration" not in parzo(*command, "--config", config)[2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[tool", ": expected TOML in UTF-8: Expected ']' at the end of a table declaration (at end of document)"),
        ("a = " + "[" * 5000, ":1: nesting too deep to be read; expected settings as a person writes them"),
        ("a = " + "9" * 5000, ":1: a number too long to be read; expected settings as a person writes them"),
        ("\udcff", ": expected TOML in UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
    ids=["no-toml", "nested", "endless", "no-text"],
)
def test_a_broken_file_of_another_tool_is_passed_over_with_a_word(
    parzo: Command, file: File, content: str, reason: str
) -> None:
    Path(file("pyproject.toml", "")).write_bytes(content.encode("utf-8", "surrogateescape"))
    file("parzo-validate.toml", "")
    Path("below").mkdir()
    Path("pyproject.toml").rename("below/pyproject.toml")
    os.chdir("below")
    code, _, errors = parzo("rules", "--fingerprint")
    passed_over, counts = errors.splitlines()
    assert (code, counts) == (0, f"parzo-validate: configuration: {Path.cwd().parent}/parzo-validate.toml")
    assert passed_over == f"parzo-validate: passed over {Path.cwd()}/pyproject.toml{reason}"


@POSIX
@pytest.mark.parametrize("name", ["parzo-validate.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    ("mode", "uid", "danger"),
    [
        (0o602, 0, "others can write it"),
        (0o620, 0, "others can write it"),
        (0o600, 12345, "it belongs to another user"),
        (0o644, 0, ""),
    ],
    ids=["all", "group", "owner", "own"],
)
def test_a_file_that_others_can_write_does_not_count_unless_it_is_named(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch, name: str, mode: int, uid: int, danger: str
) -> None:
    config = Path(file(name, "[tool.parzo-validate]\n" * (name == "pyproject.toml") + 'rules = "extended"')).absolute()
    config.chmod(mode)
    state = os.stat(config)
    monkeypatch.setattr(os, "geteuid", lambda: state.st_uid + uid)
    if uid:
        monkeypatch.setattr(os, "lstat", lambda _: os.stat_result((*state[:4], 1, *state[5:])))
    code, output, errors = parzo("rules", "--fingerprint")
    ours, others = (f"{ruleset_of(table, Policy())}\n" for table in (EXTENDED_TABLE, DEFAULT_TABLE))
    said = f"passed over {config}: {danger}; name it with --config to use it" if danger else f"configuration: {config}"
    assert (code, output, errors) == (0, others if danger else ours, f"parzo-validate: {said}\n")
    assert parzo("rules", "--fingerprint", "--config", config) == (0, ours, "")
    config.write_text("[tool.other]\n" if name == "pyproject.toml" else "", encoding="utf-8")
    passed_over = parzo("rules", "--fingerprint")[2].count("passed over")
    assert passed_over == bool(danger and name != "pyproject.toml")


@pytest.mark.parametrize(
    ("owner", "linker", "danger"),
    [
        (1000, 1000, ""),
        (0, 0, ""),
        (0, 1000, ""),
        (1000, 0, ""),
        (1001, 1000, "it belongs to another user"),
        (1000, 1001, "it belongs to another user"),
    ],
    ids=["own", "the-systems", "own-link-to-the-systems", "the-systems-link-to-own", "anothers", "anothers-link"],
)
def test_what_this_user_or_the_system_owns_is_trusted(
    monkeypatch: pytest.MonkeyPatch, owner: int, linker: int, danger: str
) -> None:
    file, link = (SimpleNamespace(st_uid=uid, st_mode=0o100600) for uid in (owner, linker))
    system = SimpleNamespace(stat=lambda _: file, lstat=lambda _: link, geteuid=lambda: 1000)
    monkeypatch.setattr(nearest_config, "os", system)
    assert nearest_config._danger(Path("parzo-validate.toml")) == danger


@POSIX
@pytest.mark.parametrize(
    ("group", "members", "own"),
    [("rossi", [], True), ("rossi", ["rossi"], True), ("rossi", ["bianchi"], False), ("staff", [], False)],
)
def test_the_group_of_the_owner_alone_is_nobody_else(
    monkeypatch: pytest.MonkeyPatch, group: str, members: list[str], own: bool
) -> None:
    state = os.stat(".")
    monkeypatch.setattr("grp.getgrgid", lambda _: SimpleNamespace(gr_name=group, gr_mem=members))
    monkeypatch.setattr("pwd.getpwuid", lambda _: SimpleNamespace(pw_name="rossi"))
    assert nearest_config._has_own_group(state) == own


@POSIX
def test_a_group_that_has_no_name_is_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.setattr("grp.getgrgid", unknown)
    assert not nearest_config._has_own_group(os.stat("."))


@POSIX
def test_where_files_have_no_such_rights_the_nearest_counts(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(file("parzo-validate.toml", "")).chmod(0o666)
    monkeypatch.delattr(os, "geteuid")
    assert parzo("rules")[2] == f"parzo-validate: configuration: {Path.cwd()}/parzo-validate.toml\n"


def test_what_vanishes_or_cannot_be_read_meanwhile_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "pyproject.toml"
    assert nearest_config._danger(gone) == ""
    assert not nearest_config._may_be_ours(gone)


def test_a_folder_that_is_gone_has_no_configuration(
    parzo: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    code, output, errors = parzo("rules", "--fingerprint")
    assert (code, output) == (0, f"{BY_DEFAULT}\n")
    assert errors == "parzo-validate: this folder is gone, so no configuration was looked for in it\n"


def test_plugins_run_last_and_only_when_asked_for(parzo: Command, file: File, install: Install) -> None:
    module = install(made("ACME_ONE", "one") + "RULES = one")
    name = file("a.json", sums(total=0))
    assert "ACME_ONE" not in parzo("check", name)[1]
    assert module not in sys.modules
    said = json.loads(parzo("check", name, "--plugins", "--format", "json")[1])
    assert [flag["code"] for flag in said["flags"]] == ["INVALID_TOTAL", "ACME_ONE"]
    file("parzo-validate.toml", "plugins = true")
    assert "ACME_ONE" in parzo("check", name)[1]
    assert "ACME_ONE" not in parzo("check", name, "--no-plugins")[1]


def test_rules_and_explain_know_the_plugins(parzo: Command, install: Install, file: File) -> None:
    install(made("ACME_ONE", "one", "'Fires on every invoice.'") + "RULES = one")
    code, output, _ = parzo("rules", "--plugins")
    assert code == 0
    assert output.splitlines()[-1].split() == ["ACME_ONE", "warning", "fires", "acme-rules", "1.2.0"]
    assert "Fires on every invoice." in parzo("explain", "acme_one", "--plugins")[1]
    assert parzo("explain", "acme_one")[0] == 2


def test_a_broken_plugin_costs_nobody_elses_flags_and_is_no_success(
    parzo: Command, file: File, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install("import nowhere_at_all")
    install(made("BETA_ONE", "one"), "beta", "beta = {module}:one")
    name = file("a.json", {})
    code, output, _ = parzo("check", name, "--plugins", "--format", "json", "--tolerance", "1")
    assert code == 2
    assert [flag["code"] for flag in json.loads(output)["flags"]] == ["BETA_ONE"]
    [said] = caplog.messages
    assert said.startswith("skipped plugin acme-rules 1.2.0, entry point acme = ")
    code, output, _ = parzo("rules", "--plugins")
    assert (code, "BETA_ONE" in output) == (2, True)


def test_the_job_command_takes_them_too(parzo: Command) -> None:
    code, output, _ = parzo("job", "--help")
    assert code == 0
    assert all(f"--{name}" in output for name in ("config", "profile", "plugins", "disable", "tolerance", "as-of"))


def test_the_warning_reaches_a_person(install: Install, tmp_path: Path) -> None:
    """In a process of its own, where nobody has set up logging."""
    install("import nowhere_at_all")
    command = Path(sys.executable).with_name("parzo-validate")
    done = subprocess.run(
        [command, "rules", "--plugins"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert done.stdout.startswith("code ")
    assert done.stderr.startswith("skipped plugin acme-rules 1.2.0, entry point acme = ")
    assert len(done.stderr.splitlines()) == 1


def test_schema_config_describes_the_file(parzo: Command) -> None:
    code, output, _ = parzo("schema", "config")
    assert code == 0
    described = json.loads(output)
    assert {"rules", "plugins", "policy", "fail_on", "profile"} <= set(described["properties"])
    assert described["additionalProperties"] is False


def test_explain_says_what_a_rule_weighs_here(parzo: Command, file: File) -> None:
    config = file("a.toml", 'disable = ["DATE_INCOHERENCE"]\n[severity]\nINVALID_TOTAL = "warning"')
    assert "INVALID_TOTAL (warning)" in parzo("explain", "INVALID_TOTAL", "--config", config)[1]
    assert "DATE_INCOHERENCE (warning)" in parzo("explain", "DATE_INCOHERENCE", "--config", config)[1]
