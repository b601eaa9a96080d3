"""The JSON Schemas of what the library reads and writes."""

import json
import re
from enum import StrEnum
from typing import Any

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
    """What ``schema`` can describe."""

    INVOICE = "invoice"
    FLAG = "flag"
    REPORT = "report"
    OUTCOME = "outcome"
    SUMMARY = "summary"
    DIFFERENCE = "difference"
    REVALIDATION = "revalidation"
    CONFIG = "config"


_DESCRIBED: dict[Schema, Any] = {
    Schema.INVOICE: Invoice,
    Schema.FLAG: FlagDict,
    Schema.REPORT: ReportDict,
    Schema.OUTCOME: OutcomeDict,
    Schema.SUMMARY: SummaryDict,
    Schema.DIFFERENCE: Difference,
    Schema.REVALIDATION: RevalidationDict,
    Schema.CONFIG: ConfigFile,
}


def json_schema(of: Schema) -> dict[str, Any]:
    """Return a JSON Schema with its dialect, an ``$id`` and a title.

    >>> json_schema(Schema.FLAG)["title"], json_schema(Schema.OUTCOME)["$id"]
    ('Flag', 'https://github.com/parzo/parzo_validate/schemas/outcome')
    """
    written = json.dumps(TypeAdapter(_DESCRIBED[of]).json_schema())
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
