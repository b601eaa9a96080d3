"""The strategies draw what they promise, by the word of stdnum and of the library, and check their arguments."""

import importlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from inspect import signature
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import reject as really_reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy
from stdnum import iban, luhn
from stdnum.eu import vat
from stdnum.it import codicefiscale

import parzo_validate.testing
from parzo_validate import Invoice, Verdict, validate
from parzo_validate.domain.party import is_foreign
from parzo_validate.invoice import read
from parzo_validate.testing import printing, strategies
from parzo_validate.testing.defects import DEFECTS, Defect, NotApplicable
from parzo_validate.testing.defects.damage import with_value
from parzo_validate.testing.facts import FOREIGN_COUNTRIES, italian_rates
from parzo_validate.testing.printing import BESIDE_RATES, NEGATIVE, Style
from parzo_validate.testing.readings import number_under
from parzo_validate.testing.strategies import (
    amounts,
    codici_fiscali,
    coherent_invoices,
    coherent_results,
    damaged,
    defective_results,
    hostile_json,
    ibans,
    invoices,
    jobs,
    partite_iva,
    register,
    results,
    vat_rates,
)
from parzo_validate.testing.strategies.choices import CHOICES
from parzo_validate.testing.strategies.fields import DOCUMENTED, UNDOCUMENTED_ON_LINES
from parzo_validate.testing.strategies.printed import print_result
from tests.helpers.builders import ROOT

Drawn = TypeVar("Drawn")


@given(partite_iva(prefix=False), ibans(), codici_fiscali())
def test_numbers_are_right_by_stdnum(number: str, account: str, code: str) -> None:
    assert len(number) == 11
    assert luhn.is_valid(number)
    assert iban.is_valid(account)
    assert codicefiscale.is_valid(code)


@given(partite_iva(valid=False))
def test_wrong_numbers_are_flagged(number: str) -> None:
    assert "INVALID_PIVA_CHECKSUM" in validate({"vendor": {"vat_number": number}}).codes


@given(st.integers(0, 10**9))
def test_numbers_of_other_countries_are_right_by_stdnum(number: int) -> None:
    for code in ("DE", "FR", "BE"):
        assert vat.is_valid(FOREIGN_COUNTRIES[code].vat_number(number))


@given(amounts(min_value="-1.50", max_value=2, places=3), vat_rates(on=date(2012, 1, 1)))
def test_amounts_and_rates_keep_their_bounds(amount: Decimal, rate: Decimal) -> None:
    assert Decimal("-1.50") <= amount <= 2
    assert amount.as_tuple().exponent == -3
    assert rate in (21, 10, 4, 0)


@given(results(max_lines=2))
def test_every_value_of_a_result_can_be_read(result: dict[str, Any]) -> None:
    assert read(result).unreadable == ()
    assert json.loads(json.dumps(result)) == result
    assert len(result.get("line_items") or []) <= 2


@given(jobs())
def test_a_job_is_one_of_the_three_documented_bodies(job: dict[str, Any]) -> None:
    assert json.loads(json.dumps(job)) == job
    assert ("result" in job, "validation_flags" in job) == (job["status"] == "completed",) * 2
    assert ("error" in job, "attempt_count" in job) == (job["status"] == "failed",) * 2
    assert ("queued_at" in job) == (job["status"] != "failed")


@pytest.mark.parametrize("status", ["pending", "processing", "completed", "failed"])
def test_a_job_of_one_status(status: str) -> None:
    assert find(jobs(status=status, result=st.just({})), lambda job: True)["status"] == status


def states(result: dict[str, Any], name: str) -> bool:
    return bool(result["financials"].get(name))


