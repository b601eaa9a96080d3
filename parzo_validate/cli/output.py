"""How ``check`` prints an answer: a review sheet for people, JSON for programs, annotations for GitHub."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from rich.text import Text

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.writing import json_page, shown
from parzo_validate.cli.terminal import Terminal
from parzo_validate.diagnosis.asking import what_it_should_be
from parzo_validate.engine.report import Report
from parzo_validate.invoice.collected import Coerced
from parzo_validate.job.revalidation import Revalidation
from parzo_validate.words import WORDS, counted, number


class Format(StrEnum):
    """How to print the answer."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    GITHUB = "github"


_STYLES = {
    "clean": "bold green",
    "review": "bold yellow",
    "incomplete": "bold cyan",
    "unusable": "bold red",
    "no_result": "bold red",
    "error": "red",
    "warning": "yellow",
    "unreadable": "magenta",
    "not_evaluated": "dim",
    "coerced": "dim",
    "crashed": "red",
    "diagnosis": "green",
    "only_in_report": "blue",
    "only_in_server_flags": "blue",
    "other_ruleset": "blue",
}


def printed(answers: Iterable[Outcome], output: Format, lang: str, several: bool) -> Iterator[Outcome]:
    """Print each answer and pass it on. ``several`` says that more than one is to be expected."""
    if output is Format.JSON:
        return _json(answers, lang, several)
    if output is Format.JSONL:
        return _json_lines(answers, lang)
    return _annotations(answers, lang) if output is Format.GITHUB else _review_sheets(answers, lang)


def _json(answers: Iterable[Outcome], lang: str, several: bool) -> Iterator[Outcome]:
    """One JSON document: an object, or a list of them where several documents are to be expected."""
    print("[" if several else "", end="")
    for index, judged in enumerate(answers):
        print(",\n" if index else "", json_page(judged.as_dict(lang)), sep="", end="")
        yield judged
    print("]" if several else "")


def _json_lines(answers: Iterable[Outcome], lang: str) -> Iterator[Outcome]:
    for judged in answers:
        print(judged.to_json(lang))
        yield judged


