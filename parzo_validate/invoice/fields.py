"""How the fields of the model are read: by functions of this project, which are stricter than pydantic's own."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic_core import core_schema

from parzo_validate.invoice.values import PLAIN_DATE, PLAIN_NUMBER, read_date, read_decimal, read_decimal_alone


@dataclass(eq=False)
class _ReadWith:
    """Field annotation: the value is read by one plain function and described by a fixed JSON Schema.

    Asked to be strict, pydantic reads with ``alone``, which refuses what the rest of a document has to decide.
    """

    read: Callable[[object], object]
    json_schema: dict[str, Any]
    alone: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.lax_or_strict_schema(
            core_schema.no_info_plain_validator_function(self.read),
            core_schema.no_info_plain_validator_function(self.alone),
        )

    def __get_pydantic_json_schema__(self, _: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.json_schema


class NullMeans(NamedTuple):
    """Field annotation: ``null`` reads as the given empty value."""

    empty: Callable[[], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        empty = self.empty()
        return core_schema.no_info_after_validator_function(
            lambda value: empty if value is None else value, core_schema.nullable_schema(handler(source))
        )


class OnlyFromList:
    """Field annotation: from Python only a list or a tuple will do; pydantic would drain a generator for good."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        items = handler(source)
        a_list = core_schema.is_instance_schema((list, tuple))
        return core_schema.json_or_python_schema(items, core_schema.chain_schema([a_list, items]))


Text = Annotated[str, Strict()]
Amount = Annotated[
    Decimal,
    _ReadWith(
        read_decimal,
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{PLAIN_NUMBER}$"}]},
        alone=read_decimal_alone,
    ),
]
Date = Annotated[
    dt.date,
    _ReadWith(read_date, {"type": "string", "format": "date", "pattern": f"^{PLAIN_DATE}$"}, alone=read_date),
]
