"""The documents of the project, and the snippets that stand in them."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.helpers.builders import ROOT

FENCED = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
README = ROOT / "README.md"
READMES = [README, *sorted([*ROOT.glob("parzo_validate/**/README.md"), *ROOT.glob("tests/**/README.md")])]
DOCUMENTS = [*READMES, ROOT / "CHANGELOG.md", *sorted(ROOT.glob(".github/*.md"))]


class Snippet(NamedTuple):
    """A fenced block: ```` ```python acme_rules.py ```` begins one that is a whole file of that name."""

    document: Path
    language: str
    name: str
    text: str


def snippets(*documents: Path) -> list[Snippet]:
    """Return the fenced blocks of some documents, in order."""
    return [
        Snippet(document, language, name, text)
        for document in documents
        for language, name, text in FENCED.findall(document.read_text(encoding="utf-8"))
    ]


def files_of(*documents: Path) -> Mapping[str, str]:
    """Return the files that stand in some documents, by name."""
    return {snippet.name: snippet.text for snippet in snippets(*documents) if snippet.name}


def is_for_a_checkout(text: str) -> bool:
    """Return whether commands are for a checkout: tests and benchmarks, which take minutes."""
    return all(line.startswith((".venv/bin/", "python3 -m venv ", ".ci/")) for line in text.splitlines())


def label(value: object) -> str | None:
    """Return the name under which pytest shows a document or a snippet."""
    if isinstance(value, Snippet):
        return f"{label(value.document)}: {value.name or value.text.splitlines()[0]}"
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else None


def prose(document: Path) -> str:
    """Return a document without its snippets."""
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    r"""Return the names by which a code host links the headings of a document; a second one of a name is numbered.

    >>> sorted(anchors("# In the browser: no server\n## A `job`\n## A job"))
    ['a-job', 'a-job-1', 'in-the-browser-no-server']
    """
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def links_of(text: str) -> list[str]:
    """Return where the relative links of a document lead."""
    return [target for target in re.findall(r"]\(([^)\s]+)\)", text) if "://" not in target]
