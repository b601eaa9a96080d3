"""The option --from of check and batch: other producers' answers, judged in place of results."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from parzo_validate.adapters import producers
from parzo_validate.cli import adapting
from tests.helpers.builders import ROOT, SAMPLE_JOB, Command, File, in_its_frame

KLIPPA = {"data": {"merchant_name": "Rossi", "amountexvat": 100000, "vatamount": 22000, "amount": 120200}}
TEXTRACT_FIELD = {"Type": {"Text": "TOTAL"}, "ValueDetection": {"Text": "0.00"}}
SEVERAL = {"ExpenseDocuments": [{"SummaryFields": [TEXTRACT_FIELD]}, {"SummaryFields": [TEXTRACT_FIELD]}]}
OWN = "documents = '[@]'\n[financials]\ntotal = 'sum'\n"
FATTURE = ROOT / "tests" / "data" / "fatturapa"


def answers(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def said(answer: dict[str, Any]) -> object:
    return [flag["code"] for flag in answer["flags"]] if "flags" in answer else (answer["reason_code"], answer["error"])


@pytest.mark.parametrize(
    "command", [["check", "--format", "jsonl"], ["batch", "-o", "out.jsonl"]], ids=["check", "batch"]
)
@pytest.mark.parametrize("producer", ["klippa", "auto"])
def test_an_answer_is_judged_as_the_result_that_it_holds(
    parzo: Command, file: File, command: list[str], producer: str
) -> None:
    name = file("answers.jsonl", f"{json.dumps(KLIPPA)}\n")
    code, output, _ = parzo(*command, name, "--from", producer)
    [answer] = answers(output or Path("out.jsonl").read_text(encoding="utf-8"))
    assert answer["line"] == 1
    assert said(answer) == ["ARITHMETIC_MISMATCH"]
    assert answer["flags"][0]["context"]["actual"] == "1202.00"
    assert code == (1 if command[0] == "check" else 0)


def test_with_auto_results_and_jobs_stay_what_they_are(parzo: Command, file: File) -> None:
    zero = file("zero.json", {"financials": {"total": 0}})
    output = parzo("check", zero, SAMPLE_JOB, file("empty.json", {}), "--from", "auto", "--format", "jsonl")[1]
    assert [said(answer) for answer in answers(output)] == [["INVALID_TOTAL"], ["INVALID_PIVA_CHECKSUM"], []]


NOBODYS = "expected the answer of a known producer or a result, recognised neither; name the producer in place of auto"
UNFIT = {
    "nobody-s": ({"sum": 5}, "auto", ("unknown_producer", NOBODYS)),
    "a-list": ([1], "auto", ("unknown_producer", NOBODYS)),
    "another-s": (
        {"sum": 5},
        "klippa",
        ("other_producer", "expected an answer of Klippa, financial documents, found none of its fields"),
    ),
    "several": (
        SEVERAL,
        "textract",
        ("several_documents", "expected one document, got 2 in one answer; divide it, as adapt_each does"),
    ),
    "no-json": (
        "{",
        "auto",
        (
            "not_json",
            "invalid JSON at line 1, column 2: Expecting property name enclosed in double quotes",
        ),
    ),
}


@pytest.mark.parametrize(("content", "producer", "why"), UNFIT.values(), ids=UNFIT)
def test_a_document_that_does_not_fit_is_a_line_with_the_reason(
    parzo: Command, file: File, content: object, producer: str, why: tuple[str, str]
) -> None:
    inputs = [file("a.json", content), file("b.json", KLIPPA if producer != "textract" else SEVERAL)]
    assert parzo("batch", *inputs, "-o", "out.jsonl", "--from", producer, "--summary")[0] == 0
    first, second = answers(Path("out.jsonl").read_text(encoding="utf-8"))
    assert said(first) == why
    assert said(second) == (why if producer == "textract" else ["ARITHMETIC_MISMATCH"])
    assert parzo("check", *inputs[:1], "--from", producer)[0] == 2


def test_so_is_each_of_many_that_would_be_clean_if_they_were_results(parzo: Command, file: File) -> None:
    """Many are looked at together, and as many as do not fit are none that are."""
    clean = {
        "vendor": {"vat_number": "IT12345678903"},
        "buyer": {"vat_number": "98765432103"},
        "invoice": {"date": "2026-04-01"},
        "financials": {"subtotal": 100, "tax_rate": 22, "tax_amount": 22, "total": 122},
    }
    parzo("batch", file("many.jsonl", f"{json.dumps(clean)}\n" * 100), "-o", "out.jsonl", "--from", "klippa")
    [why] = {said(answer) for answer in answers(Path("out.jsonl").read_text(encoding="utf-8"))}
    assert why == UNFIT["another-s"][2]


def test_a_file_that_cannot_be_read_keeps_its_reason(parzo: Command, file: File) -> None:
    file("a.json", {})
    assert parzo("check", "none.json", "--from", "auto")[1] == (
        "none.json: unusable: cannot read the file: No such file or directory\n"
    )


def test_a_folder_of_electronic_invoices_is_read_with_its_other_files(parzo: Command, file: File) -> None:
    file("a.json", KLIPPA)
    Path("z.xml").write_bytes((FATTURE / "one_rate.xml").read_bytes())
    output = parzo("check", ".", "--from", "auto", "--format", "jsonl")[1]
    assert [(answer["source"], answer["verdict"]) for answer in answers(output)] == [
        ("a.json", "review"),
        ("z.xml", "clean"),
    ]
    assert len(answers(parzo("check", ".", "--format", "jsonl")[1])) == 1


def test_a_signed_file_of_a_folder_is_not_passed_over(parzo: Command, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes((FATTURE / "one_rate.xml").read_bytes())
    (tmp_path / "b.xml.p7m").write_bytes(b"0\x82\x01\x0c\x06\t")
    code, output, _ = parzo("check", str(tmp_path), "--from", "fatturapa", "--format", "jsonl")
    clean, signed = answers(output)
    assert (code, clean["verdict"]) == (2, "clean")
    assert (Path(signed["source"]).name, signed["reason_code"]) == ("b.xml.p7m", "signed")


def test_a_folder_without_xml_is_read_as_ever(parzo: Command, file: File) -> None:
    file("a.json", KLIPPA)
    assert len(answers(parzo("check", ".", "--from", "klippa", "--format", "jsonl")[1])) == 1


def test_a_table_of_one_s_own_is_named_by_its_file(parzo: Command, file: File) -> None:
    file("own.toml", OWN)
    output = parzo("check", file("a.json", {"sum": 0}), "--from", "own.toml", "--format", "jsonl")[1]
    assert said(answers(output)[0]) == ["INVALID_TOTAL"]


REFUSED = {
    "unknown": ("azur", f'unknown producer "azur"; did you mean azure? known: {", ".join(producers())}'),
    "not-there": ("none.toml", "none.toml: cannot read the file: No such file or directory"),
    "wrong": ("own.toml", "own.toml: documents is missing; expected the expression that finds them, such as [@]"),
}


@pytest.mark.parametrize(("producer", "why"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("command", [["check"], ["batch", "-o", "out.jsonl"]], ids=["check", "batch"])
def test_a_producer_that_is_none_is_refused(
    parzo: Command, file: File, command: list[str], producer: str, why: str
) -> None:
    file("own.toml", "title = 'x'")
    code, _, errors = parzo(*command, file("a.json", {}), "--from", producer)
    assert (code, in_its_frame(errors)) == (2, f"Invalid value for --from: {why}")


def test_without_the_extra_the_option_says_what_to_install(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("parzo_validate.adapters")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jmespath", None)
    code, _, errors = parzo("check", file("a.json", {}), "--from", "auto")
    assert (code, in_its_frame(errors)) == (
        2,
        "Invalid value for --from: parzo_validate.adapters needs jmespath and defusedxml; "
        "install them with: pip install 'parzo_validate[adapters]'",
    )


def test_a_run_is_not_continued_with_documents_adapted_otherwise(parzo: Command, file: File) -> None:
    """Each way to adapt gives the unfinished output another name."""
    file("own.toml", OWN)
    ways = {adapting.identity(producer) for producer in (None, "klippa", "auto", "own.toml")}
    file("own.toml", OWN + "# changed\n")
    assert len({*ways, adapting.identity("own.toml")}) == 5


def test_a_continued_run_counts_adapted_documents(parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    from parzo_validate.batch.archive import judge_archive
    from parzo_validate.batch.partial_output import PartialOutput
    from parzo_validate.batch.summary import Summary
    from parzo_validate.engine.policy import DEFAULT_POLICY
    from parzo_validate.rules import DEFAULT_TABLE

    inputs = [Path(file(f"{name}.json", KLIPPA)) for name in "ab"]
    summaries = []
    for resume in (False, True):
        summary = Summary()
        with PartialOutput(Path("out.jsonl"), ruleset="r", inputs="i", resume=resume) as output:
            work = judge_archive(
                inputs,
                output,
                table=DEFAULT_TABLE,
                policy=DEFAULT_POLICY,
                workers=1,
                summary=summary,
                adapt=adapting.adapting("klippa"),
            )
            if resume:
                list(work)
            else:
                assert [next(work).lines, next(work).lines] == [0, 2]
        summaries.append(summary.as_dict())
    assert summaries[1]["documents"] == 2
    assert summaries[1]["vendors"] == [{"name": "Rossi", **summaries[1]["vendors"][0]}]
