"""The changes of one sum, rate or line value that might make a broken identity hold."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from parzo_validate.amounts import CENT, ZERO, add, multiply, per_cent_of, subtract, to_cent
from parzo_validate.causes import accepted_gaps, readings
from parzo_validate.diagnosis.candidate import Candidate
from parzo_validate.diagnosis.identities import (
    FUND_RATES,
    USUAL_RATES,
    expected_taxes,
    subtotals_of_lines,
    sum_of_lines,
)
from parzo_validate.diagnosis.slips import FAR_FETCHED, Slip, repaired_amounts, slip_between
from parzo_validate.flag import Path
from parzo_validate.model import Invoice, LineItem
from parzo_validate.policy import Policy

SUBTOTAL, TAX, TOTAL, RATE = (("financials", name) for name in ("subtotal", "tax_amount", "total", "tax_rate"))
TYPE = ("invoice", "type")
_PERCENTAGES = (20, 23)
"""Of withholding, and of social security (gestione separata): they stand beside the VAT on a freelancer's invoice."""
_HUNDRED = Decimal(100)

NET_TO_PAY, COPIED, INCLUDES_TAX = (
    Slip("net_to_pay_as_total", 0),
    Slip("total_copied_from_subtotal", 4),
    Slip("subtotal_includes_tax", 4),
)
FUND_LEFT_OUT, SWAPPED = Slip("fund_left_out_of_subtotal", 4), Slip("subtotal_and_total_swapped", 3)


def amount_candidates(
    invoice: Invoice, policy: Policy, broken: Collection[str], lines: Collection[int]
) -> Iterator[Candidate]:
    """Yield the changes that may mend the identities which are ``broken``, and the lines that do not multiply."""
    if not lines:
        yield from _of_sums(invoice, policy, broken)
        yield from _of_rates(invoice, broken)
    yield from _of_lines(invoice, broken, lines)


def _of_sums(invoice: Invoice, policy: Policy, broken: Collection[str]) -> Iterator[Candidate]:
    sums = invoice.financials
    subtotal, tax, total = sums.subtotal, sums.tax_amount, sums.total
    subtotals: list[Decimal] = []
    taxes: list[Decimal] = []
    if subtotal is not None and tax is not None and total is not None:
        gaps = list(dict.fromkeys(accepted_gaps(invoice, policy, subtotal, tax, total)))
        for gap in gaps:
            yield from _mended(TOTAL, total, add(add(subtotal, tax), gap), invoice)
        subtotals += [subtract(subtract(total, tax), gap) for gap in gaps]
        taxes += [subtract(subtract(total, subtotal), gap) for gap in gaps]
        yield Candidate({TOTAL: subtotal, SUBTOTAL: total}, SWAPPED)
        yield from _of_excuses(invoice, subtract(total, add(subtotal, tax)))
    if subtotal is not None:
        if (together := sum_of_lines(invoice)) is not None:
            subtotals += subtotals_of_lines(invoice, together)
        if "sums" not in broken and "tax" in broken:
            subtotals += repaired_amounts(subtotal)
        for mended in dict.fromkeys(subtotals):
            yield from _mended(SUBTOTAL, subtotal, mended, invoice)
    if tax is not None:
        if "tax" in broken:
            taxes += expected_taxes(invoice)
            if "sums" not in broken:
                taxes += repaired_amounts(tax)
        for mended in dict.fromkeys(taxes):
            yield from _mended(TAX, tax, mended, invoice)
    if total is not None and "sign" in broken:
        yield from _mended(TOTAL, total, total.copy_negate(), invoice)
        yield Candidate({TYPE: "credit_note"}, Slip("credit_note_type_lost", 3))


def _mended(path: Path, found: Decimal, proposed: Decimal, invoice: Invoice) -> Iterator[Candidate]:
    """Yield the change with the slip that explains it; within a cent of the proposed amount a slip weighs more."""
    relation = _relation(path, found, proposed, invoice)
    if slip := relation or slip_between(proposed, found):
        yield Candidate({path: proposed}, slip)
        return
    for near in (add(proposed, CENT), subtract(proposed, CENT)):
        if slip := slip_between(near, found):
            yield Candidate({path: near}, slip)
    yield Candidate({path: proposed}, None)


def _relation(path: Path, found: Decimal, proposed: Decimal, invoice: Invoice) -> Slip | None:
    """Return how other values of the invoice come to stand for this one."""
    sums = invoice.financials
    if path == TOTAL:
        off = subtract(proposed, found)
        if off in readings(sums.withholding_tax, proposed < 0):
            return NET_TO_PAY
        return COPIED if found == sums.subtotal else None
    if path == SUBTOTAL:
        if sums.tax_amount and found == add(proposed, sums.tax_amount):
            return INCLUDES_TAX
        contribution = subtract(proposed, found)
        if contribution and contribution in [per_cent_of(rate, found) for rate in FUND_RATES]:
            return FUND_LEFT_OUT
        if contribution and contribution in [line.amount for line in invoice.line_items]:
            return FUND_LEFT_OUT
    return None


