"""A summary as one HTML file that opens offline: no script, no request, charts drawn in place."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from parzo_validate.batch.outcome import document_name
from parzo_validate.batch.summary import Summary, by_count
from parzo_validate.batch.summary_sections import TITLES, Row, Section, sections, share
from parzo_validate.engine.report import Report
from parzo_validate.html.report import report_html, stylesheet
from parzo_validate.words import counted, number


def summary_page(summary: Summary, lang: str = "en") -> str:
    """Return the page as HTML; the same summary gives the same text.

    Raises:
        ValueError: there are no words in that language.
    """
    shown, titles = list(sections(summary, lang)), TITLES[lang]
    style = files(__package__).joinpath("summary.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{lang}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{titles['title']}</title><style>\n{style}{stylesheet()}</style></head>",
            f"<body><header><h1>{titles['title']}</h1>",
            f'<p class="total">{counted(summary.verdicts.total(), "documents", lang)}</p>',
            f"<p>{titles['ruleset']} {escape(str(summary.ruleset or ''))}</p></header><main>",
            *(_section(section, lang, whole_bar=index == 0) for index, section in enumerate(shown)),
            *_examples(summary, lang),
            "</main></body></html>\n",
        ]
    )


def _examples(summary: Summary, lang: str) -> Iterator[str]:
    """Yield the whole report on one document for each code, to be unfolded; what is most frequent comes first.

    It is read back from the output, which speaks English in any language.
    """
    if summary.examples:
        yield f"<section><h2>{TITLES[lang]['examples']}</h2>"
        for code in dict.fromkeys(code for (code, _), _ in by_count(summary.flags)):
            answer = summary.examples[code]
            report = report_html(Report.from_dict(answer), heading=document_name(answer["source"], answer["line"]))
            yield f"<details><summary>{escape(code)}</summary>{report}</details>"
        yield "</section>"


def _section(section: Section, lang: str, *, whole_bar: bool) -> str:
    remark = f"<p>{escape(section.remark)}</p>" if section.remark else ""
    chart = _whole_bar(section) if whole_bar else ""
    rows = "\n".join(_rows(section, lang)) or f"<tr><th>{TITLES[lang]['nothing']}</th></tr>"
    return f"<section><h2>{escape(section.title)}</h2>{chart}\n<table>\n{rows}\n</table>{remark}</section>"


def _rows(section: Section, lang: str) -> Iterator[str]:
    longest = max((row.value for row in section.rows), default=0)
    for row in section.rows:
        note = f"<small>{escape(row.note)}</small>" if row.note else ""
        bar = _rect(row, 0, row.value, longest)
        yield (
            f'<tr><th scope="row">{escape(row.label)}{note}</th>'
            f'<td class="chart"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{bar}</svg></td>'
            f"<td>{number(row.value, lang)}</td><td>{share(row.value, section.whole, lang)}</td></tr>"
        )


def _whole_bar(section: Section) -> str:
    """Return one bar in which every row has its part."""
    start, bars = 0, []
    for row in section.rows:
        bars.append(_rect(row, start, row.value, section.whole))
        start += row.value
    described = escape(", ".join(f"{row.label} {row.value}" for row in section.rows))
    return (
        f'<svg class="whole" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="{described}">'
        f"{''.join(bars)}</svg>"
    )


def _rect(row: Row, start: int, value: int, whole: int) -> str:
    x, width = (f"{100 * part / whole if whole else 0:.2f}" for part in (start, value))
    return f'<rect class="{escape(row.kind or "bar")}" x="{x}" width="{width}" height="1"/>'
