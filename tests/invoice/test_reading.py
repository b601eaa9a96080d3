"""Reading: what fits is read exactly, what does not is set aside by name, and nothing but non-JSON is an error."""

import json
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Context, Decimal, ExtendedContext, localcontext
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput, Invoice, validate, validate_json
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import read, read_json
from parzo_validate.invoice.json_text import MAX_DEPTH, read_object
from tests.helpers.builders import paths_and_reasons

FIELDS = {
    "vendor": (
        *("name", "vat_number", "fiscal_code", "address", "city", "zip_code", "country", "email", "phone", "iban"),
        "sdi_code",
    ),
    "buyer": ("name", "vat_number", "fiscal_code", "address", "city", "zip_code", "country", "email"),
    "invoice": ("number", "date", "due_date", "type", "currency", "payment_terms", "payment_method", "po_number"),
    "financials": (
        *("subtotal", "tax_rate", "tax_amount", "total", "discount", "stamp_duty", "withholding_tax"),
        *("rounding", "charges", "prepaid", "amount_due", "currency"),
    ),
    "line_items": ("description", "quantity", "unit", "unit_price", "amount", "total", "vat_rate", "tax_rate"),
}


def read_total(text: str) -> Decimal | None:
    """Return the total that a JSON number or string reads as."""
    return read_json(f'{{"financials": {{"total": {text}}}}}').invoice.financials.total


EXACT = {
    "1220.00": "1220.00",
    "22": "22",
    '"1220.10"': "1220.10",
    '" 1220.10 "': "1220.10",
    '"+5"': "5",
    "1.5e3": "1500",
    "1E+2": "100",
    "-0.0": "0",
    "0.00000001": "0.00000001",
    "1e-8": "0.00000001",
    "999999999999999999": "999999999999999999",
    "999999999999999999.99999999": "999999999999999999.99999999",
    "123456789012345.67891": "123456789012345.67891",
    "450000000000000.02": "450000000000000.02",
    "0.30000000000000004": "0.3",
    "1220.0000000000000001": "1220",
    "0e-999999": "0",
    "1e-400": "0",
    "1e-999999999999999999999": "0",
    "1.00000000000000": "1",
}


@pytest.mark.parametrize(("written", "expected"), EXACT.items(), ids=EXACT)
def test_amounts_are_read_to_the_last_digit(written: str, expected: str) -> None:
    total = read_total(written)
    assert total == Decimal(expected)
    assert len(str(total)) < 30


UNREADABLE_TOTALS = {
    "NaN": "expected a number, got NaN",
    "Infinity": "expected a number, got Infinity",
    "1e400": "got",
    "1e999999999999999999999": "expected a number, got Infinity",
    "-1e999999999999999999999": "expected a number, got",
    "0.1e999999": "expected at most 18 digits before and 8 after the point, got the number 1E+999998",
    "1e18": "expected at most 18 digits before and 8 after the point",
    "1e-300": "expected at most 18 digits before and 8 after the point",
    "1.123456789": "expected at most 18 digits before and 8 after the point, got the number 1.123456789",
    "1000000000000000000": "expected at most 18 digits",
    "9" * 5000: "expected at most 18 digits",
    '"1.220..10"': 'expected a number, got "1.220..10"',
    '"1_000"': 'expected a number, got "1_000"',
    '"\\u0661"': "expected a number, got",
    '"22%"': 'expected a number, got "22%"',
    '"750..00"': 'expected a number, got "750..00"',
    '"1.220"': "1.220 may be 1.22 or 1220",
    '"1e3"': 'expected a number, got "1e3"',
    '"1.123456789"': 'expected at most 18 digits before and 8 after the point, got "1.123456789"',
    '"0.30000000000000004"': "expected at most 18 digits",
    "true": "expected a number, got true",
    "[1]": "expected a number, got a list",
    '{"EUR": 1}': "expected a number, got an object",
    '"' + "x" * 500 + '"': f'expected a number, got "{"x" * 79}…"',
    '"\\u001b[31m"': r'expected a number, got "\x1b[31m"',
}


