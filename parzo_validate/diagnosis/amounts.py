"""Which single amount, rate or line value is wrong: the changes that make every identity of the sums hold."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from parzo_validate.diagnosis.candidate import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    Candidate,
    Explanation,
    changed,
    field_at,
    value_at,
)
from parzo_validate.diagnosis.candidates_of_lines import candidates_of_lines
from parzo_validate.diagnosis.candidates_of_rates import candidates_of_rates
from parzo_validate.diagnosis.candidates_of_sums import TYPE, candidates_of_sums
from parzo_validate.diagnosis.defects import FAR_FETCHED
from parzo_validate.diagnosis.expected_amounts import tax_is_plausible, total_is_usual
from parzo_validate.diagnosis.identities import IDENTITIES, Identity, lines_that_do_not_multiply
from parzo_validate.domain.amounts import scaled
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_MAY_FALL_SILENT = "lines"
"""Lines that a pension fund completes say nothing of the subtotal, which is as good as it gets."""
_RANK_WITHOUT_A_DEFECT = FAR_FETCHED + 1


class _Survivor(NamedTuple):
    """A candidate after which no identity is broken.

    A smaller ``order`` is likelier: more identities hold, the defect happens more readily, the total is the usual one.
    That a total usually includes the bollo and leaves out the discount chooses between equals, and proves nothing.
    """

    candidate: Candidate
    repaired: Sequence[Identity]
    holding: Sequence[Identity]
    order: tuple[int, int, bool]


_order = attrgetter("order")


def explain_amounts(invoice: Invoice, policy: Policy) -> Iterator[Explanation]:
    """Yield the changes of one value that repair the sums, likeliest first."""
    broken = [identity for identity in IDENTITIES if identity.holds(invoice, policy) is False]
    if not broken and len(lines_that_do_not_multiply(invoice)) == 1:
        # a discount on the line, unless a defect explains it
        broken = [identity for identity in IDENTITIES if identity.name == "line"]
    if not broken:
        return
    names = [identity.name for identity in broken]
    candidates = chain(
        candidates_of_sums(invoice, policy, names),
        candidates_of_rates(invoice, names),
        candidates_of_lines(invoice, names),
    )
    likeliest: dict[tuple[Path, object], _Survivor] = {}
    for candidate in candidates:
        if survivor := _survivor(invoice, policy, candidate, broken):
            change = candidate.path, candidate.edits[candidate.path]
            likeliest[change] = min(survivor, likeliest.get(change, survivor), key=_order)
    yield from _judged(sorted(likeliest.values(), key=_order), invoice)


def holding_of(invoice: Invoice, policy: Policy) -> tuple[str, ...] | None:
    """Return the names of the identities that hold, or ``None`` where one is broken."""
    holds = {identity.name: identity.holds(invoice, policy) for identity in IDENTITIES}
    return None if False in holds.values() else tuple(name for name, held in holds.items() if held)


def _survivor(invoice: Invoice, policy: Policy, candidate: Candidate, broken: Sequence[Identity]) -> _Survivor | None:
    """Return what the change repairs and leaves intact, or nothing where an identity is broken after it."""
    mended, held = changed(invoice, candidate.edits), []
    for identity in (*broken, *(other for other in IDENTITIES if other not in broken)):
        holds = identity.holds(mended, policy)
        if holds is False or not (holds or identity not in broken or identity.name == _MAY_FALL_SILENT):
            return None
        if holds:
            held.append(identity)
    if not tax_is_plausible(mended):
        return None
    rank = candidate.defect.rank if candidate.defect else _RANK_WITHOUT_A_DEFECT
    holding = [identity for identity in held if identity not in broken]
    return _Survivor(candidate, broken, holding, (-len(held), rank, not total_is_usual(mended)))


def _judged(ranked: Sequence[_Survivor], invoice: Invoice) -> Iterator[Explanation]:
    """Yield the changes with how sure they are, but for those that would be a guess.

    ========  ==========================================================  ==========================================
    certain   A usual defect explains it, another identity confirms it,   1000 + 220 = 1202, at 22%: the total is 1220.
              no other change rivals it, and it is not the other values
              that may be wrong together.
    likely    It is ahead of every other: more identities hold after it,  The same without the rate, as 22% is usual.
              or its defect happens more readily.
    possible  Another one does as well.                                   1000 + 190 = 1109: 1190, or a tax of 109.
    a guess   Only a far-fetched defect explains it and nothing confirms  1000 + 220 = 4321.
              it; or none does, unless it is confirmed and repairs two
              identities.
    ========  ==========================================================  ==========================================
    """
    for survivor in ranked:
        defect, others = survivor.candidate.defect, [other for other in ranked if other is not survivor]
        explained = defect is not None and defect.rank < FAR_FETCHED
        confirmed = _is_confirmed(survivor)
        repairs_two = len(survivor.repaired) > 1
        if not explained and not (confirmed and (defect or repairs_two)):
            continue
        unrivalled = all(not other.candidate.defect and other.order[0] > survivor.order[0] for other in others)
        ahead = all(survivor.order[:2] < other.order[:2] for other in others)
        certain = explained and confirmed and unrivalled and not _may_be_all_the_others(survivor.candidate, invoice)
        yield Explanation(
            survivor.candidate,
            tuple(identity.name for identity in survivor.repaired),
            _speaking(survivor),
            CERTAIN if certain else LIKELY if ahead else POSSIBLE,
        )


def _may_be_all_the_others(candidate: Candidate, invoice: Invoice) -> bool:
    """Return whether the other values may be wrong together, and this one right.

    So may a whole credit note, whose type was read right; and amounts above a thousand, ``1.500``, that lost their
    separators, where the one below it, ``330``, had none to lose.
    """
    found, proposed = value_at(invoice, candidate.path), candidate.edits[candidate.path]
    thousandfold = isinstance(found, Decimal) and isinstance(proposed, Decimal) and found == scaled(proposed, 3)
    return candidate.path == TYPE or thousandfold


def _speaking(survivor: _Survivor) -> tuple[str, ...]:
    """Return the names of the identities that hold and speak of the values in question."""
    in_question = {field_at(survivor.candidate.path)}.union(*(identity.terms for identity in survivor.repaired))
    return tuple(identity.name for identity in survivor.holding if not in_question.isdisjoint(identity.terms))


def _is_confirmed(survivor: _Survivor) -> bool:
    """Return whether two identities speak for the change: both repaired, or one that ties down the other's values."""
    if len(survivor.repaired) > 1:
        return True
    [repaired] = survivor.repaired
    if repaired.confirmed_by:
        return any(identity.name in repaired.confirmed_by for identity in survivor.holding)
    field = field_at(survivor.candidate.path)
    tied_down = {term for identity in survivor.holding if field not in identity.terms for term in identity.terms}
    return tied_down.issuperset({*repaired.terms} - {field})
