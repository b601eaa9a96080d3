"""UNKNOWN_PIVA_OFFICE: firing, silent and boundary cases beside the vectors, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.facts import partita_iva_check_digit
from parzo_validate.testing.strategies import partite_iva
from tests.helpers.builders import judged_by

CODE = "UNKNOWN_PIVA_OFFICE"


def vendor(**fields: object) -> dict[str, Any]:
    return {"vendor": fields}


@given(st.integers(1, 10**7 - 1), st.integers(0, 999), st.sampled_from(["", "IT", "P.IVA "]))
def test_flags_exactly_the_offices_that_are_not_published(company: int, office: int, before: str) -> None:
    first_ten = f"{company:07d}{office:03d}"
    flags = judged_by(CODE, vendor(vat_number=before + first_ten + partita_iva_check_digit(first_ten))).flags
    assert bool(flags) == (office not in {*range(1, 101), 120, 121, 888, 999})
    assert [flag.context["office"] for flag in flags] == [f"{office:03d}"] * len(flags)


@given(partite_iva(valid=False))
def test_a_number_that_is_wrong_anyway_is_not_accused_twice(number: str) -> None:
    report = judged_by(CODE, vendor(vat_number=number) | {"buyer": {"vat_number": number}})
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


def test_a_company_without_a_number_is_not_of_an_office_either() -> None:
    """Seven noughts before the office: stdnum calls the form wrong, which is none of this rule's business."""
    assert judged_by(CODE, vendor(vat_number="00000000018")).flags == ()


@pytest.mark.parametrize("text", [None, "", "  ", "IT", "P.IVA"])
def test_only_a_missing_number_of_an_italian_vendor_is_not_evaluated(text: object) -> None:
    report = judged_by(CODE, vendor(vat_number=text, country="IT"))
    assert dict(report.not_evaluated) == {(CODE, "/vendor/vat_number"): "vat_number is missing"}
    assert dict(judged_by(CODE, vendor(vat_number="1") | {"buyer": {"vat_number": text}}).not_evaluated) == {}


def test_a_foreign_vendor_does_not_hide_an_italian_buyer() -> None:
    [flag] = judged_by(CODE, vendor(vat_number="DE136695976") | {"buyer": {"vat_number": "IT12345678903"}}).flags
    assert (flag.path, flag.context["office"]) == ("/buyer/vat_number", "890")


def test_it_is_a_warning() -> None:
    [flag] = judged_by(CODE, vendor(vat_number="IT12345678903")).flags
    assert flag.severity == "warning"
