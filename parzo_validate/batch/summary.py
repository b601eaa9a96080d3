"""What a whole archive comes to: verdicts, codes, unreadable values, the vendors with most flags."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NotRequired

from typing_extensions import TypedDict  # as pydantic asks for before Python 3.12

from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.engine.flag import Severity
from parzo_validate.engine.ruleset import Ruleset, RulesetDict
from parzo_validate.invoice.reading import Document, read
from parzo_validate.invoice.values import printable

VERDICTS = ("clean", "review", "incomplete", "no_result", "unusable", "unread")
"""What can become of a document; the last three are a job without a result, what is no JSON object, and what is lost:
a file, or the rest of one, that could not be read."""

VENDORS_SHOWN, VENDORS_COUNTED = 10, 50_000
"""Of so many vendors with flags every one is counted exactly; memory would not bear counting any number of them."""

_NAME_LIMIT = 60


class Vendor(NamedTuple):
    """A vendor as an invoice names it. The VAT number is written in one way, whichever way it was read.

    It is empty where it is wrong and there is a name: many vendors may share a placeholder.
    """

    name: str
    vat_number: str


def vendor_of(document: Document) -> Vendor:
    """Return the vendor of a result, or of a job that carries one; empty where none is named.

    >>> vendor_of('{"vendor": {"name": "Rossi S.r.l.", "vat_number": "P.IVA 12345678903"}}')
    Vendor(name='Rossi S.r.l.', vat_number='12345678903')
    """
    vendor = read(document).invoice.vendor
    prefix, number, fault = read_vat_number(vendor.vat_number or "")
    name = printable((vendor.name or "").strip(), _NAME_LIMIT)
    return Vendor(name, "" if fault and name else printable(prefix + number, _NAME_LIMIT))


class FlagCountDict(TypedDict):
    """How often a code was flagged with a severity, and on how many documents, as JSON."""

    code: str
    severity: Severity
    documents: int
    flags: int


class PlaceCountDict(TypedDict):
    """How many values of a place, with a star for the number of a line, as JSON."""

    path: str
    values: int


class RuleCountDict(TypedDict):
    """On how many documents a rule could not judge, or crashed, as JSON."""

    code: str
    documents: int


class VendorCountDict(TypedDict):
    """How many flags the invoices of a vendor have, as JSON."""

    name: str
    vat_number: str
    flags: int


class SummaryDict(TypedDict):
    """What a whole archive comes to, as JSON: documents in all and by what became of them, what is most frequent first.

    ``vendor_count_error_bound`` is how many flags of a vendor may be missing at most.
    """

    documents: int
    clean: int
    review: int
    incomplete: int
    no_result: int
    unusable: int
    unread: int
    codes: list[FlagCountDict]
    coerced: list[PlaceCountDict]
    coerced_values: int
    documents_with_coerced_values: int
    unreadable: list[PlaceCountDict]
    not_evaluated: list[RuleCountDict]
    crashed: list[RuleCountDict]
    vendors: list[VendorCountDict]
    vendor_count_error_bound: int
    duplicates: NotRequired[int]
    near_duplicates: NotRequired[int]
    ruleset: RulesetDict | None


@dataclass
class Summary:
    """Counts over the outcomes of a stream; ``add`` a document, ``update`` with another summary.

    Args:
        verdicts: documents by what became of them: one of ``VERDICTS``.
        documents: documents with a flag, by code.
        flags: flags by code and severity.
        coerced: values that were read otherwise than they stood there, by path, a star for the number of a line.
        documents_coerced: documents with such a value.
        unreadable: values by path, likewise.
        not_evaluated: documents that a rule could not judge, by code.
        crashed: documents on which a rule crashed, by code.
        vendors: flags by vendor: the VAT number, or the name where there is none.
        names: the first name that was seen with each of these.
        examples: the first line of output that holds a flag, by code.
        uncounted: how many flags of a vendor may be missing at most; 0 while every vendor is counted.
        duplicates: documents that an earlier one is too, ``exact`` or ``near``; ``None`` where nobody compared them.
        ruleset: what judged the documents.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    flags: Counter[tuple[str, str]] = field(default_factory=Counter)
    coerced: Counter[str] = field(default_factory=Counter)
    documents_coerced: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    not_evaluated: Counter[str] = field(default_factory=Counter)
    crashed: Counter[str] = field(default_factory=Counter)
    vendors: Counter[str] = field(default_factory=Counter)
    names: dict[str, Vendor] = field(default_factory=dict)
    examples: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    uncounted: int = 0
    duplicates: Counter[str] | None = None
    ruleset: Ruleset | None = None

    def add(self, answer: Mapping[str, Any], document: Document, *, unread: bool = False) -> None:
        """Count a document: its line of output, and the document itself, of which a flag's vendor is read.

        ``unread`` says that there is no document, as it could not be read.
        """
        verdict, coerced = answer.get("verdict"), answer.get("coerced", ())
        self.verdicts[verdict or ("unread" if unread else "no_result" if "job" in answer else "unusable")] += 1
        if not verdict:
            return
        self.ruleset = Ruleset.from_dict(answer["ruleset"])
        codes = {flag["code"] for flag in answer["flags"]}
        self.documents.update(codes)
        for code in codes:
            self.examples.setdefault(code, answer)
        self.flags.update((flag["code"], str(flag["severity"])) for flag in answer["flags"])
        self.coerced.update(map(_field_of, coerced))
        self.documents_coerced += bool(coerced)
        self.unreadable.update(map(_field_of, answer["unreadable"]))
        self.not_evaluated.update({lacking["code"] for lacking in answer["not_evaluated"]})
        self.crashed.update(crash["code"] for crash in answer["crashed"])
        if answer["flags"]:
            vendor = vendor_of(document)
            key = vendor.vat_number or vendor.name.casefold()
            self.vendors[key] += len(answer["flags"])
            self.names.setdefault(key, vendor)

    def add_clean(self, ruleset: Ruleset) -> None:
        """Count a document of which there is nothing to say."""
        self.verdicts["clean"] += 1
        self.ruleset = ruleset

    def update(self, other: "Summary") -> None:
        """Count what another summary has counted, whose documents come after."""
        for name in ("verdicts", "documents", "flags", "coerced", "unreadable", "not_evaluated", "crashed", "vendors"):
            getattr(self, name).update(getattr(other, name))
        self.documents_coerced += other.documents_coerced
        for key, vendor in other.names.items():
            self.names.setdefault(key, vendor)
        self.examples = {**other.examples, **self.examples}
        self.uncounted += other.uncounted
        self.ruleset = other.ruleset or self.ruleset
        self._forget_light_vendors()

    def _forget_light_vendors(self) -> None:
        """Keep the heavy ones when they become too many: each loses as much, so none loses its place (Misra, Gries)."""
        if len(self.vendors) > 2 * VENDORS_COUNTED:
            floor = sorted(self.vendors.values(), reverse=True)[VENDORS_COUNTED]
            self.vendors = Counter({key: count - floor for key, count in self.vendors.items() if count > floor})
            self.names = {key: self.names[key] for key in self.vendors}
            self.uncounted += floor

    @property
    def heaviest_vendors(self) -> list[tuple[Vendor, int]]:
        """The ten vendors with most flags, and how many."""
        return [(self.names[key], count) for key, count in by_count(self.vendors)[:VENDORS_SHOWN]]

    def as_dict(self) -> SummaryDict:
        """Return the summary as plain dicts and lists, ready for JSON; what is most frequent comes first."""
        found = self.duplicates
        answer: Any = {
            "documents": self.verdicts.total(),
            **{verdict: self.verdicts[verdict] for verdict in VERDICTS},
            "codes": [
                {"code": code, "severity": severity, "documents": self.documents[code], "flags": count}
                for (code, severity), count in by_count(self.flags)
            ],
            "coerced": [{"path": path, "values": count} for path, count in by_count(self.coerced)],
            "coerced_values": self.coerced.total(),
            "documents_with_coerced_values": self.documents_coerced,
            "unreadable": [{"path": path, "values": count} for path, count in by_count(self.unreadable)],
            "not_evaluated": [{"code": code, "documents": count} for code, count in by_count(self.not_evaluated)],
            "crashed": [{"code": code, "documents": count} for code, count in by_count(self.crashed)],
            "vendors": [{**vendor._asdict(), "flags": count} for vendor, count in self.heaviest_vendors],
            "vendor_count_error_bound": self.uncounted,
            **({} if found is None else {"duplicates": found["exact"], "near_duplicates": found["near"]}),
            "ruleset": self.ruleset and self.ruleset.as_dict(),
        }
        return answer  # type: ignore[no-any-return]


def _field_of(value: Mapping[str, Any]) -> str:
    """Return the path of a value, with a star for the number of its line."""
    return re.sub(r"/\d+(?=/|$)", "/*", value["path"])


def by_count(counter: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """Return the items with their counts, the most frequent first, and by name where equal."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
