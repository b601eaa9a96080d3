"""A vector holds amounts and dates that are exact; whatever else a column states is odd."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from parzo_validate.arrow.integers import UNIT, Vector
from parzo_validate.arrow.vectors import amounts, days

INFINITY = float("inf")
LONG, WIDE = pa.decimal128(38, 18), pa.decimal256(60, 10)
Held = tuple[pa.DataType, list[Any], list[Any]]

AMOUNTS: Mapping[str, Held] = {
    "short integers": (pa.int8(), [0, 127, -128], []),
    "short integers without a sign": (pa.uint8(), [0, 255], []),
    "integers": (pa.int64(), [7, 10**10 - 1, 1 - 10**10], [10**10, -(10**10), 2**63 - 1, -(2**63)]),
    "integers without a sign": (pa.uint64(), [0, 10**10 - 1], [10**10, 2**63, 2**64 - 1]),
    "doubles": (
        pa.float64(),
        [0.0, -5.0, 1220.1, 0.0001, 123456.7891, 9999999999.9999, -9999999999.9999],
        [1e10, -1e10, 0.00001, 0.00005, -0.00005, 0.1 + 0.2, 123456.78905, float("nan"), INFINITY, -INFINITY],
    ),
    "no decimals": (pa.decimal128(38, 0), ["7", "9999999999", "-9999999999"], ["1e10", "-1e10", 2**64 + 1, "1e37"]),
    "cents": (
        pa.decimal128(38, 2),
        ["0.01", "-0.01", "9999999999.99", "-9999999999.99"],
        [
            *("10000000000", "-10000000000", "92233720368547758.07", "92233720368547758.08", "-92233720368547758.08"),
            *("184467440737095516.16", "-184467440737095516.16", "184467440737095517.16", "1e35", "-1e35"),
        ],
    ),
    "all decimals": (
        pa.decimal128(38, 8),
        ["0.00000001", "-0.00000001", "9999999999.99999999", "-9999999999.99999999"],
        ["10000000000", "-10000000000", f"{2**65}"],
    ),
    "more decimals": (LONG, ["1", "-1", "0.00000001", "9999999999.99999999"], ["1e10", "-1e10"]),
    "thousands": (pa.decimal128(5, -3), ["1000", "-99999000"], []),
    "wide decimals": (WIDE, ["1", "-0.01", "9999999999.99999999"], ["1e10", "-1e10", "1e29"]),
    "texts": (pa.string(), ["7", "-0.5", "1220.10", "0.125", "1220.125"], ["1.220", "-12.200", "1e3", "", "22 %"]),
    "long texts": (pa.large_string(), ["7"], ["x"]),
    "truths": (pa.bool_(), [], [True, False]),
}


def column(type_: pa.DataType, values: list[Any]) -> pa.Array:
    """Return the values as a column of that type; decimals are written as text."""
    return pa.array([Decimal(value) for value in values] if pa.types.is_decimal(type_) else values, type_)


def assert_holds(vector: Vector, values: list[int], odd: int) -> None:
    """The vector holds these values, then so many odd ones, then one that is not stated."""
    assert vector.values.tolist() == [*values, *[0] * odd, 0]
    assert vector.stated.tolist() == [True] * (len(values) + odd) + [False]
    assert vector.odd.tolist() == [False] * len(values) + [True] * odd + [False]


@pytest.mark.parametrize(("type_", "exact", "odd"), AMOUNTS.values(), ids=AMOUNTS)
def test_amounts_that_are_exact_are_held_and_the_others_are_odd(
    type_: pa.DataType, exact: list[Any], odd: list[Any]
) -> None:
    held, units = column(type_, [*exact, *odd]), [int(Decimal(str(value)) * UNIT) for value in exact]
    whole = pa.concat_arrays([held, pa.nulls(1, type_)])
    longer = pa.concat_arrays([held.slice(0, 1), whole, held.slice(0, 1)])
    for vector in (amounts(whole), amounts(longer.slice(1, len(whole)))):
        assert_holds(vector, units, len(odd))


@pytest.mark.parametrize(("type_", "long"), [(LONG, "1E-18"), (LONG, "0.000000011"), (WIDE, "1e31")], ids=str)
def test_beside_a_decimal_that_is_too_long_all_are_odd(type_: pa.DataType, long: str) -> None:
    assert_holds(amounts(pa.concat_arrays([column(type_, ["1", long]), pa.nulls(1, type_)])), [], 2)


DAYS: Mapping[str, Held] = {
    "dates": (pa.int32(), [-719_162, -1, 0, 20_544, 2_932_896], [-719_163, 2_932_897, 2**31 - 1, -(2**31)]),
    "texts": (pa.string(), ["0001-01-01", "1969-12-31", "1970-01-01", "9999-12-31"], ["2026-02-30", "01/04/2026"]),
    "integers": (pa.int64(), [], [20260401]),
}


@pytest.mark.parametrize(("type_", "exact", "odd"), DAYS.values(), ids=DAYS)
def test_days_that_exist_are_held_and_the_others_are_odd(type_: pa.DataType, exact: list[Any], odd: list[Any]) -> None:
    held = pa.array([*exact, *odd, None], type_)
    ordinals = [719_163 + day if isinstance(day, int) else date.fromisoformat(day).toordinal() for day in exact]
    assert_holds(days(held.cast(pa.date32()) if type_ == pa.int32() else held), ordinals, len(odd))


def test_a_column_that_is_not_there_states_nothing() -> None:
    assert [part.tolist() for part in amounts(pa.nulls(2))] == [[0, 0], [False, False], [False, False]]
