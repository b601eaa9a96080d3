"""Jobs on the command line: as files that are checked, and as ids that are waited for on a real server."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Policy
from parzo_validate.client import wait_for_job
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import SAMPLE_JOB, Command, File, sums
from tests.helpers.job_server import DONE, KEY, announcing, answer, job, serving
from tests.helpers.watched import installed, watched

DISAGREEING = {
    "status": "completed",
    "validation_flags": ["ACME_PO_MISSING", {"code": "INVALID_TOTAL", "path": "/total"}, 42],
    "result": sums(total=0),
}
FAILED = {"status": "failed", "error": "the PDF is encrypted", "attempt_count": 3}


def test_the_sheet_shows_where_the_server_differs(parzo: Command, file: File) -> None:
    code, output, _ = parzo("check", file("job.json", DISAGREEING), "--disable", "ARITHMETIC_MISMATCH")
    assert code == 1
    assert output.splitlines()[0] == "job.json: review"
    assert output.splitlines()[-4:] == [
        "  missing on server   INVALID_TOTAL  /financials/total",
        "  only on server      ACME_PO_MISSING",
        "  only on server      INVALID_TOTAL  /total",
        "  unreadable          /validation_flags/2  expected a code or an object with a code, got the number 42",
    ]


def test_a_job_that_agrees_looks_like_its_result(parzo: Command, file: File) -> None:
    agreeing = file("job.json", DISAGREEING | {"validation_flags": ["INVALID_TOTAL"]})
    result = file("result.json", DISAGREEING["result"])
    sheets = [parzo("check", name)[1].removeprefix(name) for name in (agreeing, result)]
    assert sheets[0] == sheets[1]


@pytest.mark.parametrize(
    ("document", "reason_code", "reason", "italian"),
    [
        ({"status": "pending"}, "not_completed", "still pending", "ancora in attesa"),
        ({"status": "processing"}, "not_completed", "still processing", "ancora in lavorazione"),
        (
            FAILED,
            "failed",
            "failed: the PDF is encrypted after 3 attempts",
            "fallito: the PDF is encrypted dopo 3 tentativi",
        ),
        (
            {"status": "failed", "attempt_count": 1},
            "failed",
            "failed: the server gave no reason after 1 attempt",
            "fallito: il server non ne dice il motivo dopo 1 tentativo",
        ),
        (
            {"status": "completed"},
            "no_result",
            "completed, but its result is null; expected an object",
            "completato, ma il risultato è null; atteso un oggetto",
        ),
        (
            {"status": "held", "result": [1]},
            "no_result",
            "status 'held', not known here, but its result is a list; expected an object",
            "stato 'held', qui non noto, ma il risultato è una lista; atteso un oggetto",
        ),
    ],
    ids=["pending", "processing", "failed", "failed-without-a-word", "completed-without-result", "unknown-status"],
)
def test_a_job_without_a_result_is_no_pass(
    parzo: Command, file: File, document: object, reason_code: str, reason: str, italian: str
) -> None:
    name = file("job.json", document)
    assert parzo("check", name, "--fail-on", "never") == (2, f"job.json: no result: {reason}\n", "")
    assert parzo("check", name, "--lang", "it")[1] == f"job.json: senza risultato: {italian}\n"
    assert parzo("check", name, "--format", "github")[1] == f"::error file=job.json,title=no result::{reason}\n"
    annotated = parzo("check", name, "--format", "github", "--lang", "it")[1]
    assert annotated == f"::error file=job.json,title=senza risultato::{italian}\n"
    code, output, _ = parzo("check", name, "--format", "json", "--lang", "it")
    said = json.loads(output)
    assert (code, said["error"], said["job"]["reason"], said["job"]["agrees"]) == (2, italian, italian, False)
    assert said["reason_code"] == said["job"]["reason_code"] == reason_code
    assert parzo("check", name, name)[1].endswith("2 documents: 2 no result\n")


def test_json_carries_the_comparison(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("job.json", DISAGREEING), "--format", "json")
    said = json.loads(output)["job"]
    assert (said["status"], said["agrees"], said["reason"]) == ("completed", False, "")
    assert [flag["path"] for flag in said["only_in_report"]] == ["/financials/total"]
    assert [flag["code"] for flag in said["only_in_server_flags"]] == ["ACME_PO_MISSING", "INVALID_TOTAL"]
    assert [entry["path"] for entry in said["unreadable"]] == ["/validation_flags/2"]
    assert "job" not in json.loads(parzo("check", file("result.json", sums(total=0)), "--format", "json")[1])


def test_what_the_server_says_unreadably_is_said_in_italian(parzo: Command, file: File) -> None:
    job = {"status": "completed", "result": {}, "validation_flags": [42]}
    _, output, _ = parzo("check", file("a.json", job), "--lang", "it")
    assert output.splitlines()[-1] == (
        "  illeggibile         /validation_flags/0  atteso un codice o un oggetto con un codice, trovato il numero 42"
    )
    _, output, _ = parzo("check", file("a.json", job | {"validation_flags": "x"}), "--lang", "it", "--format", "github")
    assert output.splitlines()[-1] == (
        '::notice file=a.json,title=illeggibile::/validation_flags attesa una lista, trovato "x"'
    )


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("en", "  different ruleset   the version and the rules and the policy differ: 0.0.1+0.0 on the server, "),
        (
            "it",
            "  regole diverse      la versione e le regole e la configurazione differiscono: 0.0.1+0.0 sul server, ",
        ),
    ],
)
def test_a_server_that_asked_something_else_is_named(parzo: Command, file: File, lang: str, row: str) -> None:
    name = file("job.json", DISAGREEING | {"ruleset": "0.0.1+0.0"})
    output = parzo("check", name, "--lang", lang)[1].splitlines()[-1]
    assert output.startswith(row)
    said = json.loads(parzo("check", name, "--format", "json")[1])
    assert said["job"]["ruleset_difference"].endswith(f", {Ruleset.from_dict(said['ruleset'])} in the report")


def test_github_is_told_of_the_difference(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("job.json", DISAGREEING), "--format", "github")
    assert output.splitlines()[-4:] == [
        "::notice file=job.json,title=missing on server::INVALID_TOTAL /financials/total",
        "::notice file=job.json,title=only on server::ACME_PO_MISSING",
        "::notice file=job.json,title=only on server::INVALID_TOTAL /total",
        "::notice file=job.json,title=unreadable::/validation_flags/2 "
        "expected a code or an object with a code, got the number 42",
    ]


def test_a_result_that_has_a_status_of_its_own_is_no_job(parzo: Command, file: File) -> None:
    assert parzo("check", file("a.json", sums(total=0) | {"status": "paid"}))[1].startswith("a.json: review\n")


@pytest.fixture
def api_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the key where the command looks for it."""
    monkeypatch.setenv("PARZO_API_KEY", KEY)


