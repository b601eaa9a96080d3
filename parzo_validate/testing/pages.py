"""Prints a result as the text of a page, as extractors of PDF text give it: in some language, layout and disorder."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from parzo_validate.testing import printing
from parzo_validate.testing.printing import Style

Result = Mapping[str, Any]

_NAMES_OF_TITLES = "number date due_date vat_number fiscal_code subtotal tax_amount total discount stamp_duty"
_IN_EACH_LANGUAGE = {
    "it": "Fattura n.|del|Scadenza|P.IVA|C.F.|Imponibile|Imposta|Totale documento|Sconto|Bollo|Ritenuta|Pagina",
    "en": "Invoice No.|Date:|Due date:|VAT No.|Tax ID|Subtotal|VAT|Total|Discount|Stamp duty|Withholding|Page",
    "de": "Rechnung Nr.|vom|Zahlbar bis|USt-IdNr.|StNr.|Netto|MwSt.|Gesamtbetrag|Rabatt|Stempel|Quellensteuer|Seite",
    "fr": "Facture n°|du|Échéance|N° TVA|SIREN|Total HT|TVA|Total TTC|Remise|Timbre|Retenue à la source|Page",
}
_TITLES = {
    lang: dict(zip(f"{_NAMES_OF_TITLES} withholding_tax page".split(), titles.split("|"), strict=True))
    for lang, titles in _IN_EACH_LANGUAGE.items()
}
_TITLES_OF_LINES = {
    "it": ["Descrizione", "Quantità", "Prezzo", "Importo"],
    "en": ["Description", "Quantity", "Unit price", "Amount"],
    "de": ["Bezeichnung", "Menge", "Preis", "Betrag"],
    "fr": ["Désignation", "Qté", "P.U.", "Montant"],
}
_SUMS = ("subtotal", "discount", "tax_amount", "stamp_duty", "total", "withholding_tax")
_LAYOUTS = ("rows", "cells", "columns_of_sums")
_MONEY = ("{}", "{}", "€ {}", "{} €", "€{}", "EUR {}")
_DATES = tuple(form for form in printing.DATES if "T10" not in form)
_CENTS = r"[0-9][.,][0-9]{2}"


class PageStyle(NamedTuple):
    """How a page is printed: its language, its layout, how it writes numbers and dates, and how disordered its text is.

    Args:
        lang: the language of its titles: it, en, de or fr.
        layout: ``rows`` of a table, ``cells`` of which each has a line of its own, or ``columns_of_sums``, which stand
            below all of their titles.
        style: how numbers and dates are written.
        noise: whether columns are joined, lines broken, and pages with them.
    """

    lang: str = "it"
    layout: str = "rows"
    style: Style = Style()
    noise: bool = False

    @classmethod
    def drawn(cls, chance: Random, *, noise: bool = True) -> "PageStyle":
        """Return a style by chance."""
        style = Style(
            convention=chance.choice(list(printing.CONVENTIONS)),
            negative=chance.choice(printing.NEGATIVE),
            money=chance.choice(_MONEY),
            day=chance.choice(_DATES),
        )
        return cls(chance.choice(list(_TITLES)), chance.choice(_LAYOUTS), style, noise and chance.random() < 0.5)


def print_page(result: Result, chance: Random, *, page: PageStyle | None = None) -> str:
    """Return the text of a paper that says what a result says, with form feeds between its pages.

    A subtotal may be left to the reader, and so may the tax over several rates.

    Args:
        result: a true result as ``coherent_results`` draws it, its numbers unprinted.
        chance: what decides between the ways to print it; the same one, the same text.
        page: the style; one by chance when it is ``None``.

    >>> sums = {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220}
    >>> print(print_page({"invoice": {"number": "1/2026"}, "financials": sums}, Random(1), page=PageStyle()))
    Fattura n. 1/2026
    Imponibile 1.000,00
    Imposta 22 % 220,00
    Totale documento 1.220,00
    Pagina 1/1
    """
    page = PageStyle.drawn(chance) if page is None else page
    rows = [*_parties(result, page), *_header(result, page), *_lines(result, page), *_sums(result, page, chance)]
    rows.append([_TITLES[page.lang]["page"], "1/1"])
    if page.layout == "cells":
        rows = [[cell] for row in rows for cell in row]
    if not page.noise:
        return "\n".join(" ".join(row) for row in rows)
    return "".join(_disordered(rows, chance, page))


def _parties(result: Result, page: PageStyle) -> Iterator[list[str]]:
    titles = _TITLES[page.lang]
    for role in ("vendor", "buyer"):
        party = result.get(role) or {}
        yield from ([str(party[name])] for name in ("name", "address", "city", "phone") if party.get(name))
        for name in ("vat_number", "fiscal_code"):
            if party.get(name):
                yield [titles[name], str(party[name])]
        if iban := party.get("iban"):
            yield ["IBAN", " ".join(re.findall(".{1,4}", str(iban)))]


def _header(result: Result, page: PageStyle) -> Iterator[list[str]]:
    header, titles = result.get("invoice") or {}, _TITLES[page.lang]
    if header.get("number"):
        yield [titles["number"], str(header["number"])]
    for name in ("date", "due_date"):
        if header.get(name):
            day = date.fromisoformat(header[name])
            short = "%y" in page.style.day and day.year < 2000
            style = page.style._replace(day=printing.DATES[0]) if short else page.style
            yield [titles[name], style.date(day)]


def _lines(result: Result, page: PageStyle) -> Iterator[list[str]]:
    lines = result.get("line_items") or []
    if lines:
        yield _TITLES_OF_LINES[page.lang]
    plain = page.style._replace(convention="plain" if page.style.convention == "fr" else page.style.convention)
    for line in lines:
        amount = line.get("amount") if line.get("amount") is not None else line.get("total")
        rate = line.get("vat_rate") if line.get("vat_rate") is not None else line.get("tax_rate")
        row = [str(line.get("description") or "")]
        if line.get("quantity") is not None:
            row.append(plain.number(_decimal(line["quantity"]), "{}", places=0))
        row += [_money(value, page) for value in (line.get("unit_price"), amount) if value is not None]
        yield row if rate is None else [*row, plain.number(_decimal(rate), "{}%", places=0)]


def _sums(result: Result, page: PageStyle, chance: Random) -> Iterator[list[str]]:
    sums, titles = result.get("financials") or {}, _TITLES[page.lang]
    left_out = set()
    if sums.get("total") and sums.get("tax_amount") and chance.random() < 0.1:
        left_out = {"subtotal" if sums.get("tax_rate") is not None else chance.choice(["subtotal", "tax_amount"])}
    stated = [name for name in _SUMS if sums.get(name) and name not in left_out]
    if page.layout == "columns_of_sums":
        yield [titles[name] for name in stated]
        yield [_money(sums[name], page) for name in stated]
        return
    for name in stated:
        rate = sums.get("tax_rate") if name == "tax_amount" else None
        between = [] if rate is None else [page.style.number(_decimal(rate), "{} %", places=0)]
        yield [titles[name], *between, _money(sums[name], page)]


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))


def _money(value: object, page: PageStyle) -> str:
    return page.style.number(_decimal(value), page.style.money, places=2)


def _disordered(rows: Sequence[list[str]], chance: Random, page: PageStyle) -> Iterator[str]:
    """Yield the text of the rows with columns joined, lines broken in cells and numbers, and new pages."""
    for place, row in enumerate(rows):
        if place:
            yield "\f" if chance.random() < 0.03 else chance.choice(["\n", "\n", "\n\n", " \n"])
        before = ""
        for column, cell in enumerate(row):
            if column:
                yield _between(before, cell, chance, page)  # what a line end breaks, nothing joins
            before = _broken(cell, chance)
            yield before


def _between(before: str, cell: str, chance: Random, page: PageStyle) -> str:
    """Return what divides two columns: spaces, or nothing between amounts with cents, or behind a word."""
    amounts = re.fullmatch(f".*{_CENTS}", before) and re.fullmatch(f"[0-9].*{_CENTS}", cell)
    joined = amounts and page.style.convention in ("it", "en", "ch")
    word = before[-1:].isalpha() and re.fullmatch(f"[0-9].*{_CENTS}", cell)
    return "" if (joined or word) and chance.random() < 0.1 else chance.choice([" ", " ", "   ", "\n", "\t"])


def _broken(cell: str, chance: Random) -> str:
    """Return a cell, perhaps with a line end at one of its spaces, or behind a mark of its amount."""
    if chance.random() > 0.1:
        return cell
    if re.fullmatch(rf"[0-9].*{_CENTS}", cell):
        return re.sub(r"([.,])([0-9]{2})$", r"\1\n\2", cell)
    spaces = [place for place, sign in enumerate(cell) if sign == " "]
    place = chance.choice(spaces) if spaces else len(cell)
    return cell[:place] + "\n" + cell[place + 1 :] if spaces else cell
