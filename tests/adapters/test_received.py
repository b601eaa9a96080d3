"""A document, whoever's answer it is: what ``auto`` leaves as it is, adapts and refuses."""

import pytest

from parzo_validate.adapters import InvalidTable, UnknownProducer, producers
from parzo_validate.adapters.received import known_producer, result_of
from parzo_validate.engine.reasons import reason_of
from parzo_validate.errors import InvalidInput

KLIPPA = {"data": {"merchant_name": "Rossi", "amountexvat": 100000, "amount": 122000}}
LEFT_AS_IT_IS = {
    "a-result": {"financials": {"total": 5}},
    "a-job": {"status": "completed", "result": {}},
    "a-pending-job": {"status": "pending"},
    "nothing-read": {},
}


@pytest.mark.parametrize("document", LEFT_AS_IT_IS.values(), ids=LEFT_AS_IT_IS)
def test_auto_leaves_results_and_jobs_as_they_are(document: dict[str, object]) -> None:
    assert result_of(document, "auto") == document


@pytest.mark.parametrize("producer", ["auto", "klippa"])
def test_an_answer_is_adapted(producer: str) -> None:
    assert str(result_of(KLIPPA, producer)["financials"]["total"]) == "1220.00"


NOBODYS = {
    "unknown-keys": ({"sum": 5}, "neither; name the producer in place of auto", "invece di auto"),
    "a-list": ([1], "neither; name the producer in place of auto", "invece di auto"),
}


@pytest.mark.parametrize(("document", "english", "italian"), NOBODYS.values(), ids=NOBODYS)
def test_what_is_nobodys_is_refused_in_both_languages(document: object, english: str, italian: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        result_of(document, "auto")
    reason = reason_of(refusal.value)
    assert (reason.code, reason.render("en").endswith(english)) == ("unknown_producer", True)
    assert reason.render("it").endswith(italian)


@pytest.mark.parametrize("producer", ["auto", *producers()])
def test_a_known_producer_is_known(producer: str) -> None:
    assert known_producer(producer) == producer


@pytest.mark.parametrize(
    ("producer", "kind", "message"),
    [
        (7, UnknownProducer, "expected the name of a producer, got the number 7"),
        ("auto.toml", InvalidTable, "auto.toml: cannot read the file: No such file or directory"),
    ],
)
def test_what_names_no_producer_is_refused(producer: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as refusal:
        known_producer(producer)
    assert str(refusal.value) == message
