"""Diagnoses: promises on every document, what a person reads, and the corners of the defects.

The cases by hand are vectors: ``parzo_validate/testing/vectors/diagnose.json``.
"""

import copy
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import InvalidInput, Invoice, Policy, validate
from parzo_validate.diagnosis import Diagnosis, best_for, diagnose
from parzo_validate.diagnosis.diagnose import AT_MOST
from parzo_validate.diagnosis.forms import FORMS
from parzo_validate.diagnosis.identities import IDENTITIES
from parzo_validate.diagnosis.words import DEFECTS as WORDS_OF_DEFECTS
from parzo_validate.engine.flag import Flag, Severity
from parzo_validate.invoice import read_json
from parzo_validate.invoice.json_text import read_object
from parzo_validate.testing import load_vectors
from parzo_validate.testing.defects import DEFECTS, Defect
from parzo_validate.testing.evidence import put_right
from parzo_validate.testing.oracle import certain_codes, number
from parzo_validate.testing.strategies import coherent_results, defective_results, hostile_json, results
from tests.helpers.builders import Command, File, sums

documents = defective_results().map(lambda drawn: drawn[0]) | results()
TRANSPOSED = sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1202)


@given(coherent_results() | coherent_results(complete=False))
def test_a_true_invoice_has_no_diagnosis(result: dict[str, Any]) -> None:
    assert diagnose(result) == ()


@pytest.mark.parametrize(("discount", "tax_amount"), [(0.39, 0.23), (0.39, 0.28)], ids=["at-22", "at-10"])
def test_a_discount_on_the_document_lowers_the_tax_of_one_rate(discount: float, tax_amount: float) -> None:
    """Without a subtotal only the discount says that the lines are not all that is taxed."""
    items = [{"quantity": 1, "unit_price": 1, "amount": 1, "vat_rate": rate} for rate in (22, 10)]
    result = {"financials": {"tax_amount": tax_amount, "discount": discount}, "line_items": items}
    assert diagnose(result) == ()


OTHER_KEYS = {"amount": "total", "total": "amount", "vat_rate": "tax_rate", "tax_rate": "vat_rate"}


