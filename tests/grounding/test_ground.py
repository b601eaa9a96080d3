"""What stands on a page and what does not, whatever the page looks like."""

import subprocess
import sys
from decimal import Context, Decimal, ExtendedContext, Inexact, Overflow, localcontext
from typing import Any

import pytest

from parzo_validate import DEFAULT_TABLE, Finding, InvalidInput, Policy, rule, validate
from parzo_validate.grounding import GROUNDING_TABLE, GroundedInvoice, Grounding, Paper, ground, grounded
from parzo_validate.grounding.layout import MOST_PAGES, MOST_PLACES, READ_AT_MOST
from parzo_validate.grounding.words_on_page import Words
from parzo_validate.invoice import read

STANDS, ABSENT, WEAK = "stands", "absent", "weak"


def total(amount: float) -> dict[str, Any]:
    return {"financials": {"total": amount}}


def price(amount: float) -> dict[str, Any]:
    return {"line_items": [{"unit_price": amount}]}


def header(**values: str) -> dict[str, Any]:
    return {"invoice": values}


def vendor(**values: str) -> dict[str, Any]:
    return {"vendor": values}


def outcome(result: dict[str, Any], text: str | list[str]) -> str:
    grounding = ground(result, text)
    if grounding.absent:
        return ABSENT
    return STANDS if grounding.places else WEAK


