"""The outputs of other people's extractors in ../shared/extractors: what is read of them, and what is flagged."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import validate
from parzo_validate.diagnosis import diagnose
from parzo_validate.invoice import Reading, read
from parzo_validate.testing.evidence import untrue_evidence
from tests.helpers.builders import ROOT

EXTRACTORS = ROOT.parent / "shared" / "extractors"
LABELS, SITUATIONS = EXTRACTORS / "labels.jsonl", EXTRACTORS / "situations.jsonl"

pytestmark = pytest.mark.skipif(not LABELS.is_file(), reason="../shared/extractors is not beside this checkout")

Case = dict[str, Any]


def cases(file: Path) -> list[Case]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []


def document(label: Case) -> Any:
    return json.loads((EXTRACTORS / "documents" / str(label["file"])).read_text(encoding="utf-8"))


DOCUMENTS = pytest.mark.parametrize("label", cases(LABELS), ids=[label["file"] for label in cases(LABELS)])


def value_at(reading: Reading, path: str) -> object:
    """Return what the invoice holds at a pointer; a line's amount and rate by whichever key they came."""
    steps = path.split("/")[1:]
    place: Any = reading.invoice
    for step in steps[:-1]:
        place = place[int(step)] if step.isdigit() else getattr(place, step)
    prefix = "stated_" if steps[0] == "line_items" and steps[-1] in ("amount", "total", "vat_rate", "tax_rate") else ""
    return getattr(place, prefix + steps[-1])


def as_read(value: object, expected: str | None) -> object:
    """Return the expected value in the type of the read one."""
    if expected is None or isinstance(value, str):
        return expected
    return date.fromisoformat(expected) if isinstance(value, date) else Decimal(expected)


def misread(result: Any, reads: dict[str, str | None]) -> dict[str, object]:
    """Return what was read otherwise than a person reads it, or without listing it."""
    reading = read(result)
    coerced = {one.path for one in reading.coerced}
    read_as = {path: value_at(reading, path) for path in reads}
    return {
        path: read_as[path] if path in coerced else f"{read_as[path]}, without a word"
        for path, expected in reads.items()
        if path not in coerced or read_as[path] != as_read(read_as[path], expected)
    }


def flagged(result: Any) -> set[str]:
    return {f"{flag.code}@{flag.path}" for flag in validate(result, strict=True).flags}


@DOCUMENTS
def test_a_document_is_read_as_a_person_reads_it(label: Case) -> None:
    assert misread(document(label), label["reads"]) == {}


@DOCUMENTS
def test_what_a_person_would_not_read_is_not_read_without_a_word(label: Case) -> None:
    reading = read(document(label))
    said = {one.path for one in reading.coerced} | {one.path for one in reading.unreadable}
    assert set(label["doubtful"]) <= said


@DOCUMENTS
def test_a_document_is_flagged_where_it_must_be_and_accuses_nobody(label: Case) -> None:
    flags = flagged(document(label))
    assert set(label["must"]) - flags == set()
    assert set(label["never"]) & flags == set()


@pytest.mark.parametrize("situation", cases(SITUATIONS), ids=[case["id"] for case in cases(SITUATIONS)])
def test_a_situation_is_judged_as_a_careful_accountant_would(situation: Case) -> None:
    assert flagged(situation["input"]) == set(situation["expect"])
    assert misread(situation["input"], situation.get("reads", {})) == {}


def said(situation: Case) -> set[str]:
    """Return the diagnoses as the file writes them, and what they say of which value."""
    diagnoses = diagnose(situation["input"])
    return {f"{one.certainty}:{one.path}={one.proposed}({one.defect})" for one in diagnoses} | {
        f"{one.proposed}: {one.message.split('): ')[1].split(';')[0]}" for one in diagnoses
    }


@pytest.mark.parametrize("situation", cases(SITUATIONS), ids=[case["id"] for case in cases(SITUATIONS)])
def test_no_diagnosis_is_said_that_is_known_to_be_untrue(situation: Case) -> None:
    untrue = set(situation.get("wrong_diagnoses", ()))
    in_words = {found[0] for text in untrue for found in re.findall(r"(\d+\.\d\d: [^;]+)(;|$)", text)}
    assert said(situation) & (untrue | in_words) == set()


@pytest.mark.parametrize("situation", cases(SITUATIONS), ids=[case["id"] for case in cases(SITUATIONS)])
def test_the_evidence_of_a_diagnosis_is_true(situation: Case) -> None:
    assert untrue_evidence(situation["input"], [one.as_dict() for one in diagnose(situation["input"])]) == []
