"""Values of a finding that are worked out when they are read, once, and what they were worked out from."""

import gc
import pickle
from typing import Any
from weakref import ref

import pytest

from parzo_validate import Finding
from parzo_validate.engine.flag import FrozenDict

PATH = ("financials", "total")


class Proof:
    """What a finding is worked out from, and how often."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, name: str) -> dict[str, Any]:
        """Return what the finding says."""
        self.asked.append(name)
        return {"context": FrozenDict({"total": 5}), "variant": "zero"}


@pytest.mark.parametrize("first", ["context", "variant"])
def test_a_value_is_worked_out_once_and_the_others_with_it(first: str) -> None:
    proof = Proof()
    finding = Finding.later(proof, path=PATH)
    assert (finding.path, proof.asked) == (PATH, [])
    getattr(finding, first)
    assert (finding.context, finding.variant, proof.asked) == ({"total": 5}, "zero", [first])


def test_it_is_the_same_as_one_that_was_made_at_once() -> None:
    at_once = Finding(PATH, {"total": 5}, "zero")
    assert Finding.later(Proof(), path=PATH) == at_once
    assert hash(Finding.later(Proof(), path=PATH)) == hash(at_once)
    assert repr(Finding.later(Proof(), path=PATH)) == repr(at_once)


def test_what_it_was_worked_out_from_is_let_go() -> None:
    proof = Proof()
    finding, alive = Finding.later(proof, path=PATH), ref(proof)
    del proof
    assert alive() is not None
    assert finding.variant == "zero"
    gc.collect()
    assert alive() is None


def test_two_threads_may_ask_at_once() -> None:
    """The second asks while the first works it out, and is done before it."""
    finding: Finding

    def proof(name: str) -> dict[str, Any]:
        seconds.append(name)
        if len(seconds) == 1:
            assert finding.variant == "zero"
        return Proof()(name)

    seconds: list[str] = []
    finding = Finding.later(proof, path=PATH)
    assert (finding.context, finding.variant, seconds) == ({"total": 5}, "zero", ["context", "variant"])


def test_a_thread_may_ask_just_before_another_has_worked_it_out() -> None:
    finding = Finding.later(Proof(), path=PATH)
    assert finding.variant == "zero"
    assert Finding.__getattr__(finding, "variant") == "zero"  # type: ignore[attr-defined]  # what it would ask next


def test_it_travels_whole() -> None:
    sent = pickle.loads(pickle.dumps(Finding.later(Proof(), path=PATH)))  # noqa: S301
    assert sent == Finding(PATH, {"total": 5}, "zero")


def test_what_nobody_has_left_for_later_is_refused_by_name() -> None:
    with pytest.raises(AttributeError, match=r"^'Finding' object has no attribute 'colour'$"):
        assert Finding.later(Proof(), path=PATH).colour
    with pytest.raises(AttributeError, match=r"^'Finding' object has no attribute 'path'$"):
        assert Finding.later(Proof()).path
