"""What arrived: the typed model, how a value is read, and what could not be read."""

from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import Reading, Unreadable, read, read_json

__all__ = ["Invoice", "Reading", "Unreadable", "read", "read_json"]
