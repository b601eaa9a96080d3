"""What the page notices: 20,000 printed papers as they are, and with one defect in the result, the same in every run.

    .venv/bin/python -m tests.benchmarks.grounding

prints the table that the README beside this shows, in about five minutes.
"""

import sys
import time
from collections import Counter
from random import Random
from typing import Any

from hypothesis import given

from parzo_validate.grounding import ground
from parzo_validate.testing.defects import DEFECTS, NotApplicable
from parzo_validate.testing.strategies import coherent_results, papers
from tests.benchmarks.detection import drawn

DOCUMENTS = 20_000
NOTICED = (
    *("digit_misread", "digits_transposed", "separator_shift", "line_value_misread"),
    *("vat_number_digit_misread", "vat_number_digits_transposed", "day_and_month_swapped", "year_slip"),
)
BLIND = ("dates_exchanged", "subtotal_and_total_swapped", "total_copied_from_subtotal", "vendor_number_copied_to_buyer")
"""Defects that put a value in the place of another which stands on the page as well."""
Result = dict[str, Any]


def judge_papers(documents: int = DOCUMENTS) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Return what was said of so many papers, and of the same with each defect in turn."""
    true, damaged = Counter[str](), {name: Counter[str]() for name in (*NOTICED, *BLIND)}

    @drawn(documents)
    @given(papers(coherent_results()))
    def judge(paper: tuple[Result, str]) -> None:
        result, text = paper
        grounding = ground(result, text)
        true.update(documents=1, alarms=bool(grounding.flags), another=grounding.of_another_paper)
        name = [*damaged][true["documents"] % len(damaged)]
        try:
            wrong, _ = DEFECTS[name](result, Random(true["documents"]).randrange(100))  # noqa: S311  # every run the same
        except NotApplicable:
            return
        damaged[name].update(documents=1, alarms=bool(ground(wrong, text).flags))

    judge()
    return true, damaged


def time_a_page() -> float:
    """Return the processor time, in milliseconds, for a page of 3,000 characters and 30 values."""
    lines = [{"quantity": 1, "unit_price": 100.5 + place, "amount": 100.5 + place} for place in range(13)]
    result = {
        "invoice": {"number": "1/2026", "date": "2026-04-01"},
        "financials": {"total": 1390.5},
        "line_items": lines,
    }
    rows = "\n".join(f"Consulenza {line['amount']:.2f} {line['amount']:.2f}" for line in lines)
    text = f"Fattura 1/2026 del 01/04/2026\n{rows}\nTotale 1390.50\n" + "Condizioni generali di fornitura. " * 74
    started = time.process_time()
    for _ in range(100):
        ground(result, text[:3000])
    return (time.process_time() - started) * 10


def main() -> int:
    """Print the table."""
    true, damaged = judge_papers()
    print(f"{true['documents']} true papers: {true['alarms']} with an alarm, {true['another']} taken for another paper")
    print("| defect | papers | alarm |\n|---|---:|---:|")
    for name, count in damaged.items():
        print(f"| `{name}` | {count['documents']} | {100 * count['alarms'] / max(count['documents'], 1):.1f} % |")
    print(f"a page of 3,000 characters and 30 values: {time_a_page():.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
