"""What is plain is decoded to what the library's own reader reads, to the last digit; whatever else is left to it."""

from collections.abc import Mapping
from decimal import Decimal
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.columnwise import decoding
from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.invoice import read_json
from parzo_validate.invoice.documented import DECIMALS

DOCUMENT = b'{"vendor": {"name": %b}, "financials": {"total": %b}}'
DEEP = 198
"""How deep a value of the document itself may be beneath three levels: the library refuses more than 201."""

PLAIN: Mapping[str, bytes] = {
    "integers": DOCUMENT % (b'"Rossi"', b"1220"),
    "decimals": DOCUMENT % (b'"Rossi"', b"1220.12345"),
    "a great amount": DOCUMENT % (b'"Rossi"', b"-9999999999.99999"),
    "an exponent that leaves all digits": DOCUMENT % (b'"Rossi"', b"1.22e3"),
    "nulls": DOCUMENT % (b"null", b"null"),
    "any text": DOCUMENT % (b'"Citt\xc3\xa0 \\u00e0 \\ud83d\\ude00 \\n"', b"1"),
    "null for a section": b'{"vendor": {}, "buyer": null, "invoice": null, "financials": {}, "line_items": null}',
    "lines": b'{"vendor": {}, "financials": {}, "line_items": [{"total": 5, "tax_rate": 22}, {}]}',
    "no space": b'{"vendor":{},"financials":{"total":5}}\r\n',
    "a name in other letters": b'{"vendor": {}, "financials": {"\\u0074otal": 5}}',
    "the same name twice": b'{"vendor": {}, "financials": {"total": 6, "total": 5}}',
    "other fields": b'{"id": "x", "vendor": {"pec": [1]}, "financials": {"total": 5, "meta": {"total": null}}}',
    "another field with more digits": b'{"score": 0.987654321, "vendor": {}, "financials": {"total": 5}}',
    "another field with an exponent": b'{"vendor": {}, "financials": {"total": 5, "score": 1.5e-07}}',
    "many such numbers": b'{"vendor": {}, "financials": {}, "vector": [' + b"0.1234567, " * 50 + b"1e-9]}",
    "digits in a text": DOCUMENT % (b'"Art. 1.1234567"', b"5"),
    "nothing but digits in a text": DOCUMENT % (b'"1.1234567"', b"5"),
    "as deep as may be": b'{"vendor": {}, "financials": {}, "x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
}

OTHERS: Mapping[str, bytes] = {
    "more decimals": DOCUMENT % (b'"Rossi"', b"1220.123456"),
    "more decimals that say nothing": DOCUMENT % (b'"Rossi"', b"1220.100000"),
    "digits that a float has lost": DOCUMENT % (b'"Rossi"', b"1220.10000000000000001"),
    "a negative exponent": DOCUMENT % (b'"Rossi"', b"123456e-9"),
    "a negative exponent, great": DOCUMENT % (b'"Rossi"', b"999999999900000001E-8"),
    "too great": DOCUMENT % (b'"Rossi"', b"10000000000"),
    "too small": DOCUMENT % (b'"Rossi"', b"-1e10"),
    "beyond a float": DOCUMENT % (b'"Rossi"', b"1e400"),
    "hundreds of digits": DOCUMENT % (b'"Rossi"', b"1" * 400),
    "no number": DOCUMENT % (b'"Rossi"', b"NaN"),
    "a number as text": DOCUMENT % (b'"Rossi"', b'"1220.00"'),
    "a truth": DOCUMENT % (b'"Rossi"', b"true"),
    "a text as number": DOCUMENT % (b"12345678903", b"5"),
    "a day that does not exist": b'{"vendor": {}, "financials": {}, "invoice": {"date": "2026-02-30"}}',
    "a day in another form": b'{"vendor": {}, "financials": {}, "invoice": {"date": "20260401"}}',
    "a moment": b'{"vendor": {}, "financials": {}, "invoice": {"date": "2026-04-01T00:00:00"}}',
    "a list for a section": b'{"vendor": {}, "financials": []}',
    "a line that is none": b'{"vendor": {}, "financials": {}, "line_items": [null]}',
    "no vendor": b'{"vendor": null, "financials": {}}',
    "no sums": b'{"vendor": {}}',
    "a job": b'{"status": "completed", "result": {"vendor": {}, "financials": {}}}',
    "more digits under a name in other letters": b'{"vendor": {}, "financials": {"\\u0074otal": 5.1234567}}',
    "more digits far from their name": DOCUMENT % (b'"Rossi"', b" " * 99 + b"5.1234567"),
    "more digits after many": DOCUMENT % (b'"Rossi"', b"0" * 99 + b"5.1234567"),
    "more digits behind a tab": b'{"vendor": {}, "financials": {"total"\t:\t5.1234567}}',
    "more digits under a long name": b'{"vendor": {}, "financials": {}, "%b": 5.1234567}' % (b"x" * 99),
    "more digits in a quotation": DOCUMENT % (b'"\\"x\\": 5.1234567"', b"5"),
    "a lone surrogate": DOCUMENT % (b'"\\ud800"', b"5"),
    "a lone surrogate in another field": b'{"vendor": {}, "financials": {}, "x": "\\ud800"}',
    "no UTF-8": DOCUMENT % (b'"\xff"', b"5"),
    "no UTF-8 in another field": b'{"vendor": {}, "financials": {}, "x": "\xff"}',
    "no UTF-8 in the name of another field": b'{"vendor": {}, "financials": {}, "\xff": 5}',
    "half a letter in another field": b'{"vendor": {}, "financials": {}, "x": "\xc3"}',
    "too deep": b'{"vendor": {}, "financials": {}, "x": ' + b"[" * (DEEP + 3) + b"]" * (DEEP + 3) + b"}",
    "far too deep": b'{"vendor": {}, "financials": {}, "x": ' + b'{"x":' * 100_000,
    "a mark of its encoding": b'\xef\xbb\xbf{"vendor": {}, "financials": {}}',
    "something behind it": b'{"vendor": {}, "financials": {}} {}',
    "an end too early": b'{"vendor": {}, "financials": {}',
    "nothing": b"",
    "no object": b"[]",
}


