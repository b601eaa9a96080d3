"""Which single amount, rate or line value is wrong: the changes that make every identity of the sums hold."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from parzo_validate.diagnosis import identities
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
from parzo_validate.diagnosis.identities import Holds, gap_is_usual
from parzo_validate.diagnosis.slips import FAR_FETCHED
from parzo_validate.domain.amounts import scaled
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

IDENTITIES: Mapping[str, Holds] = {
    "sums": identities.sums_close,
    "tax": identities.tax_follows_rate,
    "usual_tax": identities.tax_is_usual,
    "lines": identities.lines_add_up,
    "agree": identities.rates_agree,
    "legal": identities.rates_are_legal,
    "line": identities.lines_multiply,
    "sign": identities.total_is_asked_for,
}

_TERMS = {
    "sums": {"subtotal", "tax_amount", "total"},
    "tax": {"subtotal", "tax_amount", "tax_rate"},
    "usual_tax": {"subtotal", "tax_amount"},
    "lines": {"subtotal", "amount"},
    "agree": {"tax_rate", "vat_rate"},
    "line": {"quantity", "unit_price", "amount"},
}
"""Which values an identity ties together; that a rate or a sign is a legal one ties nothing."""
_CONFIRMED_BY = {"legal": {"tax"}, "sign": {"sums", "tax"}}
"""What else tells that a rate, or a sign, is not only legal but right."""
_MAY_FALL_SILENT = "lines"
"""Lines that a pension fund completes say nothing of the subtotal, which is as good as it gets."""
_WORST_SLIP = 9


class _Survivor(NamedTuple):
    """A candidate after which no identity is broken.

    A smaller ``order`` is likelier: more identities hold, the slip happens more readily, the total is the usual one.
    That a total usually includes the bollo and leaves out the discount chooses between equals, and proves nothing.
    """

    candidate: Candidate
    repaired: tuple[str, ...]
    holding: tuple[str, ...]
    order: tuple[int, int, bool]


def explain_amounts(invoice: Invoice, policy: Policy) -> Iterator[Explanation]:
    """Yield the changes of one value that repair the sums, likeliest first."""
    broken = [name for name, holds in IDENTITIES.items() if holds(invoice, policy) is False]
    if not broken and len(identities.lines_off(invoice)) == 1:
        broken = ["line"]  # a discount on the line, unless a slip explains it
    if not broken:
        return
    likeliest: dict[tuple[Path, object], _Survivor] = {}
    candidates = chain(
        candidates_of_sums(invoice, policy, broken),
        candidates_of_rates(invoice, broken),
        candidates_of_lines(invoice, broken),
    )
    for candidate in candidates:
        if survivor := _survivor(invoice, policy, candidate, broken):
            change = candidate.path, candidate.edits[candidate.path]
            likeliest[change] = min(survivor, likeliest.get(change, survivor), key=_order)
    yield from _judged(sorted(likeliest.values(), key=_order), invoice)


def holding_of(invoice: Invoice, policy: Policy) -> tuple[str, ...] | None:
    """Return the identities that hold, or ``None`` where one is broken."""
    holds = {name: identity(invoice, policy) for name, identity in IDENTITIES.items()}
    return None if False in holds.values() else tuple(name for name, held in holds.items() if held)


def _survivor(invoice: Invoice, policy: Policy, candidate: Candidate, broken: Sequence[str]) -> _Survivor | None:
    """Return what the change repairs and leaves intact, or nothing where an identity is broken after it."""
    mended = changed(invoice, candidate.edits)
    held: dict[str, bool | None] = {}
    for name in (*broken, *(name for name in IDENTITIES if name not in broken)):
        held[name] = IDENTITIES[name](mended, policy)
        repaired = held[name] or name not in broken or name == _MAY_FALL_SILENT
        if held[name] is False or not repaired:
            return None
    if not identities.tax_is_plausible(mended):
        return None
    holding = tuple(name for name, holds in held.items() if holds and name not in broken)
    slip = candidate.slip.rank if candidate.slip else _WORST_SLIP
    order = -sum(map(bool, held.values())), slip, not gap_is_usual(mended)
    return _Survivor(candidate, tuple(broken), holding, order)


def _order(survivor: _Survivor) -> tuple[int, int, bool]:
    return survivor.order


def _judged(ranked: list[_Survivor], invoice: Invoice) -> Iterator[Explanation]:
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
        certain = explained and alone and confirmed and not _may_be_all_the_others(survivor.candidate, invoice)
        likely = all(survivor.order[:2] < other.order[:2] for other in others)
        certainty = CERTAIN if certain else LIKELY if likely else POSSIBLE
        yield Explanation(survivor.candidate, survivor.repaired, _speaking(survivor), certainty)


def _may_be_all_the_others(candidate: Candidate, invoice: Invoice) -> bool:
    """Return whether the other values may be wrong together, and this one right.

    So may a whole credit note, whose type was read right; and amounts above a thousand, ``1.500``, that lost their
    separators, where the one below it, ``330``, had none to lose.
    """
    found, meant = value_at(invoice, candidate.path), candidate.edits[candidate.path]
    thousandfold = isinstance(found, Decimal) and isinstance(meant, Decimal) and found == scaled(meant, 3)
    return candidate.path == TYPE or thousandfold


def _speaking(survivor: _Survivor) -> tuple[str, ...]:
    """Return which of the identities that hold speak of the values in question."""
    in_question = {field_at(survivor.candidate.path)}.union(*(_TERMS.get(name, ()) for name in survivor.repaired))
    return tuple(name for name in survivor.holding if not in_question.isdisjoint(_TERMS.get(name, ())))


def _is_confirmed(survivor: _Survivor) -> bool:
    """Return whether two identities speak for the change: both repaired, or one that ties down the other's values."""
    if len(survivor.repaired) > 1:
        return True
    [repaired] = survivor.repaired
    if repaired in _CONFIRMED_BY:
        return not _CONFIRMED_BY[repaired].isdisjoint(survivor.holding)
    changed_value = field_at(survivor.candidate.path)
    tied: set[str] = set()
    for name in survivor.holding:
        terms = _TERMS.get(name, set())
        tied |= terms if changed_value not in terms else set()
    return _TERMS[repaired] - {changed_value} <= tied
