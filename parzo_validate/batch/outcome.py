"""One document of many: where it stands, and its report, or why it has none."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, Self, TypeGuard

from parzo_validate.batch.writing import json_line
from parzo_validate.diagnosis.diagnose import Diagnosis, diagnose
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.reasons import as_reason, reason_of
from parzo_validate.engine.report import Report, Verdict
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.reading import read_at_once
from parzo_validate.job.envelope import is_job
from parzo_validate.job.revalidation import Revalidation, revalidate
from parzo_validate.validate import validate

STANDARD_INPUT = "-"


class Outcome(NamedTuple):
    """A document and its report, or the reason why it has none.

    Args:
        source: the file that holds the document; empty for a document that came as such, not in a file.
        line: its number in JSON Lines, counted from 1; ``None`` where the file is the document.
        report: what the rules say of it; ``None`` when it could not be judged.
        reason: why it could not be judged, a ``Reason`` or a plain text; empty when it was.
        job: how a job compares with the server's flags; ``None`` for a bare result.
        diagnoses: which values are likely wrong; ``None`` where nobody asked.
    """

    source: str
    line: int | None
    report: Report | None = None
    reason: str = ""
    job: Revalidation | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None

    @classmethod
    def of_job(cls, source: str, line: int | None, job: Revalidation) -> Self:
        """Return what is to be said of a job."""
        return cls(source, line, job.report, job.reason, job)

    def diagnosed(self, document: Mapping[str, Any] | bytes | str, policy: Policy) -> Self:
        """Return the outcome with the values that are likely wrong, looked for where something is to review."""
        if self.report is None:
            return self
        if self.report.verdict is not Verdict.REVIEW:
            return self._replace(diagnoses=())
        result = document if isinstance(document, Mapping) else read_object(document)
        return self._replace(diagnoses=diagnose(result, policy=policy))

    @property
    def name(self) -> str:
        """The document as a person would look it up."""
        return document_name(self.source, self.line)

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain dicts and lists, ready for JSON."""
        answer = self._refusal() if self.report is None else self.report.as_dict()
        diagnoses = {} if self.diagnoses is None else {"diagnoses": [one.as_dict() for one in self.diagnoses]}
        job = {"job": self.job.as_dict()} if self.job else {}
        return {"source": self.name, **answer, **diagnoses, **job}

    def _refusal(self) -> dict[str, str]:
        reason = as_reason(self.reason, "unusable")
        return {"error": str(reason), "reason_code": reason.code}

    def to_json(self) -> str:
        """Return the outcome as one line of JSON.

        >>> Outcome("a.jsonl", 3, reason="expected a JSON object, got a list").to_json()
        '{"source": "a.jsonl:3", "error": "expected a JSON object, got a list", "reason_code": "unusable"}'
        """
        if is_clean_as_documented(self.report) and not self.job and self.diagnoses is None:
            # Most are so, and say the same: a seventh of the time that a worker takes, reading and judging included.
            return f'{{"source": {json_line(self.name)}, {_json_of_a_clean_report(self.report.ruleset)}'
        return json_line(self.as_dict())


def is_clean_as_documented(report: Report | None) -> TypeGuard[Report]:
    """Return whether there is nothing to say of a document: it is clean, and was read as it stands there."""
    return report is not None and report.verdict is Verdict.CLEAN and not report.coerced


@lru_cache(maxsize=8)
def _json_of_a_clean_report(ruleset: str) -> str:
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


def judge(source: str, line: int | None, raw: bytes | str, *, table: RuleTable, policy: Policy) -> Outcome:
    """Return the outcome of a result, or of a job that carries one, as JSON text. Nothing in the text raises.

    >>> from parzo_validate import DEFAULT_TABLE, Policy
    >>> judge("a.jsonl", 1, '{"status": "pending"}', table=DEFAULT_TABLE, policy=Policy()).reason
    'still pending'
    """
    try:
        document: Any = read_at_once(raw)
        if document is None:
            document = read_object(raw)
            if is_job(document):
                return Outcome.of_job(source, line, revalidate(document, table=table, policy=policy))
        return Outcome(source, line, validate(document, table=table, policy=policy))
    except InvalidInput as error:
        return Outcome(source, line, reason=reason_of(error))
