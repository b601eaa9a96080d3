"""Which single value of an invoice is wrong, and what it should be.

An invoice says most things twice: lines, subtotal, rate, tax and total, dates, check digits. Where what it says does
not fit together, a change of one value may make everything hold again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.diagnosis.amounts import explain_amounts
from parzo_validate.diagnosis.amounts_left_as_text import explain_amounts_left_as_text
from parzo_validate.diagnosis.candidate import CERTAINTIES, POSSIBLE, Certainty, Explanation, changed, value_at
from parzo_validate.diagnosis.dates import explain_dates
from parzo_validate.diagnosis.forms import FORMS
from parzo_validate.diagnosis.vat_numbers import explain_vat_numbers
from parzo_validate.diagnosis.words import message
from parzo_validate.domain.amounts import shown
from parzo_validate.engine.flag import Flag, FrozenDict
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.place import Place, PlaceDict
from parzo_validate.invoice.reading import Document, read, result_in
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.words import LANGUAGES, known_language

AT_MOST = 5
"""Diagnoses of one invoice; who has to look at more of them had better look at the page."""
_DATES = ("date", "due_date")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a diagnosis, by the names of identities.

    Args:
        repaired: what was broken and holds with the proposed value.
        holding: what else holds with it, and speaks of the values in question.
        place: where on the page the proposed value stands, and the stated one does not; ``None`` where no page says so.
    """

    repaired: tuple[str, ...]
    holding: tuple[str, ...]
    place: Place | None = field(default=None, repr=False)

    def as_dict(self) -> "EvidenceDict":
        """Return it as a plain dict, ready for JSON."""
        written: EvidenceDict = {"repaired": list(self.repaired), "holding": list(self.holding)}
        return {**written, "place": self.place.as_dict()} if self.place else written

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Evidence":
        """Return what ``as_dict`` wrote."""
        place = written.get("place")
        return cls(tuple(written["repaired"]), tuple(written["holding"]), Place(**place) if place else None)


class EvidenceDict(TypedDict):
    """Evidence as JSON; ``place`` is there where a page says where the proposed value stands."""

    repaired: list[str]
    holding: list[str]
    place: NotRequired[PlaceDict]


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
        defect: the defect that explains it, a name of ``parzo_validate.testing.defects``, or ``None``.
        certainty: ``certain`` when no other change would do, a second identity confirms this one and no other defect
            makes it; ``likely`` when it is better than every other, ``possible`` otherwise.
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
        return self.path == flag.path or flag.code in [
            FORMS[name].code for name in self.evidence.repaired if name in FORMS
        ]

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
            "evidence": self.evidence.as_dict(),
            "message": self.render(lang),
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Diagnosis":
        """Return the diagnosis that ``as_dict`` wrote; its message speaks the one language that was written."""
        stated = {name: written[name] for name in ("path", "found", "proposed", "defect", "certainty", "message")}
        return cls(**stated, evidence=Evidence.from_dict(written["evidence"]))


def diagnose(
    result: Document, *, policy: Policy = DEFAULT_POLICY, text: str | Sequence[str] | None = None
) -> tuple[Diagnosis, ...]:
    """Return which value is wrong and what it should be, likeliest first, at most five; nothing is ever changed.

    Sums, VAT numbers and dates are looked at apart, so that a wrong number does not hide a wrong sum. In each a change
    of one value must make everything hold; where none does, or where nothing is broken, there is no diagnosis.

    Args:
        result: the extraction result or the completed job that carries one, as ``validate`` takes it.
        policy: what counts as a right sum and a right rate, as for ``validate``.
        text: the text of the paper, with form feeds between its pages, or the text of each page. What stands there in
            the place of a value that does not comes first, and numbers and dates are looked for there, too.

    Raises:
        InvalidInput: ``result`` is no such thing, or ``text`` is neither. Nothing inside them ever raises.

    >>> sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}
    >>> [diagnosis] = diagnose({"financials": sums})
    >>> diagnosis.path, diagnosis.found, diagnosis.proposed, diagnosis.certainty
    ('/financials/total', '1202.00', '1220.00', 'certain')
    >>> diagnosis.message
    'should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%'
    """
    document = read_object(result) if isinstance(result, (bytes, str)) else result
    invoice = read(document).invoice
    texts = _unreadable_texts(document, invoice)
    areas: tuple[list[Explanation], ...] = (
        list(explain_amounts_left_as_text(invoice, policy, texts)) or list(explain_amounts(invoice, policy)),
        list(explain_vat_numbers(invoice)),
        list(explain_dates(invoice)),
    )
    if text is not None:
        from parzo_validate.diagnosis.beside_the_page import with_the_page  # only here: most diagnoses have no page

        areas = with_the_page(areas, invoice, text, policy)
    explanations = [(place, explanation) for area in areas for place, explanation in enumerate(area)]
    explanations.sort(key=lambda ranked: (CERTAINTIES.index(ranked[1].certainty), ranked[0]))
    return tuple(_diagnosis(explanation, invoice, texts) for _, explanation in explanations[:AT_MOST])


def best_for(subject: Flag | str, diagnoses: Iterable[Diagnosis]) -> Diagnosis | None:
    """Return the best diagnosis for a flag, or for the JSON Pointer of a value, unless it is only possible.

    >>> swapped, guessed = (diagnose({"financials": sums}) for sums in (
    ...     {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}, {"discount": "1,250"}))
    >>> best_for("/financials/total", swapped).proposed, best_for("/financials/subtotal", swapped)
    ('1220.00', None)
    >>> guessed[0].certainty, best_for("/financials/discount", guessed)
    ('possible', None)
    """
    for best in diagnoses:
        if best.path == subject if isinstance(subject, str) else best.explains(subject):
            return None if best.certainty == POSSIBLE else best
    return None


def _unreadable_texts(document: Mapping[str, Any] | Invoice, invoice: Invoice) -> dict[Path, str]:
    """Return the texts that stand in a field other than a date and could not be read."""
    if not isinstance(document, Mapping):
        return {}
    texts = {}
    for path in invoice.unreadable:
        is_a_field = len(path) > 1 and isinstance(path[-1], str)  # and no section or line as a whole
        if is_a_field and path[-1] not in _DATES:
            place: Any = result_in(document)
            for key in path:
                place = place[key]
            if isinstance(place, str):
                texts[path] = place
    return texts


def _diagnosis(explanation: Explanation, invoice: Invoice, texts: Mapping[Path, str]) -> Diagnosis:
    candidate, repaired, holding, certainty, place = explanation
    path, value = candidate.change
    stated = texts.get(path, value_at(invoice, path))
    proposed = None if value is None else shown(path, value)
    rate = changed(invoice, candidate.edits).financials.tax_rate
    sentences = {lang: message(lang, explanation, proposed, rate) for lang in LANGUAGES}
    return Diagnosis(
        pointer(path),
        None if stated is None else str(shown(path, stated)),
        None if proposed is None else str(proposed),
        candidate.defect and candidate.defect.name,
        certainty,
        Evidence(repaired, holding, place),
        sentences["en"],
        FrozenDict(sentences),
    )
