"""What JavaScript gets: the library's own answers as JSON text, in every shape and language, and its own errors."""

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import Policy, validate_json
from parzo_validate.browser.answer import answer
from parzo_validate.diagnosis import diagnose
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.job import revalidate
from parzo_validate.testing.strategies import hostile_json, jobs
from parzo_validate.words import WORDS
from tests.helpers.builders import SAMPLE_JOB, Command, File, sums

SAMPLE = SAMPLE_JOB.read_bytes()
NET_TO_PAY = json.dumps(sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=1020))


def answered(raw: bytes | str, want: str, **options: object) -> Any:
    said = json.loads(answer(raw, want, json.dumps(options)))
    assert list(said) == ["answer"], said
    return said["answer"]


def refused(raw: bytes | str, want: str, options: object = None) -> tuple[str, str]:
    said = json.loads(answer(raw, want, json.dumps(options or {})))
    assert list(said) == ["error"], said
    return said["error"]["name"], said["error"]["message"]


def test_a_report_is_the_librarys_own_byte_for_byte() -> None:
    assert answer(SAMPLE, "report") == f'{{"answer": {validate_json(SAMPLE).to_json()}}}'


def test_amounts_are_read_digit_by_digit() -> None:
    long = '{"financials": {"subtotal": 123456789012345678.05, "tax_amount": 0.01, "total": 123456789012345678.08}}'
    [flag] = answered(long, "report")["flags"]
    assert (flag["context"]["expected"], flag["context"]["difference"]) == ("123456789012345678.06", "0.02")


def test_a_revalidation_is_the_librarys_own() -> None:
    said = answered(SAMPLE, "revalidation")
    assert said.pop("report") == validate_json(SAMPLE).as_dict()
    assert said == revalidate(SAMPLE).as_dict()
    failed = b'{"status": "failed", "error": "the PDF is encrypted"}'
    assert answered(failed, "revalidation")["reason"] == "failed: the PDF is encrypted"
    assert answered(failed, "revalidation")["report"] is None


@pytest.mark.parametrize("lang", ["en", "it"])
def test_messages_are_in_the_language_asked_for(lang: str) -> None:
    flag = validate_json(NET_TO_PAY).flags[0]
    job = f'{{"status": "completed", "result": {NET_TO_PAY}}}'
    assert answered(NET_TO_PAY, "report", lang=lang)["flags"][0]["message"] == flag.render(lang)
    assert answered(job, "revalidation", lang=lang)["only_in_report"][0]["message"] == flag.render(lang)
    assert answered(NET_TO_PAY, "judgement", lang=lang)["flags"][0]["message"] == flag.render(lang)
    assert flag.render(lang).split("(")[0] in answered(NET_TO_PAY, "sheet", lang=lang)["report"]


@pytest.mark.parametrize(
    ("lang", "unreadable", "missing", "pending"),
    [
        ("en", 'expected a number, got "x"', "tax_amount is missing", "still pending"),
        ("it", 'atteso un numero, trovato "x"', "manca imposta", "ancora in attesa"),
    ],
)
def test_reasons_are_in_the_language_asked_for(lang: str, unreadable: str, missing: str, pending: str) -> None:
    result = sums(subtotal=1000, stamp_duty="x", total=1220, tax_amount="n/a")
    job = json.dumps({"status": "completed", "result": result, "validation_flags": [7]})
    for said in (
        answered(json.dumps(result), "report", lang=lang),
        answered(job, "revalidation", lang=lang)["report"],
        answered(job, "judgement", lang=lang),
    ):
        assert [(one["reason"], one["reason_code"]) for one in said["unreadable"]] == [(unreadable, "not_a_number")]
        assert (said["not_evaluated"][0]["reason"], said["not_evaluated"][0]["reason_code"]) == (missing, "missing")
        assert said["coerced"] == [{"path": "/financials/tax_amount", "given": "n/a", "read_as": None}]
    entries = answered(job, "revalidation", lang=lang)["unreadable"]
    assert entries == answered(job, "judgement", lang=lang)["job"]["unreadable"]
    [entry] = revalidate(job).unreadable
    assert entries == [{"path": entry.path, "reason": entry.reason.render(lang), "reason_code": "no_code"}]
    sheet = answered(job, "sheet", lang=lang)
    for reason in (unreadable, missing, entry.reason.render(lang)):
        assert f"> {escape(reason)}</li>" in sheet["report"]
    assert answered('{"status": "pending"}', "revalidation", lang=lang)["reason"] == pending
    said = answered('{"status": "pending"}', "judgement", lang=lang)
    assert (said["error"], said["reason_code"], said["job"]["reason"]) == (pending, "not_completed", pending)
    assert answered('{"status": "pending"}', "sheet", lang=lang)["report"].endswith(
        f"</strong> {pending}</p></section>"
    )


