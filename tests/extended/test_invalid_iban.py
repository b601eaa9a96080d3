"""INVALID_IBAN: firing, silent and boundary cases beside the vectors, and properties with accounts of the kit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.testing.strategies import ibans
from tests.helpers.builders import judged_by

CODE = "INVALID_IBAN"
RIGHT = "IT60X0542811101000000123456"


def vendor(iban: object, **more: object) -> dict[str, Any]:
    return {"vendor": {"iban": iban, **more}}


SILENT = {
    "label-in-italian": vendor(f"Codice IBAN {RIGHT}"),
    "label-and-number": vendor(f"IBAN nr. {RIGHT}"),
    "invisible-characters": vendor(f"\u200b{RIGHT}\u2060"),
    "label-alone-abroad": vendor("IBAN", country="FR"),
    "nothing-but-separators": vendor(" - "),
    "digits-with-separators": vendor("1234-5678 9012"),
    "account-of-a-foreign-number": vendor("ACC-4711", vat_number="GB980780684"),
    "greek": vendor("GR16 0110 1050 0000 1054 7023 795"),
    "buyer": {"buyer": {"iban": RIGHT}},
    "check-digits-of-its-country-that-are-wrong": vendor("ES7212341234991234567890"),
    "the-same-with-a-bank-behind": vendor("ES7212341234991234567890 Banco"),
    "shortest-with-a-bank-behind": vendor("NO9386011117947 DNB"),
    "two-accounts": vendor(f"{RIGHT}, {RIGHT}"),
    "bank-behind": vendor(f"{RIGHT} - Banca Popolare"),
    "bic-behind": vendor(f"{RIGHT}, BIC BPUIITRR"),
    "not-available": vendor("N/A"),
    "non-disponibile": vendor("n.d."),
    "non-disponibile-divided": vendor("Non - disponibile"),
    "to-be-determined-divided": vendor("T B D"),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judged_by(CODE, result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED = {
    "foreign-party-with-a-wrong-iban": (vendor("DE89370400440532013001", country="DE"), "checksum"),
    "swapped-digits": (vendor("IT60X0542811101000000124356"), "checksum"),
    "account-of-an-italian-party": (vendor("ACC-4711"), "format"),
    "digits-of-another-script": (vendor("١٢٣٤٥٦٧٨٩٠"), "format"),
    "letters-of-another-alphabet": (vendor("IT60Я0542811101000000123456"), "format"),
    "label-alone": (vendor("IBAN"), "format"),
    "bank-behind-a-wrong-one": (vendor(f"{RIGHT[:-1]}7 BPU"), "checksum"),
    "long": (vendor("IT60" + "X" * 5000), "checksum"),
}


@pytest.mark.parametrize(("result", "reason"), FLAGGED.values(), ids=FLAGGED)
def test_flags(result: dict[str, Any], reason: str) -> None:
    [flag] = judged_by(CODE, result).flags
    assert (flag.severity, flag.path, flag.context["reason"]) == ("error", "/vendor/iban", reason)


@pytest.mark.parametrize("vendor_says", [{"iban": "n.d."}, {"iban": "ACC-4711", "country": ["FR"]}])
def test_a_vendor_without_an_account_to_judge_does_not_excuse_the_buyer(vendor_says: dict[str, Any]) -> None:
    report = judged_by(CODE, {"vendor": vendor_says, "buyer": {"iban": RIGHT[:-1]}})
    assert [flag.path for flag in report.flags] == ["/buyer/iban"]


@given(ibans(), st.integers(0, 26), st.integers(1, 9))
def test_every_misread_digit_is_flagged_and_nothing_else(iban: str, place: int, off: int) -> None:
    assert judged_by(CODE, vendor(iban)).flags == ()
    if iban[place].isdigit():
        wrong = f"{iban[:place]}{(int(iban[place]) + off) % 10}{iban[place + 1 :]}"
        assert [flag.path for flag in judged_by(CODE, vendor(wrong)).flags] == ["/vendor/iban"]


@given(ibans(), st.sampled_from([" ", "-", ".", "\u00a0"]))
def test_case_and_separators_do_not_matter(iban: str, separator: str) -> None:
    assert judged_by(CODE, vendor(separator.join(iban.lower()))).flags == ()


@given(st.text(max_size=60))
def test_whatever_stands_there_gets_an_answer(text: str) -> None:
    for flag in judged_by(CODE, vendor(text)).flags:
        assert flag.context["reason"] in ("format", "checksum")
