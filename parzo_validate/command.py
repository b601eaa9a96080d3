"""The installed command, as the module ``parzo_validate_command``: it says its version before it imports anything.

It stands beside the package and not in it, since whatever stands in it is imported after the library and pydantic.
"""

import sys


def main() -> None:
    """Print the version when that is all that is asked; otherwise run the command line."""
    if sys.argv[1:] == ["--version"]:
        from importlib.metadata import version

        print(f"parzo-validate {version('parzo_validate')}")
        return
    from parzo_validate.__main__ import main as run

    run()
