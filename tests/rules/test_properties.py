"""Properties of the five rules, on the documents that the strategies of ``parzo_validate.testing`` draw.

The oracle for what must fire is in ``parzo_validate/testing/oracle.py``: integers and fractions, no rule's code.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput, Report, Verdict, validate, validate_json
from parzo_validate.testing.defects import Defect
from parzo_validate.testing.oracle import certain_codes, number
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results

documents = coherent_results() | defective_results().map(lambda drawn: drawn[0]) | results()


def judge(result: dict[str, Any]) -> Report:
    return validate(result, strict=True)


@given(coherent_results())
def test_a_true_invoice_is_clean(result: dict[str, Any]) -> None:
    assert judge(result).verdict is Verdict.CLEAN


@given(coherent_results(complete=False))
def test_a_true_invoice_that_lacks_something_is_never_flagged(result: dict[str, Any]) -> None:
    assert judge(result).verdict is not Verdict.REVIEW


@given(defective_results())
def test_a_defect_fires_what_it_must_and_nothing_it_must_not(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, defect = drawn
    fired = set(judge(result).codes)
    assert defect.must_fire <= fired <= defect.must_fire | defect.may_fire


@given(documents)
def test_what_is_certainly_wrong_is_flagged(result: dict[str, Any]) -> None:
    assert certain_codes(result) <= set(judge(result).codes)


@given(documents, st.data())
def test_the_order_of_the_lines_does_not_matter(result: dict[str, Any], data: st.DataObject) -> None:
    lines = result.get("line_items") or []
    shuffled = {**result, "line_items": data.draw(st.permutations(lines))}
    assert judge(shuffled).codes == judge(result).codes
    assert len(judge(shuffled).flags) == len(judge(result).flags)


@given(documents, st.text(), st.text())
def test_names_and_addresses_do_not_matter(result: dict[str, Any], name: str, address: str) -> None:
    renamed = {**result}
    for role in ("vendor", "buyer"):
        if result.get(role) is not None:
            renamed[role] = {**result[role], "name": name, "address": address}
    renamed_report, report = judge(renamed), judge(result)
    assert renamed_report.flags == report.flags
    assert renamed_report.not_evaluated == report.not_evaluated


@given(documents, st.integers(2, 1000))
def test_a_larger_invoice_with_the_same_error_is_flagged_too(result: dict[str, Any], times: int) -> None:
    """Whole factors keep what is equal equal, and a gap beyond the tolerance beyond it."""
    sums = result.get("financials") or {}
    larger = {**result, "financials": {name: _times(value, times, name) for name, value in sums.items()}}
    assert certain_codes(result) <= set(judge(larger).codes)
    assert ("INVALID_TOTAL" in judge(result).codes) == ("INVALID_TOTAL" in judge(larger).codes)


def _times(value: Any, times: int, name: str) -> Any:
    if name in ("tax_rate", "currency") or number(value) is None:
        return value
    return str(Decimal(str(value)) * times)


@given(documents, st.dictionaries(st.text().map("x_{}".format), st.integers() | st.text()))
def test_unknown_fields_do_not_matter(result: dict[str, Any], unknown: dict[str, Any]) -> None:
    extended = {
        **unknown,
        **{name: value | unknown if isinstance(value, dict) else value for name, value in result.items()},
    }
    extended["line_items"] = [line | unknown for line in result.get("line_items") or []]
    assert judge(extended) == judge(result)


@given(hostile_json())
def test_hostile_bytes_get_a_report_or_a_refusal(raw: bytes) -> None:
    try:
        report = validate_json(raw, strict=True)
    except InvalidInput as refusal:
        assert len(str(refusal)) < 300  # noqa: PT017
    else:
        assert report.to_json() == validate_json(raw, strict=True).to_json()
        assert all(len(reason) < 300 for _, reason in report.unreadable)
