"""What an area of the invoice offers as an explanation: a change, what it repairs, and how sure that is."""

from typing import Literal, NamedTuple

from parzo_validate.diagnosis.candidate import Candidate

Certainty = Literal["certain", "likely", "possible"]
CERTAIN: Certainty = "certain"
LIKELY: Certainty = "likely"
POSSIBLE: Certainty = "possible"
CERTAINTIES = (CERTAIN, LIKELY, POSSIBLE)


class Explanation(NamedTuple):
    """A change after which no identity of its area is broken.

    ``repaired`` and ``holding`` name identities: those that were broken and now hold, and the others that hold.
    """

    candidate: Candidate
    repaired: tuple[str, ...]
    holding: tuple[str, ...] = ()
    certainty: Certainty = POSSIBLE
