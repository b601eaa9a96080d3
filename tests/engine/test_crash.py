"""Errors of foreign code: described in one bounded, printable line, and never a second error."""

from collections.abc import Callable

import pytest

from parzo_validate.engine.crash import described
from tests.helpers.hostile import Nameless, SaysText, Unspeakable


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("po"), "KeyError: 'po'"),
        (SystemExit(3), "SystemExit: 3"),
        (Unspeakable(), "Unspeakable: (it cannot say)"),
        (SaysText(), "SaysText: said"),
        (Nameless("x"), "(it cannot say): x"),
        (ValueError("\x1b[31m\n::error::\u202e"), r"ValueError: \x1b[31m\n::error::\u202e"),
        (type("Forged\nname", (Exception,), {})(), r"Forged\nname: "),
        (ValueError("x" * 10_000_000), f"ValueError: {'x' * 299}…"),
    ],
    ids=["plain", "exit", "raises", "own-text", "own-name", "unprintable", "forged", "endless"],
)
def test_an_error_is_described_whatever_it_does(error: BaseException, said: str) -> None:
    assert described(error) == said


def test_a_person_may_interrupt_the_describing() -> None:
    def interrupted(self: object) -> str:
        raise KeyboardInterrupt

    slow: Callable[[], BaseException] = type("Slow", (Exception,), {"__str__": interrupted})
    with pytest.raises(KeyboardInterrupt):
        described(slow())
