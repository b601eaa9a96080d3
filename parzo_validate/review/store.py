"""What a run finds, on the disk beside its output: rows to be sorted, and what documents are, so that memory is spared.

SQLite sorts and compares on the disk; however many documents there are, it holds some 64 MB of them.
"""

import os
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from parzo_validate.review.duplicates import Duplicate, Identity
from parzo_validate.review.rows import Head, Row

_CACHE_KIB = 64 * 1024
_TABLES = """
CREATE TABLE rows (rank INTEGER, amount REAL, place INTEGER, row BLOB);
CREATE TABLE documents (place INTEGER PRIMARY KEY, name TEXT, key BLOB, rest BLOB, head BLOB);
"""
_TWICE = """
CREATE INDEX by_key ON documents (key, place);
CREATE TABLE twice AS SELECT key, MIN(place) AS first FROM documents GROUP BY key HAVING COUNT(*) > 1;
"""
_PAIRS = """
SELECT document.place, document.name, document.head, original.name,
  (SELECT same.name FROM documents AS same INDEXED BY by_key
   WHERE same.key = document.key AND same.rest = document.rest AND same.place < document.place
   ORDER BY same.place LIMIT 1)
FROM twice
JOIN documents AS document INDEXED BY by_key ON document.key = twice.key AND document.place > twice.first
JOIN documents AS original ON original.place = twice.first
ORDER BY document.place
"""


class Pair(NamedTuple):
    """A document that stands there twice, its place among all, counted from 1, and what its row would begin with."""

    place: int
    duplicate: Duplicate
    head: Head | None


class Store:
    """Rows and documents of a run, in a file that is gone at its end; a context manager.

    Args:
        folder: where the file may grow, such as that of the output.
    """

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(suffix=".sqlite", prefix=".parzo-", dir=folder)
        os.close(handle)
        self._path = Path(name)
        self._database = sqlite3.connect(name, isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", "locking_mode = EXCLUSIVE"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._place = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)

    def add(self, name: str, identity: Identity | None, head: Head | None, rows: Iterable[tuple[int, Row]]) -> None:
        """Keep a document, the next one in order, and its rows."""
        self._place += 1
        self.add_rows(self._place, rows)
        if identity:
            held = pickle.dumps(head, -1) if head else None
            self._database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", (self._place, name, *identity, held))

    def add_rows(self, place: int, rows: Iterable[tuple[int, Row]]) -> None:
        """Keep rows of a document, by its place."""
        self._database.executemany(
            "INSERT INTO rows VALUES (?, ?, ?, ?)",
            [(rank, -abs(float(row.total or 0)), place, pickle.dumps(tuple(row), -1)) for rank, row in rows],
        )

    def duplicates(self) -> Iterator[Pair]:
        """Yield each document that an earlier one is too, in order; to be asked once."""
        self._database.executescript(_TWICE)
        for place, name, head, original, same in self._database.execute(_PAIRS):
            duplicate = Duplicate(name, same or original, exact=same is not None)
            yield Pair(place, duplicate, pickle.loads(head) if head else None)  # noqa: S301  # our own, of this run

    def rows(self) -> Iterator[Row]:
        """Yield the rows: errors first, then by amount, then in the order of the documents."""
        for (held,) in self._database.execute("SELECT row FROM rows ORDER BY rank, amount, place, rowid"):
            yield Row(*pickle.loads(held))  # noqa: S301  # our own, of this run
