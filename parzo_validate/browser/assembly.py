"""Assembles the page: one folder with everything that a browser needs, for any static server. Nothing is fetched."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from parzo_validate.errors import ParzoValidateError
from parzo_validate.version import __version__

PYODIDE_VERSION = "314.0.7"
"""The release that the tests run; another one does as well when the wheels are built for its Python."""

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
WHEELS = ("annotated_types", "pydantic", "pydantic_core", "python_stdnum", "typing_extensions", "typing_inspection")
LOCK = "lock.json"
_PACKAGE = Path(__file__).parents[1]
_NOT_IN_A_BROWSER = re.compile(r"testing/|arrow/|cli/|client/|__main__|browser/assembly\.py").match
_IN_A_WHEEL = frozenset((".py", ".csv"))
"""Code, and the tables that it reads; what the page shows stands beside the wheel."""
_A_DAY = (2020, 1, 1, 0, 0, 0)


class UnusableParts(ParzoValidateError, ValueError):
    """The folders do not hold what a page needs, or the page would overwrite something; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was assembled: its folder, the size of every file in bytes, and the Pyodide in it."""

    folder: Path
    sizes: Mapping[str, int]
    pyodide: str


def how_to_get_pyodide() -> str:
    """Return the command that makes the folder ``package`` with the Pyodide that the tests run."""
    return f"npm pack pyodide@{PYODIDE_VERSION} && tar -xzf pyodide-{PYODIDE_VERSION}.tgz"


def how_to_get_wheels(python: str = "3.14", abi: str = "2026_0") -> str:
    """Return the command that makes the folder ``wheels``, for a Python and an ABI of Pyodide."""
    return (
        f"pip download --only-binary=:all: --python-version {python} --implementation cp --abi cp{_digits(python)} "
        f"--platform pyemscripten_{abi}_wasm32 -d wheels pydantic python-stdnum"
    )


def _digits(python: str) -> str:
    return python.replace(".", "")


def assemble_page(out: Path, *, pyodide: Path, wheels: Path) -> Page:
    """Return the page that was written to a folder: a static server can serve it as it is.

    Args:
        out: the folder to make. An older page in it is replaced; anything else in it is refused.
        pyodide: the unpacked npm package ``pyodide``.
        wheels: a folder with one wheel of each package in ``WHEELS``; the one with machine code built for that Pyodide.

    Raises:
        UnusableParts: a part is missing or does not fit the others, or ``out`` holds something else.
    """
    info, version = _runtime(pyodide)
    chosen = _chosen(wheels, info)
    if out.exists() and not (out.is_dir() and (_is_a_page(out) or not any(out.iterdir()))):
        raise UnusableParts(f"{out} exists and is not a page of parzo-validate; name a folder that is new or empty")
    shutil.rmtree(out, ignore_errors=True)
    for name in ("pyodide", "wheels"):
        (out / name).mkdir(parents=True)
    for asset in _assets():
        shutil.copyfile(asset, out / asset.name)
    for name in RUNTIME:
        shutil.copyfile(pyodide / name, out / "pyodide" / name)
    for wheel in chosen:
        shutil.copyfile(wheel, out / "wheels" / wheel.name)
    own = _write_own_wheel(out / "wheels")
    return _locked(out, info, version, [f"wheels/{wheel.name}" for wheel in (*chosen, own)])


def _runtime(folder: Path) -> tuple[dict[str, Any], str]:
    missing = [name for name in (*RUNTIME, "pyodide-lock.json", "package.json") if not (folder / name).is_file()]
    if missing:
        raise UnusableParts(
            f"{folder} is not the unpacked npm package pyodide: it lacks {', '.join(missing)}; get it with\n"
            f"  {how_to_get_pyodide()}"
        )
    info = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    return info, json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]


def _chosen(folder: Path, info: Mapping[str, Any]) -> list[Path]:
    """Return one wheel for each package, in the order of ``WHEELS``, after making sure that they fit together."""
    python, abi = info["python"].rpartition(".")[0], info["abi_version"]
    there = {name: sorted(folder.glob(f"{name}-*.whl")) for name in WHEELS}
    if trouble := "; ".join(_trouble(folder, there, python, abi)):
        raise UnusableParts(f"{trouble}; get wheels that fit with\n  {how_to_get_wheels(python, abi)}")
    return [wheel for [wheel] in there.values()]


def _trouble(folder: Path, there: Mapping[str, list[Path]], python: str, abi: str) -> Iterator[str]:
    """Yield why these wheels do not make a page: the first reason that there is."""
    if missing := [name for name, found in there.items() if not found]:
        yield f"{folder} has no wheel of {', '.join(missing)}"
    elif several := [wheel.name for found in there.values() if len(found) > 1 for wheel in found]:
        yield f"{folder} has several wheels of one package, leave the one to use: {', '.join(several)}"
    else:
        [core], [pydantic] = there["pydantic_core"], there["pydantic"]
        tag = f"cp{_digits(python)}-cp{_digits(python)}-pyemscripten_{abi}_wasm32"
        wanted = re.search(r"^Requires-Dist: pydantic-core==(\S+)", _metadata(pydantic), re.MULTILINE)
        if not core.name.endswith(f"-{tag}.whl"):
            yield f"{core.name} is not built for this Pyodide, which runs {tag}"
        elif wanted and wanted[1] != core.name.split("-")[1]:
            yield f"{pydantic.name} needs pydantic_core {wanted[1]}, got {core.name}"


def _metadata(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return archive.read(name).decode("utf-8")


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


def _locked(out: Path, info: Mapping[str, Any], version: str, wheels: list[str]) -> Page:
    """Write what every file of the page must be, and return the page."""
    content = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    lock = {
        "parzo_validate": __version__,
        "pyodide": version,
        "info": info,
        "wheels": wheels,
        "files": {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in content.items()},
    }
    (out / LOCK).write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")
    return Page(out, {name: len(data) for name, data in content.items()}, version)
