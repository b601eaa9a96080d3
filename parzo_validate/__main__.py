"""``python -m parzo_validate`` and the installed command ``parzo-validate``."""

import sys


def main() -> int:
    """Return the exit code of the command line, or 2 when the extra it needs is not installed."""
    try:
        from parzo_validate.cli import run
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
        print(
            f"parzo-validate: the command line needs the package {error.name}; "
            "install it with: pip install 'parzo_validate[cli]'",
            file=sys.stderr,
        )
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
