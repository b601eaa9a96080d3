"""Streams: an outcome for each document, in order, the same for any number of workers."""

import functools
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parzo_validate import (
    DEFAULT_TABLE,
    Finding,
    InvalidInput,
    Invoice,
    NotEvaluated,
    Policy,
    Report,
    Verdict,
    rule,
    validate,
    validate_json,
)
from parzo_validate.batch import stream, validate_stream
from parzo_validate.batch.lines import Lines
from parzo_validate.batch.outcome import Outcome, document_name
from parzo_validate.batch.sources import Piece, Received, pieces
from parzo_validate.batch.stream import (
    CHUNK_BYTES,
    CHUNK_PIECES,
    FEW,
    chunk_name,
    chunks,
    outcome_of,
    outcomes_of,
    which_are_clean,
)
from parzo_validate.batch.workers import WorkerDied
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import Reason
from parzo_validate.job import revalidate
from parzo_validate.testing.strategies import hostile_json, jobs, results
from tests.benchmarks.archive import archive
from tests.helpers.builders import SAMPLE_JOB
from tests.helpers.platforms import POSIX

CLEAN = {
    "vendor": {"vat_number": "IT12345678903"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220},
}
ZERO = {"financials": {"total": 0}}
WORDS = {"en": "something", "it": "qualcosa"}


def test_each_line_gets_an_outcome_and_a_bad_one_stops_nothing() -> None:
    sample = json.loads(SAMPLE_JOB.read_text(encoding="utf-8"))
    lines: list[bytes | str] = [
        json.dumps(CLEAN),
        "{broken",
        "",
        "[]",
        json.dumps(ZERO).encode(),
        json.dumps(sample),
        '{"status": "failed"}',
    ]
    outcomes = list(validate_stream(lines))
    assert [outcome.line for outcome in outcomes] == [1, 2, 4, 5, 6, 7]
    assert [outcome.report for outcome in outcomes] == [
        validate(CLEAN),
        None,
        None,
        validate(ZERO),
        validate(sample),
        None,
    ]
    assert [outcome.reason[:30] for outcome in outcomes] == [
        *(
            "",
            "invalid JSON at line 1, column",
            "expected a JSON object with th",
            "",
            "",
            "failed: the server gave no rea",
        ),
    ]
    assert [outcome.job for outcome in outcomes] == [
        *(None, None, None, None, revalidate(sample), revalidate('{"status": "failed"}')),
    ]


@given(st.lists(hostile_json() | results().map(json.dumps) | jobs().map(json.dumps), max_size=5))
def test_a_stream_says_what_the_single_functions_say(lines: list[bytes | str]) -> None:
    outcomes = iter(list(validate_stream(lines)))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        outcome = next(outcomes)
        assert (outcome.source, outcome.line) == ("", number)
        assert json.loads(outcome.to_json()) == json.loads(json.dumps(outcome.as_dict()))
        assert bool(outcome.report) != bool(outcome.reason)
        if outcome.job:
            assert outcome.job == revalidate(line)
        else:
            assert _answer(line) == (outcome.report, outcome.reason)
    assert next(outcomes, None) is None


def _answer(line: bytes | str) -> tuple[Report | None, str]:
    try:
        return validate_json(line), ""
    except InvalidInput as error:
        return None, str(error)


@settings(max_examples=5)
@given(st.lists(hostile_json() | results().map(json.dumps) | jobs().map(json.dumps), min_size=1, max_size=40))
def test_workers_change_nothing(lines: list[bytes | str]) -> None:
    alone = list(validate_stream(lines))
    policy, table = Policy(tolerance=5), DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"})
    assert list(validate_stream(lines, workers=2)) == alone
    lines *= 1 + 2 * CHUNK_PIECES // len(lines)
    assert list(validate_stream(lines, workers=3, table=table, policy=policy)) == list(
        validate_stream(lines, table=table, policy=policy)
    )


def test_what_a_worker_sends_back_is_the_outcome() -> None:
    """In this process, where coverage sees it."""
    given = list(pieces([json.dumps(CLEAN), json.dumps(ZERO), "{", SAMPLE_JOB]))
    work = {"table": DEFAULT_TABLE, "policy": Policy()}
    sent = pickle.loads(pickle.dumps(outcomes_of(given, **work)))  # type: ignore[arg-type]  # noqa: S301  # our own bytes
    assert sent == [outcome_of(document, **work) for document in given]  # type: ignore[arg-type]
    assert [type(outcome.report) for outcome in sent] == [Report, Report, type(None), Report]


