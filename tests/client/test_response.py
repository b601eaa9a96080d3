"""What a server says about waiting, whatever it says: seconds, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.client.response import seconds_to_wait


@pytest.mark.parametrize(
    ("asked", "date", "expected"),
    [
        ("120", None, 120),
        (" 5 ", None, 5),
        ("Thu, 02 Apr 2026 08:15:30 GMT", "Thu, 02 Apr 2026 08:15:00 GMT", 30),
        ("Thu, 02 Apr 2026 08:14:00 GMT", "Thu, 02 Apr 2026 08:15:00 GMT", 0),
        ("Thu, 02 Apr 2026 08:15:30 GMT", None, None),
        ("Thu, 02 Apr 2026 08:15:30 GMT", "Thu, 02 Apr 2026 08:15:00 -0000", None),
        ("-5", None, None),
        ("\u0665", None, None),
        ("1.5", None, None),
        (None, "Thu, 02 Apr 2026 08:15:00 GMT", None),
        ("Thu, 02 Apr 2026 08:15:30 +99999999999999", "Thu, 02 Apr 2026 08:15:00 GMT", None),
        ("Thu, 02 Apr 2026 08:15:30 GMT", "Thu, 02 Apr 2026 08:15:00 -99999999999999", None),
        (f"Thu, 02 Apr {'9' * 4000} 08:15:30 GMT", "Thu, 02 Apr 2026 08:15:00 GMT", None),
        (f"Thu, 02 Apr {'9' * 5000} 08:15:30 GMT", "Thu, 02 Apr 2026 08:15:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359", 0),
        ("9" * 5000, None, float("inf")),
    ],
    ids=[
        "seconds",
        "blanks",
        "date",
        "past",
        "no-date-of-its-own",
        "no-zone",
        "negative",
        "arabic",
        "decimal",
        "none",
        "absurd-zone",
        "absurd-zone-of-its-own",
        "absurd-year",
        "year-beyond-an-int",
        "absurd-distance",
        "for-ever",
    ],
)
def test_retry_after(asked: str | None, date: str | None, expected: float | None) -> None:
    headers = {name: value for name, value in (("retry-after", asked), ("date", date)) if value is not None}
    assert seconds_to_wait(headers) == expected


PARTS = st.sampled_from(
    [
        *(
            "Thu",
            ",",
            " ",
            "02",
            "Apr",
            "2026",
            "08:15:00",
            "08.15",
            ":",
            "GMT",
            "+0100",
            "-",
            "+",
            "99999999999999",
            "PM",
        ),
        *("-0000", "(", ")", "\\", '"', "0", "69", "1e9", "EST", "+2400", "24:00:00"),
    ]
)


@given(st.lists(PARTS, max_size=8).map("".join) | st.lists(PARTS, max_size=8).map(" ".join) | st.text())
def test_nothing_that_stands_where_a_date_should_raises(said: str) -> None:
    for headers in (
        {"retry-after": said, "date": "Thu, 02 Apr 2026 08:15:00 GMT"},
        {"retry-after": "Thu, 02 Apr 2026 08:15:00 GMT", "date": said},
    ):
        seconds = seconds_to_wait(headers)
        assert seconds is None or seconds >= 0
