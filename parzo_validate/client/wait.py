"""Asks for a job until it is completed: once blocking, once async, by one way of waiting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import httpx

from parzo_validate.client.arguments import start_polling
from parzo_validate.client.deadline import closing_half_open_connections, current_deadline, enforce_deadline, value_set
from parzo_validate.client.polling import DEFAULT_INTERVAL, DEFAULT_TIMEOUT, JobRefused, Polling
from parzo_validate.client.request import Request, new_client
from parzo_validate.client.response import NoResponse, Response
from parzo_validate.client.secret import log_redaction
from parzo_validate.invoice.json_text import LONGEST_DOCUMENT
from parzo_validate.job.envelope import CompletedJob


def wait_for_job(
    job_id: str,
    *,
    api_key: str,
    base_url: str,
    timeout: float = DEFAULT_TIMEOUT,
    interval: float = DEFAULT_INTERVAL,
    max_bytes: int = LONGEST_DOCUMENT,
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
        max_bytes: the longest answer to accept, in bytes.
        client: whose connections, proxies included, to use; it is not closed. A transport that is not httpx's own
            keeps its own time.
        clock: seconds since any moment, never going back; a test hands in its own, and need not wait.
        sleep: sleeps for so many seconds; a seam for tests, as the clock is.
        on_update: told the job's status after each look, and the problem after each failed request.

    Raises:
        JobFailed: the server says that the job failed; carries its ``error`` and ``attempt_count``.
        JobTimeout: the job was not completed in time; carries its last ``state`` and the last ``problem``.
        JobRefused: the answer will not change by asking again; the message says what to do.
        InvalidInput: the answer is not a job; the message shows how it begins.
        InvalidRequest: an argument cannot be used; nothing was sent.
    """
    request, polling = start_polling(
        job_id, api_key, base_url, timeout, interval, max_bytes, client, httpx.Client, clock, on_update
    )
    own = new_client(httpx.Client, request.url) if client is None else nullcontext(client)
    with value_set(log_redaction, request.redact), own as http:
        enforce_deadline(http, request.url)
        while not isinstance(outcome := _pause_or_job(polling, _send(http, request)), CompletedJob):
            sleep(outcome)
    return outcome


async def wait_for_job_async(
    job_id: str,
    *,
    api_key: str,
    base_url: str,
    timeout: float = DEFAULT_TIMEOUT,
    interval: float = DEFAULT_INTERVAL,
    max_bytes: int = LONGEST_DOCUMENT,
    client: httpx.AsyncClient | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    on_update: Callable[[str], object] | None = None,
) -> CompletedJob:
    """Return the job, once it is completed, without blocking the event loop.

    Arguments and errors are those of ``wait_for_job``, but that many waits may share one ``client``.
    """
    request, polling = start_polling(
        job_id, api_key, base_url, timeout, interval, max_bytes, client, httpx.AsyncClient, clock, on_update
    )
    own = new_client(httpx.AsyncClient, request.url) if client is None else nullcontext(client)
    with value_set(log_redaction, request.redact):
        async with own as http:
            while not isinstance(outcome := _pause_or_job(polling, await _send_async(http, request)), CompletedJob):
                await sleep(outcome)
    return outcome


def _send(http: httpx.Client, request: Request) -> Response | NoResponse:
    body = bytearray()
    try:
        with (
            value_set(current_deadline, request.deadline()),
            http.stream("GET", request.url, **request.options) as response,
        ):
            if request.reads_body(response):
                for chunk in response.iter_bytes():
                    body += chunk
                    request.check_size(len(body))
            return Response(response.status_code, response.headers, bytes(body))
    except JobRefused:
        raise
    except Exception as error:  # noqa: BLE001  # httpx raises other kinds than its own, and the reply says which
        return request.no_response(error)


async def _send_async(http: httpx.AsyncClient, request: Request) -> Response | NoResponse:
    body, deadline = bytearray(), request.deadline()
    try:
        async with (
            asyncio.timeout(deadline.left()),
            closing_half_open_connections() as trace,
            http.stream(
                "GET", request.url, **request.options | {"timeout": None, "extensions": {"trace": trace}}
            ) as response,
        ):
            if request.reads_body(response):
                async for chunk in response.aiter_bytes():
                    body += chunk
                    request.check_size(len(body))
            return Response(response.status_code, response.headers, bytes(body))
    except JobRefused:
        raise
    except TimeoutError:
        return request.no_response(httpx.ReadTimeout(str(deadline)))
    except Exception as error:  # noqa: BLE001  # as above
        return request.no_response(error)


def _pause_or_job(polling: Polling, reply: Response | NoResponse) -> float | CompletedJob:
    try:
        return polling.send(reply)
    except StopIteration as end:
        job: CompletedJob = end.value
        return job
