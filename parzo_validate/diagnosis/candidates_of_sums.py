"""The changes of one sum of the document that might make a broken identity hold."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.defects import INFERRED, Defect, defect_between, repaired_amounts
from parzo_validate.diagnosis.expected_amounts import expected_taxes, subtotals_of_lines
from parzo_validate.domain.amounts import CENT, ZERO, add, per_cent_of, subtract
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.domain.gap_parts import PENSION_FUND_RATES, either_sign, sum_of_lines
from parzo_validate.domain.line_sums import STAMP_DUTIES
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

SUBTOTAL, TAX, TOTAL, DISCOUNT, STAMP_DUTY = (
    ("financials", name) for name in ("subtotal", "tax_amount", "total", "discount", "stamp_duty")
)
TYPE = ("invoice", "type")
_SWAPPED, _TYPE_LOST = Defect("subtotal_and_total_swapped", 3), Defect("credit_note_type_lost", 3)
_RATE_READ, _COPIED = Defect("rate_read_as_total", 0), Defect("total_copied_from_subtotal", 4)
_INCLUDES_TAX, _DROPPED = Defect("subtotal_includes_tax", 4), Defect("field_dropped", 4)
FUND_LEFT_OUT = Defect("fund_left_out_of_subtotal", 4)
_OF_THE_DUTY = 0
"""The rank of a defect in the bollo, without which it is what the law says."""
_STAMP_DUTY, *_ = STAMP_DUTIES  # today's


def candidates_of_sums(invoice: Invoice, policy: Policy, broken: Collection[str]) -> Iterator[Candidate]:
    """Yield what subtotal, tax and total may have been as the others ask for; discount and bollo, too."""
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    subtotals: list[Decimal] = []
    taxes: list[Decimal] = []
    if subtotal is not None and tax is not None and total is not None:
        expected = add(subtotal, tax)
        gaps = list(dict.fromkeys(accepted_gaps(invoice, policy, subtotal, tax)))
        for gap in gaps if "sums" in broken else ():  # nothing else asks for a total
            yield from _mended(TOTAL, total, add(expected, gap), invoice)
        subtotals += [subtract(subtract(total, tax), gap) for gap in gaps]
        taxes += [subtract(subtract(total, subtotal), gap) for gap in gaps]
        yield Candidate({TOTAL: subtotal, SUBTOTAL: total}, _SWAPPED)
        yield from _excuses(invoice, subtract(total, expected))
    lines = sum_of_lines(invoice)
    if subtotal is not None:
        subtotals += [] if lines is None else subtotals_of_lines(invoice, lines)
        subtotals += repaired_amounts(subtotal) if _only_the_rate_tells(broken) else []
        for proposed in dict.fromkeys(subtotals):
            yield from _mended(SUBTOTAL, subtotal, proposed, invoice)
    if tax is not None:
        taxes += [amount for _, amount in expected_taxes(invoice)]
        taxes += repaired_amounts(tax) if _only_the_rate_tells(broken) else []
        for proposed in dict.fromkeys(taxes):
            yield from _mended(TAX, tax, proposed, invoice)
    if total is not None and "sign" in broken:
        yield from _mended(TOTAL, total, total.copy_negate(), invoice)
        yield Candidate({TYPE: "credit_note"}, _TYPE_LOST)


def _only_the_rate_tells(broken: Collection[str]) -> bool:
    """Return whether the wrong amount shows only by the rate, which gives it but roughly."""
    return "tax" in broken and "sums" not in broken


def _mended(path: Path, found: Decimal, proposed: Decimal, invoice: Invoice) -> Iterator[Candidate]:
    """Yield the change with its defect; where it has none, those within a cent that have one come first."""
    if proposed == found:
        return
    relation, slip = _relation(path, found, proposed, invoice), defect_between(proposed, found)
    if relation or slip:
        yield Candidate({path: proposed}, relation.beside(slip) if relation else slip)
        return
    for near in (add(proposed, CENT), subtract(proposed, CENT)):
        if defect := defect_between(near, found):
            yield Candidate({path: near}, defect)
    yield Candidate({path: proposed}, None)


def _relation(path: Path, found: Decimal, proposed: Decimal, invoice: Invoice) -> Defect | None:
    """Return how other values of the invoice come to stand for this one."""
    sums, missing = invoice.financials, subtract(proposed, found)
    if path == TOTAL and found and found in (sums.tax_rate, *(line.vat_rate for line in invoice.line_items)):
        return _RATE_READ._replace(is_alone=found != sums.subtotal)
    if path == TOTAL and found == sums.subtotal:
        return _COPIED
    if path == SUBTOTAL and missing:
        if sums.tax_amount and missing == sums.tax_amount.copy_negate():
            return _INCLUDES_TAX
        fees = (found, *_lines_besides(missing, invoice))
        if missing in [per_cent_of(rate, fee) for rate in PENSION_FUND_RATES for fee in fees]:
            return FUND_LEFT_OUT
    return None


def _lines_besides(amount: Decimal, invoice: Invoice) -> Iterator[Decimal]:
    """Yield what the lines without the one of this amount come to, with and without a line that is the bollo."""
    lines = sum_of_lines(invoice)
    if lines is not None and any(line.amount == amount for line in invoice.line_items):
        for stamp_duty in (ZERO, *either_sign(invoice.financials.stamp_duty, lines < 0)):
            yield subtract(subtract(lines, amount), stamp_duty)


def _excuses(invoice: Invoice, gap: Decimal) -> Iterator[Candidate]:
    """Yield what a misread discount or bollo may have been, for the gap that it should explain."""
    sums = invoice.financials
    for stamp_duty in (ZERO, *either_sign(sums.stamp_duty, negative=False)):
        proposed = subtract(stamp_duty, gap)
        if sums.discount and (defect := defect_between(proposed, sums.discount)):
            yield Candidate({DISCOUNT: proposed}, defect._replace(rank=INFERRED))
    for discount in (ZERO, *either_sign(sums.discount, negative=False)):
        proposed = add(discount, gap)
        is_the_duty = proposed in STAMP_DUTIES  # which is never another amount
        if sums.stamp_duty and is_the_duty and (defect := defect_between(proposed, sums.stamp_duty)):
            yield Candidate({STAMP_DUTY: proposed}, defect._replace(rank=_OF_THE_DUTY))
    if sums.stamp_duty is None and gap == _STAMP_DUTY:
        yield Candidate({STAMP_DUTY: gap}, _DROPPED)
