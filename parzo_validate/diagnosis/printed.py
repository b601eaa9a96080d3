"""What the amounts say that were copied as the page prints them, so that they could not be read."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice, product

from parzo_validate.diagnosis.amounts import holding_of
from parzo_validate.diagnosis.candidate import Candidate, changed
from parzo_validate.diagnosis.explanation import CERTAIN, LIKELY, POSSIBLE, Explanation
from parzo_validate.diagnosis.slips import Slip
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.values import Path

_MOST_TRIED = 16
"""Ways to read all the texts together: four of them with two meanings each."""
_READ_AT_MOST = 40
_LEFT_AS_TEXT = Slip("amount_left_as_text", 0)

_not_of_a_number = re.compile(r"[\s'\u2019€$£%]|euro?", re.IGNORECASE)
_plain = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,4})?").fullmatch
_grouped = re.compile(r"[+-]?[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3}){0,3}(?:(?!\1)[.,][0-9]{1,4})?").fullmatch


def explain_printed(invoice: Invoice, policy: Policy, texts: Mapping[Path, str]) -> Iterator[Explanation]:
    """Yield what the unreadable texts mean that can be read after all, where nothing is broken then."""
    readings = {path: amounts for path, text in texts.items() if (amounts := readings_of(text))}
    if not readings:
        return
    before = holding_of(invoice, policy)
    ways = []
    for amounts in islice(product(*readings.values()), _MOST_TRIED):
        edits = dict(zip(readings, amounts, strict=True))
        holding = holding_of(changed(invoice, edits), policy)
        if holding is not None:
            ways.append((edits, holding))
    if before is None or not ways:
        return
    edits, holding = max(ways, key=lambda way: len(way[1]))
    gained = tuple(name for name in holding if name not in before)
    alone = all(len(other) < len(holding) for others, other in ways if others is not edits)
    certainty = POSSIBLE if not alone else CERTAIN if len(gained) > 1 else LIKELY
    for path, amount in edits.items():
        yield Explanation(Candidate({path: amount}, _LEFT_AS_TEXT), gained, before, certainty)


def readings_of(text: str) -> tuple[Decimal, ...]:
    """Return the amounts that a printed text may mean, the Italian reading first.

    >>> readings_of("1.220,10"), readings_of("€ 1'220.10"), readings_of("1,220"), readings_of("n/a")
    ((Decimal('1220.10'),), (Decimal('1220.10'),), (Decimal('1.220'), Decimal('1220')), ())
    """
    digits = _not_of_a_number.sub("", text) if len(text) <= _READ_AT_MOST else ""
    readings = [digits.replace(",", ".")] if _plain(digits) else []
    if grouped := _grouped(digits):
        readings.append(digits.replace(grouped[1], "").replace(",", "."))
    return tuple(map(Decimal, readings))
