"""A real HTTP server on loopback that plays a script, one play per request of a job; the last one is repeated."""

import json
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SO_SNDBUF, SOL_SOCKET
from ssl import PROTOCOL_TLS_SERVER, SSLContext, SSLError
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.helpers.builders import ROOT, SAMPLE_JOB
from tests.helpers.waiting import PATIENCE

CERTIFICATE = ROOT / "tests/helpers/localhost.pem"
"""A certificate that vouches for itself, and its key; of use to nobody but this server."""

KEY = "sk-3f9a7c51-not-for-your-eyes"
COMPLETED: dict[str, Any] = json.loads(SAMPLE_JOB.read_bytes())


class Seen(NamedTuple):
    """A request that reached the server."""

    path: str
    headers: dict[str, str]


class JobServer(ThreadingHTTPServer):
    """Plays its script to each job on its own, and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *plays: "Play", tls: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plays = plays
        self.scheme = "https" if tls else "http"
        if tls:
            context = SSLContext(PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.seen: list[Seen] = []
        self.open_connections = 0
        self.bytes_sent = 0
        self.left_alone = threading.Event()
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """The base URL of the server."""
        return f"{self.scheme}://127.0.0.1:{self.server_port}"

    def next_play(self, handler: "_Handler") -> "Play":
        """Return what to play to this request."""
        with self.lock:
            before = sum(seen.path == handler.path for seen in self.seen)
            self.seen.append(Seen(handler.path, dict(handler.headers.items())))
        return self.plays[min(before, len(self.plays) - 1)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: JobServer

    def handle(self) -> None:
        with self.server.lock:
            self.server.open_connections += 1
        try:
            super().handle()
        except (ConnectionError, SSLError):
            self.server.left_alone.set()  # The client went away, as some scenarios want it to.
        finally:
            with self.server.lock:
                self.server.open_connections -= 1

    def do_GET(self) -> None:
        self.server.next_play(self)(self)

    def log_message(self, *_: object) -> None:
        """Say nothing: the error output belongs to the tests."""


Play = Callable[[_Handler], None]


@contextmanager
def serving(*plays: Play, tls: bool = False) -> Iterator[JobServer]:
    """Run a server for the length of a ``with`` block."""
    with JobServer(*plays, tls=tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


def head(handler: _Handler, status: int, headers: dict[str, object]) -> None:
    """Send status and headers; a date only when given one."""
    handler.send_response_only(status)
    for name, value in headers.items():
        handler.send_header(name, str(value))
    handler.end_headers()


def answer(body: object = b"", status: int = 200, **headers: object) -> Play:
    """Answer with a body, JSON unless it is bytes. Underscores in the names of headers become dashes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def play(handler: _Handler) -> None:
        head(handler, status, {"Content-Length": len(raw), **named})
        handler.wfile.write(raw)

    return play


def about_the_job(fields: dict[str, Any]) -> Play:
    """Answer with a job of the id that was asked for."""

    def play(handler: _Handler) -> None:
        answer({**fields, "job_id": unquote(handler.path.rpartition("/")[2])})(handler)

    return play


def job(status: str, **fields: object) -> Play:
    """Answer with a job that has no result."""
    return about_the_job({"status": status, **fields})


def reset(handler: _Handler) -> None:
    """Reset the connection instead of answering."""
    handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def silent(handler: _Handler) -> None:
    """Never answer; notice when the client goes away."""
    handler.close_connection = True
    handler.connection.settimeout(PATIENCE)
    if not handler.rfile.read(1):
        handler.server.left_alone.set()


def without_end(begin: bytes, unit: bytes, pause: float = 0.02) -> Play:
    """Answer bit by bit, each in good time, all of them never."""

    def play(handler: _Handler) -> None:
        handler.close_connection = True
        handler.connection.setsockopt(SOL_SOCKET, SO_SNDBUF, 10_000)
        handler.wfile.write(begin)
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE and not handler.server.stopping.wait(pause):
            handler.wfile.write(unit)

    return play


dripping = without_end(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b" ")
dripping_headers = without_end(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x")
dripping_status = without_end(b"H", b"T")
continuing = without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0)


def raw(sent: bytes) -> Play:
    """Answer with exactly these bytes."""

    def play(handler: _Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(sent)

    return play


def cut_short(handler: _Handler) -> None:
    """Hang up in the middle of the answer."""
    raw = json.dumps(COMPLETED).encode()
    head(handler, 200, {"Content-Length": len(raw)})
    handler.wfile.write(raw[:100])
    handler.close_connection = True


def announcing(size: int) -> Play:
    """Announce a body of so many bytes and begin with it."""

    def play(handler: _Handler) -> None:
        handler.close_connection = True
        head(handler, 200, {"Content-Length": size})
        handler.wfile.write(b"{")
        handler.server.stopping.wait()

    return play


def endless(handler: _Handler) -> None:
    """Send blanks for ever, without saying how many."""
    handler.close_connection = True
    head(handler, 200, {"Connection": "close"})
    while not handler.server.stopping.is_set():
        handler.wfile.write(b" " * 10_000)
        handler.server.bytes_sent += 10_000


DONE = about_the_job(COMPLETED)
