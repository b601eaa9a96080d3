"""Work spread over processes: answers in the order of the questions, a bounded number of them under way."""

import gc
import multiprocessing
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from parzo_validate.errors import ParzoValidateError

Question = TypeVar("Question")
Answer = TypeVar("Answer")

_AHEAD = 3
"""Questions under way or answered, for each worker, while an earlier one is waited for."""


class WorkerDied(ParzoValidateError, RuntimeError):
    """A worker process ended before it answered; the message says what it was working on."""


class UnsendableWork(ParzoValidateError, ValueError):
    """The rules cannot be sent to another process; the message says why and what to do."""


class _Worker(NamedTuple):
    process: BaseProcess
    connection: "Connection[Any, Any]"


def in_order(
    work: Callable[[Question], Answer],
    questions: Iterable[Question],
    workers: int,
    name: Callable[[Question], str] = str,
) -> Iterator[Answer]:
    """Yield ``work(question)`` for each question, in order; one worker is this process itself.

    Args:
        work: a function that can be pickled, unless this platform forks.
        questions: read no further ahead than a few for each worker.
        workers: how many processes.
        name: how an error calls a question.

    Raises:
        WorkerDied: a worker was killed, or could not start.
        UnsendableWork: ``work`` cannot be pickled and this platform does not fork.

    >>> list(in_order(abs, [-1, 2, -3], workers=2))
    [1, 2, 3]
    """
    if workers == 1:
        yield from map(work, questions)
        return
    crew = _crew(work, workers)
    try:
        yield from _answers(crew, questions, name)
    finally:
        _dismiss(crew)


def _answers(crew: list[_Worker], questions: Iterable[Question], name: Callable[[Question], str]) -> Iterator[Any]:
    idle, due = list(crew), 0
    busy: dict[Any, tuple[_Worker, int, Question]] = {}
    answered: dict[int, tuple[Question, bytes]] = {}
    # Pickled ahead, and unpickled when due, so that no worker waits for either.
    numbered = ((number, question, pickle.dumps(question, -1)) for number, question in enumerate(questions))
    upcoming = next(numbered, None)
    while upcoming or busy or answered:
        while upcoming and idle and upcoming[0] < due + _AHEAD * len(crew):
            number, question, pickled = upcoming
            worker = idle.pop()
            with suppress(OSError):  # of a dead worker, which is told when its answer is due
                worker.connection.send_bytes(pickled)
            busy[worker.connection] = worker, number, question
            upcoming = next(numbered, None)
        if due in answered:
            yield _unpacked(*answered.pop(due), name)
            due += 1
            continue
        for connection in wait(busy):
            worker, number, question = busy.pop(connection)
            answered[number] = question, _answer(worker, question, name)
            idle.append(worker)


def _answer(worker: _Worker, question: Question, name: Callable[[Question], str]) -> bytes:
    try:
        return worker.connection.recv_bytes()
    except (EOFError, OSError):
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        died = f"a worker process {how} while it judged {name(question)}; every document before these has its outcome"
        return pickle.dumps(WorkerDied(died))  # to be raised when the answer is due


def _unpacked(question: Question, answer: bytes, name: Callable[[Question], str]) -> Any:
    value = pickle.loads(answer)  # noqa: S301  # of a child of ours
    if isinstance(value, WorkerDied):
        raise value
    if isinstance(value, Exception):
        value.add_note(f"in a worker process, while it judged {name(question)}")
        raise value
    return value


def _crew(work: Callable[[Any], Any], workers: int) -> list[_Worker]:
    if multiprocessing.get_start_method() != "fork":
        try:
            pickle.dumps(work)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise UnsendableWork(
                f"the rules cannot be sent to a worker process: {error}; "
                "define them at the top of a module that can be imported, or use workers=1"
            ) from None
    gc.freeze()  # so that no child copies what its parent holds by looking for garbage in it
    crew: list[_Worker] = []
    try:
        with _interrupts_held():  # until each child has made up its own mind about them
            for _ in range(workers):
                crew.append(_started(work))  # noqa: PERF401  # those that have started are to be ended
    except OSError as error:
        _dismiss(crew)
        raise WorkerDied(f"cannot start {workers} worker processes: {error.strerror}; ask for fewer") from None
    except KeyboardInterrupt:
        _dismiss(crew)
        raise
    finally:
        gc.unfreeze()
    return crew


def _dismiss(crew: list[_Worker]) -> None:
    for process, connection in crew:
        connection.close()
        process.terminate()
        process.join()


def _started(work: Callable[[Any], Any]) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(ours, theirs, work), daemon=True)
    process.start()
    theirs.close()  # so that the end of the worker is the end of the line
    return _Worker(process, ours)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    _hold_interrupts(True)
    try:
        yield
    finally:
        _hold_interrupts(False)


def _hold_interrupts(hold: bool) -> None:
    if hasattr(signal, "pthread_sigmask"):  # Windows has none
        signal.pthread_sigmask(signal.SIG_BLOCK if hold else signal.SIG_UNBLOCK, {signal.SIGINT})


def serve(other_side: "Connection[Any, Any]", connection: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    """Answer what the connection asks until the other side is gone, however it went."""
    other_side.close()  # a forked process has it too, and would wait for itself for ever
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    _hold_interrupts(False)
    with suppress(EOFError, OSError):
        while True:
            question = pickle.loads(connection.recv_bytes())  # noqa: S301  # of our parent
            try:
                answer = work(question)
            except Exception as error:  # noqa: BLE001  # raised again where the answer is awaited
                answer = error
            connection.send_bytes(pickle.dumps(answer, -1))