def _of_excuses(invoice: Invoice, gap: Decimal) -> Iterator[Candidate]:
    """Yield what a misread discount or bollo may have been, for the gap that it should explain."""
    sums = invoice.financials
    for name, other, sign in (("discount", sums.stamp_duty, -1), ("stamp_duty", sums.discount, 1)):
        found = getattr(sums, name)
        if not found:
            continue
        for beside in (ZERO, *readings(other, negative=False)):
            meant = multiply(subtract(gap, multiply(beside, Decimal(-sign))), Decimal(sign))
            if slip := slip_between(meant, found):
                yield Candidate({("financials", name): meant}, slip._replace(rank=FAR_FETCHED))


def _of_rates(invoice: Invoice, broken: Collection[str]) -> Iterator[Candidate]:
    rate, lines = invoice.financials.tax_rate, invoice.line_items
    if not {"tax", "legal", "agree"} & set(broken):
        return
    of_lines = {line.vat_rate for line in lines if line.vat_rate is not None}
    if rate is not None:
        usual = map(Decimal, USUAL_RATES) if invoice.financials.tax_amount and not of_lines else ()
        for meant in of_lines if len(of_lines) == 1 else usual:
            if meant != rate:
                yield Candidate({RATE: meant}, _slip_of_rate(meant, rate))
        yield from _blended(invoice, rate, of_lines)
    for number, line in enumerate(lines):
        if line.vat_rate is None:
            continue
        for meant in dict.fromkeys((multiply(line.vat_rate, _HUNDRED), *of_lines, *((rate,) if rate else ()))):
            slip = _slip_of_rate(meant, line.vat_rate)
            if slip:
                yield Candidate({("line_items", number, line.vat_rate_key): meant}, slip)


def _slip_of_rate(meant: Decimal, found: Decimal) -> Slip | None:
    if found and multiply(found, _HUNDRED) == meant:
        return Slip("rate_as_fraction", 0)
    if found in _PERCENTAGES:
        return Slip("percentage_read_as_rate", 1)
    return slip_between(meant, found)


def _blended(invoice: Invoice, rate: Decimal, of_lines: Collection[Decimal]) -> Iterator[Candidate]:
    """Yield no rate at all where the stated one is what several make together, or where none applies."""
    sums = invoice.financials
    if len(of_lines) > 1 and rate in _PERCENTAGES:
        yield Candidate({RATE: None}, Slip("percentage_read_as_rate", 1))
    if not sums.tax_amount and rate in _PERCENTAGES and not of_lines:
        yield Candidate({RATE: sums.tax_amount}, Slip("percentage_read_as_rate", 1))
    if len(of_lines) != 1 and sums.subtotal and sums.tax_amount:
        made_up = subtract(multiply(rate, sums.subtotal), multiply(sums.tax_amount, _HUNDRED)).copy_abs()
        if made_up <= multiply(sums.subtotal.copy_abs(), Decimal("0.05")):
            yield Candidate({RATE: None}, Slip("blended_rate", 1))


def _of_lines(invoice: Invoice, broken: Collection[str], in_question: Collection[int]) -> Iterator[Candidate]:
    """Yield what a line may have said: its amount as the sums ask for it, its factors as the amount does."""
    subtotal, together = invoice.financials.subtotal, sum_of_lines(invoice)
    missing: list[Decimal] = []
    if "lines" in broken and subtotal is not None and together is not None:
        missing = [subtract(subtotal, one) for one in dict.fromkeys(subtotals_of_lines(invoice, together))]
    for number, line in enumerate(invoice.line_items):
        if in_question and number not in in_question:
            continue
        if line.amount is not None:
            amounts = [add(line.amount, amount) for amount in missing]
            if in_question and line.quantity is not None and line.unit_price is not None:
                amounts.append(to_cent(multiply(line.quantity, line.unit_price)))
            for meant in dict.fromkeys(amounts):
                path = ("line_items", number, line.amount_key)
                yield Candidate({path: meant}, _slip_on_line(meant, line.amount))
        if in_question:
            yield from _of_factors(number, line)


def _of_factors(number: int, line: LineItem) -> Iterator[Candidate]:
    for key, found in (("quantity", line.quantity), ("unit_price", line.unit_price)):
        if found:
            for meant in repaired_amounts(found):
                yield Candidate({("line_items", number, key): meant}, _slip_on_line(meant, found))


def _slip_on_line(meant: Decimal, found: Decimal) -> Slip | None:
    slip = slip_between(meant, found)
    return slip._replace(defect="line_value_misread") if slip and slip.defect == "digit_misread" else slip
