"""What an archive comes to: counted once, bounded in memory, the same in text, data and page."""

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from parzo_validate import DEFAULT_TABLE, Policy, validate_json
from parzo_validate.batch import summary, validate_stream
from parzo_validate.batch.archive import lines_of
from parzo_validate.batch.sources import pieces
from parzo_validate.batch.summary import Summary, Vendor, vendor_of
from parzo_validate.batch.summary_page import summary_page
from parzo_validate.batch.summary_sections import sections, share
from parzo_validate.words import Language
from tests.benchmarks.archive import archive

RAW = [
    '{"vendor": {"name": " Rossi ", "vat_number": "IT 12345678903"}, "financials": {"total": 0, "tax_rate": 0.22}}',
    '{"vendor": {"name": "ROSSI srl", "vat_number": "IT12345678903"}, "financials": {"total": "x", "tax_rate": 3}}',
    '{"vendor": {"name": "<b>Bianchi</b>", "vat_number": "IT00000000000"}, "line_items": [{}, {"amount": "y"}]}',
    '{"financials": {"total": 0}}',
    "{}",
    "{",
    '{"status": "failed"}',
    '{"status": "completed", "result": {"vendor": {"name": "Verdi"}, "financials": {"total": 0}}}',
]


def counted(raw: list[str]) -> Summary:
    found = Summary()
    for outcome, document in zip(validate_stream(raw), raw, strict=True):
        found.add(json.loads(outcome.to_json()), document)
    return found


def test_everything_is_counted() -> None:
    ruleset = validate_json("{}").ruleset
    assert counted(RAW).as_dict() == {
        "documents": 8,
        "clean": 0,
        "review": 5,
        "incomplete": 1,
        "no_result": 1,
        "unusable": 1,
        "unread": 0,
        "codes": [
            {"code": "INVALID_TOTAL", "severity": "error", "documents": 3, "flags": 3},
            {"code": "INVALID_IT_VAT_RATE", "severity": "warning", "documents": 2, "flags": 2},
            {"code": "INVALID_PIVA_CHECKSUM", "severity": "warning", "documents": 1, "flags": 1},
        ],
        "coerced": [],
        "coerced_values": 0,
        "documents_with_coerced_values": 0,
        "unreadable": [{"path": "/financials/total", "values": 1}, {"path": "/line_items/*/amount", "values": 1}],
        "not_evaluated": [
            {"code": "ARITHMETIC_MISMATCH", "documents": 6},
            {"code": "INVALID_IT_VAT_RATE", "documents": 4},
            {"code": "INVALID_PIVA_CHECKSUM", "documents": 3},
            {"code": "INVALID_TOTAL", "documents": 3},
        ],
        "crashed": [],
        "vendors": [
            {"name": "Rossi", "vat_number": "IT12345678903", "flags": 3},
            {"name": "", "vat_number": "", "flags": 1},
            {"name": "<b>Bianchi</b>", "vat_number": "", "flags": 1},
            {"name": "Verdi", "vat_number": "", "flags": 1},
        ],
        "vendor_count_error_bound": 0,
        "ruleset": ruleset.as_dict(),
    }


def test_counting_in_parts_is_counting_at_once() -> None:
    raw = [line.decode() for line in archive(600)]
    whole = counted(raw)
    parts = Summary()
    for start in range(0, 600, 70):
        part = lines_of(list(pieces(raw[start : start + 70])), DEFAULT_TABLE, Policy(), counted=True).summary
        assert part
        parts.update(part)
    assert replace(parts, examples={}) == replace(whole, examples={})
    assert {code: answer["flags"] for code, answer in parts.examples.items()} == {
        code: answer["flags"] for code, answer in whole.examples.items()
    }
    assert whole.verdicts["clean"] > 500


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        ('{"name": "Rossi", "vat_number": "p.iva 123.456.789-03"}', ("Rossi", "12345678903")),
        ('{"name": "Müller", "vat_number": "DE136695976"}', ("Müller", "DE136695976")),
        ('{"name": "Rossi", "vat_number": "IT98765432109"}', ("Rossi", "")),
        ('{"vat_number": "IT98765432109"}', ("", "IT98765432109")),
        ("null", ("", "")),
        ('{"name": "x\\u001b[31m"}', ("x\\x1b[31m", "")),
    ],
    ids=["tidied", "foreign", "wrong-number", "nothing-but-a-wrong-number", "none", "unprintable"],
)
def test_a_vendor_is_known_by_a_number_that_can_be_right_or_else_by_name(
    vendor: str, expected: tuple[str, str]
) -> None:
    assert vendor_of(f'{{"vendor": {vendor}}}') == expected


