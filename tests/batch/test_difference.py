"""Two runs over the same documents: what the new one flags more and less."""

import json
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Policy
from parzo_validate.batch import validate_stream
from parzo_validate.batch.difference import Example, NotComparable, Reread, difference
from parzo_validate.engine.ruleset import Ruleset
from tests.helpers.builders import Command, File

NET_TO_PAY = {"financials": {"subtotal": 1000, "tax_amount": 220, "withholding_tax": 200, "total": 1020}}
ZERO = {"financials": {"subtotal": 0, "tax_amount": 0, "total": 0}}
DOCUMENTS = [json.dumps(document) for document in (NET_TO_PAY, ZERO, {}, NET_TO_PAY, NET_TO_PAY)] + ["{"]


def run(**options: Any) -> list[str]:
    return [outcome.to_json() for outcome in validate_stream(DOCUMENTS, **options)]


BEFORE = run()
NOW = run(table=DEFAULT_TABLE.without("INVALID_TOTAL"), policy=Policy(accepted_causes=["net_of_withholding"]))


def test_flags_that_came_and_went_are_counted_with_examples() -> None:
    found = difference(BEFORE, NOW, examples=2)
    assert (found.documents, found.changed) == (6, 4)
    assert list(found.codes) == ["ARITHMETIC_MISMATCH", "INVALID_TOTAL"]
    change = found.codes["ARITHMETIC_MISMATCH"]
    assert (change.added, change.removed, change.examples_added) == (0, 3, [])
    message = json.loads(BEFORE[0])["flags"][0]["message"]
    assert change.examples_removed == [Example(f"line {n}", "/financials/total", message) for n in (1, 4)]
    assert found.verdicts == {"review": {"incomplete": 4}}
    assert found.old_ruleset == Ruleset.from_dict(json.loads(BEFORE[0])["ruleset"])
    assert found.new_ruleset == Ruleset.from_dict(json.loads(NOW[0])["ruleset"])


def test_the_other_way_round_what_went_has_come() -> None:
    found, back = difference(BEFORE, NOW), difference(NOW, BEFORE)
    assert {code: (change.added, change.removed) for code, change in back.codes.items()} == {
        code: (change.removed, change.added) for code, change in found.codes.items()
    }
    assert back.verdicts == {"incomplete": {"review": 4}}


def test_equal_runs_do_not_differ() -> None:
    found = difference(BEFORE, BEFORE)
    assert (found.documents, found.changed, found.codes, found.verdicts) == (6, 0, {}, {})
    assert difference([], []).documents == 0


NO_LINE = "line 1: expected a line as batch writes it; is the file whole?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (BEFORE, BEFORE[:-1], "new has 5 documents, old has more; were the inputs the same?"),
        (BEFORE[:2], BEFORE, "old has 2 documents, new has more; were the inputs the same?"),
        (
            BEFORE,
            BEFORE[1:],
            "line 1 of old is for line 1, that of new for line 2; compare runs over the same inputs, named in the same "
            "way",
        ),
        (BEFORE, ["{"], f"new, {NO_LINE}"),
        (['{"source": 5, "flags": []}'], BEFORE, f"old, {NO_LINE}"),
        (['{"source": "line 1"}'], BEFORE, f"old, {NO_LINE}"),
        (["[]"], BEFORE, f"old, {NO_LINE}"),
        (['{"source": "line 1", "flags": null}'], BEFORE, f"old, {NO_LINE}"),
        (['{"source": "line 1", "flags": [{"code": "X", "path": "/a"}]}'], BEFORE, f"old, {NO_LINE}"),
        (['{"source": "line 1", "flags": [], "coerced": [{}]}'], BEFORE, f"old, {NO_LINE}"),
        (['{"source": "line 1", "flags": [], "unreadable": 5}'], BEFORE, f"old, {NO_LINE}"),
    ],
    ids=[
        "new-ends",
        "old-ends",
        "other-documents",
        "no-json",
        "no-source",
        "no-answer",
        "no-object",
        "no-flags",
        "no-flag",
        "no-coerced",
        "no-unreadable",
    ],
)
def test_what_does_not_belong_together_is_refused(old: list[str], new: list[str], message: str) -> None:
    with pytest.raises(NotComparable) as refused:
        difference(old, new)
    assert str(refused.value) == message


