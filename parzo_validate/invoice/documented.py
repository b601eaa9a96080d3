"""A result in which every value has the documented form, read at once.

Pydantic checks the shape. The numbers of lines, most of what a result holds, are looked at but not made: few rules ask
for a line, and reading a result takes half as long without.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import core_schema

from parzo_validate.invoice.model import FIELDS, Financials, Header, Invoice, LineItem, Party
from parzo_validate.invoice.placeholders import any_says_nothing
from parzo_validate.invoice.values import BEYOND, EXACT_BELOW, read_decimal_alone

DECIMALS = 5
"""Below ``EXACT_BELOW`` a number with so many has fifteen digits at most, which its double tells from any other."""

_has_many_decimals = re.compile(rb"\.[0-9]{%d}" % (DECIMALS + 1)).search
_may_have_an_exponent = re.compile(rb"-(?<=[eE]-)").search
_has_a_negative_exponent = re.compile(rb"-(?<=[0-9][eE]-)").search
"""Each begins with one byte, to which the search jumps: half the time of ``[0-9][eE]-``, though it looks back, and a
quarter of a search for both. To look back once more takes twice as long; most have no ``e-`` at all."""


class _Lines:
    """Field annotation: lines whose numbers stand as they are, once it is sure that they can be read.

    Pydantic sees to them in JSON alone. Of lines in a mapping ``_copied`` is the quicker judge.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        whole = core_schema.int_schema(gt=-BEYOND, lt=BEYOND)
        double = core_schema.float_schema(gt=-EXACT_BELOW, lt=EXACT_BELOW)  # which has lost no digits: see above
        other = core_schema.no_info_plain_validator_function(read_decimal_alone)
        number = core_schema.union_schema([whole, double, other], mode="left_to_right")
        fields = {}
        for name, kind in FIELDS["line_items"].items():
            value = core_schema.str_schema(strict=True) if kind == "text" else number
            fields[name] = core_schema.typed_dict_field(core_schema.nullable_schema(value), required=False)
        lines = core_schema.nullable_schema(core_schema.list_schema(core_schema.typed_dict_schema(fields)))
        return core_schema.json_or_python_schema(lines, core_schema.any_schema())


class _Shape(BaseModel):
    vendor: Party | None = None
    buyer: Party | None = None
    invoice: Header | None = None
    financials: Financials | None = None
    lines: Annotated[Any, _Lines()] = Field(None, validation_alias="line_items")


_SHAPE, _LINES = TypeAdapter(_Shape).validator, TypeAdapter(list[LineItem]).validator
_NOTHING = {"vendor": Party(), "buyer": Party(), "invoice": Header(), "financials": Financials(), "lines": []}
_texts_of_header = itemgetter("number", "type", "currency", "payment_terms", "payment_method", "po_number")
_FIELDS_OF_A_LINE = FIELDS["line_items"].keys()
_KEYS: dict[str | None, str] = {name: field.alias or name for name, field in LineItem.model_fields.items()}
_TEXTS = frozenset(name for name, kind in FIELDS["line_items"].items() if kind == "text")
_LOSS_BELOW, _FEWER_DIGITS_ABOVE = -EXACT_BELOW, -BEYOND
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
    if may_have_lost_digits(data):
        return None
    try:
        return Documented.of(_SHAPE.validate_json(data, strict=True))
    except ValueError:
        return None


def may_have_lost_digits(raw: bytes) -> bool:
    """Return whether there may be a number with digits that its double has lost, but for great ones.

    >>> may_have_lost_digits(b"[1220.12345, 1e5]"), may_have_lost_digits(b"1220.123456"), may_have_lost_digits(b"1e-5")
    (False, True, True)
    """
    return bool(_has_many_decimals(raw) or (_may_have_an_exponent(raw) and _has_a_negative_exponent(raw)))


