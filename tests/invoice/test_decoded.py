"""What is decoded is what the library's own reader reads, to the last digit; whatever else is left to it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Invoice, Policy, rule, validate_json
from parzo_validate.invoice import read_json
from parzo_validate.invoice.decoded import read_decoded_json
from parzo_validate.invoice.documented import read_documented_json
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.reading import looked_at, looked_at_json, reader_of_json
from parzo_validate.testing.strategies import hostile_json
from tests.helpers.spoilt_lines import spoilt_line

DOCUMENT = b'{"vendor": {"name": %b}, "financials": {"total": %b}}'
DEEP = 198
"""How deep a value of the document itself may be beneath three levels: the library refuses more than 201."""
NESTED = b'{"x": [' * (DEEP // 2) + b"[[]]" + b"]}" * (DEEP // 2)

DOCUMENTED: Mapping[str, bytes] = {
    "integers": DOCUMENT % (b'"Rossi"', b"1220"),
    "decimals": DOCUMENT % (b'"Rossi"', b"1220.12345"),
    "a great amount": DOCUMENT % (b'"Rossi"', b"-9999999999.99999"),
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
    "another field beyond a decimal": b'{"vendor": {}, "x": 1e999999999999999999999}',
    "many such numbers": b'{"vendor": {}, "financials": {}, "vector": [' + b"0.1234567, " * 50 + b"1e-9]}",
    "digits in a text": DOCUMENT % (b'"Art. 1.1234567"', b"5"),
    "nothing but digits in a text": DOCUMENT % (b'"1.1234567"', b"5"),
    "as deep as may be": b'{"vendor": {}, "financials": {}, "x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "more decimals": DOCUMENT % (b'"Rossi"', b"1220.123456"),
    "decimals that say nothing": DOCUMENT % (b'"Rossi"', b"1220.100000"),
    "a negative exponent, great": DOCUMENT % (b'"Rossi"', b"999999999900000001E-8"),
    "eleven digits": DOCUMENT % (b'"Rossi"', b"10000000000"),
    "a number as text": DOCUMENT % (b'"Rossi"', b'"1220.00"'),
    "no vendor": b'{"vendor": null, "financials": {}}',
    "no sums": b'{"vendor": {}}',
    "more digits under a name in other letters": b'{"vendor": {}, "financials": {"\\u0074otal": 5.1234567}}',
    "more digits far from their name": DOCUMENT % (b'"Rossi"', b" " * 99 + b"5.1234567"),
    "more digits behind a tab": b'{"vendor": {}, "financials": {"total"\t:\t5.1234567}}',
    "more digits under a long name": b'{"vendor": {}, "financials": {}, "%b": 5.1234567}' % (b"x" * 99),
    "hundreds of lines": b'{"line_items": [' + b", ".join([b"{}"] * 500) + b"]}",
    "more digits in a quotation": DOCUMENT % (b'"\\"x\\": 5.1234567"', b"5"),
}

OTHERS: Mapping[str, bytes] = {
    "an exponent that leaves all digits": DOCUMENT % (b'"Rossi"', b"1.22e3"),
    "digits that a float has lost": DOCUMENT % (b'"Rossi"', b"1220.10000000000000001"),
    "a negative exponent": DOCUMENT % (b'"Rossi"', b"123456e-9"),
    "too small": DOCUMENT % (b'"Rossi"', b"-1e10"),
    "beyond a float": DOCUMENT % (b'"Rossi"', b"1e400"),
    "beyond a decimal": DOCUMENT % (b'"Rossi"', b"1e999999999999999999999"),
    "hundreds of digits": DOCUMENT % (b'"Rossi"', b"1" * 400),
    "no number": DOCUMENT % (b'"Rossi"', b"NaN"),
    "a truth": DOCUMENT % (b'"Rossi"', b"true"),
    "a text as number": DOCUMENT % (b"12345678903", b"5"),
    "a day that does not exist": b'{"vendor": {}, "financials": {}, "invoice": {"date": "2026-02-30"}}',
    "a day in another form": b'{"vendor": {}, "financials": {}, "invoice": {"date": "20260401"}}',
    "a moment": b'{"vendor": {}, "financials": {}, "invoice": {"date": "2026-04-01T00:00:00"}}',
    "a list for a section": b'{"vendor": {}, "financials": []}',
    "a line that is none": b'{"vendor": {}, "financials": {}, "line_items": [null]}',
    "a job": b'{"status": "completed", "result": {"vendor": {}, "financials": {}}}',
    "more digits after many": DOCUMENT % (b'"Rossi"', b"0" * 99 + b"5.1234567"),
    "a lone surrogate": DOCUMENT % (b'"\\ud800"', b"5"),
    "a lone surrogate in another field": b'{"vendor": {}, "financials": {}, "x": "\\ud800"}',
    "no UTF-8": DOCUMENT % (b'"\xff"', b"5"),
    "no UTF-8 in another field": b'{"vendor": {}, "financials": {}, "x": "\xff"}',
    "no UTF-8 in the name of another field": b'{"vendor": {}, "financials": {}, "\xff": 5}',
    "half a letter in another field": b'{"vendor": {}, "financials": {}, "x": "\xc3"}',
    "too deep": b'{"vendor": {}, "financials": {}, "x": ' + b"[" * (DEEP + 3) + b"]" * (DEEP + 3) + b"}",
    "too deep, in turn": b'{"vendor": {}, "x": ' + b'{"x": [' * 101 + b"]}" * 101 + b"}",
    "too deep for a number": DOCUMENT % (b'"Rossi"', NESTED),
    "far too deep for a number": DOCUMENT % (b'"Rossi"', b"[" * 2000 + b"]" * 2000),
    "far too deep for a rate": b'{"line_items": [{"vat_rate": ' + b'{"x":' * 2000 + b"1" + b"}" * 2000 + b"}]}",
    "too deep, then a number": b'{"financials": {"total": %b, "total": 5}}' % NESTED,
    "too deep, then a section": b'{"financials": {"total": %b}, "financials": {"total": 5}}' % NESTED,
    "too deep, then lines": b'{"line_items": [{"quantity": %b}], "line_items": [{}, {}]}' % NESTED,
    "far too deep": b'{"vendor": {}, "financials": {}, "x": ' + b'{"x":' * 100_000,
    "a mark of its encoding": b'\xef\xbb\xbf{"vendor": {}, "financials": {}}',
    "something behind it": b'{"vendor": {}, "financials": {}} {}',
    "an end too early": b'{"vendor": {}, "financials": {}',
    "nothing": b"",
    "no object": b"[]",
}


ASKED = [
    *("unreadable", "line_items", "descriptions_of_lines", "quantities_of_lines", "unit_prices_of_lines"),
    *("amounts_of_lines", "rates_of_lines"),
]
"""What rules ask of an invoice besides its sections."""


def held(invoice: Any) -> dict[str, object]:
    """Return all that rules can ask of an invoice, and of which types it is: 5 is equal to ``Decimal(5)``."""
    sections = {section: getattr(invoice, section) for section in FIELDS if section != "line_items"}
    values = {f"{section}.{name}": getattr(sections[section], name) for section in sections for name in FIELDS[section]}
    values |= {name: getattr(invoice, name) for name in ASKED}
    return {
        name: (value, [*map(type, value)] if isinstance(value, tuple) else type(value))
        for name, value in values.items()
    }


def assert_read_alike(raw: bytes | str) -> None:
    """What is decoded, if anything is, holds what the library's own reader reads, of which there is nothing to say."""
    if decoded := read_decoded_json(raw):
        read = read_json(raw)
        assert (read.coerced, read.unreadable) == ((), ())
        assert held(decoded) == held(read.invoice)


