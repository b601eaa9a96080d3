"""The optional rules, one module per code; the documented five come first in ``EXTENDED_TABLE``.

>>> len(EXTENDED_TABLE) == 5 + len(EXTENDED_RULES)
True
"""

from parzo_validate.extended.currency_conflict import currency_conflict
from parzo_validate.rule import Rule
from parzo_validate.table import DEFAULT_TABLE

EXTENDED_RULES: tuple[Rule, ...] = (currency_conflict,)

EXTENDED_TABLE = DEFAULT_TABLE.with_rules(*EXTENDED_RULES)
"""The five documented rules and the optional ones: ``validate(result, table=EXTENDED_TABLE)``."""
