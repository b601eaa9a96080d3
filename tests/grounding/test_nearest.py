"""What stands on a page and is most like a value that does not."""

from datetime import date
from decimal import Decimal

import pytest

from parzo_validate.grounding.expected import Sought
from parzo_validate.grounding.nearest import Nearest
from parzo_validate.grounding.paper import Paper

AMOUNTS = {
    "ten times": ("12.20", "122,00 12,21", "122.00"),
    "a tenth": ("122.00", "12,20 121,00", "12.20"),
    "a thousand times": ("1.22", "1.220,00 1,23", "1220.00"),
    "a thousandth": ("1220.00", "1,22 1.219,00", "1.22"),
    "a hundred times": ("1.22", "122,00 1,24", "122.00"),
    "a hundredth": ("122.00", "1,22 121,00", "1.22"),
    "ten thousand times": ("1.22", "12.200,00 1,23", "1.23"),
    "a moved point before a misread digit": ("12.20", "122,00 12,80", "122.00"),
    "one digit misread": ("1220.00", "1.228,00 1.219,99", "1228.00"),
    "the first digit misread": ("1220.00", "9.220,00 1.219,99", "9220.00"),
    "the last digit misread": ("1220.05", "1.220,09 1.220,10", "1220.09"),
    "two digits misread": ("1220.00", "1.299,00 1.219,99", "1219.99"),
    "the same digits in another order": ("1220.00", "2.102,00 1.219,99", "2102.00"),
    "the least of the same digits": ("1220.00", "2.210,00 2.102,00", "2102.00"),
    "the nearest above": ("1000.00", "1.099,50 880,50", "1099.50"),
    "the nearest below": ("1000.00", "1.099,50 911,50", "911.50"),
    "the nearest of greater ones": ("1000.00", "1.090,50 5.000,50", "1090.50"),
    "a tenth away": ("1000.00", "900,00 500,50", "900.00"),
    "more than a tenth away": ("1000.00", "1.100,01", None),
    "a sign": ("-1220.00", "1.228,00", "1228.00"),
    "nothing": ("1220.00", "Totale", None),
}


@pytest.mark.parametrize(("value", "text", "nearest"), AMOUNTS.values(), ids=AMOUNTS.keys())
def test_the_nearest_amount(value: str, text: str, nearest: str | None) -> None:
    amount = Nearest(Paper(text)).amount(Decimal(value))
    assert amount == (nearest and Decimal(nearest))


DAYS = {
    "day and month swapped": ("2026-03-12", "12/03/2026? 03.12.2026 13.03.2026", "2026-12-03"),
    "day and month swapped, where others differ less": ("2026-03-05", "03.05.2026 06.03.2026", "2026-05-03"),
    "a day that no month is": ("2026-03-13", "14.03.2026 01.01.2020", "2026-03-14"),
    "fewer digits differ": ("2026-03-13", "13.03.2016 14.04.2026", "2016-03-13"),
    "as many digits differ": ("2026-03-13", "19.03.2026 15.03.2026", "2026-03-15"),
    "as near": ("2026-03-13", "14.03.2026 12.03.2026", "2026-03-12"),
    "nothing": ("2026-03-13", "Data", None),
}


@pytest.mark.parametrize(("value", "text", "nearest"), DAYS.values(), ids=DAYS.keys())
def test_the_nearest_day(value: str, text: str, nearest: str | None) -> None:
    day = Nearest(Paper(text)).day(date.fromisoformat(value))
    assert day == (nearest and date.fromisoformat(nearest))


CODES = {
    "one sign differs": ("12345678903", "12345678908", [(1, "12345678908")]),
    "two neighbours swapped": ("12345678903", "12345678930", [(1, "12345678930")]),
    "two signs apart swapped": ("12345678903", "12345678309", [(2, "12345678309")]),
    "two neighbours that differ": ("12345678903", "12345678944", [(2, "12345678944")]),
    "one neighbour of two swapped": ("12345678903", "12345678932", [(2, "12345678932")]),
    "three signs differ": ("12345678903", "12345678444", [(3, "12345678444")]),
    "four signs differ": ("12345678903", "12345674444", []),
    "the first sign is missing": ("12345678903", "2345678903", [(2, "2345678903")]),
    "a sign in the middle is missing": ("12345678903", "1234678903", [(2, "1234678903")]),
    "the last sign is missing": ("12345678903", "1234567890", [(2, "1234567890")]),
    "a sign is missing behind letters that are not Latin": ("ЖЖ12345", "ЖЖ1235", [(2, "ЖЖ1235")]),
    "a sign too many": ("12345678903", "123456788903", [(2, "123456788903")]),
    "a sign is missing and one differs": ("12345678903", "1234678908", []),
    "two are missing": ("12345678903", "123456789", []),
    "short": ("1234", "1255", [(2, "1255")]),
    "short, and all but one differ": ("1234", "1555", []),
    "signs that divide": ("12-34/56", "12 34 57", [(1, "123457")]),
    "small letters": ("ab12", "AB13", [(1, "AB13")]),
    "the likest first, each once": ("123456", "123499 123457 123457", [(1, "123457"), (2, "123499")]),
}


@pytest.mark.parametrize(("code", "text", "nearest"), CODES.values(), ids=CODES.keys())
def test_the_nearest_codes(code: str, text: str, nearest: list[tuple[int, str]]) -> None:
    found = Nearest(Paper(text)).codes(code)
    assert [(changes, written) for changes, written, _ in found] == nearest
    assert all(place.printed in text for _, _, place in found)


def test_a_value_is_told_with_its_first_place() -> None:
    near = Nearest(Paper("P.IVA 03187450121, 04.03.2026, 1.228,00 e 1.228,00"))
    sought: dict[str, tuple[Sought, int]] = {
        "amount": (Sought(("financials", "total"), "money", Decimal("1220.00"), "must"), 31),
        "day": (Sought(("invoice", "date"), "date", date(2026, 4, 3), "must"), 19),
        "VAT number": (Sought(("vendor", "vat_number"), "text", "P.IVA IT03187450128", "must"), 6),
        "number": (Sought(("invoice", "number"), "text", "03187450128", "must"), 6),
    }
    for value, start in sought.values():
        place = near.to(value)
        assert place is not None
        assert place.start == start


def test_whoever_lacks_more_than_fifty_values_reads_the_page() -> None:
    near = Nearest(Paper("1.228,00"))
    total = Sought(("financials", "total"), "money", Decimal("1220.00"), "must")
    assert [near.to(total) is None for _ in range(52)] == [False] * 50 + [True] * 2
