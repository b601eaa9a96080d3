"""How two runs of ``batch`` over the same documents differ: in flags, in verdicts, in how values were read."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from typing import Any

from parzo_validate.batch.outcome import document_name
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.values import printable
from parzo_validate.words import counted


class NotComparable(ParzoValidateError, ValueError):
    """Two outputs do not speak of the same documents; the message says where they part."""


@dataclass(frozen=True, slots=True)
class Example:
    """A flag that only one of the runs has: the document, the place in it, the sentence."""

    document: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Reread:
    """A value that the two runs read otherwise: the document, the place in it, as what it was read and is read."""

    document: str
    path: str
    before: str
    after: str


@dataclass
class Change:
    """How many flags of a code only the new run has, only the old one, and both with another severity."""

    added: int = 0
    removed: int = 0
    severity_changed: int = 0
    examples_added: list[Example] = field(default_factory=list)
    examples_removed: list[Example] = field(default_factory=list)


@dataclass
class Difference:
    """What the new run says otherwise; as JSON it is what stands here.

    Args:
        documents: how many were compared.
        changed: how many of them have other flags, flags of another severity, another verdict, or were read otherwise.
        codes: the changes by code, in the order in which they were met.
        verdicts: documents by old, then by new verdict, where these differ; one without report counts as unusable.
        reread: how many values were read as something else.
        examples_reread: the first of them.
        old_ruleset: what judged then.
        new_ruleset: what judged now.
    """

    documents: int = 0
    changed: int = 0
    codes: dict[str, Change] = field(default_factory=dict)
    verdicts: dict[str, dict[str, int]] = field(default_factory=dict)
    reread: int = 0
    examples_reread: list[Reread] = field(default_factory=list)
    old_ruleset: Ruleset | None = None
    new_ruleset: Ruleset | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as plain dicts and lists, ready for JSON."""
        return asdict(self)


def difference(
    old: Iterable[bytes | str],
    new: Iterable[bytes | str],
    *,
    examples: int = 3,
    names: tuple[str, str] = ("old", "new"),
) -> Difference:
    """Return how the flags and values of a new run differ from those of an old one, in memory that does not grow.

    Flags are the same when code and path are; one whose severity is another weighs otherwise. A value is read otherwise
    when it is read as something else, or when only one of the runs could read it. Older versions listed no coerced
    values: what they could read, they read as it stands.

    Args:
        old: what ``batch`` wrote before.
        new: what it wrote now, for the same documents in the same order.
        examples: how many to keep for each code, of flags that came and of flags that went, and of values.
        names: how an error calls the two.

    Raises:
        NotComparable: the lines are not those of ``batch``, or not of the same documents.

    >>> flag = {"code": "INVALID_TOTAL", "severity": "error", "path": "/financials/total", "message": "it is zero"}
    >>> old = '{"source": "a.json", "line": null, "verdict": "clean", "flags": []}'
    >>> new = '{"source": "a.json", "line": null, "verdict": "review", "flags": [%s]}' % json.dumps(flag)
    >>> found = difference([old], [new])
    >>> found.codes["INVALID_TOTAL"].added, found.verdicts
    (1, {'clean': {'review': 1}})
    """
    found = Difference()
    for before, after in _pairs(old, new, names):
        found.documents += 1
        found.old_ruleset = _ruleset_of(before) or found.old_ruleset
        found.new_ruleset = _ruleset_of(after) or found.new_ruleset
        flags_before, flags_after = _flags(before), _flags(after)
        was, now = (answer.get("verdict", "unusable") for answer in (before, after))
        if was != now:
            counts = found.verdicts.setdefault(was, {})
            counts[now] = counts.get(now, 0) + 1
        weights = [{key: flag["severity"] for key, flag in flags.items()} for flags in (flags_before, flags_after)]
        reread = list(_reread(before, after))
        found.reread += len(reread)
        found.examples_reread += reread[: max(0, examples - len(found.examples_reread))]
        differing = [key for key in {**flags_after, **flags_before} if weights[0].get(key) != weights[1].get(key)]
        found.changed += was != now or bool(differing or reread)
        for key in differing:
            change = found.codes.setdefault(key[0], Change())
            if key not in flags_before:
                change.added += 1
                _keep(change.examples_added, after, flags_after[key], examples)
            elif key not in flags_after:
                change.removed += 1
                _keep(change.examples_removed, before, flags_before[key], examples)
            else:
                change.severity_changed += 1
    return found


