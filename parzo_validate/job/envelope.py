"""The job that is polled until it carries a result: one type for each documented status, one for those to come."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler

from parzo_validate.engine.reasons import reason_of
from parzo_validate.engine.ruleset import Ruleset
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.collected import Unreadable
from parzo_validate.invoice.fields import Amount
from parzo_validate.invoice.json_text import parse
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.reasons import Reason, Words
from parzo_validate.invoice.values import DESCRIBED_LIMIT, describe, printable, read_decimal
from parzo_validate.job.server_flag import ServerFlag, read_server_flags


def _or_missing(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """Return the value as its field reads it, or ``None``: what is around a result must never hide the result."""
    try:
        return read(value)
    except ValidationError:
        return None


def _count(value: object) -> int | None:
    """Return the count, or ``None`` for what is none; no number grows into an ``int`` of thousands of digits."""
    try:
        number = read_decimal(value)
    except ValueError:
        return None
    return int(number) if 0 <= number == number.to_integral_value() else None


def _text(value: object) -> str | None:
    """Return the text, or how Python writes what is none; ``None`` for what it refuses to write, as a huge ``int``."""
    if value is None or isinstance(value, str):
        return value
    try:
        return str(value)
    except (ValueError, RecursionError):
        return None


def _ruleset(value: object) -> Ruleset | None:
    """Return the ruleset that an object or a text names; ``None`` for anything else."""
    match value:
        case str():
            return Ruleset.from_dict(printable(value))
        case {"version": str(version), "rules": str(rules), "policy": str(policy)}:
            return Ruleset(*map(printable, (version, rules, policy)))
        case _:
            return None


_Lenient = WrapValidator(_or_missing)
_Text = Annotated[str | None, PlainValidator(_text)]
_Count = Annotated[int | None, PlainValidator(_count)]
_Time = Annotated[datetime | None, _Lenient]


class _Envelope(BaseModel):
    """What every job says of itself. A field that does not fit counts as missing; unknown fields are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    job_id: _Text = None
    queued_at: _Time = None
    started_at: _Time = None
    completed_at: _Time = None
    processing_ms: _Count = None
    _received: Mapping[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, received: Mapping[str, Any], build: ModelWrapValidatorHandler[Self]) -> Self:
        # pydantic refuses a key that is no clean text; such a field is kept in the document alone.
        job = build({key: value for key, value in received.items() if isinstance(key, str) and key.isprintable()})
        job._received = dict(received)
        return job

    def as_dict(self) -> dict[str, Any]:
        """Return the job as it was received, field by field; its values are not copied."""
        return dict(self._received)


class PendingJob(_Envelope):
    """A job that waits for its turn."""

    status: Literal["pending"] = "pending"


class ProcessingJob(_Envelope):
    """A job that is being worked on."""

    status: Literal["processing"] = "processing"


class FailedJob(_Envelope):
    """A job that failed: the server's text, and how often it tried."""

    status: Literal["failed"] = "failed"
    error: _Text = None
    attempt_count: _Count = None


class _Carrier(_Envelope):
    confidence: Annotated[Amount | None, _Lenient] = None
    model: _Text = None
    cache_hit: Annotated[bool | None, _Lenient] = None
    validation_flags: Annotated[
        tuple[ServerFlag, ...], PlainValidator(lambda listed: read_server_flags(listed).flags)
    ] = ()
    ruleset: Annotated[Ruleset | None, PlainValidator(_ruleset)] = None
    result: Any = None

    @property
    def unreadable_flags(self) -> tuple[Unreadable, ...]:
        """The entries of ``validation_flags`` that hold no code, by their JSON Pointer in the job."""
        return read_server_flags(self._received.get("validation_flags")).unreadable


class CompletedJob(_Carrier):
    """A job that is done. ``confidence`` goes from 0 to 1; ``result`` is exactly what was received."""

    status: Literal["completed"] = "completed"


class UnknownJob(_Carrier):
    """A job whose status is none of the documented four; it may carry a result all the same."""

    status: Annotated[
        str, BeforeValidator(lambda value: printable(value) if isinstance(value, str) else describe(value))
    ] = ""


Job = PendingJob | ProcessingJob | CompletedJob | FailedJob | UnknownJob

_KINDS = {kind.model_fields["status"].default: kind for kind in (PendingJob, ProcessingJob, CompletedJob, FailedJob)}


def is_job(document: Mapping[str, Any]) -> bool:
    """Return whether a document is a job and not a bare result: it has a status or a result, and no section.

    >>> is_job({"status": "pending"}), is_job({"financials": {"total": 5}})
    (True, False)
    """
    try:
        return ("status" in document or "result" in document) and Invoice.model_fields.keys().isdisjoint(document)
    except Exception:  # noqa: BLE001  # a mapping of somebody else's; reading it as a result says what it raises
        return False


def read_job(raw: bytes | str | Mapping[str, Any]) -> Job:
    """Return the job that a JSON text or a mapping holds; amounts of a text stay exact, as ``Decimal``.

    Raises:
        InvalidInput: it is not a job: no JSON object, or one with neither a status nor a result.

    >>> read_job('{"status": "failed", "error": "the PDF is encrypted", "attempt_count": 3}').attempt_count
    3
    >>> read_job("<html>Bad gateway</html>")
    Traceback (most recent call last):
    parzo_validate.errors.InvalidInput: expected a job, got "<html>Bad gateway</html>": invalid JSON at line 1, ...
    """
    document: object = raw
    if isinstance(raw, (bytes, str)):
        try:
            document = parse(raw)
        except InvalidInput as error:
            got, why = _excerpt(raw), reason_of(error)
            raise InvalidInput(
                Reason(
                    why.code,
                    f"expected a job, got {got}: {why}",
                    f"atteso un job, trovato {got.italian}: {why.italian}",
                )
            ) from None
    return job_in(document, raw)


def job_in(document: object, raw: object) -> Job:
    """Return the job that a document is; ``raw`` is what to show of it when it is none.

    Raises:
        InvalidInput: it is not a job.
    """
    try:
        if isinstance(document, Mapping) and ("status" in document or "result" in document):
            status = document.get("status")
            kind = _KINDS.get(status, UnknownJob) if isinstance(status, str) else UnknownJob
            return kind.model_validate(document)
        got = _excerpt(raw)
        wrong = Reason(
            "not_a_job",
            f"expected a job, a JSON object with a status or a result, got {got}",
            f"atteso un job, un oggetto JSON con status o result, trovato {got.italian}",
        )
    except Exception as error:  # noqa: BLE001  # JSON raises nothing here; a caller's own kind of mapping or text may
        raised = printable(f"{type(error).__name__}: {error}")
        wrong = Reason(
            "broken_mapping",
            f"expected a job, a plain mapping, got one that raises {raised}",
            f"atteso un job, un oggetto semplice, trovato uno che solleva {raised}",
        )
    raise InvalidInput(wrong)


def _excerpt(raw: object) -> Words:
    if isinstance(raw, Mapping):
        first = (key if isinstance(key, str) else describe(key) for key in islice(raw, DESCRIBED_LIMIT))
        keys = printable(", ".join(first))
        return Words(f"an object with the keys {keys}", f"un oggetto con le chiavi {keys}")
    return describe(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw)
