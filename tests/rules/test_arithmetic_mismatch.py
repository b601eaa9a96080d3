"""ARITHMETIC_MISMATCH: firing, silent and boundary cases, and properties with integer arithmetic as the oracle."""

import sys
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Policy
from parzo_validate.domain.causes import CAUSES_OF_A_GAP
from parzo_validate.engine.policy import CAUSES
from tests.helpers.builders import judged_by, lines, sums

CODE = "ARITHMETIC_MISMATCH"


def judge(result: dict[str, Any], policy: Policy | None = None) -> Any:
    return judged_by(CODE, result, policy or Policy())


SILENT = {
    "sums-close": sums(subtotal=1000, tax_amount=220, total=1220),
    "text-amounts": sums(subtotal="1000.00", tax_amount="220.00", total="1220.00"),
    "float-trap-0.1-plus-0.2": sums(subtotal=0.1, tax_amount=0.2, total=0.3),
    "one-cent-above": sums(subtotal=1000, tax_amount=220, total="1220.01"),
    "one-cent-below": sums(subtotal=1000, tax_amount=220, total="1219.99"),
    "one-cent-in-floats": sums(subtotal=1000.0, tax_amount=220.0, total=1220.01),
    "credit-note-in-negative-figures": sums(subtotal=-100, tax_amount=-22, total=-122),
    "zero-tax": sums(subtotal=100, tax_amount=0, total=100),
    "forfettario-with-bollo": sums(subtotal=100, tax_amount=0, stamp_duty=2, total=102),
    "bollo-inside-the-subtotal": sums(subtotal=102, tax_amount=0, stamp_duty=2, total=102),
    "bollo-borne-by-the-seller": sums(subtotal=100, tax_amount=0, stamp_duty=2, total=100),
    "bollo-a-cent-off": sums(subtotal=100, tax_amount=0, stamp_duty=2, total="102.01"),
    "bollo-a-cent-off-the-other-way": sums(subtotal=100, tax_amount=0, stamp_duty=2, total="101.99"),
    "discount-taken-off": sums(subtotal=1000, tax_amount=220, discount=50, total=1170),
    "discount-stated-with-a-minus": sums(subtotal=1000, tax_amount=220, discount=-50, total=1170),
    "discount-and-bollo": sums(subtotal=100, tax_amount=0, discount=10, stamp_duty=2, total=92),
    "negative-figures-with-bollo": sums(subtotal=-100, tax_amount=0, stamp_duty=2, total=-102),
    "negative-figures-with-negative-bollo": sums(subtotal=-100, tax_amount=0, stamp_duty=-2, total=-102),
    "negative-figures-with-bollo-charged": sums(subtotal=-100, tax_amount=0, stamp_duty=2, total=-98),
    "small-negative-figures-with-bollo": sums(subtotal="-0.40", tax_amount="-0.09", stamp_duty=2, total="-2.49"),
    "negative-figures-with-discount": sums(subtotal=-1000, tax_amount=-220, discount=50, total=-1170),
    "eighteen-digits": sums(subtotal="999999999999999998", tax_amount="0.01", total="999999999999999998.01"),
    "withholding-stated-but-not-taken-off": sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=1220),
    "no-tax-stated-and-total-is-subtotal": sums(subtotal=100, total=100),
    "no-tax-stated-at-rate-zero": sums(subtotal=100, total=100, tax_rate=0),
}


@pytest.mark.parametrize("result", SILENT.values(), ids=SILENT)
def test_stays_silent_on(result: dict[str, Any]) -> None:
    report = judge(result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {})


