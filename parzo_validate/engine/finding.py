"""What a check yields: where something is wrong, or why it could not be judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parzo_validate.engine.flag import FrozenDict, frozen_context
from parzo_validate.engine.later import WorkedOutLater
from parzo_validate.engine.reasons import as_reason
from parzo_validate.errors import InvalidRule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason, Words, because
from parzo_validate.invoice.values import Path, describe
from parzo_validate.words import name_of


@dataclass(frozen=True, slots=True)
class Finding(WorkedOutLater):
    """Where something is wrong and the values that prove it; the table adds code, severity and message.

    ``path`` holds the keys that lead to the value, ``("line_items", 0, "vat_rate")``; ``context`` the values that
    the message names; Decimals become plain decimal strings and dates ISO dates, which an Italian message writes as
    ``1.220,00`` and ``01/04/2026``, and a list becomes one of texts. ``variant`` chooses among the messages of a rule
    that has several.
    """

    _may_wait = ("context", "variant")

    path: Path
    context: Mapping[str, object] = field(default_factory=FrozenDict)
    variant: str = ""

    def __post_init__(self) -> None:
        _check_path(self.path)
        object.__setattr__(self, "context", frozen_context(self.context))


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """Why a rule could not judge: a value that it needs is missing or unreadable. ``path`` says which value.

    Args:
        path: the keys that lead to the value. A text in its place, alone, is a reason that is about no one value.
        reason: a ``Reason``, which has a code and speaks both languages; a plain text has the code ``not_evaluated``.

    Raises:
        InvalidRule: the path is no tuple of keys, or the reason no text.

    >>> NotEvaluated(("vendor", "vat_number"), "the register is closed").reason.code
    'not_evaluated'
    >>> NotEvaluated("the register is closed").path
    ()
    """

    path: Path
    reason: Reason

    def __init__(self, path: Path | str = (), reason: Reason | str | None = None) -> None:
        if reason is None and isinstance(path, str):
            reason, path = path, ()
        _check_path(path)
        if not isinstance(reason, str) or not reason.strip():
            raise InvalidRule(f"reason {describe(reason)}: expected a text that says why, or a Reason")
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "reason", as_reason(reason, "not_evaluated"))

    @classmethod
    def for_missing(cls, section: str, names: Sequence[str]) -> "NotEvaluated":
        """Return the answer of a rule that needs these fields of a section, which are missing.

        >>> missing = NotEvaluated.for_missing("financials", ["tax_amount", "total"])
        >>> missing.reason, missing.reason.render("it"), missing.path
        ('tax_amount and total are missing', 'mancano imposta e totale', ('financials', 'tax_amount'))
        """
        verb = ("are", "mancano") if len(names) > 1 else ("is", "manca")
        return cls((section, names[0]), because("missing", names=_listed(names, *verb)))

    @classmethod
    def for_lacking(cls, invoice: Invoice, section: str, names: Sequence[str]) -> "NotEvaluated":
        """Return the answer of a rule that needs these fields: the first that is unreadable, or all as missing."""
        return cls.for_one_of(invoice, [(section, name) for name in names]) or cls.for_missing(section, names)

    @classmethod
    def for_one_of(cls, invoice: Invoice, paths: Iterable[Path]) -> "NotEvaluated | None":
        """Return the answer at the first of these values that could not be read; ``None`` when all could."""
        for path in paths:
            if (place := invoice.unreadable_in(*path)) is not None:
                return cls(path, cls.for_unreadable(*place).reason)
        return None

    @classmethod
    def for_unreadable(cls, *path: str | int) -> "NotEvaluated":
        """Return the answer of a rule for which a value may decide that could not be read.

        >>> unreadable = NotEvaluated.for_unreadable("financials", "discount")
        >>> unreadable.reason, unreadable.reason.render("it")
        ('discount is unreadable', 'sconto: illeggibile')
        """
        return cls(path, because("unreadable", name=_called(path)))


def _check_path(path: object) -> None:
    """Refuse what is no path, a JSON Pointer above all.

    Raises:
        InvalidRule: it is no tuple of texts and numbers.
    """
    if not isinstance(path, tuple) or not all(isinstance(step, (str, int)) for step in path):
        raise InvalidRule(f"path {path!r}: expected a tuple such as ('invoice', 'po_number')")


def _called(path: Path) -> Words:
    """Return the name of the value under these keys, as a sentence calls it."""
    name = str(path[-1]) if path else "result"
    if path[:1] != ("line_items",) or len(path) == 1:
        return Words(name, name_of(name, "it"))
    line = int(path[1]) + 1
    if len(path) == 2:
        return Words(f"line {line}", f"riga {line}")
    return Words(f"{name} of line {line}", f"{name_of(name, 'it')} della riga {line}")


def _listed(names: Sequence[str], verb: str, italian_verb: str) -> Words:
    """Return names with their verb, in the order of each language."""
    *others, last = names
    *altri, ultimo = (name_of(name, "it") for name in names)
    english = f"{', '.join(others)} and {last}" if others else last
    italian = f"{', '.join(altri)} e {ultimo}" if altri else ultimo
    return Words(f"{english} {verb}", f"{italian_verb} {italian}")