@pytest.mark.parametrize(("written", "reason"), UNREADABLE_TOTALS.items(), ids=lambda text: text[:40])
def test_what_is_no_amount_is_set_aside_with_a_reason(written: str, reason: str) -> None:
    reading = read_json(f'{{"financials": {{"total": {written}, "subtotal": 7}}}}')
    [(path, given_reason)] = paths_and_reasons(reading.unreadable)
    assert path == "/financials/total"
    assert given_reason.startswith(reason) or reason == "got"
    assert len(given_reason) < 160
    assert reading.invoice.financials.total is None
    assert reading.invoice.financials.subtotal == 7


UNREADABLE_DATES: dict[str, tuple[object, str]] = {
    "impossible": ("2026-02-30", 'expected a day that exists, got "2026-02-30"'),
    "impossible-in-italian": ("30/02/2026", 'expected a day that exists, got "30/02/2026"'),
    "term": ("30 gg d.f.", 'expected a date as YYYY-MM-DD, got "30 gg d.f."'),
    "integer": (1775001600, "expected a date as YYYY-MM-DD, got the number 1775001600"),
    "letter": ("2026-O4-01", 'expected a date as YYYY-MM-DD, got "2026-O4-01"'),
    "compact": ("20260401", 'expected a date as YYYY-MM-DD, got "20260401"'),
    "iso-week": ("2026-W14-3", 'expected a date as YYYY-MM-DD, got "2026-W14-3"'),
}


@pytest.mark.parametrize(("value", "reason"), UNREADABLE_DATES.values(), ids=UNREADABLE_DATES)
def test_what_is_no_date_is_set_aside_with_a_reason(value: object, reason: str) -> None:
    assert paths_and_reasons(read({"invoice": {"date": value}}).unreadable) == [("/invoice/date", reason)]


@pytest.mark.parametrize("value", ["2026-04-01", " 2026-04-01 ", date(2026, 4, 1)])
def test_dates_are_read(value: object) -> None:
    assert read({"invoice": {"date": value}}).invoice.invoice.date == date(2026, 4, 1)


WRONG_SHAPES: dict[str, tuple[dict[str, Any], str, str]] = {
    "list-for-object": ({"vendor": []}, "/vendor", "expected an object, got a list"),
    "text-for-object": ({"financials": "1220"}, "/financials", 'expected an object, got "1220"'),
    "object-for-list": ({"line_items": {"amount": 1}}, "/line_items", "expected a list, got an object"),
    "text-for-list": ({"line_items": "abc"}, "/line_items", 'expected a list, got "abc"'),
    "bool-for-text": ({"vendor": {"zip_code": True}}, "/vendor/zip_code", "expected text, got true"),
    "huge-number-for-text": (
        {"vendor": {"name": 10**5000}},
        "/vendor/name",
        "expected text, got a number of more than 80 digits",
    ),
    "nan-for-text": ({"vendor": {"name": float("nan")}}, "/vendor/name", "expected text, got the number nan"),
    "bytes-for-text": ({"vendor": {"name": b"x"}}, "/vendor/name", "expected text, got a value of type bytes"),
    "number-for-line": ({"line_items": [5]}, "/line_items/0", "expected an object, got the number 5"),
    "null-for-line": ({"line_items": [None]}, "/line_items/0", "expected an object, got null"),
}


@pytest.mark.parametrize(("result", "path", "reason"), WRONG_SHAPES.values(), ids=WRONG_SHAPES)
def test_a_wrong_shape_is_set_aside_with_a_reason(result: dict[str, Any], path: str, reason: str) -> None:
    assert paths_and_reasons(read(result).unreadable) == [(path, reason)]


def test_a_generator_of_lines_is_refused_and_left_alone() -> None:
    lines = ({"amount": 1} for _ in range(2))
    assert paths_and_reasons(read({"line_items": lines}).unreadable) == [
        ("/line_items", "expected a list, got a value of type generator")
    ]
    assert len(list(lines)) == 2


def test_one_bad_line_among_good_ones_keeps_the_numbers_of_the_others() -> None:
    reading = read({"line_items": [{"amount": 1}, "page 2", {"amount": "x", "tax_rate": 22}, {"total": "4"}]})
    assert [value.path for value in reading.unreadable] == ["/line_items/1", "/line_items/2/amount"]
    assert [line.amount for line in reading.invoice.line_items] == [1, None, None, 4]
    assert reading.invoice.line_items[2].vat_rate == 22


