"""The real page for tests that run it; its parts come from the registries, by the documented commands, once."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from parzo_validate.browser.parts import how_to_get_pdfjs, how_to_get_pyodide, how_to_get_wheels

ACCESSIBILITY = "npm pack axe-core@4 && mkdir axe && tar -xzf axe-core-4*.tgz -C axe"
COMMANDS = (how_to_get_pyodide(), how_to_get_wheels(), how_to_get_pdfjs(), ACCESSIBILITY)
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parzo_validate_tests"
SECONDS = 300
"""How long a download may take, which is far more than it does; then the registry counts as out of reach."""
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
"""Where the commands are looked for: this interpreter's pip first."""


def parts() -> Path:
    """Return a folder with what a page is made of, and ``axe``; skip the test where they are not to be had."""
    folder = CACHE / sha256("\n".join(COMMANDS).encode()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    for program in ("npm", "node", "tar", "pip"):
        if not shutil.which(program, path=PATH):
            pytest.skip(f"{program} is not installed, so the page cannot be put together")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        for command in COMMANDS:
            try:
                subprocess.run(
                    ["/bin/sh", "-c", command],
                    cwd=scratch,
                    env={**os.environ, "PATH": PATH},
                    check=True,
                    capture_output=True,
                    timeout=SECONDS,
                )
            except subprocess.SubprocessError as error:
                said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()[-300:]
                pytest.skip(f"a registry is out of reach, so the page cannot be put together: {command}: {said}")
        if not folder.is_dir():
            shutil.copytree(scratch, folder)
    return folder


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, seen: list[str], **options: Any) -> None:
        self.seen = seen
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        self.seen.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder as any static server would; yield its address and the paths that were asked for."""
    seen: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder), seen=seen))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
