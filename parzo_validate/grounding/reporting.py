"""A report with what the rules say beside the paper."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from parzo_validate.engine.policy import Policy
from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.report import Report
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.engine.table import RuleTable
from parzo_validate.errors import InvalidInput
from parzo_validate.grounding.beside import GroundedInvoice
from parzo_validate.grounding.ground import grounding_of, without_paper
from parzo_validate.grounding.grounding import Grounding
from parzo_validate.grounding.rules import GROUNDING_TABLE
from parzo_validate.invoice.reading import Document, read
from parzo_validate.invoice.reasons import Reason


def report_beside(
    report: Report,
    document: Document,
    paper: str | Sequence[str] | Reason,
    *,
    table: RuleTable,
    policy: Policy,
    about_papers: RuleTable = GROUNDING_TABLE,
) -> tuple[Report, Grounding]:
    """Return the report on a document as its rules and those about the paper have it beside the paper, and the rest.

    Args:
        report: what ``validate`` says of the document without its paper.
        document: the document.
        paper: the text of the paper, that of each page, or the reason why there is none, for which the rules about
            the paper are not evaluated then.
        table: the rules that the report comes from; they see the paper too, and one about papers among them counts as
            it is there.
        policy: the policy of the report.
        about_papers: the rules about the paper, for those that the table lacks.
    """
    asked, of_paper = _asked(table, about_papers)
    ruleset = Ruleset.of(asked, policy)
    try:
        if isinstance(paper, Reason):
            raise InvalidInput(paper)
        invoice = GroundedInvoice.beside(read(document).invoice, paper, policy)
    except InvalidInput as error:
        grounding = without_paper(reason_of(error), of_paper)
        without = {**report.not_evaluated, **grounding.not_evaluated}
        return replace(report, not_evaluated=without, ruleset=ruleset), grounding
    flags, not_evaluated, crashed = asked.run(invoice, policy)
    grounding = grounding_of(
        invoice.grounded,
        [flag for flag in flags if flag.code in of_paper],
        {(code, path): reason for (code, path), reason in not_evaluated.items() if code in of_paper},
        {code: error for code, error in crashed.items() if code in of_paper},
    )
    beside = replace(report, flags=flags, not_evaluated=not_evaluated, crashed=crashed, ruleset=ruleset)
    return beside, grounding


@lru_cache(maxsize=8)  # the same two tables for every document
def _asked(table: RuleTable, about_papers: RuleTable) -> tuple[RuleTable, RuleTable]:
    """Return the rules of a table with those about the paper that it lacks, and those about the paper among them."""
    asked = table.with_missing(*about_papers)
    return asked, asked.only(*about_papers.codes)
