"""A review list as others open it: CSV, XLSX, Parquet, HTML; amounts are numbers, and no text is a formula."""

import csv
import re
import sys
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.review import SUFFIXES, Row, write_review, xlsx_file
from parzo_validate.review.rows import HEADINGS
from parzo_validate.review.writing import refuse_unwritable

FORMULA = "=cmd|' /C calc'!A0"
ROWS = [
    Row(
        *("a.jsonl:1", "N/1", FORMULA, date(2026, 4, 1), Decimal("12202.50"), "review", "ARITHMETIC_MISMATCH"),
        *("error", "/financials/total", "subtotal; tax", Decimal("-5.00"), Decimal("1220.00"), "certain"),
    ),
    Row("b.json", None, "à\x1b\ud800", None, None, "unusable", "not_json", "unusable", "", "<b>&", "@x", "1e5"),
]


def written(tmp_path: Path, suffix: str, rows: Iterable[Row] = ROWS, lang: str = "en") -> Path:
    path = tmp_path / f"list{suffix}"
    kept = list(rows)
    write_review(path, lambda: kept, lang)
    return path


@pytest.mark.parametrize(
    ("lang", "mark", "cells"),
    [
        ("en", ",", ["2026-04-01", "12202.50", "-5.00"]),
        ("it", ";", ["01/04/2026", "12202,50", "-5,00"]),
    ],
)
def test_csv_is_as_the_spreadsheet_of_the_language_opens_it(
    tmp_path: Path, lang: str, mark: str, cells: list[str]
) -> None:
    path = written(tmp_path, ".csv", lang=lang)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, first, second = csv.reader(file, delimiter=mark)
    assert headings == [*HEADINGS[lang].values()]
    assert [first[3], first[4], first[10]] == cells
    assert (first[2], second[2], second[10]) == (f"'{FORMULA}", "à\\x1b\\ud800", "'@x")


def test_xlsx_has_types_a_frozen_header_a_filter_and_no_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, ".xlsx", lang="it"))
    assert book.sheetnames == ["Rilievi", "Totali"]
    sheet = book["Rilievi"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:M3")
    headings, first, second = sheet.iter_rows()
    assert [cell.value for cell in headings] == [*HEADINGS["it"].values()]
    assert [cell.value for cell in first][2:5] == [FORMULA, datetime(2026, 4, 1), 12202.5]  # noqa: DTZ001  # a day
    assert {cell.data_type for cell in (*first, *second)} == {"s", "d", "n"}
    assert (first[4].number_format, first[3].number_format) == ("#,##0.00", "dd/mm/yyyy")
    assert second[2].value == "à\\x1b\\ud800"
    assert sheet.column_dimensions["J"].width > sheet.column_dimensions["B"].width
    assert [[cell.value for cell in row] for row in book["Totali"].iter_rows()] == [
        ["gravità", "codice", "esito", "rilievi"],
        ["error", "ARITHMETIC_MISMATCH", "review", 1],
        ["unusable", "not_json", "unusable", 1],
    ]


def test_an_address_in_a_text_is_no_link_and_an_empty_list_has_its_filter(tmp_path: Path) -> None:
    rows = [ROWS[0]._replace(vendor="https://a.example", stated="mailto:a@a.example")]
    sheet = openpyxl.load_workbook(written(tmp_path, ".xlsx", rows))["Findings"]
    assert (sheet["C2"].hyperlink, sheet["C2"].value) == (None, "https://a.example")
    assert openpyxl.load_workbook(written(tmp_path, ".xlsx", []))["Findings"].auto_filter.ref == "A1:M1"


def test_columns_are_as_wide_as_what_they_hold(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, ".xlsx"))
    widths = {sheet.title: [int(column.width) for column in sheet.column_dimensions.values()] for sheet in book}
    assert widths == {
        "Findings": [32, 14, 28, 11, 12, 24, 11, 26, 70, 18, 11],  # neighbours of one width are one
        "Totals": [14, 28, 14, 12],
    }


@pytest.mark.parametrize(
    ("total", "cell"), [("9999999999999.99", 9999999999999.99), ("10000000000000.00", "10000000000000.00")]
)
def test_an_amount_is_a_number_as_long_as_a_cell_holds_its_cents(tmp_path: Path, total: str, cell: float | str) -> None:
    row = ROWS[0]._replace(total=Decimal(total))
    assert openpyxl.load_workbook(written(tmp_path, ".xlsx", [row]))["Findings"]["E2"].value == cell


