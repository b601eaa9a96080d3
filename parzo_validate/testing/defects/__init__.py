"""How extractions go wrong: every defect that has a name, each a pure function of a result and a seed.

    >>> result = {"financials": {"subtotal": 100, "tax_amount": 22, "total": 122}}
    >>> damaged, defect = subtotal_and_total_swapped(result)
    >>> damaged["financials"]
    {'subtotal': 122, 'tax_amount': 22, 'total': 100}
    >>> defect.path, defect.original, sorted(defect.must_fire)
    ('/financials/total', 122, ['ARITHMETIC_MISMATCH'])

The seed chooses among the ways in which the defect can befall the result: 0 is the first, and it starts over after the
last. What must fire is computed by ``oracle``, without a line of the rules.
"""

from collections.abc import Mapping

from parzo_validate.testing.defects.amounts import (
    amount_left_as_text,
    amount_read_as_zero,
    blended_rate,
    digit_misread,
    digits_transposed,
    fund_left_out_of_subtotal,
    net_to_pay_as_total,
    percentage_read_as_rate,
    rate_as_fraction,
    rate_read_as_total,
    separator_shift,
    sign_lost,
    subtotal_and_total_swapped,
    subtotal_includes_tax,
    total_copied_from_subtotal,
    total_read_as_rate,
)
from parzo_validate.testing.defects.damage import Damage, Defect, NotApplicable
from parzo_validate.testing.defects.fields import (
    credit_note_type_lost,
    dates_exchanged,
    day_and_month_swapped,
    field_dropped,
    line_dropped,
    line_value_misread,
    value_is_placeholder,
    vat_number_digit_misread,
    vat_number_digits_transposed,
    vat_number_is_fiscal_code,
    vat_number_is_placeholder,
    vat_number_letter_for_digit,
    vat_number_lost_leading_zero,
    vat_number_lost_prefix,
    vendor_number_copied_to_buyer,
    year_slip,
)

__all__ = [
    "DEFECTS",
    "Damage",
    "Defect",
    "NotApplicable",
    "amount_left_as_text",
    "amount_read_as_zero",
    "blended_rate",
    "credit_note_type_lost",
    "dates_exchanged",
    "day_and_month_swapped",
    "digit_misread",
    "digits_transposed",
    "field_dropped",
    "fund_left_out_of_subtotal",
    "line_dropped",
    "line_value_misread",
    "net_to_pay_as_total",
    "percentage_read_as_rate",
    "rate_as_fraction",
    "rate_read_as_total",
    "separator_shift",
    "sign_lost",
    "subtotal_and_total_swapped",
    "subtotal_includes_tax",
    "total_copied_from_subtotal",
    "total_read_as_rate",
    "value_is_placeholder",
    "vat_number_digit_misread",
    "vat_number_digits_transposed",
    "vat_number_is_fiscal_code",
    "vat_number_is_placeholder",
    "vat_number_letter_for_digit",
    "vat_number_lost_leading_zero",
    "vat_number_lost_prefix",
    "vendor_number_copied_to_buyer",
    "year_slip",
]  # in the order in which they are documented

DEFECTS: Mapping[str, Damage] = {name: globals()[name] for name in __all__ if isinstance(globals().get(name), Damage)}
"""Every defect by its name."""