FLAGGED: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "two-cents-above": (sums(subtotal=1000, tax_amount=220, total="1220.02"), "0.02", None),
    "two-cents-below": (sums(subtotal=1000, tax_amount=220, total="1219.98"), "-0.02", None),
    "just-over-a-cent": (sums(subtotal=1000, tax_amount=220, total="1220.01000001"), "0.01000001", None),
    "wrong-sign": (sums(subtotal=-100, tax_amount=-22, total=122), "244.00", None),
    "bollo-two-cents-off": (sums(subtotal=100, tax_amount=0, stamp_duty=2, total="102.02"), "2.02", None),
    "bollo-subtracted": (sums(subtotal=100, tax_amount=22, stamp_duty=2, total=120), "-2.00", None),
    "net-of-withholding": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=1020),
        "-200.00",
        "net_of_withholding",
    ),
    "net-of-withholding-stated-negative": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=-200, total=1020),
        "-200.00",
        "net_of_withholding",
    ),
    "net-of-withholding-with-bollo": (
        sums(subtotal=1000, tax_amount=0, withholding_tax=200, stamp_duty=2, total=802),
        "-198.00",
        "net_of_withholding",
    ),
    "split-payment": (sums(subtotal=1000, tax_amount=220, total=1000), "-220.00", "tax_not_in_total"),
    "split-payment-at-the-stated-rate": (
        sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1000),
        "-220.00",
        "tax_not_in_total",
    ),
    "gross-subtotal-by-the-rate": (
        sums(subtotal=1220, tax_rate=22, tax_amount=220, total=1220),
        "-220.00",
        "tax_in_subtotal",
    ),
    "gross-subtotal-by-the-rate-a-cent-off": (
        sums(subtotal=1220, tax_rate=22, tax_amount="220.01", total=1220),
        "-220.01",
        "tax_in_subtotal",
    ),
    "subtotal-two-cents-off-gross-by-the-rate": (
        sums(subtotal=1220, tax_rate=22, tax_amount="220.02", total=1220),
        "-220.02",
        "tax_not_in_total",
    ),
    "lines-and-tax-below-the-subtotal": (
        sums(subtotal=1220, tax_amount=220, total=1220) | lines({"amount": 999}),
        "-220.00",
        "tax_not_in_total",
    ),
    "lines-and-tax-above-the-subtotal": (
        sums(subtotal=1220, tax_amount=220, total=1220) | lines({"amount": 1001}),
        "-220.00",
        "tax_not_in_total",
    ),
    "gross-subtotal-by-the-lines": (
        sums(subtotal=1220, tax_amount=220, total=1220) | lines({"amount": 400}, {"total": 600}),
        "-220.00",
        "tax_in_subtotal",
    ),
    "swapped": (sums(subtotal=1220, tax_amount=220, total=1000), "-440.00", "swapped_subtotal_and_total"),
    "lines-say-otherwise": (
        sums(subtotal=900, tax_amount=220, total=1220) | lines({"amount": 600}, {"amount": 400}),
        "100.00",
        "subtotal_not_sum_of_lines",
    ),
    "lines-say-less": (
        sums(subtotal=1100, tax_amount=220, total=1220) | lines({"amount": 600}, {"amount": 400}),
        "-100.00",
        "subtotal_not_sum_of_lines",
    ),
    "bollo-is-not-taken-off-a-small-document": (
        sums(subtotal="0.40", tax_amount="0.09", stamp_duty=2, total="-1.51"),
        "-2.00",
        None,
    ),
    "bollo-is-not-taken-off-nothing": (sums(subtotal=0, tax_amount=0, stamp_duty=2, total=-2), "-2.00", None),
    "a-line-without-amount-proves-nothing": (
        sums(subtotal=900, tax_amount=220, total=1220) | lines({"amount": 1000}, {"amount": None}),
        "100.00",
        None,
    ),
    "cassa-4-per-cent": (sums(subtotal=1000, tax_amount="228.80", total="1268.80"), "40.00", "fund_not_in_subtotal"),
    "cassa-2-per-cent": (sums(subtotal=1000, tax_amount="224.40", total="1244.40"), "20.00", "fund_not_in_subtotal"),
    "cassa-5-per-cent": (sums(subtotal=1000, tax_amount=231, total=1281), "50.00", "fund_not_in_subtotal"),
    "fund-less-the-discount": (
        sums(subtotal=1000, tax_amount=220, discount=100, total=1160),
        "-60.00",
        "fund_not_in_subtotal",
    ),
    "fund-and-bollo": (
        sums(subtotal=1000, tax_amount=0, stamp_duty=2, total=1022),
        "22.00",
        "fund_and_stamp_duty",
    ),
    "fund-and-withholding": (
        sums(subtotal=1500, tax_rate=22, tax_amount="343.20", withholding_tax=300, total="1603.20"),
        "-240.00",
        "fund_and_net_of_withholding",
    ),
    "enasarco-of-today": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=115, total=1020),
        "-200.00",
        "net_of_withholding_and_enasarco",
    ),
    "enasarco-of-2012": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=115, total="1037.50"),
        "-182.50",
        "net_of_withholding_and_enasarco",
    ),
    "no-share-of-enasarco": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=115, total=1021),
        "-199.00",
        None,
    ),
    "enasarco-without-a-withholding": (sums(subtotal=1000, tax_amount=220, total=1135), "-85.00", None),
    "prepayment": (sums(subtotal=1000, tax_amount=220, prepaid=500, total=720), "-500.00", "net_of_prepayment"),
    "prepayment-and-bollo": (
        sums(subtotal=1000, tax_amount=0, prepaid=500, stamp_duty=2, total=502),
        "-498.00",
        "net_of_prepayment",
    ),
    "prepayment-and-withholding": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=200, prepaid=300, total=720),
        "-500.00",
        "net_of_withholding_and_prepayment",
    ),
    "second-withholding": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=980),
        "-240.00",
        "net_of_two_withholdings",
    ),
    "retention-until-the-works-are-accepted": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=40, total=1175),
        "-45.00",
        "net_of_two_withholdings",
    ),
    "no-share-of-a-second-withholding": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=981),
        "-239.00",
        None,
    ),
    "withholding-that-is-not-stated": (
        sums(subtotal=1000, tax_amount=220, total=1020),
        "-200.00",
        "net_of_unstated_withholding",
    ),
    "withholding-that-is-stated-otherwise": (
        sums(subtotal=1000, tax_amount=220, withholding_tax=100, total=1020),
        "-200.00",
        "net_of_two_withholdings",
    ),
    "city-tax": (
        sums(subtotal=200, tax_rate=10, tax_amount=20, total=232) | lines({"amount": 200}, {"amount": 12}),
        "12.00",
        "lines_outside_vat",
    ),
    "city-tax-by-the-rates-of-the-lines": (
        sums(subtotal=200, tax_amount=20, total=232)
        | lines({"amount": 200, "vat_rate": 10}, {"amount": 12, "vat_rate": 0}),
        "12.00",
        "lines_outside_vat",
    ),
    "two-expenses-among-three-lines": (
        sums(subtotal=500, tax_rate=22, tax_amount=110, total=922)
        | lines({"amount": 500}, {"amount": 300}, {"amount": 12}),
        "312.00",
        "lines_outside_vat",
    ),
    "expense-before-nineteen-other-lines": (
        sums(subtotal=190, tax_rate=10, tax_amount=19, total=221) | lines({"amount": 12}, *[{"amount": 10}] * 19),
        "12.00",
        "lines_outside_vat",
    ),
    "expense-before-twenty-other-lines": (
        sums(subtotal=200, tax_rate=10, tax_amount=20, total=232) | lines({"amount": 12}, *[{"amount": 10}] * 20),
        "12.00",
        "subtotal_not_sum_of_lines",
    ),
    "no-expense-on-a-line-that-bears-vat": (
        sums(subtotal=200, tax_rate=10, tax_amount=20, total=232)
        | lines({"amount": 200, "vat_rate": 10}, {"amount": 12, "vat_rate": 10}),
        "12.00",
        "subtotal_not_sum_of_lines",
    ),
    "prepayment-as-a-line": (
        sums(subtotal=1000, tax_rate=22, tax_amount=220, total=920) | lines({"amount": 1000}, {"amount": -300}),
        "-300.00",
        "lines_outside_vat",
    ),
    "expenses-and-withholding": (
        sums(subtotal=1000, tax_rate=22, tax_amount=220, withholding_tax=200, total=1118)
        | lines({"amount": 1000}, {"amount": 98}),
        "-102.00",
        "lines_outside_vat_and_net_of_withholding",
    ),
    "lines-beyond-the-subtotal-and-no-line-of-so-much": (
        sums(subtotal=200, tax_rate=10, tax_amount=20, total=232) | lines({"amount": 106}, {"amount": 106}),
        "12.00",
        "subtotal_not_sum_of_lines",
    ),
    "lines-beyond-the-subtotal-that-the-tax-is-of": (
        sums(subtotal=200, tax_rate=10, tax_amount="21.20", total="233.20") | lines({"amount": 200}, {"amount": 12}),
        "12.00",
        "subtotal_not_sum_of_lines",
    ),
    "lines-beyond-the-subtotal-at-no-known-rate": (
        sums(subtotal=200, tax_amount=20, total=232) | lines({"amount": 200}, {"amount": 12}),
        "12.00",
        "subtotal_not_sum_of_lines",
    ),
    "fund-that-the-tax-denies": (sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1260), "40.00", None),
    "fund-that-the-tax-of-the-lines-denies": (
        sums(subtotal=1000, tax_amount=220, total=1260) | lines({"amount": 1000, "vat_rate": 22}),
        "40.00",
        None,
    ),
    "fund-at-the-stated-rate": (
        sums(subtotal=1000, tax_rate=22, tax_amount="228.80", total="1268.80"),
        "40.00",
        "fund_not_in_subtotal",
    ),
    "half-of-the-total-taken-off": (
        sums(subtotal=1000, tax_amount=100, total=550),
        "-550.00",
        "discount_after_tax",
    ),
    "rounded-to-five-cents": (sums(subtotal="99.98", tax_amount=22, total=122), "0.02", "total_rounded"),
    "rounded-to-euros": (sums(subtotal="99.70", tax_amount=22, total=122), "0.30", "total_rounded"),
    "a-cent-beside-the-rounded-total": (sums(subtotal=755, tax_amount="166.10", total="921.01"), "-0.09", None),
    "rounding-the-other-way": (sums(subtotal=100, tax_amount=22, rounding="0.30", total="121.70"), "-0.30", None),
    "unexplained": (sums(subtotal=1000, tax_amount=220, total=1234), "14.00", None),
    "gross-subtotal-by-a-rate-below-one": (
        sums(subtotal="100.50", tax_rate="0.5", tax_amount="0.50", total="100.50"),
        "-0.50",
        "tax_in_subtotal",
    ),
    "small-negative-rate-is-no-evidence": (
        sums(subtotal="99.50", tax_rate="-0.5", tax_amount="-0.50", total="99.50"),
        "0.50",
        "tax_not_in_total",
    ),
    "negative-rate-is-no-evidence": (
        sums(subtotal=1000, tax_rate=-100, tax_amount=220, total=1000),
        "-220.00",
        "tax_not_in_total",
    ),
}


