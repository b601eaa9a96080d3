"""Recorded answers of other producers, and small ones in every published form: what is read of them when adapted."""

import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parzo_validate.adapters import UnknownProducer, adapt, adapt_each, producers, recognise
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice import read
from parzo_validate.invoice.model import FIELDS
from parzo_validate.testing.strategies import results
from tests.helpers.builders import ROOT

RECORDED = ROOT.parent / "shared" / "adapters"
ANSWERS = sorted(path for path in RECORDED.glob("*.json") if ".expected." not in path.name)
KNOWN_TO_DIFFER: dict[str, dict[str, Callable[[Any], Any]]] = {
    "klippa": {"money": lambda cents: cents / 100, "rate": lambda hundredths: hundredths / 100},
    "mindee_v2": {"rate": lambda fraction: fraction * 100},
    "rossum": {"currency": lambda currency: None if currency == "other" else currency},
}
"""The expected files hold the values as they came; the library reads them in the documented unit."""

recorded = pytest.mark.parametrize("answer", ANSWERS, ids=[path.stem for path in ANSWERS])
beside = pytest.mark.skipif(not ANSWERS, reason="../shared/adapters is not beside this checkout")


def values_of(result: Any) -> dict[str, Any]:
    """Return what is read of a result, by its place; nothing where nothing is read."""
    invoice = read(result).invoice.model_dump()
    found: dict[str, Any] = {"line_items": len(invoice["line_items"])}
    for section in ("vendor", "buyer", "invoice", "financials"):
        found |= {f"{section}/{name}": value for name, value in invoice[section].items()}
    for number, line in enumerate(invoice["line_items"]):
        found |= {f"line_items/{number}/{name}": value for name, value in line.items()}
    return {place: value for place, value in found.items() if value is not None}


def in_documented_unit(producer: str, place: str, value: Any) -> Any:
    name, section = place.rpartition("/")[2], place.split("/")[0]
    changes = KNOWN_TO_DIFFER.get(producer, {})
    change = changes.get(name) or changes.get(FIELDS[section].get(name, "") if section in FIELDS else "")
    return change(value) if change and not isinstance(value, int) else value


@beside
@recorded
def test_an_adapted_answer_reads_as_the_expected_result(answer: Path) -> None:
    producer = answer.name.split(".")[0]
    expected = values_of(json.loads(answer.with_name(f"{answer.stem}.expected.json").read_text(encoding="utf-8")))
    found = values_of(adapt(answer.read_bytes(), producer))
    wanted = {place: in_documented_unit(producer, place, value) for place, value in expected.items()}
    assert {place: found.get(place) for place in wanted} == wanted


@beside
@recorded
def test_a_recorded_answer_is_recognised(answer: Path) -> None:
    assert recognise(json.loads(answer.read_text(encoding="utf-8"))) == answer.name.split(".")[0]
    assert recognise((answer.with_name(f"{answer.stem}.expected.json")).read_bytes()) is None


