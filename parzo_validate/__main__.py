"""``python -m parzo_validate`` and the installed command ``parzo-validate``."""

import sys

from parzo_validate.starting import leave_when_interrupted, raise_when_interrupted


def main() -> None:
    """Run the command line and exit with its code, or with 2 when the extra it needs is not installed."""
    leave_when_interrupted()
    try:
        from parzo_validate.cli.app import run
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
        print(
            f"parzo-validate: the command line needs the package {error.name}; "
            "install it with: pip install 'parzo_validate[cli]'",
            file=sys.stderr,
        )
        sys.exit(2)
    finally:
        raise_when_interrupted()
    run()


if __name__ == "__main__":
    main()
