"""The contract of a rule: what every rule promises, checked on many invoices in one call."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from parzo_validate.engine.finding import Finding
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.rule import Rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reading import read
from parzo_validate.invoice.values import describe
from parzo_validate.testing.case import COMPLETE, Case
from parzo_validate.testing.promises import (
    OF_AN_INVOICE,
    OF_THE_RULE,
    OF_WHAT_IT_SAYS,
    BrokenPromise,
    Run,
    is_silent_on_an_empty_invoice,
)
from parzo_validate.testing.strategies import coherent_invoices, defective_results
from parzo_validate.testing.strategies.documents import invoices as any_invoices
from parzo_validate.testing.strategies.fields import DOCUMENTED, UNDOCUMENTED_ON_LINES
from parzo_validate.testing.vectors import load_vectors

_AT_MOST = 200
"""Invoices that are drawn for a rule, however many examples the profile of hypothesis asks for."""
_EXTREMES = (
    *("999999999999999999.99999999", "-999999999999999999.99999999", "0.00000001", 0, "-0.0"),
    *("0001-01-01", "9999-12-31", "", " ", "x" * 1000, "\x00\u202e", "{total}", "%s", "IT", "IT00000000000"),
)
_POLICIES = (
    DEFAULT_POLICY,
    Policy(tolerance=0, accepted_causes=()),
    Policy(tolerance=5, extra_vat_rates=[20, 23], as_of="2026-06-30", own_vat_numbers=["IT07643520567"]),
)
_Invoices = SearchStrategy[Any] | Iterable[Invoice | Mapping[str, Any]]


def check_rule(rule: Rule, *, invoices: _Invoices | None = None) -> None:
    """Check that a rule keeps what every rule promises; one call in one test function is enough.

    It is pure, deterministic and total; accuses nobody on an empty invoice, where it says that a value is missing, or
    where no value stands; takes no missing amount for zero, and nothing unreadable for missing, so that it accuses of
    nothing more when a value cannot be read; leaves the invoice alone; points at fields that exist;
    proves what it says with values that JSON can hold, in both languages; has a docstring with the five headings and a
    well-formed code. And it fires at all. As many invoices are drawn as the profile of hypothesis has examples, at most
    200, the same in each run.

    Args:
        rule: made with the decorator ``@rule``.
        invoices: a strategy of invoices or results, or a list of them, on some of which the rule fires. Unless told
            otherwise: those of the vectors, true ones, ones with a defect, ones with arbitrary and extreme values.

    Raises:
        BrokenPromise: an ``AssertionError`` that names the rule, the promise and what broke it.
        TypeError: ``rule`` is no ``Rule``, or ``invoices`` neither a strategy nor a list.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> check_rule(DEFAULT_TABLE["INVALID_TOTAL"], invoices=[{"financials": {"total": total}} for total in (-1, 0, 1)])
    """
    if not isinstance(rule, Rule):
        raise TypeError(f"check_rule expects a Rule, got {rule!r}; decorate the check with @rule(code=..., ...)")
    if isinstance(invoices, (Mapping, Invoice, str)):
        raise TypeError(f"invoices: expected a strategy or a list of invoices, got {describe(invoices)}; write [it]")
    for promise, breaks in OF_THE_RULE.items():
        _require(rule, promise, breaks(rule))
    for policy in _POLICIES:
        _require(rule, "silent on an empty invoice", is_silent_on_an_empty_invoice(rule, policy))
    fired = False

    def ask(case: Case, policy: Policy, *, in_brief: bool = False) -> None:
        nonlocal fired
        fired = _check_on(rule, case, policy, in_brief=in_brief) or fired

    try:
        _ask_about(invoices, ask)
    except Flaky as error:
        raise BrokenPromise(rule.code, "deterministic", "it kept a promise and broke it on one invoice") from error
    _require(rule, "fires", "" if fired else "no invoice made it fire; pass invoices=[...] on some of which it does")


def _ask_about(invoices: _Invoices | None, ask: Callable[..., None]) -> None:
    if isinstance(invoices, SearchStrategy):
        _search(invoices, ask)
        return
    if invoices is not None:
        for case, policy in product((Case(read(document).invoice) for document in invoices), _POLICIES):
            ask(case, policy)
        return
    for number, case in enumerate(_cases_of_the_vectors()):
        for turn, policy in enumerate(_POLICIES):
            ask(case, policy, in_brief=(number + turn) % len(_POLICIES) > 0)
    try:
        for case, policy in _drawn_cases():
            ask(case, policy)
    except BrokenPromise:
        _search(_all_kinds(), ask)  # the same again, for the smallest invoice that shows it
        raise


def _search(invoices: SearchStrategy[Any], ask: Callable[..., None]) -> None:
    """Ask about invoices as they are drawn; of those that break a promise the smallest is shown."""

    @settings(
        max_examples=min(_AT_MOST, settings().max_examples),
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @seed(0)
    @given(invoices, st.sampled_from(_POLICIES))
    def keeps_its_promises(drawn: Invoice | Mapping[str, Any], policy: Policy) -> None:
        ask(Case(read(drawn).invoice), policy)

    keeps_its_promises()


def _check_on(rule: Rule, case: Case, policy: Policy, *, in_brief: bool) -> bool:
    """Check every promise on one invoice, in brief those on what it says alone; return whether the rule fired."""
    run = Run.of(rule, case, policy)
    if not in_brief:
        for promise, breaks_on in OF_AN_INVOICE.items():
            _require(rule, promise, breaks_on(run))
    for item in run.yielded:
        for promise, breaks_with in OF_WHAT_IT_SAYS.items():
            _require(rule, promise, breaks_with(rule, case.invoice, item))
    return any(isinstance(item, Finding) for item in run.yielded)


def _require(rule: Rule, promise: str, broken_by: str) -> None:
    if broken_by:
        raise BrokenPromise(rule.code, promise, broken_by)


@cache
def _cases_of_the_vectors() -> tuple[Case, ...]:
    """Return small invoices that make their point, each once, so that a rule need not wait for luck to fire.

    One of them holds the same text wherever a text may stand, which is no number, no code and no address.
    """
    of_vectors = (vector["input"] for vector in load_vectors() if isinstance(vector["input"], dict))
    documents = (COMPLETE, _holding_everywhere("x"), *of_vectors)
    invoices = (read(document).invoice for document in documents)
    return tuple({(repr(invoice), invoice.unreadable): Case(invoice) for invoice in invoices}.values())


def _holding_everywhere(value: object) -> dict[str, Any]:
    sections = {section: dict.fromkeys(fields, value) for section, fields in DOCUMENTED.items()}
    return sections | {"line_items": [sections["line_items"]]}


@cache
def _drawn_cases() -> tuple[tuple[Case, Policy], ...]:
    """Return the cases that every rule is asked about, drawn once: drawing takes longer than most rules do."""
    drawn: list[tuple[Case, Policy]] = []
    _search(_all_kinds(), lambda *asked: drawn.append(asked))
    return tuple(drawn)


def _all_kinds() -> SearchStrategy[Invoice | Mapping[str, Any]]:
    extreme = st.sampled_from(_EXTREMES)

    def extremes_of(fields: Iterable[str]) -> SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({}, optional=dict.fromkeys(fields, extreme))

    sections: dict[str, SearchStrategy[Any]] = {name: extremes_of(fields) for name, fields in DOCUMENTED.items()}
    sections["line_items"] = st.lists(extremes_of([*DOCUMENTED["line_items"], *UNDOCUMENTED_ON_LINES]), max_size=3)
    extreme_results = st.fixed_dictionaries({}, optional=sections)
    complete, incomplete = coherent_invoices(), coherent_invoices(complete=False)
    return st.one_of(
        any_invoices(), complete, incomplete, defective_results().map(lambda drawn: drawn[0]), extreme_results
    )
