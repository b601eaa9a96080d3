"""Prints the lowest versions that ``pyproject.toml`` accepts, as constraints for pip: ``.ci/lowest`` uses them."""

import re
import tomllib
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[.*\])?>=(?P<version>[\d.]+)[^;]*(?P<marker>;.*)?")


def lowest_versions(project: Mapping[str, Any]) -> list[str]:
    """Return a constraint for each package that a project asks for: the version from which all its extras accept it.

    >>> extras = {"testing": ["pytest>=8"], "dev": ["pytest>=8.2,<10", 'tomli>=2; python_version < "3.11"', "mypy"]}
    >>> lowest_versions({"dependencies": ["rich[jupyter]>=13"], "optional-dependencies": extras})
    ['pytest==8.2', 'rich==13', 'tomli==2; python_version < "3.11"']
    """
    lowest: dict[tuple[str, str], list[int]] = {}
    for text in chain(project["dependencies"], *project["optional-dependencies"].values()):
        if found := REQUIREMENT.fullmatch(text):
            key, version = (found["name"], found["marker"] or ""), [int(part) for part in found["version"].split(".")]
            lowest[key] = max(lowest.get(key, []), version)
    return sorted(f"{name}=={'.'.join(map(str, version))}{marker}" for (name, marker), version in lowest.items())


if __name__ == "__main__":
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    print(*lowest_versions(tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]), sep="\n")
