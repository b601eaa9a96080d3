"""One document of many: where it stands, and its report, or why it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NotRequired, Self, TypeGuard

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.batch.writing import json_line
from parzo_validate.diagnosis.diagnose import Diagnosis, DiagnosisDict, diagnose
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.report import Report, ReportDict, Verdict
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.reading import Document, reader_of_json
from parzo_validate.invoice.reasons import NO_REASON, Reason
from parzo_validate.job.envelope import is_job
from parzo_validate.job.revalidation import Revalidation, RevalidationDict, revalidate
from parzo_validate.validate import judged, validate

if TYPE_CHECKING:
    from parzo_validate.grounding import Grounding

STANDARD_INPUT = "-"


class DuplicateDict(TypedDict):
    """An earlier document that a document is too, as JSON; ``exact``: date and total are the same besides."""

    of: str
    exact: bool


class JudgedDict(ReportDict):
    """A report as JSON, and where the document stands: ``line`` is null where the file is the document."""

    source: str
    line: int | None
    diagnoses: NotRequired[list[DiagnosisDict]]
    grounding: NotRequired[dict[str, Any]]  # as Grounding.as_dict writes it; naming it would import its room
    job: NotRequired[RevalidationDict]
    duplicate: NotRequired[DuplicateDict]


class UnusableDict(TypedDict):
    """Why a document has no report, as JSON; programs match ``reason_code``."""

    source: str
    line: int | None
    error: str
    reason_code: str
    job: NotRequired[RevalidationDict]


OutcomeDict = JudgedDict | UnusableDict
"""What ``check``, ``job`` and ``batch`` write of a document, as JSON."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document and its report, or the reason why it has none.

    Args:
        source: the file that holds the document; empty for a document that came as such, not in a file.
        line: its number in JSON Lines, counted from 1; ``None`` where the file is the document.
        report: what the rules say of it; ``None`` when it could not be judged.
        reason: why it could not be judged; empty, with an empty code, when it was.
        job: how a job compares with the server's flags; ``None`` for a bare result.
        diagnoses: which values are likely wrong; ``None`` where nobody asked.
        grounding: what its paper says of it; ``None`` where no paper was asked for.
        text: the text of its paper, for the diagnoses; it is not written.
    """

    source: str
    line: int | None
    report: Report | None = None
    reason: Reason = NO_REASON
    job: Revalidation | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None
    grounding: "Grounding | None" = None
    text: str | Sequence[str] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of_job(cls, source: str, line: int | None, job: Revalidation) -> Self:
        """Return the outcome of a job that was judged again."""
        return cls(source, line, job.report, job.reason, job)

    def diagnosed(self, document: Document, policy: Policy) -> Self:
        """Return the outcome with the values that are likely wrong, looked for where something is to review."""
        if self.report is None:
            return self
        diagnoses = diagnose(document, policy=policy, text=self.text) if self.report.verdict is Verdict.REVIEW else ()
        return replace(self, diagnoses=diagnoses)

    @property
    def name(self) -> str:
        """The document as a person would look it up."""
        return document_name(self.source, self.line)

    @property
    def verdict(self) -> str:
        """That of the report; ``"no_result"`` for a job without a result, ``"unusable"`` for what is no document.

        >>> Outcome("a.jsonl", 3, reason=Reason("not_json", "expected a JSON object")).verdict
        'unusable'
        """
        return self.report.verdict if self.report else "no_result" if self.job else "unusable"

    def as_dict(self, lang: str = "en") -> OutcomeDict:
        """Return the outcome as plain dicts and lists, ready for JSON, with its sentences in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        answer: Any = {"source": self.source, "line": self.line}
        if self.report:
            answer |= self.report.as_dict(lang)
        else:
            answer |= {"error": self.reason.render(lang), "reason_code": self.reason.code}
        if self.diagnoses is not None:
            answer["diagnoses"] = [diagnosis.as_dict(lang) for diagnosis in self.diagnoses]
        if self.grounding is not None:
            answer["grounding"] = self.grounding.as_dict(lang)
        if self.job:
            answer["job"] = self.job.as_dict(lang)
        return answer  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> Self:
        """Return the outcome that ``as_dict`` wrote, a line of ``batch`` for one, in the language that was written.

        >>> outcome = Outcome("a.jsonl", 3, reason=Reason("not_a_result", "expected a JSON object, got a list"))
        >>> Outcome.from_dict(outcome.as_dict()) == outcome
        True
        """
        report = Report.from_dict(written) if "verdict" in written else None
        job, diagnoses = written.get("job"), written.get("diagnoses")
        return cls(
            written["source"],
            written["line"],
            report,
            NO_REASON if report else Reason(written["reason_code"], written["error"]),
            job and Revalidation.from_dict(job, report),
            None if diagnoses is None else tuple(map(Diagnosis.from_dict, diagnoses)),
            _grounding_from(written.get("grounding")),
        )

    def to_json(self, lang: str = "en") -> str:
        """Return ``as_dict`` as one line of JSON.

        >>> Outcome("a.jsonl", 3, reason=Reason("not_json", "expected a JSON object")).to_json()
        '{"source": "a.jsonl", "line": 3, "error": "expected a JSON object", "reason_code": "not_json"}'
        """
        if not says_flags_alone(self.report) or self.job or self.grounding or self.diagnoses is not None:
            return json_line(self.as_dict(lang))
        # Only their place and their flags differ: a seventh of the time of reading, judging and writing.
        said = json_of_clean(self.report.ruleset)
        if flags := [flag.as_dict(lang) for flag in self.report.flags]:
            said = said.replace('"clean", "flags": []', f'"review", "flags": {json_line(flags)}', 1)
        return f"{json_of_place(self.source, self.line)}, {said}"


