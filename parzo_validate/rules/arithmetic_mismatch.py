"""ARITHMETIC_MISMATCH: subtotal + tax is not the total."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from parzo_validate.domain.amounts import add, format_amount, is_near, subtract
from parzo_validate.domain.causes import CAUSES_OF_A_GAP, accepted_cause_of, cause_of, needed_by
from parzo_validate.domain.document import states_no_tax
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.flag import FrozenDict
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_TOTAL = ("financials", "total")
_ENGLISH = "subtotal {subtotal} + tax {tax_amount} = {expected}, but the total is {actual} (difference {difference})"
_ITALIAN = (
    "imponibile {subtotal} + imposta {tax_amount} = {expected}, ma il totale è {actual} (differenza {difference})"
)


@rule(
    code="ARITHMETIC_MISMATCH",
    severity="error",
    summary="subtotal + tax is not the total",
    messages={
        "en": {"": _ENGLISH} | {cause.name: f"{_ENGLISH}: {cause.english}" for cause in CAUSES_OF_A_GAP},
        "it": {"": _ITALIAN} | {cause.name: f"{_ITALIAN}: {cause.italian}" for cause in CAUSES_OF_A_GAP},
    },
    context=("subtotal", "tax_amount", "expected", "actual", "difference", "cause"),
    excuses=[("financials", name) for name in ("discount", "stamp_duty", "rounding", "charges")],
)
def arithmetic_mismatch(invoice: Invoice, policy: Policy) -> Sequence[Finding | NotEvaluated]:
    """Subtotal + tax is not the total.

    ## What it checks

    `subtotal + tax_amount = total`, in exact decimal arithmetic, to within the policy's tolerance (one cent,
    inclusive). `context["difference"]` is the total minus the sum. Where the invoice itself states the amount that
    explains the gap, `context["cause"]` names it; the causes in the policy's `accepted_causes` (stamp duty, discount,
    rounding, charges, several of them) excuse it.

    ## Why it matters

    The total is what gets paid and booked. A sum that does not close means that at least one of three amounts was
    misread, or that the amount payable stands where the total belongs.

    ## When it stays silent

    * The gap is within the tolerance, or an accepted cause explains it: bollo added to the total, a discount taken off.
    * Bollo inside the subtotal or borne by the seller leaves no gap.
    * Negative sums that close, as on a credit note.
    * Stamp duty, discount, rounding or charges stand there unreadable, so that they may explain the gap; or whatever
      else an accepted cause needs: not evaluated.
    * Subtotal, tax or total is missing or unreadable: not evaluated, since it cannot be told. An invoice that states no
      tax at all and whose total equals its subtotal is none of its business.

    Withholding tax and VAT under split payment do not reduce the document total: a total net of them is flagged, with
    the cause `net_of_withholding` or `tax_not_in_total`. A customer whose paper prints it so accepts that cause.

    ## Example

        >>> from parzo_validate import validate
        >>> net_to_pay = {"subtotal": 1000, "tax_amount": 220, "withholding_tax": 200, "total": 1020}
        >>> [flag] = validate({"financials": net_to_pay}).flags
        >>> flag.path, flag.context["difference"], flag.context["cause"]
        ('/financials/total', '-200.00', 'net_of_withholding')

    ## Sources

    Art. 21 DPR 633/72 (what an invoice states); art. 17-ter DPR 633/72 (split payment); art. 25 DPR 600/73
    (withholding); art. 13 of the tariff of DPR 642/72 (2.00 EUR of bollo over 77.47 EUR without VAT).
    """
    sums = invoice.financials
    subtotal, tax_amount, total = sums.subtotal, sums.tax_amount, sums.total
    if subtotal is None or tax_amount is None or total is None:
        if not states_no_tax(invoice, policy):
            names = ("subtotal", "tax_amount", "total")
            missing = [name for name in names if getattr(sums, name) is None]
            return [NotEvaluated.for_lacking(invoice, "financials", missing)]
        return ()
    expected = add(subtotal, tax_amount)
    if expected == total or is_near(total, expected, policy.tolerance):  # equal as in most, which saves a sum
        return ()
    if accepted_cause_of(invoice, policy, subtotal, tax_amount, total):
        return ()
    if invoice.unreadable and (place := invoice.first_unreadable(needed_by(policy.accepted_causes))):
        return [NotEvaluated.for_unreadable(*place)]
    return [Finding.later(partial(_proof, invoice, policy, subtotal, tax_amount, total), path=_TOTAL)]


def _proof(
    invoice: Invoice, policy: Policy, subtotal: Decimal, tax_amount: Decimal, total: Decimal, _: str
) -> dict[str, object]:
    """Return the values that prove the finding, and its cause, which takes longer to look for than all the rest."""
    expected = add(subtotal, tax_amount)
    context: dict[str, object] = {
        "subtotal": format_amount(subtotal),
        "tax_amount": format_amount(tax_amount),
        "expected": format_amount(expected),
        "actual": format_amount(total),
        "difference": format_amount(subtract(total, expected)),
    }
    if cause := cause_of(invoice, policy, subtotal, tax_amount, total):
        context["cause"] = cause
    return {"context": FrozenDict(context), "variant": cause}
