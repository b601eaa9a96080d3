"""Assembles the page: one folder with everything that a browser needs, for any static server. Nothing is fetched."""

import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from parzo_validate.browser.parts import RUNTIME, WHEELS, UnusableParts, pdfjs_in, pyodide_in, wheels_in
from parzo_validate.invoice.values import describe, nearest
from parzo_validate.version import __version__

LOCK = "lock.json"
AUTO = "auto"
_PACKAGE = Path(__file__).parents[1]
_NOT_IN_A_BROWSER = re.compile(r"testing/|arrow/|cli/|client/|mcp/|__main__|browser/(?:assembly|parts)\.py").match
_IN_A_WHEEL = frozenset((".py", ".csv", ".toml"))
"""Code, and the tables that it reads; what the page shows stands beside the wheel."""
_A_DAY = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was assembled: its folder, the size of every file in bytes, and what it runs.

    ``pdfjs`` is the version of pdf.js in it, ``None`` where there is none; ``producers`` are those whose answers it
    takes.
    """

    folder: Path
    sizes: Mapping[str, int]
    pyodide: str
    pdfjs: str | None = None
    producers: Sequence[str] = ()


def assemble_page(
    out: Path, *, pyodide: Path, wheels: Path, pdfjs: Path | None = None, producer: str | None = None
) -> Page:
    """Return the page that was written to a folder: a static server can serve it as it is.

    Args:
        out: the folder to make. An older page in it is replaced; anything else in it is refused.
        pyodide: the unpacked npm package ``pyodide``.
        wheels: a folder with one wheel of each package in ``WHEELS``; the one with machine code built for that Pyodide.
            With those of jmespath and defusedxml the page takes other producers' answers.
        pdfjs: the unpacked npm package ``pdfjs-dist``, with which the page takes papers.
        producer: whose answers the page expects until its reader says otherwise: a producer's name, the path of a table
            of one's own, or ``auto``, which it is unless you say otherwise.

    Raises:
        UnusableParts: a part is missing or does not fit the others, or ``out`` holds something else.
        InvalidTable: the table of one's own cannot be used.
        ModuleNotFoundError: a table of one's own is read with the extra ``adapters``, which is not installed.
    """
    runtime = pyodide_in(pyodide)
    chosen = wheels_in(wheels, runtime)
    pdfjs_version, pdfjs_files = pdfjs_in(pdfjs) if pdfjs else (None, {})
    titles = _titles() if len(chosen) > len(WHEELS) else {}
    own_tables = _own_table(producer, titles)
    titles |= {table.name: title for table, title in own_tables.items()}
    if out.exists() and not (out.is_dir() and (_is_a_page(out) or not any(out.iterdir()))):
        raise UnusableParts(f"{out} exists and is not a page of parzo-validate; name a folder that is new or empty")
    shutil.rmtree(out, ignore_errors=True)
    (out / "wheels").mkdir(parents=True)
    sources = {
        **{asset.name: asset for asset in _assets()},
        **{f"pyodide/{name}": pyodide / name for name in RUNTIME},
        **{f"pdfjs/{name}": path for name, path in pdfjs_files.items()},
        **{f"wheels/{wheel.name}": wheel for wheel in chosen},
        **{f"tables/{table.name}": table for table in own_tables},
    }
    for name, path in sources.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / name)
    own = _write_own_wheel(out / "wheels")
    lock = {
        "parzo_validate": __version__,
        "pyodide": runtime.version,
        "pdfjs": pdfjs_version,
        "info": runtime.info,
        "wheels": [f"wheels/{wheel.name}" for wheel in (*chosen, own)],
        "tables": [f"tables/{table.name}" for table in own_tables],
        "producers": titles,
        "from": next((table.name for table in own_tables), producer or (AUTO if titles else None)),
    }
    return Page(out, _locked(out, lock), runtime.version, pdfjs_version, tuple(titles))


def _titles() -> dict[str, str]:
    """Return what the producers are called whose answers the library knows, by their names.

    The room of adapters would say so as well, but needs packages that only the browser may have.
    """
    tables = sorted((_PACKAGE / "adapters" / "tables").glob("*.toml"))
    return {table.stem: tomllib.loads(table.read_text(encoding="utf-8"))["title"] for table in tables}


def _own_table(producer: str | None, titles: Mapping[str, str]) -> Mapping[Path, str]:
    """Return the title of the table that a producer is named by, by its file, if it is one of one's own."""
    if producer is None:
        return {}
    if not titles:
        raise UnusableParts("other producers' answers need the wheels of jmespath and defusedxml, and there are none")
    if producer.endswith(".toml"):
        from parzo_validate.adapters.table import read_table  # only here: an extra brings what it needs

        return {Path(producer): read_table(Path(producer)).title}
    if producer != AUTO and producer not in titles:
        raise UnusableParts(f"unknown producer {describe(producer)}; {nearest(producer, (AUTO, *titles))}")
    return {}


def _is_a_page(folder: Path) -> bool:
    """Return whether a folder holds an older page: what is not certainly one is never overwritten."""
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(lock, dict) and {"parzo_validate", "pyodide", "wheels", "files"} <= lock.keys()


def _assets() -> Iterator[Path]:
    for folder in (_PACKAGE / "browser", _PACKAGE / "html"):
        yield from (path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix not in {".py", ".md"})


def _write_own_wheel(folder: Path) -> Path:
    """Return a wheel of this very installation, without what a browser has no use for; the same bytes every time."""
    path = folder / f"parzo_validate-{__version__}-py3-none-any.whl"
    about = f"parzo_validate-{__version__}.dist-info"
    contents = {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: parzo_validate\nVersion: {__version__}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: parzo_validate\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    for source in sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _IN_A_WHEEL):
        name = source.relative_to(_PACKAGE).as_posix()
        if not _NOT_IN_A_BROWSER(name):
            contents[f"parzo_validate/{name}"] = source.read_text(encoding="utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _A_DAY), content, zipfile.ZIP_DEFLATED)
    return path


def _locked(out: Path, lock: Mapping[str, Any]) -> Mapping[str, int]:
    """Write what every file of the page must be, and return their sizes."""
    content = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    files = {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in content.items()}
    (out / LOCK).write_text(json.dumps({**lock, "files": files}, indent=1) + "\n", encoding="utf-8")
    return {name: len(data) for name, data in content.items()}
