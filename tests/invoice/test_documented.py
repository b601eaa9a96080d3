"""A result in the documented form is read at once, and as it would be with care; its lines are made when asked for."""

import json
from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parzo_validate import Finding, Invoice, Policy, RuleTable, rule, validate
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import read, read_json
from parzo_validate.invoice.documented import Documented, read_documented, read_documented_json
from parzo_validate.invoice.json_text import parse
from parzo_validate.invoice.model import LineItem
from parzo_validate.testing.strategies import coherent_results, results

LINES: dict[str, Any] = {
    "line_items": [
        {"description": "Carta A4", "quantity": 3, "unit_price": 4.5, "amount": 13.5, "vat_rate": 22},
        {"total": "7.00", "tax_rate": Decimal("10.0"), "unit": None, "colour": "red"},
        {},
    ]
}

RATES = (Decimal(22), Decimal(10), None)

COLUMNS = {
    "description": "descriptions_of_lines",
    "quantity": "quantities_of_lines",
    "unit_price": "unit_prices_of_lines",
    "amount": "amounts_of_lines",
    "vat_rate": "rates_of_lines",
}
"""What an invoice calls the values of its lines under one field."""


def columns_of(invoice: Invoice) -> list[tuple[Any, ...]]:
    return [getattr(invoice, name) for name in COLUMNS.values()]


@given(results() | coherent_results())
def test_what_is_read_at_once_is_what_the_model_reads(result: dict[str, Any]) -> None:
    invoice = read_documented(result)
    if invoice is not None:
        columns, plain = columns_of(invoice), Invoice.model_validate(result)
        assert isinstance(invoice, Documented)  # none of them has made a line
        assert columns == columns_of(invoice) == columns_of(plain)
        assert columns == [tuple(getattr(line, field) for line in plain.line_items) for field in COLUMNS]
        assert (invoice.whole(), invoice.model_fields_set) == (plain, plain.model_fields_set)
        assert read(result) == (plain, (), ())


@given(coherent_results(printed=False))
def test_a_documented_result_is_read_at_once_from_either(result: dict[str, Any]) -> None:
    of_mapping, of_json = read_documented(result), read_documented_json(json.dumps(result, default=str))
    assert of_mapping is not None
    assert of_json is not None
    assert of_mapping.whole() == of_json.whole()


def test_each_key_of_a_line_is_read() -> None:
    keys = {field.alias or name for name, field in LineItem.model_fields.items()}
    [line] = read_documented({"line_items": [dict.fromkeys(keys, "7")]}).line_items  # type: ignore[union-attr]
    assert line.model_fields_set == LineItem.model_fields.keys()


def test_lines_are_made_when_they_are_asked_for() -> None:
    invoice = read_documented(LINES)
    assert isinstance(invoice, Documented)
    assert "line_items" not in vars(invoice)
    assert invoice.rates_of_lines == RATES
    assert "line_items" not in vars(invoice)
    first, second, third = invoice.line_items
    assert (first.amount, second.amount, third.amount) == (Decimal("13.5"), Decimal(7), None)
    assert type(invoice) is Invoice
    assert invoice == Invoice.model_validate(LINES)
    assert vars(invoice).keys() == Invoice.model_fields.keys()
    assert invoice.rates_of_lines == RATES


def test_lines_that_another_thread_has_made_meanwhile_are_taken() -> None:
    invoice, other = read_documented(LINES), read_documented(LINES)
    assert invoice is not None
    assert other is not None
    vars(invoice)["line_items"] = other.line_items
    del vars(invoice)["lines"]
    assert isinstance(invoice, Documented)
    assert invoice.__getattr__("line_items") is other.line_items
    assert invoice.whole() is invoice
    assert invoice.rates_of_lines == RATES
    object.__setattr__(invoice, "__class__", Invoice)  # as the other thread leaves it, while this one asks
    assert Documented._of_lines(invoice, "stated_vat_rate", "stated_tax_rate") == RATES


NUMBERS_OF_LINES = (
    *("7", "0.5", "1220.12345", "1220.12345678", "9999999999.123456", "10000000000.125", "-10000000000.125"),
    *("2.5e10", "1e-5", "123456e-9", "0.123456789", "0.000999000999000999", "1e400"),
    *("999999999999999999", "-999999999999999999", "1000000000000000000", "-1000000000000000000"),
)


@pytest.mark.parametrize("number", NUMBERS_OF_LINES)
@pytest.mark.parametrize("form", [str, json.loads], ids=["JSON", "mapping"])
def test_a_number_of_a_line_is_read_to_its_last_digit_or_set_aside(number: str, form: Any) -> None:
    line = f'{{"unit": "h", "quantity": 2, "unit_price": 0.5, "amount": {number}}}'
    document = form(f'{{"line_items": [{line}]}}')
    stated = Decimal(number) if form is str else Decimal(str(json.loads(number)))
    is_bounded = abs(stated) < 10**18 and stated * 10**8 % 1 == 0
    reading = read(document)
    assert [line.amount for line in reading.invoice.line_items] == [stated if is_bounded else None]
    assert len(reading.unreadable) == (0 if is_bounded else 1)
    assert validate(document, table=EXTENDED_TABLE, strict=True).unreadable == reading.unreadable