def with_the_other_keys(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result with the amount and the rate of each line under the other key that they may come under."""
    lines = [{OTHER_KEYS.get(key, key): value for key, value in line.items()} for line in result["line_items"] or ()]
    return result | {"line_items": lines}


def but_for_keys(diagnoses: tuple[Diagnosis, ...]) -> list[tuple[object, ...]]:
    return [(one.path.rpartition("/")[0], one.proposed, one.certainty, one.evidence, one.message) for one in diagnoses]


LINED = {
    vector["id"]: result
    for vector in load_vectors()
    if "diagnoses" in vector and isinstance(result := vector["input"], dict) and result.get("line_items")
}


@pytest.mark.parametrize("result", LINED.values(), ids=LINED)
def test_what_the_values_of_a_line_are_called_changes_nothing(result: dict[str, Any]) -> None:
    assert but_for_keys(diagnose(with_the_other_keys(result))) == but_for_keys(diagnose(result))


@given(defective_results())
def test_what_the_values_of_any_line_are_called_changes_nothing(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, _ = drawn
    assert but_for_keys(diagnose(with_the_other_keys(result))) == but_for_keys(diagnose(result))


@given(documents)
def test_a_diagnosis_is_short_pure_and_the_same_every_time(result: dict[str, Any]) -> None:
    before = copy.deepcopy(result)
    diagnoses = diagnose(result)
    assert len(diagnoses) <= AT_MOST
    assert diagnoses == diagnose(result)
    assert result == before
    assert len({(one.path, one.proposed) for one in diagnoses}) == len(diagnoses)


@pytest.mark.parametrize("text", ["22%", "220,00", "IT12345678903", ["22%"], 22])
@pytest.mark.parametrize("place", ["buyer", "financials", "line_items", "a-line", "result"])
def test_a_text_in_place_of_a_section_or_a_line_has_no_diagnosis(place: str, text: object) -> None:
    assert diagnose({"line_items": [text, {}]} if place == "a-line" else {place: text}) == ()


@given(hostile_json())
def test_hostile_input_never_raises(raw: bytes) -> None:
    try:
        document = read_object(raw)
    except InvalidInput:
        return
    for one in (*diagnose(document), *diagnose(read_json(raw).invoice)):
        assert all(len(one.render(lang)) < 400 for lang in ("en", "it"))
        json.dumps(one.as_dict())


@given(defective_results())
def test_with_a_proposed_value_nothing_is_left_to_diagnose_there(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, _ = drawn
    for one in diagnose(result):
        after = diagnose(put_right(result, one.as_dict()))
        assert one.path not in [other.path for other in after]
        if one.certainty == "certain":
            assert len(after) < len(diagnose(result))


@given(defective_results())
def test_a_flag_that_is_explained_goes_away_with_the_proposed_value(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, _ = drawn
    report = validate(result)
    for one in diagnose(result):
        explained = {(flag.code, flag.path) for flag in report.flags if one.explains(flag)}
        after = validate(put_right(result, one.as_dict()))
        assert not explained & {(flag.code, flag.path) for flag in after.flags}


AMOUNTS = ["digit_misread", "digits_transposed", "separator_shift", "sign_lost", "net_to_pay_as_total"]


@given(defective_results(defects=[*AMOUNTS, "rate_as_fraction", "line_value_misread"]))
def test_what_is_certain_is_what_the_page_said(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, defect = drawn
    for one in diagnose(result):
        if one.certainty == "certain":
            assert (one.path, number(one.proposed)) == (defect.path, number(defect.original))


@given(defective_results(defects=AMOUNTS))
def test_a_wrong_sum_is_never_left_without_a_diagnosis(drawn: tuple[dict[str, Any], Defect]) -> None:
    result, _ = drawn
    assert diagnose(result) or "ARITHMETIC_MISMATCH" not in certain_codes(result)


@given(st.permutations(["vendor", "buyer"]), st.sampled_from("0123456789"), st.integers(0, 10))
def test_a_wrong_digit_is_put_right_by_the_fiscal_code(roles: list[str], digit: str, place: int) -> None:
    right = "12345678903"
    wrong = right[:place] + digit + right[place + 1 :]
    party = {"vat_number": f"IT {wrong}", "fiscal_code": right}
    diagnoses = diagnose({roles[0]: party})
    assert [(one.path, one.proposed) for one in diagnoses] == (
        [] if wrong == right else [(f"/{roles[0]}/vat_number", f"IT {right}")]
    )


def test_every_defect_has_a_name_of_the_kit_and_words_in_both_languages() -> None:
    assert set(WORDS_OF_DEFECTS["en"]) == set(WORDS_OF_DEFECTS["it"])
    assert set(WORDS_OF_DEFECTS["en"]) <= set(DEFECTS)


def test_every_identity_is_the_plainest_of_its_forms_and_they_have_italian_words() -> None:
    assert {identity.name for identity in IDENTITIES} <= FORMS.keys()
    assert [name for name, form in FORMS.items() if form.words and form.words.italian == form.words] == []


def test_a_diagnosis_speaks_both_languages_and_refuses_a_third() -> None:
    [one] = diagnose(TRANSPOSED)
    assert (
        one.render("en")
        == one.message
        == "should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%"
    )
    assert (
        one.render("it")
        == "dovrebbe essere 1.220,00 (certo): due cifre sono state scambiate; a conferma: imponibile × 22%"
    )
    with pytest.raises(ValueError, match="known languages: en, it"):
        one.render("de")


def test_a_diagnosis_explains_the_flag_at_its_place_and_those_that_it_repairs() -> None:
    [one] = diagnose(sums(subtotal=1000, tax_rate=22, tax_amount=202, total=1220))
    assert one.path == "/financials/tax_amount"
    explained = {
        ("ARITHMETIC_MISMATCH", "/financials/total"): True,
        ("ACME_TAX", "/financials/tax_amount"): True,
        ("ACME_TAX", "/financials/tax"): False,
        ("ACME_TAX", "/financials/total"): False,
        ("INVALID_TOTAL", "/financials/subtotal"): False,
    }
    for (code, path), expected in explained.items():
        assert one.explains(Flag(code, Severity.ERROR, "something", "".join(list(path)))) is expected


def test_the_best_for_a_flag_is_the_first_that_explains_it_unless_it_is_only_possible() -> None:
    wrong_subtotal = sums(subtotal=7000, tax_rate=22, tax_amount=220, total=1220)
    number = {"buyer": {"vat_number": "IT98765432109"}}
    diagnoses = diagnose(wrong_subtotal | number)
    sums_flag, number_flag = validate(wrong_subtotal | number).flags
    assert [one.explains(number_flag) for one in diagnoses] == [False, True]
    assert best_for(sums_flag, diagnoses) == diagnoses[0]
    assert [best_for(number_flag, diagnoses), best_for("/financials/total", diagnoses)] == [None, None]


def test_diagnoses_are_equal_in_whatever_languages_they_speak() -> None:
    [one] = diagnose(TRANSPOSED)
    silent = replace(one, translations={})
    assert (silent, silent.render("it")) == (one, one.message)
    assert "translations" not in repr(one)


def test_the_policy_is_named() -> None:
    with pytest.raises(TypeError):
        diagnose(TRANSPOSED, Policy())  # type: ignore[call-arg]


def test_a_diagnosis_as_json() -> None:
    [one] = diagnose(Invoice.model_validate(TRANSPOSED))
    assert one.as_dict() == {
        "path": "/financials/total",
        "found": "1202.00",
        "proposed": "1220.00",
        "defect": "digits_transposed",
        "certainty": "certain",
        "evidence": {"repaired": ["sums"], "holding": ["tax"]},
        "message": one.message,
    }
    assert hash(one) == hash(diagnose(TRANSPOSED)[0])


def test_there_are_five_diagnoses_at_most() -> None:
    both = {role: {"vat_number": number} for role, number in (("vendor", "07114601006"), ("buyer", "01174601006"))}
    assert [len(diagnose({role: party})) for role, party in both.items()] == [4, 4]
    assert len(diagnose(both)) == AT_MOST == 5


@pytest.mark.parametrize(("lines", "found"), [(500, 1), (501, 0)])
def test_a_wrong_line_is_looked_for_among_five_hundred(lines: int, found: int) -> None:
    items = [{"amount": 10} for _ in range(lines - 1)] + [{"amount": 7000}]
    result = {"financials": {"subtotal": 10 * (lines - 1) + 1000}, "line_items": items}
    assert len(diagnose(result)) == found


def test_what_is_no_document_is_refused_as_by_validate() -> None:
    with pytest.raises(InvalidInput) as refusal:
        diagnose(5)  # type: ignore[arg-type]
    assert str(refusal.value) == "expected a mapping, an Invoice or JSON text, got the number 5"


def test_json_text_is_diagnosed_to_its_last_digit() -> None:
    sums = (
        '"subtotal": 123456789012345.65, "tax_rate": 10, "tax_amount": 12345678901234.57, "total": 135802467913580.02'
    )
    text = f'{{"financials": {{{sums}}}}}'
    [diagnosis] = diagnose(text)
    assert (diagnosis.path, diagnosis.found) == ("/financials/total", "135802467913580.02")
    assert diagnosis.proposed == "135802467913580.22"
    assert diagnose(text.encode()) == (diagnosis,)


SENTENCES = {
    "nothing-belongs-there": (
        {
            "financials": {"subtotal": 1000, "tax_rate": 16, "tax_amount": 160, "total": 1160},
            "line_items": [{"amount": 500, "vat_rate": 22}, {"amount": 500, "vat_rate": 10}],
        },
        "should be empty (certain): several VAT rates were blended into one; confirmed by the VAT of the lines",
    ),
    "no-defect-is-known": (
        sums(subtotal=4321, tax_rate=22, tax_amount=220, total=1220),
        "should be 1000.00 (likely): cause unknown; confirmed by subtotal × 22%",
    ),
    "nothing-confirms-it": (
        {"invoice": {"date": "2027-01-31", "due_date": "2026-03-09"}},
        "should be 2026-01-31 (possible): the year is off by one",
    ),
    "two-confirm-it": (
        sums(subtotal=7000, tax_rate=22, tax_amount=220, total=1220) | {"line_items": [{"amount": 1000}]},
        "should be 1000.00 (certain): one digit was misread; confirmed by the sum of the lines and subtotal × 22%",
    ),
}


@pytest.mark.parametrize(("result", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_sentence(result: dict[str, Any], sentence: str) -> None:
    assert diagnose(result)[0].message == sentence


def test_the_policy_says_what_is_broken() -> None:
    eight_off = sums(subtotal=1000, tax_rate=22, tax_amount=220, total="1220.08")
    assert [one.proposed for one in diagnose(eight_off)] == ["1220.00"]
    assert diagnose(eight_off, policy=Policy(tolerance="0.10")) == ()
    odd_rate = sums(subtotal=1000, tax_rate="7.3", tax_amount=73, total=1073)
    assert diagnose(odd_rate, policy=Policy(extra_vat_rates=["7.3"])) == ()


def test_the_sheet_shows_the_best_diagnosis_under_its_flag(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("a.json", TRANSPOSED))
    flagged, sentence, likely = output.splitlines()[1:4]
    assert "ARITHMETIC_MISMATCH" in flagged
    assert "difference -18.00" in sentence
    assert likely.strip() == "should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%"


def test_the_sheet_names_the_place_where_it_is_another_than_the_flag(parzo: Command, file: File) -> None:
    wrong_subtotal = sums(subtotal=7000, tax_rate=22, tax_amount=220, total=1220)
    _, output, _ = parzo("check", file("a.json", wrong_subtotal), "--lang", "it")
    assert (
        "                      /financials/subtotal dovrebbe essere 1.000,00 (certo): una cifra è stata letta male"
        in output
    )


def test_the_sheet_shows_what_an_unreadable_text_means(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("a.json", sums(subtotal=250, tax_rate=4, tax_amount="10,000", total=260)))
    assert "should be 10.00 (certain): the amount was copied as the page prints it" in output


def test_the_sheet_leaves_out_one_of_several_guesses(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("a.json", {"buyer": {"vat_number": "IT98765432109"}}))
    assert "possibly" not in output
    assert diagnose({"buyer": {"vat_number": "IT98765432109"}})[0].certainty == "possible"


@pytest.mark.parametrize("options", [[], ["--no-diagnose"]], ids=["usual", "no-diagnose"])
def test_json_carries_diagnoses_unless_told_otherwise(parzo: Command, file: File, options: list[str]) -> None:
    _, output, _ = parzo("check", file("a.json", TRANSPOSED), "--format", "json", *options)
    answer = json.loads(output)
    assert ("diagnoses" in answer) == (not options)
    if not options:
        assert answer["diagnoses"] == [one.as_dict() for one in diagnose(TRANSPOSED)]


def test_no_diagnosis_is_sought_where_nothing_is_to_review(parzo: Command, file: File) -> None:
    """The five rules do not multiply, so the line that is off stays unsaid, and so does what it should be."""
    line = {"quantity": 7, "unit_price": 1000, "amount": 1000}
    clean = sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1220) | {"line_items": [line]}
    assert [one.path for one in diagnose(clean)] == ["/line_items/0/quantity"]
    _, output, _ = parzo("check", file("a.json", clean), "--format", "json")
    assert json.loads(output)["diagnoses"] == []


def test_amounts_with_many_digits_are_exact(parzo: Command, file: File) -> None:
    large = sums(subtotal="100000000000000000.01", tax_amount="22000000000000000.00", total="122000000000000000.10")
    assert diagnose(large)[0].proposed == str(Decimal("122000000000000000.01"))


@pytest.mark.parametrize("found", [20, 200, 0.02, 12], ids=str)
def test_a_stamp_duty_that_is_not_two_euro_is_the_first_to_be_doubted(found: float) -> None:
    sums = {"subtotal": 1000, "tax_rate": 0, "tax_amount": 0, "stamp_duty": found, "total": 1002}
    first = diagnose({"financials": sums})[0]
    assert (first.path, first.proposed, first.certainty) == ("/financials/stamp_duty", "2.00", "likely")


def test_no_italian_rate_is_proposed_to_a_foreign_vendor() -> None:
    sums = {"subtotal": 1000, "tax_rate": 20, "tax_amount": 220, "total": 1220}
    assert [one.proposed for one in diagnose({"financials": sums})] == ["22"]
    assert diagnose({"financials": sums, "vendor": {"country": "AT", "vat_number": "ATU13585627"}}) == ()


def test_a_total_that_the_discount_explains_is_left_alone() -> None:
    sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 0, "discount": 1000, "total": 0}
    assert validate({"financials": sums}).codes == ("INVALID_TOTAL",)
    assert diagnose({"financials": sums}) == ()


@pytest.mark.parametrize(("rates", "found"), [(8, 1), (9, 0)])
def test_a_wrong_rate_is_looked_for_among_eight(rates: int, found: int) -> None:
    """A hostile document may give each of thousands of lines a rate of its own."""
    lines = [{"amount": 1, "vat_rate": rate} for rate in ("0.22", *range(22, 21 + rates))]
    policy = Policy(extra_vat_rates=list(range(22, 21 + rates)))
    assert len(diagnose({"line_items": lines}, policy=policy)) == found
