"""The course of waiting for a job, without a network: how long to pause, what to ask again, when to stop.

``poll`` is a generator: it yields the seconds to sleep before the next request, is sent what came of that request, and
returns the completed job. Whoever drives it sleeps and asks, so that both clients run the same course.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.values import printable
from parzo_validate.job.envelope import CompletedJob, FailedJob, Job, read_job
from parzo_validate.job.revalidation import why_nothing

DEFAULT_TIMEOUT, DEFAULT_INTERVAL = 120.0, 4.0

LONGEST_REQUEST = 15.0
"""Seconds after which a silent request is given up, however long the time-out, so that it is made again."""

LONGEST_PAUSE = 30.0
"""Seconds at which the pauses between failed requests stop doubling."""


class InvalidRequest(ParzoValidateError, ValueError):
    """The client was given a value that it cannot or must not use; the message says which and what was expected."""


@dataclass(eq=False)
class JobRefused(ParzoValidateError):
    """The server's answer ends the polling; the message says what to do. ``status`` is that of HTTP."""

    status: int
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class JobFailed(ParzoValidateError):
    """The job came to nothing at the server."""

    job: FailedJob

    def __str__(self) -> str:
        return why_nothing(self.job)

    @property
    def error(self) -> str | None:
        """The server's text, whole."""
        return self.job.error

    @property
    def attempt_count(self) -> int | None:
        """How often the server tried."""
        return self.job.attempt_count


@dataclass(eq=False)
class JobTimeout(ParzoValidateError):
    """The job was not completed in time: the last that was seen of it, and what went wrong with the last request."""

    timeout: float
    job: Job | None
    problem: str

    def __str__(self) -> str:
        seen = "no word of it" if self.job is None else f"last seen {printable(self.job.status) or 'without status'}"
        problem = f", last problem: {self.problem}" if self.problem else ""
        return (
            f"the job was not completed within {self.timeout:g} s ({seen}{problem}); "
            "wait for the same job again, or allow more time"
        )

    @property
    def state(self) -> str | None:
        """The status that the job had last; ``None`` when it was never seen."""
        return None if self.job is None else self.job.status


_REFUSALS = {
    401: "the server does not know the API key; check that it is whole and not revoked",
    403: "the API key may not read this job; use a key of the account that owns it",
    404: "the server does not know the job; check its id, and that base_url ends before /v1",
}


class Answer(NamedTuple):
    """What the server answered. Headers are looked up in lower case; the body is empty unless ``status`` is 2xx."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class NoAnswer(NamedTuple):
    """Why there was no answer, or only half of one."""

    problem: str


Polling = Generator[float, Answer | NoAnswer, CompletedJob]


def poll(
    *,
    timeout: float,
    interval: float,
    clock: Callable[[], float],
    jitter: Callable[[], float],
    on_update: Callable[[str], object] | None = None,
) -> Polling:
    """Return the course of waiting for one job.

    The last request is made when the time is up: the whole takes the time-out and one request at most. A server that
    asks to be left alone for longer than is left ends it at once.

    Args:
        timeout: seconds to wait in all.
        interval: seconds between two looks at the job; pauses after a failed request start here and double.
        clock: seconds since any moment, never going back.
        jitter: the part of such a pause to sleep, from 0 to 1.
        on_update: told the job's status after each look, and the problem after each failed request.

    Raises:
        JobFailed: the server says that the job failed.
        JobTimeout: the time is up.
        JobRefused: the answer ends the polling.
        InvalidInput: the answer is not a job.
    """
    deadline = clock() + timeout
    job: Job | None = None
    problem = ""
    pause, backoff, last = 0.0, interval, False
    while True:
        reply = yield pause
        heard = _heard(reply)
        if isinstance(heard, CompletedJob):
            return heard
        asked = seconds_to_wait(reply.headers) if isinstance(reply, Answer) else None
        if isinstance(heard, str):
            problem = heard
            pause = asked or backoff * jitter()
            backoff = min(backoff * 2, LONGEST_PAUSE)
        else:
            job, problem = heard, ""
            pause, backoff = asked or interval, interval
        if on_update is not None:
            on_update(heard if isinstance(heard, str) else heard.status)
        left = deadline - clock()
        if last or left <= 0 or (asked or 0) > left:
            raise JobTimeout(timeout, job, problem)
        last = pause >= left
        pause = min(pause, left)


def _heard(reply: Answer | NoAnswer) -> Job | str:
    """Return the job that was answered, or the problem after which to ask again."""
    if isinstance(reply, NoAnswer):
        return reply.problem
    status = reply.status
    if status == 429 or status >= 500:
        asked = seconds_to_wait(reply.headers)
        return f"the server answered {status}" + ("" if asked is None else f" and asks to wait {asked:g} s")
    if not 200 <= status < 300:
        raise JobRefused(status, f"HTTP {status}: {_REFUSALS.get(status) or _unexpected(reply.headers)}")
    job = read_job(reply.body)
    if isinstance(job, FailedJob):
        raise JobFailed(job)
    return job


def _unexpected(headers: Mapping[str, str]) -> str:
    target = headers.get("location", "").partition("?")[0]
    if target:
        return f"a redirect to {printable(target)}, where the API key is not sent; set base_url to where the API is"
    return "expected 200 and a job; check that base_url is that of the API, and ends before /v1"


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return what ``Retry-After`` asks for; ``None`` when it is absent or says nothing usable.

    A date is counted from the answer's own ``Date``, so that no clock but the server's matters.

    >>> seconds_to_wait({"retry-after": "7"}), seconds_to_wait({"retry-after": "soon"}), seconds_to_wait({})
    (7.0, None, None)
    >>> at = {"date": "Thu, 02 Apr 2026 08:15:00 GMT", "retry-after": "Thu, 02 Apr 2026 08:15:30 GMT"}
    >>> seconds_to_wait(at)
    30.0
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):  # no date, or one with and one without a time zone
        return None
