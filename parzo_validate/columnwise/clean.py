"""Which documents are clean: plain, and none of the business of any rule."""

from collections.abc import Sequence

from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.columnwise.documents import Documents
from parzo_validate.columnwise.selection import CANDIDATES
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable


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
    found = plain_documents(several)
    documents = Documents.of([document for document in found if document is not None])
    clean = ~documents.odd
    for rule in table:
        clean &= ~CANDIDATES[rule.check](documents, policy)
    report, are_clean = Report(ruleset=Ruleset.of(table, policy)), iter(clean.tolist())
    return [report if document is not None and next(are_clean) else None for document in found]
