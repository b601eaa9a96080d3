"""What stands around a number on a page and says what it is: a currency, a dash for the cents, a minus, per cent."""

import re

_CURRENCY = r"(?:[€$£¥₹]|EUR|EURO|USD|GBP|CHF|FR|RS|PLN|SEK|NOK|DKK|CZK|HUF|RON|INR|US\$)"
_LONGEST = 7
"""Signs that a currency takes with the spaces and the minus beside it."""
_currency_before = re.compile(rf"(?<![^\W\d_]){_CURRENCY}\.?\s?-?\Z", re.IGNORECASE).search
_currency_behind = re.compile(rf"(?:[.,]-{{1,2}})?\s?{_CURRENCY}(?![^\W_])", re.IGNORECASE).match
_dash_for_cents_behind = re.compile(r"[.,]-{1,2}(?![^\W_])").match
_minus_before = re.compile(rf"[-(]\s?(?:{_CURRENCY}\.?\s?)?\Z", re.IGNORECASE).search
_minus_behind = re.compile(r"\s?-(?![^\W_])").match
_divided_before = re.compile(r"[^\W_][-/:#@_]\Z").search
_divided_behind = re.compile(r"[-/:#@_][^\W_]").match
_divided_by_no_stroke_behind = re.compile(r"[-:#@_][^\W_]").match
_letter_before = re.compile(r"[^\W\d_]\Z").search
_letter_behind = re.compile(r"[^\W\d_]").match
_per_cent_behind = re.compile(r"\s?(?:%|per cent|v\.?H\.)").match


def has_currency(tidy: str, start: int, end: int) -> bool:
    """Return whether a currency stands on either side of the number that stands there."""
    return bool(_currency_before(_before(tidy, start)) or _currency_behind(tidy, end))


def has_dash_for_cents(tidy: str, end: int) -> bool:
    """Return whether the number that ends there has a dash for its cents: ``80,-``."""
    return bool(_dash_for_cents_behind(tidy, end))


def has_minus(tidy: str, start: int, end: int) -> bool:
    """Return whether the number that stands there has a minus on either side, or stands in brackets.

    >>> [has_minus(text, text.index("1"), len(text.rstrip("-)"))) for text in ("-1", "- € 1", "(1)", "1-", "1")]
    [True, True, True, True, False]
    """
    return bool(_minus_before(_before(tidy, start)) or _minus_behind(tidy, end))


def is_in_a_code(tidy: str, start: int, end: int, *, has_cents: bool) -> bool:
    """Return whether a stroke, a dash or the like joins the number to what stands beside it: ``2018-471331``.

    Behind cents a stroke is no part of a code: ``12,50/h``.
    """
    behind = _divided_by_no_stroke_behind if has_cents else _divided_behind
    return bool(_divided_before(_before(tidy, start)) or behind(tidy, end))


def is_in_a_word(tidy: str, start: int, end: int) -> bool:
    """Return whether a letter stands on either side of the number."""
    return bool(_letter_before(_before(tidy, start)) or _letter_behind(tidy, end))


def is_per_cent(tidy: str, end: int) -> bool:
    """Return whether the number that ends there is a percentage."""
    return bool(_per_cent_behind(tidy, end))


def _before(tidy: str, start: int) -> str:
    return tidy[max(0, start - _LONGEST) : start]
