"""Ask again: what goes back to an extractor whose answer cannot be true, and a validator by which pydantic says it."""

import re
from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel

from parzo_validate.diagnosis.diagnose import Diagnosis, best_for
from parzo_validate.engine.flag import Flag
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.model import Invoice
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate
from parzo_validate.words import italian_number, known_language

Result = TypeVar("Result")

_GIVES_AWAY = ("expected", "difference", "per_cent")
"""What the context of a flag calls the value that should stand there, or what leads to it."""

_ASK = {
    "en": "These values cannot all be right. Read them on the document again and correct what was misread:",
    "it": "Questi valori non possono essere tutti giusti. Rileggerli sul documento e correggere quelli letti male:",
}
_WITHHELD = "…"
_is_number = re.compile(r"-?[0-9]+(?:\.[0-9]+)?").fullmatch


def feedback(report: Report, *, diagnoses: Iterable[Diagnosis] | None = None, lang: str = "en") -> str:
    """Return what to tell an extractor, so that it reads again: a line for each finding, its path first; or nothing.

    A model that is told a number repeats it, so the value that should stand there is left out of each sentence.

    Args:
        report: what is wrong.
        diagnoses: of the same result; given, each line also says what should stand there.
        lang: ``"en"`` or ``"it"``.

    Raises:
        ValueError: the language is neither.

    >>> report = validate({"financials": {"subtotal": 1000, "tax_amount": 220, "total": 1202}})
    >>> print(feedback(report))
    These values cannot all be right. Read them on the document again and correct what was misread:
    - /financials/total: subtotal 1000.00 + tax 220.00 = …, but the total is 1202.00 (difference …)
    """
    known_language(lang)
    lines = [_ASK[lang]]
    for flag in report.flags:
        sentence = flag.render(lang) if diagnoses is not None else _without_what_it_should_be(flag, lang)
        lines.append(f"- {flag.path}: {'; '.join([sentence, *what_it_should_be(flag, diagnoses, lang)])}")
    for value in report.unreadable:
        sentences = [value.reason.render(lang), *what_it_should_be(value.path, diagnoses, lang)]
        lines.append(f"- {value.path}: {'; '.join(sentences)}")
    return "\n".join(lines) if len(lines) > 1 else ""


def what_it_should_be(subject: Flag | str, diagnoses: Iterable[Diagnosis] | None, lang: str) -> list[str]:
    """Return the best diagnosis of a flag or a path as a sentence, with its place where it is another one, or nothing.

    >>> from parzo_validate.diagnosis import diagnose
    >>> swapped = diagnose({"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}})
    >>> what_it_should_be("/financials/total", swapped, "en")
    ['should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%']
    """
    best = best_for(subject, diagnoses or ())
    if best is None:
        return []
    place = "" if best.path == (subject if isinstance(subject, str) else subject.path) else f"{best.path} "
    return [f"{place}{best.render(lang)}"]


def _without_what_it_should_be(flag: Flag, lang: str) -> str:
    values = {str(flag.context[name]) for name in _GIVES_AWAY if flag.context.get(name) is not None}
    if not values:
        return flag.render(lang)
    written = {*values, *(italian_number(value) for value in values if lang == "it" and _is_number(value))}
    anywhere = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    return re.sub(rf"(?<![\w.,])(?:{anywhere})(?!\w|[.,]\d)", _WITHHELD, flag.render(lang))


def must_hold(
    result: Result,
    *,
    table: RuleTable = DEFAULT_TABLE,
    policy: Policy = DEFAULT_POLICY,
    warnings: bool = False,
    lang: str = "en",
) -> Result:
    """Return the result where nothing says that it cannot be true; otherwise pydantic asks its language model again.

    ``Annotated[Invoice, AfterValidator(must_hold)]`` is all that pydantic-ai and instructor need.

    Args:
        result: an ``Invoice``, another pydantic model of the same fields, or a mapping.
        table: the rules to run.
        policy: what they take as right beyond the law.
        warnings: refuse for a warning too, which the document itself may deserve.
        lang: the language of what is said.

    Raises:
        ValueError: something cannot be true; the text is the ``feedback``.

    >>> from typing import Annotated
    >>> from pydantic import AfterValidator, TypeAdapter
    >>> checked = TypeAdapter(Annotated[Invoice, AfterValidator(must_hold)])
    >>> checked.validate_python({"financials": {"total": 0}})
    Traceback (most recent call last):
    pydantic_core._pydantic_core.ValidationError: 1 validation error for function-after[must_hold(), Invoice]
      Value error, These values cannot all be right. Read them on the document again and correct what was misread:
    - /financials/total: the total is 0.00, but a total cannot be zero ...
    """
    document = result.model_dump() if isinstance(result, BaseModel) and not isinstance(result, Invoice) else result
    report = validate(document, table=table, policy=policy)  # type: ignore[arg-type]  # whatever it is, it is refused there
    if report.flags if warnings else report.errors:
        raise ValueError(feedback(report, lang=lang))
    return result
