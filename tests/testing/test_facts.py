"""What the kit knows by itself: rates by the day, and the numbers of other countries."""

from datetime import date, timedelta
from string import ascii_uppercase, digits

import pytest
from stdnum import iban
from stdnum.it import codicefiscale

from parzo_validate.testing.facts import (
    FIRST_DAY,
    FOREIGN_COUNTRIES,
    OFFICES,
    iban_check_digits,
    italian_check_letter,
    past_rates,
)
from parzo_validate.testing.facts import italian_rates as rates

RATES_FROM: dict[date, tuple[int, ...]] = {
    FIRST_DAY: (20, 10, 4, 0),
    date(2011, 9, 17): (21, 10, 4, 0),
    date(2013, 10, 1): (22, 10, 4, 0),
    date(2016, 1, 1): (22, 10, 5, 4, 0),
}


@pytest.mark.parametrize("first", RATES_FROM, ids=str)
def test_rates_hold_from_their_first_day_and_a_credit_note_may_carry_those_before(first: date) -> None:
    held = [held for day, held in RATES_FROM.items() if day <= first]
    assert rates(first) == held[-1]
    assert past_rates(first) == tuple(sorted({*sum(held, ())}, reverse=True))
    if len(held) > 1:
        eve = first - timedelta(days=1)
        assert rates(eve) == held[-2]
        assert past_rates(eve) == tuple(sorted({*sum(held[:-1], ())}, reverse=True))


ABROAD: dict[str, tuple[tuple[float, ...], dict[int, str]]] = {
    "DE": (
        (19, 7, 0),
        {0: "DE100000008", 5: "DE100000057", 12345678: "DE223456783", 89_999_999: "DE999999995", 10**8: "DE200000005"},
    ),
    "FR": (
        (20, 10, 5.5, 0),
        {
            0: "FR12000000000",
            5: "FR92000000059",
            12345678: "FR11123456782",
            99_999_999: "FR11999999998",
            10**8 + 5: "FR92000000059",
        },
    ),
    "BE": (
        (21, 12, 6, 0),
        {
            0: "BE0100000070",
            5: "BE0100000565",
            8_999_999: "BE0999999922",
            9_000_000: "BE0100000070",
            12345678: "BE0434567819",
        },
    ),
    "SM": ((17, 0), {0: "SM00000", 5: "SM00005", 99_999: "SM99999", 12345678: "SM45678"}),
}


@pytest.mark.parametrize("code", FOREIGN_COUNTRIES)
def test_a_country_has_its_rates_and_a_number_of_its_own_for_each_that_is_given(code: str) -> None:
    country, (rates, numbers) = FOREIGN_COUNTRIES[code], ABROAD[code]
    assert (country.names[0], country.rates) == (code, rates)
    assert {number: country.vat_number(number) for number in numbers} == numbers
    assert len({country.vat_number(number) for number in range(1000)}) == 1000


def test_the_check_digits_of_an_iban_have_a_leading_zero() -> None:
    accounts = [f"X{number:022d}" for number in range(200)]
    assert all(
        iban.is_valid(f"IT{iban_check_digits('IT', account)}{account}", check_country=False) for account in accounts
    )
    assert {len(iban_check_digits("IT", account)) for account in accounts} == {2}


def test_the_tax_offices_are_a_hundred_and_four() -> None:
    assert (len(set(OFFICES)), OFFICES[0], OFFICES[99]) == (104, "001", "100")
    assert {office for office in OFFICES if office > "100"} == {"120", "121", "888", "999"}


@pytest.mark.parametrize("character", ascii_uppercase + digits)
def test_a_character_counts_for_the_check_letter_as_stdnum_counts_it(character: str) -> None:
    for first_fifteen in (f"{character}SSMRA85T10A562", f"R{character}SMRA85T10A562"):
        assert italian_check_letter(first_fifteen) == codicefiscale.calc_check_digit(first_fifteen)
