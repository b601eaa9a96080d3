"""The smallest invoices that make a point, and what is said of them, for tests to read like sentences."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from parzo_validate import Policy, Report, validate
from parzo_validate.engine.policy import DEFAULT_POLICY
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.collected import Unreadable
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.reasons import Reason

ROOT = Path(__file__).parents[2]
SAMPLE_JOB = ROOT / "tests" / "data" / "sample_job.json"

Command = Callable[..., tuple[int, str, str]]
File = Callable[[str, object], str]
Install = Callable[..., str]
"""The fixtures ``parzo``, ``file`` and ``install``."""

KINDS = {
    (section, name): kind if kind in ("text", "date") else "amount"
    for section, fields in FIELDS.items()
    for name, kind in fields.items()
}
"""Every documented field by its section and its name, and what a column of it holds."""


def judged_by(code: str, result: Mapping[str, Any], policy: Policy = DEFAULT_POLICY) -> Report:
    """Return the report of one rule alone; a crash fails the test."""
    return validate(result, table=EXTENDED_TABLE.only(code), policy=policy, strict=True)


def paths_and_reasons(unreadable: Iterable[Unreadable]) -> list[tuple[str, Reason]]:
    """Return where the values stand that could not be read, and why."""
    return [(value.path, value.reason) for value in unreadable]


def sums(**financials: object) -> dict[str, Any]:
    """Return a result that states only these sums."""
    return {"financials": financials}


def header(**fields: object) -> dict[str, Any]:
    """Return a result that states only these header fields."""
    return {"invoice": fields}


def lines(*items: Mapping[str, object]) -> dict[str, Any]:
    """Return a result that states only these lines."""
    return {"line_items": list(items)}


def made(code: str, name: str = "check", body: str = "yield Finding(path=('invoice',))") -> str:
    """Return the source of a rule that always fires, as a plugin holds it."""
    words = {"en": "something", "it": "qualcosa"}
    decorator = f"@rule(code={code!r}, severity='warning', summary='fires', messages={words})"
    return f"{decorator}\ndef {name}(invoice, policy):\n    {body}\n"


_FRAMED = re.compile(
    r"(?:Usage: parzo-validate[^\n]*\n(?: [^\n]*\n)*Try 'parzo-validate[ a-z]* --help' for help\.\n)?"
    r"╭─ Error ─+╮\n(.*)╰─+╯\n",
    re.DOTALL,
)


def in_its_frame(errors: str) -> str:
    """Return what the command refuses below its usage, as one line; whatever else it says, as it stands."""
    framed = _FRAMED.fullmatch(errors)
    return " ".join(framed[1].replace("│", " ").split()) if framed else errors
