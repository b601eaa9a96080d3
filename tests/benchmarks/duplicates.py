"""Whether every document that an archive holds twice is found, and nothing else, and in how much memory.

    .venv/bin/python tests/benchmarks/duplicates.py [DOCUMENTS]

sends documents that all differ through standard input, so that no disk needs to hold them, and behind them a thousand
once more and another thousand once more with another total. What the command says of each line is compared with that.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

TWICE = 1000
VENDORS = 5000
BATCH = [sys.executable, "-m", "parzo_validate", "batch", "-", "--lines", "--duplicates", "-o"]


class Planted(NamedTuple):
    """What stands twice: the documents, by number, that come again as they were, and with another total."""

    exact: list[int]
    near: list[int]

    @classmethod
    def among(cls, documents: int) -> "Planted":
        """Return as many of each, none of them both."""
        chosen = Random(7).sample(range(documents), 2 * TWICE)  # noqa: S311  # the same on every machine
        return cls(chosen[:TWICE], chosen[TWICE:])


def document(number: int, more: int = 0) -> bytes:
    """Return the line of a document, whose total may be higher by so many cents than that of the first."""
    subtotal = 10_000 + number % 97_700
    tax = (subtotal * 22 + 50) // 100
    sums = {"subtotal": subtotal / 100, "tax_rate": 22, "tax_amount": tax / 100, "total": (subtotal + tax + more) / 100}
    header = {"number": f"{number // VENDORS}/A", "date": f"2026-{1 + number % 12:02}-{1 + number % 28:02}"}
    vendor = {"name": f"Fornitore {number % VENDORS} S.r.l."}
    return json.dumps({"vendor": vendor, "invoice": header, "financials": sums}).encode() + b"\n"


def archive(documents: int, planted: Planted) -> Iterator[bytes]:
    """Yield the lines, those that stand there once more at the end."""
    yield from map(document, range(documents))
    yield from map(document, planted.exact)
    yield from (document(number, more=1000) for number in planted.near)


def expected(documents: int, planted: Planted) -> dict[int, tuple[str, bool]]:
    """Return by its line, counted from 1, which earlier document each is once more, and whether exactly."""
    again = [(number, True) for number in planted.exact] + [(number, False) for number in planted.near]
    return {
        line: (f"standard input:{number + 1}", exact) for line, (number, exact) in enumerate(again, start=documents + 1)
    }


def found(output: Path) -> dict[int, tuple[str, bool]]:
    """Return the same as the command says it."""
    with output.open("rb") as lines:
        answers = (json.loads(line) for line in lines if b'"duplicate"' in line)
        return {answer["line"]: (answer["duplicate"]["of"], answer["duplicate"]["exact"]) for answer in answers}


def main(documents: int) -> int:
    """Print the figures, and return 1 when a document was missed, or accused wrongly."""
    planted = Planted.among(documents)
    with tempfile.TemporaryDirectory(prefix="parzo-validate-") as folder:
        output, start = Path(folder, "out.jsonl"), time.perf_counter()
        process = subprocess.Popen([*BATCH, output], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdin is not None
        with process.stdin:
            process.stdin.writelines(archive(documents, planted))
        _, status, usage = os.wait4(process.pid, 0)
        seconds, right = time.perf_counter() - start, found(output) == expected(documents, planted)
    print(f"{documents + 2 * TWICE:,} documents in {seconds:.0f} s, largest process {usage.ru_maxrss / 1024:.0f} MB")
    print(f"{TWICE:,} exact and {TWICE:,} near ones found, and nothing else: {right}")
    return int(not right or os.waitstatus_to_exitcode(status) not in (0, 1))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
