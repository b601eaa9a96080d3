"""A summary in sections of plain rows, in English or Italian, for whatever shows it: a terminal or a page."""

from collections.abc import Iterator
from typing import NamedTuple

from parzo_validate.batch.summary import VENDORS_COUNTED, VENDORS_SHOWN, VERDICTS, Summary, by_count
from parzo_validate.words import WORDS, by_language, counted, known_language, label_of, number


class Row(NamedTuple):
    """Something that was counted; ``kind`` is a verdict or a severity where it is one, for its colour."""

    label: str
    note: str
    value: int
    kind: str = ""


class Section(NamedTuple):
    """Rows under a title; ``whole`` is what they are a share of, 0 where they are of nothing."""

    title: str
    rows: tuple[Row, ...]
    whole: int = 0
    remark: str = ""


TITLES = by_language(
    title=("Validation summary", "Riepilogo della verifica"),
    ruleset=("ruleset", "regole"),
    verdicts=("Documents by verdict", "Documenti per esito"),
    clean_note=("every rule ran and found nothing", "ogni regola è stata applicata e non ha trovato nulla"),
    review_note=(
        "a flag, an unreadable value, or a rule that failed",
        "una segnalazione, un valore illeggibile o una regola in errore",
    ),
    incomplete_note=(
        "nothing found, but something could not be checked",
        "nulla da segnalare, ma qualcosa non è stato verificato",
    ),
    no_result_note=("a job without a result", "un job senza risultato"),
    unusable_note=("not a JSON object", "non è un oggetto JSON"),
    unread_note=(
        "a file, or the rest of one: nothing in it was judged",
        "un file, o il resto di un file: nulla al suo interno è stato verificato",
    ),
    codes=("Documents by flag", "Documenti per segnalazione"),
    coerced=(
        "Values read from another form than documented, by place: {values} in {documents}",
        "Valori letti da una forma diversa da quella documentata, per posizione: {values} in {documents}",
    ),
    unreadable=("Unreadable values by place", "Valori illeggibili per posizione"),
    not_evaluated=("Documents that could not be checked, by rule", "Documenti non verificati, per regola"),
    crashed=(
        "Documents on which a rule failed (a bug in the rule)",
        "Documenti su cui una regola è andata in errore (difetto della regola)",
    ),
    vendors=("Vendors with the most flags (top {count})", "Fornitori con più segnalazioni (primi {count})"),
    duplicates=("Documents that stand there twice", "Documenti presenti due volte"),
    exact=("duplicates", "duplicati"),
    exact_note=("same vendor, number, date and total", "stesso fornitore, numero, data e totale"),
    near=("near duplicates", "quasi duplicati"),
    near_note=("same vendor and number, other date or total", "stesso fornitore e numero, altra data o altro totale"),
    unnamed=("(no name)", "(senza nome)"),
    uncounted=(
        "More than {vendors} vendors have flags; each count may be up to {count} too low.",
        "Più di {vendors} fornitori hanno segnalazioni; ciascun conteggio può essere inferiore al vero fino a {count}.",
    ),
    nothing=("none", "nessuno"),
    examples=("An example of each flag", "Un esempio per ogni segnalazione"),
)


def sections(summary: Summary, lang: str) -> Iterator[Section]:
    """Yield what a summary says, in the order of a reader's interest.

    Raises:
        ValueError: there are no words in that language.
    """
    titles, total = TITLES[known_language(lang)], summary.verdicts.total()
    yield Section(
        titles["verdicts"],
        tuple(
            Row(label_of(count, verdict, lang), titles[f"{verdict}_note"], count, verdict)
            for verdict, count in ((verdict, summary.verdicts[verdict]) for verdict in VERDICTS)
        ),
        total,
    )
    codes = sorted(summary.flags, key=lambda flag: (-summary.documents[flag[0]], flag))
    yield Section(
        titles["codes"],
        tuple(Row(code, WORDS[lang][severity], summary.documents[code], severity) for code, severity in codes),
        total,
    )
    if summary.coerced:
        values = number(summary.coerced.total(), lang)
        documents = counted(summary.documents_coerced, "documents", lang)
        yield Section(titles["coerced"].format(values=values, documents=documents), _rows(summary.coerced))
    yield Section(titles["unreadable"], _rows(summary.unreadable))
    yield Section(titles["not_evaluated"], _rows(summary.not_evaluated), total)
    if summary.crashed:
        yield Section(titles["crashed"], _rows(summary.crashed), total)
    if summary.duplicates is not None:
        yield Section(
            titles["duplicates"],
            tuple(Row(titles[kind], titles[f"{kind}_note"], summary.duplicates[kind]) for kind in ("exact", "near")),
            total,
        )
    remark = titles["uncounted"].format(vendors=number(VENDORS_COUNTED, lang), count=number(summary.uncounted, lang))
    yield Section(
        titles["vendors"].format(count=VENDORS_SHOWN),
        tuple(Row(name or titles["unnamed"], vat, count) for (name, vat), count in summary.heaviest_vendors),
        remark=remark if summary.uncounted else "",
    )


def _rows(counts: dict[str, int]) -> tuple[Row, ...]:
    return tuple(Row(label, "", count) for label, count in by_count(counts))


def share(count: int, whole: int, lang: str) -> str:
    """Return a share in per cent, with a decimal; empty of nothing.

    >>> share(1, 3, "en"), share(1, 3, "it"), share(1, 100_000, "en"), share(0, 3, "en"), share(0, 0, "en")
    ('33.3%', '33,3%', '< 0.1%', '0.0%', '')
    """
    if not whole:
        return ""
    text = "< 0.1%" if 0 < count / whole < 0.0005 else f"{100 * count / whole:.1f}%"
    return text if lang == "en" else text.replace(".", ",")
