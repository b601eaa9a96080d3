"""The documented rules, one module per code, in documented order."""

from parzo_validate.engine.rule import Rule
from parzo_validate.engine.table import RuleTable
from parzo_validate.rules.arithmetic_mismatch import arithmetic_mismatch
from parzo_validate.rules.date_incoherence import date_incoherence
from parzo_validate.rules.invalid_it_vat_rate import invalid_it_vat_rate
from parzo_validate.rules.invalid_piva_checksum import invalid_piva_checksum
from parzo_validate.rules.invalid_total import invalid_total

RULES: tuple[Rule, ...] = (
    arithmetic_mismatch,
    invalid_total,
    invalid_it_vat_rate,
    invalid_piva_checksum,
    date_incoherence,
)

DEFAULT_TABLE = RuleTable(*RULES)
"""The five documented rules, in documented order."""
