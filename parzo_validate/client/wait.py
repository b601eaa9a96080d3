"""Asks for a job until it is completed: once blocking, once async, by one way of waiting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import httpx

from parzo_validate.client.answer import Answer, NoAnswer
from parzo_validate.client.arguments import prepare
from parzo_validate.client.deadline import closing_what_is_half_open, ending, keep_time
from parzo_validate.client.polling import DEFAULT_INTERVAL, DEFAULT_TIMEOUT, JobRefused, Polling
from parzo_validate.client.question import Question, connections
from parzo_validate.client.secret import struck_from_logs
from parzo_validate.job.envelope import CompletedJob

DEFAULT_MAX_BYTES = 20_000_000


def wait_for_job(
    job_id: str,
    *,
    api_key: str,
    base_url: str,
    timeout: float = DEFAULT_TIMEOUT,
    interval: float = DEFAULT_INTERVAL,
    max_bytes: int = DEFAULT_MAX_BYTES,
    client: httpx.Client | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
    on_update: Callable[[str], object] | None = None,
) -> CompletedJob:
    """Return the job, once it is completed.

    Connection errors, 408, 429 and 5xx are tried again with growing pauses, or when ``Retry-After`` says. An answer cut
    short on the way is a connection error; one that arrives whole and is not a job will not get better, and is
    refused at once. Redirects are not followed. A status that is not documented is waited on like ``processing``.

    Args:
        job_id: as the service gave it.
        api_key: sent as ``X-API-Key`` and shown nowhere.
        base_url: what stands before ``/v1/jobs/``; HTTPS, unless the host is this machine.
        timeout: seconds to wait in all. The last request begins by then and is given up less than a second later,
            whatever the server does; any other is given up after 15 seconds, and made again.
        interval: seconds between two looks at the job.
        max_bytes: the longest answer to accept.
        client: whose connections, proxies included, to use; it is not closed. A transport that is not httpx's own
            keeps its own time.
        clock: seconds since any moment, never going back.
        sleep: sleeps for so many seconds.
        on_update: told the job's status after each look, and the problem after each failed request.

    Raises:
        JobFailed: the server says that the job failed; carries its ``error`` and ``attempt_count``.
        JobTimeout: the job was not completed in time; carries its last ``state`` and the last ``problem``.
        JobRefused: the answer will not change by asking again; the message says what to do.
        InvalidInput: the answer is not a job; the message shows how it begins.
        InvalidRequest: an argument cannot be used; nothing was sent.
    """
    question, polling = prepare(
        job_id, api_key, base_url, timeout, interval, max_bytes, client, httpx.Client, clock, on_update
    )
    own = connections(httpx.Client, question.url) if client is None else nullcontext(client)
    with struck_from_logs(question.strike), own as asked:
        keep_time(asked, question.url)
        heard = _resumed(polling, _ask(asked, question))
        while not isinstance(heard, CompletedJob):
            sleep(heard)
            heard = _resumed(polling, _ask(asked, question))
    return heard


async def wait_for_job_async(
    job_id: str,
    *,
    api_key: str,
    base_url: str,
    timeout: float = DEFAULT_TIMEOUT,
    interval: float = DEFAULT_INTERVAL,
    max_bytes: int = DEFAULT_MAX_BYTES,
    client: httpx.AsyncClient | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    on_update: Callable[[str], object] | None = None,
) -> CompletedJob:
    """Return the job, once it is completed, without blocking the event loop; otherwise as ``wait_for_job``.

    Many waits may share one ``client``.
    """
    question, polling = prepare(
        job_id, api_key, base_url, timeout, interval, max_bytes, client, httpx.AsyncClient, clock, on_update
    )
    own = connections(httpx.AsyncClient, question.url) if client is None else nullcontext(client)
    with struck_from_logs(question.strike):
        async with own as asked:
            heard = _resumed(polling, await _ask_async(asked, question))
            while not isinstance(heard, CompletedJob):
                await sleep(heard)
                heard = _resumed(polling, await _ask_async(asked, question))
    return heard


def _ask(asked: httpx.Client, question: Question) -> Answer | NoAnswer:
    body = bytearray()
    try:
        with ending(question.deadline()), asked.stream("GET", question.url, **question.options) as response:
            if question.wants_body(response):
                for chunk in response.iter_bytes():
                    body += chunk
                    question.admit(len(body))
            return question.answer(response, bytes(body))
    except JobRefused:
        raise
    except Exception as error:  # noqa: BLE001  # httpx raises other kinds than its own, and the answer says which
        return question.no_answer(error)


async def _ask_async(asked: httpx.AsyncClient, question: Question) -> Answer | NoAnswer:
    body, deadline = bytearray(), question.deadline()
    try:
        async with (
            asyncio.timeout(deadline.left()),
            closing_what_is_half_open() as trace,
            asked.stream(
                "GET", question.url, **question.options | {"timeout": None, "extensions": {"trace": trace}}
            ) as response,
        ):
            if question.wants_body(response):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    question.admit(len(body))
            return question.answer(response, bytes(body))
    except JobRefused:
        raise
    except TimeoutError:
        return question.no_answer(httpx.ReadTimeout(str(deadline)))
    except Exception as error:  # noqa: BLE001  # as above
        return question.no_answer(error)


def _resumed(polling: Polling, reply: Answer | NoAnswer) -> float | CompletedJob:
    """Return what the course says after a reply: the seconds to sleep, or the job."""
    try:
        return polling.send(reply)
    except StopIteration as end:
        job: CompletedJob = end.value
        return job
