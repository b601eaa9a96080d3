"""Which single amount, rate or line value is wrong: the changes that make every identity of the sums hold."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from parzo_validate.diagnosis import identities
from parzo_validate.diagnosis.amount_candidates import TYPE, amount_candidates
from parzo_validate.diagnosis.candidate import Candidate, changed
from parzo_validate.diagnosis.explanation import CERTAIN, LIKELY, POSSIBLE, Explanation
from parzo_validate.diagnosis.identities import Holds, gap_is_usual, line_multiplies
from parzo_validate.diagnosis.slips import FAR_FETCHED
from parzo_validate.flag import Path
from parzo_validate.model import Invoice
from parzo_validate.policy import Policy

IDENTITIES: Mapping[str, Holds] = {
    "sums": identities.sums_close,
    "tax": identities.tax_follows_rate,
    "usual_tax": identities.tax_is_usual,
    "lines": identities.lines_add_up,
    "agree": identities.rates_agree,
    "legal": identities.rates_are_legal,
    "sign": identities.total_is_asked_for,
}
"""What holds of the document as a whole; each line has the identity ``line`` besides."""
LINE = "line"

_TERMS = {
    "sums": {"subtotal", "tax_amount", "total"},
    "tax": {"subtotal", "tax_amount", "tax_rate"},
    "usual_tax": {"subtotal", "tax_amount"},
    "lines": {"subtotal", "amount"},
    "agree": {"tax_rate", "vat_rate"},
    LINE: {"quantity", "unit_price", "amount"},
}
"""Which values an identity ties together; that a rate or a sign is a legal one ties nothing."""
_WORST_SLIP = 9


class _Survivor(NamedTuple):
    """A candidate after which no identity is broken; a smaller ``order`` is likelier."""

    candidate: Candidate
    repaired: tuple[str, ...]
    holding: tuple[str, ...]
    order: tuple[int, int, bool]


def explain_amounts(invoice: Invoice, policy: Policy) -> Iterator[Explanation]:
    """Yield the changes of one value that repair the sums, likeliest first."""
    broken = [name for name, holds in IDENTITIES.items() if holds(invoice, policy) is False]
    lines = _lines_in_question(invoice, policy, broken)
    if len(lines) > 1 or not (broken or lines):
        return
    likeliest: dict[tuple[Path, object], _Survivor] = {}
    for candidate in amount_candidates(invoice, policy, broken, lines):
        if survivor := _survivor(invoice, policy, candidate, broken, lines):
            change = candidate.path, candidate.edits[candidate.path]
            likeliest[change] = min(survivor, likeliest.get(change, survivor), key=_order)
    yield from _judged(sorted(likeliest.values(), key=_order))


def holding_of(invoice: Invoice, policy: Policy) -> tuple[str, ...] | None:
    """Return the identities that hold, or ``None`` where one is broken."""
    holds = {name: identity(invoice, policy) for name, identity in IDENTITIES.items()}
    broken = [name for name, held in holds.items() if held is False]
    if broken or _lines_in_question(invoice, policy, broken):
        return None
    return tuple(name for name, held in holds.items() if held)


def _lines_in_question(invoice: Invoice, policy: Policy, broken: Collection[str]) -> list[int]:
    """Return the lines whose amount is not quantity × price, unless it rather looks like a discount on the line.

    It does where the lines add up all the same, and something else is broken or several lines are so.
    """
    lines = [number for number, line in enumerate(invoice.line_items) if line_multiplies(line) is False]
    discounted = (broken or len(lines) > 1) and identities.lines_add_up(invoice, policy)
    return [] if discounted else lines


def _survivor(
    invoice: Invoice, policy: Policy, candidate: Candidate, broken: Collection[str], lines: Collection[int]
) -> _Survivor | None:
    """Return what the change repairs and leaves intact, or nothing where an identity is broken after it."""
    mended = changed(invoice, candidate.edits)
    after: dict[str, bool | None] = {}
    of_a_line = [int(candidate.path[1])] if candidate.path[0] == "line_items" else lines
    for number in of_a_line:
        after[LINE] = line_multiplies(mended.line_items[number])
    repaired = (*((LINE,) if lines else ()), *broken)
    for name in (*broken, *IDENTITIES):  # the broken ones first: most candidates leave one of them broken
        if False in after.values() or None in (after.get(name, True) for name in repaired):
            return None
        if name not in after:
            after[name] = IDENTITIES[name](mended, policy)
    if False in after.values():
        return None
    holding = tuple(name for name, holds in after.items() if holds and name not in repaired)
    slip = candidate.slip.rank if candidate.slip else _WORST_SLIP
    return _Survivor(candidate, repaired, holding, (-len(holding), slip, not gap_is_usual(mended)))


def _order(survivor: _Survivor) -> tuple[int, int, bool]:
    return survivor.order


def _judged(ranked: list[_Survivor]) -> Iterator[Explanation]:
    """Yield the changes with how sure they are, but for those that would be a guess.

    What no slip explains is one unless it repairs two identities; what only a far-fetched slip explains, unless another
    identity confirms it.
    """
    for survivor in ranked:
        slip, others = survivor.candidate.slip, [other for other in ranked if other is not survivor]
        explained, confirmed = slip is not None and slip.rank < FAR_FETCHED, _is_confirmed(survivor)
        if not explained and not (confirmed and (slip or len(survivor.repaired) > 1)):
            continue
        alone = all(other.candidate.slip is None and other.order[0] > survivor.order[0] for other in others)
        certain = explained and alone and confirmed and survivor.candidate.path != TYPE
        likely = all(survivor.order < other.order for other in others)
        certainty = CERTAIN if certain else LIKELY if likely else POSSIBLE
        yield Explanation(survivor.candidate, survivor.repaired, _speaking(survivor), certainty)


def _speaking(survivor: _Survivor) -> tuple[str, ...]:
    """Return which of the identities that hold speak of the values in question."""
    in_question = {str(survivor.candidate.path[-1])}.union(*(_TERMS.get(name, ()) for name in survivor.repaired))
    return tuple(name for name in survivor.holding if not in_question.isdisjoint(_TERMS.get(name, ())))


def _is_confirmed(survivor: _Survivor) -> bool:
    """Return whether two identities speak for the change: both repaired, or one that ties down the other's values."""
    if len(survivor.repaired) > 1:
        return True
    [repaired] = survivor.repaired
    if repaired not in _TERMS:
        return not {"sums", "tax"}.isdisjoint(survivor.holding)
    changed_value = str(survivor.candidate.path[-1])
    tied: set[str] = set()
    for name in survivor.holding:
        terms = _TERMS.get(name, set())
        tied |= terms if changed_value not in terms else set()
    return _TERMS[repaired] - {changed_value} <= tied
