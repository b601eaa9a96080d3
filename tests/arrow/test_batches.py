"""Record batches: whatever the columns are, they say what ``validate`` says of each row, to the last character."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from itertools import product
from types import NoneType
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate import (
    DEFAULT_TABLE,
    Finding,
    InvalidInput,
    Invoice,
    Policy,
    Report,
    RuleTable,
    rule,
    validate,
    validate_json,
)
from parzo_validate.arrow import InvalidColumns, batches, output_schema, validate_batch, validate_batches
from parzo_validate.arrow.integers import LINES
from parzo_validate.engine.policy import CAUSES
from parzo_validate.engine.reasons import reason_of
from parzo_validate.testing import load_vectors
from parzo_validate.testing.oracle import number
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from tests.helpers.builders import KINDS

Result = dict[str, Any]
SECTIONS = ("vendor", "buyer", "invoice", "financials")
POLICIES = st.builds(
    Policy,
    tolerance=st.sampled_from(["0.01", "0", "0.05", "2", "999999999999999999.99999999"]),
    accepted_causes=st.sets(st.sampled_from(sorted(CAUSES))),
    extra_vat_rates=st.sampled_from([(), ("7.3",), ("23", "999999999999")]),
)


def said(report: Report) -> Result:
    """Return what the columns must say where ``validate`` returns this report; written down apart from the module."""
    answer: Result = {**report.as_dict(), "error": None, "reason_code": None, "ruleset": str(report.ruleset)}
    for flag in answer["flags"]:
        flag["context"] = [
            (name, v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False))
            for name, v in flag["context"].items()
        ]
    return answer


def judged(batch: pa.RecordBatch, **options: Any) -> list[Result]:
    return validate_batch(batch, id_column=None, **options).to_pylist()  # type: ignore[no-any-return]


Held = Callable[[Any], Any]
"""A function of a value as JSON has it that returns the value as a column holds it."""


def as_decimal(amount: object) -> Decimal | None:
    """Return the amount; a column of numbers holds none that cannot be read."""
    return None if number(amount) is None else Decimal(str(amount))


def as_double(amount: object) -> float | None:
    return None if number(amount) is None else float(str(amount))


PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


def as_day(text: str) -> date | None:
    """Return the day; a column of dates holds none that cannot be read."""
    return date.fromisoformat(text) if PLAIN_DATE(text) else None


def as_held(result: Result, amount: Held, day: Held) -> Result:
    """Return the result with its amounts and dates as columns hold them, and nothing of what is not documented."""
    held = {"text": lambda text: text, "amount": amount, "date": day}

    def section(name: str, fields: Result | None) -> Result:
        return {field: held[KINDS[name, field]](value) for field, value in (fields or {}).items() if value is not None}

    typed: Result = {name: section(name, result.get(name)) for name in SECTIONS}
    lines = result.get(LINES)
    return {**typed, LINES: lines and [section(LINES, line) for line in lines]}


def readable_as_text(result: object) -> bool:
    """Return whether the result has the documented shape, with plain values, so that columns of texts can hold it."""
    if not isinstance(result, dict) or not set(result) <= {*SECTIONS, LINES}:
        return False
    sections = [(name, result[name]) for name in SECTIONS if result.get(name) is not None]
    if not isinstance(result.get(LINES), (list, NoneType)):
        return False
    lines = [(LINES, line) for line in result.get(LINES) or []]
    return all(
        isinstance(fields, dict)
        and all(
            (name, field) in KINDS and isinstance(value, (str, int, float, NoneType)) for field, value in fields.items()
        )
        and all(isinstance(fields[field], (str, NoneType)) for field in fields if KINDS[name, field] == "text")
        for name, fields in sections + lines
    )


class Form(NamedTuple):
    """How results are put into columns: the type of each field, whether sections are structs, whether texts repeat."""

    types: Mapping[tuple[str, str], pa.DataType]
    nested: bool = False
    encoded: bool = False

    def batch(self, results: Sequence[Result]) -> pa.RecordBatch:
        """Return the results as columns."""
        columns = {}
        for section in SECTIONS:
            fields = [(name, type_) for (owner, name), type_ in self.types.items() if owner == section]
            if self.nested:
                columns[section] = pa.array([result.get(section) for result in results], pa.struct(fields))
                continue
            for name, type_ in fields:
                values = pa.array([(result.get(section) or {}).get(name) for result in results], type_)
                columns[f"{section}_{name}"] = values.dictionary_encode() if self.encoded else values
        if any(LINES in result for result in results):
            line = pa.struct([(name, type_) for (owner, name), type_ in self.types.items() if owner == LINES])
            columns[LINES] = pa.array([result.get(LINES) for result in results], pa.list_(line))
        return pa.RecordBatch.from_pydict(columns)


TEXT, LONG = pa.string(), pa.decimal128(38, 18)


def form(amount: pa.DataType, day: pa.DataType, *, nested: bool = False, encoded: bool = False) -> Form:
    types = {"text": TEXT, "amount": amount, "date": day}
    return Form({field: types[kind] for field, kind in KINDS.items()}, nested, encoded)


FORMS: Mapping[str, tuple[Form, Held, Held]] = {
    "text, flat": (form(TEXT, TEXT), str, str),
    "text, nested": (form(TEXT, TEXT, nested=True), str, str),
    "decimal and date, flat": (form(pa.decimal128(30, 8), pa.date32()), as_decimal, as_day),
    "decimal and date, nested": (form(LONG, pa.date32(), nested=True), as_decimal, as_day),
    "double and text, nested": (form(pa.float64(), TEXT, nested=True), as_double, str),
    "double and text, encoded": (form(pa.float64(), pa.large_string(), encoded=True), as_double, str),
}
documents = st.one_of(
    coherent_results(),
    coherent_results(complete=False),
    defective_results().map(lambda drawn: drawn[0]),
    results(),
)


def without_lines(results: Sequence[Result]) -> list[Result]:
    return [{name: section for name, section in result.items() if name != LINES} for result in results]


@pytest.mark.parametrize("lines", [True, False], ids=["with lines", "without lines"])
@pytest.mark.parametrize("name", FORMS)
@given(st.data(), POLICIES)
def test_columns_say_what_validate_says_of_each_row(
    name: str, lines: bool, data: st.DataObject, policy: Policy
) -> None:
    form, amount, day = FORMS[name]
    drawn = data.draw(st.lists(documents, min_size=1, max_size=4))
    held = [as_held(result, amount, day) for result in drawn]
    held = held if lines else without_lines(held)
    assert judged(form.batch(held), policy=policy) == [said(validate(result, policy=policy)) for result in held]


_SUMS = ("1000.00", "220.00", "1220.00", "-1000", "-220", "-1220", "2.00", "1222", "0", "-0.0", "22", "100.005", "100")
_ODD_TEXTS = (
    "+5",
    " 7 ",
    "1e3",
    "1.",
    ".5",
    "٢٢",
    "1_0",
    "22%",
    "",
    "NaN",
    "9999999999.99999999",
    "10000000000",
    "0.000000001",
)
_ODD_FLOATS = (
    0.1 + 0.2,
    1e10,
    9999999999.9999,
    1e-5,
    1e22,
    float("nan"),
    float("inf"),
    1e15 + 0.3,
    0.00005,
    123456.78905,
)


def _decimals(precision: int, scale: int) -> SearchStrategy[Decimal]:
    sums = [amount for amount in map(Decimal, _SUMS) if amount == round(amount, scale)]
    most = 10**precision - 1
    return st.sampled_from(sums) | st.integers(-most, most).map(lambda digits: Decimal(f"{digits}E-{scale}"))


_TEXTS = st.sampled_from(_SUMS) | st.sampled_from(_ODD_TEXTS) | st.text(max_size=5)
_AMOUNTS: Sequence[tuple[pa.DataType, SearchStrategy[Any]]] = (
    (TEXT, _TEXTS),
    (pa.float64(), st.sampled_from(_SUMS).map(float) | st.sampled_from(_ODD_FLOATS) | st.floats()),
    (pa.float32(), st.sampled_from([1000.0, 220.0, 1220.0, 0.5]) | st.floats(width=32)),
    (pa.int64(), st.sampled_from([1000, 220, 1220, -1000, 22]) | st.integers(-(2**63), 2**63 - 1)),
    (pa.uint64(), st.sampled_from([1000, 220, 1220, 22]) | st.integers(0, 2**64 - 1)),
    (pa.int8(), st.integers(-128, 127)),
    (pa.decimal128(18, 2), _decimals(18, 2)),
    (pa.decimal128(38, 8), _decimals(38, 8)),
    (pa.decimal128(38, 18), _decimals(38, 18)),
    (pa.decimal256(60, 10), _decimals(60, 10)),
    (pa.bool_(), st.booleans()),
    (pa.null(), st.none()),
)
_DATES = ("2026-04-01", "2026-05-01", "2026-03-01", "1997-09-30", "1997-10-01", "2013-09-30", "2013-10-01")
_ODD_DATES = ("2026-02-30", " 2026-04-01 ", "20260401", "2026-4-1", "0000-01-01", "9999-12-31", "٢٠٢٦-01-01", "")
_DAYS: Sequence[tuple[pa.DataType, SearchStrategy[Any]]] = (
    (TEXT, st.sampled_from(_DATES)),
    (TEXT, st.sampled_from(_DATES + _ODD_DATES) | st.text(max_size=10)),
    (pa.date32(), st.sampled_from(_DATES).map(date.fromisoformat) | st.dates()),
    (pa.date64(), st.dates()),
    (pa.int64(), st.integers(0, 2**40)),
)
_WORDS = {
    "vat_number": (
        "IT12345678903",
        "12345678903",
        "IT98765432109",
        "P.IVA 12345678903",
        "00000000000",
        "DE136695976",
        "IT",
        "",
        "RSSMRA85T10A562S",
    ),
    "country": ("IT", "Italia", "DE", "Germany", "", "??"),
    "type": ("invoice", "credit_note", "TD04", "Nota di credito", ""),
}
_SCRIPTS: Sequence[pa.DataType] = (TEXT, TEXT, TEXT, pa.large_string(), pa.binary(), pa.int64())


def _columns_of(field: tuple[str, str]) -> SearchStrategy[tuple[pa.DataType, SearchStrategy[Any]]]:
    """Return a strategy of types of the column of a field, each with the values that it may hold."""
    if KINDS[field] != "text":
        return st.sampled_from(_AMOUNTS if KINDS[field] == "amount" else _DAYS)
    words = st.sampled_from(_WORDS.get(field[1], ("Rossi", ""))) | st.text(max_size=12)
    held = {pa.binary(): st.binary(max_size=4), pa.int64(): st.integers(0, 99999999999)}
    return st.sampled_from([(type_, held.get(type_, words)) for type_ in _SCRIPTS])


_JUDGED = [
    *((role, name) for role in ("vendor", "buyer") for name in ("name", "vat_number", "country")),
    *(("invoice", name) for name in ("date", "due_date", "type")),
    *(("financials", name) for name in ("subtotal", "tax_amount", "total", "tax_rate", "stamp_duty", "discount")),
    *((LINES, name) for name in ("description", "amount", "total", "vat_rate", "tax_rate")),
]


@st.composite
def hostile_columns(draw: DrawFn) -> tuple[Form, list[Result]]:
    """Draw columns of any types, with values of which some fit and most do not, and the same as mappings."""
    columns = {field: draw(_columns_of(field)) for field in draw(st.sets(st.sampled_from(_JUDGED), min_size=1))}
    sections: dict[str, dict[str, SearchStrategy[Any]]] = {section: {} for section in (*SECTIONS, LINES)}
    for (section, name), (_, values) in columns.items():
        sections[section][name] = st.none() | values | values
    drawn = {section: st.fixed_dictionaries(fields) for section, fields in sections.items()}
    lines = st.none() | st.lists(st.none() | drawn[LINES], max_size=3)
    documents = st.fixed_dictionaries({**{name: drawn[name] for name in SECTIONS}, LINES: lines})
    form = Form({field: type_ for field, (type_, _) in columns.items()}, nested=draw(st.booleans()))
    return form, draw(st.lists(documents, min_size=1, max_size=4))


@given(hostile_columns(), POLICIES, st.booleans())
def test_hostile_columns_say_what_validate_says_of_each_row(
    drawn: tuple[Form, list[Result]], policy: Policy, lines: bool
) -> None:
    form, held = drawn
    if not lines and any(section != LINES for section, _ in form.types):
        held = without_lines(held)
    assert judged(form.batch(held), policy=policy) == [said(validate(result, policy=policy)) for result in held]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (pa.int8(), [100, 22, 122, -100, None, 127]),
        (pa.uint64(), [100, 22, 122, 10**10, 2**64 - 1, 10**18]),
        (pa.int64(), [100, 22, 122, 10**10 - 1, 10**10, -(10**10), -(2**63)]),
        (pa.float32(), [100.0, 22.5, 122.5, 2.0**100]),
        (
            pa.float64(),
            [100.1, 22.02, 122.12, 0.1 + 0.2, 100.00000000001, 1e10, 9999999999.9999, 1e-5, float("nan"), float("inf")],
        ),
        (pa.decimal128(18, 2), [Decimal("100.10"), Decimal("22.02"), Decimal("-122.12"), Decimal(10**10)]),
        (
            pa.decimal128(38, 2),
            [Decimal("184467440737095516.16"), Decimal("-184467440737095516.16"), Decimal("92233720368547758.08")],
        ),
        (pa.decimal128(38, 0), [Decimal(100), Decimal(22), Decimal(122), Decimal(2**64 + 1), Decimal(10**37)]),
        (pa.decimal128(38, 8), [Decimal("100.00000001"), Decimal("-10000000000"), Decimal(f"{2**65}.00000000")]),
        (LONG, [Decimal(100), Decimal(22), Decimal(122)]),
        (LONG, [Decimal(100), Decimal("1E-18"), Decimal(122)]),
        (pa.decimal256(60, 2), [Decimal(100), Decimal(22), Decimal(122)]),
        (TEXT, ["100.10", "+22.02", "122.12", "1e3", " 7 ", "1.", "22%", "9999999999.99999999", "10000000000", None]),
        (TEXT, ["-100.1", "-22.02000000", "-122.12", "-.5", ".5", "-5.", "-", ".", "", "1.2.3", "--1", "1-", "1-2"]),
        (TEXT, ["00000000100", "22", "122", "0" * 18 + "1", "0" * 19 + "1", "-9999999999.99999999", "0.000000001"]),
        (TEXT, ["", "-", ""]),
        (pa.bool_(), [True, False, None]),
        (pa.null(), [None]),
    ],
    ids=lambda value: "" if isinstance(value, list) else str(value),
)
def test_amounts_of_every_type_are_exact(type_: pa.DataType, values: list[Any]) -> None:
    """Each value is the total once, and the sum of the two before it where it can be."""
    held = [
        {"financials": {"subtotal": subtotal, "tax_amount": tax, "total": total}, "line_items": [{"total": total}]}
        for subtotal, tax, total in zip([None, None, *values], [None, *values], values, strict=False)
    ]
    for nested in (True, False):
        form = Form({field: type_ for field, kind in KINDS.items() if kind == "amount"}, nested)
        assert judged(form.batch(held)) == [said(validate(result)) for result in held]


@pytest.mark.parametrize("type_", [TEXT, pa.date32(), pa.date64(), pa.int32()], ids=str)
def test_dates_of_every_type_are_read(type_: pa.DataType) -> None:
    texts = ["2026-04-01", "2026-05-01", "2026-03-01", "0001-01-01", "9999-12-31", None]
    if type_ == TEXT:
        texts += ["2026-02-30", " 2026-04-01 ", "2026-4-1", "0000-01-01", ""]
    read_as: Mapping[pa.DataType, Held] = {TEXT: str, pa.int32(): lambda text: int(text[:4])}
    held_as = read_as.get(type_, date.fromisoformat)
    days = [None if text is None else held_as(text) for text in texts]
    held = [
        {"invoice": {"date": issued, "due_date": due}} for issued, due in zip(days, [*days[1:], days[0]], strict=True)
    ]
    form = Form({("invoice", "date"): type_, ("invoice", "due_date"): type_})
    assert judged(form.batch(held)) == [said(validate(result)) for result in held]


@pytest.mark.parametrize("accepted", [*CAUSES, "none"])
def test_accepted_causes_excuse_what_they_excuse_row_by_row(accepted: str) -> None:
    policy = Policy(accepted_causes=[] if accepted == "none" else [accepted])
    gaps = {
        "0": {},
        "2": {"stamp_duty": 2},
        "-10": {"discount": 10},
        "-8": {"stamp_duty": 2, "discount": 10},
        "-20": {},
    }
    held = [
        {"financials": {"subtotal": sign * 100, "tax_amount": sign * 22, "total": sign * (122 + int(gap)), **stated}}
        for sign in (1, -1)
        for gap in gaps
        for stated in gaps.values()
    ]
    form = Form({field: pa.int64() for field, kind in KINDS.items() if kind == "amount"})
    assert judged(form.batch(held), policy=policy) == [said(validate(result, policy=policy)) for result in held]


def every(**choices: Sequence[Any]) -> list[Result]:
    """Return a result for each way to choose; a name is a field and, before ``__``, its section."""
    results = []
    for chosen in product(*choices.values()):
        result: Result = {}
        for place, value in zip(choices, chosen, strict=True):
            section, name = place.split("__")
            if section == "line":
                result.setdefault(LINES, [{}, {}])[0][name] = value
            else:
                result.setdefault(section, {})[name] = value
        results.append(result)
    return results


@pytest.mark.parametrize(
    "documents",
    [
        every(
            vendor__vat_number=["IT98765432109", "IT12345678903", "DE136695976", "IT", "123", "1" * 500, None],
            vendor__country=["IT", "DE", None],
            buyer__vat_number=["IT12345678903", "IT98765432109", "FR12345678901", "", None],
            buyer__country=["IT", "DE"],
            financials__tax_rate=[22, 23],
        ),
        every(
            invoice__type=["invoice", "TD04"],
            invoice__date=["1997-09-30", "1997-10-01", "2011-09-16", "2011-09-17", "2013-09-30", "2013-10-01", None],
            invoice__due_date=["2011-09-16", "2013-10-01", None],
            line__vat_rate=[20, 21, 22, 4, 5, 0, None],
            vendor__country=["IT", "DE"],
        ),
        every(
            financials__subtotal=[100, None],
            financials__tax_amount=[0, 22, None],
            financials__tax_rate=[0, 22, None],
            financials__total=[100, 122, -122, 0, None],
            line__tax_rate=[0, 22, None],
            line__vat_rate=[0, 23, None],
        ),
        every(
            vendor__vat_number=["IT98765432109", "03187450124", "P.IVA 03187450124 - REA TO-123456", "1 / 2", None],
            vendor__country=["TO", "Torino", "Polonia", None],
            vendor__iban=["IT60X0542811101000000123456", "DE89370400440532013000", None],
            vendor__sdi_code=["XXXXXXX", "USAL8PV", None],
            buyer__vat_number=["03187450124", "03187450121 / 03187450124"],
            invoice__currency=["USD", "€", None],
            financials__currency=["EUR", "n.d.", None],
            financials__tax_rate=[23],
        ),
        [vector["input"] for vector in load_vectors() if readable_as_text(vector["input"])],
    ],
    ids=["parties", "dates and rates", "sums", "evidence", "vectors"],
)
def test_what_is_said_of_one_row_is_said_of_no_other(documents: list[Result]) -> None:
    """All in one batch, where what rules ask for is read of many rows at once."""
    held = [as_held(result, str, str) for result in documents]
    assert len(held) > 180
    assert judged(form(TEXT, TEXT).batch(held)) == [said(validate(result)) for result in held]


PLAIN: Mapping[str, Any] = {
    "vendor": {"vat_number": "IT12345678903", "country": "IT", "name": "Rossi"},
    "buyer": {"vat_number": "IT98765432109"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-01", "type": "invoice"},
    "financials": {"subtotal": 1000.0, "tax_rate": 22.0, "tax_amount": 220.0, "total": 1220.0},
    "line_items": [{"description": "Consulenza", "amount": 1000.0, "vat_rate": 22.0}],
}
"""Nothing in it is odd, and one flag is right: the check digit of the buyer."""


def plain(*changes: Mapping[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [{"document_id": f"d{n}", **PLAIN, **more} for n, more in enumerate(changes or ({},))]
    )


def test_a_row_of_which_everything_can_be_read_is_shown_to_the_rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a flag sends it to ``validate``."""
    monkeypatch.setattr(batches, "validate", None)
    flags = validate_batch(plain({}, {}, {})).column("flags").to_pylist()
    assert [flag["path"] for [flag] in flags] == ["/buyer/vat_number"] * 3


