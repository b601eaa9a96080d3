"""The one function that JavaScript calls: a document and options as JSON text, an answer as JSON text.

It needs nothing that a browser lacks and is the same under CPython, where it is tested.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from parzo_validate.batch.outcome import Outcome, judge
from parzo_validate.browser.question import Options, known_value, read_options
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.report import Report
from parzo_validate.errors import InvalidInput, ParzoValidateError
from parzo_validate.html.invoice import invoice_html
from parzo_validate.html.report import differences_html, report_html
from parzo_validate.html.text import told
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.reading import Document
from parzo_validate.job.revalidation import revalidate
from parzo_validate.validate import validate
from parzo_validate.words import WORDS


def answer(raw: bytes | str, want: str, options: str = "{}") -> str:
    """Return what a document deserves as JSON text: an object with an ``answer``, or with an ``error``.

    Args:
        raw: a result, or a job that carries one, as JSON text; amounts are read digit by digit.
        want: ``report``: what ``Report.to_json`` says. ``revalidation``: what ``Revalidation.as_dict`` says, and its
            ``report``. ``judgement``: what ``parzo-validate check --format json`` says, less where it
            stands. ``sheet``: the HTML to show.
        options: a JSON object with any of ``lang``, ``rules`` and ``policy``; ``text``, that of the document's paper,
            with form feeds between its pages or as a list of them; ``from``, whose answer the document is, as
            ``parzo-validate check --from`` takes it.

    An ``error`` is for what the caller did wrong and has the ``name`` and the ``message`` of the library's own.

    >>> json.loads(answer('{"financials": {"total": 0}}', "report"))["answer"]["verdict"]
    'review'
    >>> answer("[]", "report")
    '{"error": {"name": "InvalidInput", "message": "expected a JSON object with the extraction result, got a list"}}'
    """
    try:
        answered = known_value("answer", want, _ANSWERS)(raw, read_options(options))
    except ParzoValidateError as error:
        return json.dumps({"error": {"name": type(error).__name__, "message": str(error)}}, ensure_ascii=False)
    return f'{{"answer": {json.dumps(answered, ensure_ascii=False)}}}'


def _report(raw: bytes | str, options: Options) -> object:
    document = _documented(raw, options)
    report = validate(document, table=options.table, policy=options.policy)
    return _report_of(Outcome("", None, report), document, options)


def _revalidation(raw: bytes | str, options: Options) -> object:
    document = _documented(raw, options)
    job = revalidate(document, table=options.table, policy=options.policy)
    report = job.report and _report_of(Outcome.of_job("", None, job), document, options)
    return {**job.as_dict(options.lang), "report": report}


def _report_of(judged: Outcome, document: Document, options: Options) -> dict[str, Any]:
    judged = _beside_its_paper(judged, document, options)
    grounding = {"grounding": judged.grounding.as_dict(options.lang)} if judged.grounding else {}
    return {**(judged.report or Report()).as_dict(options.lang), **grounding}


def _judgement(raw: bytes | str, options: Options) -> object:
    outcome, _ = _judged(raw, options)
    said = outcome.as_dict(options.lang)
    return {name: value for name, value in said.items() if name not in ("source", "line")}


def _sheet(raw: bytes | str, options: Options) -> object:
    lang = options.lang
    judged, document = _judged(raw, options)
    report, job, diagnoses = judged.report, judged.job, judged.diagnoses or ()
    if report is None:
        badge = f'<strong class="parzo-badge parzo-error">{WORDS[lang][judged.verdict]}</strong>'
        html = f'<p class="parzo-verdict">{badge} {told(judged.reason, lang)}</p>'
        return {"verdict": judged.verdict, "report": f'<section class="parzo-report" lang="{lang}">{html}</section>'}
    invoice = document if isinstance(document, Mapping) else read_object(document)
    differences = differences_html(job, lang=lang) if job else ""
    sheet = {
        "verdict": report.verdict,
        "report": report_html(report, diagnoses=diagnoses, lang=lang, linked=True) + differences,
        "invoice": invoice_html(invoice, report, diagnoses=diagnoses, lang=lang),
    }
    return {**sheet, "paper": _marks_of(judged, lang)} if judged.grounding else sheet


def _judged(raw: bytes | str, options: Options) -> tuple[Outcome, bytes | str | Mapping[str, Any]]:
    """Return what is to be said of a document, and the document as it was judged."""
    try:
        document = _documented(raw, options)
    except InvalidInput as error:
        return Outcome("", None, reason=reason_of(error)), raw
    outcome = judge("", None, document, table=options.table, policy=options.policy)
    return _beside_its_paper(outcome, document, options).diagnosed(document, options.policy), document


def _documented(raw: bytes | str, options: Options) -> bytes | str | Mapping[str, Any]:
    if options.producer is None:
        return raw
    from parzo_validate.adapters.received import result_of  # only here: the page may lack what it needs

    return result_of(raw, options.producer)


def _beside_its_paper(outcome: Outcome, document: Document, options: Options) -> Outcome:
    if options.text is None or outcome.report is None:
        return outcome
    from parzo_validate.batch.papers import Papers  # only here: most documents come without their papers

    return Papers(given=options.text).beside(outcome, document, options.table, options.policy)


def _marks_of(judged: Outcome, lang: str) -> object:
    from parzo_validate.browser.marks import marks_of  # only here, too

    return marks_of(judged, lang)


_ANSWERS: Mapping[str, Callable[[bytes | str, Options], object]] = {
    "report": _report,
    "revalidation": _revalidation,
    "judgement": _judgement,
    "sheet": _sheet,
}
