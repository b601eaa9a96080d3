"""The schedule of waiting for a job, without a network: how long to pause, what to ask again, when to stop.

``poll`` is a generator: it yields the seconds to sleep before the next request, is sent what came of that request, and
returns the completed job. Whoever drives it sleeps and asks, so that both clients keep the same schedule.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from parzo_validate.client.response import NoResponse, Response, encoding_of, job_from, refusal, seconds_to_wait
from parzo_validate.client.secret import Redact
from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.values import describe, printable
from parzo_validate.job.envelope import CompletedJob, FailedJob, Job
from parzo_validate.job.revalidation import why_nothing

DEFAULT_TIMEOUT, DEFAULT_INTERVAL = 120.0, 4.0

LONGEST_PAUSE = 30.0
"""Seconds at which the pauses between failed requests stop doubling."""


class InvalidRequest(ParzoValidateError, ValueError):
    """The client was given a value that it cannot or must not use; the message says which and what was expected."""


@dataclass(eq=False)
class JobRefused(ParzoValidateError):
    """Asking again is of no use; the message says what to do. ``status`` is that of HTTP, 0 when there was none."""

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


Polling = Generator[float, Response | NoResponse, CompletedJob]


def poll(
    *,
    timeout: float,
    interval: float,
    clock: Callable[[], float],
    jitter: Callable[[], float],
    on_update: Callable[[str], object] | None = None,
    job_id: str | None = None,
    redact: Redact = str,
) -> Polling:
    """Yield the pauses of waiting for one job, in seconds, and return the job once it is completed.

    The last request is made when the time is up: the whole takes the time-out and one request at most. A server that
    asks to be left alone for longer than is left ends it at once.

    Args:
        timeout: seconds to wait in all.
        interval: seconds between two looks at the job; pauses after a failed request start here and double.
        clock: seconds since any moment, never going back.
        jitter: the part of such a pause to sleep, from 0 to 1.
        on_update: told the job's status after each look, and the problem after each failed request.
        job_id: the job that is asked for; an answer about another one is refused.
        redact: replaces the API key in a text.

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
        outcome = _job_or_problem(reply, job_id, redact)
        if isinstance(outcome, CompletedJob):
            return outcome
        retry_after = seconds_to_wait(reply.headers) if isinstance(reply, Response) else None
        if isinstance(outcome, str):
            problem = outcome
            pause = retry_after or backoff * jitter()
            backoff = min(backoff * 2, LONGEST_PAUSE)
        else:
            job, problem = outcome, ""
            pause, backoff = retry_after or interval, interval
        if on_update is not None:
            on_update(outcome if isinstance(outcome, str) else outcome.status)
        left = deadline - clock()
        if last or left <= 0 or (retry_after or 0) > left:
            raise JobTimeout(timeout, job, problem)
        last = pause >= left
        pause = min(pause, left)


def _job_or_problem(reply: Response | NoResponse, job_id: str | None, redact: Redact) -> Job | str:
    """Return the job that was answered, or the problem after which to ask again."""
    if isinstance(reply, NoResponse):
        if reply.is_final:
            raise JobRefused(0, reply.problem)
        return reply.problem
    status = reply.status
    if status in (408, 429) or status >= 500:
        seconds = seconds_to_wait(reply.headers)
        return f"the server answered {status}" + ("" if seconds is None else f" and asks to wait {seconds:g} s")
    if not 200 <= status < 300 or encoding_of(reply.headers):
        raise JobRefused(status, refusal(reply, redact))
    job = job_from(reply.body, redact)
    if job_id is not None and job.job_id is not None and job.job_id.casefold() != job_id.casefold():
        raise JobRefused(
            status,
            f"the answer is about the job {describe(job.job_id)}, not {describe(job_id)}; "
            "check that base_url is that of the API, and that nothing on the way keeps old answers",
        )
    if isinstance(job, FailedJob):
        raise JobFailed(job)
    return job
