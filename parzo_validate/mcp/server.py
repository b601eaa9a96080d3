"""Three tools for an agent: validate an invoice, say which value is wrong, explain a rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, TypeAdapter, WithJsonSchema

from parzo_validate.config.loading import Config
from parzo_validate.config.rulings import ruling_of
from parzo_validate.diagnosis.diagnose import DiagnosisDict, diagnose
from parzo_validate.engine.report import ReportDict
from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.model import Invoice
from parzo_validate.version import __version__
from parzo_validate.words import Language

_INSTRUCTIONS = (
    "Decides whether the JSON that was read off an invoice can be true. Nothing is corrected: read the page again "
    "where a flag points, and leave what the page really says."
)


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema with its definitions in their places, since it will stand inside another one."""
    if isinstance(schema, list):
        return [_inlined(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(part, definitions) for name, part in schema.items() if name != "$defs"}


def _schema_of_an_invoice() -> dict[str, Any]:
    schema = TypeAdapter(Invoice).json_schema()
    return {**_inlined(schema, schema["$defs"]), "description": "The extraction result, or the job that carries it."}


_Result = Annotated[dict[str, Any], WithJsonSchema(_schema_of_an_invoice())]
"""What is described as an invoice is, and taken as it comes: a value of another form is read with care."""
_Lang = Annotated[Language, Field(description="Language of the sentences.")]


@contextmanager
def _said_to_the_agent() -> Iterator[None]:
    """Refuse in the library's words; of any other error the server tells nobody what it says."""
    try:
        yield
    except ParzoValidateError as error:
        raise ToolError(str(error)) from None


def server_of(config: Config) -> MCPServer:
    """Return a server whose tools judge by these rules and this policy.

    >>> server_of(Config()).name
    'parzo-validate'
    """
    server: MCPServer = MCPServer(
        "parzo-validate", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    @server.tool()
    def validate_invoice(invoice: _Result, lang: _Lang = config.lang) -> ReportDict:
        """Say whether an invoice can be true: verdict, flags with their places, what could not be read or checked."""
        with _said_to_the_agent():
            return config.validate(invoice).as_dict(lang)

    @server.tool()
    def diagnose_invoice(invoice: _Result, lang: _Lang = config.lang) -> list[DiagnosisDict]:
        """Say which value of an invoice is likely wrong and what it should be, likeliest first; none where all fits."""
        with _said_to_the_agent():
            return [diagnosis.as_dict(lang) for diagnosis in diagnose(invoice, policy=config.policy)]

    @server.tool()
    def explain_rule(code: Annotated[str, Field(description="The code of a flag, such as INVALID_TOTAL.")]) -> str:
        """Explain a rule in Markdown: what it checks, why it matters, when it stays silent, an example, sources."""
        with _said_to_the_agent():
            return ruling_of(code, config.table)

    return server
