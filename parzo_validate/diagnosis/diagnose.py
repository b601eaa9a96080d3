"""Which single value of an invoice is wrong, and what it should be.

An invoice says most things twice: lines, subtotal, rate, tax and total, dates, check digits. Where what it says does
not fit together, a change of one value may make everything hold again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.diagnosis.amounts import explain_amounts
from parzo_validate.diagnosis.candidate import CERTAINTIES, Certainty, Explanation, changed, value_at
from parzo_validate.diagnosis.dates import explain_dates
from parzo_validate.diagnosis.numbers import explain_numbers
from parzo_validate.diagnosis.printed import explain_printed
from parzo_validate.diagnosis.words import message, written
from parzo_validate.engine.flag import Flag, FrozenDict
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document, Reading, read, result_in
from parzo_validate.invoice.values import Path, pointer, printable
from parzo_validate.words import LANGUAGES, known_language

AT_MOST = 5
"""Diagnoses of one invoice; who has to look at more of them had better look at the page."""
_DATES = ("date", "due_date")
_CODES = {
    "sums": "ARITHMETIC_MISMATCH",
    "sign": "INVALID_TOTAL",
    "dates": "DATE_INCOHERENCE",
    "tax": "TAX_RATE_MISMATCH",
    "lines": "LINE_SUM_MISMATCH",
    "line": "LINE_AMOUNT_MISMATCH",
}
"""The rule that flags an identity when it is broken, where the flag may stand elsewhere than the wrong value."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a diagnosis, by the names of identities.

    Args:
        repaired: what was broken and holds with the proposed value.
        holding: what else holds with it.
    """

    repaired: tuple[str, ...]
    holding: tuple[str, ...]


class EvidenceDict(TypedDict):
    """Evidence as JSON."""

    repaired: list[str]
    holding: list[str]


class DiagnosisDict(TypedDict):
    """A diagnosis as JSON; money is a decimal string."""

    path: str
    found: str | None
    proposed: str | None
    defect: str | None
    certainty: Certainty
    evidence: EvidenceDict
    message: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A value that is wrong, and what it should be.

    Args:
        path: the JSON Pointer of the value in the result.
        found: the value that stands there, as text; money in currency units with its cents.
        proposed: the value that makes everything hold; ``None`` where nothing should stand there.
        defect: the slip that explains it, a name of ``parzo_validate.testing.defects``, or ``None``.
        certainty: ``certain`` when no other change would do and a second identity confirms this one, ``likely`` when
            it is better than every other, ``possible`` otherwise.
        evidence: the identities that it repairs, and those that hold besides.
        message: all that in one English sentence; ``render`` returns it in Italian too.
    """

    path: str
    found: str | None
    proposed: str | None
    defect: str | None
    certainty: Certainty
    evidence: Evidence
    message: str
    translations: Mapping[str, str] = field(default_factory=FrozenDict, compare=False, repr=False)

    def render(self, lang: str = "en") -> str:
        """Return the message in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return self.translations.get(known_language(lang), self.message)

    def explains(self, flag: Flag) -> bool:
        """Return whether the flag is about this value, or about something that it repairs."""
        return self.path == flag.path or flag.code in (_CODES.get(name) for name in self.evidence.repaired)

    def as_dict(self, lang: str = "en") -> DiagnosisDict:
        """Return the diagnosis as a plain dict, ready for JSON, with its message in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return {
            "path": self.path,
            "found": self.found,
            "proposed": self.proposed,
            "defect": self.defect,
            "certainty": self.certainty,
            "evidence": {"repaired": list(self.evidence.repaired), "holding": list(self.evidence.holding)},
            "message": self.render(lang),
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Diagnosis":
        """Return the diagnosis that ``as_dict`` wrote; its message speaks the one language that was written."""
        evidence = Evidence(tuple(written["evidence"]["repaired"]), tuple(written["evidence"]["holding"]))
        return cls(
            written["path"],
            written["found"],
            written["proposed"],
            written["defect"],
            written["certainty"],
            evidence,
            written["message"],
        )


def diagnose(result: Document, *, policy: Policy = DEFAULT_POLICY) -> tuple[Diagnosis, ...]:
    """Return which value is wrong and what it should be, likeliest first, at most five; nothing is ever changed.

    Sums, VAT numbers and dates are looked at apart, so that a wrong number does not hide a wrong sum. In each a change
    of one value must make everything hold; where none does, or where nothing is broken, there is no diagnosis.

    Args:
        result: the extraction result or the completed job that carries one, as ``validate`` takes it.
        policy: what counts as a right sum and a right rate, as for ``validate``.

    Raises:
        InvalidInput: ``result`` is no such thing. Nothing inside it ever raises.

    >>> sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}
    >>> [diagnosis] = diagnose({"financials": sums})
    >>> diagnosis.path, diagnosis.found, diagnosis.proposed, diagnosis.certainty
    ('/financials/total', '1202.00', '1220.00', 'certain')
    >>> diagnosis.message
    'should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%'
    """
    document = read_object(result) if isinstance(result, (bytes, str)) else result
    reading = read(document)
    invoice, texts = reading.invoice, _unreadable_texts(document, reading)
    areas = (
        list(explain_printed(invoice, policy, texts)) or list(explain_amounts(invoice, policy)),
        list(explain_numbers(invoice)),
        list(explain_dates(invoice)),
    )
    ranked = sorted(
        (CERTAINTIES.index(one.certainty), place, number)
        for number, area in enumerate(areas)
        for place, one in enumerate(area)
    )
    return tuple(_diagnosis(areas[number][place], invoice, texts) for _, place, number in ranked[:AT_MOST])


def _unreadable_texts(result: Mapping[str, Any] | Invoice, reading: Reading) -> dict[Path, str]:
    """Return the texts that stand where a number belongs and could not be read as one."""
    texts: dict[Path, str] = {}
    for unreadable in reading.unreadable:
        steps = unreadable.path.split("/")[1:]
        if len(steps) == 1 or steps[-1].isdigit():
            continue  # the whole result, a section or a line is a text
        place: Any = result_in(result) if isinstance(result, Mapping) else {}
        path: list[str | int] = []
        for step in steps:
            key = int(step) if isinstance(place, (list, tuple)) else step
            path.append(key)
            place = place[key]
        if isinstance(place, str) and path[-1] not in _DATES:
            texts[tuple(path)] = place
    return texts


def _diagnosis(one: Explanation, invoice: Invoice, texts: Mapping[Path, str]) -> Diagnosis:
    path, slip = one.candidate.path, one.candidate.slip
    found = printable(texts[path]) if path in texts else written(path, value_at(invoice, path))
    proposed = written(path, one.candidate.edits[path])
    defect = slip.defect if slip else None
    witnesses = [*one.repaired[1:], *one.holding]
    rate = changed(invoice, one.candidate.edits).financials.tax_rate
    sentences = {lang: message(lang, one.certainty, proposed, defect, witnesses, rate) for lang in LANGUAGES}
    return Diagnosis(
        pointer(path),
        None if found is None else str(found),
        None if proposed is None else str(proposed),
        defect,
        one.certainty,
        Evidence(one.repaired, one.holding),
        sentences["en"],
        FrozenDict(sentences),
    )
