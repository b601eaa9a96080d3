"""What a party's VAT number says: whose country it is from and, if it is Italian, what is wrong with it."""

import re
from functools import lru_cache
from typing import Literal

from parzo_validate.domain.number_check import is_personal
from parzo_validate.domain.vat_number_search import NumberSearch
from parzo_validate.invoice import reasons

Fault = Literal["format", "length", "placeholder", "checksum", "fiscal_code", "several"]

SEVERAL = reasons.because("several_numbers", name=reasons.Words("vat_number", "partita IVA"))
"""Why a rule cannot judge where the fault is ``several``."""

_READ_AT_MOST = 120
"""Characters of a field that are looked at; no VAT number with its label is as long."""

_INVISIBLE = r"[\u00ad\u200b-\u200f\u2060\ufeff]+"
_separators = re.compile(r"[\s.\-:/\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")

_ITALIAN = frozenset(("", "IT"))
_PLACEHOLDER = "00000000000"
"""The only one whose check digit is right."""

VatNumber = tuple[str, str, Fault | None]
"""A normalised VAT number: prefix (``"IT"``, another country's or none), the rest, and its fault.

The fault says what would be wrong with it as an Italian number: ``None`` when nothing is. Where the text holds several
different numbers, which one is meant cannot be read: the fault is ``several``, and the prefix is one that they share.
"""


def read_vat_number(text: str) -> VatNumber:
    """Return the VAT number that the text holds: prefix, number, fault.

    It is looked for in the text: labels, a fiscal code, or the entry of a register may stand beside it. A text without
    any digit holds none, and the number is empty then.

    >>> read_vat_number("P.IVA: it 123.456.789-03 - REA TO-123456")
    ('IT', '12345678903', None)
    >>> read_vat_number("IT98765432109"), read_vat_number("USt-IdNr. DE 136 695 976")
    (('IT', '98765432109', 'checksum'), ('DE', '136695976', None))
    >>> read_vat_number("IT12345678903 / IT98765432103")
    ('IT', '12345678903 / 98765432103', 'several')
    """
    return _read(text[:_READ_AT_MOST])


def is_plainly_right(text: str | None) -> bool:
    """Return whether the text is an Italian VAT number without fault and nothing else, as most are written.

    >>> is_plainly_right("IT12345678903"), is_plainly_right("12345678903"), is_plainly_right("IT 12345678903")
    (True, True, False)
    """
    if not text or len(number := text.removeprefix("IT")) != 11 or not number.isdigit() or not number.isascii():
        return False
    return not _luhn_checksum(number) and number != _PLACEHOLDER


def identity_of(vat_number: VatNumber) -> tuple[str, str]:
    """Return by what two VAT numbers are the same: prefix and number, with no prefix for Italy's.

    >>> identity_of(read_vat_number("IT12345678903")) == identity_of(read_vat_number("P.IVA 12345678903"))
    True
    """
    prefix, number, _ = vat_number
    return "" if prefix == "IT" else prefix, number


def without_separators(text: str) -> str:
    """Return the first 120 characters of a number in capitals, without white space and the signs that divide it.

    >>> without_separators(" it60 x054.2811-1010")
    'IT60X05428111010'
    """
    capitals = in_capitals(text)
    return capitals if capitals.isalnum() else _separators.sub("", capitals)


def in_capitals(text: str) -> str:
    """Return the first 120 characters in capitals and their plain forms, without the characters that nobody sees.

    >>> in_capitals("\uff49\uff54\u200b 123")
    'IT 123'
    """
    if text.isascii():  # a third of the time; none of them has another form
        return text[:_READ_AT_MOST].upper()
    import unicodedata  # only here: most numbers are plain, and importing the library stays cheap

    return re.sub(_INVISIBLE, "", unicodedata.normalize("NFKC", text[:_READ_AT_MOST])).upper()


@lru_cache(maxsize=4096)
def _read(text: str) -> VatNumber:
    """Several rules ask for one number; a buyer receives all invoices of an archive, and few vendors send most."""
    number = text.removeprefix("IT")
    if has_eleven_digits(number):
        return text[:-11], number, _fault(number)
    search, in_one_piece = NumberSearch(in_capitals(text)), without_separators(text)
    found = search.vat_numbers()
    if not found:
        prefix, number = search.most_digits()
        prefix_of_code = "IT" if in_one_piece.startswith("IT") else ""
        codes = NumberSearch(in_one_piece).fiscal_codes() or ([] if number else search.fiscal_codes())
        found = [(prefix_of_code, code) for code in codes] or [(prefix, number)]
    if len(found) > 1:
        return _shared_prefix([prefix for prefix, _ in found]), " / ".join(number for _, number in found), "several"
    [(prefix, number)] = found
    return prefix, number, _fault(number) if prefix in _ITALIAN else None


def _shared_prefix(prefixes: list[str]) -> str:
    """Return the prefix of several numbers, which all are Italian or all foreign; none where some are."""
    if _ITALIAN.isdisjoint(prefixes):
        return prefixes[0]
    return "IT" if "IT" in prefixes and _ITALIAN.issuperset(prefixes) else ""


def _fault(number: str) -> Fault | None:
    """Return what is wrong with the digits of an Italian VAT number.

    Never ``stdnum.it.iva``: it also refuses unknown province codes, which real companies carry.
    """
    if has_eleven_digits(number):
        if _luhn_checksum(number):
            return "checksum"
        return "placeholder" if number == _PLACEHOLDER else None
    if number.isascii() and number.isdigit():
        return "length"
    return "fiscal_code" if is_personal(number) else "format"


def has_eleven_digits(number: str) -> bool:
    """Return whether a number has the form of an Italian one."""
    return len(number) == 11 and number.isdigit() and number.isascii()


def right_check_digit(number: str) -> str:
    """Return the check digit that the first ten digits of an Italian VAT number ask for.

    >>> right_check_digit("9876543210")
    '3'
    """
    return str(-_luhn_checksum(number + "0") % 10)


_OF_TWO_DIGITS = bytes(pair // 16 + sum(divmod(pair % 16 * 2, 10)) for pair in range(256))
"""Of two digits in one byte: the first, and the digits of twice the second."""


def _luhn_checksum(digits: str) -> int:
    """Return what ``stdnum.luhn.checksum`` says of eleven digits, in a tenth of its time: zero when they are right."""
    return sum(bytes.fromhex(digits + "0").translate(_OF_TWO_DIGITS)) % 10
