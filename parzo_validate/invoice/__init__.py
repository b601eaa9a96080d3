"""What arrived: the typed model, how a value is read, and what could not be read."""

from parzo_validate.invoice.collected import Coerced, Unreadable
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Document, Reading, read, read_json
from parzo_validate.invoice.reasons import Reason

__all__ = ["Coerced", "Document", "Invoice", "Reading", "Reason", "Unreadable", "read", "read_json"]
