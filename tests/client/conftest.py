"""The authorities that certifi lists are read once: that takes each client 35 ms, and hundreds of clients are made."""

import ssl
from functools import cache
from typing import Any

import certifi
import pytest

_create = ssl.create_default_context
_listed_by_certifi = cache(lambda: _create(cafile=certifi.where()))


def _context(*purpose: Any, **options: Any) -> ssl.SSLContext:
    listed = not purpose and options == {"cafile": certifi.where()}
    return _listed_by_certifi() if listed else _create(*purpose, **options)


@pytest.fixture(autouse=True)
def authorities_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share the context between the clients of a process; none of these tests changes it."""
    monkeypatch.setattr(ssl, "create_default_context", _context)
