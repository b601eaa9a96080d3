"""What printed values may mean, by a grammar of its own: scanned sign by sign, in fractions, no line of the readers.

A number is read under each decimal mark in turn; where the two readings differ, only the document can decide.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

MARKS = (".", ",")
_DIGITS = frozenset("0123456789")
_AS_TYPED = str.maketrans("\t\xa0\u2009\u202f\u2212\u2013", "    --")
_BESIDE_A_NUMBER = ("€", "$", "EUR", "USD", "CHF", "%", "IVA", "ore", "pz", "kg", "h")
"""What the strategies print beside a number: currencies, the sign of a rate, units."""
_NOTHING = frozenset(("", "-", "n/a", "n.d.", "null", "non indicato", "not found"))
"""The placeholders that the strategies write."""
_MONEY = ("subtotal", "tax_amount", "total", "discount", "stamp_duty", "withholding_tax")
_NUMBERS_OF_LINES = ("quantity", "unit_price", "amount", "total", "vat_rate", "tax_rate")

_MONTHS = """
en January February March April May June July August September October November December
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
de Januar Februar März April Mai Juni Juli August September Oktober November Dezember
fr janvier février mars avril mai juin juillet août septembre octobre novembre décembre
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
"""
MONTHS: Mapping[str, list[str]] = {line[:2]: line.split()[1:] for line in _MONTHS.strip().splitlines()}
"""The names of the months in each language, as the strategies print them."""
_MONTH_OF = {name: number for names in MONTHS.values() for number, name in enumerate(names, 1)}


def number_under(text: str, mark: str) -> Fraction | None:
    """Return the number that a text of digits and separators means under a decimal mark, ``None`` where it means none.

    >>> number_under("1.220", "."), number_under("1.220", ","), number_under("1.220,5", ".")
    (Fraction(61, 50), Fraction(1220, 1), None)
    """
    negative, digits = _unsigned(_bare(text))
    whole, *cents = digits.split(mark)
    if len(cents) > 1 or (cents and not (cents[0].isascii() and cents[0].isdigit())):
        return None
    joined = _without_thousands(whole, mark)
    if joined is None or not (joined or cents):
        return None
    number = Fraction(f"{joined or 0}.{cents[0]}" if cents else joined)
    return -number if negative else number


def readings(text: str) -> frozenset[Fraction]:
    """Return every number that a text of digits and separators may mean.

    >>> [sorted(map(float, readings(text))) for text in ("1.220", "0.125", "1.220,10", "750..00")]
    [[1.22, 1220.0], [0.125], [1220.1], []]
    """
    return frozenset(number for mark in MARKS if (number := number_under(text, mark)) is not None)


def shown_mark(text: str) -> str | None:
    """Return the decimal mark without which a text means nothing; ``None`` where it shows none.

    >>> shown_mark("44,01"), shown_mark("1.234.567"), shown_mark("1.220"), shown_mark("7")
    (',', ',', None, None)
    """
    possible = [mark for mark in MARKS if number_under(text, mark) is not None]
    return possible[0] if len(possible) == 1 else None


def decided_mark(result: Mapping[str, Any], text: str) -> str | None:
    """Return the decimal mark of a text with two readings: by the texts beside it, else JSON numbers, else all sums.

    JSON numbers decide for a point alone: a text with a comma was not written as they are.

    >>> decided_mark({"financials": {"subtotal": "1.220", "tax_amount": "268,40"}}, "1.220")
    ','
    >>> numbers = {"financials": {"tax_amount": 268.4}}
    >>> decided_mark(numbers, "1.220"), decided_mark(numbers, "1,220")
    ('.', None)
    """
    values = list(_numbers(result))
    texts = [value for _, _, value in values if isinstance(value, str)]
    shown = {shown_mark(text) for text in texts} - {None}
    if shown:
        return shown.pop() if len(shown) == 1 else None
    amounts = [value for _, name, value in values if name not in ("quantity", "vat_rate", "tax_rate")]
    if any(_is_telling(amount) for amount in amounts):
        return None if "," in text else "."
    if "KWD" in str(result):
        return None
    sums = [value for section, name, value in values if section == "financials" and name in _MONEY]
    thousands = ["," if "." in text else "." for text in sums if isinstance(text, str) and len(readings(text)) > 1]
    return thousands[0] if len(thousands) > 1 and len(set(thousands)) == 1 else None


def documented(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result with its printed values as JSON numbers, ISO dates and nulls; what it cannot read stays.

    Of a date with two readings it is not certain; a number with two of which nothing decides is marked as none.

    >>> documented({"financials": {"total": "€ 1.220,10", "discount": "N/A"}, "invoice": {"date": "14 marzo 2026"}})
    {'financials': {'total': Decimal('1220.1'), 'discount': None}, 'invoice': {'date': '2026-03-14'}}
    >>> documented({"financials": {"total": "1.220"}})
    {'financials': {'total': '1.220?'}}
    """
    return {
        name: [_section(line, "line_items", result) for line in content]
        if name == "line_items" and isinstance(content, (list, tuple))
        else _section(content, name, result)
        for name, content in result.items()
    }


