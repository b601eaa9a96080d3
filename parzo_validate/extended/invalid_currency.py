"""INVALID_CURRENCY: a currency code that ISO 4217 does not know."""

from collections.abc import Iterator

from parzo_validate.domain.currency import is_unknown_code
from parzo_validate.domain.document import currencies_stated
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import printable


@rule(
    code="INVALID_CURRENCY",
    severity="warning",
    summary="the currency code is not one of ISO 4217",
    messages={
        "en": "the currency {currency} is not an ISO 4217 code",
        "it": "la valuta {currency} non è un codice ISO 4217",
    },
    context=("currency",),
)
def invalid_currency(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """A currency code that ISO 4217 does not know.

    ## What it checks

    What stands in `invoice.currency` or `financials.currency` and has the form of a code, three letters, is one.
    Codes that were replaced (`ITL`) are known, and so are those of funds and metals.

    ## Why it matters

    `EUB` is a misread `EUR`. Whoever looks the code up finds nothing, or falls back to the currency of the house.

    ## When it stays silent

    * A sign, a name or any other text stands there: it is no code.
    * Both fields hold the same unknown code: the first one says it.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"invoice": {"currency": "EUB"}, "financials": {"currency": "EUR"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("INVALID_CURRENCY")).flags
        >>> flag.path, flag.message
        ('/invoice/currency', 'the currency EUB is not an ISO 4217 code')

    ## Sources

    ISO 4217, lists one to three.
    """
    header, sums = currencies_stated(invoice)
    if is_unknown_code(header):
        yield Finding(("invoice", "currency"), {"currency": printable(header)})
    if is_unknown_code(sums) and sums.upper() != header.upper():
        unread = NotEvaluated.for_one_of(invoice, [("invoice", "currency")])  # which may say the same
        yield unread or Finding(("financials", "currency"), {"currency": printable(sums)})