def test_a_worker_sends_back_how_values_were_read_and_reasons_in_both_languages() -> None:
    given = ['{"financials": {"total": "1,50", "subtotal": "x"}}', '{"status": "pending"}']
    first, second = validate_stream(given, workers=2)
    assert first.report
    assert [(read.path, read.read_as) for read in first.report.coerced] == [("/financials/total", "1.50")]
    [unreadable] = first.report.unreadable
    assert (unreadable.reason.code, unreadable.reason.render("it")) == (
        "not_a_number",
        'atteso un numero, trovato "x"',
    )
    assert isinstance(second.reason, Reason)
    assert (second.reason.code, second.reason.render("it")) == ("not_completed", "ancora in attesa")


def test_paths_and_lines_may_be_mixed_and_a_path_may_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{}\n{"vendor": {}}\n', encoding="utf-8")
    names = [outcome.name for outcome in validate_stream(["{}", path, tmp_path / "none.json"])]
    assert names == ["line 1", f"{path}:1", f"{path}:2", f"{tmp_path / 'none.json'}"]
    assert [outcome.name for outcome in validate_stream(path)] == names[1:3]


def test_many_documents_are_judged_together_and_few_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clean, *_ = (raw for raw in archive(10) if validate_json(raw).verdict is Verdict.CLEAN)
    several = [Received("a.jsonl", 1, clean)] * FEW
    several[1] = Received("a.jsonl", 2, json.dumps(ZERO).encode())
    several[2] = Received("a.jsonl", 3, json.loads(clean))
    assert which_are_clean(several, DEFAULT_TABLE) == [True, False, False, *[True] * (FEW - 3)]
    assert outcomes_of(several, DEFAULT_TABLE, Policy()) == [
        outcome_of(document, DEFAULT_TABLE, Policy()) for document in several
    ]
    assert which_are_clean(several, EXTENDED_TABLE) == [False] * FEW
    assert which_are_clean(several[1:], DEFAULT_TABLE) == [False] * (FEW - 1)
    monkeypatch.setattr(stream, "FAST", False)
    assert which_are_clean(several, DEFAULT_TABLE) == [False] * FEW


