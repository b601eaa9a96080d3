"""Italian fiscal codes (codice fiscale) inside a text: a person's, sixteen characters, a company's, eleven digits."""

import re

from parzo_validate.domain.vat_number import in_capitals, without_separators
from parzo_validate.domain.vat_number_search import NumberSearch

_LABEL = r"^(?:CODICEFISCALE|CODFISC?|CF|TAXCODE)?(?:IT)?(?=(?:.{11}|.{16})$)"
"""What may stand before the code; without looking at the length, a code that begins with CF would lose its head."""


def read_fiscal_codes(text: str) -> list[str]:
    """Return the fiscal codes that the text holds: one, none, or several that differ.

    Where nothing else stands there, it is what stands there, right or wrong. In a longer text it is what has the shape
    of a person's code, or else of a company's.

    >>> read_fiscal_codes("C.F.: rss mra 85t10 a562s"), read_fiscal_codes("C.F. RSSMRA85T10A562S - P.IVA 03187450121")
    (['RSSMRA85T10A562S'], ['RSSMRA85T10A562S'])
    >>> read_fiscal_codes("1"), read_fiscal_codes(" ")
    (['1'], [])
    """
    if len(text) in (11, 16) and text.isascii() and text.isalnum():
        return [text.upper()]  # as most are written; no label leaves room for a code
    alone = re.sub(_LABEL, "", without_separators(text))
    if len(alone) in (11, 16):
        return [alone]
    search = NumberSearch(in_capitals(text))
    companies = [number for prefix, number in search.vat_numbers() if prefix in ("", "IT")]
    return search.fiscal_codes() or companies or ([alone] if alone else [])
