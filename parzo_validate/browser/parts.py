"""The parts of a page that others make: what must be in their folders, and how to get them."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from parzo_validate.errors import ParzoValidateError

PYODIDE_VERSION = "314.0.7"
PDFJS_VERSION = "6.5.438"
"""The releases that the tests run; another one does as well, of Pyodide when the wheels are built for its Python."""

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
PDFJS = ("pdf.min.mjs", "pdf.worker.min.mjs")
"""Those for older browsers too, from ``legacy/build``."""
PDFJS_ON_DEMAND = ("cmaps/*", "standard_fonts/*", "iccs/*", "wasm/*.wasm", "wasm/LICENSE*", "LICENSE")
"""What the browser fetches for papers that ask for it: fonts and signs that are not in the file, images of scans."""
WHEELS = ("annotated_types", "pydantic", "pydantic_core", "python_stdnum", "typing_extensions", "typing_inspection")
WHEELS_OF_ADAPTERS = ("jmespath", "defusedxml")
"""With both, and not without, the page takes other producers' answers."""
_SCRIPTS_OF_FORMS = "quickjs"


class UnusableParts(ParzoValidateError, ValueError):
    """The folders do not hold what a page needs, or the page would overwrite something; the text says what to do."""


class Pyodide(NamedTuple):
    """Pyodide as its package describes itself."""

    version: str
    info: Mapping[str, Any]

    @property
    def python(self) -> str:
        """Its Python, such as 3.14."""
        return str(self.info["python"]).rpartition(".")[0]

    @property
    def abi(self) -> str:
        """What machine code for it is built for."""
        return str(self.info["abi_version"])


def how_to_get_pyodide() -> str:
    """Return the command that makes the folder ``package`` with the Pyodide that the tests run."""
    return f"npm pack pyodide@{PYODIDE_VERSION} && tar -xzf pyodide-{PYODIDE_VERSION}.tgz"


def how_to_get_pdfjs() -> str:
    """Return the command that makes the folder ``pdfjs`` with the pdf.js that the tests run."""
    packed = f"pdfjs-dist-{PDFJS_VERSION}.tgz"
    return f"npm pack pdfjs-dist@{PDFJS_VERSION} && mkdir pdfjs && tar -xzf {packed} -C pdfjs --strip-components 1"


def how_to_get_wheels(python: str = "3.14", abi: str = "2026_0") -> str:
    """Return the command that makes the folder ``wheels``, for a Python and an ABI of Pyodide."""
    return (
        f"pip download --only-binary=:all: --python-version {python} --implementation cp --abi cp{_digits(python)} "
        f"--platform pyemscripten_{abi}_wasm32 -d wheels pydantic python-stdnum {' '.join(WHEELS_OF_ADAPTERS)}"
    )


def pyodide_in(folder: Path) -> Pyodide:
    """Return what a folder holds as the unpacked npm package ``pyodide``.

    Raises:
        UnusableParts: it is none.
    """
    _refuse_lacking(folder, "pyodide", (*RUNTIME, "pyodide-lock.json", "package.json"), how_to_get_pyodide())
    info = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    return Pyodide(_version(folder), info)


def pdfjs_in(folder: Path) -> tuple[str, Mapping[str, Path]]:
    """Return the version of the unpacked npm package ``pdfjs-dist``, and its files by their names in the page.

    Raises:
        UnusableParts: the folder is none.
    """
    built = folder / "legacy" / "build"
    needed = (*(f"legacy/build/{name}" for name in PDFJS), "package.json")
    _refuse_lacking(folder, "pdfjs-dist", needed, how_to_get_pdfjs())
    on_demand = (path for pattern in PDFJS_ON_DEMAND for path in sorted(folder.glob(pattern)))
    files = {path.relative_to(folder).as_posix(): path for path in on_demand if _SCRIPTS_OF_FORMS not in path.name}
    return _version(folder), {**{name: built / name for name in PDFJS}, **files}


def wheels_in(folder: Path, pyodide: Pyodide) -> list[Path]:
    """Return one wheel for each package, in their order, those of the adapters last where they are there.

    Raises:
        UnusableParts: some are missing, or do not fit each other or this Pyodide.
    """
    there = {name: sorted(folder.glob(f"{name}-*.whl")) for name in (*WHEELS, *WHEELS_OF_ADAPTERS)}
    if not any(there[name] for name in WHEELS_OF_ADAPTERS):
        for name in WHEELS_OF_ADAPTERS:
            del there[name]
    if trouble := "; ".join(_trouble(folder, there, pyodide)):
        raise UnusableParts(f"{trouble}; get wheels that fit with\n  {how_to_get_wheels(pyodide.python, pyodide.abi)}")
    return [wheel for [wheel] in there.values()]


def _trouble(folder: Path, there: Mapping[str, list[Path]], pyodide: Pyodide) -> Iterator[str]:
    """Yield why these wheels do not make a page: the first reason that there is."""
    if missing := [name for name, found in there.items() if not found]:
        yield f"{folder} has no wheel of {', '.join(missing)}"
    elif several := [wheel.name for found in there.values() if len(found) > 1 for wheel in found]:
        yield f"{folder} has several wheels of one package, leave the one to use: {', '.join(several)}"
    else:
        [core], [pydantic] = there["pydantic_core"], there["pydantic"]
        digits = _digits(pyodide.python)
        tag = f"cp{digits}-cp{digits}-pyemscripten_{pyodide.abi}_wasm32"
        wanted = re.search(r"^Requires-Dist: pydantic-core==(\S+)", _metadata(pydantic), re.MULTILINE)
        if not core.name.endswith(f"-{tag}.whl"):
            yield f"{core.name} is not built for this Pyodide, which runs {tag}"
        elif wanted and wanted[1] != core.name.split("-")[1]:
            yield f"{pydantic.name} needs pydantic_core {wanted[1]}, got {core.name}"


def _refuse_lacking(folder: Path, package: str, needed: Sequence[str], command: str) -> None:
    if missing := [name for name in needed if not (folder / name).is_file()]:
        raise UnusableParts(
            f"{folder} is not the unpacked npm package {package}: it lacks {', '.join(missing)}; get it with\n"
            f"  {command}"
        )


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


def _metadata(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return archive.read(name).decode("utf-8")


def _digits(python: str) -> str:
    return python.replace(".", "")