def read_documented(result: Mapping[str, Any]) -> Invoice | None:
    """Return the invoice of a mapping in which every value has the documented form; ``None``: read it with care.

    >>> read_documented({"line_items": [{"amount": 5}]}).line_items[0].amount
    Decimal('5')
    >>> read_documented({"line_items": [{"amount": "x"}]})
    """
    try:
        shape = _SHAPE.validate_python(result, strict=True)
        lines = shape.__dict__["lines"]  # which is quicker to ask than pydantic's attributes
        if lines is not None:
            shape.__dict__["lines"] = _copied(lines)
        return Documented.of(shape)
    except Exception:  # noqa: BLE001  # whatever somebody else's types raise; they are asked again, with care
        return None


class Documented(Invoice):
    """An invoice whose lines are made when they are asked for; from then on it is an ``Invoice`` like any other."""

    model_config = ConfigDict(defer_build=True)  # nothing is ever validated as one

    @classmethod
    def of(cls, shape: _Shape) -> "Documented | None":
        """Return a result of this shape as an invoice; ``None`` where it has no section, or a text says nothing."""
        if not shape.__pydantic_fields_set__:
            return None
        values = shape.__dict__
        if not all(values.values()):
            values |= {section: values[section] or nothing for section, nothing in _NOTHING.items()}
        vendor, buyer, header, sums, lines = values.values()
        texts = [*vendor.__dict__.values(), *buyer.__dict__.values(), *_texts_of_header(header.__dict__)]
        texts.append(sums.__dict__["currency"])
        for line in lines:
            texts.append(line.get("description"))
            texts.append(line.get("unit"))
        if any_says_nothing(texts):
            return None
        _set(shape, "__class__", cls)  # to make another object takes as long as a rule
        return shape  # type: ignore[return-value]  # its class is another now

    def _of_lines(self, field: str, otherwise: str | None = None) -> tuple[Any, ...]:
        values = self.__dict__
        if field in values:  # most are asked for more than once
            return values[field]  # type: ignore[no-any-return]
        lines = values.get("lines")
        if lines is None:  # another thread has made them
            return Invoice._of_lines(self, field, otherwise)
        key = _KEYS[field]
        other = _KEYS.get(otherwise, key)  # never ``None``, under which a csv.DictReader keeps what is too much
        stated: list[Any] = []
        for line in lines:  # a loop takes two thirds of the time of two comprehensions
            value = line.get(key)
            if value is None:
                value = line.get(other)
            if type(value) is int:  # as most rates and quantities are, which is known to be within the bounds
                value = Decimal(value)
            elif value is not None and field not in _TEXTS:
                value = read_decimal_alone(value)
            stated.append(value)
        values[field] = of_each = tuple(stated)
        return of_each

    def __getattr__(self, name: str) -> Any:
        """Return the lines, which are made now; whatever else is asked for is not there."""
        if name != "line_items":
            return super().__getattr__(name)  # type: ignore[misc]  # which pydantic hides from type checkers
        values, stated = self.__dict__, self.__pydantic_fields_set__
        lines = values.get("lines")
        if name not in values:  # else another thread has made them meanwhile
            values[name] = tuple(_LINES.validate_python(lines, strict=True))
            _set(self, "__pydantic_fields_set__", {name if field == "lines" else field for field in stated})
            _set(self, "__class__", Invoice)
            for read in ("lines", *filter(None, _KEYS)):
                values.pop(read, None)
        return values[name]


def _copied(lines: object) -> list[dict[str, Any]]:
    """Return lines of a mapping, whose numbers could be read alone, as ``read_decimal_alone`` would; most need no look.

    Raises:
        ValueError: they are no lines, a number could not be read, or something is of a type of somebody else's, which
            may answer otherwise when asked.
    """
    if type(lines) is not list:
        raise ValueError
    for line in lines:
        if type(line) is not dict:
            raise ValueError
        for name, value in line.items():
            kind = type(value)
            if value is None or (kind is str and name in _TEXTS):
                continue
            if kind is float and _LOSS_BELOW < value < EXACT_BELOW and (value * 1000).is_integer():
                continue  # three decimals at most, or so near to them that its fifteen digits are those
            if kind is int and _FEWER_DIGITS_ABOVE < value < BEYOND:
                continue
            if name in _FIELDS_OF_A_LINE:
                if kind not in _PLAIN:
                    raise ValueError
                read_decimal_alone(value)
    return list(map(dict, lines))
