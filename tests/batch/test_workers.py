"""Work spread over processes: order, bounds, and what happens when a worker dies."""

import gc
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from itertools import count, islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from parzo_validate.batch.spreading import ordered_map
from parzo_validate.batch.workers import UnsendableWork, WorkerDied, WorkersForbidden, serve
from tests.helpers.platforms import POSIX
from tests.helpers.waiting import PATIENCE, eventually


def slow_when_even(number: int) -> int:
    time.sleep(0.02 * (number % 2 == 0))
    return -number


def dies_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return slow_when_even(number)


def leaves_at_seven(number: int) -> int:
    return os._exit(3) if number == 7 else number


def waits_at_zero(place: Path, number: int) -> int:
    assert number or eventually(place.exists)
    return number


def breaks_at_seven(number: int) -> int:
    return number // (number - 7)


def where_it_ran(place: Path, number: int) -> int:
    """Wait in any other process until this one has worked too."""
    if multiprocessing.parent_process() is None:
        (place / str(number)).touch()
    else:
        assert eventually(lambda: any(place.iterdir()))
    return os.getpid()


def breaks_here(place: Path, number: int) -> int:
    """Wait in any other process until this one has broken."""
    if multiprocessing.parent_process() is None:
        place.touch()
        raise ZeroDivisionError
    assert eventually(place.exists)
    return number


def process_of(_: int) -> int:
    return os.getpid()


def dies_elsewhere(number: int) -> int:
    if multiprocessing.parent_process():
        os._exit(number)
    return number


both = pytest.mark.parametrize("joining", [False, True], ids=["leading", "joining"])


@both
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(workers: int, joining: bool) -> None:
    assert list(ordered_map(slow_when_even, range(20), workers, joining=joining)) == [-number for number in range(20)]
    assert list(ordered_map(slow_when_even, [], workers, joining=joining)) == []


def test_a_process_that_joins_its_workers_is_one_of_them(tmp_path: Path) -> None:
    ran = list(ordered_map(partial(where_it_ran, tmp_path), range(20), workers=3, joining=True))
    assert os.getpid() in ran
    assert len(set(ran)) <= 3


def test_a_process_that_leads_its_workers_does_none_of_their_work() -> None:
    assert os.getpid() not in ordered_map(process_of, range(20), workers=2)


@both
def test_three_tasks_for_each_worker_are_read_ahead_and_no_more(tmp_path: Path, joining: bool) -> None:
    """The first one waits until the seventh is read, which the other worker comes to meanwhile."""
    read: list[int] = []

    def tasks() -> Iterator[int]:
        for number in count():
            read.append(number)
            if number == 6:
                (tmp_path / "read").touch()
            yield number

    answers = ordered_map(partial(waits_at_zero, tmp_path / "read"), tasks(), workers=2, joining=joining)
    assert (next(answers), read) == (0, [0, 1, 2, 3, 4, 5, 6])
    assert list(islice(answers, 9)) == list(range(1, 10))
    assert len(read) <= 9 + 7
    answers.close()  # type: ignore[attr-defined]


@both
@pytest.mark.parametrize("size", [10, 3_000_000])
def test_an_answer_larger_than_a_pipe_holds_stops_nothing(size: int, joining: bool) -> None:
    """Whether the question is so large too, or several lie there before they are answered."""
    questions = [bytes(size)] * 8
    answers = ordered_map(bytes(300_000).__add__, questions, workers=2, joining=joining)
    assert list(map(len, answers)) == [300_000 + size] * 8


@pytest.mark.parametrize(
    ("work", "how"),
    [pytest.param(dies_at_seven, "was ended by signal 9", marks=POSIX), (leaves_at_seven, "ended with code 3")],
)
def test_a_worker_that_dies_is_named_by_its_work_after_every_answer_before(
    work: Callable[[int], int], how: str
) -> None:
    answers = ordered_map(work, range(20), workers=2, name="document {}".format)
    got = [next(answers) for _ in range(7)]
    assert [abs(number) for number in got] == list(range(7))
    with pytest.raises(WorkerDied, match=f"^a worker process {how} while it judged document 7; every document before"):
        next(answers)


@both
def test_an_error_in_a_worker_is_raised_here_with_the_place(joining: bool) -> None:
    answers = ordered_map(breaks_at_seven, range(20), workers=2, joining=joining)
    got = [next(answers) for _ in range(7)]
    assert got == [number // (number - 7) for number in range(7)]
    with pytest.raises(ZeroDivisionError) as raised:
        next(answers)
    assert raised.value.__notes__ == ["in a worker process, while it judged 7"]


def test_an_error_in_the_process_that_joins_is_raised_in_its_turn(tmp_path: Path) -> None:
    """The first two lie with the other worker; the third is done here."""
    answers = ordered_map(partial(breaks_here, tmp_path / "broken"), range(20), workers=2, joining=True)
    assert [next(answers), next(answers)] == [0, 1]
    with pytest.raises(ZeroDivisionError) as raised:
        next(answers)
    assert raised.value.__notes__ == ["in a worker process, while it judged 2"]


def test_of_workers_that_die_the_process_that_joins_names_the_first_task() -> None:
    answers = ordered_map(dies_elsewhere, range(3, 20), workers=2, joining=True)
    died = "^a worker process ended with code 3 while it judged 3; every document before these has its outcome$"
    with pytest.raises(WorkerDied, match=died):
        next(answers)


def test_no_process_is_left_behind() -> None:
    answers = ordered_map(slow_when_even, count(), workers=3)
    next(answers)
    assert len(multiprocessing.active_children()) == 3
    answers.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_where_the_platform_does_not_fork_the_work_must_be_sendable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda allow_none=False: "spawn")
    assert list(ordered_map(abs, [-1], workers=2)) == [1]
    with pytest.raises(UnsendableWork, match=r"lambda.* at the top of a module .*, or use workers=1"):
        list(ordered_map(lambda number: number, [1], workers=2))


