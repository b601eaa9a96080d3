"""The commands of ``parzo-validate``. Needs the extra ``cli``."""

from parzo_validate.cli.app import run

__all__ = ["run"]
