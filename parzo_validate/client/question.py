"""What the polling client sends, and what it accepts as an answer. Needs the extra ``client``."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

import httpx

from parzo_validate.client.polling import LONGEST_REQUEST, InvalidRequest, JobRefused, Polling, poll
from parzo_validate.invoice.values import echo

_is_sendable = re.compile("[!-~]+").fullmatch


@dataclass(frozen=True)
class Question:
    """What to ask, and what to accept as an answer. Its repr does not show the key."""

    url: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    within: float
    max_bytes: int
    clock: Callable[[], float]

    @property
    def proxied(self) -> bool:
        """Whether a proxy of the environment may carry it: not in clear, where it could read the key."""
        return self.url.scheme == "https"

    @property
    def options(self) -> dict[str, Any]:
        """How to ask."""
        return {"headers": self.headers, "timeout": self.within, "follow_redirects": False}

    def admit(self, size: int, since: float) -> None:
        """Refuse an answer that is too long, and give up one that takes too long to arrive."""
        if size > self.max_bytes:
            raise JobRefused(
                200, f"the answer is longer than {self.max_bytes} bytes; pass a larger max_bytes if that is right"
            )
        if self.clock() - since > self.within:
            raise httpx.ReadTimeout(f"the answer did not arrive whole within {self.within:g} s")


def prepare(
    job_id: str,
    api_key: str,
    base_url: str,
    timeout: float,
    interval: float,
    max_bytes: int,
    clock: Callable[[], float],
    on_update: Callable[[str], object] | None,
) -> tuple[Question, Polling]:
    """Return what to ask and the course of asking, waiting for the first reply.

    Raises:
        InvalidRequest: an argument cannot be used.
    """
    for name, seconds in (("timeout", timeout), ("interval", interval)):
        if not 0 < seconds < float("inf"):
            raise InvalidRequest(f"{name}: expected seconds above zero, got {echo(seconds)}")
    if not isinstance(api_key, str) or not _is_sendable(api_key):
        raise InvalidRequest("api_key: expected ASCII letters, digits and signs, without spaces or line breaks")
    # Answers arrive as they are, so that Content-Length tells how long they will be.
    headers = {"X-API-Key": api_key, "Accept": "application/json", "Accept-Encoding": "identity"}
    within = min(timeout, LONGEST_REQUEST)
    question = Question(_url(base_url, job_id), headers, within, max_bytes, clock)
    polling = poll(timeout=timeout, interval=interval, clock=clock, jitter=_jitter, on_update=on_update)
    next(polling)
    return question, polling


def _jitter() -> float:
    return random.uniform(0.5, 1)  # noqa: S311  # spreads the load, keeps no secret


def _url(base_url: str, job_id: str) -> httpx.URL:
    if not (isinstance(job_id, str) and job_id.isprintable() and job_id.strip(". ")):
        raise InvalidRequest(f"job_id: expected the id that the service gave, got {echo(job_id)}")
    try:
        url = httpx.URL(f"{base_url.rstrip('/')}/v1/jobs/{quote(job_id, safe='')}")
    except httpx.InvalidURL as error:
        raise InvalidRequest(f"base_url: expected an address as https://host, got {echo(base_url)}: {error}") from None
    if not url.host or url.query or url.fragment:
        raise InvalidRequest(f"base_url: expected an address as https://host, got {echo(base_url)}")
    if url.scheme != "https" and not (url.scheme == "http" and _is_this_machine(url.host)):
        raise InvalidRequest(
            f"base_url: expected https, so that nobody reads the API key on the way, got {echo(base_url)}"
        )
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
