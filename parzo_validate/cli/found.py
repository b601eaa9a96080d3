"""What ``batch`` finds besides its lines: the review list, and documents that stand there twice."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self

import typer

from parzo_validate.batch.archive import Gathering
from parzo_validate.batch.summary import Summary
from parzo_validate.batch.writing import json_line, shown
from parzo_validate.cli.options import UNUSABLE
from parzo_validate.cli.terminal import say
from parzo_validate.engine.policy import Policy
from parzo_validate.review.gathering import Gathered, gather, row_of
from parzo_validate.review.store import Store
from parzo_validate.review.writing import write_review


class Found:
    """Gathers while the archive is judged, and writes at the end; a context manager.

    Args:
        output: the JSON Lines that are written; what is gathered stands beside them until the end.
        policy: what counts as right, for the likely values.
        lang: the language of the review list.
        lists: the review lists to write.
        compared: whether documents are compared with each other.
    """

    def __init__(self, output: Path, policy: Policy, lang: str, lists: list[Path], *, compared: bool) -> None:
        self._output, self._lang, self._lists, self._compared = output, lang, lists, compared
        self._store: Store | None = None
        self._counts: Counter[str] = Counter()
        self.gather: Gathering | None = None
        self.keep: Callable[[Gathered], object] = lambda _: None
        if lists or compared:
            self.gather = partial(gather, policy=policy, lang=lang, listed=bool(lists), compared=compared)

    def __enter__(self) -> Self:
        if self.gather:
            store = self._store = Store(self._output.parent)
            self.keep = lambda found: store.add(*found)
        return self

    def __exit__(self, *_: object) -> None:
        if self._store:
            self._store.__exit__()

    def finish(self, summary: Summary | None) -> None:
        """Mark the lines of documents that stand there twice, count these, and write the review lists."""
        if self._store is None:
            return
        if self._compared:
            self._mark(self._store)
            if summary:
                summary.duplicates = self._counts
        for path in self._lists:
            try:
                write_review(path, self._store.rows, self._lang)
            except OSError as error:
                say(f"cannot write {shown(path)}: {error.strerror}; the output itself is complete")
                raise typer.Exit(UNUSABLE) from None

    def sentence(self) -> str:
        """Return what the comparison came to."""
        return f"duplicates: {self._counts['exact']:,}, with another date or total: {self._counts['near']:,}"

    def _mark(self, store: Store) -> None:
        """Write the output again, line by line, with what each duplicate is one of."""
        marked = self._output.with_name(f".{self._output.name}.marked")
        try:
            with self._output.open("rb") as lines, marked.open("wb") as file:
                file.writelines(self._marked(store, lines))
            os.replace(marked, self._output)
        finally:
            marked.unlink(missing_ok=True)

    def _marked(self, store: Store, lines: Iterator[bytes]) -> Iterator[bytes]:
        done = 0
        for pair in store.duplicates():
            yield from islice(lines, pair.place - 1 - done)
            self._counts["exact" if pair.duplicate.exact else "near"] += 1
            if pair.head:
                store.add_rows(pair.place, [row_of(pair.duplicate, pair.head, self._lang)])
            answer = {**json.loads(next(lines)), "duplicate": {"of": pair.duplicate.of, "exact": pair.duplicate.exact}}
            yield json_line(answer).encode() + b"\n"
            done = pair.place
        yield from lines
