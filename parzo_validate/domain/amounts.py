"""Decimal helpers the rules share.

Sums here are exact whatever the caller's decimal context says: two invoices' worth of 26-digit amounts fit in 60
digits, and a context of our own cannot be changed from outside. Comparing needs no context: it is always exact.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.reasons import Figures, Words
from parzo_validate.invoice.values import Path, plain_digits, printable
from parzo_validate.words import italian_date

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")
"""What rounding to the cent may take from an amount or add to it."""
ZERO = Decimal(0)
_HUNDRED, _PER_CENT = Decimal(100), Decimal("0.01")

add = _EXACT.add
subtract = _EXACT.subtract
multiply = _EXACT.multiply


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of the amounts.

    >>> total_of([Decimal("0.1")] * 3)
    Decimal('0.3')
    """
    return reduce(add, amounts, ZERO)


def per_cent_of(rate: Decimal | int, amount: Decimal) -> Decimal:
    """Return ``rate`` per cent of the amount, rounded half up (away from zero) to the cent.

    >>> per_cent_of(22, Decimal("0.25")), per_cent_of(22, Decimal("-0.25"))
    (Decimal('0.06'), Decimal('-0.06'))
    """
    return to_cent(multiply(multiply(amount, rate), _PER_CENT))


def tax_included(rate: Decimal, gross: Decimal) -> Decimal:
    """Return the tax that a gross amount includes at ``rate`` per cent (zero or more), rounded half up to the cent.

    >>> tax_included(Decimal(22), Decimal("1220.00"))
    Decimal('220.00')
    """
    return to_cent(_EXACT.divide(multiply(gross, rate), add(_HUNDRED, rate)))


def to_cent(amount: Decimal) -> Decimal:
    """Return the amount rounded half up (away from zero) to the cent.

    >>> to_cent(Decimal("-0.005"))
    Decimal('-0.01')
    """
    return _EXACT.quantize(amount, CENT)


def rounded_to(step: Decimal, amount: Decimal) -> Decimal:
    """Return the multiple of a step that is nearest to the amount, half a step rounded up (away from zero).

    >>> rounded_to(Decimal("0.05"), Decimal("121.98")), rounded_to(Decimal(1), Decimal("-0.5"))
    (Decimal('122.00'), Decimal('-1'))
    """
    return multiply(_EXACT.divide(amount, step).quantize(Decimal(1), context=_EXACT), step)


def scaled(amount: Decimal, power: int) -> Decimal:
    """Return the amount with its point moved: times ten to the power.

    >>> scaled(Decimal("12.20"), 2), scaled(Decimal("12.20"), -1)
    (Decimal('1220'), Decimal('1.220'))
    """
    return amount.scaleb(power, context=_EXACT)


def is_near(amount: Decimal, expected: Decimal, tolerance: Decimal) -> bool:
    """Return whether two amounts differ by the tolerance at most.

    >>> is_near(Decimal("10.01"), Decimal(10), CENT), is_near(Decimal("9.98"), Decimal(10), CENT)
    (True, False)
    """
    return subtract(amount, expected).copy_abs() <= tolerance


def leeway(tolerance: Decimal, roundings: Decimal | int) -> Decimal:
    """Return how far amounts may be off, in currency units: the tolerance, and half a cent for each rounding.

    >>> leeway(CENT, 3)
    Decimal('0.025')
    """
    return add(tolerance, multiply(HALF_CENT, Decimal(roundings)))


def format_amount(amount: Decimal) -> Words:
    """Return the amount as a decimal string: at least two decimals, more only where they say something.

    >>> format_amount(Decimal("1220")), format_amount(Decimal("1220.0010")), format_amount(Decimal("-0.0"))
    ('1220.00', '1220.001', '0.00')
    >>> format_amount(Decimal("1220")).render("it")
    '1.220,00'
    """
    text = f"{amount:f}"
    if text[-3:-2] != ".":  # as in few
        whole, _, decimals = text.partition(".")
        text = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return Figures("0.00" if text == "-0.00" else text)


def format_number(number: Decimal) -> Words:
    """Return a rate, a quantity or a price as a decimal string, without the zeros that say nothing.

    >>> format_number(Decimal("8.80")), format_number(Decimal("8.80")).render("it")
    ('8.8', '8,8')
    """
    return Figures(plain_digits(number))


def shown(path: Path, value: object) -> Words:
    """Return a value as a sentence shows it: amounts with their cents, rates and quantities plain, a date by language.

    >>> shown(("financials", "total"), Decimal("1220")), shown(("financials", "tax_rate"), Decimal("22.00"))
    ('1220.00', '22')
    """
    match value:
        case Decimal():
            is_money = FIELDS[str(path[0])][str(path[-1])] == "money"
            return format_amount(value) if is_money else format_number(value)
        case date():
            return Words(value.isoformat(), italian_date(value))
    return Words(printable(str(value)))


def roundness(amount: Decimal) -> int:
    """Return how round an amount is: the power of ten of its last digit that is not zero.

    >>> roundness(Decimal("1000.00")), roundness(Decimal("950")), roundness(Decimal("0.99"))
    (3, 1, -2)
    """
    return int(amount.normalize(_EXACT).as_tuple().exponent)
