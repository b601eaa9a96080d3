"""The forms in which the identities of an invoice hold: what each ties together, and what it is called."""

from collections.abc import Iterable
from typing import NamedTuple

from parzo_validate.invoice.reasons import Words


class Form(NamedTuple):
    """One way in which an identity can hold.

    Args:
        words: what confirms a diagnosis when it does; empty for one that confirms nothing.
        terms: the fields that it ties together.
        code: the rule that flags it when it is broken, where the flag may stand elsewhere than the wrong value.
    """

    words: Words
    terms: tuple[str, ...] = ()
    code: str = ""


_SUMS, _SUMS_CODE = ("subtotal", "tax_amount", "total"), "ARITHMETIC_MISMATCH"
_TAX, _TAX_CODE = ("subtotal", "tax_amount", "tax_rate"), "TAX_RATE_MISMATCH"
_BESIDES = ("discount", "stamp_duty", "rounding", "charges")
_TAX_OF_LINES = ("tax_amount", "tax_rate", "amount", "vat_rate")
_LINES, _LINES_CODE = ("subtotal", "amount"), "LINE_SUM_MISMATCH"
_LINE = ("quantity", "unit_price", "amount")

FORMS = {
    "sums": Form(Words("subtotal + tax = total", "imponibile + imposta = totale"), _SUMS, _SUMS_CODE),
    "adjusted_sums": Form(
        Words("subtotal + tax + what is stated besides = total", "imponibile + imposta + altre voci indicate = totale"),
        (*_SUMS, *_BESIDES),
        _SUMS_CODE,
    ),
    "tax": Form(Words("subtotal × {rate}%", "imponibile × {rate}%"), _TAX, _TAX_CODE),
    "tax_after_discount": Form(
        Words("(subtotal - discount) × {rate}%", "(imponibile - sconto) × {rate}%"), (*_TAX, "discount"), _TAX_CODE
    ),
    "tax_before_stamp_duty": Form(
        Words("(subtotal - stamp duty) × {rate}%", "(imponibile - bollo) × {rate}%"), (*_TAX, "stamp_duty"), _TAX_CODE
    ),
    "tax_of_lines": Form(Words("the VAT of the lines", "l'IVA delle righe"), _TAX_OF_LINES, _TAX_CODE),
    "tax_of_lines_and_rest": Form(
        Words(
            "the VAT of the lines and of what they lack to the subtotal",
            "l'IVA delle righe e di quanto manca all'imponibile",
        ),
        (*_TAX_OF_LINES, "subtotal"),
        _TAX_CODE,
    ),
    "no_tax": Form(Words("a rate of zero", "un'aliquota a zero"), ("tax_amount", "tax_rate", "vat_rate"), _TAX_CODE),
    "usual_tax": Form(Words("an Italian VAT rate", "un'aliquota IVA italiana"), ("subtotal", "tax_amount")),
    "lines": Form(Words("the sum of the lines", "la somma delle righe"), _LINES, _LINES_CODE),
    "adjusted_lines": Form(
        Words(
            "the sum of the lines with discount and stamp duty as stated",
            "la somma delle righe con lo sconto e il bollo indicati",
        ),
        (*_LINES, "discount", "stamp_duty"),
        _LINES_CODE,
    ),
    "agree": Form(Words("the rate of the lines", "l'aliquota delle righe"), ("tax_rate", "vat_rate")),
    "legal": Form(Words("")),
    "line": Form(Words("quantity × unit price", "quantità × prezzo unitario"), _LINE, "LINE_AMOUNT_MISMATCH"),
    "sign": Form(Words(""), (), "INVALID_TOTAL"),
    "dates": Form(Words("the order of the dates", "l'ordine delle date"), (), "DATE_INCOHERENCE"),
    "number": Form(Words("the year in the invoice number", "l'anno nel numero della fattura")),
    "term": Form(Words("a common payment term", "un termine di pagamento consueto")),
    "check_digit": Form(Words("the check digit", "la cifra di controllo")),
    "fiscal_code": Form(Words("the fiscal code", "il codice fiscale")),
    "office": Form(Words("the office that issued the number", "l'ufficio che ha rilasciato il numero")),
}
"""By the name that ``Evidence`` calls them. Dates and VAT numbers have modules of their own, which know when theirs
hold."""


def speaking_of(field: str, tied_by: Iterable[str], forms: Iterable[str]) -> list[str]:
    """Return those of the forms that speak of a field, or of the values that other forms tie to it.

    >>> speaking_of("total", ["sums"], ["tax", "agree"])
    ['tax']
    """
    in_question = {field}.union(*(FORMS[form].terms for form in tied_by))
    return [form for form in forms if not in_question.isdisjoint(FORMS[form].terms)]


def ties_down(field: str, form: str, others: Iterable[str]) -> bool:
    """Return whether the values that a form ties to a field are tied down by other forms, which leave the field out.

    What the document states besides counts as it stands.

    >>> ties_down("total", "sums", ["tax"]), ties_down("subtotal", "sums", ["tax"])
    (True, False)
    """
    terms = (FORMS[other].terms for other in others if other != form and field not in FORMS[other].terms)
    return {*FORMS[form].terms} - {field, *_BESIDES} <= set().union(*terms)
