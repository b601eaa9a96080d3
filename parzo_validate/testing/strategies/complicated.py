"""Strategies for true documents whose sums need an explanation: a paper prints them so, and no digit is misread."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.testing.strategies.fields import Result
from parzo_validate.testing.strategies.sums import FUND_RATES, per_cent

_LOWEST, _HIGHEST = 50_00, 20_000_00
"""Cents of a line."""
_HEADER = {"number": "12/2026", "date": "2026-04-01", "due_date": "2026-05-01", "type": "invoice", "currency": "EUR"}
_PARTIES = {
    "vendor": {"name": "Alfa Srl", "vat_number": "IT12345678903"},
    "buyer": {"name": "Beta SpA", "vat_number": "IT01114601006"},
}
_Sums = dict[str, int]
_Lines = list[tuple[str, int, int]]
"""Description, amount in cents, and VAT rate in per cent."""
_Drawn = tuple[_Sums, _Lines, int]

_yes_or_no, _fund_rates = st.booleans(), st.sampled_from(FUND_RATES)
_amounts = st.integers(_LOWEST, _HIGHEST)


def complicated_results(*, complications: Iterable[str] = ()) -> SearchStrategy[Result]:
    """Return a strategy of results that are true, though subtotal + tax misses the total or the lines the subtotal.

    For testing that an honest paper is explained and no value of it suspected: where ARITHMETIC_MISMATCH flags one, its
    ``context["cause"]`` names why, and ``diagnose`` finds no misread digit in it.

    Args:
        complications: names from ``COMPLICATIONS``; all of them where none is given.

    Raises:
        InvalidArgument: a name is unknown; the text lists the known ones.

    >>> from hypothesis import find
    >>> from parzo_validate import validate
    >>> simplest = find(complicated_results(complications=["city_tax"]), lambda result: True)
    >>> [flag.context["cause"] for flag in validate(simplest).flags]
    ['lines_outside_vat']
    """
    names = tuple(complications) or tuple(COMPLICATIONS)
    if unknown := [name for name in names if name not in COMPLICATIONS]:
        known = ", ".join(COMPLICATIONS)
        raise InvalidArgument(f"unknown complications {', '.join(map(repr, unknown))}; known ones: {known}")
    return st.sampled_from(names).flatmap(_complicated)


@st.composite
def _complicated(draw: DrawFn, name: str) -> Result:
    sums, lines, rate = COMPLICATIONS[name](draw)
    several = len({rate for _, _, rate in lines}) > 1
    with_rates = draw(_yes_or_no)
    stated: dict[str, Any] = {key: cents / 100 for key, cents in sums.items()}
    if not several or draw(_yes_or_no):
        stated["tax_rate"] = rate
    if not (with_rates or "tax_rate" in stated):
        stated["tax_rate"] = rate  # somewhere it stands
    items = [
        {"description": text, "quantity": 1, "unit_price": cents / 100, "amount": cents / 100}
        | ({"vat_rate": of_line} if with_rates else {})
        for text, cents, of_line in lines
    ]
    return {**_PARTIES, "invoice": _HEADER, "financials": stated, "line_items": items}


def _fees(draw: DrawFn, rate: int, most: int = 3) -> _Lines:
    return [("Prestazione", amount, rate) for amount in draw(st.lists(_amounts, min_size=1, max_size=most))]


def _worth(lines: _Lines) -> int:
    return sum(amount for _, amount, _ in lines)


def _with_lines_outside_vat(text: str, *rates: int) -> Callable[[DrawFn], _Drawn]:
    def draw_it(draw: DrawFn) -> _Drawn:
        rate = draw(st.sampled_from(rates))
        fees, outside = _fees(draw, rate), [(text, draw(_amounts), 0)]
        subtotal, tax = _worth(fees), per_cent(rate, _worth(fees))
        return (
            {"subtotal": subtotal, "tax_amount": tax, "total": subtotal + tax + _worth(outside)},
            fees + outside,
            rate,
        )

    return draw_it


def _fund_and_withholding(draw: DrawFn) -> _Drawn:
    """A professional: the subtotal above the fund, and perhaps the amount payable as the total."""
    [(_, fee, _), *_] = lines = _fees(draw, 22, most=1)
    fund = per_cent(draw(_fund_rates), fee)
    tax, withholding = per_cent(22, fee + fund), per_cent(20, fee)
    net = withholding if draw(_yes_or_no) else 0
    sums = {"subtotal": fee, "tax_amount": tax, "withholding_tax": withholding, "total": fee + fund + tax - net}
    return sums, lines, 22


def _fund_and_stamp_duty(draw: DrawFn) -> _Drawn:
    """A flat-rate professional: no VAT, the fund below the subtotal and the bollo in the total."""
    [(_, fee, _), *_] = lines = _fees(draw, 0, most=1)
    fund = per_cent(draw(_fund_rates), fee)
    withholding = per_cent(20, fee) if draw(_yes_or_no) else 0
    sums = {"subtotal": fee, "tax_amount": 0, "stamp_duty": 2_00, "total": fee + fund + 2_00 - withholding}
    return sums | ({"withholding_tax": withholding} if withholding else {}), lines, 0


def _net_of(*shares: tuple[float, bool]) -> Callable[[DrawFn], _Drawn]:
    """Return how to draw the amount payable of a professional: per cent of the fee kept back, and whether stated."""

    def draw_it(draw: DrawFn) -> _Drawn:
        lines = _fees(draw, 22, most=2)
        fee = _worth(lines)
        tax, deducted = per_cent(22, fee), [per_cent(share, fee) for share, _ in shares]
        stated = sum(amount for amount, (_, is_stated) in zip(deducted, shares, strict=True) if is_stated)
        sums = {"subtotal": fee, "tax_amount": tax, "total": fee + tax - sum(deducted)}
        return sums | ({"withholding_tax": stated} if stated else {}), lines, 22

    return draw_it


def _prepayment(draw: DrawFn) -> _Drawn:
    """A prepayment, stated apart or as a line below the others."""
    lines = _fees(draw, 22)
    subtotal, tax = _worth(lines), per_cent(22, _worth(lines))
    prepaid = draw(st.integers(1_00, subtotal // 2))
    sums = {"subtotal": subtotal, "tax_amount": tax, "total": subtotal + tax - prepaid}
    return (
        (sums | {"prepaid": prepaid}, lines, 22) if draw(_yes_or_no) else (sums, [*lines, ("Acconto", -prepaid, 0)], 22)
    )


def _discount_after_tax(draw: DrawFn) -> _Drawn:
    """Sconto in fattura: a share of subtotal and tax together, stated as the discount or not at all."""
    lines = _fees(draw, 10)
    gross = _worth(lines) + per_cent(10, _worth(lines))
    discount = per_cent(draw(st.sampled_from((50, 65))), gross)
    sums = {"subtotal": _worth(lines), "tax_amount": per_cent(10, _worth(lines)), "total": gross - discount}
    return sums | ({"discount": discount} if draw(_yes_or_no) else {}), lines, 10


def _added(name: str, lowest: int, highest: int) -> Callable[[DrawFn], _Drawn]:
    """Return how to draw a document that states, beside the subtotal, so many cents under a name."""

    def draw_it(draw: DrawFn) -> _Drawn:
        lines = _fees(draw, 10)
        added = draw(st.integers(lowest, highest)) or highest
        tax = per_cent(10, _worth(lines))
        return (
            {"subtotal": _worth(lines), "tax_amount": tax, name: added, "total": _worth(lines) + tax + added},
            lines,
            10,
        )

    return draw_it


def _rounded_total(draw: DrawFn) -> _Drawn:
    """A total rounded to five cents, as a cash register does; nothing says so."""
    lines = _fees(draw, 22)
    subtotal, tax = _worth(lines), per_cent(22, _worth(lines))
    return {"subtotal": subtotal, "tax_amount": tax, "total": (subtotal + tax + 2) // 5 * 5}, lines, 22


COMPLICATIONS: Mapping[str, Callable[[DrawFn], _Drawn]] = {
    "expenses_art_15": _with_lines_outside_vat("Spese anticipate art. 15", 22, 10),
    "city_tax": _with_lines_outside_vat("Imposta di soggiorno", 10),
    "duties_advanced": _with_lines_outside_vat("Dazi anticipati", 22),
    "fund_and_withholding": _fund_and_withholding,
    "fund_and_stamp_duty": _fund_and_stamp_duty,
    "withholding": _net_of((20, True)),
    "withholding_not_stated": _net_of((20, False)),
    "enasarco": _net_of((11.5, True), (8.5, False)),
    "two_withholdings": _net_of((20, True), (4, False)),
    "prepayment": _prepayment,
    "discount_after_tax": _discount_after_tax,
    "tip": _added("charges", 1_00, 50_00),
    "rounding": _added("rounding", -50, 50),
    "rounded_total": _rounded_total,
}
"""How to draw each complication, by its name."""
