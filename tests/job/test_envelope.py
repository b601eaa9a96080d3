"""A mapping that is no plain one: read, or refused with what is wrong with it, and never with an error of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from parzo_validate import InvalidInput
from parzo_validate.job import CompletedJob, read_job, revalidate


class Lying(Mapping[str, Any]):
    """A mapping that names a key which it lacks."""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields

    def __getitem__(self, key: str) -> Any:
        return self.fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter([*self.fields, "lacked"])

    def __len__(self) -> int:
        return len(self.fields) + 1


class Raising(str):
    """A text whose methods raise."""

    __slots__ = ()

    def _refuse(self, *_: object) -> Any:
        raise RuntimeError("not with me")

    __str__ = __len__ = isprintable = __format__ = __getitem__ = encode = _refuse  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("job", "cause"),
    [
        (Lying(status="pending"), "KeyError: 'lacked'"),
        ({"status": Raising("archived")}, "RuntimeError: not with me"),
        ({"status": "completed", "validation_flags": [Raising("A_B")]}, "RuntimeError: not with me"),
    ],
    ids=["mapping", "status", "flag"],
)
def test_a_value_that_raises_is_refused_with_its_error(job: Mapping[str, Any], cause: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        revalidate(job)
    assert str(refused.value) == f"expected a job, a plain mapping, got one that raises {cause}"


def test_a_mapping_that_keeps_its_word_is_read() -> None:
    class Plain(Lying):
        def __iter__(self) -> Iterator[str]:
            return iter(self.fields)

    read = read_job(Plain(status="completed", result=Plain(financials=Plain(total=5))))
    assert isinstance(read, CompletedJob)
    assert revalidate(read).agrees