@pytest.mark.usefixtures("api_key")
def test_a_job_is_waited_for_and_judged(parzo: Command) -> None:
    with serving(job("pending"), DONE) as server:
        code, output, errors = parzo("job", "job-1", "--base-url", server.url, "--interval", "0.01")
    assert (code, errors) == (0, "")
    assert output == (
        "job-1: review\n"
        "  warning             INVALID_PIVA_CHECKSUM  /buyer/vat_number\n"
        "                      the buyer's VAT number IT98765432109 ends in 9, but the check digit should be 3\n"
        "  missing on server   INVALID_PIVA_CHECKSUM  /buyer/vat_number\n"
    )
    assert [seen.headers["X-API-Key"] for seen in server.seen] == [KEY, KEY]


@pytest.mark.usefixtures("api_key")
def test_a_job_is_judged_without_a_diagnosis_on_request(parzo: Command) -> None:
    with serving(DONE) as server:
        asked = ["job", "job-1", "--base-url", server.url, "--format", "json", "--disable", "INVALID_PIVA_CHECKSUM"]
        with_diagnosis = json.loads(parzo(*asked)[1])
        without = json.loads(parzo(*asked, "--no-diagnose")[1])
    assert without["flags"] == []
    assert without == {key: value for key, value in with_diagnosis.items() if key in without}


