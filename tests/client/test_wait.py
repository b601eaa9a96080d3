"""The client against a real server on loopback: each scenario with its outcome, blocking and asynchronous alike."""

import asyncio
import gzip
import inspect
import json
import logging
import re
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import parzo_validate.client
from parzo_validate import InvalidInput, ParzoValidateError
from parzo_validate.client import InvalidRequest, JobFailed, JobRefused, JobTimeout, wait_for_job, wait_for_job_async
from parzo_validate.client.secret import REDACTED
from parzo_validate.job import CompletedJob, read_job, revalidate
from tests.helpers.builders import ROOT
from tests.helpers.job_server import (
    CERTIFICATE,
    COMPLETED,
    DONE,
    KEY,
    Play,
    announcing,
    answer,
    continuing,
    cut_short,
    dripping,
    dripping_headers,
    dripping_status,
    endless,
    job,
    raw,
    reset,
    serving,
    silent,
)
from tests.helpers.waiting import PATIENCE, eventually

Wait = Callable[..., CompletedJob]


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def clock(self) -> float:
        """Return the seconds slept so far."""
        return sum(self.pauses)

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.pauses.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.sleep(seconds)


class Ticking(Time):
    """A clock on which a second passes whenever it is asked."""

    def clock(self) -> float:
        """Return the seconds slept and asked for so far."""
        self.sleep(1)
        return super().clock()


@pytest.fixture(params=["blocking", "asynchronous"])
def wait(request: pytest.FixtureRequest) -> Wait:
    """Return a function that waits for a job with either client; without ``at``, time is real."""

    def options(base_url: str, given: dict[str, Any]) -> dict[str, Any]:
        return {"job_id": "job-1", "api_key": KEY, "base_url": base_url} | given

    def blocking(base_url: str, at: Time | None = None, **given: Any) -> CompletedJob:
        injected = {"clock": at.clock, "sleep": at.sleep} if at else {}
        return wait_for_job(**options(base_url, given | injected))

    def asynchronous(base_url: str, at: Time | None = None, **given: Any) -> CompletedJob:
        injected = {"clock": at.clock, "sleep": at.sleep_async} if at else {}
        return asyncio.run(wait_for_job_async(**options(base_url, given | injected)))

    return {"blocking": blocking, "asynchronous": asynchronous}[request.param]


JOB_1 = read_job(json.dumps(COMPLETED | {"job_id": "job-1"}))
IN_30_SECONDS = {"Date": "Thu, 02 Apr 2026 08:15:00 GMT", "Retry_After": "Thu, 02 Apr 2026 08:15:30 GMT"}

COMPLETES: dict[str, tuple[list[Play], list[tuple[float, float]]]] = {
    "at-once": ([DONE], []),
    "pending-processing-completed": ([job("pending"), job("processing"), DONE], [(4, 4), (4, 4)]),
    "future-status": ([job("archiving"), DONE], [(4, 4)]),
    "429-with-retry-after": ([answer(status=429, Retry_After=7), DONE], [(7, 7)]),
    "429-with-a-date": ([answer(status=429, **IN_30_SECONDS), DONE], [(30, 30)]),
    "500-twice": ([answer(status=500), answer(b"<html>", status=502), DONE], [(2, 4), (4, 8)]),
    "connection-reset": ([reset, DONE], [(2, 4)]),
    "cut-short": ([cut_short, DONE], [(2, 4)]),
}
"""What the server plays, and the least and the most that the client may pause after each answer but the last."""


@pytest.mark.parametrize(("plays", "expected"), COMPLETES.values(), ids=COMPLETES)
def test_it_waits_until_the_job_is_completed(
    wait: Wait, plays: list[Play], expected: list[tuple[float, float]]
) -> None:
    at = Time()
    with serving(*plays) as server:
        assert wait(server.url, at) == JOB_1
    assert len(server.seen) == len(plays)
    assert len(at.pauses) == len(expected)
    assert all(least <= pause <= most for pause, (least, most) in zip(at.pauses, expected, strict=True))