def google(kind: str, text: str, normal: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": kind, "mentionText": text, **({"normalizedValue": {"text": normal}} if normal else {}), **more}


def textract(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"Type": {"Text": kind}, "ValueDetection": {"Text": text}, **more}


def rossum(kind: str, value: str) -> dict[str, Any]:
    return {"category": "datapoint", "schema_id": kind, "content": {"value": value, "normalized_value": None}}


def affinda(parsed: Any) -> dict[str, Any]:
    return {"raw": "as printed", "parsed": parsed, "contentType": "any"}


AZURE_REST = {
    "status": "succeeded",
    "analyzeResult": {
        "apiVersion": "2023-07-31",
        "documents": [
            {
                "docType": "invoice",
                "fields": {
                    "VendorName": {"type": "string", "valueString": "Rossi", "content": "ROSSI"},
                    "VendorAddress": {"type": "address", "valueAddress": {"countryRegion": "ITA"}, "content": "Roma"},
                    "VendorTaxId": {"type": "string", "valueString": "IT12345678903", "content": "12345678903"},
                    "InvoiceDate": {"type": "date", "content": "01/04/2026"},
                    "InvoiceTotal": {
                        "type": "currency",
                        "valueCurrency": {"amount": 127, "currencyCode": "EUR"},
                        "content": "€ 127",
                    },
                    "SubTotal": {"type": "currency", "valueCurrency": {"amount": 100}, "content": "100"},
                    "TotalTax": {"type": "currency", "valueCurrency": {"amount": 22.0}, "content": "22"},
                    "ShippingCost": {"type": "currency", "valueCurrency": {"amount": 3}, "content": "3"},
                    "Tip": {"type": "number", "valueNumber": 2, "content": "2"},
                    "TaxDetails": {
                        "type": "array",
                        "valueArray": [
                            {"type": "object", "valueObject": {"Rate": {"type": "string", "valueString": "22%"}}}
                        ],
                    },
                    "Items": {
                        "type": "array",
                        "valueArray": [
                            {
                                "type": "object",
                                "valueObject": {
                                    "Description": {"type": "string", "valueString": "Lavoro"},
                                    "Quantity": {"type": "number", "valueNumber": 2},
                                    "UnitPrice": {"type": "currency", "valueCurrency": {"amount": 50}},
                                    "Amount": {"type": "currency", "valueCurrency": {"amount": 100}},
                                    "TaxRate": {"type": "string", "valueString": "22 %"},
                                },
                            }
                        ],
                    },
                },
            }
        ],
    },
}
AZURE_RECEIPT = {
    "analyzeResult": {
        "documentResults": [
            {
                "docType": "prebuilt:receipt",
                "fields": {
                    "MerchantName": {"type": "string", "valueString": "Bar", "text": "Bar"},
                    "MerchantPhoneNumber": {"type": "phoneNumber", "valuePhoneNumber": "+3906", "text": "06"},
                    "TransactionDate": {"type": "date", "valueDate": "2026-04-01", "text": "1/4/26"},
                    "Subtotal": {"type": "number", "valueNumber": 10, "text": "10"},
                    "Tax": {"type": "number", "valueNumber": 0, "text": "0"},
                    "Total": {"type": "number", "valueNumber": 12.5, "text": "12,50"},
                    "Tip": {"type": "number", "valueNumber": 2.5, "text": "2,50"},
                    "Items": {
                        "type": "array",
                        "valueArray": [
                            {
                                "type": "object",
                                "valueObject": {
                                    "Name": {"type": "string", "valueString": "Caffè", "text": "Caffè"},
                                    "TotalPrice": {"type": "number", "valueNumber": 10, "text": "10"},
                                },
                            }
                        ],
                    },
                },
            }
        ]
    }
}
AZURE_PYTHON = {
    "original_response": [
        {
            "doc_type": "prebuilt:receipt",
            "fields": {
                "MerchantName": {"value_type": "string", "value": "Bar", "value_data": {"text": "BAR"}},
                "Total": {"value_type": "float", "value": None, "value_data": {"text": "12,50"}},
                "Items": {
                    "value_type": "list",
                    "value": [
                        {
                            "value_type": "dictionary",
                            "value": {"Price": {"value_type": "float", "value": 12.5, "value_data": None}},
                        }
                    ],
                },
            },
        }
    ]
}
AZURE_JAVASCRIPT = {
    "CustomerName": {"kind": "string", "value": "Bianchi", "content": "Bianchi", "confidence": 0.3},
    "InvoiceDate": {"kind": "date", "value": {}, "content": "15/04/2026", "confidence": 0.8},
    "InvoiceTotal": {"kind": "currency", "value": {"amount": 5546, "currencySymbol": "$"}, "content": "$5,546.00"},
}
TEXTRACT = {
    "ExpenseDocuments": [
        {
            "SummaryFields": [
                textract("NAME", "Bianchi", GroupProperties=[{"Types": ["RECEIVER_BILL_TO"]}]),
                textract("NAME", "Rossi", GroupProperties=[{"Types": ["VENDOR"]}]),
                textract("INVOICE_RECEIPT_DATE", "15/04/2026"),
                textract("TOTAL", "$1,356.00", Currency={"Code": "USD"}),
                textract("SHIPPING_HANDLING_CHARGE", "$5.00"),
                textract("GRATUITY", "$1.00"),
                textract("AMOUNT_PAID", "$56.00"),
            ],
            "LineItemGroups": [{"LineItems": [{"LineItemExpenseFields": [textract("ITEM", "Work")]}]}],
        }
    ]
}
GOOGLE = {
    "document": {
        "text": "",
        "entities": [
            google("supplier_name", "ROSSI S.R.L.", "Rossi Srl"),
            google("supplier_tax_id", "IT12345678903"),
            google("invoice_date", "1/4/26", "2026-04-01"),
            google("total_amount", "€ 127,00", "127"),
            google("freight_amount", "€ 5,00", "5"),
            google("vat", "22%", properties=[google("vat/tax_rate", "22", "22"), google("vat/tax_amount", "22")]),
            google(
                "line_item", "Lavoro 100", properties=[google("line_item/amount", "100", "100"), google("unit", "h")]
            ),
        ],
    }
}
MINDEE_V4 = {
    "document": {
        "inference": {
            "prediction": {
                "invoice_number": {"value": None},
                "receipt_number": {"value": "54/7500"},
                "supplier_company_registrations": [
                    {"type": "SIRET", "value": "1"},
                    {"type": "VAT NUMBER", "value": "IT12345678903"},
                ],
                "taxes": [{"rate": 22.0, "value": 2.2}, {"rate": 10.0, "value": 1.0}],
                "total_amount": {"value": 15.2},
                "tip": {"value": 2},
                "total_net": {"value": 10.0},
                "total_tax": {"value": 3.2},
            }
        }
    }
}
MINDEE_V2 = {
    "inference": {
        "result": {
            "fields": {
                "supplier_name": {"value": "Rossi"},
                "supplier_company_registration": {
                    "items": [
                        {"fields": {"type": {"value": "SIRET"}, "number": {"value": "1"}}},
                        {"fields": {"type": {"value": "VAT"}, "number": {"value": "IT12345678903"}}},
                    ]
                },
                "taxes": {"items": [{"fields": {"rate": {"value": 0.22}}}, {"fields": {"rate": {"value": 0.22}}}]},
                "tips_gratuity": {"value": 3},
                "line_items": {"items": [{"fields": {"tax_rate": {"value": 22}, "total_price": {"value": 5}}}]},
            }
        }
    }
}
VERYFI = {
    "ocr_text": "",
    "img_url": "",
    "is_duplicate": False,
    "created_date": "",
    "reference_number": "V",
    "currency_code": {"value": "EUR", "score": 1.0},
    "total": {"value": 15.2, "score": 0.9},
    "tip": {"value": 1.5, "score": 0.9},
    "shipping": {"value": 0.5, "score": 0.9},
    "rounding": -0.01,
    "tax_lines": [{"rate": 22, "total": 2}],
    "vendor": {"name": {"value": None}, "raw_name": {"value": "Rossi"}, "vat_number": None},
    "line_items": [{"description": "x", "total": 3}],
}
KLIPPA = {
    "data": {
        "merchant_name": "Rossi",
        "amountexvat": 10000,
        "vatamount": 2200,
        "amount": 12500,
        "amount_tip": 200,
        "amount_shipping": 100,
        "vatitems": [{"percentage": 2200}],
        "lines": [{"lineitems": [{"title": "", "description": "Lavoro", "amount": 12200, "vat_percentage": 2200}]}],
    }
}
ROSSUM = {
    "content": [
        {
            "category": "section",
            "schema_id": "amounts_section",
            "children": [
                rossum("amount_total", "1 220.00"),
                rossum("amount_paid", "20.00"),
                rossum("amount_rounding", "-0.01"),
                rossum("currency", "eur"),
                {
                    "category": "multivalue",
                    "schema_id": "tax_details",
                    "children": [{"schema_id": "tax_detail", "children": [rossum("tax_detail_rate", "22")]}],
                },
            ],
        },
        {
            "category": "section",
            "schema_id": "line_items_section",
            "children": [
                {
                    "schema_id": "line_items",
                    "children": [{"schema_id": "line_item", "children": [rossum("item_total_base", "1000")]}],
                }
            ],
        },
    ]
}
AFFINDA = {
    "extractor": "receipt",
    "meta": {"identifier": "RgzKJTxP"},
    "data": {
        "date": affinda("2026-04-02"),
        "lineItemTable": [{"parsed": {"rows": [{"parsed": {"itemTotal": affinda("44.01")}}]}}],
        "paymentAmountTax": [affinda("2.63"), affinda("21.89")],
        "paymentAmountTotal": affinda("168.95"),
        "receiptCurrencyCode": {"raw": None, "parsed": {"label": "RON", "value": "RON"}},
        "supplierAddress": affinda({"rawInput": "Brasov", "countryCode": "RO", "formatted": "Brasov, Romania"}),
        "supplierCompanyName": affinda("Bianchi"),
    },
}

FORMS: dict[str, tuple[str, Any, dict[str, str | None]]] = {
    "azure-rest": (
        "azure",
        AZURE_REST,
        {
            "vendor/name": "Rossi",
            "vendor/vat_number": "IT12345678903",
            "vendor/country": "ITA",
            "invoice/date": "2026-04-01",
            "invoice/currency": "EUR",
            "vendor/address": "Roma",
            "financials/total": "127",
            "financials/charges": "5",
            "financials/tax_rate": "22",
            "line_items/0/unit_price": "50",
            "line_items/0/vat_rate": "22",
        },
    ),
    "azure-receipt-of-2.1": (
        "azure",
        AZURE_RECEIPT,
        {
            "vendor/name": "Bar",
            "vendor/phone": "+3906",
            "invoice/date": "2026-04-01",
            "financials/tax_amount": "0",
            "financials/charges": "2.5",
            "line_items/0/description": "Caffè",
        },
    ),
    "azure-python": (
        "azure",
        AZURE_PYTHON,
        {"vendor/name": "Bar", "financials/total": "12.50", "line_items/0/unit_price": "12.5"},
    ),
    "azure-javascript": (
        "azure",
        AZURE_JAVASCRIPT,
        {"buyer/name": "Bianchi", "invoice/date": "2026-04-15", "financials/total": "5546"},
    ),
    "textract": (
        "textract",
        TEXTRACT,
        {
            "vendor/name": "Rossi",
            "invoice/date": "2026-04-15",
            "invoice/currency": "USD",
            "financials/total": "1356.00",
            "financials/charges": "6.00",
            "financials/prepaid": "56.00",
            "line_items/0/description": "Work",
        },
    ),
    "textract-pages": ("textract", {"original_response": [TEXTRACT]}, {"vendor/name": "Rossi"}),
    "google-rest": (
        "google",
        GOOGLE,
        {
            "vendor/name": "Rossi Srl",
            "vendor/vat_number": "IT12345678903",
            "invoice/date": "2026-04-01",
            "financials/total": "127",
            "financials/charges": "5",
            "financials/tax_rate": "22",
            "line_items/0/amount": "100",
            "line_items/0/unit": "h",
        },
    ),
    "mindee_v4-receipt": (
        "mindee_v4",
        MINDEE_V4,
        {
            "invoice/number": "54/7500",
            "vendor/vat_number": "IT12345678903",
            "financials/charges": "2",
            "financials/tax_rate": None,
        },
    ),
    "mindee_v2": (
        "mindee_v2",
        MINDEE_V2,
        {
            "vendor/vat_number": "IT12345678903",
            "financials/tax_rate": "22",
            "financials/charges": "3",
            "line_items/0/vat_rate": "22",
        },
    ),
    "veryfi-with-confidence": (
        "veryfi",
        VERYFI,
        {
            "vendor/name": "Rossi",
            "financials/total": "15.2",
            "financials/charges": "2.0",
            "financials/rounding": "-0.01",
            "invoice/currency": "EUR",
            "financials/tax_rate": "22",
        },
    ),
    "klippa-in-cents": (
        "klippa",
        KLIPPA,
        {
            "financials/total": "125.00",
            "financials/charges": "3.00",
            "financials/tax_rate": "22",
            "line_items/0/description": "Lavoro",
            "line_items/0/amount": "122.00",
            "line_items/0/vat_rate": "22",
        },
    ),
    "rossum-content": (
        "rossum",
        ROSSUM,
        {
            "financials/total": "1220.00",
            "financials/prepaid": "20.00",
            "financials/rounding": "-0.01",
            "invoice/currency": "eur",
            "financials/tax_rate": "22",
            "line_items/0/amount": "1000",
        },
    ),
    "affinda-receipt": (
        "affinda",
        AFFINDA,
        {
            "vendor/name": "Bianchi",
            "vendor/country": "RO",
            "vendor/address": "Brasov",
            "invoice/currency": "RON",
            "invoice/date": "2026-04-02",
            "financials/tax_amount": "24.52",
            "financials/total": "168.95",
            "line_items/0/amount": "44.01",
        },
    ),
}
"""Answers in the forms that the producers publish, and what a person reads in them."""

forms = pytest.mark.parametrize(("producer", "answer", "reads"), FORMS.values(), ids=FORMS)


@forms
def test_an_answer_in_any_published_form_is_read(producer: str, answer: Any, reads: dict[str, str | None]) -> None:
    found = values_of(adapt(answer, producer))
    assert {place: as_written(found.get(place), expected) for place, expected in reads.items()} == reads


def as_written(value: Any, expected: str | None) -> str | None:
    """Return a value that was read as the expectation writes it, where both are the same amount or day."""
    if isinstance(value, Decimal):
        return expected if expected is not None and value == Decimal(expected) else str(value)
    return None if value is None else str(value)


@forms
def test_an_answer_in_any_published_form_is_recognised(
    producer: str, answer: Any, reads: dict[str, str | None]
) -> None:
    assert recognise(answer) == producer
    assert recognise(json.dumps(answer)) == producer


@forms
def test_another_producers_answer_is_refused_with_what_was_expected(
    producer: str, answer: Any, reads: dict[str, Any]
) -> None:
    other = "textract" if producer != "textract" else "klippa"
    with pytest.raises(InvalidInput) as refusal:
        adapt(answer, other)
    assert str(refusal.value).startswith("expected an answer of ")
    assert str(refusal.value).endswith(", found none of its fields")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.text(max_size=8)
            | st.sampled_from(
                [*FIELDS, "data", "documents", "document", "result", "status", "content", "results", "fields", "total"]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(["data", "content", "result"]), json_values))
