"""The optional rules, one module per code; the documented five come first in ``EXTENDED_TABLE``.

>>> len(EXTENDED_TABLE) == 5 + len(EXTENDED_RULES)
True
"""

from parzo_validate.engine.rule import Rule
from parzo_validate.extended.currency_conflict import currency_conflict
from parzo_validate.extended.date_out_of_range import date_out_of_range
from parzo_validate.extended.invalid_currency import invalid_currency
from parzo_validate.extended.invalid_eu_vat_number import invalid_eu_vat_number
from parzo_validate.extended.invalid_fiscal_code import invalid_fiscal_code
from parzo_validate.extended.invalid_iban import invalid_iban
from parzo_validate.extended.line_amount_mismatch import line_amount_mismatch
from parzo_validate.extended.line_sum_mismatch import line_sum_mismatch
from parzo_validate.extended.missing_field import missing_field
from parzo_validate.extended.missing_stamp_duty import missing_stamp_duty
from parzo_validate.extended.same_party_name import same_party_name
from parzo_validate.extended.same_party_vat_number import same_party_vat_number
from parzo_validate.extended.tax_rate_mismatch import tax_rate_mismatch
from parzo_validate.extended.unknown_piva_office import unknown_piva_office
from parzo_validate.extended.wrong_recipient import wrong_recipient
from parzo_validate.rules import DEFAULT_TABLE

__all__ = ["EXTENDED_RULES", "EXTENDED_TABLE"]

EXTENDED_RULES: tuple[Rule, ...] = (
    line_amount_mismatch,
    line_sum_mismatch,
    tax_rate_mismatch,
    unknown_piva_office,
    invalid_fiscal_code,
    invalid_eu_vat_number,
    invalid_iban,
    same_party_vat_number,
    currency_conflict,
    missing_field,
    date_out_of_range,
    missing_stamp_duty,
    wrong_recipient,
    same_party_name,
    invalid_currency,
)

EXTENDED_TABLE = DEFAULT_TABLE.with_rules(*EXTENDED_RULES)
"""The five documented rules and the optional ones: ``validate(result, table=EXTENDED_TABLE)``."""
