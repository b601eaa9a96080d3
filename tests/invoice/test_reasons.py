"""Reasons: a code that stays, and a sentence in each language that says what was given."""

import copy
import pickle
import re
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from parzo_validate.invoice.reasons import REASONS, Figures, Reason, Term, Words, because, in_language
from parzo_validate.invoice.values import describe
from parzo_validate.words import Language

FILLED: dict[str, tuple[dict[str, object], str, str]] = {
    "not_a_number": ({"given": describe("x")}, 'expected a number, got "x"', 'atteso un numero, trovato "x"'),
    "too_many_digits": (
        {"whole": 18, "decimals": 8, "given": describe(5)},
        "expected at most 18 digits before and 8 after the point, got the number 5",
        "attese al più 18 cifre prima e 8 dopo la virgola, trovato il numero 5",
    ),
    "two_readings": (
        {"given": "12,500", "first": Decimal("12.5"), "second": Decimal(12500)},
        "12,500 may be 12.5 or 12500",
        "12,500 può essere 12,5 o 12.500",
    ),
    "out_of_scope": (
        {"day": date(1997, 10, 1)},
        "invoice dates before 1997-10-01 are not covered",
        "le fatture anteriori al 01/10/1997 non sono trattate",
    ),
    "not_a_date": (
        {"given": describe("30 days")},
        'expected a date as YYYY-MM-DD, got "30 days"',
        'attesa una data come AAAA-MM-GG, trovato "30 days"',
    ),
    "no_such_day": (
        {"given": describe("2026-02-30")},
        'expected a day that exists, got "2026-02-30"',
        'atteso un giorno che esiste, trovato "2026-02-30"',
    ),
    "not_a_result": (
        {"given": describe([])},
        "expected a JSON object with the extraction result, got a list",
        "atteso un oggetto JSON con il risultato dell'estrazione, trovato una lista",
    ),
    "job_without_result": (
        {"status": describe("failed")},
        'expected an extraction result, got a job with status "failed" and none; revalidate says why',
        'atteso il risultato di un\'estrazione, trovato un job con stato "failed" che non ne ha; '
        "revalidate dice perché",
    ),
    "empty": (
        {},
        "expected a JSON object, got an empty document",
        "atteso un oggetto JSON, trovato un documento vuoto",
    ),
    "wrong_encoding": (
        {"offset": 3},
        "expected JSON in UTF-8, got an invalid byte at offset 3",
        "atteso JSON in UTF-8, trovato un byte non valido alla posizione 3",
    ),
    "too_deep": (
        {"levels": 100},
        "expected at most 100 levels of nesting, got more; an extraction result has four",
        "attesi al più 100 livelli annidati, trovati di più; un risultato ne ha quattro",
    ),
    "not_json": (
        {"line": 1, "column": 2, "problem": "Expecting value", "advice": Words("; cut it", "; tagliarlo")},
        "invalid JSON at line 1, column 2: Expecting value; cut it",
        "JSON non valido alla riga 1, colonna 2: Expecting value; tagliarlo",
    ),
    "broken_mapping": (
        {"error": "KeyError"},
        "expected plain mappings, lists and values, got one that raises KeyError when it is read",
        "attesi oggetti, liste e valori semplici, trovato uno che solleva KeyError quando si legge",
    ),
    "not_text": ({"given": describe(True)}, "expected text, got true", "atteso un testo, trovato true"),
    "not_an_object": (
        {"given": describe([])},
        "expected an object, got a list",
        "atteso un oggetto, trovato una lista",
    ),
    "not_a_list": ({"given": describe({})}, "expected a list, got an object", "attesa una lista, trovato un oggetto"),
    "no_code": (
        {"given": describe(42)},
        "expected a code or an object with a code, got the number 42",
        "atteso un codice o un oggetto con un codice, trovato il numero 42",
    ),
    "missing": (
        {"names": Words("tax_amount and total are", "mancano imposta e totale")},
        "tax_amount and total are missing",
        "mancano imposta e totale",
    ),
    "unreadable": ({"name": Words("discount", "sconto")}, "discount is unreadable", "sconto: illeggibile"),
    "line_amount_missing": ({"line": 2}, "the amount of line 2 is missing", "manca l'importo della riga 2"),
    "nothing_read": (
        {"section": Words("buyer", "cliente")},
        "the buyer section is empty",
        "la sezione cliente è vuota",
    ),
    "no_rate": ({}, "no VAT rate is stated", "nessuna aliquota IVA è indicata"),
    "several_rates": ({}, "the lines have several VAT rates", "le righe hanno più aliquote IVA"),
    "several_numbers": (
        {"name": Words("vat_number", "partita IVA")},
        "vat_number holds several different numbers",
        "partita IVA: più numeri diversi",
    ),
    "no_day": (
        {},
        "the policy has no as_of date",
        "la configurazione non indica la data di riferimento (as_of)",
    ),
    "unknown_currency": (
        {"given": describe("lire")},
        '"lire" is not known as a currency',
        '"lire" non è una valuta nota',
    ),
}


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_says_what_was_given_in_both_languages(code: str) -> None:
    values, english, italian = FILLED[code]
    reason = because(code, **values)
    assert (reason.code, str(reason), reason.render(), reason.render("it")) == (code, english, english, italian)


@pytest.mark.parametrize("code", REASONS)
def test_both_languages_name_values_that_the_other_names(code: str) -> None:
    english, italian = ({name for _, name, *_ in Formatter().parse(text) if name} for text in REASONS[code])
    assert italian <= english
    assert re.fullmatch("[a-z]+(_[a-z]+)*", code)


def test_a_reason_is_its_english_sentence() -> None:
    reason = Reason("acme_closed", "the register is closed", "il registro è chiuso")
    assert reason == "the register is closed"
    assert hash(reason) == hash("the register is closed")
    assert Reason("acme_closed", "the register is closed").render("it") == "the register is closed"
    assert Words("a list").render("it") == "a list"


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda held: pickle.loads(pickle.dumps(held))])  # noqa: S301
def test_code_and_italian_survive_a_copy_and_a_pickle(duplicate: object) -> None:
    reason = because("not_text", given=describe([]))
    again = duplicate(reason)  # type: ignore[operator]
    assert (again, again.code, again.render("it")) == (reason, "not_text", "atteso un testo, trovato una lista")
    words = duplicate(Words("a list", "una lista"))  # type: ignore[operator]
    assert (words, words.render("it")) == ("a list", "una lista")
    term = duplicate(Term("DE", "Germany", "Germania"))  # type: ignore[operator]
    assert (term, term.render(), term.render("it")) == ("DE", "Germany", "Germania")
    figures = duplicate(Figures("-1220.50"))  # type: ignore[operator]
    assert (figures, figures.render(), figures.render("it")) == ("-1220.50", "-1220.50", "-1.220,50")


def test_a_language_may_be_a_member_of_its_enumeration() -> None:
    values = Decimal("1220.5"), date(2026, 4, 1), Term("DE", "Germany", "Germania"), Words("a list", "una lista")
    assert [in_language(value, Language.IT) for value in values] == ["1.220,5", "01/04/2026", "Germania", "una lista"]


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^no messages in 'de'; known languages: en, it$"):
        because("not_text", given="x").render("de")
