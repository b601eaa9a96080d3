"""What holds while the command starts, which takes a moment; a program that imports the library is left alone.

Ctrl-C ends it without a word: nobody could catch it, since the command's own code is what is being imported. And
nobody looks for garbage among what is imported, then or later, for it stays: that took a quarter of a short command.
"""

import gc
import os
import sys
from typing import NoReturn

INTERRUPTED = 130
"""What a shell reports of a program that Ctrl-C has ended."""


def is_the_command(started: str, given: list[str]) -> bool:
    """Return whether this process is the command.

    Args:
        started: what Python calls the program; while it looks for a module to run, ``-m``.
        given: the whole command line of Python.

    >>> is_the_command("/usr/bin/parzo-validate", []), is_the_command("-m", ["python", "-m", "parzo_validate", "check"])
    (True, True)
    >>> is_the_command("-m", ["python", "-m", "pytest"]), is_the_command("pytest", ["pytest", "parzo_validate"])
    (False, False)
    >>> is_the_command("", ["python"]), is_the_command("-c", ["python", "-c", "pass", "parzo_validate"])
    (False, False)
    """
    name = os.path.splitext(os.path.basename(started))[0]
    return name == "parzo-validate" or (name == "-m" and "parzo_validate" in given)


def begin() -> None:
    """Let Ctrl-C end the process at once, unless whoever started it has turned Ctrl-C off."""
    import signal  # only here, so that importing the library stays cheap

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def begun() -> None:
    """Let Ctrl-C raise ``KeyboardInterrupt`` again, for those who can catch it now; look for garbage in what is new."""
    import signal

    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(*_: object) -> NoReturn:
    os._exit(INTERRUPTED)


def start(started: str, given: list[str]) -> None:
    """Begin, and look for no garbage, if this process is the command."""
    if is_the_command(started, given):
        gc.disable()
        begin()


start(sys.argv[0] if sys.argv else "", sys.orig_argv)
