"""INVALID_PIVA_CHECKSUM: firing, silent and boundary cases, and properties with a check digit of their own."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn

from parzo_validate.domain.vat_number import is_plainly_right, read_vat_number, right_check_digit
from parzo_validate.testing.strategies import partite_iva
from tests.helpers.builders import judged_by

CODE = "INVALID_PIVA_CHECKSUM"
RIGHT = "12345678903"
FISCAL_CODE = "RCCMNL83S18D969H"


def vendor(number: str | None, country: str | None = None) -> dict[str, Any]:
    return {"vendor": {"vat_number": number, "country": country}}


def buyer(number: str | None, country: str | None = None) -> dict[str, Any]:
    return {"vendor": {"vat_number": RIGHT}, "buyer": {"vat_number": number, "country": country}}


SILENT = {
    "documented-vendor": vendor("IT12345678903"),
    "documented-buyer-corrected": buyer("IT98765432103"),
    "no-prefix": vendor(RIGHT),
    "two-prefixes": vendor(f"ITIT{RIGHT}"),
    "no-prefix-country-it": vendor(RIGHT, "IT"),
    "unknown-province-code": vendor("IT12345678903"),
    "lower-case-prefix": vendor("it12345678903"),
    "spaces": vendor(" IT 123 456 789 03 "),
    "no-break-and-zero-width-spaces": vendor("IT\u00a0123\u200b456\ufeff78903"),
    "dots-dashes-colons-slashes": vendor("IT-123.456.789/03:"),
    "typographic-dash": vendor("IT 123\u2013456\u201078903"),
    "full-width-digits": vendor("".join(chr(ord(letter) + 0xFEE0) for letter in "IT12345678903")),
    "label-piva": vendor("P.IVA 12345678903"),
    "label-piva-it": vendor("P.IVA: IT12345678903"),
    "label-pi": vendor("P.I. 12345678903"),
    "label-partita-iva": vendor("Partita IVA IT12345678903"),
    "label-iva": vendor("IVA 12345678903"),
    "label-vat": vendor("VAT: IT 12345678903"),
    "label-vat-number": vendor("VAT number 12345678903"),
    "label-cf-and-piva": vendor("C.F. e P.IVA 12345678903"),
    "label-piva-and-cf": vendor("P.IVA/C.F. 12345678903"),
    "german": vendor("DE136695976"),
    "german-in-italy": vendor("DE136695976", "IT"),
    "german-with-label": vendor("VAT DE136695976"),
    "norwegian": vendor("VAT NO 923609016 MVA"),
    "wrong-digits-abroad": vendor("136695976", "DE"),
    "san-marino-by-prefix": vendor("SM12345"),
    "san-marino-by-country": vendor("12345", "SM"),
    "vatican-by-country": vendor("12345", "VA"),
    "fiscal-code-of-a-foreign-party": vendor(FISCAL_CODE, "CH"),
    "buyer-without-number": buyer(None),
    "buyer-with-empty-number": buyer(""),
    "buyer-with-blank-number": buyer(" - "),
    "foreign-vendor-without-number": vendor(None, "France"),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "documented-buyer": ("IT98765432109", None, "checksum"),
    "no-prefix": ("98765432109", None, "checksum"),
    "country-it": ("98765432109", "IT", "checksum"),
    "country-ita": ("98765432109", "ITA", "checksum"),
    "country-italia": ("98765432109", "Italia", "checksum"),
    "country-italy": ("98765432109", " ITALY ", "checksum"),
    "country-in-words": ("98765432109", "IT - Italia", "checksum"),
    "country-blank": ("98765432109", " ", "checksum"),
    "italian-prefix-abroad": ("IT98765432109", "DE", "checksum"),
    "behind-a-label": ("P.IVA IT98765432109", None, "checksum"),
    "ten-digits": ("IT1234567890", None, "length"),
    "twelve-digits": ("IT123456789030", None, "length"),
    "one-digit": ("1", None, "length"),
    "a-mile-of-digits": ("1" * 5000, None, "length"),
    "all-zeros": ("IT00000000000", None, "placeholder"),
    "ten-zeros": ("IT0000000000", None, "length"),
    "letter-among-digits": ("IT1234567890O", None, "format"),
    "one-letter": ("X12345678903", None, "format"),
    "arabic-digits": ("١٢٣٤٥٦٧٨٩٠٣", None, "format"),
    "misread-prefix": ("1T12345678903", None, "format"),
    "fiscal-code": (FISCAL_CODE, None, "fiscal_code"),
    "fiscal-code-behind-it": (f"IT{FISCAL_CODE}", None, "fiscal_code"),
    "fiscal-code-in-italy": (FISCAL_CODE.lower(), "IT", "fiscal_code"),
    "wrong-fiscal-code-behind-it": ("ITRCCMNL83S18D969X", None, "format"),
}


@pytest.mark.parametrize("role", ["vendor", "buyer"])
@pytest.mark.parametrize(("number", "country", "reason"), FLAGGED.values(), ids=FLAGGED)
def test_flags_either_party_with_the_reason(role: str, number: str, country: str | None, reason: str) -> None:
    result = (vendor if role == "vendor" else buyer)(number, country)
    [flag] = judged_by(CODE, result).flags
    assert (flag.severity, flag.path) == ("warning", f"/{role}/vat_number")
    assert (flag.context["party"], flag.context["reason"]) == (role, reason)


@pytest.mark.parametrize("number", [None, "", "  ", "IT", "P.IVA", "-"])
def test_a_vendor_without_number_is_not_evaluated(number: str | None) -> None:
    report = judged_by(CODE, vendor(number))
    assert (report.flags, dict(report.not_evaluated)) == (
        (),
        {(CODE, "/vendor/vat_number"): "vat_number is missing"},
    )


def test_each_party_gets_its_own_flag_buyer_first_by_path() -> None:
    result = {"vendor": {"vat_number": "IT00000000000"}, "buyer": {"vat_number": "IT00000000000"}}
    assert [flag.path for flag in judged_by(CODE, result).flags] == ["/buyer/vat_number", "/vendor/vat_number"]


def test_a_number_is_echoed_on_one_line_and_cut_short() -> None:
    [flag] = judged_by(CODE, vendor("IT\x1b[31m" + "9" * 500)).flags
    assert len(str(flag.context["vat_number"])) < 90
    assert flag.message.isprintable()


def check_digit(first_ten: str) -> str:
    """Return the check digit as the Agenzia delle Entrate words it.

    X the digits in odd places, Y the doubled others, Z how many of those are 5 or more; the complement to ten of
    (X + Y + Z) mod 10.
    """
    odd = [int(digit) for digit in first_ten[0::2]]
    even = [int(digit) for digit in first_ten[1::2]]
    total = sum(odd) + sum(2 * digit for digit in even) + sum(1 for digit in even if digit >= 5)
    return str((10 - total % 10) % 10)


ten_digits = st.text("0123456789", min_size=10, max_size=10).filter(lambda digits: digits != "0" * 10)


@given(ten_digits)
def test_right_numbers_pass(first_ten: str) -> None:
    assert judged_by(CODE, vendor(f"IT{first_ten}{check_digit(first_ten)}")).flags == ()


@given(ten_digits, st.integers(0, 10), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(first_ten: str, at: int, shift: int) -> None:
    right = first_ten + check_digit(first_ten)
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]
    [flag] = judged_by(CODE, vendor(wrong)).flags
    assert flag.context["reason"] in ("checksum", "placeholder")


@given(ten_digits, st.integers(1, 9))
def test_the_message_names_the_check_digit_that_would_be_right(first_ten: str, shift: int) -> None:
    right = check_digit(first_ten)
    wrong = str((int(right) + shift) % 10)
    [flag] = judged_by(CODE, vendor(first_ten + wrong)).flags
    assert (flag.context["actual"], flag.context["expected"]) == (wrong, right)


@given(st.text("0123456789", min_size=11, max_size=11).filter(lambda digits: digits != "0" * 11))
def test_the_checksum_is_that_of_stdnum(digits: str) -> None:
    assert (read_vat_number(digits) == ("", digits, None)) == luhn.is_valid(digits)


@pytest.mark.parametrize("digits", ["10000000009", "49999999607", "50000000005", "99900000000"])
def test_the_checksum_is_that_of_stdnum_on_round_numbers(digits: str) -> None:
    assert (read_vat_number(digits)[2] is None) == luhn.is_valid(digits)


@given(partite_iva() | st.text("0123456789IT\u0661", max_size=14) | st.none())
@example("00000000000")
@example("IT00000000000")
@example("IT\u0661" + 10 * "0")
def test_a_number_is_plainly_right_when_it_is_read_as_it_stands_and_without_fault(text: str | None) -> None:
    prefix, number, fault = read_vat_number(text or "")
    is_right = fault is None and len(number) == 11 and text in (number, f"IT{number}") and prefix in ("", "IT")
    assert is_plainly_right(text) == is_right


PROOFS = {
    "12345": {"digits": 5},
    "12345678901": {"actual": "1", "expected": "3"},
    "00000000000": {},
    "IT12X": {},
    "RSSMRA85T10A562S": {},
}


@pytest.mark.parametrize(("number", "proof"), PROOFS.items(), ids=PROOFS)
def test_each_fault_is_proved_by_its_own_values(number: str, proof: dict[str, Any]) -> None:
    [flag] = judged_by(CODE, vendor(number)).flags
    assert {name: value for name, value in flag.context.items() if name in ("digits", "actual", "expected")} == proof


def test_a_number_is_read_with_its_prefix_and_its_fault() -> None:
    assert read_vat_number("SM12345678901") == ("SM", "12345678901", None)
    assert read_vat_number("DE12345678901") == ("DE", "12345678901", None)
    assert read_vat_number("DE136695976") == ("DE", "136695976", None)


def test_only_the_first_hundred_and_twenty_characters_are_read() -> None:
    assert read_vat_number(" " * 109 + "12345678903") == ("", "12345678903", None)
    assert read_vat_number(" " * 110 + "12345678903") == ("", "1234567890", "length")


def test_the_right_check_digit_is_one_digit() -> None:
    assert [right_check_digit(first_ten) for first_ten in ("0000000000", "1234567890", "0764352056")] == ["0", "3", "7"]


FOREIGN_PREFIXES = ["AT", "DE", "EL", "ES", "FR", "GB", "HR", "SI", "US"]


@given(st.sampled_from(FOREIGN_PREFIXES), st.from_regex("[0-9]{5,10}|[0-9]{12,15}", fullmatch=True))
def test_a_foreign_prefix_with_a_number_is_never_accused(prefix: str, rest: str) -> None:
    """Right or misread; eleven digits are Italy's unless that country gives out such numbers."""
    assert judged_by(CODE, vendor(prefix + rest)).flags == ()


WITHOUT_DIGITS = st.text(st.characters(exclude_categories=["Nd", "Nl", "No", "So"]))  # ㏠ is the first day, with its 1


@given(st.sampled_from(FOREIGN_PREFIXES), WITHOUT_DIGITS)
def test_a_foreign_prefix_without_a_number_is_nothing(prefix: str, rest: str) -> None:
    assert dict(judged_by(CODE, vendor(prefix + rest)).not_evaluated) == {
        (CODE, "/vendor/vat_number"): "vat_number is missing"
    }


@given(st.text(max_size=200))
def test_separators_and_case_change_nothing(text: str) -> None:
    assert read_vat_number(text[:60]) == read_vat_number(f" {text[:60]}.\u200b")
