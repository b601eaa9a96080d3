"""What is to be said of an error of foreign code, whose own methods may raise, lie or never end their text."""

from collections.abc import Callable

from parzo_validate.invoice.values import printable

_LIMIT = 300
"""Characters; enough for a sentence and a path."""


def described(error: BaseException) -> str:
    r"""Return the kind of an error and what it says: one line, bounded, printable, whatever the error does.

    >>> described(KeyError("po")), described(ValueError("\x1b[31mred\n"))
    ("KeyError: 'po'", 'ValueError: \\x1b[31mred\\n')
    """
    return f"{_text(lambda: type(error).__name__)}: {_text(lambda: str(error))}"


def _text(say: Callable[[], str]) -> str:
    try:
        # Once more, as the text may be of a class of its own, with methods of its own.
        return printable(str.__str__(say()), _LIMIT)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # whatever a foreign class raises
        return "(it cannot say)"
