"""ARITHMETIC_MISMATCH: subtotal + tax is not the total."""

from collections.abc import Iterator, Mapping

from parzo_validate.domain.amounts import add, money, subtract
from parzo_validate.domain.causes import cause_of
from parzo_validate.domain.document import states_no_tax
from parzo_validate.engine.flag import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_TOTAL = ("financials", "total")

_WITHHOLDING, _PREPAID, _RATE = (("financials", name) for name in ("withholding_tax", "prepaid", "tax_rate"))
_NEEDED_BY: Mapping[str, tuple[Path, ...]] = {
    "net_of_withholding": (_WITHHOLDING,),
    "net_of_withholding_and_enasarco": (_WITHHOLDING,),
    "fund_and_net_of_withholding": (_WITHHOLDING,),
    "net_of_prepayment": (_PREPAID,),
    "tax_in_subtotal": (_RATE, ("line_items",)),
    "tax_not_in_total": (_RATE, ("line_items",)),
    "subtotal_not_sum_of_lines": (("line_items",),),
}
"""What a cause needs besides the sums, of those that no policy accepts unless a customer says so."""

_SENTENCE = {
    "en": "subtotal {subtotal} + tax {tax_amount} = {expected}, but the total is {actual} (difference {difference})",
    "it": "imponibile {subtotal} + imposta {tax_amount} = {expected}, ma il totale è {actual} "
    "(differenza {difference})",
}
_BECAUSE = {
    "en": {
        "": "",
        "stamp_duty": ": the difference equals the stamp duty (bollo)",
        "discount": ": the difference equals the discount",
        "discount_and_stamp_duty": ": the difference equals the discount minus the stamp duty (bollo)",
        "rounding": ": the difference equals the rounding",
        "charges": ": the difference equals the charges",
        "several_adjustments": ": the difference equals several of stamp duty, discount, rounding and charges together",
        "net_of_withholding": ": the withholding tax has been deducted, so this looks like the amount payable",
        "net_of_prepayment": ": the prepayment has been deducted, so this looks like the balance due",
        "net_of_withholding_and_enasarco": ": the withholding tax and as much as an agent's Enasarco contribution have "
        "been deducted, so this looks like the amount payable",
        "tax_not_in_total": ": the tax is not included (split payment?), or the total was copied from the subtotal",
        "tax_in_subtotal": ": the subtotal seems to include the tax already",
        "swapped_subtotal_and_total": ": subtotal and total seem to have been swapped",
        "subtotal_not_sum_of_lines": ": lines plus tax give the total, so check the subtotal",
        "fund_not_in_subtotal": ": a pension fund contribution seems to be missing from the subtotal",
        "fund_and_stamp_duty": ": a pension fund contribution seems to be missing from the subtotal, and the total "
        "includes the stamp duty (bollo)",
        "fund_and_net_of_withholding": ": a pension fund contribution seems to be missing from the subtotal, and the "
        "withholding tax has been deducted, so this looks like the amount payable",
    },
    "it": {
        "": "",
        "stamp_duty": ": la differenza coincide con l'imposta di bollo",
        "discount": ": la differenza coincide con lo sconto",
        "discount_and_stamp_duty": ": la differenza coincide con lo sconto meno l'imposta di bollo",
        "rounding": ": la differenza coincide con l'arrotondamento",
        "charges": ": la differenza coincide con le spese accessorie",
        "several_adjustments": ": la differenza coincide con più voci insieme tra bollo, sconto, arrotondamento e "
        "spese accessorie",
        "net_of_withholding": ": la ritenuta d'acconto risulta già detratta, quindi sembra il netto a pagare",
        "net_of_prepayment": ": l'acconto risulta già detratto, quindi sembra il saldo da pagare",
        "net_of_withholding_and_enasarco": ": risultano già detratti la ritenuta d'acconto e un importo pari al "
        "contributo Enasarco dell'agente, quindi sembra il netto a pagare",
        "tax_not_in_total": ": l'imposta non è inclusa (scissione dei pagamenti?) oppure il totale è stato copiato "
        "dall'imponibile",
        "tax_in_subtotal": ": l'imponibile sembra già comprensivo dell'imposta",
        "swapped_subtotal_and_total": ": imponibile e totale sembrano invertiti",
        "subtotal_not_sum_of_lines": ": righe più imposta danno il totale, quindi va controllato l'imponibile",
        "fund_not_in_subtotal": ": nell'imponibile sembra mancare il contributo alla cassa previdenziale",
        "fund_and_stamp_duty": ": nell'imponibile sembra mancare il contributo alla cassa previdenziale e il totale "
        "comprende l'imposta di bollo",
        "fund_and_net_of_withholding": ": nell'imponibile sembra mancare il contributo alla cassa previdenziale e la "
        "ritenuta d'acconto risulta già detratta, quindi sembra il netto a pagare",
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
    excuses=[("financials", name) for name in ("discount", "stamp_duty", "rounding", "charges")],
)
def arithmetic_mismatch(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
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
            yield NotEvaluated.for_lacking(invoice, "financials", missing)
        return
    expected = add(subtotal, tax_amount)
    difference = subtract(total, expected)
    if difference.copy_abs() <= policy.tolerance:
        return
    cause = cause_of(invoice, policy, subtotal, tax_amount, total)
    if cause in policy.accepted_causes:
        return
    needed = (path for cause in policy.accepted_causes for path in _NEEDED_BY.get(cause, ()))
    if place := invoice.first_unreadable(sorted(needed)):
        yield NotEvaluated.for_unreadable(*place)
        return
    context: dict[str, object] = {
        "subtotal": money(subtotal),
        "tax_amount": money(tax_amount),
        "expected": money(expected),
        "actual": money(total),
        "difference": money(difference),
    }
    if cause:
        context["cause"] = cause
    yield Finding(_TOTAL, context, cause)
