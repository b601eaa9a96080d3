"""The command line: what a person types and what they see, in process and through the installed command."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from parzo_validate import Report, __version__
from parzo_validate import __main__ as entry_point
from parzo_validate.batch.outcome import Outcome
from parzo_validate.cli import app as cli
from parzo_validate.cli.options import exit_code
from parzo_validate.cli.output import Format, printed
from parzo_validate.config.choices import Threshold
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import ROOT, SAMPLE_JOB, Command, File
from tests.helpers.watched import installed, watched

CLEAN: dict[str, dict[str, object]] = {
    "vendor": {"vat_number": "IT12345678903"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220},
}
NET_TO_PAY = {
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "withholding_tax": 200, "total": 1020}
}
LATE = CLEAN | {"invoice": {"date": "2026-04-15", "due_date": "2026-04-14"}}


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "github"])
def test_answers_go_where_they_are_sent_and_the_bar_to_the_terminal(form: str) -> None:
    arguments = "check", str(SAMPLE_JOB), str(SAMPLE_JOB), "--format", form
    seen, shown = watched(*arguments)
    assert seen.stdout == installed(*arguments).stdout
    assert seen.stdout.count(b"INVALID_PIVA_CHECKSUM") >= 2
    assert "checking" in shown
    assert "INVALID_PIVA_CHECKSUM" not in shown


def test_the_review_sheet_of_the_sample(parzo: Command) -> None:
    code, output, errors = parzo("check", SAMPLE_JOB)
    assert (code, errors) == (0, "")
    assert output == (
        f"{SAMPLE_JOB}: review\n"
        "  warning             INVALID_PIVA_CHECKSUM  /buyer/vat_number\n"
        "                      the buyer's VAT number IT98765432109 ends in 9, but the check digit should be 3\n"
        "  missing on server   INVALID_PIVA_CHECKSUM  /buyer/vat_number\n"
    )


def test_the_sheet_puts_errors_first_and_says_what_was_not_checked(parzo: Command, file: File) -> None:
    document = NET_TO_PAY | {"buyer": {"vat_number": "IT1", "name": [5]}}
    code, output, _ = parzo("check", file("a.json", document))
    assert code == 1
    assert [line.split("  ")[1].strip() for line in output.splitlines()[1:] if line[2] != " "] == [
        *("error", "warning", "unreadable", "not checked"),
    ]
    assert "error               ARITHMETIC_MISMATCH  /financials/total  (net_of_withholding)" in output
    assert "unreadable          /buyer/name  expected text, got a list" in output
    assert "not checked         INVALID_PIVA_CHECKSUM  vat_number is missing" in output


def test_the_sheet_speaks_italian(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("a.json", NET_TO_PAY), "--lang", "it")
    assert output.startswith("a.json: da rivedere\n  errore ")
    assert "la ritenuta d'acconto risulta già detratta, quindi sembra il netto a pagare" in output
    assert "  non verificato      INVALID_PIVA_CHECKSUM  manca partita IVA\n" in output


@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_json_holds_the_sentences_of_the_language_and_the_same_values(parzo: Command, file: File, output: str) -> None:
    name = file("a.json", NET_TO_PAY)
    english, italian = (
        json.loads(parzo("check", name, "--format", output, "--lang", lang)[1]) for lang in ("en", "it")
    )
    assert italian["flags"][0]["message"].startswith("imponibile 1.000,00 + imposta 220,00 = 1.220,00, ma il totale è")
    assert italian["not_evaluated"][0]["reason"] == "manca partita IVA"
    assert italian["diagnoses"][0]["message"].startswith("dovrebbe essere 1.220,00")
    assert _without_sentences(italian) == _without_sentences(english)


def _without_sentences(answer: object) -> object:
    match answer:
        case dict():
            return {key: _without_sentences(value) for key, value in answer.items() if key not in ("message", "reason")}
        case list():
            return [_without_sentences(value) for value in answer]
        case _:
            return answer


PRINTED = CLEAN | {"financials": {"subtotal": "1.000,00", "tax_rate": "22%", "tax_amount": 220, "total": "1.220,00 €"}}


@pytest.mark.parametrize(
    ("lang", "sheet"),
    [
        (
            "en",
            "a.json: clean\n"
            '  read as             /vendor/name  "n/a" -> nothing\n'
            '  read as             /financials/subtotal  "1.000,00" -> 1000.00\n'
            '  read as             /financials/tax_rate  "22%" -> 22\n'
            '  read as             /financials/total  "1.220,00 €" -> 1220.00\n',
        ),
        (
            "it",
            "a.json: in ordine\n"
            '  letto come          /vendor/name  "n/a" -> nulla\n'
            '  letto come          /financials/subtotal  "1.000,00" -> 1000.00\n'
            '  letto come          /financials/tax_rate  "22%" -> 22\n'
            '  letto come          /financials/total  "1.220,00 €" -> 1220.00\n',
        ),
    ],
)
def test_the_sheet_says_how_it_read_what_stands_there_in_another_form(
    parzo: Command, file: File, lang: str, sheet: str
) -> None:
    named = {"vendor": CLEAN["vendor"] | {"name": "n/a"}}
    assert parzo("check", file("a.json", PRINTED | named), "--lang", lang) == (0, sheet, "")


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("en", "  read as             1,002 values; --format json lists them"),
        ("it", "  letto come          1.002 valori; --format json li elenca"),
    ],
)
def test_the_sheet_counts_many_of_them(parzo: Command, file: File, lang: str, row: str) -> None:
    many = PRINTED | {"line_items": [{"amount": "1,00"}] * 999}
    assert parzo("check", file("a.json", many), "--lang", lang)[1].splitlines()[1:] == [row]


def test_json_lists_how_it_read_them(parzo: Command, file: File) -> None:
    answer = json.loads(parzo("check", file("a.json", PRINTED), "--format", "json")[1])
    assert answer["coerced"][-1] == {"path": "/financials/total", "given": "1.220,00 €", "read_as": "1220.00"}
    line = json.loads(parzo("check", file("a.json", PRINTED), "--format", "jsonl", "--no-diagnose")[1])
    assert (line["verdict"], line["coerced"]) == ("clean", answer["coerced"])
    github = parzo("check", file("a.json", PRINTED), "--format", "github")
    assert github == (0, "", "")


def test_what_could_not_be_read_at_all_is_said_in_italian_and_in_code(
    parzo: Command, file: File, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    torn = gzip.compress(json.dumps(CLEAN).encode() * 9, mtime=0)[:-9]
    (tmp_path / "torn.json.gz").write_bytes(torn)
    (tmp_path / "long.json").write_bytes(b" " * 20_000_001)
    names = [tmp_path / "empty", tmp_path / "none.json", tmp_path / "torn.json.gz", tmp_path / "long.json"]
    sheets = parzo("check", *names, "--lang", "it")[1].replace(f"{tmp_path}/", "").splitlines()
    assert sheets == [
        "empty: inutilizzabile: la cartella non contiene file di nome *.json, *.jsonl, *.ndjson, anche seguito da "
        ".gz o .zst",
        "none.json: inutilizzabile: impossibile leggere il file: No such file or directory",
        "torn.json.gz: inutilizzabile: impossibile leggere il file: il file compresso è troncato",
        "long.json: inutilizzabile: attesi al più 20000000 byte, trovati di più; è un solo documento?",
        "4 documenti: 4 inutilizzabili",
    ]
    answers = json.loads(parzo("check", *names, "--format", "json")[1])
    assert [answer["reason_code"] for answer in answers] == ["empty_folder", "unread_file", "unread_file", "too_long"]


def test_several_files_get_one_answer_each_and_the_worst_code(parzo: Command, file: File) -> None:
    names = [file("clean.json", CLEAN), file("empty.json", {}), file("array.json", []), "missing.json"]
    code, output, _ = parzo("check", *names)
    assert code == 2
    assert "clean.json: clean\n" in output
    assert "empty.json: incomplete\n" in output
    assert "array.json: unusable: expected a JSON object with the extraction result, got a list\n" in output
    assert "missing.json: unusable: cannot read the file: No such file or directory\n" in output
    assert output.endswith("4 documents: 1 clean, 1 incomplete, 2 unusable\n")


def test_json_is_one_object_for_one_document(parzo: Command) -> None:
    code, output, _ = parzo("check", SAMPLE_JOB, "--format", "json")
    answer = json.loads(output)
    assert code == 0
    report = ["verdict", "flags", "coerced", "unreadable", "not_evaluated", "crashed", "ruleset"]
    assert list(answer) == ["source", "line", *report, "diagnoses", "job"]
    assert answer["flags"][0]["path"] == "/buyer/vat_number"


def test_json_is_a_list_for_several_documents(parzo: Command, file: File) -> None:
    code, output, _ = parzo("check", file("a.json", CLEAN), file("b.json", "{"), "--format", "json")
    first, second = json.loads(output)
    assert code == 2
    assert (first["source"], first["verdict"]) == ("a.json", "clean")
    assert second["source"] == "b.json"
    assert second["error"].startswith("invalid JSON at line 1, column 2")


@pytest.mark.parametrize("options", [[], ["--lines"]], ids=["by-suffix", "by-option"])
def test_json_lines_report_a_broken_line_by_number_and_go_on(parzo: Command, file: File, options: list[str]) -> None:
    text = "\n".join([json.dumps(CLEAN), "", "{broken", json.dumps(NET_TO_PAY)])
    name = file("batch.txt" if options else "batch.jsonl", text)
    code, output, _ = parzo("check", name, "--format", "jsonl", *options)
    answers = [json.loads(line) for line in output.splitlines()]
    assert code == 2
    assert [(answer["source"], answer["line"]) for answer in answers] == [(name, 1), (name, 3), (name, 4)]
    assert [answer.get("verdict") for answer in answers] == ["clean", None, "review"]
    assert "line 1, column 2" in answers[1]["error"]


def test_json_of_an_empty_stream_is_an_empty_list(parzo: Command, file: File) -> None:
    assert parzo("check", file("none.jsonl", ""), "--format", "json") == (0, "[]\n", "")


def test_standard_input_is_a_dash(parzo: Command) -> None:
    code, output, _ = parzo("check", "-", stdin=json.dumps(CLEAN).encode())
    assert (code, output) == (0, "standard input: clean\n")


def test_github_annotations_point_at_file_and_line(parzo: Command, file: File) -> None:
    rate = {"financials": {"tax_rate": "0.22", "total": "x\r\n%"}}
    code, output, _ = parzo("check", file("a,b.jsonl", json.dumps(rate) + "\n{"), "--format", "github")
    assert code == 2
    assert output.splitlines() == [
        "::warning file=a%2Cb.jsonl,line=1,title=INVALID_IT_VAT_RATE::/financials/tax_rate: "
        "VAT rate 0.22%25 is probably 22%25 written as a fraction",
        "::warning file=a%2Cb.jsonl,line=1,title=unreadable::/financials/total: "
        r'expected a number, got "x\r\n%25"',
        "::notice file=a%2Cb.jsonl,line=1,title=ARITHMETIC_MISMATCH not checked::/financials/total: "
        "total is unreadable",
        "::notice file=a%2Cb.jsonl,line=1,title=INVALID_TOTAL not checked::/financials/total: total is unreadable",
        "::notice file=a%2Cb.jsonl,line=1,title=INVALID_PIVA_CHECKSUM not checked::/vendor/vat_number: "
        "vat_number is missing",
        "::error file=a%2Cb.jsonl,line=2,title=unusable::invalid JSON at line 1, column 2: "
        "Expecting property name enclosed in double quotes",
    ]


def test_github_annotations_say_which_value_is_likely_wrong(parzo: Command, file: File) -> None:
    sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}
    unreadable_amount = {"financials": {"subtotal": 250, "tax_rate": 4, "tax_amount": 10, "total": "260,000"}}
    documents = "\n".join(map(json.dumps, ({"financials": sums}, unreadable_amount)))
    _, output, _ = parzo("check", file("a.jsonl", documents), "--format", "github")
    at_the_total = [line for line in output.splitlines() if "::/financials/total: " in line]
    first, second = (line for line in at_the_total if not line.startswith("::notice"))
    assert first.startswith("::error file=a.jsonl,line=1,title=ARITHMETIC_MISMATCH::/financials/total: ")
    assert first.endswith("; should be 1220.00 (certain): two digits were swapped; confirmed by subtotal × 22%25")
    assert second.startswith(
        "::warning file=a.jsonl,line=2,title=unreadable::/financials/total: 260,000 may be 260 or "
    )
    assert "should be 260.00 (certain): the amount was copied as the page prints it" in second
    _, output, _ = parzo("check", file("a.jsonl", documents), "--format", "github", "--no-diagnose")
    assert "should be" not in output


def test_github_names_a_file_without_lines(parzo: Command, file: File) -> None:
    _, output, _ = parzo("check", file("a.json", "[]"), "--format", "github")
    assert output.startswith("::error file=a.json,title=unusable::expected a JSON object")


@pytest.mark.parametrize(
    ("document", "threshold", "code"),
    [
        (NET_TO_PAY, "error", 1),
        (NET_TO_PAY, "warning", 1),
        (NET_TO_PAY, "never", 0),
        (LATE, "error", 0),
        (LATE, "warning", 1),
        (LATE, "never", 0),
        (CLEAN, "warning", 0),
    ],
)
def test_the_exit_code_follows_the_threshold(
    parzo: Command, file: File, document: object, threshold: str, code: int
) -> None:
    assert parzo("check", file("a.json", document), "--fail-on", threshold)[0] == code


def test_options_reach_the_rules(parzo: Command, file: File) -> None:
    name = file("a.json", NET_TO_PAY)
    assert parzo("check", name, "--accept-cause", "net_of_withholding")[0] == 0
    assert parzo("check", name, "--tolerance", "200")[0] == 0
    assert parzo("check", name, "--disable", "ARITHMETIC_MISMATCH", "--disable", "INVALID_TOTAL")[0] == 0
    rate = file("b.json", {"financials": {"tax_rate": 7.3}})
    assert parzo("check", rate, "--fail-on", "warning")[0] == 1
    assert parzo("check", rate, "--fail-on", "warning", "--extra-vat-rate", "7.3")[0] == 0


@pytest.mark.parametrize("threshold", Threshold)
def test_a_crashed_rule_leaves_a_question_open(threshold: Threshold) -> None:
    assert exit_code(Outcome("a.json", None, Report(crashed={"ACME_CRASH": "KeyError: 'x'"})), threshold) == 2


def test_json_lines_that_are_not_called_so_are_recognised(parzo: Command, file: File) -> None:
    code, output, _ = parzo("check", file("a.json", "{}\n{}\n"))
    assert (code, "; JSON Lines, a document on each line, must be read as such" in output) == (2, True)
    assert parzo("check", "a.json", "--lines")[0] == 0


def test_the_sheet_counts_in_its_language(parzo: Command, file: File) -> None:
    name = file("a.jsonl", "{}\n[]\n[]\n")
    assert parzo("check", name, "--lang", "it")[1].splitlines()[-1] == "3 documenti: 1 incompleto, 2 inutilizzabili"
    assert parzo("check", name)[1].splitlines()[-1] == "3 documents: 1 incomplete, 2 unusable"


def test_the_sheet_shows_a_crashed_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The table of the command never crashes; one with rules of others might."""
    crashed = Outcome("a.json", None, Report(crashed={"ACME_CRASH": "KeyError: 'x'\n::error::100%"}))
    assert list(printed([crashed], Format.TEXT, "en", several=False)) == [crashed]
    said = r"KeyError: 'x'\n::error::100%"
    assert capsys.readouterr().out == f"a.json: review\n  rule failed         ACME_CRASH  {said}\n"
    list(printed([crashed], Format.GITHUB, "en", several=False))
    assert capsys.readouterr().out == f"::warning file=a.json,title=ACME_CRASH rule failed::{said}25\n"


