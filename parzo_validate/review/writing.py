"""A review list as a file: CSV, XLSX, Parquet or HTML, by its name. No text of others is ever a formula."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module
from itertools import islice
from pathlib import Path

from parzo_validate.batch.writing import shown
from parzo_validate.review.rows import HEADINGS, Row
from parzo_validate.review.xlsx_file import write_xlsx
from parzo_validate.words import italian_date, italian_number, known_language

_TITLE = {"en": "Review list", "it": "Elenco dei rilievi"}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_review(path: Path, rows: Callable[[], Iterable[Row]], lang: str = "en") -> None:
    """Write the rows to a file whose name says how: ``.csv``, ``.xlsx``, ``.parquet`` or ``.html``.

    Args:
        path: the file; one that is there is replaced.
        rows: returns them in order, and may be asked more than once.
        lang: ``"en"`` or ``"it"``.

    Raises:
        OSError: the file cannot be written.
        ValueError: its name ends otherwise, a package is missing, or the language is neither.
    """
    known_language(lang)
    refuse_unwritable(path)
    _WRITERS[path.suffix](path, rows, lang)


def _write_csv(path: Path, rows: Callable[[], Iterable[Row]], lang: str) -> None:
    """As the spreadsheet of the language opens it: in Italian a semicolon between cells and a decimal comma."""
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, delimiter=";" if lang == "it" else ",", lineterminator="\r\n")
        writer.writerow(HEADINGS[lang].values())
        writer.writerows([_cell(value, lang) for value in row] for row in rows())


def _cell(value: object, lang: str) -> str:
    """Return a value as CSV holds it; a text that a spreadsheet would run as a formula gets an apostrophe.

    >>> _cell("=cmd|' /C calc'!A0", "en"), _cell(Decimal("-1220.50"), "it"), _cell(date(2026, 4, 1), "it")
    ("'=cmd|' /C calc'!A0", '-1220,50', '01/04/2026')
    """
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", ",") if lang == "it" else f"{value:f}"
        case date():
            return italian_date(value) if lang == "it" else value.isoformat()
        case _:
            text = shown(value)
            return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _write_parquet(path: Path, rows: Callable[[], Iterable[Row]], _lang: str) -> None:
    import pyarrow as pa  # only here: an extra brings it
    import pyarrow.parquet as pq

    kinds = {"date": pa.date32(), "total": pa.decimal128(38, 8)}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Row._fields])
    remaining = iter(rows())
    with pq.ParquetWriter(path, schema) as writer:
        while some := list(islice(remaining, 50_000)):
            columns = zip(Row._fields, zip(*some, strict=True), strict=True)
            plain = {name: [_plain(value, name) for value in values] for name, values in columns}
            writer.write_table(pa.table(plain, schema))


def _plain(value: object, name: str) -> object:
    """Return a value as its column holds it: the name of a field of a row says which."""
    if value is None or name in ("date", "total"):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else shown(value)


_SHARES = (9.5, 6, 7.5, 6.8, 7.8, 6, 8.7, 5.4, 7.5, 14, 7.8, 6.8, 6.2)
"""Of the width of the page, in per cent, a column each; where it is narrow, a row is a card instead."""
_STYLE = """
:root { color-scheme: light dark; }
body { font: 13px/1.4 system-ui, sans-serif; margin: 1rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .3rem .25rem; text-align: left; vertical-align: top; }
th, td { overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: Canvas; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
@media (max-width: 60rem) {
  colgroup, thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { padding: .8rem 0; border-bottom: 2px solid #8886; }
  td, td.number { border: 0; padding: .1rem 0; text-align: left; }
  td:empty { display: none; }
  td::before { content: attr(data-name) ": "; font-weight: bold; }
}
"""


def _write_html(path: Path, rows: Callable[[], Iterable[Row]], lang: str) -> None:
    title, names = escape(_TITLE[lang]), [escape(heading) for heading in HEADINGS[lang].values()]
    columns = "".join(f'<col style="width:{share}%">' for share in _SHARES)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(
            f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
            f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>\n"
        )
        for row in rows():
            cells = (_html(value, name, lang) for value, name in zip(row, names, strict=True))
            file.write(f"<tr>{''.join(cells)}</tr>\n")
        file.write("</tbody></table></body></html>\n")


def _html(value: object, name: str, lang: str) -> str:
    """Return a cell, which on a narrow page says by itself what it is; a line may end behind ``_`` and ``/``."""
    match value:
        case None:
            kind, text = "", ""
        case Decimal():
            kind, text = ' class="number"', italian_number(f"{value:f}") if lang == "it" else f"{value:,f}"
        case date():
            kind, text = ' class="number"', italian_date(value) if lang == "it" else value.isoformat()
        case _:
            kind, text = "", escape(shown(value)).replace("_", "_<wbr>").replace("/", "/<wbr>")
    return f'<td{kind} data-name="{name}">{text}</td>'


_WRITERS = {".csv": _write_csv, ".xlsx": write_xlsx, ".parquet": _write_parquet, ".html": _write_html}
SUFFIXES = tuple(_WRITERS)
"""Of the files that a list can be written to."""

_NEEDED: Mapping[str, str] = {".xlsx": "xlsxwriter", ".parquet": "pyarrow"}


def refuse_unwritable(path: Path) -> None:
    """Refuse a file of which the kind is unknown, or for which a package is missing.

    Raises:
        ValueError: the text says what was expected, or what to install.

    >>> refuse_unwritable(Path("a.pdf"))
    Traceback (most recent call last):
    ValueError: a.pdf: expected a name that ends in .csv, .xlsx, .parquet or .html
    """
    if path.suffix not in _WRITERS:
        raise ValueError(f"{shown(path)}: expected a name that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    try:
        import_module(_NEEDED.get(path.suffix, "csv"))
    except ModuleNotFoundError as error:
        raise ValueError(
            f"{shown(path)} needs {error.name}; install it with: pip install 'parzo_validate[review]'"
        ) from None
