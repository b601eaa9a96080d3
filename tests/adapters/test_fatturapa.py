"""The Italian electronic invoice: official-form files are clean, wrong ones flagged, dangerous ones refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import Verdict, validate
from parzo_validate.adapters import adapt, adapt_each, recognise
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice import read
from parzo_validate.invoice.json_text import LONGEST_DOCUMENT
from tests.helpers.builders import ROOT

FILES = sorted((ROOT / "tests" / "data" / "fatturapa").glob("*.xml"))
ONE_RATE = ROOT / "tests" / "data" / "fatturapa" / "one_rate.xml"
SUMS = {
    "credit_note": ("-200.00", "22.00", "-44.00", "-244.00", None, None, None),
    "one_rate": ("1000.00", "22.00", "220.00", "1220.00", None, None, "1220.00"),
    "two_rates_stamp_withholding": ("1100.00", None, "220.00", "1322.00", "2.00", "220.00", "1102.00"),
}
NAMES = ("subtotal", "tax_rate", "tax_amount", "total", "stamp_duty", "withholding_tax", "amount_due")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_official_form_file_is_clean_and_read_to_the_cent(path: Path) -> None:
    raw = path.read_bytes()
    assert recognise(raw) == "fatturapa"
    result = adapt(raw, "fatturapa")
    report = validate(result, strict=True)
    assert (report.verdict, report.coerced, report.unreadable) == (Verdict.CLEAN, (), ())
    sums = read(result).invoice.financials
    assert tuple(value and str(value) for value in (getattr(sums, name) for name in NAMES)) == SUMS[path.stem]


def test_the_rest_of_a_file_is_read_too() -> None:
    result = adapt(ONE_RATE.read_text(encoding="utf-8"), "fatturapa")
    assert result["vendor"]["vat_number"] == "IT03187450121"
    assert result["buyer"] == {
        "name": "Cliente Esempio S.p.A.",
        "vat_number": "IT07643520567",
        "fiscal_code": "07643520567",
        "address": "Corso Italia 5",
        "city": "Torino",
        "zip_code": "10121",
        "country": "IT",
        "sdi_code": "ABC1234",
    }
    assert result["invoice"] == {
        "number": "2026/101",
        "date": "2026-04-01",
        "due_date": "2026-05-01",
        "type": "TD01",
        "currency": "EUR",
        "payment_terms": "TP01",
        "payment_method": "MP05",
        "po_number": "ORD-77",
    }
    assert [line["description"] for line in result["line_items"]] == ["Manutenzione ordinaria", "Ricambi"]


def test_a_person_is_named_by_both_names() -> None:
    result = adapt((ONE_RATE.with_name("two_rates_stamp_withholding.xml")).read_bytes(), "fatturapa")
    assert result["vendor"]["name"] == "Mario Rossi"


WRONG = {
    "total": ("<ImportoTotaleDocumento>1220.00", "<ImportoTotaleDocumento>1202.00", "ARITHMETIC_MISMATCH"),
    "number": ("<IdCodice>07643520567", "<IdCodice>07643520568", "INVALID_PIVA_CHECKSUM"),
    "due-date": (">2026-05-01<", ">2026-03-01<", "DATE_INCOHERENCE"),
    "rate": ("<AliquotaIVA>22.00", "<AliquotaIVA>23.00", "INVALID_IT_VAT_RATE"),
}


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_flagged(right: str, wrong: str, code: str) -> None:
    text = ONE_RATE.read_text(encoding="utf-8")
    assert right in text
    assert code in validate(adapt(text.replace(right, wrong), "fatturapa")).codes


def test_a_point_in_a_file_is_a_decimal_point() -> None:
    text = ONE_RATE.read_text(encoding="utf-8").replace("<Quantita>8.00", "<Quantita>8.000")
    reading = read(adapt(text, "fatturapa"))
    assert (reading.unreadable, str(reading.invoice.line_items[0].quantity)) == ((), "8.000")


def test_a_file_with_two_invoices_has_two_results() -> None:
    text = ONE_RATE.read_text(encoding="utf-8")
    [body] = re.findall(r"<FatturaElettronicaBody>.*</FatturaElettronicaBody>", text, re.DOTALL)
    second = body.replace("2026/101", "2026/102")
    numbers = [one["invoice"]["number"] for one in adapt_each(text.replace(body, body + second), "fatturapa")]
    assert numbers == ["2026/101", "2026/102"]


def test_a_file_in_another_encoding_is_read() -> None:
    text = ONE_RATE.read_text(encoding="utf-8").replace("Varese", "Forlì")
    for encoding in ("utf-16", "iso-8859-1", "utf-8-sig"):
        raw = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
        assert adapt(raw, "fatturapa")["vendor"]["city"] == "Forlì"


def test_a_file_that_came_as_json_is_read() -> None:
    body = {"DatiGenerali": {"DatiGeneraliDocumento": {"Numero": "7"}}}
    answer: dict[str, Any] = {"FatturaElettronicaHeader": {}, "FatturaElettronicaBody": body}
    assert adapt(answer, "fatturapa")["invoice"] == {"number": "7"}
    assert recognise(answer) == "fatturapa"


BOMB = '<!DOCTYPE F [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><F>&b;</F>'
UNSAFE = "expected XML without a document type or entities, got some; no FatturaPA has any"
NO_INVOICE = "expected a FatturaPA file, FatturaElettronica with header and body, got other XML"
REFUSED = {
    "entity-bomb": (BOMB, UNSAFE),
    "file-of-another": ('<!DOCTYPE F [<!ENTITY a SYSTEM "file:///etc/passwd">]><F>&a;</F>', UNSAFE),
    "document-type": ("<!DOCTYPE F><F/>", UNSAFE),
    "torn": ("<F>", "invalid XML: no element found: line 1, column 3"),
    "unknown-encoding": (
        b'<?xml version="1.0" encoding="x-none"?><F/>',
        "invalid XML: unknown encoding: x-none",
    ),
    "other-xml": ("<Invoice><ID>5</ID></Invoice>", NO_INVOICE),
    "text-alone": ("<F>5</F>", NO_INVOICE),
    "simplified": ("<F><FatturaElettronicaHeader/></F>", NO_INVOICE),
    "deep": ("<a>" * 500 + "</a>" * 500, NO_INVOICE),
    "long": (
        "<F>" + " " * LONGEST_DOCUMENT + "</F>",
        f"expected at most {LONGEST_DOCUMENT} bytes, got more; is this one document?",
    ),
    "signed": (
        b"0\x82\x01\x0c\x06\t",
        "expected XML, got a signed file (.p7m); take the XML out first, "
        "as openssl cms -verify -noverify -inform DER does",
    ),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_fatturapa_is_refused(raw: bytes | str, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        adapt(raw, "fatturapa")
    assert str(refusal.value) == why
    assert recognise(raw) is None


def test_an_invoice_without_content_is_no_answer() -> None:
    parts = "".join(f"<FatturaElettronica{part}>x</FatturaElettronica{part}>" for part in ("Header", "Body"))
    with pytest.raises(InvalidInput, match=r"^expected an answer of FatturaPA, the Italian electronic invoice"):
        adapt(f"<F>{parts}</F>", "fatturapa")
