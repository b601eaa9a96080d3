"""The configuration: what each key means, what is refused with which words and where, and that nothing is lost."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from parzo_validate import DEFAULT_TABLE, ParzoValidateError, Policy, RuleTable, validate
from parzo_validate.config import Config, InvalidConfig, load_config
from parzo_validate.config.file import ConfigFile, PolicySection, Problem, Settings, holds_settings
from parzo_validate.config.toml_lines import TomlLines, line_that_python_cannot_read
from parzo_validate.config.toml_text import dump_toml
from parzo_validate.engine.flag import FrozenDict
from parzo_validate.engine.policy import CAUSES
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.plugins import PluginError
from parzo_validate.words import Language
from tests.helpers.builders import Install, made

CODES = [rule.code for rule in EXTENDED_TABLE]
Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return a function that loads a text from the file ``a.toml`` of this folder, or from one called otherwise."""
    monkeypatch.chdir(tmp_path)

    def read(text: str | bytes, name: str = "a.toml", **options: Any) -> Config:
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_config(name, **options)

    return read


WHOLE = """
rules = "extended"
disable = ["INVALID_TOTAL"]
fail-on = "warning"
lang = "it"

[severity]
DATE_INCOHERENCE = "error"

[policy]
tolerance = 0.05
accepted_causes = ["stamp_duty"]
extra_vat_rates = [7.3, "8.8", 9]
as_of = 2026-04-01

[profile.rossi]
rules = "default"
disable = []

[profile.rossi.policy]
tolerance = "1"

[profile.bianchi]
severity.INVALID_TOTAL = "warning"
"""


def test_every_key_means_what_it_says(load: Load) -> None:
    config = load(WHOLE)
    assert config.table == EXTENDED_TABLE.without("INVALID_TOTAL").with_severity({"DATE_INCOHERENCE": "error"})
    assert config.policy == Policy(
        tolerance="0.05", accepted_causes=["stamp_duty"], extra_vat_rates=["7.3", "8.8", 9], as_of="2026-04-01"
    )
    assert (config.fail_on, config.lang, list(config.profiles)) == ("warning", "it", ["rossi", "bianchi"])
    assert config.ruleset == validate({}, table=config.table, policy=config.policy).ruleset


def test_an_empty_file_says_nothing(load: Load) -> None:
    assert load("") == Config()
    assert (Config().table, Config().policy, Config().ruleset) == (DEFAULT_TABLE, Policy(), validate({}).ruleset)


def test_a_profile_inherits_and_counts_instead(load: Load) -> None:
    rossi = load(WHOLE, profile="rossi")
    assert rossi == load(WHOLE).profiles["rossi"]
    assert rossi.table == DEFAULT_TABLE.with_severity({"DATE_INCOHERENCE": "error"})
    assert (rossi.policy.tolerance, rossi.policy.as_of, rossi.lang) == (Decimal(1), date(2026, 4, 1), "it")
    bianchi = load(WHOLE, profile="bianchi")
    assert "INVALID_TOTAL" not in bianchi.table
    assert str(bianchi.table["DATE_INCOHERENCE"].severity) == "error"
    assert len({config.ruleset for config in (load(WHOLE), rossi, bianchi)}) == 2


def test_a_list_of_rules_is_the_whole_list_in_table_order(load: Load) -> None:
    config = load('rules = ["CURRENCY_CONFLICT", "INVALID_TOTAL"]')
    assert [rule.code for rule in config.table] == ["INVALID_TOTAL", "CURRENCY_CONFLICT"]


def test_a_code_that_is_known_but_does_not_run_may_be_named(load: Load) -> None:
    text = 'disable = ["CURRENCY_CONFLICT"]\nseverity.CURRENCY_CONFLICT = "error"'
    assert load(text).table == DEFAULT_TABLE


def test_it_may_stand_in_a_pyproject(load: Load) -> None:
    config = load('[tool.other]\nx = 1\n[tool.parzo-validate]\nlang = "it"\n', "pyproject.toml")
    assert config.lang == "it"
    with pytest.raises(InvalidConfig, match=r"^pyproject.toml:4: lagn: unknown key; did you mean lang\?"):
        load('[tool.other]\nx = 1\n[tool.parzo-validate]\nlagn = "it"\n', "pyproject.toml")


