"""The job around a result: fill in its flags at the server, judge it again at the client and compare."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.flag import Flag, FlagDict
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset, RulesetDict
from parzo_validate.engine.table import RuleTable
from parzo_validate.invoice.collected import Unreadable, UnreadableDict
from parzo_validate.invoice.reasons import NO_REASON, Reason, Words
from parzo_validate.invoice.values import describe, printable
from parzo_validate.job.envelope import CompletedJob, FailedJob, Job, PendingJob, UnknownJob, read_job
from parzo_validate.job.server_flag import TEXT_LIMIT, ServerFlag, ServerFlagDict, differences
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.validate import validate


class RevalidationDict(TypedDict):
    """How a job compares with the flags of its server, as JSON; programs match ``reason_code``."""

    status: str
    agrees: bool
    reason: str
    reason_code: str
    only_in_report: list[FlagDict]
    only_in_server_flags: list[ServerFlagDict]
    server_flags: list[ServerFlagDict]
    unreadable: list[UnreadableDict]
    server_ruleset: RulesetDict | None
    ruleset_difference: str


@dataclass(frozen=True, slots=True)
class Revalidation:
    """What judging a job again has shown.

    Args:
        status: the job's own word for how far it is.
        report: what the rules say of its result here; ``None`` when it carries none.
        reason: why there is no report; empty, with an empty code, when there is one.
        server_flags: what the server says, in its order.
        unreadable: the server's entries that hold no code, by their JSON Pointer in the job.
        only_in_report: flags that the server lacks.
        only_in_server_flags: flags that the report lacks, those with a code unknown here among them.
        server_ruleset: the ruleset that the server judged by; ``None`` when the job names none.
    """

    status: str
    report: Report | None = None
    reason: Reason = NO_REASON
    server_flags: tuple[ServerFlag, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    only_in_report: tuple[Flag, ...] = ()
    only_in_server_flags: tuple[ServerFlag, ...] = ()
    server_ruleset: Ruleset | None = None

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same of a result; never so without a result, or with an unreadable entry."""
        return self.report is not None and not (self.only_in_report or self.only_in_server_flags or self.unreadable)

    @property
    def ruleset_difference(self) -> Words:
        """A sentence on how version, rules or policy differ from the server's; empty when none is known to."""
        if self.report is None or self.server_ruleset is None:
            return Words("")
        return self.report.ruleset.difference(self.server_ruleset)

    def as_dict(self, lang: str = "en") -> RevalidationDict:
        """Return the comparison, without the report, as plain dicts and lists, ready for JSON.

        Raises:
            ValueError: the language of its sentences is neither ``"en"`` nor ``"it"``.
        """
        return {
            "status": self.status,
            "agrees": self.agrees,
            "reason": self.reason.render(lang),
            "reason_code": self.reason.code,
            "only_in_report": [flag.as_dict(lang) for flag in self.only_in_report],
            "only_in_server_flags": [flag.as_dict() for flag in self.only_in_server_flags],
            "server_flags": [flag.as_dict() for flag in self.server_flags],
            "unreadable": [refused.as_dict(lang) for refused in self.unreadable],
            "server_ruleset": self.server_ruleset.as_dict() if self.server_ruleset else None,
            "ruleset_difference": self.ruleset_difference.render(lang),
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any], report: Report | None = None) -> "Revalidation":
        """Return the comparison that ``as_dict`` wrote, with the report that it leaves out.

        >>> answer = revalidate({"status": "pending"})
        >>> Revalidation.from_dict(answer.as_dict(), answer.report) == answer
        True
        """
        ruleset = written["server_ruleset"]
        return cls(
            written["status"],
            report,
            Reason.from_dict(written),
            tuple(map(ServerFlag.from_dict, written["server_flags"])),
            tuple(map(Unreadable.from_dict, written["unreadable"])),
            tuple(map(Flag.from_dict, written["only_in_report"])),
            tuple(map(ServerFlag.from_dict, written["only_in_server_flags"])),
            ruleset and Ruleset.from_dict(ruleset),
        )