def _differences(job: Revalidation | None, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a server says otherwise: the kind of difference, the code, and where."""
    if job:
        yield from (("only_in_report", flag.code, flag.path) for flag in job.only_in_report)
        yield from (("only_in_server_flags", flag.code, flag.path or "") for flag in job.only_in_server_flags)
        yield from (("unreadable", entry.path, entry.reason.render(lang)) for entry in job.unreadable)
        if job.ruleset_difference:
            yield "other_ruleset", job.ruleset_difference.render(lang), ""


def _annotations(answers: Iterable[Outcome], lang: str) -> Iterator[Outcome]:
    for judged in answers:
        report = judged.report
        if report is None:
            _annotate("error", judged, WORDS[lang][judged.verdict], judged.reason.render(lang))
        else:
            for flag in report.flags:
                sentence = "; ".join([flag.render(lang), *what_it_should_be(flag, judged.diagnoses, lang)])
                _annotate(flag.severity, judged, flag.code, f"{flag.path}: {sentence}")
            for value in report.unreadable:
                sentence = "; ".join(
                    [value.reason.render(lang), *what_it_should_be(value.path, judged.diagnoses, lang)]
                )
                _annotate("warning", judged, WORDS[lang]["unreadable"], f"{value.path}: {sentence}")
            for code, error in report.crashed.items():
                _annotate("warning", judged, f"{code} {WORDS[lang]['crashed']}", error)
            for (code, path), reason in report.not_evaluated.items():
                _annotate("notice", judged, f"{code} {WORDS[lang]['not_evaluated']}", f"{path}: {reason.render(lang)}")
        for kind, what, where in _differences(judged.job, lang):
            _annotate("notice", judged, WORDS[lang][kind], f"{what} {where}".rstrip())
        yield judged


_IN_MESSAGE = {ord("%"): "%25"}
_IN_PROPERTY = _IN_MESSAGE | {ord(character): f"%{ord(character):02X}" for character in ",:"}
"""What the syntax of a workflow command reserves."""


def _annotate(level: str, judged: Outcome, title: str, text: str) -> None:
    line = "" if judged.line is None else f",line={judged.line}"
    place = f"file={shown(judged.source).translate(_IN_PROPERTY)}{line}"
    print(f"::{level} {place},title={shown(title).translate(_IN_PROPERTY)}::{shown(text).translate(_IN_MESSAGE)}")


def _review_sheets(answers: Iterable[Outcome], lang: str) -> Iterator[Outcome]:
    """A sheet for each document: verdict first, errors before warnings, then what could not be checked."""
    console = Terminal()
    words = WORDS[lang]
    verdicts: Counter[str] = Counter()
    for judged in answers:
        verdict = judged.verdict
        verdicts[verdict] += 1
        console.print(Text.assemble(f"{shown(judged.name)}: ", (words[verdict], _STYLES[verdict])), end="")
        if judged.report is None:
            console.print(Text(f": {shown(judged.reason.render(lang))}"))
        else:
            console.print()
            for row in _rows(judged, judged.report, lang):
                console.print(row)
        for difference in _differences(judged.job, lang):
            console.print(_row(lang, *difference))
        yield judged
    if verdicts.total() > 1:
        counts = ", ".join(counted(count, verdict, lang) for verdict, count in sorted(verdicts.items()))
        console.print(Text(f"{counted(verdicts.total(), 'documents', lang)}: {counts}"))


def _rows(judged: Outcome, report: Report, lang: str) -> Iterator[Text]:
    said: set[tuple[str, str]] = set()
    for flag in (*report.errors, *report.warnings):
        cause = flag.context.get("cause")
        yield _row(lang, flag.severity, flag.code, flag.path, f"({cause})" if cause else "")
        yield Text(" " * _INDENT + flag.render(lang))
        for sentence in what_it_should_be(flag, judged.diagnoses, lang):
            if (flag.path, sentence) not in said:  # two flags of one value have one repair
                yield _explaining(sentence)
            said.add((flag.path, sentence))
    for value in report.unreadable:
        yield _row(lang, "unreadable", value.path, value.reason.render(lang))
        yield from map(_explaining, what_it_should_be(value.path, judged.diagnoses, lang))
    for code, error in report.crashed.items():
        yield _row(lang, "crashed", code, error)
    for (code, _), reason in report.not_evaluated.items():
        yield _row(lang, "not_evaluated", code, reason.render(lang))
    yield from _coerced(report.coerced, lang)


_COERCED_SHOWN = 5
_ELSEWHERE = {"en": "--format json lists them", "it": "--format json li elenca"}


def _coerced(coerced: Sequence[Coerced], lang: str) -> Iterator[Text]:
    """Yield how the values were read that stand there in another form, or how many when they are many."""
    words = WORDS[lang]
    rows = [
        (read.path, f'"{read.given}" -> {words["nothing"] if read.read_as is None else read.read_as}')
        for read in coerced
    ]
    if len(rows) > _COERCED_SHOWN:
        rows = [(f"{number(len(rows), lang)} {words['values']}; {_ELSEWHERE[lang]}", "")]
    for row in rows:
        yield Text(_row(lang, "coerced", *row).plain, _STYLES["coerced"])


def _explaining(sentence: str) -> Text:
    return Text(" " * _INDENT + sentence, _STYLES["diagnosis"])


_INDENT = 4 + max(len(words[kind]) for words in WORDS.values() for kind in _STYLES if kind in words)
"""Where the second column begins: behind the longest label of a row."""


def _row(lang: str, kind: str, *cells: str) -> Text:
    label = f"  {WORDS[lang][kind]:<{_INDENT - 2}}"
    return Text.assemble((label, _STYLES[kind]), "  ".join(map(shown, filter(None, cells))))
