"""Which single defect makes one value of another: every kind, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.diagnosis.defects import defect_between, defect_of_digits, repaired_amounts, repaired_texts
from parzo_validate.testing.defects.misreading import misread, shifted, transposed

DEFECTS: dict[str, tuple[str, str, tuple[str, int] | None]] = {
    "equal": ("12.20", "12.2", None),
    "zero-is-zero": ("0", "0.00", None),
    "look-alike-and-a-lost-sign": ("-12.20", "72.20", None),
    "look-alike-and-a-made-up-sign": ("12.20", "-72.20", None),
    "read-as-zero": ("12.20", "0", ("amount_read_as_zero", 1)),
    "zero-read-as-something": ("0", "12.20", None),
    "sign-lost": ("-12.20", "12.20", ("sign_lost", 2)),
    "sign-made-up": ("12.20", "-12.20", ("sign_lost", 2)),
    "ten-times": ("12.20", "122", ("separator_shift", 0)),
    "hundred-times": ("12.20", "1220", ("separator_shift", 0)),
    "thousand-times": ("12.20", "12200", ("separator_shift", 0)),
    "ten-thousand-times": ("12.20", "122000", None),
    "a-tenth": ("12.20", "1.22", ("separator_shift", 0)),
    "a-hundredth": ("12.20", "0.122", ("separator_shift", 0)),
    "a-thousandth": ("1220", "1.220", ("separator_shift", 0)),
    "a-ten-thousandth": ("1220", "0.1220", None),
    "look-alike": ("1220", "7220", ("digit_misread", 2)),
    "look-alike-after-the-point": ("12.35", "12.36", ("digit_misread", 2)),
    "look-alike-behind-the-cents": ("0.1234", "0.1284", ("digit_misread", 2)),
    "first-digit-read-as-zero": ("8220", "220", ("digit_misread", 2)),
    "first-digit-out-of-nothing": ("220", "8220", ("digit_misread", 2)),
    "no-look-alike": ("1220", "1420", ("digit_misread", 6)),
    "neighbours-swapped": ("1220", "2120", ("digits_transposed", 3)),
    "swapped-across-the-point": ("12.50", "15.20", ("digits_transposed", 3)),
    "swapped-with-a-leading-zero": ("100.50", "10.50", ("digits_transposed", 3)),
    "swapped-far-apart": ("1230", "3210", None),
    "two-neighbours-misread": ("1220", "1310", None),
    "two-digits-misread": ("1220", "7228", None),
    "digit-and-sign": ("1220", "-7220", None),
    "negative": ("-1220", "-1202", ("digits_transposed", 3)),
}


@pytest.mark.parametrize(("proposed", "found", "expected"), DEFECTS.values(), ids=DEFECTS)
def test_defect(proposed: str, found: str, expected: tuple[str, int] | None) -> None:
    defect = defect_between(Decimal(proposed), Decimal(found))
    assert (defect and defect[:2]) == expected


amounts = st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2)


@given(amounts, st.data())
def test_every_defect_of_the_kit_is_recognised(amount: Decimal, data: st.DataObject) -> None:
    """The kit makes them by code of its own; one that does something else besides has two names, and keeps one."""
    defect = data.draw(st.sampled_from([misread, transposed, shifted]))
    wrong = [Decimal(text) for text in defect(f"{amount:.2f}")]
    for found in wrong:
        assert found == amount or defect_between(amount, found) is not None


@given(amounts, st.data())
def test_what_a_defect_makes_can_be_undone(amount: Decimal, data: st.DataObject) -> None:
    wrong = [*misread(f"{amount:.2f}"), *transposed(f"{amount:.2f}"), *shifted(f"{amount:.2f}")]
    found = Decimal(data.draw(st.sampled_from(wrong)))
    assert amount in repaired_amounts(found) or not found


def test_every_text_that_one_defect_makes_another() -> None:
    assert repaired_texts("1.05") == ["7.05", "1.85", "1.06", "0.15", "1.50"]
    assert repaired_texts("22") == []
    assert set(repaired_amounts(Decimal(12))) == {
        *(Decimal(text) for text in ("12000", "1200", "120", "1.2", "0.12", "0.012")),  # a separator
        *(Decimal(text) for text in ("72", "12.80", "12.08", "812", "21", "102", "10.20")),  # a digit, or two swapped
    }
    assert Decimal(-72) in repaired_amounts(Decimal(-12))
    assert Decimal(85) in repaired_amounts(Decimal(5))
    assert Decimal(805) not in repaired_amounts(Decimal(5))


def test_texts_of_unequal_length_are_never_a_defect_of_digits() -> None:
    assert defect_of_digits("123", "1234") is None
    assert defect_of_digits("1234", "123") is None
    assert defect_of_digits("123", "123") is None
