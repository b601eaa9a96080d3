"""How ``check`` prints an answer: a review sheet for people, JSON for programs, annotations for GitHub."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.text import Text

from parzo_validate.cli_input import Judged
from parzo_validate.diagnose import Diagnosis
from parzo_validate.diagnosis.explanation import POSSIBLE
from parzo_validate.flag import Flag
from parzo_validate.job import Revalidation
from parzo_validate.report import Report
from parzo_validate.words import WORDS


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
    "crashed": "red",
    "diagnosis": "green",
    "only_here": "blue",
    "only_there": "blue",
    "other_ruleset": "blue",
}


def printed(answers: Iterable[Judged], output: Format, lang: str, several: bool) -> Iterator[Judged]:
    """Print each answer and pass it on. ``several`` says that more than one is to be expected."""
    if output is Format.JSON:
        return _json(answers, several)
    if output is Format.JSONL:
        return _json_lines(answers)
    return _annotations(answers, lang) if output is Format.GITHUB else _review_sheets(answers, lang)


def _json(answers: Iterable[Judged], several: bool) -> Iterator[Judged]:
    """One JSON document: an object, or a list of them where several documents are to be expected."""
    print("[" if several else "", end="")
    for index, judged in enumerate(answers):
        print(",\n" if index else "", json.dumps(_as_dict(judged), ensure_ascii=False, indent=2), sep="", end="")
        yield judged
    print("]" if several else "")


def _json_lines(answers: Iterable[Judged]) -> Iterator[Judged]:
    for judged in answers:
        print(json.dumps(_as_dict(judged), ensure_ascii=False))
        yield judged


def _as_dict(judged: Judged) -> Mapping[str, Any]:
    answer = {"error": judged.answer} if isinstance(judged.answer, str) else judged.answer.as_dict()
    diagnoses = {} if judged.diagnoses is None else {"diagnoses": [one.as_dict() for one in judged.diagnoses]}
    job = {"job": judged.job.as_dict()} if judged.job else {}
    return {"source": judged.name, **answer, **diagnoses, **job}


def _verdict(judged: Judged) -> str:
    if isinstance(judged.answer, Report):
        return judged.answer.verdict
    return "no_result" if judged.job else "unusable"


def _differences(job: Revalidation | None) -> Iterator[tuple[str, str, str]]:
    """Yield what a server says otherwise: the kind of difference, the code, and where."""
    if job:
        yield from (("only_here", flag.code, flag.path) for flag in job.only_here)
        yield from (("only_there", flag.code, flag.path or "") for flag in job.only_there)
        yield from (("unreadable", path, reason) for path, reason in job.unreadable)
        if job.ruleset_difference:
            yield "other_ruleset", job.ruleset_difference, ""


def _annotations(answers: Iterable[Judged], lang: str) -> Iterator[Judged]:
    for judged in answers:
        if isinstance(judged.answer, str):
            _annotate("error", judged, WORDS[lang][_verdict(judged)], judged.answer)
        else:
            report = judged.answer
            for flag in report.flags:
                _annotate(flag.severity, judged, flag.code, f"{flag.path}: {flag.render(lang)}")
            for path, reason in report.unreadable:
                _annotate("warning", judged, WORDS[lang]["unreadable"], f"{path}: {reason}")
            for (code, path), reason in report.not_evaluated.items():
                _annotate("notice", judged, f"{code} {WORDS[lang]['not_evaluated']}", f"{path}: {reason}")
        for kind, what, where in _differences(judged.job):
            _annotate("notice", judged, WORDS[lang][kind], f"{what} {where}".rstrip())
        yield judged


_IN_MESSAGE = {ord(character): f"%{ord(character):02X}" for character in "%\r\n"}
_IN_PROPERTY = _IN_MESSAGE | {ord(character): f"%{ord(character):02X}" for character in ",:"}
"""What the syntax of a workflow command reserves."""


def _annotate(level: str, judged: Judged, title: str, text: str) -> None:
    line = "" if judged.line is None else f",line={judged.line}"
    place = f"file={judged.source.translate(_IN_PROPERTY)}{line}"
    print(f"::{level} {place},title={title.translate(_IN_PROPERTY)}::{text.translate(_IN_MESSAGE)}")


def _review_sheets(answers: Iterable[Judged], lang: str) -> Iterator[Judged]:
    """A sheet for each document: verdict first, errors before warnings, then what could not be checked."""
    console = Console(highlight=False, soft_wrap=True)
    words = WORDS[lang]
    verdicts: Counter[str] = Counter()
    for judged in answers:
        verdict = _verdict(judged)
        verdicts[verdict] += 1
        console.print(Text.assemble(f"{judged.name}: ", (words[verdict], _STYLES[verdict])), end="")
        if isinstance(judged.answer, str):
            console.print(Text(f": {judged.answer}"))
        else:
            console.print()
            for row in _rows(judged.answer, judged.diagnoses or (), lang):
                console.print(row)
        for difference in _differences(judged.job):
            console.print(_row(lang, *difference))
        yield judged
    if verdicts.total() > 1:
        counts = ", ".join(f"{count} {words[verdict]}" for verdict, count in sorted(verdicts.items()))
        console.print(Text(f"{verdicts.total()} {words['documents']}: {counts}"))


def _rows(report: Report, diagnoses: Sequence[Diagnosis], lang: str) -> Iterator[Text]:
    for flag in (*report.errors, *report.warnings):
        yield _row(lang, flag.severity, flag.code, flag.path, _cause(flag))
        yield Text(" " * _INDENT + flag.render(lang))
        yield from _what_it_should_be([one for one in diagnoses if one.explains(flag)], flag.path, lang)
    for path, reason in report.unreadable:
        yield _row(lang, "unreadable", path, reason)
        yield from _what_it_should_be([one for one in diagnoses if one.path == path], path, lang)
    for code, error in report.crashed.items():
        yield _row(lang, "crashed", code, error)
    for (code, _), reason in report.not_evaluated.items():
        yield _row(lang, "not_evaluated", code, reason)


def _what_it_should_be(diagnoses: Sequence[Diagnosis], path: str, lang: str) -> Iterator[Text]:
    """Yield the best diagnosis, with its place where it is another one; what is one of several guesses is left out."""
    for best in diagnoses[:1]:
        if best.certainty != POSSIBLE:
            place = "" if best.path == path else f"{best.path} "
            yield Text(f"{' ' * _INDENT}{place}{best.render(lang)}", _STYLES["diagnosis"])


_INDENT = 17


def _row(lang: str, kind: str, *cells: str) -> Text:
    label = f"  {WORDS[lang][kind]:<{_INDENT - 2}}"
    return Text.assemble((label, _STYLES[kind]), "  ".join(filter(None, cells)))


def _cause(flag: Flag) -> str:
    cause = flag.context.get("cause")
    return f"({cause})" if cause else ""
