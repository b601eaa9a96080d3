"""Whose party it is."""

from typing import Literal

from parzo_validate.domain import vat_number
from parzo_validate.invoice.model import Invoice


def is_foreign(invoice: Invoice, role: Literal["vendor", "buyer"]) -> bool:
    """Return whether something says that the party is not Italian; without evidence it is."""
    return vat_number.is_foreign(getattr(invoice, role))
