"""What amounts mean that were left as text with two readings (``1.220``), by what makes the identities hold."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice, product

from parzo_validate.diagnosis.amounts import holding_of
from parzo_validate.diagnosis.candidate import CERTAIN, LIKELY, POSSIBLE, Candidate, Explanation, changed, field_at
from parzo_validate.diagnosis.defects import Defect
from parzo_validate.diagnosis.forms import FORMS, speaking_of, ties_down
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import FIELDS, Invoice
from parzo_validate.invoice.numbers import printed
from parzo_validate.invoice.values import Path

_MOST_TRIED = 16
"""Ways to read all the texts together: four of them with two meanings each."""
_LEFT_AS_TEXT = Defect("amount_left_as_text", 0)


def explain_amounts_left_as_text(invoice: Invoice, policy: Policy, texts: Mapping[Path, str]) -> Iterator[Explanation]:
    """Yield what the unreadable texts mean that have two readings, where nothing is broken then."""
    readings = {path: amounts for path, text in texts.items() if (amounts := readings_of(path, text))}
    if not readings:
        return
    before = holding_of(invoice, policy)
    coherent = []
    for amounts in islice(product(*readings.values()), _MOST_TRIED):
        edits = dict(zip(readings, amounts, strict=True))
        holding = holding_of(changed(invoice, edits), policy)
        if holding is not None:
            coherent.append((edits, holding))
    if before is None or not coherent:
        return
    edits, holding = max(coherent, key=lambda way: len(way[1]))
    unrivalled = [len(held) for _, held in coherent].count(len(holding)) == 1
    for path, amount in edits.items():
        field = field_at(path)
        speaking = speaking_of(field, [form for form in holding if field in FORMS[form].terms], holding)
        gained = tuple(name for name in speaking if name not in before)
        kept = tuple(name for name in speaking if name in before)
        is_confirmed = len(gained) > 1 or any(ties_down(field, form, speaking) for form in gained)
        certainty = POSSIBLE if not unrivalled else CERTAIN if is_confirmed else LIKELY
        yield Explanation(Candidate({path: amount}, _LEFT_AS_TEXT), gained, kept, certainty)


def readings_of(path: Path, text: str) -> tuple[Decimal, ...]:
    """Return the two amounts that a printed text may mean, the one with decimals first; none where it is no number.

    >>> readings_of(("financials", "total"), "€ 1,220"), readings_of(("financials", "total"), "n/a")
    ((Decimal('1.220'), Decimal('1220')), ())
    """
    number = printed(text, FIELDS[str(path[0])][str(path[-1])])  # type: ignore[arg-type]  # no date is looked at
    if number is None or number.mark is None:
        return ()
    return number.read(number.mark), number.read("," if number.mark == "." else ".")
