"""The job: every documented body is read, nothing around a result hides it, and both sides are compared."""

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, InvalidInput, Policy, __version__, validate
from parzo_validate.engine.reasons import reason_of
from parzo_validate.invoice.json_text import MAX_DEPTH, parse
from parzo_validate.invoice.values import describe
from parzo_validate.job import (
    CompletedJob,
    FailedJob,
    PendingJob,
    ProcessingJob,
    ServerFlag,
    UnknownJob,
    complete,
    dump_json,
    read_job,
    revalidate,
)
from parzo_validate.testing.strategies import coherent_results, defective_results, jobs, results
from tests.helpers.builders import SAMPLE_JOB, paths_and_reasons, sums

TIMES = {
    "job_id": "3f1c",
    "queued_at": "2026-04-02T08:15:00Z",
    "started_at": None,
    "completed_at": None,
    "processing_ms": None,
}
PENDING = TIMES | {"status": "pending"}
PROCESSING = TIMES | {"status": "processing", "started_at": "2026-04-02T08:15:01Z"}
FAILED = {"job_id": "3f1c", "status": "failed", "error": "the PDF is encrypted", "attempt_count": 3}
COMPLETED: dict[str, Any] = json.loads(SAMPLE_JOB.read_bytes())
EMPTY = COMPLETED | {"result": None}
BUYER = ("INVALID_PIVA_CHECKSUM", "/buyer/vat_number")


def job(result: object, *flags: object) -> dict[str, Any]:
    """Return the smallest completed job with this result and these flags of the server."""
    return {"status": "completed", "validation_flags": list(flags), "result": result}


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (PENDING, PendingJob, "still pending"),
        (PROCESSING, ProcessingJob, "still processing"),
        (FAILED, FailedJob, "failed: the PDF is encrypted after 3 attempts"),
        (EMPTY, CompletedJob, "completed, but its result is null; expected an object"),
        (COMPLETED, CompletedJob, ""),
    ],
    ids=["pending", "processing", "failed", "completed-without-result", "completed"],
)
def test_each_documented_body_is_read_and_judged(body: dict[str, Any], kind: type, reason: str) -> None:
    for raw in (body, json.dumps(body), json.dumps(body).encode()):
        read = read_job(raw)
        assert type(read) is kind
        assert (read.status, read.job_id, json.loads(dump_json(read))) == (body["status"], body["job_id"], body)
        answer = revalidate(raw)
        assert answer == revalidate(read)
        assert (answer.status, answer.reason, answer.agrees) == (body["status"], reason, False)
        assert (answer.report is None) == bool(reason)


def test_the_documented_result_has_one_flag_that_the_server_lacks() -> None:
    answer = revalidate(SAMPLE_JOB.read_bytes())
    assert [(flag.code, flag.path) for flag in answer.only_in_report] == [BUYER]
    assert (answer.only_in_server_flags, answer.unreadable, answer.agrees) == ((), (), False)
    assert answer.as_dict() == {
        "status": "completed",
        "agrees": False,
        "reason": "",
        "reason_code": "",
        "only_in_report": validate(COMPLETED["result"]).validation_flags,
        "only_in_server_flags": [],
        "server_flags": [],
        "unreadable": [],
        "server_ruleset": None,
        "ruleset_difference": "",
    }


def test_every_documented_field_has_its_type() -> None:
    read = read_job(SAMPLE_JOB.read_bytes())
    assert isinstance(read, CompletedJob)
    assert read.completed_at == datetime(2026, 4, 2, 8, 15, 13, tzinfo=UTC)
    assert (read.processing_ms, read.confidence, read.model, read.cache_hit) == (
        *(12040, Decimal("0.97")),
        *("parzo-invoice", False),
    )
    failed = read_job(FAILED)
    assert isinstance(failed, FailedJob)
    assert (failed.error, failed.attempt_count) == ("the PDF is encrypted", 3)