PRINTED = json.dumps({"financials": {"total": "1,50"}, "vendor": {"name": "Rossi", "city": "n/a"}})


def reread(line: str, **changes: Any) -> str:
    return json.dumps(json.loads(line) | changes)


def test_a_value_that_is_read_otherwise_is_a_difference(parzo: Command, file: File) -> None:
    [line] = [outcome.to_json() for outcome in validate_stream([PRINTED])]
    coerced = json.loads(line)["coerced"]
    assert [read["read_as"] for read in coerced] == [None, "1.50"]
    as_before = [read | {"given": "as another version cuts it"} for read in coerced]
    assert difference([line], [reread(line, coerced=as_before)]).changed == 0
    old = reread(
        line, coerced=[coerced[0] | {"read_as": "n/a"}], unreadable=[{"path": "/financials/total", "reason": "x"}]
    )
    found = difference([old], [line])
    assert (found.changed, found.reread, found.codes) == (1, 2, {})
    assert found.examples_reread == [
        Reread("line 1", "/vendor/city", "read as n/a", "read as nothing"),
        Reread("line 1", "/financials/total", "unreadable", "read as 1.50"),
    ]
    assert difference([old] * 2, [line] * 2, examples=3).reread == 4
    assert len(difference([old] * 2, [line] * 2, examples=3).examples_reread) == 3
    names = file("old.jsonl", old), file("new.jsonl", line)
    code, output, _ = parzo("diff", *names, "--examples", "1")
    assert (code, output.splitlines()[2:]) == (
        1,
        [
            "values read otherwise: 2",
            "  line 1  /vendor/city",
            "    read as n/a before, read as nothing now",
        ],
    )
    answer = json.loads(parzo("diff", *names, "--format", "json", "--examples", "1")[1])
    assert (answer["reread"], answer["examples_reread"]) == (
        2,
        [{"document": "line 1", "path": "/vendor/city", "before": "read as n/a", "after": "read as nothing"}],
    )


def test_an_older_version_read_what_stands_there_and_a_document_without_a_report_was_not_read() -> None:
    [line] = [outcome.to_json() for outcome in validate_stream([PRINTED])]
    answer = json.loads(line)
    older = json.dumps({key: value for key, value in answer.items() if key != "coerced"})
    assert [(one.before, one.after) for one in difference([older], [line]).examples_reread] == [
        ("read as it stands", "read as nothing"),
        ("read as it stands", "read as 1.50"),
    ]
    assert [one.after for one in difference([line], [older]).examples_reread] == ["read as it stands"] * 2
    refused = json.dumps({"source": "line 1", "error": "x"})
    assert (difference([refused], [line]).reread, difference([line], [refused]).reread) == (0, 0)


