"""Whether the evidence of a diagnosis is true: each identity recomputed by its documented meaning, in fractions.

No line of ``parzo_validate.diagnosis`` is used: a diagnosis is taken as ``as_dict`` writes it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from parzo_validate.invoice.values import Path
from parzo_validate.testing.defects.damage import value_at, with_value
from parzo_validate.testing.oracle import Result
from parzo_validate.testing.readings import documented
from parzo_validate.testing.recomputed import CHECKS, FIELDS

_FULL_SWAPS = {
    "subtotal_and_total_swapped": (("financials", "total"), ("financials", "subtotal")),
    "dates_exchanged": (("invoice", "due_date"), ("invoice", "date")),
}
"""The defects of two values, each of which belongs where the other stands."""


def untrue_evidence(result: Result, diagnoses: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return path and name of each identity that the diagnoses of a result name and that does not hold as they say.

    What is repaired must not hold before, and hold with the proposed value; what holds besides must hold with it too;
    and each must speak of the value proposed, or of one that what is repaired ties to it.

    Args:
        result: an extraction result as the strategies write it.
        diagnoses: those of this result, as ``Diagnosis.as_dict`` returns them.

    >>> sums = {"subtotal": 200, "tax_rate": 10, "tax_amount": 20, "total": 232}
    >>> claim = {"path": "/financials/subtotal", "proposed": "212.00", "defect": None}
    >>> claim |= {"evidence": {"repaired": ["sums"], "holding": ["tax"]}}
    >>> untrue_evidence({"financials": sums}, [claim])
    [('/financials/subtotal', 'tax')]
    """
    diagnoses = list(diagnoses)
    texts = {_path(one["path"]): one["proposed"] for one in diagnoses if one["defect"] == "amount_left_as_text"}
    untrue = []
    for one in diagnoses:
        path, repaired, holding = _path(one["path"]), one["evidence"]["repaired"], one["evidence"]["holding"]
        before, after = documented(result), documented(put_right(result, one, texts))
        in_question = {_field(path)}.union(*(FIELDS.get(name, ()) for name in repaired))
        for name in (*repaired, *holding):
            fields = FIELDS.get(name)
            speaks = not fields or not in_question.isdisjoint(fields)
            holds, held = CHECKS[name](after, path), CHECKS[name](before, path)
            if not speaks or not holds or (name in repaired and held):
                untrue.append((one["path"], name))
    return untrue


def _path(pointer: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in pointer.split("/")[1:])


def _field(path: Path) -> str:
    """Return what the value at a path is, under whichever of its keys it stands."""
    other_names = {"total": "amount", "tax_rate": "vat_rate"}
    return other_names.get(str(path[-1]), str(path[-1])) if path[0] == "line_items" else str(path[-1])


def put_right(result: Result, one: Mapping[str, Any], texts: Mapping[Path, str] | None = None) -> Any:
    """Return the result with what a diagnosis proposes; of an amount left as text, with the other texts read as well.

    >>> put_right({"financials": {"total": 12}}, {"path": "/financials/total", "proposed": "21", "defect": None})
    {'financials': {'total': '21'}}
    """
    edits: dict[Path, object] = dict(texts or {}) if one["defect"] == "amount_left_as_text" else {}
    edits[_path(one["path"])] = one["proposed"]
    if one["defect"] in _FULL_SWAPS:
        here, there = _FULL_SWAPS[one["defect"]]
        edits = {here: value_at(result, there), there: value_at(result, here)}
    mended: Any = result
    for path, value in edits.items():
        mended = with_value(mended, path, value)
    return mended
