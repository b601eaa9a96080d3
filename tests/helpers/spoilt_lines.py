"""Lines of an archive, true or damaged, spoilt in ways that a fast reader might overlook and a careful one does not.

``spoilt_line(random)`` draws from any ``Random``: one with a seed for a benchmark, one of hypothesis for a property.
"""

import json
import re
from collections.abc import Callable
from random import Random

from tests.benchmarks.archive import damaged, true_result

NUMBERS = (
    *(b"1220.10000000000000001", b"1220.1000000000001", b"1220.100000", b"0.30000000000000004", b"1220.123456789"),
    *(b"9999999999.99999", b"9999999999.999999", b"9999999999.00000001", b"10000000000", b"10000000000.5", b"-1e10"),
    *(b"123456e-9", b"12200000000000000001e-16", b"999999999900000001e-8", b"22e-0", b"1.22e+3", b"2.2E1", b"22e0"),
    *(b"1e400", b"-1e400", b"1e-400", b"1" * 19, b"1" * 400, b"-0", b"-0.0", b"0.00001", b"0.000001", b"0.1", b"21"),
    *(b"NaN", b"Infinity", b"-Infinity", b"true", b"null", b"[]", b"{}", b"[22]", b"01", b"1.", b".5", b"+5", b"1_0"),
    *(b"[" * deep + b"]" * deep for deep in (150, 198, 199, 200, 300, 2000)),
    *(b'{"a":' * deep + b"1" + b"}" * deep for deep in (198, 199, 200, 2000)),
    *(b'"1220.00"', b'"1.220"', b'"1.220,10 EUR"', b'"22%"', b'""', b'"n/a"', b'"\\u0032\\u0032"', b"22.00000", b"22"),
)
TEXTS = (
    *(b'"N/A"', b'" n.d. "', b'"\\u006e/a"', b'"-"', b'""', b'" "', b'"\xe2\x80\x94"', b'"N\xc3\x89ANT"', b'"<null>"'),
    *(
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\xc3"',
        b'"\\u00"',
        b'"\\x"',
    ),
    *(
        b'"a\tb"',
        b'"a\\tb"',
        b'"\\u0000"',
        b'"\x00"',
        b'"\xe2\x80\xa8"',
        b'"n\\u2028a"',
        b'"Art. 1.1234567"',
        b'"1e-7"',
    ),
    *(
        b"12345678903",
        b"381",
        b"true",
        b"null",
        b"{}",
        b'["x"]',
        b'"DE136695976"',
        b'"P.IVA 12345678903"',
        b'"' + b"x" * 99,
    ),
    *(
        b'"IT00000000000"',
        b'"IT1234567890\xc2\xb2"',
        b'"it12345678903"',
        b'"2026-02-30"',
        b'"2026-04-01"',
        b'"01/04/2026"',
    ),
    *(
        b'"20260401"',
        b'"2026-W14-3"',
        b'"\xd9\xa2026-04-01"',
        b'"2026-04-01T10:00:00Z"',
        b'" 2026-04-01"',
        b'"0001-01-01"',
    ),
)
MEMBERS = (
    *(b'"confidence": 0.987654321', b'"score": 1e-07', b'"note": "\xff"', b'"note": "\\ud800"', b'"note": "\\uzzzz"'),
    *(
        b'"\xff": 1',
        b'"status": "completed"',
        b'"result": {}',
        b'"result": null',
        b'"job_id": "1"',
        b'"x": NaN',
        b'"": 0',
    ),
    *(
        b'"total": 1220.10000000000000001',
        b'"meta": {"total": 0.123456789}',
        b'"tot\\u0061l": 5.1234567',
        b'"total": 5',
    ),
    *(
        b'"total": "x"',
        b'"vat_number": "IT98765432109"',
        b'"vendor": null',
        b'"vendor": {"name": "\xff"}',
        b'"buyer": null',
    ),
    *(b'"invoice": null', b'"financials": null', b'"line_items": null', b'"line_items": []', b'"line_items": [null]'),
    *(
        b'"line_items": [{"vat_rate": 7.3}]',
        b'"line_items": [{"tax_rate": null, "vat_rate": 22, "total": 5, "amount": 5}]',
    ),
    *(b'"total": ' + b"[" * deep + b"]" * deep for deep in (1, 198, 199, 300, 2000)),
    *(b'"x": ' + b"[" * deep + b"]" * deep for deep in (190, 198, 199, 200, 201, 202, 1000, 100_000)),
    *(b'"x": ' + b'{"a":' * deep + b"1" + b"}" * deep for deep in (100, 199, 200, 201, 2000)),
    *(b'"brackets": "' + b"[" * 300 + b'"', b'"x": [1,]', b'"x": 01', b'"x": "a\tb"', b'"x": "\\q"', b'"x": tru'),
    b'"total": ' + b" " * 200_000 + b"5.1234567",
)
_numbers = re.compile(rb"(?<=: )-?[0-9][0-9.]*(?=[,}])")
_texts = re.compile(rb'(?<=: )"[^"\\]*"(?=[,}])')
_keys = re.compile(rb'"[a-z_]+"(?=: )')
_objects = re.compile(rb"\{(?=\")")


