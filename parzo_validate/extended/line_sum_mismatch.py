"""LINE_SUM_MISMATCH: the lines do not add up to the subtotal."""

from collections.abc import Iterator

from parzo_validate.domain.amounts import format_amount, subtract
from parzo_validate.domain.gap_parts import sum_of_lines
from parzo_validate.domain.line_sums import (
    EXCUSES,
    gap_is_plausible_charges,
    is_near_one_of,
    missing_for_comparison,
    plausible_line_sums,
    rounding,
)
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice

_SUBTOTAL = ("financials", "subtotal")


@rule(
    code="LINE_SUM_MISMATCH",
    severity="warning",
    summary="the lines do not add up to the subtotal",
    messages={
        "en": {
            "": "the lines add up to {lines}, but the subtotal is {subtotal} (difference {difference})",
            "one_line": "the only line comes to {lines}, but the subtotal is {subtotal} (difference {difference})",
        },
        "it": {
            "": "la somma delle righe è {lines}, ma l'imponibile è {subtotal} (differenza {difference})",
            "one_line": "l'unica riga è di {lines}, ma l'imponibile è {subtotal} (differenza {difference})",
        },
    },
    context=("count", "lines", "subtotal", "difference"),
    excuses=EXCUSES,
)
def line_sum_mismatch(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The lines do not add up to the subtotal.

    ## What it checks

    The amounts of the lines come to the subtotal, to within the policy's tolerance and half a cent for each line,
    since each was rounded by itself. `context["difference"]` is the subtotal minus the lines. A warning and no error:
    an invoice may charge or take off something as a whole that neither a line nor any field of the result shows.

    ## Why it matters

    A line lost at a page break, a line read twice, a partial sum taken for a line, or a misread amount: none of these
    leaves another trace when subtotal, tax and total were read from the foot of the page.

    ## When it stays silent

    * The lines are before the discount, or with or without the stamp duty (2.00 EUR even when it is not stated), the
      withholding tax, the charges or the rounding.
    * The lines are gross: with their VAT they come to the total.
    * The lines that bear VAT come to the subtotal by themselves: the others are expenses of the customer (art. 15).
    * The subtotal is larger by what a pension fund asks, 2, 4 or 5 per cent of the lines, or by an eighth of them at
      most: carriage or collection charges stand at the foot of the page. A lost line as small as that goes unnoticed;
      the policy's `unlisted_charges` says how much may go so, 0.125 unless a customer says otherwise, 0 to be strict.
    * The subtotal, the amount of a line, or every line is missing or unreadable, or an amount that may explain the
      difference is unreadable: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"financials": {"subtotal": 1000}, "line_items": [{"amount": 600}, {"amount": 200}]}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("LINE_SUM_MISMATCH")).flags
        >>> flag.path, flag.context["difference"]
        ('/financials/subtotal', '200.00')

    ## Sources

    Check 00422 of the Sistema di Interscambio (the taxable amount is the sum of the lines, fund contributions
    included); EN 16931 BR-CO-10 and BR-CO-13; art. 15 DPR 633/72 (expenses advanced for the customer).
    """
    lines, subtotal = sum_of_lines(invoice), invoice.financials.subtotal
    if lines is None or subtotal is None:
        yield from filter(None, (missing_for_comparison(invoice),))
        return
    adds_up = lines == subtotal or is_near_one_of(lines, plausible_line_sums(invoice), rounding(invoice, policy))
    if not adds_up and not gap_is_plausible_charges(invoice, policy, lines):
        context = {
            "count": len(invoice.line_items),
            "lines": format_amount(lines),
            "subtotal": format_amount(subtotal),
            "difference": format_amount(subtract(subtotal, lines)),
        }
        yield Finding(_SUBTOTAL, context, "one_line" if len(invoice.line_items) == 1 else "")
