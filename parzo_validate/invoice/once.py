"""A value of an object that is worked out when it is first asked for, and kept."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")


class once(Generic[_Value]):  # noqa: N801  # a decorator, as ``property`` is
    """What ``functools.cached_property`` is from Python 3.12 on; before, that takes a lock, and twice as long.

    Threads that ask at the same moment may both work it out, so it must be the same each time.

    >>> class Invoice:
    ...     @once
    ...     def total(self):
    ...         print("adding up")
    ...         return 1220
    >>> invoice = Invoice()
    >>> invoice.total + invoice.total
    adding up
    2440
    """

    def __init__(self, work_out: Callable[[Any], _Value]) -> None:
        self._work_out, self.__doc__ = work_out, work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> _Value:
        value: _Value = self._work_out(instance)
        instance.__dict__[self._name] = value
        return value
