"""What a newcomer writes after reading the docstrings runs; mypy holds it to its strict mode with all other code."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_what_a_newcomer_writes_runs_without_a_warning(tmp_path: Path) -> None:
    script = Path(__file__).with_name("newcomer.py")
    done = subprocess.run([sys.executable, "-W", "error", script], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
