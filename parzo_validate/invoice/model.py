"""The typed invoice: every documented field, all optional, unknown fields ignored.

Sections are never ``None``: a missing or null section is an empty one, so that a rule can write
``invoice.financials.total`` without asking first.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from parzo_validate.invoice.fields import Amount, Date, NullMeans, OnlyFromList, Text
from parzo_validate.invoice.values import Path


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True)


def _described(description: str) -> Any:
    """Return a field that may be missing, with what ``schema invoice`` says of it."""
    return Field(default=None, description=description)


class Party(_Section):
    """A vendor or a buyer. A buyer has no phone, IBAN or SDI code in the documented result."""

    name: Text | None = _described("Denomination, as printed.")
    vat_number: Text | None = _described("VAT number (partita IVA), with or without its country prefix.")
    fiscal_code: Text | None = _described("Italian tax code (codice fiscale) of a person or a company.")
    address: Text | None = _described("Street and number.")
    city: Text | None = _described("City.")
    zip_code: Text | None = _described("Postcode (CAP).")
    country: Text | None = _described("Country, as a code (IT) or a name in any usual language.")
    email: Text | None = _described("E-mail address, ordinary or certified (PEC).")
    phone: Text | None = _described("Telephone number.")
    iban: Text | None = _described("IBAN on which the party is paid.")
    sdi_code: Text | None = _described(
        "Codice destinatario of the Italian exchange system; XXXXXXX for a foreign party."
    )


class Header(_Section):
    """What the document says of itself: number, dates, type, terms of payment."""

    number: Text | None = _described("Number of the document.")
    date: Date | None = _described("Day of issue.")
    due_date: Date | None = _described("Day on which payment is due.")
    type: Text | None = _described("Kind of document: invoice, credit_note, a FatturaPA code such as TD04, or a name.")
    currency: Text | None = _described("Currency of the document, as a code (EUR), a sign or a name.")
    payment_terms: Text | None = _described("Terms of payment, such as 30 days.")
    payment_method: Text | None = _described("Means of payment, such as a bank transfer.")
    po_number: Text | None = _described("Number of the buyer's order.")


class Financials(_Section):
    """The sums of the document, in currency units; ``tax_rate`` in per cent (22, not 0.22).

    The last four amounts are none of Parzo's own; other extractors state them: ``rounding`` of the total, ``charges``
    (shipping, tip and service together), ``prepaid`` before, ``amount_due`` after it.
    """

    subtotal: Amount | None = _described(
        "Taxable amount (imponibile): the lines without VAT; negative on a correction."
    )
    tax_rate: Amount | None = _described("VAT rate in per cent: 22, not 0.22.")
    tax_amount: Amount | None = _described("VAT.")
    total: Amount | None = _described("Total with VAT, before withholding and prepayment are taken off.")
    discount: Amount | None = _described("Discount on the document, as a positive amount.")
    stamp_duty: Amount | None = _described("Stamp duty (bollo): 2.00 where it is due.")
    withholding_tax: Amount | None = _described("Withholding tax (ritenuta d'acconto), as a positive amount.")
    rounding: Amount | None = _described("What the total was rounded by, with its sign.")
    charges: Amount | None = _described("Shipping, tip and service together, as a positive amount.")
    prepaid: Amount | None = _described("What was paid before (acconto), as a positive amount.")
    amount_due: Amount | None = _described("What is left to pay after withholding and prepayment.")
    currency: Text | None = _described("Currency of the sums, where it stands beside them.")


class LineItem(_Section):
    """One line. Its amount arrives as ``amount`` or ``total``, its rate as ``vat_rate`` or ``tax_rate``.

    >>> line = LineItem.model_validate({"total": "5.00", "tax_rate": 22})
    >>> line.amount, line.amount_key, line.vat_rate, line.vat_rate_key
    (Decimal('5.00'), 'total', Decimal('22'), 'tax_rate')
    """

    description: Text | None = _described("What was sold.")
    quantity: Amount | None = _described("How many units; fractions are allowed.")
    unit: Text | None = _described("Unit of the quantity, such as pcs or hours.")
    unit_price: Amount | None = _described("Price of one unit without VAT, before a discount.")
    stated_amount: Amount | None = Field(
        default=None,
        alias="amount",
        description="Amount of the line without VAT, after its discount.",
    )
    stated_total: Amount | None = Field(default=None, alias="total", description="The same under its other key.")
    stated_vat_rate: Amount | None = Field(
        default=None, alias="vat_rate", description="VAT rate of the line in per cent."
    )
    stated_tax_rate: Amount | None = Field(default=None, alias="tax_rate", description="The same under its other key.")

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

    vendor: Annotated[Party, NullMeans(Party)] = Party()
    buyer: Annotated[Party, NullMeans(Party)] = Party()
    invoice: Annotated[Header, NullMeans(Header)] = Header()
    financials: Annotated[Financials, NullMeans(Financials)] = Financials()
    line_items: Annotated[tuple[LineItem, ...], OnlyFromList(), NullMeans(tuple)] = ()

    @property
    def descriptions_of_lines(self) -> tuple[str | None, ...]:
        """The description of each line."""
        return self._of_lines("description")

    @property
    def quantities_of_lines(self) -> tuple[Decimal | None, ...]:
        """The quantity of each line."""
        return self._of_lines("quantity")

    @property
    def unit_prices_of_lines(self) -> tuple[Decimal | None, ...]:
        """The price of one unit on each line, in currency units."""
        return self._of_lines("unit_price")

    @property
    def amounts_of_lines(self) -> tuple[Decimal | None, ...]:
        """The amount of each line in currency units, whichever key it came under."""
        return self._of_lines("stated_amount", "stated_total")

    @property
    def rates_of_lines(self) -> tuple[Decimal | None, ...]:
        """The VAT rate of each line in per cent, whichever key it came under."""
        return self._of_lines("stated_vat_rate", "stated_tax_rate")

    def _of_lines(self, field: str, otherwise: str | None = None) -> tuple[Any, ...]:
        """Return a field of each line, or the other one where it states nothing."""
        values = []
        for line in self.line_items:
            stated = line.__dict__  # which is quicker to ask than pydantic's attributes
            values.append(stated[otherwise] if (value := stated[field]) is None and otherwise else value)
        return tuple(values)

    @property
    def unreadable(self) -> tuple[Path, ...]:
        """The keys of the values that stand there and could not be read; they count as missing in their fields."""
        return ()

    def whole(self) -> "Invoice":
        """Return the invoice with everything in its place, for whatever looks inside."""
        self.line_items  # noqa: B018  # one that was just read makes them when they are asked for
        return self

    def unreadable_in(self, *path: str | int) -> Path | None:
        """Return the path of an unreadable value under these keys, or of the unreadable whole that holds them, if any.

        >>> from parzo_validate.invoice import read
        >>> invoice = read({"financials": {"discount": "ten"}}).invoice
        >>> invoice.unreadable_in("financials", "discount"), invoice.unreadable_in("financials", "total")
        (('financials', 'discount'), None)
        >>> invoice.unreadable_in("buyer")
        """
        for place in self.unreadable:
            if place[: len(path)] == path[: len(place)]:  # one holds the other
                return place
        return None

    def first_unreadable(self, paths: Iterable[Path]) -> Path | None:
        """Return the first path that ``unreadable_in`` finds for any of these, if any."""
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
        paths: tuple[Path, ...] = self.__pydantic_private__["_unreadable"]  # type: ignore[index]  # a tenth of the time
        return paths

    @classmethod
    def without(cls, invoice: Invoice, unreadable: Iterable[Path]) -> Self:
        """Return the invoice as one that lacks these values since they could not be read."""
        partly = cls.model_construct(invoice.model_fields_set, **invoice.__dict__)
        partly._unreadable = tuple(unreadable)
        return partly
