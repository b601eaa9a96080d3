"""IBANs inside a text, with the bank's name, its BIC or a second account beside them."""

import re
from functools import cache, lru_cache

from parzo_validate.domain.number_check import NumberFault
from parzo_validate.domain.vat_number import in_capitals, without_separators

_LABEL = r"(?:CODICE)?IBAN(?:N|NR|NUMBER|CODE)?"
_BEGINS = r"[A-Z]{2}[0-9]{2}"
_MOST_PLACES = 8
"""So that a text of nothing but beginnings costs little."""
_LENGTHS = range(15, 35)
"""Characters of an IBAN, from Norway's to the longest there may be."""
_ITALIAN = r"IT[0-9]{2}[A-Z][0-9]{10}[A-Z0-9]{12}"
_AS_NUMBERS = str.maketrans({sign: str(int(sign, 36)) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
"""What ISO 7064 reads for letters; with the digits in it, which stay, a translation takes half the time."""


def fault_of_iban(number: str) -> NumberFault | None:
    """Return what ``stdnum.iban`` finds wrong with an IBAN in capitals, without the checks of a country's own.

    It is the same in a tenth of the time: the remainder of one number instead of a loop over its digits, and the form
    of a country asked for once.

    >>> fault_of_iban("IT60X0542811101000000123456"), fault_of_iban("IT61X0542811101000000123456")
    (None, 'checksum')
    """
    if not (number.isascii() and number.isalnum()):
        return "format"
    if int((number[4:] + number[:4]).translate(_AS_NUMBERS)) % 97 != 1:
        return "checksum"
    form = _form_of(number[:2])
    if form is None:
        return "component"
    return None if form.fullmatch(number, 4) else "format"


@cache  # two letters are 676 at most, and two of anything else not many more
def _form_of(country: str) -> re.Pattern[str] | None:
    """Return the form of a country's IBANs behind their check digits, by the registry that stdnum brings."""
    from stdnum import numdb  # only here, so that importing the library stays cheap

    [(_, entry), *_] = numdb.get("iban").info(country)
    if not entry:
        return None
    parts = re.findall(r"([0-9]+)!([nac])", entry["bban"])
    return re.compile("".join(f"{_KINDS[kind]}{{{count}}}" for count, kind in parts))


_KINDS = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Za-z0-9]"}


def ibans_in(text: str) -> tuple[str, ...]:
    """Return the right IBANs that the text holds, each once: their check digits and the form of their country hold.

    >>> ibans_in("Banca Alfa - IT60 X054 2811 1010 0000 0123 456, BIC BPMOIT22XXX")
    ('IT60X0542811101000000123456',)
    """
    found: dict[str, None] = {}
    for place in places_of_ibans(text):
        for length in _LENGTHS:
            if length <= len(place) and fault_of_iban(place[:length]) is None:
                found[place[:length]] = None
                break
    return tuple(found)


def places_of_ibans(text: str) -> list[str]:
    """Return the text from each place on where an IBAN may begin, in capitals and without separators.

    That is two letters and two digits, at the beginning of the text, of a word, or behind a label.

    >>> places_of_ibans("Conto: it60 x054 ...")
    ['IT60X054']
    """
    text = in_capitals(text)
    whole = re.match(rf"(?:{_LABEL})?({_BEGINS}.*)", without_separators(text))
    starts = re.finditer(rf"(?<![A-Z0-9])(?:{_LABEL})?({_BEGINS})", text)
    places = [without_separators(text[match.start(1) :]) for match in starts]
    return list(dict.fromkeys([whole[1], *places] if whole else places))[:_MOST_PLACES]


@lru_cache(maxsize=4096)
def country_of_iban(text: str) -> str | None:
    """Return the country, as two letters, whose account the text names; ``None`` where it names none, or several.

    An Italian one needs its shape alone: a digit that was misread does not make it another country's.

    >>> country_of_iban("IT61 X054 2811 1010 0000 0123 456"), country_of_iban("DE89370400440532013000")
    ('IT', 'DE')
    >>> country_of_iban("US1234567890") is None
    True
    """
    if any(re.match(_ITALIAN, place) for place in places_of_ibans(text)):
        return "IT"
    countries = {iban[:2] for iban in ibans_in(text)}
    return countries.pop() if len(countries) == 1 else None
