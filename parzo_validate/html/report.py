"""A report as an accessible HTML fragment, escaped everywhere: for the page, for notebooks, for summaries.

The fragment brings no script and no style. Its classes start with ``parzo-``; ``stylesheet`` has rules for them that
suit a light and a dark page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files

from parzo_validate.diagnosis.diagnose import Diagnosis, best_for
from parzo_validate.engine.flag import Flag
from parzo_validate.engine.report import Report
from parzo_validate.html.text import code, read_as_html, text, told
from parzo_validate.job.revalidation import Revalidation
from parzo_validate.words import SENTENCES, WORDS, known_language, name_of, number

_IN_AN_INVOICE = re.compile(
    r"/(?:vendor|buyer|invoice|financials)(?:/[^/~]+)?|/line_items(?:/[0-9]+(?:/[^/~]+)?)?"
).fullmatch

COERCED_UNFOLDED = 5
"""More values that stand there in another form than documented are folded away."""


def report_html(
    report: Report,
    *,
    diagnoses: Sequence[Diagnosis] = (),
    lang: str = "en",
    heading: str = "",
    linked: bool = False,
) -> str:
    """Return the report as an HTML ``<section>``: verdict first, errors before warnings, then what was not checked.

    Args:
        report: what is to be shown.
        diagnoses: what ``diagnose`` says of the same document; the best one stands under its flag.
        lang: ``"en"`` or ``"it"``. A reason that exists in English alone, as a plain text does, is marked as such.
        heading: what the document is called.
        linked: link each flag to its value in the view that ``invoice_html`` makes of the same report.

    Raises:
        ValueError: the language is neither.

    >>> from parzo_validate import validate
    >>> fragment = report_html(validate({"financials": {"total": 0}}), heading="<a>.json")
    >>> fragment.startswith('<section class="parzo-report" lang="en"><h2>&lt;a&gt;.json</h2>')
    True
    """
    words, sentences = WORDS[known_language(lang)], SENTENCES[lang]
    places = place_numbers(report, diagnoses) if linked else {}
    flags = "".join(
        _flag(flag, index, best_for(flag, diagnoses), lang, places)
        for index, flag in enumerate((*report.errors, *report.warnings))
    )
    if flags:
        flags = f'<h3>{sentences["flags"]}</h3><ol class="parzo-flags">{flags}</ol>'
    unreadable = [
        f"{_place(value.path, places)} {told(value.reason, lang)}"
        f"{_proposal(best_for(value.path, diagnoses), value.path, lang, places)}"
        for value in report.unreadable
    ]
    crashed = [f'{code(rule)} <span lang="en">{text(error)}</span>' for rule, error in report.crashed.items()]
    not_evaluated = [
        f"{code(rule)} {_place(path, places)} {told(reason, lang)}"
        for (rule, path), reason in report.not_evaluated.items()
    ]
    verdict = report.verdict
    return (
        f'<section class="parzo-report" lang="{lang}">'
        f"{f'<h2>{text(heading)}</h2>' if heading else ''}"
        f'<p class="parzo-verdict"><strong class="parzo-badge parzo-{verdict}">{words[verdict]}</strong> '
        f"{sentences[verdict]}</p>"
        f"{flags}"
        f"{_listed(sentences['coerced'], _coerced(report, lang))}"
        f"{_listed(sentences['unreadable'], _items(unreadable))}"
        f"{_listed(sentences['crashed'], _items(crashed))}"
        f"{_listed(sentences['not_evaluated'], _items(not_evaluated))}"
        "</section>"
    )


def differences_html(job: Revalidation, *, lang: str = "en") -> str:
    """Return where a server says otherwise as an HTML ``<section>``; empty when it says the same, flag by flag.

    Raises:
        ValueError: the language is neither ``"en"`` nor ``"it"``.

    >>> from parzo_validate.job import revalidate
    >>> job = {"status": "completed", "validation_flags": ["X<Y"], "result": {}}
    >>> '<span class="parzo-label">only on server</span> <code>X&lt;Y</code>' in differences_html(revalidate(job))
    True
    """
    words = WORDS[known_language(lang)]
    rows = [
        *((words["only_in_report"], f"{code(flag.code)} {code(flag.path)}") for flag in job.only_in_report),
        *((words["only_in_server_flags"], f"{code(flag.code)} {code(flag.path)}") for flag in job.only_in_server_flags),
        *((words["unreadable"], f"{code(entry.path)} {told(entry.reason, lang)}") for entry in job.unreadable),
    ]
    if job.ruleset_difference:
        rows.append((words["other_ruleset"], told(job.ruleset_difference, lang)))
    items = "".join(f'<li><span class="parzo-label">{label}</span> {what}</li>' for label, what in rows)
    title = SENTENCES[lang]["differences"]
    return f'<section class="parzo-report" lang="{lang}"><h3>{title}</h3><ul>{items}</ul></section>' if rows else ""


def stylesheet() -> str:
    """Return the style sheet for the fragments, which colours nothing but what has a class of theirs."""
    return files(__package__).joinpath("report.css").read_text(encoding="utf-8")


def proposals(report: Report, diagnoses: Sequence[Diagnosis]) -> Mapping[str, Diagnosis]:
    """Return the diagnoses that are shown with a report, by the JSON Pointer of the value that should be another."""
    subjects: list[Flag | str] = [*report.flags, *(value.path for value in report.unreadable)]
    return {best.path: best for at in subjects if (best := best_for(at, diagnoses))}


def place_numbers(report: Report, diagnoses: Sequence[Diagnosis] = ()) -> Mapping[str, int]:
    """Return a number for each value of an invoice that a report speaks of, by its JSON Pointer; links lead to it."""
    flagged = (flag.path for flag in report.flags)
    unreadable = (value.path for value in report.unreadable)
    missing = (path for _, path in report.not_evaluated)
    paths = (*flagged, *unreadable, *missing, *proposals(report, diagnoses))
    return {path: index for index, path in enumerate(dict.fromkeys(filter(_IN_AN_INVOICE, paths)))}


def _flag(flag: Flag, index: int, proposal: Diagnosis | None, lang: str, places: Mapping[str, int]) -> str:
    target = f' id="flag-{index}" tabindex="-1"' if places else ""
    return (
        f'<li class="parzo-flag parzo-{flag.severity}"{target}>'
        f'<p><span class="parzo-badge parzo-{flag.severity}">{WORDS[lang][flag.severity]}</span> '
        f"{code(flag.code)} {_place(flag.path, places)}</p>"
        f'<p class="parzo-sentence">{text(flag.render(lang))}</p>'
        f"{_proposal(proposal, flag.path, lang, places)}{''.join(_values(flag, lang))}</li>"
    )


def _proposal(best: Diagnosis | None, path: str, lang: str, places: Mapping[str, int]) -> str:
    if best is None:
        return ""
    elsewhere = "" if best.path == path else f"{_place(best.path, places)} "
    return f'<p class="parzo-proposal">{elsewhere}{text(best.render(lang))}</p>'


def _values(flag: Flag, lang: str) -> Iterator[str]:
    if flag.context:
        yield '<dl class="parzo-values">'
        for key, value in flag.context.items():
            listed = ", ".join(value) if isinstance(value, tuple) else value
            shown = text(listed).replace("_", "_<wbr>")  # a long code may break there
            yield f"<div><dt>{text(name_of(key, lang))}</dt><dd>{shown}</dd></div>"
        yield "</dl>"


def _coerced(report: Report, lang: str) -> str:
    """Return how values were read that stand there in another form; many are folded away."""
    items = _items(
        f"{code(read.path)} <q>{text(read.given)}</q> → {read_as_html(read, lang)}" for read in report.coerced
    )
    if len(report.coerced) <= COERCED_UNFOLDED:
        return items
    count = number(len(report.coerced), lang)
    return f"<details><summary>{count} {WORDS[lang]['values']}</summary>{items}</details>"


def _items(rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return items and f"<ul>{items}</ul>"


def _listed(title: str, items: str) -> str:
    return items and f"<h3>{title}</h3>{items}"


def _place(path: str, places: Mapping[str, int]) -> str:
    return f'<a href="#place-{places[path]}">{code(path)}</a>' if path in places else code(path)
