"""What a caller chooses among, once for the configuration file, the command line and the page."""

from enum import StrEnum


class TableName(StrEnum):
    """The rules that the library brings: the documented five, or these and the optional ones."""

    DEFAULT = "default"
    EXTENDED = "extended"


class Threshold(StrEnum):
    """The lightest flag that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"