SHOWN: dict[str, Callable[[dict[str, Any]], object]] = {
    "credit_note": lambda result: result["invoice"]["type"] in ("credit_note", "TD04", "Nota di credito"),
    "negative": lambda result: result["financials"]["total"] < 0,
    "foreign_vendor": lambda result: is_foreign(read(result).invoice, "vendor"),
    "taxed": lambda result: states(result, "tax_amount"),
    "mixed_rates": lambda result: (
        len({line.get("vat_rate", line.get("tax_rate")) for line in result["line_items"]}) > 1
    ),
    "withholding": lambda result: states(result, "withholding_tax"),
    "pension_fund": lambda result: any("cassa" in line["description"] for line in result["line_items"]),
    "stamp_duty": lambda result: states(result, "stamp_duty"),
    "discount": lambda result: states(result, "discount"),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in CHOICES.items() for value in values], ids=str
)
def test_what_is_asked_for_is_drawn(name: str, value: object) -> None:
    asked: Any = {name: value}

    @settings(max_examples=10)
    @given(coherent_results(**asked))
    def is_drawn(result: dict[str, Any]) -> None:
        assert validate(result).verdict is Verdict.CLEAN
        assert bool(SHOWN[name](result)) == (value not in (False, "none"))

    is_drawn()


def test_the_smallest_example_is_one_a_person_can_read() -> None:
    smallest = find(coherent_results(), lambda result: True)
    assert smallest == {
        "vendor": {"name": "Rossi S.r.l.", "vat_number": "00000000018", "address": "Via Roma 1, 20121 Milano"},
        "buyer": {},
        "invoice": {
            "number": "1/2026",
            "date": "2026-01-01",
            "due_date": "2026-01-01",
            "type": "invoice",
            "currency": "EUR",
        },
        "financials": {"subtotal": 1, "tax_rate": 22, "tax_amount": 0.22, "total": 1.22, "currency": "EUR"},
        "line_items": [],
    }


@given(coherent_results(min_lines=2, max_lines=3, min_date=date(1999, 1, 1), max_date=date(1999, 12, 31)))
def test_lines_and_dates_keep_their_bounds(result: dict[str, Any]) -> None:
    assert 2 <= len(result["line_items"]) <= 3 + 2  # and what a fund and a stamp duty add
    assert result["invoice"]["date"].startswith("1999-")


@given(coherent_results(printed=True))
def test_a_printed_result_is_clean_and_survives_json(result: dict[str, Any]) -> None:
    assert validate(result).verdict is Verdict.CLEAN
    assert json.loads(json.dumps(result)) == result


def test_the_smallest_printed_result_is_the_documented_one() -> None:
    assert find(coherent_results(printed=True), lambda result: True) == find(coherent_results(), lambda result: True)


INVOICE: dict[str, Any] = {
    "vendor": {"vat_number": "12345678903", "country": None},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-01", "currency": "EUR"},
    "financials": {"subtotal": 10000, "tax_rate": 22, "tax_amount": 2200, "total": 12200},
    "line_items": [{"quantity": 2000.125, "unit_price": 4.125, "amount": -8250.52}, {"quantity": 1000}],
}
ALL, NONE = 2**24 - 1, 0
SHOWN_PRINTED: dict[str, tuple[Style, int, dict[str, Any]]] = {
    "italian": (
        Style(money="€ {}", rate="{} %", unit="{} pz", placeholder="N/A"),
        NONE,
        {
            "vat": 12345678903,
            "country": "N/A",
            "date": "01/04/2026",
            "sums": ["€ 10.000,00", "22 %", "€ 2.200,00", "€ 12.200,00"],
            "line": ["2.000,125 pz", "€ 4,1250", "-€ 8.250,52"],
            "second": "1.000,0 pz",
        },
    ),
    "short": (
        Style(negative="{}-", placeholder="-", day="{0.day} {1[fr]} {0.year}"),
        ALL,
        {
            "vat": 12345678903,
            "country": "-",
            "date": "1 avril 2026",
            "sums": ["10.000,00", "22 %", "2.200", "12.200"],
            "line": ["2.000,125", "4,125", "8.250,52-"],
            "second": "1.000",
        },
    ),
    "french": (
        Style("fr", money="{} €", unit="{} kg", placeholder="null"),
        NONE,
        {
            "vat": 12345678903,
            "country": "null",
            "date": "01/04/2026",
            "sums": ["10\u202f000,00 €", "22 %", "2\u202f200,00 €", "12\u202f200,00 €"],
            "line": ["2000,125 kg", "4,1250 €", "-8\u202f250,52 €"],
            "second": "1000 kg",
        },
    ),
}


