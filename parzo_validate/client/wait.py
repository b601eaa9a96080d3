"""Asks for a job until it is completed: once blocking, once async, by one way of waiting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import httpx

from parzo_validate.client.polling import (
    DEFAULT_INTERVAL,
    DEFAULT_TIMEOUT,
    Answer,
    NoAnswer,
    Polling,
)
from parzo_validate.client.question import Question, prepare
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.values import printable
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

    Connection errors, 429 and 5xx are tried again with growing pauses, or when ``Retry-After`` says. An answer cut
    short on the way is a connection error; one that arrives whole and is not a job will not get better, and is
    refused at once. Redirects are not followed. A status that is not documented is waited on like ``processing``.

    Args:
        job_id: as the service gave it.
        api_key: sent as ``X-API-Key`` and shown nowhere.
        base_url: what stands before ``/v1/jobs/``; HTTPS, unless the host is this machine.
        timeout: seconds to wait in all. The last request begins by then; it is given up when it is silent for 15
            seconds, or when its answer has not arrived whole by then.
        interval: seconds between two looks at the job.
        max_bytes: the longest answer to accept.
        client: whose connections, proxies included, to use; it is not closed.
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
    question, polling = prepare(job_id, api_key, base_url, timeout, interval, max_bytes, clock, on_update)
    with httpx.Client(trust_env=question.proxied) if client is None else nullcontext(client) as connections:
        heard = _resumed(polling, _ask(connections, question), api_key)
        while not isinstance(heard, CompletedJob):
            sleep(heard)
            heard = _resumed(polling, _ask(connections, question), api_key)
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
    question, polling = prepare(job_id, api_key, base_url, timeout, interval, max_bytes, clock, on_update)
    async with httpx.AsyncClient(trust_env=question.proxied) if client is None else nullcontext(client) as connections:
        heard = _resumed(polling, await _ask_async(connections, question), api_key)
        while not isinstance(heard, CompletedJob):
            await sleep(heard)
            heard = _resumed(polling, await _ask_async(connections, question), api_key)
    return heard


def _ask(connections: httpx.Client, question: Question) -> Answer | NoAnswer:
    body, since = bytearray(), question.clock()
    try:
        with connections.stream("GET", question.url, **question.options) as response:
            if response.is_success:
                question.admit(int(response.headers.get("content-length", 0)), since)
                for chunk in response.iter_bytes():
                    body += chunk
                    question.admit(len(body), since)
            return Answer(response.status_code, response.headers, bytes(body))
    except httpx.RequestError as error:
        return _no_answer(error)


async def _ask_async(connections: httpx.AsyncClient, question: Question) -> Answer | NoAnswer:
    body, since = bytearray(), question.clock()
    try:
        async with connections.stream("GET", question.url, **question.options) as response:
            if response.is_success:
                question.admit(int(response.headers.get("content-length", 0)), since)
                async for chunk in response.aiter_bytes():
                    body += chunk
                    question.admit(len(body), since)
            return Answer(response.status_code, response.headers, bytes(body))
    except httpx.RequestError as error:
        return _no_answer(error)


def _no_answer(error: httpx.RequestError) -> NoAnswer:
    return NoAnswer(printable(f"{type(error).__name__}: {error}".removesuffix(": ")))


def _resumed(polling: Polling, reply: Answer | NoAnswer, api_key: str) -> float | CompletedJob:
    """Return what the course says after a reply: the seconds to sleep, or the job."""
    try:
        return polling.send(reply)
    except StopIteration as end:
        job: CompletedJob = end.value
        return job
    except InvalidInput as error:  # It shows the answer, and a server may echo what it was sent.
        error.args = (str(error).replace(api_key, "[API key]"),)
        raise
