"""An invoice with its paper beside it: how a check sees a page."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import PrivateAttr

from parzo_validate.domain.countries import country_of
from parzo_validate.engine.policy import Policy
from parzo_validate.grounding.expected import Sought
from parzo_validate.grounding.looking import NOTHING_LOOKED_FOR, Looked, look
from parzo_validate.grounding.nearest import Nearest
from parzo_validate.grounding.paper import Paper
from parzo_validate.invoice.model import Invoice, PartlyRead
from parzo_validate.invoice.place import Place

_MONTH_FIRST = frozenset(("US", "CA", "PH", "USD", "CAD", "$"))
"""Countries in which 04/05/2026 may be in April, and their currencies."""


class Missing(NamedTuple):
    """A value that must stand on the paper and does not, with what there is most like it."""

    sought: Sought
    nearest: Place | None


class Grounded(NamedTuple):
    """What a check may know of the paper: its pages, what was found there, and what is absent."""

    paper: Paper
    looked: Looked
    missing: tuple[Missing, ...]
    is_unsure: bool
    """Whether values are not found on so long a paper that only its first pages were looked at."""


class GroundedInvoice(PartlyRead):
    """An invoice with its paper beside it, so that a rule may ask for both."""

    _grounded: Grounded = PrivateAttr()

    @property
    def grounded(self) -> Grounded:
        """What is known of the paper."""
        return self._grounded

    @classmethod
    def beside(cls, invoice: Invoice, text: str | Sequence[str], policy: Policy) -> "GroundedInvoice":
        """Return the invoice with its paper, on which its values have been looked for.

        Raises:
            InvalidInput: the text is neither a text nor a list of them.
        """
        paper = Paper(text, month_may_come_first=_may_be_american(invoice))
        looked = NOTHING_LOOKED_FOR if paper.is_empty else look(invoice, paper, policy)
        is_unsure = bool(looked.absent) and not paper.is_whole
        looked = looked.without_absent() if is_unsure else looked
        nearest = Nearest(paper)
        held = cls.without(invoice, invoice.unreadable)
        missing = tuple(Missing(sought, nearest.to(sought)) for sought in looked.absent)
        held._grounded = Grounded(paper, looked, missing, is_unsure)
        return held


def grounded(invoice: Invoice) -> Grounded | None:
    """Return what is known of the paper of an invoice, ``None`` where no paper is given.

    A rule of a plugin asks so: ``if (held := grounded(invoice)) and "BOZZA" in held.paper.pages[0].text: yield ...``

    >>> grounded(Invoice()) is None
    True
    """
    return invoice.grounded if isinstance(invoice, GroundedInvoice) else None


def _may_be_american(invoice: Invoice) -> bool:
    country = country_of(invoice.vendor.country or "")
    currency = invoice.invoice.currency or invoice.financials.currency or ""
    return (country or currency.strip().upper()) in _MONTH_FIRST