@pytest.mark.parametrize("cut", [0, 1, 9])
def test_texts_that_say_nothing_are_listed_and_send_no_row_to_validate(
    monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """A code is one where it may stand, and is left to ``validate``; so is a line."""
    held: list[Result] = [
        {"vendor": {"name": "", "vat_number": "n/a" * 90 if row == 3 else "N/A"}, "buyer": {"vat_number": number}}
        | {"invoice": {"date": day, "due_date": " - "}, "financials": {"total": total}}
        for row in range(5)
        for number, day, total in (("IT98765432109", "", "1.00"), (None, "2026-04-01", "n.d."), ("\t", "-", None))
    ]
    batch = form(TEXT, TEXT).batch(held).slice(cut)
    expected = [said(validate(result)) for result in held[cut:]]
    monkeypatch.setattr(batches, "validate", None)
    assert judged(batch) == expected
    monkeypatch.undo()
    others: list[Result] = [
        {"vendor": {"country": "NA", "city": ""}, LINES: [{"unit": "nd", "description": "-"}]},
        *held,
    ]
    assert judged(form(TEXT, TEXT).batch(others)) == [said(validate(result)) for result in others]


def test_the_columns_are_those_of_the_documented_schema() -> None:
    batch = plain()
    assert validate_batch(batch).schema == output_schema()
    assert validate_batch(batch, id_column=None).schema == output_schema(id_column=None)
    numbered = batch.set_column(0, "number", pa.array([7], pa.int32()))
    assert validate_batch(numbered, id_column="number").schema == output_schema(pa.int32(), id_column="number")
    assert validate_batch(batch.slice(0, 0)).schema == output_schema()


def test_rates_that_the_policy_accepts_are_not_flagged() -> None:
    rates = pa.array([7.3, 23.0, 22.0])
    policy = Policy(extra_vat_rates=["7.3", "999999999999999999"])
    answers = judged(pa.RecordBatch.from_pydict({"financials_tax_rate": rates}), policy=policy)
    assert [[flag["code"] for flag in answer["flags"]] for answer in answers] == [[], ["INVALID_IT_VAT_RATE"], []]


def test_ids_are_passed_through_in_order() -> None:
    assert validate_batch(plain({}, {}, {})).column("document_id").to_pylist() == ["d0", "d1", "d2"]


def test_a_slice_of_a_batch_is_judged_like_the_rows_that_it_holds() -> None:
    totals = [Decimal("1220.00"), Decimal("1202.00"), Decimal("0.00"), None, Decimal("-1.00")]
    batch = plain(*({"financials": {**PLAIN["financials"], "total": total}} for total in totals))
    odd = pa.RecordBatch.from_pydict(
        {"financials_total": pa.array(["1", "x", None, "0", "2"]), "line_items": pa.nulls(5)}
    )
    for whole in (batch, odd):
        assert judged(whole.slice(1, 3)) == judged(whole)[1:4]


def test_a_stream_is_judged_batch_by_batch() -> None:
    """The next batch is not asked for before the one before it has been taken."""
    asked = []

    def stream() -> Iterator[pa.RecordBatch]:
        for index in range(3):
            asked.append(index)
            yield plain({})

    answers = validate_batches(stream(), policy=Policy(tolerance=0))
    assert asked == []
    assert next(answers).column("ruleset").to_pylist() == [str(validate({}, policy=Policy(tolerance=0)).ruleset)]
    assert asked == [0]
    assert len(list(answers)) == 2


def test_a_stream_is_judged_as_its_arguments_say() -> None:
    batch = pa.RecordBatch.from_pydict({"number": [7], "raw": ['{"financials": {"total": 0}}']})
    arguments: dict[str, Any] = {
        "table": DEFAULT_TABLE.with_severity({"INVALID_TOTAL": "warning"}),
        "policy": Policy(tolerance=0),
        "id_column": "number",
        "json_column": "raw",
    }
    [answer] = validate_batches([batch], **arguments)
    assert answer == validate_batch(batch, **arguments)
    [row] = answer.to_pylist()
    assert (row["number"], [(flag["code"], flag["severity"]) for flag in row["flags"]]) == (
        7,
        [("INVALID_TOTAL", "warning")],
    )


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()], ids=str)
def test_a_column_of_json_is_judged_value_by_value(type_: pa.DataType) -> None:
    texts = ['{"financials": {"total": 0}}', None, "[]", '{"status": "completed", "result": {"vendor": 1}}']
    for column in (pa.array(texts, type_), pa.array(texts, type_).dictionary_encode()):
        answers = judged(pa.RecordBatch.from_pydict({"raw": column}), json_column="raw")
        assert answers[0] == said(validate_json(str(texts[0])))
        assert answers[3]["unreadable"] == [
            {"path": "/vendor", "reason": "expected an object, got the number 1", "reason_code": "not_an_object"}
        ]
        errors = ["expected a JSON object, got null", "expected a JSON object with the extraction result, got a list"]
        assert [(row["verdict"], row["error"]) for row in answers[1:3]] == [(None, error) for error in errors]
        codes = ["not_an_object", _reason_code("[]")]
        assert [row["reason_code"] for row in answers] == [None, *codes, None]


