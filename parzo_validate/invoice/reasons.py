"""Why a value could not be read or a rule could not judge: a short stable code, and a sentence in each language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from parzo_validate.words import italian_date, italian_number, known_language


class Words(str):
    """A text that reads as English wherever a text is expected, and knows its Italian.

    >>> given = Words("a list", "una lista")
    >>> given, given.render("it")
    ('a list', 'una lista')
    """

    __slots__ = ("italian",)

    italian: str

    def __new__(cls, english: str, italian: str = "") -> Self:
        """Return the text; its Italian is the English where none is given."""
        text = super().__new__(cls, english)
        text.italian = italian or str(english)
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.italian)

    def render(self, lang: str = "en") -> str:
        """Return the text in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return self.italian if known_language(lang) == "it" else str(self)


class Figures(Words):
    """Plain digits, which an Italian sentence writes with its own marks; most are never read in one.

    >>> Figures("1220.00"), Figures("1220.00").render("it")
    ('1220.00', '1.220,00')
    """

    __slots__ = ()

    def __new__(cls, digits: str) -> Self:
        """Return the digits as a text."""
        return str.__new__(cls, digits)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self),)

    @property
    def italian(self) -> str:  # type: ignore[override]  # worked out when it is asked for
        """The digits as an Italian sentence writes them."""
        return italian_number(str(self))


class Term(Words):
    """A code that data holds, and what the sentences of each language call it.

    >>> country = Term("DE", "Germany", "Germania")
    >>> country, country.render(), country.render("it")
    ('DE', 'Germany', 'Germania')
    """

    __slots__ = ("english",)

    english: str

    def __new__(cls, code: str, english: str, italian: str) -> Self:
        """Return the term; as a text it is its code."""
        term = super().__new__(cls, code, italian)
        term.english = english
        return term

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.english, self.italian)

    def render(self, lang: str = "en") -> str:
        """Return the name in ``"en"`` or ``"it"``.

        Raises:
            ValueError: the language is neither.
        """
        return self.italian if known_language(lang) == "it" else self.english


def in_language(value: object, lang: str) -> object:
    """Return a value as a sentence in ``"en"`` or ``"it"`` writes it.

    Its type decides, since digits alone do not tell an amount from an invoice number: a Decimal and a date are written
    as the language writes them, a text that knows its Italian is rendered in it, a list has commas between its values,
    and every other value stays as it is.

    >>> amount, day, words = Decimal("1220.00"), date(2026, 4, 1), Words("a list", "una lista")
    >>> [in_language(value, "it") for value in (amount, day, words, "1220.00")]
    ['1.220,00', '01/04/2026', 'una lista', '1220.00']
    >>> in_language(amount, "en"), in_language(day, "en")
    ('1220.00', '2026-04-01')
    """
    match value:
        case Words():
            return value.render(lang)
        case Decimal():
            return italian_number(f"{value:f}") if lang == "it" else f"{value:f}"
        case date():
            return italian_date(value) if lang == "it" else value.isoformat()
        case tuple():
            return ", ".join(str(in_language(item, lang)) for item in value)
        case _:
            return value


class Reason(Words):
    """A reason as its English sentence, with a code that programs match and its Italian. It compares as its sentence.

    Args:
        code: short, lower case and stable: ``missing``, ``two_readings``, ``acme_no_register``.
        english: the sentence as JSON holds it.
        italian: the same in Italian; the English one where none is given.

    >>> reason = Reason("acme_no_register", "the register of orders is closed", "il registro ordini è chiuso")
    >>> reason, reason.code, reason.render("it")
    ('the register of orders is closed', 'acme_no_register', 'il registro ordini è chiuso')
    """

    __slots__ = ("code",)

    code: str

    def __new__(cls, code: str, english: str, italian: str = "") -> Self:
        """Return the reason; its Italian is the English where none is given."""
        reason = super().__new__(cls, english, italian)
        reason.code = code
        return reason

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code, str(self), self.italian)

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> Self:
        """Return the reason that stands in JSON as ``reason`` and ``reason_code``, in the one language written."""
        return cls(written.get("reason_code", ""), written["reason"])


