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

from parzo_validate import validate
from parzo_validate.adapters import UnknownProducer, adapt, adapt_each, producers, recognise
from parzo_validate.errors import InvalidInput
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice import read
from parzo_validate.invoice.model import FIELDS
from parzo_validate.testing.strategies import results
from tests.helpers.builders import ROOT

RECORDED = ROOT.parent / "shared" / "adapters"
ANSWERS = sorted(path for path in RECORDED.glob("*.json") if ".expected." not in path.name)
KNOWN_TO_DIFFER: dict[str, dict[str, Callable[[Any], Any]]] = {
    # Klippa documents its amounts "in cents", and its percentages come in hundredths.
    "klippa": {"money": lambda cents: cents / 100, "rate": lambda hundredths: hundredths / 100},
    # Mindee documents a rate "as a decimal": 0.05, which a reader of the documented shape takes for 0.05 %.
    "mindee_v2": {"rate": lambda fraction: fraction * 100},
}
"""The expected files hold the values as they came; the library reads them in the documented unit."""

FORMS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tests" / "data" / "answers").glob("*.json"))
}
"""Small answers in every form that the producers publish, and what a person reads in them."""

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


forms = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@forms
def test_an_answer_in_any_published_form_is_read(form: dict[str, Any]) -> None:
    found = values_of(adapt(form["answer"], form["producer"]))
    assert {place: as_written(found.get(place), value) for place, value in form["reads"].items()} == form["reads"]


def as_written(value: Any, expected: str | None) -> str | None:
    """Return a value that was read as the expectation writes it, where both are the same amount or day."""
    if isinstance(value, Decimal):
        return expected if expected is not None and value == Decimal(expected) else str(value)
    return None if value is None else str(value)


@forms
def test_an_answer_in_any_published_form_is_recognised(form: dict[str, Any]) -> None:
    assert recognise(form["answer"]) == form["producer"]
    assert recognise(json.dumps(form["answer"])) == form["producer"]


@forms
def test_another_producers_answer_is_refused_with_what_was_expected(form: dict[str, Any]) -> None:
    other = "textract" if form["producer"] != "textract" else "klippa"
    with pytest.raises(InvalidInput) as refusal:
        adapt(form["answer"], other)
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


NOBODY_S: dict[str, Any] = {
    "azure-identity": {"analyzeResult": {"documents": [{"docType": "idDocument", "fields": {"FirstName": {}}}]}},
    "azure-fields-without-fields": {"VendorName": "Rossi", "Total": "5", "Items": [{"Name": "x"}]},
    "textract-identity": {"IdentityDocuments": [{"IdentityDocumentFields": []}]},
    "textract-by-name-alone": {"ExpenseDocuments": "none"},
    "google-identity": {"document": {"text": "x", "entities": [{"type": "Family Name", "mentionText": "x"}]}},
    "entities-of-a-text": {"entities": [{"type": "Person", "text": "x"}]},
    "mindee-passport": {"document": {"inference": {"prediction": {"surname": {"value": "x"}}}}},
    "mindee-v2-passport": {"inference": {"result": {"fields": {"surnames": {"items": []}}}}},
    "klippa-identity": {"data": {"document_type": "passport", "surname": {"value": "x"}}},
    "rossum-nothing": {"results": [{"content": "annotations/5"}]},
    "chat": {"content": [{"type": "text", "text": "x"}]},
    "affinda-resume": {"extractor": "resume", "meta": {"identifier": "x"}, "data": {"name": {"raw": "x"}}},
    "eden-of-another": {"original_response": {"id": 5}, "standardized_response": {"extracted_data": []}},
    "payment-service": {
        "object": "invoice",
        "account_name": "x",
        "currency": "eur",
        "total": 500,
        "lines": {"data": []},
    },
    "list-of-numbers": [1, 2],
}


@pytest.mark.parametrize("document", NOBODY_S.values(), ids=NOBODY_S)
def test_what_looks_like_an_answer_about_an_invoice_and_is_none_is_nobody_s(document: Any) -> None:
    assert recognise(document) is None


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
    form = data.draw(st.sampled_from(list(FORMS.values())))
    document = json.loads(json.dumps(form["answer"]))
    place = document
    while isinstance(place, (dict, list)) and place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inside = place[key]
        if not isinstance(inside, (dict, list)) or not inside or data.draw(st.booleans()):
            place[key] = data.draw(json_values)
            break
        place = inside
    with suppress(InvalidInput):
        read(adapt(document, form["producer"]))


def test_a_word_for_another_currency_is_no_evidence_of_any() -> None:
    report = validate(adapt(FORMS["rossum-taxes-by-rate"]["answer"], "rossum"), table=EXTENDED_TABLE)
    assert not {"INVALID_CURRENCY", "CURRENCY_CONFLICT"} & {*report.codes}


def test_lines_are_taken_as_printed_so_that_their_prices_fit() -> None:
    table = EXTENDED_TABLE.only("LINE_AMOUNT_MISMATCH")
    assert validate(adapt(FORMS["klippa-receipt"]["answer"], "klippa"), table=table).codes == ()


def test_several_documents_are_adapted_one_by_one() -> None:
    total = {"Type": {"Text": "TOTAL"}, "ValueDetection": {"Text": "5.00"}}
    first = FORMS["textract"]["answer"]["ExpenseDocuments"]
    both = {"ExpenseDocuments": [*first, {"SummaryFields": [total]}]}
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
