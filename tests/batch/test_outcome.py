"""What is written of a document is read back as it was, whatever the document holds."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parzo_validate import Policy
from parzo_validate.batch import Outcome
from parzo_validate.batch.outcome import judge
from parzo_validate.batch.papers import Papers
from parzo_validate.diagnosis import Diagnosis
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.job import revalidate
from parzo_validate.testing.strategies import defective_results, hostile_json, jobs, papers
from tests.helpers.builders import SAMPLE_JOB

broken_results = defective_results().map(lambda drawn: json.dumps(drawn[0], default=str))
beside_papers = st.tuples(papers(), st.sampled_from([None, "", "Lieferschein", ["", "Totale 1,5"], [7]]), st.booleans())
documents = hostile_json() | jobs().map(json.dumps) | broken_results
NOT_DIAGNOSED = {"job": SAMPLE_JOB.read_bytes(), "pending": '{"status": "pending"}', "broken": "{", "empty": "{}"}


def judged(raw: bytes | str) -> Outcome:
    outcome = judge("dd/a b.jsonl", 7, raw, table=EXTENDED_TABLE, policy=Policy())
    return outcome.diagnosed(raw, Policy())


@given(documents)
@example(
    json.dumps(json.loads(SAMPLE_JOB.read_bytes()) | {"validation_flags": ["A_B", {"code": "C_D", "path": "/x"}, 5]})
)
def test_what_is_written_is_read_back_as_it_was(raw: bytes | str) -> None:
    outcome = judged(raw)
    again = Outcome.from_dict(json.loads(outcome.to_json()))
    assert again == outcome
    assert hash(again) == hash(outcome)
    assert again.to_json() == outcome.to_json()


def judged_beside(paper: tuple[dict[str, Any], str], other: Any, damaged: bool) -> Outcome:
    """Return the outcome of a result beside its page, or beside another text; damaged: with a total not printed."""
    result, text = paper
    sums = {**result["financials"], "total": 987654.32} if damaged else result["financials"]
    document = {**result, "financials": sums, "page_text": text if other is None else other}
    outcome = judge("a.jsonl", 7, document, table=EXTENDED_TABLE, policy=Policy())
    return Papers(field="page_text").beside(outcome, document, EXTENDED_TABLE, Policy()).diagnosed(document, Policy())


@given(beside_papers)
@example((({"financials": {"total": 1.22}}, "1,22"), [7], True))
def test_what_is_written_of_a_paper_is_read_back_as_it_was(drawn: tuple[Any, Any, bool]) -> None:
    outcome = judged_beside(*drawn)
    again = Outcome.from_dict(json.loads(outcome.to_json()))
    assert outcome.grounding is not None
    assert again == outcome
    assert again.grounding == outcome.grounding
    assert hash(again) == hash(outcome)
    assert again.to_json() == outcome.to_json()
    italian = outcome.as_dict("it")
    assert Outcome.from_dict(italian).as_dict() == italian


@given(documents, st.sampled_from(["en", "it"]))
def test_what_is_written_in_a_language_is_said_in_it_again(raw: bytes | str, lang: str) -> None:
    written = judged(raw).as_dict(lang)
    assert Outcome.from_dict(written).as_dict() == written


@pytest.mark.parametrize("raw", NOT_DIAGNOSED.values(), ids=NOT_DIAGNOSED)
def test_a_document_that_was_not_diagnosed_stays_so(raw: bytes | str) -> None:
    outcome = judge("a.json", None, raw, table=EXTENDED_TABLE, policy=Policy())
    written = outcome.as_dict()
    assert "diagnoses" not in written
    assert Outcome.from_dict(json.loads(json.dumps(written))) == outcome


def test_a_diagnosis_is_read_back_with_the_message_that_was_written() -> None:
    [diagnosis] = (
        judged('{"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}}').diagnoses or ()
    )
    again = Diagnosis.from_dict(json.loads(json.dumps(diagnosis.as_dict("it"))))
    assert again == replace(diagnosis, message=diagnosis.render("it"))
    assert again.render("en") == again.render("it") == diagnosis.render("it")


def test_a_language_that_nobody_speaks_here_is_refused() -> None:
    outcome = judged(SAMPLE_JOB.read_bytes())
    for write in (outcome.as_dict, outcome.to_json, revalidate(SAMPLE_JOB.read_bytes()).as_dict):
        with pytest.raises(ValueError, match=re.escape("no messages in 'de'; known languages: en, it")):
            write("de")
