"""What the kit knows by itself: check digits and VAT rates, written from the sources and not from the rules.

A generator that shared its formulas with the checker would prove nothing; see ``oracle`` for the arithmetic.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

FIRST_DAY = date(1997, 10, 1)
"""Before it the Italian rates are out of the library's scope."""

OFFICES = (*(f"{number:03d}" for number in range(1, 101)), "120", "121", "888", "999")
"""The tax offices that give out VAT numbers, digits 8 to 10 of the number."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ODD_PLACES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""What a character at an odd place counts in an Italian check letter, A or 0 first (DM 23 December 1976)."""


def italian_rates(on: date) -> tuple[int, ...]:
    """Return the Italian VAT rates of a day since October 1997, in per cent, highest first.

    >>> italian_rates(date(2012, 6, 30)), italian_rates(date(2026, 4, 1))
    ((21, 10, 4, 0), (22, 10, 5, 4, 0))
    """
    standard = 22 if on >= date(2013, 10, 1) else 21 if on >= date(2011, 9, 17) else 20
    return (standard, 10, 5, 4, 0) if on >= date(2016, 1, 1) else (standard, 10, 4, 0)


def past_rates(on: date) -> tuple[int, ...]:
    """Return the Italian VAT rates in force on a day or before it; a credit note may carry any of them.

    >>> past_rates(date(2026, 4, 1))
    (22, 21, 20, 10, 5, 4, 0)
    """
    days = (date(2013, 10, 1), date(2011, 9, 17), FIRST_DAY)
    standard = {rate for day in (on, *days) if day <= on for rate in italian_rates(day)}
    return tuple(sorted(standard, reverse=True))


def partita_iva_check_digit(first_ten: str) -> str:
    """Return the eleventh digit of a partita IVA, by the words of the Agenzia delle Entrate.

    X adds up the digits at odd places, Y twice those at even places, Z counts those at even places that are 5 or
    more; the check digit completes X + Y + Z to a multiple of ten.

    >>> partita_iva_check_digit("1234567890")
    '3'
    """
    odd, even = [int(digit) for digit in first_ten[0::2]], [int(digit) for digit in first_ten[1::2]]
    x, y, z = sum(odd), 2 * sum(even), sum(digit >= 5 for digit in even)
    return str((10 - (x + y + z) % 10) % 10)


def italian_check_letter(characters: str) -> str:
    """Return the check letter of a codice fiscale's first fifteen characters, or of a bank account (the CIN).

    >>> italian_check_letter("RSSMRA85T10A562"), italian_check_letter("0542811101000000123456")
    ('S', 'X')
    """
    places = [int(c) if c.isdigit() else _LETTERS.index(c) for c in characters]
    return _LETTERS[(sum(_ODD_PLACES[place] for place in places[0::2]) + sum(places[1::2])) % 26]


def iban_check_digits(country: str, account: str) -> str:
    """Return the two check digits of an IBAN (ISO 13616, mod 97).

    >>> iban_check_digits("IT", "X0542811101000000123456")
    '60'
    """
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{98 - int(digits) % 97:02d}"


def _german(number: int) -> str:
    """Return a German number: eight digits, the first not zero, and an ISO 7064 mod 11, 10 check digit."""
    first_eight = str(10_000_000 + number % 90_000_000)
    check = 10
    for digit in first_eight:
        check = ((check + int(digit)) % 10 or 10) * 2 % 11
    return f"DE{first_eight}{(11 - check) % 10}"


def _french(number: int) -> str:
    """Return a French number: a key, and a SIREN whose last digit makes its digits weighed 2, 1, 2, 1 … add up."""
    first_eight = f"{number % 100_000_000:08d}"
    weighed = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(first_eight))
    siren = f"{first_eight}{-weighed % 10}"
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _belgian(number: int) -> str:
    """Return a Belgian number: a nought, seven digits, and what they lack to a multiple of 97."""
    first_eight = 1_000_000 + number % 9_000_000
    return f"BE{first_eight:08d}{97 - first_eight % 97:02d}"


ITALY = ("IT", "Italia", "ITA", "Italy")
"""How Italy is called."""


class Country(NamedTuple):
    """A country other than Italy: its names, its VAT numbers, rates that its invoices may show, in per cent."""

    names: tuple[str, ...]
    vat_number: Callable[[int], str]
    rates: tuple[float, ...]


FOREIGN_COUNTRIES = {
    "DE": Country(("DE", "Germany", "Germania", "Deutschland"), _german, (19, 7, 0)),
    "FR": Country(("FR", "France", "Francia"), _french, (20, 10, 5.5, 0)),
    "BE": Country(("BE", "Belgium", "Belgio"), _belgian, (21, 12, 6, 0)),
    "SM": Country(("SM", "San Marino", "SMR"), lambda number: f"SM{number % 100_000:05d}", (17, 0)),
}
