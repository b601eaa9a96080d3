"""Everything a first day with the library needs, each name from where its docstring stands."""

import json
from collections.abc import Iterator
from pathlib import Path

from parzo_validate import (
    DEFAULT_TABLE,
    Document,
    Finding,
    Flag,
    InvalidInput,
    Invoice,
    NotEvaluated,
    Policy,
    Reason,
    Report,
    Ruleset,
    Severity,
    Verdict,
    rule,
    validate,
    validate_json,
)
from parzo_validate.batch import Outcome, UnsendableWork, WorkerDied, validate_stream
from parzo_validate.config import Config, InvalidConfig, load_config
from parzo_validate.diagnosis import Diagnosis, Evidence, diagnose
from parzo_validate.extended import EXTENDED_TABLE
from parzo_validate.html import report_html
from parzo_validate.invoice import Coerced, Reading, Unreadable, read
from parzo_validate.job import Job, Revalidation, ServerFlag, complete, dump_json, read_job, revalidate
from parzo_validate.plugins import discover
from parzo_validate.testing import Defect, check_rule, check_vector, load_vectors


@rule(
    code="ACME_PO_MISSING",
    severity="warning",
    summary="the invoice names no order",
    messages={"en": "no order, total {total}", "it": "nessun ordine, totale {total}"},
    excuses=(("invoice", "po_number"),),
)
def po_missing(invoice: Invoice, policy: Policy) -> Iterator[Finding | NotEvaluated]:
    """Flag an invoice over 1000 that names no order.

    What it checks: an invoice over 1000 names an order.

    Why it matters: accounts payable cannot match it.

    When it stays silent: up to 1000.

    Example:
        >>> [item.path for item in po_missing(Invoice.model_validate({"financials": {"total": 1001}}), Policy())]
        [('invoice', 'po_number')]

    Sources: house rules.
    """
    total = invoice.financials.total
    if total is None:
        yield NotEvaluated.for_missing("financials", ["total"])
    elif total > 1000 and invoice.invoice.po_number is None:
        yield Finding(("invoice", "po_number"), {"total": total})


document: Document = {"financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1202}}
report: Report = validate(document, table=DEFAULT_TABLE.with_rules(po_missing), policy=Policy(tolerance="0.05"))
flag: Flag = report.flags[0]
assert (flag.code, flag.severity, report.verdict) == ("ARITHMETIC_MISMATCH", Severity.ERROR, Verdict.REVIEW)
assert report.flags[1].render("it") == "nessun ordine, totale 1.202"
reason: Reason = next(iter(report.not_evaluated.values()))
ruleset: Ruleset = report.ruleset
assert Report.from_dict(json.loads(report.to_json())) == report
assert validate_json(json.dumps(document)).ruleset.policy != ruleset.policy

[diagnosis] = diagnose(document)
best: Diagnosis = diagnosis
evidence: Evidence = best.evidence
assert (best.path, best.proposed, bool(evidence.repaired)) == ("/financials/total", "1220.00", True)

reading: Reading = read({"financials": {"total": "1.220,10 EUR", "tax_amount": "x"}})
coerced: Coerced = reading.coerced[0]
unreadable: Unreadable = reading.unreadable[0]
assert (coerced.read_as, unreadable.path) == ("1220.10", "/financials/tax_amount")

job = {"status": "completed", "validation_flags": ["DATE_INCOHERENCE"], "result": document}
done: Job = read_job(job)
answer: Revalidation = revalidate(done)
theirs: ServerFlag = answer.only_in_server_flags[0]
assert (theirs.code, answer.agrees) == ("DATE_INCOHERENCE", False)
assert json.loads(dump_json(complete(done, report)))["ruleset"] == ruleset.as_dict()

try:
    outcomes: list[Outcome] = list(validate_stream([json.dumps(document), "{", job]))
except (WorkerDied, UnsendableWork, InvalidInput) as error:
    raise SystemExit(str(error)) from error
assert [outcome.name for outcome in outcomes if outcome.report is None] == ["line 2"]
assert Outcome.from_dict(json.loads(outcomes[0].to_json())) == outcomes[0]

Path("parzo.toml").write_text('disable = ["INVALID_TOTAL"]', encoding="utf-8")
try:
    config: Config = load_config(Path("parzo.toml"))
except InvalidConfig as error:
    raise SystemExit(str(error)) from error
assert config.validate(document).codes == ("ARITHMETIC_MISMATCH",)
assert report_html(report, lang="it").startswith("<section")
assert list(discover()) == []
for vector in load_vectors():
    check_vector(vector)
check_rule(po_missing)
assert len(EXTENDED_TABLE) > len(DEFAULT_TABLE)
defect: Defect | None = None
