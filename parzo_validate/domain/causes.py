"""Why subtotal + tax misses the total: the causes that the invoice itself makes visible.

A gap is explained by a cause that would leave just this one; whether that excuses it is the policy's business.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import filterfalse
from operator import attrgetter
from typing import NamedTuple

from parzo_validate.domain.amounts import CENT, ZERO, add, subtract
from parzo_validate.domain.gap_parts import ANYTHING, GapParts
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path


class Cause(NamedTuple):
    """A cause of a gap: its name, and what a message says of it in English and Italian.

    Args:
        parts: names of ``GapParts``; the gap is the sum of one amount of each, so none is left where one is not stated.
        is_exact: whether the gap must be just this one, whatever the policy tolerates.
    """

    name: str
    parts: tuple[str, ...]
    english: str
    italian: str
    is_exact: bool = False

    def gaps(self, parts: GapParts) -> Sequence[Decimal]:
        """Return the gaps, in currency units, that the cause would leave."""
        gaps: Sequence[Decimal] = getattr(parts, self.parts[0])
        for other in self.parts[1:]:
            if not gaps:  # as for most causes, whose other parts need not be worked out
                break
            gaps = [add(gap, amount) for gap in gaps for amount in getattr(parts, other)]
        return gaps


CAUSES_OF_A_GAP = (
    Cause(
        "stamp_duty",
        ("stamp_duty",),
        "the difference equals the stamp duty (bollo)",
        "la differenza coincide con l'imposta di bollo",
    ),
    Cause("discount", ("discount",), "the difference equals the discount", "la differenza coincide con lo sconto"),
    Cause(
        "discount_and_stamp_duty",
        ("discount", "stamp_duty"),
        "the difference equals the discount minus the stamp duty (bollo)",
        "la differenza coincide con lo sconto meno l'imposta di bollo",
    ),
    Cause(
        "rounding", ("rounding",), "the difference equals the rounding", "la differenza coincide con l'arrotondamento"
    ),
    Cause(
        "charges", ("charges",), "the difference equals the charges", "la differenza coincide con le spese accessorie"
    ),
    Cause(
        "several_adjustments",
        ("several_adjustments",),
        "the difference equals several of stamp duty, discount, rounding and charges together",
        "la differenza coincide con più voci insieme tra bollo, sconto, arrotondamento e spese accessorie",
    ),
    Cause(
        "net_of_withholding",
        ("withholding_tax", "adjustments_if_any"),
        "the withholding tax has been deducted, so this looks like the amount payable",
        "la ritenuta d'acconto risulta già detratta, quindi sembra il netto a pagare",
    ),
    Cause(
        "net_of_prepayment",
        ("prepayment", "adjustments_if_any"),
        "the prepayment has been deducted, so this looks like the balance due",
        "l'acconto risulta già detratto, quindi sembra il saldo da pagare",
    ),
    Cause(
        "tax_not_in_total",
        ("tax_beside_net_subtotal", "adjustments_if_any"),
        "the tax is not included (split payment?), or the total was copied from the subtotal",
        "l'imposta non è inclusa (scissione dei pagamenti?) oppure il totale è stato copiato dall'imponibile",
    ),
    Cause(
        "tax_in_subtotal",
        ("tax_in_gross_subtotal", "adjustments_if_any"),
        "the subtotal seems to include the tax already",
        "l'imponibile sembra già comprensivo dell'imposta",
    ),
    Cause(
        "swapped_subtotal_and_total",
        ("twice_the_tax",),
        "subtotal and total seem to have been swapped",
        "imponibile e totale sembrano invertiti",
    ),
    Cause(
        "lines_outside_vat",
        ("lines_outside_vat", "adjustments_if_any"),
        "lines plus tax give the total, and the tax is that of the subtotal alone, so some lines seem to be outside "
        "the VAT (expenses under art. 15, city tax, duties advanced, a prepayment)",
        "righe più imposta danno il totale e l'imposta è quella del solo imponibile, quindi alcune righe sembrano "
        "escluse dall'IVA (anticipazioni art. 15, imposta di soggiorno, dazi anticipati, un acconto)",
    ),
    Cause(
        "lines_outside_vat_and_net_of_withholding",
        ("lines_outside_vat", "withholding_tax", "adjustments_if_any"),
        "some lines seem to be outside the VAT (expenses under art. 15, duties advanced, a prepayment), and the "
        "withholding tax has been deducted, so this looks like the amount payable",
        "alcune righe sembrano escluse dall'IVA (anticipazioni art. 15, dazi anticipati, un acconto) e la ritenuta "
        "d'acconto risulta già detratta, quindi sembra il netto a pagare",
    ),
    Cause(
        "subtotal_not_sum_of_lines",
        ("lines_beyond_subtotal", "adjustments_if_any"),
        "lines plus tax give the total, so check the subtotal",
        "righe più imposta danno il totale, quindi va controllato l'imponibile",
    ),
    Cause(
        "fund_not_in_subtotal",
        ("pension_fund", "discount_if_any"),
        "a pension fund contribution seems to be missing from the subtotal",
        "nell'imponibile sembra mancare il contributo alla cassa previdenziale",
    ),
    Cause(
        "fund_and_stamp_duty",
        ("pension_fund", "discount_if_any", "stamp_duty"),
        "a pension fund contribution seems to be missing from the subtotal, and the total includes the stamp duty "
        "(bollo)",
        "nell'imponibile sembra mancare il contributo alla cassa previdenziale e il totale comprende l'imposta di "
        "bollo",
    ),
    Cause(
        "net_of_withholding_and_enasarco",
        ("withholding_tax", "enasarco", "adjustments_if_any"),
        "the withholding tax and as much as an agent's Enasarco contribution have been deducted, so this looks like "
        "the amount payable",
        "risultano già detratti la ritenuta d'acconto e un importo pari al contributo Enasarco dell'agente, quindi "
        "sembra il netto a pagare",
    ),
    Cause(
        "net_of_withholding_and_prepayment",
        ("withholding_tax", "prepayment", "adjustments_if_any"),
        "the withholding tax and the prepayment have been deducted, so this looks like the balance due",
        "risultano già detratti la ritenuta d'acconto e l'acconto, quindi sembra il saldo da pagare",
    ),
    Cause(
        "fund_and_net_of_withholding",
        ("pension_fund", "withholding_tax", "adjustments_if_any"),
        "a pension fund contribution seems to be missing from the subtotal, and the withholding tax has been deducted, "
        "so this looks like the amount payable",
        "nell'imponibile sembra mancare il contributo alla cassa previdenziale e la ritenuta d'acconto risulta già "
        "detratta, quindi sembra il netto a pagare",
    ),
    Cause(
        "net_of_two_withholdings",
        ("withholding_tax", "second_withholding", "adjustments_if_any"),
        "the withholding tax and as much as a second one have been deducted, so this looks like the amount payable",
        "risultano già detratti la ritenuta d'acconto e un importo pari a una seconda ritenuta, quindi sembra il netto "
        "a pagare",
    ),
    Cause(
        "net_of_unstated_withholding",
        ("unstated_withholding",),
        "the difference equals a usual withholding tax, which is not stated, so this may be the amount payable",
        "la differenza coincide con una ritenuta d'acconto usuale, che non è indicata, quindi può essere il netto a "
        "pagare",
    ),
    Cause(
        "discount_after_tax",
        ("discount_after_tax",),
        "the difference equals a share that is usually taken off the total (sconto in fattura?), so this may be the "
        "amount payable",
        "la differenza coincide con una quota usuale di sconto in fattura, quindi può essere il netto a pagare",
    ),
    Cause(
        "total_rounded",
        ("rounding_of_total",),
        "the total seems to have been rounded",
        "il totale sembra arrotondato",
        is_exact=True,
    ),
)
"""The likeliest first."""

_ADJUSTMENTS = ("stamp_duty", "discount", "rounding", "charges")
_STATED_PARTS = {**{name: name for name in (*_ADJUSTMENTS, "withholding_tax")}, "prepayment": "prepaid"}
"""The parts of a gap that the invoice states itself, and their fields; most causes are not to be seen without one."""
_stated_parts = attrgetter(*_STATED_PARTS.values())
_LINES, _RATE = ("line_items",), ("financials", "tax_rate")
_NEEDED_FOR: Mapping[str, tuple[Path, ...]] = {
    **dict.fromkeys(("withholding_tax", "unstated_withholding"), (("financials", "withholding_tax"),)),
    **dict.fromkeys(("tax_beside_net_subtotal", "tax_in_gross_subtotal", "lines_outside_vat"), (_LINES, _RATE)),
    "prepayment": (("financials", "prepaid"),),
    "lines_beyond_subtotal": (_LINES,),
}
"""The fields without which a part cannot be seen, besides the sums, stamp duty, discount, rounding and charges."""


def cause_of(invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal, total: Decimal) -> str:
    """Return the name of the cause that explains the gap to within the tolerance: of those that do, the likeliest.

    A cause that the policy accepts comes before all others; nothing is returned where none explains the gap.
    """
    return _likeliest(True, invoice, policy, subtotal, tax, total)


def accepted_cause_of(invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal, total: Decimal) -> str:
    """Return the name of the likeliest cause that explains the gap and that the policy accepts, if any does."""
    return _likeliest(False, invoice, policy, subtotal, tax, total)


def _likeliest(others: bool, invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal, total: Decimal) -> str:
    are_stated = tuple(map(bool, _stated_parts(invoice.financials)))
    causes = _possible(policy.accepted_causes, others, are_stated)
    if not causes:  # as for most gaps, of those that the policy accepts
        return ""
    gap = subtract(total, add(subtotal, tax))
    lowest, highest = subtract(gap, policy.tolerance), add(gap, policy.tolerance)
    bounds = ANYTHING if any(are_stated) else (subtract(lowest, CENT), add(highest, CENT))
    parts = GapParts(invoice, subtotal, tax, bounds)  # most parts that must be all of the gap are far from it
    for cause in causes:
        for left in cause.gaps(parts):
            if lowest <= left <= highest and (left == gap or not cause.is_exact):
                return cause.name
    return ""


@lru_cache(maxsize=256)  # policies are few, and gaps many
def _possible(accepted: frozenset[str], others: bool, are_stated: tuple[bool, ...]) -> tuple[Cause, ...]:
    """Return those of these causes whose parts are all stated, or need not be: without these, the likeliest first."""
    unstated = {part for part, is_stated in zip(_STATED_PARTS, are_stated, strict=True) if not is_stated}
    adjustments = sum(are_stated[: len(_ADJUSTMENTS)])
    unstated |= {name for name, least in (("adjustments", 1), ("several_adjustments", 2)) if adjustments < least}
    possible = (cause for cause in _accepted(accepted, others) if unstated.isdisjoint(cause.parts))
    nothing = {f"{part}_if_any" for part in unstated}
    return tuple(cause._replace(parts=tuple(filterfalse(nothing.__contains__, cause.parts))) for cause in possible)


@lru_cache(maxsize=16)
def _accepted(accepted: frozenset[str], others: bool = False) -> tuple[Cause, ...]:
    """Return the accepted causes, and then all others where they are asked for, the likeliest of each first."""
    accepted_first = sorted(CAUSES_OF_A_GAP, key=lambda cause: cause.name not in accepted)
    return tuple(cause for cause in accepted_first if others or cause.name in accepted)


def needed_by(accepted: frozenset[str]) -> list[Path]:
    """Return the fields without which one of these causes cannot be seen."""
    return sorted({path for cause in _accepted(accepted) for part in cause.parts for path in _NEEDED_FOR.get(part, ())})


def accepted_gaps(invoice: Invoice, policy: Policy, subtotal: Decimal, tax: Decimal) -> Iterator[Decimal]:
    """Yield the gaps that the policy accepts, in currency units: zero, and those that its causes would leave."""
    yield ZERO
    parts = GapParts(invoice, subtotal, tax)
    for cause in _accepted(policy.accepted_causes):
        yield from cause.gaps(parts)
