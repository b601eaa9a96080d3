"""The API key is shown nowhere, whatever a server echoes: it is struck out of each text before that is used or cut."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

STRUCK = "[API key]"

_SHORTEST = 4
"""Characters below which a key keeps nothing secret, and would strike out parts of the words of a job."""

Strike = Callable[[str], str]


def striking_out(key: str) -> Strike:
    r"""Return what strikes a key out of a text, also where a server escaped it as JSON or an address does.

    >>> strike = striking_out("sk/42")
    >>> strike("you sent sk/42"), strike('"sk\\/4\\u0032"'), strike("https://elsewhere.example/?k=sk%2f42")
    ('you sent [API key]', '"[API key]"', 'https://elsewhere.example/?k=[API key]')
    """
    if len(key) < _SHORTEST:
        return str
    signs = (rf"(?:(?i:\\u00{ord(sign):02x}|%{ord(sign):02x})|\\?{re.escape(sign)})" for sign in key)
    escaped = re.compile("".join(signs))

    def strike(text: str) -> str:
        return escaped.sub(STRUCK, text) if key in text or "\\" in text or "%" in text else text

    return strike


def struck_out(document: Any, strike: Strike) -> Any:
    """Return a document with the key struck out of every text in it, keys of objects included."""
    match document:
        case str():
            return strike(document)
        case dict():
            return {strike(name): struck_out(value, strike) for name, value in document.items()}
        case list():
            return [struck_out(value, strike) for value in document]
        case _:
            return document


_strike: ContextVar[Strike] = ContextVar("strike", default=str)


@contextmanager
def struck_from_logs(strike: Strike) -> Iterator[None]:
    """Strike the key out of what httpx and httpcore log meanwhile: they repeat a server's headers."""
    before = _strike.set(strike)
    try:
        yield
    finally:
        _strike.reset(before)


def _shown(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    if (struck := _strike.get()(message)) != message:
        record.msg, record.args = struck, ()
    return True


for _part in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_part}").addFilter(_shown)
logging.getLogger("httpx").addFilter(_shown)
