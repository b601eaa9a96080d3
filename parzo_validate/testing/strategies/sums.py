"""Draws the rates, lines and sums of a coherent invoice; all arithmetic is in whole cents, rounded half up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from parzo_validate.testing import facts
from parzo_validate.testing.facts import Country

STAMP_DUTY, STAMP_DUTY_ABOVE = 2_00, 77_47
"""Cents: an Italian invoice without VAT above the one owes the other as stamp duty (bollo)."""
FUND_RATES, WITHHOLDING_RATE = (4, 2, 5), 20
FUND_LINE, STAMP_DUTY_LINE = "Contributo integrativo cassa {} %", "Imposta di bollo"
DESCRIPTIONS = ("Consulenza", "Fornitura di materiale", "Canone mensile", "Caffè in grani, 1 kg")

_yes_or_no, _descriptions, _fund_rates = st.booleans(), st.sampled_from(DESCRIPTIONS), st.sampled_from(FUND_RATES)


class Line(NamedTuple):
    """A line; the quantity in thousandths, the price in ten-thousandths, the amount in cents, the rate in per cent."""

    description: str
    quantity: int
    unit_price: int
    amount: int
    rate: float


class Sums(NamedTuple):
    """The sums of a document, in cents; those that it does not state are zero."""

    subtotal: int
    tax: int
    total: int
    discount: int
    stamp_duty: int
    withholding: int


def draw_rates(draw: DrawFn, chosen: Mapping[str, Any], issued: date, country: Country | None) -> list[float]:
    """Return the VAT rates of the document: one, or two and more that differ. Stamp duty is for what bears no VAT."""
    legal: Sequence[float] = facts.italian_rates(issued)
    if country is not None:
        legal = country.rates
    elif chosen["credit_note"]:
        legal = facts.past_rates(issued)
    exempt: list[float] = [0] if chosen["stamp_duty"] != "none" else []
    if not chosen["mixed_rates"]:
        taxed = draw(st.sampled_from([rate for rate in legal if rate]))
        return [taxed] if chosen["taxed"] else [0]
    others = [rate for rate in legal if rate not in exempt]
    max_size = min(3, chosen["max_lines"]) - len(exempt)
    return exempt + draw(st.lists(st.sampled_from(others), min_size=2 - len(exempt), max_size=max_size, unique=True))


def draw_lines(draw: DrawFn, chosen: Mapping[str, Any], rates: list[float]) -> list[Line]:
    """Return the lines, every rate on one of them at least; then those that a fund and a stamp duty add."""
    fewest = max(chosen["min_lines"], len(rates) if chosen["mixed_rates"] else int(chosen["pension_fund"]))
    lines = []
    for number in range(draw(st.integers(fewest, max(fewest, chosen["max_lines"])))):
        rate = rates[number % len(rates)]
        lines.append(_line(draw, rate, lowest=_lowest_amount(chosen)))
    if chosen["pension_fund"]:
        fund_rate = draw(_fund_rates)
        contribution = per_cent(fund_rate, sum(line.amount for line in lines))
        lines.append(Line(FUND_LINE.format(fund_rate), 1000, contribution * 100, contribution, rates[0]))
    if lines and chosen["stamp_duty"] == "in_subtotal":
        lines.append(Line(STAMP_DUTY_LINE, 1000, STAMP_DUTY * 100, STAMP_DUTY, 0))
    return lines


def _lowest_amount(chosen: Mapping[str, Any]) -> int:
    """Return the lowest amount of a line, in cents: where it owes stamp duty, enough even less half for a discount."""
    if chosen["stamp_duty"] == "none":
        return 1_00
    return STAMP_DUTY_ABOVE + 1 if chosen["discount"] != "in_subtotal" else 2 * (STAMP_DUTY_ABOVE + 1) + STAMP_DUTY


def _line(draw: DrawFn, rate: float, *, lowest: int) -> Line:
    """Return a line whose price is ``lowest`` cents or more, times a whole quantity or one with decimals."""
    quantity = draw(st.integers(1, 100)) * 1000
    unit_price = draw(st.integers(lowest, 1_000_000)) * 100
    if draw(_yes_or_no):
        quantity, unit_price = quantity + draw(st.integers(0, 999)), unit_price + draw(st.integers(0, 99))
    amount = _rounded(quantity * unit_price, 1000 * 100)
    return Line(draw(_descriptions), quantity, unit_price, amount, rate)


def draw_sums(draw: DrawFn, chosen: Mapping[str, Any], rates: list[float], lines: list[Line]) -> Sums:
    """Return the sums of the lines, or of one amount where there are none."""
    taxable = dict.fromkeys(rates, 0)
    for line in lines:
        taxable[line.rate] = taxable.get(line.rate, 0) + line.amount
    stamp_duty = STAMP_DUTY if chosen["stamp_duty"] != "none" else 0
    if not lines:
        taxable[rates[0]] = draw(st.integers(_lowest_amount(chosen), 1_000_000_00))
        taxable[rates[0]] += stamp_duty if chosen["stamp_duty"] == "in_subtotal" else 0
    fees = sum(line.amount for line in lines if line.description in DESCRIPTIONS) if lines else taxable[rates[0]]
    discount = draw(st.integers(1, taxable[rates[0]] // 2)) if chosen["discount"] != "none" else 0
    if chosen["discount"] == "in_subtotal":
        taxable[rates[0]], fees = taxable[rates[0]] - discount, fees - discount
    tax = sum(per_cent(rate, amount) for rate, amount in taxable.items())
    if lines and chosen["discount"] != "in_subtotal" and draw(_yes_or_no):
        tax = sum(per_cent(line.rate, line.amount) for line in lines)  # rounded line by line, which many do
    subtotal = sum(taxable.values())
    total = subtotal + tax
    total += stamp_duty if chosen["stamp_duty"] == "added" else 0
    total -= discount if chosen["discount"] == "taken_off" else 0
    withholding = per_cent(WITHHOLDING_RATE, fees) if chosen["withholding"] else 0
    return Sums(subtotal, tax, total, discount, stamp_duty, withholding)


def per_cent(rate: float, amount: int) -> int:
    """Return ``rate`` per cent, with one decimal at most, of a positive amount in cents; half a cent is rounded up."""
    return _rounded(amount * round(rate * 10), 1000)


def _rounded(amount: int, unit: int) -> int:
    """Return a positive amount divided by the unit, half a unit rounded up."""
    return (2 * amount + unit) // (2 * unit)