def test_what_is_sent(wait: Wait) -> None:
    with serving(DONE) as server:
        wait(f"{server.url}/api/", job_id="a/b c?d#e%2F")
    [seen] = server.seen
    assert seen.path == "/api/v1/jobs/a%2Fb%20c%3Fd%23e%252F"
    assert seen.headers["X-API-Key"] == KEY
    assert seen.headers["Accept-Encoding"] == "identity"


def test_the_result_arrives_exactly(wait: Wait) -> None:
    raw = b'{"status": "completed", "result": {"financials": {"total": 123456789012345678.05}}}'
    with serving(answer(raw)) as server:
        assert str(wait(server.url).result["financials"]["total"]) == "123456789012345678.05"


def test_the_documented_result_is_judged_again(wait: Wait) -> None:
    with serving(DONE) as server:
        answered = revalidate(wait(server.url))
    assert not answered.agrees
    assert [flag.path for flag in answered.only_in_report] == ["/buyer/vat_number"]


def test_a_failed_job_carries_text_and_attempts(wait: Wait) -> None:
    plays = job("pending"), job("failed", error="the PDF is encrypted", attempt_count=3)
    with serving(*plays) as server, pytest.raises(JobFailed) as failed:
        wait(server.url, Time())
    assert (failed.value.error, failed.value.attempt_count) == ("the PDF is encrypted", 3)
    assert str(failed.value) == "failed: the PDF is encrypted after 3 attempts"


@pytest.mark.parametrize(("status", "words"), [(401, "revoked"), (403, "may not read"), (404, "id"), (422, "base_url")])
def test_a_refusal_stops_at_once(wait: Wait, status: int, words: str) -> None:
    long = answer(b"{}" * 1000, status=status)
    with serving(long, DONE) as server, pytest.raises(JobRefused, match=words) as refused:
        wait(server.url, max_bytes=1000)
    assert refused.value.status == status
    assert len(server.seen) == 1


NO_JOBS: dict[str, tuple[bytes, str]] = {
    "truncated-json": (b'{"status": "completed", "resu', "invalid JSON at line 1, column 25"),
    "html": (b"<html>Welcome</html>", "<html>Welcome</html>"),
    "empty": (b"", "an empty document"),
    "another-object": (b'{"detail": "hello"}', "detail"),
    "echoes-the-key": (b"You sent " + KEY.encode(), r"You sent \[API key\]"),
}


@pytest.mark.parametrize(("body", "words"), NO_JOBS.values(), ids=NO_JOBS)
def test_a_whole_body_that_is_no_job_is_refused_at_once(wait: Wait, body: bytes, words: str) -> None:
    with serving(answer(body), DONE) as server, pytest.raises(InvalidInput, match=words):
        wait(server.url)
    assert len(server.seen) == 1


def test_a_job_that_never_completes_times_out(wait: Wait) -> None:
    at = Time()
    with serving(job("pending"), job("processing")) as server, pytest.raises(JobTimeout) as end:
        wait(server.url, at, timeout=10)
    assert at.pauses == [4, 4, 2]
    assert len(server.seen) == 4
    assert end.value.state == "processing"
    assert end.value.job is not None
    assert end.value.job.job_id == "job-1"


def test_a_server_that_is_not_there_times_out_with_the_problem(wait: Wait) -> None:
    at = Time()
    with serving(DONE) as server:
        nobody = server.url
    with pytest.raises(JobTimeout, match="last problem: ConnectError") as end:
        wait(nobody, at, timeout=10)
    assert at.clock() == 10
    assert (end.value.state, end.value.job) == (None, None)


def test_a_server_that_wants_to_be_left_alone_ends_it(wait: Wait) -> None:
    plays = job("processing"), answer(status=429, Retry_After=3600)
    with serving(*plays) as server, pytest.raises(JobTimeout, match="answered 429 and asks to wait 3600 s") as end:
        wait(server.url, Time())
    assert end.value.state == "processing"
    assert len(server.seen) == 2


