"""The conformance vectors: what the library promises, as JSON that any language can run; ``schema.json`` describes it.

They are written by hand from the documented rulings, one file per rule and one each for reading, reports, jobs and
diagnoses.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from parzo_validate.diagnosis.diagnose import diagnose
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import GROUNDING_TABLE
from parzo_validate.invoice.place import PlaceDict
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.testing.vectors.beside_a_page import beside, misplaced
from parzo_validate.validate import validate

_KNOWN_RULES = EXTENDED_TABLE.with_rules(*GROUNDING_TABLE)


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


class ExpectedDiagnosis(TypedDict):
    """A wrong value and what it should be, as ``diagnose`` says it."""

    path: str
    proposed: str | None
    defect: str | None
    certainty: str


class ExpectedCoercion(TypedDict):
    """A value that is read otherwise than it stands there; ``read_as`` is ``None`` where nothing stands there."""

    path: str
    read_as: str | None


class Vector(TypedDict):
    """One case: a document, and all that must be said of it."""

    id: str
    description: str
    input: dict[str, Any] | str
    expect: list[ExpectedFlag]
    text: NotRequired[str | list[str]]
    policy: NotRequired[dict[str, Any]]
    rules: NotRequired[list[str]]
    not_evaluated: NotRequired[list[ExpectedGap]]
    coerced: NotRequired[list[ExpectedCoercion]]
    unreadable: NotRequired[list[str]]
    verdict: NotRequired[str]
    diagnoses: NotRequired[list[ExpectedDiagnosis]]
    places: NotRequired[dict[str, list[PlaceDict]]]
    computed: NotRequired[list[str]]
    weak: NotRequired[list[str]]
    refused: NotRequired[bool]


def load_vectors(folder: Traversable | str | None = None) -> list[Vector]:
    """Return every vector, by file name and in the order of the file; one of a rule's file names it in ``rules``.

    Args:
        folder: where the files are; those of this library when it is ``None``.

    Raises:
        ValueError: a file holds no vectors, two vectors have one id, or one has a key that no vector has; the text
            names the file or the id.

    >>> vector = load_vectors()[0]
    >>> vector["id"], vector["rules"], vector["expect"]
    ('arithmetic_mismatch.coherent', ['ARITHMETIC_MISMATCH'], [])
    """
    root = Path(folder) if isinstance(folder, str) else folder or files(__package__)
    vectors: dict[str, Vector] = {}
    for file in sorted(root.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json") and file.name != "schema.json":
            for vector in _read(file):
                if vector["id"] in vectors:
                    raise ValueError(f"{file.name}: the id {vector['id']!r} is taken; ids are unique and never change")
                vectors[vector["id"]] = vector
    return list(vectors.values())


def _read(file: Traversable) -> list[Vector]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        scope = {"rules": content["rules"]} if "rules" in content else {}
        vectors: list[Vector] = [vector | scope for vector in content["vectors"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{file.name}: expected an object with a list of vectors, got {error!r}") from error
    for vector in vectors:
        _refuse_misspelt(vector)
    return vectors


def _refuse_misspelt(vector: Vector) -> None:
    """Refuse keys that nothing looks at: a misspelt expectation would never fail."""
    parts_of_a_vector: tuple[tuple[str, Any, Sequence[Any]], ...] = (
        ("vector", Vector, [vector]),
        ("flag", ExpectedFlag, vector.get("expect", [])),
        ("coercion", ExpectedCoercion, vector.get("coerced", [])),
        ("diagnosis", ExpectedDiagnosis, vector.get("diagnoses", [])),
    )
    for what, kind, parts in parts_of_a_vector:
        for part in parts:
            if wrong := sorted((part.keys() - kind.__annotations__.keys()) | (kind.__required_keys__ - part.keys())):
                raise ValueError(f"{vector.get('id')}: unknown or missing in a {what}: {', '.join(wrong)}")


def check_vector(vector: Vector, *, table: RuleTable | None = None) -> None:
    """Run one vector against the rules that it names, or against the documented five where it names none.

    Args:
        vector: the case.
        table: where its rules are looked up, or all that is run; those of this library, the optional ones and those
            about the page among them, when it is ``None``.

    Raises:
        AssertionError: the report is not the one that the vector asks for; the text says what differs.
        ValueError: the vector has a key that no vector has, or lacks one that each has.

    >>> check_vector(load_vectors()[0])
    >>> check_vector({"id": "acme.zero", "description": "", "input": {"financials": {"total": 0}}, "expect": [],
    ...               "rules": ["INVALID_TOTAL"]})
    Traceback (most recent call last):
    AssertionError: acme.zero: flags: expected [], got [('INVALID_TOTAL', '/financials/total', 'error')]
    """
    _refuse_misspelt(vector)
    if "rules" in vector:
        rules = (_KNOWN_RULES if table is None else table).only(*vector["rules"])
    else:
        rules = DEFAULT_TABLE if table is None else table
    policy = Policy(**vector.get("policy", {}))
    try:
        report = beside(validate(vector["input"], table=rules, policy=policy, strict=True), vector, rules, policy)
    except InvalidInput as refusal:
        differences = [] if vector.get("refused") else [f"the input was refused: {refusal}"]
    else:
        differences = ["the input was not refused"] if vector.get("refused") else _differences(vector, report)
        differences += [f"{what}: expected {asked}, got {got}" for what, asked, got in misplaced(vector, policy)]
    if "diagnoses" in vector:
        differences += _misdiagnosed(vector)
    if differences:
        raise AssertionError(f"{vector['id']}: {'; '.join(differences)}")


def _differences(vector: Vector, report: Report) -> list[str]:
    expected_flags = vector["expect"]
    coerced = [(read.path, read.read_as) for read in report.coerced]
    compared: dict[str, tuple[object, object]] = {
        "flags": (
            [(flag["code"], flag["path"], flag["severity"]) for flag in expected_flags],
            [(flag.code, flag.path, str(flag.severity)) for flag in report.flags],
        ),
        "not evaluated": (
            sorted((gap["code"], gap["path"]) for gap in vector.get("not_evaluated", [])),
            sorted(report.not_evaluated),
        ),
        "coerced": ([(read["path"], read["read_as"]) for read in vector["coerced"]], coerced)
        if "coerced" in vector
        else ((), ()),
        "unreadable": (sorted(vector.get("unreadable", [])), sorted(value.path for value in report.unreadable)),
        "verdict": (vector.get("verdict", report.verdict.value), report.verdict.value),
        **{
            f"context of {flag.code} at {flag.path}": (held, {name: context.get(name, "nothing") for name in held})
            for expected, flag in zip(expected_flags, report.flags, strict=False)
            if (held := expected.get("context", {})) and (context := flag.as_dict()["context"])
        },
    }
    return [f"{what}: expected {expected}, got {got}" for what, (expected, got) in compared.items() if expected != got]


def _misdiagnosed(vector: Vector) -> list[str]:
    expected = vector.get("diagnoses", [])
    diagnoses = diagnose(vector["input"], policy=Policy(**vector.get("policy", {})), text=vector.get("text"))
    got = [{name: getattr(diagnosis, name) for name in ExpectedDiagnosis.__annotations__} for diagnosis in diagnoses]
    return [f"diagnoses: expected {expected}, got {got}"] if got != expected else []
