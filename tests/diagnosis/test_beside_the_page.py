"""Diagnoses with the page beside the invoice."""

from typing import Any

import pytest

from parzo_validate.diagnosis import Diagnosis, diagnose
from parzo_validate.testing.evidence import untrue_evidence

PAGE = """ALFA S.r.l. - Via Roma 1 - 10121 Torino
Partita IVA 03187450121 - IBAN IT60 X054 2811 1010 0000 0123 456
Spett.le Beta S.p.A., P.IVA 12345678903
Fattura n. FT/2026/0117 del 03/04/2026 - scadenza 03/05/2026
Consulenza 8 114,35 914,80
Trasferta 1 85,20 85,20
Imponibile 1.000,00 IVA 22% 220,00 Totale 1.220,00
"""
TRUE: dict[str, Any] = {
    "vendor": {"vat_number": "IT03187450121", "iban": "IT60X0542811101000000123456"},
    "buyer": {"vat_number": "IT12345678903"},
    "invoice": {"number": "FT/2026/0117", "date": "2026-04-03", "due_date": "2026-05-03"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220},
    "line_items": [
        {"description": "Consulenza", "quantity": 8, "unit_price": 114.35, "amount": 914.80},
        {"description": "Trasferta", "quantity": 1, "unit_price": 85.20, "amount": 85.20},
    ],
}


def with_value(path: str, value: object) -> dict[str, Any]:
    section, *steps = path.strip("/").split("/")
    if len(steps) == 1:
        return {**TRUE, section: {**TRUE[section], steps[0]: value}}
    number = int(steps[0])
    lines = [{**line, steps[1]: value} if place == number else line for place, line in enumerate(TRUE[section])]
    return {**TRUE, section: lines}


CASES = {
    "a total of unknown cause": ("/financials/total", 1413.07, "1220.00", "likely"),
    "a total with a misread digit": ("/financials/total", 1226, "1220.00", "certain"),
    "a subtotal that is ten times too great": ("/financials/subtotal", 10000, "1000.00", "certain"),
    "an amount of a line": ("/line_items/0/amount", 941.80, "914.80", "certain"),
    "a price of a line": ("/line_items/0/unit_price", 11.435, "114.35", "likely"),
    "a tax": ("/financials/tax_amount", 226, "220.00", "certain"),
    "a VAT number": ("/vendor/vat_number", "IT03187450127", "IT03187450121", "certain"),
    "a VAT number that lost a digit": ("/vendor/vat_number", "IT0318745012", "IT03187450121", "likely"),
    "an IBAN": ("/vendor/iban", "IT60X0542811101000000123465", "IT60X0542811101000000123456", "certain"),
    "the number of the document": ("/invoice/number", "FT/2026/0171", "FT/2026/0117", "likely"),
    "day and month swapped": ("/invoice/date", "2026-03-04", "2026-04-03", "certain"),
    "a year too late": ("/invoice/due_date", "2027-05-03", "2026-05-03", "likely"),
}


@pytest.mark.parametrize(("path", "wrong", "right", "certainty"), CASES.values(), ids=CASES.keys())
def test_what_stands_on_the_page_is_proposed(path: str, wrong: object, right: str, certainty: str) -> None:
    result = with_value(path, wrong)
    best, *_ = diagnoses = diagnose(result, text=PAGE)
    assert (best.path, best.proposed, best.certainty) == (path, right, certainty)
    assert best.evidence.place is not None
    assert best.evidence.place.printed in PAGE
    assert untrue_evidence(result, [one.as_dict() for one in diagnoses]) == []


def test_of_a_true_result_nothing_is_said() -> None:
    assert diagnose(TRUE, text=PAGE) == ()