def date_readings(text: str) -> frozenset[date]:
    """Return every day that a text may mean, as the strategies print them.

    >>> sorted(map(str, date_readings("01/04/2026"))), sorted(map(str, date_readings("1. August 2026")))
    (['2026-01-04', '2026-04-01'], ['2026-08-01'])
    """
    words = text.split("T")[0].replace("/", " ").replace(".", " ").replace("-", " ").split()
    words = [word for word in words if ":" not in word]
    if len(words) != 3:
        return frozenset()
    if len(words[0]) == 4:
        return frozenset(_days(words[0], words[1], words[2]))
    year = words[2] if len(words[2]) == 4 else f"20{words[2]}"
    if words[1] in _MONTH_OF:
        return frozenset(_days(year, str(_MONTH_OF[words[1]]), words[0]))
    return frozenset([*_days(year, words[1], words[0]), *_days(year, words[0], words[1])])


def _days(year: str, month: str, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def _section(content: Any, section: str, result: Mapping[str, Any]) -> Any:
    if not isinstance(content, Mapping):
        return content
    return {name: _value(value, section, name, result) for name, value in content.items()}


def _value(value: Any, section: str, name: str, result: Mapping[str, Any]) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip().casefold() in _NOTHING:
        return None
    if is_number(section, name):
        return _number(value, result)
    days = date_readings(value) if section == "invoice" and name in ("date", "due_date") else frozenset()
    return next(iter(days)).isoformat() if len(days) == 1 else value


def _number(text: str, result: Mapping[str, Any]) -> Any:
    number, *others = readings(text) or (None,)
    if others:
        mark = decided_mark(result, text)
        if mark is None:
            return f"{text}?"  # which is no number, lest somebody take it for one
        number = number_under(text, mark)
    return text if number is None else Decimal(number.numerator) / Decimal(number.denominator)


def is_number(section: str | int, name: str | int) -> bool:
    """Return whether a number belongs into a field, of a line or of the financials."""
    return name in (*_MONEY, "tax_rate") if section == "financials" else name in _NUMBERS_OF_LINES


def _numbers(result: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield section, name and value of every field into which a number belongs."""
    lines = result.get("line_items")
    sections: list[tuple[str, Any]] = [("financials", result.get("financials"))]
    sections += [("line_items", line) for line in (lines if isinstance(lines, (list, tuple)) else ())]
    for section, values in sections:
        for name, value in values.items() if isinstance(values, Mapping) else ():
            if is_number(section, name):
                yield section, name, value


def _is_telling(amount: object) -> bool:
    """Return whether a JSON number would look otherwise where numbers are printed: it has thousands or decimals."""
    if isinstance(amount, bool) or not isinstance(amount, (int, float, Decimal)) or not isfinite(amount):
        return False
    exact = Fraction(str(amount))
    return abs(exact) >= 1000 or exact.denominator != 1


def _bare(text: str) -> str:
    """Return the text without what the strategies print beside a number."""
    tidy = text.translate(_AS_TYPED).strip()
    for beside in _BESIDE_A_NUMBER:
        tidy = tidy.removeprefix(beside).removesuffix(beside).strip()
    return tidy


def _unsigned(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, _bare(text[1:-1])
    if text.startswith("-"):
        return True, _bare(text[1:])
    return (True, text[:-1]) if text.endswith("-") else (False, text)


def _without_thousands(whole: str, mark: str) -> str | None:
    """Return the digits before a decimal mark, or ``None`` where they are not grouped as thousands are."""
    signs = set(whole) - _DIGITS
    if not signs:
        return whole
    sign = signs.pop()
    first, *groups = whole.split(sign)
    if signs or sign not in {".", ",", "'", " "} - {mark} or not 1 <= len(first) <= 3 or first.startswith("0"):
        return None
    lengths = [len(group) for group in groups]
    in_india = sign == "," and lengths[-1:] == [3] and set(lengths[:-1]) == {2} and len(first) <= 2
    return first + "".join(groups) if set(lengths) == {3} or in_india else None
