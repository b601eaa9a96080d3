"""No line that holds a text which says nothing is passed over, and hardly one that holds none is looked at."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.batch.silence import may_be_silent
from parzo_validate.invoice.placeholders import PLACEHOLDERS, says_nothing
from tests.benchmarks.archive import archive

FORMS = ('{"vendor": {"name": %s}}', '{"vendor":{"name":%s,"city":"Roma"}}', '{"name" :\t%s}', '{\n  "name":  %s\n}\n')


def in_every_form(text: str, *, ascii_alone: bool = False) -> list[bytes]:
    return [(form % json.dumps(text, ensure_ascii=ascii_alone)).encode("utf-8", "replace") for form in FORMS]


@pytest.mark.parametrize("change", [str, str.upper, str.title, str.swapcase, " {}".format, "\u00a0{}\t".format])
def test_every_text_that_says_nothing_is_found(change: object) -> None:
    texts = [change(text) for text in sorted(PLACEHOLDERS)]  # type: ignore[operator]
    several = [raw for text in texts for alone in (False, True) for raw in in_every_form(text, ascii_alone=alone)]
    assert all(may_be_silent(several))


CLOSE_TO_NOTHING = st.builds(
    "{}{}{}".format,
    st.text(" \t\u00a0", max_size=2),
    st.sampled_from(sorted(PLACEHOLDERS)) | st.text(max_size=4) | st.text("nNaAdD/.-\u212a\u017f", max_size=4),
    st.text(" .\n", max_size=2),
)


@given(st.lists(CLOSE_TO_NOTHING, max_size=6), st.booleans())
def test_none_is_passed_over(texts: list[str], ascii_alone: bool) -> None:
    several = [raw for text in texts for raw in in_every_form(text, ascii_alone=ascii_alone)]
    silent = [says_nothing(text) for text in texts for _ in FORMS]
    assert all(found or not is_silent for found, is_silent in zip(may_be_silent(several), silent, strict=True))


@given(st.text('nN/aA"\\ u002d', max_size=8))
def test_nor_one_that_is_written_in_escapes(written: str) -> None:
    raw = b'{"name": "%b"}' % written.encode()
    try:
        text = json.loads(raw)["name"]
    except (ValueError, LookupError):
        return
    assert may_be_silent([raw, b"{}"])[0] or not says_nothing(text)


def test_each_line_is_told_by_itself() -> None:
    line, silent = b'{"name": "Rossi", "city": "Milano"}\n', b'{"name": "Rossi", "city": "-"}\n'
    assert may_be_silent([silent, line, line, silent, b"", silent]) == [True, False, False, True, False, True]
    assert may_be_silent([]) == []


NOT_TO_BE_ASKED = {
    "the first letters of two such texts": b'{"name": "td"}',
    "the last sign of ASCII": b'{"name": "n~x"}',
    "a key behind a comma and a space": b'{"name": "Rossi", "n/a": 1}',
    "a key behind a comma": b'{"name": 1,"n/a": 2}',
    "a key behind a brace and a space": b'{ "n/a": 1}',
}


@pytest.mark.parametrize("line", NOT_TO_BE_ASKED.values(), ids=NOT_TO_BE_ASKED)
def test_a_line_that_only_looks_so_is_not_to_be_asked(line: bytes) -> None:
    assert may_be_silent([line]) == [False]


def test_hardly_a_line_of_an_archive_is_to_be_asked_text_by_text() -> None:
    assert sum(may_be_silent(list(archive(1000)))) < 10
