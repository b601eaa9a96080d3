"""Which single amount, rate or line value is wrong: the changes that make every identity of the sums hold."""

from collections.abc import Iterable, Iterator, Sequence
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
    Value,
    changed,
    field_at,
    value_at,
)
from parzo_validate.diagnosis.candidates_of_lines import candidates_of_lines
from parzo_validate.diagnosis.candidates_of_rates import candidates_of_rates
from parzo_validate.diagnosis.candidates_of_sums import FUND_LEFT_OUT, TAX, TYPE, candidates_of_sums
from parzo_validate.diagnosis.defects import FAR_FETCHED, INFERRED
from parzo_validate.diagnosis.expected_amounts import tax_is_plausible, total_is_usual
from parzo_validate.diagnosis.forms import FORMS, speaking_of, ties_down
from parzo_validate.diagnosis.honest_causes import honest_candidates
from parzo_validate.diagnosis.identities import (
    BROKEN,
    IDENTITIES,
    Identity,
    lines_that_do_not_multiply,
    multiplies,
    tax_forms,
)
from parzo_validate.domain.amounts import scaled
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_MAY_FALL_SILENT = ("lines", "line")
"""Lines that a pension fund completes say nothing of the subtotal, which is as good as it gets; nor does a line with a
discount of its own say anything of its price."""
_OF_THE_TAX = frozenset({"tax", "usual_tax"})
"""Identities that a fund left out must leave intact."""
_PLAINNESS = {"tax": 0, "tax_of_lines": 1}
"""How plainly a form says of what the tax is; the others assume more."""
_RANK_WITHOUT_A_DEFECT = FAR_FETCHED + 1


class _Survivor(NamedTuple):
    """A candidate after which no identity is broken; ``repairs_all`` unless one of them merely says nothing any more.

    ``held`` gives, for each identity that holds, the form in which it does. A smaller ``order`` is likelier: more
    identities hold, the defect happens more readily, it is plain of what the tax is, the total is the usual
    one, more hold in their plainest form. That a total usually includes the bollo and leaves out the discount chooses
    between equals, and proves nothing.
    """

    candidate: Candidate
    repaired: Sequence[str]
    repairs_all: bool
    held: dict[str, str]
    order: tuple[int, int, int, bool, int]


_order = attrgetter("order")


def explain_amounts(invoice: Invoice, policy: Policy) -> Iterator[Explanation]:
    """Yield the changes of one value that repair the sums, likeliest first."""
    broken = [identity for identity in IDENTITIES if identity.holds(invoice, policy) == BROKEN]
    if not broken and lines_that_do_not_multiply(invoice):
        # a discount on the line, unless a defect explains it
        broken = [identity for identity in IDENTITIES if identity.name == "line"]
    if not broken:
        return
    likeliest: dict[tuple[Path, Value], _Survivor] = {}
    for candidate in _candidates(invoice, policy, [identity.name for identity in broken]):
        if survivor := _survivor(invoice, policy, candidate, broken):
            likeliest[candidate.change] = min(survivor, likeliest.get(candidate.change, survivor), key=_order)
    yield from _judged(sorted(likeliest.values(), key=_order), invoice)


def _candidates(invoice: Invoice, policy: Policy, broken: Sequence[str]) -> Iterable[Candidate]:
    """Return what may repair the sums: where an honest cause explains their gap, what that says and nothing else."""
    honest = honest_candidates(invoice, policy, broken)
    if honest is not None:
        return honest
    return chain(
        candidates_of_sums(invoice, policy, broken),
        candidates_of_rates(invoice, broken),
        candidates_of_lines(invoice, broken),
    )


def holding_of(invoice: Invoice, policy: Policy) -> tuple[str, ...] | None:
    """Return the names of the forms that hold, or ``None`` where an identity is broken."""
    forms = [identity.holds(invoice, policy) for identity in IDENTITIES]
    return None if BROKEN in forms else tuple(filter(None, forms))


