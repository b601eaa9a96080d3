"""The tools of an agent, asked by the package's own client over standard input and output."""

import json
import sys
from collections.abc import Callable, Coroutine
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from parzo_validate import validate
from parzo_validate.config import Config
from parzo_validate.diagnosis import diagnose
from parzo_validate.extended import EXTENDED_TABLE
from tests.helpers.builders import SAMPLE_JOB, Command, File, in_its_frame
from tests.helpers.documents import files_of

mcp = pytest.importorskip("mcp", reason="mcp is not installed; pip install -e '.[mcp]' brings it")
anyio = pytest.importorskip("anyio", reason="anyio is not installed; pip install -e '.[mcp]' brings it")

README = Path(__file__).parents[2] / "parzo_validate" / "mcp" / "README.md"
WRONG = {"financials": {"subtotal": "1.000,00 EUR", "tax_rate": 22, "tax_amount": 220, "total": 1202}}
ASKED = Callable[[Any], Coroutine[Any, Any, Any]]


def started_as_the_readme_says(folder: Path) -> Any:
    [told] = json.loads(files_of(README)["mcp.json"])["mcpServers"].values()
    command = str(Path(sys.executable).with_name(told["command"]))
    return mcp.StdioServerParameters(command=command, args=told["args"], cwd=str(folder))


def in_this_process(folder: Path) -> Any:
    from parzo_validate.mcp import server_of

    return server_of(Config(table=EXTENDED_TABLE))


def ask(server: Any, asked: ASKED) -> Any:
    """Return what a client gets of a server."""

    async def session() -> Any:
        async with mcp.Client(server) as client:
            return await asked(client)

    return anyio.run(session)


@pytest.mark.parametrize("server", [started_as_the_readme_says, in_this_process])
def test_the_tools_have_schemas_and_say_what_the_library_says(server: Callable[[Path], Any], tmp_path: Path) -> None:
    async def everything(client: Any) -> tuple[Any, ...]:
        return (
            (await client.list_tools()).tools,
            await client.call_tool("validate_invoice", {"invoice": WRONG}),
            await client.call_tool("diagnose_invoice", {"invoice": WRONG, "lang": "it"}),
            await client.call_tool("explain_rule", {"code": "invalid_iban"}),
            await client.call_tool("explain_rule", {"code": "NOT_ON_PAGE"}),
            await client.call_tool("explain_rule", {"code": "INVALID_TOTALS"}),
            await client.call_tool("validate_invoice", {"invoice": {"status": "pending"}}),
            await client.call_tool("validate_invoice", {"invoice": json.loads(SAMPLE_JOB.read_text(encoding="utf-8"))}),
        )

    tools, report, diagnoses, ruling, of_page, unknown, pending, job = ask(server(tmp_path), everything)
    assert [tool.name for tool in tools] == ["validate_invoice", "diagnose_invoice", "explain_rule"]
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
    financials, _ = tools[0].input_schema["properties"]["invoice"]["properties"]["financials"]["anyOf"]
    assert (
        financials["properties"]["total"]["description"]
        == "Total with VAT, before withholding and prepayment are taken off."
    )
    described = json.dumps(tools[0].input_schema["properties"]["invoice"])
    assert "$ref" not in described
    assert "$defs" not in described
    Draft202012Validator(tools[0].output_schema).validate(report.structured_content)
    expected = validate(WRONG, table=EXTENDED_TABLE)
    assert report.structured_content == json.loads(expected.to_json())
    assert diagnoses.structured_content["result"] == [one.as_dict("it") for one in diagnose(WRONG)]
    assert ruling.content[0].text.startswith("# INVALID_IBAN (error)\n\n")
    assert of_page.content[0].text.startswith("# NOT_ON_PAGE (warning)\n\n")
    assert unknown.is_error
    assert "unknown rule code 'INVALID_TOTALS'" in unknown.content[0].text
    assert pending.is_error
    assert "expected an extraction result, got a job with status" in pending.content[0].text
    assert "INVALID_PIVA_CHECKSUM" in {flag["code"] for flag in job.structured_content["flags"]}


def test_without_the_extra_the_command_says_what_to_install(
    parzo: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("parzo_validate.mcp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    why = "parzo_validate.mcp needs the package mcp; install it with: pip install 'parzo_validate[mcp]'"
    with pytest.raises(ModuleNotFoundError) as missing:
        import_module("parzo_validate.mcp")
    assert str(missing.value) == why
    code, _, errors = parzo("mcp")
    assert (code, in_its_frame(errors)) == (2, f"Invalid value: {why}")


def test_the_command_serves_by_the_rules_that_are_chosen(parzo: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from parzo_validate.mcp import server

    served = []

    class Served:
        def __init__(self, config: Config) -> None:
            self.config = config

        def run(self) -> None:
            served.append(self.config)

    monkeypatch.setattr(server, "server_of", Served)
    assert parzo("mcp", "--rules", "extended") == (0, "", "")
    assert [config.table for config in served] == [EXTENDED_TABLE]
