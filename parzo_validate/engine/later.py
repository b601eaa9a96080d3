"""Values that are worked out when they are read: what a flag says costs more than to find it; most read its code."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

_set, _get = object.__setattr__, object.__getattribute__


class WorkedOutLater:
    """Base of a frozen dataclass with slots, some of whose values may be left to a function, the same at any time."""

    __slots__ = ("_work_out",)

    _work_out: Callable[[str], Mapping[str, Any]]
    _may_wait: ClassVar[tuple[str, ...]] = ()
    """The names of the values that may be left to it."""

    @classmethod
    def later(cls, work_out: Callable[[str], Mapping[str, Any]], **values: Any) -> Any:
        """Return an instance with these values, which are not checked; the others are asked for by their name."""
        made = object.__new__(cls)
        _set(made, "_work_out", work_out)
        for name, value in values.items():
            _set(made, name, value)
        return made

    if not TYPE_CHECKING:  # pragma: no branch  # to a type checker any name would be an attribute

        def __getattr__(self, name: str) -> Any:
            """Return a value that was not read before."""
            if name not in self._may_wait:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            try:
                work_out = _get(self, "_work_out")
            except AttributeError:  # another thread has worked out all of it meanwhile
                return _get(self, name)
            values = work_out(name)
            for found, value in values.items():
                _set(self, found, value)
            if len(values) == len(self._may_wait):  # what they were worked out from need not be kept
                with suppress(AttributeError):  # another thread was quicker
                    object.__delattr__(self, "_work_out")
            return values[name]