def test_any_number_of_vendors_fits_and_the_heavy_ones_keep_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "VENDORS_COUNTED", 50)
    found, truth = Summary(), Counter[str]()
    for part in range(200):
        heavy = [f"heavy {number}" for number in range(10) for _ in range(10 + number)]
        names = heavy + [f"light {part} {number}" for number in range(30)]
        truth.update(names)
        found.update(Summary(vendors=Counter(names), names={name: Vendor(name, "") for name in names}))
        assert len(found.vendors) <= 100
        assert found.names.keys() == found.vendors.keys()
    assert [vendor.name for vendor, _ in found.heaviest_vendors] == [f"heavy {n}" for n in range(9, -1, -1)]
    assert found.uncounted > 0
    for vendor, count in found.heaviest_vendors:
        assert count <= truth[vendor.name] <= count + found.uncounted
    assert any("each count may be up to" in section.remark for section in sections(found, "en"))


def test_twice_as_many_vendors_are_counted_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "VENDORS_COUNTED", 50)
    names = [f"vendor {number}" for number in range(100)]
    found = Summary()
    found.update(Summary(vendors=Counter(names), names={name: Vendor(name, "") for name in names}))
    assert (len(found.vendors), found.uncounted) == (100, 0)


def test_a_crashed_rule_is_a_section_of_its_own() -> None:
    answer = {"verdict": "review", "flags": [], "coerced": [], "unreadable": [], "not_evaluated": [], "ruleset": "1"}
    found = Summary()
    found.add(answer | {"crashed": [{"code": "ACME_CRASH", "error": "KeyError"}]}, "{}")
    titles = {section.title: section.rows for section in sections(found, "en")}
    assert titles["Documents on which a rule failed (a bug in the rule)"][0].label == "ACME_CRASH"
    assert "Documents on which a rule failed (a bug in the rule)" not in [s.title for s in sections(Summary(), "en")]


CLEAN = {
    "vendor": {"vat_number": "IT12345678903"},
    "invoice": {"date": "2026-04-01", "due_date": "2026-05-01"},
    "financials": {"subtotal": 1000, "tax_rate": 22, "tax_amount": 220, "total": 1220},
}
PRINTED = [
    json.dumps(document)
    for document in (
        CLEAN | {"line_items": [{"amount": "1.000,00", "vat_rate": "22%"}, {"amount": "n.d."}]},
        CLEAN,
        CLEAN | {"line_items": "-"},
        {"financials": {"total": "1,50"}},
    )
]


def test_values_of_another_form_are_counted_by_place_and_by_document() -> None:
    found = counted(PRINTED)
    told = found.as_dict()
    assert (told["clean"], told["coerced_values"], told["documents_with_coerced_values"]) == (3, 5, 3)
    assert told["coerced"] == [
        {"path": "/line_items/*/amount", "values": 2},
        {"path": "/financials/total", "values": 1},
        {"path": "/line_items", "values": 1},
        {"path": "/line_items/*/vat_rate", "values": 1},
    ]
    whole = counted(PRINTED * 2)
    found.update(counted(PRINTED))
    assert found.as_dict() == whole.as_dict()


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Values read from another form than documented, by place: 5 in 3 documents"),
        ("it", "Valori letti da una forma diversa da quella documentata, per posizione: 5 in 3 documenti"),
    ],
)
def test_values_of_another_form_are_a_section_of_their_own(lang: str, title: str) -> None:
    by_title = {section.title: section.rows for section in sections(counted(PRINTED), lang)}
    assert by_title[title][0][:3] == ("/line_items/*/amount", "", 2)
    assert not any(" in " in section.title for section in sections(Summary(), lang))


def test_a_line_that_could_not_be_read_is_counted_without_its_number() -> None:
    found = counted(['{"line_items": [1, 2, {"amount": "x"}]}'])
    assert found.unreadable == {"/line_items/*": 2, "/line_items/*/amount": 1}


