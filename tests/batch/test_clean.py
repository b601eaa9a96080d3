"""Lines of an archive are clean at a glance where the library calls each of them so, which are most of those."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Policy
from parzo_validate.batch import clean
from parzo_validate.batch.clean import GROUP, are_clean
from parzo_validate.batch.outcome import judge, says_flags_alone
from parzo_validate.invoice.documented import may_have_lost_digits
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from tests.arrow.test_batches import POLICIES
from tests.benchmarks.archive import archive
from tests.helpers.spoilt_lines import spoilt_line

LINES = st.one_of(
    st.randoms(use_true_random=False).map(spoilt_line),
    coherent_results().map(json.dumps).map(str.encode),
    defective_results().map(lambda drawn: json.dumps(drawn[0]).encode()),
    results().map(json.dumps).map(str.encode),
    hostile_json(),
)


def are_clean_alone(several: list[bytes], policy: Policy) -> list[bool]:
    """Return of which lines there is nothing to say, each judged by itself."""
    outcomes = [judge("", 1, raw, table=DEFAULT_TABLE, policy=policy) for raw in several]
    return [says_flags_alone(outcome.report) and not (outcome.report.flags or outcome.job) for outcome in outcomes]


@given(st.lists(LINES, max_size=8), POLICIES)
def test_what_is_clean_at_a_glance_is_clean(several: list[bytes], policy: Policy) -> None:
    pairs = zip(are_clean(several), are_clean_alone(several, policy), strict=True)
    assert all(alone or not at_a_glance for at_a_glance, alone in pairs)


@pytest.mark.parametrize("seed", range(4))
def test_so_is_a_spoilt_line(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    several = [spoilt_line(random) for _ in range(500)]
    found, alone = are_clean(several), are_clean_alone(several, Policy())
    assert all(alone or not at_a_glance for at_a_glance, alone in zip(found, alone, strict=True))
    assert sum(found) > 0.6 * sum(alone)


@pytest.mark.parametrize("other", [{}, {"confidence": 0.98, "pages": [{"total": 1}]}], ids=["documented", "more"])
def test_of_an_archive_nearly_every_clean_document_is_so_at_a_glance(other: dict[str, object]) -> None:
    several = [json.dumps(json.loads(raw) | other).encode() for raw in archive(10 * GROUP + 10)]
    found, alone = are_clean(several), are_clean_alone(several, Policy())
    assert sum(found) > 0.99 * sum(alone)


@pytest.mark.parametrize("tolerated", ["122.01", "121.99"])
def test_sums_close_to_the_last_digit(tolerated: str) -> None:
    true = next(archive(1)).decode()
    sums = '"financials": {"subtotal": %s, "tax_rate": 22, "tax_amount": %s, "total": %s}'
    start, end = true.split('"financials": {')[0], true.split("}, ", 4)[-1]
    assert end.startswith('"line_items"')

    def line(*amounts: str) -> bytes:
        return f"{start}{sums % amounts}, {end}".encode()

    closed = (
        line("100.00", "22", "122.0"),
        line("0.1", "0.2", "0.3"),
        line("9999999999.99998", "0.00001", "9999999999.99999"),
    )
    assert are_clean(closed) == [True] * 3
    open_ = (
        line("100", "22", tolerated),
        line("0.00001", "0.00001", "0.00001"),
        line("100", "22", "0"),
        line("1", "1", "null"),
    )
    assert are_clean(open_) == [False] * 4
    not_positive = line("0", "0", "0"), line("-0.4", "-0.1", "-0.5"), line("-100", "-22", "-122")
    assert are_clean(not_positive) == [False] * 3
    too_long = line("100.000001", "22", "122.000001"), line("1", "1e-1", "1.1"), line("1e10", "1", "10000000001")
    assert are_clean(too_long) == [False] * 3


MORE_DIGITS = {
    "six decimals": (b"1.123456", True),
    "nines": (b"1.999999", True),
    "a nine before an exponent": (b"9e-5", True),
    "five decimals": (b"1.12345", False),
    "five decimals and a colon": (b"1.12345:", False),
    "six digits behind a comma": (b"1,123456", False),
    "a negative exponent": (b"1e-5", True),
    "a great one": (b"1E-5", True),
    "a positive exponent": (b"1e55", False),
    "no digit before it": (b"ae-5", False),
    "a colon before it": (b":e-5", False),
    "another letter": (b"1d-5 1f-5", False),
    "a day": (b"2026-04-01", False),
    "digits": (b"12345678", False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize(("raw", "expected"), MORE_DIGITS.values(), ids=MORE_DIGITS)
def test_lines_are_searched_for_lost_digits_where_there_may_be_some(raw: bytes, *, expected: bool) -> None:
    assert clean._may_have_lost_digits(raw) == may_have_lost_digits(raw) == expected
