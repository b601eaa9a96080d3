"""Which documents are clean: plain, and none of the business of any rule."""

from collections.abc import Sequence

from parzo_validate.columnwise.decoding import plain_documents
from parzo_validate.columnwise.documents import MAY_SPEAK, has_silent_text
from parzo_validate.columnwise.silence import may_be_silent
from parzo_validate.engine.policy import Policy
from parzo_validate.engine.report import Report
from parzo_validate.engine.table import RuleTable
from parzo_validate.validate import clean_report

GROUP = 50
"""Lines whose bytes are looked at together: so few that malloc need not ask the system for memory each time."""


def clean_reports(several: Sequence[bytes], table: RuleTable, policy: Policy) -> list[Report | None]:
    """Return the report on each document of which there is nothing to say; ``None`` where there may be something.

    >>> from parzo_validate import DEFAULT_TABLE
    >>> true = b'{"vendor": {"vat_number": "IT12345678903"}, "financials": {"tax_rate": 22, "tax_amount": 22.0, %s}}'
    >>> several = [true % b'"subtotal": 100, "total": 122.00', true % b'"subtotal": 100, "total": 121.98', b"{}"]
    >>> [report and report.verdict.value for report in clean_reports(several, DEFAULT_TABLE, Policy())]
    ['clean', None, None]
    """
    if not isinstance(table, RuleTable) or not all(rule.check in MAY_SPEAK for rule in table):
        return [None] * len(several)
    clean, asked = clean_report(table, policy), [MAY_SPEAK[rule.check] for rule in table]
    reports: list[Report | None] = []
    for start in range(0, len(several), GROUP):
        group = several[start : start + GROUP]
        for document, is_odd in zip(plain_documents(group), may_be_silent(group), strict=True):
            report = None if document is None or (is_odd and has_silent_text(document)) else clean
            for may_speak in asked if report else ():  # a loop, since ``any`` takes a twentieth longer
                if may_speak(document, policy):
                    report = None
                    break
            reports.append(report)
    return reports
