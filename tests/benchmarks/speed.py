"""What judging one document costs beside what a user would write or pick instead, as ratios.

    .venv/bin/python tests/benchmarks/speed.py

The unit is a plain frozen pydantic model that parses the same JSON and checks nothing (``yardsticks.Plain``). Rounds
are interleaved in one process, each ratio is that of one round, and the median of the ratios counts, so that a slow
moment of the machine hits both sides alike. All documents are distinct: no amount, VAT number or IBAN comes twice
within what a cache keeps. Prints the tables that the README beside this shows.
"""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple

from stdnum import iban, luhn

from parzo_validate import DEFAULT_TABLE, Invoice, Policy, Report, validate, validate_json
from parzo_validate.engine.policy import DEFAULT_POLICY
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.reading import looked_at_json
from parzo_validate.validate import judged
from tests.benchmarks.processes import AS_INSTALLED
from tests.benchmarks.yardsticks import Checked, Plain, as_the_peer_wants, peer

ROOT = Path(__file__).parents[2]
SAMPLE: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "sample_job.json").read_text(encoding="utf-8"))["result"]
ROUNDS, CALLS = 151, 60
DISTINCT = 3000

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


def sample(number: int = 0) -> dict[str, Any]:
    """Return the documented sample with amounts, VAT numbers and an IBAN of its own, all of which are right."""
    vendor, buyer = (f"{company:07d}015" for company in (1234567 + number, 9876543 - number))
    account = f"X0542811101{number:012d}"
    lines, cents = [], 0
    for place, line in enumerate(SAMPLE["line_items"]):
        price = round(line["unit_price"] * 100) + number * (place + 1)
        lines.append(line | {"unit_price": price / 100, "amount": line["quantity"] * price / 100})
        cents += line["quantity"] * price
    tax = (cents * 22 + 50) // 100
    vat_numbers = [f"IT{digits}{luhn.calc_check_digit(digits)}" for digits in (vendor, buyer)]
    return SAMPLE | {
        "vendor": SAMPLE["vendor"]
        | {
            "vat_number": vat_numbers[0],
            "fiscal_code": vat_numbers[0][2:],
            "iban": f"IT{iban.calc_check_digits(f'IT00{account}')}{account}",
        },
        "buyer": SAMPLE["buyer"] | {"vat_number": vat_numbers[1]},
        "financials": SAMPLE["financials"]
        | {"subtotal": cents / 100, "tax_amount": tax / 100, "total": (cents + tax) / 100},
        "line_items": lines,
    }


