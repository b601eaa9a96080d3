"""SAME_PARTY_NAME: beside the vectors, what makes two names one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.builders import header, judged_by

CODE = "SAME_PARTY_NAME"


def both(vendor: object, buyer: object, kind: object = "invoice") -> dict[str, Any]:
    return {"vendor": {"name": vendor}, "buyer": {"name": buyer}} | header(type=kind)


@pytest.mark.parametrize(
    ("vendor", "buyer"),
    [("Rossi S.r.l.", "rossi srl"), ("Caffè, Bar", "CAFFÈ BAR"), ("A & B", "A&B"), ("株式会社", " 株式会社 ")],
)
def test_signs_and_capitals_make_no_other_name(vendor: str, buyer: str) -> None:
    [flag] = judged_by(CODE, both(vendor, buyer)).flags
    assert (flag.severity, flag.path) == ("warning", "/buyer/name")


@pytest.mark.parametrize(
    ("vendor", "buyer"), [("Rossi", "Rossi S.r.l."), ("Rossi", "Rossini"), ("-", "."), (None, None), ("Rossi", None)]
)
def test_other_names_are_no_finding(vendor: object, buyer: object) -> None:
    report = judged_by(CODE, both(vendor, buyer))
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize(("kind", "reason"), [(None, "type is missing"), (["x"], "type is unreadable")])
def test_without_a_type_it_cannot_be_told(kind: object, reason: str) -> None:
    report = judged_by(CODE, both("Rossi", "Rossi", kind))
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, "/invoice/type"): reason})


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_names_are_one_exactly_when_their_letters_and_digits_are(one: str, other: str) -> None:
    def plain(name: str) -> list[str]:
        return [sign for sign in name.casefold() if sign.isalnum()]

    flags = judged_by(CODE, both(f"A{one}", f"a{other}")).flags
    assert bool(flags) == (plain(one) == plain(other))


def test_an_unreadable_number_may_be_the_same() -> None:
    report = judged_by(CODE, {**both("Rossi", "Rossi"), "vendor": {"name": "Rossi", "vat_number": ["x"]}})
    assert dict(report.not_evaluated) == {(CODE, "/vendor/vat_number"): "vat_number is unreadable"}
