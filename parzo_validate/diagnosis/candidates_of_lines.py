"""The changes of one value of a line that might make a broken identity hold."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.identities import MOST_LINES, lines_off, subtotals_of_lines
from parzo_validate.diagnosis.slips import Slip, repaired_amounts, slip_between
from parzo_validate.domain.amounts import ZERO, add, multiply, subtract, to_cent
from parzo_validate.domain.gap_parts import sum_of_lines
from parzo_validate.invoice.model import Invoice, LineItem


def candidates_of_lines(invoice: Invoice, broken: Collection[str]) -> Iterator[Candidate]:
    """Yield what a line may have said: its amount as the sums or the factors ask for, a factor as the amount does."""
    if len(invoice.line_items) > MOST_LINES:
        return
    missing = _missing(invoice) if "lines" in broken else []
    off = lines_off(invoice) if "line" in broken else []
    for number in off or range(len(invoice.line_items) if missing else 0):
        line = invoice.line_items[number]
        factors = ("quantity", line.quantity), ("unit_price", line.unit_price)
        meant = [(line.amount_key, line.amount, dict.fromkeys(_amounts(line, missing)))]
        if len(off) == 1:
            meant += [(key, found, dict.fromkeys(repaired_amounts(found))) for key, found in factors if found]
        for key, found, values in meant:
            for value in values:
                slip = _slip(value, found)
                if slip or len(broken) > 1:  # what no slip explains must repair two identities
                    yield Candidate({("line_items", number, key): value}, slip)


def _missing(invoice: Invoice) -> list[Decimal]:
    """Return what the lines lack to the subtotal, in currency units, by the subtotals that they may have."""
    subtotal, together = invoice.financials.subtotal or ZERO, sum_of_lines(invoice) or ZERO
    return [subtract(subtotal, one) for one in dict.fromkeys(subtotals_of_lines(invoice, together))]


def _amounts(line: LineItem, missing: Collection[Decimal]) -> Iterator[Decimal]:
    exact = [add(line.amount or ZERO, amount) for amount in missing]
    if line.quantity is not None and line.unit_price is not None:
        exact.append(multiply(line.quantity, line.unit_price))
    for amount in exact:
        yield amount
        yield to_cent(amount)


def _slip(meant: Decimal, found: Decimal | None) -> Slip | None:
    slip = slip_between(meant, found) if found is not None else None
    return slip._replace(defect="line_value_misread") if slip and slip.defect == "digit_misread" else slip