@pytest.mark.parametrize(("style", "short", "shown"), SHOWN_PRINTED.values(), ids=SHOWN_PRINTED)
def test_a_result_is_printed_by_one_convention(style: Style, short: int, shown: dict[str, Any]) -> None:
    printed = print_result(INVOICE, style, ALL, short)
    first, second = printed["line_items"]
    assert {
        "vat": printed["vendor"]["vat_number"],
        "country": printed["vendor"]["country"],
        "date": printed["invoice"]["date"],
        "sums": [printed["financials"][name] for name in ("subtotal", "tax_rate", "tax_amount", "total")],
        "line": [first[name] for name in ("quantity", "unit_price", "amount")],
        "second": second["quantity"],
    } == shown
    assert print_result(INVOICE, style, NONE, short) == INVOICE


EMPTY: dict[str, Any] = {"vendor": {}, "buyer": {}, "invoice": {}, "financials": {}, "line_items": [{}, {}]}


@pytest.mark.parametrize("bit", range(24))
def test_a_bit_of_the_mask_stands_for_every_twenty_fourth_value_in_their_order(bit: int) -> None:
    fields = {**DOCUMENTED, "line_items": {**DOCUMENTED["line_items"], **UNDOCUMENTED_ON_LINES}}
    holders = [("vendor",), ("buyer",), ("invoice",), ("financials",), ("line_items", 0), ("line_items", 1)]
    places = [(*holder, name) for holder in holders for name in fields[str(holder[0])]]
    expected = EMPTY
    for path in places[bit::24]:
        expected = with_value(expected, path, "N/A")
    assert print_result(EMPTY, Style(), 1 << bit, NONE) == expected


def drawn_of(strategy: SearchStrategy[Drawn], count: int) -> list[Drawn]:
    """Return that many draws, the same in every run."""
    drawn: list[Drawn] = []

    @settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate])
    @given(strategy)
    def draw(one: Drawn) -> None:
        drawn.append(one)

    draw()
    return drawn


def test_each_number_is_sometimes_printed() -> None:
    printed = {
        name
        for result in drawn_of(coherent_results(printed=True, min_lines=1), 200)
        for values in (result["financials"], *result["line_items"])
        for name, value in values.items()
        if isinstance(value, str) and any(map(str.isdigit, value))
    }
    numbers = {"subtotal", "tax_rate", "tax_amount", "total", "discount", "stamp_duty", "withholding_tax"}
    assert printed - {"description"} == numbers | {"quantity", "unit_price", "amount", "vat_rate"}


def test_numbers_of_every_length_and_of_any_digits_are_drawn() -> None:
    wrong = drawn_of(partite_iva(valid=False, prefix=False), 500)
    assert {len(number) for number in wrong} == set(range(1, 17))
    banks = [account[5:15] for account in drawn_of(ibans(), 200)]
    assert max(banks) > "1"
    assert {bank[-1] for bank in banks} == set("0123456789")
    vendors = [result["vendor"] for result in drawn_of(coherent_results(foreign_vendor=True), 300)]
    german = [number for vendor in vendors if (number := vendor.get("vat_number") or "").startswith("DE")]
    assert max(german) > "DE1001"  # the first is DE100000008


def test_a_fiscal_code_bears_no_prefix() -> None:
    parties = (result.get("vendor") or {} for result in drawn_of(results(), 200))
    codes = [code for party in parties if isinstance(code := party.get("fiscal_code"), str) and len(code) in (11, 13)]
    assert codes
    assert not any(code.startswith("IT") for code in codes)


