"""Which amount is wrong that does not stand on the page, and which one that stands there it should be."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from parzo_validate.diagnosis.candidate import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    Candidate,
    Certainty,
    Explanation,
    changed,
    field_at,
    value_at,
)
from parzo_validate.diagnosis.candidates_of_lines import amounts_asked_for
from parzo_validate.diagnosis.defects import FAR_FETCHED, Defect, defect_between
from parzo_validate.diagnosis.forms import speaking_of
from parzo_validate.diagnosis.identities import BROKEN, IDENTITIES, multiplies
from parzo_validate.domain.amounts import CENT, add, is_near, subtract
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.engine.policy import Policy
from parzo_validate.grounding import Grounded, Paper
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_SUMS = _SUBTOTAL, _TAX, _TOTAL = tuple(("financials", name) for name in ("subtotal", "tax_amount", "total"))
_PROVES = 3
"""Significant digits from which on an amount hardly stands on a page by chance."""
_MOST_LACKING = 50
"""Amounts that are looked at; where more of them do not stand on the page, no single one is wrong."""


class _Proposal(NamedTuple):
    """An amount that stands on the page, in the place of one that does not, and what holds with it."""

    path: Path
    amount: Decimal
    defect: Defect | None
    repaired: tuple[str, ...]
    holding: tuple[str, ...]

    @property
    def happens_readily(self) -> bool:
        """Whether the defect is one that happens readily."""
        return self.defect is not None and self.defect.rank < FAR_FETCHED

    @property
    def proves(self) -> bool:
        """Whether the amount hardly stands on the page by chance."""
        digits = "".join(map(str, self.amount.as_tuple().digits)).strip("0")
        return len(digits) >= _PROVES or len(self.repaired) > 1


def explain_amounts_by_page(invoice: Invoice, policy: Policy, held: Grounded) -> Iterator[Explanation]:
    """Yield the amounts that stand on the page and should stand in the place of one that does not.

    ========  ==========================================================================================================
    certain   It makes an identity hold that was broken, one defect makes the stated value of it, no other amount on the
              page does either, and it is no number that stands on many a page by chance.
    likely    No other does both; or it alone makes the identity hold, or is one defect away where no identity tells;
              or the sum stands there with its other sign, which makes the identity hold.
    possible  Several do.
    ========  ==========================================================================================================
    """
    lacking = {path: value for path, value in held.looked.lacking.items() if isinstance(value, Decimal)}
    if len(lacking) > _MOST_LACKING:
        return
    absent = {sought.path for sought in held.looked.absent}
    changes = _Changes(invoice, policy, held.paper)
    asked = {path: changes.asked_for(path, found) for path, found in lacking.items()}
    only_one = sum(map(len, asked.values())) == 1
    for path, found in lacking.items():
        explained = [proposal for proposal in asked[path] if proposal.defect]
        alike = changes.one_defect_away(path, found) if path in absent else []
        rivals = [one for one in alike if one not in explained]
        best = explained or [*asked[path], *(one for one in rivals if not asked[path] or one.happens_readily)]
        is_best = len(best) == 1 and bool(best[0].repaired or not changes.sums_speak_of(path))
        certainty = LIKELY if is_best and (best[0].proves or only_one) else POSSIBLE
        if certainty == LIKELY and explained and only_one and not rivals and changes.is_clear(best[0]):
            certainty = CERTAIN
        yield from (_explanation(proposal, certainty, held.paper) for proposal in best)
    turned = [proposal for path in _SUMS for proposal in changes.turned(path, held)]
    certainty = LIKELY if len(turned) == 1 and not any(asked.values()) else POSSIBLE
    yield from (_explanation(proposal, certainty, held.paper) for proposal in turned)


class _Changes:
    """The changes of one amount of an invoice into another that stands on the page."""

    def __init__(self, invoice: Invoice, policy: Policy, paper: Paper) -> None:
        self._invoice, self._policy, self._paper = invoice, policy, paper
        self._before = {identity.name: identity.holds(invoice, policy) for identity in IDENTITIES}

    def asked_for(self, path: Path, found: Decimal) -> list[_Proposal]:
        """Return those that make an identity hold which was broken, to the cent or, where none does, but for one."""
        exact = [amount for amount in self._asked_for(path) if amount.is_signed() == found.is_signed()]
        near = [with_a_cent(amount, CENT) for amount in exact for with_a_cent in (add, subtract)]
        for amounts in (exact, near):
            if repairing := [proposal for proposal in self._proposals(path, found, amounts) if proposal.repaired]:
                return repairing
        return []

    def one_defect_away(self, path: Path, found: Decimal) -> list[_Proposal]:
        """Return those of which one defect makes the stated amount, whatever the identities say."""
        alike = (amount for amount in self._paper.money if _may_be_misread(amount, found.copy_abs()))
        return list(self._proposals(path, found, [amount.copy_sign(found) for amount in alike]))

    def turned(self, path: Path, held: Grounded) -> list[_Proposal]:
        """Return the sum with its other sign, where that makes a broken identity hold and the page prints it so."""
        found = value_at(self._invoice, path)
        if path not in held.looked.places or not isinstance(found, Decimal) or prints_sign(held, path, found):
            return []
        return [one for one in self._proposals(path, found, [found.copy_negate()]) if one.repaired]

    def sums_speak_of(self, path: Path) -> bool:
        """Return whether the sums do not close and the value is one of theirs, so that they say what it should be."""
        return path in _SUMS and self._before["sums"] == BROKEN

    def is_clear(self, proposal: _Proposal) -> bool:
        """Return whether no other amount on the page is within a cent of it, and it hardly stands there by chance."""
        printed = self._paper.money
        near = (amount for amount in printed if is_near(amount, proposal.amount.copy_abs(), CENT))
        return proposal.proves and len(list(near)) == 1

    def _asked_for(self, path: Path) -> Iterator[Decimal]:
        sums = self._invoice.financials
        subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
        if path[-1] == "unit_price":
            line = self._invoice.line_items[int(path[1])]
            prices = (line.model_copy(update={"unit_price": price}) for price in self._paper.money)
            yield from (priced.unit_price for priced in prices if multiplies(priced) and priced.unit_price is not None)
        elif path[0] == "line_items":
            yield from amounts_asked_for(self._invoice, int(path[1]))
        elif subtotal is not None and tax is not None and total is not None:
            for gap in accepted_gaps(self._invoice, self._policy, subtotal, tax):
                if path == _TOTAL:
                    yield add(add(subtotal, tax), gap)
                elif path == _SUBTOTAL:
                    yield subtract(subtract(total, tax), gap)
                elif path == _TAX:
                    yield subtract(subtract(total, subtotal), gap)

    def _proposals(self, path: Path, found: Decimal, amounts: Iterable[Decimal]) -> Iterator[_Proposal]:
        """Yield those that are printed, and break no identity that holds."""
        field = field_at(path)
        for amount in dict.fromkeys(amounts):
            if amount == found or amount.copy_abs() not in self._paper.money:
                continue
            mended = changed(self._invoice, {path: amount})
            after = {identity.name: identity.holds(mended, self._policy) for identity in IDENTITIES}
            if any(form == BROKEN and self._before[name] for name, form in after.items()):
                continue
            held = {name: form for name, form in after.items() if form}
            repaired = speaking_of(field, (), [held[name] for name in held if self._before[name] == BROKEN])
            holding = speaking_of(field, repaired, [held[name] for name in held if self._before[name] != BROKEN])
            yield _Proposal(path, amount, defect_between(amount, found), tuple(repaired), tuple(holding))


def prints_sign(held: Grounded, path: Path, amount: Decimal) -> bool:
    """Return whether the page prints the amount that stands at a path with this sign, in one of its places."""
    return any(held.paper.has_minus(place) == amount.is_signed() for place in held.looked.places[path])


def _may_be_misread(amount: Decimal, found: Decimal) -> bool:
    """Return whether one defect makes a value of an amount; no page prints the zero in front that another digit was."""
    defect = defect_between(amount, found)
    return defect is not None and (defect.name == "separator_shift" or amount.adjusted() == found.adjusted())


def _explanation(proposal: _Proposal, certainty: Certainty, paper: Paper) -> Explanation:
    candidate = Candidate({proposal.path: proposal.amount}, proposal.defect)
    place = paper.money[proposal.amount.copy_abs()][0]
    return Explanation(candidate, proposal.repaired, proposal.holding, certainty, place)
