"""WRONG_RECIPIENT: beside the vectors, properties over whose number stands where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Policy
from parzo_validate.testing.strategies import partite_iva, results
from tests.helpers.builders import judged_by

CODE = "WRONG_RECIPIENT"
OWN = Policy(own_vat_numbers=["IT07643520567"])


def parties(vendor: object, buyer: object) -> dict[str, Any]:
    return {"vendor": {"vat_number": vendor}, "buyer": {"vat_number": buyer}}


@given(partite_iva(), partite_iva(), partite_iva(), st.booleans())
def test_it_fires_exactly_where_neither_party_is_one_of_ours(one: str, other: str, own: str, ours: bool) -> None:
    policy = Policy(own_vat_numbers=[own, *([other] if ours else [])])
    flagged = {one[-11:], other[-11:]}.isdisjoint({own[-11:], *([other[-11:]] if ours else [])})
    report = judged_by(CODE, parties(one, other), policy)
    assert [flag.path for flag in report.flags] == (["/buyer/vat_number"] if flagged else [])


@given(results())
def test_without_a_number_of_its_own_a_policy_does_not_ask(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize(
    ("result", "lacking"),
    [
        (parties("IT12345678903", None), {"/buyer/vat_number": "vat_number is missing"}),
        (parties("IT12345678903", "IT00000000000"), {"/buyer/vat_number": "vat_number is missing"}),
        (parties("IT12345678903", ["x"]), {"/buyer/vat_number": "vat_number is unreadable"}),
        (parties("IT12345678904", "IT00743110157"), {"/vendor/vat_number": "the VAT number itself is wrong"}),
        (parties(None, None), dict.fromkeys(["/vendor/vat_number", "/buyer/vat_number"], "vat_number is missing")),
    ],
    ids=["missing", "zeros", "unreadable", "wrong", "both"],
)
def test_a_party_that_may_be_ours_is_not_accused(result: dict[str, Any], lacking: dict[str, str]) -> None:
    report = judged_by(CODE, result, OWN)
    assert report.flags == ()
    assert {path: reason for (_, path), reason in report.not_evaluated.items()} == lacking


def test_the_reason_speaks_italian() -> None:
    report = judged_by(CODE, parties("IT12345678904", "IT00743110157"), OWN)
    assert [reason.render("it") for reason in report.not_evaluated.values()] == ["la partita IVA stessa è errata"]
