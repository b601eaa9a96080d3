"""Work spread over processes: results in the order of the tasks, a bounded number of them under way.

``concurrent.futures.ProcessPoolExecutor`` would be shorter, and hangs for ever when a worker is killed while it sends a
result longer than a pipe holds, as most are here (Python 3.11 to 3.13); its workers outlive a parent that is killed,
and what the dead one worked on nobody knows. A pipe for each worker has an end that is noticed, on either side.
"""

import multiprocessing
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from parzo_validate.errors import ParzoValidateError

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 3
"""Tasks under way or done, for each worker, while an earlier one is waited for."""

_MOST_ON_WINDOWS = 61
"""Windows waits for 63 things at once at the most; ``concurrent.futures`` starts as many."""


class WorkerDied(ParzoValidateError, RuntimeError):
    """A worker process ended before it was done; the message says what it was working on."""


class UnsendableWork(ParzoValidateError, ValueError):
    """The rules cannot be sent to another process; the message says why and what to do."""


class WorkersForbidden(ParzoValidateError, RuntimeError):
    """This process may not start others; the message says why and what to do."""


class _Worker(NamedTuple):
    process: BaseProcess
    connection: "Connection[Any, Any]"


def ordered_map(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    workers: int,
    name: Callable[[Task], str] = str,
) -> Iterator[Result]:
    """Yield ``work(task)`` for each task, in order; one worker is this process itself.

    Args:
        work: a function that can be pickled, unless processes are forked.
        tasks: read no further ahead than a few for each worker.
        workers: how many processes; on Windows never more than 61.
        name: how an error calls a task.

    Raises:
        WorkerDied: a worker was killed, or could not start.
        UnsendableWork: ``work`` cannot be pickled and processes are not forked.
        WorkersForbidden: this process is one of those that may not start others.

    >>> list(ordered_map(abs, [-1, 2, -3], workers=2))
    [1, 2, 3]
    """
    if workers == 1:
        yield from map(work, tasks)
        return
    pool: list[_Worker] = []
    try:
        _start(pool, work, min(workers, _MOST_ON_WINDOWS) if sys.platform == "win32" else workers)
        yield from _results(pool, tasks, name)
    finally:
        _end(pool)


def _results(pool: list[_Worker], tasks: Iterable[Task], name: Callable[[Task], str]) -> Iterator[Any]:
    idle, awaited = list(pool), 0
    running: dict[Any, tuple[_Worker, int, Task]] = {}
    finished: dict[int, tuple[Task, bytes]] = {}
    # Pickled ahead, and unpickled when it is awaited, so that no worker waits for either.
    numbered = ((number, task, pickle.dumps(task, -1)) for number, task in enumerate(tasks))
    upcoming = next(numbered, None)
    while upcoming or running or finished:
        while upcoming and idle and upcoming[0] < awaited + _AHEAD * len(pool):
            number, task, pickled = upcoming
            worker = idle.pop()
            with suppress(OSError):  # of a dead worker, which is reported when its result is awaited
                worker.connection.send_bytes(pickled)
            running[worker.connection] = worker, number, task
            upcoming = next(numbered, None)
        if awaited in finished:
            yield _unpickled(*finished.pop(awaited), name)
            awaited += 1
            continue
        for connection in wait(running):
            worker, number, task = running.pop(connection)
            finished[number] = task, _received(worker, task, name)
            idle.append(worker)


def _received(worker: _Worker, task: Task, name: Callable[[Task], str]) -> bytes:
    try:
        return worker.connection.recv_bytes()
    except (EOFError, OSError):
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        died = f"a worker process {how} while it judged {name(task)}; every document before these has its outcome"
        return pickle.dumps(WorkerDied(died))  # to be raised when the result is awaited


def _unpickled(task: Task, pickled: bytes, name: Callable[[Task], str]) -> Any:
    result = pickle.loads(pickled)  # noqa: S301  # of a child of ours
    if isinstance(result, WorkerDied):
        raise result
    if isinstance(result, Exception):
        result.add_note(f"in a worker process, while it judged {name(task)}")
        raise result
    return result


def _start(pool: list[_Worker], work: Callable[[Any], Any], workers: int) -> None:
    """Start the workers of a pool, which holds those that have started whatever happens."""
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


def _worker(work: Callable[[Any], Any], context: BaseContext) -> _Worker:
    ours, theirs = context.Pipe()
    # Each kind of context has a Process of its own, of which the one that they share knows nothing.
    process: BaseProcess = context.Process(target=serve, args=(ours, theirs, work), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()  # else its end would stay open here after the worker died, and recv_bytes() would not raise
    return _Worker(process, ours)


def _end(pool: list[_Worker]) -> None:
    for process, connection in pool:
        connection.close()
        process.terminate()
        process.join()


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
            try:
                result = work(pickle.loads(pickled))  # noqa: S301  # of our parent
            except Exception as error:  # noqa: BLE001  # raised again where the result is awaited
                result = error
            connection.send_bytes(pickle.dumps(result, -1))
