"""The typed invoice: every documented field, all optional, unknown fields ignored.

Sections are never ``None``: a missing or null section is an empty one, so that a rule can write
``invoice.financials.total`` without asking first.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PrivateAttr, Strict
from pydantic_core import core_schema

from parzo_validate.invoice.values import PLAIN_DATE, PLAIN_NUMBER, Path, read_date, read_decimal, read_decimal_alone


class _ReadWith:
    """Field annotation: the value is read by one plain function and described by a fixed JSON Schema.

    Asked to be strict, pydantic reads with ``alone``, which refuses what the rest of a document has to decide.
    """

    def __init__(
        self, read: Callable[[object], object], json_schema: dict[str, Any], alone: Callable[[object], object]
    ) -> None:
        self.read = read
        self.json_schema = json_schema
        self.alone = alone

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.lax_or_strict_schema(
            core_schema.no_info_plain_validator_function(self.read),
            core_schema.no_info_plain_validator_function(self.alone),
        )

    def __get_pydantic_json_schema__(self, _: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.json_schema


class _NullMeans:
    """Field annotation: ``null`` reads as the given empty value."""

    def __init__(self, empty: Callable[[], object]) -> None:
        self.empty = empty

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        empty, section = self.empty(), handler(source)
        nullable = core_schema.no_info_after_validator_function(
            lambda value: empty if value is None else value, core_schema.nullable_schema(section)
        )
        nothing = core_schema.no_info_after_validator_function(lambda _: empty, core_schema.none_schema())
        at_once = core_schema.union_schema([section, nothing], mode="left_to_right")  # calls Python for a null alone
        return core_schema.lax_or_strict_schema(nullable, at_once)


class _OnlyFromList:
    """Field annotation: from Python only a list or a tuple will do; pydantic would drain a generator for good."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        items = handler(source)
        a_list = core_schema.is_instance_schema((list, tuple))
        return core_schema.json_or_python_schema(items, core_schema.chain_schema([a_list, items]))


Text = Annotated[str, Strict()]
Amount = Annotated[
    Decimal,
    _ReadWith(
        read_decimal,
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{PLAIN_NUMBER}$"}]},
        alone=read_decimal_alone,
    ),
]
Date = Annotated[
    dt.date,
    _ReadWith(read_date, {"type": "string", "format": "date", "pattern": f"^{PLAIN_DATE}$"}, alone=read_date),
]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True)


class Party(_Section):
    """A vendor or a buyer. A buyer has no phone, IBAN or SDI code in the documented result."""

    name: Text | None = None
    vat_number: Text | None = None
    fiscal_code: Text | None = None
    address: Text | None = None
    city: Text | None = None
    zip_code: Text | None = None
    country: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    iban: Text | None = None
    sdi_code: Text | None = None


class Header(_Section):
    """What the document says of itself: number, dates, type, terms of payment."""

    number: Text | None = None
    date: Date | None = None
    due_date: Date | None = None
    type: Text | None = None
    currency: Text | None = None
    payment_terms: Text | None = None
    payment_method: Text | None = None
    po_number: Text | None = None


class Financials(_Section):
    """The sums of the document, in currency units; ``tax_rate`` in per cent (22, not 0.22).

    The last four amounts are none of Parzo's own; other extractors state them: ``rounding`` of the total, ``charges``
    (shipping, tip and service together), ``prepaid`` before, ``amount_due`` after it.
    """

    subtotal: Amount | None = None
    tax_rate: Amount | None = None
    tax_amount: Amount | None = None
    total: Amount | None = None
    discount: Amount | None = None
    stamp_duty: Amount | None = None
    withholding_tax: Amount | None = None
    rounding: Amount | None = None
    charges: Amount | None = None
    prepaid: Amount | None = None
    amount_due: Amount | None = None
    currency: Text | None = None