@pytest.mark.parametrize(("result", "difference", "cause"), FLAGGED.values(), ids=FLAGGED)
def test_flags_with_the_cause(result: dict[str, Any], difference: str, cause: str | None) -> None:
    [flag] = judge(result).flags
    assert (flag.code, flag.severity, flag.path) == (CODE, "error", "/financials/total")
    assert flag.context["difference"] == difference
    assert flag.context.get("cause") == cause
    assert ("cause" in flag.context) == (cause is not None)


ADJUSTED = {
    "rounding": sums(subtotal=100, tax_amount=22, rounding="0.30", total="122.30"),
    "rounding-down": sums(subtotal=100, tax_amount=22, rounding="-0.30", total="121.70"),
    "charges": sums(subtotal=100, tax_amount=22, charges=8, total=130),
    "charges-of-a-credit-note": sums(subtotal=-100, tax_amount=-22, charges=8, total=-130),
    "discount-and-charges": sums(subtotal=100, tax_amount=22, discount=10, charges=8, total=120),
    "all-four": sums(subtotal=100, tax_amount=0, discount=10, charges=8, stamp_duty=2, rounding="-0.50", total="99.50"),
}


@pytest.mark.parametrize("result", ADJUSTED.values(), ids=ADJUSTED)
def test_what_the_invoice_states_besides_excuses_the_gap(result: dict[str, Any]) -> None:
    assert judge(result).codes == ()