def test_unreadable_values_never_hide_the_findings_on_the_others() -> None:
    report = validate(
        {
            "vendor": {"name": [], "vat_number": "IT00000000000"},
            "buyer": [],
            "invoice": {"date": "tomorrow", "due_date": "2026-01-01"},
            "financials": {"total": 0, "tax_rate": "22 kg"},
            "line_items": [None, {"vat_rate": 19}],
        }
    )
    assert [(flag.code, flag.path) for flag in report.flags] == [
        ("INVALID_TOTAL", "/financials/total"),
        ("INVALID_PIVA_CHECKSUM", "/vendor/vat_number"),
    ]
    assert report.not_evaluated["INVALID_IT_VAT_RATE", "/invoice/date"] == "date is unreadable"
    assert [value.path for value in report.unreadable] == [
        "/vendor/name",
        "/buyer",
        "/invoice/date",
        "/financials/tax_rate",
        "/line_items/0",
    ]


def test_null_sections_and_unknown_fields_are_fine() -> None:
    nothing: dict[str, Any] = {
        "vendor": None,
        "buyer": None,
        "invoice": None,
        "financials": None,
        "line_items": None,
        "extra": [[]],
    }
    assert read(nothing) == read({}) == (Invoice(), (), ())
    assert read_json(json.dumps(nothing)) == read_json("{}")
    assert read({**nothing, "buyer": "N/A"}).invoice == Invoice()


def test_the_amount_and_the_rate_of_a_line_come_under_two_names() -> None:
    lines: list[dict[str, object]] = [
        {"amount": "1", "vat_rate": 22},
        {"total": "2", "tax_rate": 10},
        {"amount": None, "total": "3", "vat_rate": None, "tax_rate": 4},
    ]
    read_as = [
        (str(line.amount), line.amount_key, str(line.vat_rate), line.vat_rate_key)
        for line in read({"line_items": lines}).invoice.line_items
    ]
    assert read_as == [
        ("1", "amount", "22", "vat_rate"),
        ("2", "total", "10", "tax_rate"),
        ("3", "total", "4", "tax_rate"),
    ]


def test_an_invoice_is_frozen_and_reads_as_itself() -> None:
    invoice = Invoice.model_validate({"financials": {"total": 5}, "line_items": [{"total": 5}]})
    assert read(invoice) == (invoice, (), ())
    assert hash(invoice) == hash(Invoice.model_validate_json(invoice.model_dump_json(by_alias=True)))
    with pytest.raises(ValueError, match="frozen"):
        invoice.financials = None  # type: ignore[assignment]


JOB = {"job_id": "x", "status": "completed", "validation_flags": []}


def test_a_completed_job_is_read_for_its_result() -> None:
    result = {"financials": {"total": "5", "subtotal": "x"}}
    for reading in (read(JOB | {"result": result}), read_json(json.dumps(JOB | {"result": result}))):
        assert reading.invoice.financials.total == 5
        assert [value.path for value in reading.unreadable] == ["/financials/subtotal"]


@pytest.mark.parametrize("result", [None, {}])
def test_a_job_without_result_leaves_everything_unjudged(result: object) -> None:
    assert validate(JOB | {"result": result}).verdict == "incomplete"


def test_a_result_that_is_no_object_is_set_aside() -> None:
    assert paths_and_reasons(read(JOB | {"result": [1]}).unreadable) == [("/result", "expected an object, got a list")]


def test_a_result_with_sections_is_not_taken_for_a_job() -> None:
    assert read({"financials": {"total": 5}, "result": {}}).invoice.financials.total == 5


@pytest.mark.parametrize("kind", [MappingProxyType, ChainMap])
def test_any_mapping_will_do(kind: Any) -> None:
    result = kind({"financials": kind({"total": "x", "subtotal": 5}), "line_items": (kind({"amount": "y"}),)})
    reading = read(result)
    assert reading.invoice.financials.subtotal == 5
    assert [value.path for value in reading.unreadable] == ["/financials/total", "/line_items/0/amount"]


