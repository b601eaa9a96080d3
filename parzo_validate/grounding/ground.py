"""Look for the values of a result on its paper: the entry point."""

from collections.abc import Mapping, Sequence

from parzo_validate.domain.amounts import shown
from parzo_validate.engine.flag import Flag
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.table import RuleTable
from parzo_validate.grounding.beside import Grounded, GroundedInvoice
from parzo_validate.grounding.grounding import Absent, Grounding
from parzo_validate.grounding.rules import GROUNDING_TABLE, NO_PAPER
from parzo_validate.invoice.reading import Document, read
from parzo_validate.invoice.reasons import Reason
from parzo_validate.invoice.values import pointer


def ground(
    result: Document,
    text: str | Sequence[str],
    *,
    table: RuleTable = GROUNDING_TABLE,
    policy: Policy = DEFAULT_POLICY,
) -> Grounding:
    """Return where the values of a result stand on its paper, and which do not; nothing is ever changed.

    Args:
        result: the extraction result or the completed job that carries one, as ``validate`` takes it.
        text: the text of the paper, with form feeds between its pages, or the text of each page.
        table: the rules about the paper.
        policy: what is expected on the page, where the table of this room is not to count, and what counts as a right
            sum.

    Raises:
        InvalidInput: ``result`` is no document, or ``text`` no text. Nothing inside them ever raises.

    >>> result = {"invoice": {"date": "2026-04-01"}, "financials": {"total": 1202}}
    >>> grounding = ground(result, "Fattura del 01/04/2026, totale € 1.220,00")
    >>> grounding.places["/invoice/date"]
    (Place(page=1, start=12, end=22, printed='01/04/2026'),)
    >>> grounding.flags[0].message
    'total 1202.00 does not stand on the page; the nearest there is 1.220,00 (page 1)'
    """
    invoice = GroundedInvoice.beside(read(result).invoice, text, policy)
    return grounding_of(invoice.grounded, *table.run(invoice, policy))


def grounding_of(
    held: Grounded,
    flags: Sequence[Flag],
    not_evaluated: Mapping[tuple[str, str], Reason],
    crashed: Mapping[str, str],
) -> Grounding:
    """Return what is known of a paper as an answer, with what the rules about the paper say."""
    looked = held.looked
    return Grounding(
        {pointer(path): places for path, places in looked.places.items()},
        tuple(
            Absent(pointer(sought.path), str(shown(sought.path, sought.value)), nearest)
            for sought, nearest in held.missing
        ),
        tuple(map(pointer, looked.computed)),
        tuple(map(pointer, looked.weak)),
        tuple(flags),
        looked.of_another_paper,
        not_evaluated,
        crashed,
    )


def without_paper(reason: Reason = NO_PAPER, table: RuleTable = GROUNDING_TABLE) -> Grounding:
    """Return the grounding of a result whose paper is missing, or cannot be read for a reason: nothing is evaluated.

    >>> [code for code, _ in without_paper().not_evaluated]
    ['NOT_ON_PAGE', 'WRONG_PAGE']
    """
    return Grounding(not_evaluated={(code, ""): reason for code in table.codes})
