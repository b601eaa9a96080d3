"""Streams and archives: an outcome for each document, in order, in memory that does not grow; what they come to."""

from parzo_validate.batch.outcome import Outcome
from parzo_validate.batch.stream import validate_stream
from parzo_validate.batch.workers import UnsendableWork, WorkerDied, WorkersForbidden

__all__ = ["Outcome", "UnsendableWork", "WorkerDied", "WorkersForbidden", "validate_stream"]
