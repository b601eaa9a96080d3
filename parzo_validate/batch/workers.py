"""The processes that work is spread over: how they start, what they answer, how they end.

``concurrent.futures.ProcessPoolExecutor`` would be shorter, and hangs for ever when a worker is killed while it sends a
result longer than a pipe holds, as most are here (Python 3.11 to 3.13); its workers outlive a parent that is killed,
and what the dead one worked on nobody knows. A pipe for each worker has an end that is noticed, on either side.
"""

import multiprocessing
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from parzo_validate.errors import ParzoValidateError

_MOST_ON_WINDOWS = 61
"""Windows waits for 63 things at once at the most; ``concurrent.futures`` starts as many."""

_AT_HAND = 2
"""Tasks that a worker may have: when it is done with one, the next is there."""

_SHORT = 1 << 12
"""Bytes of a task that a pipe holds for a busy worker; to send more would wait for it, and it may wait for us."""


class WorkerDied(ParzoValidateError, RuntimeError):
    """A worker process ended before it was done; the message says what it was working on."""


class UnsendableWork(ParzoValidateError, ValueError):
    """The rules cannot be sent to another process; the message says why and what to do."""


class WorkersForbidden(ParzoValidateError, RuntimeError):
    """This process may not start others; the message says why and what to do."""


class Worker(NamedTuple):
    """A process, and the tasks that it was sent and has not answered: their numbers, and what errors call them."""

    process: BaseProcess
    connection: "Connection[Any, Any]"
    tasks: deque[tuple[int, str]]

    def takes(self, pickled: bytes) -> bool:
        """Return whether this task can be sent now, without waiting for the worker."""
        return not self.tasks or (len(self.tasks) < _AT_HAND and len(pickled) <= _SHORT)

    def send(self, number: int, name: str, pickled: bytes) -> None:
        """Send a task."""
        self.tasks.append((number, name))
        with suppress(OSError):  # of a dead worker, which is reported when its result is awaited
            self.connection.send_bytes(pickled)

    def received(self) -> tuple[int, str, Any]:
        """Return the number of its oldest task, the name, and the result or error."""
        number, name = self.tasks.popleft()
        try:
            pickled = self.connection.recv_bytes()
        except (EOFError, OSError):
            self.process.join()
            code = self.process.exitcode or 0
            how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            died = f"a worker process {how} while it judged {name}; every document before these has its outcome"
            return number, name, WorkerDied(died)
        return number, name, returned(pickle.loads, pickled)  # of a child of ours


def start(pool: list[Worker], work: Callable[[Any], Any], workers: int) -> None:
    """Start the workers of a pool, which holds those that have started whatever happens.

    Raises:
        WorkerDied: one cannot start.
        UnsendableWork: ``work`` cannot be pickled and processes are not forked.
        WorkersForbidden: this process is one of those that may not start others.
    """
    if sys.platform == "win32":
        workers = min(workers, _MOST_ON_WINDOWS)
    if multiprocessing.current_process().daemon:
        raise WorkersForbidden(
            "this process is a worker itself, of a multiprocessing.Pool or of Celery for example, "
            "and may not start others; use workers=1"
        )
    # The host's start method; to ask for it in another way would fix it for the whole program.
    chosen = multiprocessing.get_start_method(allow_none=True)
    context = multiprocessing.get_context(chosen or multiprocessing.get_all_start_methods()[0])
    if context.get_start_method() != "fork":
        try:
            pickle.dumps(work)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise UnsendableWork(
                f"the rules cannot be sent to a worker process: {error}; "
                "define them at the top of a module that can be imported, or use workers=1"
            ) from None
    try:
        with _interrupts_held():  # until each child ignores them
            for _ in range(workers):
                pool.append(_worker(work, context))  # noqa: PERF401  # those that have started are to be ended
    except OSError as error:
        raise WorkerDied(f"cannot start {workers} worker processes: {error.strerror}; ask for fewer") from None


def _worker(work: Callable[[Any], Any], context: BaseContext) -> Worker:
    ours, theirs = context.Pipe()
    # Each kind of context has a Process of its own, of which the one that they share knows nothing.
    process: BaseProcess = context.Process(target=serve, args=(ours, theirs, work), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()  # else its end would stay open here after the worker died, and recv_bytes() would not raise
    return Worker(process, ours, deque())


def end(pool: list[Worker]) -> None:
    """End the workers of a pool, whatever they are at."""
    for worker in pool:
        worker.connection.close()
        worker.process.terminate()
        worker.process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows has none
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(other_side: "Connection[Any, Any]", connection: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    """Answer the tasks of a connection until its other side is closed or dead: what a worker process runs."""
    other_side.close()  # a fork inherits it: while it is open, recv_bytes() would not notice a dead parent
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    with suppress(EOFError, OSError):
        while True:
            pickled = connection.recv_bytes()
            result = returned(lambda pickled: work(pickle.loads(pickled)), pickled)  # noqa: S301  # of our parent
            connection.send_bytes(pickle.dumps(result, -1))


def returned(work: Callable[[Any], Any], task: Any) -> Any:
    """Return the result of a task, or the error that it raised, which is raised again where the result is awaited."""
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001
        return error