@pytest.mark.parametrize(
    ("failed", "reason"),
    [
        ({}, "failed: the server gave no reason"),
        ({"error": "x", "attempt_count": 1}, "failed: x after 1 attempt"),
        ({"error": {"code": "E1"}, "attempt_count": None}, "failed: {'code': 'E1'}"),
        (
            {"error": "x", "attempt_count": "often"},
            'failed: x; attempt_count is unreadable: expected a count, got "often"',
        ),
        ({"error": "a\x1b[31m\n" + "b" * 600}, "failed: a\\x1b[31m\\n" + "b" * 492 + "…"),
    ],
    ids=["says-nothing", "one-attempt", "error-is-an-object", "attempts-are-no-count", "long-and-unprintable"],
)
def test_a_failed_job_gives_its_reason(failed: dict[str, Any], reason: str) -> None:
    assert revalidate({"status": "failed"} | failed).reason == reason


@pytest.mark.parametrize(
    ("status", "shown"),
    [("archived", "archived"), ("", ""), (None, "null"), (7, "the number 7"), (["completed"], "a list")],
    ids=["future", "empty", "null", "number", "list"],
)
def test_a_status_nobody_knows_does_not_hide_the_result(status: object, shown: str) -> None:
    read = read_job({"status": status, "result": sums(total=0), "validation_flags": ["INVALID_TOTAL"]})
    assert isinstance(read, UnknownJob)
    assert read.status == shown
    assert revalidate(read).agrees
    assert revalidate({"status": status}).reason == f"status {shown!r}, not known here, but its result is null; " + (
        "expected an object"
    )


def test_a_result_without_status_is_a_job() -> None:
    read = read_job({"result": sums(total=0)})
    assert (type(read), read.status, read.as_dict()) == (UnknownJob, "", {"result": sums(total=0)})


def test_unknown_fields_are_kept() -> None:
    read = read_job(COMPLETED | {"priority": "high", "\ud800": 1})
    assert read.model_extra == {"priority": "high"}
    assert read.as_dict() == COMPLETED | {"priority": "high", "\ud800": 1}