def test_nothing_that_rules_ask_of_an_invoice_is_missing() -> None:
    public = {name for name in vars(Invoice) if not name.startswith(("_", "model_"))}
    assert public - {"unreadable_in", "first_unreadable", "whole"} <= {*ASKED}
    assert all(hasattr(read_decoded_json('{"vendor": {}}'), name) for name in public - {"whole"})


@pytest.mark.parametrize("raw", DOCUMENTED.values(), ids=DOCUMENTED)
def test_a_result_in_documented_form_is_decoded(raw: bytes) -> None:
    assert read_decoded_json(raw) is not None
    assert_read_alike(raw)
    assert_read_alike(raw.decode())


@pytest.mark.parametrize("raw", OTHERS.values(), ids=OTHERS)
def test_whatever_else_stands_there_is_left_to_others(raw: bytes) -> None:
    assert read_decoded_json(raw) is None


@pytest.mark.parametrize("form", ["{}", "[{}]"], ids=["one line", "several"])
@pytest.mark.parametrize("name", [name for name in FIELDS["line_items"] if name not in ("description", "unit")])
def test_numbers_of_lines_are_read_alike(name: str, form: str) -> None:
    for number in (
        "5",
        "5.10",
        "-0.0",
        "1e3",
        "0.00000001",
        "0.000000001",
        '"5.10"',
        '" 5.10\\u00a0"',
        '"1.220"',
        "true",
        "null",
        "[5]",
    ):
        line = f'{{"{name}": {number}}}'
        lines = f'[{line}, {{"amount": 1, "tax_rate": 4}}, {line}, {{"total": 2, "vat_rate": 10}}]'
        assert_read_alike(f'{{"line_items": {lines if form == "[{}]" else f"[{line}]"}}}')


