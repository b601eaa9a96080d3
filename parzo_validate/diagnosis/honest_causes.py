"""What a gap between subtotal + tax and total comes from that a true paper explains: then no digit is suspected."""

from collections.abc import Collection
from decimal import Decimal
from itertools import product

from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.candidates_of_sums import FUND_LEFT_OUT, SUBTOTAL, TOTAL
from parzo_validate.diagnosis.defects import INFERRED, Defect, defect_between
from parzo_validate.diagnosis.identities import lines_add_up, tax_is_of_lines
from parzo_validate.domain.amounts import add, subtract, total_of
from parzo_validate.domain.causes import CAUSES_OF_A_GAP, accepted_gaps, cause_of
from parzo_validate.domain.gap_parts import GapParts
from parzo_validate.domain.line_sums import is_near_one_of
from parzo_validate.engine.policy import DEFAULT_ACCEPTED_CAUSES, Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_NET_TO_PAY = Defect("net_to_pay_as_total", 0)
_NET_OF = {
    cause.name: [part for part in cause.parts if part != "adjustments_if_any"]
    for cause in CAUSES_OF_A_GAP
    if cause.name.startswith("net_of_") or cause.name == "discount_after_tax"
}
"""What has been deducted where the total is the amount payable: names of ``GapParts``."""
_STATED = frozenset({"withholding_tax", "prepayment"})
_FUND = ("fund_not_in_subtotal", "fund_and_stamp_duty")
_NO_SINGLE_VALUE = (
    *DEFAULT_ACCEPTED_CAUSES,
    *("lines_outside_vat", "lines_outside_vat_and_net_of_withholding"),
    *("fund_and_net_of_withholding", "total_rounded"),
)
"""Where no value is wrong, or more than one."""
_BREAKS_BESIDES = {
    "fund_not_in_subtotal": ("tax", "lines"),
    "fund_and_stamp_duty": ("tax", "lines"),
    "fund_and_net_of_withholding": ("tax", "lines"),
    "lines_outside_vat": ("lines",),
    "lines_outside_vat_and_net_of_withholding": ("lines",),
}
"""The identities that a cause breaks besides the sums; one that breaks less than is broken is not the whole truth."""


def honest_candidates(invoice: Invoice, policy: Policy, broken: Collection[str]) -> list[Candidate] | None:
    """Return what an honest cause of the gap makes of the sums, ``None`` where none explains all that is broken."""
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    if subtotal is None or tax is None or total is None or not {"sums"} <= {*broken} <= {"sums", "tax", "lines"}:
        return None
    cause = cause_of(invoice, policy, subtotal, tax, total)
    besides = _BREAKS_BESIDES.get(cause, ())
    if not {"sums", *besides}.issuperset(broken) or not (besides or _subtotal_is_coherent(invoice, policy)):
        return None
    parts = GapParts(invoice, subtotal, tax)
    if cause in _FUND:
        subtotals = (add(subtotal, share) for share in parts.pension_fund)
        return [_candidate(SUBTOTAL, one, subtotal, FUND_LEFT_OUT) for one in subtotals]
    if cause in _NET_OF:
        deducted = product(*(getattr(parts, name) for name in _NET_OF[cause]))
        gross = [subtract(total, total_of(amounts)) for amounts in deducted]
        defect = _NET_TO_PAY if _STATED.issuperset(_NET_OF[cause]) else _NET_TO_PAY._replace(rank=INFERRED)
        defect = defect._replace(is_alone=subtotal not in (total, add(total, tax)))  # copied, or swapped
        proposals = (add(add(subtotal, tax), gap) for gap in accepted_gaps(invoice, policy, subtotal, tax))
        return [
            _candidate(TOTAL, one, total, defect) for one in proposals if is_near_one_of(one, gross, policy.tolerance)
        ]
    return [] if cause in _NO_SINGLE_VALUE else None


def _candidate(path: Path, proposed: Decimal, found: Decimal, defect: Defect) -> Candidate:
    return Candidate({path: proposed}, defect.beside(defect_between(proposed, found)))


def _subtotal_is_coherent(invoice: Invoice, policy: Policy) -> bool:
    """Return whether the tax may be that of the subtotal, and not merely of lines which come to something else."""
    return not tax_is_of_lines(invoice, policy) or bool(lines_add_up(invoice, policy))
