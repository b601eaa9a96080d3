"""What to mark on the paper beside a document: the places of its values, and those that a flag leads to."""

from collections.abc import Iterable, Iterator

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.batch.outcome import Outcome
from parzo_validate.diagnosis.diagnose import best_for
from parzo_validate.engine.flag import Flag, Severity
from parzo_validate.engine.report import Report
from parzo_validate.grounding import Grounding, called
from parzo_validate.invoice.place import Place, PlaceDict

MOST_MARKED = 3
"""Places of a value that proves nothing, a quantity of 1 above all: of more it has none until somebody asks."""

_IN_PLACE = {"en": "in place of ", "it": "al posto di: "}


class MarkDict(PlaceDict):
    """A place on the paper, the values that stand there, and those in whose place something else does, as JSON."""

    paths: list[str]
    instead_of: list[str]
    names: list[str]
    severity: Severity | None
    shown: bool


class MarksDict(TypedDict):
    """The marks of a paper in the order of its text, and those of each flag of the sheet, by their numbers."""

    marks: list[MarkDict]
    flags: list[list[int]]


def marks_of(outcome: Outcome, lang: str) -> MarksDict:
    """Return what to mark on the paper of a document.

    A flag leads to where its value stands; where it stands nowhere, to what should stand in its place, or to what is
    most like it.

    Args:
        outcome: the judged document, with what its paper says of it.
        lang: the language of the names, ``"en"`` or ``"it"``.
    """
    report, grounding = outcome.report or Report(), outcome.grounding or Grounding()
    flags = (*report.errors, *report.warnings)
    instead = {flag: [*_in_the_place_of(flag, outcome, grounding)] for flag in flags}
    standing = _by_place((place, path) for path, places in grounding.places.items() for place in places)
    missed = _by_place((place, flag.path) for flag, places in instead.items() for place in places)
    places = sorted({**standing, **missed}, key=lambda place: (place.page, place.start, -place.end))
    severities = {flag.path: flag.severity for flag in reversed(flags)}
    many = {path for path in grounding.weak if len(grounding.places.get(path, ())) > MOST_MARKED}
    marks: list[MarkDict] = []
    for place in places:
        paths, instead_of = standing.get(place, []), missed.get(place, [])
        replacing = (_IN_PLACE[lang] + _name(path, lang) for path in instead_of)
        severity = next((severities[path] for path in (*paths, *instead_of) if path in severities), None)
        marks.append(
            {
                **place.as_dict(),
                "paths": paths,
                "instead_of": instead_of,
                "names": [*(_name(path, lang) for path in paths), *replacing],
                "severity": severity,
                "shown": bool(instead_of) or not many.issuperset(paths),
            }
        )
    number = {place: index for index, place in enumerate(places)}
    return {
        "marks": marks,
        "flags": [[number[place] for place in grounding.places.get(flag.path, instead[flag])] for flag in flags],
    }


def _by_place(pairs: Iterable[tuple[Place, str]]) -> dict[Place, list[str]]:
    paths: dict[Place, dict[str, None]] = {}
    for place, path in pairs:
        paths.setdefault(place, {})[path] = None
    return {place: list(found) for place, found in paths.items()}


def _in_the_place_of(flag: Flag, outcome: Outcome, grounding: Grounding) -> Iterator[Place]:
    """Yield what the paper has in the place of a value that does not stand there."""
    if flag.path in grounding.places:
        return
    proposed = best_for(flag.path, outcome.diagnoses or ())
    if proposed and proposed.evidence.place:
        yield proposed.evidence.place
        return
    yield from (absent.nearest for absent in grounding.absent if absent.path == flag.path and absent.nearest)


def _name(path: str, lang: str) -> str:
    return called(tuple(path.removeprefix("/").split("/"))).render(lang)
