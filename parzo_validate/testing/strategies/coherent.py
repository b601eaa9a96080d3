"""Strategies for invoices that are true by construction: every sum, rate, number and date fits."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import read
from parzo_validate.testing.facts import FIRST_DAY
from parzo_validate.testing.strategies.arguments import with_arguments_of
from parzo_validate.testing.strategies.choices import CHOICES, Discount, StampDuty, checked, possible
from parzo_validate.testing.strategies.fields import DOCUMENTED, Result
from parzo_validate.testing.strategies.parties import buyer, countries, vendor
from parzo_validate.testing.strategies.printed import draw_printed
from parzo_validate.testing.strategies.sums import Line, Sums, draw_lines, draw_rates, draw_sums

_TYPES = {False: ("invoice", "TD01", "Fattura"), True: ("credit_note", "TD04", "Nota di credito")}
_PAYMENT: tuple[Mapping[str, str], ...] = ({}, {"payment_terms": "30 gg d.f.", "payment_method": "MP05"})
_LONGEST_TERM = 120
_LAST_DAY = date(2049, 12, 31)
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


def coherent_results(
    *,
    complete: bool = True,
    min_lines: int = 0,
    max_lines: int | None = None,
    min_date: date = FIRST_DAY,
    max_date: date = _LAST_DAY,
    credit_note: bool | None = None,
    negative: bool | None = None,
    foreign_vendor: bool | None = None,
    taxed: bool | None = None,
    mixed_rates: bool | None = None,
    withholding: bool | None = None,
    pension_fund: bool | None = None,
    stamp_duty: StampDuty | None = None,
    discount: Discount | None = None,
    vat_numbers: SearchStrategy[str] | None = None,
    printed: bool = False,
) -> SearchStrategy[Result]:
    """Return a strategy of results that no rule may flag, as JSON mappings.

    For testing that nothing true is accused. Of the choices from ``credit_note`` to ``discount``, those that are
    ``None`` are drawn so that they fit the rest.

    Args:
        complete: whether everything that the rules need is stated, so that the verdict is ``clean``; the others lack
            some of it, and their verdict is ``incomplete``.
        min_lines: how many lines there are at least. A pension fund and a stamp duty may add lines of their own.
        max_lines: how many there are at most; 5, or ``min_lines`` where that is more, when it is ``None``.
        min_date: the first issue date, 1997-10-01 or later.
        max_date: the last issue date.
        credit_note: whether it is a credit note.
        negative: whether it is a credit note in negative figures.
        foreign_vendor: whether the vendor is foreign.
        taxed: whether it bears any tax; without, it is exempt, reverse charge or of a flat-rate vendor.
        mixed_rates: whether the lines have several VAT rates.
        withholding: whether it states a withholding tax, which never reduces the total.
        pension_fund: whether a line holds the contribution to a professional pension fund.
        stamp_duty: ``none``, ``added`` to the total, ``in_subtotal``, or ``borne`` by the vendor.
        discount: ``none``, ``taken_off`` the total, or ``in_subtotal``.
        vat_numbers: a strategy of the Italian VAT numbers to use; ``partite_iva()`` when it is ``None``.
        printed: whether some values stand there as documents print them (``1.220,10 €``, ``22 %``, ``1 aprile 2026``,
            ``N/A`` where nothing is), by one convention per document.

    Raises:
        InvalidArgument: an argument is out of range, or two contradict each other; the text says which.

    >>> from hypothesis import find
    >>> smallest = find(coherent_results(min_lines=1), lambda result: True)
    >>> smallest["line_items"]
    [{'description': 'Consulenza', 'quantity': 1, 'unit_price': 1, 'amount': 1}]
    >>> smallest["financials"]
    {'subtotal': 1, 'tax_rate': 22, 'tax_amount': 0.22, 'total': 1.22, 'currency': 'EUR'}
    >>> coherent_results(negative=True, credit_note=False)
    Traceback (most recent call last):
    hypothesis.errors.InvalidArgument: no invoice has credit_note=False and negative=True; drop one of them
    """
    return _coherent_results(checked(locals()))


@with_arguments_of(coherent_results)
def coherent_invoices(drawn: SearchStrategy[Result]) -> SearchStrategy[Invoice]:
    """Return a strategy of invoices that no rule may flag; the arguments are those of ``coherent_results``.

    >>> from hypothesis import find
    >>> from parzo_validate import validate
    >>> validate(find(coherent_invoices(), lambda invoice: True)).verdict.value
    'clean'
    """
    return drawn.map(lambda result: read(result).invoice)


@st.composite
def _coherent_results(draw: DrawFn, arguments: Mapping[str, Any]) -> Result:
    chosen = _drawn_choices(draw, arguments)
    issued = draw(_issue_dates(chosen["min_date"], chosen["max_date"]))
    country = draw(countries) if chosen["foreign_vendor"] else None
    rates = draw_rates(draw, chosen, issued, country)
    lines = draw_lines(draw, chosen, rates)
    sums = draw_sums(draw, chosen, rates, lines)
    # An exempt or flat-rate invoice may state no tax at all; it is complete when its total is its subtotal.
    untaxed = draw(_yes_or_no) and rates == [0] and sums.total == sums.subtotal
    with_rates = len(rates) > 1 or (draw(_yes_or_no) and not untaxed)
    sold_by = vendor(draw, country=country, vat_numbers=chosen["vat_numbers"])
    result: Result = {
        "vendor": sold_by,
        "buyer": buyer(draw, vat_numbers=chosen["vat_numbers"], vendor=sold_by),
        "invoice": _header(draw, chosen, issued),
        "financials": _financials(sums, rates, untaxed, sign=-1 if chosen["negative"] else 1),
        "line_items": _line_items(draw, lines, with_rates, sign=-1 if chosen["negative"] else 1),
    }
    if not chosen["complete"]:
        for section, name in {draw(_lacking), *draw(_also_lacking)}:
            result[section].pop(name, None)
    result = _with_nulls(result) if draw(_yes_or_no) else result
    return draw_printed(draw, result) if chosen["printed"] else result


def _drawn_choices(draw: DrawFn, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments, with a choice that makes a possible invoice for each that is ``None``."""
    chosen = dict(arguments)
    for name, choices in CHOICES.items():
        if chosen[name] is None:
            drawn = draw(_choices[name])  # always, for an invoice that draws less would pass for a simpler one
            chosen[name] = next(choice for choice in (drawn, *choices) if possible({**chosen, name: choice}))
    return chosen


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
