"""What a wait is made of: the request shows no key and ends in time, the pauses of many clients fall apart."""

import httpx
import pytest

from parzo_validate.client.arguments import start_polling
from parzo_validate.client.polling import Polling
from parzo_validate.client.request import Request
from parzo_validate.client.response import NoResponse

KEY = "s3cr3t-of-the-tests"


def prepared() -> tuple[Request, Polling]:
    return start_polling("7", KEY, "https://api.example", 120, 4, 1000, None, httpx.Client, lambda: 0.0, None)


def test_no_key_stands_in_a_repr() -> None:
    request, _ = prepared()
    assert request.headers["X-API-Key"] == KEY
    assert KEY not in repr(request)
    assert "redact" not in repr(request)


def test_the_last_request_has_three_quarters_of_a_second_beyond_the_time_out() -> None:
    request, _ = start_polling("7", KEY, "https://api.example", 20, 4, 1000, None, httpx.Client, lambda: 50.0, None)
    assert (request.timeout, request.give_up_at) == (15, 70.75)


def test_clients_that_failed_together_do_not_ask_again_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def drawn(low: float, high: float) -> float:
        asked.append((low, high))
        return 0.625

    monkeypatch.setattr("random.uniform", drawn)
    _, polling = prepared()
    assert [polling.send(NoResponse("down")) for _ in range(2)] == [2.5, 5.0]
    assert asked == [(0.5, 1), (0.5, 1)]