def _replaced(line: bytes, random: Random, pattern: re.Pattern[bytes], by: Callable[[bytes], bytes]) -> bytes:
    """Return the line with one of the places that a pattern finds replaced."""
    found = [*pattern.finditer(line)]
    if not found:
        return line
    place = random.choice(found)
    return line[: place.start()] + by(place[0]) + line[place.end() :]


def _another_number(line: bytes, random: Random) -> bytes:
    return _replaced(line, random, _numbers, lambda _: random.choice(NUMBERS))


def _another_text(line: bytes, random: Random) -> bytes:
    return _replaced(line, random, _texts, lambda _: random.choice(TEXTS))


def _nothing(line: bytes, random: Random) -> bytes:
    return _replaced(line, random, random.choice((_numbers, _texts)), lambda _: b"null")


def _another_key(line: bytes, random: Random) -> bytes:
    def written_otherwise(key: bytes) -> bytes:
        escaped = b'"\\u%04x%s' % (key[1], key[2:])
        return random.choice((escaped, key.upper(), b'"x"', key[:-1] + b' "'))

    return _replaced(line, random, _keys, written_otherwise)


def _another_member(line: bytes, random: Random) -> bytes:
    """Return the line with a member more, before or behind the others of an object."""
    member = random.choice(MEMBERS)
    if random.random() < 0.5:
        return _replaced(line, random, _objects, lambda _: b"{" + member + b", ")
    return _replaced(line, random, re.compile(rb"\}(?=[\],}]|$)"), lambda _: b", " + member + b"}")


def _other_spaces(line: bytes, random: Random) -> bytes:
    space = random.choice((b"", b"  ", b"\t", b"\r", b"\x0c", b"\xc2\xa0"))
    return _replaced(line, random, re.compile(rb"(?<=[:,]) "), lambda _: space)


def _another_frame(line: bytes, random: Random) -> bytes:
    """Return the line in a job, behind a mark of its encoding, with something behind it, or empty."""
    frames = (
        *(b'{"job_id": "1", "status": "completed", "result": %b}', b'{"result": %b}', b'{"status": "failed", "x": %b}'),
        *(b"\xef\xbb\xbf%b", b"%b\r", b" %b ", b"[%b]", b"%b %b", b"%b\x00", b"%b\x0b", b"```%b```", b"\x0c%b"),
    )
    frame = random.choice(
        (*frames, b"", b" ", b"{}", b"null", b"[]", b"\xff", b"{", b'{"vendor": {}, "financials": {}}')
    )
    return frame.replace(b"%b", line)


def _another_byte(line: bytes, random: Random) -> bytes:
    place = random.randrange(len(line) or 1)
    return (
        line[:place]
        + random.choice((b"", b"\xff", b"\\", b'"', b"{", b"]", b",", b"0", b"-", b"e"))
        + line[place + 1 :]
    )


_SPOILING = (
    *(_another_number, _another_number, _another_text, _another_text, _another_member, _another_member, _nothing),
    *(_another_key, _other_spaces, _another_frame, _another_byte),
)


def spoilt_line(random: Random) -> bytes:
    """Return a line without its end: a true document, or a damaged one, spoilt in up to three ways."""
    result = true_result(random, random.randrange(10**6))
    if random.random() < 0.2:
        result = damaged(result, random)
    line = json.dumps(result, ensure_ascii=random.random() < 0.5).encode()
    for _ in range(random.randrange(4)):
        line = random.choice(_SPOILING)(line, random)
    return line.replace(b"\n", b" ")
