"""INVALID_FISCAL_CODE: firing, silent and boundary cases beside the vectors, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.facts import italian_check_letter, partita_iva_check_digit
from parzo_validate.testing.strategies import codici_fiscali, partite_iva
from tests.helpers.builders import judged_by

CODE = "INVALID_FISCAL_CODE"
RIGHT = "RSSMRA85T10A562S"


def buyer(fiscal_code: object, **more: object) -> dict[str, Any]:
    return {"buyer": {"fiscal_code": fiscal_code, **more}}


SILENT = {
    "label-in-words": buyer(f"Codice Fiscale: {RIGHT}"),
    "label-abbreviated": buyer(f"cod.fisc. {RIGHT}"),
    "label-in-english": buyer(f"Tax code {RIGHT}"),
    "label-and-prefix": buyer("CF IT00743110157"),
    "prefix-before-a-person": buyer(f"IT{RIGHT}"),
    "full-width": buyer("".join(chr(ord(character) + 0xFEE0) for character in RIGHT)),
    "same-as-vat-number-with-label": buyer("98765432109", vat_number="P.IVA IT 987 654 321 09"),
    "country-italy": buyer(RIGHT, country="Italia"),
    "foreign-number-of-eleven": buyer("DE123456789"),
    "san-marino": buyer("SM12345", country="San Marino"),
    "not-available": buyer("N/D"),
    "vendor": {"vendor": {"fiscal_code": RIGHT}},
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "seventeen-characters": (buyer(RIGHT + "X"), "length"),
    "ten-digits": (buyer("0743110157"), "length"),
    "five-letters": (buyer("ABCDE"), "length"),
    "twelve-digits": (buyer("007431101570"), "length"),
    "prefix-before-ten-digits": (buyer("IT074311015"), "length"),
    "sixteen-digits": (buyer("1234567890123456"), "format"),
    "month-that-does-not-exist": (buyer("RSSMRA85F10A562S"), "format"),
    "letters-of-another-alphabet": (buyer("ЯSSMRA85T10A562S"), "format"),
    "eleven-nines": (buyer("99999999999"), "placeholder"),
    "sixteen-zeros": (buyer("0" * 16), "placeholder"),
    "twelve-zeros": (buyer("0" * 12), "length"),
    "other-number-than-the-vat-number": (buyer("98765432109", vat_number="IT00743110157"), "checksum"),
    "smaller-number-than-the-vat-number": (buyer("00743110158", vat_number="IT12345678903"), "checksum"),
    "italian-number-abroad": (buyer("1", vat_number="IT00743110157", country="FR"), "length"),
    "long": (buyer("x" * 5000), "length"),
}


@pytest.mark.parametrize(("result", "reason"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], reason: str) -> None:
    [flag] = judged_by(CODE, result).flags
    assert (flag.severity, flag.path, flag.context["reason"]) == ("warning", "/buyer/fiscal_code", reason)


@given(codici_fiscali(), st.sampled_from("LMNPQRSTUV"), st.integers(0, 25))
def test_the_one_right_check_letter_is_accepted_also_with_letters_for_digits(code: str, letter: str, off: int) -> None:
    """Omocodia replaces digits, the last one first; the check letter is computed anew, here by the kit's own table."""
    first = code[:14] + letter
    right = italian_check_letter(first)
    given_letter = chr((ord(right) - ord("A") + off) % 26 + ord("A"))
    assert bool(judged_by(CODE, buyer(first + given_letter)).flags) == (off > 0)


@given(partite_iva(prefix=False), st.integers(0, 9))
def test_a_company_needs_the_one_right_check_digit(number: str, digit: int) -> None:
    flags = judged_by(CODE, buyer(f"{number[:10]}{digit}")).flags
    assert bool(flags) == (str(digit) != partita_iva_check_digit(number[:10]))


@given(codici_fiscali(), st.sampled_from(["", " ", "-", "."]))
def test_case_and_separators_do_not_matter(code: str, separator: str) -> None:
    assert judged_by(CODE, buyer(separator.join(code.lower()))).flags == ()


@given(st.text(max_size=200))
def test_no_code_is_accused_abroad(text: str) -> None:
    assert judged_by(CODE, buyer(text, country="FR")).flags == ()
