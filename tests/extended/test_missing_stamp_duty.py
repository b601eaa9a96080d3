"""MISSING_STAMP_DUTY: firing, silent and boundary cases beside the vectors, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.strategies import coherent_results
from tests.helpers.builders import header, judged_by, lines, sums

CODE = "MISSING_STAMP_DUTY"
ITALIAN = {"vendor": {"country": "IT"}}
FLAT_RATE = ITALIAN | sums(subtotal=1000, total=1000)

EXCUSES = [
    "Imposta di bollo assolta in modo virtuale",
    "BOLLO",
    "stamp duty paid",
    "reverse charge",
    "Reverse-charge",
    "reversed charge",
    "Inversione contabile",
    "autoliquidazione",
    "cessione intracomunitaria",
    "intra-Community supply",
    "intra-EU",
    "operazione CEE",
    "esportazione",
    "export",
    "operazione non imponibile",
    "non-imponibile",
    "regime del margine",
    "split payment",
    "scissione dei pagamenti",
    *(f"art. {number}" for number in (7, 8, 9, 17, 41, 71, 72, 74)),
    "art.17",
    "articolo 17",
    "art 17 c. 6",
    *("N3", "N3.5", "N5", "n6.1"),
]


@pytest.mark.parametrize("words", EXCUSES)
def test_words_that_excuse_it_may_stand_anywhere(words: str) -> None:
    for result in (
        FLAT_RATE | lines({"description": f"Fornitura ({words})"}),
        FLAT_RATE | header(payment_terms=words),
        FLAT_RATE | header(payment_method=words),
        FLAT_RATE | header(type=words),
    ):
        assert judged_by(CODE, ITALIAN | result).flags == ()


@pytest.mark.parametrize(
    "words", ["Consulenza", "art. 10", "art. 170", "N1", "N2.2", "N4", "N33", "cartn6", "ceemento"]
)
def test_other_words_excuse_nothing(words: str) -> None:
    assert judged_by(CODE, FLAT_RATE | lines({"description": words})).flags


def test_only_the_first_thousand_characters_of_a_text_are_read() -> None:
    assert judged_by(CODE, FLAT_RATE | header(payment_terms=" " * 995 + "bollo")).flags == ()
    assert judged_by(CODE, FLAT_RATE | header(payment_terms=" " * 996 + "bollo")).flags


SILENT = {
    "vendor-unsaid": FLAT_RATE | {"vendor": {}},
    "foreign-vendor-by-number": FLAT_RATE | {"vendor": {"vat_number": "DE136695976"}},
    "foreign-buyer-by-country": FLAT_RATE | {"buyer": {"country": "Svizzera"}},
    "currency-unknown": FLAT_RATE | header(currency="EUR/USD"),
    "dollars-of-the-header": FLAT_RATE | header(currency="usd"),
    "dollars-between-italian-parties": FLAT_RATE | header(currency="usd") | {"buyer": {"country": "IT"}},
    "self-consumption": FLAT_RATE | header(type="TD27"),
    "line-of-a-credit-note": sums(subtotal=-1002, total=-1002) | lines({"amount": -1000}, {"amount": -2}),
    "in-the-total-of-2012": sums(subtotal=1000, tax_amount=0, total="1001.81"),
    "in-the-total-of-a-credit-note": sums(subtotal=-1000, tax_amount=0, total=-1002),
    "stated-with-a-minus-sign": sums(subtotal=-1000, stamp_duty=-2, total=-1002),
    "tax-without-a-rate": sums(subtotal=1000, tax_amount=220, total=1220),
    "rate-without-a-tax": sums(subtotal=1000, tax_rate=22, total=1220),
    "rate-of-a-line": sums(subtotal=1000, total=1000) | lines({"tax_rate": 22}),
    "small-negative": sums(subtotal="-77.47", total="-77.47"),
    "the-total-goes-first": sums(subtotal=1000, tax_amount=0, total=70),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, ITALIAN | result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "euro-in-words": (FLAT_RATE | header(currency=" euro "), "/financials/total"),
    "euro-twice": (FLAT_RATE | header(currency="Euro (EUR)"), "/financials/total"),
    "euros": (FLAT_RATE | sums(subtotal=1000, total=1000, currency="Euros"), "/financials/total"),
    "italian-parties": (
        FLAT_RATE | {"vendor": {"country": "Italia"}, "buyer": {"vat_number": "IT00743110157"}},
        "/financials/total",
    ),
    "rate-of-zero-on-a-line": (FLAT_RATE | lines({"vat_rate": 0, "amount": 1000}), "/financials/total"),
    "total-alone": (sums(tax_amount=0, total=1000), "/financials/total"),
    "subtotal-alone": (sums(tax_amount=0, subtotal=1000), "/financials/subtotal"),
    "a-line-of-nearly-two": (FLAT_RATE | lines({"amount": "2.01"}), "/financials/total"),
}


@pytest.mark.parametrize(("result", "path"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], path: str) -> None:
    [flag] = judged_by(CODE, ITALIAN | result).flags
    assert (flag.severity, flag.path) == ("warning", path)
    assert flag.context == {"amount": "1000.00", "free_up_to": "77.47"}


def test_what_is_lacking_is_named() -> None:
    reasons = {
        "/financials/subtotal": ({}, "subtotal and total are missing"),
        "/financials/tax_amount": (sums(subtotal=1000), "tax_amount is missing"),
    }
    for path, (result, reason) in reasons.items():
        assert dict(judged_by(CODE, ITALIAN | result).not_evaluated) == {(CODE, path): reason}
    assert dict(judged_by(CODE, ITALIAN | sums(subtotal=50)).not_evaluated) == {}
    assert dict(judged_by(CODE, ITALIAN | sums(subtotal=1000, total=1500)).not_evaluated) != {}


@given(st.integers(-(10**7), 10**7))
def test_flags_exactly_above_the_free_amount(cents: int) -> None:
    amount = f"{cents / 100:.2f}"
    assert bool(judged_by(CODE, ITALIAN | sums(subtotal=amount, total=amount)).flags) == (abs(cents) > 7747)


@given(coherent_results(taxed=False))
def test_a_true_invoice_without_vat_holds_the_duty_or_says_why_not(result: dict[str, Any]) -> None:
    assert judged_by(CODE, ITALIAN | result).flags == ()


@given(coherent_results(taxed=True))
def test_an_invoice_with_vat_owes_none(result: dict[str, Any]) -> None:
    report = judged_by(CODE, ITALIAN | result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})