class Page(HTMLParser):
    """What a browser would see: tags in balance, texts, and whatever could ask for something else."""

    VOID = ("meta", "rect")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.texts: list[str] = []
        self.asks: list[tuple[str, str | None]] = []
        self.widths: list[float] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag, and what it asks for."""
        self.tags[tag] += 1
        self.asks += [
            (name, value) for name, value in attributes if name in ("src", "href", "onload", "style", "action")
        ]
        self.widths += [float(value or "") for name, value in attributes if tag == "rect" and name == "width"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag without content."""
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data.strip())


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ["Validation summary", "8 documents", "62.5%"]), ("it", ["Riepilogo della verifica", "62,5%"])],
)
def test_the_page_stands_alone_and_shows_every_row(lang: str, words: list[str]) -> None:
    found = counted(RAW)
    text = summary_page(found, lang)
    page = Page(text)
    assert page.open == []
    assert page.asks == []
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object", "b"}
    assert "url(" not in text
    assert "http" not in re.sub("http-equiv", "", text)
    assert "default-src 'none'" in text
    assert all(0 <= width <= 100 for width in page.widths)
    for section in sections(found, lang):
        assert section.title in page.texts
        for row in section.rows:
            assert row.label in page.texts
    assert [word for word in words if word not in page.texts] == []
    assert page.tags["details"] == len(found.documents)
    assert [found.examples[code]["line"] for code in ("INVALID_TOTAL", "INVALID_PIVA_CHECKSUM")] == [1, 3]
    assert page.texts.count("line 1") == 2  # of its two flags, each the first of its kind
    assert text == summary_page(counted(RAW), lang)


def test_each_bar_is_as_long_as_its_row_is_of_the_longest_and_one_bar_shows_the_whole() -> None:
    found = Summary(
        verdicts=Counter(clean=6, review=3, incomplete=1),
        documents=Counter(INVALID_TOTAL=1, DATE_INCOHERENCE=2),
        flags=Counter({("INVALID_TOTAL", "error"): 4, ("DATE_INCOHERENCE", "warning"): 2}),
    )
    first, second, *others = re.findall("<section>.*?</section>", summary_page(found), re.DOTALL)
    whole, rows = first.split("<table>")
    assert _rects(whole) == [
        ("clean", "0.00", "60.00"),
        ("review", "60.00", "30.00"),
        ("incomplete", "90.00", "10.00"),
        ("no_result", "100.00", "0.00"),
        ("unusable", "100.00", "0.00"),
        ("unread", "100.00", "0.00"),
    ]
    assert _rects(rows)[:3] == [
        ("clean", "0.00", "100.00"),
        ("review", "0.00", "50.00"),
        ("incomplete", "0.00", "16.67"),
    ]
    assert _rects(second) == [("warning", "0.00", "100.00"), ("error", "0.00", "50.00")]
    assert re.findall(r'<th scope="row">(\w+)', second) == ["DATE_INCOHERENCE", "INVALID_TOTAL"]
    assert [part.count('class="whole"') for part in (first, second, *others)] == [1, 0, *[0 for _ in others]]


def test_documents_are_a_share_of_all_and_values_and_flags_of_nothing() -> None:
    found = list(sections(counted([*RAW, *PRINTED]), "en"))
    assert [section.whole for section in found] == [12, 12, 0, 0, 12, 0]


def test_a_share_is_written_in_the_language_whatever_names_it() -> None:
    assert (share(1, 3, Language.EN), share(1, 3, Language.IT)) == ("33.3%", "33,3%")


def _rects(text: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"', text)


def test_the_code_of_an_example_is_text() -> None:
    """Codes are read back from the output, which anybody may have changed."""
    answer = json.loads(validate_json('{"financials": {"total": 0}}').to_json())
    answer["flags"][0]["code"] = code = "<img src=x>"
    found = Summary()
    found.add({"source": "a.json", "line": None, **answer}, "{}")
    page = summary_page(found)
    assert "<details><summary>&lt;img src=x&gt;</summary>" in page
    assert code not in page


def test_the_page_of_nothing_is_a_page() -> None:
    page = Page(summary_page(Summary()))
    assert page.texts.count("none") == 4
    assert set(page.widths) == {0.0}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="known languages: en, it"):
        summary_page(Summary(), "fr")
