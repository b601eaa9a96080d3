"""What a worker gathers of each document for a review list or for duplicates, so that nobody reads it again."""

from typing import NamedTuple

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.sources import Received
from parzo_validate.engine.policy import Policy
from parzo_validate.invoice.reading import read
from parzo_validate.review.duplicates import Duplicate, Identity, identity_of
from parzo_validate.review.rows import WARNING, Head, Row, head_of, rows_of
from parzo_validate.words import WORDS, by_language

_SENTENCES = by_language(
    exact=(
        "vendor, number, date and total are those of {of}",
        "fornitore, numero, data e totale sono quelli di {of}",
    ),
    near=(
        "vendor and number are those of {of}, but date or total is another",
        "fornitore e numero sono quelli di {of}, ma la data o il totale è diverso",
    ),
)


class Gathered(NamedTuple):
    """What is kept of a document: its name, what it is, what its rows begin with, and its rows."""

    name: str
    identity: Identity | None
    head: Head | None
    rows: list[tuple[int, Row]]


def gather(
    document: Received, outcome: Outcome, *, policy: Policy, lang: str, listed: bool, compared: bool
) -> Gathered:
    """Return what is kept of a document: its rows where they are listed, what it is where documents are compared."""
    invoice = read(document.raw).invoice if compared and outcome.report else None
    rows = rows_of(outcome.diagnosed(document.raw, policy), document.raw, lang, invoice) if listed else []
    if invoice is None:
        return Gathered(outcome.name, None, None, rows)
    return Gathered(outcome.name, identity_of(invoice), head_of(outcome.name, invoice) if listed else None, rows)


def row_of(duplicate: Duplicate, head: Head, lang: str) -> tuple[int, Row]:
    """Return the row of a document that stands there twice."""
    kind = "exact" if duplicate.exact else "near"
    code = "DUPLICATE" if duplicate.exact else "NEAR_DUPLICATE"
    sentence = _SENTENCES[lang][kind].format(of=duplicate.of)
    return WARNING, Row(*head, WORDS[lang]["review"], code, WORDS[lang]["warning"], "", sentence)