REFUSED: dict[str, tuple[bytes | str, str]] = {
    "empty": (b"", "expected a JSON object, got an empty document"),
    "blank": (" \n ", "expected a JSON object, got an empty document"),
    "array": (b"[{}]", "expected a JSON object with the extraction result, got a list"),
    "number": ("5", "expected a JSON object with the extraction result, got the number 5"),
    "null": ("null", "expected a JSON object with the extraction result, got null"),
    "text": ('"x"', 'expected a JSON object with the extraction result, got "x"'),
    "name-of-a-file": (
        "archive/march 2026.jsonl",
        "invalid JSON at line 1, column 1: Expecting value; this is the name of a file: give its content, or a "
        "pathlib.Path to what takes paths",
    ),
    "truncated": ('{"vendor":\n  {"name": "Ros', "invalid JSON at line 2, column 12: Unterminated string"),
    "trailing-comma": (b'{"a": 1,}', "invalid JSON at line 1, column "),  # Python 3.13 points at the comma itself
    "two-documents": (
        b"{}\n{}",
        "invalid JSON at line 2, column 1: Extra data; JSON Lines, a document on each line, must be read as such",
    ),
    "not-utf8": (b'{"vendor": "\xe0"}', "expected JSON in UTF-8, got an invalid byte at offset 12"),
    "utf16": ("{}".encode("utf-16"), "expected JSON in UTF-8, got an invalid byte at offset 0"),
    "deep-list": ("[" * 100_000, "expected at most 201 levels of nesting"),
    "deep-in-turns": ('{"a":[' * 128 + "]}" * 128, "expected at most 201 levels of nesting"),
    "deep-object": ('{"a":' * 5000 + "1" + "}" * 5000, "expected at most 201 levels of nesting"),
}


