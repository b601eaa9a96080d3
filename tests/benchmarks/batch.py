"""What an archive costs: rate, cores, memory, and whether a killed run is continued without a loss.

    .venv/bin/python tests/benchmarks/batch.py [DOCUMENTS]

makes two archives in a temporary folder and prints a table, of which the README beside this shows the clock; with the
default of a million documents in some seven minutes. Every run is a process of its own, start included; rounds are
interleaved, so that a slow moment of the machine hits all alike, and the median of the ratios of each round counts.
What is written with the extra ``fast`` and without it is compared, also of lines that are spoilt in every way.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from tests.benchmarks.archive import archive
from tests.benchmarks.processes import AS_INSTALLED
from tests.helpers.spoilt_lines import spoilt_line

DEFECTIVE = 0.041
"""Of all documents; 3 % are flagged then, and three in a thousand are not read as they stand."""

ROUNDS, KILLS, KILLED_DOCUMENTS, SPOILT = 3, 20, 100_000, 100_000
BATCH = [sys.executable, "-m", "parzo_validate", "batch"]
WITHOUT_EXTRA = """
import sys
sys.argv[0] = "parzo-validate"
sys.modules.update(msgspec=None, numpy=None)
from parzo_validate.__main__ import main
main()
"""
BATCH_ALONE = [sys.executable, "-c", WITHOUT_EXTRA, "batch"]
ONLY_PARSING = """
import sys
from pydantic import ValidationError
from tests.benchmarks.yardsticks import Plain
for line in open(sys.argv[1], "rb"):
    try:
        Plain.model_validate_json(line)
    except ValidationError:
        pass
"""


class Run(NamedTuple):
    """What a process and its children took: seconds on the clock, seconds of the cores, MB of the largest of them."""

    seconds: float
    cpu: float
    megabytes: float


def measured(*command: str | Path) -> Run:
    """Run a command to its end and return what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=AS_INSTALLED)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def judged(path: Path, output: Path, workers: int, *options: str, command: Sequence[str] = BATCH) -> Run:
    """Judge an archive and return what it took."""
    return measured(*command, path, "-o", output, "--workers", str(workers), *options)


def judged_twice_at_once(path: Path, outputs: tuple[Path, Path]) -> Run:
    """Judge an archive in two runs that know nothing of each other: what two cores of this machine can do at most."""
    start = time.perf_counter()
    commands: list[list[str | Path]] = [[*BATCH, path, "-o", output, "--workers", "1"] for output in outputs]
    processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL, env=AS_INSTALLED) for command in commands]
    ended = [os.wait4(process.pid, 0) for process in processes]
    if any(status for _, status, _ in ended):
        raise SystemExit(f"one of {commands} did not end well")
    cpu = sum(usage.ru_utime + usage.ru_stime for *_, usage in ended)
    return Run(time.perf_counter() - start, cpu, max(usage.ru_maxrss for *_, usage in ended) / 1024)


def written(path: Path, documents: int, *, distinct: bool) -> Path:
    """Write an archive and return its path."""
    with path.open("wb") as file:
        file.writelines(archive(documents, distinct=distinct, defective=DEFECTIVE))
    return path


