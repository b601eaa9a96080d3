"""The documented fields of an extraction result, each with a strategy of what an extractor may read for it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from parzo_validate.testing.facts import FOREIGN_COUNTRIES, ITALY
from parzo_validate.testing.strategies.identifiers import amounts, codici_fiscali, ibans, partite_iva
from parzo_validate.testing.strategies.parties import NAMES

Result = dict[str, Any]
Fields = Mapping[str, SearchStrategy[Any]]


def _as_json(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


def _texts(*usual: str) -> SearchStrategy[str]:
    return st.sampled_from(usual) | st.text(max_size=12)


_sums = amounts(min_value="-999999.99").map(_as_json) | amounts().map(str) | st.just(0)
_prices = amounts(places=4, max_value="9999.9999").map(_as_json)
_rates = st.sampled_from([22, 10, 5, 4, 0, 22.0, 21, 20, 23, 19, 0.22, 17.2, 7.3])
_dates = (st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.dates(date(1990, 1, 1), date(2049, 12, 31))).map(str)
_vat_numbers = partite_iva(valid=None) | st.builds(
    lambda country, number: country.vat_number(number),
    st.sampled_from(list(FOREIGN_COUNTRIES.values())),
    st.integers(0, 10**9),
)
_countries = st.sampled_from([*ITALY, *(name for country in FOREIGN_COUNTRIES.values() for name in country.names)])

_PARTY: Fields = {
    "name": _texts(*NAMES),
    "vat_number": _vat_numbers,
    "fiscal_code": codici_fiscali() | partite_iva(prefix=False),
    "address": _texts("Via Roma 1"),
    "city": _texts("Milano"),
    "zip_code": st.sampled_from(["20121", "00185"]),
    "country": _countries,
    "email": _texts("info@example.it"),
}
DOCUMENTED: Mapping[str, Fields] = {
    "vendor": {
        **_PARTY,
        "phone": _texts("+39 02 123456"),
        "iban": ibans(),
        "sdi_code": _texts("ABC1234"),
    },
    "buyer": _PARTY,
    "invoice": {
        "number": _texts("17/2026"),
        "date": _dates,
        "due_date": _dates,
        "type": _texts("invoice", "credit_note", "TD01", "TD04"),
        "currency": st.sampled_from(["EUR", "USD"]),
        "payment_terms": _texts("30 gg d.f."),
        "payment_method": _texts("MP05"),
        "po_number": _texts("PO-4711"),
    },
    "financials": {
        "subtotal": _sums,
        "tax_rate": _rates,
        "tax_amount": _sums,
        "total": _sums,
        "discount": _sums,
        "stamp_duty": st.just(2) | _sums,
        "withholding_tax": _sums,
        "currency": st.sampled_from(["EUR", "USD"]),
    },
    "line_items": {
        "description": _texts("Consulenza"),
        "quantity": st.integers(1, 100) | amounts(places=3, min_value="0.001", max_value="99").map(_as_json),
        "unit": st.sampled_from(["h", "pz", "kg"]),
        "unit_price": _prices,
        "amount": _sums,
    },
}
"""What the service documents, in its order; a line may carry ``total`` for ``amount`` and a rate besides."""

UNDOCUMENTED_ON_LINES: Fields = {"total": _sums, "vat_rate": _rates, "tax_rate": _rates}