def revalidate(
    job: Job | Mapping[str, Any] | bytes | str, *, table: RuleTable = DEFAULT_TABLE, policy: Policy = DEFAULT_POLICY
) -> Revalidation:
    """Return the report on a job's result, and where it differs from the flags that the server put on the job.

    Paths lead from the result, as in every report. Flags are the same when code and path are, or the code alone
    where the server gave no path; severity and message do not count. That the server asked by a different ruleset is
    reported and does not count either.

    Args:
        job: as ``wait_for_job`` returned it, as a mapping, or as JSON text.
        table: the rules to run.
        policy: what they take as right beyond the law.

    Raises:
        InvalidInput: ``job`` is not a job. Nothing inside it ever raises.

    >>> answer = revalidate({
    ...     "status": "completed",
    ...     "validation_flags": ["DATE_INCOHERENCE"],
    ...     "result": {"financials": {"total": 0}},
    ... })
    >>> answer.agrees, answer.only_in_report[0].code, answer.only_in_server_flags[0].code
    (False, 'INVALID_TOTAL', 'DATE_INCOHERENCE')
    >>> revalidate({"status": "failed", "error": "the PDF is encrypted", "attempt_count": 3}).reason
    'failed: the PDF is encrypted after 3 attempts'
    """
    read = job if isinstance(job, Job) else read_job(job)
    if not isinstance(read, (CompletedJob, UnknownJob)):
        return Revalidation(read.status, reason=why_nothing(read))
    theirs, unreadable = read.validation_flags, read.unreadable_flags
    if not isinstance(read.result, Mapping):
        return Revalidation(read.status, None, why_nothing(read), theirs, unreadable, only_in_server_flags=theirs)
    report = validate(read.result, table=table, policy=policy)
    ours_alone, theirs_alone = differences(report.flags, theirs)
    return Revalidation(read.status, report, NO_REASON, theirs, unreadable, ours_alone, theirs_alone, read.ruleset)


def why_nothing(job: Job) -> Reason:
    """Return why a job has nothing to validate; the server's text is cut at 500 characters."""
    match job:
        case FailedJob():
            error = printable(job.error, TEXT_LIMIT) if job.error else ""
            attempts = _attempts(job)
            return Reason(
                "failed",
                f"failed: {error or 'the server gave no reason'}{attempts}",
                f"fallito: {error or 'il server non ne dice il motivo'}{attempts.italian}",
            )
        case CompletedJob() | UnknownJob():
            given = describe(job.result)
            status = Words("completed", "completato")
            if isinstance(job, UnknownJob):
                status = Words(f"status {job.status!r}, not known here", f"stato {job.status!r}, qui non noto")
            return Reason(
                "no_result",
                f"{status}, but its result is {given}; expected an object",
                f"{status.italian}, ma il risultato è {given.italian}; atteso un oggetto",
            )
        case _:
            waits = "in attesa" if isinstance(job, PendingJob) else "in lavorazione"
            return Reason("not_completed", f"still {job.status}", f"ancora {waits}")


def _attempts(job: FailedJob) -> Words:
    count, given = job.attempt_count, job.as_dict().get("attempt_count")
    if count is None and given is None:
        return Words("")
    if count is None:
        got = describe(given)
        return Words(
            f"; attempt_count is unreadable: expected a count, got {got}",
            f"; attempt_count illeggibile: atteso un numero di tentativi, trovato {got.italian}",
        )
    several = count != 1
    return Words(f" after {count} attempt{'s' if several else ''}", f" dopo {count} tentativ{'i' if several else 'o'}")


def complete(job: Job | Mapping[str, Any] | bytes | str, report: Report) -> dict[str, Any]:
    """Return the job as a plain dict with the report's ``validation_flags`` and ``ruleset``; the input is not changed.

    The values are those of the input, not copies. Use ``dump_json`` to write one that was read from JSON text.

    Raises:
        InvalidInput: ``job`` is not a job.

    >>> result = {"financials": {"total": 0}}
    >>> complete({"status": "completed", "result": result}, validate(result))["validation_flags"][0]["code"]
    'INVALID_TOTAL'
    """
    read = job if isinstance(job, Job) else read_job(job)
    return {**read.as_dict(), "validation_flags": report.validation_flags, "ruleset": report.ruleset.as_dict()}


def dump_json(value: Any) -> str:
    """Return a job, or anything in it, as JSON text; amounts that came from JSON text keep their digits.

    ``json.dumps`` refuses a ``Decimal``, and a float would turn 1220.10 into 1220.1.

    Raises:
        ValueError: it holds a number that JSON does not know, NaN or an infinity.

    >>> dump_json(read_job('{"status": "completed", "result": {"financials": {"total": 1220.10}}}'))
    '{"status": "completed", "result": {"financials": {"total": 1220.10}}}'
    """
    if isinstance(value, Job):
        return dump_json(value.as_dict())
    match value:
        case bool():
            return json.dumps(value)
        case int() | Decimal() if Decimal(value).is_finite():
            return str(Decimal(value))  # which writes what Python refuses to: an int of thousands of digits
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {dump_json(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(dump_json, value)) + "]"
        case Decimal():
            raise ValueError(f"Out of range decimal values are not JSON compliant: {value}")
        case _:
            return json.dumps(value, allow_nan=False)
