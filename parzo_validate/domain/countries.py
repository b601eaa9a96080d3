"""Which country a text names: by a code, or by a name in one of many languages. The table is read when first asked."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

_PROVINCES = (
    "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CI CL CN CO CR CS CT CZ EN FC FE FG FI FM "
    "FO FR GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OG OR OT PA PC PD PE PG PI PN PO PR "
    "PS PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VS "
    "VT VV"
)
PROVINCES = frozenset(_PROVINCES.split())
"""The two letters of an Italian province, today's and former ones; many are a country's as well."""

_PLATES = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "H": "HU", "I": "IT", "J": "JP", "L": "LU", "M": "MT"}
_PLATES |= {"N": "NO", "P": "PT", "S": "SE", "V": "VA"}
"""One letter, as on a car."""

_READ_AT_MOST = 120
_LONGEST_NAME = 12
"""Words of a name that are looked for behind other words."""
_AROUND = " \t\r\n.,;:-()[]'\""
_CODE = r"[^\W_]{1,3}"
_BETWEEN_PARTS = r"[,;:/|()\[\]\n]+|\s[-\u2010-\u2015]+\s"


def country_of(text: str) -> str | None:
    """Return the country that the text names, as its ISO 3166 code of two letters, ``None`` where it names none.

    A code counts where it stands alone or beside its country's name; a name also behind other words. A province, a
    city, a placeholder and an unknown word name no country, nor do two different ones together.

    >>> [country_of(text) for text in ("Repubblica Italiana", "IT - ITALIA", "d", "380", "Regno Unito", "Torino (TO)")]
    ['IT', 'IT', 'DE', 'IT', 'GB', None]
    """
    return "IT" if text == "IT" else _named(text[:_READ_AT_MOST])


def may_be_a_province(text: str) -> bool:
    """Return whether the text is the two letters of a province, other than ``FR`` and ``VA``.

    France and the Vatican give out numbers of eleven digits themselves, so that these cannot tell them from a province.

    >>> may_be_a_province("TO"), may_be_a_province("(to)"), may_be_a_province("FR"), may_be_a_province("Torino")
    (True, True, False, False)
    """
    return text[:_READ_AT_MOST].strip(_AROUND).upper() in PROVINCES - {"FR", "VA"}


def is_country_code(letters: str) -> bool:
    """Return whether two capital letters are a country's, by ISO 3166."""
    return len(letters) == 2 and letters in _countries().codes


class _Countries(NamedTuple):
    codes: dict[str, str]
    """Codes of two letters, three letters and three digits, and one letter as on a car."""
    names: dict[str, str]


@cache
def _countries() -> _Countries:
    from importlib.resources import files  # only here: it would weigh on every import of the library

    codes, names = dict(_PLATES), dict[str, str]()
    table = files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    for row in _plain(table).splitlines()[1:]:  # all at once, which is several times as fast
        alpha_2, alpha_3, numeric, *called = row.split(";")
        country = alpha_2.upper()
        codes |= dict.fromkeys((country, alpha_3.upper(), *numeric.split()), country)
        names.update((_words(name), country) for name in called)
    return _Countries(codes, names)


@lru_cache(maxsize=1024)
def _named(text: str) -> str | None:
    codes, names = _countries()
    alone = text.strip(_AROUND).upper()
    if len(alone) <= 3 and alone in codes:
        return codes[alone]
    if whole := names.get(_folded(text)):
        return whole
    parts = [part.strip() for part in re.split(_BETWEEN_PARTS, text) if part.strip()]
    named = {country for part in parts if (country := _name_at_the_end(_folded(part).split()))}
    if not named and all(len(part) > 1 and part in codes for part in parts):
        named = {codes[part] for part in parts}
    return named.pop() if len(named) == 1 else None


def _name_at_the_end(words: list[str]) -> str | None:
    """Return the country whose name stands at the end, or before a last word as short as a code; Italy's anywhere."""
    names = _countries().names
    ends = [len(words)]
    if len(words) > 1 and re.fullmatch(_CODE, words[-1]):
        ends.append(len(words) - 1)
    for end in ends:
        for start in range(max(0, end - _LONGEST_NAME), end):
            if country := names.get(" ".join(words[start:end])):
                return country
    return "IT" if any(names.get(word) == "IT" for word in words) else None


def _folded(text: str) -> str:
    """Return the words of a text without case, accents and what stands between them."""
    return _words(_plain(text))


def _plain(text: str) -> str:
    import unicodedata  # only here: few countries are more than the two letters that documents mostly carry

    letters = unicodedata.normalize("NFKD", text.casefold())
    return letters if letters.isascii() else "".join(filter(lambda letter: not unicodedata.combining(letter), letters))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))
