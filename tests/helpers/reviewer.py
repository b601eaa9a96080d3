"""A person at the page, in the machine's own Chromium."""

import base64
import shutil
from typing import Any

import pytest

from tests.helpers.page_folder import parts
from tests.helpers.waiting import PATIENCE

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: pip install -e '.[page-tests]'", exc_type=ImportError
)
expect = playwright.expect
expect.set_options(timeout=1000 * PATIENCE)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]

IN_CHROMIUM = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
]
"""The marks of a test that needs it."""


class Reviewer:
    """A person at the page: what they do, and all that the browser asked for and complained of meanwhile."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.address = address
        self.context = browser.new_context(**{"locale": "en-GB", **context})
        self.context.set_default_timeout(1000 * PATIENCE)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(address)

    def starts_afresh(self) -> None:
        """Forget every document and every complaint."""
        if self.page.locator("#clear").is_visible():
            self.page.locator("#clear").click()
        self.complaints.clear()

    def drop(self, *files: tuple[str, str | bytes]) -> None:
        """Drop files, name and content, as the system's file manager would."""
        encoded = [[name, base64.b64encode(_bytes(content)).decode()] for name, content in files]
        transfer = self.page.evaluate_handle(
            """files => {
                const transfer = new DataTransfer();
                const bytes = content => Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
                for (const [name, content] of files) transfer.items.add(new File([bytes(content)], name));
                return transfer;
            }""",
            encoded,
        )
        self.page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})

    def write(self, text: str) -> None:
        """Put the text into the text box."""
        self.page.locator("#text").fill(text)

    def sees(self, verdict: str) -> None:
        """Wait for this verdict."""
        expect(self.page.locator("#report .parzo-verdict strong")).to_have_text(verdict)

    @property
    def flags(self) -> Any:
        """The flags on the sheet."""
        return self.page.locator("#report .parzo-flag")


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def violations(page: Any) -> list[str]:
    """Return what axe-core has to say, rule by rule."""
    page.evaluate((parts() / "axe" / "package" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document)")["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]
