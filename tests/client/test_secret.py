"""The key is redacted in every text, however it is written there, and nothing else is."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.client.deadline import value_set
from parzo_validate.client.secret import REDACTED, log_redaction, redacted, redactor

KEYS = st.text(alphabet=[chr(code) for code in range(ord("!"), ord("~") + 1)], min_size=4, max_size=40)


def written(sign: str) -> st.SearchStrategy[str]:
    """Any way in which JSON or an address may write a sign."""
    code = f"{ord(sign):02x}"
    return st.sampled_from([sign, f"\\{sign}", f"\\u00{code}", f"\\u00{code.upper()}", f"%{code}", f"%{code.upper()}"])


@given(KEYS, st.data())
def test_it_is_redacted_however_it_is_written(key: str, data: st.DataObject) -> None:
    echoed = "".join(data.draw(written(sign)) for sign in key)
    assert redactor(key)(f"<{echoed}>") == f"<{REDACTED}>"


@given(KEYS, st.text(max_size=100))
def test_what_does_not_hold_it_is_left_as_it_is(key: str, text: str) -> None:
    plain = text.replace("\\", "").replace("%", "")
    if key not in plain:
        assert redactor(key)(plain) == plain


def test_a_key_that_is_no_secret_does_not_garble_the_words_of_a_job() -> None:
    assert redactor("ing")("pending") == "pending"


def test_it_is_redacted_in_every_text_of_a_document() -> None:
    document = json.loads('{"sk-42": ["sk-42", 1, {"a": "<sk-42>"}], "b": null, "c": true}')
    assert redacted(document, redactor("sk-42")) == {
        REDACTED: [REDACTED, 1, {"a": f"<{REDACTED}>"}],
        "b": None,
        "c": True,
    }


def test_it_is_redacted_in_logs_while_it_is_in_use_and_in_no_others(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    httpx = logging.getLogger("httpx")
    with value_set(log_redaction, redactor("sk-42")):
        httpx.info("%s and %d%%", "sk-42", 100)
        httpx.info("%d%%", 50)
    httpx.info("%s", "sk-42")
    assert [record.getMessage() for record in caplog.records] == [f"{REDACTED} and 100%", "50%", "sk-42"]