def test_the_policy_reaches_the_rules() -> None:
    accepting = {"accepted_causes": ["net_of_withholding"], "tolerance": 0.05, "extra_vat_rates": [7.3, "2"]}
    policy = Policy(accepted_causes=["net_of_withholding"], tolerance="0.05", extra_vat_rates=["7.3", 2])
    report = answered(NET_TO_PAY, "report", policy=accepting)
    assert report["ruleset"] == validate_json(NET_TO_PAY, policy=policy).ruleset.as_dict()
    assert report["flags"] == []


def test_the_optional_rules_are_run_when_asked_for_and_judge_on_the_day_that_is_given() -> None:
    document = json.dumps({"vendor": {"vat_number": "IT12345678903"}, "invoice": {"date": "2026-04-02"}})
    assert answered(document, "report", rules="default")["flags"] == answered(document, "report")["flags"] == []
    codes = {flag["code"] for flag in answered(document, "report", rules="extended")["flags"]}
    assert codes == set(validate_json(document, table=EXTENDED_TABLE).codes) >= {"UNKNOWN_PIVA_OFFICE"}
    early = answered(document, "report", rules="extended", policy={"as_of": "2026-04-01"})
    assert {flag["code"] for flag in early["flags"]} == codes | {"DATE_OUT_OF_RANGE"}


def test_options_may_be_null() -> None:
    assert answered(SAMPLE, "report", lang=None, rules=None, policy=None) == answered(SAMPLE, "report")


