"""LINE_AMOUNT_MISMATCH: quantity × unit price is not the amount of the line."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from parzo_validate.domain.amounts import (
    CENT,
    HALF_CENT,
    ZERO,
    add,
    format_amount,
    format_number,
    multiply,
    subtract,
    to_cent,
)
from parzo_validate.domain.gap_parts import sum_of_lines
from parzo_validate.domain.line_sums import (
    EXCUSES,
    gap_is_plausible_charges,
    is_near_one_of,
    missing_for_comparison,
    no_amount,
    no_lines,
    plausible_line_sums,
    rounding,
)
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice, LineItem
from parzo_validate.invoice.values import plain_digits

_HUNDRED = Decimal(100)


class _Differing(NamedTuple):
    """A line whose amount is not its product; ``place`` counts from 0."""

    place: int
    line: LineItem
    product: Decimal
    amount: Decimal

    @property
    def may_be_discounted(self) -> bool:
        """Whether the amount may be what a discount, or a price for several units, leaves of the product."""
        return self.amount.copy_abs() <= self.product.copy_abs()

    @property
    def is_less_than_half(self) -> bool:
        """Whether more than half of the product is gone, to the cent, but not all of it, as of what is given away."""
        twice = add(self.amount, self.amount).copy_abs()
        return bool(self.amount) and add(twice, CENT) < self.product.copy_abs()


@rule(
    code="LINE_AMOUNT_MISMATCH",
    severity="warning",
    summary="quantity × unit price is not the amount of the line",
    messages={
        "en": "line {line}: {quantity} × {unit_price} = {expected}, but the amount is {actual} "
        "(difference {difference})",
        "it": "riga {line}: {quantity} × {unit_price} = {expected}, ma l'importo è {actual} (differenza {difference})",
    },
    context=("line", "quantity", "unit_price", "expected", "actual", "difference"),
    excuses=(*EXCUSES, ("financials", "subtotal")),
)
def line_amount_mismatch(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Quantity × unit price is not the amount of the line.

    ## What it checks

    Every line that states all three. Besides the policy's tolerance, or half a cent where that is less, the price may
    be off by half its last decimal (at least half a cent), and so may a quantity of two decimals or more: both are
    often printed rounded. `context["difference"]` is the amount minus the product. A warning and no error, for a line
    may be discounted without saying so.

    ## Why it matters

    It is the only check on quantities and prices, and it tells which line is wrong where the sum only says that one is.

    ## When it stays silent

    * The amount is the product with its VAT, or without a VAT that the price includes.
    * The amount is smaller than the product, as after a discount, or negative, as of a return, and the lines add up to
      the subtotal all the same. Where they do not, the line is flagged when its product would make them, or when it is
      the only one that differs; and where less than half of the product is left of a line, but no other line and no
      field shows a discount, it is flagged although they do.
    * The line states no quantity or no price: a lump sum. Or one of them is zero and the amount is not: it stands for a
      value that was not read.
    * The line states no amount; or it may be discounted, and what the lines should add up to is missing; or a value
      that may explain the difference is unreadable: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"financials": {"subtotal": 90}, "line_items": [{"quantity": 3, "unit_price": 25, "amount": 90}]}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("LINE_AMOUNT_MISMATCH")).flags
        >>> flag.path, flag.context["expected"], flag.context["actual"]
        ('/line_items/0/amount', '75.00', '90.00')

    ## Sources

    Check 00423 of the Sistema di Interscambio (price, discount and quantity of a line); EN 16931, the net amount of an
    invoice line (BT-131).
    """
    amounts = invoice.amounts_of_lines
    if not amounts:
        yield no_lines(invoice)
        return
    differing: list[_Differing] = []
    factors = zip(invoice.quantities_of_lines, invoice.unit_prices_of_lines, amounts, strict=True)
    for index, (quantity, unit_price, amount) in enumerate(factors):
        if quantity is None or unit_price is None:
            continue
        product = multiply(quantity, unit_price)
        if amount == product:  # as on nearly all, which saves the rest
            continue
        if amount is None:
            yield no_amount(invoice, index)
            continue
        if amount and not product:  # a zero that stands for "not read"
            continue
        line = invoice.line_items[index]
        if not _is_product(amount, product, _tolerance(line, policy), invoice, line):
            differing.append(_Differing(index, line, product, amount))
    if differing:
        yield from _unexplained(differing, invoice, policy)


def _tolerance(line: LineItem, policy: Policy) -> Decimal:
    """Return how far the product may be off, for what rounding may have taken from amount, price and quantity."""
    quantity, unit_price = line.quantity or ZERO, line.unit_price or ZERO
    by_price = multiply(_half_a_step(max(_decimals(unit_price), 2)), quantity.copy_abs())
    decimals = _decimals(quantity)
    by_quantity = multiply(_half_a_step(decimals), unit_price.copy_abs()) if decimals >= 2 else ZERO
    return add(max(policy.tolerance, HALF_CENT), add(by_price, by_quantity))


def _decimals(number: Decimal) -> int:
    """Return how many decimals say something."""
    return len(plain_digits(number).partition(".")[2])


def _half_a_step(decimals: int) -> Decimal:
    """Return half of the last of so many decimals, whatever the caller's decimal context says."""
    return Decimal((0, (5,), -decimals - 1))


def _is_product(amount: Decimal, product: Decimal, tolerance: Decimal, invoice: Invoice, line: LineItem) -> bool:
    """Return whether the amount is the product: as it stands, with the VAT put on, or with the VAT taken out."""
    if subtract(amount, product).copy_abs() <= tolerance:
        return True
    rate = invoice.financials.tax_rate if line.vat_rate is None else line.vat_rate
    if rate is None or rate <= 0:
        return False
    # Compared a hundred times as large, since dividing would round.
    gross, one = add(_HUNDRED, rate), _HUNDRED
    with_vat = subtract(multiply(amount, one), multiply(product, gross)).copy_abs() <= multiply(tolerance, gross)
    without_vat = subtract(multiply(amount, gross), multiply(product, one)).copy_abs() <= multiply(tolerance, gross)
    return with_vat or without_vat


def _unexplained(differing: list[_Differing], invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    lines, tolerance = sum_of_lines(invoice) or ZERO, rounding(invoice, policy)
    lacking = missing_for_comparison(invoice)
    plausible = () if lacking else tuple(plausible_line_sums(invoice))
    adds_up = is_near_one_of(lines, plausible, tolerance)
    alone = len(differing) == 1 and not gap_is_plausible_charges(invoice, policy, lines)
    discounts = sum(found.may_be_discounted for found in differing) > 1 or bool(invoice.financials.discount)
    for found in differing:
        if not found.may_be_discounted or (found.is_less_than_half and not discounts):
            yield _finding(found)
        elif lacking:
            yield lacking
        elif not adds_up:
            repaired = add(lines, subtract(found.product, found.amount))
            if alone or is_near_one_of(repaired, plausible, tolerance):
                yield _finding(found)


def _finding(found: _Differing) -> Finding:
    context = {
        "line": found.place + 1,
        "quantity": format_number(found.line.quantity or ZERO),
        "unit_price": format_number(found.line.unit_price or ZERO),
        "expected": format_amount(to_cent(found.product)),
        "actual": format_amount(found.amount),
        "difference": format_amount(subtract(found.amount, to_cent(found.product))),
    }
    return Finding(("line_items", found.place, found.line.amount_key), context)