def _amount(held: float | None) -> Decimal | None:
    """Return the amount that is held, of which nothing is either ``None`` or no number."""
    return None if held is None or isnan(held) else Decimal(str(held))


@pytest.mark.parametrize("raw", PLAIN.values(), ids=PLAIN)
def test_a_line_in_documented_form_is_decoded(raw: bytes) -> None:
    [document] = plain_documents([raw])
    assert document is not None
    read = read_json(raw)
    assert (read.coerced, read.unreadable) == ((), ())
    assert document.vendor.name == read.invoice.vendor.name
    assert _amount(document.financials.total) == read.invoice.financials.total


@pytest.mark.parametrize("raw", OTHERS.values(), ids=OTHERS)
def test_whatever_else_stands_there_is_left_to_the_reader(raw: bytes) -> None:
    assert list(plain_documents([raw])) == [None]


def test_each_line_is_decoded_by_itself() -> None:
    """Also those that follow one with other fields, which is read in another way."""
    several = [raw for pair in zip(PLAIN.values(), OTHERS.values(), strict=False) for raw in pair]
    assert [document is not None for document in plain_documents(several)] == [True, False] * len(PLAIN)
    assert list(plain_documents([])) == []


DIGITS = st.text("0123456789", max_size=12)
NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    DIGITS.map(lambda digits: digits.lstrip("0") or "0"),
    DIGITS.map(lambda digits: digits and f".{digits}"),
    st.just("")
    | st.builds("{}{}{}".format, st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 20)),
)


MORE_DIGITS = {
    "six decimals": (b"1.123456", True),
    "five decimals": (b"1.12345", False),
    "five decimals and a colon": (b"1.12345:", False),
    "six digits behind a comma": (b"1,123456", False),
    "a negative exponent": (b"1e-5", True),
    "a great one": (b"1E-5", True),
    "a positive exponent": (b"1e55", False),
    "no digit before it": (b"ae-5", False),
    "a colon before it": (b":e-5", False),
    "another letter": (b"1d-5 1f-5", False),
    "a day": (b"2026-04-01", False),
    "digits": (b"12345678", False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize(("raw", "expected"), MORE_DIGITS.values(), ids=MORE_DIGITS)
def test_a_line_is_searched_for_lost_digits_where_there_may_be_some(raw: bytes, *, expected: bool) -> None:
    assert decoding._may_have_more_digits(raw) == expected


@given(st.lists(NUMBERS, min_size=1, max_size=5))
def test_an_amount_that_is_decoded_is_exact(numbers: list[str]) -> None:
    several = [DOCUMENT % (b"null", number.encode()) for number in numbers]
    for number, raw, document in zip(numbers, several, plain_documents(several), strict=True):
        if document is not None:
            units = round(document.financials.total * 10**DECIMALS)
            assert Decimal(units).scaleb(-DECIMALS) == Decimal(number) == read_json(raw).invoice.financials.total
