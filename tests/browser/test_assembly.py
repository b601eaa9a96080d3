"""The command that puts the page together: what it writes, what it asks for, what it refuses; with parts made here."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from parzo_validate import __version__
from parzo_validate.adapters import producers
from parzo_validate.adapters.shipped import shipped_table
from parzo_validate.browser.parts import (
    RUNTIME,
    WHEELS,
    WHEELS_OF_ADAPTERS,
    how_to_get_pdfjs,
    how_to_get_pyodide,
    how_to_get_wheels,
)
from parzo_validate.words import LANGUAGES, WORDS
from tests.helpers.builders import ROOT, SAMPLE_JOB, Command, File
from tests.helpers.typescript import typescript

BROWSER = ROOT / "parzo_validate" / "browser"
INFO = {"python": "3.14.2", "abi_version": "2026_0", "arch": "wasm32", "platform": "emscripten_5_0_3"}
CORE = "pydantic_core-2.50.4-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
PURE = "{}-1.0-py3-none-any.whl"


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """A folder that looks like the npm package."""
    folder = tmp_path / "package"
    folder.mkdir()
    for name in RUNTIME:
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": INFO, "packages": {"numpy": {}}}), encoding="utf-8")
    (folder / "package.json").write_text(json.dumps({"name": "pyodide", "version": "314.0.7"}), encoding="utf-8")
    (folder / "console.html").write_text("not needed", encoding="utf-8")
    return folder


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder with the six wheels, empty but for what they say of themselves."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in WHEELS:
        put_wheel(folder, CORE if name == "pydantic_core" else PURE.format(name))
    return folder


@pytest.fixture
def pdfjs(tmp_path: Path) -> Path:
    """A folder that looks like the npm package pdfjs-dist."""
    folder = tmp_path / "pdfjs"
    files = (
        *("legacy/build/pdf.min.mjs", "legacy/build/pdf.worker.min.mjs", "legacy/build/pdf.mjs", "build/pdf.min.mjs"),
        *("cmaps/78-H.bcmap", "standard_fonts/FoxitSans.pfb", "iccs/CGATS.icc", "LICENSE", "web/pdf_viewer.mjs"),
        *("wasm/jbig2.wasm", "wasm/LICENSE_JBIG2", "wasm/quickjs-eval.wasm", "wasm/openjpeg_nowasm_fallback.js"),
    )
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "package.json").write_text(json.dumps({"name": "pdfjs-dist", "version": "6.5.438"}), encoding="utf-8")
    return folder


@pytest.fixture
def all_wheels(wheels: Path) -> Path:
    """The folder of wheels with those that other producers' answers need."""
    for name in WHEELS_OF_ADAPTERS:
        put_wheel(wheels, PURE.format(name))
    return wheels


def put_wheel(folder: Path, name: str, needs_core: str = "2.50.4") -> None:
    with zipfile.ZipFile(folder / name, "w") as archive:
        about = f"Name: x\nRequires-Dist: pydantic-core=={needs_core}\nRequires-Dist: tzdata; extra == 'timezone'\n"
        archive.writestr(f"{'-'.join(name.split('-')[:2])}.dist-info/METADATA", about)


