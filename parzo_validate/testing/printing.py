"""How documents print their values: amounts, rates, quantities and dates, by one convention per document."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parzo_validate.testing.readings import MONTHS

CONVENTIONS = {"it": (".", ","), "en": (",", "."), "ch": ("'", "."), "fr": ("\u202f", ","), "plain": ("", ",")}
"""The thousands sign and the decimal mark that each country prints."""
_MINUS_BEHIND = "{}-"
NEGATIVE = ("-{}", _MINUS_BEHIND, "({})", "\u2212{}")
BESIDE_MONEY = ("{}", "€ {}", "{} €", "EUR {}", "{} EUR")
BESIDE_RATES = ("{} %", "{}%", "IVA {}%", "{}")
UNITS = ("{}", "{} pz", "{} h", "{} ore", "{} kg")
DATES = (
    *("{0:%d}/{0:%m}/{0:%Y}", "{0.day}.{0.month}.{0.year}", "{0:%d}-{0:%m}-{0:%Y}", "{0:%d}/{0:%m}/{0:%y}"),
    *("{0:%Y}/{0:%m}/{0:%d}", "{0:%Y}-{0:%m}-{0:%d}T10:30:00Z", "{0:%Y}-{0:%m}-{0:%d} 10:30"),
    *(f"{{0.day}} {{1[{lang}]}} {{0.year}}" for lang in MONTHS),
    *("{0.day}. {1[de]} {0.year}", "{0:%d}-{1[it]}-{0:%Y}"),
)
"""Dates in figures, ISO ones with a time, and with the month's name in five languages."""
PLACEHOLDERS = ("N/A", "-", "", "n.d.", "null", "Non indicato", "not found")


class Style(NamedTuple):
    """How one document prints: its country's signs, what stands before and behind, the form of its dates."""

    convention: str = "it"
    negative: str = NEGATIVE[0]
    money: str = BESIDE_MONEY[0]
    rate: str = BESIDE_RATES[0]
    unit: str = UNITS[0]
    day: str = DATES[0]
    placeholder: str = PLACEHOLDERS[0]

    def number(self, number: Decimal, form: str, *, places: int) -> str:
        """Return the number with at least so many decimals and its thousands sign, in the form.

        >>> Style("ch", money="CHF {}").number(Decimal("-1220.5"), "CHF {}", places=2)
        "-CHF 1'220.50"
        """
        thousands, mark = CONVENTIONS[self.convention]
        decimals = max(places, -int(number.normalize().as_tuple().exponent), 0)
        whole, _, cents = f"{abs(number):,.{decimals}f}".partition(".")
        digits = whole.replace(",", thousands) + (mark + cents if cents else "")
        if number >= 0:
            return form.format(digits)
        behind = self.negative == _MINUS_BEHIND  # the number, not what stands beside it
        return form.format(self.negative.format(digits)) if behind else self.negative.format(form.format(digits))

    def date(self, day: date) -> str:
        """Return the date in figures or words.

        >>> Style(day="{0.day} {1[fr]} {0.year}").date(date(2026, 8, 1))
        '1 août 2026'
        """
        return self.day.format(day, {lang: names[day.month - 1] for lang, names in MONTHS.items()})
