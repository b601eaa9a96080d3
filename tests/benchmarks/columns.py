"""What record batches cost beside the same documents one by one, as ratios.

    .venv/bin/python tests/benchmarks/columns.py
    .venv/bin/python tests/benchmarks/columns.py --documents 1000000

The first prints the table that the README beside this shows, the second compares both ways on a million documents of
each kind. A batch of 10,000 is judged column-wise and row by row in turn, on one core, and what both say is compared to
the last character, so that no figure comes from doing less. The row path is what one would write without this module:
the batch as Python mappings, and ``validate`` on each; making columns of its answers is not counted.
"""

import argparse
import gc
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random
from statistics import median
from time import process_time
from typing import Any

import pyarrow as pa

from parzo_validate import Report, validate
from parzo_validate.arrow import output_schema, validate_batch
from parzo_validate.arrow.integers import LINES
from parzo_validate.testing.oracle import number
from tests.benchmarks.archive import archive
from tests.helpers.builders import KINDS

BATCH, HOSTILE = 10_000, 20_000
Document = dict[str, Any]
SCHEMA = output_schema()
NO_LINES: tuple[str, ...] = ("vendor", "buyer", "invoice", "financials")


@dataclass(frozen=True)
class Form:
    """A kind of columns: the type of amounts, whether the lines are there, whether every vendor is new."""

    name: str
    amounts: pa.DataType
    written: Callable[[Any], Any]
    lines: bool = False
    distinct: bool = False

    def amount(self, value: object) -> Any:
        """Return the amount as the column holds it; a typed column holds none that cannot be read."""
        return None if number(value) is None else self.written(value)

    def column_type(self, section: str, name: str) -> pa.DataType:
        """Return the type of the column of a field."""
        return self.amounts if KINDS[section, name] == "amount" else pa.string()


def as_decimal(value: object) -> Decimal:
    """Return an amount with the four decimals of its column, as databases keep it."""
    return Decimal(str(value)).quantize(Decimal("0.0001"))


FORMS = (
    Form("decimal(18, 4)", pa.decimal128(18, 4), as_decimal),
    Form("double", pa.float64(), float),
    Form("text", pa.string(), str),
    Form("decimal(18, 4), every vendor new", pa.decimal128(18, 4), as_decimal, distinct=True),
    Form("decimal(18, 4), and 1 to 6 lines each", pa.decimal128(18, 4), as_decimal, lines=True),
)


def documents(form: Form, count: int) -> Iterator[Document]:
    """Yield results of the archive, with their values as the columns of this form hold them."""
    for line in archive(count, distinct=form.distinct):
        result = json.loads(line)
        typed: Document = {section: as_held(form, section, result.get(section) or {}) for section in NO_LINES}
        if form.lines:
            typed[LINES] = [as_held(form, LINES, line) for line in result[LINES]]
        yield typed


def as_held(form: Form, section: str, fields: Mapping[str, Any]) -> Document:
    """Return the fields of a section with their values as columns hold them."""
    return {name: form.amount(value) if KINDS[section, name] == "amount" else value for name, value in fields.items()}


def flat_batch(form: Form, results: list[Document], first: int) -> pa.RecordBatch:
    """Return the documents as flat columns."""
    columns = {"document_id": pa.array([f"{first + index:08d}" for index in range(len(results))])}
    for section, name in KINDS:
        if section != LINES and (section, name) not in {("buyer", "phone"), ("buyer", "iban"), ("buyer", "sdi_code")}:
            held = [result[section].get(name) for result in results]
            columns[f"{section}_{name}"] = pa.array(held, form.column_type(section, name))
    if form.lines:
        line = pa.struct([(name, form.column_type(owner, name)) for owner, name in KINDS if owner == LINES])
        columns[LINES] = pa.array([result[LINES] for result in results], pa.list_(line))
    return pa.RecordBatch.from_pydict(columns)


AMOUNTS: tuple[tuple[pa.DataType, tuple[Any, ...]], ...] = (
    (
        pa.string(),
        ("1000", "220.00", "1220", "+5", " 7 ", "1e3", "1.", ".5", "22%", "", "NaN", "9" * 18, "0.000000001"),
    ),
    (
        pa.float64(),
        (1000.0, 220.0, 1220.0, 0.1 + 0.2, 1e10, 1e-5, 1e300, float("nan"), float("inf"), -0.0, 22.0, 100.005),
    ),
    (pa.int64(), (1000, 220, 1220, 22, 0, -1220, 2**63 - 1, -(2**63), 10**10)),
    (pa.uint64(), (1000, 220, 1220, 22, 0, 2**64 - 1, 2**63)),
    (
        pa.decimal128(38, 2),
        (Decimal("1000.00"), Decimal("220.00"), Decimal("1220.00"), Decimal(10**35), Decimal("-0.01")),
    ),
    (pa.decimal128(38, 18), (Decimal(1000), Decimal(220), Decimal(1220), Decimal("1E-18"), Decimal(10**19))),
    (pa.bool_(), (True, False)),
)
TEXTS: Mapping[str, tuple[Any, ...]] = {
    "vat_number": (
        "IT12345678903",
        "IT98765432109",
        "12345678903",
        "DE136695976",
        "IT",
        "",
        "0" * 11,
        "\u202e\x00",
        "x" * 500,
    ),
    "country": ("IT", "Italia", "DE", "", "\U0001d7d9"),
    "type": ("invoice", "TD04", "Nota di credito", "", "<img onerror=alert(1)>"),
}
DATES = ("2026-04-01", "2026-03-01", "1997-09-30", "2026-02-30", " 2026-04-01 ", "01/04/2026", "0000-01-01", "")


