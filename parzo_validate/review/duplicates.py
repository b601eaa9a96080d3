"""What makes two documents one, by two short digests: whose document it is, and what it says."""

from hashlib import blake2b
from typing import NamedTuple

from parzo_validate.domain.amounts import format_amount
from parzo_validate.domain.document import is_credit_note, letters_and_digits
from parzo_validate.domain.vat_number import identity_of as vat_number_identity
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.invoice.model import Invoice


class Identity(NamedTuple):
    """Digests: of vendor, number, year and kind of a document; and of its day and total."""

    key: bytes
    rest: bytes


class Duplicate(NamedTuple):
    """A document that stands there twice: which, of which earlier one, and whether date and total are the same too."""

    document: str
    of: str
    exact: bool


def identity_of(invoice: Invoice) -> Identity | None:
    """Return by what another document is the same one; ``None`` where vendor or number is missing.

    A vendor is its VAT number, or its name where there is none that is right. Numbers begin again every year, and
    credit notes may have numbers of their own.

    >>> first = {"vendor": {"name": "Rossi"}, "invoice": {"number": "A 7", "date": "2026-04-01"}}
    >>> one, other = (Invoice.model_validate({**first, "financials": {"total": total}}) for total in (5, 6))
    >>> identity_of(one).key == identity_of(other).key, identity_of(one) == identity_of(other)
    (True, False)
    """
    vat_number = read_vat_number(invoice.vendor.vat_number or "")
    _, digits, fault = vat_number
    name, number = (letters_and_digits(text or "") for text in (invoice.vendor.name, invoice.invoice.number))
    vendor = "".join(vat_number_identity(vat_number)) if digits and not fault else name
    if not vendor or not number:
        return None
    day, total = invoice.invoice.date, invoice.financials.total
    return Identity(
        _digest(vendor, number, str(day.year if day else ""), str(is_credit_note(invoice))),
        _digest(str(day), "" if total is None else format_amount(total)),
    )


def _digest(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()
