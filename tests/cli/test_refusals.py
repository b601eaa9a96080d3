"""Every refusal of the command line: the exit code, and all that standard error says."""

import os
from pathlib import Path

import pytest

from parzo_validate.browser.parts import RUNTIME, how_to_get_pdfjs, how_to_get_pyodide, how_to_get_wheels
from parzo_validate.cli.schemas import Schema
from parzo_validate.engine.policy import CAUSES
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import Command, File, in_its_frame

CODES = ", ".join(rule.code for rule in EXTENDED_TABLE)
DESCRIBED = ", ".join(f"'{of}'" for of in Schema)
KEYS = "rules, disable, severity, plugins, policy, fail_on, lang, profile"
LINE = '{"source": "a.json", "error": "x"}\n'
FILES = {
    "a.json": "{}",
    "old.jsonl": LINE * 2,
    "shorter.jsonl": LINE,
    "other.jsonl": LINE.replace("a.json", "b.json") * 2,
    "begun.jsonl.0.1.0+a.b.c.part": "",
    "wrong.toml": "lang = 'en'\nlagn = 'it'\ntolerance = 1\n",
    "broken.toml": "[x",
    "nested.toml": f"lang = 'it'\nrules = {'[' * 5000}",
    "endless.toml": f"lang = 'it'\nx = {'9' * 5000}",
    "profiles.toml": "[profile.rossi]\nlang = 'it'\n",
    "plugins.toml": "\nplugins = ['acme']",
    "nothing.toml": "rules = []",
    "folder/pyproject.toml": "[tool.other]",
    "misspelt/pyproject.toml": "[tool.parzo_validate]",
    "key": "secret",
    "no-key": " \n",
    "odd-key": "schlüssel",
}
"""What stands in the folder; beside it, ``pipe`` is one."""

JOB = "job j --api-key-file key --base-url"
SOME_URL = "https://x.example"
NO_KEY = "no API key: set PARZO_API_KEY, or name the file that holds it with --api-key-file"
NO_HTTPS = "base_url: expected https, so that nobody reads the API key on the way, got "
ONCE = "standard input (-) stands alone, and cannot be read again to --resume"
AT_ONCE = {
    "check-nothing": ("check", "Missing argument 'FILE...'."),
    "check-option-unknown": ("check a.json --colour", "No such option: --colour"),
    "check-option-without-value": ("check a.json --disable", "Option '--disable' requires an argument."),
    "profile-without-configuration": (
        "check a.json --profile rossi",
        "Invalid value for --profile: there is no configuration with a profile 'rossi'",
    ),
    "explain-nothing": ("explain", "Missing argument 'CODE'."),
    "explain-unknown": (
        "explain INVALID_TOTALS",
        f"Invalid value for CODE: unknown rule code 'INVALID_TOTALS'; known codes: {CODES}, NOT_ON_PAGE, WRONG_PAGE",
    ),
    "batch-nothing": ("batch -o x", "Missing argument 'INPUT'."),
    "batch-without-output": ("batch a.json", "Missing option '--output' / '-o'."),
    "batch-missing-inputs": (
        "batch none.json a.json no.json -o x",
        "Invalid value for INPUT: there is no none.json, no no.json",
    ),
    "on-page-form": (
        "check a.json --on-page invoice.date",
        "Invalid value for --on-page: expected FIELD=WHAT, as in invoice.due_date=weak, got 'invoice.date'",
    ),
    "batch-standard-input-and-more": ("batch - a.json -o x", f"Invalid value: {ONCE}"),
    "batch-standard-input-resumed": ("batch - --resume -o x", f"Invalid value: {ONCE}"),
    "batch-summary-suffix": (
        "batch a.json -o x --summary-file a.pdf",
        "Invalid value for --summary-file: a.pdf: expected a name that ends in .html or .json",
    ),
    "batch-output-folder": ("batch a.json -o none/x", "Invalid value: none/x: there is no folder none"),
    "batch-summary-folder": (
        "batch a.json -o x --summary-file none/s.json",
        "Invalid value: none/s.json: there is no folder none",
    ),
    "batch-output-is-input": (
        "batch a.json -o a.json",
        "Invalid value: a.json is both input and output; write somewhere else",
    ),
    "batch-summary-is-in-an-input": (
        "batch . -o x --summary-file a.json",
        "Invalid value: a.json is both input and output; write somewhere else",
    ),
    "batch-written-twice": (
        "batch a.json -o x.json --summary-file ./x.json",
        "Invalid value: x.json would be written twice; write somewhere else",
    ),
    "diff-one": ("diff old.jsonl", "Missing argument 'NEW'."),
    "page-nowhere": ("page", "Missing argument 'OUT'."),
    "job-nothing": ("job", "Missing argument 'ID'."),
}
"""What is refused before a command begins, in a frame below its usage."""

