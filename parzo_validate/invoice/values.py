"""How one value in the documented form becomes an amount or a date, or why it does not.

Both readers raise ``ValueError`` with a ``Reason``. They are stricter than pydantic, which takes ``"1_000"``, Arabic
digits and ``true`` for numbers and ``1775001600`` for a date. Other forms are read in ``numbers`` and ``dates``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact, InvalidOperation
from unicodedata import category

from parzo_validate.invoice.reasons import Reason, Words, because

Path = tuple[str | int, ...]
"""The keys that lead to a value: ``("line_items", 0, "vat_rate")``."""

DESCRIBED_LIMIT = 80
"""Characters of a foreign value that are repeated in a reason or a message."""

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
"""Turns whatever is printed as a hyphen or a minus into one, by ``str.translate``."""

WHOLE_DIGITS, DECIMAL_PLACES = 18, 8
PLAIN_NUMBER = rf"[+-]?[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,{DECIMAL_PLACES}}})?"
PLAIN_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

is_plain_number = re.compile(PLAIN_NUMBER).fullmatch
_may_part_thousands = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}").fullmatch
_is_plain_date = re.compile(PLAIN_DATE).fullmatch

BEYOND = 10**WHOLE_DIGITS
EXACT_BELOW = 1e10
"""From here on the fifteen digits of a float may not hold five decimals."""
_PRECISION_OF_A_DOUBLE = Context(prec=15, traps=[])
_FIXED_POINT = Context(prec=WHOLE_DIGITS + DECIMAL_PLACES, traps=[InvalidOperation])
_LAST_PLACE = Decimal(1).scaleb(-DECIMAL_PLACES)
_shifted = Context(prec=WHOLE_DIGITS).scaleb
_ONE_PLACE, _TWO_PLACES = Decimal(-1), Decimal(-2)

exact_number = Context(MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, Inexact]).create_decimal
"""Returns the number of a text to its last digit, or raises ``ArithmeticError``: it has an exponent that none has.

``Decimal`` asks the caller's context whether to raise, and may return a NaN.
"""


def read_decimal(value: object) -> Decimal:
    """Return the value as a bounded ``Decimal``: at most 18 digits before and 8 after the point.

    >>> read_decimal("1220.00"), read_decimal(22), read_decimal(0.1 + 0.2)
    (Decimal('1220.00'), Decimal('22'), Decimal('0.3'))
    >>> read_decimal("1.220,10")
    Traceback (most recent call last):
    ValueError: expected a number, got "1.220,10"
    """
    if isinstance(value, Decimal):  # asked first: most were read before
        return _read_number(value)
    if isinstance(value, str):
        return _read_text(value)
    return _read_float(str(value)) if isinstance(value, float) else read_decimal_alone(value)


def read_decimal_alone(value: object) -> Decimal:
    """Return the value as ``read_decimal`` does, but refuse what it takes the rest of the document to decide.

    That is a point which may part thousands, and a float so great that it may have lost digits of its text.

    >>> read_decimal_alone(1.22), read_decimal_alone("1220.000"), read_decimal_alone("0.125")
    (Decimal('1.22'), Decimal('1220.000'), Decimal('0.125'))
    >>> read_decimal_alone("1.220")
    Traceback (most recent call last):
    ValueError: 1.220 may be 1.22 or 1220
    """
    if isinstance(value, float):
        if -EXACT_BELOW < value < EXACT_BELOW and (hundredths := round(value * 100)) / 100 == value and hundredths:
            # As most are; to look for its digits takes four times as long, and finds these.
            return _shifted(hundredths, _TWO_PLACES) if hundredths % 10 else _shifted(hundredths // 10, _ONE_PLACE)
        if abs(value) >= EXACT_BELOW:
            raise ValueError("a float of this size may have lost digits that its text had")
        return _read_float(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        if -BEYOND < value < BEYOND:
            return Decimal(value)
        raise ValueError(too_many_digits(value))
    if isinstance(value, Decimal):
        return _read_number(value)
    if isinstance(value, str):
        number = _read_text(value)
        if _may_part_thousands(text := value.strip()):
            raise ValueError(
                because("two_readings", given=text, first=plain_digits(number), second=text.replace(".", ""))
            )
        return number
    raise ValueError(because("not_a_number", given=describe(value)))


def _read_number(value: Decimal) -> Decimal:
    number = Decimal(value)  # without what a type of somebody else's would say
    return number if is_plain_number(str(number)) else _bounded(number)


def _read_float(text: str) -> Decimal:
    return Decimal(text) if is_plain_number(text) else _bounded(Decimal(text))


def _read_text(value: str) -> Decimal:
    text = value.strip()
    if is_plain_number(text):
        return Decimal(text)
    if re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]+)?", text):
        raise ValueError(too_many_digits(value))
    raise ValueError(because("not_a_number", given=describe(value)))


def _bounded(number: Decimal) -> Decimal:
    """Return a number that is not plainly written (``1E+5``, ``0.30000000000000004``) in plain digits."""
    if not number.is_finite():
        raise ValueError(because("not_a_number", given=number))
    for candidate in (number, number.normalize(_PRECISION_OF_A_DOUBLE)):
        # The second look drops the tail that binary arithmetic leaves behind the fifteenth digit.
        try:
            fixed = candidate.quantize(_LAST_PLACE, context=_FIXED_POINT)
        except InvalidOperation:
            break
        if fixed == candidate:
            return Decimal(plain_digits(fixed))
    raise ValueError(too_many_digits(number))


def too_many_digits(value: object) -> Reason:
    """Return the reason for which a number beyond the bounds is refused."""
    return because("too_many_digits", whole=WHOLE_DIGITS, decimals=DECIMAL_PLACES, given=describe(value))


def plain_digits(number: Decimal) -> str:
    """Return the number in plain digits, without the zeros that say nothing.

    >>> plain_digits(Decimal("22.00")), plain_digits(Decimal("1E+2")), plain_digits(Decimal("-0.0"))
    ('22', '100', '0')
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def read_date(value: object) -> date:
    """Return the value as a ``date``; a text must read ``YYYY-MM-DD``.

    >>> read_date("2026-04-01")
    datetime.date(2026, 4, 1)
    >>> read_date("2026-02-30")
    Traceback (most recent call last):
    ValueError: expected a day that exists, got "2026-02-30"
    """
    if isinstance(value, str):
        text = value.strip()
        if len(text) == 10 and text[4] == text[7] == "-":  # the pattern, cheaper; Python checks the digits
            try:
                return date.fromisoformat(text)
            except ValueError:
                if _is_plain_date(text):
                    raise ValueError(because("no_such_day", given=describe(value))) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(because("not_a_date", given=describe(value)))


