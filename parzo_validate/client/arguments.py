"""What a wait may be given: every argument is used as it is or refused before anything is sent."""

import random
import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import quote

import httpx

from parzo_validate.client.polling import InvalidRequest, Polling, poll
from parzo_validate.client.request import GRACE, LONGEST_REQUEST, Request
from parzo_validate.client.secret import redactor
from parzo_validate.invoice.values import describe

_LONGEST_WAIT = 1e9
"""Seconds, thirty years: what every operating system can sleep."""

_is_sendable = re.compile("[!-~]+").fullmatch


def start_polling(
    job_id: str,
    api_key: str,
    base_url: str,
    timeout: float,
    interval: float,
    max_bytes: int,
    client: httpx.Client | httpx.AsyncClient | None,
    kind: type[httpx.Client] | type[httpx.AsyncClient],
    clock: Callable[[], float],
    on_update: Callable[[str], object] | None,
) -> tuple[Request, Polling]:
    """Return the request to repeat, and the polling that says when, which waits for the first reply.

    Raises:
        InvalidRequest: an argument cannot be used.
    """
    for name, seconds in (("timeout", timeout), ("interval", interval)):
        if not _is_number(seconds, float) or not 0 < seconds <= _LONGEST_WAIT:
            raise InvalidRequest(
                f"{name}: expected seconds above zero, up to {_LONGEST_WAIT:g}, got {describe(seconds)}"
            )
    if not _is_number(max_bytes, int) or max_bytes < 1:
        raise InvalidRequest(f"max_bytes: expected a whole number above zero, got {describe(max_bytes)}")
    if client is not None and (not isinstance(client, kind) or client.is_closed):
        given = "one that is closed" if isinstance(client, kind) else describe(client)
        raise InvalidRequest(f"client: expected an open httpx.{kind.__name__}, got {given}")
    if not isinstance(api_key, str) or not _is_sendable(api_key):
        raise InvalidRequest("api_key: expected ASCII letters, digits and signs, without spaces or line breaks")
    redact = redactor(api_key)
    # Answers arrive as they are, so that Content-Length tells how long they will be.
    headers = {"X-API-Key": api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
    request = Request(
        url=_url(base_url, job_id),
        headers=headers,
        timeout=min(timeout, LONGEST_REQUEST),
        give_up_at=clock() + timeout + GRACE,
        max_bytes=max_bytes,
        clock=clock,
        redact=redact,
    )
    polling = poll(
        timeout=timeout,
        interval=interval,
        clock=clock,
        jitter=lambda: random.uniform(0.5, 1),  # noqa: S311  # spreads the load, keeps no secret
        on_update=on_update,
        job_id=job_id,
        redact=redact,
    )
    next(polling)
    return request, polling


def _is_number(value: object, kind: type[int] | type[float]) -> bool:
    return isinstance(value, (int, kind)) and not isinstance(value, bool)


def _url(base_url: str, job_id: str) -> httpx.URL:
    _refuse_base(base_url)
    refused = f"job_id: expected the id that the service gave, got {describe(job_id)}"
    if not (isinstance(job_id, str) and job_id.isprintable() and job_id.strip(". ")):
        raise InvalidRequest(refused)
    try:
        return httpx.URL(f"{base_url.rstrip('/')}/v1/jobs/{quote(job_id, safe='')}")
    except httpx.InvalidURL as error:
        raise InvalidRequest(f"{refused}: {error}") from None


def _refuse_base(base_url: str) -> None:
    refused = f"base_url: expected an address as https://host, got {describe(base_url)}"
    if not isinstance(base_url, str):
        raise InvalidRequest(refused)
    try:
        url = httpx.URL(base_url)
        url.raw_host.decode("ascii").encode("idna")  # what looking it up will do
        is_address = bool(url.host) and not url.query and not url.fragment and 0 < (url.port or 443) < 2**16
    except (httpx.InvalidURL, UnicodeError) as error:
        raise InvalidRequest(f"{refused}: {error}") from None
    if not is_address:
        raise InvalidRequest(refused)
    if url.scheme != "https" and not (url.scheme == "http" and _is_this_machine(url.host)):
        raise InvalidRequest(
            f"base_url: expected https, so that nobody reads the API key on the way, got {describe(base_url)}"
        )


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