@pytest.mark.parametrize("text", ["", "tool = 5", "[tool.other]", "tool.parzo-validate = 5"])
def test_a_pyproject_without_settings_is_refused(load: Load, text: str) -> None:
    with pytest.raises(InvalidConfig, match=r"^pyproject.toml: expected a table \[tool.parzo-validate\], found none$"):
        load(text, "pyproject.toml")


def test_a_table_that_is_almost_ours_is_not_overlooked(load: Load) -> None:
    with pytest.raises(InvalidConfig, match=r"unknown table \[tool.parzo_validate\]; did you mean "):
        load("[tool.parzo_validate]", "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "held"),
    [("[tool.parzo-validate]", True), ("[tool.other]", False), ("", False)],
    ids=["ours", "another-tools", "empty"],
)
def test_a_pyproject_holds_settings_or_does_not(tmp_path: Path, text: str, held: bool) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    assert holds_settings(path) == held


KNOWN, KNOWN_CAUSES = ", ".join(CODES), ", ".join(CAUSES)
KEYS_OF_A_PROFILE = "rules, disable, severity, plugins, policy, fail_on, lang"
KEYS = f"{KEYS_OF_A_PROFILE}, profile"
KEYS_OF_THE_POLICY = "tolerance, accepted_causes, extra_vat_rates, unlisted_charges, own_vat_numbers, as_of, on_page"
NESTING = "nesting too deep to be read; expected settings as a person writes them"
TOO_LONG = "a number too long to be read; expected settings as a person writes them"
NO_RULE = "no rule is left, so nothing would be checked"
REFUSED = {
    "key": ('lang = "it"\nfailon = "error"', f"a.toml:2: failon: unknown key; did you mean fail_on? known: {KEYS}"),
    "key-in-both-spellings": (
        'fail_on = "never"\nfail-on = "error"',
        f"a.toml:2: fail-on: unknown key; did you mean fail_on? known: {KEYS}",
    ),
    "key-unlike-any": ("x = 1", f"a.toml:1: x: unknown key; known: {KEYS}"),
    "key-of-the-policy": (
        "[policy]\n# ours\ntolerence = 1",
        f"a.toml:3: policy.tolerence: unknown key; did you mean tolerance? known: {KEYS_OF_THE_POLICY}",
    ),
    "key-in-line": (
        "policy = {asof = 1}",
        f"a.toml:1: policy.asof: unknown key; did you mean as_of? known: {KEYS_OF_THE_POLICY}",
    ),
    "key-of-a-profile": (
        "[profile.x]\nrule = 1",
        f"a.toml:2: profile.x.rule: unknown key; did you mean rules? known: {KEYS_OF_A_PROFILE}",
    ),
    "key-of-a-profile's-policy": (
        "profile.policy.policy.asof = 1",
        f"a.toml:1: profile.policy.policy.asof: unknown key; did you mean as_of? known: {KEYS_OF_THE_POLICY}",
    ),
    "profile-of-a-profile": (
        "[profile.x.profile.y]",
        f"a.toml:1: profile.x.profile: unknown key; known: {KEYS_OF_A_PROFILE}",
    ),
    "no-rule": ("lang = 'it'\nrules = []", f"a.toml:2: rules: {NO_RULE}"),
    "no-rule-of-a-profile": (
        "rules = ['INVALID_TOTAL']\n[profile.x]\ndisable = ['INVALID_TOTAL']",
        f"a.toml:3: profile.x.disable: {NO_RULE}",
    ),
    "code": (
        'disable = ["INVALID_TOTALS"]',
        "a.toml:1: disable: unknown rule code 'INVALID_TOTALS'; "
        f"did you mean INVALID_TOTAL or INVALID_IBAN or INVALID_IT_VAT_RATE? known: {KNOWN}",
    ),
    "code-among-many": (
        'disable = [\n  "INVALID_TOTAL",\n  "DATE_INCOHERENSE",  # late\n]',
        f"a.toml:3: disable: unknown rule code 'DATE_INCOHERENSE'; did you mean DATE_INCOHERENCE? known: {KNOWN}",
    ),
    "code-in-lower-case": (
        "rules = ['invalid_total']",
        "a.toml:1: rules: unknown rule code 'invalid_total'; "
        f"did you mean INVALID_TOTAL or INVALID_IBAN or INVALID_IT_VAT_RATE? known: {KNOWN}",
    ),
    "code-of-a-weight": (
        '[severity]\nINVALID_TOTAL = "error"\nCURENCY_CONFLICT = "error"',
        f"a.toml:3: severity: unknown rule code 'CURENCY_CONFLICT'; did you mean CURRENCY_CONFLICT? known: {KNOWN}",
    ),
    "code-of-a-profile": (
        '[profile.x]\n[profile.y]\ndisable = ["INVALD_TOTAL"]',
        "a.toml:3: profile.y.disable: unknown rule code 'INVALD_TOTAL'; "
        f"did you mean INVALID_TOTAL or INVALID_IBAN? known: {KNOWN}",
    ),
    "table": (
        'rules = "extend"',
        'a.toml:1: rules: unknown table "extend"; did you mean extended? known: default, extended; or a list of codes',
    ),
    "rules-type": ("rules = 5", "a.toml:1: rules: expected default, extended or a list of codes, got the number 5"),
    "disable-type": ('disable = "A_B"', 'a.toml:1: disable: expected a list of codes, got "A_B"'),
    "disable-item": ("disable = [1]", "a.toml:1: disable: expected a list of codes, got a list"),
    "weight": (
        'severity.INVALID_TOTAL = "eror"',
        'a.toml:1: severity.INVALID_TOTAL: unknown value "eror"; did you mean error? known: error, warning',
    ),
    "weights-type": ("severity = 5", "a.toml:1: severity: expected a table, got the number 5"),
    "plugins-type": (
        'plugins = "acme"',
        'a.toml:1: plugins: expected true, false or a list of distributions, got "acme"',
    ),
    "plugin": ('\nplugins = ["acme"]', "a.toml:2: plugins: plugin acme: it brings no rules here; known: none"),
    "plugin-that-a-profile-inherits": (
        'plugins = ["acme"]\n[profile.x]\nlang = "it"',
        "a.toml:1: plugins: plugin acme: it brings no rules here; known: none",
    ),
    "plugin-of-a-profile": (
        'profile.x.plugins = ["acme"]',
        "a.toml:1: profile.x.plugins: plugin acme: it brings no rules here; known: none",
    ),
    "tolerance": ("[policy]\ntolerance = -1", "a.toml:2: policy.tolerance: expected zero or more, got the number -1"),
    "charges": (
        "[policy]\nunlisted_charges = -1",
        "a.toml:2: policy.unlisted_charges: expected zero or more, got the number -1",
    ),
    "no-rule-left-by-a-profile": (
        'disable = ["INVALID_TOTAL"]\n[profile.a]\nrules = []',
        f"a.toml:3: profile.a.rules: {NO_RULE}",
    ),
    "no-rule-left-by-two-keys": (
        'rules = ["INVALID_TOTAL"]\ndisable = ["INVALID_TOTAL"]',
        f"a.toml:2: disable: {NO_RULE}",
    ),
    "tolerance-nan": ("policy.tolerance = nan", "a.toml:1: policy.tolerance: expected a number, got NaN"),
    "tolerance-huge": (
        "policy.tolerance = 1e999999",
        "a.toml:1: policy.tolerance: expected at most 18 digits before and 8 after the point, got the number 1E+999999",
    ),
    "cause": (
        'policy.accepted_causes = ["bolo"]',
        f'a.toml:1: policy.accepted_causes: unknown cause "bolo"; known causes: {KNOWN_CAUSES}',
    ),
    "cause-that-is-a-list": (
        'policy.accepted_causes = [["x"]]',
        f"a.toml:1: policy.accepted_causes: unknown cause a list; known causes: {KNOWN_CAUSES}",
    ),
    "standing": (
        '[policy.on_page]\n"financials.total" = "perhaps"',
        'a.toml:1: policy.on_page: expected one of must, may, weak, ignored for financials.total, got "perhaps"',
    ),
    "standings-type": (
        "[profile.x.policy]\non_page = 5",
        "a.toml:2: profile.x.policy.on_page: expected a table of fields, got the number 5",
    ),
    "number-without-end": (f"lang = 'it'\n\npolicy.tolerance = {'9' * 5000}\n", f"a.toml:3: {TOO_LONG}"),
    "hexadecimal-number-without-end": (
        f"policy.tolerance = 0x{'f' * 5000}",
        "a.toml:1: policy.tolerance: expected at most 18 digits before and 8 after the point, "
        "got a number of more than 80 digits",
    ),
    "number-without-end-for-a-word": (
        f"lang = 0x{'f' * 5000}",
        "a.toml:1: lang: unknown value a number of more than 80 digits; known: en, it",
    ),
    "nesting": (f"lang = 'it'\nrules = {'[' * 5000}\n{']' * 5000}\n", f"a.toml:2: {NESTING}"),
    "nesting-and-nonsense": (f"x = {'[' * 5000}\n]", f"a.toml:1: {NESTING}"),
    "key-that-is-endless": (f"{'k' * 100_000} = 1", f"a.toml:1: {'k' * 79}…: unknown key; known: {KEYS}"),
    "key-that-forges-a-line": (
        r'"\u001b[31m\n::error::" = 1',
        rf"a.toml:1: \x1b[31m\n::error::: unknown key; known: {KEYS}",
    ),
    "code-that-is-endless": (
        f"disable = ['{'X' * 100_000}']",
        f"a.toml:1: disable: unknown rule code '{'X' * 80}'; known: {KNOWN}",
    ),
    "rate": ('policy.extra_vat_rates = ["7,3"]', 'a.toml:1: policy.extra_vat_rates: expected a number, got "7,3"'),
    "rates-type": ("policy.extra_vat_rates = 7", "a.toml:1: policy.extra_vat_rates: expected a list, got the number 7"),
    "day": (
        "policy.as_of = 2026-04-01T10:00:00",
        "a.toml:1: policy.as_of: expected a date as YYYY-MM-DD, got a value of type datetime",
    ),
    "threshold": (
        'fail-on = "errors"',
        'a.toml:1: fail-on: unknown value "errors"; did you mean error? known: error, warning, never',
    ),
    "language": ('lang = "de"', 'a.toml:1: lang: unknown value "de"; known: en, it'),
    "profile-type": ("profile.x = 5", "a.toml:1: profile.x: expected a table, got the number 5"),
    "no-toml": ("lang = \n", "a.toml: expected TOML in UTF-8: Invalid value (at line 1, column 8)"),
    "no-text": (
        b"\xff",
        "a.toml: expected TOML in UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    ),
    "twice": (
        'lang = "it"\nlang = "en"',
        "a.toml: expected TOML in UTF-8: Cannot overwrite a value (at end of document)",
    ),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_named_with_its_line_and_what_was_meant(load: Load, text: str | bytes, line: str) -> None:
    with pytest.raises(InvalidConfig) as refused:
        load(text)
    assert str(refused.value) == line
    assert isinstance(refused.value, ParzoValidateError)


def test_what_is_said_of_one_problem_has_a_thousand_characters_at_most() -> None:
    assert str(Problem(("key",), lambda: "x" * 995)) == "key: " + "x" * 995
    assert str(Problem(("key",), lambda: "x" * 996)) == "key: " + "x" * 994 + "…"


def test_all_that_is_wrong_is_named_at_once(load: Load) -> None:
    with pytest.raises(InvalidConfig) as refused:
        load('lagn = 1\npolicy.tolerance = "x"\n')
    assert [line.split(" ")[0] for line in str(refused.value).splitlines()] == ["a.toml:2:", "a.toml:1:"]
    with pytest.raises(InvalidConfig) as refused:
        load('disable = ["X_Y"]\nprofile.x.disable = ["Y_X"]\n')
    assert [line.split(" ")[0] for line in str(refused.value).splitlines()] == ["a.toml:1:", "a.toml:2:"]


def test_of_very_many_problems_the_first_are_named_and_the_others_counted(load: Load) -> None:
    for text in ("".join(f"key{number} = 1\n" for number in range(500)), f"disable = {[f'X_{n}' for n in range(500)]}"):
        with pytest.raises(InvalidConfig) as refused:
            load(text)
        *named, more = str(refused.value).splitlines()
        assert (len(named), more) == (50, "and 450 more")


def test_refusing_reads_a_file_once_more_and_no_oftener(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in the characters that Python's reader is given."""
    given = 0
    loads = tomllib.loads

    def counting(text: str, **options: Any) -> dict[str, Any]:
        nonlocal given
        given += len(text)
        return loads(text, **options)

    monkeypatch.setattr(tomllib, "loads", counting)
    text = "".join(f"[profile.c{number}]\nlang = 'it'\ndisable = [\n'INVALID_TOTAL',\n]\n" for number in range(400))
    with pytest.raises(InvalidConfig, match=r"^a.toml:2002: profile.z.lagn: unknown key; did you mean lang\?"):
        load(f"{text}[profile.z]\nlagn = 1\n")
    assert given <= 2 * len(text) + 100


@pytest.mark.slow
def test_no_depth_of_nesting_is_an_error_of_another_kind(load: Load) -> None:
    for depth in range(1, 1100, 7):
        with pytest.raises(InvalidConfig, match=r"^a.toml:[12]: "):  # 1 only at the very limit
            load(f"lang = 'it'\nrules = {'[' * depth}{']' * depth}\n")


def test_a_file_that_is_not_there_and_a_profile_that_is_not_in_it(load: Load) -> None:
    with pytest.raises(InvalidConfig, match=r"^b.toml: cannot read the file: No such file or directory$"):
        load_config("b.toml")
    with pytest.raises(InvalidConfig, match=r"^a.toml: unknown profile 'rosi'; did you mean rossi\? known: rossi, bi"):
        load(WHOLE, profile="rosi")


def test_line_ends_and_byte_order_marks_of_other_systems_do_no_harm(load: Load) -> None:
    assert load(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()) == load(WHOLE)
    with pytest.raises(InvalidConfig, match=r"^a\.toml:3: lagn: "):
        load(b'\xef\xbb\xbf# one\r\n# two\r\nlagn = "it"\r\n')


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('a = """\nb = 1\n"""\nb = 2', ["b"], 4),
        ("[x]\ny.z = 1\ny.w = 2", ["x", "y", "w"], 3),
        ('"x y"."z" = 1', ["x y", "z"], 1),
        ("[a]\n[b]\n[b.c]\n", ["b", "c"], 3),
        ("a = [\n1,\n2]", ["a"], 1),
        ("# a\n\na = [\n'x', \"y\",\n]\n", ["a", "y"], 4),
        ("a = ['\\u0041',\n'x']", ["a", "\\u0041"], 1),
    ],
)
def test_the_line_is_that_of_the_key_or_of_the_item(text: str, path: list[str], line: int) -> None:
    assert TomlLines(text).line_of(path) == line


def test_a_statement_at_the_very_limit_of_nesting_has_the_line_of_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = tomllib.loads

    def at_the_limit(text: str) -> dict[str, Any]:
        if text.startswith("rules"):
            raise RecursionError
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", at_the_limit)
    lines = TomlLines("lang = 'it'\n[profile.x]\nrules = [[]]\nlang = 'it'\n")
    assert [lines.line_of(["profile", "x", key]) for key in ("rules", "lang")] == [2, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1", 1),
        ("a = \nb = 1\nc = " + "9" * 5000, 3),
        ("a = [\n\n" + "[" * 5000, 1),
        ('a = """\n[\n"""\nb = ' + "9" * 5000, 4),
    ],
    ids=["none", "behind-another-fault", "never-closed", "behind-a-text"],
)
def test_the_line_of_what_python_cannot_read(text: str, line: int) -> None:
    assert line_that_python_cannot_read(text) == line


