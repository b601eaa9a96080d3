"""The Italian electronic invoice: official-form files are clean, wrong ones flagged, dangerous ones refused."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import Verdict, validate
from parzo_validate.adapters import adapt, adapt_each, recognise
from parzo_validate.adapters.fatturapa import documents_of, read_fatturapa
from parzo_validate.errors import InvalidInput
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import read
from parzo_validate.invoice.json_text import LONGEST_DOCUMENT, MAX_DEPTH
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


HEAD = "<Numero>2026/101</Numero>"
TOTAL = "<ImportoTotaleDocumento>1220.00</ImportoTotaleDocumento>"
SUMMARY = "<ImponibileImporto>1000.00</ImponibileImporto>\n        <Imposta>220.00</Imposta>"
TAXED = "<AliquotaIVA>22.00</AliquotaIVA>"
BUYER = "<IdPaese>IT</IdPaese>\n          <IdCodice>07643520567</IdCodice>"
Replaced = dict[str, str]
VARIED: dict[str, tuple[Replaced, dict[str, str | None]]] = {
    "pension-fund": (
        {
            HEAD: f"{HEAD}<DatiCassaPrevidenziale><TipoCassa>TC04</TipoCassa><AlCassa>4.00</AlCassa>"
            "<ImportoContributoCassa>40.00</ImportoContributoCassa><ImponibileCassa>1000.00</ImponibileCassa>"
            "<AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>",
            TOTAL: "<ImportoTotaleDocumento>1268.80</ImportoTotaleDocumento>",
            SUMMARY: "<ImponibileImporto>1040.00</ImponibileImporto><Imposta>228.80</Imposta>",
        },
        {"subtotal": "1040.00", "tax_amount": "228.80", "total": "1268.80"},
    ),
    "discount-and-surcharge-of-the-document": (
        {
            HEAD: f"{HEAD}<ScontoMaggiorazione><Tipo>SC</Tipo><Importo>100.00</Importo></ScontoMaggiorazione>"
            "<ScontoMaggiorazione><Tipo>MG</Tipo><Importo>30.00</Importo></ScontoMaggiorazione>",
            TOTAL: "<ImportoTotaleDocumento>1150.00</ImportoTotaleDocumento>",
        },
        {"discount": "100.00", "charges": "30.00", "total": "1150.00"},
    ),
    "discount-of-a-line": (
        {
            "<PrezzoUnitario>100.00</PrezzoUnitario>\n        <PrezzoTotale>800.00</PrezzoTotale>": (
                "<PrezzoUnitario>250.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo>"
                "<Percentuale>60.00</Percentuale></ScontoMaggiorazione><PrezzoTotale>800.00</PrezzoTotale>"
            )
        },
        {"total": "1220.00", "discount": None},
    ),
    "surcharge-of-a-line": (
        {
            "<PrezzoUnitario>100.00</PrezzoUnitario>\n        <PrezzoTotale>800.00</PrezzoTotale>": (
                "<PrezzoUnitario>80.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>MG</Tipo>"
                "<Percentuale>25.00</Percentuale></ScontoMaggiorazione><PrezzoTotale>800.00</PrezzoTotale>"
            )
        },
        {"total": "1220.00", "charges": None},
    ),
    "negative-line": (
        {
            "<PrezzoUnitario>100.00</PrezzoUnitario>\n        <PrezzoTotale>200.00</PrezzoTotale>": (
                "<PrezzoUnitario>-100.00</PrezzoUnitario><PrezzoTotale>-200.00</PrezzoTotale>"
            ),
            SUMMARY: "<ImponibileImporto>600.00</ImponibileImporto><Imposta>132.00</Imposta>",
            TOTAL: "<ImportoTotaleDocumento>732.00</ImportoTotaleDocumento>",
        },
        {"subtotal": "600.00", "total": "732.00"},
    ),
    "rounding": (
        {
            TOTAL: "<ImportoTotaleDocumento>1221.00</ImportoTotaleDocumento><Arrotondamento>1.00</Arrotondamento>",
        },
        {"rounding": "1.00", "total": "1221.00"},
    ),
    "exempt": (
        {
            TAXED: "<AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura>",
            "<Imposta>220.00</Imposta>": "<Imposta>0.00</Imposta>",
            TOTAL: "<ImportoTotaleDocumento>1002.00</ImportoTotaleDocumento>",
            HEAD: f"{HEAD}<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>",
        },
        {"tax_rate": "0.00", "tax_amount": "0.00", "stamp_duty": "2.00", "total": "1002.00"},
    ),
    "reverse-charge": (
        {
            TAXED: "<AliquotaIVA>0.00</AliquotaIVA><Natura>N6.7</Natura>",
            "Ricambi": "Ricambi, inversione contabile art. 17 c. 6",
            "<Imposta>220.00</Imposta>": "<Imposta>0.00</Imposta>",
            TOTAL: "<ImportoTotaleDocumento>1000.00</ImportoTotaleDocumento>",
        },
        {"tax_amount": "0.00", "total": "1000.00"},
    ),
    "split-payment": (
        {
            "<EsigibilitaIVA>I": "<EsigibilitaIVA>S",
            "<ImportoPagamento>610.00": "<ImportoPagamento>500.00",
        },
        {"total": "1220.00", "amount_due": "1000.00"},
    ),
    "foreign-buyer": (
        {
            BUYER: "<IdPaese>DE</IdPaese><IdCodice>136695976</IdCodice>",
            "<CodiceFiscale>07643520567</CodiceFiscale>": "",
            "<CAP>10121</CAP>": "<CAP>00000</CAP>",
            "<Comune>Torino</Comune>\n        <Provincia>TO</Provincia>\n        <Nazione>IT</Nazione>": (
                "<Comune>München</Comune><Nazione>DE</Nazione>"
            ),
            "<CodiceDestinatario>ABC1234": "<CodiceDestinatario>XXXXXXX",
        },
        {"total": "1220.00"},
    ),
    "buyer-outside-the-union": (
        {
            BUYER: "<IdPaese>OO</IdPaese><IdCodice>99999999999</IdCodice>",
            "<CodiceFiscale>07643520567</CodiceFiscale>": "",
            "<Comune>Torino</Comune>\n        <Provincia>TO</Provincia>\n        <Nazione>IT</Nazione>": (
                "<Comune>Boston</Comune><Nazione>US</Nazione>"
            ),
            "<CodiceDestinatario>ABC1234": "<CodiceDestinatario>XXXXXXX",
        },
        {"total": "1220.00"},
    ),
    "credit-note-in-positive-figures": ({">TD01<": ">TD04<"}, {"total": "1220.00"}),
    "signature-inside": (
        {
            "</p:FatturaElettronica>": '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/>'
            "</ds:Signature></p:FatturaElettronica>"
        },
        {"total": "1220.00"},
    ),
    "no-namespace": (
        {"<p:FatturaElettronica ": "<FatturaElettronica ", "</p:FatturaElettronica>": "</FatturaElettronica>"},
        {"total": "1220.00"},
    ),
    "another-prefix": (
        {
            "<p:FatturaElettronica ": "<ns2:FatturaElettronica ",
            "</p:FatturaElettronica>": "</ns2:FatturaElettronica>",
            "xmlns:p=": "xmlns:ns2=",
        },
        {"total": "1220.00"},
    ),
}
"""Official-form files as variations of the one with one rate: what is replaced, and what is read."""


def varied(replaced: Replaced) -> str:
    text = ONE_RATE.read_text(encoding="utf-8")
    for right, other in replaced.items():
        assert right in text
        text = text.replace(right, other)
    return text


@pytest.mark.parametrize(("replaced", "reads"), VARIED.values(), ids=VARIED)
def test_what_an_official_form_may_state_is_clean(replaced: Replaced, reads: dict[str, str | None]) -> None:
    result = adapt(varied(replaced), "fatturapa")
    report = validate(result, strict=True)
    assert (report.verdict, report.coerced, report.unreadable) == (Verdict.CLEAN, (), ())
    assert validate(result, table=EXTENDED_TABLE).codes == ()
    sums = read(result).invoice.financials
    assert {name: None if (value := getattr(sums, name)) is None else str(value) for name in reads} == reads


SIMPLIFIED = """
<ns2:FatturaElettronicaSemplificata versione="FSM10"
    xmlns:ns2="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0">
  <FatturaElettronicaHeader>
    <DatiTrasmissione><CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione>
    <CedentePrestatore>
      <IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>03187450121</IdCodice></IdFiscaleIVA>
      <Denominazione>Officina Esempio S.r.l.</Denominazione>
      <Sede><Indirizzo>Via Roma 1</Indirizzo><CAP>21100</CAP><Comune>Varese</Comune><Nazione>IT</Nazione></Sede>
      <RegimeFiscale>RF01</RegimeFiscale>
    </CedentePrestatore>
    <CessionarioCommittente>
      <IdentificativiFiscali>
        <IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>07643520567</IdCodice></IdFiscaleIVA>
        <CodiceFiscale>07643520567</CodiceFiscale>
      </IdentificativiFiscali>
      <AltriDatiIdentificativi>
        <Nome>Anna</Nome>
        <Cognome>Bianchi</Cognome>
        <Sede><Indirizzo>Corso Italia</Indirizzo><NumeroCivico>5</NumeroCivico><Nazione>IT</Nazione></Sede>
      </AltriDatiIdentificativi>
    </CessionarioCommittente>
  </FatturaElettronicaHeader>
  <FatturaElettronicaBody>
    <DatiGenerali>
      <DatiGeneraliDocumento>
        <TipoDocumento>TD07</TipoDocumento><Divisa>EUR</Divisa><Data>2026-04-01</Data><Numero>123</Numero>
      </DatiGeneraliDocumento>
    </DatiGenerali>
    <DatiBeniServizi>
      <Descrizione>Riparazione</Descrizione>
      <Importo>122.00</Importo>
      <DatiIVA><Imposta>22.00</Imposta><Aliquota>22.00</Aliquota></DatiIVA>
    </DatiBeniServizi>
    <DatiBeniServizi>
      <Descrizione>Ricambio</Descrizione>
      <Importo>61.00</Importo>
      <DatiIVA><Imposta>11.00</Imposta><Aliquota>22.00</Aliquota></DatiIVA>
    </DatiBeniServizi>
  </FatturaElettronicaBody>
