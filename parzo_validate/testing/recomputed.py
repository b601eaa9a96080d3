"""The identities that a diagnosis names, by their documented meaning: each is computed from a result, in fractions."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import product

from parzo_validate.invoice.values import Path
from parzo_validate.testing.defects.damage import value_at
from parzo_validate.testing.facts import OFFICES, italian_rates, partita_iva_check_digit, past_rates
from parzo_validate.testing.oracle import CREDIT_NOTE_TYPES, Result, number, read_date

_CENT, _HALF_CENT = Fraction(1, 100), Fraction(1, 200)
_TYPE, _DATE = ("invoice", "type"), ("invoice", "date")
_USUAL_TERMS = {7, 10, 14, 15, 20, 45, *(days + more for days in range(0, 181, 30) for more in range(3))}
_Sums = dict[str, Fraction | None]


def _sums(result: Result) -> _Sums:
    names = ("subtotal", "tax_amount", "total", "tax_rate", "discount", "stamp_duty", "rounding", "charges")
    return {name: number(value_at(result, ("financials", name))) for name in names}


def _lines(result: Result) -> list[dict[str, Fraction | None]]:
    lines = [line for line in result.get("line_items") or () if isinstance(line, Mapping)]
    return [
        {
            "quantity": number(line.get("quantity")),
            "unit_price": number(line.get("unit_price")),
            "amount": number(line.get("total") if line.get("amount") is None else line["amount"]),
            "vat_rate": number(line.get("tax_rate") if line.get("vat_rate") is None else line["vat_rate"]),
        }
        for line in lines
    ]


def _if_any(amount: Fraction | None, negative: bool) -> tuple[Fraction, ...]:
    """Return nothing, the amount as it stands, and with the sign of the sums, which a credit note may leave out."""
    return (Fraction(0), *((amount, -abs(amount) if negative else abs(amount)) if amount else ()))


def _amounts(result: Result) -> list[Fraction]:
    """Return the amounts of the lines, none where one of them states none."""
    amounts = [line["amount"] for line in _lines(result)]
    return [amount for amount in amounts if amount is not None] if None not in amounts else []


def _off(sums: _Sums) -> Fraction | None:
    subtotal, tax, total = sums["subtotal"], sums["tax_amount"], sums["total"]
    return None if subtotal is None or tax is None or total is None else total - subtotal - tax


def _sums_close(result: Result, _: Path) -> bool:
    off = _off(_sums(result))
    return off is not None and abs(off) <= _CENT


def _adjusted_sums_close(result: Result, _: Path) -> bool:
    sums = _sums(result)
    off, stated = _off(sums), [sums[name] for name in ("discount", "stamp_duty", "rounding", "charges")]
    if off is None or not any(stated):
        return False
    negative = (sums["subtotal"] or 0) + (sums["tax_amount"] or 0) < 0
    ways = product(*(_if_any(amount, negative) for amount in stated))
    return any(abs(off + less - sum(more)) <= _CENT for less, *more in ways)


def _tax(less: str | None = None) -> Callable[[Result, Path], bool]:
    """Return a check that the tax is that of the subtotal, or of the subtotal less something stated."""

    def holds(result: Result, _: Path) -> bool:
        sums = _sums(result)
        subtotal, tax, rate = sums["subtotal"], sums["tax_amount"], sums["tax_rate"]
        if subtotal is None or tax is None or rate is None or (less and not sums[less]):
            return False
        if not tax and not rate * subtotal:
            return False  # nought of whatever
        base = subtotal - ((less and sums[less]) or 0)
        return abs(base * rate / 100 - tax) <= _CENT + _HALF_CENT

    return holds


def _no_tax(result: Result, _: Path) -> bool:
    rates = (_sums(result)["tax_rate"], *(line["vat_rate"] for line in _lines(result)))
    return _sums(result)["tax_amount"] == 0 and {rate for rate in rates if rate is not None} == {0}


def _taxes_of_lines(result: Result) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield amount and rate of each line; nothing where one of them is unknown."""
    rate, lines = _sums(result)["tax_rate"], _lines(result)
    rated = [(line["amount"], rate if line["vat_rate"] is None else line["vat_rate"]) for line in lines]
    if all(amount is not None and rate is not None for amount, rate in rated):
        yield from ((amount or Fraction(0), rate or Fraction(0)) for amount, rate in rated)