def test_rules_lists_the_table(parzo: Command) -> None:
    code, output, _ = parzo("rules")
    assert code == 0
    assert [line.split()[:2] for line in output.splitlines()] == [
        ["code", "severity"],
        ["ARITHMETIC_MISMATCH", "error"],
        ["INVALID_TOTAL", "error"],
        ["INVALID_IT_VAT_RATE", "warning"],
        ["INVALID_PIVA_CHECKSUM", "warning"],
        ["DATE_INCOHERENCE", "warning"],
    ]


def test_rules_lists_the_extended_table_on_request(parzo: Command) -> None:
    code, output, _ = parzo("rules", "--rules", "extended")
    assert code == 0
    listed = [line.split()[:2] for line in output.splitlines()[1:]]
    assert listed == [[rule.code, str(rule.severity)] for rule in EXTENDED_TABLE]


def test_the_extended_rules_run_on_request(parzo: Command, file: File) -> None:
    name = file("a.json", CLEAN)
    two_currencies = file("b.json", CLEAN | {"invoice": {"currency": "USD"}, "financials": {"currency": "EUR"}})
    assert "CURRENCY_CONFLICT" not in parzo("check", name, two_currencies)[1]
    output = parzo("check", name, two_currencies, "--rules", "extended")[1]
    assert output.count("warning             CURRENCY_CONFLICT  /financials/currency\n") == 1
    without = parzo("check", two_currencies, "--rules", "extended", "--disable", "CURRENCY_CONFLICT")[1]
    assert "CURRENCY_CONFLICT" not in without


