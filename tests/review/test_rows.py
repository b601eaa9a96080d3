"""The rows of a document: what each says, in which language, and what stands there."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from parzo_validate import DEFAULT_TABLE, Invoice, Policy
from parzo_validate.batch.outcome import Outcome, judge
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.reading import Document
from parzo_validate.review.rows import ERROR, UNREADABLE, UNUSABLE, WARNING, Row, as_amount, rows_of
from parzo_validate.review.store import Store
from parzo_validate.testing.strategies import results
from tests.helpers.builders import SAMPLE_JOB

WRONG: dict[str, Any] = {
    "vendor": {"name": "Rossi", "vat_number": "IT12345678903"},
    "buyer": {"vat_number": "IT98765432109"},
    "invoice": {"number": "7", "date": "2026-04-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202, "discount": "ten"},
}


def judged(document: Document) -> Outcome:
    return judge("a.json", None, document, table=DEFAULT_TABLE, policy=Policy()).diagnosed(document, Policy())


def rows(document: Document, lang: str = "en") -> list[tuple[int, Row]]:
    return rows_of(judged(document), document, lang)


def test_each_finding_is_a_row_with_what_stands_there_and_what_should() -> None:
    without = {**WRONG, "financials": {**WRONG["financials"], "discount": None}}
    [(rank, first), (second_rank, second)] = rows(without)
    assert (rank, second_rank) == (ERROR, WARNING)
    assert first[:5] == ("a.json", "7", "Rossi", first.date, Decimal("1202.00"))
    assert str(first.date) == "2026-04-01"
    assert (first.verdict, first.code, first.severity, first.place) == (
        *("review", "ARITHMETIC_MISMATCH", "error", "/financials/total"),
    )
    assert (first.stated, first.likely, first.certainty) == (Decimal(1202), Decimal("1220.00"), "certain")
    assert (second.code, second.stated) == ("INVALID_PIVA_CHECKSUM", "IT98765432109")


def test_rows_speak_the_language_of_the_reviewer() -> None:
    without = {**WRONG, "financials": {**WRONG["financials"], "discount": None}}
    [(_, row), _] = rows(without, "it")
    assert (row.verdict, row.severity, row.certainty) == ("da rivedere", "errore", "certo")
    assert row.sentence.startswith("imponibile 1.000,00")


def test_an_unreadable_value_is_a_row() -> None:
    [unreadable] = [row for rank, row in rows(WRONG) if rank == UNREADABLE]
    assert (unreadable.place, unreadable.stated, unreadable.severity) == ("/financials/discount", "ten", "unreadable")


def test_a_value_that_explains_another_is_named_with_its_place() -> None:
    swapped = {"financials": {"subtotal": 1220, "tax_rate": 22, "tax_amount": 220, "total": 1220}}
    [(_, row)] = rows(swapped)
    assert row.likely == "/financials/subtotal 1000.00"


@pytest.mark.parametrize(
    ("document", "code", "verdict"),
    [("{", "not_json", "unusable"), ('{"job_id": "1", "status": "failed", "error": "x"}', "failed", "no result")],
)
def test_what_has_no_report_is_a_row_with_the_reason(document: str, code: str, verdict: str) -> None:
    [(rank, row)] = rows(document)
    assert (rank, row.verdict, row.number) == (UNUSABLE, verdict, None)
    assert row.sentence
    assert row.code == code or verdict == "no result"


def test_a_clean_document_has_no_row() -> None:
    assert rows({"financials": {"subtotal": 5, "tax_amount": 0, "total": 5}}) == []


def test_a_job_and_an_invoice_have_rows_too() -> None:
    [(_, row)] = rows(SAMPLE_JOB.read_bytes())
    assert (row.place, row.stated) == ("/buyer/vat_number", "IT98765432109")
    invoice = Invoice.model_validate({"financials": {"total": 0}})
    [(_, row)] = rows(invoice)
    assert row.stated == 0


def test_a_line_and_a_section_are_found_by_their_place() -> None:
    lines = [row for _, row in rows({"line_items": [{"vat_rate": 22}, {"vat_rate": 2.2}]})]
    assert [(row.place, row.stated) for row in lines] == [("/line_items/1/vat_rate", Decimal("2.2"))]
    assert [(row.place, row.stated) for _, row in rows({"invoice": "x"})] == [("/invoice", "x")]
    assert [(row.place, row.stated) for _, row in rows({"invoice": {"date": [1]}})] == [("/invoice/date", None)]


def test_of_what_is_missing_nothing_stands_there() -> None:
    document = {"vendor": {"vat_number": "IT12345678903"}, "invoice": {"number": "7"}}
    table = EXTENDED_TABLE.only("MISSING_FIELD")
    found = rows_of(judge("a.json", None, document, table=table, policy=Policy()), document)
    assert {row.stated for _, row in found} == {None}


AMOUNTS: dict[str, tuple[object, Decimal | str]] = {
    "fifteen digits": ("999999999999999.00", Decimal("999999999999999.00")),
    "negative": ("-0.50", Decimal("-0.50")),
    "sixteen digits": ("9999999999999999.00", "9999999999999999.00"),
    "a zero before it": ("01.00", "01.00"),
    "no cents": ("1.", "1."),
    "a truth": (True, "True"),
    "no number": (float("nan"), "NaN"),
    "no end": (Decimal("-Infinity"), "-Infinity"),
    "as great as may be": (Decimal("1E+79"), Decimal("1E+79")),
    "greater": (Decimal("1E+80"), "1E+80"),
    "as small as may be": (Decimal("-1E-79"), Decimal("-1E-79")),
    "smaller": (Decimal("-1E-80"), "-1E-80"),
    "too great for any context": (Decimal("1E+9999999"), "1E+9999999"),
    "more digits than Python writes": (10**5000, f"1{'0' * 5000}"),
}


@pytest.mark.parametrize(("given", "amount"), AMOUNTS.values(), ids=AMOUNTS)
def test_a_plain_amount_is_one_and_any_other_text_a_text(given: object, amount: Decimal | str) -> None:
    assert as_amount(given) == amount


def test_rows_come_by_rank_then_by_amount_then_as_the_documents_did(tmp_path: Path) -> None:
    def row(document: str, total: str | None) -> Row:
        amount = None if total is None else Decimal(total)
        return Row(document, None, None, None, amount, "review", "CODE", "error", "", "")

    with Store(tmp_path) as store:
        store.add("a", None, None, [(WARNING, row("a", "9.00")), (ERROR, row("a", "5.00"))])
        store.add("b", None, None, [(ERROR, row("b", "-7.00")), (ERROR, row("b", None))])
        store.add("c", None, None, [(ERROR, row("c", "0.50")), (ERROR, row("c", "5.00")), (UNUSABLE, row("c", None))])
        store.add_rows(1, [(ERROR, row("a again", "0.50"))])
        found = [(row.document, row.total) for row in store.rows()]
    assert found == [
        *(("b", Decimal("-7.00")), ("a", Decimal("5.00")), ("c", Decimal("5.00")), ("a again", Decimal("0.50"))),
        *(("c", Decimal("0.50")), ("b", None), ("a", Decimal("9.00")), ("c", None)),
    ]
    assert list(tmp_path.iterdir()) == []


@given(results())
def test_every_finding_of_every_result_has_its_row(result: dict[str, Any]) -> None:
    report = judged(result).report
    assert report
    assert len(rows(result, "it")) == len(report.flags) + len(report.unreadable)