@pytest.mark.usefixtures("api_key")
def test_the_options_of_check_are_those_of_job(parzo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(DONE) as server:
        monkeypatch.setenv("PARZO_BASE_URL", server.url)
        assert parzo("job", "job-1", "--fail-on", "warning")[0] == 1
        assert parzo("job", "job-1", "--lang", "it")[1].startswith("job-1: da rivedere\n")
        assert json.loads(parzo("job", "job-1", "--format", "json")[1])["job"]["agrees"] is False


@pytest.mark.usefixtures("api_key")
def test_a_job_is_judged_by_the_table_and_on_the_day_that_is_asked_for(parzo: Command) -> None:
    with serving(DONE) as server:
        ask = ("job", "job-1", "--base-url", server.url, "--format", "json")
        plain, extended, dated = (
            json.loads(parzo(*ask, *options)[1])["ruleset"]
            for options in ([], ["--rules", "extended"], ["--as-of", "2026-06-30"])
        )
    assert [ruleset["rules"] for ruleset in (plain, extended, dated)] == [
        *(DEFAULT_TABLE.fingerprint, EXTENDED_TABLE.fingerprint, DEFAULT_TABLE.fingerprint),
    ]
    assert dated["policy"] == Policy(as_of="2026-06-30").fingerprint


@pytest.mark.parametrize("content", [KEY, f"  {KEY}\r\n"], ids=["bare", "as-editors-save-it"])
def test_the_key_may_come_from_a_file(parzo: Command, file: File, content: str) -> None:
    with serving(DONE) as server:
        assert parzo("job", "a", "--base-url", server.url, "--api-key-file", file("key", content))[0] == 0
    assert server.seen[0].headers["X-API-Key"] == KEY


def test_a_file_that_is_no_key_is_not_shown(parzo: Command, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(KEY.encode() + b"\xff")
    assert parzo("job", "a", "--base-url", "https://x.example", "--api-key-file", tmp_path / "key") == (
        *(2, ""),
        "parzo-validate: api_key: expected ASCII letters, digits and signs, without spaces or line breaks\n",
    )


def test_the_key_is_no_argument(parzo: Command) -> None:
    assert "--api-key " not in parzo("job", "--help")[1]


@pytest.mark.usefixtures("api_key")
def test_a_failed_job_gives_its_answer(parzo: Command) -> None:
    with serving(answer(FAILED)) as server:
        assert parzo("job", "job-1", "--base-url", server.url) == (
            *(2, "job-1: no result: failed: the PDF is encrypted after 3 attempts\n"),
            "",
        )


ENDS: dict[str, tuple[Any, str]] = {
    "401": (
        answer(status=401),
        "HTTP 401: the server does not know the API key; check that it is whole and not revoked",
    ),
    "404": (
        answer(status=404),
        "HTTP 404: the server does not know the job; check its id, and that base_url ends before /v1",
    ),
    "no-job": (answer(b"<html>"), 'expected a job, got "<html>": invalid JSON at line 1, column 1: Expecting value'),
    "too-long": (
        announcing(2**31),
        "the answer is longer than 20000000 bytes; pass a larger max_bytes if that is right",
    ),
    "never": (
        job("processing"),
        "the job was not completed within 120 s (last seen processing); wait for the same job again, or allow more "
        "time",
    ),
}


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only sleep move the clock, and nobody sleep."""
    slept: list[float] = []
    injected = {"clock": lambda: sum(slept), "sleep": slept.append}
    monkeypatch.setattr(wait_for_job, "__kwdefaults__", {**(wait_for_job.__kwdefaults__ or {}), **injected})


@pytest.mark.usefixtures("api_key", "no_waiting")
@pytest.mark.parametrize(("play", "said"), ENDS.values(), ids=ENDS)
def test_an_error_is_one_line(parzo: Command, play: Any, said: str) -> None:
    with serving(play) as server:
        assert parzo("job", "job-1", "--base-url", server.url) == (2, "", f"parzo-validate: {said}\n")


@pytest.mark.usefixtures("api_key")
def test_without_the_extra_job_says_what_to_install(parzo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert parzo("job", "job-1", "--base-url", "https://api.example") == (
        *(2, ""),
        "parzo-validate: parzo_validate.client needs the package httpx; "
        "install it with: pip install 'parzo_validate[client]'\n",
    )


def test_without_the_extra_every_other_command_runs() -> None:
    program = (
        "import sys; sys.modules['httpx'] = None\n"
        f"sys.argv = ['parzo-validate', 'check', {str(SAMPLE_JOB)!r}, '--format', 'jsonl']\n"
        "from parzo_validate.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "review"


def test_a_terminal_sees_time_and_state_and_a_pipe_does_not() -> None:
    with serving(job("pending"), job("[processing]"), DONE) as server:
        environment = {"PARZO_API_KEY": KEY, "PARZO_BASE_URL": server.url}
        seen, shown = watched("job", "job-1", "--interval", "0.01", environment=environment)
        unseen = installed("job", "job-1", "--interval", "0.01", environment=environment)
    assert seen.returncode == unseen.returncode == 0
    assert seen.stdout == unseen.stdout
    assert unseen.stderr == b""
    assert re.search(r"\d:\d\d:\d\d", shown)
    assert "pending" in shown
    assert "[processing]" in shown
    assert KEY not in shown