class LineItem(_Section):
    """One line. Its amount arrives as ``amount`` or ``total``, its rate as ``vat_rate`` or ``tax_rate``.

    >>> line = LineItem.model_validate({"total": "5.00", "tax_rate": 22})
    >>> line.amount, line.amount_key, line.vat_rate, line.vat_rate_key
    (Decimal('5.00'), 'total', Decimal('22'), 'tax_rate')
    """

    description: Text | None = None
    quantity: Amount | None = None
    unit: Text | None = None
    unit_price: Amount | None = None
    stated_amount: Amount | None = Field(default=None, alias="amount")
    stated_total: Amount | None = Field(default=None, alias="total")
    stated_vat_rate: Amount | None = Field(default=None, alias="vat_rate")
    stated_tax_rate: Amount | None = Field(default=None, alias="tax_rate")

    @property
    def amount(self) -> Decimal | None:
        """The amount of the line in currency units, whichever key it came under."""
        amount = self.stated_amount
        return self.stated_total if amount is None else amount

    @property
    def amount_key(self) -> str:
        """The key that holds the amount: ``amount`` or ``total``."""
        return "total" if self.stated_amount is None and self.stated_total is not None else "amount"

    @property
    def vat_rate(self) -> Decimal | None:
        """The VAT rate of the line in per cent, whichever key it came under."""
        rate = self.stated_vat_rate
        return self.stated_tax_rate if rate is None else rate

    @property
    def vat_rate_key(self) -> str:
        """The key that holds the rate: ``vat_rate`` or ``tax_rate``."""
        return "tax_rate" if self.stated_vat_rate is None and self.stated_tax_rate is not None else "vat_rate"


class Invoice(_Section):
    """The extraction result.

    >>> invoice = Invoice.model_validate({"financials": {"total": "1220.00"}, "buyer": None})
    >>> invoice.financials.total, invoice.buyer.vat_number, invoice.line_items
    (Decimal('1220.00'), None, ())
    """

    vendor: Annotated[Party, _NullMeans(Party)] = Party()
    buyer: Annotated[Party, _NullMeans(Party)] = Party()
    invoice: Annotated[Header, _NullMeans(Header)] = Header()
    financials: Annotated[Financials, _NullMeans(Financials)] = Financials()
    line_items: Annotated[tuple[LineItem, ...], _OnlyFromList(), _NullMeans(tuple)] = ()

    @property
    def unreadable(self) -> tuple[Path, ...]:
        """The keys of the values that stand there and could not be read; they count as missing in their fields."""
        return ()

    def unreadable_in(self, *path: str | int) -> Path | None:
        """Return where something stands that could not be read: under these keys, or whatever holds them.

        >>> from parzo_validate.invoice import read
        >>> invoice = read({"financials": {"discount": "ten"}}).invoice
        >>> invoice.unreadable_in("financials", "discount"), invoice.unreadable_in("financials", "total")
        (('financials', 'discount'), None)
        """
        for place in self.unreadable:
            shared = min(len(place), len(path))
            if place[:shared] == path[:shared]:
                return place
        return None

    def first_unreadable(self, paths: Iterable[Path]) -> Path | None:
        """Return where the first of these values that could not be read stands: as ``unreadable_in``, for several."""
        return next((place for path in paths if (place := self.unreadable_in(*path)) is not None), None)


Kind = Literal["text", "date", "money", "rate", "quantity"]
"""What belongs into a field: how it is printed depends on it."""

_KINDS: dict[object, Kind] = {"quantity": "quantity", "tax_rate": "rate", "vat_rate": "rate"}


def _kinds(section: type[BaseModel]) -> dict[str, Kind]:
    """Return the keys of a section and what belongs there."""
    kinds: dict[str, Kind] = {}
    for name, field in section.model_fields.items():
        key = field.alias or name
        annotation = str(field.annotation)
        kinds[key] = _KINDS.get(key) or (
            "money" if "Decimal" in annotation else "date" if "date" in annotation else "text"
        )
    return kinds


MODELS: dict[str, type[BaseModel]] = {
    "vendor": Party,
    "buyer": Party,
    "invoice": Header,
    "financials": Financials,
    "line_items": LineItem,
}
"""The model of each section, and of a line."""

FIELDS: dict[str, dict[str, Kind]] = {section: _kinds(model) for section, model in MODELS.items()}
"""The keys of each section, and of a line, as they stand in a result."""


class PartlyRead(Invoice):
    """An invoice of which something could not be read, and what."""

    _unreadable: tuple[Path, ...] = PrivateAttr(default=())

    @property
    def unreadable(self) -> tuple[Path, ...]:
        """The keys of the values that stand there and could not be read; they count as missing in their fields."""
        return self._unreadable

    @classmethod
    def without(cls, invoice: Invoice, unreadable: Iterable[Path]) -> "PartlyRead":
        """Return the invoice as one that lacks these values since they could not be read."""
        partly = cls.model_construct(invoice.model_fields_set, **dict(invoice))
        partly._unreadable = tuple(unreadable)
        return partly
