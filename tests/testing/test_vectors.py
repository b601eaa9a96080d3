"""The conformance vectors: they hold, they are well formed, and a wrong answer does not pass."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import GROUNDING_TABLE
from parzo_validate.testing.vectors import Vector, check_vector, load_vectors
from tests.helpers.builders import ROOT

FOLDER = ROOT / "parzo_validate" / "testing" / "vectors"
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
PUBLISHED_IDS = ROOT / "tests" / "data" / "vector_ids.txt"
RETIRED_IDS = ROOT / "tests" / "data" / "retired_vector_ids.txt"
RULES = EXTENDED_TABLE.with_rules(*GROUNDING_TABLE)
VECTORS = {vector["id"]: vector for vector in load_vectors()}

BOUNDARIES = {
    "ARITHMETIC_MISMATCH": ("one-cent-above", "two-cents-above"),
    "INVALID_TOTAL": ("one-cent", "zero"),
    "INVALID_IT_VAT_RATE": ("21-last-day", "21-day-after"),
    "INVALID_PIVA_CHECKSUM": ("leading-zero-restored", "ten-digits"),
    "DATE_INCOHERENCE": ("equal", "one-day-after"),
    "LINE_AMOUNT_MISMATCH": ("price-rounded", "price-rounded-too-far"),
    "LINE_SUM_MISMATCH": ("rounded-lines", "rounded-lines-too-far"),
    "TAX_RATE_MISMATCH": ("one-cent", "two-cents"),
    "UNKNOWN_PIVA_OFFICE": ("last-province", "first-unknown"),
    "INVALID_FISCAL_CODE": ("person", "check-letter"),
    "INVALID_EU_VAT_NUMBER": ("german", "german-check-digit"),
    "INVALID_IBAN": ("right", "digit-misread"),
    "SAME_PARTY_VAT_NUMBER": ("two-numbers", "same"),
    "CURRENCY_CONFLICT": ("symbol-and-code", "two-codes"),
    "MISSING_FIELD": ("complete", "blank-number"),
    "DATE_OUT_OF_RANGE": ("same-day", "tomorrow"),
    "MISSING_STAMP_DUTY": ("largest-free-amount", "a-cent-more"),
    "WRONG_RECIPIENT": ("buyer-is-own", "neither-is-own"),
    "SAME_PARTY_NAME": ("other-legal-form", "other-spelling"),
    "INVALID_CURRENCY": ("euro", "misread"),
    "NOT_ON_PAGE": ("no-thousands-mark", "inside-longer-number"),
    "WRONG_PAGE": ("two-absent", "three-absent"),
}
"""For each rule the last case that is still right and the first that is wrong."""

NEVER_LACKS = {"INVALID_CURRENCY", "INVALID_FISCAL_CODE", "INVALID_EU_VAT_NUMBER", "INVALID_IBAN"}
"""Rules on a number that no party need state: where there is none, there is nothing that they lack."""


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_vector_holds(vector: Vector) -> None:
    check_vector(vector)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_keeps_to_the_schema(file: Path) -> None:
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    held = json.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(held)] == []
    assert all(vector["id"].startswith(f"{file.stem}.") for vector in held["vectors"])


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_every_rule_fires_stays_silent_and_has_a_boundary(code: str) -> None:
    own = [vector for vector in VECTORS.values() if vector.get("rules") == [code]]
    silent, firing = (f"{code.lower()}.{case}" for case in BOUNDARIES[code])
    assert VECTORS[silent]["expect"] == []
    assert VECTORS[firing]["expect"]
    assert any("not_evaluated" in vector for vector in own) or code in NEVER_LACKS
    assert {flag["code"] for vector in own for flag in vector["expect"]} == {code}


def test_there_is_a_file_for_every_rule_and_one_each_for_reading_reports_jobs_and_diagnoses() -> None:
    others = {"reading", "report", "job", "diagnose"}
    assert {file.stem for file in FILES} == {rule.code.lower() for rule in RULES} | others


def test_ids_are_unique_and_none_that_was_published_is_gone() -> None:
    published, retired = (set(file.read_text(encoding="utf-8").split()) for file in (PUBLISHED_IDS, RETIRED_IDS))
    assert len(load_vectors()) == len(VECTORS)
    assert published - set(VECTORS) == retired, "an id whose meaning changed is retired; it is never used again"
    assert set(VECTORS) - published == set(), f"publish them: append their ids to {PUBLISHED_IDS.name}"


WRONG: dict[str, dict[str, Any]] = {
    "flags": {"input": {"financials": {"total": 0}}},
    "not evaluated": {"not_evaluated": []},
    "unreadable": {"input": {"financials": {"total": "5..00"}}},
    "verdict": {"verdict": "clean"},
    "coerced": {"coerced": [{"path": "/financials/total", "read_as": "5"}]},
    "context of INVALID_TOTAL at /financials/total": {
        "input": {"financials": {"total": 0}},
        "not_evaluated": [],
        "expect": [
            {
                "code": "INVALID_TOTAL",
                "path": "/financials/total",
                "severity": "error",
                "context": {"reason": "negative"},
            }
        ],
    },
    "diagnoses": {"diagnoses": [{"path": "/a", "proposed": None, "defect": None, "certainty": "likely"}]},
    "places": {"text": "5,55", "places": {"/financials/total": []}},
    "computed": {"text": "5,55", "computed": ["/financials/subtotal"]},
    "weak": {"text": "5,55", "weak": ["/financials/total"]},
    "the input was refused": {"input": "[]"},
    "the input was not refused": {"refused": True},
}
"""What each difference is called, and a change to a right vector that makes it differ so."""


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_told_apart(change: dict[str, Any], request: pytest.FixtureRequest) -> None:
    right: Vector = {
        "id": "acme.right",
        "description": "A total is missing",
        "rules": ["INVALID_TOTAL"],
        "input": {},
        "expect": [],
        "not_evaluated": [{"code": "INVALID_TOTAL", "path": "/financials/total"}],
        "verdict": "incomplete",
    }
    check_vector(right)
    with pytest.raises(AssertionError, match=f"^acme.right: .*{request.node.callspec.id}"):
        check_vector({**right, **change})  # type: ignore[typeddict-item]  # the change is a part of a vector


def test_a_vector_may_bring_the_page_of_its_document() -> None:
    vector: Vector = {
        "id": "acme.page",
        "description": "A total that is not printed, and a report of what is coerced besides",
        "rules": ["INVALID_TOTAL", "NOT_ON_PAGE"],
        "input": {"financials": {"total": "-1.202,00 EUR", "subtotal": "1..2"}},
        "text": "Totale 1.220,00",
        "expect": [
            {"code": "INVALID_TOTAL", "path": "/financials/total", "severity": "error"},
            {"code": "NOT_ON_PAGE", "path": "/financials/total", "severity": "warning"},
        ],
        "coerced": [{"path": "/financials/total", "read_as": "-1202.00"}],
        "unreadable": ["/financials/subtotal"],
        "places": {},
    }
    check_vector(vector)
    with pytest.raises(AssertionError, match=r"^acme.page: flags: expected .*NOT_ON_PAGE.*, got "):
        check_vector({**vector, "text": "Totale 1.202,00-"})


def test_a_vector_may_ask_for_a_diagnosis_beside_the_page() -> None:
    vector: Vector = {
        "id": "acme.beside",
        "description": "A VAT number that nothing but its page repairs",
        "rules": [],
        "input": {"vendor": {"vat_number": "IT03187450127"}},
        "text": "P.IVA 03187450121",
        "expect": [],
        "diagnoses": [
            {
                "path": "/vendor/vat_number",
                "proposed": "IT03187450121",
                "defect": "vat_number_digit_misread",
                "certainty": "certain",
            }
        ],
    }
    check_vector(vector)


@pytest.mark.parametrize("read_as", ["1220.00", None])
def test_a_vector_may_ask_as_what_a_value_was_read(read_as: str | None) -> None:
    vector: Vector = {
        "id": "acme.printed",
        "description": "A total as it is printed",
        "rules": [],
        "input": {"financials": {"total": "1.220,00 EUR" if read_as else "n/a", "currency": "EUR"}},
        "expect": [],
        "coerced": [{"path": "/financials/total", "read_as": read_as}],
    }
    check_vector(vector)
    with pytest.raises(
        AssertionError, match=r"^acme.printed: coerced: expected \[\('/financials/total', '5'\)\], got "
    ):
        check_vector({**vector, "coerced": [{"path": "/financials/total", "read_as": "5"}]})


def test_vectors_of_others_are_read_from_their_folder(tmp_path: Path) -> None:
    vector: Vector = {
        "id": "acme.one",
        "description": "A total of one",
        "input": {"financials": {"total": 1}},
        "expect": [],
    }
    (tmp_path / "acme.json").write_text(json.dumps({"rules": ["INVALID_TOTAL"], "vectors": [vector]}), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a vector", encoding="utf-8")
    [loaded] = load_vectors(tmp_path)
    assert loaded == {**vector, "rules": ["INVALID_TOTAL"]}
    check_vector(loaded)


RIGHT = {"id": "acme.one", "description": "A total of one", "input": {}, "expect": []}
FLAG = {"code": "INVALID_TOTAL", "path": "/financials/total", "severity": "error"}
MISSPELT: dict[str, tuple[object, str]] = {
    "no-vectors": ({"rules": []}, "acme.json: expected an object with a list of vectors"),
    "no-object": ([], "acme.json: expected an object with a list of vectors"),
    "misspelt-key": ({"vectors": [RIGHT | {"verdct": "clean"}]}, "acme.one: unknown or missing in a vector: verdct"),
    "missing-key": ({"vectors": [{"id": "acme.one", "input": {}}]}, "in a vector: description, expect"),
    "misspelt-in-a-diagnosis": ({"vectors": [RIGHT | {"diagnoses": [{"pth": ""}]}]}, "in a diagnosis: certainty"),
    "misspelt-in-a-reading": ({"vectors": [RIGHT | {"coerced": [{"path": ""}]}]}, "in a coercion: read_as"),
    "misspelt-in-a-flag": ({"vectors": [RIGHT | {"expect": [FLAG | {"contxt": {}}]}]}, "in a flag: contxt"),
    "twice": ({"vectors": [RIGHT, RIGHT]}, "acme.json: the id 'acme.one' is taken"),
}


@pytest.mark.parametrize(("content", "words"), MISSPELT.values(), ids=MISSPELT)
def test_a_file_that_would_test_nothing_is_refused(tmp_path: Path, content: object, words: str) -> None:
    (tmp_path / "acme.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        load_vectors(str(tmp_path))
