"""The browser and the page that the tests of this folder share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parzo_validate.browser.assembly import assemble_page
from parzo_validate.browser.parts import WHEELS_OF_ADAPTERS
from tests.helpers.page_folder import parts, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The machine's own Chromium."""
    from tests.helpers.reviewer import CHROMIUM, QUIET, playwright  # only here: it skips where Playwright is missing

    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(page_folder: Path) -> Iterator[str]:
    """Where the page is served."""
    with serving(page_folder) as (url, _):
        yield url


@pytest.fixture(scope="module")
def person(browser: Any, address: str) -> Iterator[Any]:
    """A reviewer with the page open, in English; loading it takes seconds, so tests follow each other in it."""
    from tests.helpers.reviewer import Reviewer

    opened = Reviewer(browser, address)
    yield opened
    opened.context.close()


@pytest.fixture
def reviewer(person: Any) -> Iterator[Any]:
    """The reviewer before an empty page; a complaint of the browser fails the test."""
    person.starts_afresh()
    yield person
    assert person.complaints == []


@pytest.fixture(scope="module")
def plain_page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page put together with nothing but what it cannot do without."""
    found, scratch = parts(), tmp_path_factory.mktemp("plain")
    for wheel in (found / "wheels").glob("*.whl"):
        if not wheel.name.startswith(WHEELS_OF_ADAPTERS):
            (scratch / wheel.name).write_bytes(wheel.read_bytes())
    return assemble_page(scratch / "out", pyodide=found / "package", wheels=scratch).folder
