"""INVALID_EU_VAT_NUMBER: firing, silent and boundary cases beside the vectors, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.facts import FOREIGN_COUNTRIES
from tests.helpers.builders import judged_by

CODE = "INVALID_EU_VAT_NUMBER"


def vendor(vat_number: object, **more: object) -> dict[str, Any]:
    return {"vendor": {"vat_number": vat_number, **more}}


RIGHT = {
    "AT": "ATU57194903",
    "BE": "BE0428759497",
    "BG": "BG175074752",
    "CY": "CY10259033P",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100931558",
    "EL": "EL094259216",
    "ES": "ESX2482300W",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "GR": "GR094259216",
    "HR": "HR33392005961",
    "HU": "HU12892312",
    "IE": "IE6433435OA",
    "LT": "LT119511515",
    "LU": "LU15027442",
    "LV": "LV40003521600",
    "MT": "MT11679112",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
    "PT": "PT501964843",
    "RO": "RO18547290",
    "SE": "SE556188840401",
    "SI": "SI50223054",
    "SK": "SK2022749619",
    "XI": "XI980780684",
}
"""One number that exists for each prefix, from the documentation of python-stdnum."""


@pytest.mark.parametrize("number", RIGHT.values(), ids=RIGHT)
def test_a_right_number_of_every_member_state_is_silent(number: str) -> None:
    report = judged_by(CODE, vendor(number) | {"buyer": {"vat_number": number.lower()}})
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


@pytest.mark.parametrize("number", RIGHT.values(), ids=RIGHT)
def test_most_misread_digits_of_every_member_state_are_flagged(number: str) -> None:
    """Every check is at least of modulus 10, or 7 in Latvia's, so nearly all slips of one digit must show."""
    wrong = [
        number[:place] + other + number[place + 1 :]
        for place in range(3, len(number))
        for other in "0123456789"
        if number[place].isdigit() and other != number[place]
    ]
    flagged = [slip for slip in wrong if judged_by(CODE, vendor(slip)).flags]
    assert len(flagged) > 0.75 * len(wrong)


@given(st.sampled_from(["DE", "FR", "BE"]), st.integers(0, 10**9), st.integers(1, 9))
def test_a_number_of_the_kit_is_right_and_its_last_digit_alone(country: str, drawn: int, off: int) -> None:
    right = FOREIGN_COUNTRIES[country].vat_number(drawn)
    wrong = f"{right[:-1]}{(int(right[-1]) + off) % 10}"
    assert judged_by(CODE, vendor(right)).flags == ()
    assert [flag.context["country"] for flag in judged_by(CODE, vendor(wrong)).flags] == [country]


@given(st.sampled_from(["IT", "GB", "CH", "NO", "SM", "US", "EU", "IM", "VA"]), st.text("0123456789ABC", max_size=14))
def test_no_other_prefix_is_judged(prefix: str, rest: str) -> None:
    assert judged_by(CODE, vendor(prefix + rest)).flags == ()


@given(st.sampled_from(sorted(RIGHT)), st.text(max_size=60))
def test_whatever_follows_a_prefix_gets_an_answer(prefix: str, rest: str) -> None:
    for flag in judged_by(CODE, vendor(prefix + rest)).flags:
        assert flag.context["reason"] in ("length", "format", "checksum")


QUIRKS = {
    "swedish-of-another-company-at-the-same-address": ("SE556188840494", True),
    "swedish-ending-in-letters": ("SE5561888404AB", True),
    "swedish-too-short": ("SE5561888401", False),
    "swedish-that-names-the-company-alone": ("SE5561888404", False),
    "swedish-too-long": ("SE55618884040101", False),
    "hungarian-with-all-eleven": ("HU12892312241", True),
    "hungarian-with-wrong-eight": ("HU12892313241", False),
    "hungarian-with-twelve": ("HU128923122411", False),
    "dutch-ending-in-letters": ("NL820098395BAB", False),
    "lithuanian-with-twelve": ("LT100001919017", True),
    "hungarian-with-nine": ("HU128923121", False),
    "prefix-three-times": ("DEDEDE136695976", True),
    "french-key-that-looks-like-the-prefix": ("FRFR303265045", False),
    "austrian-without-its-u": ("AT57194903", False),
    "czech-group-of-companies": ("CZ6990000000", True),
    "one-digit": ("DE1", True),
    "two-equal-digits": ("DE11", True),
    "two-digits": ("DE12", True),
    "five-digits": ("DE12345", False),
}


@pytest.mark.parametrize(("number", "silent"), QUIRKS.values(), ids=QUIRKS)
def test_where_stdnum_knows_too_little_nobody_is_accused(number: str, silent: bool) -> None:
    assert (judged_by(CODE, vendor(number)).flags == ()) == silent


def test_the_context_names_the_country_by_its_code() -> None:
    [flag] = judged_by(CODE, vendor("EL094259217")).flags
    assert (flag.severity, flag.path, flag.context["country"]) == ("warning", "/vendor/vat_number", "EL")
