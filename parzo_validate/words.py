"""The words around a report, in the languages that messages exist in: verdicts, weights, headings, field names.

Sentences about an invoice belong to the rules. Reasons (why a value is unreadable, why a rule could not judge) bring
their own words.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Language(StrEnum):
    """The languages that sentences exist in."""

    EN = "en"
    IT = "it"


LANGUAGES = tuple(language.value for language in Language)


def known_language(lang: str) -> str:
    """Return ``lang`` when messages exist in it.

    Raises:
        ValueError: they do not; the text lists the languages that have them.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no messages in {lang!r}; known languages: {', '.join(LANGUAGES)}")
    return lang


def by_language(start: tuple[str, str] = ("", ""), /, **pairs: tuple[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Return words that stand side by side, English and Italian, by language; each behind the start of its sentence.

    >>> by_language(("the total ", "il totale "), zero=("is zero", "è zero"))
    {'en': {'zero': 'the total is zero'}, 'it': {'zero': 'il totale è zero'}}
    """
    return {
        lang: {name: start[place] + pair[place] for name, pair in pairs.items()} for place, lang in enumerate(LANGUAGES)
    }


WORDS = by_language(
    clean=("clean", "in ordine"),
    review=("review", "da rivedere"),
    incomplete=("incomplete", "incompleto"),
    unusable=("unusable", "inutilizzabile"),
    unread=("not read", "non letto"),
    no_result=("no result", "senza risultato"),
    error=("error", "errore"),
    warning=("warning", "avviso"),
    unreadable=("unreadable", "illeggibile"),
    not_evaluated=("not checked", "non verificato"),
    crashed=("rule failed", "regola in errore"),
    coerced=("read as", "letto come"),
    nothing=("nothing", "nulla"),
    values=("values", "valori"),
    proposed=("proposed", "proposto"),
    only_in_report=("missing on server", "assente sul server"),
    only_in_server_flags=("only on server", "solo sul server"),
    other_ruleset=("different ruleset", "regole diverse"),
    documents=("documents", "documenti"),
)
"""Short labels, as the review sheet prints them."""

_OF_ONE = {"documents": "document", "documenti": "documento"}
_OF_SEVERAL = {"incompleto": "incompleti", "inutilizzabile": "inutilizzabili", "non letto": "non letti"}

SENTENCES = by_language(
    clean=(
        "Every rule ran and found nothing.",
        "Tutte le regole sono state applicate e non hanno trovato nulla.",
    ),
    review=("This document needs review.", "Questo documento va controllato."),
    incomplete=(
        "Nothing found, but something could not be checked.",
        "Nulla da segnalare, ma non è stato possibile verificare tutto.",
    ),
    unreadable=("Unreadable values", "Valori illeggibili"),
    not_evaluated=("Not checked", "Non verificati"),
    crashed=("Rules that failed", "Regole andate in errore"),
    differences=("Differences from the server", "Differenze rispetto al server"),
    coerced=(
        "Values read from another form than documented",
        "Valori letti da una forma diversa da quella documentata",
    ),
    flags=("Flags", "Segnalazioni"),
    invoice_view=("The invoice as it was read", "La fattura come è stata letta"),
    more_lines=("{count} more lines, none flagged", "altre {count} righe, nessuna segnalata"),
    one_more_line=("1 more line, not flagged", "un'altra riga, non segnalata"),
)
"""What stands under a verdict and over a list."""

ITALIAN_NAMES: Mapping[str, str] = {
    "vendor": "fornitore",
    "buyer": "cliente",
    "invoice": "documento",
    "financials": "importi",
    "line_items": "righe",
    "name": "denominazione",
    "vat_number": "partita IVA",
    "fiscal_code": "codice fiscale",
    "address": "indirizzo",
    "city": "città",
    "zip_code": "CAP",
    "country": "nazione",
    "phone": "telefono",
    "sdi_code": "codice destinatario",
    "number": "numero",
    "date": "data",
    "due_date": "scadenza",
    "type": "tipo documento",
    "currency": "valuta",
    "payment_terms": "condizioni di pagamento",
    "payment_method": "modalità di pagamento",
    "po_number": "numero d'ordine",
    "subtotal": "imponibile",
    "tax_rate": "aliquota",
    "tax_amount": "imposta",
    "total": "totale",
    "discount": "sconto",
    "stamp_duty": "bollo",
    "withholding_tax": "ritenuta d'acconto",
    "rounding": "arrotondamento",
    "charges": "spese accessorie",
    "prepaid": "acconto",
    "description": "descrizione",
    "quantity": "quantità",
    "unit": "unità di misura",
    "unit_price": "prezzo unitario",
    "amount": "importo",
    "vat_rate": "aliquota IVA",
    "expected": "atteso",
    "actual": "indicato",
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
    "as_of": "data di riferimento",
    "office": "codice ufficio",
    "lines": "somma delle righe",
    "count": "numero di righe",
    "header": "valuta della fattura",
    "sums": "valuta degli importi",
    "free_up_to": "esente fino a",
    "field": "campo",
    "value": "valore",
    "nearest": "valore più vicino",
    "page": "pagina",
    "absent": "valori assenti",
}
"""Fields of an invoice and values of a flag; in English their names are read as they are, and so is any other name."""

_ENGLISH_NAMES = {"iban": "IBAN", "vat_number": "VAT number", "sdi_code": "SDI code", "vat_rate": "VAT rate"}


_ITALIAN_MARKS = str.maketrans(",.", ".,")


def number(count: int, lang: str) -> str:
    """Return a count as it is written in a language.

    >>> number(1234567, "en"), number(1234567, "it")
    ('1,234,567', '1.234.567')
    """
    return f"{count:,}" if lang == "en" else f"{count:,}".translate(_ITALIAN_MARKS)


def italian_number(plain: str) -> str:
    """Return plain digits as an Italian sentence writes them.

    >>> italian_number("-1220.00"), italian_number("8.8"), italian_number("120")
    ('-1.220,00', '8,8', '120')
    """
    return f"{Decimal(plain):,f}".translate(_ITALIAN_MARKS)


def italian_date(day: date) -> str:
    """Return a day as an Italian sentence writes it.

    >>> italian_date(date(2026, 4, 1))
    '01/04/2026'
    """
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def label_of(count: int, name: str, lang: str) -> str:
    """Return the short label for so many documents.

    >>> label_of(1, "documents", "en"), label_of(1, "unusable", "it"), label_of(2, "unusable", "it")
    ('document', 'inutilizzabile', 'inutilizzabili')
    """
    label = WORDS[lang][name]
    return (_OF_ONE if count == 1 else _OF_SEVERAL).get(label, label)


def counted(count: int, name: str, lang: str = "en") -> str:
    """Return a number of documents with its label.

    >>> counted(1, "documents"), counted(0, "documents"), counted(2000, "documents", "it")
    ('1 document', '0 documents', '2.000 documenti')
    """
    return f"{number(count, lang)} {label_of(count, name, lang)}"


def name_of(field: str, lang: str) -> str:
    """Return what a reader calls a field or a value.

    >>> name_of("due_date", "en"), name_of("due_date", "it"), name_of("iban", "it"), name_of("acme_limit", "it")
    ('due date', 'scadenza', 'IBAN', 'acme limit')
    """
    known = ITALIAN_NAMES.get(field) if lang == "it" else None
    return known or _ENGLISH_NAMES.get(field) or field.replace("_", " ")


def more_lines(count: int, lang: str) -> str:
    """Return what is said of so many lines that are not shown.

    >>> more_lines(1, "en"), more_lines(2000, "it")
    ('1 more line, not flagged', 'altre 2.000 righe, nessuna segnalata')
    """
    sentence = SENTENCES[lang]["one_more_line" if count == 1 else "more_lines"]
    return sentence.format(count=number(count, lang))
