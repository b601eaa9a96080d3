"""INVALID_IBAN: an account number that no bank can have given out."""

from collections.abc import Iterator

from parzo_validate.domain.iban import fault_of_iban, ibans_in, places_of_ibans
from parzo_validate.domain.party import is_foreign, parties_of, undecided_by
from parzo_validate.domain.vat_number import without_separators
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.placeholders import says_nothing
from parzo_validate.invoice.values import printable
from parzo_validate.words import by_language


@rule(
    code="INVALID_IBAN",
    severity="error",
    summary="invalid IBAN",
    messages=by_language(
        ("the {party}'s IBAN {iban} ", "l'IBAN {iban} del {party} "),
        format=("is not in a valid format", "non ha un formato valido"),
        checksum=("has wrong check digits", "ha cifre di controllo errate"),
    ),
    context=("party", "iban", "reason"),
)
def invalid_iban(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Invalid IBAN.

    ## What it checks

    Where a party states an IBAN, without spaces, separators and what stands beside it: its two check digits (ISO 7064,
    mod 97) and the form that its country asks for. `context["reason"]` is `checksum` or `format`. An error: there is no
    such account, so the invoice cannot be paid as it was read, and nothing else can excuse it.

    ## Why it matters

    The check digits catch every misread digit and every swap of two, on the number that decides where the money goes.

    ## When it stays silent

    * A right one stands in the text: the bank before it, its BIC or a second account behind it.
    * The field is empty or says so (`N/A`, `n.d.`).
    * It is made of digits alone: an account number of a country without IBANs, or a domestic one.
    * A foreign party writes what does not begin like an IBAN, two letters and two digits.
    * The country or the bank is unknown: lists of them go out of date.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> result = {"vendor": {"iban": "IT61 X054 2811 1010 0000 0123 456"}}
        >>> [flag] = validate(result, table=EXTENDED_TABLE.only("INVALID_IBAN")).flags
        >>> flag.path, flag.context["reason"]
        ('/vendor/iban', 'checksum')

    ## Sources

    ISO 13616 and the IBAN registry of SWIFT; python-stdnum (`stdnum.iban`).
    """
    for role, party in parties_of(invoice):
        text = party.iban
        if not text:
            continue
        account = without_separators(text)
        if account[2:4].isdigit() and fault_of_iban(account) is None:  # as nearly all are, which saves the search
            continue
        if not account or says_nothing(account) or (account.isascii() and account.isdigit()):
            continue
        if places := places_of_ibans(text):
            fault = fault_of_iban(places[0])
        else:
            fault = None if is_foreign(invoice, role) else "format"
            if fault and (place := undecided_by(invoice, role)):
                yield NotEvaluated.for_unreadable(*place)
                continue
        if fault in ("format", "checksum") and not ibans_in(text):
            yield Finding((role, "iban"), {"party": role, "iban": printable(text), "reason": fault}, fault)
