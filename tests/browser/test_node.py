"""The same answer in Pyodide and in CPython, byte for byte, and what a front end gets from the module; in Node."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, InvalidInput, Policy, __version__, validate, validate_json
from parzo_validate.adapters import producers
from parzo_validate.adapters.shipped import shipped_table
from parzo_validate.browser.parts import PDFJS_VERSION
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.grounding import ground
from parzo_validate.job import revalidate
from parzo_validate.testing import load_vectors
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, jobs, results
from tests.helpers.builders import ROOT
from tests.helpers.waiting import PATIENCE
from tests.test_corpus import CORPUS, LABELS

pytestmark = pytest.mark.slow

NODE = ROOT / "tests" / "browser" / "node"
GENERATED = 300
TABLES = {"default": DEFAULT_TABLE, "extended": EXTENDED_TABLE}
Question = tuple[bytes, dict[str, Any], str]
"""A document, a policy, and the table to judge it with."""
Options = dict[str, Any]


def node(script: str, *arguments: object) -> str:
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    command = [program, str(NODE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10 * PATIENCE)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def in_pyodide(folder: Path, scratch: Path, questions: Iterable[tuple[bytes, Options]]) -> list[str]:
    """Return what the worker of the page says of each document, with these options, character by character."""
    written = [
        json.dumps({"raw": base64.b64encode(raw).decode(), "want": "report", "options": json.dumps(options)})
        for raw, options in questions
    ]
    (scratch / "questions.jsonl").write_text("\n".join(written), encoding="utf-8")
    answers = node("answers.mjs", folder, scratch / "questions.jsonl").splitlines()
    return [base64.b64decode(answer).decode("utf-8") for answer in answers]


def here(raw: bytes, policy: dict[str, Any], rules: str) -> str:
    """Return what this interpreter says, as ``to_json`` writes it; of a refusal only that it is one."""
    try:
        report = validate_json(raw, policy=Policy(**policy), table=TABLES[rules])
        return f'{{"answer": {report.to_json()}}}'
    except InvalidInput:
        return REFUSED


REFUSED = '{"error": {"name": "InvalidInput", '
"""What a refusal starts with; the json module words the rest differently from Python to Python."""


def assert_same(folder: Path, scratch: Path, questions: list[Question]) -> None:
    asked = ((raw, {"policy": policy, "rules": rules}) for raw, policy, rules in questions)
    answers = in_pyodide(folder, scratch, asked)
    assert len(answers) == len(questions)
    for question, answer in zip(questions, answers, strict=True):
        expected = here(*question)
        assert (answer[: len(REFUSED)] if expected == REFUSED else answer) == expected, question


def as_bytes(document: Any) -> bytes:
    return (document if isinstance(document, str) else json.dumps(document, default=str)).encode("utf-8", "replace")


@pytest.mark.skipif(not LABELS.is_file(), reason="../shared/corpus is not beside this checkout")
def test_every_document_of_the_corpus_is_answered_alike(page_folder: Path, tmp_path: Path) -> None:
    documents = sorted((CORPUS / "invoices").rglob("*.json"))
    assert len(documents) > 100
    questions: list[Question] = [(path.read_bytes(), {}, rules) for path in documents for rules in TABLES]
    assert_same(page_folder, tmp_path, questions)


def test_vectors_and_generated_documents_are_answered_alike(page_folder: Path, tmp_path: Path) -> None:
    """Generated: true ones, damaged ones, whatever an extractor may emit, jobs, and bytes that mean harm."""
    questions: list[Question] = [
        (as_bytes(vector["input"]), dict(vector.get("policy", {})), rules)
        for vector in load_vectors()
        for rules in TABLES
    ]
    vectors = len(questions)
    assert vectors > 2 * 400
    damaged = defective_results().map(lambda drawn: drawn[0])
    documents = st.one_of(coherent_results(), damaged, results(), jobs(), hostile_json())

    @settings(
        max_examples=GENERATED,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents)
    def draw(document: Any) -> None:
        raw = document if isinstance(document, bytes) else as_bytes(document)
        questions.extend((raw, {}, rules) for rules in TABLES)

    draw()
    assert len(questions) >= vectors + 2 * GENERATED
    assert_same(page_folder, tmp_path, questions)


def test_vectors_with_a_page_get_what_they_expect(page_folder: Path, tmp_path: Path) -> None:
    vectors: list[Any] = [vector for vector in load_vectors() if "text" in vector and vector["rules"]]
    options: list[Options] = [
        {name: vector[name] for name in ("text", "policy") if name in vector} for vector in vectors
    ]
    questions = zip((as_bytes(vector["input"]) for vector in vectors), options, strict=True)
    answers = [json.loads(said)["answer"] for said in in_pyodide(page_folder, tmp_path, questions)]
    assert len(answers) > 70
    for vector, answer in zip(vectors, answers, strict=True):
        flagged = {(flag["code"], flag["path"]) for flag in answer["flags"] if flag["code"] in vector["rules"]}
        assert flagged == {(flag["code"], flag["path"]) for flag in vector["expect"]}, vector["id"]
        expected = {name: vector[name] for name in PLACES if name in vector}
        assert {name: answer["grounding"][name] for name in expected} == expected, vector["id"]


PLACES = ("places", "computed", "weak")
"""What a vector expects of its page, besides flags."""


@pytest.fixture(scope="module")
def front_end(page_folder: Path) -> dict[str, Any]:
    """What ``tests/browser/node/module.mjs`` got."""
    got: dict[str, Any] = json.loads(node("module.mjs", page_folder, FATTURA))
    return got


FATTURA = ROOT / "tests" / "data" / "fatturapa" / "one_rate.xml"
RESULT = {"financials": {"subtotal": 1000, "tax_amount": 220, "withholding_tax": 200, "total": 1020}}


def test_a_front_end_gets_the_report_as_a_plain_object(front_end: dict[str, Any]) -> None:
    report = validate(RESULT)
    assert front_end["version"] == __version__
    assert front_end["object"] == front_end["text"] == front_end["bytes"] == report.as_dict()
    assert front_end["italian"]["flags"][0]["message"] == report.flags[0].render("it")
    assert front_end["accepted"]["flags"] == []
    assert front_end["many"] == [1, *[0] * 49]


def test_no_digit_is_lost_on_the_way(front_end: dict[str, Any]) -> None:
    assert front_end["digits"]["flags"][0]["context"]["actual"] == "-123456789012345678.05"
    assert front_end["lossless"]["flags"][0]["context"]["actual"] == "-123456789012345678.00"
    assert front_end["lossless"]["coerced"] == [{"path": "/financials/subtotal", "given": "NaN", "read_as": None}]
    [unreadable] = front_end["lossless"]["unreadable"]
    assert unreadable == {
        "path": "/financials/tax_amount",
        "reason": 'expected a number, got "-Infinity"',
        "reason_code": "not_a_number",
    }


def test_a_front_end_gets_the_comparison_of_a_job(front_end: dict[str, Any]) -> None:
    job = revalidate({"status": "completed", "result": RESULT, "validation_flags": ["DATE_INCOHERENCE"]})
    assert job.report is not None
    assert front_end["job"] == {**job.as_dict(), "report": job.report.as_dict()}
    assert front_end["failed"]["error"] == "failed: the PDF is encrypted"


def test_a_front_end_gets_html_in_which_foreign_text_stays_text(front_end: dict[str, Any]) -> None:
    assert "&lt;img src=x&gt;" in front_end["sheet"]["invoice"]
    assert "<img" not in front_end["sheet"]["invoice"]


def test_a_front_end_knows_what_its_folder_was_put_together_with(front_end: dict[str, Any]) -> None:
    titles = {name: shipped_table(name).title for name in producers()}
    assert front_end["about"] == {"producers": titles, "from": "auto", "pdfjs": PDFJS_VERSION}


def test_a_front_end_gets_what_the_paper_says(front_end: dict[str, Any]) -> None:
    text = "Imponibile 1.000,00\fIVA 220,00 Totale 1.220,00"
    grounding = ground(RESULT, text)
    codes = [flag["code"] for flag in front_end["grounded"]["flags"]]
    assert codes == ["ARITHMETIC_MISMATCH", "NOT_ON_PAGE", "NOT_ON_PAGE"]
    assert front_end["grounded"]["grounding"] == grounding.as_dict()
    weak = ground(RESULT, text, policy=Policy(on_page={"financials.total": "weak"}))
    assert front_end["judged"]["grounding"] == weak.as_dict()
    assert [(mark["start"], mark["printed"]) for mark in front_end["marks"]] == [(11, "1.000,00"), (26, "220,00")]


def test_a_front_end_hands_in_other_producers_answers(front_end: dict[str, Any]) -> None:
    for name in ("adapted", "recognised"):
        assert [flag["code"] for flag in front_end[name]["flags"]] == ["INVALID_TOTAL"]
    assert front_end["electronic"]["verdict"] == "clean"


@pytest.mark.parametrize(
    ("asked", "name", "words"),
    [
        ("producer", "InvalidOption", 'from: unknown producer "acme"; known: affinda, azure, '),
        ("list", "InvalidInput", "expected a JSON object with the extraction result, got a list"),
        ("broken", "InvalidInput", "invalid JSON at line 1, column 2"),
        ("nothing", "InvalidInput", "expected an object, JSON text or bytes, got undefined"),
        ("language", "InvalidOption", 'lang: unknown "de"; known: en, it'),
    ],
)
def test_a_refusal_is_an_error_with_the_librarys_text(
    front_end: dict[str, Any], asked: str, name: str, words: str
) -> None:
    refused = front_end[asked]
    assert (refused["name"], refused["ours"], refused["plain"]) == (name, True, True)
    assert words in refused["message"]


def test_what_is_asked_of_a_closed_worker_fails(front_end: dict[str, Any]) -> None:
    assert front_end["closed"] == {"name": "Error", "message": "closed", "ours": False, "plain": True}


@pytest.mark.parametrize("changed", ["wheel", "lock"])
def test_a_folder_that_was_changed_is_refused(page_folder: Path, tmp_path: Path, changed: str) -> None:
    folder = tmp_path / "out"
    shutil.copytree(page_folder, folder)
    if changed == "wheel":
        wheel = next((folder / "wheels").glob("annotated_types-*"))
        wheel.write_bytes(wheel.read_bytes() + b"!")
    else:
        (folder / "lock.json").unlink()
    (tmp_path / "questions.jsonl").write_text('{"raw": "e30=", "want": "report", "options": "{}"}', encoding="utf-8")
    with pytest.raises(AssertionError, match=r"lock\.json"):
        node("answers.mjs", folder, tmp_path / "questions.jsonl")
