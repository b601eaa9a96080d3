"""Documents that stand there twice: what makes them one, and that all are found and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Invoice
from parzo_validate.review import Duplicate, Store, identity_of

FIRST: dict[str, Any] = {
    "vendor": {"name": "Rossi S.r.l.", "vat_number": "IT12345678903"},
    "invoice": {"number": "A/7", "date": date(2026, 4, 1)},
    "financials": {"total": "1220.00"},
}


def invoice(**changes: Any) -> Invoice:
    """Return the first invoice with other values, by section__field."""
    sections = {name: dict(content) for name, content in FIRST.items()}
    for place, value in changes.items():
        section, _, field = place.partition("__")
        sections[section][field] = value
    return Invoice.model_validate(sections)


def compared(*invoices: Invoice) -> list[Duplicate]:
    with Store(Path()) as store:
        for number, one in enumerate(invoices, start=1):
            store.add(str(number), identity_of(one), None, [])
        return [pair.duplicate for pair in store.duplicates()]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


SAME = {
    "itself": {},
    "number-in-other-signs": {"invoice__number": " a-7 "},
    "vat-number-without-prefix": {"vendor__vat_number": "P.IVA 12345678903"},
    "other-name": {"vendor__name": "ROSSI"},
    "cents": {"financials__total": "1220"},
}
NEAR = {
    "amount": {"financials__total": "1202.00"},
    "day-of-the-year": {"invoice__date": date(2026, 1, 4)},
    "no-amount": {"financials__total": None},
}
OTHER = {
    "vendor": {"vendor__vat_number": "IT00743110157"},
    "country": {"vendor__vat_number": "DE12345678903"},
    "number": {"invoice__number": "A/8"},
    "year": {"invoice__date": date(2025, 4, 1)},
    "no-number": {"invoice__number": None},
    "credit-note": {"invoice__type": "TD04"},
    "no-vendor": {"vendor__vat_number": None, "vendor__name": None},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_the_same_document_is_an_exact_duplicate(changes: dict[str, Any]) -> None:
    assert compared(invoice(), invoice(**changes)) == [Duplicate("2", "1", exact=True)]


@pytest.mark.parametrize("changes", NEAR.values(), ids=NEAR)
def test_another_amount_or_day_makes_it_a_near_one(changes: dict[str, Any]) -> None:
    assert compared(invoice(), invoice(**changes)) == [Duplicate("2", "1", exact=False)]


@pytest.mark.parametrize("changes", OTHER.values(), ids=OTHER)
def test_any_other_document_is_none(changes: dict[str, Any]) -> None:
    assert compared(invoice(), invoice(**changes)) == []


def test_a_vendor_without_a_right_number_is_its_name() -> None:
    wrong = {"vendor__vat_number": "IT12345678904"}
    assert compared(invoice(**wrong), invoice(vendor__vat_number=None, vendor__name="rossi srl")) == [
        Duplicate("2", "1", exact=True)
    ]


def test_each_is_one_of_the_first_that_it_equals() -> None:
    other = invoice(financials__total=5)
    assert compared(invoice(), other, invoice(), other, invoice(invoice__number="B")) == [
        *(Duplicate("2", "1", exact=False), Duplicate("3", "1", exact=True), Duplicate("4", "2", exact=True)),
    ]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_all_are_found_and_nothing_else(documents: list[tuple[int, int, int]]) -> None:
    made = [
        invoice(
            vendor__vat_number=None, vendor__name=f"V{vendor}", invoice__number=f"N{number}", financials__total=total
        )
        for vendor, number, total in documents
    ]
    found = {(int(one.document), one.exact) for one in compared(*made)}
    assert found == {
        (place + 1, document in documents[:place])
        for place, document in enumerate(documents)
        if document[:2] in [earlier[:2] for earlier in documents[:place]]
    }


def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    compared(invoice(), invoice())
    assert list(tmp_path.iterdir()) == []
