"""The words around a report, in the languages that messages exist in: verdicts, weights, headings, field names.

Sentences about an invoice belong to the rules. Reasons (why a value is unreadable, why a rule could not judge) bring
their own words.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "it")


def known_language(lang: str) -> str:
    """Return ``lang`` when messages exist in it.

    Raises:
        ValueError: they do not; the text lists the languages that have them.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no messages in {lang!r}; known languages: {', '.join(LANGUAGES)}")
    return lang


WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "clean": "clean",
        "review": "review",
        "incomplete": "incomplete",
        "unusable": "unusable",
        "unread": "not read",
        "no_result": "no result",
        "error": "error",
        "warning": "warning",
        "unreadable": "unreadable",
        "not_evaluated": "not checked",
        "crashed": "crashed",
        "coerced": "read as",
        "nothing": "nothing",
        "values": "values",
        "proposed": "proposed",
        "only_here": "not at server",
        "only_there": "only at server",
        "other_ruleset": "other ruleset",
        "documents": "documents",
    },
    "it": {
        "clean": "in ordine",
        "review": "da rivedere",
        "incomplete": "incompleto",
        "unusable": "inutilizzabile",
        "unread": "non letto",
        "no_result": "senza risultato",
        "error": "errore",
        "warning": "avviso",
        "unreadable": "illeggibile",
        "not_evaluated": "non verificato",
        "crashed": "guasto",
        "coerced": "letto come",
        "nothing": "nulla",
        "values": "valori",
        "proposed": "proposto",
        "only_here": "non al server",
        "only_there": "solo al server",
        "other_ruleset": "altre regole",
        "documents": "documenti",
    },
}
"""Short labels, as the review sheet prints them."""

_OF_ONE = {"documents": "document", "documenti": "documento"}
_OF_SEVERAL = {"incompleto": "incompleti", "inutilizzabile": "inutilizzabili", "non letto": "non letti"}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "clean": "Every rule ran and found nothing.",
        "review": "Somebody should look at this document.",
        "incomplete": "Nothing found, but something could not be checked.",
        "unreadable": "Could not be read",
        "not_evaluated": "Could not be checked",
        "crashed": "Rules that crashed",
        "differences": "Where the server says otherwise",
        "coerced": "Written otherwise than documented, and read",
        "flags": "Flags",
        "invoice_view": "The invoice as it was read",
        "more_lines": "lines more, none of them flagged",
    },
    "it": {
        "clean": "Tutte le regole sono state applicate e non hanno trovato nulla.",
        "review": "Qualcuno dovrebbe guardare questo documento.",
        "incomplete": "Nulla da segnalare, ma qualcosa non si è potuto verificare.",
        "unreadable": "Non si è potuto leggere",
        "not_evaluated": "Non si è potuto verificare",
        "crashed": "Regole guaste",
        "differences": "Dove il server dice altro",
        "coerced": "Scritto in altra forma, e letto",
        "flags": "Segnalazioni",
        "invoice_view": "La fattura come è stata letta",
        "more_lines": "altre righe, nessuna segnalata",
    },
}
"""What stands under a verdict and over a list."""

ITALIAN_NAMES: Mapping[str, str] = {
    "vendor": "fornitore",
    "buyer": "cliente",
    "invoice": "documento",
    "financials": "importi",
    "line_items": "righe",
    "name": "nome",
    "vat_number": "partita IVA",
    "fiscal_code": "codice fiscale",
    "address": "indirizzo",
    "city": "città",
    "zip_code": "CAP",
    "country": "paese",
    "phone": "telefono",
    "sdi_code": "codice SDI",
    "number": "numero",
    "date": "data",
    "due_date": "scadenza",
    "type": "tipo",
    "currency": "valuta",
    "payment_terms": "termini di pagamento",
    "payment_method": "metodo di pagamento",
    "po_number": "numero d'ordine",
    "subtotal": "imponibile",
    "tax_rate": "aliquota",
    "tax_amount": "imposta",
    "total": "totale",
    "discount": "sconto",
    "stamp_duty": "bollo",
    "withholding_tax": "ritenuta",
    "description": "descrizione",
    "quantity": "quantità",
    "unit": "unità",
    "unit_price": "prezzo unitario",
    "amount": "importo",
    "vat_rate": "aliquota IVA",
    "expected": "atteso",
    "actual": "trovato",
    "difference": "differenza",
    "cause": "causa",
    "reason": "motivo",
    "party": "parte",
    "digits": "cifre",
    "rate": "aliquota",
    "allowed": "ammesse",
    "line": "riga",
    "per_cent": "per cento",
    "issue_date": "data di emissione",
    "days": "giorni",
}
"""Fields of an invoice and values of a flag; in English their names are read as they are, and so is any other name."""

_ENGLISH_NAMES = {"iban": "IBAN", "vat_number": "VAT number", "sdi_code": "SDI code", "vat_rate": "VAT rate"}


def number(count: int, lang: str) -> str:
    """Return a count as it is written in a language.

    >>> number(1234567, "en"), number(1234567, "it")
    ('1,234,567', '1.234.567')
    """
    return f"{count:,}" if lang == "en" else f"{count:,}".replace(",", ".")


def label_of(count: int, name: str, lang: str) -> str:
    """Return the short label for so many documents.

    >>> label_of(1, "documents", "en"), label_of(1, "unusable", "it"), label_of(2, "unusable", "it")
    ('document', 'inutilizzabile', 'inutilizzabili')
    """
    label = WORDS[lang][name]
    return (_OF_ONE if count == 1 else _OF_SEVERAL).get(label, label)


def counted(count: int, name: str, lang: str = "en") -> str:
    """Return a number of documents with its label.

    >>> counted(1, "documents"), counted(2000, "documents", "it")
    ('1 document', '2.000 documenti')
    """
    return f"{number(count, lang)} {label_of(count, name, lang)}"


def name_of(field: str, lang: str) -> str:
    """Return what a reader calls a field or a value.

    >>> name_of("due_date", "en"), name_of("due_date", "it"), name_of("iban", "it"), name_of("acme_limit", "it")
    ('due date', 'scadenza', 'IBAN', 'acme limit')
    """
    known = ITALIAN_NAMES.get(field) if lang == "it" else None
    return known or _ENGLISH_NAMES.get(field) or field.replace("_", " ")
