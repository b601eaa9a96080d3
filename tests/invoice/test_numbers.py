"""Printed numbers: what each kind of field takes, what it refuses, and what stands between."""

import pytest

from parzo_validate.invoice.numbers import (
    READ_AT_MOST,
    NumberKind,
    Printed,
    decimal_mark_of,
    printed,
    thousands_mark_of,
)

TAKEN: dict[NumberKind, dict[str, str]] = {
    "money": {
        "1220": "1220",
        "1220.10": "1220.10",
        "1220,10": "1220.10",
        "1.220,10": "1220.10",
        "1,220.10": "1220.10",
        "1'220.10": "1220.10",
        "1\u2019220.10": "1220.10",
        "1 220,10": "1220.10",
        "1\u00a0220,10": "1220.10",
        "1\u202f220,10": "1220.10",
        "1\u2009220,10": "1220.10",
        "1.234.567,89": "1234567.89",
        "1,234,567": "1234567",
        "1.234.567": "1234567",
        "1,234.567": "1234.567",
        "1 220": "1220",
        "12,34,567.00": "1234567.00",
        "1,22,000": "122000",
        ",50": "0.50",
        ".50": "0.50",
        "0,125": "0.125",
        "0.125": "0.125",
        "1234.567": "1234.567",
        "1.2345": "1.2345",
        "€ 1.220,10": "1220.10",
        "1.220,10 €": "1220.10",
        "1.220,10 EUR": "1220.10",
        "EUR 1.220,10": "1220.10",
        "EUR1.220,10": "1220.10",
        "Euro 1.220,10": "1220.10",
        "CHF 1'220.10": "1220.10",
        "Fr. 20.50": "20.50",
        "$1,220.10": "1220.10",
        "US$ 1,220.10": "1220.10",
        "1 220,10 zł": "1220.10",
        "-5,00": "-5.00",
        "5,00-": "-5.00",
        "5,00- €": "-5.00",
        "\u22125,00": "-5.00",
        "\u20135,00": "-5.00",
        "- 5,00": "-5.00",
        "-€ 5,00": "-5.00",
        "€ -5,00": "-5.00",
        "(5,00)": "-5.00",
        "(€ 5,00)": "-5.00",
        "+5,00": "5.00",
        "1.220,-": "1220.00",
        "1.220,--": "1220.00",
        "20.-": "20.00",
        "1'220.-": "1220.00",
        "44,01 D": "44.01",
        "44,01D": "44.01",
        "44,01 € A": "44.01",
        "44,01*": "44.01",
        "80,00 €/h": "80.00",
        "80,00 / ora": "80.00",
        "12,50 EUR/m²": "12.50",
        "  7,00\t": "7.00",
    },
    "rate": {
        "22": "22",
        "22%": "22",
        "22 percent": "22",
        "22 %": "22",
        "22,00 %": "22.00",
        "5,5 per cento": "5.5",
        "IVA 22%": "22",
        "Aliquota IVA: 22 %": "22",
        "22% IVA": "22",
        "MwSt. 19 %": "19",
        "0,22": "0.22",
    },
    "quantity": {
        "40 ore": "40",
        "2,5 kg": "2.5",
        "1 pz.": "1",
        "5Stk": "5",
        "8h": "8",
        "10 m": "10",
        "10 m2": "10",
        "3 m³": "3",
        "10 kg netti": "10",
        "2 500": "2500",
        "-3 pz": "-3",
        "3 S": "3",
    },
}

