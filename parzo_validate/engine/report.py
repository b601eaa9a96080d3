"""The answer: flags, what could not be read, what could not be judged, and the verdict that follows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from typing_extensions import TypedDict  # as in flag.py

from parzo_validate.engine.flag import NOTHING, Flag, FlagDict, FrozenDict, Severity
from parzo_validate.invoice.collected import Coerced, Unreadable, UnreadableDict
from parzo_validate.invoice.reasons import Reason
from parzo_validate.version import __version__


class Verdict(StrEnum):
    """What to do with the document.

    ``clean``: every rule ran and found nothing. ``review``: a flag, an unreadable value or a crashed rule.
    ``incomplete``: nothing found, but something could not be checked.
    """

    CLEAN = "clean"
    REVIEW = "review"
    INCOMPLETE = "incomplete"


class CoercedDict(TypedDict):
    """A value that was read otherwise than it stood there, as JSON; ``read_as`` is null where it says nothing."""

    path: str
    given: str
    read_as: str | None


class NotEvaluatedDict(TypedDict):
    """Something a rule could not judge, as JSON; ``path`` is the value that it lacks."""

    code: str
    path: str
    reason: str
    reason_code: str


class CrashDict(TypedDict):
    """A rule that raised, as JSON; ``reason_code`` is always ``crashed``."""

    code: str
    error: str
    reason_code: str


class ReportDict(TypedDict):
    """A report as JSON."""

    verdict: Verdict
    flags: list[FlagDict]
    coerced: list[CoercedDict]
    unreadable: list[UnreadableDict]
    not_evaluated: list[NotEvaluatedDict]
    crashed: list[CrashDict]
    ruleset: str


class Report(NamedTuple):
    """What the rules of one table, under one policy, say of one invoice.

    Args:
        flags: in table order, then by path.
        coerced: the values that were read otherwise than they stood there, such as ``"1.220,10 EUR"``. They change
            nothing about the verdict.
        unreadable: the values that could not be read, and why. Their fields counted as missing, but excuse nothing.
        not_evaluated: why a rule could not judge, by its code and the JSON Pointer of the value that it lacks.
        crashed: the error of each rule that raised, by its code. That is a bug of the rule.
        ruleset: library version and fingerprint of table and policy: equal means that the same question was asked.
    """

    flags: tuple[Flag, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    not_evaluated: Mapping[tuple[str, str], Reason] = NOTHING
    crashed: Mapping[str, str] = NOTHING
    ruleset: str = __version__
    coerced: tuple[Coerced, ...] = ()

    @property
    def errors(self) -> tuple[Flag, ...]:
        """The flags that say the invoice cannot be true."""
        return tuple(flag for flag in self.flags if flag.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Flag, ...]:
        """The flags that deserve a look."""
        return tuple(flag for flag in self.flags if flag.severity is Severity.WARNING)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that were flagged, each once, in table order."""
        return tuple(dict.fromkeys(flag.code for flag in self.flags))

    @property
    def verdict(self) -> Verdict:
        """``review``, ``incomplete`` or ``clean``, in this order of precedence."""
        if self.flags or self.unreadable or self.crashed:
            return Verdict.REVIEW
        return Verdict.INCOMPLETE if self.not_evaluated else Verdict.CLEAN

    @property
    def validation_flags(self) -> list[FlagDict]:
        """The flags as plain dicts, ready for the job's field of that name."""
        return [flag.as_dict() for flag in self.flags]

    def as_dict(self) -> ReportDict:
        """Return the report as plain dicts and lists, ready for JSON."""
        return {
            "verdict": self.verdict.value,  # type: ignore[typeddict-item]  # the enum is for the schema
            "flags": self.validation_flags,
            "coerced": [{"path": read.path, "given": read.given, "read_as": read.read_as} for read in self.coerced],
            "unreadable": [refused.as_dict() for refused in self.unreadable],
            "not_evaluated": [
                {"code": code, "path": path, "reason": str(reason), "reason_code": reason.code}
                for (code, path), reason in self.not_evaluated.items()
            ],
            "crashed": [
                {"code": code, "error": error, "reason_code": "crashed"} for code, error in self.crashed.items()
            ],
            "ruleset": self.ruleset,
        }

    @classmethod
    def from_dict(cls, report: Mapping[str, Any]) -> "Report":
        """Return the report that ``as_dict`` wrote; its flags speak the one language that was written.

        >>> report = Report(crashed={"ACME_RULE": "ValueError: x"})
        >>> Report.from_dict(report.as_dict()) == report
        True
        """
        return cls(
            tuple(Flag.from_dict(flag) for flag in report["flags"]),
            tuple(Unreadable(refused["path"], _reason(refused)) for refused in report["unreadable"]),
            FrozenDict({(lacking["code"], lacking["path"]): _reason(lacking) for lacking in report["not_evaluated"]}),
            FrozenDict({crash["code"]: crash["error"] for crash in report["crashed"]}),
            report["ruleset"],
            tuple(Coerced(read["path"], read["given"], read["read_as"]) for read in report.get("coerced", ())),
        )

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON text, in one line unless ``indent`` says how many spaces to indent by."""
        import json  # only here, so that importing the library stays cheap

        return json.dumps(self.as_dict(), ensure_ascii=False, indent=indent)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from parzo_validate.html.report import report_html, stylesheet  # only here: a report does not need to be seen

        return f"<style>{stylesheet()}</style>{report_html(self)}"


def _reason(written: Mapping[str, Any]) -> Reason:
    """Return a reason that was written as JSON; it speaks the one language that was written."""
    return Reason(written.get("reason_code", ""), written["reason"])
