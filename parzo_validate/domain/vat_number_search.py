"""Where in a text a VAT number stands: by the shape of such numbers, whatever label they carry.

An Italian one is eleven digits; another country's begins with its code, and goes on as the numbers of that country do.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from parzo_validate.domain.countries import PROVINCES, is_country_code

Found = tuple[str, str]
"""The prefix, empty where there is none, and the number."""

_COUNTRIES_OF_SHAPE = {
    r"U\d{8}": "AT",
    r"\d{4,5}": "SM",
    r"\d{6,10}": "RO",
    r"\d{8}": "DK FI LU MT SI",
    r"\d{8}(?:\d{3})?": "HU",
    r"\d{8}[A-Z]": "CY",
    r"\d{8,10}": "CZ",
    r"\d{9}": "DE EE EL EU GR PT",
    r"\d{9}|\d{12}": "LT",
    r"\d{9}|\d{12}|(?:GD|HA)\d{3}": "GB XI",
    r"\d{9}(?:MVA)?": "NO",
    r"E\d{9}(?:MWST|TVA|IVA|VAT)?": "CH",
    r"\d{9}B\d{2}": "NL",
    r"\d{9,10}": "BE BG",
    r"\d{10}": "IM PL SK",
    r"\d{11}": "HR LV",
    r"9{11}": "OO",
    r"\d{12}": "SE",
    r"\d[A-Z\d]\d{5}[A-Z]{1,2}": "IE",
    r"[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z]": "ES",
    r"[A-Z\d]{2}\d{9}": "FR",
}
"""How a number goes on behind its prefix. ``EU`` and ``IM`` are the one-stop shops; ``OO`` stands in electronic
invoices for a customer outside the EU without a number."""
_SHAPES = {code: shape for shape, codes in _COUNTRIES_OF_SHAPE.items() for code in codes.split()}
_BEGINS_WITH_LETTERS = {"AT": 1, "CH": 1, "ES": 1, "FR": 2, "GB": 2, "XI": 2}
"""Letters that may stand between the prefix and the first digit."""
_NO_COUNTRIES = frozenset(("CC", "CF", "CU", "ID", "IT", "NO", "NR"))
"""Codes of countries that labels of any number end in, where the shape does not tell (``NO`` has one), and Italy's."""

_WORD = r"[^\W_]+"
_INSIDE_A_NUMBER = r"[\s.\-:/\u2010-\u2015\u2212]{0,4}"
"""What may divide the digits of one number."""
_NAME = r"(?:PARTITAIVA|PIVA|PI|IVA|VAT(?:NUMBER|NR|ID)?|CODICEFISCALE|CF)"
_LABEL = rf"^{_NAME}(?:E?{_NAME})*(?=(?:[A-Z]{{2}})?[0-9])"
"""Labels that are read in one word with the number."""
_ELEVEN_DIGITS = r"([^\W\d_]{2,})?([0-9]{11})(?:[^\W\d_]{2,})?"
_FISCAL_CODE = rf"(?:E?{_NAME})*(?:IT)?([A-Z]{{6}}[0-9L-NP-V]{{2}}[A-Z][0-9L-NP-V]{{2}}[A-Z][0-9L-NP-V]{{3}}[A-Z])"
_PARTITA_IVA = 11
"""Digits."""
_MOST_WORDS = 12
"""Of a number that is written in groups."""
_FEWEST_DIGITS, _MOST_CHARACTERS = 5, 15
"""Of a foreign number whose shape is not known: San Marino's have five digits, India's fifteen characters."""
_MAY_BE_A_REGISTER, _MORE_THAN_A_REGISTER = 5, 8
"""Digits. Behind a province stand the five to seven of the company register (REA)."""