def _tax_of_lines(result: Result, _: Path, *, with_rest: bool = False) -> bool:
    """Return whether the tax is that of the lines, rounded to the cent once for each rate or once for each line."""
    sums, rated = _sums(result), list(_taxes_of_lines(result))
    tax = sums["tax_amount"]
    if tax is None or not rated:
        return False
    by_rate: dict[Fraction, Fraction] = {}
    for amount, rate in rated:
        by_rate[rate] = by_rate.get(rate, Fraction(0)) + amount
    due = [sum(_tax_on(amount, rate) for rate, amount in by_rate.items()), sum(_tax_on(*line) for line in rated)]
    if with_rest:
        rest = (sums["subtotal"] or 0) - sum(amount for amount, _ in rated)
        due = [due[0] - _tax_on(amount, rate) + _tax_on(amount + rest, rate) for rate, amount in by_rate.items()]
    return any(abs(one - tax) <= _CENT for one in due)


def _tax_on(amount: Fraction, rate: Fraction) -> Fraction:
    """Return the tax, half a cent rounded away from zero."""
    cents = abs(amount * rate)
    return Fraction((2 * cents.numerator + cents.denominator) // (2 * cents.denominator), 100) * (
        -1 if amount < 0 else 1
    )


def _usual_tax(result: Result, _: Path) -> bool:
    sums = _sums(result)
    subtotal, tax = sums["subtotal"], sums["tax_amount"]
    if not subtotal or not tax or sums["tax_rate"] is not None or any(line["vat_rate"] for line in _lines(result)):
        return False
    rates = {*past_rates(_day_of(result)), *italian_rates(date.max)} - {0}
    return any(abs(subtotal * rate / 100 - tax) <= _CENT + _HALF_CENT for rate in rates)


def _lines_add_up(result: Result, _: Path) -> bool:
    subtotal, amounts = _sums(result)["subtotal"], _amounts(result)
    return subtotal is not None and bool(amounts) and abs(sum(amounts) - subtotal) <= _CENT


def _adjusted_lines_add_up(result: Result, _: Path) -> bool:
    sums, amounts = _sums(result), _amounts(result)
    subtotal, stated = sums["subtotal"], (sums["discount"], sums["stamp_duty"])
    if subtotal is None or not amounts or not any(stated):
        return False
    ways = product(*(_if_any(amount, sum(amounts) < 0) for amount in stated))
    return any(abs(sum(amounts) - less + more - subtotal) <= _CENT for less, more in ways)


def _rates_agree(result: Result, _: Path) -> bool:
    rate, rates = _sums(result)["tax_rate"], {line["vat_rate"] for line in _lines(result)}
    return rate is not None and rates == {rate}


def _rates_are_legal(result: Result, _: Path) -> bool:
    stated = (_sums(result)["tax_rate"], *(line["vat_rate"] for line in _lines(result)))
    corrects = value_at(result, _TYPE) in CREDIT_NOTE_TYPES
    legal = past_rates(_day_of(result)) if corrects else italian_rates(_day_of(result))
    return {rate for rate in stated if rate is not None} <= {*legal}


def _lines_multiply(result: Result, path: Path) -> bool:
    lines = _lines(result)
    in_question = [lines[int(path[1])]] if path[0] == "line_items" else lines
    return bool(in_question) and all(map(_multiplies, in_question))


def _multiplies(line: Mapping[str, Fraction | None]) -> bool:
    quantity, price, amount = line["quantity"], line["unit_price"], line["amount"]
    return quantity is not None and price is not None and amount is not None and abs(quantity * price - amount) <= _CENT