INVALID = "Invalid value for '--"
UNKNOWN = "Value error, "
BY_TYPER = {
    "command-unknown": ("chekc", "No such command 'chekc'. Did you mean 'check'?", "No such command 'chekc'."),
    "check-format": (
        "check a.json --format xml",
        *(f"{INVALID}format': {says}'xml' is not one of 'text', 'json', 'jsonl', 'github'." for says in (UNKNOWN, "")),
    ),
    "check-lang": (
        "check a.json --lang de",
        *(f"{INVALID}lang': {says}'de' is not one of 'en', 'it'." for says in (UNKNOWN, "")),
    ),
    "check-fail-on": (
        "check a.json --fail-on always",
        *(f"{INVALID}fail-on': {says}'always' is not one of 'error', 'warning', 'never'." for says in (UNKNOWN, "")),
    ),
    "check-rules": (
        "check a.json --rules all",
        *(f"{INVALID}rules': {says}'all' is not one of 'default', 'extended'." for says in (UNKNOWN, "")),
    ),
    "rules-argument": ("rules x", "Got unexpected extra argument(s) (x)", "Got unexpected extra argument (x)"),
    "schema-of-what": (
        "schema everything",
        f"Invalid value for 'of': {UNKNOWN}'everything' is not one of {DESCRIBED}.",
        f"Invalid value for 'OF:{{{'|'.join(Schema)}}}': 'everything' is not one of {DESCRIBED}.",
    ),
    "batch-no-workers": (
        "batch a.json -o x --workers 0",
        f"{INVALID}workers': Input should be greater than or equal to 1",
        f"{INVALID}workers': 0 is not in the range x>=1.",
    ),
    "diff-format": (
        "diff old.jsonl old.jsonl --format xml",
        *(f"{INVALID}format': {says}'xml' is not one of 'text', 'json'." for says in (UNKNOWN, "")),
    ),
    "diff-examples": (
        "diff old.jsonl old.jsonl --examples -1",
        f"{INVALID}examples': Input should be greater than or equal to 0",
        f"{INVALID}examples': -1 is not in the range x>=0.",
    ),
    "job-nowhere": (
        "job j",
        "Missing option '--base-url' (env var: 'PARZO_BASE_URL').",
        "Missing option '--base-url'.",
    ),
    "job-interval": (
        f"{JOB} {SOME_URL} --interval soon",
        f"{INVALID}interval': Input should be a valid number, unable to parse string as a number",
        f"{INVALID}interval': 'soon' is not a valid float.",
    ),
    "job-key-as-argument": (
        f"job j --base-url {SOME_URL} --api-key secret",
        "No such option: --api-key (Possible options: --api-key-file)",
        "No such option: --api-key Did you mean --api-key-file?",
    ),
}
"""What typer refuses in lines of its own: as the newest says it, and as older ones do."""