def test_nothing_is_due_before_it_is_issued() -> None:
    dates = [(result["invoice"]["date"], result["invoice"]["due_date"]) for result in drawn_of(coherent_results(), 400)]
    assert min(due >= issued for issued, due in dates)
    assert any(due == issued for issued, due in dates)


def test_the_smallest_line_that_owes_stamp_duty_owes_it_after_a_discount_of_half() -> None:
    """77.48 EUR is the least that owes it, twice as much is left half of, and the bollo of 2 EUR is no part of it."""
    asked = coherent_results(stamp_duty="added", discount="in_subtotal", taxed=False, min_lines=1, max_lines=1)
    smallest = find(asked, lambda result: True)
    assert smallest["line_items"][0]["amount"] == 2 * 77.48 + 2


def test_a_name_in_a_fiscal_code_has_one_two_or_three_consonants() -> None:
    names = [name for code in drawn_of(codici_fiscali(), 200) for name in (code[:3], code[3:6])]
    forms = {"".join("v" if letter in "AEIOU" else "c" for letter in name) for name in names}
    assert forms == {"ccc", "ccv", "cvc"}
    assert {name[2] for name in names if name[1] in "AEIOU"} == {"X"}


def test_a_date_is_printed_so_that_one_reading_is_left() -> None:
    def date_of(text: object, form: str = printing.DATES[0], **vendor: str) -> object:
        result = {"vendor": vendor, "invoice": {"date": text, "currency": None}, "financials": None}
        return print_result(result, Style(day=form), ALL, NONE)["invoice"]["date"]

    assert date_of("2026-04-01", country="Germany") == "2026-04-01T00:00:00"
    assert date_of("2026-04-13", country="Germany") == "13/04/2026"
    assert date_of("1999-04-01", "{0:%d}/{0:%m}/{0:%y}") == "01/04/1999"
    assert date_of("2026-04-01", "{0:%d}/{0:%m}/{0:%y}") == "01/04/26"
    assert date_of("1000-04-01") == "01/04/1000"
    assert date_of("0999-04-01") == "0999-04-01"
    assert date_of("0026-04-01") == "0026-04-01"
    assert date_of("tomorrow") == "tomorrow"


def test_no_euro_sign_is_printed_on_dollars() -> None:
    dollars = {"financials": {"total": 5, "currency": "USD"}, "vendor": {"country": "IT"}}
    assert print_result(dollars, Style(money="€ {}"), ALL, NONE)["financials"]["total"] == "5,00"


@pytest.mark.parametrize("negative", NEGATIVE)
@pytest.mark.parametrize("form", BESIDE_RATES)
def test_a_negative_rate_is_printed_as_it_can_be_read(form: str, negative: str) -> None:
    printed = print_result({"financials": {"tax_rate": -22.5}}, Style(rate=form, negative=negative), ALL, NONE)
    text = printed["financials"]["tax_rate"]
    assert isinstance(text, str)
    assert read(printed).invoice.financials.tax_rate == number_under(text, ",") == Decimal("-22.5")


def test_a_number_that_is_a_text_already_is_printed_in_any_case() -> None:
    texts = {"financials": {"total": "1220.10", "subtotal": "x", "tax_rate": 22}}
    assert print_result(texts, Style(), NONE, NONE)["financials"] == {
        "total": "1.220,10",
        "subtotal": "x",
        "tax_rate": 22,
    }


@given(coherent_invoices(complete=False))
def test_incomplete_invoices_lack_something(invoice: Invoice) -> None:
    assert validate(invoice).verdict is Verdict.INCOMPLETE


def cents(result: dict[str, Any], name: str) -> int:
    amount: float = abs(result["financials"].get(name, 0))
    return round(amount * 100)


