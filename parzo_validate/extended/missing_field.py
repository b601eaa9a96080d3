"""MISSING_FIELD: a value that an invoice must state is missing."""

from collections.abc import Container, Iterator
from decimal import Decimal

from parzo_validate.domain.party import Role, is_foreign, parties_of
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.invoice.model import FIELDS, Invoice, LineItem, Party
from parzo_validate.invoice.reasons import Words, because
from parzo_validate.invoice.values import Path
from parzo_validate.words import name_of

_AMOUNTS: tuple[Path, ...] = (("financials", "subtotal"), ("financials", "total"))
_SIMPLIFIED_UP_TO = Decimal(400)
"""EUR that a simplified invoice may come to; it names the buyer by number alone."""

_MESSAGES = {
    "en": {
        "name": "the {party}'s name is missing (required on an invoice)",
        "address": "the {party}'s address is missing (required on an invoice)",
        "vat_number": "the {party}'s VAT number and fiscal code are both missing (one is required on an invoice)",
        "number": "the invoice number is missing (required)",
        "date": "the invoice date is missing (required)",
        "amount": "subtotal and total are both missing",
        "description": "line {line} has no description (required)",
    },
    "it": {
        "name": "manca la denominazione del {party} (obbligatoria in fattura)",
        "address": "manca l'indirizzo del {party} (obbligatorio in fattura)",
        "vat_number": "mancano sia la partita IVA sia il codice fiscale del {party} (uno dei due è obbligatorio)",
        "number": "manca il numero della fattura (obbligatorio)",
        "date": "manca la data della fattura (obbligatoria)",
        "amount": "mancano sia l'imponibile sia il totale",
        "description": "la riga {line} è priva di descrizione (obbligatoria)",
    },
}


@rule(
    code="MISSING_FIELD",
    severity="warning",
    summary="a value that an invoice must state is missing",
    messages=_MESSAGES,
    context=("field", "party", "line"),
)
def missing_field(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """A value that an invoice must state is missing.

    ## What it checks

    What art. 21 asks for and the result can carry: number and date; name, address and VAT number or fiscal code of
    vendor and buyer; a description on every line; subtotal or total. A blank text is a missing one. Rate and tax are
    not among them: what judges the tax says that it lacks them. A warning, for the paper may state what was not read.

    ## Why it matters

    An invoice without them may not be booked, and the tax on it not deducted. The paper rarely lacks them: mostly the
    extraction has missed a value that a person finds at once.

    ## When it stays silent

    * A value that stands there and could not be read, or that stands in the place of one: it is reported already.
    * Nothing at all was read of a section, as of a buyer: not evaluated, for it seems that nobody looked. So an empty
      document is not accused of anything.
    * A foreign party needs a name only: its country says what else.
    * Address or town or postal code is there; one of VAT number and fiscal code is there.
    * A simplified invoice, up to 400 EUR, names the buyer by number alone.

    ## Example

        >>> from parzo_validate import validate
        >>> from parzo_validate.extended import EXTENDED_TABLE
        >>> report = validate({"invoice": {"date": "2026-04-01"}}, table=EXTENDED_TABLE.only("MISSING_FIELD"))
        >>> [flag.path for flag in report.flags]
        ['/invoice/number']
        >>> report.not_evaluated["MISSING_FIELD", "/buyer"]
        'the buyer section is empty'

    ## Sources

    Art. 21 paragraph 2 and art. 21-bis DPR 633/72; DM 10 May 2019 (400 EUR); art. 226 Directive 2006/112/EC.
    """
    if _is_complete(invoice):  # as most are, which saves the rest
        return
    read = {section for section in FIELDS if _was_read(invoice, section)}
    for section in FIELDS:
        if section not in read:
            nothing = because("nothing_read", section=Words(section, name_of(section, "it")))
            yield NotEvaluated.for_one_of(invoice, [(section,)]) or NotEvaluated((section,), nothing)
    for path, field in _missing(invoice, read):
        context: dict[str, object] = {"field": field}
        if path[0] in ("vendor", "buyer"):
            context["party"] = path[0]
        elif path[0] == "line_items":
            context["line"] = int(path[1]) + 1
        yield Finding(path, context, field)


def _is_complete(invoice: Invoice) -> bool:
    """Return whether everything is stated that may be asked for."""
    header, sums, descriptions = invoice.invoice, invoice.financials, invoice.descriptions_of_lines
    if not descriptions or header.date is None or sums.subtotal is sums.total is None:
        return False
    texts = [header.number, *descriptions]
    for party in (invoice.vendor, invoice.buyer):
        texts += (party.name, party.address or party.city, party.vat_number or party.fiscal_code)
    return all(texts) and not any(map(str.isspace, filter(None, texts)))


def _missing(invoice: Invoice, read: Container[str]) -> Iterator[tuple[Path, str]]:
    """Yield where a value is missing, and what it is, in the sections of which something was read."""
    for role, party in parties_of(invoice):
        if role in read:
            for field in _missing_of_party(invoice, role, party):
                if not invoice.first_unreadable(_instead_of(role, field)):
                    yield (role, field), field
    header, sums = invoice.invoice, invoice.financials
    for field in ("number", "date") if "invoice" in read else ():
        if not _is_stated(getattr(header, field)) and not invoice.unreadable_in("invoice", field):
            yield ("invoice", field), field
    if "financials" in read and sums.subtotal is sums.total is None and not invoice.first_unreadable(_AMOUNTS):
        yield ("financials", "total"), "amount"
    for index, line in enumerate(invoice.line_items):
        is_missing = not _is_stated(line.description) and _states_anything(line)
        if is_missing and not invoice.unreadable_in("line_items", index, "description"):
            yield ("line_items", index, "description"), "description"


_INSTEAD_OF = {
    "name": ("name", "vat_number", "fiscal_code"),
    "address": ("address", "city", "zip_code", "country", "vat_number", "fiscal_code"),
    "vat_number": ("vat_number", "fiscal_code", "country"),
}
"""What may stand in the place of a party's value, or say that it needs none."""


def _instead_of(role: Role, field: str) -> list[Path]:
    elsewhere = [("financials", "total"), ("invoice", "currency"), ("financials", "currency"), ("vendor", "iban")]
    return [*((role, name) for name in (*_INSTEAD_OF[field], "sdi_code", "iban")), *elsewhere]


def _missing_of_party(invoice: Invoice, role: Role, party: Party) -> Iterator[str]:
    total = invoice.financials.total
    has_number = _is_stated(party.vat_number) or _is_stated(party.fiscal_code)
    may_be_nameless = role == "buyer" and has_number and total is not None and total <= _SIMPLIFIED_UP_TO
    if not _is_stated(party.name) and not may_be_nameless:
        yield "name"
    has_address = may_be_nameless or any(map(_is_stated, (party.address, party.city, party.zip_code)))
    if (has_address and has_number) or is_foreign(invoice, role):
        return
    if not has_address:
        yield "address"
    if not has_number:
        yield "vat_number"


def _was_read(invoice: Invoice, section: str) -> bool:
    if section == "line_items":
        return any(map(_states_anything, invoice.line_items))
    return any(_is_stated(getattr(getattr(invoice, section), name)) for name in FIELDS[section])


def _states_anything(line: LineItem) -> bool:
    return any(map(_is_stated, vars(line).values()))


def _is_stated(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and (not value or value.isspace()))
