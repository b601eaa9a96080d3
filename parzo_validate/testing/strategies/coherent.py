"""Strategies for invoices that are true by construction: every sum, rate, number and date fits."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Unpack

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import read
from parzo_validate.testing.strategies.fields import DOCUMENTED
from parzo_validate.testing.strategies.parties import buyer, countries, vendor
from parzo_validate.testing.strategies.printed import draw_printed
from parzo_validate.testing.strategies.sums import Line, Sums, draw_lines, draw_rates, draw_sums
from parzo_validate.testing.strategies.wishes import CHOICES, Wishes, completed, possible

Result = dict[str, Any]

_TYPES = {False: ("invoice", "TD01", "Fattura"), True: ("credit_note", "TD04", "Nota di credito")}
_PAYMENT: tuple[Mapping[str, str], ...] = ({}, {"payment_terms": "30 gg d.f.", "payment_method": "MP05"})
_LONGEST_TERM = 120
_NO_STAMP_DUTY = {"payment_terms": "Inversione contabile, art. 17 DPR 633/72"}
"""What an Italian invoice that bears neither VAT nor stamp duty says (art. 21 paragraph 6-bis DPR 633/72)."""

_yes_or_no = st.booleans()
_choices = {name: st.sampled_from(choices) for name, choices in CHOICES.items()}
_types = {is_credit_note: st.sampled_from(types) for is_credit_note, types in _TYPES.items()}
_payments = st.sampled_from(_PAYMENT)
_amount_keys, _rate_keys = st.sampled_from(["amount", "total"]), st.sampled_from(["vat_rate", "tax_rate"])
_lacking = st.sampled_from([("financials", "total"), ("financials", "subtotal")])
_also_lacking = st.frozensets(st.sampled_from([("financials", "tax_amount"), ("financials", "tax_rate")]))
"""What an incomplete invoice leaves out, and what it may leave out besides: the rules say less without, never more."""


def coherent_results(**wishes: Unpack[Wishes]) -> SearchStrategy[Result]:
    """Return a strategy of results that no rule may flag, as JSON mappings; the arguments are those of ``Wishes``.

    Raises:
        InvalidArgument: an argument is unknown or out of range, or two contradict each other.

    >>> from hypothesis import find
    >>> smallest = find(coherent_results(min_lines=1), lambda result: True)
    >>> smallest["line_items"]
    [{'description': 'Consulenza', 'quantity': 1, 'unit_price': 1, 'amount': 1}]
    >>> smallest["financials"]
    {'subtotal': 1, 'tax_rate': 22, 'tax_amount': 0.22, 'total': 1.22, 'currency': 'EUR'}
    """
    return _coherent_results(completed(wishes))


def coherent_invoices(**wishes: Unpack[Wishes]) -> SearchStrategy[Invoice]:
    """Return a strategy of invoices that no rule may flag; the arguments are those of ``Wishes``.

    Raises:
        InvalidArgument: an argument is unknown or out of range, or two contradict each other.

    >>> from hypothesis import find
    >>> from parzo_validate import validate
    >>> validate(find(coherent_invoices(), lambda invoice: True)).verdict.value
    'clean'
    """
    return coherent_results(**wishes).map(lambda result: read(result).invoice)


@st.composite
def _coherent_results(draw: DrawFn, wished: Mapping[str, Any]) -> Result:
    chosen = _settled(draw, wished)
    issued = draw(_issue_dates(wished["min_date"], wished["max_date"]))
    country = draw(countries) if chosen["foreign_vendor"] else None
    rates = draw_rates(draw, chosen, issued, country)
    lines = draw_lines(draw, chosen, rates)
    sums = draw_sums(draw, chosen, rates, lines)
    # An exempt or flat-rate invoice may state no tax at all; it is complete when its total is its subtotal.
    untaxed = draw(_yes_or_no) and rates == [0] and sums.total == sums.subtotal
    with_rates = len(rates) > 1 or (draw(_yes_or_no) and not untaxed)
    sold_by = vendor(draw, country=country, vat_numbers=wished["vat_numbers"])
    result: Result = {
        "vendor": sold_by,
        "buyer": buyer(draw, vat_numbers=wished["vat_numbers"], vendors_number=sold_by.get("vat_number")),
        "invoice": _header(draw, chosen, issued),
        "financials": _financials(sums, rates, untaxed, sign=-1 if chosen["negative"] else 1),
        "line_items": _line_items(draw, lines, with_rates, sign=-1 if chosen["negative"] else 1),
    }
    if not wished["complete"]:
        for section, name in {draw(_lacking), *draw(_also_lacking)}:
            result[section].pop(name, None)
    result = _with_nulls(result) if draw(_yes_or_no) else result
    return draw_printed(draw, result) if wished["printed"] else result


def _settled(draw: DrawFn, wished: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choices that make one possible invoice, drawing those that were not wished for."""
    settled = dict(wished)
    for name, choices in CHOICES.items():
        if wished[name] is None:
            drawn = draw(_choices[name])  # always, for an invoice that draws less would pass for a simpler one
            settled[name] = next(choice for choice in (drawn, *choices) if possible({**settled, name: choice}))
    return settled


