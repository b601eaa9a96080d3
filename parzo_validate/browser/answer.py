"""The one function that JavaScript calls: a document and a question as JSON text, an answer as JSON text.

It needs nothing that a browser lacks and is the same under CPython, where it is tested.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple, TypeVar

from parzo_validate.choices import Language, TableName
from parzo_validate.diagnosis.diagnose import Diagnosis, diagnose
from parzo_validate.engine.flag import Flag, FrozenDict
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.report import Report, Verdict
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput, ParzoValidateError
from parzo_validate.html.invoice import invoice_html
from parzo_validate.html.report import differences_html, report_html
from parzo_validate.html.text import told
from parzo_validate.invoice.collected import Unreadable
from parzo_validate.invoice.json_text import parse, read_object
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import echo
from parzo_validate.job.envelope import is_job
from parzo_validate.job.revalidation import Revalidation, revalidate
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate, validate_json
from parzo_validate.words import WORDS

_Value = TypeVar("_Value")


def _extended_table() -> RuleTable:
    from parzo_validate.extended import EXTENDED_TABLE  # only here: it takes a while to load, and few ask for it

    return EXTENDED_TABLE


_TABLES: Mapping[str, Callable[[], RuleTable]] = {
    TableName.DEFAULT: lambda: DEFAULT_TABLE,
    TableName.EXTENDED: _extended_table,
}
_OPTIONS = dict.fromkeys(("lang", "policy", "rules"))
_POLICY_FIELDS = dict.fromkeys(one.name for one in fields(Policy) if one.name != "fingerprint")
_LANGUAGES = {lang.value: lang for lang in Language}


class InvalidOption(ParzoValidateError, ValueError):
    """An option is unknown, or has a value that it cannot have; the text lists the known ones."""


class _Question(NamedTuple):
    lang: str = "en"
    table: RuleTable = DEFAULT_TABLE
    policy: Policy = DEFAULT_POLICY


def answer(raw: bytes | str, want: str, options: str = "{}") -> str:
    """Return what a document deserves as JSON text: an object with an ``answer``, or with an ``error``.

    Args:
        raw: a result, or a job that carries one, as JSON text; amounts are read digit by digit.
        want: ``report``: what ``Report.to_json`` says. ``revalidation``: what ``Revalidation.as_dict`` says, and its
            ``report``. ``judgement``: what ``parzo-validate check --format json`` says. ``sheet``: the HTML to show.
        options: a JSON object with any of ``lang``, ``rules`` and ``policy``.

    An ``error`` is for what the caller did wrong and has the ``name`` and the ``message`` of the library's own.

    >>> json.loads(answer('{"financials": {"total": 0}}', "report"))["answer"]["verdict"]
    'review'
    >>> answer("[]", "report")
    '{"error": {"name": "InvalidInput", "message": "expected a JSON object with the extraction result, got a list"}}'
    """
    try:
        answered = _known("answer", want, _ANSWERS)(raw, _question(options))
    except ParzoValidateError as error:
        return json.dumps({"error": {"name": type(error).__name__, "message": str(error)}}, ensure_ascii=False)
    return f'{{"answer": {json.dumps(answered, ensure_ascii=False)}}}'


class _Judged(NamedTuple):
    """A document with its report, or the reason why it has none; ``job`` where it is one."""

    document: Mapping[str, Any]
    report: Report | None
    reason: Reason = Reason("", "")
    job: Revalidation | None = None
    diagnoses: tuple[Diagnosis, ...] = ()


def _report(raw: bytes | str, question: _Question) -> object:
    return _in(question.lang, validate_json(raw, table=question.table, policy=question.policy)).as_dict()


def _revalidation(raw: bytes | str, question: _Question) -> object:
    job = _job_in(question.lang, revalidate(raw, table=question.table, policy=question.policy))
    return {**job.as_dict(), "report": job.report.as_dict() if job.report else None}


def _judgement(raw: bytes | str, question: _Question) -> object:
    _, report, reason, job, diagnoses = _judged(raw, question)
    said: dict[str, object] = {"error": reason.render(question.lang), "reason_code": reason.code}
    if report:
        said = {**_in(question.lang, report).as_dict(), "diagnoses": [one.as_dict() for one in diagnoses]}
    return {**said, **({"job": _job_in(question.lang, job).as_dict()} if job else {})}


def _sheet(raw: bytes | str, question: _Question) -> object:
    lang = question.lang
    document, report, reason, job, diagnoses = _judged(raw, question)
    if report is None:
        verdict = "no_result" if job else "unusable"
        badge = f'<strong class="parzo-badge parzo-error">{WORDS[lang][verdict]}</strong>'
        html = f'<p class="parzo-verdict">{badge} {told(reason, lang)}</p>'
        return {"verdict": verdict, "report": f'<section class="parzo-report" lang="{lang}">{html}</section>'}
    differences = differences_html(job, lang=lang) if job else ""
    return {
        "verdict": report.verdict,
        "report": report_html(report, diagnoses=diagnoses, lang=lang, linked=True) + differences,
        "invoice": invoice_html(document, report, diagnoses=diagnoses, lang=lang),
    }


_ANSWERS: Mapping[str, Callable[[bytes | str, _Question], object]] = {
    "report": _report,
    "revalidation": _revalidation,
    "judgement": _judgement,
    "sheet": _sheet,
}


def _judged(raw: bytes | str, question: _Question) -> _Judged:
    """Return what ``parzo-validate check`` would say of a document; one that is unusable has a reason."""
    try:
        document = read_object(raw)
    except InvalidInput as error:
        return _Judged({}, None, reason_of(error))
    if is_job(document):
        job = revalidate(document, table=question.table, policy=question.policy)
        judged = _Judged(document, job.report, job.reason, job)
    else:
        judged = _Judged(document, validate(document, table=question.table, policy=question.policy))
    if judged.report and judged.report.verdict is Verdict.REVIEW:
        found = diagnose(document, policy=question.policy)
        return judged._replace(diagnoses=tuple(replace(one, message=one.render(question.lang)) for one in found))
    return judged


def _in(lang: str, report: Report) -> Report:
    """Return the report with its sentences in this language where JSON has the English ones."""
    return report._replace(
        flags=_flags_in(lang, report.flags),
        unreadable=_unreadable_in(lang, report.unreadable),
        not_evaluated=FrozenDict({place: _reason_in(lang, reason) for place, reason in report.not_evaluated.items()}),
    )


def _job_in(lang: str, job: Revalidation) -> Revalidation:
    report = _in(lang, job.report) if job.report else None
    return job._replace(
        report=report,
        reason=_reason_in(lang, job.reason),
        only_here=_flags_in(lang, job.only_here),
        unreadable=_unreadable_in(lang, job.unreadable),
    )


def _flags_in(lang: str, flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(replace(flag, message=flag.render(lang)) for flag in flags)


def _unreadable_in(lang: str, several: Iterable[Unreadable]) -> tuple[Unreadable, ...]:
    return tuple(Unreadable(path, _reason_in(lang, reason)) for path, reason in several)


def _reason_in(lang: str, reason: Reason) -> Reason:
    return Reason(reason.code, reason.render(lang), reason.italian)


def _question(options: str) -> _Question:
    given = parse(options)
    if not isinstance(given, dict):
        raise InvalidOption(f"options: expected an object, got {echo(given)}")
    for name in given:
        _known("option", name, _OPTIONS)
    return _Question(
        _known("lang", given.get("lang") or Language.EN, _LANGUAGES),
        _known("rules", given.get("rules") or TableName.DEFAULT, _TABLES)(),
        _policy(given.get("policy") or {}),
    )


def _policy(given: object) -> Policy:
    if not isinstance(given, dict):
        raise InvalidOption(f"policy: expected an object, got {echo(given)}")
    for name in given:
        _known("policy field", name, _POLICY_FIELDS)
    return Policy(**given)


def _known(what: str, name: object, known: Mapping[str, _Value]) -> _Value:
    if not isinstance(name, str) or name not in known:
        raise InvalidOption(f"{what}: unknown {echo(name)}; known: {', '.join(known)}")
    return known[name]
