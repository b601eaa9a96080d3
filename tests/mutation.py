"""Mutation testing: breaks the judging modules in every small way and lists what no test noticed.

    .venv/bin/pip install -q -e '.[dev,mutation]' && .venv/bin/python tests/mutation.py

takes half an hour on two cores. Survivors that change nothing are listed, with the reason, in
``tests/data/equivalent_mutants.toml``; the others are printed, and the exit code is 1 when the tests notice less than
95 % of them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
EQUIVALENT = ROOT / "tests" / "data" / "equivalent_mutants.toml"
REQUIRED_SCORE = 95.0
MODULES = (
    *(
        f"{package}/{path.name}"
        for package in ("rules", "extended")
        for path in sorted((ROOT / "parzo_validate" / package).glob("[a-z]*.py"))
    ),
    *("amounts.py", "causes.py", "document.py", "line_sums.py", "number_check.py"),
    *("reading.py", "table.py", "values.py", "vat_number.py"),
)
TESTS = (
    "test_vectors.py rules extended test_number_check.py test_reading.py test_table.py test_values.py test_validate.py "
    "test_properties.py"
)
CONFIG = """
[cosmic-ray]
module-path = {modules}
timeout = 60.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider --hypothesis-profile=mutation {tests}"
distributor.name = "local"
"""


class Mutant(NamedTuple):
    """A changed line and whether a test noticed."""

    module: str
    before: str
    after: str
    killed: bool


def mutants_of(modules: list[str]) -> Iterator[Mutant]:
    """Yield every mutant of the modules, tried in a copy of the working tree."""
    with tempfile.TemporaryDirectory() as scratch:
        copy, session, config = (Path(scratch, name) for name in ("copy", "session.sqlite", "config.toml"))
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        tests = " ".join(f"tests/{name}" for name in TESTS.split())
        paths = json.dumps([f"parzo_validate/{module}" for module in modules])
        config.write_text(CONFIG.format(modules=paths, python=sys.executable, tests=tests))
        for command in (["init", str(config)], ["exec", str(config)], ["dump"]):
            tool = [sys.executable, "-m", "cosmic_ray.cli", *command, str(session)]
            done = subprocess.run(tool, cwd=copy, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            work, result = json.loads(line)
            changed = [text for text in result["diff"].splitlines()[3:] if text[:1] in ("+", "-")]
            before, after = ("".join(text[1:].strip() for text in changed if text[0] == sign) for sign in "-+")
            [mutation] = work["mutations"]
            yield Mutant(mutation["module_path"], before, after, result["test_outcome"] == "killed")


def main() -> int:
    """Try every mutant, print the survivors and the score, and return the exit code."""
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        shards = pool.map(lambda start: list(mutants_of(list(MODULES[start::workers]))), range(workers))
    mutants = [mutant for shard in shards for mutant in shard]
    reasons = {(entry["module"], entry["after"]) for entry in tomllib.loads(EQUIVALENT.read_text())["mutant"]}
    equivalent = [mutant for mutant in mutants if not mutant.killed and (mutant.module, mutant.after) in reasons]
    survivors = [mutant for mutant in mutants if not mutant.killed and mutant not in equivalent]
    for mutant in survivors:
        print(f"{mutant.module}\n  - {mutant.before}\n  + {mutant.after}")
    tried, killed = (Counter(mutant.module for mutant in mutants if mutant.killed >= least) for least in (False, True))
    for module, count in sorted(tried.items()):
        print(f"{module:45} {killed[module]:4} of {count:4} killed")
    score = 100 * killed.total() / (killed.total() + len(survivors))
    print(f"{killed.total()} killed, {len(equivalent)} equivalent, {len(survivors)} survived: {score:.1f} %")
    return 0 if score >= REQUIRED_SCORE else 1


if __name__ == "__main__":
    sys.exit(main())
