"""The conformance vectors: what the library promises, as JSON that any language can run; ``schema.json`` describes it.

They are written by hand from the documented rulings, one file per rule and one each for reading, reports and jobs.
"""

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NotRequired, TypedDict

from parzo_validate.errors import InvalidInput
from parzo_validate.policy import Policy
from parzo_validate.report import Report
from parzo_validate.table import DEFAULT_TABLE, RuleTable
from parzo_validate.validate import validate, validate_json


class ExpectedFlag(TypedDict):
    """A flag that must be there; ``context`` holds some of its values."""

    code: str
    path: str
    severity: str
    context: NotRequired[dict[str, str | int | bool | None]]


class ExpectedGap(TypedDict):
    """What a rule could not judge: its code and the JSON Pointer of the value that it lacks."""

    code: str
    path: str


class Vector(TypedDict):
    """One case: a document, and all that must be said of it."""

    id: str
    description: str
    input: dict[str, Any] | str
    expect: list[ExpectedFlag]
    policy: NotRequired[dict[str, Any]]
    rules: NotRequired[list[str]]
    not_evaluated: NotRequired[list[ExpectedGap]]
    unreadable: NotRequired[list[str]]
    verdict: NotRequired[str]
    refused: NotRequired[bool]


def load_vectors(folder: Traversable | None = None) -> list[Vector]:
    """Return every vector, by file name and in the order of the file; one of a rule's file names it in ``rules``.

    Args:
        folder: where the files are, such as a ``pathlib.Path``; those of this library when it is ``None``.

    >>> vector = load_vectors()[0]
    >>> vector["id"], vector["rules"], vector["expect"]
    ('arithmetic_mismatch.coherent', ['ARITHMETIC_MISMATCH'], [])
    """
    vectors: list[Vector] = []
    for file in sorted((folder or files(__package__)).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json") and file.name != "schema.json":
            held = json.loads(file.read_text(encoding="utf-8"))
            scope = {"rules": held["rules"]} if "rules" in held else {}
            vectors += [vector | scope for vector in held["vectors"]]
    return vectors


def check_vector(vector: Vector, *, table: RuleTable = DEFAULT_TABLE) -> None:
    """Run one vector against the rules of a table.

    Raises:
        AssertionError: the report is not the one that the vector asks for; the text says what differs.

    >>> check_vector(load_vectors()[0])
    >>> check_vector({"id": "acme.zero", "description": "", "input": {"financials": {"total": 0}}, "expect": [],
    ...               "rules": ["INVALID_TOTAL"]})
    Traceback (most recent call last):
    AssertionError: acme.zero: flags: expected [], got [('INVALID_TOTAL', '/financials/total', 'error')]
    """
    rules = table.only(*vector["rules"]) if "rules" in vector else table
    try:
        report = _judged(vector["input"], rules, Policy(**vector.get("policy", {})))
    except InvalidInput as refusal:
        differences = [] if vector.get("refused") else [f"the input was refused: {refusal}"]
    else:
        differences = ["the input was not refused"] if vector.get("refused") else _differences(vector, report)
    if differences:
        raise AssertionError(f"{vector['id']}: {'; '.join(differences)}")


def _judged(document: dict[str, Any] | str, table: RuleTable, policy: Policy) -> Report:
    if isinstance(document, str):
        return validate_json(document, table=table, policy=policy, strict=True)
    return validate(document, table=table, policy=policy, strict=True)


def _differences(vector: Vector, report: Report) -> list[str]:
    expected_flags = vector["expect"]
    compared: dict[str, tuple[object, object]] = {
        "flags": (
            [(flag["code"], flag["path"], flag["severity"]) for flag in expected_flags],
            [(flag.code, flag.path, str(flag.severity)) for flag in report.flags],
        ),
        "not evaluated": (
            sorted((gap["code"], gap["path"]) for gap in vector.get("not_evaluated", [])),
            sorted(report.not_evaluated),
        ),
        "unreadable": (sorted(vector.get("unreadable", [])), sorted(path for path, _ in report.unreadable)),
        "verdict": (vector.get("verdict", report.verdict.value), report.verdict.value),
        **{
            f"context of {flag.code} at {flag.path}": (held, {name: flag.context.get(name) for name in held})
            for expected, flag in zip(expected_flags, report.flags, strict=False)
            if (held := expected.get("context", {}))
        },
    }
    return [f"{what}: expected {expected}, got {got}" for what, (expected, got) in compared.items() if expected != got]
