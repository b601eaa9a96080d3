"""The one function that JavaScript calls: a document and options as JSON text, an answer as JSON text.

It needs nothing that a browser lacks and is the same under CPython, where it is tested.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from parzo_validate.batch.outcome import Outcome, judge
from parzo_validate.config.choices import TableName
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import ParzoValidateError
from parzo_validate.html.invoice import invoice_html
from parzo_validate.html.report import differences_html, report_html
from parzo_validate.html.text import told
from parzo_validate.invoice.json_text import parse, read_object
from parzo_validate.invoice.values import describe
from parzo_validate.job.revalidation import revalidate
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate_json
from parzo_validate.words import WORDS, Language

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


class _Options(NamedTuple):
    lang: str = "en"
    table: RuleTable = DEFAULT_TABLE
    policy: Policy = DEFAULT_POLICY


def answer(raw: bytes | str, want: str, options: str = "{}") -> str:
    """Return what a document deserves as JSON text: an object with an ``answer``, or with an ``error``.

    Args:
        raw: a result, or a job that carries one, as JSON text; amounts are read digit by digit.
        want: ``report``: what ``Report.to_json`` says. ``revalidation``: what ``Revalidation.as_dict`` says, and its
            ``report``. ``judgement``: what ``parzo-validate check --format json`` says, less where it
            stands. ``sheet``: the HTML to show.
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


def _report(raw: bytes | str, options: _Options) -> object:
    return validate_json(raw, table=options.table, policy=options.policy).as_dict(options.lang)


def _revalidation(raw: bytes | str, options: _Options) -> object:
    job = revalidate(raw, table=options.table, policy=options.policy)
    return {**job.as_dict(options.lang), "report": job.report and job.report.as_dict(options.lang)}


def _judgement(raw: bytes | str, options: _Options) -> object:
    outcome = _judged(raw, options).as_dict(options.lang)
    return {name: value for name, value in outcome.items() if name not in ("source", "line")}


def _sheet(raw: bytes | str, options: _Options) -> object:
    lang = options.lang
    judged = _judged(raw, options)
    report, job, diagnoses = judged.report, judged.job, judged.diagnoses or ()
    if report is None:
        verdict = "no_result" if job else "unusable"
        badge = f'<strong class="parzo-badge parzo-error">{WORDS[lang][verdict]}</strong>'
        html = f'<p class="parzo-verdict">{badge} {told(judged.reason, lang)}</p>'
        return {"verdict": verdict, "report": f'<section class="parzo-report" lang="{lang}">{html}</section>'}
    differences = differences_html(job, lang=lang) if job else ""
    return {
        "verdict": report.verdict,
        "report": report_html(report, diagnoses=diagnoses, lang=lang, linked=True) + differences,
        "invoice": invoice_html(read_object(raw), report, diagnoses=diagnoses, lang=lang),
    }


def _judged(raw: bytes | str, options: _Options) -> Outcome:
    outcome = judge("", None, raw, table=options.table, policy=options.policy)
    return outcome.diagnosed(raw, options.policy)


_ANSWERS: Mapping[str, Callable[[bytes | str, _Options], object]] = {
    "report": _report,
    "revalidation": _revalidation,
    "judgement": _judgement,
    "sheet": _sheet,
}


def _question(options: str) -> _Options:
    given = _object("options", parse(options), "option", _OPTIONS)
    return _Options(
        _known("lang", given.get("lang") or Language.EN, _LANGUAGES),
        _known("rules", given.get("rules") or TableName.DEFAULT, _TABLES)(),
        Policy(**_object("policy", given.get("policy") or {}, "policy field", _POLICY_FIELDS)),
    )


def _object(what: str, given: object, field: str, known: Mapping[str, object]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidOption(f"{what}: expected an object, got {describe(given)}")
    for name in given:
        _known(field, name, known)
    return given


def _known(what: str, name: object, known: Mapping[str, _Value]) -> _Value:
    if not isinstance(name, str) or name not in known:
        raise InvalidOption(f"{what}: unknown {describe(name)}; known: {', '.join(known)}")
    return known[name]