def test_the_evidence_says_where_it_stands() -> None:
    [diagnosis] = diagnose(with_value("/financials/total", 1226), text=["Fattura", PAGE])
    assert diagnosis.evidence.as_dict() == {
        "repaired": ["sums"],
        "holding": ["tax", "lines"],
        "place": {"page": 2, "start": 299, "end": 307, "printed": "1.220,00"},
    }
    assert diagnosis.message == (
        "should be 1220.00 (certain): one digit was misread; confirmed by subtotal + tax = total, "
        "subtotal × 22%, the sum of the lines and page 2, which prints 1.220,00"
    )
    assert diagnosis.render("it") == (
        "dovrebbe essere 1.220,00 (certo): una cifra è stata letta male; a conferma: imponibile + imposta = totale, "
        "imponibile × 22%, la somma delle righe e la pagina 2, che riporta 1.220,00"
    )
    assert Diagnosis.from_dict(diagnosis.as_dict()) == diagnosis


def test_the_page_chooses_among_the_numbers_that_would_do() -> None:
    wrong = with_value("/vendor/vat_number", "IT03187450127")
    assert {one.certainty for one in diagnose(wrong)} == {"possible"}
    assert [one.proposed for one in diagnose(wrong, text=PAGE)] == ["IT03187450121"]