DIGITS = st.text("0123456789", max_size=20)
NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    DIGITS.map(lambda digits: digits.lstrip("0") or "0"),
    DIGITS.map(lambda digits: digits and f".{digits}"),
    st.just("")
    | st.builds("{}{}{}".format, st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 400)),
)
FORMS = ('{"financials": {"total": %s}}', '{"line_items": [{"quantity": %s}]}', '{"financials": {"total": "%s"}}')


@given(NUMBERS, st.sampled_from(FORMS))
def test_a_number_is_exact_or_left_to_others(number: str, form: str) -> None:
    assert_read_alike(form % number)


@given(st.one_of(st.randoms(use_true_random=False).map(spoilt_line), hostile_json()))
def test_a_spoilt_or_hostile_result_is_read_alike_or_left_to_others(raw: bytes) -> None:
    assert_read_alike(raw)


@pytest.mark.parametrize("seed", range(4))
def test_most_spoilt_lines_that_have_the_documented_form_are_decoded(seed: int) -> None:
    several = [spoilt_line(Random(seed * 1000 + number)) for number in range(500)]  # noqa: S311
    for raw in several:
        assert_read_alike(raw)
    as_documented = [raw for raw in several if read_documented_json(raw)]
    assert sum(read_decoded_json(raw) is not None for raw in as_documented) > 0.9 * len(as_documented) > 50


@rule(code="ACME_TYPE", severity="error", summary="asks", messages={"en": "asks", "it": "chiede"})
def given_to_others(invoice: Invoice, policy: Policy) -> list[Any]:
    """Say what it is given."""
    assert type(invoice) is Invoice
    assert invoice.model_fields_set == {"vendor"}
    return []


def test_rules_of_others_are_given_the_invoice_itself() -> None:
    assert (
        validate_json('{"vendor": {}}', table=DEFAULT_TABLE.only().with_rules(given_to_others), strict=True).flags == ()
    )


@pytest.fixture
def without_msgspec(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the reader that needs nothing."""
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msgspec", None)
        reader_of_json.cache_clear()
        yield
    reader_of_json.cache_clear()


def test_it_is_asked_first_where_msgspec_is_installed() -> None:
    assert find_spec("msgspec")
    assert reader_of_json(True) is read_decoded_json
    assert reader_of_json(False) is read_documented_json


@pytest.mark.usefixtures("without_msgspec")
def test_and_else_the_other_alone() -> None:
    assert reader_of_json(True) is reader_of_json(False) is read_documented_json


@pytest.mark.parametrize("look", [looked_at, looked_at_json])
def test_only_rules_of_the_library_are_given_what_is_decoded(look: Callable[..., Any]) -> None:
    raw = b'{"vendor": {}}'
    assert not isinstance(look(raw, for_own_rules=True)[0], Invoice)
    assert isinstance(look(raw)[0], Invoice)