def _pairs(
    old: Iterable[bytes | str], new: Iterable[bytes | str], names: tuple[str, str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for number, lines in enumerate(zip_longest(old, new), start=1):
        for name, other, line in zip(names, reversed(names), lines, strict=True):
            if line is None:
                raise NotComparable(
                    f"{name} has {counted(number - 1, 'documents')}, {other} has more; were the inputs the same?"
                )
        before, after = (_read(line, name, number) for name, line in zip(names, lines, strict=True))
        if _name_of(before) != _name_of(after):
            raise NotComparable(
                f"line {number} of {names[0]} is for {printable(_name_of(before))}, that of {names[1]} for "
                f"{printable(_name_of(after))}; compare runs over the same inputs, named in the same way"
            )
        yield before, after


def _read(line: bytes | str, name: str, number: int) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not _is_of_batch(answer):
        raise NotComparable(f"{name}, line {number}: expected a line as batch writes it; is the file whole?")
    return answer


def _is_of_batch(answer: dict[str, Any]) -> bool:
    """Return whether a line has all that is compared: a source, and flags or the reason why there are none."""
    flags = answer.get("flags", [] if "error" in answer else None)
    line, ruleset = answer.get("line"), answer.get("ruleset", "")
    read = [answer.get(key, []) for key in ("coerced", "unreadable")]
    return (
        _are([answer], "source")
        and isinstance(answer.get("verdict", ""), str)
        and (line is None or type(line) is int)
        and (isinstance(ruleset, str) or _are([ruleset], "version", "rules", "policy"))
        and _are(flags, "code", "severity", "path", "message")
        and all(_are(one, "path") for one in read)
    )


def _are(values: object, *keys: str) -> bool:
    """Return whether it is a list of objects with a text under each of the keys."""
    return isinstance(values, list) and all(
        isinstance(value, dict) and all(isinstance(value.get(key), str) for key in keys) for value in values
    )


def _name_of(answer: dict[str, Any]) -> str:
    """Return the document of a line; 0.2.0 wrote the name where ``source`` and ``line`` stand now."""
    return document_name(answer["source"], answer["line"]) if "line" in answer else answer["source"]


def _ruleset_of(answer: dict[str, Any]) -> Ruleset | None:
    return Ruleset.from_dict(answer["ruleset"]) if answer.get("ruleset") else None


def _flags(answer: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(flag["code"], flag["path"]): flag for flag in answer.get("flags", ())}


def _reread(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Reread]:
    """Yield the values that were read otherwise, where both runs have read the document."""
    if "flags" in before and "flags" in after:
        old, new = _read_otherwise(before), _read_otherwise(after)
        for path in dict.fromkeys((*new, *old)):
            was, now = old.get(path, _AS_IT_STANDS), new.get(path, _AS_IT_STANDS)
            if was != now:
                yield Reread(_name_of(after), path, was, now)


def _read_otherwise(answer: dict[str, Any]) -> dict[str, str]:
    """Return how values were read that do not stand there as documented, by their paths."""
    read_as = {read["path"]: read.get("read_as") for read in answer.get("coerced", ())}
    coerced = {path: f"read as {'nothing' if value is None else value}" for path, value in read_as.items()}
    return coerced | {refused["path"]: "unreadable" for refused in answer.get("unreadable", ())}


_AS_IT_STANDS = "read as it stands"


def _keep(kept: list[Example], answer: dict[str, Any], flag: dict[str, Any], examples: int) -> None:
    if len(kept) < examples:
        kept.append(Example(_name_of(answer), flag["path"], flag["message"]))