@given(coherent_results(stamp_duty="added", taxed=False))
def test_stamp_duty_is_stated_where_it_is_due(result: dict[str, Any]) -> None:
    assert cents(result, "stamp_duty") == 200
    assert cents(result, "subtotal") > 7747


@given(coherent_results(negative=True, min_lines=1))
def test_a_credit_note_in_negative_figures_has_no_positive_line(result: dict[str, Any]) -> None:
    assert result["financials"]["total"] < 0
    for line in result["line_items"]:
        assert [line[name] for name in ("unit_price", "amount", "total") if (line.get(name) or 0) > 0] == []


@given(coherent_results(pension_fund=True))
def test_the_price_of_a_line_times_its_quantity_is_its_amount(result: dict[str, Any]) -> None:
    for line in result["line_items"]:
        stated = line["total"] if line.get("amount") is None else line["amount"]
        quantity, price, amount = (Decimal(str(value)) for value in (line["quantity"], line["unit_price"], stated))
        assert abs(quantity * price - amount) <= Decimal("0.005")


SAME_OR_NOT = st.sampled_from(["IT12345678903", "12345678903", "IT07643520567"])


@settings(max_examples=100)
@given(coherent_results(vat_numbers=SAME_OR_NOT, foreign_vendor=False))
def test_a_buyer_is_another_company_than_the_vendor(result: dict[str, Any]) -> None:
    vendors, buyers = (str(result[role].get("vat_number"))[-11:] for role in ("vendor", "buyer"))
    assert vendors != buyers


def test_a_buyer_is_sometimes_an_italian_company() -> None:
    asked = coherent_results(vat_numbers=SAME_OR_NOT, foreign_vendor=False)
    buyers = {str(result["buyer"].get("vat_number"))[-11:] for result in drawn_of(asked, 400)}
    assert buyers >= {"12345678903", "07643520567"}


