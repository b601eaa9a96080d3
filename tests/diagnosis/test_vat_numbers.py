"""VAT numbers: what one defect and a check digit, a fiscal code or the other party make likely."""

import pytest

from parzo_validate.diagnosis import diagnose
from parzo_validate.testing.facts import partita_iva_check_digit

OFFICES = {
    "000": False,
    "001": True,
    "058": True,
    "100": True,
    "101": False,
    "119": False,
    "120": True,
    "121": True,
    "122": False,
    "887": False,
    "888": True,
    "889": False,
    "998": False,
    "999": True,
}


@pytest.mark.parametrize(("office", "known"), OFFICES.items(), ids=OFFICES)
def test_a_known_office_speaks_for_a_number(office: str, known: bool) -> None:
    first_ten = f"0234569{office}"
    right = first_ten + partita_iva_check_digit(first_ten)
    [first, *_] = [one for one in diagnose({"vendor": {"vat_number": right[1:]}}) if one.proposed == right]
    assert first.evidence.repaired == ("check_digit",)
    assert ("office" in first.evidence.holding) == known


def numbers(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(one.proposed, one.defect, one.certainty) for one in diagnose({"buyer": {"vat_number": text}})]


def test_a_number_of_a_known_office_comes_first_and_is_likely() -> None:
    """Of the numbers one defect away that have a right check digit, 01114601006 alone is of a known office."""
    assert numbers("01114607006")[0] == ("01114601006", "vat_number_digit_misread", "likely")
    assert all(certainty == "possible" for _, _, certainty in numbers("01114607006")[1:])


def test_several_numbers_without_a_known_office_are_guesses() -> None:
    assert [certainty for _, _, certainty in numbers("98765432109")] == ["possible"]
    assert len(numbers("12345578903")) > 1
    assert {certainty for _, _, certainty in numbers("12345578903")} == {"possible"}


def test_known_offices_come_first_then_the_readier_defect() -> None:
    assert [proposed for proposed, _, _ in numbers("07114601006")] == [
        *("01114601006", "07116401006"),  # of known offices: a look-alike digit, two digits swapped
        *("07114601086", "07114601060"),  # of unknown ones
    ]


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_zeros_in_front_are_put_back(lost: int) -> None:
    """The defect is one zero lost; of several it is not said that one was."""
    right = "00012345678"[:10] + partita_iva_check_digit("0001234567")
    defect = "vat_number_lost_leading_zero" if lost == 1 else None
    assert numbers(right[lost:]) == [(right, defect, "likely")]


@pytest.mark.parametrize(
    "text", ["1234567", "0000000000", "123456789012", "RSSMRA85T10A562S", "???", "72345678903 / 82345678903"]
)
def test_what_is_no_defect_of_digits_is_left_alone(text: str) -> None:
    assert numbers(text) == []


def test_more_than_three_zeros_in_front_are_not_made_up() -> None:
    right = "0000123456" + partita_iva_check_digit("0000123456")
    assert numbers(right[3:]) == [(right, None, "likely")]
    assert numbers(right[4:]) == []


def test_the_other_partys_number_is_not_proposed() -> None:
    wrong, right = "07114601006", "01114601006"
    both = {"vendor": {"vat_number": right}, "buyer": {"vat_number": wrong}}
    assert right not in [one.proposed for one in diagnose(both)]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("IT72345678903", "IT12345678903"),
        ("P.IVA: IT 72345678903 ", "P.IVA: IT 12345678903"),
        ("723.456.789-03", "12345678903"),
        ("P.IVA 72345678903 - REA TO-123456", "P.IVA 12345678903 - REA TO-123456"),
        ("72345678903 / 72345678903", "12345678903 / 12345678903"),
    ],
    ids=["prefix", "label", "separators", "register", "twice"],
)
def test_what_stands_around_the_number_is_kept(text: str, proposed: str) -> None:
    [one] = diagnose({"vendor": {"vat_number": text, "fiscal_code": "12345678903"}})
    assert (one.found, one.proposed) == (text, proposed)


def test_the_buyers_number_on_the_vendor_is_no_defect_that_has_a_name() -> None:
    copied = {"vendor": {"vat_number": "01114601006", "fiscal_code": "12345678903"}}
    [one] = diagnose(copied | {"buyer": {"vat_number": "01114601006"}})
    assert (one.path, one.proposed, one.defect) == ("/vendor/vat_number", "12345678903", None)
    assert (one.evidence.repaired, one.evidence.holding) == (("fiscal_code",), ("check_digit",))


@pytest.mark.parametrize("fiscal_code", ["RSSMRA85T10A562S", "12345678900", "DE136695976", "FR12345678903", ""])
def test_a_fiscal_code_that_is_no_right_number_says_nothing(fiscal_code: str) -> None:
    assert diagnose({"vendor": {"vat_number": "99999999999", "fiscal_code": fiscal_code}}) == ()


@pytest.mark.parametrize("place", range(11))
def test_where_any_digit_may_be_the_wrong_one_a_look_alike_is_no_more_than_possible(place: int) -> None:
    """01114601006 is of a known office, and so are seven and more numbers that are one wrong digit away from it."""
    right = "01114601006"
    digit = str((int(right[place]) + 4) % 10)
    offered = numbers(right[:place] + digit + right[place + 1 :])
    assert [(one, certainty) for one, _, certainty in offered if certainty == "likely" and one != right] == []


@pytest.mark.parametrize(("text", "own"), [("892043710I0", "42582399996"), ("2259S731195", "30156409994")])
def test_a_letter_that_does_not_make_the_fiscal_code_is_no_defect(text: str, own: str) -> None:
    [one] = diagnose({"buyer": {"vat_number": text, "fiscal_code": own}})
    assert (one.proposed, one.defect, one.certainty) == (own, None, "possible")


def test_a_number_whose_office_alone_may_be_wrong_in_several_ways_is_a_guess() -> None:
    assert numbers("68394851025") == [
        ("68394851205", "vat_number_digits_transposed", "possible"),
        ("68394851825", "vat_number_digit_misread", "possible"),
        ("86394851025", "vat_number_digits_transposed", "possible"),
    ]


def test_a_party_that_bills_itself_carries_its_own_number() -> None:
    own = {"vat_number": "IT24368409991", "fiscal_code": "24368409991"}
    assert diagnose({"vendor": {"vat_number": "IT24368409991"}, "buyer": own}) == ()
