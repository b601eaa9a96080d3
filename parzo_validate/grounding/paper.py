"""A paper as it was read: where the amounts, dates, codes and words stand on its pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import islice

from parzo_validate.grounding.around_numbers import has_minus
from parzo_validate.grounding.codes_on_page import Codes, essence_of
from parzo_validate.grounding.dates_on_page import DateOnPage, dates_on
from parzo_validate.grounding.layout import MOST_PLACES, Page, pages_of
from parzo_validate.grounding.numbers_on_page import Convention, Numbers
from parzo_validate.grounding.words_on_page import Words
from parzo_validate.invoice.dates import Order, order_of
from parzo_validate.invoice.numbers import Mark
from parzo_validate.invoice.place import Place


class Paper:
    """What stands on the pages of a paper. Each kind of value is looked for when it is asked for first.

    >>> paper = Paper("Fattura n. 7 del 01/04/2026, totale 1.220,00 EUR")
    >>> paper.money[Decimal("1220")], paper.dates[date(2026, 4, 1)]
    ([Place(page=1, start=36, end=44, printed='1.220,00')], [Place(page=1, start=17, end=27, printed='01/04/2026')])
    """

    def __init__(self, text: str | Sequence[str], *, month_may_come_first: bool = False) -> None:
        self.pages, self.is_whole = pages_of(text)
        self._month_may_come_first = month_may_come_first
        self._texts: dict[str, list[Place]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read on it, as on a page that was scanned."""
        return not any(sign.isalnum() for page in self.pages for sign in page.tidy)

    @cached_property
    def money(self) -> dict[Decimal, list[Place]]:
        """The amounts and prices, without their signs."""
        return self._figures(is_money=True)

    @cached_property
    def numbers(self) -> dict[Decimal, list[Place]]:
        """All numbers, those that are no money included."""
        return self._figures(is_money=False)

    @cached_property
    def dates(self) -> dict[date, list[Place]]:
        """The days; day and month by the order of the paper's other dates, day first where they show none.

        On an American paper both readings count then.
        """
        found: dict[date, list[Place]] = {}
        for page, dates in self._dates:
            order = order_of(one.day for one in dates) or self._order
            for one in dates:
                both = order is None and self._month_may_come_first and one.may_be_american
                days = one.day if both else (one.day.read(order),)
                for day in dict.fromkeys(day for day in days if day):
                    found.setdefault(day, []).append(_place(page, one.start, one.end))
        return found

    def codes(self, code: str) -> list[Place]:
        """Return where a VAT number, a fiscal code or an IBAN stands."""
        return self._found((page, codes.find(code)) for page, codes in self._codes)

    def vat_numbers(self, number: str) -> list[Place]:
        """Return where a VAT number stands, with or without its prefix."""
        return self.codes(essence_of(number))

    def document_numbers(self, number: str) -> list[Place]:
        """Return where the number of a document stands, but for where it is part of a date or of an amount."""
        found = []
        for (page, codes), (_, dates) in zip(self._codes, self._dates, strict=True):
            for start, end in codes.find_number(number):
                if not any(one.alone and one.start <= start and end <= one.end for one in dates):
                    found.append(_place(page, start, end))
        return found[:MOST_PLACES]

    def texts(self, text: str) -> list[Place]:
        """Return where the words of a text stand beside each other."""
        if text not in self._texts:  # the lines of an invoice have few descriptions
            self._texts[text] = self._found((page, words.find(text)) for page, words in self._words)
        return self._texts[text]

    def written_codes(self, length: int) -> Iterator[tuple[str, Callable[[], Place]]]:
        """Yield what is written on the paper with about so many letters and digits in one piece, or in groups.

        Each is told once, with what makes its first place.
        """
        told: set[str] = set()
        for page, codes in self._codes:
            for written, start, end in codes.written(length):
                if written not in told:
                    told.add(written)
                    yield written, partial(_place, page, start, end)

    def has_minus(self, place: Place) -> bool:
        """Return whether the page prints an amount as less than nothing: with a minus on either side, or in brackets.

        >>> paper = Paper("-122,00 e 220,00")
        >>> [paper.has_minus(place) for places in paper.money.values() for place in places]
        [True, False]
        """
        return has_minus(self.pages[place.page - 1].tidy, place.start, place.end)

    @cached_property
    def _dates(self) -> list[tuple[Page, list[DateOnPage]]]:
        return [(page, dates_on(page.tidy)) for page in self.pages]

    @cached_property
    def _order(self) -> Order | None:
        return order_of(one.day for _, dates in self._dates for one in dates)

    @cached_property
    def _codes(self) -> list[tuple[Page, Codes]]:
        return [(page, Codes(page.tidy)) for page in self.pages]

    @cached_property
    def _words(self) -> list[tuple[Page, Words]]:
        return [(page, Words(page.tidy)) for page in self.pages]

    @cached_property
    def _read_numbers(self) -> list[tuple[Page, Numbers]]:
        return [
            (page, Numbers(page.tidy, [(one.start, one.end) for one in dates if one.alone]))
            for page, dates in self._dates
        ]

    @cached_property
    def convention(self) -> Convention:
        """How most of its pages write their amounts."""
        votes: Counter[Mark] = sum((numbers.votes() for _, numbers in self._read_numbers), Counter())
        return Convention(votes.most_common(1)[0][0] if votes else None, bool(votes))

    def _figures(self, *, is_money: bool) -> dict[Decimal, list[Place]]:
        found: dict[Decimal, list[Place]] = {}
        for page, numbers in self._read_numbers:
            for one in numbers.read(numbers.convention(self.convention)):
                if one.is_money or not is_money:
                    found.setdefault(one.value, []).append(_place(page, one.start, one.end))
        return found

    def _found(self, by_page: Iterable[tuple[Page, list[tuple[int, int]]]]) -> list[Place]:
        places = (_place(page, start, end) for page, found in by_page for start, end in found)
        return list(islice(places, MOST_PLACES))


def _place(page: Page, start: int, end: int) -> Place:
    return Place(page.number, start, end, page.text[start:end])
