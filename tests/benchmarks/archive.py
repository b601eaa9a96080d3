"""A deterministic archive of extraction results: true but for 5 %, in which one named defect hides.

    .venv/bin/python tests/benchmarks/archive.py 1000000 /tmp/archive.jsonl
    .venv/bin/python tests/benchmarks/archive.py 1000000 /tmp/distinct.jsonl --distinct

writes JSON Lines, a million in about a minute, the same on every machine. A few vendors send most of the invoices, as
in real life, or with ``--distinct`` every invoice has a vendor of its own. Sums are added up in whole cents here, apart
from the library; the defects are those of ``parzo_validate.testing``.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from parzo_validate.testing.defects import DEFECTS
from parzo_validate.testing.defects.damage import NotApplicable
from parzo_validate.testing.facts import partita_iva_check_digit

VENDORS, BUYERS = 20_000, 40
DEFECTIVE = 0.05
FIRST_DAY, DAYS = date(2018, 1, 1), 3000
NAMES = ("Rossi", "Bianchi", "Ferrari", "Esposito", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Bruno", "Gallo")
TRADES = ("Forniture", "Trasporti", "Servizi", "Impianti", "Consulenze", "Alimentari", "Edilizia", "Grafica")
FORMS = ("S.r.l.", "S.p.A.", "S.n.c.", "S.a.s.")
CITIES = (("Milano", "20121"), ("Torino", "10143"), ("Roma", "00184"), ("Napoli", "80133"), ("Bari", "70121"))
GOODS = (
    "Carta A4, 80 g, risma",
    "Toner nero",
    "Consulenza tecnica",
    "Trasporto",
    "Manutenzione",
    "Buste C5",
    "Viti M6",
)
RATES = (22, 22, 22, 22, 22, 22, 22, 10, 10, 4)
WEIGHTS = list(accumulate(1 / rank for rank in range(1, VENDORS + 1)))
"""The n-th vendor sends a n-th of what the first one sends."""


def party(number: int) -> dict[str, Any]:
    """Return the party of a number, always the same, with a right VAT number of its own."""
    digits = f"{number * 7 + 1_000_003:010d}"
    name, trade = NAMES[number % len(NAMES)], TRADES[number // 7 % len(TRADES)]
    city, zip_code = CITIES[number % len(CITIES)]
    return {
        "name": f"{name} {trade} {FORMS[number % len(FORMS)]}",
        "vat_number": f"IT{digits}{partita_iva_check_digit(digits)}",
        "fiscal_code": f"{digits}{partita_iva_check_digit(digits)}",
        "address": f"Via {name} {number % 300 + 1}",
        "city": city,
        "zip_code": zip_code,
        "country": "IT",
        "email": f"amministrazione{number}@{name.lower()}.example",
    }


def euros(cents: int) -> float:
    """Return an amount as the extractor writes it."""
    return cents / 100


def true_result(random: Random, vendor: int) -> dict[str, Any]:
    """Return a result in which every sum, rate, number and date fits."""
    rate = random.choice(RATES)
    lines = []
    for _ in range(random.randint(1, 6)):
        quantity, price = random.randint(1, 40), random.randint(50, 40_000)
        lines.append((random.choice(GOODS), quantity, price, quantity * price))
    subtotal = sum(amount for *_, amount in lines)
    tax = (subtotal * rate + 50) // 100
    withheld = random.random() < 0.1
    issued = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    return {
        "vendor": {**party(vendor), "phone": "+39 02 1234567", "iban": "IT60X0542811101000000123456", "sdi_code": None},
        "buyer": party(-1 - random.randrange(BUYERS)),
        "invoice": {
            "number": f"{random.randint(1, 9999)}/{issued.year}",
            "date": issued.isoformat(),
            "due_date": (issued + timedelta(days=random.choice((0, 30, 60)))).isoformat(),
            "type": "invoice",
            "currency": "EUR",
            "payment_terms": "30 giorni data fattura",
            "payment_method": "bonifico",
            "po_number": None,
        },
        "financials": {
            "subtotal": euros(subtotal),
            "tax_rate": rate,
            "tax_amount": euros(tax),
            "total": euros(subtotal + tax),
            "discount": None,
            "stamp_duty": None,
            "withholding_tax": euros(subtotal // 5) if withheld else None,
            "currency": "EUR",
        },
        "line_items": [
            {
                "description": goods,
                "quantity": quantity,
                "unit": "pz",
                "unit_price": euros(price),
                "amount": euros(amount),
            }
            for goods, quantity, price, amount in lines
        ],
    }


def damaged(result: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return the result with one defect that can befall it."""
    while True:
        try:
            return DEFECTS[random.choice(tuple(DEFECTS))](result, random.randrange(1000))[0]
        except NotApplicable:
            continue


def archive(documents: int, *, distinct: bool = False, defective: float = DEFECTIVE, seed: int = 0) -> Iterator[bytes]:
    """Yield so many documents as lines of JSON."""
    random = Random(seed)  # noqa: S311  # repeats itself on purpose
    vendors = range(documents) if distinct else _repeated(random)
    for _, vendor in zip(range(documents), vendors, strict=False):
        result = true_result(random, vendor)
        if random.random() < defective:
            result = damaged(result, random)
        yield json.dumps(result, ensure_ascii=False).encode() + b"\n"


def _repeated(random: Random) -> Iterator[int]:
    while True:
        yield from random.choices(range(VENDORS), cum_weights=WEIGHTS, k=1000)


def main() -> None:
    """Write an archive."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("documents", type=int)
    arguments.add_argument("path", type=Path)
    arguments.add_argument("--distinct", action="store_true", help="every document has a vendor of its own")
    given = arguments.parse_args()
    with given.path.open("wb") as file:
        file.writelines(archive(given.documents, distinct=given.distinct))


if __name__ == "__main__":
    main()
