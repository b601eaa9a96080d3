"""JSON text: what is looked at is looked at once, whatever the text is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput
from parzo_validate.batch import validate_stream
from parzo_validate.invoice.json_text import BESIDE_BRACKETS, MAX_DEPTH, parse

TOO_DEEP = "expected at most 201 levels of nesting, got more; an extraction result has four"


def begun_in_vain(text: str) -> list[int]:
    """Return where the nesting check looks for what is beside the brackets and finds nothing, but for the brackets."""
    return [at for at, sign in enumerate(text) if not BESIDE_BRACKETS.match(text, at) and sign not in "[]{}"]


@given(st.text(alphabet='"\\\\[]{}a\n', max_size=60))
def test_no_character_but_a_bracket_is_looked_at_in_vain(text: str) -> None:
    """A match that is begun and given up, over and over, is what makes a search quadratic."""
    assert begun_in_vain(text) == []


@pytest.mark.parametrize("quotes", ['"\\', '"', '"[', "\\", '["'], ids=repr)
def test_a_text_of_quotes_that_never_end_is_looked_at_once(quotes: str) -> None:
    text = '{"a":' + "[" * MAX_DEPTH + quotes * 1_000
    assert begun_in_vain(text) == []
    with pytest.raises(InvalidInput):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 202 + '"\\' * 1_000, TOO_DEEP),
        ("[" * 202, TOO_DEEP),
        ("[" * 201 + '"[[[', "invalid JSON at line 1, column 202: Unterminated string starting at"),
        ('["' + "[" * 500 + '"', "invalid JSON at line 1, column 504: Expecting ',' delimiter"),
        ('["\\""' + "[" * 202, TOO_DEEP),
    ],
    ids=["quotes-after-it", "nothing-after-it", "in-a-text-that-never-ends", "in-a-text", "after-an-escaped-quote"],
)
def test_brackets_count_outside_of_texts_alone(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text)
    assert str(refusal.value) == message


def test_a_document_of_more_than_twenty_million_bytes_is_refused_unread(tmp_path: Path) -> None:
    document = tmp_path / "a.json"
    with document.open("wb") as blank:
        blank.truncate(20_000_001)
    [outcome] = validate_stream([document])
    assert outcome.reason == "expected at most 20000000 bytes, got more; is this one document?"


FENCE = "; take the JSON out of the Markdown fence, the lines of ```"
LINES = "; JSON Lines, a document on each line, must be read as such"
BEHIND, BEFORE = "; take away what follows the JSON", "; take away what stands before the JSON"
AT_ONCE = "line 1, column 1: Expecting value"

ADVICE: dict[str, tuple[str, str]] = {
    "fence": ('```json\n{"a": 1}\n```', AT_ONCE + FENCE),
    "fence-in-one-line": ('```{"a": 1}```', AT_ONCE + FENCE),
    "fence-of-tildes": ('\n  ~~~\n{"a": 1}\n  ~~~\n', "line 2, column 3: Expecting value" + FENCE),
    "prose-and-fence": ('Here it is:\n\n```json\n{"a": 1}\n```\nAnything else?', AT_ONCE + FENCE),
    "fence-behind": ('{"a": 1}\n```\n', "line 2, column 1: Extra data" + FENCE),
    "prose-behind": ('{"a": 1}\n\nI could not read the total.', "line 3, column 1: Extra data" + BEHIND),
    "prose-behind-that-looks-like-a-list": ("{}\n[Note: no total]", "line 2, column 1: Extra data" + BEHIND),
    "prose-behind-in-braces": ("{}\n{see the note}", "line 2, column 1: Extra data" + BEHIND),
    "prose-behind-in-quotes": ('{}\n"Total" is missing', "line 2, column 1: Extra data" + BEHIND),
    "prose-behind-with-a-number": ("{}\n2 lines are missing", "line 2, column 1: Extra data" + BEHIND),
    "prose-behind-on-the-same-line": ('{"a": 1} as asked', "line 1, column 10: Extra data" + BEHIND),
    "an-object-on-the-same-line": ("{} {}", "line 1, column 4: Extra data" + BEHIND),
    "an-object-behind-another": ("{\n} {}", "line 2, column 3: Extra data" + BEHIND),
    "a-bracket-too-many": ('{"a": 1}}', "line 1, column 9: Extra data" + BEHIND),
    "prose-before": ('Here it is:\n{"a": 1}', AT_ONCE + BEFORE),
    "lines": ('{"a": 1}\n{"b": 2}\n', "line 2, column 1: Extra data" + LINES),
    "lines-with-blanks": ("{}\n\n  { }", "line 3, column 3: Extra data" + LINES),
    "lines-over-lines": ('{}\n{\n  "a": 1\n}', "line 2, column 1: Extra data" + LINES),
    "lines-of-lists": ("[]\n[{}]", "line 2, column 1: Extra data" + LINES),
    "lines-of-numbers": ("1\n-2.5e3", "line 2, column 1: Extra data" + LINES),
    "lines-of-words": ("1\nnull", "line 2, column 1: Extra data" + LINES),
    "cut-short": ('{"a":\n', "line 2, column 1: Expecting value"),
    "prose-alone": ("I cannot read this PDF.", AT_ONCE),
    "web-page": ('<html><script>{"a": 1}</script>', AT_ONCE),
    "fence-in-a-text": ('{"a": "\\n```", "b": }', "line 1, column 21: Expecting value"),
}
"""A text, and where it breaks, why, and what to do."""


@pytest.mark.parametrize(("text", "message"), ADVICE.values(), ids=ADVICE)
def test_a_text_that_breaks_is_refused_with_what_to_do(text: str, message: str) -> None:
    for raw in (text, text.encode()):
        with pytest.raises(InvalidInput) as refusal:
            parse(raw)
        assert str(refusal.value) == f"invalid JSON at {message}"