def digest(path: Path) -> str:
    """Return what tells files apart."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count_lost_and_doubled(source: Path, output: Path) -> tuple[int, int]:
    """Return how many documents have no line, and how many lines speak of a document that has one already."""
    with source.open("rb") as given:
        documents = sum(1 for line in given if line.strip())
    seen = bytearray(documents + 1)
    doubled = 0
    with output.open("rb") as lines:
        for line in lines:
            number = json.loads(line)["line"]
            doubled += seen[number]
            seen[number] = 1
    return documents - sum(seen), doubled


def count_broken_resumptions(source: Path, folder: Path) -> int:
    """Kill a run at a random moment, continue it, and return how often the output was not that of a quiet run."""
    quiet, output = folder / "quiet.jsonl", folder / "killed.jsonl"
    length, broken, moments = judged(source, quiet, 2).seconds, 0, Random(7)  # noqa: S311
    for _ in range(KILLS):
        output.unlink(missing_ok=True)
        command: list[str | Path] = [*BATCH, source, "-o", output, "--workers", "2"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=AS_INSTALLED, start_new_session=True)
        try:
            process.wait(moments.uniform(0, length))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        measured(*command, "--resume")
        broken += digest(output) != digest(quiet) or bool(list(folder.glob("*.part")))
    return broken


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="parzo-validate-") as folder:
        yield Path(folder)


def ratio(runs: Sequence[Run], others: Sequence[Run], times: int = 1, *, of: str = "seconds") -> float:
    """Return how many times as fast as others some runs were, by the median of the rounds; the others do less work."""
    pairs = zip(runs, others, strict=True)
    return median([times * float(getattr(other, of)) / float(getattr(run, of)) for run, other in pairs])


def rates(large: Path, documents: int, folder: Path) -> bool:
    """Print how fast an archive is judged, and return whether every run wrote the same."""
    one, alone, two = folder / "one.jsonl", folder / "alone.jsonl", folder / "two.jsonl"
    rounds = [
        (
            measured(sys.executable, "-c", ONLY_PARSING, large),
            judged(large, one, 1),
            judged(large, one, 1, "--summary"),
            judged(large, alone, 1, command=BATCH_ALONE),
            judged(large, two, 2),
            judged_twice_at_once(large, (folder / "first.jsonl", folder / "second.jsonl")),
        )
        for _ in range(ROUNDS)
    ]
    parsing, single, counting, bare, both, twice = zip(*rounds, strict=True)
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}\n")
    print(f"| {documents:,} documents, {large.stat().st_size / 1e9:.2f} GB | documents/s | ratio | by core seconds |")
    print("|---|---:|---:|---:|")
    for name, runs, others, times, unit in (
        ("parsing alone, by a plain pydantic model", parsing, parsing, 1, "parsing"),
        ("`batch --workers 1`", single, parsing, 1, "parsing"),
        ("`batch --workers 1 --summary`", counting, parsing, 1, "parsing"),
        ("`batch --workers 1` without the extra `fast`", bare, parsing, 1, "parsing"),
        ("`batch --workers 2`", both, single, 1, "one worker"),
        ("two runs at once, which is what the two cores can do", twice, single, 2, "one worker"),
    ):
        rate = times * documents / median(run.seconds for run in runs)
        by_cores = ratio(runs, others, times, of="cpu")
        print(f"| {name} | {rate:,.0f} | {ratio(runs, others, times):.2f} of {unit} | {by_cores:.2f} |")
    same = len({digest(path) for path in (one, alone, two)}) == 1
    lost, doubled = count_lost_and_doubled(large, two)
    print(f"\nwith the extra, without it, and with two workers the same: {same}; lost {lost}, doubled {doubled}\n")
    return same and not lost and not doubled


def spoilt_lines_are_judged_alike(folder: Path) -> bool:
    """Judge spoilt lines with the extra and without it, say and return whether the same is written."""
    random, path = Random(20), folder / "spoilt.jsonl"  # noqa: S311
    with path.open("wb") as file:  # line by line, since the memory of this process counts as that of those it starts
        file.writelines(spoilt_line(random) + b"\n" for _ in range(SPOILT))
    together, alone = folder / "together.jsonl", folder / "one_by_one.jsonl"
    judged(path, together, 1)
    judged(path, alone, 1, command=BATCH_ALONE)
    same = digest(together) == digest(alone)
    print(f"{SPOILT:,} spoilt lines, with the extra and without it the same: {same}\n")
    return same


def main(documents: int) -> int:
    """Print the tables, and return 1 when a document was lost, doubled or changed."""
    with scratch() as folder:
        large = written(folder / "repeated.jsonl", documents, distinct=False)
        right = rates(large, documents, folder) and spoilt_lines_are_judged_alike(folder)
        distinct = written(folder / "distinct.jsonl", documents, distinct=True)
        tenth = written(folder / "tenth.jsonl", documents // 10, distinct=True)
        print("| largest process, every vendor distinct | MB |\n|---|---:|")
        peaks = [
            (size, workers, judged(path, folder / "distinct.out", workers, "--summary").megabytes)
            for path, size in ((tenth, documents // 10), (distinct, documents))
            for workers in (1, 2)
        ]
        for size, workers, megabytes in peaks:
            print(f"| {size:,} documents, `--workers {workers} --summary` | {megabytes:.0f} |")
        small = written(folder / "small.jsonl", min(documents, KILLED_DOCUMENTS), distinct=False)
        broken = count_broken_resumptions(small, folder)
        print(f"\nkilled {KILLS} times at a random moment and continued: {broken} outputs differ from a quiet run's")
        return int(not right or bool(broken))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