@pytest.mark.parametrize(
    ("name", "cause"),
    [("rounding", "rounding"), ("charges", "charges"), ("discount-and-charges", "several_adjustments")],
)
def test_a_policy_that_does_not_accept_it_gets_it_named(name: str, cause: str) -> None:
    [flag] = judge(ADJUSTED[name], Policy(accepted_causes=["stamp_duty"])).flags
    assert flag.context["cause"] == cause


NEEDED = {
    "net_of_withholding": (sums(subtotal=100, tax_amount=22, withholding_tax="ten", total=102), "withholding_tax"),
    "net_of_prepayment": (sums(subtotal=100, tax_amount=22, prepaid="ten", total=102), "prepaid"),
    "tax_in_subtotal": (sums(subtotal=122, tax_rate="ten", tax_amount=22, total=122), "tax_rate"),
}


@pytest.mark.parametrize(("cause", "case"), NEEDED.items(), ids=NEEDED)
def test_what_an_accepted_cause_needs_may_excuse_unread(cause: str, case: tuple[dict[str, Any], str]) -> None:
    result, field = case
    report = judge(result, Policy(accepted_causes=[cause]))
    assert report.flags == ()
    assert dict(report.not_evaluated) == {(CODE, f"/financials/{field}"): f"{field} is unreadable"}
    assert judge(result).codes == (CODE,)