def _reason_code(raw: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        validate_json(raw)
    return reason_of(refused.value).code


@pytest.mark.parametrize("verdict", ["clean", "incomplete", "review"])
def test_a_value_of_another_form_is_listed_and_changes_no_verdict(verdict: str) -> None:
    sums = {"subtotal": "1.000,00", "tax_rate": 22, "tax_amount": "220,00", "total": 1220}
    document = {
        "vendor": {"vat_number": "IT12345678903"},
        "invoice": {"date": "n/a" if verdict == "incomplete" else "2026-04-01", "due_date": "2026-05-01"},
        "financials": sums | {"total": 0} if verdict == "review" else sums,
    }
    [row] = judged(pa.RecordBatch.from_pydict({"raw": [json.dumps(document)]}), json_column="raw")
    assert row["verdict"] == verdict
    assert {"path": "/financials/tax_amount", "given": "220,00", "read_as": "220.00"} in row["coerced"]
    empty = {"path": "/invoice/date", "given": "n/a", "read_as": None}
    assert (empty in row["coerced"]) == (verdict == "incomplete")


def test_values_of_another_form_are_listed_of_columns_too() -> None:
    totals = pa.array(["1.220,00", "1220.00", None])
    answers = judged(pa.RecordBatch.from_pydict({"financials_total": totals}))
    assert [row["coerced"] for row in answers] == [
        [{"path": "/financials/total", "given": "1.220,00", "read_as": "1220.00"}],
        [],
        [],
    ]


def test_a_column_of_the_json_type_is_judged_too() -> None:
    column = pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"financials": {"total": 0}}']))
    [answer] = judged(pa.RecordBatch.from_arrays([column], ["raw"]), json_column="raw")
    assert [flag["code"] for flag in answer["flags"]] == ["INVALID_TOTAL"]


