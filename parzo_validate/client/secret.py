"""The API key is shown nowhere, whatever a server echoes: each text is redacted before it is used or cut."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

REDACTED = "[API key]"

_SHORTEST = 4
"""Characters below which a key keeps nothing secret, and would garble the words of a job."""

Redact = Callable[[str], str]


def redactor(key: str) -> Redact:
    r"""Return a function that redacts a key in a text, also where a server escaped it as JSON or an address does.

    >>> redact = redactor("sk/42")
    >>> redact("you sent sk/42"), redact('"sk\\/4\\u0032"'), redact("https://elsewhere.example/?k=sk%2f42")
    ('you sent [API key]', '"[API key]"', 'https://elsewhere.example/?k=[API key]')
    """
    if len(key) < _SHORTEST:
        return str
    signs = (rf"(?:(?i:\\u00{ord(sign):02x}|%{ord(sign):02x})|\\?{re.escape(sign)})" for sign in key)
    escaped = re.compile("".join(signs))

    def redact(text: str) -> str:
        return escaped.sub(REDACTED, text) if key in text or "\\" in text or "%" in text else text

    return redact


def redacted(document: Any, redact: Redact) -> Any:
    """Return a document with every text in it redacted, keys of objects included."""
    match document:
        case str():
            return redact(document)
        case dict():
            return {redact(name): redacted(value, redact) for name, value in document.items()}
        case list():
            return [redacted(value, redact) for value in document]
        case _:
            return document


log_redaction: ContextVar[Redact] = ContextVar("log_redaction", default=str)
"""How to redact what httpx and httpcore log meanwhile: they repeat a server's headers."""


def _redact_record(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    if (shown := log_redaction.get()(message)) != message:
        record.msg, record.args = shown, ()
    return True


for _part in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_part}").addFilter(_redact_record)
logging.getLogger("httpx").addFilter(_redact_record)
