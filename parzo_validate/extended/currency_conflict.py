"""CURRENCY_CONFLICT: the invoice and its amounts are in two currencies."""

from collections.abc import Iterator

from parzo_validate.domain.currency import currencies_of
from parzo_validate.domain.document import currencies_stated
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import because
from parzo_validate.invoice.values import DESCRIBED_LIMIT, describe, printable

_OF_THE_SUMS = ("financials", "currency")


@rule(
    code="CURRENCY_CONFLICT",
    severity="warning",
    summary="the invoice and its amounts are in two currencies",
    messages={
        "en": "the invoice is in {header}, but the amounts are in {sums}",
        "it": "la fattura è in {header}, ma gli importi sono in {sums}",
    },
    context=("header", "sums"),
)
def currency_conflict(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The invoice and its amounts are in two currencies.

    ## What it checks

    `invoice.currency` and `financials.currency` mean the same: `EUR`, `eur`, `Euro` and `€` do, and `$` may mean any
    dollar. A warning, for the amounts themselves may well be right.

    ## Why it matters

    Whoever books a sum in the wrong currency pays the wrong amount. Two currencies on one result mean that one was
    read off a conversion note, or made up.

    ## When it stays silent

    * Only one of the two is stated, or none: there is nothing to compare.
    * One of two different texts is not known as a currency: not evaluated.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"invoice": {"currency": "€"}, "financials": {"currency": "USD"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("CURRENCY_CONFLICT")).flags
        >>> flag.path, flag.message
        ('/financials/currency', 'the invoice is in €, but the amounts are in USD')

    ## Sources

    ISO 4217; art. 21 paragraph 2 DPR 633/72 and art. 230 Directive 2006/112/EC (the currency of an invoice).
    """
    header, sums = (text[:DESCRIBED_LIMIT] for text in currencies_stated(invoice))
    if not header or not sums or header == sums:
        return
    of_the_header, of_the_sums = currencies_of(header), currencies_of(sums)
    if not of_the_header:
        yield NotEvaluated(("invoice", "currency"), because("unknown_currency", given=describe(header)))
    elif not of_the_sums:
        yield NotEvaluated(_OF_THE_SUMS, because("unknown_currency", given=describe(sums)))
    elif of_the_header.isdisjoint(of_the_sums):
        yield Finding(_OF_THE_SUMS, {"header": printable(header), "sums": printable(sums)})
