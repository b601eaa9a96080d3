"""The archive in Parquet, judged by the engines of the arrow README: how fast, and do they say what ``batch`` says?

    .venv/bin/pip install -q -e '.[dev,engines]' && .venv/bin/python tests/benchmarks/engines.py --documents 1000000

Runs each program of that README as it stands, in a process of its own, on an archive in a temporary folder. What comes
out is compared by a hash of every id, verdict, flag, path, message, context, and of what was unreadable or not
evaluated, with what ``validate`` says of the same documents with their values as texts, which the columns hold too:
whether ``9,495`` is nine or nine thousand may be told by how another text of the document is written. An engine that is
not installed is named and left out.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parzo_validate import validate
from parzo_validate.arrow.integers import LINES
from tests.benchmarks.archive import archive
from tests.helpers.builders import KINDS

README = Path(__file__).parents[2] / "parzo_validate" / "arrow" / "README.md"
PACKAGES = {"polars": "polars", "pandas": "pandas", "spark": "pyspark", "duckdb": "duckdb", "dask": "dask"}
FILES = 4
Answer = dict[str, Any]


def snippet(engine: str) -> str:
    """Return the program that the README of arrow shows for an engine."""
    fenced = rf"^```python with_{engine}\.py\n(.*?)^```$"
    [program] = re.findall(fenced, README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(program)


def is_installed(engine: str) -> bool:
    """Return whether the package of an engine is there."""
    return find_spec(PACKAGES[engine]) is not None


def write_parquet(lines: Iterator[bytes], count: int, folder: Path) -> None:
    """Write results as flat columns, amounts and dates as the text that JSON has for them, into some files."""
    folder.mkdir()
    flat = [(section, name) for section, name in KINDS if section != LINES]
    line_type = pa.struct([(name, pa.string()) for section, name in KINDS if section == LINES])
    schema = pa.schema(
        [
            ("document_id", pa.string()),
            *((f"{section}_{name}", pa.string()) for section, name in flat),
            (LINES, pa.list_(line_type)),
        ]
    )
    size, number = -(-count // FILES), 0
    for file in range(FILES):
        with pq.ParquetWriter(folder / f"{file}.parquet", schema) as writer:
            while number < min(count, (file + 1) * size):
                rows = []
                for line in islice(lines, min(10_000, (file + 1) * size - number)):
                    result = in_texts(line)
                    row = {f"{section}_{name}": result[section].get(name) for section, name in flat}
                    rows.append({"document_id": f"{number:08d}", **row, LINES: result[LINES]})
                    number += 1
                writer.write_batch(pa.RecordBatch.from_pylist(rows, schema))


def in_texts(line: bytes) -> Answer:
    """Return a result with every value as the text that JSON has for it, as the columns hold it."""
    result = json.loads(line)
    sections = {section for section, _ in KINDS} - {LINES}
    texts: Answer = {section: _texts(result.get(section) or {}) for section in sections}
    return {**texts, LINES: [_texts(item) for item in result[LINES]]}


def _texts(values: Answer) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}


def hash_of(answers: Iterable[Answer]) -> str:
    """Return a hash of what is said of each document, in the order of the ids."""
    lines = sorted(
        json.dumps({**answer, "flags": [{**flag, "context": _context(flag["context"])} for flag in answer["flags"]]})
        for answer in answers
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _context(written: Any) -> dict[str, str]:
    """Return the context of a flag, which polars writes as a list of structs."""
    return {str(name): str(value) for name, value in map(_pair, _entries(written))}


def _pair(entry: Any) -> Iterable[Any]:
    return entry.values() if isinstance(entry, dict) else entry


def _entries(written: Any) -> Iterable[Any]:
    return written.items() if isinstance(written, dict) else written


COMPARED = ("document_id", "verdict", "flags", "not_evaluated", "unreadable", "ruleset")


def answers_to(lines: Iterator[bytes]) -> Iterator[Answer]:
    """Yield what the library says of documents with their values as texts, one by one."""
    for number, line in enumerate(lines):
        said = validate(in_texts(line))
        report: Answer = {"document_id": f"{number:08d}", **said.as_dict(), "ruleset": str(said.ruleset)}
        for flag in report["flags"]:
            values = flag["context"].items()
            flag["context"] = {name: v if isinstance(v, str) else json.dumps(v) for name, v in values}
        yield {name: report[name] for name in COMPARED}


def answers_in(folder: Path) -> Iterator[Answer]:
    """Yield what an engine wrote."""
    [written] = folder.glob("flags*")
    for batch in pq.ParquetDataset(written).read(list(COMPARED)).to_batches():
        yield from batch.to_pylist()


def run(engine: str, folder: Path) -> float:
    """Run an engine's program in a folder that holds ``invoices``, and return the seconds that it takes."""
    start = perf_counter()
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    program = folder / f"{engine}_snippet.py"
    program.write_text(snippet(engine), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program.name], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{engine} failed:\n{done.stderr}")
    return perf_counter() - start


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=100_000)
    count = arguments.parse_args().documents
    start = perf_counter()
    expected = hash_of(answers_to(archive(count)))
    print(f"one by one, {count:,} documents in {perf_counter() - start:.0f} s: {expected[:16]}", flush=True)
    for engine in PACKAGES:
        if not is_installed(engine):
            print(f"{engine}: left out, {PACKAGES[engine]} is not installed")
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_parquet(archive(count), count, folder / "invoices")
            seconds = run(engine, folder)
            found = hash_of(answers_in(folder))
        same = "the same" if found == expected else "DIFFERENT"
        print(f"{engine}: {seconds:.0f} s, start included: {found[:16]}, {same}", flush=True)


if __name__ == "__main__":
    main()