SOON = 1.5
"""Seconds: as short as one likes to wait, and long enough for a busy machine to send a request."""
LATE = f"ReadTimeout: the answer did not arrive whole within {SOON} s"
ENDLESS = {
    "silent": silent,
    "body": dripping,
    "headers": dripping_headers,
    "status": dripping_status,
    "100-continue": continuing,
}


@pytest.mark.parametrize("play", ENDLESS.values(), ids=ENDLESS)
def test_no_server_keeps_a_request_for_longer_than_it_has(wait: Wait, play: Play) -> None:
    """That the server was left alone while it was still at it is what shows that the client did not wait for it."""
    with serving(play) as server:
        with pytest.raises(JobTimeout) as end:
            wait(server.url, timeout=SOON, interval=0.1)
        assert server.left_alone.wait(PATIENCE)
        assert eventually(lambda: server.open_connections == 0)
    assert end.value.problem == LATE


def test_the_last_request_is_given_up_soon_after_the_time_is_up(wait: Wait) -> None:
    with serving(job("pending"), dripping_headers) as server:
        with pytest.raises(JobTimeout) as end:
            wait(server.url, timeout=2 * SOON, interval=60)
        assert server.left_alone.wait(PATIENCE)
    assert (end.value.state, len(server.seen)) == ("pending", 2)
    assert re.fullmatch(r"ReadTimeout: the answer did not arrive whole within [0-2]\.\d+ s", end.value.problem)


def test_a_connection_of_the_callers_own_keeps_the_time_too() -> None:
    """One that was open before, and serves on afterwards."""
    with serving(answer(b"{}"), dripping_headers, answer(b"{}")) as server, httpx.Client() as client:
        address = f"{server.url}/v1/jobs/job-1"
        assert client.get(address).status_code == 200
        with pytest.raises(JobTimeout, match=LATE):
            wait_for_job("job-1", api_key=KEY, base_url=server.url, timeout=SOON, client=client)
        assert server.left_alone.wait(PATIENCE)
        assert client.get(address).status_code == 200


def test_a_transport_of_the_callers_own_is_asked_like_any_other() -> None:
    def pretend(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"Content-Length": "many"}, stream=httpx.ByteStream(b'{"status": "completed"}')
        )

    with httpx.Client(transport=httpx.MockTransport(pretend)) as client:
        assert wait_for_job("job-1", api_key=KEY, base_url="https://api.example", client=client).status == "completed"


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of this machine stand between the client and the server."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.mark.usefixtures("no_proxy")
def test_a_tls_that_is_never_agreed_on_is_given_up(wait: Wait) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(JobTimeout, match="Timeout: "):
        wait(f"https://127.0.0.1:{listening.getsockname()[1]}", timeout=SOON, interval=0.1)