def test_an_amount_of_more_digits_than_a_cell_holds_stays_text(tmp_path: Path) -> None:
    row = ROWS[0]._replace(total=Decimal("123456789012345678.05"))
    sheet = openpyxl.load_workbook(written(tmp_path, ".xlsx", [row]))["Findings"]
    assert sheet["E2"].value == "123456789012345678.05"


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (1, 1), (2, 1), (3, 2), (5, 3)])
def test_a_full_sheet_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, sheets: int
) -> None:
    monkeypatch.setattr(xlsx_file, "_ROWS_OF_A_SHEET", 2)
    book = openpyxl.load_workbook(written(tmp_path, ".xlsx", ROWS[:1] * count))
    assert book.sheetnames == ["Findings", *(f"Findings {n}" for n in range(2, sheets + 1)), "Totals"]
    assert sum(book[name].max_row - 1 for name in book.sheetnames[:-1]) == count


def test_parquet_holds_amounts_and_days_as_such(tmp_path: Path) -> None:
    schema = pq.read_schema(written(tmp_path, ".parquet"))
    assert (str(schema.field("total").type), str(schema.field("date").type)) == ("decimal128(38, 8)", "date32[day]")
    rows = pq.read_table(written(tmp_path, ".parquet")).to_pylist()
    assert list(rows[0]) == [*Row._fields]
    assert (rows[0]["date"], rows[0]["total"], rows[0]["likely"]) == (date(2026, 4, 1), Decimal("12202.5"), "1220.00")
    assert (rows[1]["total"], rows[1]["vendor"]) == (None, "à\\x1b\\ud800")
    assert pq.read_table(written(tmp_path, ".parquet", ROWS[:1] * 50_001)).num_rows == 50_001
    assert pq.read_table(written(tmp_path, ".parquet", [])).num_rows == 0


def test_html_runs_nothing_of_others(tmp_path: Path) -> None:
    text = written(tmp_path, ".html", lang="it").read_text(encoding="utf-8")
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;" in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("lang", "cells"),
    [
        ("en", [("total", ' class="number"', "12,202.50"), ("date", ' class="number"', "2026-04-01")]),
        ("it", [("totale", ' class="number"', "12.202,50"), ("data", ' class="number"', "01/04/2026")]),
        ("en", [("code", "", "ARITHMETIC_<wbr>MISMATCH"), ("place", "", "/<wbr>financials/<wbr>total")]),
        ("en", [("number", "", "")]),
    ],
    ids=["english", "italian", "where-a-line-may-end", "nothing"],
)
def test_a_cell_of_html_says_what_it_is(tmp_path: Path, lang: str, cells: list[tuple[str, str, str]]) -> None:
    rows = [ROWS[0]._replace(number=None)]
    text = written(tmp_path, ".html", rows, lang).read_text(encoding="utf-8")
    for name, kind, value in cells:
        assert f'<td{kind} data-name="{name}">{value}</td>' in text


def test_every_column_of_html_has_its_share_of_the_page(tmp_path: Path) -> None:
    text = written(tmp_path, ".html").read_text(encoding="utf-8")
    shares = [Decimal(share) for share in re.findall(r'<col style="width:([0-9.]+)%">', text)]
    assert (len(shares), sum(shares)) == (len(HEADINGS["en"]), 100)


@given(st.text(max_size=20))
def test_no_text_begins_a_formula_in_csv(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("list"), ".csv", [ROWS[0]._replace(vendor=text)])
    with path.open(encoding="utf-8-sig", newline="") as file:
        [_, row] = csv.reader(file)
    assert not re.match(r"[=+\-@\t\r]", row[2])


def test_a_file_of_another_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="expected") as refusal:
        refuse_unwritable(Path("a.pdf"))
    assert str(refusal.value) == "a.pdf: expected a name that ends in .csv, .xlsx, .parquet or .html"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_list_that_can_be_written_is_not_refused(suffix: str) -> None:
    refuse_unwritable(Path(f"a{suffix}"))


@pytest.mark.parametrize(("suffix", "package"), [(".xlsx", "xlsxwriter"), (".parquet", "pyarrow")])
def test_a_list_for_which_a_package_is_missing_is_refused(
    monkeypatch: pytest.MonkeyPatch, suffix: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ValueError, match=r"^a\..* needs .*; install it with: pip install 'parzo_validate\[review\]'$"):
        refuse_unwritable(Path(f"a{suffix}"))
