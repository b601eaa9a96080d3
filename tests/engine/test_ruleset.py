"""The name of the question that was asked: how it is written, and how it differs from another one."""

import pytest

from parzo_validate.engine.ruleset import Ruleset

OURS = Ruleset("0.2.0", "5a", "5b")


@pytest.mark.parametrize(
    ("ruleset", "written"),
    [
        (Ruleset("0.2.0", "5a", "5b"), "0.2.0+5a.5b"),
        (Ruleset("0.2.0", "5a"), "0.2.0+5a."),
        (Ruleset("0.2.0", "", "5b"), "0.2.0+.5b"),
        (Ruleset("0.2.0"), "0.2.0"),
    ],
    ids=["all", "no-policy", "no-rules", "version-alone"],
)
def test_a_ruleset_is_written_with_the_fingerprints_that_it_has_and_read_again(ruleset: Ruleset, written: str) -> None:
    assert str(ruleset) == written
    assert Ruleset.from_dict(written) == ruleset


@pytest.mark.parametrize(
    ("theirs", "english", "italian"),
    [
        (Ruleset("0.1.0", "5a", "5b"), "the version differs", "la versione differisce"),
        (Ruleset("0.3.0", "5a", "5b"), "the version differs", "la versione differisce"),
        (Ruleset("0.2.0", "4a", "5b"), "the rules differ", "le regole differiscono"),
        (Ruleset("0.2.0", "6a", "5b"), "the rules differ", "le regole differiscono"),
        (Ruleset("0.2.0", "5a", "4b"), "the policy differs", "la configurazione differisce"),
        (Ruleset("0.2.0", "5a", "6b"), "the policy differs", "la configurazione differisce"),
        (
            Ruleset("0.3.0", "4a", "5b"),
            "the version and the rules differ",
            "la versione e le regole differiscono",
        ),
    ],
    ids=["older", "newer", "lesser-rules", "greater-rules", "lesser-policy", "greater-policy", "two-parts"],
)
def test_whatever_part_is_another_is_named(theirs: Ruleset, english: str, italian: str) -> None:
    difference = OURS.difference(theirs)
    assert difference == f"{english}: {theirs} on the server, 0.2.0+5a.5b in the report"
    assert difference.render("it") == f"{italian}: {theirs} sul server, 0.2.0+5a.5b nel rapporto"


def test_equal_rulesets_differ_in_nothing() -> None:
    assert OURS.difference(Ruleset("".join(["0.2", ".0"]), "5a", "5b")) == ""  # made apart, as those read from JSON
