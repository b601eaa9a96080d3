"""The version, written once: the build reads it here and so does every report."""

__version__ = "0.2.0"
