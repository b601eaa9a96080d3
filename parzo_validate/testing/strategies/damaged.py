"""Draws results in which exactly one defect hides."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.testing.defects import DEFECTS, Defect, NotApplicable
from parzo_validate.testing.strategies.coherent import coherent_results
from parzo_validate.testing.strategies.fields import Result
from parzo_validate.testing.strategies.identifiers import partite_iva, with_check_digit
from parzo_validate.testing.strategies.printed import draw_printed

_DATES_READABLE_BOTH_WAYS = st.builds(
    lambda year, month, day: date(year, month, day + (day >= month)),
    st.integers(2017, 2040),
    st.integers(1, 12),
    st.integers(1, 11),
)
_WITH_LEADING_ZERO = st.integers(1, 10**9 - 1).map("{:010d}".format).map(with_check_digit)
_Arguments = Mapping[str, Any]

_TAXED = {"taxed": True}
_ITALIAN = {"foreign_vendor": False}
_NEEDS: Mapping[str, _Arguments | SearchStrategy[_Arguments]] = {
    **dict.fromkeys(("separator_shift", "digit_misread", "digits_transposed", "amount_read_as_zero"), _TAXED),
    "sign_lost": _TAXED | {"negative": True},
    **dict.fromkeys(("subtotal_and_total_swapped", "total_copied_from_subtotal", "subtotal_includes_tax"), _TAXED),
    "net_to_pay_as_total": _TAXED | {"withholding": True, "discount": "none"},
    "fund_left_out_of_subtotal": _TAXED | {"pension_fund": True},
    **dict.fromkeys(("rate_as_fraction", "total_read_as_rate"), _TAXED | _ITALIAN | {"mixed_rates": False}),
    "rate_read_as_total": _TAXED | {"mixed_rates": False},
    "percentage_read_as_rate": _ITALIAN | {"credit_note": False, "min_date": date(2011, 9, 17)},
    "blended_rate": _TAXED | _ITALIAN | {"mixed_rates": True},
    **dict.fromkeys((name for name in DEFECTS if name.startswith("vat_number_")), _ITALIAN),
    "vat_number_lost_leading_zero": _ITALIAN | {"vat_numbers": _WITH_LEADING_ZERO},
    "vat_number_lost_prefix": _ITALIAN | {"vat_numbers": partite_iva(prefix=True)},
    "vendor_number_copied_to_buyer": _ITALIAN,
    "credit_note_type_lost": {"negative": True},
    "day_and_month_swapped": _DATES_READABLE_BOTH_WAYS.map(lambda day: {"min_date": day, "max_date": day}),
    "line_value_misread": {"min_lines": 1},
    "line_dropped": {"min_lines": 1},
}
"""What to ask of a coherent result so that a defect can befall it; wrong sums show only where a tax is stated."""


def defective_results(
    *, defects: Iterable[str] = tuple(DEFECTS), printed: bool = False
) -> SearchStrategy[tuple[Result, Defect]]:
    """Return a strategy of pairs: a result that was coherent before one defect befell it, and that ``Defect``.

    For testing that a mistake is noticed: ``must_fire`` must be among the codes, nothing but ``may_fire`` beside it.

    Args:
        defects: names from ``defects.DEFECTS``; all of them unless told otherwise.
        printed: whether the values around and under the defect stand there as documents print them.

    Raises:
        InvalidArgument: a name is unknown, or there is none; the text lists the known ones.

    >>> from hypothesis import find
    >>> result, defect = find(defective_results(defects=["rate_as_fraction"]), lambda drawn: True)
    >>> result["financials"]["tax_rate"], defect.original, sorted(defect.must_fire)
    (0.22, 22, ['INVALID_IT_VAT_RATE'])
    """
    names = () if isinstance(defects, str) else tuple(defects)
    if not names:
        raise InvalidArgument(f"defects={defects!r}: expected a list of names, such as ['digit_misread']")
    if unknown := [name for name in names if name not in DEFECTS]:
        raise InvalidArgument(f"unknown defects {', '.join(map(repr, unknown))}; known ones: {', '.join(DEFECTS)}")
    if not isinstance(printed, bool):
        raise InvalidArgument(f"printed={printed!r}: expected True or False")
    return st.sampled_from(names).flatmap(lambda name: _defective(name, printed))


@st.composite
def _defective(draw: DrawFn, name: str, printed: bool) -> tuple[Result, Defect]:
    needs = _NEEDS.get(name, {})
    arguments = draw(needs) if isinstance(needs, SearchStrategy) else needs
    result, seed = draw(coherent_results(**arguments)), draw(st.integers(0, 9999))
    if name == "dates_exchanged" and result["invoice"]["due_date"] == result["invoice"]["date"]:
        result["invoice"]["due_date"] = str(date.fromisoformat(result["invoice"]["date"]) + timedelta(days=30))
    try:
        damaged, defect = DEFECTS[name](result, seed)
    except NotApplicable:  # subtotal and total equal by a discount, sums without a digit that looks like another: rare
        reject()
    # Printed values beside an amount that nobody could read would decide how it is read.
    return (draw_printed(draw, damaged) if printed and name != "amount_left_as_text" else damaged), defect
