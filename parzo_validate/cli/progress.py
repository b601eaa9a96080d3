"""How far a long run is, on standard error: a bar for a person, a line a minute for a log."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

_MINUTE = 60.0


def progress_of(*columns: ProgressColumn, watched: bool) -> Progress:
    """Return a bar on standard error, which is gone at the end; one that nobody watches shows nothing."""
    console = Console(stderr=True, quiet=not watched)
    # Rich would have standard output go through the bar, to the terminal, also where it is a file.
    return Progress(*columns, console=console, transient=True, disable=not watched, redirect_stdout=False)


class Meter:
    """Tells how far a run is; a context manager.

    Args:
        total: the bytes to read, 0 where they are not known.
        clock: seconds, for tests.
    """

    def __init__(self, total: int, clock: Callable[[], float] = monotonic) -> None:
        self.total, self.read, self.clock = total, 0, clock
        self.started_at, self.told_at, self.started_with, self.skipped = 0.0, 0.0, 0, 0
        columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[label]}"), TimeRemainingColumn()
        self.progress = progress_of(*columns, watched=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.progress.tasks:
            self.progress.stop()

    def on_read(self, size: int) -> None:
        """Note that so many bytes were read."""
        self.read += size

    def tell(self, documents: int) -> None:
        """Tell that so many documents are done, if it is time to."""
        now = self.clock()
        if not self.started_at:
            # Only now, when the workers have started: a fork does not go well with the thread that draws the bar.
            self.started_at, self.told_at, self.started_with, self.skipped = now, now, self.read, documents
            if sys.stderr.isatty():
                self.progress.add_task("", total=self.total or None, label="")
                self.progress.start()
        rate = (documents - self.skipped) / (now - self.started_at) if now > self.started_at else 0.0
        label = f"{documents:,} documents, {rate:,.0f}/s"
        if self.progress.tasks:
            self.progress.update(self.progress.tasks[0].id, completed=self.read, label=label)
        elif now - self.told_at >= _MINUTE:
            self.told_at = now
            print(f"{label}{self._remaining(now)}", file=sys.stderr, flush=True)

    def _remaining(self, now: float) -> str:
        read = self.read - self.started_with
        if not self.total or read <= 0:
            return ""
        minutes = (now - self.started_at) * (self.total - self.read) / read / _MINUTE
        return f", {self.read / self.total:.0%}, {max(minutes, 0):.0f} min left"
