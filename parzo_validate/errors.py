"""What the library raises. None of it is ever caused by the content of an invoice.

A document that is none is an ``InvalidInput``. A wrong argument is a ``ValueError`` or a ``TypeError``: Python's own,
or one of these that derives from it.
"""


class ParzoValidateError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidInput(ParzoValidateError, ValueError):
    """The input is not a JSON object, so there is no invoice to judge.

    Args:
        reason: why; a ``Reason`` brings its code and its Italian along, a plain text has the code ``unusable``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidPolicy(ParzoValidateError, ValueError):
    """A policy was given a value that it cannot hold."""


class InvalidConfig(ParzoValidateError, ValueError):
    """A configuration cannot be used; the message names each place, what was expected, and the nearest known names."""


class InvalidRule(ParzoValidateError, ValueError):
    """A rule, or a finding of a rule, breaks a promise that every rule makes."""


class DuplicateRuleError(ParzoValidateError, ValueError):
    """Two rules claim the same code; the message names both owners."""


class UnknownRuleError(ParzoValidateError, LookupError, ValueError):
    """No rule of the table has this code; the message lists the codes it knows."""


class RuleCrashed(ParzoValidateError, RuntimeError):
    """A rule raised, which is a bug of the rule. Raised only with ``strict=True``."""


class PluginError(ParzoValidateError):
    """An installed plugin brings no rules that can be used.

    Args:
        distribution: its name and version, ``acme-rules 1.2.0``.
        entry_point: as the distribution declares it, ``acme = acme_rules:RULES``.
        cause: what is wrong, and what to do.
    """

    def __init__(self, distribution: str, entry_point: str, cause: str) -> None:
        super().__init__(distribution, entry_point, cause)
        self.distribution, self.entry_point, self.cause = distribution, entry_point, cause

    def __str__(self) -> str:
        place = f", entry point {self.entry_point}" if self.entry_point else ""
        return f"plugin {self.distribution}{place}: {self.cause}"


class UnknownPlugin(PluginError, LookupError, ValueError):
    """No installed distribution of this name brings rules; the message lists those that do."""
