"""Watches what a function calls: a pure one asks neither clock, chance, files, network, environment nor locale."""

import gc
import io
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

_IMPURE_MODULES = frozenset(
    ("os", "posix", "nt", "io", "_io", "time", "random", "_random", "socket", "_socket", "subprocess", "locale")
)
_IMPURE_BUILTINS = frozenset(("print", "input", "open"))
_CLOCK = frozenset(("today", "now", "utcnow"))


def impure_call(run: Callable[[], object]) -> str:
    """Return the first impure call that Python makes while the function runs; empty when there is none.

    A call that C makes for Python, as of ``functools.partial(date.today)``, cannot be seen.

    >>> impure_call(lambda: sum([1, 2])), impure_call(lambda: date.today())
    ('', 'date.today()')
    """
    seen: list[str] = []

    def watch(frame: Any, event: str, called: Any) -> None:  # pragma: no cover  # Python traces no profiler
        if event == "c_call":
            owner, name = getattr(called, "__self__", None), called.__name__
            in_memory = isinstance(owner, io.StringIO | io.BytesIO)
            modules = {getattr(called, "__module__", None), *(kind.__module__ for kind in type(owner).__mro__)}
            asks_the_clock = isinstance(owner, type) and issubclass(owner, date) and name in _CLOCK
            if asks_the_clock or name in _IMPURE_BUILTINS or not (in_memory or modules.isdisjoint(_IMPURE_MODULES)):
                seen.append(f"{called.__qualname__}()")
        elif event == "call" and _is_impure(frame):
            seen.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}()")

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()  # what a collection calls is not the function's doing; hypothesis asks the clock in each
    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()
    return seen[0] if seen else ""


def _is_impure(frame: Any) -> bool:  # pragma: no cover  # nor what a profiler calls
    """Return whether a function is of an impure module; ``strptime`` may ask for the locale that its cache fits."""
    module = frame.f_globals.get("__name__")
    while module == "locale" and frame is not None:
        if frame.f_globals.get("__name__") == "_strptime":
            return False
        frame = frame.f_back
    return module in _IMPURE_MODULES