NO_REASON = Reason("", "")
"""Stands where nothing went wrong."""

REASONS: Mapping[str, tuple[str, str]] = {
    "not_a_number": ("expected a number, got {given}", "atteso un numero, trovato {given}"),
    "too_many_digits": (
        "expected at most {whole} digits before and {decimals} after the point, got {given}",
        "attese al più {whole} cifre prima e {decimals} dopo la virgola, trovato {given}",
    ),
    "two_readings": ("{given} may be {first} or {second}", "{given} può essere {first} o {second}"),
    "not_a_date": ("expected a date as YYYY-MM-DD, got {given}", "attesa una data come AAAA-MM-GG, trovato {given}"),
    "no_such_day": ("expected a day that exists, got {given}", "atteso un giorno che esiste, trovato {given}"),
    "not_a_result": (
        "expected a JSON object with the extraction result, got {given}",
        "atteso un oggetto JSON con il risultato dell'estrazione, trovato {given}",
    ),
    "job_without_result": (
        "expected an extraction result, got a job with status {status} and none; revalidate says why",
        "atteso il risultato di un'estrazione, trovato un job con stato {status} che non ne ha; revalidate dice perché",
    ),
    "empty": ("expected a JSON object, got an empty document", "atteso un oggetto JSON, trovato un documento vuoto"),
    "wrong_encoding": (
        "expected JSON in UTF-8, got an invalid byte at offset {offset}",
        "atteso JSON in UTF-8, trovato un byte non valido alla posizione {offset}",
    ),
    "too_deep": (
        "expected at most {levels} levels of nesting, got more; an extraction result has four",
        "attesi al più {levels} livelli annidati, trovati di più; un risultato ne ha quattro",
    ),
    "not_json": (
        "invalid JSON at line {line}, column {column}: {problem}{advice}",
        "JSON non valido alla riga {line}, colonna {column}: {problem}{advice}",
    ),
    "broken_mapping": (
        "expected plain mappings, lists and values, got one that raises {error} when it is read",
        "attesi oggetti, liste e valori semplici, trovato uno che solleva {error} quando si legge",
    ),
    "not_text": ("expected text, got {given}", "atteso un testo, trovato {given}"),
    "not_an_object": ("expected an object, got {given}", "atteso un oggetto, trovato {given}"),
    "not_a_list": ("expected a list, got {given}", "attesa una lista, trovato {given}"),
    "no_code": (
        "expected a code or an object with a code, got {given}",
        "atteso un codice o un oggetto con un codice, trovato {given}",
    ),
    "missing": ("{names} missing", "{names}"),
    "unreadable": ("{name} is unreadable", "{name}: illeggibile"),
    "line_amount_missing": ("the amount of line {line} is missing", "manca l'importo della riga {line}"),
    "nothing_read": ("the {section} section is empty", "la sezione {section} è vuota"),
    "no_rate": ("no VAT rate is stated", "nessuna aliquota IVA è indicata"),
    "out_of_scope": ("invoice dates before {day} are not covered", "le fatture anteriori al {day} non sono trattate"),
    "several_rates": ("the lines have several VAT rates", "le righe hanno più aliquote IVA"),
    "several_numbers": ("{name} holds several different numbers", "{name}: più numeri diversi"),
    "no_day": ("the policy has no as_of date", "la configurazione non indica la data di riferimento (as_of)"),
    "unknown_currency": ("{given} is not known as a currency", "{given} non è una valuta nota"),
}
"""The sentence of each code in English and Italian, with ``{placeholders}``."""


def because(code: str, **values: object) -> Reason:
    """Return the reason with this code, its sentences filled in, each with the values as its language says them.

    >>> because("not_text", given=Words("a list", "una lista")).render("it")
    'atteso un testo, trovato una lista'
    """
    english, italian = REASONS[code]
    in_english = {name: in_language(value, "en") for name, value in values.items()}
    in_italian = {name: in_language(value, "it") for name, value in values.items()}
    return Reason(code, english.format_map(in_english), italian.format_map(in_italian))
