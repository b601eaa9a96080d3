"""batch --review and batch --duplicates, as a person finds them afterwards."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from parzo_validate.batch.outcome import Outcome
from tests.helpers.builders import Command, File, in_its_frame


def document(number: str, total: object, **more: object) -> dict[str, Any]:
    sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": total}
    vendor = {"name": "Rossi", "vat_number": "IT12345678903"}
    return {"vendor": vendor, "invoice": {"number": number, "date": "2026-04-01"}, "financials": sums, **more}


ARCHIVE = [
    *(document("1", 1220), document("2", 1202), document("3", 9000), document("1", 1220), document("2", 1220)),
    document("4", 1220, buyer={"vat_number": "IT98765432109"}),
]
TEXT = "\n".join(map(json.dumps, ARCHIVE)) + "\n{broken\n"


def listed(name: str = "list.csv") -> list[list[str]]:
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_number_that_is_none_stands_in_a_review_list_as_text(parzo: Command, file: File, tmp_path: Path) -> None:
    documents = file("a.jsonl", '{"financials": {"total": NaN, "subtotal": -Infinity, "tax_amount": 1e9999999}}\n')
    lists = [part for suffix in ("csv", "xlsx", "parquet", "html") for part in ("--review", f"list.{suffix}")]
    assert parzo("batch", documents, "-o", "out.jsonl", *lists)[0] == 0
    rows = pq.read_table(tmp_path / "list.parquet").to_pylist()
    assert [row["stated"] for row in rows] == ["-Infinity", "1E+9999999", "NaN"]


def test_a_review_list_holds_errors_first_and_the_greatest_first(parzo: Command, file: File) -> None:
    lists = [part for suffix in ("csv", "xlsx", "parquet", "html") for part in ("--review", f"list.{suffix}")]
    code, _, errors = parzo("batch", file("a.jsonl", TEXT), "-o", "out.jsonl", "--workers", 1, *lists)
    assert (code, errors) == (0, "parzo-validate: out.jsonl: 7 documents\n")
    assert [(row[0], row[4], row[6]) for row in listed()] == [
        ("a.jsonl:3", "9000.00", "ARITHMETIC_MISMATCH"),
        ("a.jsonl:2", "1202.00", "ARITHMETIC_MISMATCH"),
        ("a.jsonl:6", "1220.00", "INVALID_PIVA_CHECKSUM"),
        ("a.jsonl:7", "", "not_json"),
    ]
    assert listed()[1][11:] == ["1220.00", "certain"]
    assert openpyxl.load_workbook("list.xlsx")["Findings"].max_row == 5
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        ["a.jsonl", "out.jsonl", "list.csv", "list.xlsx", "list.parquet", "list.html"]
    )


def test_duplicates_are_in_the_output_the_summary_and_the_list(parzo: Command, file: File) -> None:
    name = file("a.jsonl", TEXT)
    options = ["--duplicates", "--review", "list.csv", "--summary", "--summary-file", "s.json", "--workers", "2"]
    code, output, errors = parzo("batch", name, "-o", "out.jsonl", *options)
    assert (code, errors) == (
        0,
        "parzo-validate: out.jsonl: 7 documents\nparzo-validate: duplicates: 1, with another date or total: 1\n",
    )
    lines = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert {
        number: answer["duplicate"]
        for number, answer in enumerate(map(json.loads, lines), start=1)
        if "duplicate" in answer
    } == {
        4: {"of": "a.jsonl:1", "exact": True},
        5: {"of": "a.jsonl:2", "exact": False},
    }
    assert [Outcome.from_dict(json.loads(line)).line for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    summary = json.loads(Path("s.json").read_text(encoding="utf-8"))
    assert (summary["duplicates"], summary["near_duplicates"]) == (1, 1)
    assert "Documents that stand there twice" in output
    assert [(row[0], row[6], row[9]) for row in listed() if "DUPLICATE" in row[6]] == [
        ("a.jsonl:4", "DUPLICATE", "vendor, number, date and total are those of a.jsonl:1"),
        (
            *("a.jsonl:5", "NEAR_DUPLICATE"),
            "vendor and number are those of a.jsonl:2, but date or total is another",
        ),
    ]


def test_without_a_list_duplicates_are_in_the_output_alone(parzo: Command, file: File) -> None:
    assert parzo("batch", file("a.jsonl", TEXT), "-o", "out.jsonl", "--duplicates")[0] == 0
    assert Path("out.jsonl").read_text(encoding="utf-8").count('"duplicate"') == 2


def test_a_continued_run_lists_what_was_judged_before_too(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parzo_validate.batch.archive import judge_archive
    from parzo_validate.cli import batch as command

    name = file("a.jsonl", TEXT)
    options = ["-o", "out.jsonl", "--duplicates", "--review", "list.csv"]

    def interrupted(*arguments: Any, **options: Any) -> Any:
        work = judge_archive(*arguments, **options)
        yield next(work)
        yield next(work)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "judge_archive", interrupted)
    assert parzo("batch", name, *options)[0] == 130
    assert not Path("list.csv").exists()
    monkeypatch.setattr(command, "judge_archive", judge_archive)
    assert parzo("batch", name, *options, "--resume")[0] == 0
    assert len(listed()) == 6
    assert Path("out.jsonl").read_text(encoding="utf-8").count('"duplicate"') == 2


REFUSED = {
    "suffix": (
        "list.pdf",
        "Invalid value for --review: list.pdf: expected a name that ends in .csv, .xlsx, .parquet or .html",
    ),
    "folder": ("none/list.csv", "Invalid value: none/list.csv: there is no folder none"),
    "input": ("a.jsonl.csv", "Invalid value: a.jsonl.csv would be written twice; write somewhere else"),
}


@pytest.mark.parametrize(("name", "why"), REFUSED.values(), ids=REFUSED)
def test_a_list_that_cannot_be_written_is_refused_before_the_work(
    parzo: Command, file: File, name: str, why: str
) -> None:
    lists = ["--review", name, *(["--review", name] if "input" in why or "twice" in why else [])]
    code, _, errors = parzo("batch", file("a.jsonl", TEXT), "-o", "out.jsonl", "--workers", 1, *lists)
    assert (code, in_its_frame(errors)) == (2, why)


def test_a_list_for_which_a_package_is_missing_is_refused(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    code, _, errors = parzo("batch", file("a.jsonl", TEXT), "-o", "out.jsonl", "--review", "list.xlsx")
    assert (code, in_its_frame(errors)) == (
        2,
        "Invalid value for --review: list.xlsx needs xlsxwriter; install it with: pip install 'parzo_validate[review]'",
    )


def test_a_list_that_cannot_be_written_in_the_end_leaves_the_output(parzo: Command, file: File) -> None:
    Path(file("x", "")).with_name("list.csv").mkdir()
    code, _, errors = parzo("batch", file("a.jsonl", TEXT), "-o", "out.jsonl", "--review", "list.csv")
    assert code == 2
    assert "cannot write list.csv: Is a directory; the output itself is complete" in errors
    assert Path("out.jsonl").is_file()


def test_of_many_clean_documents_duplicates_are_found_too(parzo: Command, file: File) -> None:
    """Many at once are judged together, without an outcome of their own."""
    buyer = {"name": "Bianchi", "vat_number": "IT00743110157"}
    clean = [document(str(number), 1220, buyer=buyer) for number in (*range(300), 7, 8)]
    name = file("a.jsonl", "\n".join(map(json.dumps, clean)))
    options = ["--duplicates", "--workers", 1, "--review", "list.csv"]
    code, _, errors = parzo("batch", name, "-o", "out.jsonl", *options)
    assert (code, errors.splitlines()[-1]) == (0, "parzo-validate: duplicates: 2, with another date or total: 0")
    answers = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {answer["verdict"] for answer in answers} == {"clean"}
    assert [answer["duplicate"]["of"] for answer in answers if "duplicate" in answer] == ["a.jsonl:8", "a.jsonl:9"]
    assert [row[0] for row in listed()] == ["a.jsonl:301", "a.jsonl:302"]
