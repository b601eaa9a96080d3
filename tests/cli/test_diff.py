"""The command diff: what it prints for a person."""

from tests.helpers.builders import Command, File

RULESET = "0.2.0+5a.5b"
BEFORE = ["clean", "clean", "review", "clean"]
NOW = ["review", "incomplete", "clean", "incomplete"]


def written(verdicts: list[str]) -> str:
    """Return lines as batch writes them, with these verdicts and no flag."""
    lines = [
        f'{{"source": "{number}.json", "verdict": "{verdict}", "flags": [], "ruleset": "{RULESET}"}}'
        for number, verdict in enumerate(verdicts)
    ]
    return "\n".join(lines)


def test_the_changes_of_verdict_are_counted_and_the_commonest_comes_first(parzo: Command, file: File) -> None:
    assert parzo("diff", file("old.jsonl", written(BEFORE)), file("new.jsonl", written(NOW))) == (
        1,
        "4 documents, 4 with a difference\n"
        "ruleset 0.2.0+5a.5b before, 0.2.0+5a.5b now\n"
        "  clean -> incomplete: 2\n"
        "  clean -> review: 1\n"
        "  review -> clean: 1\n",
        "",
    )