def hostile_batch(random: Random, first: int, rows: int) -> pa.RecordBatch:
    """Return flat columns, each of some type, whose values are ordinary, odd or mean harm."""
    columns = {"document_id": pa.array([f"{first + index:08d}" for index in range(rows)])}
    for (section, name), kind in KINDS.items():
        if section == LINES or random.random() < 0.2:
            continue
        if kind == "amount":
            type_, pool = random.choice(AMOUNTS)
        else:
            type_, pool = pa.string(), DATES if kind == "date" else TEXTS.get(name, ("Rossi", "", "\x1b[31m"))
        columns[f"{section}_{name}"] = pa.array(random.choices((None, *pool), k=rows), type_)
    return pa.RecordBatch.from_pydict(columns)


def compare_hostile(count: int) -> None:
    """Compare both ways on documents that mean harm, and say so."""
    random = Random(0)  # noqa: S311  # repeats itself on purpose
    flags = unreadable = 0
    for first in range(0, count, 100):
        batch = hostile_batch(random, first, 100)
        reports = compared("hostile", batch, validate_batch(batch), row_by_row(batch), first)
        flags += sum(len(report.flags) for report in reports)
        unreadable += sum(len(report.unreadable) for report in reports)
    print(
        f"\n{count:,} hostile documents: both ways say the same, {flags:,} flags and {unreadable:,} unreadable values."
    )


def compared(
    name: str, batch: pa.RecordBatch, judged: pa.RecordBatch, reports: list[Report], first: int
) -> list[Report]:
    """Return the reports, where both ways say the same."""
    if judged != as_columns(batch.column("document_id"), reports):
        raise SystemExit(f"{name}: both ways differ on documents {first} to {first + batch.num_rows}")
    return reports


def row_by_row(batch: pa.RecordBatch) -> list[Report]:
    """Return the reports of the rows of a batch of flat columns, without the module that is measured."""
    places = [(column, *column.split("_", 1)) for column in batch.schema.names if column != LINES]
    reports = []
    for row in batch.to_pylist():
        result: Document = {section: {} for section in NO_LINES}
        for column, section, name in places[1:]:
            result[section][name] = row[column]
        if LINES in row:
            result[LINES] = row[LINES]
        reports.append(validate(result))
    return reports


def as_columns(ids: pa.Array, reports: list[Report]) -> pa.RecordBatch:
    """Return the reports as the columns that ``validate_batch`` documents, written down a second time."""
    rows = []
    for report in reports:
        row: Document = {**report.as_dict(), "error": None, "reason_code": None, "ruleset": str(report.ruleset)}
        for flag in row["flags"]:
            values = flag["context"].items()
            flag["context"] = [(name, v if isinstance(v, str) else json.dumps(v)) for name, v in values]
        rows.append(row)
    return pa.RecordBatch.from_arrays(
        [ids, *(pa.array([row[field.name] for row in rows], field.type) for field in list(SCHEMA)[1:])], schema=SCHEMA
    )


def timed(function: Callable[[pa.RecordBatch], Any], batch: pa.RecordBatch) -> tuple[Any, float]:
    """Return what the function returns and how many seconds it takes."""
    gc.collect()
    start = process_time()
    returned = function(batch)
    return returned, process_time() - start


def main() -> None:
    """Measure and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=10 * BATCH, help="of each kind; 100,000 unless told")
    arguments.add_argument("--form", action="append", choices=[form.name for form in FORMS], help="only this one")
    given = arguments.parse_args()
    count = given.documents
    print("| flat columns, batches of 10,000 | flagged | row by row, documents/s | column-wise, documents/s | ratio |")
    print("|---|---:|---:|---:|---:|", flush=True)
    for form in FORMS:
        if given.form and form.name not in given.form:
            continue
        supply, flagged, seconds = documents(form, count), 0, []
        for first in range(0, count, BATCH):
            batch = flat_batch(form, list(islice(supply, BATCH)), first)
            reports, by_row = timed(row_by_row, batch)
            judged, by_column = timed(validate_batch, batch)
            flagged += sum(bool(report.flags) for report in compared(form.name, batch, judged, reports, first))
            seconds.append((by_row / batch.num_rows, by_column / batch.num_rows))
        rows, columns = (1 / median(several) for several in zip(*seconds, strict=True))
        share = f"{100 * flagged / count:.1f} %"
        print(f"| {form.name} | {share} | {rows:,.0f} | {columns:,.0f} | {columns / rows:.1f} |", flush=True)
    compare_hostile(HOSTILE)


if __name__ == "__main__":
    main()
