"""What the library is measured against: what a user would write, or install, instead.

``Plain`` is the unit of every ratio: a frozen pydantic model of the documented sample and nothing else. ``Checked`` is
the same with the five rules as validators, as one writes them by hand. ``peer`` is ``belegradar``, where it is there.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from stdnum.it import iva


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Party(_Frozen):
    """A vendor or a buyer."""

    name: str | None = None
    vat_number: str | None = None
    fiscal_code: str | None = None
    address: str | None = None
    city: str | None = None
    zip_code: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None
    iban: str | None = None
    sdi_code: str | None = None


class Header(_Frozen):
    """What the document says of itself."""

    number: str | None = None
    date: datetime.date | None = None
    due_date: datetime.date | None = None
    type: str | None = None
    currency: str | None = None
    payment_terms: str | None = None
    payment_method: str | None = None
    po_number: str | None = None


class Financials(_Frozen):
    """The sums."""

    subtotal: Decimal | None = None
    tax_rate: Decimal | None = None
    tax_amount: Decimal | None = None
    total: Decimal | None = None
    discount: Decimal | None = None
    stamp_duty: Decimal | None = None
    withholding_tax: Decimal | None = None
    currency: str | None = None


class Line(_Frozen):
    """A line."""

    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None


class Plain(_Frozen):
    """An invoice, and no rule."""

    vendor: Party
    buyer: Party
    invoice: Header
    financials: Financials
    line_items: tuple[Line, ...]


class CheckedParty(Party):
    """INVALID_PIVA_CHECKSUM, of Italian numbers."""

    @model_validator(mode="after")
    def vat_number_is_valid(self) -> Self:
        """Refuse a number whose check digit is wrong."""
        if self.vat_number is not None and self.country in ("IT", None) and not iva.is_valid(self.vat_number):
            raise ValueError("invalid VAT number")
        return self


class CheckedHeader(Header):
    """DATE_INCOHERENCE."""

    @model_validator(mode="after")
    def is_due_after_it_is_issued(self) -> Self:
        """Refuse a day of payment before the day of issue."""
        if self.date is not None and self.due_date is not None and self.due_date < self.date:
            raise ValueError("due before it is issued")
        return self


class CheckedFinancials(Financials):
    """ARITHMETIC_MISMATCH, INVALID_TOTAL and INVALID_IT_VAT_RATE."""

    @field_validator("total")
    @classmethod
    def total_is_positive(cls, total: Decimal | None) -> Decimal | None:
        """Refuse zero and less."""
        if total is not None and total <= 0:
            raise ValueError("total is not positive")
        return total

    @field_validator("tax_rate")
    @classmethod
    def rate_exists(cls, rate: Decimal | None) -> Decimal | None:
        """Refuse what is no Italian rate."""
        if rate is not None and rate not in (0, 4, 5, 10, 22):
            raise ValueError("no Italian VAT rate")
        return rate

    @model_validator(mode="after")
    def adds_up(self) -> Self:
        """Refuse a total that is off by more than a cent."""
        if self.subtotal is not None and self.tax_amount is not None and self.total is not None:
            extras = (self.stamp_duty or Decimal(0)) - (self.discount or Decimal(0))
            gap = self.total - self.subtotal - self.tax_amount
            if abs(gap) > Decimal("0.01") and abs(gap - extras) > Decimal("0.01"):
                raise ValueError("subtotal + tax is not the total")
        return self


class Checked(Plain):
    """An invoice with the five rules as validators, which raise at the first that breaks."""

    vendor: CheckedParty
    buyer: CheckedParty
    invoice: CheckedHeader
    financials: CheckedFinancials


class Peer(NamedTuple):
    """Another package that judges invoices: its model and its rules."""

    read: Callable[[Mapping[str, Any]], Any]
    judge: Callable[[Any], Any]


def peer() -> Peer | None:
    """Return belegradar, or nothing where it is not installed."""
    try:
        from belegradar import InvoiceExtraction, validate
    except ImportError:
        return None
    return Peer(InvoiceExtraction.model_validate, validate)


def as_the_peer_wants(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a documented result under the names of belegradar; its rules are German, so it wants a German number."""
    sums, vendor = result["financials"], result["vendor"]
    return {
        "vendor_name": vendor["name"],
        "vendor_address": vendor["address"],
        "vendor_vat_id": f"DE{vendor['vat_number'][2:11]}",
        "invoice_number": result["invoice"]["number"],
        "invoice_date": result["invoice"]["date"],
        "due_date": result["invoice"]["due_date"],
        "customer_name": result["buyer"]["name"],
        "line_items": [
            {key: line[name] for key, name in _LINE.items() if line[name] is not None} for line in result["line_items"]
        ],
        "net_total": sums["subtotal"],
        "vat_breakdown": [{"rate": sums["tax_rate"], "base": sums["subtotal"], "amount": sums["tax_amount"]}],
        "gross_total": sums["total"],
        "iban": vendor["iban"],
    }


_LINE = {"description": "description", "quantity": "quantity", "unit_price": "unit_price", "total": "amount"}
