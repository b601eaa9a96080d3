"""Two lists of flags are compared by looking each one up, however long the lists are."""

from parzo_validate import Flag, Severity
from parzo_validate.job import ServerFlag
from parzo_validate.job.server_flag import differences


class CountedText(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        CountedText.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def ours(count: int) -> list[Flag]:
    """Return so many flags of one code, each of a line of its own."""
    return [Flag(CountedText("A_B"), Severity.ERROR, "", f"/line_items/{line}") for line in range(count)]


def theirs(count: int) -> list[ServerFlag]:
    """Return so many flags of the same code, each of a line that none of ours has."""
    return [ServerFlag(CountedText("A_B"), path=f"/lines/{line}") for line in range(count)]


def comparisons(count: int) -> int:
    """Return how often codes are compared when so many flags on each side have nothing in common."""
    mine, said = ours(count), theirs(count)
    CountedText.compared = 0
    assert differences(mine, said) == (tuple(mine), tuple(said))
    return CountedText.compared


def test_long_lists_are_compared_without_comparing_each_with_each() -> None:
    """Wide margin: each with each would be sixteen times the work for four times the flags."""
    assert comparisons(800) <= 6 * max(comparisons(200), 200)


def test_what_both_say_is_no_difference_however_it_is_said() -> None:
    mine = ours(3)
    assert differences(mine, [ServerFlag("A_B")]) == ((), ())
    assert differences(mine, [ServerFlag("A_B", path="/line_items/1")]) == ((mine[0], mine[2]), ())
    assert differences([], [ServerFlag("A_B")]) == ((), (ServerFlag("A_B"),))
