"""What can be chosen about a coherent invoice, and which choices contradict each other."""

from collections.abc import Mapping
from itertools import product
from typing import Any, Literal, get_args

from hypothesis.errors import InvalidArgument

from parzo_validate.testing.facts import FIRST_DAY
from parzo_validate.testing.strategies.arguments import check_choice, check_range, check_strategy
from parzo_validate.testing.strategies.identifiers import partite_iva

StampDuty = Literal["none", "added", "in_subtotal", "borne"]
Discount = Literal["none", "taken_off", "in_subtotal"]

CHOICES: Mapping[str, tuple[object, ...]] = {
    **dict.fromkeys(("credit_note", "negative", "foreign_vendor"), (False, True)),
    "taxed": (True, False),
    **dict.fromkeys(("mixed_rates", "withholding", "pension_fund"), (False, True)),
    "stamp_duty": get_args(StampDuty),
    "discount": get_args(Discount),
}
"""The arguments that are drawn when they are ``None``, and what they may be, the plainest first."""

_MOST_LINES = 5
"""Lines at the most where nobody says how many."""

_VAT_NUMBERS = partite_iva()
"""Made once, since defective results ask for coherent ones in each draw."""

_CONTRADICTIONS: tuple[Mapping[str, object], ...] = (
    {"credit_note": False, "negative": True},
    *({"foreign_vendor": True, name: True} for name in ("withholding", "pension_fund")),
    *({"foreign_vendor": True, "stamp_duty": form} for form in CHOICES["stamp_duty"][1:]),
    {"max_lines": 0, "pension_fund": True},
    *({"max_lines": too_few, "mixed_rates": True} for too_few in (0, 1)),
    {"taxed": False, "mixed_rates": True},
    *({"taxed": True, "mixed_rates": False, "stamp_duty": form} for form in CHOICES["stamp_duty"][1:]),
)
"""What no invoice can be at once: stamp duty, withholding and fund are Italian, rates mix on two lines or more, and
stamp duty is due on what bears no tax."""


def checked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``coherent_results``, those filled in whose default depends on another.

    Raises:
        InvalidArgument: one is out of range, or two contradict each other; the text says which.
    """
    checked = dict(arguments)
    min_lines, max_lines = checked["min_lines"], checked["max_lines"]
    for name in ("complete", "printed"):
        if not isinstance(checked[name], bool):
            raise InvalidArgument(f"{name}={checked[name]!r}: expected True or False")
    check_range("min_lines", min_lines, "max_lines", min_lines if max_lines is None else max_lines, minimum=0)
    check_range("min_date", checked["min_date"], "max_date", checked["max_date"], minimum=FIRST_DAY)
    checked["max_lines"] = max(_MOST_LINES, min_lines) if max_lines is None else max_lines
    if checked["vat_numbers"] is None:
        checked["vat_numbers"] = _VAT_NUMBERS
    check_strategy("vat_numbers", checked["vat_numbers"])
    for name, choices in CHOICES.items():
        check_choice(name, checked[name], choices)
    if contradiction := _contradiction(checked):
        listed = " and ".join(f"{name}={value!r}" for name, value in contradiction.items())
        raise InvalidArgument(f"no invoice has {listed}; drop one of them")
    if not possible(checked):
        given = ", ".join(
            f"{name}={arguments[name]!r}" for name in ("max_lines", *CHOICES) if arguments[name] is not None
        )
        raise InvalidArgument(f"no invoice has all of {given}")
    return checked


def possible(chosen: Mapping[str, Any]) -> bool:
    """Return whether the choices left open can be made so that nothing contradicts anything."""
    if _contradiction(chosen):
        return False
    left_open = [name for name in CHOICES if chosen[name] is None]
    ways = product(*(CHOICES[name] for name in left_open))
    return any(not _contradiction({**chosen, **dict(zip(left_open, way, strict=True))}) for way in ways)


def _contradiction(chosen: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the choices that no invoice has together, if there are any."""
    return next((excluded for excluded in _CONTRADICTIONS if excluded.items() <= chosen.items()), None)
