"""Tables are values: two of them in one process, asked from many threads, do not know of each other."""

from parzo_validate import validate
from tests.benchmarks.threads import SIDES, answers, differing, document


def test_the_two_sides_answer_differently() -> None:
    """Otherwise nothing would show that one got into the other's way."""
    reports = [
        [validate(document(number), table=table, policy=policy) for table, policy in SIDES] for number in range(50)
    ]
    assert all(one.ruleset != other.ruleset for one, other in reports)
    assert sum(one.flags != other.flags for one, other in reports) > 40
    assert len(set(answers(range(1000)))) > 900


def test_eight_threads_answer_as_one_does() -> None:
    assert differing(500) == 0
