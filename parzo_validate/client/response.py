"""What came of one request, and what it means: a job, a pause, or a refusal in words that say what to do."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import unquote

from parzo_validate.client.secret import Redact, redacted
from parzo_validate.errors import InvalidInput
from parzo_validate.invoice.json_text import parse
from parzo_validate.invoice.values import describe, printable
from parzo_validate.job.envelope import Job, job_in


class Response(NamedTuple):
    """What the server answered. Headers are looked up in lower case; the body is empty unless ``status`` is 2xx."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class NoResponse(NamedTuple):
    """Why there was no answer, or only half of one, and whether asking again would change nothing."""

    problem: str
    is_final: bool = False


_REFUSALS = {
    401: "the server does not know the API key; check that it is whole and not revoked",
    403: "the API key may not read this job; use a key of the account that owns it",
    404: "the server does not know the job; check its id, and that base_url ends before /v1",
}


def job_from(body: bytes, redact: Redact) -> Job:
    """Return the job that an answer holds, without the API key that the server may have echoed.

    Raises:
        InvalidInput: it holds none; the message shows how it begins.
    """
    text = body.decode("utf-8", "replace")
    shown = redact(text)
    try:
        document = parse(body)
    except InvalidInput as error:
        broken = str(error)
    else:
        return job_in(document if shown == text else redacted(document, redact), shown)
    raise InvalidInput(f"expected a job, got {describe(shown)}: {broken}")  # out here, so that no cause holds the text


def refusal(answer: Response, redact: Redact) -> str:
    """Return why an answer that is no job ends the polling, and what to do."""
    if encoding := redact(encoding_of(answer.headers)):
        why = f"the answer is encoded as {describe(encoding)} although it was asked for as it is, and is not decoded"
        return f"{why}; use a base_url without what encodes it on the way"
    known = _REFUSALS.get(answer.status)
    target = redact(unquote(answer.headers.get("location", "").partition("?")[0]))
    if known is None and target:
        known = f"a redirect to {printable(target)}, where the API key is not sent; set base_url to where the API is"
    known = known or "expected 200 and a job; check that base_url is that of the API, and ends before /v1"
    return f"HTTP {answer.status}: {known}"


def encoding_of(headers: Mapping[str, str]) -> str:
    """Return the encodings of a body, as the header lists them; empty when it arrives as it is.

    >>> encoding_of({"content-encoding": "gzip, gzip"}), encoding_of({"content-encoding": "identity"}), encoding_of({})
    ('gzip, gzip', '', '')
    """
    encodings = headers.get("content-encoding", "")
    return "" if {encoding.strip().lower() for encoding in encodings.split(",")} <= {"identity", ""} else encodings


def announced_length(headers: Mapping[str, str]) -> int:
    """Return the length of the body in bytes that the headers announce; zero where they announce none.

    >>> announced_length({"content-length": "1234"}), announced_length({"content-length": "9" * 5000})
    (1234, 0)
    """
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for; ``None`` where it is absent or unusable.

    A date is counted from the answer's own ``Date``, so that no clock but the server's matters.

    >>> seconds_to_wait({"retry-after": "7"}), seconds_to_wait({"retry-after": "soon"}), seconds_to_wait({})
    (7.0, None, None)
    >>> at = {"date": "Thu, 02 Apr 2026 08:15:00 GMT", "retry-after": "Thu, 02 Apr 2026 08:15:30 GMT"}
    >>> seconds_to_wait(at)
    30.0
    """
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        until, now = parsedate_to_datetime(retry_after), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # No date, one that no calendar holds, or one with and one without a time zone.
        return None