MISSPELT = st.sampled_from(
    [
        *((name, ()) for name in ("rules", "disable", "severity", "plugins", "policy", "fail_on", "lang", "profile")),
        *((name, ("policy",)) for name in PolicySection.model_fields),
        *((name, ("profile", "rossi")) for name in ("rules", "disable", "fail_on")),
        *((code, ("severity",)) for code in CODES),
    ]
)


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str, tuple[str, ...]]:
    """Draw a name, the same with one slip of the finger, and where it stands."""
    name, place = draw(MISSPELT)
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from("aeionrstAEIONRST_"))
    slips = [name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :]]
    slips.append(name[:at] + name[at : at + 2][::-1] + name[at + 2 :])
    slip = draw(st.sampled_from(slips).filter(lambda slip: slip not in {"", *CODES, *Settings.model_fields, name}))
    return name, slip, place


@given(misspelt())
def test_every_misspelt_key_or_code_is_refused_with_the_one_that_was_meant(
    scratch: Path, drawn: tuple[str, str, tuple[str, ...]]
) -> None:
    name, slip, place = drawn
    document: dict[str, Any] = {slip: "error"}
    for table in reversed(place):
        document = {table: document}
    scratch.write_text(f"# a comment\n{dump_toml(document)}", encoding="utf-8")
    with pytest.raises(InvalidConfig) as refused:
        load_config(scratch)
    said = str(refused.value)
    assert "unknown" in said
    assert repr(slip) in said or f"{slip}: unknown" in said
    assert name in said.split("did you mean ")[1].split("?")[0].split(" or ")
    assert said.startswith(f"{scratch}:{2 + bool(place)}: ")


