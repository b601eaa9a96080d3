"""The pages in ../shared/papers: what is found of what they say, and what is said when a value is wrong."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from parzo_validate.diagnosis import Diagnosis, diagnose
from parzo_validate.grounding import Absent, ground
from parzo_validate.grounding.expected import EXPECTED
from parzo_validate.invoice.values import pointer
from tests.helpers.papers import (
    LISTED,
    OF_AMOUNTS,
    PaperWithTruth,
    amounts_of,
    coherent_but_false,
    day_and_month_swapped,
    digit_misread,
    papers,
    sign_changed,
    transposed,
    with_value,
)

pytestmark = pytest.mark.skipif(not LISTED.is_file(), reason="../shared/papers is not beside this checkout")

NUMBERS = (
    ("vendor", "vat_number"),
    ("buyer", "vat_number"),
    ("vendor", "fiscal_code"),
    ("buyer", "fiscal_code"),
    ("vendor", "iban"),
    ("invoice", "number"),
)
DATES = (("invoice", "date"), ("invoice", "due_date"))
SUMS_THAT_CLOSE = ("subtotal", "tax_amount", "total")
SUMS = ("total", "subtotal", "tax_amount", "amount", "withholding_tax", "stamp_duty")


def chance_of(paper: PaperWithTruth) -> random.Random:
    """Return the chance that makes the same defects of a paper every run."""
    return random.Random(paper.name)  # noqa: S311


def share(found: Counter[bool]) -> float:
    return found[True] / found.total()


def absent_of(result: object, text: str) -> dict[str, Absent]:
    return {absent.path: absent for absent in ground(result, text).absent}  # type: ignore[arg-type]


def is_absent(paper: PaperWithTruth, path: tuple[str | int, ...], value: object) -> bool:
    return pointer(path) in absent_of(with_value(paper.truth, path, value), paper.text)


def true_values(paths: tuple[tuple[str, str], ...]) -> list[tuple[PaperWithTruth, tuple[str, str], str]]:
    """Return the values at these paths that stand on their own paper."""
    return [
        (paper, (section, name), str(paper.truth[section][name]))
        for paper in papers()
        for section, name in paths
        if paper.truth.get(section, {}).get(name) and f"/{section}/{name}" in ground(paper.truth, paper.text).places
    ]


NOT_PRINTED = {
    "de-018": {
        "/vendor/fiscal_code": "none",
        "/buyer/vat_number": "none",
        "/line_items/0/amount": "160,00, the line without its tax",
        "/line_items/1/amount": "316,00, the line without its tax",
        "/line_items/2/amount": "20,00, the line without its tax",
    },
    "de-058": {
        "/vendor/vat_number": "none",
        "/financials/subtotal": "804,35, and 4,99 of carriage apart",
        "/financials/tax_amount": "152,83 and 0,95, which make a cent more",
        "/financials/total": "963,12",
    },
    "en-060": {"/buyer/vat_number": "none"},
    "nl-068": {"/vendor/vat_number": "in an image", "/vendor/iban": "in an image"},
    "it-094": {"/invoice/date": "2--4-- 20, by a stylesheet that cuts another form"},
    "it-143": {"/financials/subtotal": "10,00 and 0,83, the sums of its two rates"},
}
"""What each paper prints in the place of a value of its truth that does not stand there."""


def test_what_is_called_absent_is_not_printed_and_no_more_than_one_value_in_a_hundred() -> None:
    must = {name for standings in EXPECTED.values() for name, standing in standings.items() if standing == "must"}
    groundings = {paper.name: ground(paper.truth, paper.text) for paper in papers()}
    absent = {name: [one.path for one in found.absent] for name, found in groundings.items() if found.absent}
    assert absent == {name: list(printed) for name, printed in NOT_PRINTED.items()}
    found = sum(path.rpartition("/")[2] in must for grounding in groundings.values() for path in grounding.places)
    alarms = sum(path.rpartition("/")[2] in must for printed in NOT_PRINTED.values() for path in printed)
    assert alarms <= 0.01 * found


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("total", 0.99),
        ("tax_amount", 0.96),
        ("withholding_tax", 1.0),
        ("date", 0.99),
        ("due_date", 1.0),
        ("number", 1.0),
        ("vat_number", 0.98),
        ("fiscal_code", 0.99),
        ("iban", 0.97),
        ("amount", 0.99),
        ("unit_price", 0.99),
    ],
)
def test_true_values_are_found(name: str, at_least: float) -> None:
    found: Counter[bool] = Counter()
    for paper in papers():
        grounding = ground(paper.truth, paper.text)
        missing = {absent.path for absent in grounding.absent} | set(grounding.computed)
        found[True] += sum(path.endswith(f"/{name}") for path in grounding.places)
        found[False] += sum(path.endswith(f"/{name}") for path in missing)
    assert share(found) >= at_least


@pytest.mark.slow
@pytest.mark.parametrize(
    ("defect", "at_least"), [("digit_misread", 0.99), ("transposed", 0.98), ("times_ten", 0.971), ("hundredth", 0.969)]
)
def test_a_wrong_amount_is_absent(defect: str, at_least: float) -> None:
    """What is missed stands elsewhere on the page, by chance: most of it has one digit or two that are no zero."""
    found: Counter[bool] = Counter()
    for paper in papers():
        chance, own = chance_of(paper), absent_of(paper.truth, paper.text)
        for path, amount in amounts_of(paper.truth):
            wrong = OF_AMOUNTS[defect](amount, chance)
            if path[-1] in SUMS and pointer(path) not in own and wrong and wrong != amount:
                found[is_absent(paper, path, float(wrong))] += 1
    assert share(found) >= at_least


@pytest.mark.slow
def test_a_wrong_amount_of_three_digits_is_absent_nearly_always() -> None:
    found: Counter[bool] = Counter()
    for paper in papers():
        chance, own = chance_of(paper), absent_of(paper.truth, paper.text)
        for path, amount in amounts_of(paper.truth):
            wrong = Decimal(digit_misread(f"{amount:.2f}", chance))
            if path[-1] in SUMS and pointer(path) not in own and len(str(wrong).replace(".", "").strip("0")) > 2:
                found[is_absent(paper, path, float(wrong))] += 1
    assert share(found) >= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("defect", [digit_misread, transposed])
def test_a_wrong_number_is_absent(defect: object) -> None:
    found: Counter[bool] = Counter()
    for paper, path, value in true_values(NUMBERS):
        wrong = any(map(str.isdigit, value)) and defect(value, chance_of(paper))  # type: ignore[operator]
        if wrong and wrong != value:
            found[is_absent(paper, path, wrong)] += 1
    assert share(found) >= 0.987


def test_day_and_month_swapped_are_absent() -> None:
    swapped = [(paper, path, day_and_month_swapped(value)) for paper, path, value in true_values(DATES)]
    assert all(is_absent(paper, path, wrong) for paper, path, wrong in swapped if wrong)


def test_what_is_coherent_but_false_is_flagged() -> None:
    for paper in papers():
        if amounts_of(paper.truth):
            assert ground(coherent_but_false(paper.truth, chance_of(paper)), paper.text).flags, paper.name


def repairs(paper: PaperWithTruth, path: tuple[str | int, ...], wrong: object) -> list[Diagnosis]:
    """Return what the page proposes in the place of a wrong value."""
    result = with_value(paper.truth, path, wrong)
    return [one for one in diagnose(result, text=paper.text) if one.evidence.place]


@pytest.mark.slow
def test_one_wrong_sum_is_repaired() -> None:
    """On the papers whose sums close: what the page proposes for the sums is the true amount and nothing else.

    A wrong sign leaves an amount on its page, which prints a minus or none.
    """
    found: Counter[str] = Counter()
    for paper in papers():
        sums, chance = paper.truth["financials"], chance_of(paper)
        subtotal, tax, total = (Decimal(str(sums.get(name) or 0)) for name in SUMS_THAT_CLOSE)
        for name in SUMS_THAT_CLOSE if total and abs(subtotal + tax - total) <= Decimal("0.01") else ():
            true = Decimal(str(sums.get(name) or 0))
            is_printed = f"/financials/{name}" in ground(paper.truth, paper.text).places
            for defect in (*OF_AMOUNTS.values(), sign_changed) if is_printed else ():
                wrong = defect(true, chance)
                if wrong and wrong != true:
                    proposed = repairs(paper, ("financials", name), float(wrong))
                    of_sums = {(one.path, one.proposed) for one in proposed if one.path.startswith("/financials/")}
                    found["right" if of_sums == {(f"/financials/{name}", f"{true:.2f}")} else "not"] += bool(proposed)
                    certain = {(one.path, one.proposed) for one in proposed if one.certainty == "certain"}
                    found["certain and wrong"] += bool(certain - {(f"/financials/{name}", f"{true:.2f}")})
    assert found["right"] >= 0.995 * (found["right"] + found["not"])
    assert found["certain and wrong"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("defect", [digit_misread, transposed])
def test_a_wrong_vat_number_is_repaired(defect: object) -> None:
    found: Counter[bool] = Counter()
    for paper, path, value in true_values(NUMBERS[:2]):
        wrong = defect(value, chance_of(paper))  # type: ignore[operator]
        if wrong and (proposed := [one for one in repairs(paper, path, wrong) if one.path == pointer(path)]):
            found[[one.proposed for one in proposed] == [value]] += 1
    assert share(found) >= 0.99


def test_nothing_certain_is_said_of_what_is_true() -> None:
    for paper in papers():
        assert [one for one in diagnose(paper.truth, text=paper.text) if one.certainty == "certain"] == [], paper.name


@pytest.mark.slow
def test_the_text_of_another_paper_is_told_from_its_own() -> None:
    """Papers that share their number are versions of one sample, of which some differ in nothing or in one value."""
    found: Counter[bool] = Counter()
    for paper in papers():
        for other in chance_of(paper).sample(papers(), 6):
            if other.truth["invoice"]["number"] != paper.truth["invoice"]["number"]:
                found[ground(paper.truth, other.text).of_another_paper] += 1
    assert share(found) >= 0.99
    assert [paper.name for paper in papers() if ground(paper.truth, paper.text).of_another_paper] == []
