"""How long a reviewer waits: from opening the page to the first answer, and for each document after it.

    .venv/bin/pip install -q -e '.[dev,page-tests]' && .venv/bin/python -m tests.benchmarks.browser

prints the table that the README beside this sums up, in about a minute. Needs Chromium; the parts of the page are
downloaded once.
"""

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from parzo_validate.browser.assembly import assemble_page
from tests.helpers.page_folder import parts, serving

COLD, FURTHER = 5, 200
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FURTHER_DOCUMENTS = """async ([text, number]) => {
    const { load } = await import("./parzo-validate.mjs");
    const pv = await load();
    await pv.sheet(text);
    const taken = [];
    for (let index = 0; index < number; index += 1) {
        const document = text.replace("1220.00", `${1000 + index}.00`);
        const start = performance.now();
        await pv.sheet(document);
        taken.push(performance.now() - start);
    }
    pv.close();
    return taken;
}"""
"""Judged, diagnosed, and written as HTML, after a first one, in a worker of its own; each document is another."""


def first_answer(page: Page, address: str) -> float:
    """Return the seconds from opening the page, with a click on the sample at once, to its report."""
    start = time.perf_counter()
    page.goto(address)
    page.click("#sample")
    page.wait_for_selector("#report .parzo-verdict", timeout=60_000)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    found = parts()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as driver:
        made = assemble_page(
            Path(scratch) / "out", pyodide=found / "package", wheels=found / "wheels", pdfjs=found / "pdfjs"
        )
        sample = (made.folder / "sample.json").read_text(encoding="utf-8")
        with serving(made.folder) as (address, _):
            cold = []
            for _ in range(COLD):
                browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
                page = browser.new_page()
                cold.append(first_answer(page, address))
                further = page.evaluate(FURTHER_DOCUMENTS, [sample, FURTHER])
                browser.close()
    print("| the page in Chromium | |\n|---|---:|")
    print(f"| folder | {sum(made.sizes.values()) / 1e6:.1f} MB |")
    print(f"| from opening the page to the first answer, nothing cached | {median(cold):.1f} s |")
    print(f"| each further document, with its HTML: median | {median(further):.1f} ms |")
    print(f"| the slowest of {FURTHER} | {max(further):.1f} ms |")


if __name__ == "__main__":
    main()
