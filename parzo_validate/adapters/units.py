"""A producer's value in the documented unit: amounts in the currency, rates in per cent, days that have one reading."""

from collections.abc import Sequence
from decimal import Decimal

from parzo_validate.adapters.table import Table
from parzo_validate.domain.amounts import multiply, total_of
from parzo_validate.invoice.dates import printed_date
from parzo_validate.invoice.model import Kind
from parzo_validate.invoice.numbers import printed
from parzo_validate.invoice.values import describe, read_decimal

_HUNDREDTH = Decimal("0.01")


def as_documented(value: object, kind: Kind, table: Table) -> object:
    """Return the value as it came, or in the documented unit where the producer's is another one."""
    if kind == "money" and table.amounts == "cents":
        return _times(value, _HUNDREDTH, "cents")
    if kind == "rate" and table.rates == "hundredths":
        return _times(value, _HUNDREDTH, "hundredths")
    if kind == "rate" and table.rates == "fractions":
        return _from_fraction(value)
    if table.numbers == "plain" and kind in ("money", "rate", "quantity"):
        return _exact(value)
    if kind == "date" and table.date_order and isinstance(value, str):
        day = printed_date(value)
        return day.read(table.date_order).isoformat() if day and day.has_two_readings else value
    return value


def _exact(value: object) -> object:
    """Return the number of a text with a decimal point; what is none, as it came.

    >>> _exact("12.500"), _exact("12,50")
    (Decimal('12.500'), '12,50')
    """
    try:
        return read_decimal(value)
    except ValueError:
        return value


def _times(value: object, unit: Decimal, name: str) -> object:
    """Return a plain number in the documented unit; what is none says its unit, so that nobody takes it for the other.

    >>> _times(75000, _HUNDREDTH, "cents"), _times("1.220,10", _HUNDREDTH, "cents")
    (Decimal('750.00'), '1.220,10 cents')
    """
    try:
        return multiply(read_decimal(value), unit)
    except ValueError:
        return f"{_as_text(value)} {name}"


def _from_fraction(value: object) -> object:
    """Return a fraction in per cent; what is no fraction, as it came.

    >>> _from_fraction(0.05), _from_fraction("22%"), _from_fraction(22)
    (Decimal('5.00'), '22%', 22)
    """
    fraction = _exact(value)
    return multiply(fraction, Decimal(100)) if isinstance(fraction, Decimal) and -1 < fraction < 1 else value


def added(values: Sequence[object]) -> object:
    """Return the sum of amounts: one as it came, several exactly; a text of all where one cannot be read.

    >>> added(["$5.00"]), added(["$5.00", 2]), added(["5.00", "abc"]), added([])
    ('$5.00', Decimal('7.00'), '5.00 + abc', None)
    """
    if len(values) < 2:
        return values[0] if values else None
    read = [_amount(value) for value in values]
    amounts = [amount for amount in read if amount is not None]
    return total_of(amounts) if len(amounts) == len(values) else " + ".join(map(_as_text, values))


def _as_text(value: object) -> str:
    """Return a text as it is, a number in its digits, and of anything else what it is."""
    return value if isinstance(value, str) else describe(value).removeprefix("the number ")


def _amount(value: object) -> Decimal | None:
    """Return an amount that has one reading by itself."""
    if isinstance(value, str):
        number = printed(value, "money")
        return number.read() if number and number.mark is None else None
    try:
        return read_decimal(value)
    except ValueError:
        return None
