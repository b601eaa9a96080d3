"""The programs of the arrow README for Spark, DuckDB and Dask, as they stand: they write what the library says.

The engines are an extra of their own, since Spark alone is half a gigabyte:

    .venv/bin/pip install -q -e '.[dev,engines]' && .venv/bin/python -m pytest -m slow tests/arrow/test_engines.py
"""

import shutil
from pathlib import Path

import pytest

from tests.benchmarks.archive import archive
from tests.benchmarks.engines import PACKAGES, answers_in, answers_to, hash_of, is_installed, run, write_parquet

DOCUMENTS = 2000


@pytest.mark.slow
@pytest.mark.parametrize("engine", PACKAGES)
def test_the_program_of_the_readme_says_what_the_library_says(engine: str, tmp_path: Path) -> None:
    if not is_installed(engine):
        pytest.skip(f"{PACKAGES[engine]} is not installed; pip install -e '.[engines]' brings it")
    if engine == "spark" and not shutil.which("java"):
        pytest.skip("Spark needs Java 17 or newer, which is not on the PATH")
    write_parquet(archive(DOCUMENTS), DOCUMENTS, tmp_path / "invoices")
    run(engine, tmp_path)
    written = list(answers_in(tmp_path))
    assert len(written) == DOCUMENTS
    assert {answer["verdict"] for answer in written} >= {"clean", "review"}
    assert hash_of(written) == hash_of(answers_to(archive(DOCUMENTS)))
