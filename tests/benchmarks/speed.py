"""What judging costs beside bare parsing, as ratios: run with `.venv/bin/python tests/benchmarks/speed.py`.

Medians of interleaved rounds in one process, so that a slow moment of the machine hits both sides alike. Prints the
table that the README beside this shows.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

from stdnum import luhn

from parzo_validate import Invoice, Policy, validate, validate_json
from parzo_validate.extended import EXTENDED_TABLE

ROOT = Path(__file__).parents[2]
SAMPLE = json.loads((ROOT / "tests" / "data" / "sample_job.json").read_text(encoding="utf-8"))["result"]
ROUNDS, CALLS = 201, 100
DISTINCT = 5000
"""More documents, and so more VAT numbers, than any cache keeps."""

IMPORT_OF_THE_LIBRARY = "import parzo_validate"
IMPORT_OF_PYDANTIC = "from pydantic import BaseModel"
IMPORT_OF_PYDANTIC_AND_THE_MODELS = """
import types
package = types.ModuleType("parzo_validate")
package.__path__ = [PACKAGE]
sys.modules["parzo_validate"] = package
import pydantic
import parzo_validate.invoice.model
"""


def sample(number: int = 0) -> bytes:
    """Return the documented sample with VAT numbers of its own, both right and of an office that exists."""
    vendor, buyer = (f"{company:07d}015" for company in (1234567 + number, 9876543 - number))
    parties = {
        "vendor": SAMPLE["vendor"] | {"vat_number": f"IT{vendor}{luhn.calc_check_digit(vendor)}"},
        "buyer": SAMPLE["buyer"] | {"vat_number": f"IT{buyer}{luhn.calc_check_digit(buyer)}"},
    }
    return json.dumps(SAMPLE | parties).encode()


def medians(contestants: dict[str, tuple[Callable[[Any], object], Sequence[object]]]) -> dict[str, float]:
    """Return the median microseconds of one call, for each function over its documents, round by round in turn."""
    rounds: dict[str, list[float]] = {name: [] for name in contestants}
    supplies = {name: cycle(documents) for name, (_, documents) in contestants.items()}
    gc.collect()
    for _ in range(ROUNDS):
        for name, (function, _) in contestants.items():
            batch = [next(supplies[name]) for _ in range(CALLS)]
            start = perf_counter_ns()
            for document in batch:
                function(document)
            rounds[name].append((perf_counter_ns() - start) / CALLS / 1000)
    return {name: median(times) for name, times in rounds.items()}


def import_milliseconds(statements: Sequence[str]) -> list[float]:
    """Return the median milliseconds of each program in a fresh process, the interpreter's start not counted."""
    times: list[list[float]] = [[] for _ in statements]
    # Installed packages come with their bytecode; a checkout must be allowed to write its own in the first round.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(31):
        for index, statement in enumerate(statements):
            program = (
                f"import sys; from time import perf_counter; PACKAGE = {str(ROOT / 'parzo_validate')!r}\n"
                f"start = perf_counter()\n{statement}\nprint((perf_counter() - start) * 1000)"
            )
            done = subprocess.run(
                [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, env=environment
            )
            times[index].append(float(done.stdout))
    return [median(several) for several in times]


def main() -> None:
    """Measure and print the table."""
    repeated, distinct = [sample()], [sample(number) for number in range(DISTINCT)]
    invoices = [Invoice.model_validate_json(sample(number)) for number in range(DISTINCT, 2 * DISTINCT)]

    def extended(invoice: Invoice) -> object:
        return validate(invoice, table=EXTENDED_TABLE, policy=policy)

    policy = Policy(as_of=SAMPLE["invoice"]["date"])
    if any(validate_json(raw).verdict != "clean" for raw in distinct):
        raise SystemExit("a document of the benchmark is not clean, so its figures would mean nothing")
    times = medians(
        {
            "bare": (Invoice.model_validate_json, repeated),
            "json": (validate_json, repeated),
            "rules": (validate, invoices[:1]),
            "bare, distinct": (Invoice.model_validate_json, distinct),
            "json, distinct": (validate_json, distinct),
            "rules, distinct": (validate, invoices),
            "extended": (extended, invoices[:1]),
            "extended, distinct": (extended, invoices),
        }
    )
    imports = [IMPORT_OF_PYDANTIC, IMPORT_OF_PYDANTIC_AND_THE_MODELS, IMPORT_OF_THE_LIBRARY]
    pydantic, models, library = import_milliseconds(imports)
    rows = [
        ("`Invoice.model_validate_json(raw)`, bare parsing", times["bare"], times["bare"]),
        ("`validate_json(raw)`", times["json"], times["bare"]),
        ("`validate_json(raw)`, every VAT number new", times["json, distinct"], times["bare, distinct"]),
        ("`validate(invoice)`", times["rules"], times["bare"]),
        ("`validate(invoice)`, every VAT number new", times["rules, distinct"], times["bare, distinct"]),
        ("`validate(invoice, table=EXTENDED_TABLE)`", times["extended"], times["bare"]),
        ("the same, every VAT number new", times["extended, distinct"], times["bare, distinct"]),
    ]
    print("| documented sample, 5 lines, clean | median | beside bare parsing |\n|---|---:|---:|")
    for name, microseconds, bare in rows:
        print(f"| {name} | {microseconds:.1f} µs | {microseconds / bare:.2f} |")
    print("\n| import | median | beside pydantic and the models |\n|---|---:|---:|")
    print(f"| pydantic alone | {pydantic:.0f} ms | {pydantic / models:.2f} |")
    print(f"| pydantic, building the models | {models:.0f} ms | 1.00 |")
    print(f"| `import parzo_validate` | {library:.0f} ms | {library / models:.2f} |")


if __name__ == "__main__":
    main()