REFUSED: dict[NumberKind, tuple[str, ...]] = {
    "money": (
        *("", "x", "€", "-", "SI", "750..00", "$10:06", "1.220.10", "1,220,10", "1.22.000", "12.34,56", "1220."),
        *(
            "1_000",
            "1e3",
            "1E+30",
            "NaN",
            "0x10",
            "5 %",
            "5 kg",
            "10 k",
            "3 M",
            "1 mln",
            "5 cento",
            "1 2",
            "1/2",
            "5-6",
        ),
        *("٢٢", "\uff11\uff12", "1½", "5²", "Ⅻ", "1.220,1O", "1.22O,10", "44,0S", "440I", "l.220,10"),
        *("(5,00", "5,00)", "(-5,00)", "-5,00-", "- -5", "0.125.000", "00.125,00", "0'125", "0,66,463", "43  892"),
        *("1.220.-", "1,50.-", "1,234.5.-", "2,00 3,00", "EUR 1.220,10 (IVA inclusa)", "circa 50", "1\u200b220"),
    ),
    "rate": ("22 kg", "22 €", "IVA", "IVA al 22%", "22% e 10%", "22/10", "%", "esente"),
    "quantity": (
        *("1e3", "1E2", "1O", "1O ore", "1OO", "2l", "4S", "1½", "1 ½ ore", "5²", "5 ³", "10-pack", "2 500 ml", "5 k"),
        *("3 of", "2 x 5", "1/2", "2 e 3", "3 million", "€ 5 pz", "5 %"),
    ),
}


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [(kind, text, number) for kind in TAKEN for text, number in TAKEN[kind].items()],
    ids=repr,
)
def test_a_number_is_read_as_a_person_reads_it(kind: NumberKind, text: str, number: str) -> None:
    found = printed(text, kind)
    assert found is not None
    assert str(found.read()) == number
    assert found.mark is None


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in REFUSED for text in REFUSED[kind]], ids=repr)
def test_what_only_a_guess_would_read_is_refused(kind: NumberKind, text: str) -> None:
    assert printed(text, kind) is None


BOTH_WAYS = {
    "1.220": ("1.220", "1220"),
    "12,500": ("12500", "12.500"),
    "€ 999.999": ("999.999", "999999"),
    "-1.000": ("-1.000", "-1000"),
    "1,234 D": ("1234", "1.234"),
}
"""Texts with two readings: the one with a decimal point, and the one with a decimal comma."""


@pytest.mark.parametrize(("text", "readings"), BOTH_WAYS.items(), ids=BOTH_WAYS)
def test_one_mark_before_exactly_three_digits_has_two_readings(text: str, readings: tuple[str, str]) -> None:
    found = printed(text, "money")
    assert found is not None
    assert found.mark
    assert found.decimal_mark is None
    assert (str(found.read(".")), str(found.read(","))) == readings


@pytest.mark.parametrize(
    "text", ["1234.567", "0.125", "012.345", "1.22", "1.2200", ".500", "1 220", "1'220", "1.220.000"]
)
def test_beside_it_there_is_one_reading(text: str) -> None:
    found = printed(text, "money")
    assert found is not None
    assert found.mark is None


MARKS = {
    "1.220,10": ",",
    "1,220.10": ".",
    "44,01": ",",
    "44.1": ".",
    "1.234.567": ",",
    "1,234,567": ".",
    "0.125": ".",
    "1.220,-": ",",
    "20.-": ".",
    "1.220": None,
    "1220": None,
    "1 220": None,
}


@pytest.mark.parametrize(("text", "mark"), MARKS.items(), ids=MARKS)
def test_a_number_may_show_which_mark_is_the_decimal_one(text: str, mark: str | None) -> None:
    found = printed(text, "money")
    assert found is not None
    assert found.decimal_mark == mark


def of(*digits: str) -> list[Printed]:
    return [Printed(text) for text in digits]


def test_a_document_prints_the_mark_that_its_numbers_agree_on() -> None:
    assert decimal_mark_of(of("1.220", "44,01", "7")) == ","
    assert decimal_mark_of(of("44,01", "44.01")) is None
    assert decimal_mark_of(of("1.220", "7")) is None
    assert decimal_mark_of([]) is None


def test_two_sums_or_more_of_three_digits_behind_one_mark_are_thousands() -> None:
    assert thousands_mark_of(of("10.000", "2.200")) == "."
    assert thousands_mark_of(of("10,000", "2,200", "12,200")) == ","
    assert thousands_mark_of(of("10.000", "2,200")) is None
    assert thousands_mark_of(of("10.000")) is None
    assert thousands_mark_of([]) is None


def test_a_text_too_long_for_a_number_is_none() -> None:
    longest = "7" * READ_AT_MOST
    assert printed(longest, "money") == Printed(longest)
    assert printed(longest + "7", "money") is None