def test_a_line_that_cannot_be_read_may_make_the_lines_right() -> None:
    result = sums(subtotal=900, tax_amount=220, total=1220) | lines({"amount": 600}, {"amount": "ten"})
    report = judge(result, Policy(accepted_causes=["subtotal_not_sum_of_lines"]))
    assert dict(report.not_evaluated) == {(CODE, "/line_items/1/amount"): "amount of line 2 is unreadable"}


def test_of_two_causes_the_likelier_one_is_named() -> None:
    [flag] = judge(sums(subtotal=1000, tax_amount=220, withholding_tax=220, total=1000)).flags
    assert flag.context["cause"] == "net_of_withholding"


def test_a_cause_that_is_accepted_excuses_the_gap_however_late_it_comes() -> None:
    discounted = sums(subtotal=1000, tax_amount=220, discount=220, total=1000)
    assert judge(discounted, Policy(accepted_causes=["tax_not_in_total"])).codes == ()
    [flag] = judge(discounted, Policy(accepted_causes=["net_of_withholding"])).flags
    assert flag.context["cause"] == "discount"


@pytest.mark.parametrize("accepted", ["net_of_withholding", "tax_not_in_total"])
def test_of_two_causes_either_excuses_the_gap(accepted: str) -> None:
    both = sums(subtotal=1000, tax_amount=220, withholding_tax=220, total=1000)
    assert judge(both, Policy(accepted_causes=[accepted])).codes == ()


def test_a_net_subtotal_is_not_excused_as_a_gross_one() -> None:
    left_out = sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1000)
    assert judge(left_out, Policy(accepted_causes=["tax_in_subtotal"])).flags


def test_lines_that_make_the_subtotal_do_not_excuse_the_bollo() -> None:
    with_bollo = sums(subtotal=100, tax_amount=0, stamp_duty=2, total=102) | lines({"amount": 100})
    assert judge(with_bollo, Policy(accepted_causes=["subtotal_not_sum_of_lines"])).flags


def test_no_tax_and_a_cent_between_subtotal_and_total_is_not_applicable() -> None:
    assert judge(sums(subtotal=1000, total="1000.01")).verdict == "clean"
    assert judge(sums(subtotal=1000, total="1000.02")).verdict == "incomplete"


_TAX_MISSING = ("/financials/tax_amount", "tax_amount is missing")
NOT_EVALUATED = {
    "tax-missing": (sums(subtotal=100, total=122), *_TAX_MISSING),
    "forfettario-without-tax": (
        sums(subtotal=100, total=102, stamp_duty=2),
        "/financials/tax_amount",
        "tax_amount is missing",
    ),
    "rate-stated-but-no-tax": (
        sums(subtotal=100, total=100, tax_rate=22),
        "/financials/tax_amount",
        "tax_amount is missing",
    ),
    "line-rate-stated-but-no-tax": (
        sums(subtotal=100, total=100) | lines({"tax_rate": 22}),
        "/financials/tax_amount",
        "tax_amount is missing",
    ),
    "total-missing": (sums(subtotal=100, tax_amount=22), "/financials/total", "total is missing"),
    "all-missing": ({}, "/financials/subtotal", "subtotal, tax_amount and total are missing"),
    "unreadable-total": (sums(subtotal=100, tax_amount=22, total="1.220"), "/financials/total", "total is unreadable"),
    "unreadable-tax-of-an-exempt-one": (
        sums(subtotal=100, tax_amount="zero", total=100),
        *("/financials/tax_amount", "tax_amount is unreadable"),
    ),
    **{
        f"unreadable-{name}-that-may-explain-the-gap": (
            sums(subtotal=100, tax_amount=22, total=124, **{name: "ten"}),
            *(f"/financials/{name}", f"{name} is unreadable"),
        )
        for name in ("stamp_duty", "discount", "rounding", "charges")
    },
}


@pytest.mark.parametrize(("result", "path", "reason"), NOT_EVALUATED.values(), ids=NOT_EVALUATED)
def test_says_that_it_could_not_judge(result: dict[str, Any], path: str, reason: str) -> None:
    report = judge(result)
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, path): reason})


