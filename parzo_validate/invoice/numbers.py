"""Numbers as they are printed: what a text may mean, and which of two meanings its document decides for.

Taken: a currency sign or code, white space, decimal comma or point, thousands in ``.`` ``,`` ``'`` or space (in India
also by two digits), a minus before or behind, parentheses for negative, ``.-`` for no cents, a letter of the tax behind
an amount (``44,01 D``), per cent behind a rate, a unit behind a quantity or a price (``40 ore``, ``80,00 €/h``).
Refused: whatever else stands there, more than one number, and what only a guess would read (``750..00``, ``$10:06``).
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from parzo_validate.invoice.values import DASHES

NumberKind = Literal["money", "rate", "quantity"]
Mark = Literal[".", ","]

READ_AT_MOST = 60
"""Characters of a text that may be a number; no printed number with its currency and unit is as long."""

_CURRENCIES = """
EUR EURO EUROS USD GBP CHF PLN RON HUF CZK SEK NOK DKK ISK BGN HRK RSD ALL MKD BAM MDL UAH RUB TRY CAD AUD NZD JPY
CNY RMB HKD SGD INR BRL MXN ARS CLP COP PEN ZAR ILS AED SAR QAR KRW THB MYR IDR PHP VND TWD EGP MAD TND DZD NGN KES
ITL LIT LIRE FR SFR KR KČ KC ZŁ ZL LEI FT RS RM US$ CA$ A$ AU$ C$ R$ NZ$ HK$ S$
"""
"""Codes and abbreviations beside the signs; behind or before a number they name its currency."""
_CODES = "|".join(map(re.escape, sorted(_CURRENCIES.split(), key=len, reverse=True)))
_CURRENCY = rf"[€$£¥₹₽₺₴₪₩฿¢]|(?:{_CODES})\.?(?![A-Z])"
_SPACES = re.compile(r"\s")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))

_PLAIN = r"(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)"
_GROUPED = r"(?!0)[0-9]{1,3}(?:(?P<group>[.,' ])[0-9]{3})(?:(?P=group)[0-9]{3})*(?:(?!(?P=group))[.,][0-9]+)?"
_INDIAN = r"(?!0)[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
_DIGITS = rf"(?P<digits>{_GROUPED}|{_INDIAN}|{_PLAIN})(?![0-9])(?:(?P<no_cents>[.,])-{{1,2}})?"

_a_number = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-+])?\s*(?P<currency>(?:(?:{_CURRENCY})\s*)*)(?P<inner_minus>[-+])?\s*{_DIGITS}"
    rf"\s*(?P<behind_minus>-)?\s*(?P<rest>.*?)\s*(?P<close>\))?",
    re.IGNORECASE,
).fullmatch
_BEHIND_MONEY = rf"(?:(?:{_CURRENCY})\s*)?(?:(?<=\s)[A-Z]|(?<=[.,][0-9]{{2}})[A-Z]|\*)?"
_WORD = r"[^\W\d_²³]{1,12}\.?"
_LOOKS_LIKE_DIGITS = r"(?<=[0-9])(?-i:[OoQDIlSBZ]+)(?![^\W\d_])"
_UNIT = rf"(?:(?!{_LOOKS_LIKE_DIGITS}){_WORD}(?: {_WORD})?|(?:[cdkm]?m|ft|in)[²³23])"
_VAT = r"(?:IVA|VAT|TVA|MWST\.?|UST\.?|BTW)"
_PER_CENT = r"%|per cento|per cent|percent|pct\.?"
_before_a_rate = re.compile(rf"(?:aliquota\s*)?(?:{_VAT}\s*)?:?\s*", re.IGNORECASE).match
_BEHIND = {
    "money": re.compile(rf"{_BEHIND_MONEY}(?:\s*/\s*{_UNIT})?", re.IGNORECASE),
    "rate": re.compile(rf"(?:{_PER_CENT})?(?:\s*{_VAT})?", re.IGNORECASE),
    "quantity": re.compile(rf"(?:{_UNIT})?", re.IGNORECASE),
}
_OTHER_NUMBERS = """
k mln mld mio million millions milione milioni thousand mila mille hundred cento percent e ed or of o
"""
_MULTIPLIERS = frozenset(_OTHER_NUMBERS.split())
"""Words behind a number that make it another one, or the first of two."""

_is_grouped = re.compile(r"[0-9]{1,3}(?:([., '])[0-9]{3})(?:\1[0-9]{3})*").fullmatch
_is_ambiguous = re.compile(r"(?!0)[0-9]{1,3}([.,])[0-9]{3}").fullmatch


class Printed(NamedTuple):
    """A printed number without what stands around it: its digits with their marks, and its sign."""

    digits: str
    negative: bool = False

    @property
    def mark(self) -> Mark | None:
        """The mark with which the number has two readings: decimal, or of thousands; ``None`` where it has one."""
        found = _is_ambiguous(self.digits)
        return found and found[1]  # type: ignore[return-value]  # . or ,

    @property
    def decimal_mark(self) -> Mark | None:
        """The mark that this number alone shows to be the decimal one; ``None`` where it shows none."""
        marks = [sign for sign in self.digits if sign in ".,"]
        if self.mark or not marks:
            return None
        if marks.count(marks[-1]) > 1:
            return "," if marks[-1] == "." else "."
        return marks[-1]  # type: ignore[return-value]  # . or ,

    def read(self, decimal_mark: Mark | None = None) -> Decimal:
        """Return the number; where it has two readings, the one with this decimal mark."""
        mark = decimal_mark or self.decimal_mark
        digits = "".join(sign for sign in self.digits if sign.isdigit() or sign == mark)
        return Decimal(("-" if self.negative else "") + digits.replace(",", "."))


def printed(text: str, kind: NumberKind) -> Printed | None:
    """Return the number that a text holds, or ``None`` where a careful person would read none.

    Args:
        text: as it arrived.
        kind: ``money`` for an amount or a price, ``rate`` for per cent, ``quantity``.

    >>> printed("€ 1.220,10", "money").read(), printed("(1'220.10)", "money").read()
    (Decimal('1220.10'), Decimal('-1220.10'))
    >>> printed("750..00", "money"), printed("22 %", "money"), printed("22 %", "rate").read()
    (None, None, Decimal('22'))
    """
    if len(text) > READ_AT_MOST:
        return None
    tidy = _SPACES.sub(" ", text.strip()).translate(DASHES).translate(_APOSTROPHES)
    if kind == "rate" and (label := _before_a_rate(tidy)):
        tidy = tidy[label.end() :]
    found = None if _has_foreign_digits(tidy) else _a_number(tidy)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [found[name] for name in ("open", "minus", "inner_minus", "behind_minus") if found[name]]
    if len(signs) > 1 or (found["currency"] and kind != "money") or not _is_known_behind(found, kind):
        return None
    negative = signs not in ([], ["+"])
    if found["no_cents"]:
        return _without_cents(found["digits"], found["no_cents"], negative)
    return Printed(found["digits"], negative)


def decimal_mark_of(numbers: Iterable[Printed]) -> Mark | None:
    """Return the decimal mark that a document prints, by those of its numbers that have one reading.

    >>> decimal_mark_of([Printed("1.220"), Printed("44,01")]), decimal_mark_of([Printed("1.220")])
    (',', None)
    >>> decimal_mark_of([Printed("44,01"), Printed("44.01")])
    """
    marks = {number.decimal_mark for number in numbers} - {None}
    return marks.pop() if len(marks) == 1 else None


def thousands_mark_of(sums: Iterable[Printed]) -> Mark | None:
    """Return the mark that stands for thousands because each of several sums has three digits behind it.

    Nobody prints three decimals on subtotal, tax and total alike.

    >>> thousands_mark_of([Printed("10.000"), Printed("2.200"), Printed("12.200")])
    '.'
    >>> thousands_mark_of([Printed("1.220")])
    """
    marks = [number.mark for number in sums]
    return marks[0] if len(marks) > 1 and len(set(marks)) == 1 else None


def _has_foreign_digits(text: str) -> bool:
    return not text.isascii() and any(sign.isnumeric() and not sign.isascii() for sign in text if sign not in "²³")


def _without_cents(digits: str, mark: str, negative: bool) -> Printed | None:
    """Return the number of ``1.220,-``, which shows its decimal mark; there is none where the digits show it too."""
    whole = "".join(sign for sign in digits if sign.isdigit())
    has_cents = Printed(digits).decimal_mark and not _is_grouped(digits)
    return None if mark in digits or has_cents else Printed(f"{whole}{mark}00", negative)


def _is_known_behind(found: re.Match[str], kind: NumberKind) -> bool:
    rest = found["rest"]
    if not rest:
        return True
    word = rest.rstrip(".").casefold()
    if (kind == "money" and word == "m") or (kind != "rate" and word in _MULTIPLIERS):
        return False
    if kind == "quantity" and (found["group"] == " " or found["behind_minus"]):  # two of 500 ml; a pack of ten
        return False
    return bool(_BEHIND[kind].fullmatch(found.string, *found.span("rest")))