@given(st.lists(hostile_json(), max_size=4))
def test_hostile_json_loses_no_row(raw: list[bytes]) -> None:
    answers = judged(pa.RecordBatch.from_pydict({"raw": pa.array(raw, pa.binary())}), json_column="raw")
    for text, answer in zip(raw, answers, strict=True):
        try:
            assert answer == said(validate_json(text))
        except InvalidInput as error:
            assert (answer["verdict"], answer["error"]) == (None, str(error))  # noqa: PT017


@rule(
    code="ACME_TOO_DEAR",
    severity="warning",
    summary="more than we pay",
    messages={"en": "more than {limit}", "it": "più di {limit}"},
    context=("limit", "sure", "why", "units"),
)
def too_dear(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
    if invoice.financials.total > 1000:  # type: ignore[operator]  # a slip that many rules make
        yield Finding(("financials", "total"), {"limit": 1000, "sure": True, "why": None, "units": ["€", "$"]})


def test_a_table_with_another_rule_is_run_row_by_row() -> None:
    """Its crash and its context lose nothing either."""
    table = DEFAULT_TABLE.with_rules(too_dear)
    first, second = judged(plain({}, {"financials": {}}), table=table)
    context = [("limit", "1000"), ("sure", "true"), ("why", None), ("units", '["€", "$"]')]
    assert first["flags"][-1]["context"] == context
    assert first == said(validate(PLAIN, table=table))
    [crash] = second["crashed"]
    assert (second["verdict"], crash["code"]) == ("review", "ACME_TOO_DEAR")
    assert crash["error"].startswith("TypeError: ")


@pytest.mark.parametrize(
    "table",
    [
        RuleTable(),
        DEFAULT_TABLE.only("INVALID_TOTAL"),
        DEFAULT_TABLE.with_severity({"INVALID_PIVA_CHECKSUM": "error"}),
        RuleTable(*reversed(list(DEFAULT_TABLE))),
    ],
    ids=["empty", "one", "weighed otherwise", "reversed"],
)
def test_any_table_of_the_five_rules_is_run_column_wise(table: RuleTable, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"financials": {**PLAIN["financials"], "total": -7.0}}
    expected = [said(validate({**PLAIN, **more}, table=table)) for more in ({}, wrong)]
    monkeypatch.setattr(batches, "validate", None)
    assert judged(plain({}, wrong), table=table) == expected


@pytest.mark.parametrize(("words", "flags", "crashes"), [("nothing to pay", 1, 0), ("{share} of nothing", 0, 1)])
def test_a_rule_in_words_of_its_own_is_run_column_wise(
    words: str, flags: int, crashes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a message names and a finding lacks only shows when the message is written."""
    [total] = DEFAULT_TABLE.only("INVALID_TOTAL")
    messages = {lang: dict.fromkeys(templates, words) for lang, templates in total.messages.items()}
    table = RuleTable(replace(total, messages=messages, context=None))
    wrong = {"financials": {**PLAIN["financials"], "total": 0.0}}
    expected = said(validate({**PLAIN, **wrong}, table=table))
    assert (len(expected["flags"]), len(expected["crashed"])) == (flags, crashes)
    monkeypatch.setattr(batches, "validate", None)
    assert judged(plain(wrong), table=table) == [expected]


@pytest.mark.parametrize(
    ("columns", "path", "reason"),
    [
        ({"invoice_date": pa.array([3_600_000], pa.int32()).cast(pa.date32())}, "/invoice/date", "Date32Scalar"),
        ({"invoice_date": pa.array([-719_163], pa.int32()).cast(pa.date32())}, "/invoice/date", "Date32Scalar"),
        ({"financials_total": pa.array([1], pa.timestamp("ns"))}, "/financials/total", "TimestampScalar"),
        ({"financials_total": pa.array([b"12"])}, "/financials/total", "bytes"),
        ({"vendor_name": pa.array([b"\xff"]).view(pa.string())}, "/vendor/name", "StringScalar"),
        ({"financials_total": pa.array([b"\xff"]).view(pa.string())}, "/financials/total", "StringScalar"),
        ({"invoice_date": pa.array([b"\xff"]).view(pa.string())}, "/invoice/date", "StringScalar"),
        ({"vendor": pa.array(["Rossi"])}, "/vendor", 'expected an object, got "Rossi"'),
        ({"line_items": pa.array(["x"])}, "/line_items", 'expected a list, got "x"'),
        ({"line_items": pa.array([["x"]])}, "/line_items/0", 'expected an object, got "x"'),
        ({"line_items": pa.array([[None]])}, "/line_items/0", "expected an object, got null"),
        ({"line_items": pa.array([[{"amount": 1}, None]])}, "/line_items/1", "expected an object, got null"),
        ({"line_items": pa.array([[{"sku": 1}, None]])}, "/line_items/1", "expected an object, got null"),
        ({"line_items": pa.array([[{"unit": True}]])}, "/line_items/0/unit", "expected text, got true"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_what_cannot_be_read_is_named(columns: Mapping[str, pa.Array], path: str, reason: str) -> None:
    [answer] = judged(pa.RecordBatch.from_pydict(columns))
    [unreadable] = answer["unreadable"]
    assert unreadable["path"] == path
    assert unreadable["reason"].endswith(reason)


def test_null_sections_null_lists_and_views_are_read() -> None:
    schema = pa.schema({"financials": pa.struct({"total": pa.float32()}), "line_items": pa.list_(pa.null())})
    rows: list[Result] = [{"financials": None, "line_items": None}, {"financials": {"total": 0.5}, "line_items": []}]
    answers = judged(pa.RecordBatch.from_pylist(rows, schema))
    assert answers == [said(validate(row)) for row in rows]
    texts = pa.array(["IT98765432109", None])
    for values in (texts.cast(pa.string_view()), texts.cast(pa.large_string()), texts.dictionary_encode()):
        numbers = judged(pa.RecordBatch.from_pydict({"buyer_vat_number": values}))
        assert [len(answer["flags"]) for answer in numbers] == [1, 0]


VIEW, BYTES = pa.string_view(), pa.binary_view()
LINE_IN_VIEWS = pa.struct({"description": VIEW, "vat_rate": pa.float64()})
THREE_ROWS = [[{"description": "toner", "vat_rate": 23.0}], [{"description": "n/a", "vat_rate": 22.0}], None]
HELD_IN_VIEWS: dict[str, tuple[str, pa.Array]] = {
    "lines": ("line_items", pa.array(THREE_ROWS, pa.list_(LINE_IN_VIEWS))),
    "large lists of lines": ("line_items", pa.array(THREE_ROWS, pa.large_list(LINE_IN_VIEWS))),
    "lists of one line each": ("line_items", pa.array(THREE_ROWS, pa.list_(LINE_IN_VIEWS, 1))),
    "texts for lines": ("line_items", pa.array([["x"], [], None], pa.list_(VIEW))),
    "a text for all lines": ("line_items", pa.array(["x", "", None], VIEW)),
    "a text for a section": ("financials", pa.array(["x", "", None], VIEW)),
    "a section": ("vendor", pa.array([{"name": "n/a"}, {"name": "Rossi"}, None], pa.struct({"name": VIEW}))),
    "bytes in a section": ("vendor", pa.array([{"name": b"x"}, {"name": None}, None], pa.struct({"name": BYTES}))),
}


@pytest.mark.parametrize(("name", "values"), HELD_IN_VIEWS.values(), ids=HELD_IN_VIEWS)
def test_what_is_held_in_views_is_read_in_every_row(name: str, values: pa.Array) -> None:
    """As polars hands them out; Arrow cannot do everything with views that it can do with texts."""
    answers = judged(pa.RecordBatch.from_arrays([values], [name]))
    assert answers == [said(validate({name: value})) for value in values.to_pylist()]


@pytest.mark.parametrize("kind", [VIEW, BYTES], ids=str)
@pytest.mark.parametrize("column", ["vendor_vat_number", "invoice_date", "financials_total"])
def test_so_is_a_flat_column(column: str, kind: pa.DataType) -> None:
    values = pa.array(["IT98765432109", "n/a", None], pa.string()).cast(kind)
    section, _, name = column.partition("_")
    answers = judged(pa.RecordBatch.from_arrays([values], [column]))
    assert answers == [said(validate({section: {name: value}})) for value in values.to_pylist()]


def test_so_are_categories() -> None:
    """Polars hands out a Categorical as a dictionary of views."""
    numbers = pa.array(["IT98765432109", None, "IT98765432109"]).dictionary_encode()
    values = pa.DictionaryArray.from_arrays(numbers.indices.cast(pa.uint32()), numbers.dictionary.cast(VIEW))
    lines = pa.ListArray.from_arrays([0, 1, 3, 3], pa.StructArray.from_arrays([values], ["description"]))
    for of_vendor in (values, values[1:]):
        answers = judged(pa.RecordBatch.from_arrays([of_vendor], ["vendor_vat_number"]))
        assert answers == [said(validate({"vendor": {"vat_number": number}})) for number in of_vendor.to_pylist()]
    answers = judged(pa.RecordBatch.from_arrays([values, lines], ["vendor_vat_number", "line_items"]))
    assert answers == [
        said(validate({"vendor": {"vat_number": number}, "line_items": several}))
        for number, several in zip(values.to_pylist(), lines.to_pylist(), strict=True)
    ]


def test_so_are_documents_in_categories_of_views() -> None:
    documents = pa.array(['{"financials": {"total": 0}}', None]).dictionary_encode()
    values = pa.DictionaryArray.from_arrays(documents.indices, documents.dictionary.cast(VIEW))
    answers = judged(pa.RecordBatch.from_arrays([values], ["raw"]), json_column="raw")
    assert [len(answer["flags"] or []) for answer in answers] == [1, 0]


def test_so_are_runs_in_a_section() -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["IT98765432109", None]))
    vendors = pa.StructArray.from_arrays([runs], ["vat_number"])
    answers = judged(pa.RecordBatch.from_arrays([vendors], ["vendor"]))
    assert answers == [said(validate({"vendor": value})) for value in vendors.to_pylist()]


@pytest.mark.parametrize("column", ["financials", "line_items"])
def test_a_map_is_neither_section_nor_lines(column: str) -> None:
    maps = pa.array([[("total", 5)], [], None], pa.map_(pa.string(), pa.int64()))
    answers = judged(pa.RecordBatch.from_arrays([maps], [column]))
    assert answers == [said(validate({column: value})) for value in maps.to_pylist()]


@pytest.mark.parametrize("column", ["financials", "line_items"])
def test_a_text_in_runs_is_neither_section_nor_lines(column: str) -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["x", None]))
    answers = judged(pa.RecordBatch.from_arrays([runs], [column]))
    assert answers == [said(validate({column: value})) for value in runs.to_pylist()]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()], ids=str)
def test_what_stands_in_runs_is_read(kind: pa.DataType) -> None:
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["IT98765432109", None], kind))
    answers = judged(pa.RecordBatch.from_arrays([runs], ["buyer_vat_number"]))
    assert answers == [said(validate({"buyer": {"vat_number": number}})) for number in runs.to_pylist()]


def test_what_lies_under_a_null_is_not_read() -> None:
    """Arrow says nothing of the bytes that a value had before it became null."""
    for values in (["IT12345678903"] * 2, ["1220.00"] * 2, ["2026-04-01"] * 2, [1220.0] * 2):
        array = pa.array(values)
        _, *buffers = array.buffers()
        masked = pa.Array.from_buffers(array.type, 2, [pa.py_buffer(b"\x01"), *buffers])
        for column in ("vendor_vat_number", "buyer_vat_number", "financials_total", "invoice_date", "invoice_type"):
            plainly = pa.array([values[0], None])
            assert judged(pa.RecordBatch.from_pydict({column: masked})) == judged(
                pa.RecordBatch.from_pydict({column: plainly})
            )


@pytest.mark.parametrize("lists", [pa.large_list, lambda line: pa.list_(line, 1)], ids=["large", "of fixed size"])
def test_lists_of_every_kind_hold_lines(lists: Callable[[pa.DataType], pa.DataType]) -> None:
    lines = pa.array([[{"vat_rate": 23}], None, [{"vat_rate": 22}]], lists(pa.struct({"vat_rate": pa.int16()})))
    answers = judged(pa.RecordBatch.from_pydict({"line_items": lines}))
    assert [[flag["path"] for flag in answer["flags"]] for answer in answers] == [["/line_items/0/vat_rate"], [], []]


MOMENTS = pa.array([datetime(2026, 4, 1)])  # noqa: DTZ001
TWO_TOTALS = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["total", "total"])


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"financials_total": [1]}, {}, "no column 'document_id'; the columns are financials_total"),
        ({"financials_total": [1]}, {"id_column": "id"}, "no column 'id'; the columns are financials_total"),
        ({"raw": ["{}"]}, {"id_column": None, "json_column": "json"}, "no column 'json'; the columns are raw"),
        ({"raw": [1]}, {"id_column": None, "json_column": "raw"}, "column 'raw' holds int64; expected JSON as text or"),
        ({"total": [1]}, {"id_column": None}, "no column of a document: expected vendor, .*; the columns are total"),
        ({}, {"id_column": None}, "no column of a document: .*; the columns are none"),
        ({"financials": TWO_TOTALS}, {"id_column": None}, "column financials has several fields 'total'"),
        (
            {"financials": pa.array([{"total": 1}]), "financials_total": [1]},
            {"id_column": None},
            "columns financials and financials_total say the same; drop one of them",
        ),
        (
            {"invoice_date": MOMENTS},
            {"id_column": None},
            r"^column invoice_date holds timestamp\[us\]; a date has no time of day: cast it to date32$",
        ),
        (
            {"invoice_date": pa.nulls(1, pa.timestamp("us"))},
            {"id_column": None},
            r"^column invoice_date holds timestamp\[us\]; a date has no time of day: cast it to date32$",
        ),
        (
            {"invoice": pa.StructArray.from_arrays([MOMENTS.dictionary_encode()], ["due_date"])},
            {"id_column": None},
            r"^field 'due_date' of column invoice holds timestamp\[us\]; a date has no time of day: cast it to date32$",
        ),
    ],
    ids=[
        *("no default id", "no id", "no JSON", "JSON in integers", "unknown", "none", "field twice", "nested and flat"),
        *("moments", "no moment yet", "nested moments"),
    ],
)
def test_columns_that_cannot_be_used_are_refused(columns: Result, options: Result, message: str) -> None:
    with pytest.raises(InvalidColumns, match=message):
        validate_batch(pa.RecordBatch.from_pydict(columns), **options)


def test_a_column_that_is_there_twice_is_refused() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array([1]), pa.array([0])], ["financials_total", "financials_total"])
    with pytest.raises(InvalidColumns, match="several columns 'financials_total'"):
        judged(twice)


def test_what_is_no_batch_is_refused() -> None:
    with pytest.raises(InvalidColumns, match="expected a RecordBatch, got a list; use validate_batches"):
        validate_batch([pa.record_batch({"financials_total": [1]})])


@pytest.mark.parametrize("missing", ["pyarrow", "numpy"])
def test_without_the_extra_the_module_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "parzo_validate.arrow")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModuleNotFoundError, match=r"needs pyarrow and numpy; .* pip install 'parzo_validate\[arrow\]'"):
        import_module("parzo_validate.arrow")