@pytest.mark.usefixtures("no_proxy")
@pytest.mark.parametrize("play", [DONE, dripping_headers], ids=["answers", "headers-without-end"])
def test_tls_keeps_the_time(wait: Wait, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(play, tls=True) as server:
        if play is DONE:
            assert wait(server.url) == JOB_1
        else:
            with pytest.raises(JobTimeout, match=LATE):
                wait(server.url, timeout=SOON, interval=0.1)
            assert server.left_alone.wait(PATIENCE)


@pytest.mark.usefixtures("no_proxy")
def test_a_certificate_that_does_not_verify_is_refused_at_once(wait: Wait) -> None:
    with serving(DONE, tls=True) as server, pytest.raises(JobRefused) as refused:
        wait(server.url)
    assert re.fullmatch(
        r"the certificate of 127\.0\.0\.1 does not verify \(ConnectError: .*\); "
        "check base_url, or name in SSL_CERT_FILE the authorities to trust",
        str(refused.value),
    )
    assert (refused.value.status, server.seen) == (0, [])


WHERE_THE_API_IS = "set base_url to where the API is"
PROXIES = "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SSL_CERT_FILE": "/nowhere.pem"}, "[Errno 2] No such file or directory; check SSL_CERT_FILE=/nowhere.pem"),
        ({"HTTPS_PROXY": "foo://a:b@x"}, f"Unknown scheme for proxy URL URL('foo://a:[secure]@x'); check {PROXIES}"),
        (
            {"ALL_PROXY": "socks5://127.0.0.1:1"},
            "Using SOCKS proxy, but the 'socksio' package is not installed. Make sure to install httpx using "
            f"`pip install httpx[socks]`.; check {PROXIES}",
        ),
    ],
    ids=["missing-file", "unknown-proxy", "socks-without-its-package"],
)
def test_an_environment_that_cannot_be_used_is_refused(
    wait: Wait, environment: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    for name in ("SSL_CERT_DIR", "NO_PROXY", "no_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidRequest) as refused:
        wait("https://api.example")
    assert str(refused.value) == f"the environment cannot be used: {message}"


def test_a_proxy_that_has_no_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://a..b")
    with pytest.raises(JobRefused) as refused:
        wait_for_job("job-1", api_key=KEY, base_url="https://api.example")
    assert re.fullmatch(
        rf"the request cannot be made \(Unicode(Encode)?Error: .*\); {WHERE_THE_API_IS}, "
        "and check the proxy that HTTPS_PROXY or ALL_PROXY names",
        str(refused.value),
    )


@pytest.mark.parametrize(
    ("location", "message"),
    [
        (
            "javascript:alert(1)",
            "a redirect to no address (InvalidURL: For absolute URLs, path must be empty or begin with '/'); "
            f"{WHERE_THE_API_IS}",
        ),
        ("http://[x", f"HTTP 302: a redirect to http://[x, where the API key is not sent; {WHERE_THE_API_IS}"),
        (
            "https://xn--a.it/",
            "the request cannot be made (InvalidCodepoint: Codepoint U+0080 at position 1 of '\\x80' not allowed); "
            f"{WHERE_THE_API_IS}, and check the proxy that HTTPS_PROXY or ALL_PROXY names",
        ),
    ],
    ids=["no-address", "broken", "no-name"],
)
def test_a_redirect_to_nowhere_is_refused(wait: Wait, location: str, message: str) -> None:
    with serving(answer(status=302, Location=location), DONE) as server, pytest.raises(JobRefused) as refused:
        wait(server.url)
    assert str(refused.value) == message
    assert len(server.seen) == 1


@pytest.mark.parametrize("header", ["Retry_After", "Date"])
def test_a_date_that_no_calendar_holds_asks_for_nothing(wait: Wait, header: str) -> None:
    dates = IN_30_SECONDS | {header: "Thu, 02 Apr 2026 08:15:30 +99999999999999"}
    at = Time()
    with serving(answer(status=429, **dates), DONE) as server:
        assert wait(server.url, at) == JOB_1
    assert len(at.pauses) == 1
    assert at.clock() <= 4


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip", "br"])
def test_an_encoded_answer_is_refused_before_it_is_decoded(wait: Wait, encoding: str) -> None:
    """Compressed twice, so little on the wire would be gigabytes; and what was read was never inflated."""
    body = gzip.compress(gzip.compress(bytes(20_000_001)))
    with serving(answer(body, Content_Encoding=encoding), DONE) as server, pytest.raises(JobRefused) as refused:
        wait(server.url)
    assert (refused.value.status, len(server.seen)) == (200, 1)
    assert str(refused.value) == (
        f'the answer is encoded as "{encoding}" although it was asked for as it is, and is not decoded; '
        "use a base_url without what encodes it on the way"
    )


def test_an_answer_that_says_that_it_is_not_encoded_is_read(wait: Wait) -> None:
    with serving(answer(b'{"status": "completed"}', Content_Encoding="Identity")) as server:
        assert wait(server.url).status == "completed"


@pytest.mark.parametrize("status", ["pending", "completed", "failed", "archived"])
def test_an_answer_about_another_job_is_refused(wait: Wait, status: str) -> None:
    with serving(answer({"job_id": "job-2", "status": status}), DONE) as server, pytest.raises(JobRefused) as refused:
        wait(server.url)
    assert len(server.seen) == 1
    assert str(refused.value) == (
        'the answer is about the job "job-2", not "job-1"; '
        "check that base_url is that of the API, and that nothing on the way keeps old answers"
    )


@pytest.mark.parametrize("named", [{}, {"job_id": None}, {"job_id": "JOB-1"}], ids=["not", "null", "in-capitals"])
def test_an_answer_that_does_not_say_which_job_is_believed(wait: Wait, named: dict[str, Any]) -> None:
    with serving(answer({"status": "completed", **named})) as server:
        assert wait(server.url).status == "completed"


def test_in_real_time_it_sleeps_between_requests(wait: Wait) -> None:
    with serving(job("pending"), job("pending"), DONE) as server:
        assert wait(server.url, interval=0.05) == JOB_1
    assert len(server.seen) == 3


@pytest.mark.parametrize(("timeout", "given_up_after"), [(3, 3), (120, 15)])
def test_no_step_of_a_request_may_be_silent_for_longer(timeout: float, given_up_after: float) -> None:
    asked: list[dict[str, float]] = []

    def at_once(request: httpx.Request) -> httpx.Response:
        asked.append(request.extensions["timeout"])
        return httpx.Response(200, json=COMPLETED | {"job_id": "job-1"})

    with httpx.Client(transport=httpx.MockTransport(at_once)) as client:
        wait_for_job("job-1", api_key=KEY, base_url="https://api.example", timeout=timeout, client=client)
    assert asked == [dict.fromkeys(("connect", "read", "write", "pool"), given_up_after)]


def test_unless_told_otherwise_time_is_real(wait: Wait) -> None:
    sleeps: list[tuple[Callable[..., Any], object]] = [
        (wait_for_job, time.sleep),
        (wait_for_job_async, asyncio.sleep),
    ]
    for function, sleep in sleeps:
        parameters = inspect.signature(function).parameters
        assert (parameters["clock"].default, parameters["sleep"].default) == (time.monotonic, sleep)
    with serving(job("pending"), DONE) as server:
        assert wait(server.url, interval=0.01) == JOB_1
    assert len(server.seen) == 2


@pytest.mark.parametrize("play", [announcing(2**31), announcing(1001)], ids=["2-gigabytes", "one-byte-too-many"])
def test_a_body_announced_beyond_the_limit_is_not_read(wait: Wait, play: Play) -> None:
    with serving(play) as server, pytest.raises(JobRefused, match="longer than 1000 bytes; pass a larger max_bytes"):
        wait(server.url, max_bytes=1000)


def test_two_gigabytes_are_beyond_the_usual_limit(wait: Wait) -> None:
    with serving(announcing(2**31)) as server, pytest.raises(JobRefused, match="longer than 20000000 bytes"):
        wait(server.url)


def test_a_body_that_does_not_say_its_length_is_refused_while_it_arrives(wait: Wait) -> None:
    with serving(endless) as server, pytest.raises(JobRefused, match="longer than 1000000 bytes"):
        wait(server.url, max_bytes=1_000_000)
    assert server.bytes_sent < 20_000_000  # what the sockets of a machine hold comes on top


def test_a_body_as_long_as_the_limit_is_accepted(wait: Wait) -> None:
    raw = b'{"status": "completed"}'
    with serving(answer(raw)) as server:
        assert wait(server.url, max_bytes=len(raw)).status == "completed"


def test_a_redirect_never_carries_the_key_elsewhere(wait: Wait) -> None:
    with serving(DONE) as elsewhere:
        target = f"{elsewhere.url}/v1/jobs/job-1"
        with serving(answer(status=302, Location=target)) as server, pytest.raises(JobRefused) as refused:
            wait(server.url)
    assert f"redirect to {target}, where the API key is not sent" in str(refused.value)
    assert elsewhere.seen == []


def test_not_even_when_the_callers_client_follows_redirects() -> None:
    with (
        serving(DONE) as elsewhere,
        serving(answer(status=302, Location=elsewhere.url)) as server,
        httpx.Client(follow_redirects=True) as client,
        pytest.raises(JobRefused, match="redirect"),
    ):
        wait_for_job("job-1", api_key=KEY, base_url=server.url, client=client)
    assert elsewhere.seen == []


def test_a_proxy_of_the_environment_never_reads_the_key_in_clear(wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(DONE) as proxy, serving(DONE) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert wait(server.url) == JOB_1
    assert proxy.seen == []


ADDRESS, ID = "base_url: expected an address as https://host, got", "job_id: expected the id that the service gave, got"
SECONDS = "expected seconds above zero, up to 1e+09, got the number"


def https(given: str) -> str:
    """Return the refusal of an address in clear."""
    return f'base_url: expected https, so that nobody reads the API key on the way, got "{given}"'


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "http://api.example"}, https("http://api.example")),
        ({"base_url": "http://127.0.0.1.example"}, https("http://127.0.0.1.example")),
        ({"base_url": "http://10.0.0.1"}, https("http://10.0.0.1")),
        ({"base_url": "ftp://127.0.0.1"}, https("ftp://127.0.0.1")),
        ({"base_url": "api.example"}, f'{ADDRESS} "api.example"'),
        ({"base_url": ""}, f'{ADDRESS} ""'),
        ({"base_url": None}, f"{ADDRESS} null"),
        ({"base_url": b"https://api.example"}, f"{ADDRESS} a value of type bytes"),
        ({"base_url": "https://api.example?a=b"}, f'{ADDRESS} "https://api.example?a=b"'),
        ({"base_url": "https://api.example/#a"}, f'{ADDRESS} "https://api.example/#a"'),
        ({"base_url": "https://api.example:port"}, f"{ADDRESS} \"https://api.example:port\": Invalid port: 'port'"),
        ({"base_url": "https://api.example:99999"}, f'{ADDRESS} "https://api.example:99999"'),
        ({"job_id": ""}, f'{ID} ""'),
        ({"job_id": ".."}, f'{ID} ".."'),
        ({"job_id": "a\n"}, f'{ID} "a\\n"'),
        ({"job_id": 5}, f"{ID} the number 5"),
        ({"job_id": "a" * 70_000}, f'{ID} "{"a" * 79}…": URL too long'),
        ({"timeout": 0}, f"timeout: {SECONDS} 0"),
        ({"timeout": float("nan")}, f"timeout: {SECONDS} nan"),
        ({"timeout": 10**400}, f"timeout: {SECONDS[:-10]}a number of more than 80 digits"),
        ({"timeout": "60"}, f'timeout: {SECONDS[:-10]}"60"'),
        ({"timeout": True}, f"timeout: {SECONDS[:-10]}true"),
        ({"interval": -1}, f"interval: {SECONDS} -1"),
        ({"interval": float("inf")}, f"interval: {SECONDS} inf"),
        ({"interval": None}, f"interval: {SECONDS[:-10]}null"),
        ({"max_bytes": 0}, "max_bytes: expected a whole number above zero, got the number 0"),
        ({"max_bytes": 1e6}, "max_bytes: expected a whole number above zero, got the number 1000000.0"),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict) else "",
)
def test_what_cannot_be_used_is_refused_before_anything_is_sent(
    wait: Wait, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        wait(**{"base_url": "https://api.example"} | options)
    assert str(refused.value) == message


def test_a_host_that_no_name_server_could_know_is_refused(wait: Wait) -> None:
    with pytest.raises(InvalidRequest, match=rf'^{ADDRESS} "https://a\.\.b": '):
        wait("https://a..b")


def test_a_client_that_cannot_ask_is_refused() -> None:
    closed = httpx.Client()
    closed.close()
    for client, got in ((closed, "one that is closed"), (httpx.AsyncClient(), "a value of type AsyncClient")):
        with pytest.raises(InvalidRequest) as refused:
            wait_for_job("job-1", api_key=KEY, base_url="https://api.example", client=client)  # type: ignore[arg-type]
        assert str(refused.value) == f"client: expected an open httpx.Client, got {got}"


@pytest.mark.parametrize("host", ["localhost", "127.8.9.10", "[::1]"])
def test_this_machine_may_be_asked_in_clear(wait: Wait, host: str) -> None:
    """Nobody listens on port 1, which is not an objection to the address."""
    with pytest.raises(JobTimeout, match="ConnectError"):
        wait(f"http://{host}:1", Time(), timeout=10)


@pytest.mark.parametrize("key", ["", f"{KEY}\n", f"{KEY}\r\nX-Evil: 1", f"{KEY} ", f"{KEY}é", None], ids=ascii)
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(wait: Wait, key: Any) -> None:
    with pytest.raises(InvalidRequest, match="api_key: expected ASCII") as refused:
        wait("https://api.example", api_key=key)
    assert KEY not in str(refused.value)


ESCAPED = "".join(f"\\\\u{ord(sign):04X}" for sign in KEY)

ENDS: dict[str, list[Play]] = {
    "failed": [job("failed", error="x")],
    "401": [answer(status=401)],
    "404": [answer(status=404)],
    "429": [answer(status=429)],
    "500": [answer(status=500)],
    "redirect": [answer(status=301, Location="https://elsewhere.example")],
    "reset": [reset],
    "cut-short": [cut_short],
    "no-job": [answer(b"[]")],
    "echo": [answer(KEY.encode())],
    "too-long": [announcing(2**31)],
    "never": [job("pending")],
    "completed": [DONE],
    "failed-echo": [job("failed", error=f"no such key: {KEY}")],
    "failed-echo-cut": [job("failed", error="x" * 480 + KEY)],
    "failed-echo-escaped": [answer(f'{{"status": "failed", "error": "{ESCAPED}", "{KEY}": ["{KEY}"]}}'.encode())],
    "status-echo": [job(KEY)],
    "status-echo-cut": [job("x" * 70 + KEY)],
    "another-job-echo": [answer({"status": "completed", "job_id": KEY})],
    "result-echo": [job("completed", result={"notes": [KEY]})],
    "redirect-echo": [answer(status=302, Location=f"https://elsewhere.example/{KEY}?key={KEY}")],
    "redirect-echo-escaped": [answer(status=302, Location=f"https://elsewhere.example/%73{KEY[1:]}")],
    "no-address-echo": [answer(status=302, Location=f"javascript:{KEY}")],
    "excerpt-cut": [answer(b"x" * 70 + KEY.encode())],
    "keys-of-no-job": [answer({KEY: 1})],
    "encoding-echo": [answer(b"", Content_Encoding=KEY)],
    "header-echo": [answer(status=404, X_Echo=KEY)],
    "reason-echo": [raw(f"HTTP/1.1 404 {KEY}\r\nContent-Length: 0\r\n\r\n".encode())],
    "protocol-echo": [raw(f"{KEY}\r\n\r\n".encode())],
    "protocol-echo-cut": [raw(b"x" * 20 + KEY.encode() + b"\r\n\r\n")],
}


NEVER_LOGGED = ("reset", "protocol-echo", "protocol-echo-cut", "no-address-echo")
SHOWN = ("failed-echo", "status-echo", "another", "redirect-echo", "excerpt", "keys", "encoding", "proto")
"""Echoes that end up in the text of the error, where the key would have stood."""


@pytest.mark.parametrize(("name", "plays"), ENDS.items(), ids=ENDS)
def test_the_key_is_shown_nowhere(wait: Wait, name: str, plays: list[Play], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    with serving(*plays) as server:
        try:
            shown = repr(wait(server.url, Time(), timeout=10, on_update=told.append))
        except ParzoValidateError as error:
            shown = f"{error} {error!r} {error.__cause__!r} {error.__context__!r} {vars(error)}"
            shown += "".join(traceback.format_exception(error))
    assert server.seen[0].headers["X-API-Key"] == KEY
    assert "HTTP Request: GET" in caplog.text or name in NEVER_LOGGED
    assert REDACTED in shown or not name.startswith(SHOWN) or name.endswith("-cut")
    everything = shown + caplog.text + "".join(told)
    assert KEY not in everything
    assert KEY[:12] not in everything  # nor the half that a cut would have left


def test_updates_tell_what_is_going_on(wait: Wait) -> None:
    told: list[str] = []
    with serving(job("pending"), answer(status=503), job("processing"), DONE) as server:
        wait(server.url, Time(), on_update=told.append)
    assert told == ["pending", "the server answered 503", "processing"]


def test_the_callers_client_is_used_and_left_open() -> None:
    with serving(job("pending"), DONE) as server, httpx.Client(headers={"User-Agent": "mine"}) as client:
        at = Time()
        options: dict[str, Any] = {"api_key": KEY, "base_url": server.url, "clock": at.clock, "sleep": at.sleep}
        wait_for_job("job-1", client=client, **options)
        wait_for_job("job-2", client=client, **options)
        assert not client.is_closed
        assert [seen.headers["User-Agent"] for seen in server.seen] == ["mine"] * 4
        assert server.open_connections == 1


def test_fifty_waits_share_one_client_and_leave_nothing_behind() -> None:
    """No pause ends before all fifty pause, so that they do wait at the same time."""
    ids = [f"job-{number}" for number in range(50)]

    async def wait_for_all(base_url: str) -> list[CompletedJob]:
        all_pause = asyncio.Barrier(len(ids))

        async def sleep(_: float) -> None:
            await all_pause.wait()

        async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as client:
            options: dict[str, Any] = {"api_key": KEY, "base_url": base_url, "client": client}
            options |= {"clock": Time().clock, "sleep": sleep}
            jobs = await asyncio.gather(*(wait_for_job_async(job_id, **options) for job_id in ids))
            assert asyncio.all_tasks() == {asyncio.current_task()}
        return jobs

    with serving(job("pending"), answer(status=503), job("processing"), DONE) as server:
        jobs = asyncio.run(wait_for_all(server.url))
        assert [job.job_id for job in jobs] == ids
        assert sorted(seen.path for seen in server.seen) == sorted(f"/v1/jobs/{job_id}" for job_id in ids * 4)
        assert eventually(lambda: server.open_connections == 0)


def test_a_wait_that_is_cancelled_leaves_nothing_behind() -> None:
    async def cancelled(base_url: str) -> None:
        waiting = asyncio.create_task(wait_for_job_async("job-1", api_key=KEY, base_url=base_url))
        await asyncio.to_thread(eventually, lambda: bool(server.seen))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with serving(job("pending"), DONE) as server:
        asyncio.run(cancelled(server.url))
        assert eventually(lambda: server.open_connections == 0)


def test_only_the_client_imports_httpx() -> None:
    program = "import sys, parzo_validate, parzo_validate.job; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


def test_without_the_extra_the_client_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ModuleNotFoundError) as missing:
        parzo_validate.client.wait_for_job  # noqa: B018
    assert str(missing.value) == (
        "parzo_validate.client needs the package httpx; install it with: pip install 'parzo_validate[client]'"
    )


def test_the_client_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError) as unknown:
        parzo_validate.client.wait_for_jobs  # noqa: B018
    assert str(unknown.value) == "module 'parzo_validate.client' has no attribute 'wait_for_jobs'"
