"""A report as HTML: what a reader sees and hears, in order, and that nothing foreign ever becomes markup."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate import DEFAULT_TABLE, Flag, InvalidInput, NotEvaluated, Report, Severity, validate, validate_json
from parzo_validate.diagnosis import diagnose
from parzo_validate.html import invoice_html, report_html, stylesheet
from parzo_validate.html.report import differences_html
from parzo_validate.html.text import text
from parzo_validate.invoice.collected import Coerced, Unreadable
from parzo_validate.invoice.json_text import read_object
from parzo_validate.invoice.reasons import Reason, because
from parzo_validate.invoice.values import describe
from parzo_validate.job import revalidate
from parzo_validate.testing.strategies import hostile_json, results
from tests.helpers.builders import SAMPLE_JOB, header, lines, sums

TAGS = {
    *(
        "section",
        "h2",
        "h3",
        "p",
        "strong",
        "ol",
        "ul",
        "li",
        "span",
        "code",
        "q",
        "details",
        "summary",
        "dl",
        "div",
        "dt",
        "dd",
        "a",
        "mark",
        "wbr",
    ),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"class", "data-path", "lang", "id", "href", "tabindex", "role", "aria-label", "scope", "colspan"}
MISSING = Reason("missing", "it is missing", "manca")
HOSTILE = "<img src=x onerror=alert(1)>\"'&\u202e\x00\ud800"


class Page(HTMLParser):
    """What an independent parser sees: elements, in balance, their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        if tag != "wbr":
            self.open.append(tag)
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All that can be read, with single spaces."""
        return " ".join(" ".join(self.texts).replace("_ ", "_").split())

    def values(self, attribute: str) -> list[str | None]:
        """Return what an attribute says wherever it stands."""
        return [value for name, value in self.attributes if name == attribute]


def view_of(document: dict[str, Any], lang: str = "en") -> Page:
    return Page(invoice_html(document, validate(document), lang=lang))


def test_the_sheet_of_the_sample_says_verdict_place_sentence_and_values() -> None:
    page = Page(report_html(validate_json(SAMPLE_JOB.read_bytes()), heading="sample_job.json"))
    assert page.text == (
        "sample_job.json review This document needs review. Flags "
        "warning INVALID_PIVA_CHECKSUM /buyer/vat_number "
        "the buyer's VAT number IT98765432109 ends in 9, but the check digit should be 3 "
        "party buyer VAT number IT98765432109 reason checksum actual 9 expected 3"
    )


def test_errors_come_first_then_what_was_unreadable_crashed_and_not_checked() -> None:
    report = Report(
        flags=(Flag("A_W", "warning", "later", "/a"), Flag("B_E", "error", "first", "/b", {"gap": None})),  # type: ignore[arg-type]
        coerced=(Coerced("/f", "1,50", "1.50"), Coerced("/g", "n/a", None)),
        unreadable=(Unreadable("/c", Reason("no_number", "no number")),),
        crashed={"D_C": "KeyError: 'x'"},
        not_evaluated={("E_N", "/e"): MISSING},
    )
    assert Page(report_html(report)).text == (
        "review This document needs review. Flags error B_E /b first gap — warning A_W /a later "
        "Values read from another form than documented /f 1,50 → 1.50 /g n/a → nothing "
        "Unreadable values /c no number Rules that failed D_C KeyError: 'x' "
        "Not checked E_N /e it is missing"
    )


def test_a_list_among_the_values_reads_with_commas() -> None:
    table = DEFAULT_TABLE.only("INVALID_IT_VAT_RATE")
    page = Page(report_html(validate({"financials": {"tax_rate": 23}}, table=table)))
    assert page.text.endswith("rate 23 allowed 22, 10, 5, 4, 0 reason not_an_italian_rate")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (Report(), "clean Every rule ran and found nothing."),
        (
            Report(not_evaluated={("E_N", ""): MISSING}),
            "incomplete Nothing found, but something could not be checked. Not checked E_N it is missing",
        ),
    ],
    ids=["clean", "incomplete"],
)
def test_a_report_without_flags_says_what_its_verdict_means(report: Report, said: str) -> None:
    assert Page(report_html(report)).text == said


def test_the_sheet_speaks_italian() -> None:
    fragment = report_html(validate(sums(subtotal=1000, tax_amount=220, withholding_tax=200, total=1020)), lang="it")
    page = Page(fragment)
    assert "errore ARITHMETIC_MISMATCH" in page.text
    assert "imponibile 1.000,00 + imposta 220,00" in page.text
    assert "atteso 1220.00" in page.text
    assert "INVALID_PIVA_CHECKSUM</code> <code>/vendor/vat_number</code> manca partita IVA</li>" in fragment


def test_an_italian_sheet_marks_what_exists_in_english_alone_and_nothing_else() -> None:
    report = Report(
        unreadable=(Unreadable("/c", because("not_a_number", given=describe([]))),),
        not_evaluated={("E_N", "/e"): NotEvaluated((), "the register is closed").reason, ("F_N", "/f"): MISSING},
        crashed={"D_C": "KeyError: 'x'"},
        coerced=(Coerced("/f", "1,50", "1.50"), Coerced("/g", "n/a", None)),
    )
    fragment = report_html(report, lang="it")
    assert Page(fragment).text == (
        "da rivedere Questo documento va controllato. "
        "Valori letti da una forma diversa da quella documentata /f 1,50 → 1.50 /g n/a → nulla "
        "Valori illeggibili /c atteso un numero, trovato una lista Regole andate in errore D_C KeyError: 'x' "
        "Non verificati E_N /e the register is closed F_N /f manca"
    )
    assert re.findall(r'<span lang="en">(.*?)</span>', fragment) == [
        "KeyError: &#x27;x&#x27;",
        "the register is closed",
    ]
    assert '<span lang="en">' not in report_html(replace(report, crashed={}))


def test_many_values_of_another_form_are_folded_away() -> None:
    def sheet(count: int, lang: str = "en") -> str:
        return report_html(Report(coerced=(Coerced("/f", "1,50", "1.50"),) * count), lang=lang)

    assert "<details>" not in sheet(5)
    assert "<details><summary>6 values</summary><ul><li><code>/f</code> <q>1,50</q> → 1.50</li><li>" in sheet(6)
    assert "<summary>1.000 valori</summary>" in sheet(1000, "it")
    assert Page(sheet(6)).values("href") == []


def test_the_view_says_as_what_a_value_of_another_form_was_read() -> None:
    document = sums(subtotal=1000, tax_amount="220,00", total="N/A") | lines({"amount": "1.000,00"})
    view = invoice_html(document, validate(document))
    assert '<dd data-path="/financials/tax_amount">220,00 <span class="parzo-label">read as 220.00</span></dd>' in view
    assert "<mark>N/A</mark> " in view
    assert '<td data-path="/line_items/0/amount">1.000,00 <span class="parzo-label">read as 1000.00</span>' in view
    assert '<span class="parzo-label">letto come nulla</span>' in invoice_html(document, validate(document), lang="it")


@pytest.mark.parametrize("lang", ["de", "", "IT"])
def test_an_unknown_language_is_refused_with_the_known_ones(lang: str) -> None:
    with pytest.raises(ValueError, match="known languages: en, it"):
        report_html(Report(), lang=lang)
    with pytest.raises(ValueError, match="known languages: en, it"):
        invoice_html({}, Report(), lang=lang)
    with pytest.raises(ValueError, match="known languages: en, it"):
        differences_html(revalidate({"status": "completed", "result": {}}), lang=lang)


def test_a_job_shows_where_the_server_says_otherwise() -> None:
    placed = {"code": "INVALID_TOTAL", "path": "/financials/total"}
    job = json.loads(SAMPLE_JOB.read_text(encoding="utf-8")) | {"validation_flags": ["DATE_INCOHERENCE", 42, placed]}
    assert Page(differences_html(revalidate(job))).text == (
        "Differences from the server missing on server INVALID_PIVA_CHECKSUM /buyer/vat_number "
        "only on server DATE_INCOHERENCE only on server INVALID_TOTAL /financials/total "
        "unreadable /validation_flags/1 expected a code or an object with a code, got the number 42"
    )


def test_a_job_shows_that_the_server_judged_by_another_ruleset() -> None:
    job = json.loads(SAMPLE_JOB.read_text(encoding="utf-8")) | {
        "validation_flags": ["INVALID_PIVA_CHECKSUM"],
        "ruleset": "0.0.1+x<y.z",
    }
    answer = revalidate(job)
    assert answer.ruleset_difference
    assert Page(differences_html(answer)).text == (
        f"Differences from the server different ruleset {' '.join(answer.ruleset_difference.split())}"
    )


def test_a_server_that_agrees_is_not_mentioned() -> None:
    job = json.loads(SAMPLE_JOB.read_text(encoding="utf-8")) | {"validation_flags": ["INVALID_PIVA_CHECKSUM"]}
    assert differences_html(revalidate(job)) == ""


def test_the_view_shows_the_invoice_and_marks_the_offending_value() -> None:
    job = json.loads(SAMPLE_JOB.read_text(encoding="utf-8"))
    page = view_of(job)
    assert "buyer name Bianchi S.p.A. VAT number IT98765432109 warning address Corso Francia 20" in page.text
    assert "financials subtotal 1000.0 tax rate 22 tax amount 220.0 total 1220.0 currency EUR" in page.text
    assert "# description quantity unit unit price amount 1 Carta A4" in page.text
    assert page.tags.count("mark") == 1


def test_a_value_that_is_missing_or_unreadable_is_shown_as_it_is_and_marked() -> None:
    page = view_of(
        sums(subtotal="1000 or so", tax_amount=220) | {"vendor": "Rossi", "line_items": [5, {"quantity": []}]}
    )
    assert "vendor Rossi unreadable" in page.text
    assert "subtotal 1000 or so unreadable" in page.text
    assert "total — not checked" in page.text
    assert "# quantity VAT rate 1 unreadable 5 2 [] unreadable —" in page.text


@pytest.mark.parametrize(
    ("items", "cell"),
    [([5], '<td colspan="1">5</td>'), ([5, {"quantity": 1, "amount": 2}], '<td colspan="2">5</td>')],
    ids=["no-columns", "two-columns"],
)
def test_what_is_no_line_is_as_wide_as_the_lines_beside_it(items: list[Any], cell: str) -> None:
    assert cell in invoice_html(lines(*items), Report())


def test_of_a_long_text_two_thousand_characters_are_shown() -> None:
    assert (text("x" * 2000), text("x" * 2001)) == ("x" * 2000, "x" * 1999 + "…")


@pytest.mark.parametrize(
    ("value", "shown"),
    [({"a": 1}, "{…}"), ({}, "{}"), ([1], "[…]"), (True, "true"), ("two\nlines\u00a0", "two lines")],
    ids=["object", "empty-object", "list", "boolean", "white-space"],
)
def test_a_value_of_any_kind_is_shown_in_one_line(value: object, shown: str) -> None:
    assert f"number {shown} " in view_of(header(number=value)).text + " "


def test_what_a_rule_of_others_names_is_in_the_view() -> None:
    flags = (
        Flag("ACME_TAG", Severity.WARNING, "x", "/vendor/acme_tag"),
        Flag("ACME_LINE", Severity.ERROR, "x", "/line_items/0"),
        Flag("ACME_CELL", Severity.ERROR, "x", "/line_items/0/acme_cell"),
        Flag("ACME_LINES", Severity.ERROR, "x", "/line_items"),
        Flag("ACME_ELSEWHERE", Severity.ERROR, "x", "/acme/0/deep"),
    )
    document = {"vendor": {"acme_tag": "t"}, "line_items": [{"acme_cell": "c"}]}
    page = Page(report_html(Report(flags), linked=True) + invoice_html(document, Report(flags)))
    assert "vendor acme tag t warning" in page.text
    assert "line items […] error # acme cell 1 error c error" in page.text
    links = {str(href).removeprefix("#") for href in page.values("href")}
    assert links <= set(page.values("id"))
    assert len(links) == 4 + 4


def test_the_heavier_of_two_flags_marks_the_value() -> None:
    flags = tuple(Flag("A_B", severity, "x", "/invoice/date") for severity in (Severity.WARNING, Severity.ERROR))
    assert "date — error" in Page(invoice_html({}, Report(flags))).text


def test_many_lines_are_cut_but_none_that_is_flagged() -> None:
    items = [{"vat_rate": 22} for _ in range(150)]
    items[-1] = {"vat_rate": 19}
    page = view_of(lines(*items))
    assert "100 22 150 19 warning 49 more lines, none flagged" in page.text


SWAPPED = sums(subtotal=1000, tax_rate=22, tax_amount=220, total=1202)
MISREAD_SUBTOTAL = sums(subtotal=1006, tax_rate=22, tax_amount=220, total=1220)


def test_what_a_value_should_be_stands_under_its_flag_and_beside_the_value() -> None:
    [best] = diagnose(SWAPPED)
    page = Page(report_html(validate(SWAPPED), diagnoses=[best]))
    assert f"(difference -18.00) {best.message} subtotal 1000.00" in page.text
    view = Page(invoice_html(SWAPPED, validate(SWAPPED), diagnoses=[best], lang="it"))
    assert "totale 1202 errore proposto 1220.00" in view.text


def test_a_proposal_for_another_value_than_the_flagged_one_names_it_and_leads_to_it() -> None:
    found, report = diagnose(MISREAD_SUBTOTAL), validate(MISREAD_SUBTOTAL)
    assert (found[0].path, report.flags[0].path) == ("/financials/subtotal", "/financials/total")
    sheet = report_html(report, diagnoses=found, linked=True)
    view = Page(invoice_html(MISREAD_SUBTOTAL, report, diagnoses=found))
    assert "subtotal 1006 proposed 1000.00" in view.text
    assert f"/financials/subtotal {found[0].message}" in Page(sheet).text
    assert {str(href).removeprefix("#") for href in Page(sheet).values("href")} <= set(view.values("id"))


def test_a_proposal_stands_with_a_value_that_could_not_be_read() -> None:
    document = sums(subtotal=900, tax_rate=22, tax_amount=198, total="1.098")
    found, report = diagnose(document), validate(document)
    assert f"1.098 may be 1.098 or 1098 {found[0].message}" in Page(report_html(report, diagnoses=found)).text


def test_one_guess_among_several_is_not_shown() -> None:
    guess = replace(diagnose(SWAPPED)[0], certainty="possible")
    report = validate(SWAPPED)
    assert report_html(report, diagnoses=[guess]) == report_html(report)
    assert invoice_html(SWAPPED, report, diagnoses=[guess]) == invoice_html(SWAPPED, report)


def test_nothing_is_shown_of_nothing() -> None:
    assert Page(invoice_html({"result": None}, Report())).text == "The invoice as it was read"


def test_a_notebook_shows_the_sheet_with_its_style() -> None:
    report = validate(sums(total=0))
    assert report._repr_html_() == f"<style>{stylesheet()}</style>{report_html(report)}"
    assert "</" not in stylesheet()


def test_hostile_text_stays_text() -> None:
    """In a name, a number, a heading, and in whatever a rule of others or a server may say."""
    document = {"vendor": {"name": HOSTILE, "vat_number": HOSTILE}, "financials": {"total": HOSTILE}}
    report = Report(
        (Flag("A_B", Severity.ERROR, HOSTILE, HOSTILE, {HOSTILE: HOSTILE}),),
        (Coerced(HOSTILE, HOSTILE, HOSTILE),),
        (Unreadable(HOSTILE, Reason("hostile", HOSTILE)),),
        {(HOSTILE, HOSTILE): Reason("hostile", HOSTILE)},
        {HOSTILE: HOSTILE},
    )
    job = {"status": "completed", "result": {}, "validation_flags": [{"code": HOSTILE, "path": HOSTILE}]}
    for fragment in (
        report_html(validate(document), heading=HOSTILE),
        report_html(report, linked=True),
        invoice_html(document, validate(document)),
        differences_html(revalidate(job)),
    ):
        page = Page(fragment)
        assert "<img src=x onerror=alert(1)>" in page.text
        assert set(page.tags) <= TAGS
        assert {name for name, _ in page.attributes} <= ATTRIBUTES
        assert fragment.isprintable()


@given(results() | hostile_json().map(lambda raw: raw.decode("utf-8", "replace")), st.sampled_from(["en", "it"]))
def test_whatever_is_judged_can_be_shown(document: Any, lang: str) -> None:
    """Balanced, of known tags and attributes, every link with its target, no target twice."""
    try:
        document = read_object(document) if isinstance(document, str) else document
        report = validate(document)
    except InvalidInput:
        return
    found = diagnose(document)
    sheet = report_html(report, diagnoses=found, lang=lang, linked=True)
    page = Page(sheet + invoice_html(document, report, diagnoses=found, lang=lang))
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {str(href).removeprefix("#") for href in page.values("href")} <= set(ids)