CODE_LISTS = st.lists(st.sampled_from(CODES), max_size=4)
AMOUNTS = st.decimals(0, 10**9, places=4) | st.integers(0, 10**9) | st.integers(0, 99).map(str)
POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "tolerance": AMOUNTS,
        "accepted_causes": st.lists(st.sampled_from(sorted(CAUSES)), max_size=4),
        "extra_vat_rates": st.lists(AMOUNTS, max_size=4),
        "own_vat_numbers": st.lists(st.sampled_from(["IT12345678903", "it 0074 3110157", "DE136695976"]), max_size=2),
        "as_of": st.dates() | st.dates().map(str),
    },
)
SETTINGS = {
    "rules": st.sampled_from(["default", "extended"]) | CODE_LISTS,
    "disable": CODE_LISTS,
    "severity": st.dictionaries(st.sampled_from(CODES), st.sampled_from(["error", "warning"])),
    "plugins": st.booleans() | st.just([]),
    "policy": POLICIES,
    "fail_on": st.sampled_from(["error", "warning", "never"]),
    "lang": st.sampled_from(["en", "it"]),
}
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PROFILES = st.dictionaries(NAMES, st.fixed_dictionaries({}, optional=SETTINGS), max_size=3)
DOCUMENTS = st.fixed_dictionaries({}, optional={**SETTINGS, "profile": PROFILES})


