"""What the paper says of a result: the answer of ``ground``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.engine.flag import NOTHING, Flag, FlagDict, FrozenDict
from parzo_validate.engine.report import CrashDict, NotEvaluatedDict
from parzo_validate.invoice.place import Place, PlaceDict
from parzo_validate.invoice.reasons import Reason


class AbsentDict(TypedDict):
    """A value that does not stand on the paper, as JSON; ``nearest`` is null where nothing there is like it."""

    path: str
    value: str
    nearest: PlaceDict | None


class GroundingDict(TypedDict):
    """A grounding as JSON."""

    places: dict[str, list[PlaceDict]]
    absent: list[AbsentDict]
    computed: list[str]
    weak: list[str]
    of_another_paper: bool
    flags: list[FlagDict]
    not_evaluated: list[NotEvaluatedDict]
    crashed: list[CrashDict]


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that must stand on the paper and does not.

    Args:
        path: its JSON Pointer in the result.
        value: what stands there, as text.
        nearest: what stands on the paper and is most like it; ``None`` where nothing is.
    """

    path: str
    value: str
    nearest: Place | None = None

    def as_dict(self) -> AbsentDict:
        """Return it as a plain dict, ready for JSON."""
        return {"path": self.path, "value": self.value, "nearest": self.nearest and self.nearest.as_dict()}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Absent":
        """Return what ``as_dict`` wrote."""
        nearest = written["nearest"]
        return cls(written["path"], written["value"], nearest and Place(**nearest))


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where the values of a result stand on its paper, and which do not.

    Args:
        places: the places of each value that stands there, by its JSON Pointer, at most twenty.
        absent: the values that must stand there and do not, in the order of the result.
        computed: the pointers of sums that are not printed and follow from such that are.
        weak: the pointers of values of which nothing is proved: found, and so short that they stand on many a paper, or
            not found, and of a kind that is printed in other words.
        flags: what the rules about the paper say: ``NOT_ON_PAGE`` for each absent value, or one ``WRONG_PAGE``.
        of_another_paper: whether so many of the six values are absent that tell one paper from another.
        not_evaluated: why a rule about the paper could not judge, by its code and a pointer, as in a ``Report``.
        crashed: the error of each rule that raised, by its code.
    """

    places: Mapping[str, tuple[Place, ...]] = NOTHING
    absent: tuple[Absent, ...] = ()
    computed: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    of_another_paper: bool = False
    not_evaluated: Mapping[tuple[str, str], Reason] = NOTHING
    crashed: Mapping[str, str] = NOTHING

    def __post_init__(self) -> None:
        for name in ("places", "not_evaluated", "crashed"):
            object.__setattr__(self, name, FrozenDict(getattr(self, name)))

    def as_dict(self, lang: str = "en") -> GroundingDict:
        """Return the grounding as plain dicts and lists, ready for JSON, with its sentences in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return {
            "places": {path: [place.as_dict() for place in places] for path, places in self.places.items()},
            "absent": [absent.as_dict() for absent in self.absent],
            "computed": list(self.computed),
            "weak": list(self.weak),
            "of_another_paper": self.of_another_paper,
            "flags": [flag.as_dict(lang) for flag in self.flags],
            "not_evaluated": [
                {"code": code, "path": path, "reason": reason.render(lang), "reason_code": reason.code}
                for (code, path), reason in self.not_evaluated.items()
            ],
            "crashed": [
                {"code": code, "error": error, "reason_code": "crashed"} for code, error in self.crashed.items()
            ],
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Grounding":
        """Return the grounding that ``as_dict`` wrote; its sentences speak the one language that was written.

        >>> grounding = Grounding(absent=(Absent("/financials/total", "12.20"),), weak=("/vendor/name",))
        >>> Grounding.from_dict(grounding.as_dict()) == grounding
        True
        """
        return cls(
            {path: tuple(Place(**place) for place in places) for path, places in written["places"].items()},
            tuple(map(Absent.from_dict, written["absent"])),
            tuple(written["computed"]),
            tuple(written["weak"]),
            tuple(map(Flag.from_dict, written["flags"])),
            written["of_another_paper"],
            {(gap["code"], gap["path"]): Reason.from_dict(gap) for gap in written["not_evaluated"]},
            {crash["code"]: crash["error"] for crash in written["crashed"]},
        )
