"""A review list as a file: CSV, XLSX, Parquet or HTML, by its name. No text of others is ever a formula."""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module
from pathlib import Path

from parzo_validate.batch.writing import shown
from parzo_validate.review.rows import HEADINGS, Row
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


def _write_xlsx(path: Path, rows: Callable[[], Iterable[Row]], lang: str) -> None:
    from parzo_validate.review.xlsx_file import write_xlsx  # only here: an extra brings what it needs

    write_xlsx(path, rows(), lang)


def _write_parquet(path: Path, rows: Callable[[], Iterable[Row]], _lang: str) -> None:
    import pyarrow as pa  # only here: an extra brings it
    import pyarrow.parquet as pq

    kinds = {"date": pa.date32(), "total": pa.decimal128(38, 8)}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Row._fields])
    with pq.ParquetWriter(path, schema) as writer:
        for some in _in_pieces(rows(), 50_000):
            columns = [
                [_plain(value, name) for value in values]
                for name, values in zip(Row._fields, zip(*some, strict=True), strict=True)
            ]
            writer.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema))


def _plain(value: object, name: str) -> object:
    """Return a value as its column holds it: the name of a field of a row says which."""
    if value is None or name in ("date", "total"):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else shown(value)


def _in_pieces(rows: Iterable[Row], size: int) -> Iterable[list[Row]]:
    piece: list[Row] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


_STYLE = """
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: #f3f3f3; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
"""


def _write_html(path: Path, rows: Callable[[], Iterable[Row]], lang: str) -> None:
    title = escape(_TITLE[lang])
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in HEADINGS[lang].values())
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(
            f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
            f"<table><thead><tr>{head}</tr></thead><tbody>\n"
        )
        file.writelines(f"<tr>{''.join(_html(value, lang) for value in row)}</tr>\n" for row in rows())
        file.write("</tbody></table></body></html>\n")


def _html(value: object, lang: str) -> str:
    match value:
        case None:
            return "<td></td>"
        case Decimal():
            return f'<td class="number">{italian_number(f"{value:f}") if lang == "it" else f"{value:,f}"}</td>'
        case date():
            return f'<td class="number">{italian_date(value) if lang == "it" else value.isoformat()}</td>'
        case _:
            return f"<td>{escape(shown(value))}</td>"


_WRITERS = {".csv": _write_csv, ".xlsx": _write_xlsx, ".parquet": _write_parquet, ".html": _write_html}
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
