"""Whether two tables in one process, asked from eight threads, answer as they do in one, byte for byte.

Run with `.venv/bin/python tests/benchmarks/threads.py`; it asks 100,000 times and prints how many answers differ. The
suite asks less often.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter

from parzo_validate import DEFAULT_TABLE, Policy, RuleTable, validate
from parzo_validate.extended import EXTENDED_TABLE

THREADS, COUNT = 8, 100_000
SIDES: tuple[tuple[RuleTable, Policy], ...] = (
    (DEFAULT_TABLE, Policy()),
    (
        EXTENDED_TABLE.without("DATE_INCOHERENCE").with_severity({"INVALID_TOTAL": "warning"}),
        Policy(tolerance=5, extra_vat_rates=["7.3"], as_of="2026-04-01"),
    ),
)
"""Tables and policies that answer differently on most documents."""


def document(number: int) -> dict[str, object]:
    """Return one of some thousand documents."""
    return {
        "vendor": {"vat_number": f"IT{number % 1000:011d}"},
        "invoice": {"date": "2026-04-15", "due_date": f"2026-04-{number % 28 + 1:02d}"},
        "financials": {
            "subtotal": 1000 + number % 1000,
            "tax_rate": 7.3,
            "tax_amount": 220,
            "total": 1220 - number % 7,
        },
        "line_items": [{"amount": number % 1000, "vat_rate": number % 30}],
    }


def answers(numbers: Sequence[int]) -> list[str]:
    """Return the reports of both sides in turn, as JSON text."""
    return [
        validate(document(number), table=SIDES[number % 2][0], policy=SIDES[number % 2][1], strict=True).to_json()
        for number in numbers
    ]


def differing(count: int) -> int:
    """Return how many of so many validations came out otherwise in eight threads than in one."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # a thousand times as often as usual, to meet what seldom meets
    start = Barrier(THREADS)

    def together(numbers: Sequence[int]) -> list[str]:
        start.wait()
        return answers(numbers)

    shares = [range(share * count // THREADS, (share + 1) * count // THREADS) for share in range(THREADS)]
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            parallel = [answer for share in pool.map(together, shares) for answer in share]
    finally:
        sys.setswitchinterval(before)
    return sum(one != other for one, other in zip(parallel, answers(range(count)), strict=True))


def main() -> None:
    """Ask and print; exit with 1 when an answer differs."""
    start = perf_counter()
    wrong = differing(COUNT)
    seconds = perf_counter() - start
    print(f"{COUNT} validations in {THREADS} threads and again in one, two tables: {wrong} differ ({seconds:.0f} s)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
