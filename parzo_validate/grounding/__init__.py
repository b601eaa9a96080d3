"""What stands on the page: where each value of a result is printed, and which ones are not."""

from parzo_validate.grounding.beside import Grounded, GroundedInvoice, grounded
from parzo_validate.grounding.ground import ground
from parzo_validate.grounding.grounding import Absent, Grounding
from parzo_validate.grounding.paper import Paper, Place
from parzo_validate.grounding.rules import GROUNDING_TABLE

__all__ = [
    "GROUNDING_TABLE",
    "Absent",
    "Grounded",
    "GroundedInvoice",
    "Grounding",
    "Paper",
    "Place",
    "ground",
    "grounded",
]