def _grounding_from(written: Mapping[str, Any] | None) -> "Grounding | None":
    if written is None:
        return None
    from parzo_validate.grounding import Grounding  # only here: most documents come without their papers

    return Grounding.from_dict(written)


def says_flags_alone(report: Report | None) -> TypeGuard[Report]:
    """Return whether there is nothing to say of a document but its flags, if any: as of most."""
    return report is not None and not (report.coerced or report.unreadable or report.not_evaluated or report.crashed)


def json_of_place(source: str, line: int | None) -> str:
    """Return what the JSON of an outcome begins with.

    >>> json_of_place("a.jsonl", 3), json_of_place("a.json", None)
    ('{"source": "a.jsonl", "line": 3', '{"source": "a.json", "line": null')
    """
    return f"{_json_of_source(source)}{'null' if line is None else line}"


@lru_cache(maxsize=8)
def _json_of_source(source: str) -> str:
    return json_line({"source": source, "line": None}).removesuffix("null}")


@lru_cache(maxsize=8)
def json_of_clean(ruleset: Ruleset) -> str:
    """Return what follows its place in the JSON of an outcome of which there is nothing to say."""
    return json_line(Report(ruleset=ruleset).as_dict())[1:]


def document_name(source: str, line: int | None) -> str:
    """Return how a person would look a document up.

    >>> document_name("a.jsonl", 3), document_name("a.json", None), document_name("-", 3), document_name("", 3)
    ('a.jsonl:3', 'a.json', 'standard input:3', 'line 3')
    """
    if not source:
        return f"line {line}"
    source = "standard input" if source == STANDARD_INPUT else source
    return source if line is None else f"{source}:{line}"


def judge(source: str, line: int | None, document: Document, *, table: RuleTable, policy: Policy) -> Outcome:
    """Return the outcome of a result, or of a job that carries one. Nothing in it raises.

    >>> from parzo_validate import DEFAULT_TABLE, Policy
    >>> judge("a.jsonl", 1, '{"status": "pending"}', table=DEFAULT_TABLE, policy=Policy()).reason
    'still pending'
    """
    return as_outcome(source, line, report_or_outcome(source, line, document, table=table, policy=policy))


def as_outcome(source: str, line: int | None, said: Report | Outcome) -> Outcome:
    """Return an outcome as it is, and a report as that of the document at this place."""
    return said if isinstance(said, Outcome) else Outcome(source, line, said)


def report_or_outcome(
    source: str, line: int | None, document: Document, *, table: RuleTable, policy: Policy
) -> Report | Outcome:
    """Return what ``judge`` does; of a bare result only the report, since an outcome takes a twelfth of the time."""
    try:
        invoice = reader_of_json(table.is_own)(document) if isinstance(document, (bytes, str)) else None
        if invoice:  # as of nearly all, none of them a job
            return judged((invoice, (), ()), table, policy)
        content = read_object(document) if isinstance(document, (bytes, str)) else document
        if isinstance(content, Mapping) and is_job(content):
            return Outcome.of_job(source, line, revalidate(content, table=table, policy=policy))
        return validate(content, table=table, policy=policy)
    except InvalidInput as error:
        return Outcome(source, line, reason=reason_of(error))