def with_a_flag(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result with a total that is 18 too low, which no cause explains."""
    sums = result["financials"]
    return result | {"financials": sums | {"total": round(sums["total"] - 18, 2)}}


class Contestant(NamedTuple):
    """A row of the table: what is called, and on which documents."""

    name: str
    call: Callable[[Any], object]
    documents: Sequence[object]


def contestants() -> Iterator[Contestant]:
    """Yield the rows, the unit first."""
    policy = Policy(as_of="2026-06-30")

    def extended(invoice: Invoice) -> Report:
        return validate(invoice, table=EXTENDED_TABLE, policy=policy)

    def extended_json(raw: bytes) -> Report:
        return validate_json(raw, table=EXTENDED_TABLE, policy=policy)

    def alone(raw: bytes) -> Report:
        return judged(looked_at_json(raw), DEFAULT_TABLE, DEFAULT_POLICY)

    def extended_alone(raw: bytes) -> Report:
        return judged(looked_at_json(raw), EXTENDED_TABLE, policy)

    mappings = [sample(number) for number in range(DISTINCT)]
    flagged = [with_a_flag(result) for result in mappings]
    texts, flagged_texts = ([json.dumps(result).encode() for result in results] for results in (mappings, flagged))
    invoices, flagged_invoices = (list(map(Invoice.model_validate_json, raws)) for raws in (texts, flagged_texts))
    if not find_spec("msgspec"):
        raise SystemExit("the extra fast is not installed, which is one side of the comparison: pip install msgspec")
    if any(extended(invoice).verdict != "clean" for invoice in invoices):
        raise SystemExit("a document of the benchmark is not clean, so its figures would mean nothing")
    if any(validate_json(raw).codes != ("ARITHMETIC_MISMATCH",) for raw in flagged_texts):
        raise SystemExit("a document of the benchmark has not the flag that it should have")
    yield Contestant("a plain pydantic model parses the JSON", Plain.model_validate_json, texts)
    yield Contestant("`json.loads(raw)`", json.loads, texts)
    yield Contestant("the five rules as hand-written validators, from JSON", Checked.model_validate_json, texts)
    yield Contestant("the same, from a mapping", Checked.model_validate, mappings)
    yield Contestant("`validate_json(raw)`", validate_json, texts)
    yield Contestant("the same without the extra `fast`", alone, texts)
    yield Contestant("`validate_json(raw)`, one flag", validate_json, flagged_texts)
    yield Contestant("the same without the extra `fast`", alone, flagged_texts)
    yield Contestant("`validate(mapping)`", validate, mappings)
    yield Contestant("`validate(invoice)`", validate, invoices)
    yield Contestant("`validate(invoice)`, one flag", validate, flagged_invoices)
    yield Contestant("`validate_json(raw, table=EXTENDED_TABLE)`", extended_json, texts)
    yield Contestant("the same without the extra `fast`", extended_alone, texts)
    yield Contestant("`validate(invoice, table=EXTENDED_TABLE)`", extended, invoices)
    yield Contestant("`Invoice.model_validate_json(raw)`", Invoice.model_validate_json, texts)
    if other := peer():
        its_mappings, its_flagged = (list(map(as_the_peer_wants, results)) for results in (mappings, flagged))
        yield Contestant("belegradar, from a mapping", lambda result: other.judge(other.read(result)), its_mappings)
        yield Contestant("belegradar, its rules alone", other.judge, list(map(other.read, its_mappings)))
        yield Contestant("belegradar, its rules alone, one flag", other.judge, list(map(other.read, its_flagged)))


def rounds(rows: Sequence[Contestant]) -> list[list[float]]:
    """Return for each row the microseconds of one call in each round."""
    times: list[list[float]] = [[] for _ in rows]
    supplies = [cycle(row.documents) for row in rows]
    gc.collect()
    gc.freeze()  # the documents themselves, which no caller would hold by the thousand
    for _ in range(ROUNDS):
        for row, supply, measured in zip(rows, supplies, times, strict=True):
            batch = [next(supply) for _ in range(CALLS)]
            start = perf_counter_ns()
            for document in batch:
                row.call(document)
            measured.append((perf_counter_ns() - start) / CALLS / 1000)
    return times


def import_milliseconds(statements: Sequence[str]) -> list[float]:
    """Return the median milliseconds of each program in a fresh process, the interpreter's start not counted."""
    times: list[list[float]] = [[] for _ in statements]
    for _ in range(31):
        for index, statement in enumerate(statements):
            program = (
                f"import sys; from time import perf_counter; PACKAGE = {str(ROOT / 'parzo_validate')!r}\n"
                f"start = perf_counter()\n{statement}\nprint((perf_counter() - start) * 1000)"
            )
            done = subprocess.run(
                [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, env=AS_INSTALLED
            )
            times[index].append(float(done.stdout))
    return [median(several) for several in times]


def main() -> None:
    """Measure and print the tables."""
    rows = list(contestants())
    unit, *_ = times = rounds(rows)
    print("| documented sample, 5 lines, all distinct | median | beside the plain model |\n|---|---:|---:|")
    for row, measured in zip(rows, times, strict=True):
        ratio = median(time / parsing for time, parsing in zip(measured, unit, strict=True))
        print(f"| {row.name} | {median(measured):.1f} µs | {ratio:.2f} |")
    if peer() is None:
        print("\nbelegradar is not installed, so it is not compared: pip install belegradar")
    imports = [IMPORT_OF_PYDANTIC, IMPORT_OF_PYDANTIC_AND_THE_MODELS, IMPORT_OF_THE_LIBRARY]
    pydantic, models, library = import_milliseconds(imports)
    print("\n| import | median | beside pydantic and the models |\n|---|---:|---:|")
    print(f"| pydantic alone | {pydantic:.0f} ms | {pydantic / models:.2f} |")
    print(f"| pydantic, building the models | {models:.0f} ms | 1.00 |")
    print(f"| `import parzo_validate` | {library:.0f} ms | {library / models:.2f} |")


if __name__ == "__main__":
    main()
