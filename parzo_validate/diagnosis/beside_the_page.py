"""What a diagnosis becomes when the page is there: what stands on it is preferred."""

from collections.abc import Sequence

from parzo_validate.diagnosis.amounts_on_page import explain_amounts_by_page
from parzo_validate.diagnosis.candidate import CERTAIN, CERTAINTIES, LIKELY, POSSIBLE, Explanation
from parzo_validate.diagnosis.texts_on_page import explain_dates_by_page, explain_numbers_by_page
from parzo_validate.engine.policy import Policy
from parzo_validate.grounding import Grounded, GroundedInvoice
from parzo_validate.invoice.model import Invoice

Areas = tuple[list[Explanation], ...]
"""What is wrong with the sums, with the numbers, with the dates."""


def with_the_page(areas: Areas, invoice: Invoice, text: str | Sequence[str], policy: Policy) -> Areas:
    """Return the explanations of sums, numbers and dates with what the page says of them.

    Where the text is empty, or of another paper, it says nothing. Else a proposal that stands on the page, in the place
    of a value that does not, comes before every other. One of a value that stands there is possible at most: the paper
    itself says so.

    Raises:
        InvalidInput: the text is neither a text nor a list of them.
    """
    held = GroundedInvoice.beside(invoice, text, policy).grounded
    if held.paper.is_empty or held.looked.of_another_paper:
        return areas
    by_page = (
        explain_amounts_by_page(invoice, policy, held),
        explain_numbers_by_page(invoice, held),
        explain_dates_by_page(invoice, held),
    )
    return tuple(_merged(list(paged), area, held) for paged, area in zip(by_page, areas, strict=True))


def _merged(paged: list[Explanation], area: list[Explanation], held: Grounded) -> list[Explanation]:
    known = {one.candidate.change: one for one in area}
    best = [_with_what_is_known(one, known.get(one.candidate.change)) for one in paged]
    best.sort(key=lambda one: CERTAINTIES.index(one.certainty))
    settled = {one.candidate.path for one in best if one.certainty != POSSIBLE}
    is_certain = any(one.certainty == CERTAIN and one.repaired for one in best)
    changes = {one.candidate.change for one in best}
    rest = [
        _as_the_page_has_it(one, held)
        for one in area
        if one.candidate.change not in changes and one.candidate.path not in settled and not is_certain
    ]
    return best + rest


def _with_what_is_known(one: Explanation, known: Explanation | None) -> Explanation:
    """Return what the page says with what the invoice alone says of the same change."""
    if known is None:
        return one
    certainty = min(one.certainty, known.certainty, key=CERTAINTIES.index)
    candidate = known.candidate if known.candidate.defect else one.candidate
    return known._replace(candidate=candidate, certainty=certainty, place=one.place)


def _as_the_page_has_it(one: Explanation, held: Grounded) -> Explanation:
    """Return what the page does not print: never certain, and no more than possible where it prints what is stated."""
    if one.candidate.path in held.looked.proved:
        return one._replace(certainty=POSSIBLE)
    return one._replace(certainty=LIKELY) if one.certainty == CERTAIN else one