class NumberSearch:
    """Looks for numbers among the words of a text that is in capitals.

    >>> search = NumberSearch("P. IVA N. IT 03187450121 - REA TO-123456")
    >>> search.vat_numbers(), search.fiscal_codes()
    ([('IT', '03187450121')], [])
    >>> NumberSearch("N° TVA FR 40 303 265 045").vat_numbers()
    [('FR', '40303265045')]
    """

    def __init__(self, text: str) -> None:
        places = list(re.finditer(_WORD, text))
        self._words = [re.sub(_LABEL, "", place[0]) for place in places]
        between = (text[place.end() : following.start()] for place, following in pairwise(places))
        self._continues = [re.fullmatch(_INSIDE_A_NUMBER, signs) is not None for signs in between]
        """Whether nothing but what may stand inside a number divides a word from the next."""

    def vat_numbers(self) -> list[Found]:
        """Return the numbers that have the shape of a VAT number, each once, other countries' first."""
        found: list[Found] = []
        others: list[int] = []
        after = 0
        for index, word in enumerate(self._words):
            if index < after:
                continue
            if foreign := self._foreign(index):
                number, after = foreign
                found.append((word[:2], number))
            else:
                others.append(index)
        found += self._italian([[index] for index in others]) or self._italian(self._runs(others))
        prefixes: dict[str, str] = {}
        for prefix, number in found:
            prefixes[number] = prefixes.get(number) or prefix
        return [(prefix, number) for number, prefix in prefixes.items()]

    def fiscal_codes(self) -> list[str]:
        """Return what has the shape of a personal fiscal code, each once."""
        return list(dict.fromkeys(match[1] for word in self._words if (match := _fiscal_code(word))))

    def most_digits(self) -> Found:
        """Return the number that most digits make up, whatever its shape; a fiscal code is none, nor is no digit.

        >>> NumberSearch("P.IVA IT 123 456 789 O3 - REA TO-123456").most_digits()
        ('IT', '123456789O3')
        """
        runs = self._runs([index for index, word in enumerate(self._words) if not _fiscal_code(word)])
        if not runs:
            return "", ""
        run = max(runs, key=lambda run: sum(_digits(self._words[index]) for index in run))
        number, before = self._joined(run), self._words[run[0] - 1] if run[0] else ""
        if number.startswith("IT") or _is_foreign(number[:2], number[2:], glued=True):
            return number[:2], number[2:]
        if before == "IT" or (run[0] == 1 and _is_foreign(before, number, glued=False)):
            return before, number
        return "", number

    def _foreign(self, index: int) -> tuple[str, int] | None:
        """Return the number whose prefix begins this word, and the index of the word behind it."""
        code, rest = self._words[index][:2], self._words[index][2:]
        if (shape := _SHAPES.get(code)) is None:
            return None
        while rest.startswith(code) and not re.fullmatch(shape, rest):
            rest = rest[2:]
        if rest and not _begins_like_a_number(code, rest):
            return None
        if re.fullmatch(shape, rest):
            return rest, index + 1
        glued, found = bool(rest), None
        for after in range(index + 2, min(index + _MOST_WORDS, len(self._words) + 1)):
            word, is_first = self._words[after - 1], not rest
            if rest and (len(word) >= _PARTITA_IVA or not self._continues[after - 2]):
                break
            if is_first and code in PROVINCES and _MAY_BE_A_REGISTER <= _digits(word) < _MORE_THAN_A_REGISTER:
                break
            rest += word
            if re.fullmatch(shape, rest) and (glued or code not in PROVINCES or len(rest) >= _MORE_THAN_A_REGISTER):
                found = rest, after
                if is_first:
                    break  # in one piece; what follows is something else
        return found

    def _italian(self, runs: Iterable[Sequence[int]]) -> list[Found]:
        """Return eleven digits with what stands before them: ``IT``, another country's code, or nothing that counts."""
        found = []
        for run in runs:
            if match := re.fullmatch(_ELEVEN_DIGITS, self._joined(run)):
                letters, number = match[1] or "", match[2]
                before = self._words[run[0] - 1] if run[0] else ""
                if letters in ("IT", "ITIT") or (not letters and before == "IT"):
                    found.append(("IT", number))
                else:
                    code = letters.removesuffix("OO")
                    is_foreign = run[0] == 0 and _is_foreign(code, number, glued=True)
                    found.append((code if is_foreign else "", number))
        return found

    def _runs(self, indices: Iterable[int]) -> list[list[int]]:
        """Return the words with digits, in runs of which the next one may continue the number."""
        runs: list[list[int]] = []
        for index in indices:
            if _digits(self._words[index]):
                if runs and runs[-1][-1] == index - 1 and self._continues[index - 1]:
                    runs[-1].append(index)
                else:
                    runs.append([index])
        return runs

    def _joined(self, run: Sequence[int]) -> str:
        return "".join(self._words[index] for index in run)


def _fiscal_code(word: str) -> re.Match[str] | None:
    return re.fullmatch(_FISCAL_CODE, word)


def _digits(word: str) -> int:
    """Return how many characters are digits, of any script."""
    return sum(map(str.isdigit, word))


def _begins_like_a_number(code: str, rest: str) -> bool:
    """Return whether no more letters stand before the first digit than there: in Austria ``U1``, and not ``AB1``."""
    letters = len(rest) - len(rest.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return letters <= _BEGINS_WITH_LETTERS.get(code, 0) and (letters < len(rest) or letters == 1)


def _is_foreign(code: str, number: str, *, glued: bool) -> bool:
    """Return whether a code and what follows make a foreign number of no known shape, such as one misread."""
    if code in _NO_COUNTRIES or not (code in _SHAPES or is_country_code(code)):
        return False
    digits = _digits(number)
    if not _begins_like_a_number(code, number) or digits < _FEWEST_DIGITS or len(number) > _MOST_CHARACTERS:
        return False
    if digits == len(number) == _PARTITA_IVA:
        return glued and (code not in PROVINCES or code == "VA" or len(set(number)) == 1)
    return code not in PROVINCES or digits >= _MORE_THAN_A_REGISTER or (glued and code in _SHAPES)