def test_where_no_more_processes_can_start_those_that_have_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started = count()
    start = BaseProcess.start

    def refusing(self: BaseProcess) -> None:
        if next(started) == 2:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        start(self)

    monkeypatch.setattr(BaseProcess, "start", refusing)
    with pytest.raises(WorkerDied) as refused:
        list(ordered_map(abs, [-1], workers=3))
    assert str(refused.value) == "cannot start 3 worker processes: Resource temporarily unavailable; ask for fewer"
    assert multiprocessing.active_children() == []


@POSIX
def test_ctrl_c_waits_while_a_worker_starts_and_comes_then(monkeypatch: pytest.MonkeyPatch) -> None:
    start = BaseProcess.start
    held: list[set[int]] = []

    def interrupting(self: BaseProcess) -> None:
        start(self)
        signal.raise_signal(signal.SIGINT)
        held.append(set(signal.sigpending()))

    monkeypatch.setattr(BaseProcess, "start", interrupting)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(ordered_map(abs, [-1], workers=2))
    finally:
        signal.signal(signal.SIGINT, before)
    assert held == [{signal.SIGINT}] * 2
    assert multiprocessing.active_children() == []


_HOST = """
import gc, multiprocessing
from parzo_validate.batch.spreading import ordered_map
assert multiprocessing.get_start_method(allow_none=True) is None
print(list(ordered_map(abs, [-1], workers=2)), multiprocessing.get_start_method(allow_none=True))
multiprocessing.set_start_method("spawn")
"""


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="this platform does not fork")
def test_the_host_may_still_choose_how_its_processes_start() -> None:
    """Where they are forked: the standard library itself settles the method whenever it starts one otherwise."""
    done = subprocess.run([sys.executable, "-c", _HOST], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[1] None\n", "")


def test_what_the_host_keeps_from_its_garbage_collector_stays_kept() -> None:
    gc.freeze()
    try:
        kept = gc.get_freeze_count()
        assert list(ordered_map(abs, [-1], workers=2)) == [1]
        assert gc.get_freeze_count() > kept / 2, "all but what ended meanwhile"
    finally:
        gc.unfreeze()


@POSIX
def test_signals_that_the_host_holds_stay_held() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGUSR1})
    try:
        assert list(ordered_map(abs, [-1], workers=2)) == [1]
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) >= {signal.SIGINT, signal.SIGUSR1}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_NONE_HERE = (
    "this process is a worker itself, of a multiprocessing.Pool or of Celery for example, "
    "and may not start others; use workers=1"
)


def _refusal(_: int) -> str:
    try:
        list(ordered_map(abs, [-1], workers=2))
    except WorkersForbidden as error:
        return str(error)
    return ""


def test_a_process_that_may_have_no_children_is_told() -> None:
    with multiprocessing.Pool(1) as pool:
        assert pool.map(_refusal, [1]) == [_NONE_HERE]


def test_a_process_that_may_have_no_children_works_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    assert _refusal(1) == _NONE_HERE
    assert list(ordered_map(abs, [-1], workers=1)) == [1]


@pytest.mark.parametrize(("platform", "most"), [("win32", 61), ("linux", 63)])
def test_windows_waits_for_no_more_than_61(monkeypatch: pytest.MonkeyPatch, platform: str, most: int) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    def refusing(_: BaseProcess) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(BaseProcess, "start", refusing)
    with pytest.raises(WorkerDied, match=f"^cannot start {most} worker processes: "):
        list(ordered_map(abs, [-1], workers=63))


def test_where_signals_cannot_be_held_a_worker_starts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    assert list(ordered_map(abs, [-1], workers=2)) == [1]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Keep Ctrl-C as it was: ``serve`` turns it off in its process, which here is that of the tests."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_worker_answers_errors_too_until_nobody_asks() -> None:
    ours, theirs = multiprocessing.Pipe()
    inherited = multiprocessing.Pipe()[0]
    answers: list[Any] = []

    def ask() -> None:
        for question in (8, 7):
            ours.send_bytes(pickle.dumps(question))
            answers.append(pickle.loads(ours.recv_bytes()))  # noqa: S301  # our own bytes
        ours.close()

    asking = threading.Thread(target=ask)
    asking.start()
    serve(inherited, theirs, breaks_at_seven)
    asking.join()
    assert answers[0] == 8
    assert isinstance(answers[1], ZeroDivisionError)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.slow
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers_end_when_their_parent_is_killed(method: str) -> None:
    """Also those whose pipes they, or a later worker, have inherited; each holds a connection that ends with it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        parent = multiprocessing.get_context("spawn").Process(target=_ask_for_ever, args=(server.getsockname(), method))
        parent.start()
        workers = [server.accept()[0] for _ in range(3)]
        parent.kill()
        parent.join()
        for worker in workers:
            worker.settimeout(PATIENCE)
            with worker, suppress(ConnectionResetError):
                assert worker.recv(1) == b""


def _ask_for_ever(address: tuple[str, int], method: str) -> None:
    multiprocessing.set_start_method(method, force=True)
    for _ in ordered_map(partial(_connected, address), count(), workers=3):
        pass


def _connected(address: tuple[str, int], _: int) -> None:
    _connection(address)
    time.sleep(0.01)


@cache
def _connection(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address)
