"""Mutation testing: breaks the judging modules in every small way and lists what no test noticed.

    .venv/bin/pip install -q -e '.[dev,mutation]' && .venv/bin/python tests/mutation.py [MODULE…]

Without a module, as ``diagnosis/defects.py``, it tries all. The mutants are cosmic-ray's. Each runs in a fork of a
process that has imported pytest already, which is why one takes a second and not five. Survivors that change nothing
are listed, with the reason, in ``tests/data/equivalent_mutants.toml``; the others are printed as they show, and the
exit code is 1 when the tests notice less than 95 % of them.
"""

import compileall
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from difflib import ndiff
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import hypothesis.strategies  # noqa: F401  # imported here once, and not in each of thousands of forks
import jsonschema  # noqa: F401
import pydantic  # noqa: F401
import pytest
import typer.testing  # noqa: F401
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from rich.console import Console
from rich.progress import Progress

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "parzo_validate"
EQUIVALENT = ROOT / "tests" / "data" / "equivalent_mutants.toml"
REQUIRED_SCORE, TIMEOUT, MEMORY = 95.0, 60.0, 4 << 30
OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutation"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what is imported before the fork
    *("-W", "ignore::SyntaxWarning"),  # of ``x is 2``, which no test would have noticed
)
RULES = "rules extended domain invoice engine test_messages.py test_validate.py testing/test_vectors.py"
DIAGNOSIS = "diagnosis testing/test_vectors.py"
JUDGING = {
    RULES: (
        *("rules/[a-z]*.py", "extended/[a-z]*.py", "domain/[a-z]*.py"),
        *("invoice/json_text.py", "invoice/reading.py", "invoice/values.py", "engine/table.py"),
    ),
    DIAGNOSIS: ("diagnosis/[a-z]*.py",),
}
"""Tests, and the modules, by pattern, in which they must notice a change."""

failing: list[str] = []
"""In a process that tries mutants: the tests that fail without one."""


class Mutant(NamedTuple):
    """A module with one small change, the changed line before and after, and the tests that must notice it."""

    module: str
    before: str
    after: str
    source: str
    tests: str


def modules() -> dict[str, str]:
    """Return the modules that can be tried, each with the tests that must notice a change in it."""
    return {
        path.relative_to(PACKAGE).as_posix(): tests
        for tests, patterns in JUDGING.items()
        for pattern in patterns
        for path in sorted(PACKAGE.glob(pattern))
    }


def mutants_of(module: str, tests: str) -> Iterator[Mutant]:
    """Yield every mutant of a module that is not the same code, as one of the type of a local name is."""
    source = (PACKAGE / module).read_text(encoding="utf-8")
    same, nodes = instructions(compile(source, module, "exec")), list(ast_nodes(get_ast(source)))
    for name in operator_names():
        if get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        for occurrence in range(sum(len(list(operator.mutation_positions(node))) for node in nodes)):
            changed = mutate_code(source, operator, occurrence)
            with suppress(SyntaxError):  # of what is no Python any more
                if instructions(compile(changed, module, "exec")) != same:
                    yield Mutant(module, *difference(source, changed), changed, tests)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines that only one of two texts has."""
    lines = list(ndiff(before.splitlines(), after.splitlines()))
    removed, added = ("".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return removed, added


def instructions(code: CodeType) -> tuple[object, ...]:
    """Return what a piece of code does, without where it stands."""
    inner = (instructions(value) if isinstance(value, CodeType) else repr(value) for value in code.co_consts)
    return code.co_code, code.co_names, *inner


def enter_a_copy(scratch: str) -> None:
    """Copy the project for a process of its own, run all tests there once, and keep what they compiled."""
    copy = Path(scratch, str(os.getpid()))
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    compileall.compile_dir("parzo_validate", quiet=1)
    for tests in JUDGING:
        fails(tests, 10 * TIMEOUT)
    sys.dont_write_bytecode = True  # a mutant must not be taken for the one before it
    failing.extend(tests for tests in JUDGING if fails(tests, TIMEOUT / 2))


def is_killed(mutant: Mutant) -> tuple[Mutant, bool]:
    """Return the mutant and whether a test noticed it.

    Raises:
        RuntimeError: the tests fail without any mutant, or take too long, so that nothing could be told from them.
    """
    if failing:
        raise RuntimeError(f"these tests fail, or take more than {TIMEOUT / 2:.0f} s, without any mutant: {failing[0]}")
    path = Path("parzo_validate", mutant.module)
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        return mutant, fails(mutant.tests, TIMEOUT)
    finally:
        path.write_text(original, encoding="utf-8")


def fails(tests: str, seconds: float) -> bool:
    """Return whether a test fails, or all of them take longer than that."""
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os._exit(pytest.main([*OPTIONS, *(f"tests/{name}" for name in tests.split())]))
        finally:
            os._exit(1)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main(names: list[str]) -> int:
    """Try every mutant of the modules, print who survives and the score, and return the exit code."""
    warnings.simplefilter("ignore", SyntaxWarning)  # of mutants that say ``x is 2``
    known = modules()
    if unknown := [name for name in names if name not in known]:
        print(f"{', '.join(unknown)}: not known; choose from {', '.join(known)}", file=sys.stderr)
        return 2
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    equivalent = {(entry["module"], entry.get("before", ""), entry["after"]) for entry in listed}
    mutants = [mutant for name in names or known for mutant in mutants_of(name, known[name])]
    fates: dict[str, Counter[str]] = {name: Counter() for name in names or known}
    with (
        tempfile.TemporaryDirectory() as scratch,
        multiprocessing.Pool(None, enter_a_copy, (scratch,)) as pool,
        Progress(console=Console(stderr=True)) as progress,
    ):
        for mutant, killed in progress.track(pool.imap_unordered(is_killed, mutants), len(mutants)):
            before = "" if mutant.after else mutant.before  # of what is deleted, only that tells what it was
            changes_nothing = (f"parzo_validate/{mutant.module}", before, mutant.after) in equivalent
            fate = "killed" if killed else "equivalent" if changes_nothing else "survived"
            fates[mutant.module][fate] += 1
            if fate == "survived":
                print(f"{mutant.module}\n  - {mutant.before}\n  + {mutant.after}", flush=True)
    for module, counts in fates.items():
        print(f"{module:35} {counts['killed']:4} of {counts.total():4} killed, {counts['equivalent']} equivalent")
    total = sum(fates.values(), Counter[str]())
    score = 100 * total["killed"] / (total["killed"] + total["survived"])
    print(f"{total['killed']} killed, {total['equivalent']} equivalent, {total['survived']} survived: {score:.1f} %")
    return 0 if score >= REQUIRED_SCORE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
