"""The schedule of waiting, without a network: how long the pauses are, and when it stops."""

import pickle
from collections.abc import Sequence

import pytest

from parzo_validate import ParzoValidateError
from parzo_validate.client.polling import InvalidRequest, JobFailed, JobRefused, JobTimeout, poll
from parzo_validate.client.response import NoResponse, Response
from parzo_validate.job.envelope import FailedJob, read_job

PENDING = Response(200, {}, b'{"status": "pending"}')
DONE = Response(200, {}, b'{"status": "completed"}')
DOWN = NoResponse("ConnectError: connection refused")


def pauses(replies: Sequence[Response | NoResponse], *, timeout: float = 120, interval: float = 4) -> list[float]:
    """Return how long the client pauses between these replies, the last one repeated; a request takes no time."""
    slept: list[float] = []
    polling = poll(timeout=timeout, interval=interval, clock=lambda: sum(slept), jitter=lambda: 1.0)
    assert next(polling) == 0
    try:
        while True:
            slept.append(polling.send(replies[min(len(slept), len(replies) - 1)]))
    except (StopIteration, JobTimeout):
        return slept


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ([DONE], []),
        ([PENDING, PENDING, DONE], [4, 4]),
        ([DOWN, DOWN, DOWN, DOWN, DONE], [4, 8, 16, 30]),
        ([DOWN, DOWN, PENDING, DOWN, DONE], [4, 8, 4, 4]),
        ([Response(500, {}), Response(502, {}), DONE], [4, 8]),
        ([Response(408, {}), Response(408, {}), DONE], [4, 8]),
        ([Response(429, {"retry-after": "7"}), DONE], [7]),
        ([Response(429, {"retry-after": "0"}), DONE], [4]),
        ([Response(503, {"retry-after": "soon"}), DONE], [4]),
        ([PENDING._replace(headers={"retry-after": "9"}), DONE], [9]),
    ],
    ids=[
        *("done-at-once", "interval", "doubling-up-to-a-bound", "starting-again", "server-errors"),
        "server-tired-of-waiting",
        *("retry-after", "retry-after-zero", "retry-after-unusable", "retry-after-of-a-job"),
    ],
)
def test_the_pauses(replies: Sequence[Response | NoResponse], expected: list[float]) -> None:
    assert pauses(replies) == expected


@pytest.mark.parametrize(
    ("reply", "timeout", "expected"),
    [
        (PENDING, 10, [4, 4, 2]),
        (PENDING, 8, [4, 4]),
        (PENDING, 8.5, [4, 4, 0.5]),
        (PENDING, 3, [3]),
        (DOWN, 30, [4, 8, 16, 2]),
        (Response(429, {"retry-after": "7"}), 15, [7, 7]),
        (Response(429, {"retry-after": "3600"}), 120, []),
        (Response(429, {"retry-after": "9" * 400}), 120, []),
    ],
    ids=[
        *("last-look-when-time-is-up", "exact", "half-a-second-left", "shorter-than-the-interval", "unreachable"),
        *("not-before-it-may", "longer-than-is-left", "for-ever"),
    ],
)
def test_the_last_request_is_made_when_the_time_is_up(
    reply: Response | NoResponse, timeout: float, expected: list[float]
) -> None:
    assert pauses([reply], timeout=timeout) == expected


@pytest.mark.parametrize("status", [200, 201, 203, 299])
def test_every_success_of_http_is_an_answer(status: int) -> None:
    assert pauses([PENDING._replace(status=status), DONE._replace(status=status)]) == [4]


def test_jitter_shortens_the_pause_after_a_failure_alone() -> None:
    polling = poll(timeout=120, interval=4, clock=lambda: 0, jitter=lambda: 0.5)
    next(polling)
    assert [polling.send(reply) for reply in (DOWN, DOWN, PENDING)] == [2, 4, 4]


def test_a_request_that_outlasts_the_time_is_the_last() -> None:
    times = iter([0, 11])
    polling = poll(timeout=10, interval=4, clock=lambda: next(times), jitter=lambda: 1)
    next(polling)
    with pytest.raises(JobTimeout) as end:
        polling.send(PENDING)
    assert (end.value.state, end.value.problem) == ("pending", "")


def test_updates_tell_the_state_or_the_problem() -> None:
    told: list[str] = []
    polling = poll(timeout=9, interval=4, clock=lambda: 0, jitter=lambda: 1, on_update=told.append)
    next(polling)
    for reply in (PENDING, DOWN, Response(503, {"retry-after": "2"}), Response(200, {}, b'{"status": "archived"}')):
        polling.send(reply)
    assert told == ["pending", DOWN.problem, "the server answered 503 and asks to wait 2 s", "archived"]


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (401, {}, ["HTTP 401", "API key", "revoked"]),
        (403, {}, ["HTTP 403", "may not read this job"]),
        (404, {}, ["HTTP 404", "check its id", "before /v1"]),
        (400, {}, ["HTTP 400", "check that base_url"]),
        (304, {}, ["HTTP 304", "check that base_url"]),
        (
            302,
            {"location": "https://x.example/a?token=1"},
            ["HTTP 302", "redirect to https://x.example/a,", "base_url"],
        ),
        (308, {"location": "\x1b"}, ["redirect to \\x1b,"]),
    ],
    ids=str,
)
def test_a_refusal_says_what_to_do(status: int, headers: dict[str, str], words: list[str]) -> None:
    polling = poll(timeout=10, interval=4, clock=lambda: 0, jitter=lambda: 1)
    next(polling)
    with pytest.raises(JobRefused) as refused:
        polling.send(Response(status, headers))
    assert refused.value.status == status
    assert all(word in str(refused.value) for word in words)
    assert "token" not in str(refused.value)


def test_what_would_go_wrong_again_is_not_asked_again() -> None:
    polling = poll(timeout=10, interval=4, clock=lambda: 0, jitter=lambda: 1)
    next(polling)
    with pytest.raises(JobRefused) as refused:
        polling.send(NoResponse("the certificate does not verify; check base_url", is_final=True))
    assert (refused.value.status, str(refused.value)) == (0, "the certificate does not verify; check base_url")


FAILED = read_job({"status": "failed", "error": "the PDF is encrypted", "attempt_count": 3})
assert isinstance(FAILED, FailedJob)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (JobFailed(FAILED), "failed: the PDF is encrypted after 3 attempts"),
        (JobRefused(401, "HTTP 401: x"), "HTTP 401: x"),
        (
            JobTimeout(120.0, None, "ReadTimeout"),
            "the job was not completed within 120 s (no word of it, last problem: ReadTimeout); "
            "wait for the same job again, or allow more time",
        ),
        (
            JobTimeout(0.5, read_job({"result": {}}), ""),
            "the job was not completed within 0.5 s (last seen without status); "
            "wait for the same job again, or allow more time",
        ),
        (InvalidRequest("x"), "x"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_errors_read_well_and_survive_the_way_between_processes(error: ParzoValidateError, text: str) -> None:
    assert str(error) == text
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (type(again), str(again), vars(again)) == (type(error), text, vars(error))
    assert isinstance(error, ParzoValidateError)


@pytest.mark.parametrize("raised", [JobFailed(FAILED), JobRefused(401, "x"), JobTimeout(1.0, None, "")], ids=repr)
def test_an_error_equals_itself_alone_so_that_a_set_can_hold_it(raised: ParzoValidateError) -> None:
    again = pickle.loads(pickle.dumps(raised))  # noqa: S301  # our own bytes
    assert len({raised, raised, again}) == 2
