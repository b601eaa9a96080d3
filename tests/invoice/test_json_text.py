"""JSON text: what is looked at is looked at once, whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput
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
