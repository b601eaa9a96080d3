"""What python-stdnum finds wrong with a number, as one word; its modules are imported when a number first asks."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, Literal

NumberFault = Literal["length", "format", "checksum", "component"]


def fault_of(kind: str, number: str, **options: Any) -> NumberFault | None:
    """Return what ``stdnum`` finds wrong with a number, ``None`` when nothing is.

    ``component`` is a part that refers to something else, such as a day of birth or a list of offices or banks. Such
    lists go out of date, so a rule had better not accuse by them.

    Args:
        kind: the module of stdnum that knows such numbers.
        number: in capitals and without separators.
        options: what its ``validate`` takes besides.

    >>> fault_of("it.iva", "00743110158"), fault_of("it.iva", "12345678903"), fault_of("it.iva", "00743110157")
    ('checksum', 'component', None)
    """
    validate, faults = _validator(kind)
    if not (number.isascii() and number.isalnum()):
        return "format"
    try:
        validate(number, **options)
    except tuple(faults) as error:
        return next(fault for kind_of_error, fault in faults.items() if isinstance(error, kind_of_error))
    return None


def is_personal(code: str) -> bool:
    """Return whether a fiscal code is a person's, sixteen characters that are right.

    >>> is_personal("RSSMRA85T10A562S"), is_personal("RSSMRA85T10A562T"), is_personal("00743110157")
    (True, False, False)
    """
    return len(code) == 16 and fault_of("it.codicefiscale", code) is None


@cache
def _validator(kind: str) -> tuple[Callable[..., str], dict[type[Exception], NumberFault]]:
    from stdnum import exceptions

    faults: dict[type[Exception], NumberFault] = {
        exceptions.InvalidLength: "length",
        exceptions.InvalidFormat: "format",
        exceptions.InvalidChecksum: "checksum",
        exceptions.InvalidComponent: "component",
    }
    return import_module(f"stdnum.{kind}").validate, faults
