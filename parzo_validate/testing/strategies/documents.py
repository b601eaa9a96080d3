"""Strategies of whole documents as they may arrive: results and invoices with any values, and jobs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import read
from parzo_validate.rules import RULES
from parzo_validate.testing.strategies.arguments import check_choice, check_range, check_strategy
from parzo_validate.testing.strategies.fields import DOCUMENTED, UNDOCUMENTED_ON_LINES, Result

STATUSES = ("pending", "processing", "completed", "failed")

_moments = st.builds("{}T{:%H:%M:%SZ}".format, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.times())
_job_ids = st.uuids().map(str)
_codes = st.sampled_from([*(rule.code for rule in RULES), "A_CODE_OF_TOMORROW"])
_flags = _codes | st.fixed_dictionaries({"code": _codes, "severity": st.sampled_from(["error", "warning"])})
_waiting: Mapping[str, SearchStrategy[Any]] = {
    "job_id": _job_ids,
    "queued_at": _moments,
    **dict.fromkeys(("started_at", "completed_at", "processing_ms"), st.none()),
}


def results(*, max_lines: int = 3) -> SearchStrategy[Result]:
    """Return a strategy of results as an extractor may emit them, nulls and omissions included.

    For whatever must hold of every document, true or not: each value can be read, and they do not fit each other.

    Args:
        max_lines: how many lines there are at most.

    >>> from hypothesis import find
    >>> find(results(), lambda result: True)
    {}
    """
    check_range("max_lines", 0, "max_lines", max_lines, minimum=0)
    sections = {name: _some_of(fields) for name, fields in DOCUMENTED.items()}
    lines = st.lists(_some_of({**DOCUMENTED["line_items"], **UNDOCUMENTED_ON_LINES}), max_size=max_lines)
    return _some_of({**sections, "line_items": lines})


def _some_of(fields: Mapping[str, SearchStrategy[Any]]) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy of mappings in which any field may be null or missing; half of the time none is missing.

    Which ones are there is drawn apart from their values, since hypothesis likes to repeat a draw, and would leave out
    nearly all as soon as it leaves out one; and as one number, a bit for each field, since every draw costs time.
    """
    every_field = (1 << len(fields)) - 1
    or_null = {name: st.one_of(values, values, values, st.none()) for name, values in fields.items()}
    return _fields_of(or_null, st.integers(0, every_field) | st.just(every_field))


@st.composite
def _fields_of(draw: DrawFn, fields: Mapping[str, SearchStrategy[Any]], present: SearchStrategy[int]) -> dict[str, Any]:
    """Some of the fields: those whose bit is set in a number."""
    bits = draw(present)
    return {name: draw(values) for bit, (name, values) in enumerate(fields.items()) if bits >> bit & 1}


def invoices(*, max_lines: int = 3) -> SearchStrategy[Invoice]:
    """Return a strategy of the invoices that ``results`` hold: most are flagged, or lack what the rules need.

    Args:
        max_lines: how many lines there are at most.

    >>> from hypothesis import find
    >>> find(invoices(), lambda invoice: True) == Invoice()
    True
    """
    return results(max_lines=max_lines).map(lambda result: read(result).invoice)


def jobs(*, status: str | None = None, result: SearchStrategy[Result] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy of answers to ``GET /v1/jobs/:id``, in each of the three documented shapes.

    For testing whatever receives a job.

    Args:
        status: ``pending``, ``processing``, ``completed`` or ``failed``; any of them when ``None``.
        result: what a completed job carries; ``results()`` when ``None``.

    Raises:
        InvalidArgument: the status is unknown, or ``result`` is no strategy.

    >>> from hypothesis import find
    >>> find(jobs(status="failed"), lambda job: True)["attempt_count"]
    1
    """
    check_choice("status", status, STATUSES)
    carried = results() if result is None else result
    check_strategy("result", carried)
    completed = {
        **_waiting,
        "status": st.just("completed"),
        **dict.fromkeys(("started_at", "completed_at"), _moments),
        "processing_ms": st.integers(5_000, 30_000),
        "confidence": st.floats(0, 1),
        "model": st.just("parzo-invoice"),
        "cache_hit": st.booleans(),
        "validation_flags": st.lists(_flags, max_size=3),
        "result": carried,
    }
    failed = {
        "job_id": _job_ids,
        "status": st.just("failed"),
        "error": st.sampled_from(["the PDF is encrypted", "no text found"]),
        "attempt_count": st.integers(1, 5),
    }
    by_status = {
        **{name: {**_waiting, "status": st.just(name)} for name in STATUSES[:2]},
        "completed": completed,
        "failed": failed,
    }
    return st.one_of(*(st.fixed_dictionaries(by_status[name]) for name in STATUSES if status in (None, name)))


def register() -> None:
    """Tell hypothesis how to draw an ``Invoice``, for ``st.from_type(Invoice)`` and ``st.builds``.

    >>> from hypothesis import find
    >>> register()
    >>> find(st.from_type(Invoice), lambda invoice: True) == Invoice()
    True
    """
    st.register_type_strategy(Invoice, invoices())
