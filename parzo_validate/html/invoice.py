"""The invoice that a report speaks of, as HTML: what was read, with each value that the report names marked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parzo_validate.diagnosis.diagnose import Diagnosis
from parzo_validate.engine.report import Report
from parzo_validate.html.report import place_numbers, proposals
from parzo_validate.html.text import read_as_html, text
from parzo_validate.invoice.model import FIELDS, Invoice
from parzo_validate.words import SENTENCES, WORDS, known_language, more_lines, name_of

LINES_SHOWN = 100
"""Lines beyond these are shown only when the report names one of their values."""

_LINE_FIELDS = FIELDS["line_items"]

_Marks = Mapping[str, tuple[str, str]]
"""The mark of a value, by its JSON Pointer: a word, and the ``id`` of the flag it comes from, or nothing."""


def invoice_html(
    document: Mapping[str, Any], report: Report, *, diagnoses: Sequence[Diagnosis] = (), lang: str = "en"
) -> str:
    """Return a readable view of a result, bare or in a job, as an HTML ``<section>``; foreign text stays text.

    Values are shown as they came, those that could not be read as well. Each value that the report names is marked with
    a word, and with a link back to its flag; one that is missing is shown as a dash. A value of another form than
    documented is followed by what it was read as, one that is likely wrong by what it should be. Each value tells its
    JSON Pointer in ``data-path``, for a page that wants to find it.

    Args:
        document: the result that the report judges, or the job that carries it.
        report: what ``validate`` says of it; ``html.report_html(report, linked=True)`` links to this view.
        diagnoses: what ``diagnose`` says of the same document.
        lang: ``"en"`` or ``"it"``.

    Raises:
        ValueError: the language is neither.

    >>> from parzo_validate import validate
    >>> result = {"vendor": {"name": "<b>Rossi</b>"}, "financials": {"total": 0}}
    >>> view = invoice_html(result, validate(result))
    >>> "&lt;b&gt;Rossi&lt;/b&gt;" in view, '<mark>0</mark> <a class="parzo-label" href="#flag-0">error</a>' in view
    (True, True)
    """
    known_language(lang)
    carried = document if not Invoice.model_fields.keys().isdisjoint(document) else document.get("result")
    result = carried if isinstance(carried, Mapping) else {}
    view = _View(report, diagnoses, lang)
    sections = "".join(view.section(name, result.get(name)) for name in FIELDS if name != "line_items")
    lines = view.lines(result.get("line_items"))
    title = SENTENCES[lang]["invoice_view"]
    return f'<section class="parzo-invoice" lang="{lang}"><h2>{title}</h2>{sections}{lines}</section>'


def _marks(report: Report, lang: str) -> _Marks:
    """Return the gravest mark of each value: errors first, a rule that could not judge last."""
    words = WORDS[lang]
    weights = [
        *((path, words["not_evaluated"], "") for _, path in report.not_evaluated),
        *((value.path, words["unreadable"], "") for value in report.unreadable),
    ]
    by_weight = (*report.errors, *report.warnings)
    flags = [(flag.path, words[flag.severity], f"flag-{number}") for number, flag in enumerate(by_weight)]
    return {path: (word, target) for path, word, target in (*weights, *reversed(flags))}


class _View:
    """What every part of one view needs to know."""

    def __init__(self, report: Report, diagnoses: Sequence[Diagnosis], lang: str) -> None:
        self.lang, self.marks, self.places = lang, _marks(report, lang), place_numbers(report, diagnoses)
        self.proposals = proposals(report, diagnoses)
        self.coerced = {read.path: read_as_html(read, lang) for read in report.coerced}
        self.marked_under: dict[str, list[str]] = {}
        for path in self.places:
            parent, _, field = path.rpartition("/")
            self.marked_under.setdefault(parent, []).append(field)

    def section(self, name: str, section: object) -> str:
        """Return one section of a result as a list of its fields, those that are stated or marked."""
        stated = section if isinstance(section, Mapping) else {}
        marked = self.marked_under.get(f"/{name}", [])
        rows = "".join(
            f"<div><dt>{text(name_of(field, self.lang))}</dt>"
            f"{self._cell('dd', stated.get(field), f'/{name}/{field}')}</div>"
            for field in dict.fromkeys((*FIELDS[name], *marked))
            if stated.get(field) is not None or f"/{name}/{field}" in self.places
        )
        whole = self._whole(section, name)
        if not rows and not whole:
            return ""
        return f"<h3>{text(name_of(name, self.lang))}</h3>{whole}" + (f"<dl>{rows}</dl>" if rows else "")

    def lines(self, lines: object) -> str:
        """Return the lines as a table, without the columns that no line states."""
        stated = lines if isinstance(lines, (list, tuple)) else ()
        shown = [n for n in range(len(stated)) if n < LINES_SHOWN or self._names_line(n)]
        whole = self._whole(lines, "line_items")
        if not shown and not whole:
            return ""
        left_out = len(stated) - len(shown)
        more = f"<p>{more_lines(left_out, self.lang)}</p>" if left_out else ""
        table = self._table(stated, shown) if shown else ""
        return f"<h3>{text(name_of('line_items', self.lang))}</h3>{whole}{table}{more}"

    def _table(self, lines: Sequence[object], shown: Sequence[int]) -> str:
        used = {field for n in shown for field in self.marked_under.get(f"/line_items/{n}", [])}
        for n in shown:
            if isinstance(line := lines[n], Mapping):
                used |= {field for field in _LINE_FIELDS if line.get(field) is not None}
        columns = [*filter(used.__contains__, _LINE_FIELDS), *sorted(used.difference(_LINE_FIELDS))]
        head = "".join(f'<th scope="col">{text(name_of(field, self.lang))}</th>' for field in columns)
        rows = "".join(f"<tr>{''.join(self._row(lines[n], n, columns))}</tr>" for n in shown)
        label = text(name_of("line_items", self.lang))
        # A region that scrolls has to be reachable from the keyboard.
        return (
            f'<div class="parzo-scroll" role="region" aria-label="{label}" tabindex="0"><table>'
            f'<thead><tr><th scope="col">#</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        )

    def _row(self, line: object, number: int, columns: Sequence[str]) -> Iterator[str]:
        path = f"/line_items/{number}"
        yield f'<th scope="row"{self._target(path)}>{self._marked(str(number + 1), path)}</th>'
        if isinstance(line, Mapping):
            for field in columns:
                yield self._cell("td", line.get(field), f"{path}/{field}")
        else:
            yield f'<td colspan="{len(columns) or 1}">{_shown(line)}</td>'

    def _names_line(self, number: int) -> bool:
        line = f"/line_items/{number}"
        return line in self.marks or line in self.marked_under

    def _whole(self, value: object, name: str) -> str:
        """Return the mark of a section, or of the lines, as a whole."""
        path = f"/{name}"
        return self._cell("p", value, path) if path in self.marks else ""

    def _cell(self, tag: str, value: object, path: str) -> str:
        return f'<{tag} data-path="{text(path)}"{self._target(path)}>{self._marked(_shown(value), path)}</{tag}>'

    def _target(self, path: str) -> str:
        number = self.places.get(path)
        return "" if number is None else f' id="place-{number}" class="parzo-marked" tabindex="-1"'

    def _marked(self, shown: str, path: str) -> str:
        labels = [*self._labels(path)]
        value = f"<mark>{shown}</mark>" if labels else shown
        read_as = [_label(f"{WORDS[self.lang]['coerced']} {self.coerced[path]}")] if path in self.coerced else []
        return " ".join([value, *read_as, *labels])

    def _labels(self, path: str) -> Iterator[str]:
        if path in self.marks:
            word, flag = self.marks[path]
            link = f'<a class="parzo-label" href="#{flag}">{word}</a>'
            yield link if flag else _label(word)
        if path in self.proposals:
            proposed = text(self.proposals[path].proposed)
            yield _label(f"{WORDS[self.lang]['proposed']} {proposed}")


def _label(words: str) -> str:
    return f'<span class="parzo-label">{words}</span>'


def _shown(value: object) -> str:
    match value:
        case Mapping():
            return "{…}" if value else "{}"
        case list() | tuple():
            return "[…]" if value else "[]"
        case bool():
            return str(value).lower()
        case _:
            return text(value)
