"""What a customer may decide: how far sums may be off, what excuses a gap, which rates are legal, what day it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal, TypeVar, get_args

from parzo_validate.engine.flag import FrozenDict
from parzo_validate.errors import InvalidPolicy
from parzo_validate.invoice.model import FIELDS
from parzo_validate.invoice.values import describe, nearest, plain_digits, read_date, read_decimal

Standing = Literal["must", "may", "weak", "ignored"]
"""What is expected of a value on the page; the table of ``parzo_validate.grounding`` says what of which."""

_Number = Decimal | int | str | float
_Item = TypeVar("_Item")

DEFAULT_ACCEPTED_CAUSES = (
    *("stamp_duty", "discount", "discount_and_stamp_duty"),
    *("rounding", "charges", "several_adjustments"),
)
CAUSES = (
    *DEFAULT_ACCEPTED_CAUSES,
    *("net_of_withholding", "net_of_prepayment", "tax_not_in_total", "tax_in_subtotal", "swapped_subtotal_and_total"),
    *("lines_outside_vat", "lines_outside_vat_and_net_of_withholding"),
    *("subtotal_not_sum_of_lines", "fund_not_in_subtotal", "fund_and_stamp_duty"),
    *("net_of_withholding_and_enasarco", "net_of_withholding_and_prepayment", "fund_and_net_of_withholding"),
    *("net_of_two_withholdings", "net_of_unstated_withholding", "discount_after_tax", "total_rounded"),
)
"""The causes of a gap between subtotal + tax and total, by name, the likeliest first."""


@dataclass(frozen=True, slots=True, init=False)
class Policy:
    """What the rules take as right beyond the law.

    Args:
        tolerance: how far subtotal + tax may be from the total, in currency units, inclusive; 0 is allowed.
        accepted_causes: the named causes that excuse a gap, instead of the default ones; the others are flagged with
            their name. To accept one more, name the default ones too.
        extra_vat_rates: rates in per cent to accept besides those in force, such as the agricultural
            compensation percentages.
        unlisted_charges: by what share of the lines the subtotal may exceed them without a field that says why, for
            charges at the foot of the page; 0 allows none but a pension fund's.
        own_vat_numbers: the VAT numbers of whoever receives or sends the documents, for the rule that asks whose they
            are; without any it does not.
        as_of: the day on which the document is judged, for rules that ask whether a date lies in the future; a
            ``date`` or text as ``YYYY-MM-DD``. No rule looks at the clock: without it they do not judge.
        on_page: what is expected of a field on the page, where it is other than the table of ``grounding`` says:
            ``{"line_items.unit_price": "weak"}``; ``must``, ``may``, ``weak`` or ``ignored``.

    Raises:
        InvalidPolicy: a value is out of range or unknown; the text says what was expected.

    >>> Policy(tolerance="0.05", extra_vat_rates=["7.3"]).tolerance
    Decimal('0.05')
    >>> Policy(accepted_causes=["net_of_withholding"]).accepted_causes
    frozenset({'net_of_withholding'})
    >>> more = Policy(accepted_causes=[*DEFAULT_ACCEPTED_CAUSES, "net_of_withholding"])
    >>> sorted(more.accepted_causes - Policy().accepted_causes)
    ['net_of_withholding']
    >>> from dataclasses import replace
    >>> replace(Policy(as_of="2026-04-01"), tolerance=0).as_of
    datetime.date(2026, 4, 1)
    >>> Policy(tolerance=-1)
    Traceback (most recent call last):
    parzo_validate.errors.InvalidPolicy: tolerance: expected zero or more, got the number -1
    """

    tolerance: Decimal
    accepted_causes: frozenset[str]
    extra_vat_rates: frozenset[Decimal]
    unlisted_charges: Decimal
    own_vat_numbers: frozenset[str]
    as_of: date | None
    on_page: Mapping[str, Standing]
    fingerprint: str = field(init=False, compare=False, repr=False)

    def __init__(
        self,
        *,
        tolerance: _Number = Decimal("0.01"),
        accepted_causes: Iterable[str] = DEFAULT_ACCEPTED_CAUSES,
        extra_vat_rates: Iterable[_Number] = (),
        unlisted_charges: _Number = Decimal("0.125"),
        own_vat_numbers: Iterable[str] = (),
        as_of: date | str | None = None,
        on_page: Mapping[str, Standing] = FrozenDict(),
    ) -> None:
        values: dict[str, object] = {
            "tolerance": _not_negative("tolerance", tolerance),
            "accepted_causes": _known_causes(accepted_causes),
            "extra_vat_rates": frozenset(
                _not_negative("extra_vat_rates", rate) for rate in _several("extra_vat_rates", extra_vat_rates)
            ),
            "unlisted_charges": _not_negative("unlisted_charges", unlisted_charges),
            "own_vat_numbers": frozenset(map(_own_number, _several("own_vat_numbers", own_vat_numbers))),
            "as_of": None if as_of is None else _read("as_of", as_of, read_date),
            "on_page": _known_standings(on_page),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        written = (
            plain_digits(self.tolerance),
            sorted(self.accepted_causes),
            sorted(plain_digits(rate) for rate in self.extra_vat_rates),
            plain_digits(self.unlisted_charges),
            *([] if self.as_of is None else [self.as_of.isoformat()]),
            *([("own_vat_numbers", *sorted(self.own_vat_numbers))] if self.own_vat_numbers else []),
            *([sorted(self.on_page.items())] if self.on_page else []),
        )
        object.__setattr__(self, "fingerprint", fingerprint_of(written))


def fingerprint_of(values: object) -> str:
    """Return what tells values apart by how they are written: the same in every process and on every machine."""
    return sha256(repr(values).encode()).hexdigest()[:12]


def _read(name: str, value: object, read: Callable[[object], _Item]) -> _Item:
    try:
        return read(value)
    except ValueError as error:
        raise InvalidPolicy(f"{name}: {error}") from None


def _not_negative(name: str, value: object) -> Decimal:
    number = _read(name, value, read_decimal)
    if number < 0:
        raise InvalidPolicy(f"{name}: expected zero or more, got {describe(value)}")
    return number


def _several(name: str, values: Iterable[_Item]) -> tuple[_Item, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidPolicy(f"{name}: expected a list, got {describe(values)}")
    return tuple(values)


def _own_number(number: object) -> str:
    """Return a VAT number in capitals, without white space and the signs that divide it."""
    plain = "".join(sign for sign in number if sign.isalnum()).upper() if isinstance(number, str) else ""
    if not plain.isascii() or not any(map(str.isdigit, plain)):
        raise InvalidPolicy(f"own_vat_numbers: expected a VAT number as text, got {describe(number)}")
    return plain


def _known_causes(causes: Iterable[str]) -> frozenset[str]:
    given = _several("accepted_causes", causes)
    for cause in given:
        if not isinstance(cause, str) or cause not in CAUSES:
            raise InvalidPolicy(f"accepted_causes: unknown cause {describe(cause)}; known causes: {', '.join(CAUSES)}")
    return frozenset(given)


def _known_standings(given: object) -> Mapping[str, Standing]:
    if not isinstance(given, Mapping):
        raise InvalidPolicy(f"on_page: expected a table of fields, got {describe(given)}")
    known = [f"{section}.{name}" for section, fields in FIELDS.items() for name in fields]
    for name, standing in given.items():
        if name not in known:
            raise InvalidPolicy(f"on_page: unknown field {describe(name)}; {nearest(str(name), known)}")
        if standing not in get_args(Standing):
            expected = ", ".join(get_args(Standing))
            raise InvalidPolicy(f"on_page: expected one of {expected} for {name}, got {describe(standing)}")
    return FrozenDict(given)


DEFAULT_POLICY = Policy()