def test_no_producer_is_recognised_in_an_arbitrary_object(document: dict[str, Any]) -> None:
    assert recognise(document) is None


@pytest.mark.slow
def test_no_producer_is_recognised_in_a_thousand_arbitrary_objects() -> None:
    settings(settings(), max_examples=1000)(test_no_producer_is_recognised_in_an_arbitrary_object)()


@given(results())
def test_a_result_is_nobody_s_answer(result: dict[str, Any]) -> None:
    assert recognise(result) is None


@given(json_values, st.sampled_from(producers()))
def test_whatever_arrives_is_adapted_or_refused_with_a_reason(document: Any, producer: str) -> None:
    with suppress(InvalidInput):
        read(adapt(document, producer))


@given(st.data())
def test_an_answer_with_a_value_of_another_kind_is_adapted_or_refused(data: st.DataObject) -> None:
    """A producer that changes one value must not bring anything down."""
    producer, answer, _ = data.draw(st.sampled_from(list(FORMS.values())))
    document = json.loads(json.dumps(answer))
    place = document
    while isinstance(place, (dict, list)) and place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inside = place[key]
        if not isinstance(inside, (dict, list)) or not inside or data.draw(st.booleans()):
            place[key] = data.draw(json_values)
            break
        place = inside
    with suppress(InvalidInput):
        read(adapt(document, producer))


