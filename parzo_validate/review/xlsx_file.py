"""A review list as a spreadsheet: amounts are numbers, days are days, and no text is a formula or a link."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from parzo_validate.batch.writing import shown
from parzo_validate.review.rows import HEADINGS, Row
from parzo_validate.words import by_language

_TEXTS = by_language(findings=("Findings", "Rilievi"), totals=("Totals", "Totali"), count=("findings", "rilievi"))
_WIDTHS = (32, 14, 28, 11, 12, 12, 24, 11, 26, 70, 18, 18, 11)
"""Of the columns, in characters."""
_TOTALS = ("severity", "code", "verdict")
_ROWS_OF_A_SHEET = 1_048_575
_EXACT_BELOW = 10**13
"""A cell holds fifteen digits; an amount of more stays text."""


def write_xlsx(path: Path, rows: Callable[[], Iterable[Row]], lang: str) -> None:
    """Write the rows, on a second sheet where one is full, and what they come to on the last one.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter  # only here: an extra brings it

    counts: Counter[tuple[str, ...]] = Counter()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e8e8e8"})
        amount = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "dd/mm/yyyy" if lang == "it" else "yyyy-mm-dd"})
        for number, some in enumerate(_sheets(rows()), start=1):
            name = _TEXTS[lang]["findings"] + (f" {number}" if number > 1 else "")
            sheet = _sheet(book, name, [*HEADINGS[lang].values()], _WIDTHS, bold)
            line = 0
            for line, row in enumerate(some, start=1):
                counts[tuple(getattr(row, column) for column in _TOTALS)] += 1
                for column, cell in enumerate(row):
                    _write(sheet, line, column, cell, amount, day)
            sheet.autofilter(0, 0, line, len(_WIDTHS) - 1)
        headings = [*(HEADINGS[lang][column] for column in _TOTALS), _TEXTS[lang]["count"]]
        totals = _sheet(book, _TEXTS[lang]["totals"], headings, (14, 28, 14, 12), bold)
        for line, (names, count) in enumerate(counts.items(), start=1):
            for column, text in enumerate(names):
                totals.write_string(line, column, text)
            totals.write_number(line, len(names), count)


def _sheets(rows: Iterable[Row]) -> Iterator[Iterable[Row]]:
    """Yield the rows of each sheet; there is a first one, however few there are."""
    remaining = iter(rows)
    yield islice(remaining, _ROWS_OF_A_SHEET)
    while (first := next(remaining, None)) is not None:
        yield chain([first], islice(remaining, _ROWS_OF_A_SHEET - 1))


def _sheet(book: Any, name: str, headings: list[str], widths: tuple[int, ...], bold: object) -> Any:
    sheet = book.add_worksheet(name)
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Any, line: int, column: int, value: object, amount: object, day: object) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, Decimal) and abs(value) < _EXACT_BELOW:
        sheet.write_number(line, column, float(value), amount)
    elif value is not None:
        sheet.write_string(line, column, shown(value))  # which never makes a formula or a link of it