def _issue_dates(first: date, last: date) -> SearchStrategy[date]:
    """Return a strategy of dates that prefers those of 2026, so that an example looks like today's invoice."""
    anywhere, near = st.dates(first, last), (max(first, date(2026, 1, 1)), min(last, date(2026, 12, 31)))
    return st.dates(*near) | anywhere if near[0] <= near[1] else anywhere


def _financials(sums: Sums, rates: list[float], untaxed: bool, *, sign: int) -> dict[str, Any]:
    stated = {"discount": sums.discount, "stamp_duty": sums.stamp_duty, "withholding_tax": sums.withholding}
    return {
        "subtotal": _number(sign * sums.subtotal, 100),
        **({} if untaxed or len(rates) > 1 else {"tax_rate": rates[0]}),
        **({} if untaxed else {"tax_amount": _number(sign * sums.tax, 100)}),
        "total": _number(sign * sums.total, 100),
        **{name: _number(sign * amount, 100) for name, amount in stated.items() if amount},
        "currency": "EUR",
    }


def _header(draw: DrawFn, chosen: Mapping[str, Any], issued: date) -> dict[str, Any]:
    term = min(timedelta(days=draw(st.integers(0, _LONGEST_TERM))), date.max - issued)
    return {
        "number": f"{draw(st.integers(1, 999))}/{issued.year}",
        "date": issued.isoformat(),
        "due_date": (issued + term).isoformat(),
        "type": draw(_types[chosen["credit_note"]]),
        "currency": "EUR",
        **draw(_payments),
        **({} if chosen["taxed"] or chosen["foreign_vendor"] or chosen["stamp_duty"] != "none" else _NO_STAMP_DUTY),
    }


def _line_items(draw: DrawFn, lines: list[Line], with_rates: bool, *, sign: int) -> list[dict[str, Any]]:
    """Return the lines as an extractor writes them: either of two keys for the amount, either for the rate, or none."""
    amount_key = draw(_amount_keys) if lines else ""
    rate_key = draw(_rate_keys) if lines and with_rates else ""
    return [
        {
            "description": line.description,
            "quantity": _number(line.quantity, 1000),
            "unit_price": _number(sign * line.unit_price, 10_000),
            amount_key: _number(sign * line.amount, 100),
            **({rate_key: line.rate} if rate_key else {}),
        }
        for line in lines
    ]


def _with_nulls(result: Result) -> Result:
    """Return the result with a null for every documented field that it does not state, as many extractors write it."""
    nulls = {section: dict.fromkeys(fields) for section, fields in DOCUMENTED.items()}
    lines = [nulls["line_items"] | line for line in result["line_items"]]
    return {section: nulls[section] | result[section] for section in nulls if section != "line_items"} | {
        "line_items": lines
    }


def _number(units: int, per_one: int) -> int | float:
    """Return a number of hundredths, thousandths, … as a JSON number."""
    return units // per_one if units % per_one == 0 else units / per_one
