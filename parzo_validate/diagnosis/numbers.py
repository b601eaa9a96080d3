"""Which VAT number is wrong, and what it should be: its check digit, the fiscal code and the other party say."""

from collections.abc import Iterator
from functools import cache

from parzo_validate.diagnosis.candidate import CERTAIN, LIKELY, POSSIBLE, Candidate, Explanation
from parzo_validate.diagnosis.slips import FAR_FETCHED, Slip, digit_slip, repaired_texts
from parzo_validate.domain.number_check import fault_of
from parzo_validate.domain.party import is_foreign, parties_of
from parzo_validate.domain.vat_number import Fault, read_vat_number
from parzo_validate.invoice.model import Invoice

_READ_AS_LETTERS = str.maketrans("OQDILSBZG", "000115826")
"""The digits that letters were read from."""
_DIGITS_SLIPS = {"digit_misread": "vat_number_digit_misread", "digits_transposed": "vat_number_digits_transposed"}
_OFFICE = range(7, 10)
"""The places of the office that gave out the number."""


def explain_numbers(invoice: Invoice) -> Iterator[Explanation]:
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
            slip = _slip(own, number, fault)
            certainty = POSSIBLE if slip is None else CERTAIN if slip.defect in _DIGITS_SLIPS.values() else LIKELY
            candidate = Candidate({(role, "vat_number"): _put(text, number, own)}, slip)
            yield Explanation(candidate, ("check_digit", "fiscal_code"), (), certainty)
        else:
            yield from _by_check_digit(role, text, number, _eleven_digits(other.vat_number))


def _eleven_digits(text: str | None) -> str | None:
    """Return the digits of a right Italian VAT number."""
    prefix, number, fault = read_vat_number(text or "")
    return number if fault is None and prefix in ("", "IT") else None


def _copied(role: str, text: str, number: str, own: str | None, others: str | None) -> Iterator[Explanation]:
    """Yield the party's own number where it carries the other party's. A group's may differ from the fiscal code."""
    if own is not None and own != number == others:
        slip = Slip("vendor_number_copied_to_buyer", 4) if role == "buyer" else None
        candidate = Candidate({(role, "vat_number"): _put(text, number, own)}, slip)
        yield Explanation(candidate, ("fiscal_code",), ("check_digit",), LIKELY)


def _by_check_digit(role: str, text: str, number: str, others: str | None) -> Iterator[Explanation]:
    """Yield the numbers with a right check digit from which one slip makes this one, those of a known office first."""
    meant = {mended: _slip(mended, number) for mended in _one_slip_away(number) if _eleven_digits(mended) == mended}
    meant.pop(str(others), None)
    ranked = sorted(meant, key=lambda mended: (not _has_known_office(mended), _rank(meant[mended]), mended))
    known = {mended for mended in ranked if _has_known_office(mended)}
    has_one_meaning = not number.isdigit() or len(number) < 11  # a letter's digit, or the zeros in front
    meanings = {*ranked} if has_one_meaning else known | _misread_offices(number)
    for mended in ranked:
        candidate = Candidate({(role, "vat_number"): _put(text, number, mended)}, meant[mended])
        holding = ("office",) if mended in known else ()
        certainty = LIKELY if meanings == {mended} else POSSIBLE
        yield Explanation(candidate, ("check_digit",), holding, certainty)


def _one_slip_away(number: str) -> list[str]:
    if len(number) < 11 and number.isdigit():
        return [number.zfill(11)] if number.strip("0") and len(number) >= 8 else []
    return repaired_texts(number) if number.isdigit() else [number.translate(_READ_AS_LETTERS)]


def _misread_offices(number: str) -> set[str]:
    """Return what one wrong digit, look-alike or not, may have left of numbers of a known office.

    A check digit is mended by one digit in each place. So where the office is known as it stands, the others outside it
    always do, and nothing tells which; where it is not, only its own three digits can.
    """
    places = range(len(number)) if _has_known_office(number) else _OFFICE
    mended = (number[:place] + digit + number[place + 1 :] for place in places for digit in "0123456789")
    return {one for one in mended if _has_known_office(one) and _eleven_digits(one)}


def _slip(meant: str, number: str, fault: Fault | None = None) -> Slip | None:
    """Return the slip that makes this number of the one that was meant."""
    if fault in ("placeholder", "fiscal_code"):
        return Slip(f"vat_number_is_{fault}", 1)
    if number.isdigit() and number.zfill(11) == meant:
        return Slip("vat_number_lost_leading_zero", 0)
    if not number.isdigit() and number.translate(_READ_AS_LETTERS) == meant:
        return Slip("vat_number_letter_for_digit", 0)
    slip = digit_slip(meant, number)
    return slip._replace(defect=_DIGITS_SLIPS[slip.defect]) if slip else None


def _rank(slip: Slip | None) -> int:
    return slip.rank if slip else FAR_FETCHED


def _has_known_office(number: str) -> bool:
    return number[_OFFICE.start : _OFFICE.stop] in _known_offices()


@cache
def _known_offices() -> frozenset[str]:
    """Return the offices that give out VAT numbers; asking for each number anew would take most of the time."""
    offices = map("{:03}".format, range(1000))
    return frozenset(office for office in offices if fault_of("it.iva", f"1000000{office}0") != "component")


def _put(text: str, number: str, meant: str) -> str:
    """Return the text with the number that was meant in the place of the one that was read."""
    return text.rstrip().replace(number, meant) if number in text else meant
