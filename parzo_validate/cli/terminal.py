"""What a person sees of a command: one line for each thing that is said, and an output that can show any text."""

import codecs
import errno
import io
import os
import sys
from typing import NoReturn

from rich.console import Console

from parzo_validate.batch.writing import json_escape, shown

HUNG_UP = 141
"""What a shell reports of a program whose reader has left."""

_ESCAPING = "parzo_validate.escaping"


def say(*lines: str) -> None:
    """Say something beside the answer, on standard error: whatever is foreign in a line stays in it."""
    print("parzo-validate:", "\n".join(map(shown, lines)), file=sys.stderr)


class Terminal(Console):
    """Standard output with styles; a reader who hangs up is told to the caller."""

    def __init__(self, width: int | None = None) -> None:
        super().__init__(highlight=False, soft_wrap=True, width=width)

    def on_broken_pipe(self) -> NoReturn:
        """Raise what Rich has caught."""
        raise  # Rich calls this where it handles the error


class _Closed(io.StringIO):
    """An output that the caller has closed."""

    def write(self, _: str) -> NoReturn:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def prepare_streams() -> None:
    """Make both outputs ready for any text; one that the caller has closed fails when it is written, or is silent."""
    codecs.register_error(_ESCAPING, _escaped)
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=_ESCAPING)


def drop_output() -> None:
    """Forget what could not be written, so that the end of the process does not try again."""
    sys.stdout = io.StringIO()


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return escapes for characters that an output cannot show, which JSON reads back and a person recognises."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json_escape(error.object[error.start : error.end]), error.end
