"""Which number with a label, or which date, is wrong that does not stand on the page, and what stands there."""

from collections.abc import Callable, Iterator
from datetime import date

from parzo_validate.diagnosis.candidate import CERTAIN, LIKELY, POSSIBLE, Candidate, Explanation, value_at
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
    *((party, name) for name in ("vat_number", "fiscal_code", "iban") for party in ("vendor", "buyer")),
    ("invoice", "number"),
)
_DATES: tuple[Path, ...] = (("invoice", "date"), ("invoice", "due_date"))
_FEWEST_SIGNS = 5
"""Of a document's number that is taken for another one on the page."""
_IS_RIGHT: dict[str, Callable[[str], bool]] = {
    "iban": lambda code: fault_of_iban(code) is None,
    "fiscal_code": lambda code: fault_of("it.codicefiscale", code) is None,
    "vat_number": lambda code: read_vat_number(code)[2] is None,
}
"""Whether check digits confirm a number."""


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
        alike, is_right = nearest.codes(number), _IS_RIGHT.get(str(path[1]))
        likest = [(code, place) for changes, code, place in alike if changes == alike[0][0]]
        for code, place in likest:
            sure = alike[0][0] == 1 and is_right and is_right(code) and code not in _numbers_of_other(invoice, path)
            yield Explanation(
                Candidate({path: _put(path, text, number, code, place)}, _defect(path, code, number)),
                ("check_digit",) if _repairs(path, code, number) else (),
                (),
                POSSIBLE if len(likest) > 1 else CERTAIN if sure else LIKELY,
                place,
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
        best = swapped or defects
        for day, defect in best.items():
            is_likely = len(best) == 1 and day not in taken
            certainty = POSSIBLE if not is_likely else CERTAIN if swapped == defects else LIKELY
            yield Explanation(Candidate({path: day}, defect), (), (), certainty, held.paper.dates[day][0])


def _put(path: Path, text: str, number: str, code: str, place: Place) -> str:
    """Return the number that is proposed, written as the value is: with its prefix, or as the page prints it."""
    if path[1] == "vat_number":
        return put_number(text, number, code) if number in text else read_vat_number(text)[0] + code
    return place.in_one_line if path[1] == "number" else code


def _repairs(path: Path, code: str, number: str) -> bool:
    """Return whether the check digits of an Italian VAT number were wrong, and are right with what is proposed."""
    is_right = _IS_RIGHT["vat_number"]
    return path[1] == "vat_number" and len(code) == 11 and is_right(code) and not is_right(number)


def _numbers_of_other(invoice: Invoice, path: Path) -> set[str]:
    """Return the numbers that the other party states."""
    other = {"vendor": invoice.buyer, "buyer": invoice.vendor}.get(str(path[0]))
    stated = (other.vat_number, other.fiscal_code, other.iban) if other else ()
    return {essence_of(number) for number in stated if number}


def _defect(path: Path, code: str, number: str) -> Defect | None:
    return defect_of_vat_number(code, number) if path[1] == "vat_number" else defect_of_digits(code, number)


def _defect_of_date(day: date, found: date) -> Defect | None:
    """Return the defect that makes a date of another."""
    if day.day <= 12 and day.replace(month=day.day, day=day.month) == found:
        return Defect("day_and_month_swapped", 0)
    if abs(day.year - found.year) == 1 and (day.month, day.day) == (found.month, found.day):
        return Defect("year_slip", 0)
    return defect_of_digits(day.isoformat(), found.isoformat())
