"""What a party's VAT number says: whose country it is from and, if it is Italian, what is wrong with it."""

import re
from functools import cache, lru_cache
from types import ModuleType
from typing import Literal, NamedTuple

from parzo_validate.invoice.model import Party

Fault = Literal["format", "length", "placeholder", "checksum", "fiscal_code"]

_READ_AT_MOST = 120
"""Characters of a field that are looked at; no VAT number with its label is as long."""

_REMEMBERED_UP_TO = 20
"""Characters; a longer text is no tidy number."""

_SEPARATORS = r"[\s.\-:/\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+"
_NAME = r"(?:PARTITAIVA|PIVA|PI|IVA|VAT(?:NUMBER|NR|ID)?|CODICEFISCALE|CF)"
_LABEL = rf"{_NAME}(?:E?{_NAME})*(?=(?:[A-Z]{{2}})?[0-9]|$)"
"""Labels read with the number. ``VATNO`` is none of them: it may be a Norwegian number."""
_COUNTRY_PREFIX = r"[A-Z]{2}"
_ITALY = frozenset({"it", "ita", "italia", "italy", "italien", "italie"})


VatNumber = tuple[str, str, Fault | None]
"""A normalised VAT number: prefix (``"IT"``, another country's or none), the rest, and its fault.

The fault says what would be wrong with it as an Italian number: ``None`` when nothing is.
"""


def is_foreign(party: Party) -> bool:
    """Return whether something says that the party is not Italian; without evidence it is.

    A country prefix decides; without one, the country does. San Marino and the Vatican are foreign.

    >>> is_foreign(Party(vat_number="DE136695976", country="IT")), is_foreign(Party(country="Italia"))
    (True, False)
    """
    prefix = read_vat_number(party.vat_number or "")[0]
    if prefix:
        return prefix != "IT"
    return party.country is not None and _names_a_foreign_country(party.country)


def _names_a_foreign_country(country: str) -> bool:
    if country == "IT":
        return False
    words = re.findall(r"[^\W\d_]+", country[:_READ_AT_MOST].casefold())
    return bool(words) and _ITALY.isdisjoint(words)


def read_vat_number(text: str) -> VatNumber:
    """Return the VAT number that the text holds: prefix, number, fault.

    >>> read_vat_number("P.IVA: it 123.456.789-03")
    ('IT', '12345678903', None)
    >>> read_vat_number("IT98765432109"), read_vat_number("DE136695976")
    (('IT', '98765432109', 'checksum'), ('DE', '136695976', None))
    """
    return _read_short(text) if len(text) <= _REMEMBERED_UP_TO else _read_untidy(text[:_READ_AT_MOST])


@lru_cache(maxsize=4096)
def _read_short(text: str) -> VatNumber:
    """A buyer receives all the invoices of an archive, and a few vendors send most of them."""
    number = text[2:] if text[:2] == "IT" else text
    if len(number) == 11 and number.isdigit() and number.isascii():
        return text[:-11], number, _fault_of_eleven_digits(number)
    return _read_untidy(text)


def without_separators(text: str) -> str:
    """Return the first 120 characters of a number in capitals, without white space and the signs that divide it.

    >>> without_separators(" it60 x054.2811-1010")
    'IT60X05428111010'
    """
    import unicodedata  # only here: most numbers are plain, and importing the library stays cheap

    return re.sub(_SEPARATORS, "", unicodedata.normalize("NFKC", text[:_READ_AT_MOST])).upper()


def _read_untidy(text: str) -> VatNumber:
    text = without_separators(text)
    if label := re.match(_LABEL, text):
        text = text[label.end() :]
    if text.startswith("IT"):
        return "IT", text[2:], _fault(text[2:])
    fault = _fault(text)
    if fault == "format" and re.match(_COUNTRY_PREFIX, text):
        return text[:2], text[2:], None
    return "", text, fault


def _fault(number: str) -> Fault | None:
    """Return what is wrong with the digits of an Italian VAT number.

    Never ``stdnum.it.iva``: it also refuses unknown province codes, which real companies carry.
    """
    if number.isascii() and number.isdigit():
        return _fault_of_eleven_digits(number) if len(number) == 11 else "length"
    if len(number) == 16 and _stdnum().codicefiscale.is_valid(number):
        return "fiscal_code"
    return "format"


def _fault_of_eleven_digits(number: str) -> Fault | None:
    if _luhn_checksum(number):
        return "checksum"
    return "placeholder" if number == "00000000000" else None


def right_check_digit(number: str) -> str:
    """Return the check digit that the first ten digits of an Italian VAT number ask for.

    >>> right_check_digit("9876543210")
    '3'
    """
    return str(-_luhn_checksum(number + "0") % 10)


def _luhn_checksum(digits: str) -> int:
    """Return what ``stdnum.luhn.checksum`` returns for up to twelve digits: zero when the check digit is right.

    The checksum adds up over every even number of digits, so a table for four at a time gives it ten times faster.
    """
    number, of_four = int(digits), _stdnum().checksum_of_four
    return (of_four[number % 10_000] + of_four[number // 10_000 % 10_000] + of_four[number // 100_000_000]) % 10


class _Stdnum(NamedTuple):
    checksum_of_four: bytes
    """Of every four digits, ``0000`` to ``9999``."""
    codicefiscale: ModuleType


@cache
def _stdnum() -> _Stdnum:
    """Return the number checks, imported at the first number: stdnum loads ssl, a sixth of pydantic's own import."""
    from stdnum import luhn
    from stdnum.it import codicefiscale

    of_two = [luhn.checksum(f"{pair:02d}") for pair in range(100)]
    return _Stdnum(bytes((high + low) % 10 for high in of_two for low in of_two), codicefiscale)
