"""SAME_PARTY_VAT_NUMBER: firing, silent and boundary cases beside the vectors, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.strategies import partite_iva
from tests.helpers.builders import header, judged_by

CODE = "SAME_PARTY_VAT_NUMBER"
NUMBER = "IT00743110157"


def both(number: object, kind: object = "invoice") -> dict[str, Any]:
    return {"vendor": {"vat_number": number}, "buyer": {"vat_number": number}} | header(type=kind)


SELF_INVOICES = [
    *("TD16", "td17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD26", "TD27", "TD28", "TD29", "389", "261"),
    *("Autofattura", "self-invoice", "Self billing", "Integrazione reverse charge", "integration", "Autoconsumo"),
]


@pytest.mark.parametrize("kind", SELF_INVOICES)
def test_a_self_invoice_may_name_one_party_twice(kind: str) -> None:
    report = judged_by(CODE, both(NUMBER, kind))
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize("kind", ["invoice", "Fattura", "TD01", "TD04", "TD24", "TD25", "credit_note", "380", "TD"])
def test_any_other_type_may_not(kind: str) -> None:
    [flag] = judged_by(CODE, both(NUMBER, kind)).flags
    assert (flag.severity, flag.path, flag.context) == ("warning", "/buyer/vat_number", {"vat_number": NUMBER})


@pytest.mark.parametrize("kind", [None, "", "  "])
def test_without_a_type_it_cannot_be_told(kind: object) -> None:
    report = judged_by(CODE, both(NUMBER, kind))
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, "/invoice/type"): "type is missing"})
    assert dict(judged_by(CODE, header(type=kind)).not_evaluated) == {}


def test_one_number_of_two_countries_is_of_two_parties() -> None:
    parties = {"vendor": {"vat_number": "SI50223054"}, "buyer": {"vat_number": "PT50223054"}}
    assert judged_by(CODE, parties | header(type="invoice")).flags == ()


@pytest.mark.parametrize("number", [None, "", " ", "IT", "IT00000000000", "0000", "P.IVA"])
def test_what_is_no_number_has_no_equal(number: object) -> None:
    assert judged_by(CODE, both(number)).flags == ()


def test_several_numbers_of_one_party_cannot_be_compared() -> None:
    several = f"{NUMBER} / IT12345678903"
    report = judged_by(CODE, both(several))
    reason = "vat_number holds several different numbers"
    assert report.flags == ()
    assert dict(report.not_evaluated) == {(CODE, f"/{role}/vat_number"): reason for role in ("vendor", "buyer")}
    assert dict(judged_by(CODE, {"vendor": {"vat_number": several}}).not_evaluated) == {}
    assert dict(judged_by(CODE, both(several, "TD17")).not_evaluated) == {}


@pytest.mark.parametrize("number", ["98765432109", "RSSMRA85T10A562S", "00000000001"])
def test_a_wrong_number_is_compared_too(number: str) -> None:
    assert len(judged_by(CODE, both(number)).flags) == 1


@given(partite_iva(), partite_iva())
def test_two_numbers_are_the_same_exactly_when_their_digits_are(one: str, other: str) -> None:
    result = {"vendor": {"vat_number": one}, "buyer": {"vat_number": other}} | header(type="invoice")
    assert bool(judged_by(CODE, result).flags) == (one[-11:] == other[-11:])


@given(st.sampled_from(["DE", "FR", "GB"]), partite_iva(prefix=False))
def test_another_country_is_another_party(prefix: str, number: str) -> None:
    result = {"vendor": {"vat_number": prefix + number}, "buyer": {"vat_number": number}} | header(type="invoice")
    assert judged_by(CODE, result).flags == ()