def test_a_tolerance_of_zero_flags_one_cent() -> None:
    one_cent_off = sums(subtotal=1000, tax_amount=220, total="1220.01")
    assert judge(one_cent_off, Policy(tolerance=0)).codes == (CODE,)
    assert judge(sums(subtotal=1000, tax_amount=220, total=1220), Policy(tolerance=0)).codes == ()


def test_a_wider_tolerance_accepts_more() -> None:
    assert judge(sums(subtotal=1000, tax_amount=220, total=1225), Policy(tolerance=5)).codes == ()
    assert judge(sums(subtotal=1000, tax_amount=220, total="1225.01"), Policy(tolerance=5)).codes == (CODE,)


def test_an_accepted_cause_excuses_the_gap() -> None:
    net_to_pay = sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=1020)
    assert judge(net_to_pay, Policy(accepted_causes=["net_of_withholding"])).codes == ()


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        ("stamp_duty", sums(subtotal=100, tax_amount=0, stamp_duty=2, total=102)),
        ("discount", sums(subtotal=100, tax_amount=22, discount=10, total=112)),
        ("discount_and_stamp_duty", sums(subtotal=100, tax_amount=0, discount=10, stamp_duty=2, total=92)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cause_that_is_no_longer_accepted_is_flagged_by_name(cause: str, result: dict[str, Any]) -> None:
    [flag] = judge(result, Policy(accepted_causes=())).flags
    assert flag.context["cause"] == cause


def test_the_causes_are_those_that_a_policy_knows_in_the_same_order() -> None:
    assert tuple(cause.name for cause in CAUSES_OF_A_GAP) == CAUSES


def test_amounts_that_differ_never_read_the_same() -> None:
    [flag] = judge(sums(subtotal=Decimal("10.001"), tax_amount=0, total=10), Policy(tolerance=0)).flags
    assert "= 10.001, but the total is 10.00 (difference -0.001)" in flag.message


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**3), 10**3))
def test_flags_exactly_the_gaps_beyond_the_tolerance(subtotal: int, tax: int, gap: int) -> None:
    """Oracle: whole cents, in Python integers."""
    result = sums(subtotal=_euro(subtotal), tax_amount=_euro(tax), total=_euro(subtotal + tax + gap))
    assert bool(judge(result).flags) == (abs(gap) > 1)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_stated_stamp_duty_and_discount_excuse_on_either_side_of_zero(
    subtotal: int, tax: int, stated: int, sign: int
) -> None:
    """Oracle: whole cents; a document and its mirror image get the same answer."""
    base = {"subtotal": _euro(sign * subtotal), "tax_amount": _euro(sign * tax)}
    with_bollo = base | {"stamp_duty": _euro(stated), "total": _euro(sign * (subtotal + tax + stated))}
    with_discount = base | {"discount": _euro(stated), "total": _euro(sign * (subtotal + tax - stated))}
    assert judge(sums(**with_bollo)).codes == judge(sums(**with_discount)).codes == ()


@given(st.integers(1, 10**9), st.integers(3, 10**9))
def test_total_copied_from_subtotal_is_never_excused(subtotal: int, tax: int) -> None:
    [flag] = judge(sums(subtotal=_euro(subtotal), tax_amount=_euro(tax), total=_euro(subtotal))).flags
    assert flag.context["expected"] == _euro(subtotal + tax)


@given(st.integers(1, 28))
def test_the_callers_decimal_context_changes_nothing(precision: int) -> None:
    result = sums(subtotal="123456789.12", tax_amount="27160493.61", total="150617282.76")
    with localcontext() as context:
        context.prec = precision
        [flag] = judge(result).flags
    assert Decimal(str(flag.context["difference"])) == Decimal("0.03")


def _euro(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def test_the_cause_that_nobody_reads_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Decimal] = []

    def nobody_asks(*given: Any) -> str:
        asked.append(given[-1])
        return ""

    monkeypatch.setattr(sys.modules["parzo_validate.rules.arithmetic_mismatch"], "cause_of", nobody_asks)
    [flag] = judge(sums(subtotal=1000, tax_amount=220, total=1202)).flags
    assert (flag.code, flag.path, asked) == (CODE, "/financials/total", [])
    assert flag.message.startswith("subtotal 1000.00 + tax 220.00 = 1220.00, but the total is 1202.00")
    assert (flag.context["actual"], asked) == ("1202.00", [Decimal(1202)])
