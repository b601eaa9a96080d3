"""What a defect is: a named, pure function of a result and a seed; and the edits that defects are made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.values import Path, pointer
from parzo_validate.testing.oracle import Result, certain_codes, number

Edits = Mapping[Path, object]
"""The values to put in place; the first is the one that the defect is about."""

DROPPED = object()
"""In place of a value: the key goes too."""

SUM, TOTAL, RATE = "ARITHMETIC_MISMATCH", "INVALID_TOTAL", "INVALID_IT_VAT_RATE"
VAT_NUMBER, DATES = "INVALID_PIVA_CHECKSUM", "DATE_INCOHERENCE"
SUMS: tuple[Path, Path, Path] = (("financials", "subtotal"), ("financials", "tax_amount"), ("financials", "total"))


class NotApplicable(ParzoValidateError, ValueError):
    """The result holds nothing that the defect could befall."""


class Defect(NamedTuple):
    """What was done to a result.

    Args:
        name: of the function that did it.
        path: the JSON Pointer of the wrong value.
        original: the value that stood there, ``None`` when there was none.
        must_fire: the codes that must flag the damaged result, for certain.
        may_fire: further codes that it may bring about, rightly.
    """

    name: str
    path: str
    original: object
    must_fire: frozenset[str]
    may_fire: frozenset[str]


@dataclass(frozen=True)
class Damage:
    """A defect that can befall results: call it with a result and a seed. ``codes`` is all that it may fire."""

    name: str
    summary: str
    codes: frozenset[str]
    ways: Callable[[Result], Iterable[Edits]]

    def __call__(self, result: Result, seed: int = 0) -> tuple[dict[str, Any], Defect]:
        """Return a damaged copy of the result and what was done to it; the result itself stays as it is.

        Raises:
            NotApplicable: the result holds nothing that this defect could befall.
        """
        ways = list(self.ways(result))
        if not ways:
            raise NotApplicable(f"{self.name} cannot befall this result: {self.summary}")
        edits = ways[seed % len(ways)]
        damaged: Any = result
        for path, value in edits.items():
            damaged = with_value(damaged, path, value)
        path = next(iter(edits))
        must_fire = certain_codes(damaged)
        return damaged, Defect(self.name, pointer(path), value_at(result, path), must_fire, self.codes - must_fire)


def damage(*codes: str) -> Callable[[Callable[[Result], Iterable[Edits]]], Damage]:
    """Return a decorator for a function that yields the edits of each way in which a defect can befall a result."""

    def decorate(ways: Callable[[Result], Iterable[Edits]]) -> Damage:
        return Damage(ways.__name__, str(ways.__doc__), frozenset(codes), ways)

    return decorate


def value_at(result: Any, path: Path) -> Any:
    """Return the value at the path, ``None`` where there is none."""
    for step in path:
        if isinstance(result, Mapping):
            result = result.get(step)
        else:
            result = result[step] if isinstance(result, (list, tuple)) and isinstance(step, int) else None
    return result


def with_value(result: Any, path: Path, value: object) -> Any:
    """Return a copy of the result that holds the value at the path; what lies beside the path is shared."""
    step, *rest = path
    copy: Any = list(result) if isinstance(result, (list, tuple)) else dict(result or {})
    if rest:
        copy[step] = with_value(value_at(copy, (step,)), tuple(rest), value)
    elif value is DROPPED:
        del copy[step]
    else:
        copy[step] = value
    return copy


def amount_at(result: Result, path: Path) -> Decimal | None:
    """Return the number at the path, if one can be read there."""
    value = value_at(result, path)
    return None if number(value) is None else Decimal(str(value))


def numbers_of_lines(result: Result) -> list[int]:
    """Return the indices of the lines that are objects."""
    lines = result.get("line_items")
    listed = lines if isinstance(lines, (list, tuple)) else ()
    return [index for index, line in enumerate(listed) if isinstance(line, Mapping)]


def line_amounts(index: int) -> list[Path]:
    """Return the paths at which a line may state its amount."""
    return [("line_items", index, name) for name in ("amount", "total")]


def written_like(original: object, amount: Decimal) -> object:
    """Return the amount as the original was written: as text, as a ``Decimal``, or as a JSON number."""
    if isinstance(original, str):
        return f"{amount:f}"
    if isinstance(original, Decimal):
        return amount
    return int(amount) if amount == int(amount) else float(amount)


def rewritten(result: Result, paths: Iterable[Path], rewrite: Callable[[str], Iterable[str]]) -> Iterator[Edits]:
    """Yield each number that is not zero in turn as it is misread; sums are rewritten with their cents."""
    for path in paths:
        amount = amount_at(result, path)
        if amount:
            text = f"{amount:.2f}" if path in SUMS and round(amount, 2) == amount else f"{amount:f}"
            for wrong in map(Decimal, rewrite(text)):
                yield {path: written_like(value_at(result, path), wrong)}
