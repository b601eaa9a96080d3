"""Why something is not to be had, told by whoever knows: a reason, or a plain text that becomes one."""

from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.reasons import Reason


def as_reason(told: Reason | str, code: str) -> Reason:
    """Return the reason; a plain text gets this code, and stays in the language that it is in.

    >>> as_reason("the register is closed", "not_evaluated").code
    'not_evaluated'
    """
    return told if isinstance(told, Reason) else Reason(code, told)


def reason_of(refusal: InvalidInput) -> Reason:
    """Return why an input is refused.

    >>> reason_of(InvalidInput("expected a JSON object, got a list")).code
    'unusable'
    """
    return as_reason(refusal.reason, "unusable")
