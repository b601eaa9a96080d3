"""Placeholders: what stands where nothing does, and what only looks like it."""

import pytest

from parzo_validate.invoice import read
from parzo_validate.invoice.placeholders import CODES_OF_PLACES_AND_TYPES, PLACEHOLDERS, says_nothing

NOTHING = (
    *("", " ", "\t\n", "-", "--", "---", "\u2013", "\u2014", "_", "____", ".", "...", "…", "*", "***", "/", "//", "?"),
    *(
        "???",
        "- -",
        "/ /",
        "--.--",
        "N/A",
        "n/a",
        "N.A.",
        "n.a",
        "NA",
        "nd",
        "N.D.",
        "n.d",
        "n/d",
        "np",
        "N.P.",
        "#N/A",
    ),
    *("null", "None", "nil", "NaN", "undefined", "unknown", "Missing", "empty", "tbd", "T.B.D."),
    *("not found", "Not Available", "not specified", "NOT PROVIDED", "not stated", "not applicable", "no data"),
    *("nessuno", "assente", "sconosciuto", "non disponibile", "Non indicato", "non presente", "non specificata"),
    *("non trovato", "non rilevato", "non applicabile", "non pervenuto", "nessun dato", "da definire"),
    *("inconnu", "néant", "non renseigné", "sans objet", "unbekannt", "keine", "nicht vorhanden", "keine Angabe"),
    *("entfällt", "nondisponibile", "desconocido", "no disponible", "no consta", "sin datos", "k.A.", "s/n"),
    *("<null>", "[none]", "{unknown}".strip("{}"), "(not found)", '"N/A"', "unknown.", " N/A "),
)

SOMETHING = (
    *(
        "0",
        "0,00",
        "no",
        "si",
        "x",
        "N",
        "A",
        "Nessuna nota",
        "not found in Rome",
        "N/A 5",
        "null and void",
        "nulla osta",
    ),
    *("Unknown Pleasures Ltd", "- 5", "-5", "1.", "(1)", "---1", "Nando", "NAS", "Ndola", "Keine GmbH", "-" * 13),
)


@pytest.mark.parametrize("text", NOTHING, ids=repr)
def test_a_placeholder_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", SOMETHING, ids=repr)
def test_what_only_looks_like_one_says_something(text: str) -> None:
    assert not says_nothing(text)


def test_placeholders_are_held_as_they_are_looked_up() -> None:
    assert {text.strip().casefold() for text in PLACEHOLDERS} == PLACEHOLDERS
    assert CODES_OF_PLACES_AND_TYPES < PLACEHOLDERS


@pytest.mark.parametrize(
    ("section", "name"),
    [("vendor", "country"), ("buyer", "city"), ("invoice", "type")],
)
@pytest.mark.parametrize("code", sorted(CODES_OF_PLACES_AND_TYPES))
def test_a_code_of_a_place_or_a_document_is_none_where_such_a_thing_stands(section: str, name: str, code: str) -> None:
    reading = read({section: {name: code.upper()}})
    assert reading.coerced == ()
    assert getattr(getattr(reading.invoice, section), name) == code.upper()


def test_elsewhere_it_is_a_placeholder() -> None:
    [coerced] = read({"vendor": {"vat_number": "NA"}}).coerced
    assert (coerced.path, coerced.given, coerced.read_as) == ("/vendor/vat_number", "NA", None)
    [coerced] = read({"vendor": {"country": "N/A"}}).coerced
    assert (coerced.path, coerced.read_as) == ("/vendor/country", None)
