"""What the polling client sends, how long it waits for an answer, and how much of one it takes."""

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from parzo_validate.client.deadline import Deadline
from parzo_validate.client.polling import InvalidRequest, JobRefused
from parzo_validate.client.response import NoResponse, announced_length, encoding_of
from parzo_validate.client.secret import Redact
from parzo_validate.invoice.values import printable

LONGEST_REQUEST = 15.0
"""Seconds after which a silent request is given up, however long the time-out, so that it is made again."""

GRACE = 0.75
"""Seconds after the time-out at which the last request, which begins by then, is given up."""

_CERTIFICATES = "SSL_CERT_FILE", "SSL_CERT_DIR"
_Client = TypeVar("_Client", httpx.Client, httpx.AsyncClient)


@dataclass(frozen=True)
class Request:
    """What to send, and what to accept as an answer; times in seconds of the clock. Its repr does not show the key."""

    url: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    timeout: float
    give_up_at: float
    max_bytes: int
    clock: Callable[[], float]
    redact: Redact = field(repr=False)

    @property
    def options(self) -> dict[str, Any]:
        """The arguments of httpx besides method and address."""
        return {"headers": self.headers, "timeout": self.timeout, "follow_redirects": False}

    def deadline(self) -> Deadline:
        """Return the deadline of a request that begins now."""
        now = self.clock()
        return Deadline(self.clock, now, min(now + self.timeout, self.give_up_at))

    def reads_body(self, response: httpx.Response) -> bool:
        """Return whether to read what the answer carries; one that is encoded would have to be decoded first.

        Raises:
            JobRefused: it is said to be too long.
        """
        if not response.is_success or encoding_of(response.headers):
            return False
        self.check_size(announced_length(response.headers))
        return True

    def check_size(self, size: int) -> None:
        """Refuse an answer of more bytes than ``max_bytes``."""
        if size > self.max_bytes:
            raise JobRefused(
                200, f"the answer is longer than {self.max_bytes} bytes; pass a larger max_bytes if that is right"
            )

    def no_response(self, error: Exception) -> NoResponse:
        """Return why there was no answer; what went wrong outside of the network would go wrong again."""
        problem = printable(self.redact(f"{type(error).__name__}: {error}".removesuffix(": ")))
        causes = {type(cause) for cause in _causes(error)}
        if ssl.SSLCertVerificationError in causes:
            what_to_do = "check base_url, or name in SSL_CERT_FILE the authorities to trust"
            return NoResponse(f"the certificate of {self.url.host} does not verify ({problem}); {what_to_do}", True)
        if httpx.InvalidURL in causes:
            return NoResponse(f"a redirect to no address ({problem}); set base_url to where the API is", True)
        if isinstance(error, httpx.RequestError):
            return NoResponse(problem)
        what_to_do = "set base_url to where the API is, and check the proxy that HTTPS_PROXY or ALL_PROXY names"
        return NoResponse(f"the request cannot be made ({problem}); {what_to_do}", True)


def _causes(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes


def new_client(kind: type[_Client], url: httpx.URL) -> _Client:
    """Return a client for one wait, which uses a proxy of the environment over HTTPS alone: else it could read the key.

    Raises:
        InvalidRequest: what the environment says of proxies or certificates cannot be used.
    """
    problem: Exception
    try:
        return kind(trust_env=url.scheme == "https")
    except OSError as error:
        named = [f"{name}={printable(os.environ[name])}" for name in _CERTIFICATES if os.environ.get(name)]
        problem, names = error, " and ".join(named) or "the package certifi"
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        problem, names = error, "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY"
    raise InvalidRequest(f"the environment cannot be used: {printable(str(problem), 200)}; check {names}")
