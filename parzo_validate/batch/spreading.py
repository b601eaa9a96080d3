"""Work spread over processes: results in the order of the tasks, a bounded number of them under way."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any, TypeVar

from parzo_validate.batch.workers import Worker, WorkerDied, end, returned, start

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 3
"""Tasks under way or done, for each worker, while an earlier one is waited for."""


def ordered_map(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    workers: int,
    name: Callable[[Task], str] = str,
    *,
    joining: bool = False,
) -> Iterator[Result]:
    """Yield ``work(task)`` for each task, in order; one worker is this process itself.

    Args:
        work: a function that can be pickled, unless processes are forked.
        tasks: read no further ahead than a few for each worker.
        workers: how many processes; on Windows never more than 61.
        name: how an error calls a task.
        joining: whether this process is one of several too, instead of waiting for them: a sixth of the time less with
            two. Work that kills its process then ends the program.

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
    pool: list[Worker] = []
    try:
        start(pool, work, workers - joining)
        yield from _results(pool, tasks, name, work if joining else None)
    finally:
        end(pool)


def _results(
    pool: list[Worker], tasks: Iterable[Task], name: Callable[[Task], str], work: Callable[[Task], Any] | None
) -> Iterator[Any]:
    """Yield the results of a pool; with ``work`` also of this process, which takes a task when no other wants one."""
    awaited, ahead = 0, _AHEAD * (len(pool) + (work is not None))
    finished: dict[int, tuple[str, Any]] = {}
    numbered = ((number, task, name(task), pickle.dumps(task, -1)) for number, task in enumerate(tasks))
    upcoming = next(numbered, None)
    while upcoming or finished or any(worker.tasks for worker in pool):
        due = upcoming if upcoming and upcoming[0] < awaited + ahead else None
        busy: dict[Any, Worker] = {worker.connection: worker for worker in pool if worker.tasks}
        if due and (worker := min(pool, key=lambda worker: len(worker.tasks))).takes(due[3]):
            number, _, called, pickled = due
            worker.send(number, called, pickled)
            upcoming = next(numbered, None)
        elif awaited in finished:
            yield _returned_or_raised(*finished.pop(awaited))
            awaited += 1
        elif ready := wait(busy, timeout=0 if due and work else None):
            for connection in ready:
                number, called, result = busy[connection].received()
                finished[number] = called, result
        elif due and work:  # pragma: no branch  # without them it would still wait
            number, task, called, _ = due
            finished[number] = called, returned(work, task)
            upcoming = next(numbered, None)


def _returned_or_raised(called: str, result: Any) -> Any:
    if isinstance(result, Exception):
        if not isinstance(result, WorkerDied):
            result.add_note(f"in a worker process, while it judged {called}")
        raise result
    return result
