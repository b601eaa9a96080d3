"""The identities of the sums: where each holds, is broken, and says nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from parzo_validate import Invoice, Policy
from parzo_validate.diagnosis import identities
from parzo_validate.diagnosis.identities import BROKEN, Holds

Case = tuple[Holds, Mapping[str, Any], list[Mapping[str, Any]], str | None]

sums_close, tax, usual, lines, agree, multiply = (
    identities.sums_close,
    identities.tax_follows_rate,
    identities.tax_is_usual,
    identities.lines_add_up,
    identities.rates_agree,
    identities.lines_multiply,
)


def amounts(*values: object) -> list[Mapping[str, Any]]:
    return [{"amount": value} for value in values]


def rated(*pairs: tuple[object, object]) -> list[Mapping[str, Any]]:
    return [{"amount": amount, "vat_rate": rate} for amount, rate in pairs]


CASES: dict[str, Case] = {
    "sums-close": (sums_close, {"subtotal": 10, "tax_amount": 2, "total": 12}, [], "sums"),
    "sums-a-cent-off": (sums_close, {"subtotal": 10, "tax_amount": 2, "total": "12.01"}, [], "sums"),
    "sums-two-cents-off": (sums_close, {"subtotal": 10, "tax_amount": 2, "total": "12.02"}, [], BROKEN),
    "sums-with-bollo": (
        sums_close,
        {"subtotal": 10, "tax_amount": 0, "total": 12, "stamp_duty": 2},
        [],
        "adjusted_sums",
    ),
    "sums-net-of-withholding": (
        sums_close,
        {"subtotal": 10, "tax_amount": 2, "total": 10, "withholding_tax": 2},
        [],
        BROKEN,
    ),
    "sums-without-a-total": (sums_close, {"subtotal": 10, "tax_amount": 2}, [], None),
    "tax-exact": (tax, {"subtotal": 10, "tax_rate": 22, "tax_amount": "2.20"}, [], "tax"),
    "tax-a-cent-off": (tax, {"subtotal": 10, "tax_rate": 22, "tax_amount": "2.21"}, [], "tax"),
    "tax-two-cents-off": (tax, {"subtotal": 10, "tax_rate": 22, "tax_amount": "2.22"}, [], BROKEN),
    "tax-two-cents-off-on-two-lines": (
        tax,
        {"subtotal": 10, "tax_rate": 22, "tax_amount": "2.22"},
        amounts(5, 5),
        None,
    ),
    "tax-three-cents-off-on-two-lines": (
        tax,
        {"subtotal": 10, "tax_rate": 22, "tax_amount": "2.23"},
        amounts(5, 5),
        BROKEN,
    ),
    "tax-rounded-line-by-line": (
        tax,
        {"subtotal": "0.90", "tax_rate": 22, "tax_amount": "0.21"},
        amounts("0.30", "0.30", "0.30"),
        "tax",
    ),
    "tax-of-what-the-discount-leaves": (
        tax,
        {"subtotal": 100, "tax_rate": 22, "tax_amount": "19.80", "discount": 10},
        [],
        "tax_after_discount",
    ),
    "tax-without-that-on-bollo": (
        tax,
        {"subtotal": 102, "tax_rate": 22, "tax_amount": 22, "stamp_duty": 2},
        [],
        "tax_before_stamp_duty",
    ),
    "tax-without-a-rate": (tax, {"subtotal": 10, "tax_amount": "2.20"}, [], None),
    "tax-unknown": (tax, {"subtotal": 10, "tax_rate": 22}, [], None),
    "tax-of-lines-without-a-subtotal": (tax, {"tax_amount": "3.20"}, rated((10, 22), (10, 10)), "tax_of_lines"),
    "tax-of-several-rates": (tax, {"subtotal": 20, "tax_amount": "3.20"}, rated((10, 22), (10, 10)), "tax_of_lines"),
    "tax-of-several-rates-off": (tax, {"subtotal": 20, "tax_amount": "3.40"}, rated((10, 22), (10, 10)), BROKEN),
    "tax-of-eight-rates-after-discount-on-one": (
        tax,
        {"subtotal": 700, "tax_amount": 28},
        rated(*((100, rate) for rate in range(1, 9))),
        "tax_of_lines_and_rest",
    ),
    "tax-of-nine-rates-is-not-tried-without-one": (
        tax,
        {"subtotal": 800, "tax_amount": 36},
        rated(*((100, rate) for rate in range(1, 10))),
        BROKEN,
    ),
    "tax-of-several-rates-after-discount-on-one": (
        tax,
        {"subtotal": 15, "tax_amount": "2.70"},
        rated((10, 22), (10, 10)),
        "tax_of_lines_and_rest",
    ),
    "tax-of-several-rates-after-discount-on-the-other": (
        tax,
        {"subtotal": 15, "tax_amount": "2.10"},
        rated((10, 22), (10, 10)),
        "tax_of_lines_and_rest",
    ),
    "tax-of-lines-that-have-another-rate": (
        tax,
        {"subtotal": 20, "tax_rate": 22, "tax_amount": "4.40"},
        [{"amount": 10, "vat_rate": 10}, {"amount": 10}],
        None,
    ),
    "usual": (usual, {"subtotal": 100, "tax_amount": 10}, [], "usual_tax"),
    "usual-for-some-services": (usual, {"subtotal": 100, "tax_amount": 5}, [], "usual_tax"),
    "usual-of-the-past": (usual, {"subtotal": 100, "tax_amount": 20}, [], "usual_tax"),
    "usual-of-2012": (usual, {"subtotal": 100, "tax_amount": 21}, [], "usual_tax"),
    "usual-a-cent-off": (usual, {"subtotal": 100, "tax_amount": "4.01"}, [], "usual_tax"),
    "unusual": (usual, {"subtotal": 100, "tax_amount": "4.02"}, [], None),
    "usual-but-a-rate-is-stated": (usual, {"subtotal": 100, "tax_amount": 10, "tax_rate": 10}, [], None),
    "usual-but-a-line-has-one": (usual, {"subtotal": 100, "tax_amount": 10}, rated((100, 10)), None),
    "no-tax-is-no-usual-one": (usual, {"subtotal": 100, "tax_amount": 0}, [], None),
    "lines-add-up": (lines, {"subtotal": 20}, amounts(15, 5), "lines"),
    "lines-a-cent-off": (lines, {"subtotal": "20.01"}, amounts(15, 5), "lines"),
    "lines-two-cents-off": (lines, {"subtotal": "20.02"}, amounts(15, 5), None),
    "lines-three-cents-off": (lines, {"subtotal": "20.03"}, amounts(15, 5), BROKEN),
    "lines-less-the-discount": (lines, {"subtotal": 18, "discount": 2}, amounts(15, 5), "adjusted_lines"),
    "lines-less-a-discount-written-negative": (
        lines,
        {"subtotal": -18, "discount": 2},
        amounts(-15, -5),
        "adjusted_lines",
    ),
    "lines-below-one-and-a-discount": (lines, {"subtotal": "0.70", "discount": "0.20"}, amounts("0.50"), BROKEN),
    "lines-with-bollo": (lines, {"subtotal": 22, "stamp_duty": 2}, amounts(15, 5), "adjusted_lines"),
    "lines-with-bollo-less-discount": (
        lines,
        {"subtotal": 19, "stamp_duty": 2, "discount": 3},
        amounts(15, 5),
        "adjusted_lines",
    ),
    "lines-with-fund": (lines, {"subtotal": "20.80"}, amounts(15, 5), None),
    "lines-with-another-fund": (lines, {"subtotal": 21}, amounts(15, 5), None),
    "lines-with-no-known-fund": (lines, {"subtotal": "21.20"}, amounts(15, 5), BROKEN),
    "lines-one-without-amount": (lines, {"subtotal": 20}, amounts(15, None), None),
    "lines-none": (lines, {"subtotal": 20}, [], None),
    "lines-without-a-subtotal": (lines, {}, amounts(15, 5), None),
    "rates-agree": (agree, {"tax_rate": 22}, rated((1, 22), (1, "22.0")), "agree"),
    "rates-differ": (agree, {"tax_rate": 22}, rated((1, 10), (1, 10)), BROKEN),
    "rates-are-several": (agree, {"tax_rate": 22}, rated((1, 10), (1, 22)), None),
    "rates-of-some-lines": (agree, {"tax_rate": 22}, rated((1, 10), (1, None)), None),
    "rate-of-the-document-alone": (agree, {"tax_rate": 22}, [], None),
    "multiplies": (multiply, {}, [{"quantity": 3, "unit_price": 5, "amount": 15}], "line"),
    "multiplies-to-a-cent": (multiply, {}, [{"quantity": 1, "unit_price": 5, "amount": "5.01"}], "line"),
    "price-rounded": (multiply, {}, [{"quantity": 100, "unit_price": "0.33", "amount": "33.33"}], None),
    "price-rounded-at-most": (multiply, {}, [{"quantity": 100, "unit_price": "0.33", "amount": "33.51"}], None),
    "more-than-a-rounded-price": (multiply, {}, [{"quantity": 100, "unit_price": "0.33", "amount": "33.52"}], BROKEN),
    "returned-goods": (multiply, {}, [{"quantity": -100, "unit_price": "0.33", "amount": "-33.33"}], None),
    "discounted-line": (
        multiply,
        {"subtotal": 12},
        [{"quantity": 3, "unit_price": 5, "amount": 12}],
        None,
    ),
    "neither-multiplies-nor-adds-up": (
        multiply,
        {"subtotal": 15},
        [{"quantity": 3, "unit_price": 5, "amount": 12}],
        BROKEN,
    ),
    "nothing-to-multiply": (multiply, {}, [{"quantity": 3, "amount": 12}], None),
}


@pytest.mark.parametrize(("holds", "financials", "items", "expected"), CASES.values(), ids=CASES)
def test_identity(holds: Holds, financials: Mapping[str, Any], items: list[Any], expected: str | None) -> None:
    invoice = Invoice.model_validate({"financials": financials, "line_items": items})
    assert holds(invoice, Policy()) == expected


@pytest.mark.parametrize(("country", "expected"), {"IT": "usual_tax", None: "usual_tax", "DE": None}.items(), ids=str)
def test_a_rate_is_usual_where_it_is_charged(country: str | None, expected: str | None) -> None:
    sums = {"subtotal": 100, "tax_amount": 22}
    invoice = Invoice.model_validate({"vendor": {"country": country}, "financials": sums})
    assert usual(invoice, Policy()) == expected
