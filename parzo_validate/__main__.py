"""``python -m parzo_validate`` and the installed command ``parzo-validate``."""

import sys

from parzo_validate.starting import begin, begun


def main() -> None:
    """Run the command line and exit with its code, or with 2 when the extra it needs is not installed."""
    begin()
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
        begun()
    run()


if __name__ == "__main__":
    main()
