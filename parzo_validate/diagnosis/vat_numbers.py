"""Which VAT number is wrong, and what it should be: its check digit, the fiscal code and the other party say."""

from collections.abc import Iterator
from functools import cache

from parzo_validate.diagnosis.candidate import CERTAIN, LIKELY, POSSIBLE, Candidate, Explanation
from parzo_validate.diagnosis.defects import FAR_FETCHED, Defect, defect_of_digits, repaired_texts
from parzo_validate.domain.number_check import fault_of
from parzo_validate.domain.party import is_foreign, parties_of
from parzo_validate.domain.vat_number import Fault, read_vat_number
from parzo_validate.invoice.model import Invoice

_READ_AS_LETTERS = str.maketrans("OQDILSBZG", "000115826")
"""The digits that letters were read from."""
_DEFECTS_OF_DIGITS = {"digit_misread": "vat_number_digit_misread", "digits_transposed": "vat_number_digits_transposed"}
_OFFICE = range(7, 10)
"""The places of the office that gave out the number."""


def explain_vat_numbers(invoice: Invoice) -> Iterator[Explanation]:
    """Yield what the VAT numbers of vendor and buyer should be, where they are wrong."""
    for role, party in parties_of(invoice):
        other = invoice.buyer if role == "vendor" else invoice.vendor
        text = party.vat_number or ""
        _, number, fault = read_vat_number(text)
        if not number or fault == "several" or is_foreign(invoice, role):
            continue
        own = _eleven_digits(party.fiscal_code)
        if fault is None:
            yield from _copied(role, text, number, own, _eleven_digits(other.vat_number))
        elif own is not None:
            defect = defect_of_vat_number(own, number, fault)
            is_of_digits = defect is not None and defect.name in _DEFECTS_OF_DIGITS.values()
            certainty = CERTAIN if is_of_digits else LIKELY if defect else POSSIBLE
            candidate = Candidate({(role, "vat_number"): put_number(text, number, own)}, defect)
            is_repaired = fault != "placeholder"  # zeros have a right check digit
            repaired = ("check_digit", "fiscal_code") if is_repaired else ("fiscal_code",)
            yield Explanation(candidate, repaired, () if is_repaired else ("check_digit",), certainty)
        else:
            yield from _by_check_digit(role, text, number, _eleven_digits(other.vat_number))


def _eleven_digits(text: str | None) -> str | None:
    """Return the digits of a right Italian VAT number."""
    prefix, number, fault = read_vat_number(text or "")
    return number if fault is None and prefix in ("", "IT") else None


def _copied(role: str, text: str, number: str, own: str | None, others: str | None) -> Iterator[Explanation]:
    """Yield the party's own number where it carries the other party's. A group's may differ from the fiscal code."""
    if own is not None and own != number == others:
        defect = Defect("vendor_number_copied_to_buyer", 4) if role == "buyer" else None
        candidate = Candidate({(role, "vat_number"): put_number(text, number, own)}, defect)
        yield Explanation(candidate, ("fiscal_code",), ("check_digit",), LIKELY)


def _by_check_digit(role: str, text: str, number: str, others: str | None) -> Iterator[Explanation]:
    """Yield the numbers with a right check digit of which one defect makes this one, those of a known office first."""
    defects = {
        right: defect_of_vat_number(right, number)
        for right in _one_defect_away(number)
        if _eleven_digits(right) == right
    }
    defects.pop(str(others), None)
    known = {right for right in defects if _has_known_office(right)}
    has_one_meaning = not number.isdigit() or len(number) < 11  # a letter's digit, or the zeros in front
    meanings = {*defects} if has_one_meaning else known | _misread_offices(number)
    for right in sorted(defects, key=lambda right: (right not in known, _rank(defects[right]), right)):
        candidate = Candidate({(role, "vat_number"): put_number(text, number, right)}, defects[right])
        holding = ("office",) if right in known else ()
        certainty = LIKELY if meanings == {right} else POSSIBLE
        yield Explanation(candidate, ("check_digit",), holding, certainty)


def _one_defect_away(number: str) -> list[str]:
    if len(number) < 11 and number.isdigit():
        return [number.zfill(11)] if number.strip("0") and len(number) >= 8 else []
    return repaired_texts(number) if number.isdigit() else [number.translate(_READ_AS_LETTERS)]


def _misread_offices(number: str) -> set[str]:
    """Return the numbers of a known office that one other digit, look-alike or not, makes of this one.

    In each place one digit makes the check digit right. Where the office is known as it stands (100 in 01114671006),
    that is so in each of the eight places outside it, and nothing tells in which a digit was misread; where it is not
    (700 in 01114607006), the wrong digit is one of its three.
    """
    places = range(len(number)) if _has_known_office(number) else _OFFICE
    others = (number[:place] + digit + number[place + 1 :] for place in places for digit in "0123456789")
    return {other for other in others if _has_known_office(other) and _eleven_digits(other)}


def defect_of_vat_number(proposed: str, number: str, fault: Fault | None = None) -> Defect | None:
    """Return the defect that makes this number of the one proposed."""
    if fault in ("placeholder", "fiscal_code"):
        return Defect(f"vat_number_is_{fault}", 1)
    if number.isdigit() and f"0{number}" == proposed:
        return Defect("vat_number_lost_leading_zero", 0)
    if not number.isdigit() and number.translate(_READ_AS_LETTERS) == proposed:
        return Defect("vat_number_letter_for_digit", 0)
    defect = defect_of_digits(proposed, number)
    return defect._replace(name=_DEFECTS_OF_DIGITS[defect.name]) if defect else None


def _rank(defect: Defect | None) -> int:
    return defect.rank if defect else FAR_FETCHED


def _has_known_office(number: str) -> bool:
    return number[_OFFICE.start : _OFFICE.stop] in _known_offices()


@cache
def _known_offices() -> frozenset[str]:
    """Return the offices that give out VAT numbers; asking for each number anew would take most of the time."""
    offices = map("{:03}".format, range(1000))
    return frozenset(office for office in offices if fault_of("it.iva", f"1000000{office}0") != "component")


def put_number(text: str, number: str, proposed: str) -> str:
    """Return the text with the proposed number in the place of the one that was read."""
    return text.rstrip().replace(number, proposed) if number in text else proposed
