"""INVALID_TOTAL: firing, silent and boundary cases, and properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.builders import header, judged_by, sums

CODE = "INVALID_TOTAL"

CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "positive": (sums(total=1220), None),
    "smallest-readable-amount": (sums(total="0.00000001"), None),
    "positive-credit-note": (sums(total=122) | header(type="credit_note"), None),
    "zero": (sums(total=0), "zero"),
    "zero-as-text": (sums(total="0.00"), "zero"),
    "negative-zero": (sums(total=-0.0), "zero"),
    "negative-zero-as-text": (sums(total="-0.00"), "zero"),
    "zero-on-a-credit-note": (sums(total=0) | header(type="credit_note"), "zero"),
    "negative": (sums(total=-122), "negative"),
    "a-hair-below-zero": (sums(total="-0.00000001"), "negative"),
    "negative-invoice": (sums(total=-122) | header(type="invoice"), "negative"),
    "negative-debit-note": (sums(total=-122) | header(type="nota di debito"), "negative"),
    "negative-credit-card-slip": (sums(total=-122) | header(type="Credit card slip"), "negative"),
    "negative-deferred-invoice": (sums(total=-122) | header(type="TD24"), "negative"),
    "negative-with-blank-type": (sums(total=-122) | header(type=""), "negative"),
}


@pytest.mark.parametrize(("result", "reason"), CASES.values(), ids=CASES)
def test_flags_only_what_nobody_asks_for(result: dict[str, Any], reason: str | None) -> None:
    found = [(flag.severity, flag.path, flag.context["reason"]) for flag in judged_by(CODE, result).flags]
    assert found == ([] if reason is None else [("error", "/financials/total", reason)])


CREDIT_NOTE_TYPES = [
    "credit_note",
    "Credit Note",
    "credit-note",
    "credit memo",
    "nota di credito",
    "NOTA DI CREDITO n. 3",
    "Nota credito",
    "nota di accredito",
    "TD04",
    "td08",
    "NC",
    "381",
    "Gutschrift",
    "Storno",
    "Stornorechnung",
    "Rechnungskorrektur",
    "Avoir",
    "Facture d'avoir",
    "Factura rectificativa",
    "Nota de crédito",
    "Nota di variazione in diminuzione",
    "Rettifica",
    "Refund",
    "Kreditnota",
    "invoice_credit",
    "N/C",
    "TD01 Nota di credito",
    "TD16",
    "TD17",
    "TD29",
    "Autofattura",
]


@pytest.mark.parametrize("kind", CREDIT_NOTE_TYPES)
def test_a_credit_note_may_be_negative_however_it_is_named(kind: str) -> None:
    assert judged_by(CODE, sums(total=-122) | header(type=kind)).flags == ()


def test_only_the_first_eighty_characters_of_a_type_are_read() -> None:
    within, beyond = " " * 74 + "credit", " " * 75 + "credit"
    assert judged_by(CODE, sums(total=-122) | header(type=within)).flags == ()
    assert judged_by(CODE, sums(total=-122) | header(type=beyond)).flags


def test_an_unreadable_type_may_be_that_of_a_credit_note() -> None:
    report = judged_by(CODE, sums(total=-122) | header(type=["credit"]))
    assert (report.flags, dict(report.not_evaluated)) == ((), {(CODE, "/invoice/type"): "type is unreadable"})
    assert judged_by(CODE, sums(total=0) | header(type=["credit"])).codes == (CODE,)


def test_an_unreadable_total_is_not_evaluated() -> None:
    assert dict(judged_by(CODE, sums(total="ten")).not_evaluated) == {
        (CODE, "/financials/total"): "total is unreadable"
    }


def test_a_missing_total_is_not_evaluated() -> None:
    report = judged_by(CODE, sums(subtotal=100))
    assert dict(report.not_evaluated) == {(CODE, "/financials/total"): "total is missing"}


@given(st.integers(-(10**12), 10**12))
def test_flags_an_invoice_exactly_when_its_cents_are_not_positive(cents: int) -> None:
    """Oracle: the sign of a Python integer."""
    assert bool(judged_by(CODE, sums(total=cents)).flags) == (cents <= 0)


@given(st.integers(-(10**12), 10**12), st.sampled_from(CREDIT_NOTE_TYPES))
def test_flags_a_credit_note_only_at_zero(cents: int, kind: str) -> None:
    assert bool(judged_by(CODE, sums(total=cents) | header(type=kind)).flags) == (cents == 0)


@given(st.sampled_from(["", "-"]), st.integers(0, 8))
def test_zero_flags_in_every_spelling(sign: str, decimals: int) -> None:
    spelling = f"{sign}0" + ("." + "0" * decimals if decimals else "")
    [flag] = judged_by(CODE, sums(total=spelling)).flags
    assert flag.context == {"actual": "0.00", "reason": "zero"}
