"""The answer: flags, what could not be read, what could not be judged, and the verdict that follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.flag import NOTHING, Flag, FlagDict, FrozenDict, Severity
from parzo_validate.engine.ruleset import Ruleset, RulesetDict
from parzo_validate.invoice.collected import Coerced, CoercedDict, Unreadable, UnreadableDict
from parzo_validate.invoice.reasons import Reason


class Verdict(StrEnum):
    """What to do with the document.

    ``clean``: every rule ran and found nothing. ``review``: a flag, an unreadable value or a crashed rule.
    ``incomplete``: nothing found, but something could not be checked.
    """

    CLEAN = "clean"
    REVIEW = "review"
    INCOMPLETE = "incomplete"


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
    ruleset: RulesetDict


@dataclass(frozen=True, slots=True)
class Report:
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
    coerced: tuple[Coerced, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    not_evaluated: Mapping[tuple[str, str], Reason] = NOTHING
    crashed: Mapping[str, str] = NOTHING
    ruleset: Ruleset = Ruleset()  # noqa: RUF009  # it is frozen

    def __post_init__(self) -> None:
        if type(self.not_evaluated) is not FrozenDict:
            object.__setattr__(self, "not_evaluated", FrozenDict(self.not_evaluated))
        if type(self.crashed) is not FrozenDict:
            object.__setattr__(self, "crashed", FrozenDict(self.crashed))

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

    def as_dict(self, lang: str = "en") -> ReportDict:
        """Return the report as plain dicts and lists, ready for JSON, with its sentences in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return {
            "verdict": self.verdict.value,  # type: ignore[typeddict-item]  # the enum is for the schema
            "flags": [flag.as_dict(lang) for flag in self.flags],
            "coerced": [value.as_dict() for value in self.coerced],
            "unreadable": [value.as_dict(lang) for value in self.unreadable],
            "not_evaluated": [
                {"code": code, "path": path, "reason": reason.render(lang), "reason_code": reason.code}
                for (code, path), reason in self.not_evaluated.items()
            ],
            "crashed": [
                {"code": code, "error": error, "reason_code": "crashed"} for code, error in self.crashed.items()
            ],
            "ruleset": self.ruleset.as_dict(),
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Report":
        """Return the report that ``as_dict`` wrote; its sentences speak the one language that was written.

        >>> report = Report(crashed={"ACME_RULE": "ValueError: x"})
        >>> Report.from_dict(report.as_dict()) == report
        True
        """
        return cls(
            flags=tuple(map(Flag.from_dict, written["flags"])),
            coerced=tuple(map(Coerced.from_dict, written.get("coerced", ()))),
            unreadable=tuple(map(Unreadable.from_dict, written["unreadable"])),
            not_evaluated={(gap["code"], gap["path"]): Reason.from_dict(gap) for gap in written["not_evaluated"]},
            crashed={crash["code"]: crash["error"] for crash in written["crashed"]},
            ruleset=Ruleset.from_dict(written["ruleset"]),
        )

    def to_json(self, *, lang: str = "en", indent: int | None = None) -> str:
        """Return ``as_dict`` as JSON text, in one line unless ``indent`` says how many spaces to indent by."""
        import json  # only here, so that importing the library stays cheap

        return json.dumps(self.as_dict(lang), ensure_ascii=False, indent=indent)

    def _repr_html_(self) -> str:
        """Return the HTML that a notebook shows."""
        from parzo_validate.html.report import report_html, stylesheet  # only here: a report does not need to be seen

        return f"<style>{stylesheet()}</style>{report_html(self)}"