def test_twenty_per_cent_is_no_rate_from_the_first_day_on_which_it_is_read_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before it, that percentage would be the rate."""
    asked: list[dict[str, Any]] = []

    def remembered(**arguments: Any) -> SearchStrategy[dict[str, Any]]:
        asked.append(arguments)
        return coherent_results(**arguments)

    monkeypatch.setattr(damaged, "coherent_results", remembered)
    find(defective_results(defects=["percentage_read_as_rate"]), lambda drawn: True)
    first = asked[0]["min_date"]
    assert [20 in italian_rates(day) for day in (first - timedelta(days=1), first)] == [True, False]


@given(results())
def test_a_currency_is_one_of_two(result: dict[str, Any]) -> None:
    found = {(result.get(section) or {}).get("currency") for section in ("invoice", "financials")}
    assert found <= {"EUR", "USD", None}


@pytest.mark.parametrize("section", ["invoice", "financials"])
@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_each_of_both_is_drawn(section: str, currency: str) -> None:
    assert find(results(), lambda result: (result.get(section) or {}).get("currency") == currency)


@given(coherent_results(foreign_vendor=True, mixed_rates=False, taxed=True))
def test_a_foreign_vendor_has_rates_of_its_country(result: dict[str, Any]) -> None:
    vendor, rate = result["vendor"], result["financials"]["tax_rate"]
    own = [country for code, country in FOREIGN_COUNTRIES.items() if (vendor.get("vat_number") or "").startswith(code)]
    own += [country for country in FOREIGN_COUNTRIES.values() if vendor.get("country") in country.names]
    assert rate in own[0].rates


@given(coherent_results(withholding=True, discount="in_subtotal", pension_fund=False, max_lines=0, stamp_duty="none"))
def test_a_discount_lowers_what_tax_is_withheld_on(result: dict[str, Any]) -> None:
    assert abs(cents(result, "withholding_tax") * 5 - cents(result, "subtotal")) <= 3


A_STRATEGY = "expected a strategy; write st.just(...) or st.sampled_from(...)"
AN_AMOUNT = "expected an amount with at most 2 decimals, as Decimal or text"
NAMES = "expected a list of names, such as ['digit_misread']"
NONE_LEFT: Iterator[str] = iter(())
REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("complete=None: expected True or False", lambda: coherent_results(complete=None)),  # type: ignore[arg-type]
    ("printed=1: expected True or False", lambda: coherent_results(printed=1)),  # type: ignore[arg-type]
    ("printed=None: expected True or False", lambda: defective_results(printed=None)),  # type: ignore[arg-type]
    ("min_lines=-1: expected int, at least 0", lambda: coherent_results(min_lines=-1)),
    ("min_lines=6, max_lines=5: expected min_lines <= max_lines", lambda: coherent_results(min_lines=6, max_lines=5)),
    (
        "min_date=datetime.date(1990, 1, 1): expected date, at least 1997-10-01",
        lambda: coherent_results(min_date=date(1990, 1, 1)),
    ),
    (
        "stamp_duty='inside': expected 'none', 'added', 'in_subtotal', 'borne' or None (any of them)",
        lambda: coherent_results(stamp_duty="inside"),  # type: ignore[arg-type]
    ),
    (f"vat_numbers='IT1': {A_STRATEGY}", lambda: coherent_results(vat_numbers="IT1")),  # type: ignore[arg-type]
    (
        "no invoice has foreign_vendor=True and withholding=True; drop one of them",
        lambda: coherent_results(foreign_vendor=True, withholding=True),
    ),
    (
        "no invoice has foreign_vendor=True and stamp_duty='borne'; drop one of them",
        lambda: coherent_results(foreign_vendor=True, stamp_duty="borne"),
    ),
    (
        "no invoice has all of max_lines=1, taxed=True, stamp_duty='added'",
        lambda: coherent_results(taxed=True, stamp_duty="added", max_lines=1),
    ),
    ("valid='yes': expected True, False or None (any of them)", lambda: partite_iva(valid="yes")),  # type: ignore[arg-type]
    ("places=9: expected an integer from 0 to 8", lambda: amounts(places=9)),
    (f"min_value='0.001': {AN_AMOUNT}", lambda: amounts(min_value="0.001")),
    (f"min_value=0.5: {AN_AMOUNT}", lambda: amounts(min_value=0.5)),  # type: ignore[arg-type]
    (f"max_value='x': {AN_AMOUNT}", lambda: amounts(max_value="x")),
    ("min_value=3, max_value=2: expected min_value <= max_value", lambda: amounts(min_value=3, max_value=2)),
    (
        "on=datetime.date(1990, 1, 1): expected a date from 1997-10-01 on, or None (today's rates)",
        lambda: vat_rates(on=date(1990, 1, 1)),
    ),
    ("max_lines=-1: expected int, at least 0", lambda: results(max_lines=-1)),
    (
        "status='done': expected 'pending', 'processing', 'completed', 'failed' or None (any of them)",
        lambda: jobs(status="done"),
    ),
    (f"result={{}}: {A_STRATEGY}", lambda: jobs(result={})),  # type: ignore[arg-type]
    (f"defects='digit_misread': {NAMES}", lambda: defective_results(defects="digit_misread")),
    (f"defects=[]: {NAMES}", lambda: defective_results(defects=[])),
    (f"defects={NONE_LEFT!r}: {NAMES}", lambda: defective_results(defects=NONE_LEFT)),
    (f"unknown defects 'typo'; known ones: {', '.join(DEFECTS)}", lambda: defective_results(defects=["typo"])),
]


@pytest.mark.parametrize(("text", "ask"), REFUSED, ids=[text[:30] for text, _ in REFUSED])
def test_a_wrong_argument_is_refused_at_once(text: str, ask: Callable[[], object]) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        ask()
    assert str(refusal.value) == text


def test_help_spells_out_every_argument_and_what_is_drawn() -> None:
    results_of, invoices_of = signature(coherent_results), signature(coherent_invoices)
    assert list(results_of.parameters)[:4] == ["complete", "min_lines", "max_lines", "min_date"]
    assert invoices_of.parameters == results_of.parameters
    assert invoices_of.return_annotation == SearchStrategy[Invoice]
    documented = (coherent_results.__doc__ or "").partition("Args:")[2]
    assert [name for name in results_of.parameters if f" {name}: " not in documented] == []


def test_invoices_can_be_drawn_from_their_type_once_registered() -> None:
    program = (
        "from hypothesis import Phase, find, settings, strategies as st; from parzo_validate import Invoice;"
        "from parzo_validate.testing import strategies; strategies.register();"
        "once = settings(phases=[Phase.generate], max_examples=1, deadline=None, database=None);"
        "print(find(st.from_type(Invoice), lambda invoice: True, settings=once).__class__ is Invoice)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "True\n"
    register()


def test_the_kit_filters_nothing_and_rejects_in_one_place() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "parzo_validate" / "testing").rglob("*.py"))
    assert re.findall(r"\bassume\(|\.filter\(", sources) == []
    assert len(re.findall(r"\breject\(\)", sources)) == 1


@pytest.mark.parametrize("name", DEFECTS)
def test_no_more_than_one_draw_in_a_hundred_is_thrown_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: Counter[str] = Counter()

    def counted_reject() -> None:
        drawn["thrown away"] += 1
        really_reject()

    monkeypatch.setattr(damaged, "reject", counted_reject)

    @settings(derandomize=True, database=None)
    @given(defective_results(defects=[name]))
    def draw(_: object) -> None:
        drawn["kept"] += 1

    draw()
    assert drawn["thrown away"] <= drawn["kept"] / 100


def test_what_no_defect_can_befall_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    digit_misread = DEFECTS["digit_misread"]

    def only_with_few_lines(result: dict[str, Any], seed: int) -> Any:
        if len(result["line_items"]) > 2:
            raise NotApplicable
        return digit_misread(result, seed)

    monkeypatch.setitem(DEFECTS, "digit_misread", only_with_few_lines)

    @settings(max_examples=50, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(defective_results(defects=["digit_misread"]))
    def draw(drawn: tuple[dict[str, Any], Defect]) -> None:
        assert len(drawn[0]["line_items"]) <= 2

    draw()


def test_much_of_a_result_is_there() -> None:
    stated = [(result.get("financials") or {}).get("total") is not None for result in drawn_of(results(), 100)]
    assert sum(stated) > len(stated) / 10


def test_every_strategy_is_listed_and_draws() -> None:
    listed = [getattr(strategies, name) for name in strategies.__all__ if name != "register"]
    for make in listed:
        find(make(), lambda drawn: True, settings=settings(phases=[Phase.generate], database=None))
    assert hostile_json in listed
    assert invoices in listed


def test_without_hypothesis_the_strategies_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ModuleNotFoundError, match=r"install it with: pip install 'parzo_validate\[testing\]'"):
        importlib.reload(strategies)


def test_without_hypothesis_the_vectors_load_and_the_contract_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from parzo_validate.testing import load_vectors; print(len(load_vectors()) > 120)\n"
        "try:\n    from parzo_validate.testing import check_rule\nexcept ModuleNotFoundError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded, asked = done.stdout.splitlines()
    assert loaded == "True"
    assert asked.endswith("install it with: pip install 'parzo_validate[testing]'")


def test_the_package_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chek_rule'"):
        parzo_validate.testing.chek_rule  # noqa: B018


@given(invoices() | coherent_invoices() | coherent_invoices(complete=False))
def test_an_invoice_survives_its_own_dump(invoice: Invoice) -> None:
    """Stored by pydantic's own means, as objects or as JSON, and read again, it is the same invoice."""
    assert Invoice.model_validate(invoice.model_dump()) == invoice
    assert Invoice.model_validate_json(invoice.model_dump_json()) == invoice
