"""Says at once what is wrong with an argument of a strategy, instead of deep inside a failing example."""

from collections.abc import Callable, Collection
from datetime import date
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")
_Returned = TypeVar("_Returned")


def with_arguments_of(
    make: Callable[_Arguments, _Made],
) -> Callable[[Callable[[_Made], _Returned]], Callable[_Arguments, _Returned]]:
    """Return a decorator after which a function takes the arguments of ``make`` instead of what that makes of them.

    Type checkers, editors and ``help()`` show each of them, and they are written once.
    """

    def decorate(function: Callable[[_Made], _Returned]) -> Callable[_Arguments, _Returned]:
        @wraps(function)
        def decorated(*args: _Arguments.args, **named: _Arguments.kwargs) -> _Returned:
            return function(make(*args, **named))

        returned = signature(function).return_annotation
        decorated.__signature__ = signature(make).replace(return_annotation=returned)  # type: ignore[attr-defined]
        return decorated

    return decorate


def check_choice(name: str, given: object, known: Collection[object]) -> None:
    """Refuse what is not among the known values; ``None`` stands for any of them.

    Raises:
        InvalidArgument: it is not; the text lists them.

    >>> check_choice("status", "done", ["completed", "failed"])
    Traceback (most recent call last):
    hypothesis.errors.InvalidArgument: status='done': expected 'completed', 'failed' or None (any of them)
    """
    if given is not None and given not in known:
        listed = ", ".join(map(repr, known))
        raise InvalidArgument(f"{name}={given!r}: expected {listed} or None (any of them)")


def check_range(low_name: str, low: object, high_name: str, high: object, *, minimum: int | date) -> None:
    """Refuse bounds that are of another type than the ``minimum``, below it, or the wrong way round.

    Raises:
        InvalidArgument: they are; the text says which.

    >>> check_range("min_lines", 3, "max_lines", 2, minimum=0)
    Traceback (most recent call last):
    hypothesis.errors.InvalidArgument: min_lines=3, max_lines=2: expected min_lines <= max_lines
    """
    for name, bound in ((low_name, low), (high_name, high)):
        if type(bound) is not type(minimum) or bound < minimum:  # type: ignore[operator]  # the types are the same
            raise InvalidArgument(f"{name}={bound!r}: expected {type(minimum).__name__}, at least {minimum}")
    if low > high:  # type: ignore[operator]
        raise InvalidArgument(f"{low_name}={low}, {high_name}={high}: expected {low_name} <= {high_name}")


def check_strategy(name: str, given: object) -> None:
    """Refuse what is no strategy.

    Raises:
        InvalidArgument: it is not.
    """
    if not isinstance(given, SearchStrategy):
        raise InvalidArgument(f"{name}={given!r}: expected a strategy; write st.just(...) or st.sampled_from(...)")
