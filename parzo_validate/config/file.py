"""What may stand in a configuration file, and in which words what may not is refused."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import (
    AliasChoices,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from parzo_validate.config.choices import TableName, Threshold
from parzo_validate.config.toml_lines import line_that_python_cannot_read
from parzo_validate.engine.flag import Severity
from parzo_validate.engine.policy import CAUSES, DEFAULT_ACCEPTED_CAUSES, DEFAULT_POLICY, Policy, Standing
from parzo_validate.errors import InvalidConfig, InvalidPolicy
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.values import describe, nearest, printable
from parzo_validate.words import Language

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

TOOL, PACKAGE = "parzo-validate", "parzo_validate"

_LONGEST = 1000
"""Characters of what is said of one problem."""

_Code = Annotated[str, Field(json_schema_extra={"examples": [*EXTENDED_TABLE.codes]})]


class Problem(NamedTuple):
    """What is wrong: the keys that lead to it, and a sentence for the person who wrote the file."""

    path: tuple[str, ...]
    sentence: Callable[[], str]
    item: tuple[str, ...] = ()
    """The text in a list, or the key in a table, that is meant, if it is not the whole."""

    def __str__(self) -> str:
        """Return both on one line, whatever the keys hold."""
        return printable(f"{'.'.join(map(printable, self.path))}: {self.sentence()}", _LONGEST)


def _texts(value: object, otherwise: str) -> object:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError(f"expected {otherwise}, got {describe(value)}")


def _rules(value: object) -> object:
    if isinstance(value, str):
        if value not in list(TableName):
            raise ValueError(f"unknown table {describe(value)}; {nearest(value, TableName)}; or a list of codes")
        return value
    return _texts(value, "default, extended or a list of codes")


def _plugins(value: object) -> object:
    return value if isinstance(value, bool) else _texts(value, "true, false or a list of distributions")


_EITHER_SPELLING = AliasGenerator(validation_alias=lambda name: AliasChoices(name, name.replace("_", "-")))


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_EITHER_SPELLING)


class PolicySection(_Section):
    """What the rules take as right beyond the law."""

    tolerance: Decimal = Field(
        default=DEFAULT_POLICY.tolerance, description="How far sums may be off, in currency units.", ge=0
    )
    accepted_causes: tuple[Literal[tuple(CAUSES)], ...] = Field(  # type: ignore[valid-type]  # from a table
        default=DEFAULT_ACCEPTED_CAUSES,
        description="All causes that excuse a gap between the sums, where --accept-cause adds one.",
    )
    extra_vat_rates: tuple[Decimal, ...] = Field(
        default=(),
        description="All VAT rates to accept too, in per cent, where --extra-vat-rate adds one.",
    )
    unlisted_charges: Decimal = Field(
        default=DEFAULT_POLICY.unlisted_charges,
        description="By what share of the lines the subtotal may exceed them without a field that says why.",
        ge=0,
    )
    own_vat_numbers: tuple[str, ...] = Field(
        default=(), description="The VAT numbers of whoever receives or sends the documents."
    )
    as_of: date | None = Field(default=None, description="The day on which to judge, for rules that ask.")
    on_page: dict[str, Standing] = Field(
        default={}, description="What is expected of a field on the page, where not as the table of grounding says."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _as_a_policy_takes_it(cls, value: Any, info: ValidationInfo) -> object:
        name = str(info.field_name)
        try:
            taken = getattr(Policy(**{name: value}), name)
            return sorted(taken) if isinstance(taken, frozenset) else taken
        except InvalidPolicy as error:
            raise ValueError(str(error).removeprefix(f"{name}: ")) from None


class Settings(_Section):
    """What may stand at the top of the file and in a profile."""

    rules: Annotated[TableName | tuple[_Code, ...], BeforeValidator(_rules)] = Field(
        default=TableName.DEFAULT,
        description="The five documented rules, these and the optional ones, or a list of codes.",
    )
    disable: Annotated[tuple[_Code, ...], BeforeValidator(lambda value: _texts(value, "a list of codes"))] = Field(
        default=(), description="All codes to leave out, where --disable adds one."
    )
    severity: dict[_Code, Severity] = Field(default={}, description="What a code weighs here.")
    plugins: Annotated[bool | tuple[str, ...], BeforeValidator(_plugins)] = Field(
        default=False, description="Whether the rules of installed packages count, or of which."
    )
    policy: PolicySection = PolicySection()
    fail_on: Threshold = Field(
        default=Threshold.ERROR, description="The lightest flag that makes the exit code of a command 1."
    )
    lang: Language = Field(default=Language.EN, description="The language of the sentences, where --lang does not say.")


class ConfigFile(Settings):
    """The settings in ``parzo-validate.toml``, or those below ``tool.parzo-validate`` in ``pyproject.toml``.

    A profile inherits what stands at the top, and what it states itself counts instead; in ``severity`` and ``policy``
    key by key. An underscore of a key may be a hyphen.
    """

    profile: dict[str, Settings] = Field(default={}, description="Settings of one customer each, by name.")


def problems(error: ValidationError) -> Iterator[Problem]:
    """Yield the problems that pydantic has with a file, in the words of this library."""
    for found in error.errors(include_url=False):
        path = tuple(map(str, found["loc"]))
        yield Problem(path, partial(_sentence, path, found))


def _sentence(path: tuple[str, ...], found: "ErrorDetails") -> str:
    match found["type"]:
        case "extra_forbidden":
            return f"unknown key; {nearest(path[-1], _keys_beside(path))}"
        case "literal_error" | "enum":
            known = re.findall("'(.*?)'", found["ctx"]["expected"])
            given = found["input"]
            return f"unknown value {describe(given)}; {nearest(given if isinstance(given, str) else '', known)}"
        case "model_type" | "dict_type":
            return f"expected a table, got {describe(found['input'])}"
        case _:
            return str(found.get("ctx", {}).get("error", found["msg"]))


def _keys_beside(path: tuple[str, ...]) -> list[str]:
    """Return the keys that are known where an unknown one stands."""
    in_profile = path[0] == "profile"
    inside: type[BaseModel] = Settings if in_profile else ConfigFile
    if path[2 if in_profile else 0 :][0] == "policy":
        inside = PolicySection
    return list(inside.model_fields)


def read_settings(path: Path) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """Return the text of a file, the keys that lead to the settings in it, and these.

    Raises:
        InvalidConfig: the file cannot be read, or is a ``pyproject.toml`` without settings of this library, or with
            those of a name that is almost its own.
    """
    text, document = _parsed(path)
    if path.name != "pyproject.toml":
        return text, (), document
    if (settings := _of_this_tool(path, document)) is None:
        raise InvalidConfig(f"{path}: expected a table [tool.{TOOL}], found none")
    return text, ("tool", TOOL), settings


def holds_settings(path: Path) -> bool:
    """Return whether a ``pyproject.toml`` holds settings of this library.

    Raises:
        InvalidConfig: the file cannot be read, or its settings stand under a name that is almost this library's.
    """
    return _of_this_tool(path, _parsed(path)[1]) is not None


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text, parse_float=Decimal)
    except OSError as error:
        raise InvalidConfig(f"{path}: cannot read the file: {error.strerror}") from None
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidConfig(f"{path}: expected TOML in UTF-8: {printable(str(error), _LONGEST)}") from None
    except (ValueError, RecursionError) as error:
        place = f"{path}:{line_that_python_cannot_read(text)}"
        what = "nesting too deep" if isinstance(error, RecursionError) else "a number too long"
        raise InvalidConfig(f"{place}: {what} to be read; expected settings as a person writes them") from None


def _of_this_tool(path: Path, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tools = document.get("tool")
    if not isinstance(tools, Mapping):
        return None
    if PACKAGE in tools:
        raise InvalidConfig(f"{path}: unknown table [tool.{PACKAGE}]; did you mean [tool.{TOOL}]?")
    settings = tools.get(TOOL)
    return settings if isinstance(settings, Mapping) else None


def inherit(inherited: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with those that are stated in place of those inherited, in a table key by key.

    >>> inherit({"lang": "it", "policy": {"tolerance": 1}}, {"policy": {"as_of": "2026-04-01"}})
    {'lang': 'it', 'policy': {'tolerance': 1, 'as_of': '2026-04-01'}}
    """
    tables = {
        key: {**inherited.get(key, {}), **stated[key]}
        for key in ("severity", "policy")
        if isinstance(stated.get(key), Mapping)
    }
    return {**inherited, **stated, **tables}
