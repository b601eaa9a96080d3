"""What Acme's purchasing asks of an invoice."""

from acme_invoice_rules.payment_term_too_long import payment_term_too_long
from acme_invoice_rules.po_missing import po_missing
from parzo_validate import Rule

RULES: tuple[Rule, ...] = (po_missing, payment_term_too_long)
