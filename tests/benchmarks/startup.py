"""What starting costs, as ratios: run with `.venv/bin/python tests/benchmarks/startup.py`.

Medians of interleaved rounds, each in a fresh process and timed from outside, as a person waits for it. Only the last
row looks for plugins, and only it pays for looking.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.processes import AS_INSTALLED

ROOT = Path(__file__).parents[2]
ROUNDS = 31
COMMAND = str(Path(sys.executable).with_name("parzo-validate"))
CONTESTANTS = {
    "`python -c 'import typer'`": [sys.executable, "-c", "import typer"],
    "`python -c 'import parzo_validate'`": [sys.executable, "-c", "import parzo_validate"],
    "`parzo-validate --version`": [COMMAND, "--version"],
    "`parzo-validate rules`": [COMMAND, "rules"],
    "`python -c 'import parzo_validate.plugins'`": [sys.executable, "-c", "import parzo_validate.plugins"],
    "the same, and `discover()`": [sys.executable, "-c", "from parzo_validate.plugins import *; discover()"],
}


def seconds(command: list[str]) -> float:
    """Return how long a command takes from start to end."""
    start = perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=AS_INSTALLED)
    return perf_counter() - start


def main() -> None:
    """Measure and print the table."""
    times: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name, command in CONTESTANTS.items():
            times[name].append(seconds(command))
    medians = {name: median(several) * 1000 for name, several in times.items()}
    typer = next(iter(medians.values()))
    print("| start to end, in a fresh process | median | beside `import typer` |\n|---|---:|---:|")
    for name, milliseconds in medians.items():
        print(f"| {name} | {milliseconds:.0f} ms | {milliseconds / typer:.2f} |")


if __name__ == "__main__":
    main()