PLAINLY = {
    "tolerance-negative": ("check a.json --tolerance -1", 'policy.tolerance: expected zero or more, got "-1"'),
    "tolerance-word": ("rules --tolerance x", 'policy.tolerance: expected a number, got "x"'),
    "cause": (
        "batch a.json -o x --accept-cause bolo",
        f'policy.accepted_causes: unknown cause "bolo"; known causes: {", ".join(CAUSES)}',
    ),
    "rate": ("check a.json --extra-vat-rate 7,3", 'policy.extra_vat_rates: expected a number, got "7,3"'),
    "charges": ("check a.json --unlisted-charges -1", 'policy.unlisted_charges: expected zero or more, got "-1"'),
    "standing": (
        "check a.json --on-page invoice.date=maybe",
        'policy.on_page: expected one of must, may, weak, ignored for invoice.date, got "maybe"',
    ),
    "day": ("explain INVALID_TOTAL --as-of today", 'policy.as_of: expected a date as YYYY-MM-DD, got "today"'),
    "job-day": (f"{JOB} {SOME_URL} --as-of today", 'policy.as_of: expected a date as YYYY-MM-DD, got "today"'),
    "code": ("batch a.json -o x --disable NO_SUCH", f"disable: unknown rule code 'NO_SUCH'; known: {CODES}"),
    "code-almost": (
        "check a.json --disable INVALID_TOTALS",
        "disable: unknown rule code 'INVALID_TOTALS'; did you mean INVALID_TOTAL or INVALID_IBAN or "
        f"INVALID_IT_VAT_RATE? known: {CODES}",
    ),
    "config-missing": ("check a.json --config none.toml", "none.toml: cannot read the file: No such file or directory"),
    "config-folder": ("check a.json --config folder", "folder: cannot read the file: Is a directory"),
    "config-keys": (
        "check a.json --config wrong.toml",
        f"wrong.toml:2: lagn: unknown key; did you mean lang? known: {KEYS}\n"
        f"wrong.toml:3: tolerance: unknown key; known: {KEYS}",
    ),
    "config-no-toml": (
        "rules --config broken.toml",
        "broken.toml: expected TOML in UTF-8: Expected ']' at the end of a table declaration (at end of document)",
    ),
    "config-nested": (
        "rules --config nested.toml",
        "nested.toml:2: nesting too deep to be read; expected settings as a person writes them",
    ),
    "config-endless": (
        "rules --config endless.toml",
        "endless.toml:2: a number too long to be read; expected settings as a person writes them",
    ),
    "config-profile": (
        "rules --config profiles.toml --profile rosi",
        "profiles.toml: unknown profile 'rosi'; did you mean rossi? known: rossi",
    ),
    "config-plugin": (
        "rules --config plugins.toml",
        "plugins.toml:2: plugins: plugin acme: it brings no rules here; known: none",
    ),
    "config-no-rule": (
        "rules --config nothing.toml",
        "nothing.toml:1: rules: no rule is left, so nothing would be checked",
    ),
    "pyproject-of-others": (
        "rules --config folder/pyproject.toml",
        "folder/pyproject.toml: expected a table [tool.parzo-validate], found none",
    ),
    "pyproject-misspelt": (
        "rules --config misspelt/pyproject.toml",
        "misspelt/pyproject.toml: unknown table [tool.parzo_validate]; did you mean [tool.parzo-validate]?",
    ),
    "batch-output-is-folder": ("batch a.json -o folder", "folder is a folder; name the file to write"),
    "batch-output-is-pipe": ("batch a.json -o pipe", "pipe is a device or a pipe; name the file to write"),
    "batch-interrupted-before": (
        "batch a.json -o begun.jsonl",
        "an earlier run was interrupted; continue it with --resume, or delete begun.jsonl.0.1.0+a.b.c.part to start "
        "over",
    ),
    "diff-missing": ("diff old.jsonl none.jsonl", "cannot read none.jsonl: No such file or directory"),
    "diff-folder": ("diff folder old.jsonl", "cannot read folder: Is a directory"),
    "diff-no-output-of-batch": (
        "diff old.jsonl a.json",
        "a.json, line 1: expected a line as batch writes it; is the file whole?",
    ),
    "diff-shorter": (
        "diff old.jsonl shorter.jsonl",
        "shorter.jsonl has 1 document, old.jsonl has more; were the inputs the same?",
    ),
    "diff-longer": (
        "diff shorter.jsonl old.jsonl",
        "shorter.jsonl has 1 document, old.jsonl has more; were the inputs the same?",
    ),
    "diff-other-documents": (
        "diff old.jsonl other.jsonl",
        "line 1 of old.jsonl is for a.json, that of other.jsonl for b.json; compare runs over the same inputs, named "
        "in the same way",
    ),
    "job-without-key": (f"job j --base-url {SOME_URL}", NO_KEY),
    "job-empty-key": (f"job j --api-key-file no-key --base-url {SOME_URL}", NO_KEY),
    "job-key-missing": (
        f"job j --api-key-file none --base-url {SOME_URL}",
        "[Errno 2] No such file or directory: 'none'",
    ),
    "job-odd-key": (
        f"job j --api-key-file odd-key --base-url {SOME_URL}",
        "api_key: expected ASCII letters, digits and signs, without spaces or line breaks",
    ),
    "job-no-url": (f"{JOB} x", 'base_url: expected an address as https://host, got "x"'),
    "job-url-with-query": (
        f"{JOB} {SOME_URL}?a=1",
        f'base_url: expected an address as https://host, got "{SOME_URL}?a=1"',
    ),
    "job-plain-http": (f"{JOB} http://x.example", f'{NO_HTTPS}"http://x.example"'),
    "job-other-scheme": (f"{JOB} ftp://x.example", f'{NO_HTTPS}"ftp://x.example"'),
    "job-timeout": (
        f"{JOB} {SOME_URL} --timeout -1",
        "timeout: expected seconds above zero, up to 1e+09, got the number -1.0",
    ),
    "job-never-looking": (
        f"{JOB} {SOME_URL} --interval 0",
        "interval: expected seconds above zero, up to 1e+09, got the number 0.0",
    ),
    "job-id": (
        f"job .. --api-key-file key --base-url {SOME_URL}",
        'job_id: expected the id that the service gave, got ".."',
    ),
}
"""What a command refuses itself, on a line of its own, or on one for each problem."""

