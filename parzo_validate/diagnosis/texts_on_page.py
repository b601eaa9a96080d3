"""Which number with a label, or which date, is wrong that does not stand on the page, and what stands there."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from parzo_validate.diagnosis.candidate import CERTAIN, LIKELY, POSSIBLE, Candidate, Certainty, Explanation, value_at
from parzo_validate.diagnosis.defects import Defect, defect_of_digits
from parzo_validate.diagnosis.vat_numbers import defect_of_vat_number, put_number
from parzo_validate.domain.iban import fault_of_iban
from parzo_validate.domain.number_check import fault_of
from parzo_validate.domain.vat_number import read_vat_number
from parzo_validate.grounding import Grounded, Nearest, essence_of
from parzo_validate.invoice.model import Invoice
from parzo_validate.invoice.place import Place
from parzo_validate.invoice.values import Path

_NUMBERS: tuple[Path, ...] = (
    ("vendor", "vat_number"),
    ("buyer", "vat_number"),
    ("vendor", "fiscal_code"),
    ("buyer", "fiscal_code"),
    ("vendor", "iban"),
    ("buyer", "iban"),
    ("invoice", "number"),
)
_DATES: tuple[Path, ...] = (("invoice", "date"), ("invoice", "due_date"))
_FEWEST_SIGNS = 5
"""Of a document's number that is taken for another one on the page."""
_IS_RIGHT = {
    "iban": lambda code: fault_of_iban(code) is None,
    "fiscal_code": lambda code: fault_of("it.codicefiscale", code) is None,
    "vat_number": lambda code: read_vat_number(code)[2] is None,
}
"""Whether check digits confirm a number."""


class _Written(NamedTuple):
    """A number as it is written on the page, in how many signs it differs, and where it stands first."""

    code: str
    changes: int
    place: Place


def explain_numbers_by_page(invoice: Invoice, held: Grounded) -> Iterator[Explanation]:
    """Yield the numbers that stand on the page and are most like one that does not.

    ========  ==========================================================================================================
    certain   It differs in one sign, or in two that are swapped, no other on the page does, and its check digits hold.
    likely    It is the one that is most like it.
    possible  Several are.
    ========  ==========================================================================================================
    """
    lacking = held.looked.lacking
    nearest = Nearest(held.paper)
    for path in _NUMBERS:
        if path not in lacking:
            continue
        text = str(lacking[path])
        number = essence_of(text) if path[1] == "vat_number" else "".join(filter(str.isalnum, text)).upper()
        if path[1] == "number" and len(number) < _FEWEST_SIGNS:
            continue
        likest = _likest(nearest, number)
        for one in likest:
            yield Explanation(
                Candidate({path: _put(path, text, number, one)}, _defect(path, one.code, number)),
                ("check_digit",) if _repairs(path, one.code, number) else (),
                (),
                _certainty(path, one, alone=len(likest) == 1, is_others=one.code in _numbers_of_other(invoice, path)),
                one.place,
            )


def explain_dates_by_page(invoice: Invoice, held: Grounded) -> Iterator[Explanation]:
    """Yield the dates that stand on the page and of which one defect makes a date that does not stand there.

    The one whose day and month were swapped is certain where the page has no other such date, and no other date of the
    invoice is that day.
    """
    lacking = held.looked.lacking
    taken = {value_at(invoice, path) for path in _DATES if path not in lacking}
    for path in _DATES:
        found = lacking.get(path)
        if not isinstance(found, date):
            continue
        defects = {day: defect for day in held.paper.dates if (defect := _defect_of_date(day, found))}
        swapped = {day: defect for day, defect in defects.items() if defect.name == "day_and_month_swapped"}
        for day, defect in (swapped or defects).items():
            certainty: Certainty = LIKELY if len(swapped or defects) == 1 and day not in taken else POSSIBLE
            if swapped and len(defects) == 1 and day not in taken:
                certainty = CERTAIN
            yield Explanation(Candidate({path: day}, defect), (), (), certainty, held.paper.dates[day][0])


def _likest(nearest: Nearest, number: str) -> list[_Written]:
    """Return the codes of the page that are most like a number, each once."""
    found: dict[str, _Written] = {}
    alike = nearest.codes(number)
    for changes, code, place in alike:
        if changes == alike[0][0]:
            found.setdefault(code, _Written(code, changes, place))
    return list(found.values())


def _put(path: Path, text: str, number: str, one: _Written) -> str:
    """Return the number that is proposed, written as the value is: with its prefix, or as the page prints it."""
    if path[1] == "vat_number":
        return put_number(text, number, one.code) if number in text else read_vat_number(text)[0] + one.code
    return one.place.in_one_line if path[1] == "number" else one.code


def _repairs(path: Path, code: str, number: str) -> bool:
    """Return whether the check digits of an Italian VAT number were wrong, and are right with what is proposed."""
    if path[1] != "vat_number" or len(code) != 11:
        return False
    return read_vat_number(number)[2] is not None and read_vat_number(code)[2] is None


def _numbers_of_other(invoice: Invoice, path: Path) -> set[str]:
    """Return the numbers that the other party states."""
    other = {"vendor": invoice.buyer, "buyer": invoice.vendor}.get(str(path[0]))
    stated = (other.vat_number, other.fiscal_code, other.iban) if other else ()
    return {essence_of(number) for number in stated if number}


def _certainty(path: Path, one: _Written, *, alone: bool, is_others: bool) -> Certainty:
    is_right = _IS_RIGHT.get(str(path[1]))
    if not alone:
        return POSSIBLE
    sure = one.changes == 1 and is_right and is_right(one.code) and not is_others
    return CERTAIN if sure else LIKELY


def _defect(path: Path, code: str, number: str) -> Defect | None:
    return defect_of_vat_number(code, number) if path[1] == "vat_number" else defect_of_digits(code, number)


def _defect_of_date(day: date, found: date) -> Defect | None:
    """Return the defect that makes a date of another."""
    if day.day <= 12 and day.replace(month=day.day, day=day.month) == found:
        return Defect("day_and_month_swapped", 0)
    if abs(day.year - found.year) == 1 and (day.month, day.day) == (found.month, found.day):
        return Defect("year_slip", 0)
    return defect_of_digits(day.isoformat(), found.isoformat())
