"""What may be asked of a coherent invoice, and whether it can be had."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any, TypedDict

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from parzo_validate.testing.facts import FIRST_DAY
from parzo_validate.testing.strategies.arguments import check_choice, check_range, check_strategy
from parzo_validate.testing.strategies.identifiers import partite_iva


class Wishes(TypedDict, total=False):
    """Arguments of ``coherent_results`` and its kin; what is not asked for is drawn.

    Args:
        complete: whether everything that the rules need is stated, so that the verdict is ``clean``; ``True`` unless
            told otherwise. The others lack some of it: their verdict is ``incomplete``, never a flag.
        min_lines: 0 unless told otherwise. A pension fund and a stamp duty may add lines of their own.
        max_lines: 5 unless told otherwise.
        min_date: the first issue date, 1997-10-01 unless told otherwise, and not before it.
        max_date: the last issue date.
        credit_note: whether it is one.
        negative: whether it is a credit note in negative figures.
        foreign_vendor: whether the vendor is foreign.
        taxed: whether it bears any tax; without, it is exempt, reverse charge or of a flat-rate vendor.
        mixed_rates: whether the lines have several VAT rates.
        withholding: whether it states a withholding tax, which never reduces the total.
        pension_fund: whether a line holds the contribution to a professional pension fund.
        stamp_duty: ``none``, ``added`` to the total, ``in_subtotal``, or ``borne`` by the vendor.
        discount: ``none``, ``taken_off`` the total, or ``in_subtotal``.
        vat_numbers: a strategy of the Italian VAT numbers to use; ``partite_iva()`` unless told otherwise.
        printed: whether some values stand there as documents print them (``1.220,10 €``, ``22 %``, ``1 aprile 2026``,
            ``N/A`` where nothing is), by one convention per document; ``False`` unless told otherwise.
    """

    complete: bool
    min_lines: int
    max_lines: int
    min_date: date
    max_date: date
    credit_note: bool | None
    negative: bool | None
    foreign_vendor: bool | None
    taxed: bool | None
    mixed_rates: bool | None
    withholding: bool | None
    pension_fund: bool | None
    stamp_duty: str | None
    discount: str | None
    vat_numbers: SearchStrategy[str]
    printed: bool


CHOICES: Mapping[str, tuple[object, ...]] = {
    **dict.fromkeys(("credit_note", "negative", "foreign_vendor"), (False, True)),
    "taxed": (True, False),
    **dict.fromkeys(("mixed_rates", "withholding", "pension_fund"), (False, True)),
    "stamp_duty": ("none", "added", "in_subtotal", "borne"),
    "discount": ("none", "taken_off", "in_subtotal"),
}
"""The wishes that are drawn when they are ``None``; the first choice is the plainest."""

_UNLESS_TOLD: Mapping[str, Any] = {
    "complete": True,
    "min_lines": 0,
    "max_lines": 5,
    "min_date": FIRST_DAY,
    "max_date": date(2049, 12, 31),
    **dict.fromkeys(CHOICES),
    "vat_numbers": partite_iva(),
    "printed": False,
}

_CONTRADICTIONS: tuple[Mapping[str, object], ...] = (
    {"credit_note": False, "negative": True},
    *({"foreign_vendor": True, name: True} for name in ("withholding", "pension_fund")),
    *({"foreign_vendor": True, "stamp_duty": form} for form in CHOICES["stamp_duty"][1:]),
    {"max_lines": 0, "pension_fund": True},
    *({"max_lines": few, "mixed_rates": True} for few in (0, 1)),
    {"taxed": False, "mixed_rates": True},
    *({"taxed": True, "mixed_rates": False, "stamp_duty": form} for form in CHOICES["stamp_duty"][1:]),
)
"""What no invoice can be at once: stamp duty, withholding and fund are Italian, rates mix on two lines or more, and
stamp duty is due on what bears no tax."""


def completed(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wishes, and what holds unless told otherwise.

    Raises:
        InvalidArgument: one is unknown or out of range, or two contradict each other; the text says which.

    >>> completed({"negative": True, "credit_note": False})
    Traceback (most recent call last):
    hypothesis.errors.InvalidArgument: no invoice has credit_note=False and negative=True; drop one of them
    """
    for name in wishes:
        if name not in _UNLESS_TOLD:
            raise InvalidArgument(f"unknown argument {name!r}; known ones: {', '.join(_UNLESS_TOLD)}")
    wished = {**_UNLESS_TOLD, **wishes}
    if "max_lines" not in wishes and isinstance(wished["min_lines"], int):
        wished["max_lines"] = max(wished["max_lines"], wished["min_lines"])
    for name in ("complete", "printed"):
        if not isinstance(wished[name], bool):
            raise InvalidArgument(f"{name}={wished[name]!r}: expected True or False")
    check_range("min_lines", wished["min_lines"], "max_lines", wished["max_lines"], least=0)
    check_range("min_date", wished["min_date"], "max_date", wished["max_date"], least=FIRST_DAY)
    check_strategy("vat_numbers", wished["vat_numbers"])
    for name, choices in CHOICES.items():
        check_choice(name, wished[name], choices)
    if impossible := _contradiction(wished):
        listed = " and ".join(f"{name}={value!r}" for name, value in impossible.items())
        raise InvalidArgument(f"no invoice has {listed}; drop one of them")
    if not possible(wished):
        raise InvalidArgument(f"no invoice has all of {', '.join(f'{name}={wishes[name]!r}' for name in wishes)}")
    return wished


def possible(wished: Mapping[str, Any]) -> bool:
    """Return whether the choices left open can be made so that nothing contradicts anything."""
    if _contradiction(wished):
        return False
    left_open = [name for name in CHOICES if wished[name] is None]
    ways = product(*(CHOICES[name] for name in left_open))
    return any(not _contradiction({**wished, **dict(zip(left_open, way, strict=True))}) for way in ways)


def _contradiction(wished: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return the wishes that cannot be had together, if there are any."""
    return next((together for together in _CONTRADICTIONS if together.items() <= wished.items()), None)
