"""The schemas that ``schema`` prints hold for what the commands print."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Policy
from parzo_validate.batch.difference import difference
from parzo_validate.batch.outcome import Outcome, judge
from parzo_validate.batch.summary import Summary
from parzo_validate.cli.schemas import Schema, json_schema
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.testing.strategies import hostile_json, jobs, results
from tests.helpers.builders import SAMPLE_JOB, Command, File

documents = hostile_json() | jobs().map(json.dumps) | results().map(json.dumps)


@cache
def validator(of: Schema) -> jsonschema.Draft202012Validator:
    schema = json_schema(of)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def judged(raw: bytes | str, lang: str = "en") -> Any:
    """Return a line of output, as another program would read it."""
    outcome = judge("a.jsonl", 3, raw, table=EXTENDED_TABLE, policy=Policy()).diagnosed(raw, Policy())
    return json.loads(outcome.to_json(lang))


@given(documents, st.sampled_from(["en", "it"]))
def test_an_outcome_and_its_parts_are_as_the_schemas_say(raw: bytes | str, lang: str) -> None:
    answer = judged(raw, lang)
    validator(Schema.OUTCOME).validate(answer)
    if "job" in answer:
        validator(Schema.REVALIDATION).validate(answer["job"])
    if "verdict" in answer:
        validator(Schema.REPORT).validate(answer)
        for flag in answer["flags"]:
            validator(Schema.FLAG).validate(flag)


@given(st.lists(documents, max_size=4))
def test_a_summary_and_a_difference_are_as_the_schemas_say(raws: list[bytes | str]) -> None:
    summary, old, new = Summary(), [], []
    for raw in raws:
        answer = judged(raw)
        summary.add(answer, raw)
        old.append(json.dumps(answer))
        new.append(judge("a.jsonl", 3, raw, table=DEFAULT_TABLE, policy=Policy(tolerance=5)).to_json())
    validator(Schema.SUMMARY).validate(json.loads(json.dumps(summary.as_dict())))
    validator(Schema.DIFFERENCE).validate(json.loads(json.dumps(difference(old, new).as_dict())))


WRONG: dict[str, tuple[Schema, Any]] = {
    "outcome-without-line": (Schema.OUTCOME, {"source": "a.json", "error": "x", "reason_code": "y"}),
    "outcome-without-report": (Schema.OUTCOME, {"source": "a.json", "line": None}),
    "flag-of-no-severity": (Schema.FLAG, {"code": "A_B", "severity": "info", "message": "", "path": "", "context": {}}),
    "ruleset-as-text": (Schema.SUMMARY, Summary().as_dict() | {"ruleset": "0.2.0"}),
    "count-as-text": (Schema.DIFFERENCE, difference([], []).as_dict() | {"documents": "0"}),
    "no-status": (Schema.REVALIDATION, {"agrees": True}),
}


@pytest.mark.parametrize(("of", "answer"), WRONG.values(), ids=WRONG)
def test_what_is_otherwise_is_refused(of: Schema, answer: Any) -> None:
    assert not validator(of).is_valid(answer)


@pytest.mark.parametrize("of", Schema)
def test_every_schema_names_its_dialect_itself_and_what_it_describes(parzo: Command, of: Schema) -> None:
    code, output, errors = parzo("schema", of)
    schema = json.loads(output)
    assert (code, errors) == (0, "")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://github.com/parzo/parzo_validate/schemas/{of}"
    assert schema["title"] == of.capitalize()
    texts = list(_texts(schema))
    assert not [text for text in texts if "Dict" in text or ">>>" in text or "``" in text]


def _texts(part: object) -> Iterator[str]:
    match part:
        case str():
            yield part
        case dict():
            yield from part
            for value in part.values():
                yield from _texts(value)
        case list():
            for value in part:
                yield from _texts(value)


def test_what_the_commands_print_is_as_the_schemas_say(parzo: Command, file: File) -> None:
    archive = file("archive.jsonl", '{"financials": {"total": 0}}\n{"status": "pending"}\n[]\n')
    for answer in json.loads(parzo("check", archive, SAMPLE_JOB, "--format", "json")[1]):
        validator(Schema.OUTCOME).validate(answer)
        assert Outcome.from_dict(answer).as_dict() == answer
    assert parzo("batch", archive, "-o", "old.jsonl", "--summary-file", "old.json")[0] == 0
    assert parzo("batch", archive, "-o", "new.jsonl", "--disable", "INVALID_TOTAL")[0] == 0
    with open("old.json", encoding="utf-8") as summary:
        validator(Schema.SUMMARY).validate(json.load(summary))
    validator(Schema.DIFFERENCE).validate(json.loads(parzo("diff", "old.jsonl", "new.jsonl", "--format", "json")[1]))
