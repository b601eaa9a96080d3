"""What JavaScript asks with a document: its options, read and refused where they are unknown."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from parzo_validate.config.choices import TableName
from parzo_validate.engine.policy import DEFAULT_POLICY, Policy
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import ParzoValidateError
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.invoice.json_text import parse
from parzo_validate.invoice.values import describe
from parzo_validate.rules import DEFAULT_TABLE
from parzo_validate.words import Language

_Value = TypeVar("_Value")


_TABLES: Mapping[str, RuleTable] = {TableName.DEFAULT: DEFAULT_TABLE, TableName.EXTENDED: EXTENDED_TABLE}
_OPTIONS = dict.fromkeys(("lang", "policy", "rules", "text", "from"))
_POLICY_FIELDS = dict.fromkeys(one.name for one in fields(Policy) if one.name != "fingerprint")
_LANGUAGES = {lang.value: lang for lang in Language}


class InvalidOption(ParzoValidateError, ValueError):
    """An option is unknown, or has a value that it cannot have; the text lists the known ones."""


class Options(NamedTuple):
    """What is asked; each as ``answer`` says."""

    lang: str = "en"
    table: RuleTable = DEFAULT_TABLE
    policy: Policy = DEFAULT_POLICY
    text: str | list[str] | None = None
    producer: str | None = None


def read_options(options: str) -> Options:
    """Return the options that a JSON text states.

    Raises:
        InvalidOption: one is unknown, or has a value that it cannot have.
        ParzoValidateError: the text is no JSON, or the policy none.
    """
    given = _object("options", parse(options), "option", _OPTIONS)
    return Options(
        known_value("lang", given.get("lang") or Language.EN, _LANGUAGES),
        known_value("rules", given.get("rules") or TableName.DEFAULT, _TABLES),
        Policy(**_object("policy", given.get("policy") or {}, "policy field", _POLICY_FIELDS)),
        _text(given.get("text")),
        _producer(given.get("from")),
    )


def _text(given: Any) -> str | list[str] | None:
    pages = given if isinstance(given, list) else [given]
    if given is None or all(isinstance(page, str) for page in pages):
        return given  # type: ignore[no-any-return]  # as was just asked
    raise InvalidOption(f"text: expected a text, or a list of the texts of its pages, got {describe(given)}")


def _producer(given: object) -> str | None:
    if given is None:
        return None
    try:
        from parzo_validate.adapters.received import known_producer

        return known_producer(given)
    except ModuleNotFoundError:
        raise InvalidOption("from: the page was put together without jmespath and defusedxml, which it needs") from None
    except ParzoValidateError as error:
        raise InvalidOption(f"from: {error}") from None


def _object(what: str, given: object, field: str, known: Mapping[str, object]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidOption(f"{what}: expected an object, got {describe(given)}")
    for name in given:
        known_value(field, name, known)
    return given


def known_value(what: str, name: object, known: Mapping[str, _Value]) -> _Value:
    """Return what stands under a name.

    Raises:
        InvalidOption: nothing does; the text lists the known names.
    """
    if not isinstance(name, str) or name not in known:
        raise InvalidOption(f"{what}: unknown {describe(name)}; known: {', '.join(known)}")
    return known[name]