CASES = {
    "it: a point for thousands": (total(1220), "Totale documento 1.220,00", STANDS),
    "en: a comma for thousands": (total(1220), "Total $1,220.00", STANDS),
    "ch: an apostrophe for thousands": (total(1220), "Total CHF 1\u2019220.00", STANDS),
    "fr: a thin space for thousands": (total(1220), "Total TTC 1\u202f220,00 €", STANDS),
    "fr: a plain space for thousands": (total(1220), "Total TTC 1 220,00 €", STANDS),
    "fr: the end of a number parted by spaces": (total(220), "Total TTC 1 220,00 €", ABSENT),
    "in columns beside its quantity": (price(110), "Servizio 2 110,00 220,00", STANDS),
    "digits of full width": (total(1220.5), "Total \uff11,\uff12\uff12\uff10.\uff15\uff10", STANDS),
    "no thousands mark": (total(1220), "Importo totale 1220.00", STANDS),
    "de: no cents, and a dash": (total(80), "Summe 80,-", STANDS),
    "the sign of the other kind of document": (total(-122), "Totale nota di credito 122,00", STANDS),
    "inside a longer number": (total(220), "Totale 1.220,00", ABSENT),
    "the cents of a longer number": (total(20.5), "Totale 1.220,50", ABSENT),
    "without its point": (total(22000), "Totale 220,00", ABSENT),
    "thousands of a page that writes commas": (total(1220), "Imposta 220,00, totale € 1.220", STANDS),
    "decimals of a page that writes commas": (price(1.22), "Imposta 220,00, prezzo 1.220", ABSENT),
    "decimals of a page that writes points": (price(1.22), "Imposta 220.00, prezzo 1.220", STANDS),
    "a price of more decimals than are printed": (price(3.3333), "Preis 3,33 Menge 3", STANDS),
    "a price of four decimals, printed with three": (price(3.3333), "Preis 3,333 0,50", STANDS),
    "a price of five decimals, printed with four": (price(3.33333), "Preis 3,3333 0,50", STANDS),
    "a price of six decimals, printed with five": (price(3.333333), "Preis 3,33333 0,50", STANDS),
    "a price of eight decimals, printed with seven": (price(3.33333333), "Preis 3,3333333 0,50", ABSENT),
    "a price of seven decimals, printed with six": (price(3.3333333), "Preis 3,333333 0,50", STANDS),
    "a price, printed with a decimal": (price(3.3333), "Preis 3,3 0,50", ABSENT),
    "a price of less than half a cent": (price(0.0004), "Preis 0,00 0,50", ABSENT),
    "a total of more decimals than are printed": (total(3.3333), "Summe 3,33", ABSENT),
    "a bare integer beside cents": (total(7), "Pagina 7, totale 12,20", ABSENT),
    "an integer with its currency beside cents": (total(40), "Totale 12,20, spese 40 €", STANDS),
    "an integer on a page without cents": (total(1939), "Grand Total Rs 1939", STANDS),
    "digits of a date": (total(2026), "Fattura del 01/04/2026", ABSENT),
    "day and month of a date": (total(1.04), "Rechnung vom 01.04.2026", ABSENT),
    "digits of a code": (total(471331), "Bestellung 2018-471331", ABSENT),
    "a postcode": (total(145), "00145 ROMA", ABSENT),
    "per cent": (total(22), "IVA 22,00% su 10,00", ABSENT),
    "a line that breaks behind the mark": (total(1220), "Totale 1.220,\n00", STANDS),
    "a line that breaks before the thousands": (total(1220), "Totale 1.\n220,00", STANDS),
    "the end of a broken number": (total(220), "Totale 1.\n220,00", ABSENT),
    "columns without a space between them": (total(100), "Servizio 1,00100,00", STANDS),
    "columns joined, with points": (total(1100), "Service 1.001,100.00", STANDS),
    "letters joined to it": (total(4.9), "Versicherung4,9000 Stk", STANDS),
    "on the second page": (total(1220), ["Fattura", "Totale 1.220,00"], STANDS),
    "zero is not looked for": (total(0), "Totale", WEAK),
    "ISO date": (header(date="2026-04-01"), "Data 2026-04-01", STANDS),
    "day first": (header(date="2026-04-01"), "Data 01/04/2026", STANDS),
    "day and month swapped": (header(date="2026-01-04"), "Data 01/04/2026", ABSENT),
    "month first, as another date shows": (header(date="2026-01-04"), "Date 01/04/2026, due 01/31/2026", STANDS),
    "short year": (header(date="2026-04-01"), "Data 1.4.26", STANDS),
    "name of the month": (header(date="2026-04-01"), "Torino, 1 aprile 2026", STANDS),
    "name of the month first": (header(date="2026-04-01"), "Date: April 1, 2026", STANDS),
    "digits alone": (header(date="2026-04-01"), "DATE 20260401", STANDS),
    "a date that a line end breaks": (header(date="2026-04-01"), "Data 01-04-\n2026", STANDS),
    "a date with pdfium's hyphen": (header(date="2026-04-01"), "Data 01-04\x022026", STANDS),
    "a date with soft hyphens": (header(date="2026-04-01"), "Data 01\u00ad04\u00ad2026", STANDS),
    "another date": (header(date="2026-04-01"), "Data 02/04/2026", ABSENT),
    "number": (header(number="2023/45"), "Fattura n. 2023/45", STANDS),
    "number, divided otherwise": (header(number="2023/45"), "Fattura n. 2023 - 45", STANDS),
    "number, broken by a line end": (header(number="F20180027"), "Facture F2018\n0027", STANDS),
    "part of a number": (header(number="471102"), "Nr. 1471102", ABSENT),
    "number in an amount": (header(number="45"), "Totale 45,00", ABSENT),
    "number at the end of a date": (header(number="2026"), "Data 01/4/2026", ABSENT),
    "number at the begin of a date": (header(number="01/4"), "Data 01/4/2026", ABSENT),
    "number in a date": (header(number="4"), "Data 01/4/2026", ABSENT),
    "VAT number": (vendor(vat_number="IT03187450121"), "P.IVA IT03187450121", STANDS),
    "VAT number without its prefix": (vendor(vat_number="IT03187450121"), "P.IVA 03187450121", STANDS),
    "VAT number in groups": (vendor(vat_number="FR40303265045"), "N° TVA FR 40 303 265 045", STANDS),
    "VAT number behind its label": (vendor(vat_number="IT03187450121"), "PARTITAIVA03187450121", STANDS),
    "another VAT number": (vendor(vat_number="IT03187450121"), "P.IVA IT03187450127", ABSENT),
    "IBAN in groups": (vendor(iban="IT60X0542811101000000123456"), "IBAN IT60 X054 2811 1010 0000 0123 456", STANDS),
    "IBAN over a line end": (vendor(iban="IT60X0542811101000000123456"), "IT60 X054 2811 1010\n0000 0123 456", STANDS),
    "fiscal code": (vendor(fiscal_code="RSSMRA85T10A562S"), "C.F. rssmra85t10a562s", STANDS),
    "name": (vendor(name="ALFA S.r.l."), "Alfa\nS.R.L.", STANDS),
    "another name": (vendor(name="ALFA S.r.l."), "Beta S.p.A.", WEAK),
    "country": (vendor(country="IT"), "Roma", WEAK),
    "rate": ({"financials": {"tax_rate": 22}}, "IVA 22%", STANDS),
    "another rate": ({"financials": {"tax_rate": 22}}, "IVA 10%", WEAK),
    "two thousands of a space": (total(1220000), "Totale 1 220 000,00 7 8", STANDS),
    "beside what is no number": (total(12.5), "1.1.3 Totale 12,50", STANDS),
    "joined to what is no number": (total(10), "0.123,4510,00", STANDS),
    "eight digits that are no date": (header(date="2026-04-01"), "20269999 1.4.2026", STANDS),
    "a number in columns far apart": (vendor(vat_number="03187450121"), "031874       50121", ABSENT),
    "a name without a letter": (vendor(name="!?!"), "!?!", WEAK),
    "a label in the value": (vendor(vat_number="P.IVA 03187450121"), "IT03187450121", STANDS),
}


