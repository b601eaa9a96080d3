"""What the library raises. None of it is ever caused by the content of an invoice."""


class ParzoValidateError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidInput(ParzoValidateError, ValueError):
    """The input is not a JSON object, so there is no invoice to judge."""


class InvalidPolicy(ParzoValidateError, ValueError):
    """A policy was given a value that it cannot hold."""


class InvalidRule(ParzoValidateError, ValueError):
    """A rule, or a finding of a rule, breaks a promise that every rule makes."""


class DuplicateRuleError(ParzoValidateError, ValueError):
    """Two rules claim the same code; the message names both owners."""


class UnknownRuleError(ParzoValidateError, LookupError):
    """No rule of the table has this code; the message lists the codes it knows."""


class RuleCrashed(ParzoValidateError, RuntimeError):
    """A rule raised, which is a bug of the rule. Raised only with ``strict=True``."""
