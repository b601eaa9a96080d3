"""A result in which every value has the documented form, read at once.

Pydantic checks the shape. The numbers of lines, most of what a result holds, are looked at but not made: few rules ask
for a line, and reading a result takes half as long without.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.invoice.fields import Text
from parzo_validate.invoice.model import Financials, Header, Invoice, LineItem, Party
from parzo_validate.invoice.placeholders import PLACEHOLDERS
from parzo_validate.invoice.values import BEYOND, EXACT_BELOW, read_decimal_alone

DECIMALS = 5
"""Below ``EXACT_BELOW`` a number with so many has fifteen digits at most, which its double tells from any other."""

LOST_DIGITS = (re.compile(rb"\.[0-9]{%d}" % (DECIMALS + 1)), re.compile(rb"-(?<=[0-9][eE]-)"))
"""Find numbers that may have digits which a double has lost, but for great ones: with more decimals, or with a negative
exponent. Each begins with one byte, to which the search jumps: half the time of ``[0-9][eE]-``, though it looks back,
and a quarter of a search for both."""

_has_many_decimals, _has_a_negative_exponent = (pattern.search for pattern in LOST_DIGITS)


class _Line(TypedDict, total=False):
    """A line; ``LineItem`` has the same keys."""

    description: Text | None
    quantity: Any
    unit: Text | None
    unit_price: Any
    amount: Any
    total: Any
    vat_rate: Any
    tax_rate: Any


class _Result(TypedDict, total=False):
    vendor: Party | None
    buyer: Party | None
    invoice: Header | None
    financials: Financials | None
    line_items: list[_Line] | None


_SHAPE, _LINES = TypeAdapter(_Result).validator, TypeAdapter(tuple[LineItem, ...]).validator
_NO_PARTY, _NO_HEADER, _NO_FINANCIALS = Party(), Header(), Financials()
_TEXTS = frozenset(("description", "unit"))
_texts_of_header = itemgetter("number", "type", "currency", "payment_terms", "payment_method", "po_number")
_PLAIN = frozenset((float, int, str, Decimal))
_set = object.__setattr__


def read_documented_json(raw: bytes | str) -> Invoice | None:
    """Return the invoice of a bare result in which every value has the documented form; ``None``: read it with care.

    >>> read_documented_json('{"financials": {"total": 5}}').financials.total
    Decimal('5')
    >>> read_documented_json('{"financials": {"total": "x"}}')
    >>> read_documented_json('{"result": {"financials": {"total": 5}}}')
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if _has_many_decimals(data) or _has_a_negative_exponent(data):
        return None
    try:
        shape = _SHAPE.validate_json(data, strict=True)
        return Documented.of(shape) if shape else None
    except ValueError:
        return None


def read_documented(result: Mapping[str, Any]) -> Invoice | None:
    """Return the invoice of a mapping in which every value has the documented form; ``None``: read it with care.

    >>> read_documented({"line_items": [{"amount": 5}]}).line_items[0].amount
    Decimal('5')
    >>> read_documented({"line_items": [{"amount": "x"}]})
    """
    try:
        return Documented.of(_SHAPE.validate_python(result, strict=True))
    except Exception:  # noqa: BLE001  # whatever somebody else's types raise; they are asked again, with care
        return None


class Documented(Invoice):
    """An invoice whose lines are made when they are asked for; from then on it is an ``Invoice`` like any other."""

    model_config = ConfigDict(defer_build=True)  # nothing is ever validated as one

    @classmethod
    def of(cls, shape: _Result) -> "Documented | None":
        """Return the invoice of a result of this shape; ``None`` where a text says that nothing stands there.

        Raises:
            ValueError: a number of a line has another form than the documented one.
        """
        vendor, buyer = shape.get("vendor") or _NO_PARTY, shape.get("buyer") or _NO_PARTY
        header, sums = shape.get("invoice") or _NO_HEADER, shape.get("financials") or _NO_FINANCIALS
        lines = shape.get("line_items") or []
        texts = [*vendor.__dict__.values(), *buyer.__dict__.values(), *_texts_of_header(header.__dict__), sums.currency]
        texts += _texts_of(lines)
        for text in texts:
            if text is not None and text.strip().casefold() in PLACEHOLDERS:
                return None
        sections = {"vendor": vendor, "buyer": buyer, "invoice": header, "financials": sums}
        made = cls.__new__(cls)  # as model_construct does, which takes longer than all the rest
        _set(made, "__dict__", sections)
        _set(made, "__pydantic_fields_set__", set(shape))
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", {"lines": lines})
        return made

    @property
    def rates_of_lines(self) -> tuple[Decimal | None, ...]:
        """The VAT rate of each line in per cent, whichever key it came under."""
        if not (private := self.__pydantic_private__):
            return super().rates_of_lines
        rates = [line.get("tax_rate") if (rate := line.get("vat_rate")) is None else rate for line in private["lines"]]
        return tuple([None if rate is None else read_decimal_alone(rate) for rate in rates])

    def whole(self) -> Invoice:
        """Return the same with its lines made, so that whatever looks inside finds them."""
        if "line_items" not in self.__dict__:
            self.__getattr__("line_items")
        return self

    def __getattr__(self, name: str) -> Any:
        """Return the lines, which are made now; whatever else is asked for is not there."""
        if name != "line_items":
            return super().__getattr__(name)  # type: ignore[misc]  # which pydantic hides from type checkers
        if private := self.__pydantic_private__:  # else another thread has made them meanwhile
            self.__dict__[name] = _LINES.validate_python(private["lines"])
            _set(self, "__class__", Invoice)
            _set(self, "__pydantic_private__", None)
        return self.__dict__[name]


def _texts_of(lines: list[_Line]) -> list[str]:
    """Return the texts of lines whose numbers could be read alone, as ``read_decimal_alone`` would; most need no look.

    Raises:
        ValueError: a number could not be, or is of a type of somebody else's, which may answer otherwise when asked.
    """
    texts: list[str] = []
    for line in lines:
        value: Any
        for name, value in line.items():
            kind = type(value)
            if kind is float and -EXACT_BELOW < value < EXACT_BELOW and value * 1000 % 1 == 0:
                continue  # three decimals at most, or so near to them that its fifteen digits are those
            if value is None or (kind is int and -BEYOND < value < BEYOND):
                continue
            if kind is str and name in _TEXTS:
                texts.append(value)
            elif kind in _PLAIN:
                read_decimal_alone(value)
            else:
                raise ValueError
    return texts
