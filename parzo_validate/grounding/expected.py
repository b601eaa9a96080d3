"""What must stand on the page, and what need not: one table, which a policy may change.

========  ===================================================================================================
must      Whoever reads the paper finds it there: where it does not stand, it is absent, and flagged.
may       It is printed, or it follows from sums that are; where it does neither, it is absent.
weak      It is printed in other words, or so short that it stands anywhere: a lack of it is never flagged.
ignored   It is not looked for: the paper says it in other words, or not at all. So are zeros of every kind.
========  ===================================================================================================
"""

from collections.abc import Iterator
from typing import NamedTuple

from parzo_validate.engine.policy import Policy, Standing
from parzo_validate.invoice.model import FIELDS, Invoice, Kind, LineItem
from parzo_validate.invoice.values import Path

_PARTY: dict[str, Standing] = {
    "vat_number": "must",
    "fiscal_code": "must",
    "iban": "must",
    "country": "ignored",
}
EXPECTED: dict[str, dict[str, Standing]] = {
    "vendor": _PARTY,
    "buyer": _PARTY,
    "invoice": {
        "number": "must",
        "date": "must",
        "due_date": "must",
        "type": "ignored",
        "currency": "ignored",
        "payment_terms": "ignored",
        "payment_method": "ignored",
    },
    "financials": {
        "subtotal": "may",
        "tax_amount": "must",
        "total": "must",
        "stamp_duty": "must",
        "withholding_tax": "must",
        "currency": "ignored",
    },
    "line_items": {"unit_price": "must", "amount": "must", "total": "must", "unit": "ignored"},
}
"""What is expected of a field; of every other one a lack is ``weak``. Tax over several rates ``may`` stand there."""

KEYS: tuple[tuple[Path, ...], ...] = (
    (("invoice", "number"),),
    (("invoice", "date"),),
    (("vendor", "vat_number"),),
    (("buyer", "vat_number"), ("buyer", "fiscal_code")),
    (("financials", "tax_amount"), ("financials", "subtotal")),
    (("financials", "total"),),
)
"""The six values that tell one paper from another; the second path of a key counts as its first."""
MOST_ABSENT_KEYS = 2
"""More of them are absent where the text is of another paper; so many, where nothing of the result stands there."""
IDENTITY: frozenset[Path] = frozenset((("invoice", "number"), ("invoice", "date")))
"""A paper that prints both, and more of the result than it lacks, is the document's own."""


class Sought(NamedTuple):
    """A value that is looked for: where it stands in the result, what it is, and what is expected of it."""

    path: Path
    kind: Kind
    value: object
    standing: Standing


def sought_in(invoice: Invoice, policy: Policy) -> Iterator[Sought]:
    """Yield the values of an invoice that are looked for.

    >>> from parzo_validate.engine.policy import DEFAULT_POLICY
    >>> invoice = Invoice.model_validate({"vendor": {"country": "IT"}, "financials": {"total": 5, "tax_amount": 0}})
    >>> [(sought.path, sought.standing) for sought in sought_in(invoice, DEFAULT_POLICY)]
    [(('financials', 'total'), 'must')]
    """
    for section, kinds in FIELDS.items():
        standings = {
            name: policy.on_page.get(f"{section}.{name}") or EXPECTED[section].get(name, "weak") for name in kinds
        }
        held = getattr(invoice, section)
        if section == "financials" and "financials.tax_amount" not in policy.on_page and has_several_rates(invoice):
            standings["tax_amount"] = "may"
        several = section == "line_items"
        for index, holder in enumerate(held if several else (held,)):
            values = holder.__dict__
            for name, kind in kinds.items():
                value = values.get(_ATTRIBUTES.get(name, name) if several else name)
                if value and standings[name] != "ignored":
                    yield Sought((section, index, name) if several else (section, name), kind, value, standings[name])


_ATTRIBUTES = {field.alias or name: name for name, field in LineItem.model_fields.items()}


def has_several_rates(invoice: Invoice) -> bool:
    """Return whether the tax may be that of several rates: no one rate is stated for the whole invoice."""
    if invoice.financials.tax_rate is not None:
        return False
    return len({line.vat_rate for line in invoice.line_items}) != 1 or invoice.line_items[0].vat_rate is None
