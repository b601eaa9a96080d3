"""Lines of JSON to documents, where they are plain: every value in its documented form, every number exact.

The library's own reader reads the same in such a document, and has nothing to list as coerced or unreadable but a text
that says nothing. What is not plain is not wrong, only left to that reader: a number as text, a job, a lone surrogate.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import GenericAlias
from typing import Annotated, Any

import numpy as np
from msgspec import DecodeError, Meta, defstruct
from msgspec.json import Decoder

from parzo_validate.columnwise.vectors import LINES
from parzo_validate.invoice.documented import DECIMALS, LOST_DIGITS
from parzo_validate.invoice.json_text import MAX_DEPTH
from parzo_validate.invoice.model import FIELDS, Kind
from parzo_validate.invoice.values import EXACT_BELOW

_AMOUNT = Annotated[float, Meta(gt=-EXACT_BELOW, lt=EXACT_BELOW)]
_TYPES: Mapping[Kind, Any] = {"text": str, "date": date, "money": _AMOUNT, "rate": _AMOUNT, "quantity": _AMOUNT}

_NUMBERS = frozenset(
    name.encode() for kinds in FIELDS.values() for name, kind in kinds.items() if _TYPES[kind] is _AMOUNT
)
_BEFORE_DIGITS, _NEAR = b"+-.0123456789eE: \t\r\n", 64
"""What may stand between the name of a number and the place that was found, and how far before it a name is looked for,
so that a line with a million numbers is not looked through a million times."""


def _record(section: str, *, strict: bool) -> Any:
    fields = [(name, _TYPES[kind] | None, None) for name, kind in FIELDS[section].items()]
    return defstruct(section, fields, gc=False, forbid_unknown_fields=strict)


def _decoder(*, strict: bool) -> Callable[[bytes], Any]:
    """Return what decodes a document with a vendor and sums, without which next to none is clean."""
    types: dict[str, Any] = {section: _record(section, strict=strict) for section in FIELDS}
    types[LINES] = GenericAlias(list, types[LINES])
    required: list[Any] = [(section, types.pop(section)) for section in ("vendor", "financials")]
    fields = required + [(section, type_ | None, None) for section, type_ in types.items()]
    return Decoder(defstruct("document", fields, gc=False, forbid_unknown_fields=strict)).decode


_decode_documented, _decode = _decoder(strict=True), _decoder(strict=False)
_MANY = DECIMALS + 1


def plain_documents(several: Sequence[bytes]) -> Iterator[Any]:
    """Yield the documents that these lines hold, ``None`` for one that is not plain.

    One after the other, so that what is asked of a document is asked while it is still in the cache of a core.

    >>> [document and document.financials.total for document in plain_documents(
    ...     [b'{"vendor": {}, "financials": {"total": %s}}' % total for total in (b"5", b'"5"', b"5.0000001")]
    ... )]
    [5.0, None, None]
    """
    may_be_inexact = _may_have_more_digits(b"".join(several))
    have_other_fields = False
    for raw in several:
        if may_be_inexact and _has_more_digits(raw):
            yield None
            continue
        if not have_other_fields:
            try:
                yield _decode_documented(raw)
                continue
            except (DecodeError, UnicodeDecodeError):
                pass
        if document := _with_other_fields(raw):
            have_other_fields = True  # The lines that follow will have them too, and need not be tried twice.
        yield document


def _with_other_fields(raw: bytes) -> Any:
    """Return the document of a line, whatever other fields it has, as long as the library's own reader takes them."""
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH:
        return None
    try:
        raw.decode()  # msgspec does not look into texts that it passes over
        return _decode(raw)
    except (DecodeError, UnicodeDecodeError):
        return None


def _may_have_more_digits(whole: bytes) -> bool:
    """Return whether ``LOST_DIGITS`` may find something: a third of the time that it would take to look."""
    signs = np.frombuffer(whole, np.uint8)
    are_digits = signs - np.uint8(ord("0")) <= 9  # what stands before the digits wraps around, beyond nine
    decimals = (signs[:-_MANY] == ord(".")) & are_digits[_MANY:]
    exponents = (signs[2:] == ord("-")) & (signs[1:-1] | 0x20 == ord("e")) & are_digits[:-2]
    return bool(decimals.any() or exponents.any())


def _has_more_digits(raw: bytes) -> bool:
    """Return whether a number of a documented field may have more digits than its float tells apart."""
    for pattern in LOST_DIGITS:
        for found in pattern.finditer(raw):
            before = raw[max(found.start() - _NEAR, 0) : found.start()].rstrip(_BEFORE_DIGITS)
            _, opening, name = before[:-1].rpartition(b'"')
            if before[-1:] in (b'"', b"") and (not opening or name in _NUMBERS or b"\\" in name):
                return True  # An escape may stand for any letter of a name; so may what is out of sight.
    return False