def test_a_flag_that_weighs_otherwise_is_a_difference(parzo: Command, file: File) -> None:
    lighter = run(table=DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"}))
    found = difference(BEFORE, lighter)
    assert {code: (change.added, change.removed, change.severity_changed) for code, change in found.codes.items()} == {
        "INVALID_TOTAL": (0, 0, 1)
    }
    assert (found.changed, found.verdicts) == (1, {})
    code, output, _ = parzo("diff", file("old.jsonl", "\n".join(BEFORE)), file("new.jsonl", "\n".join(lighter)))
    assert (code, output.splitlines()[-1]) == (1, "INVALID_TOTAL: 0 added, 0 removed, 1 of another severity")


def test_what_0_2_0_wrote_is_compared_too() -> None:
    """It wrote the name of the document, and the ruleset as one text."""
    lines = [json.loads(line) for line in BEFORE]
    older = [
        {key: value for key, value in line.items() if key != "line"}
        | {"source": f"line {number}", "ruleset": "0.2.0+70b3a6f1.5d21c0aa"}
        for number, line in enumerate(lines, start=1)
    ]
    found = difference(map(json.dumps, older), BEFORE)
    assert (found.documents, found.changed) == (6, 0)
    assert found.old_ruleset == Ruleset("0.2.0", "70b3a6f1", "5d21c0aa")
    assert found.new_ruleset == Ruleset.from_dict(lines[0]["ruleset"])


def test_the_command_shows_codes_and_examples(parzo: Command, file: File) -> None:
    names = file("old.jsonl", "\n".join(BEFORE)), file("new.jsonl", "\n".join(NOW))
    code, output, errors = parzo("diff", *reversed(names), "--examples", "1")
    assert (code, errors) == (1, "")
    lines = output.splitlines()
    assert lines[0] == "6 documents, 4 with a difference"
    assert lines[2] == "  incomplete -> review: 4"
    assert "ARITHMETIC_MISMATCH: 3 added, 0 removed" in lines
    assert lines[lines.index("INVALID_TOTAL: 1 added, 0 removed") + 1] == "  + line 2  /financials/total"
    assert "  - line 1  /financials/total" in parzo("diff", *names)[1]


def test_the_command_prints_json(parzo: Command, file: File) -> None:
    names = file("old.jsonl", "\n".join(BEFORE)), file("new.jsonl", "\n".join(NOW))
    code, output, _ = parzo("diff", *names, "--format", "json")
    answer = json.loads(output)
    assert code == 1
    assert answer["verdicts"] == {"review": {"incomplete": 4}}
    assert [(code, change["added"], change["removed"]) for code, change in answer["codes"].items()] == [
        ("ARITHMETIC_MISMATCH", 0, 3),
        ("INVALID_TOTAL", 0, 1),
    ]
    assert answer["codes"]["ARITHMETIC_MISMATCH"]["examples_removed"][0]["document"] == "line 1"


def test_the_command_says_when_there_is_nothing(parzo: Command, file: File) -> None:
    old = file("old.jsonl", "\n".join(BEFORE))
    assert parzo("diff", old, old)[::2] == (0, "")


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"source": "a", "verdict": ["clean"], "flags": []}',
        '{"source": "a", "ruleset": 1, "flags": []}',
        '{"source": "a", "ruleset": {"version": "0.2.0"}, "flags": []}',
        '{"source": "a", "line": "1", "flags": []}',
        '{"verdict": "clean", "flags": []}',
        '{"source": "a", "verdict": ' + "9" * 5000 + "}",
    ],
    ids=["nested", "verdict", "ruleset", "part-of-a-ruleset", "line", "source", "number"],
)
def test_a_line_of_another_program_is_refused_plainly(parzo: Command, file: File, line: str) -> None:
    code, output, errors = parzo("diff", file("a.jsonl", line), "a.jsonl")
    assert (code, output) == (2, "")
    assert errors == "parzo-validate: a.jsonl, line 1: expected a line as batch writes it; is the file whole?\n"


def test_what_the_lines_hold_is_shown_like_foreign_text(parzo: Command, file: File) -> None:
    foreign = "\x1b[31m\n"
    flag = {"code": f"C{foreign}", "severity": "error", "path": f"/p{foreign}", "message": f"m{foreign}"}
    answer = {"source": f"s{foreign}", "verdict": f"v{foreign}", "flags": [], "ruleset": f"r{foreign}"}
    names = file("old.jsonl", answer), file("new.jsonl", answer | {"flags": [flag], "verdict": "review"})
    shown = r"\x1b[31m\n"
    assert parzo("diff", *names)[1].splitlines() == [
        "1 document, 1 with a difference",
        f"ruleset r{shown} before, r{shown} now",
        f"  v{shown} -> review: 1",
        f"C{shown}: 1 added, 0 removed",
        f"  + s{shown}  /p{shown}",
        f"    m{shown}",
    ]
    assert all(line.isprintable() for line in parzo("diff", *names, "--format", "json")[1].splitlines())
