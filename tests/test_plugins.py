"""Plugins: found only when asked, in one order everywhere, and a broken one says what is wrong and with whom."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from parzo_validate import DEFAULT_TABLE, ParzoValidateError, __version__, validate
from parzo_validate.plugins import Discovery, PluginError, discover
from tests.helpers.builders import Install, made


def codes(found: Discovery) -> list[str]:
    return [rule.code for rule in found]


def test_without_plugins_nothing_is_found() -> None:
    assert discover() == Discovery((), ())
    assert DEFAULT_TABLE.with_rules(*discover()) == DEFAULT_TABLE


def test_rules_come_by_distribution_then_by_entry_point_then_as_listed(install: Install) -> None:
    two = made("ZETA_TWO", "two") + made("ZETA_ONE", "one")
    install(two + "RULES = [two, one]\nLATER = two", "zeta-rules", "b = {module}:LATER_\na = {module}:RULES")
    install(made("ACME_ONE", "one") + "RULES = one", "Acme.Rules")
    install(made("MID_ONE", "one"), "mid", "mid = {module}:one")
    found = discover(["zeta_rules", "ACME-RULES", "mid"], on_error="skip")
    assert codes(found) == ["ACME_ONE", "MID_ONE", "ZETA_TWO", "ZETA_ONE"]
    assert [rule.origin for rule in found] == ["acme-rules 1.2.0", "mid 1.2.0", *["zeta-rules 1.2.0"] * 2]
    assert [error.entry_point.split(" ")[0] for error in found.skipped] == ["b"]
    assert len(found) == 4


def test_a_plugin_runs_after_the_built_in_rules(install: Install) -> None:
    install(made("ACME_ONE", "one") + "RULES = (one,)")
    report = validate({"financials": {"total": 0}}, table=DEFAULT_TABLE.with_rules(*discover()), strict=True)
    assert report.codes == ("INVALID_TOTAL", "ACME_ONE")
    assert validate({"financials": {"total": 0}}).codes == ("INVALID_TOTAL",)


def test_a_set_of_rules_has_the_same_order_in_every_process(install: Install) -> None:
    names = [f"r{number}" for number in range(8)]
    install("".join(made(f"ACME_{name.upper()}", name) for name in names) + f"RULES = {{{', '.join(names)}}}")
    assert codes(discover()) == [f"ACME_{name.upper()}" for name in names]


def test_a_distribution_that_is_twice_on_the_path_counts_once_as_the_first(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(made("ACME_OLD", "one") + "RULES = one", "acme-rules", version="1.0.0", folder=tmp_path / "later")
    install(made("ACME_NEW", "one") + "RULES = one", "acme-rules", version="2.0.0")
    for version in ("0.9.0", "3.0.0"):
        install(made("ACME_LEFT", "one") + "RULES = one", "~cme-rules", version=version, folder=tmp_path / "sooner")
        left_behind = tmp_path / "sooner" / f"~cme_rules-{version}.dist-info" / "METADATA"
        left_behind.write_text(f"Metadata-Version: 2.1\nName: acme_rules\nVersion: {version}\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "sooner"), *sys.path, str(tmp_path / "later"), str(tmp_path)])
    assert [(rule.code, rule.origin) for rule in discover()] == [("ACME_NEW", "acme-rules 2.0.0")]


ONE = made("ACME_ONE", "one")
NO_RULE = "is not a Rule; decorate the check with @rule(code=..., ...)"
OWNER = "MODULE.one (acme-rules 1.2.0)"
BROKEN = {
    "import": ("import nowhere_at_all", "it cannot be loaded: ModuleNotFoundError: No module named 'nowhere_at_all'"),
    "syntax": ("RULES = (", "it cannot be loaded: SyntaxError: '(' was never closed (MODULE.py, line 2)"),
    "exit-code-of-the-author": ("raise RuntimeError('no licence')", "it cannot be loaded: RuntimeError: no licence"),
    "broken-rule": (
        made("ACME"),
        "it cannot be loaded: InvalidRule: rule code 'ACME': expected UPPER_SNAKE with at least two words, such as "
        "ACME_PO_MISSING",
    ),
    "no-such-name": ("", "it cannot be loaded: AttributeError: module 'MODULE' has no attribute 'RULES'"),
    "function": ("def RULES(invoice, policy): ...", f"<function RULES> {NO_RULE}"),
    "number": ("RULES = 5", f"5 {NO_RULE}"),
    "list-of-others": (ONE + "RULES = [one, 'two']", f"'two' {NO_RULE}"),
    "exit": ("raise SystemExit(0)", "it cannot be loaded: SystemExit: 0"),
    "unspeakable": (
        "from tests.helpers.hostile import Unspeakable\nraise Unspeakable",
        "it cannot be loaded: Unspeakable: (it cannot say)",
    ),
    "unspeakable-rule": (
        "from tests.helpers.hostile import Unspeakable\nRULES = [Unspeakable()]",
        "it cannot be loaded: RuntimeError: class",
    ),
    "forged": (
        "raise RuntimeError('\\x1b[31m\\nskipped nothing')",
        r"it cannot be loaded: RuntimeError: \x1b[31m\nskipped nothing",
    ),
    "endless": ("raise RuntimeError('x' * 10_000_000)", "it cannot be loaded: RuntimeError: " + "x" * 299 + "…"),
    "endless-representation": ("RULES = ['x' * 1000]", "'" + "x" * 998 + "…"),
    "forged-representation": (
        "RULES = [type('A', (), {'__repr__': lambda _: '\\n'})()]",
        rf"\n {NO_RULE}",
    ),
    "empty": ("RULES = []", "it holds no rule; put them into a tuple (an iterator is empty the second time)"),
    "iterator-that-raises": (
        "RULES = (1 / 0 for _ in 'a')",
        "it cannot be loaded: ZeroDivisionError: division by zero",
    ),
    "unprefixed": (
        made("PO_MISSING", "one") + "RULES = one",
        f"code PO_MISSING of {OWNER} lacks the prefix ACME_; name it ACME_PO_MISSING",
    ),
    "half-a-prefix": (
        made("ACMENUMBER_MISSING", "one") + "RULES = one",
        f"code ACMENUMBER_MISSING of {OWNER} lacks the prefix ACME_; name it ACME_ACMENUMBER_MISSING",
    ),
    "code-of-the-library": (
        made("INVALID_TOTAL", "one") + "RULES = one",
        "code INVALID_TOTAL is claimed by parzo_validate.rules.invalid_total.invalid_total "
        f"(parzo_validate {__version__}) and by {OWNER}; rename one",
    ),
    "code-of-the-extended-table": (
        made("CURRENCY_CONFLICT", "one") + "RULES = one",
        "code CURRENCY_CONFLICT is claimed by parzo_validate.extended.currency_conflict.currency_conflict "
        f"(parzo_validate {__version__}) and by {OWNER}; rename one",
    ),
    "twice-in-one": (ONE + "RULES = one, one", f"code ACME_ONE is claimed by {OWNER} and by {OWNER}; rename one"),
}
"""What a plugin may hold, and why it is refused; MODULE stands for its name."""


@pytest.mark.parametrize(("source", "cause"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_names_distribution_entry_point_and_cause(
    install: Install, caplog: pytest.LogCaptureFixture, source: str, cause: str
) -> None:
    module = install(source)
    install(made("BETA_ONE", "one"), "beta", "beta = {module}:one")
    with pytest.raises(PluginError) as refused:
        discover()
    assert isinstance(refused.value, ParzoValidateError)
    start = f"plugin acme-rules 1.2.0, entry point acme = {module}:RULES: "
    assert str(refused.value).startswith(start)
    assert re.sub(" at 0x[0-9a-f]+", "", refused.value.cause) == cause.replace("MODULE", module)
    with caplog.at_level(logging.WARNING, logger="parzo_validate"):
        found = discover(on_error="skip")
    assert codes(found) == ["BETA_ONE"]
    [skipped] = found.skipped
    assert str(skipped).startswith(start)
    assert caplog.record_tuples == [("parzo_validate", logging.WARNING, f"skipped {skipped}")]


def test_a_person_may_interrupt_an_import(install: Install) -> None:
    install("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        discover(on_error="skip")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("METADATA", None),
        ("METADATA", b"Metadata-Version: 2.1\n"),
        ("entry_points.txt", b"[parzo_validate.rules]\nx\n"),
    ],
    ids=["no-metadata", "no-name", "no-value"],
)
def test_a_distribution_that_is_damaged_costs_no_other_its_rules(
    install: Install, tmp_path: Path, name: str, content: bytes | None
) -> None:
    install(ONE + "RULES = one")
    install(made("BETA_ONE", "one"), "beta", "beta = {module}:one")
    damaged = tmp_path / "acme_rules-1.2.0.dist-info" / name
    damaged.unlink() if content is None else damaged.write_bytes(content)
    found = discover(on_error="skip")
    assert codes(found) == ["BETA_ONE"]
    [skipped] = found.skipped
    assert str(skipped).startswith(f"plugin in {tmp_path}: it cannot be read: ")


def test_a_damaged_distribution_that_brings_no_rules_is_nobodys_business(install: Install, tmp_path: Path) -> None:
    install(ONE + "RULES = one")
    other = tmp_path / "other-1.0.dist-info"
    other.mkdir()
    (other / "entry_points.txt").write_text("[console_scripts]\nx\n", encoding="utf-8")
    assert codes(discover()) == ["ACME_ONE"]


def test_a_clash_of_two_plugins_names_both_owners(install: Install) -> None:
    first = install(made("ACME_ONE", "one") + "RULES = one", "acme")
    second = install(made("ACME_ONE", "other") + "RULES = other", "acme-more", version="0.3")
    with pytest.raises(PluginError) as refused:
        discover()
    assert refused.value.cause == (
        f"code ACME_ONE is claimed by {first}.one (acme 1.2.0) and by {second}.other (acme-more 0.3); rename one"
    )
    assert (refused.value.distribution, refused.value.entry_point) == ("acme-more 0.3", f"acme = {second}:RULES")
    assert [rule.origin for rule in discover(on_error="skip")] == ["acme 1.2.0"]


@pytest.mark.parametrize(
    ("distribution", "entry_point", "code"),
    [
        ("acme", "rules", "ACME_ONE"),
        ("parzo-validate-acme", "rules", "ACME_ONE"),
        ("parzo-acme", "rules", "ACME_ONE"),
        ("contoso-rules", "cts.purchasing", "CTS_PURCHASING_ONE"),
    ],
)
def test_the_prefix_is_a_name_of_the_plugin(install: Install, distribution: str, entry_point: str, code: str) -> None:
    install(made(code, "one"), distribution, f"{entry_point} = {{module}}:one")
    assert codes(discover()) == [code]


def test_of_two_prefixes_the_distribution_is_proposed(install: Install) -> None:
    install(made("PO_MISSING", "one"), "contoso", "cts = {module}:one")
    with pytest.raises(PluginError, match=r"lacks the prefix CONTOSO_ or CTS_; name it CONTOSO_PO_MISSING$"):
        discover()


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_plugin_that_is_not_installed_is_refused_with_those_that_are(install: Install, on_error: str) -> None:
    install(ONE + "RULES = one")
    with pytest.raises(PluginError) as refused:
        discover(["acme-rulez"], on_error=on_error)  # type: ignore[arg-type]
    assert str(refused.value) == (
        "plugin acme-rulez: it brings no rules here; did you mean acme-rules? known: acme-rules"
    )


def test_none_is_installed_and_none_is_asked(install: Install) -> None:
    with pytest.raises(PluginError, match="it brings no rules here; known: none"):
        discover(["acme-rules"])
    install("raise RuntimeError('asked all the same')")
    assert discover([]) == Discovery()


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match=r"expected a list of names, got 'acme'; write \['acme'\]"):
        discover("acme")
    with pytest.raises(ValueError, match="on_error 'ignore': expected raise or skip"):
        discover(on_error="ignore")  # type: ignore[arg-type]


def test_an_exhausted_iterator_is_not_taken_for_no_rules(install: Install) -> None:
    install(ONE + "RULES = iter([one])")
    assert codes(discover()) == ["ACME_ONE"]
    with pytest.raises(PluginError, match="an iterator is empty the second time"):
        discover()


def test_a_plugin_is_imported_only_when_asked_for(install: Install, tmp_path: Path) -> None:
    module = install(ONE + "RULES = one")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import parzo_validate.plugins as plugins\n"
        f"before = {module!r} in sys.modules\n"
        "print(before, len(plugins.discover()), "
        f"{module!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False 1 True\n"
