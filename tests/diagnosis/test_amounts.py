"""Corners of the sums, lines and rates: what is said where little differs from saying something else.

The plain cases are vectors: ``parzo_validate/testing/vectors/diagnose.json``.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from parzo_validate.diagnosis import diagnose
from parzo_validate.diagnosis.expected_amounts import MOST_LINES

Expected = list[tuple[str, str | None, str | None, str]]
LINE = "/line_items/0/"


def document(
    subtotal: object = None,
    tax_amount: object = None,
    total: object = None,
    tax_rate: object = None,
    lines: list[dict[str, Any]] | None = None,
    country: str | None = None,
    **others: object,
) -> dict[str, Any]:
    sums = {"subtotal": subtotal, "tax_amount": tax_amount, "total": total, "tax_rate": tax_rate, **others}
    return {"vendor": {"country": country}, "financials": sums, "line_items": lines or []}


def line(amount: object = None, rate: object = None, quantity: object = None, price: object = None) -> dict[str, Any]:
    return {"amount": amount, "vat_rate": rate, "quantity": quantity, "unit_price": price}


CASES: dict[str, tuple[dict[str, Any], Expected]] = {
    "swapped-and-a-second-reading-that-nothing-explains": (
        document(122, 22, 100, 22, [line(100)]),
        [("/financials/total", "122.00", "subtotal_and_total_swapped", "certain")],
    ),
    "swapped-with-a-discount-that-the-lines-do-not-show": (
        document(950, 50, 1000, 5, [line(500, 5, 3, "166.67"), line(500, 5, 3, "166.67")], discount=100),
        [("/financials/total", "950.00", "subtotal_and_total_swapped", "certain")],
    ),
    "a-fund-completes-the-lines": (
        document(0, "228.80", "1268.80", None, [line(1000)]),
        [("/financials/subtotal", "1040.00", "amount_read_as_zero", "likely")],
    ),
    "no-look-alike-digit-but-a-usual-rate": (
        document(100, 22, 112),
        [("/financials/total", "122.00", None, "possible")],
    ),
    "a-slip-a-cent-beside-what-is-exact": (
        document("747.28", "32.40", "179.67", 22, [line("147.28")], discount="0.01"),
        [
            ("/financials/subtotal", "147.28", "digit_misread", "likely"),
            ("/financials/subtotal", "147.27", None, "possible"),
        ],
    ),
    "a-slip-two-cents-beside-the-lines": (
        document("747.28", "32.40", "179.67", 22, [line(100), line("47.26")]),
        [
            ("/financials/subtotal", "147.27", None, "possible"),
            ("/financials/subtotal", "147.26", None, "possible"),
            ("/financials/subtotal", "147.28", "digit_misread", "possible"),
        ],
    ),
    "what-comes-after-a-guess-is-said-too": (
        document("1234.56", "271.68", "1234.56"),
        [
            ("/financials/total", "1506.24", "total_copied_from_subtotal", "possible"),
            ("/financials/subtotal", "962.88", "subtotal_includes_tax", "possible"),
        ],
    ),
    "what-comes-after-a-likely-one-is-said-too": (
        document(100, 4, 100),
        [
            ("/financials/total", "104.00", "total_copied_from_subtotal", "likely"),
            ("/financials/subtotal", "96.00", "subtotal_includes_tax", "possible"),
        ],
    ),
    "copied-or-taxed-as-readily": (
        document("1234.56", "123.46", "1234.56", country="FR"),
        [
            ("/financials/total", "1358.02", "total_copied_from_subtotal", "possible"),
            ("/financials/subtotal", "1111.10", "subtotal_includes_tax", "possible"),
        ],
    ),
    "fund-and-no-slip-where-it-explains-all": (
        document(20, 0, "12.80", country="FR", discount=10, stamp_duty=2, withholding_tax=4),
        [("/financials/subtotal", "20.80", "fund_left_out_of_subtotal", "likely")],
    ),
    "net-to-pay-or-swapped": (
        document("1.10", "0.10", 1, 10, withholding_tax="0.20"),
        [("/financials/total", "1.20", "net_to_pay_as_total", "likely")],
    ),
    "fund-beside-a-discount": (
        document(950, "217.80", "1207.80", 22, [line(1000), line(40)], discount=50),
        [("/financials/subtotal", "990.00", "fund_left_out_of_subtotal", "likely")],
    ),
    "fund-beside-a-line-of-bollo": (
        document(1002, "228.80", "1270.80", None, [line(1000, 22), line(40, 22), line(2, 0)], stamp_duty=2),
        [("/financials/subtotal", "1042.00", "fund_left_out_of_subtotal", "certain")],
    ),
    "fund-beside-a-line-of-bollo-on-a-credit-note": (
        document(-1002, "-228.80", "-1270.80", None, [line(-1000, 22), line(-40, 22), line(-2, 0)], stamp_duty=2)
        | {"invoice": {"type": "credit_note"}},
        [("/financials/subtotal", "-1042.00", "fund_left_out_of_subtotal", "likely")],
    ),
    "fund-at-no-known-rate": (document(1000, 70, 1110), []),
    "line-read-as-zero-that-its-factors-deny": (document(50, 11, 61, 22, [line(0, None, 2, 30)]), []),
    "sign-before-the-type": (
        document(None, 0, -2500, 0),
        [
            ("/financials/total", "2500.00", "sign_lost", "likely"),
            ("/invoice/type", "credit_note", "credit_note_type_lost", "possible"),
        ],
    ),
    "bollo-as-the-law-has-it": (
        document(2500, 0, 2502, 0, [line(1250, 10), line(1250)], stamp_duty="0.20"),
        [
            ("/financials/stamp_duty", "2.00", "separator_shift", "likely"),
            ("/financials/total", "2500.20", "digits_transposed", "possible"),
            ("/financials/tax_amount", "1.80", "amount_read_as_zero", "possible"),
            ("/financials/tax_amount", "2.00", "amount_read_as_zero", "possible"),
        ],
    ),
    "digit-before-a-swap": (
        document(9990, 0, 10000, 0, discount=10, stamp_duty=2),
        [
            ("/financials/subtotal", "9998.00", "digit_misread", "likely"),
            ("/financials/total", "9990.00", "subtotal_and_total_swapped", "possible"),
            ("/financials/discount", "-10.00", "sign_lost", "possible"),
        ],
    ),
    "swap-before-the-tax-in-the-subtotal": (
        document(1100, 100, 1000, 10, discount=100),
        [
            ("/financials/total", "1100.00", "subtotal_and_total_swapped", "likely"),
            ("/financials/subtotal", "1000.00", "subtotal_includes_tax", "possible"),
            ("/financials/total", "1200.00", None, "possible"),
        ],
    ),
    "tax-that-lacks-as-much-as-is-withheld": (
        document(1000, 0, 1200, withholding_tax=200),
        [("/financials/tax_amount", "200.00", "amount_read_as_zero", "likely")],
    ),
    "bollo-that-would-be-no-bollo": (
        document(50, 2, "54.08", 4, stamp_duty=2),
        [
            ("/financials/total", "54.00", "digit_misread", "possible"),
            ("/financials/subtotal", "50.08", "digit_misread", "possible"),
        ],
    ),
    "bollo-of-the-wrong-sign-is-none": (
        document(10002, 0, 10000, 0, stamp_duty=2),
        [("/financials/total", "10002.00", "subtotal_and_total_swapped", "likely")],
    ),
    "discount-that-equals-the-bollo": (
        document(20, "0.80", "34.80", None, [line(20)], discount="2.08", stamp_duty=16),
        [
            ("/financials/discount", "2.00", "digit_misread", "likely"),
            ("/financials/total", "36.80", None, "possible"),
            ("/financials/tax_amount", "0.88", "digit_misread", "possible"),
        ],
    ),
    "subtotal-without-a-tax-to-go-by": (document(61, None, 50, 22, [line("12.5"), line("37.5", 22)]), []),
    "tax-or-subtotal-by-the-rate-alone": (
        document(50, 0, None, 5, discount=5, stamp_duty=16),
        [
            ("/financials/tax_amount", "2.50", "amount_read_as_zero", "possible"),
            ("/financials/tax_amount", "2.25", "amount_read_as_zero", "possible"),
            ("/financials/tax_amount", "1.70", "amount_read_as_zero", "possible"),
        ],
    ),
    "line-read-as-zero": (
        document(50, 11, 61, 22, [line(0)]),
        [(f"{LINE}amount", "50.00", "amount_read_as_zero", "certain")],
    ),
    "line-of-another-sign-than-its-factors": (
        document(None, "2.04", "22.44", None, [line(-20, None, 2, 10)]),
        [(f"{LINE}amount", "20.00", "sign_lost", "likely")],
    ),
    "line-with-a-quantity-alone": (
        document(50, 11, 61, 22, [line(5, None, 2)]),
        [(f"{LINE}amount", "50.00", "separator_shift", "likely")],
    ),
    "line-with-a-price-alone": (
        document(50, 11, 61, 22, [line(5, None, None, 2)]),
        [(f"{LINE}amount", "50.00", "separator_shift", "likely")],
    ),
    "rate-above-every-other": (
        document(102, "10.20", "114.20", 70, stamp_duty=2),
        [("/financials/tax_rate", "10", "digit_misread", "certain")],
    ),
    "rate-of-a-foreign-line-is-no-hundredth": (document(100, 22, 122, 19, [line(None, 19)], "DE"), []),
    "rate-of-the-document-or-of-the-line": (
        document(50, None, 62, 20, [line(50, 0)], "DE"),
        [
            ("/financials/tax_rate", "0", "percentage_read_as_rate", "possible"),
            (f"{LINE}vat_rate", "20", "amount_read_as_zero", "possible"),
        ],
    ),
    "absurd-rate-without-tax": (document(51, 0, 51, "1583.04"), []),
    "blend-rounded-as-far-as-one-decimal-allows": (
        document(8, "0.42", "8.42", "5.2", [line(5, 0), line(1, 22), line(2, 10)]),
        [("/financials/tax_rate", None, "blended_rate", "certain")],
    ),
    "blend-rounded-further": (document(8, "0.42", "8.42", "5.1", [line(5, 0), line(1, 22), line(2, 10)]), []),
    "blend-that-is-a-percentage": (
        document(100, 20, 120, 20, [line("11.11", 4), line("88.89", 22)]),
        [("/financials/tax_rate", None, "blended_rate", "certain")],
    ),
    "blend-without-a-subtotal": (document(None, 15, 115, 15, [line(None, 10), line(None, 22)]), []),
    "blend-of-lower-rates-is-none": (document(1000, 150, 1150, 15, [line(500, 4), line(400, 10), line(100)]), []),
    "blend-of-higher-rates-is-none": (document(1000, 30, 1030, 3, [line(500, 4), line(400, 10), line(100)]), []),
    "blend-of-the-lowest-rate-is-none": (document(1000, 70, 1070, 7, [line(500, 7), line(400, 10), line(100)]), []),
    "blend-of-the-highest-rate-is-none": (document(1000, 70, 1070, 7, [line(500, 7), line(400, 4), line(100)]), []),
    "percentage-beside-one-rate": (document(2500, 500, 3000, 20, [line(1250, 4), line(1250)]), []),
    "percentage-that-no-tax-confirms": (
        document(300, 60, 360, 20, [line(100, 4), line(100, 10), line(100)]),
        [("/financials/tax_rate", None, "percentage_read_as_rate", "likely")],
    ),
    "rate-of-the-past-beside-another": (document(1000, 210, 1210, 21, [line(750, 10), line(250)]), []),
}


@pytest.mark.parametrize(("result", "expected"), CASES.values(), ids=CASES)
def test_what_is_said(result: Mapping[str, Any], expected: Expected) -> None:
    assert [(one.path, one.proposed, one.defect, one.certainty) for one in diagnose(result)] == expected


@pytest.mark.parametrize(("count", "found"), [(MOST_LINES, True), (MOST_LINES + 1, False)])
def test_the_wrong_rate_is_looked_for_among_so_many_lines(count: int, found: bool) -> None:
    lines = [line(1, "0.22"), *(line(1, 22) for _ in range(count - 1))]
    tax = count * 22
    result = document(count, f"{tax / 100:.2f}", f"{(count * 100 + tax) / 100:.2f}", 22, lines)
    assert [one.path for one in diagnose(result)] == [f"{LINE}vat_rate"] * found
