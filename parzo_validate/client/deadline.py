"""The end of one request, kept in everything that it does on the network.

The time-outs of httpx bound each silence and not the whole: a server that sends a byte now and then is never silent.
"""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any, NamedTuple, TypeVar

import httpcore
import httpx


class Deadline(NamedTuple):
    """When a request is given up, in seconds of the clock. Its text is what to say then."""

    clock: Callable[[], float]
    since: float
    until: float

    def left(self) -> float:
        """Return the seconds left, zero or less when it has passed."""
        return self.until - self.clock()

    def __str__(self) -> str:
        return f"the answer did not arrive whole within {self.until - self.since:.3g} s"


current_deadline: ContextVar[Deadline | None] = ContextVar("current_deadline", default=None)
"""When the request that this thread sends meanwhile ends, over a client that enforces deadlines."""

_Value = TypeVar("_Value")


@contextmanager
def value_set(variable: ContextVar[_Value], value: _Value) -> Iterator[None]:
    """Set a context variable for the length of a block."""
    before = variable.set(value)
    try:
        yield
    finally:
        variable.reset(before)


def seconds_left(timeout: float | None, error: type[httpcore.TimeoutException]) -> float | None:
    """Return the seconds that one step on the network may take: its own time-out, or what is left if that is less.

    Raises:
        httpcore.TimeoutException: nothing is left; of the kind that is given.
    """
    deadline = current_deadline.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    if left <= 0:
        raise error(str(deadline))
    return left if timeout is None else min(timeout, left)


@asynccontextmanager
async def closing_half_open_connections() -> AsyncIterator[Callable[[str, Mapping[str, Any]], Awaitable[None]]]:
    """Yield a ``trace`` for an asynchronous request; if that fails, close the connection whose TLS was not agreed on.

    httpcore closes every other one that is given up, and leaves that one to the garbage collector.
    """
    opened: list[httpcore.AsyncNetworkStream] = []

    async def trace(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            opened.append(info["return_value"])
        elif event.endswith("start_tls.complete"):
            opened.clear()

    try:
        yield trace
    except BaseException:
        for stream in opened:
            await stream.aclose()
        raise


def enforce_deadline(client: httpx.Client, url: httpx.URL) -> None:
    """Make every connection of a client end by the current deadline: those to come, and those that it holds already.

    Without a deadline they behave as before. httpx hands out neither its pool nor its streams, hence the underscores;
    a transport or a network of the caller's own keeps its own time.
    """
    pool: Any = getattr(client._transport_for_url(url), "_pool", None)
    if type(getattr(pool, "_network_backend", None)) is httpcore.SyncBackend:
        pool._network_backend = _Network()
    for connection in getattr(pool, "connections", ()):
        while (inner := getattr(connection, "_connection", None)) is not None:
            connection = inner
        stream = getattr(connection, "_network_stream", None)
        if stream is not None and not isinstance(stream, _Stream):
            connection._network_stream = _Stream(stream)


class _Network(httpcore.SyncBackend):
    """Connects by the deadline, however many addresses a host has."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = dict.fromkeys(str(address[0]) for *_, address in found)
        failure: Exception = httpcore.ConnectError(f"no address for {host}")
        for untried, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            seconds = seconds_left(timeout, httpcore.ConnectTimeout)
            share = None if seconds is None else seconds / untried
            try:
                return _Stream(super().connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self.stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self.stream.read(max_bytes, seconds_left(timeout, httpcore.ReadTimeout))
        except httpcore.ReadTimeout:
            seconds_left(timeout, httpcore.ReadTimeout)  # which says that it was the deadline, when it was
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, seconds_left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            seconds = seconds_left(timeout, httpcore.ConnectTimeout)
        except httpcore.ConnectTimeout:
            self.close()  # as the stream below does when it fails
            raise
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, seconds))

    def close(self) -> None:
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
