"""Properties of the five rules, on the documents that the strategies of ``parzo_validate.testing`` draw.

The oracle for what must fire is in ``parzo_validate/testing/oracle.py``: integers and fractions, no rule's code.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, InvalidInput, Report, Verdict, validate, validate_json
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.model import FIELDS
from parzo_validate.testing.defects import Defect
from parzo_validate.testing.oracle import certain_codes, number
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from parzo_validate.testing.strategies.printed import draw_printed

documents = coherent_results() | defective_results().map(lambda drawn: drawn[0]) | results()


def judge(result: dict[str, Any]) -> Report:
    return validate(result, strict=True)


@given(coherent_results())
def test_a_true_invoice_is_clean(result: dict[str, Any]) -> None:
    assert judge(result).verdict is Verdict.CLEAN


@given(coherent_results(complete=False))
def test_a_true_invoice_that_lacks_something_is_never_flagged(result: dict[str, Any]) -> None:
    assert judge(result).verdict is not Verdict.REVIEW


@given(coherent_results(printed=True) | coherent_results(printed=True, complete=False))
def test_a_true_invoice_is_never_flagged_however_it_is_printed(result: dict[str, Any]) -> None:
    report = judge(result)
    assert (report.flags, report.unreadable) == ((), ())


@st.composite
def printed_twice(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a result in documented form, and the same as a document prints it."""
    result = draw(coherent_results() | coherent_results(complete=False) | results())
    return result, draw_printed(draw, result)


@given(printed_twice())
def test_printing_values_changes_neither_flags_nor_verdict(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    for table in (DEFAULT_TABLE, EXTENDED_TABLE):
        as_documented, as_printed = (validate(result, table=table, strict=True) for result in pair)
        assert placed(as_printed) == placed(as_documented)
        assert (as_printed.verdict, as_printed.unreadable) == (as_documented.verdict, as_documented.unreadable)
        assert as_printed.not_evaluated.keys() == as_documented.not_evaluated.keys()


def placed(report: Report) -> set[tuple[str, str]]:
    return {(flag.code, flag.path) for flag in report.flags}


UNREADABLE: dict[str, list[object]] = {
    "text": [[], {}, True],
    "date": ["early April", 20260401, []],
    "number": ["750..00", True, [1], "two"],
}


@st.composite
def made_unreadable(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Draw a result, the same with one value, line or section that cannot be read, and where that is."""
    result = draw(documents | coherent_results(printed=True))
    section = draw(st.sampled_from(sorted(FIELDS)))
    held: Any = result.get(section)
    kinds: Any = FIELDS[section]
    if not held or draw(st.integers(0, 9)) == 0:
        return result, {**result, section: 5}, f"/{section}"
    index = draw(st.integers(0, len(held) - 1)) if section == "line_items" else None
    part = held if index is None else held[index]
    name = draw(st.sampled_from(sorted(kinds)))
    kind = kinds[name] if kinds[name] in UNREADABLE else "number"
    lacking = {**part, name: draw(st.sampled_from(UNREADABLE[kind]))}
    if index is None:
        return result, {**result, section: lacking}, f"/{section}/{name}"
    lines = [*held[:index], lacking, *held[index + 1 :]]
    return result, {**result, section: lines}, f"/{section}/{index}/{name}"


@given(made_unreadable())
def test_nothing_is_flagged_because_something_cannot_be_read(drawn: tuple[dict[str, Any], dict[str, Any], str]) -> None:
    result, partly, path = drawn
    for table in (DEFAULT_TABLE, EXTENDED_TABLE):
        added = placed(validate(partly, table=table, strict=True)) - placed(validate(result, table=table, strict=True))
        under_another_key = {"amount": "total", "total": "amount", "vat_rate": "tax_rate", "tax_rate": "vat_rate"}
        *before, name = path.split("/")
        read_instead = "/".join([*before, under_another_key.get(name, name)]) if "line_items" in path else path
        assert {where for _, where in added} <= {read_instead} - {path}


@given(defective_results() | defective_results(printed=True))
def test_a_defect_fires_what_it_must_and_nothing_it_must_not(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, defect = drawn
    fired = set(judge(result).codes)
    assert defect.must_fire <= fired <= defect.must_fire | defect.may_fire


@given(documents | coherent_results(printed=True) | defective_results(printed=True).map(lambda drawn: drawn[0]))
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
    assert replace(judge(renamed), coerced=()) == replace(judge(result), coerced=())  # a dash is a placeholder


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
        assert all(len(value.reason) < 300 for value in report.unreadable)
