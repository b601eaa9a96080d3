"""Which documents are clean: plain, and none of the business of any rule."""

from collections.abc import Sequence
from itertools import chain

from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.columnwise.documents import Documents
from parzo_validate.columnwise.selection import CANDIDATES
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable

GROUP = 400
"""Documents that are judged together: of more, what is decoded does not stay in the cache of a core, and of a quarter
of them to set up the columns takes a seventh of the time."""


def clean_reports(several: Sequence[bytes], table: RuleTable, policy: Policy) -> list[Report | None]:
    """Return the report on each document of which there is nothing to say; ``None`` where there may be something.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> true = b'{"vendor": {"vat_number": "IT12345678903"}, "financials": {"tax_rate": 22, "tax_amount": 22.0, %s}}'
    >>> several = [true % b'"subtotal": 100, "total": 122.00', true % b'"subtotal": 100, "total": 121.98', b"{}"]
    >>> [report and report.verdict.value for report in clean_reports(several, DEFAULT_TABLE, Policy())]
    ['clean', None, None]
    """
    if not isinstance(table, RuleTable) or not all(rule.check in CANDIDATES for rule in table):
        return [None] * len(several)
    report = Report(ruleset=Ruleset.of(table, policy))
    clean = (_are_clean(several[start : start + GROUP], table, policy) for start in range(0, len(several), GROUP))
    return [report if is_clean else None for is_clean in chain.from_iterable(clean)]


def _are_clean(several: Sequence[bytes], table: RuleTable, policy: Policy) -> list[bool]:
    found = plain_documents(several)
    documents = Documents.of([document for document in found if document is not None])
    clean = ~documents.odd
    for rule in table:
        clean &= ~CANDIDATES[rule.check](documents, policy)
    answers = iter(clean.tolist())
    return [document is not None and next(answers) for document in found]