OF_PAGE = {
    "page-parts": (
        "page out --pyodide folder",
        "needs --pyodide and --wheels, and fetches neither. Get both with\n"
        f"  {how_to_get_pyodide()}\n  {how_to_get_wheels()}\n"
        f"and, to show papers beside the documents, pdf.js with\n  {how_to_get_pdfjs()}\n"
        "and then run\n  parzo-validate page out --pyodide package --wheels wheels --pdfjs pdfjs",
    ),
    "page-no-pyodide": (
        "page out --pyodide folder --wheels folder",
        f"folder is not the unpacked npm package pyodide: it lacks {', '.join(RUNTIME)}, pyodide-lock.json, "
        f"package.json; get it with\n  {how_to_get_pyodide()}",
    ),
}
"""What ``page`` refuses, which says its name."""


@pytest.fixture(autouse=True)
def folder(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill the folder that the commands run in."""
    for name in ("PARZO_API_KEY", "PARZO_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("folder", "misspelt"):
        Path(name).mkdir()
    for name, content in FILES.items():
        file(name, content)
    os.mkfifo("pipe")


def kept() -> dict[Path, int]:
    """Return what stands in the folder, with the times at which it was written."""
    return {path: os.stat(path).st_mtime_ns for path in Path().rglob("*")}


@pytest.mark.parametrize("refusal", [*AT_ONCE.values(), *BY_TYPER.values()], ids=[*AT_ONCE, *BY_TYPER])
def test_what_was_typed_wrong_is_refused_below_the_usage(parzo: Command, refusal: tuple[str, ...]) -> None:
    before = kept()
    arguments, *lines = refusal
    code, output, errors = parzo(*arguments.split())
    assert (code, output) == (2, "")
    assert in_its_frame(errors) in lines
    assert kept() == before


@pytest.mark.parametrize(("arguments", "lines"), PLAINLY.values(), ids=PLAINLY)
def test_what_cannot_be_done_is_refused_on_a_plain_line(parzo: Command, arguments: str, lines: str) -> None:
    before = kept()
    assert parzo(*arguments.split()) == (2, "", f"parzo-validate: {lines}\n")
    assert kept() == before


@pytest.mark.parametrize(("arguments", "lines"), OF_PAGE.values(), ids=OF_PAGE)
def test_a_page_that_cannot_be_made_is_refused(parzo: Command, arguments: str, lines: str) -> None:
    before = kept()
    assert parzo(*arguments.split()) == (2, "", f"parzo-validate page: {lines}\n")
    assert kept() == before