def pointer(path: Path) -> str:
    """Return the path as a JSON Pointer (RFC 6901).

    >>> pointer(("line_items", 0, "vat_rate")), pointer(()), pointer(("a/b", "c~d"))
    ('/line_items/0/vat_rate', '', '/a~1b/c~0d')
    """
    text = "".join([f"/{step}" for step in path])
    if "~" not in text and text.count("/") == len(path):  # as all but always, in half the time
        return text
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def describe(value: object) -> Words:
    """Return the value as a reason may repeat it: one line, printable, cut at 80 characters.

    >>> describe("22%"), describe(True), describe([1, 2]), describe(12), describe(12).render("it")
    ('"22%"', 'true', 'a list', 'the number 12', 'il numero 12')
    """
    match value:
        case None:
            return Words("null")
        case bool():
            return Words(str(value).lower())
        case str():
            return Words(f'"{printable(value)}"')
        case int() if abs(value) >= 10**DESCRIBED_LIMIT:
            return Words(
                f"a number of more than {DESCRIBED_LIMIT} digits", f"un numero di più di {DESCRIBED_LIMIT} cifre"
            )
        case int() | float() | Decimal():
            number = printable(str(value))
            return Words(f"the number {number}", f"il numero {number}")
        case Mapping():
            return Words("an object", "un oggetto")
        case list() | tuple():
            return Words("a list", "una lista")
        case _:
            kind = printable(type(value).__name__)
            return Words(f"a value of type {kind}", f"un valore di tipo {kind}")


def printable(text: str, limit: int = DESCRIBED_LIMIT) -> str:
    r"""Return the text cut at ``limit`` characters, with whatever a terminal or a log could not show escaped.

    A character that Unicode has not assigned stays: the Python of the other side may know a newer Unicode.

    >>> printable("22\x1b[31m")
    '22\\x1b[31m'
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return escaped(text, lambda character: character.encode("unicode_escape").decode("ascii"))


def escaped(text: str, escape: Callable[[str], str]) -> str:
    """Return the text with characters escaped that no terminal shows; one that Unicode has not assigned stays."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or category(c) == "Cn" else escape(c) for c in text)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return the end of a refusal: the known names that look like the given one, if any, and all of them.

    >>> nearest("tolerence", ["tolerance", "as_of"])
    'did you mean tolerance? known: tolerance, as_of'
    >>> nearest("colour", [])
    'known: none'
    """
    from difflib import get_close_matches  # only here: nobody misspells in a loop

    names = {name.casefold(): name for name in known}
    alike = [names[name] for name in get_close_matches(given.casefold(), names)]
    guess = f"did you mean {' or '.join(alike)}? " if alike else ""
    return f"{guess}known: {', '.join(names.values()) or 'none'}"