@pytest.mark.parametrize(("raw", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_json_object_is_refused_with_what_to_do(raw: bytes | str, message: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        validate_json(raw)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("raw", ["{},", '{"vendor":\n}', '{"vendor":\n "Ros'], ids=["comma", "nothing", "half-a-text"])
def test_not_every_fault_is_a_sign_of_json_lines(raw: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        validate_json(raw)
    assert "JSON Lines" not in str(refusal.value)


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(InvalidInput, match="use validate for a mapping"):
        validate_json({})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refusal:
        validate(None)  # type: ignore[arg-type]
    assert str(refusal.value) == "expected a mapping, an Invoice or JSON text, got null"


def test_json_text_is_validated_as_any_document() -> None:
    text = json.dumps({"financials": {"total": 0}})
    assert validate(text) == validate(text.encode()) == validate_json(text)


@pytest.mark.parametrize("status", ["failed", "pending", "processing"])
def test_a_job_that_carries_no_result_is_told_from_a_result(status: str) -> None:
    job = {"job_id": "1", "status": status}
    for document in (job, json.dumps(job)):
        with pytest.raises(InvalidInput) as refusal:
            validate(document)
        assert str(refusal.value) == (
            f'expected an extraction result, got a job with status "{status}" and none; revalidate says why'
        )


def test_a_byte_order_mark_is_skipped() -> None:
    assert validate_json(b'\xef\xbb\xbf{"financials": {"total": 0}}').codes == ("INVALID_TOTAL",)
    assert validate_json('\ufeff{"financials": {"total": 0}}').codes == ("INVALID_TOTAL",)


@pytest.mark.parametrize("total", ["5", "1220.123456", "12345678901.5", '" 5 "', '"\\ud800"', '"1.220,10"'])
def test_a_text_is_read_as_its_mapping_is(total: str) -> None:
    text = f'{{"vendor": null, "buyer": {{"name": null}}, "financials": {{"total": {total}, "subtotal": null}}}}'
    for written in (text, f"\ufeff{text}", text.encode(), f'{{"result": {text}}}'):
        of_text, of_mapping = read_json(written), read(read_object(text))
        assert of_text == of_mapping
        assert of_text.invoice.model_dump(exclude_unset=True) == of_mapping.invoice.model_dump(exclude_unset=True)


TOO_DEEP = "expected at most 201 levels of nesting, got more; an extraction result has four"
NESTING = {
    "another field": ('{"financials": {"total": 5}, "a]": %s, "b\\"[": 1}', 1),
    "another field beside what is read with care": ('{"financials": {"total": "x"}, "a]": %s, "b\\"[": 1}', 1),
    "a section": ('{"financials": %s}', 1),
    "a number": ('{"financials": {"total": %s}}', 2),
    "a text": ('{"vendor": {"name": %s}}', 2),
    "a date": ('{"invoice": {"date": %s}}', 2),
    "a number of a line": ('{"line_items": [{"vat_rate": %s}]}', 3),
    "a number that comes again": ('{"financials": {"total": %s, "total": 5}}', 2),
    "a section that comes again": ('{"financials": {"total": %s}, "financials": {"total": 5}}', 2),
    "lines that come again": ('{"line_items": [{"amount": %s}], "line_items": [{"amount": 5}, {"amount": 5}]}', 3),
}
"""Where something nests, and beneath how many levels."""


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"x":', "}")], ids=["lists", "objects"])
@pytest.mark.parametrize(("form", "above"), NESTING.values(), ids=NESTING)
def test_nesting_is_refused_at_the_same_depth_wherever_it_stands(
    form: str, above: int, opening: str, closing: str
) -> None:
    """However far beyond, for a parser may give up at a depth of its own."""
    for depth in (2, MAX_DEPTH, MAX_DEPTH + 1, 2 * MAX_DEPTH, 1500, 100_000):
        levels = depth - above
        raw = form % f"{opening * (levels - 1)}{'[]' if opening == '[' else '{}'}{closing * (levels - 1)}"
        if depth <= MAX_DEPTH:
            assert validate_json(raw) == validate(read_object(raw))
            assert read_json(raw) == read(read_object(raw))
            continue
        for reader in (validate_json, read_json):
            with pytest.raises(InvalidInput) as refusal:
                reader(raw)
            assert str(refusal.value) == TOO_DEEP


def test_many_shallow_lines_are_not_deep() -> None:
    assert len(read({"line_items": [{}] * 500}).invoice.line_items) == 500
    assert len(read_json('{"line_items": [' + ", ".join(['{"amount": "x"}'] * 500) + "]}").unreadable) == 500


def test_a_lone_surrogate_is_text_like_any_other() -> None:
    report = validate_json(b'{"vendor": {"vat_number": "IT1\\ud800"}}')
    assert report.codes == ("INVALID_PIVA_CHECKSUM",)
    assert r"\ud800" in report.flags[0].message
    report.to_json().encode()
    assert validate_json('{"vendor": {"vat_number": "IT1\ud800"}}').flags == report.flags


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2026-04-01", "1220.00", "1_000", "IT12345678903", "credit_note", 10**30, -0.0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def section(name: str) -> st.SearchStrategy[Any]:
    """Any JSON value in every field, or any JSON value instead of the section."""
    fields = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS[name], json_values))
    return (st.lists(fields | json_values, max_size=3) if name == "line_items" else fields) | json_values


arbitrary_results = st.fixed_dictionaries({}, optional={name: section(name) for name in FIELDS})


def test_the_fuzzer_knows_every_field_of_the_model() -> None:
    schema = Invoice.model_json_schema()["$defs"]
    assert set(FIELDS["vendor"]) == set(schema["Party"]["properties"])
    assert set(FIELDS["invoice"]) == set(schema["Header"]["properties"])
    assert set(FIELDS["financials"]) == set(schema["Financials"]["properties"])
    assert set(FIELDS["line_items"]) == set(schema["LineItem"]["properties"])


def test_the_schema_is_a_manual_of_every_field() -> None:
    definitions = Invoice.model_json_schema()["$defs"].values()
    undocumented = [
        name for one in definitions for name, field in one["properties"].items() if "description" not in field
    ]
    assert undocumented == []


@given(arbitrary_results)
def test_no_json_value_in_any_field_raises_or_changes_the_input(result: dict[str, Any]) -> None:
    before = json.dumps(result)
    report = validate(result, strict=True)
    assert json.dumps(result) == before
    assert all(len(flag.render(lang)) <= 500 for flag in report.flags for lang in ("en", "it"))
    assert all(len(value.reason) <= 200 for value in report.unreadable)
    assert validate(result, strict=True) == report


@given(arbitrary_results)
def test_text_and_mapping_get_the_same_answer(result: dict[str, Any]) -> None:
    raw = json.dumps(result)
    from_mapping = validate(json.loads(raw), strict=True)
    assert validate_json(raw, strict=True) == validate_json(raw.encode(), strict=True)
    from_text = validate_json(raw, strict=True)
    assert [value.path for value in from_text.unreadable] == [value.path for value in from_mapping.unreadable]
    assert [(flag.code, flag.path) for flag in from_text.flags] == [
        (flag.code, flag.path) for flag in from_mapping.flags
    ]


documented_amounts = st.one_of(
    st.integers(-(10**19), 10**19),
    st.floats(-1e19, 1e19),
    st.decimals(-(10**12), 10**12, places=2),
    st.decimals(-(10**4), 10**4, places=3).map(str),
    st.sampled_from(["1.220", "-12.500", "0.125", "1220.125", " 5 ", 12345678901.05, 9999999999.99999]),
)
amounts_on_paper = st.fixed_dictionaries(
    {"financials": st.dictionaries(st.sampled_from(("subtotal", "total", "tax_rate")), documented_amounts)},
    optional={"line_items": st.none() | st.lists(st.fixed_dictionaries({"amount": documented_amounts})).map(tuple)},
)


@given(amounts_on_paper)
def test_a_value_that_takes_care_changes_nothing_about_the_others(result: dict[str, Any]) -> None:
    """What is read at once is what is read value by value, as it is where any value has not the documented form."""
    plain, careful = read(result), read(result | {"buyer": {"name": "N/A"}})
    assert plain.invoice.financials == careful.invoice.financials
    assert plain.invoice.line_items == careful.invoice.line_items
    assert plain.unreadable == careful.unreadable
    assert plain.coerced == tuple(coerced for coerced in careful.coerced if coerced.path != "/buyer/name")


@given(st.decimals(-(10**18) + 1, 10**18 - 1, places=8))
def test_every_amount_within_the_bounds_is_read_exactly(amount: Decimal) -> None:
    """Oracle: the digits that were written."""
    assert read_total(f"{amount:f}") == amount
    assert read_total(f'"{amount:f}"') == amount


@given(st.text())
def test_arbitrary_text_is_an_object_or_is_refused(text: str) -> None:
    for raw in (text, text.encode("utf-8", "replace")):
        try:
            read_json(raw)
        except InvalidInput as refusal:
            assert len(str(refusal)) < 300  # noqa: PT017


def test_a_number_too_small_for_any_float_is_zero_where_digits_are_read_exactly() -> None:
    sums = read_json('{"financials": {"total": 1e-999, "subtotal": 0.1234567, "tax_amount": -0.00}}').invoice.financials
    assert (sums.total, sums.subtotal, sums.tax_amount) == (Decimal(0), Decimal("0.1234567"), Decimal(0))


@pytest.mark.parametrize("context", [ExtendedContext, Context(prec=1, traps=[]), Context(Emax=2, Emin=-2)], ids=repr)
@pytest.mark.parametrize("number", [f"{sign}1e{exponent}{'9' * 20}" for sign in ("", "-") for exponent in ("", "-")])
def test_an_exponent_that_no_decimal_has_is_read_alike_in_any_context_of_the_caller(
    number: str, context: Context
) -> None:
    forms = '{"financials": {"subtotal": 1, "total": %s}}', '{"line_items": [{"quantity": %s}, {"amount": 5}]}'
    for raw in (form % number for form in forms):
        expected, reading = validate_json(raw, table=EXTENDED_TABLE), read_json(raw)
        with localcontext(context):
            assert validate_json(raw, table=EXTENDED_TABLE) == expected
            assert read_json(raw) == reading


def raises(*_: object, **__: object) -> Any:
    raise ValueError


def raises_otherwise(*_: object, **__: object) -> Any:
    raise TypeError


HOSTILE = ("__str__", "__repr__", "__format__", "__eq__", "__lt__", "__gt__", "__abs__", "__len__", "__iter__", "strip")
HOSTILE_TEXT = ("casefold", "lower", "upper", "translate", "isascii", "isprintable", "encode", "__getitem__", *HOSTILE)


def hostile(kind: type, value: object, raises: Callable[..., Any] = raises) -> Any:
    """Return a value of a subclass whose methods raise."""
    methods = dict.fromkeys(
        [name for name in (*HOSTILE_TEXT, "as_tuple", "adjusted", "is_finite") if hasattr(kind, name)], raises
    )
    return type("Hostile", (kind,), {**methods, "__hash__": kind.__hash__})(value)


HOSTILE_VALUES: dict[str, tuple[dict[str, Any], str, object]] = {
    "text-as-amount": ({"financials": {"total": hostile(str, "1.220,10")}}, "financials.total", Decimal("1220.10")),
    "plain-text-as-amount": ({"financials": {"total": hostile(str, "5")}}, "financials.total", Decimal(5)),
    "text-as-date": ({"invoice": {"date": hostile(str, "1/4/2026")}}, "invoice.date", date(2026, 4, 1)),
    "text-as-text": ({"vendor": {"name": hostile(str, "Rossi")}}, "vendor.name", "Rossi"),
    "text-as-placeholder": ({"vendor": {"name": hostile(str, "N/A")}}, "vendor.name", None),
    "integer": ({"financials": {"total": hostile(int, 5), "tax_amount": "x"}}, "financials.total", Decimal(5)),
    "integer-as-text": ({"vendor": {"zip_code": hostile(int, 20121)}}, "vendor.zip_code", "20121"),
    "float": ({"financials": {"total": hostile(float, 5.5), "tax_amount": "x"}}, "financials.total", Decimal("5.5")),
    "float-alone": (
        {"financials": {"total": hostile(float, 5.5, raises_otherwise)}},
        "financials.total",
        Decimal("5.5"),
    ),
    "decimal": (
        {"financials": {"total": hostile(Decimal, "5.5"), "tax_amount": "x"}},
        "financials.total",
        Decimal("5.5"),
    ),
    "currency": ({"financials": {"currency": hostile(str, "EUR"), "total": "5,5"}}, "financials.total", Decimal("5.5")),
}


@pytest.mark.parametrize(("result", "place", "value"), HOSTILE_VALUES.values(), ids=HOSTILE_VALUES)
def test_a_value_whose_methods_raise_is_read_for_what_it_holds(
    result: dict[str, Any], place: str, value: object
) -> None:
    section, name = place.split(".")
    got = getattr(getattr(read(result).invoice, section), name)
    assert got == value
    assert type(got) is type(value)
    validate(result, strict=True).to_json()


HOSTILE_OBJECT = type("Odd", (), {"__str__": raises, "__repr__": raises})()
OUT_OF_PLACE: dict[str, tuple[dict[str, Any], str]] = {
    "amount": ({"financials": {"total": HOSTILE_OBJECT}}, "/financials/total"),
    "currency": ({"financials": {"currency": HOSTILE_OBJECT, "total": "1.220,10"}}, "/financials/currency"),
    "date": ({"invoice": {"date": HOSTILE_OBJECT}}, "/invoice/date"),
    "section": ({"financials": HOSTILE_OBJECT}, "/financials"),
    "text-for-a-section": ({"vendor": hostile(str, "Rossi")}, "/vendor"),
    "text-for-a-line": ({"line_items": [hostile(str, "page 2")]}, "/line_items/0"),
    "integer-of-thousands-of-digits": ({"financials": {"currency": 10**5000, "total": 5}}, "/financials/currency"),
}


@pytest.mark.parametrize(("result", "path"), OUT_OF_PLACE.values(), ids=OUT_OF_PLACE)
def test_an_object_whose_methods_raise_is_set_aside(result: dict[str, Any], path: str) -> None:
    assert [one.path for one in read(result).unreadable] == [path]
    validate(result, strict=True).to_json()


class Lying(Mapping[str, Any]):
    """A mapping that does not hold what it says, or raises when it is asked."""

    def __init__(self, *broken: str) -> None:
        self.broken = broken

    def __getitem__(self, key: str) -> Any:
        if "get" in self.broken:
            raise KeyError(key)
        return "5"

    def __iter__(self) -> Iterator[str]:
        if "iter" in self.broken:
            raise RuntimeError
        return iter(["total", "name", "amount"])

    def __len__(self) -> int:
        return 7

    def __contains__(self, key: object) -> bool:
        if "in" in self.broken:
            raise RuntimeError
        return True


@pytest.mark.parametrize("broken", [(), ("get",), ("iter",), ("in",), ("get", "iter", "in")], ids="-".join)
@pytest.mark.parametrize(
    "place",
    [
        lambda lying: lying,
        lambda lying: {"financials": lying, "vendor": {"name": "-"}},
        lambda lying: {"line_items": [lying], "vendor": {"name": "-"}},
        lambda lying: {"result": lying},
        lambda lying: {"financials": {"total": lying}},
    ],
    ids=["result", "section", "line", "job", "value"],
)
def test_a_mapping_that_lies_gets_a_reading_or_a_refusal(place: Any, broken: tuple[str, ...]) -> None:
    try:
        reading = read(place(Lying(*broken)))
    except InvalidInput as refusal:
        assert str(refusal).startswith("expected plain mappings, lists and values, got one that raises ")  # noqa: PT017
    else:
        assert validate(reading.invoice).to_json()
