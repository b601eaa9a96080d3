"""INVALID_IT_VAT_RATE: a VAT rate that is not standard for Italy."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from parzo_validate.domain.amounts import format_number, multiply
from parzo_validate.domain.document import is_credit_note, states_no_tax
from parzo_validate.domain.party import is_foreign, undecided_by
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import because
from parzo_validate.words import by_language

_TAX_RATE = ("financials", "tax_rate")
RATES = (
    (22, date(2013, 10, 1), date.max),
    (21, date(2011, 9, 17), date(2013, 9, 30)),
    (20, date(1997, 10, 1), date(2011, 9, 16)),
    (10, date(1995, 2, 24), date.max),
    (5, date(2016, 1, 1), date.max),
    (4, date(1989, 1, 1), date.max),
    (0, date.min, date.max),
)
"""Rate in per cent, first and last day in force."""
KNOWN_FROM = date(1997, 10, 1)
UNCHANGED_SINCE = max(first for _, first, _ in RATES)
"""On any later day, and where there is no date, the rates are those of this one."""

_REASONS = {
    "not_an_italian_rate": (
        "is not an Italian rate (current rates: {allowed})",
        "non è in vigore in Italia (aliquote attuali: {allowed})",
    ),
    "not_in_force": (
        "was not in force in Italy on {date} (rates in force: {allowed})",
        "non era in vigore in Italia il {date} (aliquote in vigore: {allowed})",
    ),
    "fraction": ("is probably {per_cent}% written as a fraction", "è probabilmente {per_cent}% scritto come frazione"),
}


@lru_cache(maxsize=1024)
def _rates_in_force(day: date, or_before: bool) -> tuple[Decimal, ...]:
    """Return the rates of the day; with ``or_before`` also those of the past."""
    return tuple(Decimal(rate) for rate, first, last in RATES if first <= day and (day <= last or or_before))


RATES_OF_TODAY = _rates_in_force(UNCHANGED_SINCE, False)
"""In per cent, as Decimals."""
_OF_TODAY_OR_NONE = frozenset((*RATES_OF_TODAY, None))
DOUBLES_OF_TODAY = frozenset((*map(float, RATES_OF_TODAY), None))
"""The same for documents whose numbers are doubles, which take ten times as long to compare with a Decimal."""


@rule(
    code="INVALID_IT_VAT_RATE",
    severity="warning",
    summary="the VAT rate is not standard for Italy",
    messages=by_language(
        ("VAT rate {rate}% ", "l'aliquota IVA {rate}% "),
        **_REASONS,
        **{f"line_{name}": ("on line {line} " + en, "della riga {line} " + it) for name, (en, it) in _REASONS.items()},
    ),
    context=("rate", "allowed", "date", "line", "reason", "per_cent"),
)
def invalid_it_vat_rate(invoice: Invoice, policy: Policy) -> Sequence[Finding | NotEvaluated]:
    """The VAT rate is not standard for Italy.

    ## What it checks

    The document's `tax_rate` and every line's rate, in per cent, against the Italian rates in force on the invoice
    date: 22, 10, 5, 4 and 0 today, 21 until 2013-09-30, 20 until 2011-09-16. Without a date, today's rates count. A
    credit note may carry any rate that was in force on or before its date.

    ## Why it matters

    A rate outside the table is mostly a misread digit, a withholding or pension fund percentage read as VAT, or a
    fraction (`0.22`), which is flagged with that hint and never corrected silently.

    ## When it stays silent

    * The vendor is foreign: by the prefix of its VAT number; without one by its country; without that by the currency.
    * A rate of zero: exempt, reverse charge and non-taxable sales are legal.
    * A rate is `null`. Where no rate is stated at all: not evaluated, unless the invoice states no tax and its total
      equals its subtotal.
    * The invoice is older than 1997-10-01: not evaluated. Nor is a rate flagged while the date, or a value that may say
      that the vendor is foreign, stands there unreadable.
    * The policy accepts the rate in `extra_vat_rates`, such as the agricultural compensation percentages (2, 6.4, 7.3,
      7.5, 7.65, 7.95, 8.3, 8.5, 8.8, 9.5, 12.3).

    ## Example

        >>> from parzo_validate import validate
        >>> rate_of_2012 = {"financials": {"tax_rate": 21}, "invoice": {"date": "2012-06-30"}}
        >>> validate(rate_of_2012).flags
        ()
        >>> [flag] = validate(rate_of_2012 | {"invoice": {"date": "2026-04-01"}}).flags
        >>> flag.message
        'VAT rate 21% was not in force in Italy on 2026-04-01 (rates in force: 22, 10, 5, 4, 0)'

    ## Sources

    Art. 16 DPR 633/72; DL 98/2011 and DL 138/2011 (21 %), DL 76/2013 (22 %), L 208/2015 (5 %); art. 26 and 34 DPR
    633/72 (credit notes, agricultural percentages); the European Commission's database of VAT rates (TEDB).
    """
    # As nearly all are, which saves the rest.
    if are_of_today(invoice.financials.tax_rate, invoice.rates_of_lines, invoice.invoice.date):
        return ()
    said = _were_the_vendor_italian(invoice, policy)
    if not said or is_foreign(invoice, "vendor"):
        return ()
    if excuse := undecided_by(invoice, "vendor") or invoice.unreadable_in("invoice", "date"):
        return [NotEvaluated.for_unreadable(*excuse) if isinstance(item, Finding) else item for item in said]
    return said


def are_of_today(
    rate: Any, of_lines: Sequence[Any], on: date | None, of_today: frozenset[Any] = _OF_TODAY_OR_NONE
) -> bool:
    """Return whether some rate is stated, and all that are stated are in force since the last change and today."""
    if (on is not None and on <= UNCHANGED_SINCE) or not (rate or any(of_lines)):
        return False
    return rate in of_today and of_today.issuperset(of_lines)


def _were_the_vendor_italian(invoice: Invoice, policy: Policy) -> Sequence[Finding | NotEvaluated]:
    rates, on = (invoice.financials.tax_rate, *invoice.rates_of_lines), invoice.invoice.date
    if not any(rates) and rates.count(None) == len(rates):
        return () if states_no_tax(invoice, policy) else (_no_rate(invoice),)
    if on is not None and on < KNOWN_FROM:
        return (NotEvaluated(("invoice", "date"), because("out_of_scope", day=KNOWN_FROM)),)
    day = UNCHANGED_SINCE if on is None or on > UNCHANGED_SINCE else on
    may_be_of_the_past = is_credit_note(invoice) or invoice.unreadable_in("invoice", "type") is not None
    in_force = _rates_in_force(day, may_be_of_the_past)
    return [
        _finding(invoice, number, rate, in_force)
        for number, rate in enumerate(rates)
        if rate is not None and rate not in in_force and rate not in policy.extra_vat_rates
    ]


def _no_rate(invoice: Invoice) -> NotEvaluated:
    """Return the answer on an invoice that states no rate: one is unreadable, or there is none."""
    lines = [("line_items", index, key) for index in range(len(invoice.line_items)) for key in ("vat_rate", "tax_rate")]
    return NotEvaluated.for_one_of(invoice, [_TAX_RATE, *lines]) or NotEvaluated(_TAX_RATE, because("no_rate"))


def _finding(invoice: Invoice, number: int, rate: Decimal, in_force: tuple[Decimal, ...]) -> Finding:
    """Return the finding on the rate of the document (number 0) or of a line (from 1)."""
    on = invoice.invoice.date
    context: dict[str, object] = {"rate": format_number(rate), "allowed": in_force}
    reason = "not_an_italian_rate"
    if on is not None:
        context["date"] = on
        reason = "not_in_force"
    if (per_cent := multiply(rate, Decimal(100))) in in_force:
        context["per_cent"] = format_number(per_cent)
        reason = "fraction"
    context["reason"] = reason
    if number == 0:
        return Finding(_TAX_RATE, context, reason)
    path = ("line_items", number - 1, invoice.line_items[number - 1].vat_rate_key)
    return Finding(path, context | {"line": number}, f"line_{reason}")
