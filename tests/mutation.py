"""Mutation testing: breaks modules in every small way and lists what no test noticed.

    .venv/bin/pip install -q -e '.[dev,mutation]' && .venv/bin/python tests/mutation.py [NAME…]

A name is a module, as ``diagnosis/defects.py``, which is tried whole, or a room, as ``batch``, of which a sample is
tried, the same for the same seed; without a name it is every room. The mutants are cosmic-ray's. Each runs in a fork of
a process that has imported pytest already, which is why one takes a second and not five. Survivors that change nothing
are listed, with the reason, in ``tests/data/equivalent_mutants.toml``; the others are printed as they show, and the
exit code is 1 when the tests of a room or a module notice less than 95 % of them.
"""

import argparse
import ast
import compileall
import multiprocessing
import os
import random
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
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from difflib import ndiff
from itertools import islice
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
REQUIRED_SCORE, SAMPLE, SEED = 95.0, 60, 1
SHORTEST_LIMIT, MEMORY = 60.0, 4 << 30
OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutation"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what is imported before the fork
    *("-W", "ignore::SyntaxWarning"),  # of ``x is 2``, which no test would have noticed
)
JUDGING = "rules extended domain invoice engine test_messages.py test_validate.py testing/test_vectors.py"
TOP = PACKAGE.name
"""How the modules are called that stand in no room."""
BESIDES = {
    **dict.fromkeys(("rules", "extended", "domain", "invoice", "engine"), JUDGING),
    "diagnosis": "testing/test_vectors.py",
    "grounding": "testing/test_vectors.py test_messages.py batch/test_papers.py testing/test_pages.py",
    **dict.fromkeys(("html", "browser"), "test_arguments.py"),
    TOP: "test_validate.py test_plugins.py test_arguments.py cli/test_app.py cli/test_terminal.py",
}
"""The tests that must notice a change in a room besides those that mirror it."""

limits: dict[tuple[str, ...], float] = {}
"""In a process that tries mutants: the seconds that some tests may take, ten times what they take without one."""


class Place(NamedTuple):
    """Where a module can be changed: the name of an operator, and which of the nodes that it concerns."""

    module: str
    operator: str
    occurrence: int


class Mutant(NamedTuple):
    """A module with one small change, and the changed line before and after."""

    module: str
    before: str
    after: str
    source: str


def modules() -> dict[str, list[str]]:
    """Return the names that can be tried, rooms first, each with its modules."""
    paths = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("[a-z]*.py"))
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(room_of(path.as_posix()), []).append(path.as_posix())
    return found | {path.as_posix(): [path.as_posix()] for path in paths}


def room_of(module: str) -> str:
    """Return the room in which a module stands."""
    return module.split("/")[0] if "/" in module else TOP


def tests_of(room: str) -> tuple[str, ...]:
    """Return the tests that must notice a change in a room."""
    at_the_top = sorted(path.relative_to(ROOT).as_posix() for path in PACKAGE.glob("[a-z]*.py"))
    mirror = at_the_top if room == TOP else (f"tests/{room}", f"parzo_validate/{room}")
    return tuple(dict.fromkeys((*mirror, *(f"tests/{name}" for name in BESIDES.get(room, "").split()))))


def places_in(module: str) -> Iterator[Place]:
    """Yield where a module can be changed."""
    nodes = list(ast_nodes(get_ast((PACKAGE / module).read_text(encoding="utf-8"))))
    for name in operator_names():
        if not get_operator(name).arguments():
            operator = get_operator(name)()
            for occurrence in range(sum(len(list(operator.mutation_positions(node))) for node in nodes)):
                yield Place(module, name, occurrence)


def mutants_at(places: list[Place]) -> Iterator[Mutant]:
    """Yield the mutant of each place, unless it is the same code or none."""
    for module, operator, occurrence in places:
        source = (PACKAGE / module).read_text(encoding="utf-8")
        with suppress(SyntaxError, AttributeError):  # no Python any more, or an exception's name that it cannot change
            changed = mutate_code(source, get_operator(operator)(), occurrence)
            if compiled(changed) != compiled(source):
                yield Mutant(module, *difference(source, changed), changed)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines that only one of two texts has."""
    lines = list(ndiff(before.splitlines(), after.splitlines()))
    removed, added = ("".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return removed, added


def compiled(source: str) -> tuple[object, ...]:
    """Return what a module does, however its types are united: nothing could import ``int // None``."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if annotation := getattr(node, name, None):
                setattr(node, name, Unions().visit(annotation))
    return instructions(compile(ast.fix_missing_locations(tree), "", "exec"))