@pytest.mark.parametrize(("result", "text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_stands(result: dict[str, Any], text: str | list[str], expected: str) -> None:
    assert outcome(result, text) == expected


SUMS = {"subtotal": 1000, "tax_amount": 220, "total": 1220}
COMPUTED = {
    "subtotal": ({"financials": SUMS}, "IVA 220,00 Totale 1.220,00", ("/financials/subtotal",), ()),
    "subtotal of lines": (
        {"financials": {"subtotal": 30}, "line_items": [{"amount": 10}, {"amount": 20}]},
        "10,00 20,00",
        ("/financials/subtotal",),
        (),
    ),
    "another subtotal": (
        {"financials": {**SUMS, "subtotal": 1001}},
        "IVA 220,00 Totale 1.220,00",
        (),
        ("/financials/subtotal",),
    ),
    "a subtotal that nothing tells": (
        {"financials": {"subtotal": 1000}},
        "Totale 1.220,00",
        (),
        (),
    ),
    "tax of several rates": ({"financials": SUMS}, "Netto 1.000,00 Totale 1.220,00", ("/financials/tax_amount",), ()),
    "tax of the lines' rates, where no total tells": (
        {
            "financials": {"tax_amount": 3.2},
            "line_items": [{"amount": 10, "vat_rate": 22}, {"amount": 10, "vat_rate": 10}],
        },
        "10,00 10,00",
        ("/financials/tax_amount",),
        (),
    ),
    "another tax than that of the lines' rates": (
        {
            "financials": {"tax_amount": 3.3},
            "line_items": [{"amount": 10, "vat_rate": 22}, {"amount": 10, "vat_rate": 10}],
        },
        "10,00 10,00",
        (),
        ("/financials/tax_amount",),
    ),
    "the rates of the lines where the total tells": (
        {"financials": {**SUMS, "tax_amount": 220.01}, "line_items": [{"amount": 1000, "vat_rate": 22}]},
        "1.000,00 1.220,00",
        (),
        ("/financials/tax_amount",),
    ),
    "a line without its rate": (
        {"financials": {"tax_amount": 3.3}, "line_items": [{"amount": 10, "vat_rate": 22}, {"amount": 10}]},
        "10,00 10,00",
        (),
        (),
    ),
    "subtotal of a total whose tax is printed": (
        {"financials": {"subtotal": 1000.5, "total": 1220}},
        "IVA 219,50 Totale 1.220,00",
        ("/financials/subtotal",),
        (),
    ),
    "subtotal of a total whose tax is not": (
        {"financials": {"subtotal": 1000.5, "total": 1220}},
        "Totale 1.220,00",
        (),
        ("/financials/subtotal",),
    ),
    "subtotal of a total that is not printed": (
        {"financials": {"subtotal": 1000.5, "total": 1220}},
        "IVA 219,50",
        (),
        ("/financials/total",),
    ),
    "tax of the one rate of its lines": (
        {"financials": SUMS, "line_items": [{"amount": 500, "vat_rate": 22}, {"amount": 500, "vat_rate": 22}]},
        "500,00 500,00 1.000,00 1.220,00",
        (),
        ("/financials/tax_amount",),
    ),
    "tax beside lines without rates": (
        {"financials": SUMS, "line_items": [{"amount": 500}, {"amount": 500}]},
        "500,00 500,00 1.000,00 1.220,00",
        ("/financials/tax_amount",),
        (),
    ),
    "tax of one rate": (
        {"financials": {**SUMS, "tax_rate": 22}},
        "Netto 1.000,00 Totale 1.220,00",
        (),
        ("/financials/tax_amount",),
    ),
}


@pytest.mark.parametrize(("result", "text", "computed", "absent"), COMPUTED.values(), ids=COMPUTED.keys())
def test_sums_that_follow(
    result: dict[str, Any], text: str, computed: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    grounding = ground(result, text)
    assert grounding.computed == computed
    assert tuple(one.path for one in grounding.absent) == absent


@pytest.mark.parametrize(
    "context", [ExtendedContext, Context(prec=1), Context(prec=2, Emax=2, traps=[Inexact, Overflow])], ids=repr
)
def test_what_stands_does_in_any_context_of_the_caller(context: Context) -> None:
    sums = {"subtotal": 123456.78, "tax_amount": 27160.49, "total": 150616.27, "tax_rate": 22, "discount": 12.35}
    result = {"financials": sums, "line_items": [{"unit_price": 1234.5675, "quantity": 100, "amount": -123456.75}]}
    text = "Prezzo 1.234,57 x 100 = 123.456,75; imponibile 123.456,78; totale 150.617,27; sconto 12,53; IVA 22%"
    expected = ground(result, text)
    assert expected.places
    assert expected.absent
    with localcontext(context):
        assert ground(result, text) == expected


def test_a_place_says_where_and_how() -> None:
    grounding = ground(total(1220), ["Fattura", "Totale 1.220,00 e ancora 1.220,00"])
    places = grounding.places["/financials/total"]
    assert [place.page for place in places] == [2, 2]
    assert places[0]._asdict() == {"page": 2, "start": 7, "end": 15, "printed": "1.220,00"}
    assert grounding.as_dict()["places"]["/financials/total"][0] == places[0]._asdict()


WEAK_VALUES = {
    "two digits": (total(20), "20,00", True),
    "two digits and zeros": (total(1200), "1.200,00", True),
    "three digits": (total(20.5), "20,50", False),
    "three signs of a number": (header(number="A/17"), "A/17", True),
    "four signs of a number": (header(number="A/171"), "A/171", False),
    "a date": (header(date="2026-01-01"), "1.1.2026", False),
    "a name": (vendor(name="ALFA S.r.l."), "ALFA S.r.l.", True),
}


@pytest.mark.parametrize(("result", "text", "is_weak"), WEAK_VALUES.values(), ids=WEAK_VALUES.keys())
def test_few_digits_prove_nothing(result: dict[str, Any], text: str, is_weak: bool) -> None:
    grounding = ground(result, text)
    assert list(grounding.weak) == ([*grounding.places] if is_weak else [])
    assert len(grounding.places) == 1


def test_a_value_has_so_many_places() -> None:
    assert len(ground(total(20.5), "20,50 " * 30).places["/financials/total"]) == MOST_PLACES
    assert len(ground(header(number="FT/2026"), "FT/2026 " * 30).places["/invoice/number"]) == MOST_PLACES
    assert len(ground(vendor(name="Alfa"), "Alfa " * 30).places["/vendor/name"]) == MOST_PLACES
    assert len(ground(header(number="FT/2026"), ["FT/2026 " * 15] * 2).places["/invoice/number"]) == MOST_PLACES


AMERICAN = {
    "its country": {"vendor": {"country": "US"}, "invoice": {"date": "2026-01-04"}},
    "its country, spelt out": {"vendor": {"country": "United States"}, "invoice": {"date": "2026-01-04"}},
    "its currency": {"invoice": {"date": "2026-01-04", "currency": "usd "}},
    "the currency of its sums": {"invoice": {"date": "2026-01-04"}, "financials": {"currency": "$"}},
}


@pytest.mark.parametrize("result", AMERICAN.values(), ids=AMERICAN.keys())
def test_on_an_american_paper_both_readings_of_a_date_count(result: dict[str, Any]) -> None:
    assert outcome(result, "Date 01/04/2026") == STANDS
    assert outcome(result, "Date 01.04.2026") == ABSENT
    assert outcome(result, "Date 01/04/2026, due 31/01/2026") == ABSENT
    assert outcome({**result, "vendor": {"country": "IT"}}, "Date 01/04/2026") == ABSENT


def test_a_date_is_read_in_the_order_of_its_own_page_before_that_of_another() -> None:
    assert outcome(header(date="2026-01-04"), ["Date 01/04/2026, due 01/31/2026", "31/12/2025"]) == STANDS
    assert outcome(header(date="2026-01-04"), ["Date 01/04/2026", "01/31/2026"]) == STANDS


NEAREST = {
    "two digits swapped": (total(1202), "tra 1.199,00 e 1.220,00", "1.220,00"),
    "one digit misread": (total(1228), "tra 1.229,50 e 1.220,00", "1.220,00"),
    "a point lost": (total(122000), "1.220,00", "1.220,00"),
    "nothing but near": (total(1190.1), "1.191,50", "1.191,50"),
    "far away": (total(1190.1), "12,30", None),
    "date": (header(date="2026-01-04"), "01/04/2026", "01/04/2026"),
    "VAT number": (vendor(vat_number="IT03187450127"), "IT 03187450121 e IT12345678903", "03187450121"),
    "number": (header(number="471120"), "Nr. 471102", "471102"),
}


@pytest.mark.parametrize(("result", "text", "expected"), NEAREST.values(), ids=NEAREST.keys())
def test_the_nearest_print(result: dict[str, Any], text: str, expected: str | None) -> None:
    [absent] = ground(result, text).absent
    assert (absent.nearest and absent.nearest.printed) == expected


def test_an_absent_value_is_flagged_with_its_path_and_the_nearest_print() -> None:
    [flag] = ground({"line_items": [{"amount": 5.5}] * 3 + [{"amount": 12.2}]}, "5,50 21,20").flags
    assert (flag.code, flag.severity.value, flag.path) == ("NOT_ON_PAGE", "warning", "/line_items/3/amount")
    assert flag.render() == "amount of line 4 12.20 does not stand on the page; the nearest there is 21,20 (page 1)"
    assert flag.render("it") == (
        "importo della riga 4 12,20: non risulta nel documento; il valore più vicino è 21,20 (pagina 1)"
    )
    assert flag.context["nearest"] == "21,20"


def test_three_absent_keys_are_one_flag() -> None:
    grounding = ground({"financials": SUMS, "invoice": {"number": "17", "date": "2026-04-01"}}, "Lieferschein")
    assert grounding.of_another_paper
    [flag] = grounding.flags
    assert (flag.code, flag.severity.value, flag.path) == ("WRONG_PAGE", "warning", "")
    assert flag.render() == (
        "the text is of another paper, or there is none: number, date, tax amount and total do not stand there"
    )


HEADER = {"number": "FT/2026/0117", "date": "2026-04-03"}
ANOTHER = {
    "three of the six": ({"invoice": HEADER, "financials": {"total": 1220}}, "Totale 1.222,00", True),
    "two of the six, and the third stands there": (
        {"invoice": HEADER, "financials": {"total": 1220}},
        "Totale 1.220,00",
        False,
    ),
    "two, and nothing at all stands there": ({"invoice": HEADER}, "Lieferschein 4711", True),
    "two, and a name stands there": ({"invoice": HEADER, "vendor": {"name": "Alfa"}}, "Alfa, Lieferschein 4711", False),
    "two, and a sum follows from others": (
        {"invoice": HEADER, "financials": {"subtotal": 0.5, "total": 0}, "line_items": [{"amount": 0.5}]},
        "Lieferschein 0,50",
        False,
    ),
    "one, and nothing at all stands there": ({"invoice": {"number": "FT/2026/0117"}}, "Lieferschein 4711", False),
    "three, beside number, date and more": (
        {
            "invoice": HEADER,
            "vendor": {"vat_number": "IT03187450121"},
            "financials": {"tax_amount": 220, "total": 1220},
            "line_items": [{"unit_price": 100.25, "amount": 300.75}],
        },
        "Fattura FT/2026/0117 del 03/04/2026 100,25 300,75",
        False,
    ),
    "three, beside number and date alone": (
        {
            "invoice": HEADER,
            "vendor": {"vat_number": "IT03187450121"},
            "financials": {"tax_amount": 220, "total": 1220},
        },
        "Fattura FT/2026/0117 del 03/04/2026",
        True,
    ),
    "three, beside a number that says little": (
        {
            "invoice": {**HEADER, "number": "17"},
            "vendor": {"vat_number": "IT03187450121"},
            "financials": {"tax_amount": 220, "total": 1220},
            "line_items": [{"unit_price": 100.25, "amount": 300.75}, {"unit_price": 111.25, "amount": 222.5}],
        },
        "Fattura 17 del 03/04/2026 100,25 300,75 111,25 222,50",
        True,
    ),
}


@pytest.mark.parametrize(("result", "text", "is_another"), ANOTHER.values(), ids=ANOTHER.keys())
def test_the_text_is_of_another_paper(result: dict[str, Any], text: str, is_another: bool) -> None:
    grounding = ground(result, text)
    assert grounding.of_another_paper is is_another
    assert ("WRONG_PAGE" in [flag.code for flag in grounding.flags]) is is_another


@pytest.mark.parametrize("text", ["", " \n\f ", [], ["", "\n"], "- - -"])
def test_an_empty_page_is_not_evaluated(text: str | list[str]) -> None:
    grounding = ground({"financials": SUMS}, text)
    assert (grounding.flags, grounding.absent) == ((), ())
    assert [code for code, _ in grounding.not_evaluated] == ["NOT_ON_PAGE", "WRONG_PAGE"]
    assert {reason.code for reason in grounding.not_evaluated.values()} == {"empty_paper"}


def test_a_rule_about_the_page_is_not_evaluated_without_one() -> None:
    report = validate({"financials": SUMS}, table=DEFAULT_TABLE.only("INVALID_TOTAL").with_rules(*GROUNDING_TABLE))
    assert {reason.code for reason in report.not_evaluated.values()} == {"no_paper"}


def test_the_rules_are_rules_in_everything() -> None:
    invoice = GroundedInvoice.beside(read(total(1202)).invoice, "Totale 1.220,00", Policy())
    table = DEFAULT_TABLE.with_rules(*GROUNDING_TABLE).with_severity({"NOT_ON_PAGE": "error"})
    assert [flag.code for flag in validate(invoice, table=table).errors] == ["NOT_ON_PAGE"]


def test_a_plugin_sees_the_page() -> None:
    @rule(code="ACME_DRAFT", severity="warning", summary="a draft", messages={"en": "a draft", "it": "una bozza"})
    def draft(invoice: Any, policy: Policy) -> Any:
        held = grounded(invoice)
        if held and any("BOZZA" in page.text for page in held.paper.pages):
            yield Finding(())

    assert [flag.code for flag in ground({}, "BOZZA", table=GROUNDING_TABLE.with_rules(draft)).flags] == ["ACME_DRAFT"]


def test_a_policy_changes_what_is_expected() -> None:
    lenient = Policy(on_page={"financials.total": "weak", "financials.tax_amount": "ignored"})
    grounding = ground({"financials": {"total": 1202, "tax_amount": 5}}, "Totale", policy=lenient)
    assert (grounding.absent, grounding.weak) == ((), ("/financials/total",))


LONG = {
    "characters": ["Totale 1.220,00", "a" * READ_AT_MOST, "Imposta 220,11"],
    "a page that goes on": "Totale 1.220,00 " + "a" * READ_AT_MOST + " 220,11",
    "pages": ["Totale 1.220,00", *[""] * MOST_PAGES, "Imposta 220,11"],
    "form feeds": "Totale 1.220,00" + "\f" * MOST_PAGES + "Imposta 220,11",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_what_is_missing_on_so_long_a_paper_is_not_evaluated(text: str | list[str]) -> None:
    sums = {"tax_rate": 22, "tax_amount": 220.11, "total": 1220}
    found = ground({"financials": {"total": 1220}}, text)
    assert (found.flags, found.not_evaluated) == ((), {})
    missing = ground({"financials": sums}, text)
    assert (missing.flags, missing.absent) == ((), ())
    assert "/financials/tax_amount" in missing.weak
    assert {reason.code for reason in missing.not_evaluated.values()} == {"long_paper"}
    assert missing.not_evaluated["WRONG_PAGE", ""].render("it") == (
        "non tutto risulta, e il documento è più lungo di quanto viene esaminato: 500.000 caratteri, 1.000 pagine"
    )
    other = ground({"invoice": {"number": "FT/2026/0117", "date": "2026-04-03"}, "financials": sums}, text)
    assert (other.of_another_paper, other.flags) == (False, ())


def test_a_paper_of_the_greatest_length_is_evaluated() -> None:
    whole = "Imposta 220,11".ljust(READ_AT_MOST, "a")
    assert ground({"financials": {"total": 1220.5}}, whole).absent[0].path == "/financials/total"
    pages = ["Imposta 220,11", *[""] * (MOST_PAGES - 1)]
    assert ground({"financials": {"total": 1220.5}}, pages).absent[0].path == "/financials/total"


def test_a_page_that_shows_none_is_read_by_the_convention_of_most_amounts() -> None:
    pages = ["0.70", "0,50 0,60", "Totale 1.220"]
    assert outcome(total(1220), pages) == STANDS
    assert outcome(price(1.22), pages) == ABSENT


def test_a_minus_is_looked_for_on_the_page_of_the_amount() -> None:
    paper = Paper(["Totale 122,00", "Totale -122,00"])
    assert [paper.has_minus(place) for place in paper.money[Decimal(122)]] == [False, True]


REFUSED = {
    "no text": (7, "text: expected the text of the paper or a list of pages, got the number 7"),
    "bytes": (b"x", "text: expected the text of the paper or a list of pages, got a value of type bytes"),
    "no page": (["x", None], "text: expected a text for page 2, got null"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_text_is_refused(text: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ground({}, text)
    assert str(refused.value) == message


HOSTILE = {
    "digits": "1" * 200_000,
    "digits and spaces": "1 " * 3_000,
    "groups": "100 " * 3_000,
    "dates": "1/1/" * 3_000,
    "marks": "1.1," * 3_000,
    "names": "1 mar " * 2_000,
    "letters": "a" * 50_000,
    "line ends": "1,\n" * 3_000,
    "separators": ".,'" * 5_000,
    "dates in words": "1 gennaio 2026 " * 500,
    "an IBAN again and again": "IT60 X054 2811 1010 " * 1_000,
    "pages": "1\f" * 5_000,
    "signs of every kind": "".join(map(chr, range(1, 0x3000))),
    "surrogates": "\ud800" * 100,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_read_all_the_same(text: str) -> None:
    result = {
        "vendor": {"vat_number": "IT11111111111", "iban": "11", "name": "a a a"},
        "invoice": {"number": "1/1", "date": "2001-01-01"},
        "financials": {"total": 111},
    }
    assert isinstance(ground(result, text), Grounding)


def test_a_value_that_says_little_is_no_reason_to_stop() -> None:
    odd = {"vendor": {"vat_number": "---x", "iban": "/", "name": "..."}, "invoice": {"number": "?!"}}
    assert isinstance(ground(odd, "x"), Grounding)


def test_without_a_page_nothing_of_it_is_imported() -> None:
    program = (
        "import sys, parzo_validate.cli.app; from parzo_validate.diagnosis import diagnose; "
        "diagnose({'financials': {'subtotal': 1000, 'tax_amount': 220, 'total': 1202}}); "
        "print([name for name in sys.modules if 'grounding' in name or 'pdfium' in name])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.strip() == b"[]"


def test_equal_groundings_are_equal() -> None:
    first, second = (ground(total(1220), "1.220,00") for _ in range(2))
    assert first == second
    assert first != ground(total(1220), "1.222,00")
    assert Paper("1").pages[0].number == 1


def test_a_text_without_a_word_stands_nowhere() -> None:
    assert Words("Alfa S.r.l.").find("...") == []
