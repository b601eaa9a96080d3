"""The installed command, with a terminal or a pipe as its standard error."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.helpers.builders import ROOT


def installed(
    *arguments: str, environment: Mapping[str, str] = {}, stdin: bytes = b"", stderr: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in the folder of the project, its answers going into a pipe."""
    command = Path(sys.executable).with_name("parzo-validate")
    return subprocess.run(
        [command, *arguments],
        env=os.environ | environment,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        check=False,
        cwd=ROOT,
    )


def watched(*arguments: str, environment: Mapping[str, str] = {}) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """Run the command as a person does who keeps the answers in a file, and return what the terminal shows too."""
    terminal, other_end = pty.openpty()
    with ThreadPoolExecutor() as beside:
        screen = beside.submit(_all_of, terminal)  # read at once, since a terminal that is full lets nobody go on
        done = installed(*arguments, environment={"TERM": "xterm", **environment}, stderr=other_end)
        os.close(other_end)
    os.close(terminal)
    return done, screen.result().decode()


def _all_of(terminal: int) -> bytes:
    """Return what a terminal shows until its other end is closed, which Linux calls an error and others the end."""
    shown = b""
    with suppress(OSError):
        while part := os.read(terminal, 1000):
            shown += part
    return shown