def test_a_job_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_job(FAILED).status = "pending"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def nested(levels: int) -> list[Any]:
    """Return lists inside each other."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


AROUND = st.sampled_from([*(set(COMPLETED) | set(FAILED)) - {"status", "result", "validation_flags"}, "other"])


@given(status=st.sampled_from(["pending", "processing", "failed", "archived"]), around=st.data())
def test_no_envelope_field_ever_raises(status: str, around: st.DataObject) -> None:
    fields = around.draw(st.dictionaries(AROUND, JSON_VALUES))
    assert revalidate({**fields, "status": status}).agrees is False


@given(fields=st.dictionaries(AROUND, JSON_VALUES))
def test_no_envelope_field_hides_the_result(fields: dict[str, Any]) -> None:
    assert revalidate(fields | job(sums(total=0), "INVALID_TOTAL")).agrees


BEYOND_ALL_BOUNDS: dict[str, object] = {
    "huge": 10**5000,
    "wide": Decimal("1E+400"),
    "hopeless": Decimal("1E+999999999"),
    "tiny": Decimal("1E-999999"),
    "nan": float("nan"),
    "signalling": Decimal("sNaN"),
    "text": "1e999999999",
    "deep": nested(100_000),
}


@pytest.mark.parametrize("name", sorted((set(COMPLETED) | set(FAILED)) - {"status", "result", "validation_flags"}))
@pytest.mark.parametrize("value", BEYOND_ALL_BOUNDS.values(), ids=BEYOND_ALL_BOUNDS)
def test_not_even_a_number_beyond_all_bounds_hides_it(name: str, value: object) -> None:
    assert revalidate({name: value} | job(sums(total=0), "INVALID_TOTAL")).agrees
    assert revalidate({name: value, "status": "failed"}).reason


@pytest.mark.parametrize("written", ["1e999999999", "1e5000", "-1e5000", "9" * 5000, "1e999999999999999999999"])
def test_no_count_grows_into_an_int_of_thousands_of_digits(written: str) -> None:
    got = describe(parse(written))
    raw = f'{{"status": "failed", "attempt_count": {written}, "processing_ms": {written}, "confidence": {written}}}'
    assert revalidate(raw).reason == (
        f"failed: the server gave no reason; attempt_count is unreadable: expected a count, got {got}"
    )
    read = read_job(raw.replace("failed", "completed"))
    assert isinstance(read, CompletedJob)
    assert (read.processing_ms, read.confidence) == (None, None)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (3, 3),
        ("3", 3),
        (3.0, 3),
        (Decimal("3.00"), 3),
        (0, 0),
        (10**18 - 1, 10**18 - 1),
        (10**18, None),
        (-1, None),
        (1.5, None),
        (True, None),
        ("\u0663", None),
        (None, None),
    ],
    ids=repr,
)
def test_a_count_is_a_whole_number_that_an_amount_could_hold(given: object, count: int | None) -> None:
    with localcontext(prec=3):
        assert read_job({"status": "pending", "processing_ms": given}).processing_ms == count


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", ['expected a job, got "": expected a JSON object, got an empty document']),
        (b"<html>502</html>", ['expected a job, got "<html>502</html>": invalid JSON at line 1, column 1']),
        ('{"status": "completed", "resu', ["resu", "invalid JSON at line 1, column 25"]),
        (b'{"status": "\xff"}', ["�", "an invalid byte at offset 12"]),
        ("[" * MAX_DEPTH * 2, ["levels of nesting"]),
        ("[1]", ['with a status or a result, got "[1]"']),
        ('{"detail": "x"}', ["with a status or a result, got", "detail"]),
        ({"detail": "x", "other": 10**5000}, ["got an object with the keys detail, other"]),
        ({10**5000: 1}, ["got an object with the keys a number of more than 80 digits"]),
        (None, ["got null"]),
    ],
    ids=["empty", "html", "cut", "not-utf-8", "deep", "list", "another-object", "another-mapping", "huge-key", "null"],
)
def test_what_is_no_job_is_refused_with_an_excerpt(raw: Any, words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        revalidate(raw)
    assert all(word in str(refused.value) for word in words)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("raw", "code", "italian"),
    [
        ("[1]", "not_a_job", 'atteso un job, un oggetto JSON con status o result, trovato "[1]"'),
        (
            {"detail": "x"},
            "not_a_job",
            "atteso un job, un oggetto JSON con status o result, trovato un oggetto con le chiavi detail",
        ),
        (None, "not_a_job", "atteso un job, un oggetto JSON con status o result, trovato null"),
    ],
    ids=["list", "another-object", "null"],
)
def test_what_is_no_job_is_refused_in_italian_and_in_code(raw: Any, code: str, italian: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_job(raw)
    reason = reason_of(refused.value)
    assert (reason.code, reason.render("it")) == (code, italian)


def test_a_job_that_is_no_json_is_refused_with_what_is_wrong_with_the_json() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_job("{")
    with pytest.raises(InvalidInput) as inner:
        parse("{")
    reason, json_reason = reason_of(refused.value), reason_of(inner.value)
    assert (reason, reason.code) == (f'expected a job, got "{{": {json_reason}', json_reason.code)
    assert reason.render("it") == f'atteso un job, trovato "{{": {json_reason.render("it")}'


def test_a_long_body_is_cut() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_job("x" * 10_000)
    assert len(str(refused.value)) < 200


ZERO = "/financials/total"
BOTH_RATES = {"financials": {"tax_rate": 19}, "line_items": [{"vat_rate": 19}]}


@pytest.mark.parametrize(
    ("result", "flags", "only_in_report", "only_in_server_flags"),
    [
        (sums(total=0), [], [ZERO], []),
        (sums(total=0), ["INVALID_TOTAL"], [], []),
        (sums(total=0), [{"code": "INVALID_TOTAL"}], [], []),
        (sums(total=0), [{"code": "INVALID_TOTAL", "path": None}], [], []),
        (sums(total=0), [{"code": "INVALID_TOTAL", "path": ZERO, "severity": "info"}], [], []),
        (sums(total=0), [{"code": "INVALID_TOTAL", "path": "/total"}], [ZERO], [("INVALID_TOTAL", "/total")]),
        (sums(total=0), [{"code": "INVALID_TOTAL", "path": ""}], [ZERO], [("INVALID_TOTAL", "")]),
        (sums(total=0), ["INVALID_TOTAL", "INVALID_TOTAL"], [], []),
        (sums(total=0), ["invalid_total"], [ZERO], [("invalid_total", None)]),
        (sums(total=5), ["ACME_PO_MISSING"], [], [("ACME_PO_MISSING", None)]),
        (sums(total=5), None, [], []),
        (BOTH_RATES, ["INVALID_IT_VAT_RATE"], [], []),
        (
            BOTH_RATES,
            [{"code": "INVALID_IT_VAT_RATE", "path": "/line_items/0/vat_rate"}],
            ["/financials/tax_rate"],
            [],
        ),
    ],
    ids=[
        *("server-silent", "plain-string", "object", "null-path", "same-place-other-severity", "other-place"),
        *("whole-document", "said-twice", "other-case", "unknown-code", "null-list", "one-code-many-places"),
        "one-of-two-places",
    ],
)
def test_flags_match_by_code_and_by_path_where_there_is_one(
    result: object,
    flags: list[object] | None,
    only_in_report: list[str],
    only_in_server_flags: list[tuple[str, str | None]],
) -> None:
    answer = revalidate(job(result) | {"validation_flags": flags})
    assert [flag.path for flag in answer.only_in_report] == only_in_report
    assert [(flag.code, flag.path) for flag in answer.only_in_server_flags] == only_in_server_flags
    assert answer.agrees is not bool(only_in_report or only_in_server_flags)


def test_an_object_is_read_whole_and_what_does_not_fit_is_missing() -> None:
    said = {"code": "A_B", "severity": "info", "path": "/x", "message": "\x1b", "context": {"a": [1]}, "more": 1}
    first, second = revalidate(job({}, said, {"code": "C_D", "severity": 1, "path": 2, "context": 3})).server_flags
    assert first == ServerFlag("A_B", "info", "/x", "\\x1b")
    assert first.as_dict() == {"code": "A_B", "severity": "info", "message": "\\x1b", "path": "/x"}
    assert second == ServerFlag("C_D")
    assert len({first, second, copy.copy(first)}) == 2


@pytest.mark.parametrize(
    ("flags", "path", "got"),
    [
        ([42], "/validation_flags/0", "the number 42"),
        (["A_B", None], "/validation_flags/1", "null"),
        ([{"severity": "error"}], "/validation_flags/0", "an object"),
        ([{"code": 5}], "/validation_flags/0", "an object"),
        ([""], "/validation_flags/0", '""'),
        ([["A_B"]], "/validation_flags/0", "a list"),
        ("A_B", "/validation_flags", '"A_B"'),
        ({"code": "A_B"}, "/validation_flags", "an object"),
    ],
    ids=["number", "null", "no-code", "code-is-a-number", "empty", "list-in-list", "text-for-list", "object-for-list"],
)
def test_an_entry_without_a_code_is_reported_and_no_agreement(flags: object, path: str, got: str) -> None:
    read = read_job(job({}) | {"validation_flags": flags})
    assert isinstance(read, CompletedJob)
    [(where, reason)] = paths_and_reasons(read.unreadable_flags)
    assert where == path
    assert reason.endswith(f"got {got}")
    answer = revalidate(read)
    assert answer.unreadable == read.unreadable_flags
    code = "not_a_list" if path == "/validation_flags" else "no_code"
    assert answer.as_dict()["unreadable"] == [{"path": path, "reason": reason, "reason_code": code}]
    assert reason.render("it").startswith(("atteso un codice o un oggetto con un codice, ", "attesa una lista, "))
    assert not answer.agrees


@pytest.mark.parametrize("result", [None, [], "x", 5], ids=str)
def test_without_a_result_flags_are_only_there_and_nothing_agrees(result: object) -> None:
    answer = revalidate(job(result, "INVALID_TOTAL", 42))
    assert answer.report is None
    assert answer.reason.startswith("completed, but its result is ")
    assert answer.only_in_server_flags == answer.server_flags == (ServerFlag("INVALID_TOTAL"),)
    assert len(answer.unreadable) == 1
    assert not revalidate(job(result)).agrees


def test_table_and_policy_are_those_of_the_caller() -> None:
    mismatch = job(sums(subtotal=1, tax_amount=1, total=3))
    assert not revalidate(mismatch).agrees
    assert revalidate(mismatch, policy=Policy(tolerance=1)).agrees
    assert revalidate(mismatch, table=DEFAULT_TABLE.without("ARITHMETIC_MISMATCH")).agrees


AMOUNTS = (
    st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False)
    | st.decimals(places=2, allow_nan=False).map(str)
    | st.none()
)
RESULTS = st.fixed_dictionaries(
    {},
    optional={
        "financials": st.fixed_dictionaries(
            {}, optional=dict.fromkeys(["subtotal", "tax_rate", "tax_amount", "total", "stamp_duty"], AMOUNTS)
        ),
        "buyer": st.fixed_dictionaries({"vat_number": st.from_regex(r"(IT)?[0-9]{10,11}", fullmatch=True)}),
        "invoice": st.fixed_dictionaries({"date": st.dates().map(str), "due_date": st.dates().map(str)}),
        "line_items": st.lists(st.fixed_dictionaries({"vat_rate": AMOUNTS, "amount": AMOUNTS}), max_size=3),
        "vendor": JSON_VALUES,
        "notes": JSON_VALUES,
    },
)


def test_only_a_job_is_completed() -> None:
    result = sums(total=5)
    assert complete(json.dumps(job(result)), validate(result)) == complete(job(result), validate(result))
    with pytest.raises(InvalidInput) as refusal:
        complete(result, validate(result))
    expected = "expected a job, a JSON object with a status or a result, got an object with the keys financials"
    assert str(refusal.value) == expected


@given(result=RESULTS, fields=st.dictionaries(AROUND, JSON_VALUES), server_flags=JSON_VALUES)
def test_a_job_completed_here_agrees_with_itself(result: Any, fields: dict[str, Any], server_flags: object) -> None:
    received = fields | job(result) | {"validation_flags": server_flags}
    before = repr(received)
    done = complete(received, validate(result))
    assert revalidate(done).agrees
    assert complete(read_job(received), validate(result)) == done
    assert list(done) == [*received, *({"ruleset"} - received.keys())]
    assert repr(received) == before


@given(
    jobs(status="completed", result=coherent_results() | defective_results().map(lambda drawn: drawn[0]) | results())
)
def test_generated_jobs_agree_once_they_are_completed_here(received: dict[str, Any]) -> None:
    done = complete(received, validate(received["result"], strict=True))
    assert revalidate(done).agrees
    assert revalidate(dump_json(read_job(json.dumps(done)))).agrees


@given(jobs())
def test_a_generated_job_has_a_report_or_a_reason(received: dict[str, Any]) -> None:
    answer = revalidate(received)
    assert (answer.report is not None, not answer.reason) == (received["status"] == "completed",) * 2


WRITTEN = [
    *("1220.10", "0.00", "-0.0", "1000.000", "123456789012345678901234567890.05", "1E+2", "1E-7"),
    *("0", "-5", "1" * 5000, "true", "null", '"\\u20ac"', "[]", "{}", '[1, {"a": [0.10]}]'),
]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda text: text[:20])
def test_a_round_trip_keeps_every_digit(written: str) -> None:
    text = f'{{"status": "completed", "result": {{"financials": {{"total": {written}}}}}}}'
    assert dump_json(read_job(text)) == text


def test_an_int_of_thousands_of_digits_is_written() -> None:
    for value in (float("nan"), float("-inf"), Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(ValueError, match="Out of range"):
            dump_json([value])
    assert dump_json({"total": 10**5000, "sent": True}) == f'{{"total": 1{"0" * 5000}, "sent": true}}'


def test_a_completed_job_round_trips_to_the_cent() -> None:
    raw = SAMPLE_JOB.read_text(encoding="utf-8").replace("1220.00", "1220.10")
    read = read_job(raw)
    assert isinstance(read, CompletedJob)
    text = dump_json(complete(read, validate(read.result)))
    assert '"total": 1220.10,' in text
    report = validate(read.result)
    assert json.loads(text) == json.loads(raw) | {
        "validation_flags": report.validation_flags,
        "ruleset": report.ruleset.as_dict(),
    }
    assert revalidate(text).agrees
    plain = complete(json.loads(raw), validate(read.result))
    assert json.loads(json.dumps(plain)) == json.loads(text)


def test_a_job_does_not_follow_the_mapping_it_was_read_from() -> None:
    received = dict(FAILED)
    read = read_job(received)
    received["error"] = "something else"
    assert read.as_dict() == FAILED


LENIENT = Policy(tolerance=5)


@pytest.mark.parametrize(
    ("here", "what", "italian"),
    [
        ({}, "", ""),
        ({"policy": LENIENT}, "the policy differs: ", "la configurazione differisce: "),
        ({"table": DEFAULT_TABLE.without("INVALID_TOTAL")}, "the rules differ: ", "le regole differiscono: "),
        (
            {"table": DEFAULT_TABLE.without("INVALID_TOTAL"), "policy": LENIENT},
            "the rules and the policy differ: ",
            "le regole e la configurazione differiscono: ",
        ),
    ],
    ids=["same", "policy", "rules", "both"],
)
def test_a_server_that_asked_something_else_is_named(here: dict[str, Any], what: str, italian: str) -> None:
    done = complete(job(sums(total=5)), validate(sums(total=5)))
    answer = revalidate(done, **here)
    theirs, ours = validate({}).ruleset, validate({}, **here).ruleset
    assert done["ruleset"] == theirs.as_dict()
    assert answer.server_ruleset == theirs
    expected = f"{what}{theirs} on the server, {ours} in the report" if what else ""
    assert answer.ruleset_difference == answer.as_dict()["ruleset_difference"] == expected
    assert answer.ruleset_difference.render("it").startswith(italian)
    assert answer.agrees


def test_another_version_is_named() -> None:
    other = str(validate({}).ruleset).replace(__version__, "0.1.0")  # a text, as 0.2.0 wrote it
    assert revalidate(job({}) | {"ruleset": other}).ruleset_difference.startswith("the version differs: 0.1.0+")


@pytest.mark.parametrize("ruleset", [None, 7, [], {"a": 1}], ids=repr)
def test_a_job_that_names_no_ruleset_differs_in_none(ruleset: object) -> None:
    assert revalidate(job({})).ruleset_difference == ""
    answer = revalidate(job({}) | {"ruleset": ruleset})
    assert (answer.ruleset_difference, answer.server_ruleset, answer.agrees) == ("", None, True)


def test_a_foreign_ruleset_is_shown_but_not_at_length_nor_as_it_came() -> None:
    answer = revalidate(job({}) | {"ruleset": "\x1b[31m" + "x" * 1000})
    assert answer.ruleset_difference.startswith("the version and the rules and the policy differ: \\x1b[31mxxx")
    assert len(answer.ruleset_difference) < 200
    assert revalidate(job(None) | {"ruleset": "other"}).ruleset_difference == ""