def _is_asked_for(result: Result, _: Path) -> bool:
    total = _sums(result)["total"]
    return total is not None and (total > 0 or (total < 0 and value_at(result, _TYPE) in CREDIT_NOTE_TYPES))


def _dates_are_in_order(result: Result, _: Path) -> bool:
    term = _term_of(result)
    return term is not None and term >= 0


def _term_is_usual(result: Result, _: Path) -> bool:
    return _term_of(result) in _USUAL_TERMS


def _term_of(result: Result) -> int | None:
    issued, due = read_date(value_at(result, _DATE)), read_date(value_at(result, ("invoice", "due_date")))
    return None if issued is None or due is None else (due - issued).days


def _number_names_the_year(result: Result, _: Path) -> bool:
    issued = read_date(value_at(result, _DATE))
    return issued is not None and str(issued.year) in str(value_at(result, ("invoice", "number")))


def _check_digit_is_right(result: Result, path: Path) -> bool:
    digits = _digits(value_at(result, path))
    return len(digits) == 11 and digits[-1] == partita_iva_check_digit(digits[:-1])


def _is_the_fiscal_code(result: Result, path: Path) -> bool:
    return _digits(value_at(result, path)) == _digits(value_at(result, (path[0], "fiscal_code")))


def _is_of_a_known_office(result: Result, path: Path) -> bool:
    return _digits(value_at(result, path))[7:10] in OFFICES


def _digits(text: object) -> str:
    """Return the last eleven digits of a text."""
    return re.sub(r"[^0-9]", "", str(text))[-11:]


def _day_of(result: Result) -> date:
    return read_date(value_at(result, _DATE)) or date.max


CHECKS: Mapping[str, Callable[[Result, Path], bool]] = {
    "sums": _sums_close,
    "adjusted_sums": _adjusted_sums_close,
    "tax": _tax(),
    "tax_after_discount": _tax("discount"),
    "tax_before_stamp_duty": _tax("stamp_duty"),
    "tax_of_lines": _tax_of_lines,
    "tax_of_lines_and_rest": partial(_tax_of_lines, with_rest=True),
    "no_tax": _no_tax,
    "usual_tax": _usual_tax,
    "lines": _lines_add_up,
    "adjusted_lines": _adjusted_lines_add_up,
    "agree": _rates_agree,
    "legal": _rates_are_legal,
    "line": _lines_multiply,
    "sign": _is_asked_for,
    "dates": _dates_are_in_order,
    "number": _number_names_the_year,
    "term": _term_is_usual,
    "check_digit": _check_digit_is_right,
    "fiscal_code": _is_the_fiscal_code,
    "office": _is_of_a_known_office,
}
"""Whether an identity holds in a result, and speaks for the value at a path; by its name."""
_ADJUSTMENTS = ("discount", "stamp_duty", "rounding", "charges")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "sums": ("subtotal", "tax_amount", "total"),
    "adjusted_sums": ("subtotal", "tax_amount", "total", *_ADJUSTMENTS),
    "tax": ("subtotal", "tax_amount", "tax_rate"),
    "tax_after_discount": ("subtotal", "tax_amount", "tax_rate", "discount"),
    "tax_before_stamp_duty": ("subtotal", "tax_amount", "tax_rate", "stamp_duty"),
    "tax_of_lines": ("tax_amount", "amount", "vat_rate", "tax_rate"),
    "tax_of_lines_and_rest": ("tax_amount", "amount", "vat_rate", "tax_rate", "subtotal"),
    "no_tax": ("tax_amount", "tax_rate", "vat_rate"),
    "usual_tax": ("subtotal", "tax_amount"),
    "lines": ("subtotal", "amount"),
    "adjusted_lines": ("subtotal", "amount", "discount", "stamp_duty"),
    "agree": ("tax_rate", "vat_rate"),
    "line": ("quantity", "unit_price", "amount"),
}
"""The fields that an identity ties together; one that is not listed speaks of the value it is named with."""
