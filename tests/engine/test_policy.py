"""Policy: what it takes, what it refuses and says, and its fingerprint."""

import re
from datetime import date, datetime
from decimal import Decimal, localcontext

import pytest

from parzo_validate import ParzoValidateError, Policy
from parzo_validate.engine.policy import CAUSES
from parzo_validate.errors import InvalidPolicy

STATED_BY_THE_INVOICE = {
    *("stamp_duty", "discount", "discount_and_stamp_duty"),
    *("rounding", "charges", "several_adjustments"),
}


def test_the_defaults_are_a_cent_an_eighth_and_what_the_invoice_states_itself() -> None:
    policy = Policy()
    assert policy.tolerance == Decimal("0.01")
    assert policy.accepted_causes == STATED_BY_THE_INVOICE
    assert policy.unlisted_charges == Decimal("0.125")
    assert policy.extra_vat_rates == frozenset()
    assert policy.as_of is None


@pytest.mark.parametrize("tolerance", ["0.05", 0.05, Decimal("0.05")])
def test_numbers_are_taken_as_text_float_or_decimal(tolerance: object) -> None:
    assert Policy(tolerance=tolerance).tolerance == Decimal("0.05")  # type: ignore[arg-type]


@pytest.mark.parametrize("as_of", ["2026-04-01", " 2026-04-01 ", date(2026, 4, 1)])
def test_the_day_is_taken_as_text_or_date(as_of: object) -> None:
    assert Policy(as_of=as_of).as_of == date(2026, 4, 1)  # type: ignore[arg-type]


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "negative-tolerance": ({"tolerance": "-0.01"}, 'tolerance: expected zero or more, got "-0.01"'),
    "tolerance-in-words": ({"tolerance": "a cent"}, 'tolerance: expected a number, got "a cent"'),
    "tolerance-nan": ({"tolerance": float("nan")}, "tolerance: expected a number, got NaN"),
    "tolerance-none": ({"tolerance": None}, "tolerance: expected a number, got null"),
    "unknown-cause": (
        {"accepted_causes": ["witholding"]},
        f'accepted_causes: unknown cause "witholding"; known causes: {", ".join(CAUSES)}',
    ),
    "one-cause-as-text": ({"accepted_causes": "discount"}, 'accepted_causes: expected a list, got "discount"'),
    "one-rate": ({"extra_vat_rates": 7.3}, "extra_vat_rates: expected a list, got the number 7.3"),
    "rate-in-words": ({"extra_vat_rates": ["7,3"]}, 'extra_vat_rates: expected a number, got "7,3"'),
    "day-as-on-paper": ({"as_of": "01/04/2026"}, 'as_of: expected a date as YYYY-MM-DD, got "01/04/2026"'),
    "day-that-does-not-exist": ({"as_of": "2026-02-30"}, 'as_of: expected a day that exists, got "2026-02-30"'),
    "day-as-number": ({"as_of": 20260401}, "as_of: expected a date as YYYY-MM-DD, got the number 20260401"),
    "day-with-time": (
        {"as_of": datetime(2026, 4, 1)},  # noqa: DTZ001  # a time of any zone is refused
        "as_of: expected a date as YYYY-MM-DD, got a value of type datetime",
    ),
    "negative-rate": ({"extra_vat_rates": [-1]}, "extra_vat_rates: expected zero or more, got the number -1"),
    "no-fields": ({"on_page": ["total"]}, "on_page: expected a table of fields, got a list"),
    "standing": (
        {"on_page": {"financials.total": "perhaps"}},
        'on_page: expected one of must, may, weak, ignored for financials.total, got "perhaps"',
    ),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_option_is_refused_with_what_was_expected(options: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        Policy(**options)  # type: ignore[arg-type]
    assert str(refusal.value) == message
    assert isinstance(refusal.value, ParzoValidateError)


def test_an_unknown_field_of_the_page_is_refused_with_the_one_that_was_meant() -> None:
    start = re.escape('on_page: unknown field "financials.totale"; did you mean financials.total or ')
    with pytest.raises(InvalidPolicy, match=f"^{start}"):
        Policy(on_page={"financials.totale": "weak"})


def test_what_is_expected_of_the_page_counts_for_the_fingerprint() -> None:
    lenient = Policy(on_page={"invoice.due_date": "weak"})
    assert lenient.on_page == {"invoice.due_date": "weak"}
    assert lenient.fingerprint != Policy(on_page={}).fingerprint == Policy().fingerprint
    assert lenient != Policy()


def test_unlisted_charges_are_a_share_of_zero_or_more() -> None:
    assert Policy(unlisted_charges="0.05").unlisted_charges == Decimal("0.05")
    with pytest.raises(InvalidPolicy, match=r"^unlisted_charges: expected zero or more, got the number -1$"):
        Policy(unlisted_charges=-1)


def test_own_numbers_are_kept_without_what_divides_them() -> None:
    policy = Policy(own_vat_numbers=["it 123.456.789-03", "IT12345678903"])
    assert policy.own_vat_numbers == {"IT12345678903"}
    assert policy.fingerprint != Policy().fingerprint
    assert Policy(own_vat_numbers=[]).fingerprint == Policy().fingerprint


@pytest.mark.parametrize(("number", "said"), [("IT", '"IT"'), (5, "the number 5"), ("", '""'), (True, "true")])
def test_what_is_no_number_is_refused_as_an_own_one(number: object, said: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        Policy(own_vat_numbers=[number])  # type: ignore[list-item]
    assert str(refusal.value) == f"own_vat_numbers: expected a VAT number as text, got {said}"


def test_a_policy_is_a_frozen_value() -> None:
    with pytest.raises(AttributeError):
        Policy().tolerance = Decimal(1)  # type: ignore[misc]
    same = Policy(tolerance="0.010", accepted_causes=sorted(STATED_BY_THE_INVOICE, reverse=True))
    assert same == Policy()
    assert hash(same) == hash(Policy())
    assert same.fingerprint == Policy().fingerprint


def test_every_option_changes_the_fingerprint_and_the_callers_context_does_not() -> None:
    policies = [
        Policy(),
        Policy(tolerance="0.02"),
        Policy(accepted_causes=()),
        Policy(extra_vat_rates=["7.3"]),
        Policy(extra_vat_rates=["7.3", "8.3"]),
        Policy(as_of="2026-04-01"),
        Policy(as_of="2026-04-02"),
    ]
    assert len({policy.fingerprint for policy in policies}) == len(policies)
    precise = Policy(tolerance="0.0123")
    with localcontext() as context:
        context.prec = 1
        assert Policy(tolerance="0.0123").fingerprint == precise.fingerprint
        assert Policy().fingerprint == policies[0].fingerprint


def test_a_policy_takes_its_values_by_name() -> None:
    with pytest.raises(TypeError, match=r"^Policy.__init__\(\) takes 1 positional argument but 2 were given$"):
        Policy(5)  # type: ignore[call-arg]
