"""Which of many lines may hold a text that says nothing, by their bytes: most need not be asked text by text."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from parzo_validate.invoice.placeholders import PLACEHOLDERS

_COMPARED = 4
"""Letters of a text; hardly a word of an invoice shares its first four with a text that says nothing."""

_ODD = np.array([not ord(" ") < byte < 0x7F or byte in b'"\\' for byte in range(256)])
"""What may stand around a text unseen, end it, or stand for any letter: white space, quotes, escapes, beyond ASCII."""


def _pairs(place: int) -> npt.NDArray[np.bool_]:
    """Return which two bytes may stand at a place of a text that says nothing; whatever is odd may stand for more."""
    table = np.zeros((256, 256), np.bool_)
    beginnings = {written[place : place + 2] for text in _STARTS for written in _in_either_case(text)}
    for first, *second in filter(None, beginnings):
        table[first, second] = True
        table[first] |= _ODD
    table[_ODD] = True
    return table


def _in_either_case(text: bytes) -> Iterator[bytes]:
    """Yield a text in any mixture of large and small letters."""
    return map(bytes, product(*map(set, zip(text, text.upper(), strict=True))))


_STARTS = {text.encode()[:3] for text in PLACEHOLDERS}
_FIRST, _SECOND = _pairs(0), _pairs(1)
_BEGINNINGS = frozenset(text.encode()[:_COMPARED] for text in PLACEHOLDERS)


def may_be_silent(several: Sequence[bytes]) -> list[bool]:
    r"""Return which lines may hold a text that says nothing, whatever field it is in.

    >>> may_be_silent([b'{"name": "Rossi"}', b'{"name": " N/A"}', b'{"name":"\\u002d"}', b'{"name": "Milano"}'])
    [False, True, True, False]
    """
    whole = b"".join([b"{}", *several, b" " * _COMPARED])
    signs = np.frombuffer(whole, np.uint8)
    before, two_before = signs[1:-1], signs[:-2]
    # Behind a colon, or behind white space that parts no name from a comma or a brace: a text, or the end of one.
    opens = two_before != ord(",")
    opens &= two_before != ord("{")
    opens &= before <= ord(" ")
    opens |= before == ord(":")
    opens &= signs[2:] == ord('"')
    starts = np.flatnonzero(opens) + 3
    starts = starts[_FIRST[signs[starts], signs[starts + 1]]]
    starts = starts[_SECOND[signs[starts + 1], signs[starts + 2]] | _ODD[signs[starts]]]
    found = [start for start in starts.tolist() if _may_begin_silence(whole[start : start + _COMPARED])]
    if not found:  # as nearly always
        return [False] * len(several)
    silent = np.zeros(len(several), np.bool_)
    silent[np.searchsorted(np.cumsum(list(map(len, several))), np.array(found) - 3, side="right")] = True
    return silent.tolist()


def _may_begin_silence(text: bytes) -> bool:
    return not text.isalnum() or text.lower() in _BEGINNINGS
