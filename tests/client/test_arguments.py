"""What a wait is made of: the question shows no key, and the pauses of many clients fall apart."""

import httpx
import pytest

from parzo_validate.client.answer import NoAnswer
from parzo_validate.client.arguments import prepare
from parzo_validate.client.polling import Polling
from parzo_validate.client.question import Question

KEY = "s3cr3t-of-the-tests"


def prepared() -> tuple[Question, Polling]:
    return prepare("7", KEY, "https://api.example", 120, 4, 1000, None, httpx.Client, lambda: 0.0, None)


def test_no_key_stands_in_a_repr() -> None:
    question, _ = prepared()
    assert question.headers["X-API-Key"] == KEY
    assert KEY not in repr(question)
    assert "strike" not in repr(question)


def test_clients_that_failed_together_do_not_ask_again_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def drawn(low: float, high: float) -> float:
        asked.append((low, high))
        return 0.625

    monkeypatch.setattr("random.uniform", drawn)
    _, polling = prepared()
    assert [polling.send(NoAnswer("down")) for _ in range(2)] == [2.5, 5.0]
    assert asked == [(0.5, 1), (0.5, 1)]
