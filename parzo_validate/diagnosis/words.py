"""What a diagnosis says, in English and Italian."""

from decimal import Decimal

from parzo_validate.diagnosis.candidate import Explanation
from parzo_validate.diagnosis.forms import FORMS
from parzo_validate.domain.amounts import format_number
from parzo_validate.invoice.reasons import Words, in_language
from parzo_validate.words import by_language

_PROPOSALS = {"en": "should be {value} ({certainty})", "it": "dovrebbe essere {value} ({certainty})"}
_CERTAINTIES = by_language(
    certain=("certain", "certo"), likely=("likely", "probabile"), possible=("possible", "possibile")
)
_NOTHING = {"en": "empty", "it": "vuoto"}
_CONFIRMED = {"en": "; confirmed by ", "it": "; a conferma: "}
_AND = {"en": " and ", "it": " e "}
_ON_PAGE = {"en": "page {page}, which prints {printed}", "it": "la pagina {page}, che riporta {printed}"}
_UNEXPLAINED = {"en": "cause unknown", "it": "causa non riconosciuta"}

DEFECTS = by_language(
    amount_left_as_text=("the amount was copied as the page prints it", "l'importo è stato copiato come è stampato"),
    amount_read_as_zero=("a missing value was given as zero", "un valore mancante è stato indicato come zero"),
    blended_rate=("several VAT rates were blended into one", "più aliquote IVA sono state fuse in una sola"),
    credit_note_type_lost=(
        "a credit note was taken for an invoice",
        "una nota di credito è stata scambiata per una fattura",
    ),
    dates_exchanged=("the two dates were swapped", "le due date sono state invertite"),
    day_and_month_swapped=("day and month were swapped", "giorno e mese sono stati invertiti"),
    digit_misread=("one digit was misread", "una cifra è stata letta male"),
    digits_transposed=("two digits were swapped", "due cifre sono state scambiate"),
    field_dropped=("a stated value was not found", "un valore indicato non è stato trovato"),
    fund_left_out_of_subtotal=(
        "the pension fund contribution was left out",
        "manca il contributo alla cassa previdenziale",
    ),
    line_value_misread=("one digit was misread", "una cifra è stata letta male"),
    net_to_pay_as_total=("the amount payable was read as the total", "il netto a pagare è stato letto come totale"),
    percentage_read_as_rate=(
        "the percentage of the withholding or the social security was read as the VAT rate",
        "la percentuale della ritenuta o della previdenza è stata letta come aliquota IVA",
    ),
    rate_as_fraction=(
        "a fraction was given instead of a percentage",
        "è stata indicata una frazione al posto della percentuale",
    ),
    rate_read_as_total=("the VAT rate was read as the total", "l'aliquota IVA è stata letta come totale"),
    separator_shift=(
        "a decimal or thousands separator was misread",
        "un separatore dei decimali o delle migliaia è stato letto male",
    ),
    sign_lost=("the sign was misread", "il segno è stato letto male"),
    subtotal_and_total_swapped=("subtotal and total were swapped", "imponibile e totale sono stati invertiti"),
    subtotal_includes_tax=("the tax was already included", "l'imposta era già inclusa"),
    total_copied_from_subtotal=(
        "it was copied from the subtotal, or the tax is not included",
        "è stato copiato l'imponibile, oppure l'imposta non è inclusa",
    ),
    total_read_as_rate=("the total was read as the VAT rate", "il totale è stato letto come aliquota IVA"),
    vat_number_digit_misread=("one digit was misread", "una cifra è stata letta male"),
    vat_number_digits_transposed=("two digits were swapped", "due cifre sono state scambiate"),
    vat_number_is_fiscal_code=(
        "the personal fiscal code was read as the VAT number",
        "il codice fiscale della persona è stato letto come partita IVA",
    ),
    vat_number_is_placeholder=("zeros were given for a missing number", "un numero mancante è stato indicato con zeri"),
    vat_number_letter_for_digit=("a digit was read as a letter", "una cifra è stata letta come lettera"),
    vat_number_lost_leading_zero=("the leading zero was lost", "manca lo zero iniziale"),
    vendor_number_copied_to_buyer=("the vendor's number was copied", "è stata copiata la partita IVA del fornitore"),
    year_slip=("the year is off by one", "l'anno è errato di un'unità"),
)
"""What each defect did, by its name in ``parzo_validate.testing.defects``."""


def message(lang: str, explanation: Explanation, proposed: Words | None, rate: Decimal | None) -> str:
    """Return one sentence: the likely value, how sure, the defect, and what confirms it; ``rate`` is in per cent."""
    (_, defect), repaired, holding, certainty, place = explanation
    names = [*repaired[0 if place else 1 :], *holding]  # what is repaired first is the reason itself
    stated = "" if rate is None else in_language(format_number(rate), lang)
    confirmed = [FORMS[name].words.render(lang).format(rate=stated) for name in names if FORMS[name].words]
    if place:
        confirmed.append(_ON_PAGE[lang].format(page=place.page, printed=place.in_one_line))
    *others, last = confirmed or [""]
    listed = f"{', '.join(others)}{_AND[lang]}{last}" if others else last
    value = _NOTHING[lang] if proposed is None else in_language(proposed, lang)
    proposal = _PROPOSALS[lang].format(value=value, certainty=_CERTAINTIES[lang][certainty])
    because = DEFECTS[lang][defect.name] if defect else _UNEXPLAINED[lang]
    return f"{proposal}: {because}{_CONFIRMED[lang] + listed if listed else ''}"
