"""The changes of one value of a line that might make a broken identity hold."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.defects import Defect, defect_between, repaired_amounts
from parzo_validate.diagnosis.expected_amounts import MOST_LINES, subtotals_of_lines
from parzo_validate.diagnosis.identities import lines_that_do_not_multiply, multiplies
from parzo_validate.domain.amounts import ZERO, add, multiply, subtract, to_cent
from parzo_validate.domain.gap_parts import sum_of_lines
from parzo_validate.invoice.model import Invoice, LineItem

_SOME_CENTS = Decimal("0.10")
"""An amount so small, in currency units, that most factors make it to the cent."""


def candidates_of_lines(invoice: Invoice, broken: Collection[str]) -> Iterator[Candidate]:
    """Yield what a line may have said: its amount as the sums or the factors ask for, a factor as the amount does."""
    if len(invoice.line_items) > MOST_LINES:
        return
    missing = _missing(invoice) if "lines" in broken else []
    wrong = lines_that_do_not_multiply(invoice) if "line" in broken else []
    for number in wrong or range(len(invoice.line_items) if missing else 0):
        line = invoice.line_items[number]
        proposals = [(line.amount_key, line.amount, dict.fromkeys(_amounts(line, missing)))]
        if wrong and line.amount and line.amount.copy_abs() > _SOME_CENTS:
            factors = ("quantity", line.quantity), ("unit_price", line.unit_price)
            proposals += [(key, found, dict.fromkeys(repaired_amounts(found))) for key, found in factors if found]
        for key, found, amounts in proposals:
            for proposed in amounts:
                defect = _defect(proposed, found)
                if not found and multiplies(line.model_copy(update={"amount": proposed})) is False:
                    continue  # a discount, of all lines on the one whose amount is not known
                if defect or len(broken) > 1:  # what no defect explains must repair two identities
                    yield Candidate({("line_items", number, key): proposed}, defect)


def amounts_asked_for(invoice: Invoice, number: int) -> Iterator[Decimal]:
    """Yield what the sums and the factors ask for in the place of the amount of a line, counted from 0."""
    yield from _amounts(invoice.line_items[number], _missing(invoice))


def _missing(invoice: Invoice) -> list[Decimal]:
    """Return what the lines lack to the subtotal, in currency units, by the subtotals that they may have."""
    subtotal, lines = invoice.financials.subtotal or ZERO, sum_of_lines(invoice) or ZERO
    return [subtract(subtotal, expected) for expected in dict.fromkeys(subtotals_of_lines(invoice, lines))]


def _amounts(line: LineItem, missing: Collection[Decimal]) -> Iterator[Decimal]:
    exact = [add(line.amount or ZERO, amount) for amount in missing]
    if line.quantity is not None and line.unit_price is not None:
        exact.append(multiply(line.quantity, line.unit_price))
    for amount in exact:
        yield amount
        yield to_cent(amount)


def _defect(proposed: Decimal, found: Decimal | None) -> Defect | None:
    defect = defect_between(proposed, found) if found is not None else None
    return defect._replace(name="line_value_misread") if defect and defect.name == "digit_misread" else defect
