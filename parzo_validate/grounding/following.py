"""Sums that no page need print, for they follow from others that it does."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.domain.amounts import add, is_near, per_cent_of, subtract, to_cent, total_of
from parzo_validate.domain.causes import accepted_gaps
from parzo_validate.domain.line_sums import rounding
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_SUBTOTAL, _TAX, _TOTAL = (("financials", name) for name in ("subtotal", "tax_amount", "total"))


def follows(
    path: Path, invoice: Invoice, policy: Policy, standing: Collection[Path], printed: Collection[Decimal]
) -> bool | None:
    """Return whether a sum follows from others that stand on the page; ``None`` where too few of them do.

    Args:
        path: the subtotal or the tax, which does not stand there.
        invoice: the invoice that states it.
        policy: what counts as a right sum.
        standing: the values that do stand there, and sums that follow from them.
        printed: the amounts of the page, in currency units, without their signs.

    >>> from parzo_validate.engine.policy import DEFAULT_POLICY
    >>> sums = {"subtotal": 1000, "tax_amount": 220, "total": 1220}
    >>> path, invoice = ("financials", "subtotal"), Invoice.model_validate({"financials": sums})
    >>> follows(path, invoice, DEFAULT_POLICY, {("financials", "tax_amount"), ("financials", "total")}, ())
    True
    """
    answers = [*_of_lines(path, invoice, policy, standing), *_of_sums(path, invoice, policy, standing, printed)]
    return any(answers) if answers else None


def _of_lines(path: Path, invoice: Invoice, policy: Policy, standing: Collection[Path]) -> Iterator[bool]:
    """Yield whether the lines come to the subtotal, or their rates to the tax, where the total does not tell that."""
    sums, lines = invoice.financials, invoice.line_items
    worth = [(line.vat_rate, line.amount) for line in lines if line.amount is not None]
    paths = [("line_items", index, line.amount_key) for index, line in enumerate(lines) if line.amount != 0]
    if not worth or not all(amount in standing for amount in paths):
        return
    if path == _SUBTOTAL:
        yield to_cent(total_of(amount for _, amount in worth)) == sums.subtotal
    elif path == _TAX and sums.total is None and sums.tax_amount is not None and None not in invoice.rates_of_lines:
        of_lines = total_of(per_cent_of(rate, amount) for rate, amount in worth if rate is not None)
        yield is_near(sums.tax_amount, of_lines, rounding(invoice, policy))


def _of_sums(
    path: Path, invoice: Invoice, policy: Policy, standing: Collection[Path], printed: Collection[Decimal]
) -> Iterator[bool]:
    """Yield whether subtotal and tax come to the total; of a result without tax, whether the page prints the rest."""
    sums = invoice.financials
    if sums.subtotal is None or sums.total is None or path not in (_SUBTOTAL, _TAX):
        return
    if sums.tax_amount is None:
        if _TOTAL in standing:
            yield subtract(sums.total, sums.subtotal).copy_abs() in printed
        return
    others = {_SUBTOTAL, _TAX, _TOTAL} - {path}
    if all(other in standing or getattr(sums, str(other[1])) == 0 for other in others):
        gap = subtract(sums.total, add(sums.subtotal, sums.tax_amount))
        yield gap in accepted_gaps(invoice, policy, sums.subtotal, sums.tax_amount)