def test_several_documents_are_adapted_one_by_one() -> None:
    both = {"ExpenseDocuments": [*TEXTRACT["ExpenseDocuments"], {"SummaryFields": [textract("TOTAL", "5.00")]}]}
    assert [result["financials"]["total"] for result in adapt_each(both, "textract")] == ["$1,356.00", "5.00"]
    assert adapt(both, "textract")["financials"]["total"] == "$1,356.00"


@pytest.mark.parametrize(
    "answer",
    [
        {"document": {"inference": {"prediction": {"total_amount": {"value": None}}}}},
        {"ExpenseDocuments": [{"SummaryFields": []}]},
        {"analyzeResult": {"documents": [{"docType": "invoice", "fields": {}}]}},
    ],
    ids=["mindee", "textract", "azure"],
)
def test_an_answer_in_which_nothing_was_found_is_an_empty_result(answer: Any) -> None:
    producer = recognise(answer)
    assert producer
    assert values_of(adapt(answer, producer)) == {"line_items": 0}


def test_an_unknown_producer_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownProducer) as refusal:
        adapt({}, "azzure")
    assert str(refusal.value) == f'unknown producer "azzure"; did you mean azure? known: {", ".join(producers())}'


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^expected the answer of a producer as a mapping, JSON or XML, got null$"):
        adapt(None, "azure")
    assert recognise(None) is None
    assert recognise(b"{") is None
