"""What ``batch`` finds besides its lines: the review list, and documents that stand there twice."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import typer

from parzo_validate.batch.writing import json_line, shown
from parzo_validate.cli.options import UNUSABLE
from parzo_validate.cli.terminal import say
from parzo_validate.review.gathering import row_of
from parzo_validate.review.store import Store
from parzo_validate.review.writing import write_review


def write_lists(lists: list[Path], store: Store, lang: str) -> None:
    """Write the review lists of what was kept."""
    for path in lists:
        try:
            write_review(path, store.rows, lang)
        except OSError as error:
            say(f"cannot write {shown(path)}: {error.strerror}; the output itself is complete")
            raise typer.Exit(UNUSABLE) from None


def mark_duplicates(output: Path, store: Store, lang: str) -> Counter[str]:
    """Write the output again, line by line, with what each duplicate is one of, and return how many are of which kind.

    Each gets its row in the review list too, where there is one.
    """
    counts: Counter[str] = Counter()
    marked = output.with_name(f".{output.name}.marked")
    try:
        with output.open("rb") as lines, marked.open("wb") as file:
            file.writelines(_marked(lines, store, counts, lang))
        os.replace(marked, output)
    finally:
        marked.unlink(missing_ok=True)
    return counts


def _marked(lines: Iterator[bytes], store: Store, counts: Counter[str], lang: str) -> Iterator[bytes]:
    done = 0
    for pair in store.duplicates():
        yield from islice(lines, pair.place - 1 - done)
        counts["exact" if pair.duplicate.exact else "near"] += 1
        if pair.head:
            store.add_rows(pair.place, [row_of(pair.duplicate, pair.head, lang)])
        answer = {**json.loads(next(lines)), "duplicate": {"of": pair.duplicate.of, "exact": pair.duplicate.exact}}
        yield json_line(answer).encode() + b"\n"
        done = pair.place
    yield from lines
