"""The rules about the paper."""

from collections.abc import Iterator

from parzo_validate.domain.amounts import shown
from parzo_validate.engine.finding import Finding, NotEvaluated
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.rule import rule
from parzo_validate.engine.table import RuleTable
from parzo_validate.grounding.beside import Grounded, grounded
from parzo_validate.grounding.layout import MOST_PAGES, READ_AT_MOST
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason, Words
from parzo_validate.invoice.values import Path
from parzo_validate.words import name_of, number

NO_PAPER = Reason("no_paper", "no text of the paper is given", "il testo del documento non è stato fornito")
EMPTY_PAPER = Reason(
    "empty_paper",
    "the paper has no text to read, such as a scan; give the text that an OCR reads (--text)",
    "il documento non contiene testo leggibile, come una scansione; fornire il testo letto da un OCR (--text)",
)
LONG_PAPER = Reason(
    "long_paper",
    "not all is found, and the paper is longer than what is looked at: "
    f"{number(READ_AT_MOST, 'en')} characters, {number(MOST_PAGES, 'en')} pages",
    "non tutto risulta, e il documento è più lungo di quanto viene esaminato: "
    f"{number(READ_AT_MOST, 'it')} caratteri, {number(MOST_PAGES, 'it')} pagine",
)


def _read(invoice: Invoice) -> Grounded | NotEvaluated:
    held = grounded(invoice)
    if held is None:
        return NotEvaluated((), NO_PAPER)
    if held.paper.is_empty:
        return NotEvaluated((), EMPTY_PAPER)
    return NotEvaluated((), LONG_PAPER) if held.is_unsure else held


@rule(
    code="NOT_ON_PAGE",
    severity="warning",
    summary="a value does not stand on the page",
    messages={
        "en": {
            "": "{field} {value} does not stand on the page",
            "nearest": "{field} {value} does not stand on the page; the nearest there is {nearest} (page {page})",
        },
        "it": {
            "": "{field} {value}: non risulta nel documento",
            "nearest": "{field} {value}: non risulta nel documento; il valore più vicino è {nearest} (pagina {page})",
        },
    },
    context=("field", "value", "nearest", "page"),
)
def not_on_page(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """A value that must stand on the page does not.

    What it checks:
        Amounts, dates, the number of the document, VAT numbers, fiscal codes and IBANs of the result are looked for in
        the text of the paper, as it prints them.

    Why it matters:
        An extraction can be coherent and still false: all sums close, and none of it stands on the page.

    When it stays silent:
        The value stands there, in any usual form. A subtotal, or a tax over several rates, follows from printed sums.
        It is zero, or of a kind that is printed in other words (country, currency, names). So many values are absent
        that the text is of another paper: that is WRONG_PAGE. Without a text to read it is not evaluated, nor where
        values are missing on a paper of hundreds of pages.

    Example:
        The total is 1202.00, and the page prints 1.220,00.

    Sources:
        The paper itself.
    """
    held = _read(invoice)
    if isinstance(held, NotEvaluated):
        yield held
    elif not held.looked.of_another_paper:
        for missing in held.missing:
            path, nearest = missing.sought.path, missing.nearest
            context: dict[str, object] = {"field": called(path), "value": shown(path, missing.sought.value)}
            if nearest:
                context |= {"nearest": nearest.in_one_line, "page": nearest.page}
            yield Finding(path, context, "nearest" if nearest else "")


@rule(
    code="WRONG_PAGE",
    severity="warning",
    summary="the text is of another paper",
    messages={
        "en": "the text is of another paper, or there is none: {absent} do not stand there",
        "it": "il testo è di un altro documento, o manca: non vi risultano {absent}",
    },
    context=("absent",),
)
def wrong_page(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """The text is of another paper than the result.

    What it checks:
        Three or more of number, date, vendor's and buyer's number, tax or subtotal, and total do not stand on the page;
        or two do not, and nothing else of the result does.

    Why it matters:
        Whoever compares a result with the wrong file finds everything wrong; or everything is.

    When it stays silent:
        Fewer of them are absent, or number and date stand there with more of the result than does not: each that is
        absent is NOT_ON_PAGE then. Without a text to read it is not evaluated, nor where values are missing on a paper
        of hundreds of pages.

    Example:
        The result of invoice 17 beside the text of invoice 18.

    Sources:
        Of pairs of papers with different numbers, in public test material, 99.5 % are told apart.
    """
    held = _read(invoice)
    if isinstance(held, NotEvaluated):
        yield held
    elif held.looked.of_another_paper:
        names = [called(path) for path in held.looked.absent_keys]
        yield Finding((), {"absent": Words(_listed(names, "en", "and"), _listed(names, "it", "e"))})


GROUNDING_TABLE = RuleTable(not_on_page, wrong_page)
"""The rules about the paper."""


def called(path: Path) -> Words:
    """Return what a sentence calls a value, with the number of its line, from 1, or its party."""
    name = Words(name_of(str(path[-1]), "en"), name_of(str(path[-1]), "it"))
    if path[0] == "line_items":
        line = int(path[1]) + 1
        return Words(f"{name} of line {line}", f"{name.italian} della riga {line}")
    of_party = {"vendor": ("vendor's", "del fornitore"), "buyer": ("buyer's", "del cliente")}.get(str(path[0]))
    return Words(f"{of_party[0]} {name}", f"{name.italian} {of_party[1]}") if of_party else name


def _listed(names: list[Words], lang: str, conjunction: str) -> str:
    *others, last = [name.render(lang) for name in names]
    return f"{', '.join(others)} {conjunction} {last}"
