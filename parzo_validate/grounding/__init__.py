"""What stands on the page: where each value of a result is printed, and which ones are not."""

from parzo_validate.grounding.beside import Grounded, GroundedInvoice, grounded
from parzo_validate.grounding.codes_on_page import essence_of
from parzo_validate.grounding.ground import ground, without_paper
from parzo_validate.grounding.grounding import Absent, Grounding
from parzo_validate.grounding.layout import texts_of
from parzo_validate.grounding.nearest import Nearest
from parzo_validate.grounding.paper import Paper
from parzo_validate.grounding.reporting import report_beside
from parzo_validate.grounding.rules import EMPTY_PAPER, GROUNDING_TABLE, NO_PAPER, called
from parzo_validate.invoice.place import Place

__all__ = [
    "EMPTY_PAPER",
    "GROUNDING_TABLE",
    "NO_PAPER",
    "Absent",
    "Grounded",
    "GroundedInvoice",
    "Grounding",
    "Nearest",
    "Paper",
    "Place",
    "called",
    "essence_of",
    "ground",
    "grounded",
    "report_beside",
    "texts_of",
    "without_paper",
]
