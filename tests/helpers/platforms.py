"""What a test needs of the platform beyond Python."""

import os

import pytest

POSIX = pytest.mark.skipif(os.name != "posix", reason="this platform is not POSIX")
"""For what is seen through signals, pipes with names, file modes, a shell, or ``bin`` in an environment."""