class Unions(ast.NodeTransformer):
    """Puts a tuple in the place of what an operator joins."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.Tuple:
        """Return the tuple."""
        self.generic_visit(node)
        return ast.Tuple([node.left, node.right], ast.Load())


def instructions(code: CodeType) -> tuple[object, ...]:
    """Return what a piece of code does, without where it stands."""
    inner = (instructions(value) if isinstance(value, CodeType) else repr(value) for value in code.co_consts)
    return code.co_code, code.co_names, *inner


def enter_a_copy(scratch: str) -> None:
    """Copy the project for a process of its own, and let nothing that a mutant compiles stay there."""
    copy = Path(scratch, str(os.getpid()))
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    os.chdir(copy)
    sys.path.insert(0, str(copy))
    os.environ["PYTHONPATH"] = str(copy)  # also for the processes that tests start
    compileall.compile_dir("parzo_validate", quiet=1)


def is_killed(mutant: Mutant) -> bool:
    """Return whether a test notices the mutant.

    Raises:
        RuntimeError: the tests fail without any mutant, so that nothing could be told from them.
    """
    tests = tests_of(room_of(mutant.module))
    if tests not in limits:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        started_at = time.monotonic()
        if fails(tests, None):
            raise RuntimeError(f"these tests fail without any mutant: {' '.join(tests)}")
        limits[tests] = max(SHORTEST_LIMIT, 10 * (time.monotonic() - started_at))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # a mutant must not be taken for the one before it
    path, own = Path("parzo_validate", mutant.module), Path("tests", mutant.module)
    own = own.with_name(f"test_{own.name}")
    path.write_text(mutant.source, encoding="utf-8")
    try:
        return fails((str(own), *tests) if own.exists() else tests, limits[tests])
    finally:
        shutil.copy2(PACKAGE / mutant.module, path)  # with its time, by which Python knows what it has compiled


def fails(tests: tuple[str, ...], seconds: float | None) -> bool:
    """Return whether a test fails, or all of them take longer than that."""
    child = os.fork()
    if not child:
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os._exit(pytest.main([*OPTIONS, *tests]))
        finally:
            os._exit(1)
    end = float("inf") if seconds is None else time.monotonic() + seconds
    ended, status = 0, 1
    try:
        while not ended and time.monotonic() < end:
            time.sleep(0.02)
            ended, status = os.waitpid(child, os.WNOHANG)
    finally:
        if not ended:
            os.killpg(child, signal.SIGKILL)  # with the processes that the tests have started
            os.waitpid(child, 0)
    return not ended or status != 0


def main() -> int:
    """Try the mutants that are asked for, print who survives and the scores, and return the exit code."""
    known = modules()
    parser = argparse.ArgumentParser(description="Break modules in every small way and list what no test noticed.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"a module, or a room: {', '.join(known)}")
    parser.add_argument(
        "--sample", type=int, metavar="N", help=f"try so many of each name, 0 for all; {SAMPLE} of a room"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="chooses the sample; 1 by default")
    parser.add_argument("--processes", type=int, metavar="N", help="try so many at once; as many as there are cores")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"{', '.join(unknown)}: not known; choose from {', '.join(known)}")
    warnings.simplefilter("ignore", SyntaxWarning)  # of mutants that say ``x is 2``
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    equivalent = {(entry["module"], entry.get("before", ""), entry["after"]) for entry in listed}
    below = []
    for name in given.names or [name for name in known if not name.endswith(".py")]:
        size = (0 if name.endswith(".py") else SAMPLE) if given.sample is None else given.sample
        places = [place for module in known[name] for place in places_in(module)]
        random.Random(given.seed).shuffle(places)  # noqa: S311
        mutants = list(islice(mutants_at(places), size or None))
        fates = tried(mutants, equivalent, given.processes)
        noticed = 100 * fates["killed"] / max(1, fates["killed"] + fates["survived"])
        counts = f"{fates['killed']} killed, {fates['equivalent']} equivalent, {fates['survived']} survived"
        print(f"{name}: {noticed:.1f} %, {counts} of {len(places)}", flush=True)
        print(f"  again: tests/mutation.py {name} --sample {size} --seed {given.seed}", flush=True)
        below += [name] if noticed < REQUIRED_SCORE else []
    return 1 if below else 0


def tried(mutants: list[Mutant], equivalent: set[tuple[str, str, str]], processes: int | None) -> Counter[str]:
    """Try the mutants, print who survives, and return how many of them had which fate."""
    fates: Counter[str] = Counter()
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory() as scratch,
        ProcessPoolExecutor(processes, context, enter_a_copy, (scratch,)) as pool,
    ):
        running = {pool.submit(is_killed, mutant): mutant for mutant in mutants}
        with Progress(console=Console(stderr=True)) as progress:
            for future in progress.track(as_completed(running), len(running)):
                mutant = running[future]
                before = "" if mutant.after else mutant.before  # of what is deleted, only that tells what it was
                changes_nothing = (f"parzo_validate/{mutant.module}", before, mutant.after) in equivalent
                fate = "killed" if future.result() else "equivalent" if changes_nothing else "survived"
                fates[fate] += 1
                if fate == "survived":
                    print(f"{fates.total()}/{len(mutants)} {mutant.module}", flush=True)
                    print(f"  - {mutant.before}\n  + {mutant.after}", flush=True)
    return fates


if __name__ == "__main__":
    sys.exit(main())
