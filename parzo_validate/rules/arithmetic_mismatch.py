"""ARITHMETIC_MISMATCH: subtotal + tax is not the total."""

from collections.abc import Iterator

from parzo_validate.domain.amounts import add, money, subtract
from parzo_validate.domain.causes import cause_of
from parzo_validate.domain.document import states_no_tax
from parzo_validate.engine.flag import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_TOTAL = ("financials", "total")

_SENTENCE = {
    "en": "subtotal {subtotal} + tax {tax_amount} makes {expected}, but the total says {actual} "
    "(difference {difference})",
    "it": "imponibile {subtotal} + imposta {tax_amount} fa {expected}, ma il totale indicato è {actual} "
    "(differenza {difference})",
}
_BECAUSE = {
    "en": {
        "": "",
        "stamp_duty": ": the difference is the stamp duty",
        "discount": ": the difference is the discount",
        "discount_and_stamp_duty": ": the difference is the discount less the stamp duty",
        "net_of_withholding": ": the withholding tax is taken off, so this looks like the net to pay",
        "tax_not_in_total": ": the tax is left out, as under split payment, or the subtotal was copied",
        "tax_in_subtotal": ": the subtotal seems to include the tax already",
        "swapped_subtotal_and_total": ": subtotal and total seem to have changed places",
        "subtotal_not_sum_of_lines": ": the lines and the tax do add up to the total, so look at the subtotal",
        "fund_not_in_subtotal": ": a pension fund contribution seems to be missing from the subtotal",
    },
    "it": {
        "": "",
        "stamp_duty": ": la differenza è l'imposta di bollo",
        "discount": ": la differenza è lo sconto",
        "discount_and_stamp_duty": ": la differenza è lo sconto al netto del bollo",
        "net_of_withholding": ": manca la ritenuta, quindi sembra il netto a pagare",
        "tax_not_in_total": ": l'imposta è esclusa, come nella scissione dei pagamenti, o è stato copiato l'imponibile",
        "tax_in_subtotal": ": l'imponibile sembra comprendere già l'imposta",
        "swapped_subtotal_and_total": ": imponibile e totale sembrano scambiati",
        "subtotal_not_sum_of_lines": ": righe e imposta danno il totale, quindi va rivisto l'imponibile",
        "fund_not_in_subtotal": ": all'imponibile sembra mancare il contributo alla cassa previdenziale",
    },
}


@rule(
    code="ARITHMETIC_MISMATCH",
    severity="error",
    summary="subtotal + tax is not the total",
    messages={
        lang: {cause: _SENTENCE[lang] + because for cause, because in _BECAUSE[lang].items()} for lang in _SENTENCE
    },
    context=("subtotal", "tax_amount", "expected", "actual", "difference", "cause"),
)
def arithmetic_mismatch(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Subtotal + tax is not the total.

    ## What it checks

    `subtotal + tax_amount = total`, in exact decimal arithmetic, to within the policy's tolerance (one cent,
    inclusive). Where the invoice itself states the amount that explains the gap, `context["cause"]` names it; the
    causes in the policy's `accepted_causes` (stamp duty, discount, both) excuse it.

    ## Why it matters

    The total is what gets paid and booked. A sum that does not close means that at least one of three amounts was
    misread, or that the net to pay stands where the total belongs.

    ## When it stays silent

    * The gap is within the tolerance, or an accepted cause explains it: bollo added to the total, a discount taken off.
    * Bollo inside the subtotal or borne by the seller leaves no gap.
    * Negative sums that close, as on a credit note.
    * Subtotal, tax or total is missing: not evaluated, since it cannot be told. An invoice that states no tax at all
      and whose total equals its subtotal is none of its business.

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
            yield NotEvaluated.for_missing("financials", missing)
        return
    expected = add(subtotal, tax_amount)
    difference = subtract(total, expected)
    if difference.copy_abs() <= policy.tolerance:
        return
    cause = cause_of(invoice, policy, subtotal, tax_amount, total)
    if cause in policy.accepted_causes:
        return
    context = {
        "subtotal": money(subtotal),
        "tax_amount": money(tax_amount),
        "expected": money(expected),
        "actual": money(total),
        "difference": money(difference),
    }
    if cause:
        context["cause"] = cause
    yield Finding(_TOTAL, context, cause)