def test_the_folder_holds_the_page_the_runtime_and_the_wheels_and_nothing_else(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    out = tmp_path / "out"
    code, output, errors = parzo("page", out, "--pyodide", pyodide, "--wheels", wheels)
    assert (code, errors) == (0, "")
    assert "Pyodide 314.0.7" in output
    assert f"python3 -m http.server --bind 127.0.0.1 --directory {out}" in output
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written == {
        *(f"pyodide/{name}" for name in RUNTIME),
        *(f"wheels/{CORE if name == 'pydantic_core' else PURE.format(name)}" for name in WHEELS),
        f"wheels/parzo_validate-{__version__}-py3-none-any.whl",
        *(path.name for path in BROWSER.iterdir() if path.is_file() and path.suffix not in {".py", ".md"}),
        "report.css",
        "lock.json",
    }


def test_with_pdfjs_the_folder_holds_what_shows_papers_and_none_of_its_rest(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path, pdfjs: Path
) -> None:
    out = tmp_path / "out"
    code, output, errors = parzo("page", out, "--pyodide", pyodide, "--wheels", wheels, "--pdfjs", pdfjs)
    assert (code, errors) == (0, "")
    assert "Pyodide 314.0.7, pdf.js 6.5.438; serve it" in output
    assert (out / "pdfjs" / "pdf.min.mjs").read_text(encoding="utf-8") == "legacy/build/pdf.min.mjs"
    assert {path.relative_to(out / "pdfjs").as_posix() for path in (out / "pdfjs").rglob("*") if path.is_file()} == {
        *("pdf.min.mjs", "pdf.worker.min.mjs", "cmaps/78-H.bcmap", "standard_fonts/FoxitSans.pfb", "iccs/CGATS.icc"),
        *("wasm/jbig2.wasm", "wasm/LICENSE_JBIG2", "LICENSE"),
    }
    lock = json.loads((out / "lock.json").read_text(encoding="utf-8"))
    assert lock["pdfjs"] == "6.5.438"
    assert "pdfjs/pdf.worker.min.mjs" in lock["files"]


def test_a_folder_that_is_not_pdfjs_is_refused_with_what_it_lacks(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path, pdfjs: Path
) -> None:
    (pdfjs / "legacy" / "build" / "pdf.worker.min.mjs").unlink()
    said = (
        f"parzo-validate page: {pdfjs} is not the unpacked npm package pdfjs-dist: it lacks "
        f"legacy/build/pdf.worker.min.mjs; get it with\n  {how_to_get_pdfjs()}\n"
    )
    assert parzo("page", tmp_path / "out", "--pyodide", pyodide, "--wheels", wheels, "--pdfjs", pdfjs) == (2, "", said)
    assert not (tmp_path / "out").exists()


def test_without_the_wheels_of_the_adapters_the_page_takes_results_alone(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    out = tmp_path / "out"
    assert parzo("page", out, "--pyodide", pyodide, "--wheels", wheels)[0] == 0
    lock = json.loads((out / "lock.json").read_text(encoding="utf-8"))
    assert (lock["pdfjs"], lock["producers"], lock["from"], lock["tables"]) == (None, {}, None, [])


OWN_TABLE = "title = 'Acme'\ndocuments = '[@]'\n[financials]\ntotal = 'sum'\n"


@pytest.mark.parametrize(("given", "starts"), [(None, "auto"), ("auto", "auto"), ("klippa", "klippa")])
def test_with_those_wheels_it_takes_all_producers_answers(
    parzo: Command, tmp_path: Path, pyodide: Path, all_wheels: Path, given: str | None, starts: str
) -> None:
    out = tmp_path / "out"
    chosen = ("--from", given) if given else ()
    assert parzo("page", out, "--pyodide", pyodide, "--wheels", all_wheels, *chosen)[0] == 0
    lock = json.loads((out / "lock.json").read_text(encoding="utf-8"))
    assert tuple(lock["producers"]) == producers()
    assert lock["producers"] == {name: shipped_table(name).title for name in producers()}
    assert (lock["from"], lock["tables"]) == (starts, [])
    assert [name for name in lock["wheels"] if "jmespath" in name or "defusedxml" in name] == [
        f"wheels/{PURE.format(name)}" for name in WHEELS_OF_ADAPTERS
    ]


def test_a_table_of_ones_own_goes_into_the_page(
    parzo: Command, tmp_path: Path, pyodide: Path, all_wheels: Path, file: File
) -> None:
    out, own = tmp_path / "out", file("acme.toml", OWN_TABLE)
    assert parzo("page", out, "--pyodide", pyodide, "--wheels", all_wheels, "--from", own)[0] == 0
    lock = json.loads((out / "lock.json").read_text(encoding="utf-8"))
    assert (lock["from"], lock["tables"]) == ("acme.toml", ["tables/acme.toml"])
    assert lock["producers"]["acme.toml"] == "Acme"
    assert (out / "tables" / "acme.toml").read_text(encoding="utf-8") == OWN_TABLE


REFUSED_PRODUCERS = {
    "unknown": ("klipa", f'unknown producer "klipa"; did you mean klippa? known: auto, {", ".join(producers())}'),
    "not-there": ("none.toml", "none.toml: cannot read the file: No such file or directory"),
    "wrong": ("bad.toml", "bad.toml: documents is missing; expected the expression that finds them, such as [@]"),
}


@pytest.mark.parametrize(("producer", "why"), REFUSED_PRODUCERS.values(), ids=REFUSED_PRODUCERS)
def test_a_producer_that_is_none_is_refused(
    parzo: Command, tmp_path: Path, pyodide: Path, all_wheels: Path, file: File, producer: str, why: str
) -> None:
    file("bad.toml", "title = 'x'")
    out = tmp_path / "out"
    answer = parzo("page", out, "--pyodide", pyodide, "--wheels", all_wheels, "--from", producer)
    assert answer == (2, "", f"parzo-validate page: {why}\n")
    assert not out.exists()


def test_a_producer_without_the_wheels_that_it_needs_is_refused(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    answer = parzo("page", tmp_path / "out", "--pyodide", pyodide, "--wheels", wheels, "--from", "auto")
    said = "other producers' answers need the wheels of jmespath and defusedxml, and there are none"
    assert answer == (2, "", f"parzo-validate page: {said}\n")


def test_the_lock_has_the_hash_and_the_size_of_every_file(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    out = tmp_path / "out"
    parzo("page", out, "--pyodide", pyodide, "--wheels", wheels)
    written = (out / "lock.json").read_text(encoding="utf-8")
    assert written.startswith('{\n "parzo_validate": '), "a line for each value"
    lock = json.loads(written)
    assert (lock["parzo_validate"], lock["pyodide"], lock["info"]) == (__version__, "314.0.7", INFO)
    assert len(lock["wheels"]) == len(WHEELS) + 1
    assert set(lock["wheels"]) < set(lock["files"])
    for path in out.rglob("*"):
        if path.is_file() and path.name != "lock.json":
            data = path.read_bytes()
            said = lock["files"][path.relative_to(out).as_posix()]
            assert said == {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_the_own_wheel_answers_without_what_a_browser_has_no_use_for(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    out = tmp_path / "out"
    parzo("page", out, "--pyodide", pyodide, "--wheels", wheels)
    own = out / "wheels" / f"parzo_validate-{__version__}-py3-none-any.whl"
    document = json.dumps({"vendor": {"country": "Deutschland"}, "financials": {"tax_rate": 19}})
    program = (
        f"import sys; sys.path.insert(0, {str(own)!r}); DOCUMENT = {document!r}\n"
        "import parzo_validate; from parzo_validate.browser.answer import answer\n"
        "print(parzo_validate.__file__, 'typer' in sys.modules); print(answer(DOCUMENT, 'report'))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith(f"{own}/parzo_validate/__init__.py False\n")
    report = json.loads(done.stdout.splitlines()[1])["answer"]
    assert (report["verdict"], report["flags"]) == ("incomplete", []), "the countries came along"
    files = zipfile.ZipFile(own).infolist()
    assert not [file for file in files if "/testing/" in file.filename or "/cli" in file.filename]
    assert {file.date_time for file in files} == {(2020, 1, 1, 0, 0, 0)}, "the same bytes on every day"


def test_the_same_parts_give_the_same_bytes_and_replace_an_older_page(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    out = tmp_path / "out"
    arguments = ("page", out, "--pyodide", pyodide, "--wheels", wheels)
    assert parzo(*arguments)[0] == 0
    first = (out / "lock.json").read_bytes()
    (out / "left-over.txt").write_text("x", encoding="utf-8")
    assert parzo(*arguments)[0] == 0
    assert (out / "lock.json").read_bytes() == first
    assert not (out / "left-over.txt").exists()


@pytest.mark.parametrize("name", ["", "thesis.txt", "lock.json"], ids=["a-file", "a-folder", "a-folder-with-a-lock"])
@pytest.mark.parametrize("content", ["ten years of work", "[]", '{"wheels": 4}'])
def test_what_is_no_page_is_never_overwritten(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path, name: str, content: str
) -> None:
    out = tmp_path / "out"
    if name:
        out.mkdir()
    kept = out / name
    kept.write_text(content, encoding="utf-8")
    said = (
        f"parzo-validate page: {out} exists and is not a page of parzo-validate; name a folder that is new or empty\n"
    )
    assert parzo("page", out, "--pyodide", pyodide, "--wheels", wheels) == (2, "", said)
    assert kept.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("given", [(), ("--pyodide",), ("--wheels",)], ids=["neither", "pyodide", "wheels"])
def test_without_the_parts_the_command_says_how_to_get_them(
    parzo: Command, tmp_path: Path, given: tuple[str, ...]
) -> None:
    code, output, errors = parzo("page", "out", *(part for option in given for part in (option, tmp_path)))
    assert (code, output) == (2, "")
    assert errors.splitlines()[1:] == [
        f"  {how_to_get_pyodide()}",
        f"  {how_to_get_wheels()}",
        "and, to show papers beside the documents, pdf.js with",
        f"  {how_to_get_pdfjs()}",
        "and then run",
        "  parzo-validate page out --pyodide package --wheels wheels --pdfjs pdfjs",
    ]
    assert how_to_get_pyodide() == "npm pack pyodide@314.0.7 && tar -xzf pyodide-314.0.7.tgz"
    assert "--python-version 3.14 --implementation cp --abi cp314" in how_to_get_wheels()


def test_a_folder_that_is_not_pyodide_is_refused_with_what_it_lacks(
    parzo: Command, tmp_path: Path, pyodide: Path, wheels: Path
) -> None:
    (pyodide / "pyodide.asm.wasm").unlink()
    said = (
        f"parzo-validate page: {pyodide} is not the unpacked npm package pyodide: it lacks pyodide.asm.wasm; "
        f"get it with\n  {how_to_get_pyodide()}\n"
    )
    assert parzo("page", tmp_path / "out", "--pyodide", pyodide, "--wheels", wheels) == (2, "", said)
    assert not (tmp_path / "out").exists()


FOR_LINUX = CORE.replace("pyemscripten_2026_0_wasm32", "manylinux_2_17_x86_64")
FOR_313 = CORE.replace("314", "313")
NOT_BUILT = "is not built for this Pyodide, which runs cp314-cp314-pyemscripten_2026_0_wasm32"


@pytest.mark.parametrize(
    ("removed", "put", "needs_core", "said"),
    [
        ("pydantic_core", None, "", "{} has no wheel of pydantic_core"),
        (
            None,
            PURE.format("pydantic").replace("1.0", "2.0"),
            "2.50.4",
            "{} has several wheels of one package, leave the one to use: pydantic-1.0-py3-none-any.whl, "
            "pydantic-2.0-py3-none-any.whl",
        ),
        (None, PURE.format("jmespath"), "2.50.4", "{} has no wheel of defusedxml"),
        ("pydantic_core", FOR_LINUX, "", f"{FOR_LINUX} {NOT_BUILT}"),
        ("pydantic_core", FOR_313, "", f"{FOR_313} {NOT_BUILT}"),
        (
            "pydantic",
            PURE.format("pydantic"),
            "2.50.5",
            f"pydantic-1.0-py3-none-any.whl needs pydantic_core 2.50.5, got {CORE}",
        ),
    ],
    ids=["missing", "two-of-one", "half-of-the-adapters", "another-platform", "another-python", "another-core"],
)
def test_wheels_that_do_not_fit_are_refused_with_the_command_that_gets_those_that_do(
    parzo: Command,
    tmp_path: Path,
    pyodide: Path,
    wheels: Path,
    removed: str | None,
    put: str | None,
    needs_core: str,
    said: str,
) -> None:
    for wheel in wheels.glob(f"{removed}-*"):
        wheel.unlink()
    if put:
        put_wheel(wheels, put, needs_core)
    assert parzo("page", tmp_path / "out", "--pyodide", pyodide, "--wheels", wheels) == (
        *(2, ""),
        f"parzo-validate page: {said.format(wheels)}; get wheels that fit with\n  {how_to_get_wheels()}\n",
    )
    assert not (tmp_path / "out").exists()


def test_the_types_are_those_of_the_json_schemas() -> None:
    assert (BROWSER / "parzo-validate.d.mts").read_text(encoding="utf-8") == typescript()


def test_the_sample_of_the_page_is_the_documented_one() -> None:
    assert (BROWSER / "sample.json").read_bytes() == SAMPLE_JOB.read_bytes()


def test_the_page_names_no_other_origin_and_holds_no_script_of_its_own() -> None:
    """The policy forbids it; this is so that nothing is ever refused by it."""
    for path in BROWSER.iterdir():
        if path.suffix in {".html", ".mjs", ".css"}:
            assert not re.search(r"https?://|//\w+\.", path.read_text(encoding="utf-8")), path.name
    page = (BROWSER / "index.html").read_text(encoding="utf-8")
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ")
    assert "unsafe-inline" not in policy
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", page) == []


def test_every_text_of_the_page_exists_in_both_languages() -> None:
    texts = (BROWSER / "texts.mjs").read_text(encoding="utf-8")
    english, italian = (re.findall(r"^    (\w+):", half, re.MULTILINE) for half in texts.split("\n  it: {"))
    assert english == italian
    page = (BROWSER / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-text="(\w+)"', page)) <= set(english)
    for lang, half in zip(LANGUAGES, texts.split("\n  it: {"), strict=True):
        for verdict in ("clean", "review", "incomplete", "unusable", "no_result"):
            assert f'    {verdict}: "{WORDS[lang][verdict]}",\n' in half  # as the report beside it says
    for name, shown in re.findall(r'data-text="(\w+)"[^>]*>([^<]+)<', page):  # until a language is chosen
        assert f'    {name}: "{shown}",\n' in texts


def test_the_files_of_the_page_are_short_and_say_what_they_are() -> None:
    for path in BROWSER.glob("*.mjs"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("// "), path.name
        assert len(lines) <= 200, path.name
