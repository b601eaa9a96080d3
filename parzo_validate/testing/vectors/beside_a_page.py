"""What a vector asks of a page: the flags of rules that see it, and where the values stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.table import RuleTable
from parzo_validate.grounding import GroundedInvoice, ground
from parzo_validate.invoice.reading import read


def beside(report: Report, vector: Mapping[str, Any], table: RuleTable, policy: Policy) -> Report:
    """Return the report of a vector's document with what the rules say of it beside its page, where it has one."""
    if "text" not in vector:
        return report
    invoice = GroundedInvoice.beside(read(vector["input"]).invoice, vector["text"], policy)
    flags, not_evaluated, crashed = table.run(invoice, policy, strict=True)
    return replace(report, flags=flags, not_evaluated=not_evaluated, crashed=crashed)


def misplaced(vector: Mapping[str, Any], policy: Policy) -> Iterator[tuple[str, object, object]]:
    """Yield what a vector says of the page and ``ground`` does not: its name, what is expected and what was got.

    >>> asked = {"input": {"financials": {"total": 20}}, "text": "20,00", "weak": [], "computed": []}
    >>> list(misplaced(asked, Policy()))
    [('weak', [], ['/financials/total'])]
    """
    if vector.keys().isdisjoint(("places", "computed", "weak")):
        return
    text: str | Sequence[str] = vector.get("text", "")
    got = ground(vector["input"], text, policy=policy).as_dict()
    for name in ("places", "computed", "weak"):
        if name in vector and vector[name] != got[name]:
            yield name, vector[name], got[name]
