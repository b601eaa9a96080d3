"""Strategies for the numbers that name people, companies and accounts, and for amounts and rates."""

import contextlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.testing import facts
from parzo_validate.testing.strategies.arguments import check_choice

_CONSONANTS, _VOWELS = "BCDFGHJKLMNPQRSTVWXYZ", "AEIOU"
_MONTHS = "ABCDEHLMPRST"
_WOMEN_FROM = 40
_TOWNS = ("A562", "D612", "F205", "F839", "H501", "L219", "L781", "Z112")
"""Cadastral codes: San Giuliano Terme, Firenze, Milano, Napoli, Roma, Torino, Verona, Germany."""


def partite_iva(*, valid: bool | None = True, prefix: bool | None = None) -> SearchStrategy[str]:
    """Return a strategy of Italian VAT numbers, as text.

    Args:
        valid: ``False`` for what INVALID_PIVA_CHECKSUM flags: a wrong check digit, a wrong length, all zeros; ``None``
            for both kinds.
        prefix: with the prefix ``IT`` or without; ``None`` for both.

    Raises:
        InvalidArgument: an argument is neither ``True``, ``False`` nor ``None``.

    >>> from hypothesis import find
    >>> find(partite_iva(prefix=True), lambda number: True)
    'IT00000000018'
    """
    check_choice("valid", valid, (True, False))
    check_choice("prefix", prefix, (True, False))
    right, wrong = _first_ten().map(with_check_digit), _invalid_partite_iva()
    numbers = right | wrong if valid is None else right if valid else wrong
    prefixes = st.sampled_from(["", "IT"]) if prefix is None else st.just("IT" if prefix else "")
    return st.builds("{}{}".format, prefixes, numbers)


def _first_ten() -> SearchStrategy[str]:
    """Return a strategy of ten digits, never all zeros, often with leading ones."""
    return st.integers(1, 10**10 - 1).map(lambda number: _of_an_office(f"{number:010d}"))


def _of_an_office(first_ten: str) -> str:
    """Return the digits, with a tax office that issues numbers where theirs does not."""
    company, office = first_ten[:7], first_ten[7:]
    return company + (office if office in facts.OFFICES else facts.OFFICES[int(office) % len(facts.OFFICES)])


def with_check_digit(first_ten: str) -> str:
    """Return a right Italian VAT number, without prefix, that begins with these ten digits."""
    return first_ten + facts.partita_iva_check_digit(first_ten)


def _invalid_partite_iva() -> SearchStrategy[str]:
    def with_wrong_check_digit(first: str, shift: int) -> str:
        return f"{first}{(int(facts.partita_iva_check_digit(first)) + shift) % 10}"

    wrong_length = st.integers(1, 10).flatmap(_digits) | st.integers(12, 16).flatmap(_digits)
    return st.builds(with_wrong_check_digit, _first_ten(), st.integers(1, 9)) | wrong_length | st.just("00000000000")


def _digits(length: int) -> SearchStrategy[str]:
    return st.integers(0, 10**length - 1).map(f"{{:0{length}d}}".format)


@st.composite
def codici_fiscali(draw: DrawFn) -> str:
    """A personal fiscal code: sixteen characters with a day of birth that exists and a right check letter.

    >>> from hypothesis import find
    >>> find(codici_fiscali(), lambda code: True)
    'BBBBBB00A01A562D'
    """

    def part_of_a_name() -> str:
        consonants = draw(st.text(_CONSONANTS, min_size=3, max_size=3))
        return (consonants[: draw(st.sampled_from([3, 2, 1]))] + draw(st.sampled_from(_VOWELS)) + "XX")[:3]

    letters = part_of_a_name() + part_of_a_name()
    born = draw(st.dates(date(2000, 1, 1), date(2020, 12, 31)) | st.dates(date(1930, 1, 1), date(1999, 12, 31)))
    day = born.day + draw(st.sampled_from([0, _WOMEN_FROM]))
    code = f"{letters}{born:%y}{_MONTHS[born.month - 1]}{day:02d}{draw(st.sampled_from(_TOWNS))}"
    return code + facts.italian_check_letter(code)


@st.composite
def ibans(draw: DrawFn) -> str:
    """An Italian IBAN: 27 characters, with its check digits and its CIN right.

    >>> from hypothesis import find
    >>> find(ibans(), lambda iban: True)
    'IT30L0000000000000000000000'
    """
    bank_and_branch, account = draw(_digits(10)), draw(st.text("0123456789", min_size=12, max_size=12))
    bban = facts.italian_check_letter(bank_and_branch + account) + bank_and_branch + account
    return f"IT{facts.iban_check_digits('IT', bban)}{bban}"


def amounts(
    *, min_value: Decimal | int | str = "0.01", max_value: Decimal | int | str = "999999.99", places: int = 2
) -> SearchStrategy[Decimal]:
    """Return a strategy of amounts, as ``Decimal``.

    Args:
        min_value: the lowest, in currency units.
        max_value: the highest.
        places: decimals, from 0 to 8.

    Raises:
        InvalidArgument: a bound is not exact at that many decimals, or they are the wrong way round.

    >>> from hypothesis import find
    >>> find(amounts(max_value="10.00"), lambda amount: amount > 3)
    Decimal('3.01')
    """
    if type(places) is not int or not 0 <= places <= 8:
        raise InvalidArgument(f"places={places!r}: expected an integer from 0 to 8")
    low, high = (_units(name, bound, places) for name, bound in (("min_value", min_value), ("max_value", max_value)))
    if low > high:
        raise InvalidArgument(f"min_value={min_value}, max_value={max_value}: expected min_value <= max_value")
    return st.integers(low, high).map(lambda units: Decimal(f"{units}e-{places}"))


def _units(name: str, bound: Decimal | int | str, places: int) -> int:
    """Return the bound in units of its last decimal place: 12.50 is 1250 with two."""
    if isinstance(bound, (Decimal, int, str)):
        with contextlib.suppress(ValueError, ArithmeticError):  # text that is no number; NaN and infinities
            units: Fraction = Fraction(bound) * 10**places
            if units.denominator == 1:
                return units.numerator
    raise InvalidArgument(f"{name}={bound!r}: expected an amount with at most {places} decimals, as Decimal or text")


def vat_rates(*, on: date | None = None) -> SearchStrategy[Decimal]:
    """Return a strategy of the Italian VAT rates that are in force on a day, in per cent.

    Args:
        on: the day, 1997-10-01 or later; today's rates when it is ``None``.

    Raises:
        InvalidArgument: ``on`` is no date, or one before 1997-10-01.

    >>> from hypothesis import find
    >>> find(vat_rates(on=date(2012, 6, 30)), lambda rate: True)
    Decimal('21')
    """
    if on is not None and (type(on) is not date or on < facts.FIRST_DAY):
        raise InvalidArgument(f"on={on!r}: expected a date from {facts.FIRST_DAY} on, or None (today's rates)")
    return st.sampled_from([Decimal(rate) for rate in facts.italian_rates(on or date.max)])
