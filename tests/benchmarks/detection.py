"""What the five rules notice: 20,000 true invoices and 20,000 with one defect, the same in every run.

    .venv/bin/python tests/benchmarks/detection.py

prints the table that the README beside this shows, in about three minutes. What must fire is counted by the oracle of
the kit.
"""

import sys
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from parzo_validate import validate
from parzo_validate.testing.defects import DEFECTS, Defect
from parzo_validate.testing.strategies import coherent_results, defective_results

DOCUMENTS = 20_000
THEORY = {
    "amount_left_as_text": "0: the value is unreadable, which is reported beside the flags",
    "amount_read_as_zero": "all but a tax within the tolerance",
    "blended_rate": "all but those that happen to be a rate",
    "day_and_month_swapped": "when the dates change places",
    "digit_misread": "all but 5 for 6 in the last cent, within the tolerance",
    "field_dropped": "when it was an excuse; otherwise not evaluated",
    "line_dropped": "0: the five rules do not add lines up",
    "line_value_misread": "0: the five rules do not multiply",
    "separator_shift": "all but what stays within the tolerance",
    "vat_number_digits_transposed": "97.8, if all digits were equally frequent: Luhn misses 09 for 90",
    "vat_number_lost_prefix": "when a foreign number has nothing else that says so",
    "vendor_number_copied_to_buyer": "0: both numbers are right",
}
"""Where arithmetic does not make it certain."""


def drawn(number: int) -> settings:
    """Return settings that draw so many examples, the same in every run, and shrink none."""
    return settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def count_flags_on_true_invoices() -> Counter[str]:
    """Return how many true invoices there were, and how many were flagged or not clean."""
    count: Counter[str] = Counter()

    @drawn(DOCUMENTS)
    @given(coherent_results())
    def judge(result: dict[str, Any]) -> None:
        report = validate(result, strict=True)
        count.update(documents=1, flags=len(report.flags), clean=report.verdict == "clean")

    judge()
    return count


def count_what_fires(name: str) -> Counter[str]:
    """Return what happened to documents with one defect."""
    count: Counter[str] = Counter()

    @drawn(DOCUMENTS // len(DEFECTS) + 1)
    @given(defective_results(defects=[name]))
    def judge(pair: tuple[dict[str, Any], Defect]) -> None:
        result, defect = pair
        fired = set(validate(result, strict=True).codes)
        count.update(
            documents=1,
            certain=bool(defect.must_fire),
            as_required=bool(defect.must_fire) and defect.must_fire <= fired,
            else_=not fired <= defect.must_fire | defect.may_fire,
        )

    judge()
    return count


def share(part: int, whole: int) -> str:
    """Return per cent with one decimal, or a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def main() -> int:
    """Print the table, and return 1 when a true invoice was flagged or a defect fired what it must not."""
    true = count_flags_on_true_invoices()
    print(f"{true['documents']:,} true invoices: {true['flags']} flags, {true['clean']:,} clean\n")
    print("| defect | documents | must fire % | of these fired % | fired something else % | in theory % |")
    print("|---|---:|---:|---:|---:|---|")
    total: Counter[str] = Counter()
    for name in DEFECTS:
        count = count_what_fires(name)
        total += count
        cells = [
            f"`{name}`",
            str(count["documents"]),
            share(count["certain"], count["documents"]),
            share(count["as_required"], count["certain"]),
            share(count["else_"], count["documents"]),
            THEORY.get(name, "100"),
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\n{total['documents']:,} documents with one defect")
    return int(true["flags"] > 0 or total["else_"] > 0 or total["as_required"] < total["certain"])


if __name__ == "__main__":
    sys.exit(main())
