"""Draws JSON that means harm: wrong types, endless numbers, deep nesting, broken syntax."""

import json
from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from parzo_validate.testing.strategies.fields import DOCUMENTED, UNDOCUMENTED_ON_LINES

_NUMBERS = ("-0.0", "1e999", "-1e999", "1e-999", "0.1e999999", "9" * 400, "0." + "1" * 400, "NaN", "-Infinity", "1E+30")
_TEXTS = (
    *("", " ", "22%", "1.220,10", "1_000", "٢٢", "1E+30", "NaN", "2026-02-30", "01/04/2026", "2026-04-01T10:00:00Z"),
    *("<img onerror=alert(1)>", "\x00\x1b[31m", "\u202e\ud800", "\U0001d7d9\U0001d7da", "x" * 2000),
    *("{total}", "%s", "0", "-", "IT"),
)
_BROKEN = (
    *(b"", b" \n", b"{", b'{"financials": {"total": 12', b"{'total': 1}", b'{"a": 1,}', b"{} {}", b"\xff\xfe{}"),
    *(b"[" * 1000, b'{"financials": {"total": ' * 300, b'"' + b"\\" * 999),
    *(b'{"a": "\xc3"}', b"\xef\xbb\xbf{}", b"null"),
)

_texts = st.sampled_from(_TEXTS) | st.text(max_size=20)
_leaves = st.sampled_from(_NUMBERS) | st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), _texts, st.just([]), st.just({}))
).map(json.dumps)


def hostile_json() -> SearchStrategy[bytes]:
    """Return a strategy of bytes that a hostile or broken sender might post as a result or a job.

    For testing that nothing breaks: most are results in which some values are not what they should be, a few no JSON or
    no object. The library answers each with a report or with ``InvalidInput``.

    >>> from hypothesis import find
    >>> find(hostile_json(), lambda raw: True)
    b'{}'
    """
    results = _object_of(
        {
            **{name: _object_of(dict.fromkeys(fields, _values)) for name, fields in DOCUMENTED.items()},
            "line_items": _list_of(
                _object_of(dict.fromkeys([*DOCUMENTED["line_items"], *UNDOCUMENTED_ON_LINES], _values))
            ),
        }
    )
    jobs = results.map(lambda result: f'{{"status": "completed", "result": {result}}}')
    cut_short = st.builds(lambda text, end: text[:end], results, st.integers(0, 200))
    return st.one_of(results | jobs | _values | cut_short).map(_encoded) | st.sampled_from(_BROKEN)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _list_of(items: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.lists(items, max_size=3).map(lambda texts: f"[{', '.join(texts)}]")


def _object_of(fields: dict[str, SearchStrategy[str]]) -> SearchStrategy[str]:
    """Return a strategy of JSON objects with some of the fields, perhaps one twice, any perhaps something else."""
    known = st.sampled_from(sorted(fields)).flatmap(lambda name: st.tuples(st.just(name), fields[name] | _leaves))
    return st.lists(known | st.tuples(_texts, _leaves), max_size=6).map(_written)


def _written(members: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{json.dumps(name)}: {value}' for name, value in members)}}}"


_values = st.recursive(
    _leaves,
    lambda inner: _list_of(inner) | st.lists(st.tuples(_texts, inner), max_size=3).map(_written),
    max_leaves=20,
)
