"""A table of one's own: what it may state, and how it is refused."""

import sys
from collections.abc import Callable
from decimal import Context, Decimal, ExtendedContext, Inexact, localcontext
from importlib import import_module
from pathlib import Path

import pytest

from parzo_validate.adapters import InvalidTable, adapt, recognise
from parzo_validate.errors import InvalidInput

OWN = """
title = "Acme"
documents = "[@]"
amounts = "cents"
rates = "fractions"
date_order = "month_first"
null_words = ["Missing!"]
recognised_by = "acme"
value = "is"

[vendor]
name = "from"

[invoice]
date = "on"

[financials]
total = "sum"
tax_rate = "vat"
charges = ["tips", "post"]

[line_items]
each = "rows"
amount = "sum"
quantity = "count"
"""

Write = Callable[[str], Path]


@pytest.fixture
def table(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
        return tmp_path / "own.toml"

    return write


def test_a_table_of_one_s_own_is_named_by_its_path(table: Write) -> None:
    path = table(OWN)
    answer = {
        "from": "missing!",
        "on": "04/01/2026",
        "sum": {"is": 122000},
        "vat": "0.22",
        "tips": [100, {"is": "200"}, None],
        "post": 50,
        "rows": [{"sum": 5, "count": "3"}, {"sum": "5,00"}],
    }
    adapted = adapt(answer, path)
    assert {
        section: {name: str(value) for name, value in adapted[section].items()} for section in list(adapted)[:4]
    } == {
        "vendor": {},
        "buyer": {},
        "invoice": {"date": "2026-04-01"},
        "financials": {"total": "1220.00", "tax_rate": "22.00", "charges": "3.50"},
    }
    assert [{name: str(value) for name, value in line.items()} for line in adapted["line_items"]] == [
        {"amount": "0.05", "quantity": "3"},
        {"amount": "5,00 cents"},
    ]
    assert adapt(answer, str(path)) == adapted
    assert recognise(answer) is None


@pytest.mark.parametrize("context", [ExtendedContext, Context(prec=2), Context(prec=3, traps=[Inexact])], ids=repr)
def test_amounts_are_exact_in_any_context_of_the_caller(table: Write, context: Context) -> None:
    path, answer = table(OWN), {"sum": 123456789, "vat": 0.22125, "tips": 1000001, "post": 2000002}
    expected = {"total": "1234567.89", "tax_rate": "22.12500", "charges": "30000.03"}
    with localcontext(context):
        assert {name: str(value) for name, value in adapt(answer, path)["financials"].items()} == expected


@pytest.mark.parametrize(
    ("given", "read"),
    [("04/01/2026", "2026-04-01"), ("2026-04-01", "2026-04-01"), ("4 May 2026", "4 May 2026"), (20260401, 20260401)],
)
def test_only_a_date_with_two_readings_is_decided_by_the_table(table: Write, given: object, read: object) -> None:
    assert adapt({"on": given}, table(OWN))["invoice"]["date"] == read


@pytest.mark.parametrize(
    ("given", "read"),
    [(0.05, "5.00"), (-0.05, "-5.00"), (1, "1"), (1.5, "1.5"), ("22%", "22%"), (22, "22"), ("x", "x"), (0, "0")],
)
def test_a_fraction_is_per_cent_and_nothing_else_is(table: Write, given: object, read: str) -> None:
    assert str(adapt({"vat": given}, table(OWN))["financials"]["tax_rate"]) == read


def test_per_cent_stays_per_cent(table: Write) -> None:
    path = table("documents = '@'\n[financials]\ntax_rate = 'vat'\n")
    assert adapt({"vat": 0.05}, path)["financials"] == {"tax_rate": 0.05}


def test_rates_that_differ_are_none(table: Write) -> None:
    assert adapt({"vat": [0.22, 0.1], "sum": 1}, table(OWN))["financials"] == {"total": Decimal("0.01")}


def test_an_expression_that_does_not_fit_is_said_with_its_place(table: Write) -> None:
    path = table("documents = '[@]'\n[vendor]\nname = 'join(`1`, names)'\n")
    with pytest.raises(InvalidInput) as refusal:
        adapt({"names": 5}, path)
    assert str(refusal.value).startswith(
        "the table of own does not fit at vendor.name: In function join(), invalid type"
    )


def test_a_long_problem_is_cut(table: Write) -> None:
    path = table("documents = '[@]'\n[vendor]\nname = 'sort(names)'\n")
    with pytest.raises(InvalidInput) as refusal:
        adapt({"names": "x" * 300}, path)
    problem = f"In function sort(), invalid type for value: {'x' * 300}"[:199]
    assert str(refusal.value) == f"the table of own does not fit at vendor.name: {problem}…"
    path = table(f"[{'x' * 300}]\n[{'x' * 300}]")
    with pytest.raises(InvalidTable) as unread:
        adapt({}, path)
    problem = f"Cannot declare ('{'x' * 300}"[:199]
    assert str(unread.value) == f"{path}: expected TOML in UTF-8: {problem}…"


REFUSED = {
    "no-toml": ("[x", "expected TOML in UTF-8: Expected ']' at the end of a table declaration (at end of document)"),
    "no-documents": ("", "documents is missing; expected the expression that finds them, such as [@]"),
    "entries-alone": ("documents = '@'\nentries = 'x'", "entries and key stand together; expected both or neither"),
    "unknown-key": (
        "documents = '@'\n[vendors]\nname = 'x'",
        "unknown key vendors; did you mean vendor? known: title, documents, recognised_by, entries, key, value, "
        "amounts, rates, date_order, numbers, null_words, vendor, buyer, invoice, financials, line_items",
    ),
    "unknown-field": (
        "documents = '@'\n[invoice]\ndates = 'x'",
        "unknown key invoice.dates; did you mean date or due_date? known: number, date, due_date, type, currency, "
        "payment_terms, payment_method, po_number",
    ),
    "each-outside-lines": (
        "documents = '@'\n[invoice]\neach = 'x'",
        "unknown key invoice.each; known: number, date, due_date, type, currency, payment_terms, payment_method, "
        "po_number",
    ),
    "unknown-choice": (
        "documents = '@'\namounts = 'cent'",
        'amounts: unknown value "cent"; did you mean cents? known: units, cents',
    ),
    "no-text": (
        "documents = '@'\n[vendor]\nname = 5",
        "vendor.name: expected a JMESPath expression as text, got the number 5",
    ),
    "no-expression": (
        "documents = '@'\n[vendor]\nname = 'a.'",
        "vendor.name: expected a JMESPath expression: Expecting: ['quoted_identifier', 'unquoted_identifier', "
        "'lbracket', 'lbrace'], got: eof: Parse error at column 2, token \"\" (EOF), for expression:",
    ),
    "added-texts": (
        "documents = '@'\n[vendor]\nname = ['a', 'b']",
        "vendor.name: expected one expression, got a list; only amounts are added",
    ),
    "no-table": ("documents = '@'\nvendor = 5", "vendor: expected a table, got the number 5"),
    "no-words": ("documents = '@'\nnull_words = 'x'", 'null_words: expected a list of texts, got "x"'),
    "no-lines": ("documents = '@'\nline_items = 5", "line_items: expected a table, got the number 5"),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_a_table_is_refused_with_the_place(table: Write, text: str, why: str) -> None:
    path = table(text)
    with pytest.raises(InvalidTable) as refusal:
        adapt({}, path)
    assert str(refusal.value) == f"{path}: {why}"


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidTable, match=r"none\.toml: cannot read the file: No such file or directory$"):
        adapt({}, tmp_path / "none.toml")


@pytest.mark.parametrize("missing", ["jmespath", "defusedxml"])
def test_without_the_extra_the_room_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "parzo_validate.adapters")
    with pytest.raises(ModuleNotFoundError, match=r"needs jmespath and defusedxml; .* 'parzo_validate\[adapters\]'$"):
        import_module("parzo_validate.adapters")


