"""The time of one request, with a clock that moves when it is told to."""

import socket
import ssl
from collections.abc import Callable
from typing import Any

import httpcore
import httpx
import pytest

from parzo_validate.client.deadline import Deadline, current_deadline, enforce_deadline, seconds_left, value_set
from tests.helpers.job_server import answer, serving

LATE = "the answer did not arrive whole within 6 s"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now

    def deadline(self) -> Deadline:
        """Return one that is six seconds away."""
        return Deadline(self, self.now, self.now + 6)


@pytest.mark.parametrize(
    ("passed", "timeout", "expected"),
    [(0, None, 6), (0, 4, 4), (0, 9, 6), (5, 4, 1), (5.75, None, 0.25)],
)
def test_a_step_has_its_own_time_or_what_is_left(passed: float, timeout: float | None, expected: float) -> None:
    clock = Clock()
    with value_set(current_deadline, clock.deadline()):
        clock.now += passed
        assert seconds_left(timeout, httpcore.ReadTimeout) == expected
    assert seconds_left(timeout, httpcore.ReadTimeout) == timeout


@pytest.mark.parametrize("late", [httpcore.ReadTimeout, httpcore.WriteTimeout, httpcore.ConnectTimeout])
@pytest.mark.parametrize("passed", [6, 6.5, 7])
def test_no_step_begins_after_it(passed: float, late: type[httpcore.TimeoutException]) -> None:
    clock = Clock()
    with value_set(current_deadline, clock.deadline()):
        clock.now += passed
        with pytest.raises(late) as end:
            seconds_left(60, late)
    assert str(end.value) == LATE


class Quiet(httpcore.NetworkStream):
    """A connection that remembers how long each step was given."""

    def __init__(self) -> None:
        self.given: list[float | None] = []
        self.is_closed = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return nothing."""
        self.given.append(timeout)
        if timeout == 0.5:
            raise httpcore.ReadTimeout("timed out")
        return b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send nothing."""
        self.given.append(timeout)

    def start_tls(self, ssl_context: ssl.SSLContext, *_: Any) -> httpcore.NetworkStream:
        """Return the same connection."""
        self.given.append(_[1])
        return self

    def close(self) -> None:
        """Remember that it was closed."""
        self.is_closed = True

    def get_extra_info(self, info: str) -> Any:
        """Return what is asked for."""
        return info


Connect = Callable[..., httpcore.NetworkStream]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[httpcore.NetworkBackend, list[Any]]]:
    """Return what makes a network out of addresses and of what comes of connecting to each."""

    def made(addresses: list[str], connect: Connect) -> tuple[httpcore.NetworkBackend, list[Any]]:
        asked: list[Any] = []

        def connect_tcp(_: object, host: str, port: int, timeout: float | None, *__: object) -> httpcore.NetworkStream:
            asked.append((host, port, timeout))
            return connect()

        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
        return network_of(httpx.Client(trust_env=False)), asked

    return made


def network_of(client: httpx.Client) -> httpcore.NetworkBackend:
    """Return what a client connects with once it keeps the time."""
    with client:
        enforce_deadline(client, httpx.URL("https://api.example"))
        network: httpcore.NetworkBackend = client._transport._pool._network_backend  # type: ignore[attr-defined]
        return network


def test_a_connection_that_a_thousand_waits_have_used_is_as_good_as_before() -> None:
    with serving(answer(b"{}")) as server, httpx.Client(trust_env=False) as client:
        client.get(server.url)
        for _ in range(1000):
            enforce_deadline(client, httpx.URL(server.url))
        assert client.get(server.url).status_code == 200
    assert len(server.seen) == 2


def test_the_addresses_of_a_host_share_what_is_left(network: Any) -> None:
    clock = Clock()
    answers = iter([2.0, 2.0, None])

    def connect() -> httpcore.NetworkStream:
        if (takes := next(answers)) is None:
            return Quiet()
        clock.now += takes
        raise httpcore.ConnectTimeout("timed out")

    backend, asked = network(["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"], connect)
    with value_set(current_deadline, clock.deadline()):
        backend.connect_tcp("api.example", 443)
    assert asked == [("192.0.2.1", 443, 2), ("192.0.2.2", 443, 2), ("192.0.2.3", 443, 2)]


def test_a_host_none_of_whose_addresses_answers_says_why(network: Any) -> None:
    def connect() -> httpcore.NetworkStream:
        raise httpcore.ConnectError("refused")

    backend, asked = network(["192.0.2.1", "192.0.2.2"], connect)
    with pytest.raises(httpcore.ConnectError, match=r"^refused$"):
        backend.connect_tcp("api.example", 443, 5)
    assert [timeout for *_, timeout in asked] == [2.5, 5]
    backend, _ = network([], connect)
    with pytest.raises(httpcore.ConnectError, match=r"^no address for api\.example$"):
        backend.connect_tcp("api.example", 443)


def test_a_host_that_nobody_knows_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(httpcore.ConnectError, match="Name or service not known"):
        network_of(httpx.Client(trust_env=False)).connect_tcp("api.example", 443)


def test_every_step_of_a_connection_has_what_is_left(network: Any) -> None:
    clock, quiet, tls = Clock(), Quiet(), ssl.create_default_context()
    backend, _ = network(["192.0.2.1"], lambda: quiet)
    with value_set(current_deadline, clock.deadline()):
        stream = backend.connect_tcp("api.example", 443)
        clock.now += 1
        secure = stream.start_tls(tls, "api.example", 60)
        clock.now += 1
        secure.write(b"GET", 60)
        clock.now += 1
        secure.read(1, 60)
        assert (quiet.given, secure.get_extra_info("socket")) == ([5, 4, 3], "socket")
        with pytest.raises(httpcore.ReadTimeout, match=r"^timed out$"):
            secure.read(1, 0.5)
        clock.now += 3
        with pytest.raises(httpcore.ConnectTimeout, match=LATE):
            stream.start_tls(tls, "api.example", 60)
    assert quiet.is_closed
    secure.read(1, 60)
    assert quiet.given == [5, 4, 3, 0.5, 60]


def test_a_network_of_the_callers_own_keeps_its_own_time() -> None:
    class Own(httpcore.SyncBackend):
        pass

    client, own = httpx.Client(trust_env=False), Own()
    client._transport._pool._network_backend = own  # type: ignore[attr-defined]
    assert network_of(client) is own