@pytest.mark.parametrize(
    ("typed", "title"),
    [("invalid_total", "INVALID_TOTAL (error)"), ("currency_conflict", "CURRENCY_CONFLICT (warning)")],
)
def test_explain_renders_the_docstring(parzo: Command, typed: str, title: str) -> None:
    code, output, _ = parzo("explain", typed)
    assert code == 0
    for heading in (title, "What it checks", "Why it matters", "When it stays silent", "Sources"):
        assert heading in output
    assert "##" not in output


@pytest.mark.parametrize(
    ("of", "properties"),
    [
        ("invoice", {"vendor", "buyer", "invoice", "financials", "line_items"}),
        ("flag", {"code", "severity", "message", "path", "context"}),
        ("report", {"verdict", "flags", "coerced", "unreadable", "not_evaluated", "crashed", "ruleset"}),
    ],
)
def test_schema_prints_json_schema(parzo: Command, of: str, properties: set[str]) -> None:
    code, output, _ = parzo("schema", of)
    assert code == 0
    assert set(json.loads(output)["properties"]) == properties


def test_the_schema_of_a_line_has_the_keys_it_may_come_with(parzo: Command) -> None:
    line = json.loads(parzo("schema", "invoice")[1])["$defs"]["LineItem"]["properties"]
    assert {"amount", "total", "vat_rate", "tax_rate"} <= set(line)
    assert {"type": "number"} in line["amount"]["anyOf"]


