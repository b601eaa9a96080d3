"""How the benchmarks start what they measure."""

import os

AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Installed packages come with their bytecode; a checkout must be allowed to write its own in the first round."""
