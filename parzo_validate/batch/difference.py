"""What two runs of ``batch`` over the same documents say, and read, otherwise."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from parzo_validate.errors import ParzoValidateError
from parzo_validate.invoice.values import printable
from parzo_validate.words import counted

_READ_OF_A_FLAG = ("code", "severity", "path", "message")


class NotComparable(ParzoValidateError, ValueError):
    """Two outputs do not speak of the same documents; the message says where they part."""


class Example(NamedTuple):
    """A flag that only one of the runs has: the document, the place in it, the sentence."""

    source: str
    path: str
    message: str


class Reread(NamedTuple):
    """A value that the two runs read otherwise: the document, the place in it, as what it was read and is read."""

    source: str
    path: str
    before: str
    after: str


@dataclass
class Change:
    """What changed about one code: how many flags came, went and weigh otherwise, and the first that came and went."""

    more: int = 0
    fewer: int = 0
    reweighed: int = 0
    examples_of_more: list[Example] = field(default_factory=list)
    examples_of_fewer: list[Example] = field(default_factory=list)


@dataclass
class Difference:
    """What the new run says otherwise.

    Args:
        documents: how many were compared.
        changed: how many of them have other flags, flags of another severity, another verdict, or were read otherwise.
        codes: the changes by code, in the order in which they were met.
        verdicts: documents by old and new verdict, where these differ; a document without report counts as unusable.
        reread: how many values were read as something else.
        examples_of_reread: the first of them.
        old_ruleset: what judged then.
        new_ruleset: what judged now.
    """

    documents: int = 0
    changed: int = 0
    codes: dict[str, Change] = field(default_factory=dict)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    reread: int = 0
    examples_of_reread: list[Reread] = field(default_factory=list)
    old_ruleset: str = ""
    new_ruleset: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as plain dicts and lists, ready for JSON."""
        return {
            "documents": self.documents,
            "changed": self.changed,
            "old_ruleset": self.old_ruleset,
            "new_ruleset": self.new_ruleset,
            "verdicts": [{"old": old, "new": new, "documents": n} for (old, new), n in self.verdicts.most_common()],
            "reread": self.reread,
            "examples_of_reread": [example._asdict() for example in self.examples_of_reread],
            "codes": [
                {
                    "code": code,
                    "more": change.more,
                    "fewer": change.fewer,
                    "reweighed": change.reweighed,
                    "examples_of_more": [example._asdict() for example in change.examples_of_more],
                    "examples_of_fewer": [example._asdict() for example in change.examples_of_fewer],
                }
                for code, change in self.codes.items()
            ],
        }


def difference(
    old: Iterable[bytes | str],
    new: Iterable[bytes | str],
    *,
    examples: int = 3,
    names: tuple[str, str] = ("old", "new"),
) -> Difference:
    """Return what the lines of a new run say otherwise than those of an old one, in memory that does not grow.

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
    >>> old = '{"source": "a.json", "verdict": "clean", "flags": [], "ruleset": "1"}'
    >>> new = '{"source": "a.json", "verdict": "review", "flags": [%s], "ruleset": "2"}' % json.dumps(flag)
    >>> found = difference([old], [new])
    >>> found.codes["INVALID_TOTAL"].more, found.verdicts
    (1, Counter({('clean', 'review'): 1}))
    """
    found = Difference()
    for before, after in _pairs(old, new, names):
        found.documents += 1
        found.old_ruleset = before.get("ruleset", found.old_ruleset)
        found.new_ruleset = after.get("ruleset", found.new_ruleset)
        flags_before, flags_after = _flags(before), _flags(after)
        verdicts = before.get("verdict", "unusable"), after.get("verdict", "unusable")
        if verdicts[0] != verdicts[1]:
            found.verdicts[verdicts] += 1
        weights = [{key: flag["severity"] for key, flag in flags.items()} for flags in (flags_before, flags_after)]
        reread = list(_reread(before, after))
        found.reread += len(reread)
        found.examples_of_reread += reread[: max(0, examples - len(found.examples_of_reread))]
        found.changed += verdicts[0] != verdicts[1] or weights[0] != weights[1] or bool(reread)
        for key, flag in flags_after.items():
            if key not in flags_before:
                change = found.codes.setdefault(flag["code"], Change())
                change.more += 1
                _keep(change.examples_of_more, after, flag, examples)
            elif flag["severity"] != flags_before[key]["severity"]:
                found.codes.setdefault(flag["code"], Change()).reweighed += 1
        for key, flag in flags_before.items():
            if key not in flags_after:
                change = found.codes.setdefault(flag["code"], Change())
                change.fewer += 1
                _keep(change.examples_of_fewer, before, flag, examples)
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
        if before["source"] != after["source"]:
            raise NotComparable(
                f"line {number} of {names[0]} is for {printable(before['source'])}, that of {names[1]} for "
                f"{printable(after['source'])}; compare runs over the same inputs, named in the same way"
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
    texts = [answer.get(key, "") for key in ("source", "verdict", "ruleset")]
    read = [answer.get(key, []) for key in ("coerced", "unreadable")]
    return (
        "source" in answer
        and all(isinstance(text, str) for text in texts)
        and _are(flags, *_READ_OF_A_FLAG)
        and all(_are(one, "path") for one in read)
    )


def _are(values: object, *keys: str) -> bool:
    """Return whether it is a list of objects with a text under each of the keys."""
    return isinstance(values, list) and all(
        isinstance(value, dict) and all(isinstance(value.get(key), str) for key in keys) for value in values
    )


def _flags(answer: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(flag["code"], flag["path"]): flag for flag in answer.get("flags", ())}


def _reread(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Reread]:
    """Yield the values that were read otherwise, where both runs have read the document."""
    if "flags" in before and "flags" in after:
        old, new = _read_otherwise(before), _read_otherwise(after)
        for path in dict.fromkeys((*new, *old)):
            was, now = old.get(path, _AS_IT_STANDS), new.get(path, _AS_IT_STANDS)
            if was != now:
                yield Reread(after["source"], path, was, now)


def _read_otherwise(answer: dict[str, Any]) -> dict[str, str]:
    """Return how values were read that do not stand there as documented, by their paths."""
    coerced = {read["path"]: _as(read.get("read_as")) for read in answer.get("coerced", ())}
    return coerced | {refused["path"]: "unreadable" for refused in answer.get("unreadable", ())}


_AS_IT_STANDS = "read as it stands"


def _as(read_as: object) -> str:
    return "read as nothing" if read_as is None else f"read as {read_as}"


def _keep(kept: list[Example], answer: dict[str, Any], flag: dict[str, Any], examples: int) -> None:
    if len(kept) < examples:
        kept.append(Example(answer["source"], flag["path"], flag["message"]))