PROGRAM = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1:]))  # as if these were not installed
from parzo_validate.batch import validate_stream
from parzo_validate.batch.stream import FAST, FEW
list(validate_stream(["{}"] * (FEW - 1)))
print(FAST, {"msgspec", "numpy"} & {*filter(sys.modules.get, sys.modules)})
"""


@pytest.mark.parametrize(
    ("missing", "expected"),
    [([], "True {'msgspec'}"), (["msgspec"], "False set()"), (["numpy"], "False {'msgspec'}")],
    ids=str,
)
def test_the_extra_is_asked_for_and_imported_when_it_is_needed(missing: list[str], expected: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *missing], capture_output=True, text=True, check=True)
    assert done.stdout == f"{expected}\n"


def test_an_endless_stream_is_read_as_it_is_asked_for() -> None:
    numbers = count(1)
    stream = validate_stream(json.dumps(ZERO) for _ in iter(numbers.__next__, None))
    assert [outcome.line for outcome in islice(stream, 5)] == [1, 2, 3, 4, 5]
    assert next(numbers) == 6


@pytest.mark.parametrize(
    ("given", "workers", "error", "message"),
    [
        ("a.jsonl", 1, TypeError, 'expected several documents or paths, got "a.jsonl"; put it into a list'),
        ({"financials": {}}, 1, TypeError, "expected several documents or paths, got an object; put it into a list"),
        ([], 0, ValueError, "workers: expected 1 or more, got the number 0"),
        ([], "2", ValueError, 'workers: expected 1 or more, got "2"'),
    ],
)
def test_what_cannot_be_a_stream_is_refused_before_anything_runs(
    given: object, workers: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        validate_stream(given, workers=workers)  # type: ignore[arg-type]


@rule(code="ACME_KILLER", severity="error", summary="dies of a certain number", messages=WORDS)
def killer(invoice: Invoice, policy: Policy) -> None:
    """Dies."""
    if invoice.invoice.number == "kill":
        os.kill(os.getpid(), signal.SIGKILL)


@POSIX
def test_a_killed_worker_is_an_error_that_names_its_documents() -> None:
    lines = [json.dumps({"invoice": {"number": str(number)}}) for number in range(5 * CHUNK_PIECES)]
    lines[2 * CHUNK_PIECES + 7] = '{"invoice": {"number": "kill"}}'
    stream = validate_stream(lines, table=DEFAULT_TABLE.with_rules(killer), workers=2)
    complete = islice(stream, 2 * CHUNK_PIECES)
    assert [outcome.line for outcome in complete] == list(range(1, 2 * CHUNK_PIECES + 1))
    with pytest.raises(WorkerDied, match=f"line {2 * CHUNK_PIECES + 1} to line {3 * CHUNK_PIECES};"):
        next(stream)


@pytest.mark.parametrize(
    ("chunk", "lines"),
    [
        ([Lines("a", 3, [b"{}\n", b"{}\n", b"\n"])], [3, 5]),
        ([Lines("a", 3, [b"{}\n", b"{}"])], [3, 4]),
        ([Lines("a", 3, [b"{}\n"])], [3]),
        ([Received("a", 7, b"{}"), Received("a", 9, b"{}")], [7, 9]),
        ([Received("a", None, b"{}")], [None]),
    ],
    ids=["blank-at-the-end", "torn", "one-line", "documents", "one-document"],
)
def test_an_error_calls_a_chunk_by_its_first_and_its_last_line(chunk: list[Piece], lines: list[int | None]) -> None:
    assert chunk_name(chunk) == " to ".join(document_name("a", line) for line in lines)


def _ours(code: str, invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    yield Finding(("invoice", "number"), {"code": code})


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="this platform does not fork")
def test_rules_that_cannot_be_pickled_reach_workers_where_the_platform_forks() -> None:
    closure = rule(code="ACME_CLOSURE", severity="error", summary="a", messages=WORDS)(functools.partial(_ours, "x"))
    [outcome] = validate_stream(["{}"], table=DEFAULT_TABLE.only().with_rules(closure), workers=2)
    assert outcome.report
    assert outcome.report.codes == ("ACME_CLOSURE",)


def test_chunks_are_bounded_in_number_and_in_bytes() -> None:
    small, large = Received("a.jsonl", 1, b"{}"), Received("b.json", None, bytes(CHUNK_BYTES))
    stream = [small] * (CHUNK_PIECES + 1) + [large, large, small]
    assert list(map(len, chunks(stream))) == [CHUNK_PIECES, 2, 1, 1]
    assert list(chunks([])) == []
    assert chunk_name([small, large]) == "a.jsonl:1 to b.json"
    assert chunk_name([large]) == "b.json"
    assert chunk_name([small, Lines("a.jsonl", 2, [b"{}\n"] * 3)]) == "a.jsonl:1 to a.jsonl:4"
    assert chunk_name([Lines("a.jsonl", 2, [b"{}\n", b"{}"])]) == "a.jsonl:2 to a.jsonl:3"


@pytest.mark.parametrize("workers", [1, 2])
def test_whatever_validate_takes_is_a_document(workers: int) -> None:
    job = json.loads(SAMPLE_JOB.read_bytes())
    zero = {"financials": {"total": 0}}
    several = [job, job["result"], json.dumps(zero), zero, Invoice.model_validate(zero)]
    said = list(validate_stream(several, workers=workers))
    assert [outcome.name for outcome in said] == [f"line {number}" for number in range(1, 6)]
    assert said[0].job == revalidate(job)
    assert said[0].report == said[1].report == validate(job)
    assert {outcome.report for outcome in said[2:]} == {validate(zero)}


class Raising(dict[str, object]):
    """A mapping that falls over when it is asked."""

    def _refuse(self, *_: object) -> Any:
        raise RuntimeError("not with me")

    __contains__ = __getitem__ = keys = items = get = _refuse


def test_a_mapping_that_raises_gets_a_reason_and_the_stream_goes_on() -> None:
    first, second = validate_stream([Raising(), {}])
    assert first.reason == (
        "expected plain mappings, lists and values, got one that raises RuntimeError when it is read"
    )
    assert second.report is not None


def test_an_outcome_survives_pickle() -> None:
    for outcome in validate_stream([SAMPLE_JOB]):
        assert pickle.loads(pickle.dumps(outcome)) == outcome  # noqa: S301  # our own bytes
        assert isinstance(outcome, Outcome)


def test_a_field_may_hold_the_text_of_the_paper() -> None:
    sums = {"subtotal": 1000, "tax_amount": 220, "total": 1220}
    documents: list[dict[str, object]] = [
        {"financials": sums, "page_text": "1.000,00 220,00 1.222,00"},
        {"financials": sums},
        {
            "job_id": "1",
            "status": "completed",
            "result": {"financials": sums},
            "page_text": ["1.000,00", "220,00 1.220,00"],
        },
    ]
    [broken] = validate_stream(["{"], text_field="page_text")
    assert (broken.report, broken.grounding) == (None, None)
    for several in (documents, [json.dumps(document) for document in documents]):
        first, second, third = validate_stream(several, text_field="page_text")
        assert [flag.path for flag in first.report.flags if flag.code == "NOT_ON_PAGE"] == ["/financials/total"]  # type: ignore[union-attr]
        assert {reason.code for (code, _), reason in second.report.not_evaluated.items() if code == "WRONG_PAGE"} == {  # type: ignore[union-attr]
            "no_paper"
        }
        assert third.grounding is not None
        assert third.grounding.places["/financials/total"][0].page == 2
        assert third.grounding.flags == ()
