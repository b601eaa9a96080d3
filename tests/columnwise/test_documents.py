"""Plain documents side by side: exact numbers, right numbers of parties, and every text that says nothing."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.columnwise import documents
from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.columnwise.documents import Documents
from parzo_validate.columnwise.vectors import LINES, Vector
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.invoice.placeholders import PLACEHOLDERS, says_nothing
from parzo_validate.testing.strategies import partite_iva
from tests.helpers.builders import KINDS

Result = dict[str, Any]


def side_by_side(*results: Result) -> Documents:
    several = plain_documents([json.dumps({"vendor": {}, "financials": {}} | result).encode() for result in results])
    assert None not in several
    return Documents.of(several)


def stated(vector: Vector) -> list[int | None]:
    assert not vector.odd.any()
    assert not vector.values[~vector.stated].any()
    return [
        value if there else None for value, there in zip(vector.values.tolist(), vector.stated.tolist(), strict=True)
    ]


def test_amounts_are_units_of_the_eighth_decimal() -> None:
    amounts = [1220.1, -0.0001, 9999999999.99999, -9999999999.99999, 0, None, 1220]
    together = side_by_side(*({"financials": {"total": amount}} for amount in amounts), {})
    expected = [122010000000, -10000, 999999999999999000, -999999999999999000, 0, None, 122000000000, None]
    assert stated(together.vector("financials", "total")) == expected
    assert stated(together.vector("financials", "subtotal")) == [None] * 8


@given(st.lists(st.integers(1 - 10**15, 10**15 - 1), max_size=5))
def test_every_amount_of_five_decimals_is_exact(units: list[int]) -> None:
    amounts = [f"{Decimal(unit).scaleb(-5):f}".encode() for unit in units]
    raws = [b'{"vendor": {}, "financials": {"tax_rate": %b}}' % amount for amount in amounts]
    together = Documents.of(plain_documents(raws))
    assert stated(together.vector("financials", "tax_rate")) == [unit * 10**3 for unit in units]


def test_dates_are_ordinals() -> None:
    days = ["0001-01-01", "2024-02-29", "9999-12-31"]
    together = side_by_side(*({"invoice": {"due_date": day}} for day in days), {"invoice": None}, {"invoice": {}})
    expected = [date.fromisoformat(day).toordinal() for day in days]
    assert stated(together.vector("invoice", "due_date")) == [*expected, None, None]


def test_each_line_knows_its_document() -> None:
    rates = [[22, None], None, [], [10]]
    lines = [several and [{"vat_rate": rate} for rate in several] for several in rates]
    together = side_by_side(*({LINES: several} for several in lines))
    assert together.line_rows.tolist() == [0, 0, 3]
    assert stated(together.vector(LINES, "vat_rate")) == [22 * 10**8, None, 10 * 10**8]
    assert stated(side_by_side().vector(LINES, "tax_rate")) == []


TRICKY = (
    *("IT12345678903", "12345678903", "IT98765432109", "98765432109", "IT00000000000", "00000000000", "IT00743110157"),
    *(
        "1212345678903",
        "e112345678903",
        "XX12345678903",
        "it12345678903",
        "ITIT345678903",
        "IT123456789",
        "I112345678903",
    ),
    *(
        "IT123",
        "IT512345678903",
        "a2345678903",
        ":0743110157",
        "0074311015:",
        "/0743110157",
        "IT\u0661\u0662345678903",
        "IT:0743110157",
    ),
    *("DE136695976", "ATU12345675", "IT 12345678903", "IT1234567890\u00b2", "\u0661" * 11, "IT" + "\u0661" * 11, "n/a"),
)


def test_numbers_that_look_alike_are_told_apart() -> None:
    there, right = side_by_side(*({"buyer": {"vat_number": number}} for number in TRICKY)).vat_numbers("buyer")
    assert there.all()
    assert right.tolist() == [not read_vat_number(number)[2] for number in TRICKY]
    assert right.tolist()[:7] == [True, True, False, False, False, False, True]


def test_plain_numbers_that_are_right_are_not_asked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "read_vat_number", None)
    numbers = ["IT12345678903", "12345678903", "IT00743110157", "00743110157", None]
    there, right = side_by_side(*({"vendor": {"vat_number": number}} for number in numbers)).vat_numbers("vendor")
    assert there.tolist() == right.tolist() == [True, True, True, True, False]


NUMBERS = st.one_of(
    partite_iva(),
    partite_iva(valid=False),
    st.sampled_from(TRICKY),
    st.text("IT0123456789", min_size=10, max_size=14),
)


@given(st.lists(st.none() | NUMBERS, max_size=6), st.sampled_from(["vendor", "buyer"]))
def test_numbers_of_parties_are_right_where_the_library_says_so(numbers: list[str | None], role: str) -> None:
    there, right = side_by_side(*({role: {"vat_number": number}} for number in numbers)).vat_numbers(role)
    assert there.tolist() == [number is not None for number in numbers]
    assert right.tolist() == [number is not None and not read_vat_number(number)[2] for number in numbers]


def of_a_field(section: str, field: str, text: str) -> Result:
    return {section: [{}, {field: text}] if section == LINES else {field: text}}


@pytest.mark.parametrize(("section", "field"), [place for place, kind in KINDS.items() if kind == "text"])
def test_a_text_that_says_nothing_is_found_in_every_field(section: str, field: str) -> None:
    texts = [
        "Rossi",
        "n/a",
        "na",
        " N/D ",
        "N\u00c9ANT",
        "\u2014",
        "",
        "\x1c",
        "null.",
        "nulla",
        "x" * 99,
        "K.A",
        "\u212a.A",
    ]
    together = side_by_side(*(of_a_field(section, field, text) for text in texts))
    assert together.odd.tolist() == [says_nothing(text) for text in texts]


def test_every_text_that_says_nothing_is_found() -> None:
    assert side_by_side(*({"vendor": {"name": text.title()}} for text in sorted(PLACEHOLDERS))).odd.all()


@given(st.lists(st.text(max_size=5) | st.sampled_from(sorted(PLACEHOLDERS)), max_size=4))
def test_a_text_that_says_something_is_not_odd(texts: list[str]) -> None:
    encoded = [text.encode("utf-8", "replace").decode() for text in texts]
    together = side_by_side(*({"buyer": {"city": text}, "invoice": {"number": text}} for text in encoded))
    assert together.odd.tolist() == [says_nothing(text) for text in encoded]