def test_version_and_help(parzo: Command) -> None:
    assert parzo("--version") == (0, f"parzo-validate {__version__}\n", "")
    code, output, _ = parzo("check", "--help")
    assert code == 0
    assert (
        "Exit codes: 0 nothing at or above --fail-on, 1 something, 2 unusable input or option, or a rule that" in output
    )
    assert "check" in parzo()[1]


def test_the_help_of_a_command_says_what_each_option_is_for(parzo: Command) -> None:
    for name, command in typer.main.get_command(cli.app).commands.items():  # type: ignore[attr-defined]
        shown = " ".join(parzo(name, "--help")[1].replace("│", " ").split())
        for parameter in command.params:
            assert re.fullmatch(r"[A-Z].*\.", parameter.help or ""), f"{name}: {parameter.name}"
            assert parameter.help in shown


def test_the_version_is_said() -> None:
    assert installed("--version").stdout == f"parzo-validate {__version__}\n".encode()


def test_without_the_extra_the_command_says_what_to_install(parzo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for loaded in [name for name in sys.modules if name.startswith("parzo_validate.cli")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, "typer", None)
    code, output, errors = parzo("rules")
    assert (code, output) == (2, "")
    assert errors == (
        "parzo-validate: the command line needs the package typer; install it with: pip install 'parzo_validate[cli]'\n"
    )


def test_another_missing_module_is_not_blamed_on_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "parzo_validate.cli.app", None)
    with pytest.raises(ModuleNotFoundError, match=r"parzo_validate\.cli\.app"):
        entry_point.main()


def test_the_installed_command_and_the_module_answer_alike() -> None:
    arguments = ["check", "tests/data/sample_job.json", "--format", "json", "--fail-on", "warning"]
    module = subprocess.run(
        [sys.executable, "-m", "parzo_validate", *arguments], capture_output=True, check=False, cwd=ROOT
    )
    command = installed(*arguments)
    assert command.returncode == module.returncode == 1
    assert command.stdout == module.stdout
    assert command.stderr == module.stderr == b""


def test_the_installed_command_survives_bytes_that_are_no_text() -> None:
    done = installed("check", "-", stdin=b"\xff\xfe\x00")
    assert done.returncode == 2
    assert done.stdout == b"standard input: unusable: expected JSON in UTF-8, got an invalid byte at offset 0\n"
    assert done.stderr == b""


def test_a_reader_that_hangs_up_gets_no_traceback() -> None:
    """As in `parzo-validate check many.jsonl | head -1`, with more output than a pipe holds."""
    many = (json.dumps(NET_TO_PAY) + "\n").encode() * 5000
    command = Path(sys.executable).with_name("parzo-validate")
    with subprocess.Popen(
        [command, "check", "-", "--lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(many[: 2**15])
        process.stdout.close()
        try:
            process.stdin.write(many)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