def dotted(document: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a document as TOML in another style than ours: a line for each value, nothing in a table of its own."""
    for key, value in document.items():
        if isinstance(value, Mapping):
            yield from dotted(value, (*path, key))
        else:
            keys = ".".join(json.dumps(step, ensure_ascii=False).replace("\x7f", "\\u007F") for step in (*path, key))
            yield f"{keys} = {dump_toml({'x': value}).removeprefix('x = ')}"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("config") / "a.toml"


READER = """
import json, sys
from pathlib import Path
from parzo_validate.config import load_config
path = Path(sys.argv[1])
for line in sys.stdin:
    path.write_text(json.loads(line), encoding="utf-8")
    config = load_config(path)
    rulesets = [str(config.ruleset), {name: str(profile.ruleset) for name, profile in config.profiles.items()}]
    print(json.dumps(rulesets), flush=True)
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], object]]:
    """Return a function that tells the rulesets of a configuration, asked in another process with other hashes."""
    path = tmp_path_factory.mktemp("elsewhere") / "b.toml"
    command = [sys.executable, "-c", READER, str(path)]
    environment = os.environ | {"PYTHONHASHSEED": "271828"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as other:

        def rulesets(text: str) -> object:
            assert other.stdin is not None
            assert other.stdout is not None
            print(json.dumps(text), file=other.stdin, flush=True)
            return json.loads(other.stdout.readline())

        yield rulesets
        other.communicate()


@given(DOCUMENTS)
def test_a_configuration_survives_a_round_trip_and_means_the_same_in_another_process(
    scratch: Path, elsewhere: Callable[[str], object], document: dict[str, Any]
) -> None:
    scratch.write_text("\n".join(dotted(document)), encoding="utf-8")
    try:
        config = load_config(scratch)
    except InvalidConfig as error:
        assume("no rule is left" not in str(error))
        raise
    scratch.write_text(config.to_toml(), encoding="utf-8")
    again = load_config(scratch)
    assert again == config
    profiles = {name: str(profile.ruleset) for name, profile in config.profiles.items()}
    assert elsewhere(config.to_toml()) == [str(config.ruleset), profiles]
    for profile in config.profiles.values():
        scratch.write_text(profile.to_toml(), encoding="utf-8")
        assert load_config(scratch) == profile


@given(DOCUMENTS)
def test_what_is_written_is_what_python_reads(document: dict[str, Any]) -> None:
    assert tomllib.loads(dump_toml(document), parse_float=Decimal) == document


SCHEMA = jsonschema.Draft202012Validator(ConfigFile.model_json_schema())
"""Made once: ``jsonschema.validate`` checks the schema itself whenever it is called."""


def as_json(value: object) -> Any:
    """Return what an editor gives to the schema for a TOML value."""
    return json.loads(
        json.dumps(value, default=lambda other: float(other) if isinstance(other, Decimal) else str(other))
    )


@given(DOCUMENTS)
def test_the_schema_accepts_what_loads(document: dict[str, Any]) -> None:
    SCHEMA.validate(as_json(document))


def test_the_schema_is_one_and_says_what_counts_where_a_file_is_silent() -> None:
    schema: Any = SCHEMA.schema
    SCHEMA.check_schema(schema)
    silent, keys = Config(), schema["properties"]
    assert {key: keys[key]["default"] for key in keys.keys() - {"policy"}} == {
        "rules": "default",
        "disable": [],
        "severity": {},
        "plugins": False,
        "fail_on": silent.fail_on,
        "lang": silent.lang,
        "profile": {},
    }
    policy = schema["$defs"]["PolicySection"]["properties"]
    assert Policy(**{key: about["default"] for key, about in policy.items()}) == silent.policy
    assert all("description" in about for about in (*keys.values(), *policy.values()) if about != keys["policy"])


@pytest.mark.parametrize(
    "name",
    [
        *("key", "key-of-the-policy", "key-of-a-profile", "weight", "threshold", "language", "table", "cause"),
        *("tolerance", "charges"),
    ],
)
def test_the_schema_refuses_what_an_editor_should_underline(name: str) -> None:
    text = REFUSED[name][0]
    assert isinstance(text, str)
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(as_json(tomllib.loads(text)))


def test_plugins_count_where_the_file_says_so(load: Load, install: Install) -> None:
    module = install(made("ACME_ONE", "one") + "RULES = one")
    install(made("BETA_ONE", "one"), "beta", "beta = {module}:one")
    assert module not in sys.modules
    assert load("").table == load("plugins = false").table == DEFAULT_TABLE
    assert module not in sys.modules
    assert [rule.code for rule in load("plugins = true").table][5:] == ["ACME_ONE", "BETA_ONE"]
    assert [rule.code for rule in load('plugins = ["beta"]\nrules = "extended"').table] == [*CODES, "BETA_ONE"]
    only = load('plugins = true\nrules = ["INVALID_TOTAL", "ACME_ONE"]\nseverity.ACME_ONE = "error"').table
    assert [(rule.code, str(rule.severity)) for rule in only] == [("INVALID_TOTAL", "error"), ("ACME_ONE", "error")]
    with pytest.raises(InvalidConfig, match=r"^a.toml:1: disable: unknown rule code 'ACME_ONE'; "):
        load('disable = ["ACME_ONE"]')
    with pytest.raises(InvalidConfig, match=r"did you mean ACME_ONE or .*, ACME_ONE, BETA_ONE$"):
        load('plugins = true\ndisable = ["ACM_ONE"]')


def test_a_profile_may_leave_out_a_plugin_that_the_others_weigh(load: Load, install: Install) -> None:
    install(made("ACME_ONE", "one") + "RULES = one")
    text = """
    plugins = true
    rules = ["INVALID_TOTAL", "ACME_ONE"]
    disable = ["ACME_ONE"]
    severity.ACME_ONE = "error"
    [profile.rossi]
    plugins = false
    """
    rossi = load(text, profile="rossi")
    assert [rule.code for rule in rossi.table] == ["INVALID_TOTAL"]
    assert load(rossi.to_toml()) == rossi


def test_a_broken_plugin_is_raised_or_skipped_and_listed(load: Load, install: Install) -> None:
    install("import nowhere_at_all")
    install(made("BETA_ONE", "one"), "beta", "beta = {module}:one")
    with pytest.raises(PluginError, match="plugin acme-rules "):
        load("plugins = true")
    config = load("plugins = true", on_error="skip")
    assert [rule.code for rule in config.table][5:] == ["BETA_ONE"]
    assert [error.distribution for error in config.discovery.skipped] == ["acme-rules 1.2.0"]
    with pytest.raises(
        InvalidConfig, match=r"unknown rule code 'ACME_ONE'; .*; skipped plugin acme-rules 1.2.0, entry"
    ):
        load('plugins = true\ndisable = ["ACME_ONE"]', on_error="skip")


def test_each_choice_of_plugins_is_looked_for_once(
    load: Load, install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install("import nowhere_at_all")
    config = load('plugins = true\n[profile.x]\nlang = "it"\n[profile.y]\nplugins = ["acme-rules"]\n', on_error="skip")
    assert len(caplog.messages) == 2
    config.profiles["x"].with_settings({"lang": "en"}, on_error="skip")
    assert len(caplog.messages) == 2


def test_settings_may_count_instead_for_one_request(load: Load) -> None:
    rossi = load(WHOLE, profile="rossi")
    other = rossi.with_settings({"rules": "extended", "policy": {"tolerance": 0}})
    assert (other.table, other.policy.tolerance) == (
        EXTENDED_TABLE.with_severity({"DATE_INCOHERENCE": "error"}),
        Decimal(0),
    )
    assert (other.policy.as_of, other.lang) == (rossi.policy.as_of, "it")
    assert rossi == load(WHOLE, profile="rossi")
    with pytest.raises(InvalidConfig, match=r"^lagn: unknown key; did you mean lang\?"):
        rossi.with_settings({"lagn": "it"})
    with pytest.raises(InvalidConfig, match=r"^policy: expected a table, got the number 5"):
        rossi.with_settings({"policy": 5})


def test_configs_are_values(load: Load) -> None:
    assert load(WHOLE) == load(WHOLE)
    assert load(WHOLE) != load(WHOLE, profile="rossi")
    assert isinstance(load(WHOLE).table, RuleTable)
    assert len({load(WHOLE), load(WHOLE), load(WHOLE, profile="rossi"), Config()}) == 3
    with pytest.raises(AttributeError):
        Config().lang = Language.IT  # type: ignore[misc]


def test_settings_are_frozen_through_and_through(load: Load) -> None:
    config = load(WHOLE)
    with pytest.raises(TypeError, match="belongs to a frozen value"):
        config.settings["policy"]["tolerance"] = 9
    assert isinstance(config.settings["policy"]["accepted_causes"], tuple)
    assert isinstance(config.settings["profile"]["rossi"], FrozenDict)
    assert load(config.to_toml()) == config


@pytest.mark.parametrize(
    ("section", "key"), [(ConfigFile(), "profile"), (Settings(), "lang"), (PolicySection(), "tolerance")]
)
def test_a_section_that_was_read_does_not_change(section: BaseModel, key: str) -> None:
    with pytest.raises(ValidationError, match="Instance is frozen"):
        setattr(section, key, None)


def test_a_key_may_have_hyphens(load: Load) -> None:
    hyphens = load(
        'fail-on = "warning"\n[policy]\nas-of = 2026-04-01\n[profile.a-b]\nfail-on = "never"\n'
        "[profile.a-b.policy]\naccepted-causes = []\n"
    )
    underscores = load(
        'fail_on = "warning"\n[policy]\nas_of = 2026-04-01\n[profile.a-b]\nfail_on = "never"\n'
        "[profile.a-b.policy]\naccepted_causes = []\n"
    )
    assert hyphens == underscores
    assert hyphens.to_toml() == underscores.to_toml()
    assert hyphens.profiles["a-b"].policy == Policy(as_of="2026-04-01", accepted_causes=())
    assert hyphens.with_settings({"fail-on": "never"}) == underscores.with_settings({"fail_on": "never"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fail_on": "errors"}, "'errors' is not a valid Threshold"),
        ({"lang": "de"}, "'de' is not a valid Language"),
    ],
)
def test_a_config_made_by_hand_refuses_a_choice_that_there_is_not(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Config(**changes)
