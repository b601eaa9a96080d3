"""Waiting for what other threads and processes do, at their own pace."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which to give up. They protect from hanging and prove nothing: far beyond what a busy machine needs."""


def eventually(condition: Callable[[], object]) -> bool:
    """Return whether the condition becomes true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
