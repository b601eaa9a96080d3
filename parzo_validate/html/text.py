"""Foreign text and reasons as HTML, escaped."""

from html import escape

from parzo_validate.invoice.collected import Coerced
from parzo_validate.invoice.reasons import Words
from parzo_validate.invoice.values import printable
from parzo_validate.words import WORDS

TEXT_LIMIT = 2000
"""Characters of one text that are shown."""


def text(value: object) -> str:
    r"""Return a foreign value as HTML text or as an attribute may hold it: one line, printable, escaped, bounded.

    >>> text("<img onerror='x'> & \u202e"), text(None)
    ('&lt;img onerror=&#x27;x&#x27;&gt; &amp; \\u202e', '—')
    """
    return "—" if value is None else escape(printable(" ".join(str(value).split()), TEXT_LIMIT))


def code(name: str | None) -> str:
    """Return a code or a path as HTML; empty where there is none."""
    return f"<code>{text(name)}</code>" if name else ""


def told(words: Words, lang: str) -> str:
    """Return a reason in a language; one that exists in English alone is marked, so that it is read out as English.

    >>> told(Words("a list", "una lista"), "it"), told(Words("closed"), "it"), told(Words("closed"), "en")
    ('una lista', '<span lang="en">closed</span>', 'closed')
    """
    shown = text(words.render(lang))
    return f'<span lang="en">{shown}</span>' if lang != "en" and words.render(lang) == words else shown


def read_as_html(read: Coerced, lang: str) -> str:
    """Return as what a value was read, which does not stand there as documented."""
    return text(WORDS[lang]["nothing"] if read.read_as is None else read.read_as)