def test_a_table_need_not_say_how_its_answers_are_recognised(table: Write) -> None:
    path = table("documents = '@'\n[vendor]\nname = 'name'\n")
    assert adapt({"name": "Rossi"}, path)["vendor"] == {"name": "Rossi"}


def test_an_answer_that_a_table_finds_nothing_in_is_refused(table: Write) -> None:
    with pytest.raises(InvalidInput, match=r"^expected an answer of own, found none of its fields$"):
        adapt({"names": 5}, table("documents = '@'\n[vendor]\nname = 'name'\n[line_items]\neach = 'rows'\n"))


UNREADABLE_TIPS: dict[str, tuple[object, str]] = {
    "a truth": (True, "true + 5"),
    "a word": ("abc", "abc + 5"),
    "two readings": ("1.220", "1.220 + 5"),
    "no number": (float("nan"), "nan + 5"),
    "more digits than Python writes": (10**5000, "a number of more than 80 digits + 5"),
}


@pytest.mark.parametrize(("tip", "charges"), UNREADABLE_TIPS.values(), ids=UNREADABLE_TIPS)
def test_amounts_of_which_one_cannot_be_read_are_shown_and_not_added(table: Write, tip: object, charges: str) -> None:
    path = table("documents = '@'\n[financials]\ncharges = ['tip', 'post']\n")
    assert adapt({"tip": tip, "post": 5}, path)["financials"] == {"charges": charges}


def test_an_entry_without_a_name_is_passed_over(table: Write) -> None:
    path = table("documents = '@'\nentries = 'fields'\nkey = 'name'\nvalue = 'text'\n[vendor]\nname = 'Shop'\n")
    assert adapt({"fields": [{"text": "x"}, {"name": "Shop", "text": "Rossi"}]}, path)["vendor"] == {"name": "Rossi"}


def test_a_list_of_lists_is_looked_through(table: Write) -> None:
    path = table("documents = '@'\n[vendor]\nname = 'names'\n")
    assert adapt({"names": [[None, "-"], [["Rossi"]]]}, path)["vendor"] == {"name": "Rossi"}
