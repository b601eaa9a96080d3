"""The JSON Schemas of what the library reads and writes."""

import json
import re
from enum import StrEnum
from typing import Any, Self

from pydantic import TypeAdapter

from parzo_validate.batch.difference import Difference
from parzo_validate.batch.outcome import OutcomeDict
from parzo_validate.batch.summary import SummaryDict
from parzo_validate.config.file import ConfigFile
from parzo_validate.engine.flag import FlagDict
from parzo_validate.engine.report import ReportDict
from parzo_validate.invoice.model import Invoice
from parzo_validate.job.revalidation import RevalidationDict


class Schema(StrEnum):
    """What ``schema`` can describe, each with its type."""

    described: Any

    def __new__(cls, name: str, described: Any) -> Self:
        """Return a name that knows what it stands for."""
        schema = str.__new__(cls, name)
        schema._value_, schema.described = name, described
        return schema

    INVOICE = "invoice", Invoice
    FLAG = "flag", FlagDict
    REPORT = "report", ReportDict
    OUTCOME = "outcome", OutcomeDict
    SUMMARY = "summary", SummaryDict
    DIFFERENCE = "difference", Difference
    REVALIDATION = "revalidation", RevalidationDict
    CONFIG = "config", ConfigFile


def json_schema(of: Schema) -> dict[str, Any]:
    """Return a JSON Schema with its dialect, an ``$id`` and a title.

    >>> json_schema(Schema.FLAG)["title"], json_schema(Schema.OUTCOME)["$id"]
    ('Flag', 'https://github.com/parzo/parzo_validate/schemas/outcome')
    """
    written = json.dumps(TypeAdapter(of.described).json_schema())
    described: dict[str, Any] = json.loads(written.replace('Dict"', '"'), object_hook=_readable)  # FlagDict is a flag
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://github.com/parzo/parzo_validate/schemas/{of}",
        **described,
        "title": of.capitalize(),
    }


def _readable(described: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a schema whose description is what a docstring says before it turns to Python."""
    if isinstance(text := described.get("description"), str):
        described["description"] = re.split(r"\n\n(?:Args:|>>>)", text)[0].replace("``", "`")
    return described
