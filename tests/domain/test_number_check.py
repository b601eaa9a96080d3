"""Number checks of stdnum, as one word."""

import subprocess
import sys

import pytest

from parzo_validate.domain.number_check import fault_of
from tests.helpers.builders import ROOT

FAULTS = {
    "right": ("it.iva", "00743110157", None),
    "too-short": ("it.iva", "0074311015", "length"),
    "check-digit": ("it.iva", "00743110158", "checksum"),
    "office": ("it.iva", "12345678903", "component"),
    "letter": ("it.iva", "0074311015X", "format"),
    "digits-of-another-script": ("it.iva", "٠٠٧٤٣١١٠١٥٧", "format"),
    "sign": ("it.iva", "00743-10157", "format"),
    "nothing": ("it.iva", "", "format"),
}


@pytest.mark.parametrize(("kind", "number", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_word(kind: str, number: str, fault: str | None) -> None:
    assert fault_of(kind, number) == fault


def test_options_reach_the_check() -> None:
    unknown_bank = "BE83138811735115"
    assert fault_of("iban", unknown_bank) == "component"
    assert fault_of("iban", unknown_bank, check_country=False) is None


def test_stdnum_is_imported_when_a_number_first_asks() -> None:
    program = (
        "import sys; from parzo_validate.domain.number_check import fault_of; before = 'stdnum' in sys.modules;"
        "fault_of('it.iva', ''); print(before, 'stdnum' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False True\n"