def test_what_it_lacks_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match=r"^'Documented' object has no attribute 'colour'$"):
        read_documented(LINES).colour  # type: ignore[union-attr]  # noqa: B018


def test_a_rule_of_others_is_given_the_whole_invoice() -> None:
    seen: list[dict[str, Any]] = []

    @rule(code="ACME_LOOKS", severity="warning", summary="looks", messages={"en": "looks", "it": "guarda"})
    def looks(invoice: Invoice, policy: Policy) -> Any:
        seen.append(invoice.model_dump())
        return [Finding(())] if type(invoice) is not Invoice else []

    for result in (LINES, json.dumps(LINES, default=str)):
        assert validate(result, table=RuleTable(looks), strict=True).flags == ()
    assert seen == [Invoice.model_validate(LINES).model_dump()] * 2


NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,21})(\.[0-9]{1,12})?([eE][-+]?[0-9]{1,2})?", fullmatch=True)


@example("123456e-9")
@example("1234567890123456789e-10")
@example("12345678901234567890E-11")
@example("9999999999.99999")
@example("1e-999")
@example("1e999")
@given(NUMBERS)
def test_a_number_is_read_from_its_text_as_it_is_read_digit_by_digit(number: str) -> None:
    raw = f'{{"financials": {{"total": {number}}}, "line_items": [{{"amount": {number}, "tax_rate": {number}}}]}}'
    assert read_json(raw) == read(parse(raw))


@pytest.mark.parametrize("amount", [Decimal("5.10"), Decimal("0.12345678"), Decimal("123456789012345678.05"), "5.10"])
def test_an_exact_number_of_a_line_keeps_its_digits(amount: Decimal | str) -> None:
    [line] = read_documented({"line_items": [{"amount": amount}]}).line_items  # type: ignore[union-attr]
    assert str(line.amount) == str(amount)


class Odd(Decimal):
    """A number of somebody else's, which answers otherwise each time."""

    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    "value",
    [True, Odd(5), float("nan"), float("inf"), 10**18, -(10**18), 1e10, "1.220", "x", [], 0.123456789],
    ids=repr,
)
def test_what_has_another_form_is_read_with_care(value: object) -> None:
    assert read_documented({"line_items": [{"amount": value}]}) is None


@pytest.mark.parametrize("value", [10**18 - 1, 9999999999.5, -9999999999.5, "1.22", "1220.000", 0.1 + 0.2, 0.12345])
def test_what_has_the_documented_form_is_read_at_once(value: object) -> None:
    result = {"line_items": [{"amount": value}]}
    invoice = read_documented(result)
    assert invoice is not None
    assert invoice.whole() == Invoice.model_validate(result)


class Money(Decimal):
    """A number of somebody else's, which shows a currency."""

    def __format__(self, form: str, context: Context | None = None, /) -> str:
        return f"EUR {super().__format__(form, context)}"


@pytest.mark.parametrize("name", ["subtotal", "tax_amount", "total"])
def test_a_number_of_somebody_elses_type_is_the_number_that_it_is(name: str) -> None:
    sums = {"subtotal": Decimal(5), "tax_amount": Decimal(3), "total": Decimal(-1)}
    assert validate({"financials": sums | {name: Money(sums[name])}}) == validate({"financials": sums})


CLOSED = {"description": "Carta A4", "quantity": 2, "unit_price": 5, "amount": 10, "vat_rate": 22}


@pytest.mark.parametrize("value", ["y", ["y"], 836, {}], ids=repr)
@pytest.mark.parametrize("missing", [*CLOSED])
def test_what_a_csv_reader_keeps_of_a_row_that_is_too_long_is_no_value_of_a_line(missing: str, value: object) -> None:
    """``csv.DictReader`` keeps it under ``None``, which is no other name of any field."""
    line = {name: stated for name, stated in CLOSED.items() if name != missing}
    said = validate({"line_items": [{**line, None: value}]}, table=EXTENDED_TABLE)
    assert said == validate({"line_items": [line]}, table=EXTENDED_TABLE)


@pytest.mark.parametrize("place", ["vendor/name", "invoice/po_number", "financials/currency", "line_items/unit"])
def test_a_text_that_says_nothing_is_read_with_care(place: str) -> None:
    section, name = place.split("/")
    content = {name: " N/A "}
    assert read_documented({section: [content] if section == "line_items" else content}) is None
