"""VAT numbers inside a text: found by their shape, whatever stands beside them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parzo_validate.domain.vat_number import in_capitals, read_vat_number

ITALIAN = {
    "label-partita-iva-n": ("Partita IVA n. 03187450121", "", None),
    "label-cf-and-piva": ("Cod. Fisc. e P.IVA 03187450121", "", None),
    "label-vat-no": ("VAT No. IT03187450124", "IT", "checksum"),
    "label-vat-reg-no": ("VAT Reg. No IT 03187450121", "IT", None),
    "label-tax-id": ("Tax ID: 03187450121", "", None),
    "label-german": ("USt-IdNr. IT03187450121", "IT", None),
    "label-french": ("N° TVA IT03187450121", "IT", None),
    "label-in-one-word": ("PIVA03187450121", "", None),
    "label-that-is-a-country": ("CF03187450121", "", None),
    "words-in-one-word": ("Nummer03187450121REA", "", None),
    "brackets": ("(IT)03187450121", "IT", None),
    "brackets-behind": ("IT 03187450121 (P.IVA)", "IT", None),
    "twice": ("03187450121 / 03187450121", "", None),
    "twice-once-with-prefix": ("03187450121 - IT03187450121", "IT", None),
    "prefix-twice": ("ITIT03187450121", "IT", None),
    "register": ("P.IVA 03187450121 - REA TO-123456", "", None),
    "register-of-rovigo": ("P.IVA 03187450121 - REA RO-123456", "", None),
    "register-of-rovigo-before-more-digits": ("REA RO-12345 10.000 - P.IVA 03187450121", "", None),
    "fiscal-code": ("C.F. RSSMRA85T10A562S P.IVA 03187450124", "", "checksum"),
    "groups": ("P.IVA 031 874 501-21", "", None),
    "groups-behind-brackets": ("(IVA) 03187 450121", "", None),
    "groups-behind-a-phone": ("Tel. 0111234567 - P.IVA 031 874 501 21", "", None),
    "groups-before-the-prefix": ("031 874 501 21 IT", "", None),
    "groups-and-more": ("IT 031.874.501.21 Torino 10100", "IT", None),
    "phone-behind": ("03187450121 Tel. 011 1234567", "", None),
    "other-digits-before": ("12 03187450121", "", None),
    "varese": ("P. I. VA 03187450121", "", None),
    "palermo": ("PA03187450121", "", None),
    "venezia-and-not-venezuela": ("VE03187450121", "", None),
    "norway": ("No. 03187450121", "", None),
    "small-word-before": ("la 03187450121", "", None),
}


@pytest.mark.parametrize(("text", "prefix", "fault"), ITALIAN.values(), ids=ITALIAN)
def test_an_italian_number_is_found(text: str, prefix: str, fault: str | None) -> None:
    number = "03187450124" if fault else "03187450121"
    assert read_vat_number(text) == (prefix, number, fault)


FOREIGN = {
    "german-label": ("USt-IdNr.: DE 136 695 976", "DE", "136695976"),
    "label-in-one-word": ("VATDE136695976", "DE", "136695976"),
    "french": ("N° TVA intracommunautaire FR 40 303 265 045", "FR", "40303265045"),
    "french-company-number-beside": ("SIRET 30326504500012 - TVA FR40303265045", "FR", "40303265045"),
    "french-with-and-without-prefix": ("40303265045 (FR40303265045)", "FR", "40303265045"),
    "spanish": ("NIF: ES B-58378431", "ES", "B58378431"),
    "british": ("GB 123 4567 82", "GB", "123456782"),
    "british-before-more-digits": ("GB 123456782 100", "GB", "123456782"),
    "romanian-in-groups": ("CUI RO 172 330 51", "RO", "17233051"),
    "greek-in-groups": ("GR 094 259 216", "GR", "094259216"),
    "austrian": ("UID: ATU13585627", "AT", "U13585627"),
    "dutch": ("BTW NL8200.98.395.B.01", "NL", "820098395B01"),
    "czech": ("IČO: 25123891 DIČ: CZ25123891", "CZ", "25123891"),
    "hungarian": ("HU12892312-2-41", "HU", "12892312"),
    "swiss": ("CHE-123.456.789 MWST", "CH", "E123456789MWST"),
    "norwegian": ("VAT NO 923 609 016 MVA", "NO", "923609016MVA"),
    "one-stop-shop": ("EU OSS VAT EU372041333", "EU", "372041333"),
    "san-marino": ("C.O.E. SM 05426", "SM", "05426"),
    "san-marino-twice": ("SMSM05426", "SM", "05426"),
    "vatican": ("VA12345678901", "VA", "12345678901"),
    "not-a-member-state": ("US 12-3456789", "US", "123456789"),
    "indian-with-prefix": ("IN06AABCO6063D1ZQ", "IN", "06AABCO6063D1ZQ"),
    "australian": ("AU51824753556", "AU", "51824753556"),
    "misread": ("VAT DE13669S976", "DE", "13669S976"),
    "digit-lost": ("USt-IdNr. DE13669597", "DE", "13669597"),
    "eleven-digits": ("DE12345678901", "DE", "12345678901"),
    "nines-for-none": ("AT99999999999", "AT", "99999999999"),
    "nines-outside-the-eu": ("OO99999999999", "OO", "99999999999"),
    "nines-with-a-country": ("USOO99999999999", "US", "99999999999"),
}


@pytest.mark.parametrize(("text", "prefix", "number"), FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_number_is_found(text: str, prefix: str, number: str) -> None:
    assert read_vat_number(text) == (prefix, number, None)


OTHERS = {
    "two-italian": ("IT12345678903 / 03187450121", ("IT", "12345678903 / 03187450121", "several")),
    "two-bare": ("12345678903 / 03187450121", ("", "12345678903 / 03187450121", "several")),
    "two-foreign": ("DE136695976 / ATU13585627", ("DE", "136695976 / U13585627", "several")),
    "italian-and-foreign": ("IT03187450121 FR40303265045", ("", "40303265045 / 03187450121", "several")),
    "two-people": ("RSSMRA85T10A562S RSSMRA85T50A562W", ("", "RSSMRA85T10A562S / RSSMRA85T50A562W", "several")),
    "ten-digits-behind-a-label": ("Partita IVA n. 0318745012 - REA RO-123456", ("", "0318745012", "length")),
    "ten-digits-in-one-word-with-a-label": ("PIVA0318745012", ("", "0318745012", "length")),
    "ten-digits-behind-a-country-that-is-a-label": ("CF 0318745012", ("", "0318745012", "length")),
    "letter-for-digit": ("P.IVA IT 031 874 5O1 21", ("IT", "0318745O121", "format")),
    "letter-for-digit-alone": ("ITO1114601006", ("IT", "O1114601006", "format")),
    "register-alone": ("REA TO-123456", ("", "123456", "length")),
    "register-of-rovigo-alone": ("REA RO-123456", ("", "123456", "length")),
    "province-and-few-digits": ("TO123456", ("", "TO123456", "format")),
    "groups-with-a-comma": ("P. IVA 031 874, 50121", ("", "031874", "length")),
    "few-digits-before-the-prefix": ("123 456 789 IT", ("", "123456789", "length")),
    "word-whose-letters-begin-a-number": ("FRED 303265045", ("", "303265045", "length")),
    "few-digits": ("DE12", ("", "DE12", "format")),
    "many-characters": ("US1234567890123456", ("", "US1234567890123456", "format")),
    "word-that-begins-like-a-country": ("SIRET 30326504500012", ("", "30326504500012", "length")),
    "indian": ("06AABCO6063D1ZQ", ("", "06AABCO6063D1ZQ", "format")),
    "fiscal-code-behind-its-label": ("C.F. RSSMRA85T10A562S", ("", "RSSMRA85T10A562S", "fiscal_code")),
    "fiscal-code-in-a-text": ("Rossi RSSMRA85T10A562S Mario", ("", "RSSMRA85T10A562S", "fiscal_code")),
    "fiscal-code-and-ten-digits": ("RSSMRA85T10A562S 0318745012", ("", "0318745012", "length")),
    **{text: (text, ("", "", "format")) for text in ("", "IT", "PARTITA IVA", "unknown", "N/A", "n.d.", "DE")},
}


@pytest.mark.parametrize(("text", "read"), OTHERS.values(), ids=OTHERS)
def test_what_is_not_one_number_is_told(text: str, read: tuple[str, str, str]) -> None:
    assert read_vat_number(text) == read


@pytest.mark.parametrize(
    "text", ["ATU1234567", "CHE12345678", "DE12345678", "ESB123456", "FRAB12345678", "GBGD12345", "XIHA12345"]
)
def test_a_misread_number_begins_with_the_letters_of_its_country(text: str) -> None:
    assert read_vat_number(text) == (text[:2], text[2:], None)
    one_more = f"{text[:2]}X{text[2:]}"
    assert read_vat_number(one_more) == ("", one_more, "format")


PIECES = st.sampled_from(
    [*"0123456789", "IT", "DE", "FR", "GB", "NO", "VA", "P.IVA", "CF", "RSSMRA85T10A562S", " ", "/", "x"]
)


@given(st.lists(PIECES | st.characters(), max_size=150).map("".join))
def test_every_text_has_an_answer_that_its_first_characters_give(text: str) -> None:
    prefix, number, fault = read_vat_number(text)
    assert read_vat_number(text[:120]) == (prefix, number, fault)
    assert fault is not None or number
    assert not (fault and fault != "several" and prefix not in ("", "IT"))


@given(st.text(st.characters(max_codepoint=127)))
def test_a_plain_text_has_no_other_form(text: str) -> None:
    assert in_capitals(text) == unicodedata.normalize("NFKC", text).upper()[:120]