def test_what_the_page_prints_is_never_certainly_wrong() -> None:
    """The paper itself says that 1000 + 220 = 1202: whoever extracted it has read well."""
    result = {"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}}
    assert [one.certainty for one in diagnose(result)] == ["certain"]
    assert [one.certainty for one in diagnose(result, text="1.000,00 22% 220,00 1.202,00")] == ["possible"]


def test_what_the_page_does_not_print_is_likely_at_most() -> None:
    result = {"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}}
    [diagnosis] = diagnose(result, text="Imponibile 1.000,00 IVA 22% 220,00")
    assert (diagnosis.proposed, diagnosis.certainty, diagnosis.evidence.place) == ("1220.00", "likely", None)


@pytest.mark.parametrize("text", ["", "Lieferschein 4711 vom 02.02.2020"], ids=["empty", "another-paper"])
def test_a_text_that_is_no_witness_changes_nothing(text: str) -> None:
    wrong = with_value("/financials/total", 1202)
    assert diagnose(wrong, text=text) == diagnose(wrong)


def test_several_numbers_that_are_as_like_are_possible() -> None:
    result = {"invoice": {"number": "47110"}}
    diagnoses = diagnose(result, text="Lieferschein 47111, Auftrag 47112")
    assert [(one.proposed, one.certainty) for one in diagnoses] == [("47111", "possible"), ("47112", "possible")]


def test_the_likest_number_is_proposed_alone() -> None:
    diagnoses = diagnose({"invoice": {"number": "4711083"}}, text="Auftrag 4711099, Rechnung 4711088")
    assert [(one.proposed, one.certainty) for one in diagnoses] == [("4711088", "likely")]


def test_an_amount_that_one_defect_explains_rivals_one_that_the_sums_ask_for() -> None:
    result = {"financials": {"subtotal": 1000, "tax_amount": 220, "total": 1305}}
    diagnoses = diagnose(result, text="1.000,00 220,00 1.220,00, davon 130,50")
    assert {(one.proposed, one.certainty) for one in diagnoses} == {("1220.00", "possible"), ("130.50", "possible")}


def test_a_repair_that_breaks_what_holds_is_none() -> None:
    result = {"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220}}
    assert diagnose(result, text="1.000,00 280,00 1.220,00") == ()


def test_a_short_number_is_like_too_many() -> None:
    assert diagnose({"invoice": {"number": "17"}}, text="11 12 13") == ()


def test_the_number_of_the_other_party_is_not_certain() -> None:
    result = {"vendor": {"vat_number": "03187450127"}, "buyer": {"vat_number": "03187450121"}}
    first, *_ = diagnose(result, text="P.IVA 03187450121")
    assert (first.proposed, first.certainty) == ("03187450121", "likely")


def test_so_many_amounts_that_lack_are_no_single_mistake() -> None:
    lines = [{"amount": amount} for amount in range(100, 160)]
    assert diagnose({"line_items": lines}, text="101,50") == ()


@pytest.mark.parametrize("sums", [TRUE["financials"], {"total": 1220}], ids=["sums-close", "sums-missing"])
def test_no_identity_asks_for_an_amount_that_is_none_of_the_sums(sums: dict[str, Any]) -> None:
    """A withholding tax that is not printed has the nearest print beside it, and no sum that speaks for it."""
    damaged = {**TRUE, "financials": {**sums, "withholding_tax": 226}}
    assert [found.path for found in diagnose(damaged, text=PAGE) if found.certainty == "certain"] == []


SUMS = {"subtotal": 1000.5, "tax_rate": 22, "tax_amount": 220.11, "total": 1220.61}
CREDIT = {name: value if name == "tax_rate" else -value for name, value in SUMS.items()}
SIGNS = {
    "a sign was put": (SUMS, "total", "1.000,50 22% 220,11 1.220,61", "1220.61", "certain", "1.220,61"),
    "a sign was lost": (CREDIT, "total", "-1.000,50 22% -220,11 -1.220,61", "-1220.61", "certain", "1.220,61"),
    "a sign behind the amount": (CREDIT, "subtotal", "1.000,50- 220,11- 1.220,61-", "-1000.50", "certain", "1.000,50"),
    "brackets": (CREDIT, "tax_amount", "(€ 1.000,50) (€ 220,11) (€ 1.220,61)", "-220.11", "certain", "220,11"),
    "a credit note that prints none": (CREDIT, "total", "1.000,50 22% 220,11 1.220,61", "-1220.61", "possible", None),
    "the page has the sign, too": (SUMS, "total", "1.000,50 22% 220,11 -1.220,61", "1220.61", "possible", None),
    "the page has both": (SUMS, "total", "1.000,50 22% 220,11 1.220,61 -1.220,61", "1220.61", "possible", None),
}


@pytest.mark.parametrize(("sums", "name", "page", "right", "certainty", "printed"), SIGNS.values(), ids=SIGNS.keys())
def test_a_sum_with_the_wrong_sign(
    sums: dict[str, float], name: str, page: str, right: str, certainty: str, printed: str | None
) -> None:
    kind = "invoice" if sums is SUMS else "credit note"
    result = {"invoice": {"type": kind}, "financials": {**sums, name: -sums[name]}}
    [found] = diagnose(result, text=page)
    assert (found.path, found.proposed, found.certainty) == (f"/financials/{name}", right, certainty)
    assert (found.evidence.place and found.evidence.place.printed) == printed
    assert found.defect == "sign_lost"


def test_the_page_proposes_a_sign_where_other_sums_leave_the_invoice_silent() -> None:
    result = {"financials": {**SUMS, "total": -1220.61}, "line_items": [{"amount": 700.25}, {"amount": 150.75}]}
    assert diagnose(result) == ()
    [found] = diagnose(result, text="700,25 150,75 1.000,50 22% 220,11 1.220,61")
    assert (found.path, found.proposed, found.certainty) == ("/financials/total", "1220.61", "likely")


def test_what_is_printed_and_leaves_the_sums_open_does_not_hide_what_closes_them() -> None:
    """The subtotal 219.18 need not be printed; 218.18, of which one misread digit makes 214.18, is one of its lines."""
    result = {
        "financials": {"subtotal": 214.18, "tax_amount": 21.82, "total": 241.0},
        "line_items": [{"amount": 1.0, "vat_rate": 0}, {"amount": 218.18, "vat_rate": 10}],
    }
    best, *others = diagnose(result, text="1,00 218,18 10% 21,82 241,00")
    assert (best.proposed, best.certainty, best.evidence.place) == ("219.18", "likely", None)
    assert {one.certainty for one in others} == {"possible"}
