"""What is marked on the paper: which places, what they are called, which are seen, and where a flag leads."""

import json
from typing import Any

from parzo_validate.browser.answer import answer
from tests.helpers.builders import sums

PAPER = "P.IVA 03187450121\nFattura 2026/17 del 01/04/2026"


def marks_of(result: dict[str, Any], text: str) -> Any:
    return json.loads(answer(json.dumps(result), "sheet", json.dumps({"text": text})))["answer"]["paper"]


def test_values_that_stand_in_one_place_share_their_mark() -> None:
    [mark] = marks_of(sums(subtotal=1000, total=1000), "Totale 1.000,00")["marks"]
    assert (mark["paths"], mark["names"]) == (["/financials/subtotal", "/financials/total"], ["subtotal", "total"])


def test_a_value_that_proves_nothing_is_not_shown_in_many_places() -> None:
    result = {"line_items": [{"quantity": 7}]}
    assert [mark["shown"] for mark in marks_of(result, "7 7 7")["marks"]] == [True] * 3
    assert [mark["shown"] for mark in marks_of(result, "7 7 7 7")["marks"]] == [False] * 4


def test_a_flag_of_something_that_stands_there_leads_to_it_and_one_about_nothing_nowhere() -> None:
    result = {"financials": {"subtotal": 1000, "tax_amount": 220, "total": 1202}, "invoice": {"number": "77/2026"}}
    paper = marks_of(result, "Fattura 77/2026 Imponibile 1.000,00 IVA 220,00 Totale 1.202,00")
    [[mark]] = paper["flags"]
    assert paper["marks"][mark]["paths"] == ["/financials/total"]
    assert paper["marks"][mark]["severity"] == "error"
    assert marks_of(RESULT_OF_ANOTHER, PAPER)["flags"] == [[]]


RESULT_OF_ANOTHER = {
    "vendor": {"vat_number": "IT00000000067"},
    "invoice": {"number": "99/A", "date": "2025-02-03"},
    "financials": {"total": 77777.77},
}


def test_a_nearest_value_is_marked_where_nothing_better_is_known() -> None:
    paper = marks_of({"invoice": {"number": "2026/71", "date": "2026-04-01"}}, PAPER)
    assert [(mark["printed"], mark["instead_of"]) for mark in paper["marks"]] == [
        ("2026/17", ["/invoice/number"]),
        ("01/04/2026", []),
    ]