def _survivor(invoice: Invoice, policy: Policy, candidate: Candidate, broken: Sequence[Identity]) -> _Survivor | None:
    """Return what the change repairs and leaves intact, or nothing where an identity is broken after it."""
    mended, held, field = changed(invoice, candidate.edits), {}, field_at(candidate.path)
    if candidate.path[0] == "line_items" and _breaks_a_line(invoice, mended, int(candidate.path[1])):
        return None
    for identity in (*broken, *(other for other in IDENTITIES if other not in broken)):
        form = identity.holds(mended, policy)
        if identity.name == "tax" and form and field not in FORMS[form].terms:
            form = next((one for one in tax_forms(mended) if field in FORMS[one].terms), form)
        if identity.name == "line" and form != BROKEN and candidate.path[0] == "line_items":
            form = "line" if multiplies(mended.line_items[int(candidate.path[1])]) else None
        if form == BROKEN or not (form or identity not in broken or identity.name in _MAY_FALL_SILENT):
            return None
        if form:
            held[identity.name] = form
    repaired = [identity.name for identity in broken if identity.name in held]
    if not repaired or not tax_is_plausible(mended):
        return None
    tax_is_known = not held.keys().isdisjoint(_OF_THE_TAX)
    is_fund = candidate.defect is not None and candidate.defect.name == FUND_LEFT_OUT.name
    if is_fund and mended.financials.tax_amount and not tax_is_known:
        return None
    rank = candidate.defect.rank if candidate.defect else _RANK_WITHOUT_A_DEFECT
    if candidate.path == TAX and not value_at(invoice, TAX) and not tax_is_known:
        rank = max(rank, INFERRED)  # a tax of nought is one, for all that is known
    plain = [name for name, form in held.items() if name == form]
    order = (-len(held), rank, _PLAINNESS.get(held.get("tax", ""), 2), not total_is_usual(mended), -len(plain))
    return _Survivor(candidate, repaired, len(repaired) == len(broken), held, order)


def _breaks_a_line(invoice: Invoice, mended: Invoice, number: int) -> bool:
    """Return whether quantity × unit price was the amount of the line, counted from 0, and no longer is."""
    return multiplies(mended.line_items[number]) is False and multiplies(invoice.line_items[number]) is True


def _judged(ranked: Sequence[_Survivor], invoice: Invoice) -> Iterator[Explanation]:
    """Yield the changes with how sure they are, but for those that would be a guess.

    ========  ==========================================================  ==========================================
    certain   One usual defect explains it and all that is broken,        1000 + 220 = 1202, at 22%: the total is 1220.
              another identity confirms it, no other change rivals it,
              and it is not the other values that may be wrong together.
    likely    It is ahead of every other: more identities hold after it,  The same without the rate, as 22% is usual.
              or its defect happens more readily.
    possible  Another one does as well; or it is confirmed, and only a    1000 + 190 = 1109: 1190, or a tax of 109.
              digit that looks like no other would explain it.            1000 + 220 = 1420, at 22%: 1220.
    a guess   No defect explains it, unless it is confirmed and repairs   1000 + 220 = 4321.
              two identities.
    ========  ==========================================================  ==========================================
    """
    for survivor in ranked:
        defect, others = survivor.candidate.defect, [other for other in ranked if other is not survivor]
        confirmed = _is_confirmed(survivor)
        repairs_two = sum(survivor.held[name] == name for name in survivor.repaired) > 1  # as they stand
        explained = defect is not None and (defect.rank < FAR_FETCHED or repairs_two)
        far_fetched = defect is not None and not explained and survivor.repaired == ["sums"]
        if not explained and not (confirmed and (far_fetched or repairs_two)):
            continue
        unrivalled = all(not other.candidate.defect and other.order[0] > survivor.order[0] for other in others)
        ahead = all(survivor.order[:2] < other.order[:2] for other in others)
        surely = survivor.repairs_all and defect is not None and defect.is_alone and defect.rank < INFERRED
        surely = surely and not _may_be_all_the_others(survivor.candidate, invoice)
        yield Explanation(
            survivor.candidate if explained else survivor.candidate._replace(defect=None),
            tuple(survivor.held[name] for name in survivor.repaired),
            _speaking(survivor),
            CERTAIN if surely and confirmed and unrivalled else LIKELY if ahead and not far_fetched else POSSIBLE,
        )


def _may_be_all_the_others(candidate: Candidate, invoice: Invoice) -> bool:
    """Return whether the other values may be wrong together, and this one right.

    So may a whole credit note, whose type was read right; and amounts above a thousand, ``1.500``, that lost their
    separators, where the one below it, ``330``, had none to lose.
    """
    path, proposed = candidate.change
    found = value_at(invoice, path)
    thousandfold = isinstance(found, Decimal) and isinstance(proposed, Decimal) and found == scaled(proposed, 3)
    return path == TYPE or thousandfold


def _speaking(survivor: _Survivor) -> tuple[str, ...]:
    """Return the forms that hold, besides those repaired, and speak of the values in question."""
    repaired = [survivor.held[name] for name in survivor.repaired]
    others = [form for name, form in survivor.held.items() if name not in survivor.repaired]
    return tuple(speaking_of(field_at(survivor.candidate.path), repaired, others))


def _is_confirmed(survivor: _Survivor) -> bool:
    """Return whether two identities speak for the change: both repaired, or one that ties down the other's values."""
    if len(survivor.repaired) != 1:
        return len(survivor.repaired) > 1
    [repaired] = [identity for identity in IDENTITIES if identity.name == survivor.repaired[0]]
    if repaired.confirmed_by:
        return not survivor.held.keys().isdisjoint(repaired.confirmed_by)
    return ties_down(field_at(survivor.candidate.path), survivor.held[repaired.name], survivor.held.values())