</ns2:FatturaElettronicaSemplificata>
"""


def test_a_simplified_invoice_is_read_with_its_gross_amounts() -> None:
    result = adapt(SIMPLIFIED, "fatturapa")
    assert recognise(SIMPLIFIED) == "fatturapa"
    assert result["vendor"] == {
        "name": "Officina Esempio S.r.l.",
        "vat_number": "IT03187450121",
        "address": "Via Roma 1",
        "city": "Varese",
        "zip_code": "21100",
        "country": "IT",
    }
    assert result["buyer"] == {
        "name": "Anna Bianchi",
        "vat_number": "IT07643520567",
        "fiscal_code": "07643520567",
        "address": "Corso Italia 5",
        "country": "IT",
        "sdi_code": "0000000",
    }
    assert result["invoice"] == {"number": "123", "date": "2026-04-01", "type": "TD07", "currency": "EUR"}
    sums = {name: str(value) for name, value in result["financials"].items()}
    assert sums == {"tax_rate": "22.00", "tax_amount": "33.00", "total": "183.00"}
    assert [str(line["amount"]) for line in result["line_items"]] == ["122.00", "61.00"]
    assert validate(result, table=EXTENDED_TABLE).codes == ()


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
    """As converters write it: what stands once is no list, and the root may have its prefix."""
    line = {"Descrizione": "Lavoro", "PrezzoTotale": "100.00"}
    summary = {"AliquotaIVA": "22.00", "ImponibileImporto": "100.00", "Imposta": "22.00"}
    body = {
        "DatiGenerali": {"DatiGeneraliDocumento": {"Numero": "7", "DatiRitenuta": {"ImportoRitenuta": "20.00"}}},
        "DatiBeniServizi": {"DettaglioLinee": line, "DatiRiepilogo": summary},
    }
    header = {"CedentePrestatore": {"DatiAnagrafici": {"Anagrafica": {"Denominazione": "Rossi"}}}}
    answer: dict[str, Any] = {"FatturaElettronicaHeader": header, "FatturaElettronicaBody": body}
    for document in (answer, {"p:FatturaElettronica": {"@versione": "FPR12", **answer}}):
        adapted = adapt(document, "fatturapa")
        assert adapted["vendor"] == {"name": "Rossi"}
        assert adapted["invoice"] == {"number": "7"}
        assert {name: str(value) for name, value in adapted["financials"].items()} == {
            "subtotal": "100.00",
            "tax_rate": "22.00",
            "tax_amount": "22.00",
            "withholding_tax": "20.00",
        }
        assert [item["description"] for item in adapted["line_items"]] == ["Lavoro"]
        assert recognise(document) == "fatturapa"


BOMB = '<!DOCTYPE F [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><F>&b;</F>'
UNSAFE = "expected XML without a document type or entities, got some; no FatturaPA has any"
NO_INVOICE = "expected a FatturaPA file, FatturaElettronica with header and body, got other XML"
SIGNED = (
    "expected XML, got a signed file (.p7m); take the XML out first, as openssl cms -verify -noverify -inform DER does"
)
REFUSED: dict[str, tuple[bytes | str, str]] = {
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
    "deep": ("<a>" * 5000 + "</a>" * 5000, NO_INVOICE),
    "long": (
        "<F>" + " " * LONGEST_DOCUMENT + "</F>",
        f"expected at most {LONGEST_DOCUMENT} bytes, got more; is this one document?",
    ),
    "signed": (b"0\x82\x01\x0c\x06\t", SIGNED),
    "signed-in-base64": (b"MIIHhjCCBm6gAwIBAgIQ\n", SIGNED),
    "signed-as-text": ("-----BEGIN PKCS7-----\nMIIHhjCC\n", SIGNED),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_fatturapa_is_refused(raw: bytes | str, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        adapt(raw, "fatturapa")
    assert str(refusal.value) == why
    assert recognise(raw) is None


def in_each_other(deep: int) -> str:
    inside = "<A>" * deep + "</A>" * deep
    return f"<F><FatturaElettronicaHeader/><FatturaElettronicaBody>{inside}</FatturaElettronicaBody></F>"


def test_elements_stand_in_each_other_as_deep_as_json_may() -> None:
    """The root stands at no depth, the body at the first."""
    assert len(read_fatturapa(in_each_other(MAX_DEPTH - 1))["documents"]) == 1
    with pytest.raises(InvalidInput) as refusal:
        read_fatturapa(in_each_other(MAX_DEPTH))
    assert str(refusal.value) == NO_INVOICE


@pytest.mark.parametrize("put", [lambda inside: {"A": inside}, lambda inside: [inside]], ids=["mapping", "list"])
def test_a_mapping_is_as_deep_as_json_may_be(put: Callable[[Any], Any]) -> None:
    body: Any = "x"
    for _ in range(MAX_DEPTH - 1):
        body = put(body)
    assert documents_of({"FatturaElettronicaHeader": {}, "FatturaElettronicaBody": {"B": body}})
    with pytest.raises(InvalidInput) as refusal:
        documents_of({"FatturaElettronicaHeader": {}, "FatturaElettronicaBody": {"B": put(body)}})
    assert str(refusal.value) == NO_INVOICE


@pytest.mark.parametrize("body", [5, 1.5, True, "x", None, [], 0], ids=repr)
def test_a_body_that_holds_nothing_is_refused(body: object) -> None:
    content = {"FatturaElettronica": {"FatturaElettronicaHeader": {}, "FatturaElettronicaBody": body}}
    with pytest.raises(InvalidInput) as refusal:
        adapt(content, "fatturapa")
    assert str(refusal.value) == NO_INVOICE
    assert recognise(content) is None


def test_an_invoice_without_content_is_no_answer() -> None:
    parts = "".join(f"<FatturaElettronica{part}>x</FatturaElettronica{part}>" for part in ("Header", "Body"))
    with pytest.raises(InvalidInput, match=r"^expected an answer of FatturaPA, the Italian electronic invoice"):
        adapt(f"<F>{parts}</F>", "fatturapa")
