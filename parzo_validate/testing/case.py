"""What a rule is asked about: an invoice, and what it would be without each of its values."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from parzo_validate.invoice.model import Invoice, LineItem, PartlyRead
from parzo_validate.invoice.values import Path

COMPLETE: Mapping[str, Any] = {
    "vendor": {
        "name": "Rossi S.r.l.",
        "vat_number": "IT03187450121",
        "fiscal_code": "03187450121",
        "address": "Via Roma 1",
        "city": "Milano",
        "zip_code": "20121",
        "country": "IT",
        "email": "info@rossi.example",
        "phone": "+39 02 1234567",
        "iban": "IT60X0542811101000000123456",
        "sdi_code": "USAL8PV",
    },
    "buyer": {"name": "Bianchi S.p.A.", "vat_number": "IT00743110157", "country": "IT"},
    "invoice": {
        "number": "1/2026",
        "date": "2026-04-01",
        "due_date": "2026-05-01",
        "type": "invoice",
        "currency": "EUR",
        "payment_terms": "30 days",
        "payment_method": "bank transfer",
        "po_number": "PO-1",
    },
    "financials": {
        "subtotal": 100_000,
        "tax_rate": 22,
        "tax_amount": 22_000,
        "total": 122_000,
        "withholding_tax": 20_000,
        "prepaid": 2_000,
        "amount_due": 100_000,
        "currency": "EUR",
    },
    "line_items": [
        {"description": "Press", "quantity": 2, "unit": "pcs", "unit_price": 50_000, "amount": 100_000, "vat_rate": 22}
    ],
}
"""A large invoice that states nearly everything, so that whatever a rule looks at is missing or unreadable once."""

_SECTIONS = ("vendor", "buyer", "invoice", "financials")


class Case:
    """An invoice with its variants, which are made once and asked about under every policy.

    >>> case = Case(Invoice.model_validate({"financials": {"total": 5}}))
    >>> [(path, lacking.financials.total) for path, lacking in case.with_one_value_less]
    [(('financials', 'total'), None)]
    >>> [(path, partly.unreadable) for path, partly in case.with_one_part_unreadable]
    [(('financials', 'total'), (('financials', 'total'),)), (('financials',), (('financials',),))]
    """

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice

    def copy(self) -> Invoice:
        """Return the invoice with sections and lines of its own; the values in them cannot be changed."""
        sections = {name: getattr(self.invoice, name).model_copy() for name in _SECTIONS}
        lines = tuple(line.model_copy() for line in self.invoice.line_items)
        return self.invoice.model_copy(update={**sections, "line_items": lines})

    @cached_property
    def with_one_value_less(self) -> tuple[tuple[Path, Invoice], ...]:
        """The invoice without each of its values in turn."""
        return tuple(_with_one_value_less(self.invoice))

    @cached_property
    def with_one_part_unreadable(self) -> tuple[tuple[Path, Invoice], ...]:
        """The invoice with each value, each section and each line unreadable in turn.

        Not a line's amount or rate that stands there under its other key too: it may be read there.
        """
        parts = (*self.with_one_value_less, *_with_one_section_or_line_less(self.invoice))
        return tuple(
            (path, PartlyRead.without(lacking, (path, *self.invoice.unreadable)))
            for path, lacking in parts
            if not _is_stated_twice(self.invoice, path)
        )


def _with_one_value_less(invoice: Invoice) -> Iterator[tuple[Path, Invoice]]:
    for section in _SECTIONS:
        for name, lacking in _with_one_field_less(getattr(invoice, section)):
            yield (section, name), invoice.model_copy(update={section: lacking})
    for index, line in enumerate(invoice.line_items):
        for name, lacking in _with_one_field_less(line):
            yield ("line_items", index, name), _with_line(invoice, index, lacking)


def _with_one_section_or_line_less(invoice: Invoice) -> Iterator[tuple[Path, Invoice]]:
    for section, field in type(invoice).model_fields.items():
        if getattr(invoice, section) != field.default:
            yield (section,), invoice.model_copy(update={section: field.default})
    for index in range(len(invoice.line_items)):
        yield ("line_items", index), _with_line(invoice, index, LineItem())


def _with_line(invoice: Invoice, index: int, line: BaseModel) -> Invoice:
    lines = (*invoice.line_items[:index], line, *invoice.line_items[index + 1 :])
    return invoice.model_copy(update={"line_items": lines})


def _is_stated_twice(invoice: Invoice, path: Path) -> bool:
    match path:
        case "line_items", int(index), "amount" | "total":
            return None not in (invoice.line_items[index].stated_amount, invoice.line_items[index].stated_total)
        case "line_items", int(index), "vat_rate" | "tax_rate":
            return None not in (invoice.line_items[index].stated_vat_rate, invoice.line_items[index].stated_tax_rate)
    return False


def _with_one_field_less(section: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if value is not None and not (isinstance(value, str) and not value.strip()):  # blank is as good as missing
            yield field.alias or name, section.model_copy(update={name: None})