@pytest.mark.parametrize(
    ("raw", "want", "options", "name", "words"),
    [
        (b"[]", "report", {}, "InvalidInput", "expected a JSON object with the extraction result, got a list"),
        (b"\xff", "report", {}, "InvalidInput", "invalid byte at offset 0"),
        (b"{}", "revalidation", {}, "InvalidInput", "expected a job"),
        (b"{}", "repot", {}, "InvalidOption", 'unknown "repot"; known: report, revalidation, judgement, sheet'),
        (b"{}", "report", [1], "InvalidOption", "options: expected an object, got a list"),
        (
            b"{}",
            "report",
            {"language": "it"},
            "InvalidOption",
            'unknown "language"; known: lang, policy, rules, text, from',
        ),
        (b"{}", "report", {"lang": "de"}, "InvalidOption", 'lang: unknown "de"; known: en, it'),
        (b"{}", "report", {"rules": "all"}, "InvalidOption", 'rules: unknown "all"; known: default, extended'),
        (b"{}", "report", {"policy": "strict"}, "InvalidOption", 'policy: expected an object, got "strict"'),
        (b"{}", "report", {"policy": {"rates": 1}}, "InvalidOption", 'unknown "rates"; known: tolerance, '),
        (b"{}", "report", {"policy": {"tolerance": -1}}, "InvalidPolicy", "tolerance: expected zero or more"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_caller_did_wrong_is_said_in_the_librarys_words(
    raw: bytes, want: str, options: object, name: str, words: str
) -> None:
    said, message = refused(raw, want, options)
    assert said == name
    assert words in message


@pytest.mark.parametrize("document", [SAMPLE.decode(), NET_TO_PAY, "{", '{"status": "failed"}', '{"vendor": 5}'])
def test_a_judgement_is_what_the_command_line_prints(parzo: Command, document: str) -> None:
    _, printed, _ = parzo("check", "-", "--format", "json", stdin=document.encode())
    assert {"source": "-", "line": None, **answered(document, "judgement")} == json.loads(printed)


@pytest.mark.parametrize("lang", ["en", "it"])
def test_what_a_value_should_be_is_in_the_judgement_and_on_the_sheet(lang: str) -> None:
    swapped = json.dumps(sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1202))
    [best] = diagnose(json.loads(swapped))
    [said] = answered(swapped, "judgement", lang=lang)["diagnoses"]
    assert said == best.as_dict() | {"message": best.render(lang)}
    sheet = answered(swapped, "sheet", lang=lang)
    assert best.render(lang) in sheet["report"]
    assert f"{WORDS[lang]['proposed']} 1220.00" in sheet["invoice"]


@pytest.mark.parametrize(
    ("raw", "verdict", "said"),
    [
        (SAMPLE, "review", "Differences from the server"),
        (NET_TO_PAY, "review", "looks like the amount payable"),
        ("{", "unusable", "invalid JSON at line 1, column 2"),
        ('{"status": "failed", "error": "<b>"}', "no_result", "failed: &lt;b&gt;"),
    ],
    ids=["job", "result", "broken", "failed"],
)
def test_a_sheet_is_what_a_page_shows(raw: bytes | str, verdict: str, said: str) -> None:
    sheet = answered(raw, "sheet")
    assert sheet["verdict"] == verdict
    assert said in sheet["report"]
    assert ("invoice" in sheet) == (verdict == "review")


@given(hostile_json() | jobs().map(lambda job: json.dumps(job, default=str).encode()))
def test_every_document_gets_an_answer_or_the_librarys_refusal(raw: bytes) -> None:
    for want in ("judgement", "sheet"):
        assert "answer" in json.loads(answer(raw, want))
    for want in ("report", "revalidation"):
        said = json.loads(answer(raw, want))
        assert "answer" in said or said["error"]["name"] == "InvalidInput"


@given(st.text())
def test_options_that_are_no_json_are_refused(options: str) -> None:
    said = json.loads(answer("{}", "report", options))
    assert "answer" in said or said["error"]["name"] in {"InvalidInput", "InvalidOption"}


PAPER = ["P.IVA 03187450121\nFattura 2026/17 del 01/04/2026", "Imponibile 1.000,00 IVA 22% 220,00 Totale 1.220,00"]
BESIDE_IT = {
    "vendor": {"vat_number": "IT03187450121"},
    "invoice": {"number": "2026/17", "date": "2026-04-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202},
}


@pytest.mark.parametrize("text", [PAPER, "\f".join(PAPER)], ids=["by-page", "as-one"])
def test_with_the_text_of_the_paper_the_answer_is_what_the_command_line_prints(
    parzo: Command, file: File, text: str | list[str]
) -> None:
    file("a.json", BESIDE_IT)
    Path("a.txt").write_text("\f".join(PAPER), encoding="utf-8")
    printed = json.loads(parzo("check", "a.json", "--text", "a.txt", "--format", "json")[1])
    raw = json.dumps(BESIDE_IT)
    judged = answered(raw, "judgement", text=text)
    assert {"source": "a.json", "line": None, **judged} == printed
    assert [flag["code"] for flag in judged["flags"]] == ["ARITHMETIC_MISMATCH", "NOT_ON_PAGE"]
    report = answered(raw, "report", text=text)
    assert report == {name: value for name, value in judged.items() if name != "diagnoses"}
    assert report["grounding"]["places"]["/invoice/date"] == [
        {"page": 1, "start": 38, "end": 48, "printed": "01/04/2026"}
    ]
    job = json.dumps({"status": "completed", "result": BESIDE_IT})
    assert answered(job, "revalidation", text=text)["report"] == report
    assert answered('{"status": "pending"}', "revalidation", text=text)["report"] is None


@pytest.mark.parametrize(
    ("lang", "place"), [("en", "in place of total"), ("it", "al posto di: totale")], ids=["en", "it"]
)
def test_a_sheet_says_what_to_mark_on_the_paper_and_where_its_flags_lead(lang: str, place: str) -> None:
    sheet = answered(json.dumps(BESIDE_IT), "sheet", text=PAPER, lang=lang)
    marks = sheet["paper"]["marks"]
    assert [(mark["page"], mark["printed"]) for mark in marks] == [
        *((1, "03187450121"), (1, "2026/17"), (1, "01/04/2026")),
        *((2, "1.000,00"), (2, "22"), (2, "220,00"), (2, "1.220,00")),
    ]
    assert marks[-1] == {
        "page": 2,
        "start": 42,
        "end": 50,
        "printed": "1.220,00",
        "paths": [],
        "instead_of": ["/financials/total"],
        "names": [place],
        "severity": "error",
        "shown": True,
    }
    assert sheet["paper"]["flags"] == [[6], [6]]
    assert "paper" not in answered(json.dumps(BESIDE_IT), "sheet", lang=lang)


@pytest.mark.parametrize("producer", ["klippa", "auto"])
@pytest.mark.parametrize("lang", ["en", "it"])
def test_another_producers_answer_is_judged_as_the_command_line_does(
    parzo: Command, file: File, producer: str, lang: str
) -> None:
    for document in (KLIPPA, {"sum": 5}, {}, json.loads(NET_TO_PAY), json.loads(SAMPLE)):
        name = file("a.json", document)
        asked = ("check", name, "--from", producer, "--lang", lang, "--format", "json")
        judged = answered(json.dumps(document), "judgement", lang=lang, **{"from": producer})
        assert {"source": name, "line": None, **judged} == json.loads(parzo(*asked)[1])


def test_the_sheet_of_another_producers_answer_shows_it_in_the_documented_shape() -> None:
    sheet = answered(json.dumps(KLIPPA), "sheet", **{"from": "klippa"})
    assert (sheet["verdict"], "1202.00" in sheet["invoice"]) == ("review", True)
    xml = (FATTURE / "one_rate.xml").read_bytes()
    assert answered(xml, "sheet", **{"from": "auto"})["verdict"] == "clean"
    assert answered(xml, "report", **{"from": "fatturapa"})["verdict"] == "clean"
    assert answered(xml, "sheet")["verdict"] == "unusable"


def test_a_table_of_ones_own_is_named_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.toml").write_text("documents = '[@]'\n[financials]\ntotal = 'sum'\n", encoding="utf-8")
    assert answered('{"sum": 0}', "report", **{"from": "own.toml"})["flags"][0]["code"] == "INVALID_TOTAL"


KLIPPA = {"data": {"merchant_name": "Rossi", "amountexvat": 100000, "vatamount": 22000, "amount": 120200}}
FATTURE = SAMPLE_JOB.parent / "fatturapa"


def test_what_is_nobodys_answer_is_refused_where_a_report_is_asked_for() -> None:
    name, message = refused('{"sum": 5}', "report", {"from": "klippa"})
    assert name == "InvalidInput"
    assert message == "expected an answer of Klippa, financial documents, found none of its fields"
